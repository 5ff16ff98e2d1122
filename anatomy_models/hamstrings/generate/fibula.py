"""Measurements of the right fibula, in atlas millimetres; turns in degrees."""

from anatomy_models.hamstrings.generate.fields import Solid, Sweep

FIBULA = Solid(
    parts=(
        Sweep(
            "shaft",
            toward=(1, 0, 0),
            stations=(
                (105, -16, -469, 12.5, 9, 11),
                (104, -17, -490, 7.5, 8, -6),
                (104, -18, -515, 5.5, 7.5, -14),
                (104, -18, -557, 5, 8, -4),
                (103, -18, -600, 5.5, 8, 14),
                (102, -19, -639, 6, 6.5, -16),
                (100, -19, -677, 5, 7, -18),
                (98, -20, -720, 5, 7, -5),
                (96, -20, -767, 5, 8.5, 35),
                (94, -19, -800, 7.5, 10, 38),
                (94, -22, -816, 8, 9.5, 68),
            ),
        ),
        Sweep(
            "head",
            toward=(1, 0, 0),
            stations=(
                (107, -15, -465, 5.5, 5.5),
                (109, -13, -470, 10.5, 11.5),
                (104, -14, -480, 7, 8),
            ),
        ),
        Sweep(
            "styloid process",
            toward=(1, 0, 0),
            stations=(
                (106, -20, -463, 8.5, 5),
                (105, -20, -456, 6.5, 3),
            ),
        ),
        Sweep(
            "lateral malleolus",
            toward=(0, 1, 0),
            stations=(
                (99, -18, -801, 6.5, 2),
                (97, -16, -815, 11.5, 7.5),
                (98, -23, -829, 9, 6),
            ),
        ),
    ),
    cuts=(
        Sweep(
            "malleolar fossa",
            toward=(0, 1, 0),
            stations=(
                (88, -24, -820, 2, 2),
                (93, -19, -832, 3, 3),
            ),
        ),
    ),
    blend_mm=2,
    cut_blend_mm=1,
)
