"""Variants: courses of the sciatic nerve, its level of division, length of the conjoint tendon.

Atlas millimetres. The nerve's courses are drawn: classification and prevalence have sources
(variants.yaml), positions none. The tendon's lengths are feucht2015's mean less and plus one SD.
"""

from dataclasses import dataclass, replace

from anatomy_models.hamstrings.generate.nerves import FIBULAR_SHARE, NERVES, TIBIAL_SHARE
from anatomy_models.hamstrings.generate.strands import FIRST, LAST, Share, Strand

SCIATIC = NERVES["sciatic_nerve"]
JOINED_FROM = 5
"""Station of the sciatic nerve below which its parts have joined again."""

TIBIAL_FROM_PELVIS = Share("sciatic_nerve", FIRST, *TIBIAL_SHARE)
FIBULAR_FROM_PELVIS = Share("sciatic_nerve", FIRST, *FIBULAR_SHARE)
TIBIAL_TO_TRUNK = Share("trunk", FIRST, *TIBIAL_SHARE)
FIBULAR_TO_TRUNK = Share("trunk", FIRST, *FIBULAR_SHARE)


@dataclass(frozen=True)
class NerveVariant:
    """A variant of the sciatic nerve: which strands draw which structure.

    `parts_piriformis` says whether it runs through piriformis or over its border; the muscle is
    then moulded round it.
    """

    strands: dict
    drawn: dict
    parts_piriformis: bool = False


def tibial_part(*stations):
    """Tibial part of the nerve from the pelvis to where it joins the fibular one."""
    return Strand((1, 0, 0), stations, starts_as=TIBIAL_FROM_PELVIS, stops_as=TIBIAL_TO_TRUNK)


def fibular_part(*stations):
    """Fibular part of the nerve from the pelvis to where it joins the tibial one."""
    return Strand((1, 0, 0), stations, starts_as=FIBULAR_FROM_PELVIS, stops_as=FIBULAR_TO_TRUNK)


def in_two_parts(tibial, fibular):
    """Variant whose two parts pass piriformis apart and join again below it."""
    trunk = Strand(SCIATIC.toward, SCIATIC.stations[JOINED_FROM:], angles=SCIATIC.angles)
    return NerveVariant(
        strands={"trunk": trunk, "tibial_part": tibial, "fibular_part": fibular},
        drawn={"sciatic_nerve": ("trunk", "tibial_part", "fibular_part")},
        parts_piriformis=True,
    )


def undivided(*stations):
    """Variant of the undivided nerve that passes piriformis along the stations."""
    strand = Strand(
        SCIATIC.toward,
        (*stations, *SCIATIC.stations[JOINED_FROM:]),
        angles=SCIATIC.angles,
        starts_as=Share("sciatic_nerve", FIRST, -1.0, 1.0),
    )
    return NerveVariant({"undivided": strand}, {"sciatic_nerve": ("undivided",)}, True)


def divided_after(stations, tibial, fibular):
    """Variant of the nerve that divides where the stations end."""
    return NerveVariant(
        strands={
            "sciatic_nerve": Strand(SCIATIC.toward, stations, angles=SCIATIC.angles),
            "tibial_nerve": Strand(
                (1, 0, 0), tibial, starts_as=Share("sciatic_nerve", LAST, *TIBIAL_SHARE)
            ),
            "common_fibular_nerve": Strand(
                (1, 0, 0), fibular, starts_as=Share("sciatic_nerve", LAST, *FIBULAR_SHARE)
            ),
        },
        drawn={name: (name,) for name in ("sciatic_nerve", "tibial_nerve", "common_fibular_nerve")},
    )


TIBIAL_BELOW = tibial_part(
    (51, -36, 28, 4.5, 3),
    (62, -46, 13, 4.5, 3),
    (77, -51, 2, 4.5, 3),
    (90, -50, -12, 4, 3),
)
TIBIAL_THROUGH = tibial_part(
    (48, -35, 38, 4, 3),
    (54, -46, 33, 4, 3),
    (63, -56, 23, 4, 3),
    (80, -55, 2, 4, 3),
    (91, -51, -12, 4, 3),
)
FIBULAR_THROUGH = fibular_part(
    (55, -35, 38, 3, 2.5),
    (63, -46, 31, 3, 2.5),
    (74, -54, 21, 3, 2.5),
    (92, -53, 2, 3, 2.5),
    (101, -48, -14, 3, 3),
)
FIBULAR_ABOVE = fibular_part(
    (55, -31, 46, 3, 2.5),
    (67, -41, 49, 3, 2.5),
    (78, -53, 37, 3, 2.5),
    (93, -55, 14, 3, 2.5),
    (102, -50, -10, 3, 3),
)
NERVE_VARIANTS = {
    "sciatic_piriformis_type_b": in_two_parts(TIBIAL_BELOW, FIBULAR_THROUGH),
    "sciatic_piriformis_type_c": in_two_parts(TIBIAL_BELOW, FIBULAR_ABOVE),
    "sciatic_piriformis_type_d": undivided(
        (52, -36, 39, 6.5, 3),
        (59, -46, 34, 6.5, 3),
        (67, -56, 26, 6.5, 3),
        (85, -54, 5, 7.5, 3),
    ),
    "sciatic_piriformis_type_e": in_two_parts(TIBIAL_THROUGH, FIBULAR_ABOVE),
    "sciatic_piriformis_type_f": undivided(
        (54, -32, 46, 7, 3),
        (66, -41, 48, 6.5, 3),
        (78, -54, 35, 7, 3),
        (93, -55, 12, 7.5, 3),
    ),
    "sciatic_division_high": divided_after(
        (*SCIATIC.stations[:8], (87, -16, -158, 6.5, 3.5)),
        tibial=(
            (82, -15, -185, 3, 3),
            (80, -14, -225, 3, 3),
            (77, -15, -270, 3, 3),
            (75, -18, -330, 3, 3),
            (74, -20, -360, 3, 3),
            *NERVES["tibial_nerve"].stations,
        ),
        fibular=(
            (89, -15, -185, 2.5, 2.5),
            (87, -14, -225, 2.5, 2.5),
            (84, -15, -270, 2.5, 2.5),
            (82, -18, -330, 2.5, 2.5),
            (83, -21, -370, 2.5, 2.5),
            *NERVES["common_fibular_nerve"].stations,
        ),
    ),
    "sciatic_division_low": divided_after(
        (
            *SCIATIC.stations[:12],
            (78, -20, -365, 6, 3.5),
            (78, -25, -395, 6, 3.5),
            (79, -33, -425, 6.5, 3),
            (80, -35, -437, 7, 3),
        ),
        tibial=((77, -35, -455, 3, 3), *NERVES["tibial_nerve"].stations[3:]),
        fibular=(
            (87, -35, -450, 2.5, 2),
            (98, -34, -460, 2.5, 2),
            (110, -30, -472, 2.5, 2),
            *NERVES["common_fibular_nerve"].stations[4:],
        ),
    ),
}

USUAL_TENDON_MM = 100.0  # feucht2015
TENDON_LENGTHS_MM = {"conjoint_tendon_short": 87.0, "conjoint_tendon_long": 113.0}


def of_length(tendon, length_mm):
    """The shared tendon (thigh.Muscle) with its free part drawn out or in to a length."""
    first, last = tendon.sections[0][2], tendon.sections[-1][2]
    scale = 1.0 + (length_mm - USUAL_TENDON_MM) / (first - last)
    sections = tuple(
        (*section[:2], first + scale * (section[2] - first), *section[3:])
        for section in tendon.sections
    )
    return replace(tendon, sections=sections)
