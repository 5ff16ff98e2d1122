"""What changed between two classings of an injury, and which criterion tipped it."""

from __future__ import annotations

from dataclasses import dataclass

from musclekit.injury.criteria import Criterion
from musclekit.injury.grading import Grade, Grades


@dataclass(frozen=True)
class Tip:
    """One scheme whose class has changed.

    Attributes
    ----------
    scheme, title : str
    before, after : str or None
        Codes; None for no class.
    why : str
        The criterion that tipped it, in words.
    """

    scheme: str
    title: str
    before: str | None
    after: str | None
    why: str

    def __str__(self) -> str:
        """The change in one line.

        >>> str(Tip("munich", "Munich consensus", "3A", None, "it has no class for a blow"))
        'Munich consensus: 3A → no class (it has no class for a blow)'
        """
        codes = (code or "no class" for code in (self.before, self.after))
        return f"{self.title}: {' → '.join(codes)} ({self.why})"


def tipped(before: Grades, after: Grades) -> tuple[Tip, ...]:
    """Every scheme in which two injuries have different classes."""
    return tuple(
        Tip(new.scheme, new.title, old.code, new.code, _why(old, new))
        for old, new in zip(before, after, strict=True)
        if old.code != new.code
    )


def _why(old: Grade, new: Grade) -> str:
    """What the new class rests on that the old did not; else what the old rested on and is lost."""
    if new.code is None:
        return new.name[:1].lower() + new.name[1:].rstrip(".")
    had, has = ({_bound(one) for one in grade.met} for grade in (old, new))
    gained = [one.text for one in new.decisive if _bound(one) not in had]
    lost = {_bound(one) for one in old.decisive} - has
    missed = [one.text for one in new.not_met if _bound(one) in lost]
    if missed:
        return "no longer: " + "; ".join(missed)
    if gained:
        return "; ".join(gained)
    return new.why


def _bound(one: Criterion) -> tuple:
    """A criterion, whatever its class; the injury's own value counts only for kind and place."""
    return one.about, one.bound if one.unit else one.value
