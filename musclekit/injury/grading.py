"""An injury's class in each scheme of gradings.yaml, by one evaluator that reads criteria."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

from musclekit.atlas import Atlas, read_gradings
from musclekit.content import (
    LevelRecord,
    PartRecord,
    SchemeRecord,
    Source,
    cited,
)
from musclekit.errors import UnknownName, did_you_mean
from musclekit.injury import graded
from musclekit.injury.criteria import Criterion, criteria_of, holds, measured
from musclekit.injury.injury import Injury, embedded

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, repr=False)
class Grade:
    """An injury's class in one scheme.

    Attributes
    ----------
    scheme, title : str
        Id and name of the scheme.
    code : str or None
        None where the scheme has no class for the injury.
    name : str
        What the code is called; why there is none where there is none.
    met, not_met : tuple of Criterion
    sources : tuple of Source
        Whose scheme it is.
    status : str
        Standing of the scheme.
    confirmed : bool
        Whether the levels it rests on were read in a source.
    notes : tuple of str
        What was read into the levels it rests on.
    rules, cannot_say : tuple of str
        How the scheme is read here; what its class does not tell.
    """

    scheme: str
    title: str
    code: str | None
    name: str
    met: tuple[Criterion, ...]
    not_met: tuple[Criterion, ...]
    sources: tuple[Source, ...]
    status: str
    confirmed: bool
    notes: tuple[str, ...]
    rules: tuple[str, ...]
    cannot_say: tuple[str, ...]

    @property
    def decisive(self) -> tuple[Criterion, ...]:
        """The criteria that tipped it: measures and findings if any decides, else kind and site."""
        deciding = tuple(one for one in self.met if one.decides)
        return tuple(one for one in deciding if one.unit) or deciding

    @property
    def why(self) -> str:
        """What tipped it, in words."""
        return "; ".join(one.text for one in self.decisive) or "no higher bound is reached"

    def describe(self) -> str:
        """Code, name, every criterion, source and limits."""
        if self.code is None:
            lines = [f"{self.title}: no class. {self.name}"]
        else:
            lines = [f"{self.title}: {self.code}, {self.name}.{'' if self.confirmed else _UNSURE}"]
        lines += [f"  Decided by: {self.why}."] if self.code else []
        rest = [one for one in self.met if one not in self.decisive]
        lines += [f"  Met: {one.text}." for one in rest if one.unit]
        lines += [f"  Not met: {one.text}." for one in self.not_met]
        lines += [f"  Note: {note}" for note in self.notes]
        lines += [f"  It cannot say: {text}" for text in self.cannot_say]
        lines.append(f"  Source: {'; '.join(source.short for source in self.sources)}.")
        return "\n".join(lines)

    def __repr__(self) -> str:
        """Everything in words."""
        return self.describe()

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": self.describe(), "text/html": graded.grade_html(self)}


_UNSURE = " (details unconfirmed)"


@dataclass(frozen=True, repr=False)
class Grades(Sequence[Grade]):
    """One injury's class in several schemes, beside one another.

    Attributes
    ----------
    injury : Injury
    grades : tuple of Grade
    """

    injury: Injury
    grades: tuple[Grade, ...]

    @overload
    def __getitem__(self, which: int | str) -> Grade: ...
    @overload
    def __getitem__(self, which: slice) -> tuple[Grade, ...]: ...
    def __getitem__(self, which):
        """A grade by its place or its scheme's id."""
        if not isinstance(which, str):
            return self.grades[which]
        for one in self.grades:
            if one.scheme == which:
                return one
        raise UnknownName(
            f"No scheme '{which}'.", remedy=did_you_mean(which, [g.scheme for g in self.grades])
        )

    def __len__(self) -> int:
        return len(self.grades)

    def table(self) -> pandas.DataFrame:
        """One row for each scheme: code, name, what decided, what it cannot say."""
        from musclekit.mechanics import drawing

        rows = (
            {
                "scheme": one.scheme,
                "code": one.code or "",
                "name": one.name,
                "decided_by": one.why if one.code else "",
                "confirmed": one.confirmed,
                "source": "; ".join(source.short for source in one.sources),
                "cannot_say": " ".join(one.cannot_say),
            }
            for one in self.grades
        )
        columns = ["scheme", "code", "name", "decided_by", "confirmed", "source", "cannot_say"]
        return drawing.frame(rows, columns)

    def describe(self) -> str:
        """The injury, and its class in each scheme, in words."""
        lines = [self.injury.describe()]
        for one in self.grades:
            if one.code is None:
                lines.append(f"  {one.title}: no class. {one.name}")
                continue
            unsure = "" if one.confirmed else _UNSURE
            lines.append(f"  {one.title}: {one.code}, {one.name}{unsure}; decided by: {one.why}.")
        return "\n".join([*lines, TEACHES])

    def __repr__(self) -> str:
        """Everything in words."""
        return self.describe()

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": self.describe(), "text/html": graded.grades_html(self)}


