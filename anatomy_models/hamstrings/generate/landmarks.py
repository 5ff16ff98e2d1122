"""Bony landmarks drawn as patches: the bone's surface inside these sweeps, atlas millimetres."""

from anatomy_models.hamstrings.generate.fields import Sweep

LANDMARKS = {
    "ischial_tuberosity": (
        "hip_bone",
        Sweep(
            "posterior surface of the tuberosity",
            toward=(1, 0, 0),
            stations=(
                (69, -54, -15, 9, 13),
                (71, -54, -26, 15, 15),
                (67, -51, -40, 17, 16),
                (55, -47, -54, 14, 15),
                (42, -36, -62, 9, 12),
            ),
        ),
    ),
    "linea_aspera": (
        "femur",
        Sweep(
            "crest and both lips",
            toward=(1, 0, 0),
            stations=(
                (110, -2, -135, 11, 8),
                (102, 0, -180, 8, 10),
                (97, 1, -225, 7.5, 10),
                (92, 2, -275, 8.5, 10),
                (90, 3, -295, 9.5, 10),
            ),
        ),
    ),
    "pes_anserinus": (
        "tibia",
        Sweep(
            "anteromedial surface below the tuberosity",
            toward=(2, 3, 0),
            stations=((61, 21, -488, 8, 8), (63, 22, -505, 9, 9), (66, 22, -526, 6, 8)),
        ),
    ),
    "medial_tibial_condyle": (
        "tibia",
        Sweep(
            "posteromedial groove",
            toward=(0, 0, 1),
            stations=((35, 6, -460, 10, 7), (37, -12, -460, 11, 10), (50, -23, -460, 10, 9)),
        ),
    ),
    "fibular_head": (
        "fibula",
        Sweep(
            "head above the neck",
            toward=(1, 0, 0),
            stations=((107, -19, -446, 16), (107, -15, -462, 16)),
        ),
    ),
}
