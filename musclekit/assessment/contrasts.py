"""What tells two structures apart, derived from an atlas's facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from musclekit.assessment import wording
from musclekit.assessment.wording import Said, called, capital

if TYPE_CHECKING:
    from musclekit.atlas import Atlas, Structure


def contrast(atlas: Atlas, a: str, b: str) -> str:
    """What tells two structures apart, in sentences derived from the atlas's facts.

    Parameters
    ----------
    atlas : Atlas
    a, b : str
        Structure ids.

    Returns
    -------
    str
        How to recognise each, then where they differ in origin, insertion, nerve and action.
        Empty for a structure and itself; marked where a fact is contested or unconfirmed.
    """
    return contrast_said(atlas, a, b).text


def contrast_said(atlas: Atlas, a: str, b: str, most: int | None = None) -> Said:
    """`contrast` with its sources, and with at most that many differences."""
    one, other = atlas[a], atlas[b]
    if one.id == other.id:
        return Said()
    recognised = [wording.fact_said(s, s.tells) for s in (one, other) if s.tells]
    found = differences(atlas, one.id, other.id)
    if one.kind != other.kind and len(recognised) < 2:
        sorts = f"{wording.sort(atlas, one)}; {called(other)} is {wording.sort(atlas, other)}"
        found = (Said(f"{capital(called(one))} is {sorts}."),)
    if not recognised and not found:
        found = (Said(f"{capital(called(one))} and {called(other)} are different structures."),)
    return wording.joined([*recognised, *found[:most]])


def differences(atlas: Atlas, a: str, b: str) -> tuple[Said, ...]:
    """One sentence for each thing in which two structures of one kind differ."""
    one, other = atlas[a], atlas[b]
    if one.kind != other.kind:
        return ()
    pairs = [
        (wording.arises(atlas, one), wording.arises(atlas, other)),
        (wording.inserts(atlas, one), wording.inserts(atlas, other)),
        (wording.supplied(atlas, one, roots=False), wording.supplied(atlas, other, roots=False)),
    ]
    said = [
        wording.joined(
            [
                Said(f"{capital(called(one))} {first.text};", first.sources),
                Said(f"{called(other)} {second.text}.", second.sources),
            ]
        )
        for first, second in pairs
        if first and second and first.text != second.text
    ]
    return (*said, *_actions_differ(one, other))


def _actions_differ(one: Structure, other: Structure) -> list[Said]:
    # Silence of an atlas is not a fact: only structures whose actions it gives are compared.
    if not one.actions or not other.actions:
        return []
    said = []
    for first, second in ((one, other), (other, one)):
        theirs = {(act.joint, act.motion) for act in second.actions}
        own = wording.does(act for act in first.actions if (act.joint, act.motion) not in theirs)
        if own:
            said.append(Said(f"Of the two, only {called(first)} {own.text}.", own.sources))
    return said
