"""Measurements of the right hip bone, in atlas millimetres; turns in degrees."""

from anatomy_models.hamstrings.generate.fields import Plate, Solid, Sphere, Sweep

HIP_BONE = Solid(
    parts=(
        Plate(
            "iliac wing",
            origin=(92, -10, 90),
            along=(56, 83, 0),
            up=(20, -14, 97),
            outline=(
                (73, 3),
                (59, 27),
                (40, 47),
                (9, 51),
                (-23, 45),
                (-43, 26),
                (-51, 4),
                (-53, -11),
                (-46, -25),
                (-34, -33),
                (-21, -42),
                (-8, -63),
                (17, -64),
                (35, -48),
                (52, -23),
            ),
            stations_along=(-80, -40, 0, 40, 80),
            stations_up=(-70, -30, 10, 50),
            depth=(
                (0, 5, 8, -1),
                (-3, -4, -10, -11),
                (-2, 1, 3, 2),
                (4, 5, 9, 9),
                (-1, -10, -11, -1),
            ),
            half_thickness=(
                (5, 5, 5.5, 5),
                (5, 5, 7, 5),
                (5, 5.5, 3, 4.5),
                (4.5, 2.5, 3, 5),
                (3.5, 2, 1, 3),
            ),
        ),
        Sweep(
            "iliac crest",
            toward=(0, 0, 1),
            stations=(
                (127, 56, 85, 3),
                (136, 36, 103, 3.5),
                (131, 9, 124, 5.5),
                (108, -17, 144, 3),
                (75, -38, 135, 5),
                (59, -55, 116, 7),
                (48, -68, 97, 9),
            ),
        ),
        Sweep(
            "anterior border",
            toward=(1, 0, 0),
            stations=(
                (131, 57, 81, 3),
                (123, 42, 66, 2.5),
                (110, 29, 51, 3.5),
                (102, 29, 35, 5),
            ),
        ),
        Sweep(
            "posterior border",
            toward=(1, 0, 0),
            stations=(
                (39, -69, 88, 3),
                (45, -54, 64, 2.5),
                (46, -41, 57, 3),
                (57, -21, 57, 3),
                (63, -21, 43, 3.5),
            ),
        ),
        Sweep(
            "sacroiliac mass",
            toward=(1, 0, 0),
            stations=(
                (58, -60, 106, 9, 8),
                (55, -52, 83, 8.5, 12),
                (57, -36, 65, 8.5, 10.5),
            ),
        ),
        Sweep(
            "arcuate line",
            toward=(1, 0, 0),
            stations=(
                (68, -22, 77, 8),
                (75, -4, 46, 8.5),
                (76, 13, 21, 7),
            ),
        ),
        Sweep(
            "iliac pillar",
            toward=(0, 1, 0),
            stations=(
                (99, 8, 37, 12.5, 5),
                (113, 14, 75, 9.5, 1.5),
                (135, 19, 119, 9, 2.5),
            ),
        ),
        Sweep(
            "acetabular roof",
            toward=(0, 1, 0),
            stations=(
                (87, -2, 38, 18.5, 9),
                (83, -3, 26, 21.5, 11),
            ),
        ),
        Sweep(
            "acetabular floor",
            toward=(0, 1, 0),
            stations=(
                (69, 0, 24, 24, 8),
                (63, -1, 7, 26, 6),
                (60, 2, -8, 20, 5.5),
                (65, 4, -15, 15, 4),
            ),
        ),
        Sweep(
            "acetabular rim",
            toward=(60, -15, -30),
            stations=(
                (85, 25, -3, 3.5),
                (97, 24, 10, 3),
                (104, 5, 26, 3),
                (96, -17, 21, 4),
                (86, -26, 2, 4),
                (78, -21, -15, 4),
            ),
        ),
        Sweep(
            "posterior column",
            toward=(1, 0, 0),
            stations=(
                (75, -15, 40, 7.5, 9),
                (72, -24, 22, 12.5, 11),
                (66, -22, 0, 9.5, 9.5),
                (56, -23, -24, 7.5, 9.5),
            ),
        ),
        Sweep(
            "ischial spine",
            toward=(0, 0, 1),
            stations=(
                (60, -29, 9, 7),
                (54, -36, 9, 5),
                (48, -42, 9, 3.5),
            ),
        ),
        Sweep(
            "ischial tuberosity, body",
            toward=(1, 0, 0),
            stations=(
                (63, -35, -11, 10, 9.5),
                (62, -34, -30, 9.5, 9.5),
                (52, -32, -45, 8, 10),
                (39, -24, -53, 5.5, 7),
            ),
        ),
        Sweep(
            "superolateral facet",
            toward=(1, 0, 0),
            stations=(
                (71, -39, -20, 3.5),
                (73, -36, -32, 4),
                (68, -33, -41, 4),
            ),
        ),
        Sweep(
            "posteromedial facet",
            toward=(1, 0, 0),
            stations=(
                (62, -45, -26, 5),
                (60, -43, -38, 5.5),
                (54, -38, -48, 5.5),
            ),
        ),
        Sweep(
            "ischiopubic ramus",
            toward=(0, 0, 1),
            stations=(
                (43, -20, -43, 7.5, 5),
                (30, 1, -44, 8, 6),
                (20, 19, -36, 7.5, 5.5),
                (15, 34, -26, 7.5, 4.5),
            ),
        ),
        Sweep(
            "superior pubic ramus",
            toward=(0, 0, 1),
            stations=(
                (67, 15, 10, 12, 13),
                (54, 28, 2, 9, 8.5),
                (35, 38, -10, 6, 10.5),
                (19, 50, -15, 4, 12.5),
            ),
        ),
        Sweep(
            "pubic body",
            toward=(1, 0, 0),
            stations=(
                (16, 52, -9, 11, 4),
                (16, 42, -18, 10, 4),
                (18, 29, -26, 10, 3.5),
            ),
        ),
        Sweep(
            "anterior acetabular wall",
            toward=(1, 0, 0),
            stations=(
                (93, 19, 28, 4.5),
                (80, 23, 11, 5),
                (71, 23, -1, 4.5),
            ),
        ),
    ),
    cuts=(
        Sphere("acetabulum", centre=(87, 0, 0), radius=25),
        Sweep(
            "acetabular fossa",
            toward=(0, 1, 0),
            stations=(
                (64, 2, -2, 12, 5.5),
                (76, 5, -27, 9, 6),
            ),
        ),
    ),
    blend_mm=4,
    cut_blend_mm=1,
)
