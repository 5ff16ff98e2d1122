"""Measurements of the arteries, in atlas millimetres; drawn, no published figure."""

from anatomy_models.hamstrings.generate.strands import Strand

VESSELS = {
    "profunda_femoris_artery": Strand(
        toward=(1, 0, 0),
        stations=(
            (85, 38, -32, 3, 3),
            (91, 32, -55, 3, 3),
            (90, 24, -90, 3, 3),
            (84, 15, -140, 3, 3),
            (78, 10, -190, 2.5, 2.5),
            (74, 7, -240, 2.5, 2.5),
            (72, 4, -285, 2, 2),
        ),
        angles=12,
    ),
    "popliteal_artery": Strand(
        toward=(1, 0, 0),
        stations=(
            (58, 8, -318, 3.5, 3.5),
            (65, -5, -348, 3.5, 3.5),
            (70, -14, -380, 3.5, 3.5),
            (72, -22, -410, 3.5, 3.5),
            (73, -26, -435, 3.5, 3.5),
            (76, -25, -465, 3.5, 3.5),
            (80, -18, -495, 3, 3),
            (82, -14, -515, 3, 3),
        ),
        angles=12,
    ),
}
