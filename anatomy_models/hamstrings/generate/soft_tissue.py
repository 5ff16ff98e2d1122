"""Measurements of nerves, deep gluteal muscles, the sacrotuberous ligament and bony landmarks.

Rows of a tube are x, y, z, half-width along `toward`, half-width across it, in atlas
millimetres. Sources: tomaszewski2016 (nerve 15.6 mm wide below piriformis, divides 65 mm above the
popliteal fossa), miller2007 (nerve 12 mm lateral to the ischial tuberosity).
"""

from dataclasses import dataclass

from anatomy_models.hamstrings.generate.fields import Sweep
from anatomy_models.hamstrings.generate.footprints import Footprint


@dataclass(frozen=True)
class Tube:
    """A closed tube of elliptic sections; `rings` of them, with `attached` footprints if any."""

    toward: tuple
    stations: tuple
    rings: int = 40
    angles: int = 20
    origin: Footprint | None = None
    insertion: Footprint | None = None


NERVES = {
    "sciatic_nerve": Tube(
        toward=(1, 0, 0),
        stations=(
            (46, -29, 42, 7, 3),
            (54, -37, 27, 7.5, 3),
            (64, -45, 13, 8, 3),
            (79, -50, 3, 8, 3),
            (93, -50, -10, 7.5, 3),
            (100, -45, -30, 7, 3.5),
            (99, -36, -58, 6.5, 3.5),
            (92, -24, -95, 6, 3.5),
            (86, -17, -140, 6, 3.5),
            (83, -14, -200, 6, 3.5),
            (80, -15, -270, 6, 3.5),
            (78, -18, -330, 6, 3.5),
            (78, -20, -360, 6.5, 3.5),
            (78, -22, -380, 8, 3),
        ),
        rings=90,
        angles=18,
    ),
    "tibial_nerve": Tube(
        toward=(1, 0, 0),
        stations=(
            (75.5, -21, -366, 3, 2.5),
            (75, -22, -380, 3.5, 2.5),
            (74, -25, -395, 3.5, 3),
            (75, -32, -420, 3, 3),
            (76, -34, -445, 3, 3),
            (78, -29, -475, 3, 3),
            (81, -21, -505, 3, 2.5),
            (83, -16, -540, 2.5, 2.5),
            (82, -15, -600, 2.5, 2.5),
        ),
        rings=60,
        angles=14,
    ),
    "common_fibular_nerve": Tube(
        toward=(1, 0, 0),
        stations=(
            (80.5, -21, -366, 2.5, 2.5),
            (82, -22.5, -380, 3, 2.5),
            (87, -27, -395, 3, 2.5),
            (97, -33, -420, 3, 2),
            (106, -34, -443, 3, 2),
            (112, -30, -466, 2.5, 2),
            (115, -24, -480, 2.5, 2),
            (116, -16, -489, 2.5, 2),
            (113, -8, -496, 2, 2),
            (107, -4, -503, 2, 2),
        ),
        rings=60,
        angles=14,
    ),
}

OTHERS = {
    "piriformis": Tube(
        toward=(0, 0, 1),
        stations=(
            (34, -49, 48, 13, 5),
            (50, -48, 42, 12, 6.5),
            (66, -47, 32, 11, 6.5),
            (88, -39, 17, 8, 5.5),
            (110, -26, 5, 5, 4),
            (126, -18, 0, 3, 3),
        ),
        origin=Footprint("sacrum", (28, -50, 48), (-4, 0, 9), 28.0, 12.0),
        insertion=Footprint("femur", (130, -14, 0), (0, 9, 2), 9.0, 6.0),
    ),
    "quadratus_femoris": Tube(
        toward=(0, 0, 1),
        stations=(
            (80, -30, -42, 17, 4),
            (92, -29, -43, 18, 5),
            (106, -29, -44, 18, 5),
            (116, -28, -45, 17, 4),
        ),
        origin=Footprint("hip_bone", (76, -30, -38), (-3, 3, 9), 34.0, 6.0),
        insertion=Footprint("femur", (121, -26, -44), (-2, 0, 9), 34.0, 6.0),
    ),
    "sacrotuberous_ligament": Tube(
        toward=(10, 0, 5),
        stations=(
            (33, -70, 21, 15, 2.5),
            (35, -68, 9, 11, 2.5),
            (39, -63, -6, 8, 3),
            (44, -57, -20, 6.5, 3),
            (49, -51, -32, 7, 3),
        ),
        origin=Footprint("sacrum", (32, -69, 30), (10, 0, 14), 34.0, 8.0),
        insertion=Footprint("hip_bone", (50, -42, -38), (6, 3, 9), 22.0, 6.0),
    ),
}

# Bony landmarks drawn as patches: the bone's surface inside these sweeps.
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
            "crest between the lips",
            toward=(1, 0, 0),
            stations=(
                (112, -9, -105, 4, 6),
                (108, -4, -145, 4, 6),
                (103, -1, -185, 4, 6),
                (98, 1, -235, 4, 6),
                (94, 2, -275, 6, 6),
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
            stations=((107, -19, -446, 16, 16), (107, -15, -473, 17, 17)),
        ),
    ),
}
