"""Measurements of the right femur: millimetres in atlas axes, degrees for turns (sources: README.md)."""

from anatomy_models.hamstrings.generate.fields import Solid, Sphere, Sweep

FEMUR = Solid(
    parts=(
        Sweep(
            "shaft",
            toward=(1, 0, 0),
            stations=(
                (119, -7, -45, 18, 12.5, 19),
                (115, 2, -84, 16.5, 12.5, 18),
                (111, 7, -119, 14.5, 13, 21),
                (106, 14, -158, 14, 12.5, 10),
                (98, 18, -216, 14, 12, 2),
                (91, 19, -280, 16, 13, 3),
                (85, 18, -335, 18.5, 14.5, -2),
                (80, 16, -371, 22, 15, -8),
                (74, 12, -410, 32, 16, -11),
            ),
        ),
        Sweep(
            "linea aspera",
            toward=(1, 0, 0),
            stations=(
                (112, -9, -84, 7, 1.5),
                (109, 6, -123, 5, 1.5),
                (102, 5, -164, 3.5, 2.5),
                (97, 8, -223, 4, 6),
                (93, 9, -270, 5, 5.5),
            ),
        ),
        Sweep(
            "lateral supracondylar line",
            toward=(1, 0, 0),
            stations=(
                (93, 8, -284, 2.5, 4),
                (91, 6, -347, 5.5, 2.5),
                (95, 3, -392, 8.5, 8),
            ),
        ),
        Sweep(
            "medial supracondylar line",
            toward=(1, 0, 0),
            stations=(
                (88, 12, -283, 3, 2),
                (71, 14, -338, 1.5, 2.5),
                (52, 0, -389, 2, 5),
            ),
        ),
        Sweep(
            "neck",
            toward=(0, 0, 1),
            stations=(
                (84, 1, -1, 21.5, 21),
                (105, -1, -15, 14.5, 13.5),
                (123, 3, -30, 22.5, 10.5),
            ),
        ),
        Sweep(
            "calcar",
            toward=(0, 1, 0),
            stations=(
                (98, -2, -29, 10, 12),
                (109, -7, -63, 10, 7),
            ),
        ),
        Sweep(
            "greater trochanter",
            toward=(0, 1, 0),
            stations=(
                (132, -15, -6, 6, 2.5),
                (138, -10, -16, 14.5, 8.5),
                (136, -5, -33, 12.5, 12.5),
                (124, -4, -62, 11.5, 4),
            ),
        ),
        Sweep(
            "intertrochanteric crest",
            toward=(1, 0, 0),
            stations=(
                (126, -21, -13, 5.5, 6.5),
                (127, -21, -35, 9.5, 7.5),
                (119, -19, -56, 5.5, 5),
            ),
        ),
        Sweep(
            "lesser trochanter",
            toward=(0, 0, 1),
            stations=(
                (117, -7, -69, 10.5, 9),
                (98, -14, -68, 9.5, 7.5),
            ),
        ),
        Sweep(
            "medial condyle",
            toward=(1, 0, 0),
            stations=(
                (65, 19, -414, 7, 11.5),
                (58, 14, -423, 11.5, 13.5),
                (49, -7, -426, 15.5, 17.5),
                (50, -17, -415, 15, 15),
                (52, -12, -405, 8, 1.5),
            ),
        ),
        Sweep(
            "lateral condyle",
            toward=(1, 0, 0),
            stations=(
                (93, 22, -406, 8, 9.5),
                (95, 19, -420, 8, 12),
                (96, -5, -421, 13.5, 16.5),
                (96, -11, -412, 12.5, 15.5),
                (98, -10, -407, 10.5, 10),
            ),
        ),
        Sweep(
            "medial epicondyle",
            toward=(0, 1, 0),
            stations=(
                (50, 4, -395, 6, 1.5),
                (36, -4, -404, 10.5, 3.5),
                (42, -2, -416, 10, 6),
            ),
        ),
        Sweep(
            "lateral epicondyle",
            toward=(0, 1, 0),
            stations=(
                (101, 8, -399, 2.5, 6.5),
                (112, -3, -411, 10.5, 1.5),
                (110, 3, -418, 8, 1.5),
            ),
        ),
        Sweep(
            "bridge between condyles",
            toward=(0, 1, 0),
            stations=(
                (52, 3, -415, 14),
                (89, 7, -419, 13),
            ),
        ),
    ),
    cuts=(
        Sweep(
            "intercondylar notch",
            toward=(1, 0, 0),
            stations=(
                (72, -26, -404, 11),
                (72, -12, -427, 10),
                (76, 5, -441, 6),
            ),
        ),
        Sweep(
            "patellar groove",
            toward=(1, 0, 0),
            stations=(
                (74, 39, -384, 14.5, 10.5),
                (72, 35, -402, 16, 7.5),
                (76, 38, -434, 10, 6),
            ),
        ),
        Sweep(
            "trochanteric fossa",
            toward=(0, 0, 1),
            stations=(
                (116, -20, -8, 12, 4),
                (118, -12, -13, 9.5, 5),
            ),
        ),
    ),
    exact=(
        Sphere("femoral head", centre=(87, 0, 0), radius=23),
    ),
    blend_mm=4,
    cut_blend_mm=1,
)
