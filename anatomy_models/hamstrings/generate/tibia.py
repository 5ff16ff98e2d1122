"""Measurements of the right tibia: millimetres in atlas axes, degrees for turns (sources: README.md)."""

from anatomy_models.hamstrings.generate.fields import Solid, Sweep

TIBIA = Solid(
    parts=(
        Sweep(
            "shaft",
            toward=(1, 0, 0),
            stations=(
                (76, 7, -462, 27, 17.5, 19),
                (80, 11, -477, 18.5, 18, 23),
                (77, 10, -499, 16.5, 18.5, 78),
                (80, 11, -536, 13.5, 15, 23),
                (80, 10, -578, 11.5, 12, 43),
                (80, 8, -617, 11.5, 9.5, 17),
                (78, 6, -657, 11, 8, 2),
                (77, 3, -699, 11.5, 8, 1),
                (76, 3, -733, 11.5, 13, 40),
                (74, 0, -770, 15.5, 14.5, 25),
                (73, 0, -794, 23.5, 16, -6),
                (73, -2, -802, 25, 13.5, -10),
            ),
        ),
        Sweep(
            "anterior crest",
            toward=(1, 0, 0),
            stations=(
                (89, 23, -472, 7),
                (87, 26, -502, 8),
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
                (58, 16, -450, 14.5, 9.5),
                (55, -2, -456, 23.5, 9),
                (62, -23, -459, 17, 5.5),
            ),
        ),
        Sweep(
            "lateral condyle",
            toward=(1, 0, 0),
            stations=(
                (95, 11, -457, 12.5, 13),
                (96, 3, -450, 13.5, 13),
                (95, -17, -451, 12.5, 6),
            ),
        ),
        Sweep(
            "medial flare",
            toward=(0, 1, 0),
            stations=(
                (52, -6, -465, 18.5, 13.5),
                (62, 6, -482, 14, 9.5),
            ),
        ),
        Sweep(
            "tibial tuberosity",
            toward=(1, 0, 0),
            stations=(
                (76, 22, -451, 15, 6),
                (85, 31, -473, 6, 3),
                (82, 27, -490, 3.5, 5),
            ),
        ),
        Sweep(
            "medial intercondylar tubercle",
            toward=(0, 1, 0),
            stations=(
                (70, 1, -459, 13.5, 1.5),
                (68, -8, -447, 5.5, 2),
            ),
        ),
        Sweep(
            "lateral intercondylar tubercle",
            toward=(0, 1, 0),
            stations=(
                (80, -6, -448, 10, 2),
                (77, -6, -444, 5.5, 2),
            ),
        ),
        Sweep(
            "facet for the fibula",
            toward=(1, 0, 0),
            stations=(
                (108, -13, -455, 1.5, 4),
                (93, 5, -479, 2, 7.5),
            ),
        ),
        Sweep(
            "medial malleolus",
            toward=(0, 1, 0),
            stations=(
                (66, 0, -788, 14.5, 4),
                (53, 5, -805, 12.5, 6.5),
                (55, 6, -811, 6.5, 6),
            ),
        ),
        Sweep(
            "posterior ankle border",
            toward=(1, 0, 0),
            stations=(
                (66, -19, -795, 10.5, 1.5),
                (81, -20, -796, 13, 6.5),
            ),
        ),
    ),
    cuts=(
        Sweep(
            "medial plateau",
            toward=(1, 0, 0),
            stations=(
                (49, 16, -430, 12.5),
                (44, -8, -438, 15),
            ),
        ),
        Sweep(
            "lateral plateau",
            toward=(1, 0, 0),
            stations=(
                (88, 14, -432, 14.5, 8.5),
                (91, -12, -434, 14.5, 9.5),
            ),
        ),
        Sweep(
            "posterior intercondylar notch",
            toward=(1, 0, 0),
            stations=(
                (65, -30, -451, 6, 4),
                (75, -14, -471, 7.5, 2),
            ),
        ),
        Sweep(
            "groove of semimembranosus",
            toward=(0, 0, 1),
            stations=(
                (34, 1, -464, 4.5, 3),
                (52, -23, -463, 8.5, 2.5),
            ),
        ),
        Sweep(
            "ankle joint",
            toward=(0, 1, 0),
            stations=(
                (65, -2, -817, 16, 12),
                (96, -9, -817, 18.5, 11),
            ),
        ),
    ),
    blend_mm=4,
    cut_blend_mm=1,
)
