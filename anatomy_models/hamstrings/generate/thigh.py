"""Measurements of the hamstrings: attachments, courses and sections, in atlas millimetres.

Sources: handsfield2014 (volumes), philippon2015 (footprint areas), feucht2015 (footprint lengths,
sections of the tendons of origin, conjoint tendon of 100 mm), ward2009 (belly lengths, pennation),
barrett1962 (the two parts of semitendinosus, 7 and 11 cm of fibres).
"""

from dataclasses import dataclass

from anatomy_models.hamstrings.generate.footprints import Footprint

CONJOINT_ORIGIN = Footprint(
    bone="hip_bone",
    centre=(60, -48, -34),
    lengthwise=(45, 0, 89),
    length_mm=40.0,
    width_mm=18.0,
    area_mm2=567.0,
    source="philippon2015",
)
SEMIMEMBRANOSUS_ORIGIN = Footprint(
    bone="hip_bone",
    centre=(73, -42, -32),
    lengthwise=(20, 0, 98),
    length_mm=45.0,
    width_mm=12.0,
    bend_mm=3.0,
    area_mm2=412.4,
    source="philippon2015",
)
FIBULAR_HEAD = Footprint("fibula", (117, -14, -466), (0, 5, 9), 16.0, 10.0)


@dataclass(frozen=True)
class Aponeurosis:
    """Tendon spread over a belly: a tongue from one height to another that narrows to a point.

    `facing_deg` is the side of the section it covers, from lateral (0) towards posterior (90);
    `reach_deg` is how far it reaches to either side where it begins.
    """

    begins_z: float
    ends_z: float
    facing_deg: float
    reach_deg: float


@dataclass(frozen=True)
class Inscription:
    """A tendinous inscription across a belly: its middle height, and how much one side is higher.

    The side that faces `high_deg` (lateral 0, posterior 90) is `tilt_mm` higher than the middle.
    """

    middle_z: float
    tilt_mm: float
    high_deg: float


@dataclass(frozen=True)
class Muscle:
    """One muscle or tendon: where it is attached, how it runs, and its sections.

    `sections` rows are x, y, z of the middle, width, thickness, and the turn of the width from
    lateral towards posterior (degrees). Between the heights `belly` the sections are scaled to
    reach the volume. `inside_above` and `inside_below` name a tendon this one is part of: which,
    above or below what height, and where in it its own strand lies (middle and half-width across
    the tendon, -1 medial to 1 lateral).
    """

    sections: tuple
    rings: int
    origin: Footprint
    insertion: Footprint | None = None
    volume_cm3: float = 0.0
    belly: tuple = ()
    pennation_deg: float = 0.0
    pennation_towards: tuple = ()
    inside_above: tuple = ()
    inside_below: tuple = ()
    along_a_line: bool = False
    aponeuroses: tuple = ()
    inscription: Inscription | None = None


SHARED_TENDON = {
    "conjoint_tendon": Muscle(
        origin=CONJOINT_ORIGIN,
        rings=22,
        sections=(
            (62, -46, -64, 30, 8, 0),
            (62, -47, -73, 25, 8, 0),
            (62, -49, -85, 20, 7, 0),
            (62, -52, -97, 15, 6, 0),
            (62, -53, -107, 10, 5, 0),
            (62, -53, -114, 5, 3, 0),
            (62, -52, -117, 2, 1, 0),
        ),
    ),
}

