"""Plots and tables of this layer: the one door to matplotlib and pandas."""

from __future__ import annotations

import base64
import io
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from musclekit.scene.palette import BACKGROUND, INK, STRUCTURE

if TYPE_CHECKING:
    import numpy as np
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MARK = "#2f6db5"
"""Of the side of a probe that its image shows on the left."""
SHOWN_DPI = 80
DASHES = {
    "biceps_femoris_long_head": (),
    "biceps_femoris_short_head": (6, 2),
    "semitendinosus": (1, 1.5),
    "semimembranosus": (6, 2, 1, 2),
}
"""Pattern of each muscle's line, so that it is known without its colour."""
MARKERS = {
    "biceps_femoris_long_head": "o",
    "biceps_femoris_short_head": "s",
    "semitendinosus": "^",
    "semimembranosus": "D",
}
_LOOK: Any = {
    "font.size": 11,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "musclekit",
}


def frame(rows: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> pandas.DataFrame:
    """A table with one row for each mapping."""
    import pandas

    return pandas.DataFrame.from_records(list(rows), columns=list(columns))


def axes(x: str, y: str, *, panels: int = 1) -> tuple[Figure, list[Axes]]:
    """An empty figure with labelled panels side by side, which share their upright axis."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(_LOOK):
        figure = Figure(figsize=(7.2, 4.4 if panels == 1 else 4.9), layout="constrained")
        figure.set_facecolor(BACKGROUND)
        drawn = list(figure.subplots(1, panels, sharey=True, squeeze=False)[0])
        for panel in drawn:
            panel.set_xlabel(x)
            panel.grid(color="#dfe5e9", linewidth=0.7)
            panel.set_axisbelow(True)
        drawn[0].set_ylabel(y)
    return figure, drawn


def line_of(structure: str) -> dict[str, Any]:
    """Colour and pattern of a muscle's line; the colours are those of the 3D view."""
    return {
        "color": STRUCTURE.get(structure, INK),
        "dashes": DASHES.get(structure, ()),
        "linewidth": 2.0,
    }


def mark_of(structure: str) -> dict[str, Any]:
    """Colour and shape of a muscle's published points."""
    return {
        "color": STRUCTURE.get(structure, INK),
        "marker": MARKERS.get(structure, "o"),
        "markersize": 8,
        "linestyle": "none",
        "markeredgecolor": INK,
    }


def scan(
    pixels: np.ndarray,
    size_mm: tuple[float, float],
    sides: tuple[str, str],
    title: str,
    above_mm: float = 0.0,
    stiffness: tuple[str, ...] = (),
) -> Figure:
    """A simulated ultrasound image as a machine shows it: depth at its edge, a mark on one side.

    Parameters
    ----------
    pixels : (rows, columns) uint8, or (rows, columns, 3)
    size_mm : (float, float)
        Depth and width.
    sides : (str, str)
        What lies to the left and to the right.
    title : str
    above_mm : float
        How far the picture begins above a depth of nought.
    stiffness : tuple of str
        Colours from soft to stiff, where the picture has them.
    """
    import matplotlib
    from matplotlib.figure import Figure

    high, wide = size_mm
    with matplotlib.rc_context(_LOOK):
        figure = Figure(figsize=(4.4 * wide / high + 1.2, 5.2), layout="constrained")
        figure.set_facecolor(BACKGROUND)
        panel = figure.subplots()
        panel.imshow(pixels, cmap="gray", vmin=0, vmax=255, extent=(0, wide, high, -above_mm))
        panel.set_ylabel("Depth from the probe (mm)")
        panel.set_xticks([0.08 * wide, 0.92 * wide], sides)
        panel.tick_params(axis="x", length=0)
        panel.set_title(title, fontsize=11)
        panel.plot(0.03 * wide, -above_mm - 0.02 * high, "o", color=MARK, clip_on=False)
        panel.text(
            0.99 * wide,
            0.99 * high,
            "simulated",
            color="white",
            ha="right",
            va="bottom",
            bbox={"facecolor": "black", "edgecolor": "none", "pad": 2},
        )
        if stiffness:
            _stiffness_scale(figure, panel, stiffness)
    return figure


def _stiffness_scale(figure: Figure, panel: Axes, colours: tuple[str, ...]) -> None:
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import LinearSegmentedColormap

    ramp = LinearSegmentedColormap.from_list("stiffness", list(colours))
    bar = figure.colorbar(ScalarMappable(cmap=ramp), ax=panel, shrink=0.5, pad=0.02)
    bar.set_ticks([0, 1], labels=["soft", "stiff"])
    bar.set_label("Stiffness: simulated order, not measured", fontsize=8)


def as_svg(figure: Figure) -> str:
    """The figure as SVG: the same text every time it is drawn."""
    import matplotlib

    with matplotlib.rc_context(_LOOK):
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def as_html(figures: Sequence[Figure], words: str, caption: str = "") -> str:
    """Figures that hold pictures, as HTML: pixels for people who see, the words for all.

    Parameters
    ----------
    figures : sequence of Figure
        Two side by side.
    words : str
        What they show; the first line is the alternative text, all of it is folded below.
    caption : str
        Shown between the two.

    Notes
    -----
    WebP, twice as fine as it is shown: an SVG of speckle is several times as large. Pixels of
    another machine may differ in their last bit, so stored lessons are compared without them
    (tests/nbval.cfg).
    """
    first, _, _ = words.partition("\n")
    most = "100%" if len(figures) == 1 else "calc(50% - 3px)"
    shown = "".join(
        f'<img alt="{escape(first)}" src="data:image/webp;base64,{_webp(one)}" '
        f'style="width:{round(one.get_figwidth() * SHOWN_DPI)}px;max-width:{most}">'
        for one in figures
    )
    row = "display:flex;flex-wrap:wrap;align-items:start;gap:6px"
    return (
        f'<figure style="margin:0"><div style="{row}">{shown}</div>'
        f'<figcaption class="mk-meaning">{escape(caption)}</figcaption>'
        f"<details><summary>In words</summary>"
        f'<p style="white-space:pre-line">{escape(words)}</p></details></figure>'
    )


def _webp(figure: Figure) -> str:
    """Its pixels, in base64."""
    import matplotlib

    with matplotlib.rc_context(_LOOK):
        buffer = io.BytesIO()
        figure.savefig(buffer, format="webp", dpi=2 * SHOWN_DPI, pil_kwargs={"quality": 80})
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def pictures(
    images: Mapping[str, Any],
    spacing_mm: float,
    marks: Mapping[str, str],
    places: Iterable[tuple[float, float]] = (),
    note: str = "",
) -> Figure:
    """Pictures side by side, with a bar of length, the sides of the body, and numbers in the first.

    Parameters
    ----------
    images : mapping of str to (rows, columns) or (rows, columns, 3) uint8
        Title to pixels, all of one size.
    spacing_mm : float
        Between pixels.
    marks : mapping of str to str
        What stands at "left", "right", "top" and "bottom".
    places : iterable of (row, column)
        Numbered in the first picture.
    note : str
        Stands below them.
    """
    import matplotlib
    from matplotlib.figure import Figure
    from matplotlib.patheffects import withStroke

    rows, columns = next(iter(images.values())).shape[:2]
    wide = min(10.5, 4.6 * len(images))
    high = min(wide / len(images) * rows / columns, 8.5) + (0.7 if note else 0.3)
    halo = [withStroke(linewidth=2.2, foreground="black")]
    middle: Any = {"ha": "center", "va": "center", "color": "white", "path_effects": halo}
    with matplotlib.rc_context(_LOOK):
        figure = Figure(figsize=(wide, high), layout="constrained")
        figure.set_facecolor(BACKGROUND)
        panels = figure.subplots(1, len(images), squeeze=False)[0]
        for panel, (title, image) in zip(panels, images.items(), strict=True):
            panel.imshow(image, cmap="gray", vmin=0, vmax=255, interpolation="none")
            panel.set_title(title, fontsize=11)
            panel.set_axis_off()
            for side, (x, y) in _SIDES.items():
                where = panel.transAxes
                panel.text(x, y, marks[side], transform=where, weight="bold", **middle)
            _bar(panel, rows, columns, spacing_mm, halo)
        for number, (row, column) in enumerate(places, start=1):
            panels[0].text(column, row, str(number), fontsize=9, **middle)
        figure.supxlabel("\n".join(textwrap.wrap(note, int(wide * 13))), fontsize=9)
    return figure


_SIDES = {"left": (0.03, 0.5), "right": (0.97, 0.5), "top": (0.5, 0.97), "bottom": (0.5, 0.03)}


def _bar(panel: Axes, rows: int, columns: int, spacing_mm: float, halo: list) -> None:
    """A bar of a round length, about a fifth of the picture."""
    long = next(one for one in (50, 20, 10, 5, 2, 1) if one <= max(columns * spacing_mm / 4, 1))
    start, low = 0.05 * columns, 0.93 * rows
    end = start + long / spacing_mm
    panel.plot([start, end], [low, low], color="white", linewidth=3, path_effects=halo)
    style: Any = {"color": "white", "fontsize": 9, "ha": "center", "path_effects": halo}
    panel.text((start + end) / 2, low - 0.01 * rows, f"{long} mm", va="bottom", **style)
