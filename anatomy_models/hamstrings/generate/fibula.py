"""Measurements of the right fibula: millimetres in atlas axes, degrees for turns (sources: README.md)."""

from anatomy_models.hamstrings.generate.fields import Solid, Sweep

FIBULA = Solid(
    parts=(
        Sweep(
            "shaft",
            toward=(1, 0, 0),
            stations=(
                (105, -16, -469, 12, 8.5, 10),
                (104, -17, -490, 7.5, 8, -7),
                (104, -19, -516, 5.5, 7, -17),
                (104, -19, -558, 5, 6, -23),
                (103, -19, -600, 5.5, 6.5, -11),
                (101, -20, -638, 5, 6.5, -41),
                (99, -20, -677, 4.5, 6.5, -36),
                (97, -20, -720, 4.5, 6.5, -18),
                (96, -20, -768, 5, 8, 32),
                (94, -19, -800, 7.5, 10, 39),
                (94, -22, -817, 7.5, 9, 70),
            ),
        ),
        Sweep(
            "head",
            toward=(1, 0, 0),
            stations=(
                (107, -15, -466, 6.5, 6, 4),
                (109, -13, -470, 10.5, 11.5, -15),
                (104, -14, -481, 7, 8.5, -15),
            ),
        ),
        Sweep(
            "styloid process",
            toward=(1, 0, 0),
            stations=(
                (106, -20, -463, 9, 5, -14),
                (105, -20, -456, 7, 2.5, -20),
            ),
        ),
        Sweep(
            "anterior border",
            toward=(1, 0, 0),
            stations=(
                (103, -9, -523, 2, 2, -2),
                (106, -13, -606, 2, 2.5, 12),
                (103, -14, -679, 2, 2, 4),
                (102, -16, -762, 2, 2, 0),
            ),
        ),
        Sweep(
            "lateral malleolus",
            toward=(0, 1, 0),
            stations=(
                (99, -18, -801, 6.5, 2, -11),
                (96, -16, -815, 12, 7.5, 5),
                (98, -23, -829, 9, 6, -7),
            ),
        ),
    ),
    cuts=(
        Sweep(
            "malleolar fossa",
            toward=(0, 1, 0),
            stations=(
                (88, -24, -820, 2, 2, 1),
                (93, -19, -832, 3, 3, 0),
            ),
        ),
    ),
    blend_mm=2,
    cut_blend_mm=1,
)
