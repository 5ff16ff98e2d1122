"""The figures that the shapes of the bones rest on: few enough to read, round, and no more."""

from dataclasses import dataclass, fields, is_dataclass
from numbers import Number

import pytest

from anatomy_models.hamstrings.generate.bones import BONES
from anatomy_models.hamstrings.generate.fields import Solid

AT_MOST = {
    "hip_bone": 308,
    "femur": 297,
    "tibia": 286,
    "fibula": 139,
    "patella": 56,
    "sacrum": 304,
    "vertebra_l4": 130,
    "vertebra_l5": 130,
}
DIRECTIONS = {"toward", "along", "up", "axis"}
SHAPING = {"border_blend_mm", "rim_blend_mm", "edge_blend_mm"}
# Of each row, how many columns are a position: whole millimetres; the others may be halves.
POSITIONS = {
    ("Sweep", "stations"): 3,
    ("MedianSweep", "stations"): 2,
    ("Ridge", "line"): 3,
    ("Facet", "line"): 3,
    ("Foramen", "front"): 3,
    ("Foramen", "fork"): 3,
    ("Foramen", "back"): 3,
    ("Drum", "lower"): 2,
    ("Drum", "middle"): 2,
    ("Drum", "upper"): 2,
    ("Plate", "outline"): 2,
    ("Plate", "origin"): 3,
    ("Cup", "centre"): 3,
    ("Sphere", "centre"): 3,
}


def figures(part):
    """Numbers in a part's tables (positions, widths, turns), in their order; not its directions.

    A neighbour whose room is cut out counts for itself.
    """
    if isinstance(part, tuple):
        return [figure for one in part for figure in figures(one)]
    if is_dataclass(part):
        named = {field.name: getattr(part, field.name) for field in fields(part)}
        return [
            figure
            for name, value in named.items()
            if name not in DIRECTIONS and not isinstance(value, Solid)
            for figure in figures(value)
        ]
    return [part] if isinstance(part, Number) else []


def too_fine(part):
    """Positions of a part that are no whole millimetre and other figures that are no half."""
    found = []
    for field in fields(part):
        value = getattr(part, field.name)
        if field.name in DIRECTIONS | SHAPING or isinstance(value, Solid):
            continue
        count = POSITIONS.get((type(part).__name__, field.name), 0)
        rows = value if isinstance(value, tuple) else (value,)
        for row in rows if rows and isinstance(rows[0], tuple) else (rows,):
            whole, halves = figures(row[:count]), figures(row[count:])
            found += [figure for figure in whole if figure % 1.0]
            found += [figure for figure in halves if figure % 0.5]
    return found


def parts_of(bone):
    solid = BONES[bone]
    return (*solid.parts, *solid.exact, *solid.cuts)


@dataclass(frozen=True)
class Sweep:
    """As `fields.Sweep`, with a neighbour."""

    name: str
    toward: tuple
    stations: tuple
    neighbour: Solid
    tilt_deg: float = 0.0


def test_every_number_of_a_part_counts_once():
    part = Sweep("ala", (0, 0, 1), ((1, 2, 3, 4), (5, 6, 7, 8)), Solid(parts=()))
    assert figures((part, part)) == [1, 2, 3, 4, 5, 6, 7, 8, 0] * 2


def test_figures_too_fine_are_found():
    part = Sweep("ala", (0, 0, 0.1), ((1, 2.5, 3, 4.5), (5, 6, 7, 8.25)), Solid(parts=()), 0.7)
    assert too_fine(part) == [2.5, 8.25, 0.7]


@pytest.mark.parametrize("bone", BONES)
def test_a_bone_rests_on_no_more_figures_than_agreed(bone):
    assert len(figures(parts_of(bone))) <= AT_MOST[bone]


@pytest.mark.parametrize("bone", BONES)
def test_positions_are_whole_millimetres_and_other_figures_halves(bone):
    assert {part.name: too_fine(part) for part in parts_of(bone) if too_fine(part)} == {}
