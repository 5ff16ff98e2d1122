"""The figures the muscles of an atlas are computed from, and what others publish beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from musclekit.atlas import Atlas
from musclekit.content import Source, cited
from musclekit.mechanics import drawing
from musclekit.mechanics.muscles import Muscle, muscles
from musclekit.mechanics.torque import Some

if TYPE_CHECKING:
    import pandas

COMPUTED = ("pcsa_cm2", "peak_force_n", "tendon_slack_length_mm")
_UNITS = {"mm": "mm", "deg": "°", "um": "µm", "cm3": "cm³", "cm2": "cm²", "n": "N"}


@dataclass(frozen=True, eq=False, repr=False)
class Architecture:
    """Architecture of muscles: taken figures with their sources, computed ones beside others'."""

    muscles: tuple[Muscle, ...]
    sources: Mapping[str, Source]

    def table(self) -> pandas.DataFrame:
        """One row for each figure of each muscle: value, how it came about, source, conflict.

        Sources stand by their keys, as in sources.yaml.
        """
        columns = ["structure", "figure", "value", "how", "sources", "status", "basis", "conflict"]
        return drawing.frame((row for muscle in self.muscles for row in _rows(muscle)), columns)

    def describe(self) -> str:
        """The figures in words."""
        lines = []
        for muscle in self.muscles:
            lines.append(muscle.name)
            for row in _rows(muscle):
                note = f" {self._conflict(row)}" if row["conflict"] else ""
                lines.append(f"  {_said(row)} ({self._from(row)}).{note}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        """The figures in words."""
        return self.describe()

    def _repr_mimebundle_(self, include=None, exclude=None):
        head = "".join(
            f'<th scope="col">{x}</th>' for x in ("Muscle", "Figure", "From", "What others say")
        )
        body = "".join(
            f'<tr><th scope="row">{escape(muscle.name)}</th><td>{escape(_said(row))}</td>'
            f"<td>{escape(self._from(row))}</td><td>{escape(self._conflict(row))}</td></tr>"
            for muscle in self.muscles
            for row in _rows(muscle)
        )
        html = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        return {"text/plain": self.describe(), "text/html": html}

    def _from(self, row: dict[str, Any]) -> str:
        return f"{row['how']}: {cited(row['sources'], self.sources)}"

    def _conflict(self, row: dict[str, Any]) -> str:
        """As a sentence; a source that opens it stays as it is written."""
        opening = re.split(r"\W", row["conflict"])[0]
        told = cited(row["conflict"], self.sources)
        return told if opening in self.sources else f"{told[:1].upper()}{told[1:]}"


def architecture(atlas: Atlas, structures: Some = "hamstrings") -> Architecture:
    """The figures muscles are computed from; raises as `moment_arms` does."""
    return Architecture(muscles(atlas, structures), atlas.sources)


def _rows(muscle: Muscle) -> list[dict[str, Any]]:
    taken = [
        {
            "structure": muscle.id,
            "figure": name,
            "value": one.value,
            "how": "published",
            "sources": one.source,
            "status": one.status,
            "basis": one.basis,
            "conflict": f"{one.conflict}." if one.conflict else "",
        }
        for name, one in muscle.record.parameters.items()
    ]
    return taken + [_computed(muscle, name) for name in COMPUTED]


def _computed(muscle: Muscle, name: str) -> dict[str, Any]:
    others = [one for one in muscle.record.published if one.measure == name]
    beside = ", ".join(
        f"{one.value:g} in {one.source}{'' if one.basis == 'found' else ' (unconfirmed)'}"
        for one in others
    )
    return {
        "structure": muscle.id,
        "figure": name,
        "value": getattr(muscle, name),
        "how": "computed",
        "sources": "from the figures above",
        "status": "",
        "basis": "",
        "conflict": f"Published: {beside}." if beside else "",
    }


def _said(row: dict[str, Any]) -> str:
    words, _, unit = row["figure"].rpartition("_")
    label = words.replace("_", " ").replace("pcsa", "physiological cross-section").capitalize()
    digits = 0 if row["value"] >= 1000 else 1 if row["how"] == "computed" else None
    value = f"{row['value']:g}" if digits is None else f"{row['value']:.{digits}f}"
    return f"{label} {value} {_UNITS[unit]}".replace(" °", "°")
