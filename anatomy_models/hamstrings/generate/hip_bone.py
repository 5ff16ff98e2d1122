"""Measurements of the right hip bone, in atlas millimetres; turns in degrees."""

from anatomy_models.hamstrings.generate.fields import Solid, Sphere, Sweep
from anatomy_models.hamstrings.generate.shapes import Cup, Plate

HIP_BONE = Solid(
    parts=(
        Plate(
            "iliac wing",
            origin=(92, -10, 90),
            along=(56, 83, 0),
            up=(20, -14, 97),
            outline=(
                (73, -8, 5),
                (68, 8, 4),
                (48, 31, 8.5),
                (22, 48, 3.5),
                (-5, 55, 1.5),
                (-42, 35, 1.5),
                (-69, 14, 8),
                (-71, -8, 7.5),
                (-62, -27, 5),
                (-52, -32, 7.5),
                (-32, -27, 2),
                (-11, -51, 5),
                (18, -48, 4),
                (54, -26, 1.5),
            ),
            stations_along=(-75, -35, 0, 35, 75),
            stations_up=(-60, -5, 50),
            depth=(
                (10, -4, 17),
                (-4, -9, -11),
                (1, 3, 2),
                (2, 8, 12),
                (3, -6, 11),
            ),
            half_thickness=(
                (5, 1.5, 2.5),
                (3.5, 6, 6.5),
                (15, 3.5, 4.5),
                (9, 4.5, 9),
                (3, 1.5, 11),
            ),
        ),
        Sweep(
            "anterior inferior iliac spine",
            toward=(0, 0, 1),
            stations=(
                (109, 30, 48, 4.5),
                (104, 30, 40, 6),
                (96, 19, 28, 7),
            ),
        ),
        Sweep(
            "sacroiliac mass",
            toward=(1, 0, 0),
            stations=(
                (54, -61, 104, 9, 6),
                (58, -49, 81, 9.5, 12.5),
                (62, -23, 60, 11.5, 9),
            ),
        ),
        Sweep(
            "arcuate line",
            toward=(1, 0, 0),
            stations=(
                (64, -25, 74, 2.5),
                (70, -14, 60, 8),
                (77, -3, 44, 8.5),
                (67, 13, 19, 9),
            ),
        ),
        Sweep(
            "acetabular roof",
            toward=(0, 1, 0),
            stations=(
                (98, 3, 60, 3, 3),
                (88, 0, 38, 15, 10),
            ),
        ),
        Cup(
            "acetabular wall",
            centre=(87, 0, 0),
            axis=(80, 0, -60),
            zero=(0, 1, 0),
            pole_radius=34.5,
            rim=(
                (0, -8, 29.5),
                (45, -11, 31.5),
                (90, -3, 35.5),
                (135, -2, 33.5),
                (180, 2, 30),
                (225, 2, 29),
                (270, -17, 30),
                (315, -12, 35),
            ),
        ),
        Sweep(
            "posterior column",
            toward=(1, 0, 0),
            stations=(
                (80, -18, 42, 9, 5),
                (72, -24, 28, 14.5, 9.5),
                (66, -24, -1, 11, 10.5),
                (53, -20, -22, 1.5, 15),
            ),
        ),
        Sweep(
            "ischial spine",
            toward=(0, 0, 1),
            stations=(
                (64, -25, 14, 11, 5),
                (55, -34, 12, 7, 3.5),
                (46, -42, 7, 2.5, 2),
            ),
        ),
        Sweep(
            "ischial body",
            toward=(0, 1, 0),
            stations=(
                (54, -23, -2, 19.5, 3.5, -10),
                (61, -28, -11, 16, 9.5, -10),
                (61, -34, -28, 17.5, 9.5, -24),
                (57, -34, -40, 14.5, 10, -12),
                (50, -28, -45, 14.5, 4.5, -51),
            ),
        ),
        Sweep(
            "tuberosity, lateral margin",
            toward=(1, 0, 0),
            stations=(
                (70, -32, -13, 6),
                (70, -33, -28, 7.5),
                (69, -35, -39, 7),
                (60, -35, -48, 6),
            ),
        ),
        Sweep(
            "ischiopubic ramus",
            toward=(0, 1, 1),
            stations=(
                (47, -30, -48, 11.5, 7.5),
                (39, -17, -47, 11, 5.5),
                (30, 1, -44, 9, 6),
                (20, 20, -35, 10.5, 4),
                (12, 34, -27, 8, 4),
            ),
        ),
        Sweep(
            "superior pubic ramus",
            toward=(0, 1, 0),
            stations=(
                (75, 14, 15, 15, 13),
                (52, 30, 0, 8, 10),
                (35, 40, -11, 13, 6),
                (23, 55, -12, 12, 4.5),
            ),
        ),
        Sweep(
            "pubic body",
            toward=(0, 80, 60),
            stations=(
                (8, 34, -17, 16.5, 2.5),
                (16, 40, -22, 18, 4.5),
                (21, 40, -20, 24, 6),
            ),
        ),
    ),
    cuts=(
        Sphere("acetabulum", centre=(87, 0, 0), radius=25),
        Sweep(
            "acetabular fossa",
            toward=(0, 1, 0),
            stations=(
                (65, 1, 10, 11, 4),
                (64, 2, -4, 12, 4.5),
                (69, 4, -17, 11, 5),
                (77, 5, -29, 9, 6),
            ),
        ),
        Sweep(
            "obturator foramen, posterior end",
            toward=(0, 1, 0),
            stations=(
                (36, 2, -25, 9),
                (55, -6, -28, 12.5),
            ),
        ),
        Sweep(
            "posteromedial facet",
            toward=(-50, -86, 0),
            stations=(
                (62, -50, -11, 3, 8),
                (59, -49, -28, 3, 9.5),
                (54, -50, -43, 3, 8),
            ),
        ),
        Sweep(
            "superolateral facet",
            toward=(65, -76, 0),
            stations=(
                (75, -41, -12, 3, 7),
                (74, -45, -27, 3, 8),
                (70, -45, -42, 3, 6),
            ),
        ),
        Sweep(
            "lower area",
            toward=(0, -70, -70),
            stations=(
                (61, -39, -54, 3, 5),
                (46, -42, -58, 3, 6),
            ),
        ),
    ),
    blend_mm=3,
    cut_blend_mm=1,
)
