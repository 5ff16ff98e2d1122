"""Measurements of the nerves, in atlas millimetres.

Sources: tomaszewski2016 (sciatic nerve 15.6 mm wide below piriformis, divides 65 mm above the
popliteal fossa), miller2007 (12 mm from the ischial tuberosity), pudendal_pho (sciatic nerve 11 mm
and posterior femoral cutaneous nerve 7 mm from the hamstring origin), motorpoints (where
branches enter the muscles). Every other figure is drawn:
courses follow the bones, calibres only tell thick from thin.
"""

from dataclasses import dataclass

from anatomy_models.hamstrings.generate.strands import FIRST, LAST, Share, Strand

TIBIAL_SHARE = (-1.0, 0.15)
FIBULAR_SHARE = (0.15, 1.0)

NERVES = {
    "sciatic_nerve": Strand(
        toward=(1, 0, 0),
        stations=(
            (46, -29, 42, 7.5, 3),
            (54, -37, 27, 7.5, 3),
            (64, -45, 13, 8, 3),
            (79, -51, 4, 8, 3),
            (90, -50, -10, 7.5, 3),
            (93, -45, -30, 7, 3.5),
            (94, -37, -58, 6.5, 3.5),
            (91, -25, -95, 6, 3.5),
            (86, -17, -140, 6, 3.5),
            (83, -14, -200, 6, 3.5),
            (80, -15, -270, 6, 3.5),
            (78, -18, -330, 6, 3.5),
            (78, -20, -360, 6.5, 3.5),
            (78, -22, -378, 7, 3),
        ),
        angles=16,
    ),
    "tibial_nerve": Strand(
        toward=(1, 0, 0),
        starts_as=Share("sciatic_nerve", LAST, *TIBIAL_SHARE),
        stations=(
            (74, -25, -395, 3.5, 3),
            (74, -32, -420, 3, 3),
            (75, -35, -445, 3, 3),
            (77, -31, -475, 3, 3),
            (80, -23, -510, 3, 2.5),
            (82, -18, -550, 2.5, 2.5),
            (81, -15, -600, 2.5, 2.5),
            (78, -14, -660, 2.5, 2.5),
            (71, -18, -720, 2.5, 2.5),
            (61, -27, -770, 2.5, 2.5),
            (54, -28, -805, 2.5, 2.5),
        ),
    ),
    "common_fibular_nerve": Strand(
        toward=(1, 0, 0),
        starts_as=Share("sciatic_nerve", LAST, *FIBULAR_SHARE),
        stations=(
            (87, -26, -395, 2.5, 2.5),
            (97, -33, -420, 2.5, 2),
            (106, -35, -443, 2.5, 2),
            (113, -31, -466, 2.5, 2),
            (116, -24, -480, 2.5, 2),
            (116, -15, -490, 2, 2),
            (113, -7, -499, 2, 2),
            (107, -3, -510, 2, 2),
            (102, -1, -530, 2, 2),
            (99, 2, -570, 2, 2),
            (97, 4, -640, 2, 2),
            (93, 10, -720, 1.5, 1.5),
            (84, 20, -780, 1.5, 1.5),
            (78, 23, -805, 1.5, 1.5),
        ),
    ),
    "posterior_femoral_cutaneous_nerve": Strand(
        toward=(1, 0, 0),
        stations=(
            (41, -35, 34, 1.5, 1.5),
            (54, -48, 12, 1.5, 1.5),
            (70, -57, -3, 1.5, 1.5),
            (79, -52, -18, 1.5, 1.5),
            (81, -45, -33, 1.5, 1.5),
            (81, -49, -55, 1.5, 1.5),
            (77, -62, -95, 1.5, 1.5),
            (72, -65, -150, 1.5, 1.5),
            (70, -66, -220, 1, 1),
            (68, -64, -300, 1, 1),
            (68, -58, -370, 1, 1),
            (70, -54, -430, 1, 1),
        ),
        angles=10,
    ),
}

