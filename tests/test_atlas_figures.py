"""How many figures the shapes of the bones rest on: few enough to be read, and no more creep in."""

from dataclasses import dataclass, fields, is_dataclass
from numbers import Number

import pytest

from anatomy_models.hamstrings.generate.bones import BONES
from anatomy_models.hamstrings.generate.fields import Solid

AT_MOST = {
    "hip_bone": 391,
    "femur": 297,
    "tibia": 286,
    "fibula": 139,
    "patella": 56,
    "sacrum": 408,
    "vertebra_l4": 136,
    "vertebra_l5": 136,
}


def figures(part):
    """Numbers in a part's tables: positions, widths and turns; not its directions.

    A neighbour whose room is cut out counts for itself.
    """
    if isinstance(part, tuple):
        return sum(figures(one) for one in part)
    if is_dataclass(part):
        named = {field.name: getattr(part, field.name) for field in fields(part)}
        return sum(
            figures(value)
            for name, value in named.items()
            if name != "toward" and not isinstance(value, Solid)
        )
    return int(isinstance(part, Number))


def test_every_number_of_a_part_counts_once():
    @dataclass
    class Part:
        name: str
        toward: tuple
        stations: tuple
        neighbour: Solid
        tilt_deg: float = 0.0

    part = Part("ala", (0, 0, 1), ((1, 2, 3, 4), (5, 6, 7, 8)), Solid(parts=()))
    assert figures((part, part)) == 18


@pytest.mark.parametrize("bone", BONES)
def test_a_bone_rests_on_no_more_figures_than_agreed(bone):
    solid = BONES[bone]
    assert figures((*solid.parts, *solid.exact, *solid.cuts)) <= AT_MOST[bone]
