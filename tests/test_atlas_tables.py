"""Number tables of the bones: how many figures a bone has, and how round they are."""

import dataclasses
from numbers import Real

import pytest

from anatomy_models.hamstrings.generate.bones import BONES
from anatomy_models.hamstrings.generate.fields import Clearance, Ridge, Solid, Sphere, Sweep

MOST_FIGURES = {
    "hip_bone": 385,
    "sacrum": 310,
    "femur": 300,
    "tibia": 300,
    "fibula": 150,
    "patella": 60,
    "vertebra_l4": 140,
    "vertebra_l5": 140,
}
DIRECTIONS = {"toward", "along", "up", "axis", "zero"}
BLENDS = {"blend_mm", "cut_blend_mm", "border_blend_mm", "rim_blend_mm", "edge_blend_mm"}


def figures(value):
    """Every number of a table but directions, in the order of the table.

    A neighbour is figures of its own table; here only the room it keeps counts.
    """
    if isinstance(value, Clearance):
        return [value.gap_mm]
    if dataclasses.is_dataclass(value):
        names = [one.name for one in dataclasses.fields(value) if one.name not in DIRECTIONS]
        return [figure for name in names for figure in figures(getattr(value, name))]
    if isinstance(value, tuple):
        return [figure for one in value for figure in figures(one)]
    return [value] if isinstance(value, Real) and not isinstance(value, bool) else []


def too_fine(solid):
    """Name and figure of every one that is no whole half; blends and clearances may be."""
    return [
        (part.name, figure)
        for part in (*solid.parts, *solid.exact, *solid.cuts)
        if not isinstance(part, Clearance)
        for field in dataclasses.fields(part)
        if field.name not in BLENDS
        for figure in figures(getattr(part, field.name))
        if not float(2 * figure).is_integer()
    ]


def positions(part):
    """Coordinates of the points of a swept curve, a ridge or a ball."""
    if isinstance(part, Sweep):
        return [coordinate for row in part.stations for coordinate in row[:3]]
    if isinstance(part, Ridge):
        return [coordinate for row in part.line for coordinate in row]
    return list(part.centre) if isinstance(part, Sphere) else []


@pytest.mark.parametrize("bone", BONES)
def test_a_bone_is_few_figures(bone):
    assert len(figures(BONES[bone])) <= MOST_FIGURES[bone]


@pytest.mark.parametrize("bone", BONES)
def test_figures_are_whole_millimetres_and_halves(bone):
    assert not too_fine(BONES[bone])
    parts = (*BONES[bone].parts, *BONES[bone].exact, *BONES[bone].cuts)
    assert all(float(figure).is_integer() for part in parts for figure in positions(part))


def test_figures_are_counted_wherever_they_stand():
    rod = Sweep("rod", toward=(0, 0, 1), stations=((1, 2, 3, 4.25), (5, 6, 7, 8)))
    bone = Solid(parts=(rod,), cuts=(Clearance("joint", BONES["femur"], gap_mm=1),))
    blends = [bone.blend_mm, bone.cut_blend_mm]
    assert figures(bone) == [1, 2, 3, 4.25, 5, 6, 7, 8, 1, *blends]
    assert too_fine(bone) == [("rod", 4.25)]