ROOTS = {
    "root_l4": Strand(
        toward=(0, 1, 0),
        stations=(
            (13, -15, 144, 2, 2),
            (20, -14, 143, 2, 2),
            (30, -9, 136, 2, 2),
            (36, -12, 115, 1.5, 1.5),
            (39, -12, 100, 1.5, 1.5),
            (43, -11, 80, 1.5, 1.5),
            (45, -17, 60, 1.5, 1.5),
        ),
        stops_as=Share("sciatic_nerve", FIRST, 0.66, 1.0),
    ),
    "root_l5": Strand(
        toward=(0, 1, 0),
        stations=(
            (7, -16, 142, 2, 2),
            (7, -18, 136, 2.5, 2.5),
            (8, -20, 128, 2.5, 2.5),
            (8, -23, 119, 2.5, 2.5),
            (12, -26, 110, 2.5, 2.5),
            (20, -24, 108, 2.5, 2.5),
            (28, -21, 102, 2.5, 2.5),
            (35, -14, 92, 2.5, 2.5),
            (39, -13, 76, 2.5, 2.5),
            (41, -19, 57, 2.5, 2.5),
        ),
        stops_as=Share("sciatic_nerve", FIRST, 0.2, 0.66),
    ),
    "root_s1": Strand(
        toward=(1, 0, 0),
        stations=(
            (4, -26, 115, 2, 2),
            (4, -28, 109, 2.5, 2.5),
            (6, -31, 103, 2.5, 2.5),
            (8, -36, 94, 2.5, 2.5),
            (12, -41, 85, 2.5, 2.5),
            (20, -43, 77, 2.5, 2.5),
            (21, -36, 70, 2.5, 2.5),
            (27, -29, 62, 2.5, 2.5),
            (36, -26, 54, 2.5, 2.5),
        ),
        stops_as=Share("sciatic_nerve", FIRST, -0.25, 0.2),
    ),
    "root_s2": Strand(
        toward=(1, 0, 0),
        stations=(
            (18, -59, 64, 2, 2),
            (19, -55, 59, 2, 2),
            (24, -44, 53, 2, 2),
            (34, -34, 49, 2, 2),
        ),
        stops_as=Share("sciatic_nerve", FIRST, -0.65, -0.25),
    ),
    "root_s3": Strand(
        toward=(1, 0, 0),
        stations=(
            (15, -70, 48, 1.5, 1.5),
            (16, -64, 46, 1.5, 1.5),
            (21, -50, 43, 1.5, 1.5),
            (32, -38, 43, 1.5, 1.5),
        ),
        stops_as=Share("sciatic_nerve", FIRST, -1.0, -0.65),
    ),
}


@dataclass(frozen=True)
class Branch:
    """A branch of the sciatic nerve to a muscle.

    `enters_mm` is where it enters the muscle, projected on the line from the ischial tuberosity to
    the lateral condyle of the femur; it leaves the nerve `run_mm` higher, on the medial (-1) or
    lateral (+1) `side`.
    """

    muscle: str
    enters_mm: float
    run_mm: float
    side: int
    radius_mm: float = 1.0


ISCHIAL_TUBEROSITY = (64, -50, -38)
LATERAL_FEMORAL_CONDYLE = (112, 0, -415)
BRANCHES = {  # enters_mm: motorpoints; that to the short head is drawn
    "nerve_to_biceps_femoris_long_head": (
        Branch("biceps_femoris_long_head", 69.0, run_mm=35.0, side=-1),
        Branch("biceps_femoris_long_head", 126.0, run_mm=40.0, side=-1),
    ),
    "nerve_to_biceps_femoris_short_head": (
        Branch("biceps_femoris_short_head", 190.0, run_mm=60.0, side=1),
    ),
    "nerve_to_semitendinosus": (
        Branch("semitendinosus", 71.0, run_mm=55.0, side=-1),
        # Mean 143, SD 39: below the inscription, whose lower part it supplies.
        Branch("semitendinosus", 176.0, run_mm=95.0, side=-1),
    ),
    "nerve_to_semimembranosus": (Branch("semimembranosus", 131.0, run_mm=75.0, side=-1),),
}
