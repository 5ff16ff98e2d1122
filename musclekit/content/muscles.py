"""Records of what muscles can do: their architecture, how they contract, how strong people are."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AllowInfNan, Field, PositiveFloat, PositiveInt, model_validator

from musclekit.content.facts import Basis, Status
from musclekit.content.records import Id, Record, Text, refuse

Number = Annotated[float, AllowInfNan(False)]
Positive = Annotated[PositiveFloat, AllowInfNan(False)]
Measure = Literal["tendon_slack_length_mm", "peak_force_n", "optimal_fibre_length_mm", "pcsa_cm2"]


class ParameterRecord(Record):
    """One figure a model rests on; the unit is the ending of the field that holds it.

    Attributes
    ----------
    status : str
        What the evidence says of it, as for facts.
    basis : str
        "found" where the source, or a transcription of it, was read.
    conflict : str
        What other sources say, and why this one was chosen.
    """

    value: Positive
    sd: Positive | None = None
    n: PositiveInt | None = None
    source: Text
    status: Status = "supported"
    basis: Basis
    conflict: str = ""

    @model_validator(mode="after")
    def _dispute_is_told(self) -> ParameterRecord:
        if self.status not in ("consensus", "supported") and not self.conflict:
            refuse(f"a figure of status '{self.status}' tells no conflict.", "Add 'conflict:'.")
        return self


class PublishedRecord(Record):
    """What a source gives for a figure that is computed here, to be shown beside it."""

    measure: Measure
    value: Positive
    source: Text
    basis: Basis
    note: str = ""


class MuscleRecord(Record):
    """Architecture of one muscle.

    Attributes
    ----------
    optimal_fibre_length_mm, pennation_deg : ParameterRecord
        Of fibres at the sarcomere length of most force.
    sarcomere_length_um : ParameterRecord
        In the anatomical posture; from it the tendon's slack length follows.
    volume_cm3 : ParameterRecord
        Of the healthy adult the atlas shows.
    published : tuple of PublishedRecord
        Figures of others for what is computed here.
    """

    structure: Id
    optimal_fibre_length_mm: ParameterRecord
    pennation_deg: ParameterRecord
    sarcomere_length_um: ParameterRecord
    volume_cm3: ParameterRecord
    published: tuple[PublishedRecord, ...] = ()

    @model_validator(mode="after")
    def _oblique_at_most(self) -> MuscleRecord:
        if self.pennation_deg.value >= 60:
            refuse(f"a pennation of {self.pennation_deg.value:g}° is no muscle's.", "Give degrees.")
        return self

    @property
    def parameters(self) -> dict[str, ParameterRecord]:
        """Name of the field to its figure."""
        names = ("optimal_fibre_length_mm", "pennation_deg", "sarcomere_length_um", "volume_cm3")
        return {name: getattr(self, name) for name in names}


class ContractionRecord(Record):
    """How every muscle of the file contracts; lengths in optimal fibre lengths.

    Attributes
    ----------
    specific_tension_n_per_cm2 : ParameterRecord
        Peak isometric force for each cm² of physiological cross-section.
    optimal_sarcomere_length_um : ParameterRecord
    maximal_velocity_per_s : ParameterRecord
        Optimal fibre lengths a second, unloaded.
    shortest_active, longest_active : ParameterRecord
        Fibre lengths between which they can pull.
    eccentric_force : ParameterRecord
        Most force while being lengthened, in peak isometric forces.
    passive_strain : ParameterRecord
        Strain at which a relaxed fibre bears the peak isometric force.
    tendon_strain : ParameterRecord
        Strain of the tendon under the peak isometric force.
    """

    specific_tension_n_per_cm2: ParameterRecord
    optimal_sarcomere_length_um: ParameterRecord
    maximal_velocity_per_s: ParameterRecord
    shortest_active: ParameterRecord
    longest_active: ParameterRecord
    eccentric_force: ParameterRecord
    passive_strain: ParameterRecord
    tendon_strain: ParameterRecord

    @model_validator(mode="after")
    def _in_order(self) -> ContractionRecord:
        if not self.shortest_active.value < 1 < self.longest_active.value:
            refuse("the active range does not hold the optimal length, 1.", "Check both ends.")
        if self.eccentric_force.value <= 1:
            refuse("'eccentric_force' is no more than the isometric force, 1.", "Check it.")
        return self

    @property
    def parameters(self) -> dict[str, ParameterRecord]:
        """Name of the field to its figure."""
        return {name: getattr(self, name) for name in type(self).model_fields}


class LeverRecord(Record):
    """A moment arm somebody published, at one posture; positive towards flexion."""

    structure: Id
    joint: Id
    at: dict[Id, Number] = Field(min_length=1)
    moment_arm_mm: Number
    source: Text
    basis: Basis
    note: str = ""


class MusclesRecord(Record):
    """The file muscles.yaml of an atlas."""

    contraction: ContractionRecord
    muscles: Annotated[tuple[MuscleRecord, ...], Field(min_length=1)]
    moment_arms: tuple[LeverRecord, ...] = ()

    @model_validator(mode="after")
    def _once_each(self) -> MusclesRecord:
        names = [muscle.structure for muscle in self.muscles]
        for name in sorted({name for name in names if names.count(name) > 1}):
            refuse(f"'{name}' is described twice.", "Remove one of the two.")
        return self


class NormRecord(Record):
    """Peak torque about the knee that somebody measured on a dynamometer."""

    group: Literal["hamstrings", "quadriceps"]
    action: Literal["concentric", "eccentric"]
    speed_deg_per_s: Positive
    mean_nm: Positive
    sd_nm: Positive
    n: PositiveInt
    who: Text
    source: Text
    basis: Basis


class ThresholdRecord(Record):
    """Below which a result was published as a sign of weakness or imbalance.

    Attributes
    ----------
    low, high : float
        The cut-offs in use; equal where there is one.
    speed_deg_per_s : float or None
        The speed it was published for; None for any.
    fact : str
        Id of the fact that says what such a cut-off is worth.
    """

    measure: Literal["limb_symmetry_percent", "conventional_ratio", "functional_ratio"]
    low: Positive
    high: Positive
    speed_deg_per_s: Positive | None = None
    about: str = ""
    source: Text
    basis: Basis
    fact: Text

    @model_validator(mode="after")
    def _in_order(self) -> ThresholdRecord:
        if self.low > self.high:
            refuse(f"'low' is {self.low:g} and 'high' {self.high:g}.", "Exchange them.")
        return self


class StrengthRecord(Record):
    """The file strength.yaml of an atlas."""

    norms: Annotated[tuple[NormRecord, ...], Field(min_length=1)]
    thresholds: tuple[ThresholdRecord, ...] = ()
