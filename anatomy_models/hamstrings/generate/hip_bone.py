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
                (78, -2),
                (62, 22),
                (39, 42),
                (9, 49),
                (-23, 46),
                (-42, 26),
                (-50, 3),
                (-44, -25),
                (-20, -43),
                (-6, -65),
                (25, -64),
                (57, -31),
            ),
            stations_along=(-80, -40, 0, 40, 80),
            stations_up=(-70, -30, 10, 50),
            depth=(
                (0, 5, 8, -1),
                (-3, -5, -10, -11),
                (-2, 1, 3, 1),
                (4, 4, 9, 11),
                (0, -7, -9, 2),
            ),
            half_thickness=(
                (5, 5, 5.5, 5.5),
                (5, 5, 7, 5.5),
                (4.5, 5.5, 3, 5),
                (4, 2, 3, 6),
                (3, 2.5, 2, 4),
            ),
        ),
        Sweep(
            "iliac crest",
            toward=(0, 0, 1),
            stations=(
                (126, 52, 89, 1.5),
                (137, 29, 108, 4.5),
                (127, 3, 133, 5.5),
                (99, -23, 144, 3.5),
                (68, -44, 129, 5.5),
                (49, -68, 97, 8.5),
            ),
        ),
        Sweep(
            "anterior border",
            toward=(1, 0, 0),
            stations=(
                (130, 55, 79, 2.5),
                (121, 38, 69, 1.5),
                (110, 24, 52, 3.5),
                (102, 28, 36, 4),
            ),
        ),
        Sweep(
            "posterior border",
            toward=(1, 0, 0),
            stations=(
                (39, -69, 88, 3),
                (45, -55, 64, 3),
                (46, -42, 57, 3),
                (57, -22, 57, 3.5),
                (64, -21, 43, 3.5),
            ),
        ),
        Sweep(
            "sacroiliac mass",
            toward=(1, 0, 0),
            stations=(
                (59, -60, 108, 8.5, 8),
                (55, -53, 84, 9, 12),
                (57, -37, 65, 8.5, 10.5),
            ),
        ),
        Sweep(
            "arcuate line",
            toward=(1, 0, 0),
            stations=(
                (68, -21, 76, 8),
                (75, -3, 45, 8),
                (76, 14, 21, 7),
            ),
        ),
        Sweep(
            "iliac pillar",
            toward=(0, 1, 0),
            stations=(
                (99, 9, 40, 10.5, 3.5),
                (134, 20, 123, 9, 3),
            ),
        ),
        Sweep(
            "acetabular roof",
            toward=(0, 1, 0),
            stations=(
                (88, -1, 38, 18, 9.5),
                (83, -3, 27, 21, 11.5),
            ),
        ),
        Sweep(
            "acetabular floor",
            toward=(0, 1, 0),
            stations=(
                (69, 0, 24, 24, 8),
                (63, -1, 8, 26, 6),
                (60, 2, -7, 20, 5.5),
                (65, 3, -15, 14.5, 4),
            ),
        ),
        Sweep(
            "acetabular rim",
            toward=(60, -15, -30),
            stations=(
                (85, 25, -3, 3.5),
                (97, 24, 10, 3),
                (105, 5, 27, 3),
                (97, -17, 21, 4),
                (87, -26, 2, 4),
                (78, -21, -15, 4),
            ),
        ),
        Sweep(
            "posterior column",
            toward=(1, 0, 0),
            stations=(
                (75, -15, 40, 8, 9),
                (72, -23, 23, 13, 11.5),
                (66, -21, 0, 9.5, 10),
                (56, -23, -24, 7, 9.5),
            ),
        ),
        Sweep(
            "ischial spine",
            toward=(0, 0, 1),
            stations=(
                (60, -30, 10, 7),
                (53, -36, 9, 5.5),
                (47, -42, 9, 3.5),
            ),
        ),
        Sweep(
            "ischial tuberosity, body",
            toward=(1, 0, 0),
            stations=(
                (63, -34, -11, 10),
                (63, -34, -29, 9.5),
                (53, -32, -44, 9),
                (41, -26, -53, 6),
            ),
        ),
        Sweep(
            "superolateral facet",
            toward=(1, 0, 0),
            stations=(
                (71, -40, -20, 4),
                (72, -37, -32, 4),
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
                (41, -19, -46, 8.5, 6),
                (25, 10, -41, 8, 6),
                (16, 35, -23, 8, 4.5),
            ),
        ),
        Sweep(
            "superior pubic ramus",
            toward=(0, 0, 1),
            stations=(
                (67, 15, 10, 13),
                (55, 28, 2, 9),
                (36, 37, -9, 8),
                (24, 53, -13, 7),
            ),
        ),
        Sweep(
            "pubic body",
            toward=(1, 0, 0),
            stations=(
                (15, 50, -10, 11, 4.5),
                (14, 40, -18, 10.5, 4.5),
                (18, 30, -27, 10.5, 4),
            ),
        ),
        Sweep(
            "anterior acetabular wall",
            toward=(1, 0, 0),
            stations=(
                (93, 19, 28, 4.5),
                (80, 23, 11, 5),
                (71, 22, -1, 4.5),
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
