"""How large a structure is and where it lies, measured on its mesh; and what facts say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import Field

from musclekit.assessment.derivations import Amount, amount
from musclekit.atlas.naming import called
from musclekit.content import Record, TargetRecord
from musclekit.errors import MusclekitError, UnknownName, did_you_mean
from musclekit.units import UNITS

if TYPE_CHECKING:
    from musclekit.atlas import Atlas

Role = Literal["origin", "insertion"]


class End(Record):
    """`role`: which end is meant."""

    role: Role


class Height(Record):
    """`above`: the structure from whose lowest point heights count."""

    above: str


class Measured(Record):
    """`measure`: one of `atlas.validate.measures`; the others where it needs them."""

    measure: str
    to: tuple[str, ...] = ()
    role: Role | None = None
    number: Annotated[int, Field(ge=1)] | None = None
    below_mm: float | None = None


@amount("volume")
def volume(atlas: Atlas, of: str) -> Amount:
    """Volume of a solid structure."""
    value = atlas[of].volume_cm3
    if value is None:
        raise MusclekitError("It is a surface and has no volume.", remedy="Take a solid.")
    return Amount(value, "cm3", "volume")


@amount("footprint-area", End)
def footprint_area(atlas: Atlas, of: str, role: str) -> Amount:
    """Area of the footprint of one end."""
    footprint = atlas.footprint(of, role)
    if footprint is None:
        raise MusclekitError(f"The atlas has no footprint of its {role}.", remedy="Take it out.")
    source = footprint.attachment.area_source
    return Amount(footprint.area_mm2, "mm2", f"area of the {role}", (source,) if source else ())


@amount("height", Height)
def height(atlas: Atlas, of: str, above: str) -> Amount:
    """Height of a structure's middle above the lowest point of another, standing."""
    lowest = float(np.asarray(atlas[above].mesh.points)[:, 2].min())
    end = f"the lower end of {called(atlas[above])}"
    value = float(atlas[of].centre_mm[2]) - lowest
    return Amount(value, "mm", f"height above {end}", above=end)


@amount("measure", Measured)
def measure(atlas: Atlas, of: str, measure: str, **how: object) -> Amount:
    """What `musclekit atlas validate` measures: a tendon's length, the width of a nerve ..."""
    from musclekit.atlas.validate.measures import MEASURES, measured

    if measure not in MEASURES:
        raise UnknownName(f"No measure '{measure}'.", remedy=did_you_mean(measure, MEASURES))
    what, _, unit = measure.rpartition("_")
    if unit not in UNITS:
        raise MusclekitError(f"'{measure}' has no unit.", remedy="Take one that is no count.")
    asked = {"structure": atlas[of].id, "measure": measure, "gap": True, **how}
    return Amount(measured(atlas, TargetRecord.model_validate(asked)), unit, what.replace("_", " "))


@amount("fact")
def fact(atlas: Atlas, of: str) -> Amount:
    """The figure of a fact of facts.yaml, by its id."""
    figures = {one.id: (one.quantity, one.sources) for one in atlas.facts if one.quantity}
    if of not in figures:
        raise UnknownName(f"No fact '{of}' with a quantity.", remedy=did_you_mean(of, figures))
    quantity, sources = figures[of]
    if quantity.unit not in UNITS:
        raise MusclekitError(
            f"Its unit '{quantity.unit}' is not known.", remedy=did_you_mean(quantity.unit, UNITS)
        )
    return Amount(quantity.value, quantity.unit, "figure", sources, published=True)
