"""Measurements of the right hip bone: millimetres in atlas axes, degrees for turns (sources: README.md)."""

from anatomy_models.hamstrings.generate.fields import Plate, Solid, Sphere, Sweep

HIP_BONE = Solid(
    parts=(
        Plate(
            "iliac wing",
            origin=(92, -10, 90),
            along=(56, 83, 0),
            up=(20, -14, 97),
            outline=(
                (74, 1),
                (60, 27),
                (40, 48),
                (8, 52),
                (-24, 46),
                (-45, 24),
                (-56, 1),
                (-60, -16),
                (-53, -33),
                (-37, -36),
                (-22, -44),
                (-7, -67),
                (22, -71),
                (42, -54),
                (54, -25),
            ),
            stations_along=(-80, -40, 0, 40, 80),
            stations_up=(-70, -30, 10, 50),
            depth=(
                (2, 9, 11, 0),
                (-3, -4, -10, -11),
                (-4, 1, 3, 2),
                (2, 4, 9, 9),
                (-2, -11, -11, -1),
            ),
            half_thickness=(
                (5, 5, 5, 5.5),
                (5, 5, 7, 5.5),
                (5.5, 5.5, 3, 5),
                (4.5, 3, 3.5, 5.5),
                (3.5, 2.5, 1.5, 3.5),
            ),
        ),
        Sweep(
            "iliac crest",
            toward=(0, 0, 1),
            stations=(
                (127, 56, 85, 3),
                (136, 37, 102, 4.5),
                (132, 9, 123, 6.5),
                (108, -17, 144, 3.5),
                (74, -38, 135, 5.5),
                (59, -55, 116, 7.5),
                (48, -67, 96, 9.5),
            ),
        ),
        Sweep(
            "anterior border",
            toward=(1, 0, 0),
            stations=(
                (130, 56, 81, 4),
                (122, 42, 66, 3),
                (109, 24, 52, 4.5),
                (100, 25, 36, 5),
            ),
        ),
        Sweep(
            "posterior border",
            toward=(1, 0, 0),
            stations=(
                (40, -69, 88, 3.5),
                (46, -54, 64, 3),
                (46, -41, 57, 3.5),
                (58, -21, 57, 4),
                (66, -20, 43, 4.5),
            ),
        ),
        Sweep(
            "sacroiliac mass",
            toward=(1, 0, 0),
            stations=(
                (58, -60, 108, 9.5, 8),
                (55, -53, 85, 9.5, 11.5),
                (59, -34, 67, 10.5, 9),
            ),
        ),
        Sweep(
            "arcuate line",
            toward=(1, 0, 0),
            stations=(
                (69, -22, 75, 9.5),
                (76, -3, 43, 10),
                (80, 17, 19, 9.5),
            ),
        ),
        Sweep(
            "iliac pillar",
            toward=(0, 1, 0),
            stations=(
                (98, 8, 36, 13.5, 6),
                (112, 14, 73, 10.5, 2.5),
                (134, 19, 120, 10, 3),
            ),
        ),
        Sweep(
            "acetabular roof",
            toward=(0, 1, 0),
            stations=(
                (88, -1, 39, 19.5, 9.5),
                (84, -3, 26, 22.5, 11.5),
            ),
        ),
        Sweep(
            "acetabular floor",
            toward=(0, 1, 0),
            stations=(
                (68, 1, 25, 24, 8.5),
                (62, -1, 8, 26, 6.5),
                (60, 1, -7, 20, 5.5),
                (65, 3, -14, 15, 4),
            ),
        ),
        Sweep(
            "acetabular rim",
            toward=(60, -15, -30),
            stations=(
                (84, 25, -2, 4),
                (96, 24, 11, 3.5),
                (104, 5, 27, 3.5),
                (96, -17, 21, 4),
                (86, -26, 2, 4.5),
                (77, -21, -15, 4.5),
            ),
        ),
        Sweep(
            "posterior column",
            toward=(1, 0, 0),
            stations=(
                (75, -16, 42, 9, 8.5),
                (71, -25, 23, 14, 11),
                (66, -23, 0, 11.5, 10),
                (57, -23, -22, 8, 11),
            ),
        ),
        Sweep(
            "ischial spine",
            toward=(0, 0, 1),
            stations=(
                (58, -32, 8, 7),
                (49, -40, 9, 5),
            ),
        ),
        Sweep(
            "ischial tuberosity, body",
            toward=(1, 0, 0),
            stations=(
                (63, -34, -10, 11, 10.5),
                (63, -35, -29, 10, 11),
                (53, -31, -41, 8.5, 13),
                (40, -21, -50, 5.5, 11),
            ),
        ),
        Sweep(
            "superolateral facet",
            toward=(1, 0, 0),
            stations=(
                (71, -39, -21, 4.5),
                (72, -36, -33, 4.5),
                (68, -32, -42, 4.5),
            ),
        ),
        Sweep(
            "posteromedial facet",
            toward=(1, 0, 0),
            stations=(
                (62, -44, -26, 6),
                (60, -42, -38, 6.5),
                (54, -36, -49, 7),
            ),
        ),
        Sweep(
            "ischiopubic ramus",
            toward=(0, 0, 1),
            stations=(
                (40, -21, -46, 7.5, 4),
                (30, 1, -44, 8, 6),
                (19, 20, -35, 6.5, 7),
                (22, 30, -22, 6, 9.5),
            ),
        ),
        Sweep(
            "superior pubic ramus",
            toward=(0, 0, 1),
            stations=(
                (73, 17, 9, 14.5, 13),
                (58, 26, 3, 11.5, 10),
                (42, 35, -6, 7.5, 9),
                (25, 45, -14, 5.5, 12.5),
                (9, 47, -12, 3, 10.5),
            ),
        ),
        Sweep(
            "pubic body",
            toward=(1, 0, 0),
            stations=(
                (17, 52, -9, 9.5, 4.5),
                (15, 43, -20, 8, 5),
                (12, 33, -30, 7, 4.5),
            ),
        ),
    ),
    cuts=(
        Sphere("acetabulum", centre=(87, 0, 0), radius=25),
        Sweep(
            "acetabular fossa",
            toward=(0, 1, 0),
            stations=(
                (64, 2, -1, 12, 5.5),
                (76, 5, -27, 9, 6),
            ),
        ),
    ),
    blend_mm=3,
    cut_blend_mm=1,
)
