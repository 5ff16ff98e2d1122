"""Measurements of the right tibia, in atlas millimetres; turns in degrees."""

from anatomy_models.hamstrings.generate.fields import Solid, Sweep

TIBIA = Solid(
    parts=(
        Sweep(
            "shaft",
            toward=(1, 0, 0),
            stations=(
                (75, 7, -463, 26, 18.5, 17),
                (79, 11, -476, 17.5, 17.5, 22),
                (77, 10, -500, 16.5, 18.5, 79),
                (80, 11, -537, 13.5, 14.5, 23),
                (80, 10, -579, 11.5, 12, 43),
                (80, 8, -618, 11.5, 9.5, 16),
                (78, 6, -657, 11, 8, 2),
                (77, 3, -700, 11.5, 8, 2),
                (76, 3, -732, 11.5, 13, 43),
                (74, 0, -769, 15.5, 15, 28),
                (73, -1, -795, 23, 16.5, -5),
                (76, -3, -804, 23, 13.5, -14),
            ),
        ),
        Sweep(
            "anterior crest",
            toward=(1, 0, 0),
            stations=(
                (88, 23, -472, 7),
                (87, 27, -502, 8),
                (89, 25, -541, 5.5),
                (87, 22, -591, 5.5),
                (85, 19, -638, 4.5),
                (80, 11, -714, 5),
            ),
        ),
        Sweep(
            "medial condyle",
            toward=(1, 0, 0),
            stations=(
                (60, 15, -450, 16.5, 10),
                (54, -2, -458, 21.5, 9.5),
                (59, -19, -458, 17, 7.5),
            ),
        ),
        Sweep(
            "lateral condyle",
            toward=(1, 0, 0),
            stations=(
                (95, 10, -451, 14, 11.5),
                (96, -3, -451, 16, 11),
                (95, -16, -452, 15, 8),
            ),
        ),
        Sweep(
            "medial flare",
            toward=(0, 1, 0),
            stations=(
                (52, -6, -468, 16.5, 9.5),
                (62, 4, -484, 15.5, 8.5),
            ),
        ),
        Sweep(
            "lateral flare",
            toward=(0, 1, 0),
            stations=(
                (98, 6, -465, 17, 5.5),
                (89, 10, -484, 13.5, 3),
            ),
        ),
        Sweep(
            "tibial tuberosity",
            toward=(1, 0, 0),
            stations=(
                (76, 22, -450, 14.5, 5.5),
                (83, 29, -471, 7.5, 4),
                (83, 27, -488, 5, 4),
            ),
        ),
        Sweep(
            "medial intercondylar tubercle",
            toward=(0, 1, 0),
            stations=(
                (67, -3, -450, 8, 5),
                (67, -2, -441, 4, 2),
            ),
        ),
        Sweep(
            "lateral intercondylar tubercle",
            toward=(0, 1, 0),
            stations=(
                (79, -3, -450, 8.5, 4.5),
                (78, -3, -442, 4.5, 1.5),
            ),
        ),
        Sweep(
            "medial malleolus",
            toward=(0, 1, 0),
            stations=(
                (64, 1, -792, 16, 8),
                (52, 3, -805, 12.5, 7),
                (55, 6, -811, 8.5, 5.5),
            ),
        ),
        Sweep(
            "posterior ankle border",
            toward=(1, 0, 0),
            stations=(
                (68, -20, -796, 10, 3.5),
                (83, -20, -797, 10.5, 4.5),
            ),
        ),
    ),
    cuts=(
        Sweep(
            "medial plateau",
            toward=(1, 0, 0),
            stations=(
                (48, 12, -432, 11.5, 12.5),
                (48, -6, -437, 11.5, 13.5),
            ),
        ),
        Sweep(
            "lateral plateau",
            toward=(1, 0, 0),
            stations=(
                (89, 11, -430, 12.5, 11),
                (90, -11, -433, 13, 11),
            ),
        ),
        Sweep(
            "posterior intercondylar notch",
            toward=(1, 0, 0),
            stations=(
                (75, -30, -450, 6, 6.5),
                (76, -26, -470, 8, 5.5),
            ),
        ),
        Sweep(
            "groove of semimembranosus",
            toward=(0, 0, 1),
            stations=(
                (31, -1, -461, 5, 4),
                (44, -26, -461, 5, 4),
            ),
        ),
        Sweep(
            "ankle joint",
            toward=(0, 1, 0),
            stations=(
                (64, -3, -815, 18, 10),
                (90, -6, -816, 18, 10),
            ),
        ),
    ),
    blend_mm=4,
    cut_blend_mm=1,
)
