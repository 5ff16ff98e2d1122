"""Measurements of the right femur, in atlas millimetres; turns in degrees."""

from anatomy_models.hamstrings.generate.fields import Solid, Sphere, Sweep

FEMUR = Solid(
    parts=(
        Sweep(
            "shaft",
            toward=(1, 0, 0),
            stations=(
                (119, -7, -42, 18, 12, 19),
                (115, 2, -82, 16, 12, 17),
                (111, 7, -117, 14.5, 13, 22),
                (106, 14, -157, 14, 12.5, 11),
                (98, 18, -215, 14, 12, 2),
                (91, 20, -280, 15.5, 13, 3),
                (85, 18, -334, 18.5, 14.5, -2),
                (80, 16, -370, 22, 15, -8),
                (73, 12, -410, 32, 16, -10),
            ),
        ),
        Sweep(
            "linea aspera",
            toward=(1, 0, 0),
            stations=(
                (112, -9, -84, 7.5, 1.5),
                (109, 6, -123, 5.5, 1.5),
                (102, 5, -164, 4, 2.5),
                (97, 8, -223, 4, 6),
                (93, 9, -270, 5, 5.5),
            ),
        ),
        Sweep(
            "lateral supracondylar line",
            toward=(1, 0, 0),
            stations=(
                (93, 9, -284, 2.5, 4.5),
                (91, 6, -347, 6, 3.5),
                (95, 5, -391, 9, 9.5),
            ),
        ),
        Sweep(
            "medial supracondylar line",
            toward=(1, 0, 0),
            stations=(
                (88, 13, -282, 2.5, 2),
                (71, 15, -337, 1.5, 2.5),
                (53, 0, -387, 2, 5),
            ),
        ),
        Sweep(
            "neck",
            toward=(0, 0, 1),
            stations=(
                (84, 1, -1, 21.5, 20.5),
                (105, -1, -15, 14, 13.5),
                (123, 4, -29, 22, 9),
            ),
        ),
        Sweep(
            "calcar",
            toward=(0, 1, 0),
            stations=(
                (99, -2, -29, 10, 13),
                (110, -7, -63, 10, 8),
            ),
        ),
        Sweep(
            "greater trochanter",
            toward=(0, 1, 0),
            stations=(
                (133, -15, -6, 6, 2.5),
                (138, -10, -15, 15, 8.5),
                (136, -5, -32, 13, 13.5),
                (125, -5, -62, 12.5, 4.5),
            ),
        ),
        Sweep(
            "intertrochanteric crest",
            toward=(1, 0, 0),
            stations=(
                (126, -21, -12, 5.5, 7),
                (127, -21, -34, 9.5, 8),
                (119, -19, -56, 5.5, 5),
            ),
        ),
        Sweep(
            "lesser trochanter",
            toward=(0, 0, 1),
            stations=(
                (118, -7, -69, 10.5, 9),
                (98, -14, -68, 9.5, 7.5),
            ),
        ),
        Sweep(
            "medial condyle",
            toward=(1, 0, 0),
            stations=(
                (65, 19, -414, 7, 11.5),
                (58, 14, -423, 11.5, 13.5),
                (49, -7, -426, 15, 17),
                (50, -17, -415, 15, 14.5),
                (52, -11, -405, 8.5, 1.5),
            ),
        ),
        Sweep(
            "lateral condyle",
            toward=(1, 0, 0),
            stations=(
                (94, 22, -406, 7.5, 9.5),
                (95, 19, -419, 7.5, 12),
                (96, -6, -421, 14, 16.5),
                (97, -11, -412, 13.5, 15.5),
                (98, -10, -408, 11.5, 10.5),
            ),
        ),
        Sweep(
            "medial epicondyle",
            toward=(0, 1, 0),
            stations=(
                (47, 0, -396, 10, 5),
                (39, -2, -406, 11, 5),
                (42, 0, -418, 11, 6),
            ),
        ),
        Sweep(
            "lateral epicondyle",
            toward=(0, 1, 0),
            stations=(
                (101, 2, -398, 10, 5),
                (106, 0, -409, 11, 5),
                (104, 2, -420, 11, 5),
            ),
        ),
        Sweep(
            "bridge between condyles",
            toward=(0, 1, 0),
            stations=(
                (53, 2, -416, 14),
                (87, 7, -419, 13),
            ),
        ),
    ),
    cuts=(
        Sweep(
            "intercondylar notch",
            toward=(1, 0, 0),
            stations=(
                (72, -26, -404, 11),
                (72, -12, -427, 9.5),
                (76, 5, -440, 5.5),
            ),
        ),
        Sweep(
            "patellar groove",
            toward=(1, 0, 0),
            stations=(
                (72, 39, -384, 14.5, 11),
                (69, 35, -402, 16, 8),
                (74, 39, -434, 10, 6),
            ),
        ),
        Sweep(
            "trochanteric fossa",
            toward=(0, 0, 1),
            stations=(
                (116, -20, -7, 12, 4),
                (118, -12, -12, 9.5, 5),
            ),
        ),
    ),
    exact=(Sphere("femoral head", centre=(87, 0, 0), radius=23),),
    blend_mm=4,
    cut_blend_mm=1,
)
