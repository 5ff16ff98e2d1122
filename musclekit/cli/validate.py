"""`musclekit atlas validate`: what an atlas's meshes must hold, as tables and as JSON."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from musclekit.atlas import load_atlas
from musclekit.atlas.validate import Row, validate_atlas
from musclekit.atlas.validate.rows import judged
from musclekit.paths import writing

SENT = ("hamstrings", "bones", "nerves")
SENT_MB = 2.0
_COLUMNS = ("outcome", "subject", "what", "value", "bar", "source")
_HEADINGS = ("", "structure", "what", "measured", "must be", "source")
_WIDEST = 58
_NOTE_WIDTH = 110


def measure(folder: Path, reference: Path | None) -> Iterator[list[Row]]:
    """Rows of one section after the other, as soon as each is measured."""
    readable = False
    for name, rows in groupby(validate_atlas(folder, reference), key=lambda row: row.section):
        readable = readable or name == "Meshes"
        yield list(rows)
    if readable:
        yield from sent_rows(folder)


def sent_rows(folder: Path) -> Iterator[list[Row]]:
    """How many bytes of hamstrings, bones and nerves a browser gets, where an atlas has them."""
    from musclekit.scene import Scene
    from musclekit.scene.k3d_view import bytes_sent

    atlas = load_atlas(folder, detail="full")
    groups = [name for name in SENT if name in atlas.groups]
    if groups:
        sent = bytes_sent(Scene(atlas).show(groups)) / 1e6
        bar = f"≤ {SENT_MB:g} MB"
        value, good = f"{sent:.2f} MB", judged(sent <= SENT_MB)
        yield [Row("Sent to a browser", ", ".join(groups), "meshes of the scene", value, bar, good)]


def table(rows: Sequence[Row]) -> str:
    """Rows of one section below its heading, columns aligned, notes underneath their rows."""
    cells = [_HEADINGS, *(tuple(getattr(row, name) for name in _COLUMNS) for row in rows)]
    widths = [min(max(map(len, column)), _WIDEST) for column in zip(*cells, strict=True)]
    lines = ["", rows[0].section, "-" * len(rows[0].section), _line(cells[0], widths)]
    for row, texts in zip(rows, cells[1:], strict=True):
        lines.append(_line(texts, widths))
        indent = " " * (widths[0] + 4)
        lines += textwrap.wrap(
            row.note, _NOTE_WIDTH, initial_indent=indent, subsequent_indent=indent
        )
    return "\n".join(lines)


def summary(rows: Sequence[Row]) -> str:
    """How many lines hold and how many do not."""
    count = Counter(row.outcome for row in rows)
    told = f"{count['pass']} of {count['pass'] + count['fail']} lines hold"
    if count["gap"]:
        told += f"; {count['gap']} gap{'s' * (count['gap'] > 1)} in the literature"
    if count["conflict"]:
        told += f"; {count['conflict']} conflict{'s' * (count['conflict'] > 1)} between sources"
    if count["not measured"]:
        told += f"; {count['not measured']} not measured"
    return f"{told}. {count['fail']} fail." if count["fail"] else f"{told}."


def write_json(file: Path, rows: Sequence[Row]) -> None:
    """Write rows as a list of objects.

    Raises
    ------
    MusclekitError
        If the file cannot be written.
    """
    text = json.dumps([asdict(row) for row in rows], indent=1, ensure_ascii=False)
    with writing(file):
        file.write_text(text + "\n", encoding="utf-8")


def _line(texts: Sequence[str], widths: Sequence[int]) -> str:
    padded = [text.ljust(width) for text, width in zip(texts, widths, strict=True)]
    return "  ".join(padded).rstrip()
