"""Records of an atlas folder: manifest, structures and footprints."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

import numpy as np
from pydantic import (
    AllowInfNan,
    Field,
    PositiveFloat,
    StringConstraints,
    field_validator,
    model_validator,
)

from musclekit.content.facts import ActionRecord, AttachmentRecord, Basis, Fact, InnervationRecord
from musclekit.content.records import Id, Names, Record, Text, refuse
from musclekit.errors import MusclekitError
from musclekit.units import axes_matrix

Kind = Literal[
    "muscle",
    "bone",
    "bone-feature",
    "nerve",
    "artery",
    "tendon",
    "ligament",
    "disc",
    "skin",
    "haematoma",
    "bone-fragment",
    "mass",
]
KINDS: tuple[str, ...] = get_args(Kind)

_Number = Annotated[float, AllowInfNan(False)]
Point = tuple[_Number, _Number, _Number]


class StructureRecord(Record):
    """One structure as its file describes it.

    Attributes
    ----------
    synonyms : tuple of str
        Other names, accepted when typed.
    aliases : tuple of str
        Other ids used for it.
    fma : str or None
        FMA id of the concept without side, as in "FMA45887"; None where unknown.
    ta98 : str or None
        Code of the Terminologia Anatomica of 1998; None where unknown.
    fma_basis, ta98_basis : str or None
        How sure they are; given wherever they are.
    parent : str or None
        Place in the tree: another structure or a node of the manifest's tree.
    of : str or None
        For a bone feature, the bone it lies on.
    tells : Fact or None
        One sentence by which to recognise it.
    """

    id: Id
    kind: Kind
    name: Names
    synonyms: tuple[Text, ...] = ()
    aliases: tuple[str, ...] = ()
    fma: Annotated[str, StringConstraints(pattern=r"^FMA\d+$")] | None = None
    fma_basis: Basis | None = None
    ta98: Annotated[str, StringConstraints(pattern=r"^A\d{2}(\.\d+)+$")] | None = None
    ta98_basis: Basis | None = None
    groups: tuple[Id, ...] = ()
    parent: Id | None = None
    of: Id | None = None
    tells: Fact | None = None
    origin: AttachmentRecord | None = None
    insertion: AttachmentRecord | None = None
    innervation: InnervationRecord | None = None
    actions: tuple[ActionRecord, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> StructureRecord:
        for code, basis in (("fma", self.fma_basis), ("ta98", self.ta98_basis)):
            if getattr(self, code) and not basis:
                refuse(
                    f"'{code}' is given without '{code}_basis'.",
                    "Say how sure it is, as in 'found'.",
                )
        if self.kind == "bone-feature" and not self.of:
            refuse("a bone feature must say which bone it is 'of'.", "Add 'of: <bone id>'.")
        return self

    @property
    def facts(self) -> tuple[tuple[str, Fact], ...]:
        """Every fact it carries, with the field that holds it."""
        single = [(name, getattr(self, name)) for name in ("tells", "origin", "insertion")]
        single += [("innervation", self.innervation)]
        single += [(f"actions, entry {n}", act) for n, act in enumerate(self.actions, start=1)]
        return tuple((name, fact) for name, fact in single if fact is not None)


class TreeNode(Record):
    """A heading of the explorer's tree that is no structure itself."""

    id: Id
    label: Names
    parent: Id | None = None


class AtlasManifest(Record):
    """The file atlas.yaml: what the atlas is, and which files hold it.

    Attributes
    ----------
    units, axes : str
        Of the mesh files. glTF fixes metres; `axes` names where +x, +y, +z point,
        "LSA" for a body that faces the viewer, as glTF wants it.
    groups : dict
        Group id to its label; structures may name only these.
    codes : dict
        Where the structures' codes were read: key of the sources, for "fma" and for "ta98".
    """

    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    title: Text
    version: Text
    licence: Text
    credits: tuple[Text, ...] = ()
    description: str = ""
    units: Literal["m"] = "m"
    axes: str = "LSA"
    side: Literal["right", "left"] = "right"
    default_view: Text = "posterior"
    groups: dict[Id, Text] = Field(default_factory=dict)
    codes: dict[Literal["fma", "ta98"], str] = Field(default_factory=dict)
    tree: tuple[TreeNode, ...] = ()
    structures: Text = "structures.yaml"
    sources: Text = "sources.yaml"
    facts: Text = "facts.yaml"
    footprints: str | None = "footprints.json"
    variants: str | None = None
    joints: str | None = None
    activities: str | None = None

    @field_validator("axes")
    @classmethod
    def _three_axes(cls, value: str) -> str:
        try:
            matrix = axes_matrix(value)
        except MusclekitError as error:
            refuse(error.what, error.remedy)
        if np.linalg.det(matrix) < 0:
            refuse(f"'{value}' are left-handed axes, which glTF does not allow.", "Reverse one.")
        return value.upper()

    @field_validator(
        "structures", "sources", "facts", "footprints", "variants", "joints", "activities"
    )
    @classmethod
    def _stays_inside(cls, value: str | None) -> str | None:
        if value and ("/" in value or "\\" in value or value.startswith(".")):
            refuse(f"'{value}' is no plain file name.", "Name a file beside atlas.yaml.")
        return value


class FootprintRecord(Record):
    """The patch of bone where one end of a structure attaches; millimetres, RAS.

    Attributes
    ----------
    basis : {"drawn", "contact"}
        "drawn": an outline laid where the structure attaches; "contact": merely where the
        finished mesh touches the bone, which tells neither the extent nor the area.
    source : str
        Key of the source the drawn area follows.
    """

    structure: Id
    role: Literal["origin", "insertion"]
    bone: Id
    centre_mm: Point
    area_mm2: PositiveFloat
    outline_mm: tuple[Point, ...] = Field(min_length=3)
    basis: Literal["drawn", "contact"] = "drawn"
    source: str = ""

    @model_validator(mode="after")
    def _measured_if_drawn(self) -> FootprintRecord:
        if self.source and self.basis == "contact":
            refuse(
                "a footprint of basis 'contact' cites a source for its area.",
                "Remove 'source', or draw the outline and remove 'basis'.",
            )
        return self
