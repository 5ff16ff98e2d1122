"""Measurements of the right femur, in atlas millimetres."""

from anatomy_models.hamstrings.generate.fields import Ridge, Solid, Sphere, Sweep

FEMUR = Solid(
    parts=(
        Sweep(
            "shaft",
            toward=(1, 0, 0),
            stations=(
                (122, -5, -39, 13, 14),
                (115, -0, -82, 15, 14),
                (109, 10, -135, 14.5, 13.5),
                (100, 18, -201, 14, 11.5),
                (91, 19, -277, 15.5, 14),
                (85, 17, -329, 18.5, 15),
                (81, 17, -367, 20.5, 15),
                (76, 11, -410, 32.5, 15.5),
            ),
        ),
        Sweep(
            "pilaster of the linea aspera",
            toward=(1, 0, 0),
            stations=((109, 6, -124, 2), (99, 6, -200, 5.5), (92, 8, -285, 4)),
        ),
        Sweep(
            "medial supracondylar flare",
            toward=(1, 0, 0),
            stations=((71, 13, -344, 5.5), (49, 3, -393, 8)),
        ),
        Sweep(
            "lateral supracondylar flare",
            toward=(1, 0, 0),
            stations=((92, 8, -341, 4), (97, 3, -391, 8.5)),
        ),
        Sweep(
            "neck",
            toward=(0, 0, 1),
            stations=((92, -2, -11, 13), (131, 1, -20, 12)),
        ),
        Sweep(
            "calcar",
            toward=(0, 1, 0),
            stations=((100, -1, -27, 12), (106, -6, -55, 11)),
        ),
        Sweep(
            "greater trochanter",
            toward=(0, 1, 0),
            stations=(
                (131, -14, -9, 5),
                (137, -10, -16, 11),
                (136, -6, -33, 13),
                (126, -6, -60, 9),
            ),
        ),
        Sweep(
            "intertrochanteric crest",
            toward=(1, 0, 0),
            stations=((129, -19, -10, 6), (125, -21, -38, 8), (112, -19, -60, 5)),
        ),
        Sweep(
            "lesser trochanter",
            toward=(0, 0, 1),
            stations=((115, -7, -73, 9.5), (100, -14, -69, 7)),
        ),
        Sweep(
            "medial condyle, front",
            toward=(1, 0, 0),
            stations=((63, 21, -415, 10), (58, 14, -424, 12.5), (50, 1, -427, 14)),
        ),
        Sweep(
            "medial condyle, back",
            toward=(1, 0, 0),
            stations=((50, -8, -426, 14.5), (50, -14, -420, 15.5)),
        ),
        Sweep(
            "lateral condyle, front",
            toward=(1, 0, 0),
            stations=((93, 23, -405, 8.5), (94, 21, -421, 10.5), (96, -4, -423, 13)),
        ),
        Sweep(
            "lateral condyle, back",
            toward=(1, 0, 0),
            stations=((97, -9, -421, 14), (96, -12, -413, 14)),
        ),
        Sphere("medial epicondyle", centre=(42, -2, -407), radius=9),
        Sphere("lateral epicondyle", centre=(105, -1, -409), radius=8),
        Sweep(
            "bridge between condyles",
            toward=(0, 1, 0),
            stations=((52, 1, -414, 15.5), (86, 10, -418, 12.5)),
        ),
    ),
    exact=(
        Sphere("femoral head", centre=(87, 0, 0), radius=23),
        Ridge(
            "intertrochanteric line",
            half_widths=(2.5, 2, 2),
            line=((128, 12, -18), (116, 10, -40), (104, 8, -60)),
        ),
        Ridge(
            "spiral line, medial lip, medial supracondylar line",
            half_widths=(2, 2.5, 1.5),
            line=(
                (104, 8, -60),
                (99, -2, -86),
                (102, -2, -130),
                (97, -1, -185),
                (93, 0, -225),
                (87, 2, -275),
                (72, 4, -340),
                (46, -3, -389),
            ),
        ),
        Ridge(
            "gluteal tuberosity, lateral lip, lateral supracondylar line",
            half_widths=(2, 3, 2.5, 2),
            line=(
                (126, -8, -85),
                (120, -3, -125),
                (110, 1, -160),
                (105, -1, -190),
                (100, 0, -230),
                (95, 2, -300),
                (95, 1, -345),
                (101, -4, -390),
            ),
        ),
        Ridge("pectineal line", half_widths=(4, 1.5), line=((104, -15, -75), (104, -3, -140))),
        Sphere("adductor tubercle", centre=(42, -4, -393), radius=4),
    ),
    cuts=(
        Sweep(
            "intercondylar notch",
            toward=(1, 0, 0),
            stations=((74, -26, -404, 13), (72, -12, -429, 10), (78, 5, -440, 6.5)),
        ),
        Sweep(
            "patellar groove",
            toward=(1, 0, 0),
            stations=((71, 41, -385, 12), (71, 38, -403, 12), (75, 38, -430, 9)),
        ),
        Sweep(
            "trochanteric fossa",
            toward=(0, 0, 1),
            stations=((116, -20, -7, 12, 4), (118, -12, -12, 9.5, 5)),
        ),
        Sphere("fovea of the head", centre=(62, -3, -2), radius=5),
    ),
    blend_mm=4,
    cut_blend_mm=1,
)
