"""Grades as people read them on a page: the words of their descriptions, as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from musclekit.content import words

if TYPE_CHECKING:
    from musclekit.content import Source
    from musclekit.injury.grading import Grade, Grades


def grade_html(graded: Grade) -> str:
    """One class with every criterion, its limits and whose scheme it is."""
    head, *lines = graded.describe().splitlines()
    items = "".join(f"<li>{_led(line.strip())}</li>" for line in lines[:-1])
    cite = _cite(graded.sources, graded.confirmed)
    return (
        f'{words.STYLE}<div class="mk-claim"><strong>{escape(head)}</strong><ul>{items}</ul>'
        f"{cite}</div>"
    )


def grades_html(grades: Grades) -> str:
    """A row for each scheme: class and what decided it, or why there is none."""
    from musclekit.injury.grading import TEACHES

    rows = "".join(_row(one) for one in grades)
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("Scheme", "Class", "Because"))
    return (
        f"{words.STYLE}<p>{escape(grades.injury.describe())}</p>"
        f'<div class="mk-table"><table class="mk-facts"><thead><tr>{heads}</tr></thead>'
        f'<tbody>{rows}</tbody></table></div><p class="mk-meaning">{TEACHES}</p>'
    )


def _row(one: Grade) -> str:
    named = f"<strong>{escape(one.code)}</strong> {escape(one.name)}" if one.code else "no class"
    why = one.why if one.code else one.name
    return (
        f'<tr><th scope="row">{escape(one.title)}</th><td data-label="Class">{named}</td>'
        f'<td data-label="Because">{escape(why)} {_cite(one.sources, one.confirmed)}</td></tr>'
    )


def _led(line: str) -> str:
    """A line with what it begins with made bold."""
    lead, _, rest = line.partition(": ")
    return f"<strong>{escape(lead)}:</strong> {escape(rest)}"


def _cite(sources: Iterable[Source], confirmed: bool) -> str:
    known = {source.key: source for source in sources}
    return words.citation_html(known, known, confirmed)
