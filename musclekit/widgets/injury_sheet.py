"""Everything the injury builder shows beside the mesh, as plain data: controls and read-outs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from musclekit.atlas import Atlas, read_injuries
from musclekit.content import Source
from musclekit.errors import MusclekitError
from musclekit.injury import Grade, Grades, Injury, choosing, placing, prognosis, ranges
from musclekit.injury import grading as gradings
from musclekit.injury.altering import healthy_body, where
from musclekit.injury.prognosis import TEACHES
from musclekit.injury.strength import SPEED_DEG_PER_S, pulled_by, rule, strength_left
from musclekit.injury.tipping import tipped
from musclekit.mechanics.strength import strength_test

if TYPE_CHECKING:
    from musclekit.widgets.injuring import InjuryBuilder

EPISODES = ("First injury", "First re-injury", "Second re-injury", "Third re-injury")
FIELDS: Mapping[str, type] = {
    "structure": str,
    "kind": str,
    "site": str,
    "mechanism": str,
    "disorder": str,
    "episode": int,
    "tension_lost": bool,
    "nerve_tethered": bool,
}
"""Fields that are chosen rather than turned, and what they are."""


def read(field: str, sent: Any) -> Any:
    """A field's value as a page sends it: "" for none, numbers as text.

    Raises
    ------
    MusclekitError
        If it is nothing of its kind.
    """
    if FIELDS[field] is int and str(sent).isdecimal():
        return int(sent)
    if FIELDS[field] is not int and isinstance(sent, FIELDS[field]):
        return None if sent == "" else sent
    raise MusclekitError(f"'{sent}' cannot be chosen.", where=field, remedy="Choose another.")


def fixed(injury: Injury) -> dict[str, Any]:
    """What stays as it is: schemes with their sources and limits, and what all this is for."""
    return {
        "kind": "builder",
        "schemes": [
            {
                "scheme": one.scheme,
                "title": one.title,
                "short": _short(one),
                "sources": _sources(one.sources),
                "cannot_say": list(one.cannot_say),
                "rules": list(one.rules),
            }
            for one in injury.grades()
        ],
        "episodes": list(EPISODES),
        "teaches": [gradings.TEACHES, TEACHES],
    }


def sheet(made: InjuryBuilder, before: Grades, settled: bool) -> dict[str, Any]:
    """What one injury entails: every choice, its grades against those before, the force left.

    Parameters
    ----------
    made : InjuryBuilder
    before : Grades
        When it last rested.
    settled : bool
        Whether it rests now; what takes longer to compute is told only then.
    """
    injury = made.injury
    grades = injury.grades()
    tips = [replace(x, title=_short(grades[x.scheme])) for x in tipped(before, grades)]
    told = {
        "words": injury.describe(),
        "structure": injury.structure,
        "parts": list(made.parts),
        "choices": {
            "structure": _told(choosing.structures(injury)),
            "kind": _told(choosing.kinds(injury)),
            "site": _told(choosing.places(injury)),
            "mechanism": _told(choosing.mechanisms(injury)),
            "disorder": _told(choosing.disorders(injury)),
        },
        "findings": _told(choosing.findings(injury)),
        "episode": injury.episode,
        "dials": [asdict(one) for one in choosing.dials(injury)],
        "activation": round(100 * made.activation),
        "about": _about(injury),
        "grades": [_grade(one) for one in grades],
        "tips": [
            {"scheme": one.scheme, "before": one.before or "", "text": str(one)} for one in tips
        ],
        "force": _force(injury),
        "grip": _grip(made),
        "middle": where(made.whole, injury),
        "settled": settled,
    }
    if settled:
        told |= {"legs": _legs(injury), "outcomes": _outcomes(injury, grades)}
    return told


def words(injury: Injury) -> list[str]:
    """The builder in words, as it begins."""
    lines = ["Injury builder beside the 3D view: choose, or drag on the mesh."]
    lines += injury.grades().describe().splitlines()
    left = [f"{row['name']} {row['percent']} %" for row in _force(injury)["muscles"]]
    return [*lines, f"Force left: {', '.join(left)}.", TEACHES]


def site_said(injury: Injury) -> str:
    """Where it lies, as it stands in a sentence."""
    return read_injuries(injury.body.folder).sites[injury.site]


def _short(one: Grade) -> str:
    """A scheme's name for where there is little room: "British Athletics"."""
    spoken = one.scheme.replace("-", " ")
    begins = one.title.replace("-", " ").lower().startswith(spoken)
    return one.title[: len(spoken)] if begins else one.title