TEACHES = "Grades are shown for teaching: they follow published wording, not an examination."


# ------------------------------------------------------------------ evaluation
def schemes(atlas: Atlas | None = None) -> tuple[str, ...]:
    """Ids of the schemes of an atlas; the embedded one's when left out."""
    return tuple(one.id for one in read_gradings((atlas or embedded()).folder).schemes)


def scheme(name: str, atlas: Atlas | None = None) -> SchemeRecord:
    """The criteria of one scheme.

    Raises
    ------
    UnknownName
        If there is none of that name.
    """
    known = read_gradings((atlas or embedded()).folder).schemes
    for one in known:
        if one.id == name:
            return one
    raise UnknownName(
        f"No grading scheme {name!r}.", remedy=did_you_mean(str(name), [s.id for s in known])
    )


def grade(injury: Injury, name: str) -> Grade:
    """The class of an injury in one scheme, with the criteria that decide it.

    Raises
    ------
    UnknownName
        If there is no such scheme.
    """
    record = scheme(name, injury.atlas)
    reached = reached_levels(record, injury)
    if isinstance(reached, str):
        return _grade(record, injury, None, reached)
    named = "; ".join(level.name for level in reached if level.name)
    return _grade(record, injury, code_of(record, injury), named, reached)


def code_of(record: SchemeRecord, injury: Injury) -> str | None:
    """The code alone; None where the scheme has no class for the injury."""
    reached = reached_levels(record, injury)
    if isinstance(reached, str):
        return None
    return record.put([level.code for level in reached], injury.episode)


def reached_levels(record: SchemeRecord, injury: Injury) -> tuple[LevelRecord, ...] | str:
    """The level of each part of a scheme, or why there is none."""
    for exception in record.not_classed:
        if holds(exception.when, injury):
            return exception.why
    levels = [_reached(part, injury) for part in record.parts]
    found = tuple(level for level in levels if level is not None)
    return found if len(found) == len(levels) else "It has no class for such an injury there."


def compare(injury: Injury) -> Grades:
    """The class of an injury in every scheme."""
    names = schemes(injury.atlas)
    return Grades(injury, tuple(grade(injury, name) for name in names))


def _grade(
    record: SchemeRecord,
    injury: Injury,
    code: str | None,
    name: str,
    reached: Sequence[LevelRecord] = (),
) -> Grade:
    atlas = injury.body
    met, not_met = criteria_of(record, injury, reached)
    bases = [level.basis or record.basis for level in reached] or [record.basis]
    notes = [level.note for level in reached if level.note]
    if any(one.judgement for level in reached for one in level.any):
        notes.append("The bound that decides is ours; the scheme gives no number.")
    return Grade(
        scheme=record.id,
        title=record.name,
        code=code,
        name=name,
        met=met,
        not_met=not_met,
        sources=tuple(atlas.sources[key] for key in record.sources),
        status=record.status,
        confirmed=all(basis == "found" for basis in bases),
        notes=tuple(notes),
        rules=record.rules,
        cannot_say=tuple(cited(text, atlas.sources) for text in record.cannot_say),
    )


def _reached(part: PartRecord, injury: Injury) -> LevelRecord | None:
    """The highest level of a part that an injury reaches."""
    found = [level for level in part.levels if _reaches(level, injury)]
    return found[-1] if found else None


def _reaches(level: LevelRecord, injury: Injury) -> bool:
    return holds(level.when, injury) and (
        not level.any or any(one.met(measured(injury, one.field)) for one in level.any)
    )