HAMSTRINGS = {
    "biceps_femoris_long_head": Muscle(
        volume_cm3=206.5,  # handsfield2014
        pennation_deg=11.6,  # ward2009
        pennation_towards=(7, -7, 0),
        origin=CONJOINT_ORIGIN,
        inside_above=("conjoint_tendon", -72, 0.42, 0.25),
        insertion=FIBULAR_HEAD,
        rings=50,
        belly=(-75, -413),
        sections=(
            (68, -46, -63, 12, 5, 0),
            (69, -46, -77, 12, 7, 0),
            (71, -46, -94, 16, 11, 0),
            (74, -46, -118, 24, 16, 5),
            (80, -45, -150, 35, 23, 10),
            (87, -43, -192, 43, 28, 15),
            (93, -41, -235, 46, 30, 15),
            (99, -39, -278, 46, 30, 15),
            (104, -37, -317, 41, 26, 15),
            (108, -35, -350, 33, 20, 20),
            (112, -32, -381, 23, 13, 30),
            (115, -29, -408, 14, 8, 45),
            (118, -25, -432, 11, 5, 60),
            (120, -20, -449, 12, 4, 75),
        ),
        aponeuroses=(
            Aponeurosis(-75, -230, 170, 70),
            Aponeurosis(-415, -270, 60, 75),
        ),
    ),
    "biceps_femoris_short_head": Muscle(
        volume_cm3=100.1,  # handsfield2014
        pennation_deg=12.3,  # ward2009
        pennation_towards=(5, -9, 0),
        origin=Footprint("femur", (102, 0, -225), (-12, 4, -99), 130.0, 5.0),
        along_a_line=True,
        insertion=FIBULAR_HEAD,
        inside_below=("biceps_femoris_long_head", -430, 0.0, 0.6),
        rings=44,
        belly=(-168, -415),
        sections=(
            (109, -3, -159, 4, 2, 60),
            (108, -5, -176, 10, 6, 60),
            (107, -9, -205, 18, 11, 60),
            (106, -11, -235, 25, 15, 55),
            (106, -13, -270, 30, 19, 50),
            (106, -15, -305, 33, 21, 42),
            (108, -17, -340, 31, 20, 38),
            (111, -19, -370, 25, 16, 38),
            (114, -22, -395, 18, 11, 42),
            (116, -24, -415, 11, 6, 50),
            (118, -24, -434, 6, 3, 60),
            (120, -20, -450, 6, 2, 75),
        ),
    ),
    "semitendinosus": Muscle(
        volume_cm3=186.0,  # handsfield2014
        pennation_deg=12.9,  # ward2009
        pennation_towards=(-9, -4, 0),
        origin=CONJOINT_ORIGIN,
        inside_above=("conjoint_tendon", -66, -0.42, 0.26),
        insertion=Footprint("tibia", (63, 21, -508), (8, 14, -90), 24.0, 7.0),
        rings=60,
        belly=(-68, -365),
        sections=(
            (56, -46, -63, 12, 5, 0),
            (54, -46, -74, 13, 8, 0),
            (53, -46, -90, 19, 13, 0),
            (51, -46, -112, 28, 19, -5),
            (48, -46, -145, 38, 26, -10),
            (46, -46, -185, 44, 30, -15),
            (45, -47, -225, 44, 30, -15),
            (43, -48, -265, 39, 26, -20),
            (40, -48, -300, 29, 20, -25),
            (36, -46, -337, 15, 11, -30),
            (32, -45, -360, 9, 7, -30),
            (29, -43, -382, 7, 5, -40),
            (26, -39, -405, 6, 5, -50),
            (24, -32, -430, 6, 5, -70),
            (27, -17, -456, 6, 5, -80),
            (36, -2, -475, 8, 4, -75),
            (47, 11, -488, 10, 3, -65),
        ),
        aponeuroses=(Aponeurosis(-372, -255, 240, 80),),
        inscription=Inscription(-187, 20, 90),
    ),
    "semimembranosus": Muscle(
        volume_cm3=245.4,  # handsfield2014
        pennation_deg=15.1,  # ward2009
        pennation_towards=(-9, -4, 0),
        origin=SEMIMEMBRANOSUS_ORIGIN,
        insertion=Footprint("tibia", (44, -18, -461), (9, -6, 0), 20.0, 9.0),
        rings=50,
        belly=(-135, -428),
        sections=(
            (68, -35, -66, 36, 7, -12),
            (66, -32, -81, 34, 5, -14),
            (61, -30, -100, 32, 4, 0),
            (56, -26, -123, 32, 5, 0),
            (51, -21, -148, 35, 10, 0),
            (47, -17, -178, 40, 19, -5),
            (44, -15, -212, 45, 27, -15),
            (42, -15, -250, 49, 32, -25),
            (41, -16, -290, 51, 35, -30),
            (40, -18, -325, 50, 35, -35),
            (39, -22, -357, 43, 30, -38),
            (37, -27, -385, 32, 21, -40),
            (35, -30, -407, 21, 14, -35),
            (35, -31, -425, 15, 10, -10),
            (38, -29, -442, 14, 8, 20),
        ),
        aponeuroses=(
            Aponeurosis(-130, -290, 60, 95),
            Aponeurosis(-432, -330, 200, 80),
        ),
    ),
}