def _told(choices: Iterable[choosing.Choice]) -> list[dict[str, Any]]:
    return [asdict(one) for one in choices]


def _about(injury: Injury) -> dict[str, Any]:
    kind = injury.record
    return {
        "text": kind.text,
        "status": str(kind.status),
        "confirmed": kind.basis == "found",
        "sources": _cited(injury.body, kind.sources),
    }


def _grade(one: Grade) -> dict[str, Any]:
    rest = [x.text for x in one.met if x not in one.decisive and x.unit]
    return {
        "scheme": one.scheme,
        "code": one.code or "",
        "name": one.name,
        "decided": [x.text for x in one.decisive] if one.code else [],
        "met": rest,
        "missed": [x.text for x in one.not_met],
        "notes": list(one.notes),
        "confirmed": one.confirmed,
    }


def _force(injury: Injury) -> dict[str, Any]:
    step, atlas = rule(injury), injury.body
    left = strength_left(injury)
    return {
        "muscles": [
            {"id": x, "name": atlas[x].name(), "percent": round(100 * left[x])}
            for x in pulled_by(injury)
        ],
        "text": step.text,
        "judgement": step.judgement,
        "status": str(step.status),
        "sources": _cited(atlas, step.sources),
    }


def _legs(injury: Injury) -> dict[str, Any]:
    shares = tuple(sorted(strength_left(injury).items()))
    return _tested(injury.body.neutral.intact, shares)


@lru_cache(maxsize=64)
def _tested(atlas: Atlas, shares: tuple[tuple[str, float], ...]) -> dict[str, Any]:
    """Torque of the knee flexors of a sound leg and of one with these shares of force."""
    test = strength_test(atlas, speeds_deg_per_s=SPEED_DEG_PER_S, right=dict(shares))
    runs = {leg: (leg, "concentric", SPEED_DEG_PER_S) for leg in ("left", "right")}
    peaks = {leg: test.peak(*run).torque_nm for leg, run in runs.items()}
    return {
        "angles_deg": test.angles_deg.round(1).tolist(),
        "sound_nm": test.torques_nm[runs["left"]].round(2).tolist(),
        "injured_nm": test.torques_nm[runs["right"]].round(2).tolist(),
        "sound_peak_nm": round(peaks["left"]),
        "injured_peak_nm": round(peaks["right"]),
        "symmetry_percent": round(test.limb_symmetry_percent("concentric", SPEED_DEG_PER_S), 1),
        "speed_deg_per_s": SPEED_DEG_PER_S,
    }


def _outcomes(injury: Injury, grades: Grades) -> dict[str, Any]:
    """Published figures of its classes, and where to read on."""
    atlas = injury.body
    rows = []
    for one in grades:
        figures = prognosis(one.scheme, atlas=atlas).topic.figures if one.code else ()
        rows += [
            {
                "text": f"{one.title} {one.code}: {x.outcome} {ranges.figure_said(x)}; {_who(x)}",
                "sources": _cited(atlas, (x.source,)),
                "confirmed": x.basis == "found",
            }
            for x in figures
            if x.code == one.code
        ]
    code = grades["british-athletics"].code
    call = f'mk.prognosis("british-athletics", "{code}")' if code else "mk.prognosis()"
    return {"rows": rows, "call": call}


def _grip(made: InjuryBuilder) -> dict[str, Any] | None:
    """Where the injury can be taken hold of, and the line it can be drawn along."""
    injury = made.injury
    if not choosing.is_placed(injury):
        return None
    line = placing.line(made.atlas, injury.structure)
    body = healthy_body(made.whole.neutral.intact, injury.structure)
    return {
        "spots": placing.spots(made.atlas, injury).round(1).tolist(),
        "long_mm": round(body.long_mm, 1),
        "length_mm": injury.length_mm if "length_mm" in injury.extents else None,
        "along": line.along.round(4).tolist(),
        "arc_mm": line.arc_mm.round(1).tolist(),
        "points": line.points.round(1).tolist(),
    }


def _who(figure) -> str:
    return "; ".join(ranges.context_said(figure))


def _cited(atlas: Atlas, keys: Iterable[str]) -> list[dict[str, str]]:
    return _sources(atlas.sources[key] for key in keys)


def _sources(sources: Iterable[Source]) -> list[dict[str, str]]:
    return [{"short": x.short, "citation": x.citation} for x in sources]
