"""What widgets run in the browser: JavaScript and CSS put together from the files in static/."""

from __future__ import annotations

from pathlib import Path

STATIC = Path(__file__).parent / "static"
_STAGE = (
    "stage/vectors.js",
    "stage/dom.js",
    "stage/late.js",
    "stage/camera.js",
    "stage/taken.js",
    "stage/labels.js",
    "stage/orientation.js",
    "stage/explorer.js",
    "stage/legend.js",
    "stage/picture.js",
    "stage/motion.js",
    "stage/stage.js",
    "stage/opening.js",
)


def stage_module() -> str:
    """JavaScript of the page's 3D view; also sent over HTTP, to show a lesson's opening scene."""
    return _joined(*_STAGE)


def stage_style() -> str:
    """CSS of the page's 3D view."""
    return _joined("stage/stage.css")


def module(*files: str) -> str:
    """JavaScript of a widget that has nothing to do with the 3D view: the files joined in order."""
    return _joined("stage/dom.js", *files)


def page_module(*files: str) -> str:
    """JavaScript of a widget that uses the page's shared helpers: the files joined in order."""
    return _joined("page.js", *files)


def page_style(*files: str) -> str:
    """CSS of such a widget: what all places in the page share, and its own."""
    return _joined("page.css", *files)


def _joined(*files: str) -> str:
    return "\n".join((STATIC / name).read_text("utf-8") for name in files)
