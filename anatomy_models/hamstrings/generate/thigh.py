"""Measurements of the hamstrings: attachments, courses and sections, in atlas millimetres.

Sources: handsfield2014 (volumes), philippon2015 (footprint areas), feucht2015 and miller2007
(footprint shapes, conjoint tendon of 100 mm), st_distal_tendon (free distal cord of 97 mm).
"""

from dataclasses import dataclass

from anatomy_models.hamstrings.generate.footprints import Footprint

CONJOINT_ORIGIN = Footprint(
    bone="hip_bone",
    centre=(60, -48, -34),
    lengthwise=(45, 0, 89),
    length_mm=38.0,
    width_mm=19.0,
    area_mm2=567.0,
    source="philippon2015",
)
SEMIMEMBRANOSUS_ORIGIN = Footprint(
    bone="hip_bone",
    centre=(73, -42, -32),
    lengthwise=(20, 0, 98),
    length_mm=45.0,
    width_mm=12.0,
    bend_mm=4.0,
    area_mm2=412.4,
    source="philippon2015",
)


@dataclass(frozen=True)
class Muscle:
    """One muscle: where it is attached, how it runs, and how its sections change.

    `course` rows are x, y, z of the centreline (millimetres), ratio of the section's long to its
    short side, and the turn of the long side from lateral towards posterior (degrees).
    `origin_half` is the side of a shared origin this muscle takes: +1 lateral, -1 medial, 0 all.
    `first_fibres` is where the drawn muscle starts if it arises from a long line of bone.
    Areas are of the tendons' sections; the belly spans the shares `belly` of the length, fullest
    where `fullness` = (rise, fall) put it.
    """

    volume_cm3: float
    origin: Footprint
    insertion: Footprint
    course: tuple
    proximal_tendon_mm2: float
    distal_tendon_mm2: float
    belly: tuple
    fullness: tuple
    origin_half: int = 0
    first_fibres: Footprint | None = None


HAMSTRINGS = {
    "biceps_femoris_long_head": Muscle(
        volume_cm3=206.5,  # handsfield2014
        origin=CONJOINT_ORIGIN,
        origin_half=1,
        insertion=Footprint("fibula", (117, -14, -466), (0, 5, 9), 16.0, 10.0),
        course=(
            (66, -48, -52, 2.2, 0),
            (68, -48, -75, 2.0, 0),
            (73, -45, -110, 1.7, 0),
            (80, -42, -150, 1.5, 10),
            (87, -39, -200, 1.5, 15),
            (92, -38, -250, 1.5, 15),
            (97, -36, -300, 1.5, 12),
            (103, -33, -350, 1.7, 12),
            (110, -30, -395, 2.0, 30),
            (117, -26, -430, 2.0, 55),
            (119, -20, -452, 2.0, 70),
        ),
        proximal_tendon_mm2=110.0,
        distal_tendon_mm2=70.0,
        belly=(0.10, 0.86),
        fullness=(1.4, 1.7),
    ),
    "biceps_femoris_short_head": Muscle(
        volume_cm3=100.1,  # handsfield2014
        origin=Footprint("femur", (102, 0, -225), (-12, 4, -99), 130.0, 5.0),
        first_fibres=Footprint("femur", (106, -1, -172), (-12, 4, -99), 24.0, 6.0),
        insertion=Footprint("fibula", (113, -21, -464), (0, 5, 9), 12.0, 8.0),
        course=(
            (105, -3, -190, 1.5, 60),
            (104, -7, -225, 1.5, 60),
            (104, -10, -265, 1.5, 50),
            (105, -13, -310, 1.5, 35),
            (108, -16, -350, 1.5, 25),
            (111, -20, -390, 1.6, 25),
            (114, -23, -425, 2.0, 40),
            (115, -23, -450, 2.0, 60),
        ),
        proximal_tendon_mm2=30.0,
        distal_tendon_mm2=60.0,
        belly=(0.0, 0.95),
        fullness=(1.0, 1.1),
    ),
    "semitendinosus": Muscle(
        volume_cm3=186.0,  # handsfield2014
        origin=CONJOINT_ORIGIN,
        origin_half=-1,
        insertion=Footprint("tibia", (63, 21, -508), (10, 3, -95), 24.0, 7.0),
        course=(
            (55, -46, -54, 1.6, 0),
            (53, -46, -78, 1.5, 0),
            (51, -46, -115, 1.4, 0),
            (49, -46, -160, 1.4, -10),
            (48, -46, -210, 1.4, -15),
            (47, -45, -260, 1.4, -15),
            (44, -45, -305, 1.4, -20),
            (38, -45, -350, 1.4, -30),
            (32, -43, -390, 1.3, -40),
            (27, -37, -420, 1.3, -60),
            (26, -24, -447, 1.5, -80),
            (32, -7, -470, 2.0, -80),
            (45, 9, -490, 3.0, -70),
            (56, 17, -502, 4.0, -60),
        ),
        proximal_tendon_mm2=90.0,
        distal_tendon_mm2=22.0,
        belly=(0.02, 0.74),
        fullness=(1.1, 1.5),
    ),
    "semimembranosus": Muscle(
        volume_cm3=245.4,  # handsfield2014
        origin=SEMIMEMBRANOSUS_ORIGIN,
        insertion=Footprint("tibia", (44, -18, -461), (9, -6, 0), 20.0, 9.0),
        course=(
            (70, -40, -54, 4.5, 0),
            (64, -35, -78, 5.0, 0),
            (57, -28, -110, 3.5, 0),
            (50, -21, -150, 2.0, 0),
            (46, -16, -195, 1.6, -10),
            (45, -15, -240, 1.5, -20),
            (46, -14, -290, 1.5, -30),
            (46, -15, -335, 1.5, -35),
            (43, -22, -375, 1.6, -30),
            (38, -31, -408, 1.8, -40),
            (37, -32, -430, 2.0, -45),
            (38, -27, -449, 2.2, -50),
        ),
        proximal_tendon_mm2=150.0,
        distal_tendon_mm2=80.0,
        belly=(0.16, 0.94),
        fullness=(1.6, 1.2),
    ),
}
