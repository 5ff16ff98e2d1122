"""A needle in words: how it lies, what stops it, what it comes near, what is claimed of it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from musclekit.clinic.passing import KEPT_CLEAR, MARGIN_MM
from musclekit.content import FactRecord, words

if TYPE_CHECKING:
    from musclekit.clinic.needle import Needle

TEACHES = (
    "Teaching of anatomy, not of treatment: it shows what lies on a straight way, and guides no "
    "hand."
)
LACKS = (
    "What the atlas lacks cannot stop a needle: it has no veins, no pudendal or gluteal nerves and "
    "vessels, and in a living body nerves lie elsewhere than in it."
)
CHOSEN = f"the margin is {MARGIN_MM:g} mm, chosen for teaching"
CLAIMS = ("A037", "F035")
"""Told of a needle that goes where they are about."""
TOLD = 3
"""So many of the nearest nerves and arteries."""


def words_of(needle: Needle) -> words.Words:
    """All that a needle tells."""
    lines = [_held(needle), _verdict(needle), _nearest(needle)]
    told = [
        _claim(needle, one)
        for one in needle.atlas.facts
        if one.id in CLAIMS and needle.aim.at in one.about
    ]
    way = _way(needle)
    text = [TEACHES, *lines, "On its way:", *(f"  {line}" for line in way), LACKS, *told]
    html = opening()
    html += "".join(f"<p>{escape(line)}</p>" for line in lines)
    html += f"<ol>{''.join(f'<li>{escape(line)}</li>' for line in way)}</ol>"
    html += f'<p class="mk-meaning">{LACKS}</p>'
    html += "".join(f"<p>{escape(line)}</p>" for line in told)
    return words.explained(text, html)


def opening() -> str:
    """The sentence that every view of a needle begins with, as HTML."""
    return f'<p class="mk-meaning"><strong>{TEACHES}</strong></p>'


def _held(needle: Needle) -> str:
    proximal, lateral = needle.angles_deg
    atlas = needle.atlas
    at = ", ".join(f"{x.replace('_', ' ')} {y:g}°" for x, y in atlas.posture.items() if y)
    return (
        f"Needle to {needle.aim.name}, {atlas.side} side, {at or 'upright'}: "
        f"{needle.length_mm:.0f} mm long, {needle.diameter_mm:g} mm thick, entered "
        f"{_leant(proximal, 'proximal', 'distal')} and {_leant(lateral, 'lateral', 'medial')} "
        f"of straight behind."
    )


def _verdict(needle: Needle) -> str:
    if needle.stop is None:
        return f"Nothing stops it; {CHOSEN}."
    return f"{needle.stop.describe()} ({CHOSEN[0].upper()}{CHOSEN[1:]}.)"


def _nearest(needle: Needle) -> str:
    near = [one for one in needle.clearances if one.kind in KEPT_CLEAR][:TOLD]
    if not near:
        return "The atlas has no nerve and no artery to keep clear of."
    said = (f"{one.name} {one.clearance_mm:.1f} mm ({one.depth_mm:.0f} mm deep)" for one in near)
    return f"Over the whole way it comes nearest to: {'; '.join(said)}."


def _way(needle: Needle) -> list[str]:
    """What it passes until it is stopped."""
    end = needle.length_mm if needle.stop is None else needle.stop.depth_mm
    lines = ["0 mm: the skin"]
    for one in needle.passed:
        if one.enter_mm < end:
            till = "its end" if one.leave_mm >= end else f"{one.leave_mm:.0f} mm"
            lines.append(f"{one.enter_mm:.0f} mm to {till}: {one.name}")
    return [*lines, f"{end:.0f} mm: {'the target' if needle.stop is None else 'stopped'}"]


def _claim(needle: Needle, fact: FactRecord) -> str:
    kind = "Claim" if fact.topic else "Fact"
    cite = words.citation(fact.sources, needle.sources, fact.confirmed)
    why = f" {fact.why}" if fact.why else ""
    return f"{kind} {fact.id}: {fact.text} [{words.STATUS_WORDS[fact.status]}]{why}{cite}"


def _leant(degrees: float, towards: str, away: str) -> str:
    return f"{abs(degrees):.0f}° {towards if round(degrees) >= 0 else away}"
