"""Measurements of the right hip bone, in atlas millimetres; turns in degrees."""

from anatomy_models.hamstrings.generate.fields import Ridge, Solid, Sphere, Sweep
from anatomy_models.hamstrings.generate.shapes import Cup, Facet, Plate

HIP_BONE = Solid(
    parts=(
        Plate(
            "iliac wing",
            origin=(92, -10, 90),
            along=(56, 83, 0),
            up=(20, -14, 97),
            outline=(
                (73, -8, 5),
                (67, 10, 4),
                (46, 32, 8.5),
                (1, 55, 1.5),
                (-47, 32, 3),
                (-69, 13, 8.5),
                (-71, -8, 7.5),
                (-62, -27, 5),
                (-50, -32, 7.5),
                (-34, -26, 2.5),
                (-9, -52, 7.5),
                (18, -48, 3.5),
                (57, -24, 2.5),
            ),
            span_along=(-75, 75),
            span_up=(-60, 50),
            depth=(
                (10, -4, 17),
                (-4, -10, -11),
                (1, 3, 2),
                (2, 8, 12),
                (3, -6, 11),
            ),
            half_thickness=(
                (4, 1.5, 1.5),
                (3, 6, 6.5),
                (15.5, 3.5, 4.5),
                (7.5, 4.5, 9),
                (3, 1.5, 14),
            ),
        ),
        Ridge(
            "anterior inferior iliac spine",
            half_widths=(5, 7.5),
            line=(
                (109, 29, 48),
                (104, 30, 40),
                (96, 19, 29),
            ),
        ),
        Sweep(
            "sacroiliac mass",
            toward=(1, 0, 0),
            stations=(
                (55, -60, 101, 8.5, 8.5),
                (58, -48, 79, 9.5, 12),
                (62, -22, 59, 11, 9),
            ),
        ),
        Ridge(
            "arcuate line",
            half_widths=(4.5, 9.5),
            line=(
                (63, -25, 73),
                (75, -3, 47),
                (68, 12, 18),
            ),
        ),
        Sweep(
            "acetabular roof",
            toward=(0, 1, 0),
            stations=(
                (98, 4, 60, 2, 3),
                (88, 0, 38, 15.5, 9.5),
            ),
        ),
        Cup(
            "acetabular wall",
            centre=(87, 0, 0),
            axis=(80, 0, -60),
            pole_radius=34.5,
            rim=(
                (-8, 29.5),
                (-11, 31.5),
                (-3, 35.5),
                (-2, 33.5),
                (2, 30),
                (2, 29),
                (-17, 30),
                (-12, 35),
            ),
        ),
        Sweep(
            "posterior column",
            toward=(1, 0, 0),
            stations=(
                (78, -18, 44, 9.5, 5),
                (71, -25, 23, 13.5, 9.5),
                (54, -20, -24, 3.5, 15.5),
            ),
        ),
        Sweep(
            "ischial spine",
            toward=(0, 0, 1),
            stations=(
                (64, -25, 14, 11, 5),
                (55, -34, 12, 7, 3.5),
                (46, -42, 7, 3, 2.5),
            ),
        ),
        Sweep(
            "ischial body",
            toward=(0, 1, 0),
            stations=(
                (56, -24, -2, 17.5, 4),
                (62, -31, -14, 15.5, 9),
                (59, -36, -36, 15, 10),
                (51, -31, -46, 7.5, 6.5),
            ),
        ),
        Ridge(
            "tuberosity, lateral margin",
            half_widths=(7,),
            line=(
                (69, -30, -6),
                (70, -35, -37),
                (53, -36, -51),
            ),
        ),
        Sweep(
            "ischiopubic ramus",
            toward=(0, 1, 1),
            stations=(
                (47, -28, -46, 14.5, 6.5),
                (36, -12, -47, 10, 5.5),
                (24, 14, -38, 10.5, 5),
                (13, 36, -24, 11.5, 3.5),
            ),
        ),
        Sweep(
            "superior pubic ramus",
            toward=(0, 1, 0),
            stations=(
                (75, 14, 15, 14.5, 13),
                (52, 30, 0, 8, 10),
                (35, 40, -11, 12.5, 6),
                (23, 56, -12, 11.5, 4.5),
            ),
        ),
        Sweep(
            "pubic body",
            toward=(0, 80, 60),
            stations=(
                (8, 36, -16, 15, 2.5),
                (19, 41, -21, 19.5, 6),
            ),
        ),
    ),
    cuts=(
        Sphere(
            "acetabulum",
            centre=(87, 0, 0),
            radius=25,
        ),
        Sweep(
            "acetabular fossa",
            toward=(0, 1, 0),
            stations=(
                (65, 1, 10, 11, 4.5),
                (65, 2, -7, 12, 4.5),
                (77, 5, -29, 9, 6),
            ),
        ),
        Ridge(
            "obturator foramen, posterior end",
            half_widths=(11.5,),
            line=(
                (40, 1, -25),
                (55, -6, -28),
            ),
        ),
        Facet(
            "posteromedial facet",
            toward=(-50, -86, 0),
            half_depth=3,
            line=(
                (57, -45, -7, 11),
                (57, -51, -42, 10.5),
            ),
        ),
        Facet(
            "superolateral facet",
            toward=(65, -76, 0),
            half_depth=3,
            line=(
                (78, -44, -14, 6.5),
                (72, -45, -42, 6),
            ),
        ),
        Facet(
            "lower area",
            toward=(0, -70, -70),
            half_depth=3,
            line=(
                (61, -38, -55, 6.5),
                (46, -42, -57, 5.5),
            ),
        ),
    ),
    blend_mm=3,
    cut_blend_mm=1,
)
