"""Records of what an injury can be: its kinds, where each may lie, how large it may get."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, AllowInfNan, Field, NonNegativeFloat, model_validator

from musclekit.content.facts import Basis, Fact
from musclekit.content.records import Id, Record, Text, refuse
from musclekit.errors import did_you_mean

Site = Literal[
    "origin",
    "proximal_tendon",
    "proximal_mtj",
    "belly",
    "myofascial",
    "intratendinous",
    "distal_mtj",
    "distal_tendon",
    "insertion",
]
Mechanism = Literal["sprint", "stretch", "direct"]
Disorder = Literal["fatigue", "soreness", "spine", "neuromuscular"]
Mark = Literal["tension_lost", "nerve_tethered"]
Measure = Literal[
    "csa_fraction",
    "length_mm",
    "disruption_mm",
    "retraction_mm",
    "fluid_ml",
    "thickening",
    "fragment_mm",
    "atrophy",
    "fatty_fraction",
]
SITES: tuple[str, ...] = get_args(Site)
MECHANISMS: tuple[str, ...] = get_args(Mechanism)
DISORDERS: tuple[str, ...] = get_args(Disorder)
MEASURES: tuple[str, ...] = get_args(Measure)
MARKS: tuple[str, ...] = get_args(Mark)

Amount = Annotated[NonNegativeFloat, AllowInfNan(False)]
Share = Annotated[float, Field(ge=0, le=1)]


def _among(known: tuple[str, ...], what: str) -> AfterValidator:
    """A key that must be one of a few names."""

    def checked(name: str) -> str:
        if name not in known:
            refuse(f"'{name}' is no {what}.", did_you_mean(name, known))
        return name

    return AfterValidator(checked)


SiteKey = Annotated[str, _among(SITES, "site")]
MeasureKey = Annotated[str, _among(MEASURES, "measure")]


class MeasureRecord(Record):
    """One extent an injury can have.

    Attributes
    ----------
    unit : str
        "share" for a part of 1, else a unit of length or volume.
    name : str
        What it is, as it stands in a sentence.
    """

    unit: Literal["share", "mm", "ml"]
    name: Text


class ExtentRecord(Record):
    """How large one extent of a kind may be.

    Attributes
    ----------
    low, high : float
        Least and most; `open_low`, `open_high` say that the bound itself is excluded.
    default : float
        Taken where none is given: drawn, a teaching example.
    cases : (float, float)
        Between which invented cases are drawn; from `low` to `high` where left out.
    """

    low: Amount = 0.0
    high: Amount
    open_low: bool = False
    open_high: bool = False
    default: Amount
    cases: tuple[Amount, Amount] | None = None

    def holds(self, value: float) -> bool:
        """Whether a value lies within."""
        above = value > self.low if self.open_low else value >= self.low
        return above and (value < self.high if self.open_high else value <= self.high)

    @property
    def said(self) -> str:
        """The range in words.

        >>> ExtentRecord(high=1, open_low=True, default=0.2).said
        'above 0 and at most 1'
        """
        if self.low == self.high:
            return f"{self.low:g}"
        low = f"above {self.low:g}" if self.open_low else f"at least {self.low:g}"
        return f"{low} and {'below' if self.open_high else 'at most'} {self.high:g}"

    @property
    def span(self) -> tuple[float, float]:
        """Between which invented cases are drawn."""
        return self.cases or (self.low, self.high)

    @model_validator(mode="after")
    def _in_order(self) -> ExtentRecord:
        if self.low > self.high:
            refuse(f"'low' is {self.low:g} and 'high' {self.high:g}.", "Exchange them.")
        if not self.holds(self.default):
            refuse(f"the default {self.default:g} is not {self.said}.", "Choose one that is.")
        if self.cases and not self.low <= self.cases[0] <= self.cases[1] <= self.high:
            refuse(f"'cases' is not a range that is {self.said}.", "Correct it.")
        return self


class KindRecord(Fact):
    """A kind of injury; `text` says what it is.

    Attributes
    ----------
    name : str
        As it stands in a sentence, "strain".
    sites : tuple of str
        Where it may lie, the usual one first.
    extents : mapping of str to ExtentRecord
        What it can be measured by.
    mechanisms : tuple of str
        How it can come about; empty where none is told.
    marks : tuple of str
        Findings that can go with it.
    disorders : tuple of str
        What it can be, where a picture shows nothing; the first is meant where none is given.
    """

    id: Id
    name: Text
    sites: tuple[Site, ...] = Field(min_length=1)
    extents: dict[MeasureKey, ExtentRecord] = Field(default_factory=dict)
    mechanisms: tuple[Mechanism, ...] = ()
    marks: tuple[Mark, ...] = ()
    disorders: tuple[Disorder, ...] = ()


class PlacesRecord(Record):
    """A structure that can be injured.

    Attributes
    ----------
    sites : tuple of str
        What it has.
    lacks : mapping of str to str
        Why it has none of a site, where that is worth telling.
    pulled_by : tuple of str
        The muscles whose force goes through it.
    length_mm : float
        Of the structure: nothing in it is longer.
    """

    structure: Id
    sites: tuple[Site, ...] = Field(min_length=1)
    lacks: dict[SiteKey, Text] = Field(default_factory=dict)
    pulled_by: tuple[Id, ...] = Field(min_length=1)
    length_mm: Annotated[float, Field(gt=0), AllowInfNan(False)]

    @model_validator(mode="after")
    def _not_both(self) -> PlacesRecord:
        for site in self.lacks:
            if site in self.sites:
                refuse(f"'{site}' stands under 'sites' and under 'lacks'.", "Remove one.")
        return self


class ForceRecord(Fact):
    """One step of the rule by which an injury takes force; `text` says it.

    Attributes
    ----------
    kinds : tuple of str
        Whose force it takes.
    measures : tuple of str
        Extents, shares of 1, each of which takes that part of the force times `weight`.
    weight : float
    judgement : bool
        Chosen for teaching: no cited work gives it.
    """

    id: Id
    kinds: tuple[Id, ...] = Field(min_length=1)
    measures: tuple[MeasureKey, ...] = ()
    weight: Share = 1.0
    judgement: bool = False


class DeficitRecord(Record):
    """A loss of force somebody measured, to be held against the rule.

    Attributes
    ----------
    kind, structure : str
        What was injured.
    extents : mapping of str to float
        How far, as published.
    deficit_percent : float
        Of the knee flexors' peak torque, against the other leg.
    """

    id: Id
    kind: Id
    structure: Id
    extents: dict[MeasureKey, Amount]
    deficit_percent: Annotated[float, Field(ge=0, le=100)]
    source: Text
    basis: Basis
    note: Text


class InjuriesRecord(Record):
    """The file injuries.yaml of an atlas.

    Attributes
    ----------
    defaults : str
        What the default extents are worth.
    sites : mapping of str to str
        Site to what it is, as it stands in a sentence.
    """

    defaults: Text
    sites: dict[SiteKey, Text]
    measures: dict[MeasureKey, MeasureRecord]
    structures: tuple[PlacesRecord, ...] = Field(min_length=1)
    kinds: tuple[KindRecord, ...] = Field(min_length=1)
    force: tuple[ForceRecord, ...] = Field(min_length=1)
    deficits: tuple[DeficitRecord, ...] = ()

    @property
    def kind_ids(self) -> tuple[str, ...]:
        """Every kind, in the file's order."""
        return tuple(kind.id for kind in self.kinds)

    @model_validator(mode="after")
    def _complete(self) -> InjuriesRecord:
        for what, known, wanted in (
            ("site", self.sites, SITES),
            ("measure", self.measures, MEASURES),
        ):
            for name in wanted:
                if name not in known:
                    refuse(f"the {what} '{name}' has no words.", f"Add it under '{what}s'.")
        for names in (self.kind_ids, [one.structure for one in self.structures]):
            for name in sorted({name for name in names if list(names).count(name) > 1}):
                refuse(f"'{name}' is described twice.", "Remove one of the two.")
        return self

    @model_validator(mode="after")
    def _reachable(self) -> InjuriesRecord:
        has = {site for one in self.structures for site in one.sites}
        for kind in self.kinds:
            if not has.intersection(kind.sites):
                refuse(f"no structure has a site of '{kind.id}'.", "Correct its 'sites'.")
        ruled = [name for step in self.force for name in step.kinds]
        for name in sorted({*ruled} ^ {*self.kind_ids}):
            known = name in self.kind_ids
            what = f"'force' leaves out '{name}'." if known else f"'{name}' of 'force' is no kind."
            refuse(what, "Let each kind stand in one step of 'force'.")
        for name in (name for name in self.kind_ids if ruled.count(name) > 1):
            refuse(f"'{name}' stands in two steps of 'force'.", "Remove one.")
        for step in self.force:
            for measure in step.measures:
                if self.measures[measure].unit != "share":
                    refuse(f"'{measure}' is no share of 1.", "Take force by shares alone.")
        return self
