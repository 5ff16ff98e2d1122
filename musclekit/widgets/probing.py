"""The probe in its reader's hand: the picture beside the 3D view that shows where it is held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from typing import Any

import numpy as np

from musclekit.atlas import Atlas
from musclekit.errors import MusclekitError
from musclekit.imaging import held
from musclekit.imaging.labels import called
from musclekit.imaging.living import STEPS, Living
from musclekit.imaging.probe import RANGES, Probe, plain, plane_of, read, skin_met
from musclekit.imaging.ultrasound import Image, held_at, ultrasound
from musclekit.imaging.views import VIEWS, View, ultrasound_view
from musclekit.scene import Layer, Scene, palette
from musclekit.widgets import motion, pictures
from musclekit.widgets.host import widget_bundle
from musclekit.widgets.modules import page_module, page_style
from musclekit.widgets.posing import MovingHost

GLASS, FAINT = 0.2, 0.5
"""Opacity of the skin, and of muscles, so that the image plane is seen among them."""
HEADING = "Ultrasound probe"
MARKED = "#2f6db5"
LAYERS = ("probe", "probe_mark", "image")
FILES = (*pictures.FILES, "imaging/scanner.js")
"""JavaScript of the picture with its controls, for `page_module`."""
STYLES = ("imaging/picture.css", "imaging/probe.css")
NONE = 255
"""Stands for pixels without a reading of stiffness."""


@dataclass(frozen=True, eq=False, repr=False)
class ProbeExplorer:
    """A probe to be moved by its reader.

    Parameters
    ----------
    atlas : Atlas
        At any posture, contracting, injured, of either side.
    probe : Probe
        To begin with.
    title : str
        Of the standard view it begins with, "" for none.
    shown : tuple of str
        Structures on view beneath the skin.
    side : str
        A canonical view of the 3D view; "" for one from behind and above.
    """

    atlas: Atlas
    probe: Probe
    title: str
    shown: tuple[str, ...]
    side: str

    @cached_property
    def image(self) -> Image:
        """What it begins with."""
        return replace(ultrasound(self.atlas, self.probe), title=self.title)

    @cached_property
    def scene(self) -> Scene:
        """The body with the probe on its skin."""
        return scene_of(self.image, self.shown, self.side)

    def describe(self) -> str:
        """The first picture in words, what to find in it, and how the probe is moved."""
        find = [
            line for view in _views(self.atlas) if view.title == self.title for line in view.find
        ]
        told = [
            self.image.describe(),
            *(["Find:"] if find else []),
            *(f"  - {one}" for one in find),
        ]
        return "\n".join(
            [*told, "The probe can be moved, tilted and turned; the muscle contracts."]
        )

    def __repr__(self) -> str:
        return self.describe()

    def _repr_mimebundle_(self, include=None, exclude=None):
        return widget_bundle(ProbeHost(self), self.describe())


def explorer(
    atlas: Atlas, view: str | View | Probe, show: str | Iterable[str], side: str
) -> ProbeExplorer:
    """A probe explorer; see `musclekit.widgets.probe_explorer`."""
    begun = ultrasound_view(view) if isinstance(view, str) else view
    title = begun.title if isinstance(begun, View) else ""
    probe = begun.probe if isinstance(begun, View) else begun
    if not isinstance(probe, Probe):
        raise MusclekitError(
            f"{view!r} is no view.", remedy="Give the name of a standard view, or mk.Probe(...)."
        )
    ids = atlas.resolve(show)
    if not ids:
        raise MusclekitError(
            "There is nothing to show: 'show' is empty.",
            remedy="Name structures or groups, such as show=['bones', 'hamstrings'].",
        )
    made = ProbeExplorer(atlas, probe, title, ids, side)
    _ = made.scene  # a view that does not exist is refused here
    return made


class ProbeHost(MovingHost):
    """The explorer's place in the page: each move asked for is answered with a frame."""

    _esm = page_module(
        "place.js",
        "moving/panels.js",
        "moving/frames.js",
        *FILES,
        "imaging/held.js",
        "imaging/probe.js",
        "moving/moving.js",
    )
    _css = page_style("host.css", "moving/moving.css", *STYLES)

    def __init__(self, made: ProbeExplorer) -> None:
        self._scanner = Scanner(made.atlas, made.shown)
        views = _views(made.atlas)
        panel = {
            "kind": "probe",
            **bench(made.probe, self._scanner.living.plays),
            "views": [
                {"name": x.name, "title": x.title, "find": list(x.find), "probe": plain(x.probe)}
                for x in views
            ],
            "view": next((x.name for x in views if x.title == made.title), ""),
            "heard": made.image.describe().splitlines(),
        }
        super().__init__(made.scene, made.describe(), panel)

    def _answer(self, message: dict) -> None:
        if message.get("do") in ("frame", "named"):
            self.send(*self._scanner.answer(message))


@dataclass(frozen=True)
class _Frame:
    """A frame as it was asked for: small enough to be kept for every page."""

    play: str
    step: int
    probe: Probe
    both: bool
    stiff: bool

    def legs(self, living: Living) -> tuple[Image, Image | None]:
        """What it shows, and of the other leg; made again where another page's came between."""
        return _legs(living.at(self.play, self.step), self.probe, self.both)


class Scanner:
    """Frames for a page, and what is in the last of them.

    Parameters
    ----------
    atlas : Atlas
    shown : tuple of str
        Structures that the 3D view follows while the body moves.
    """

    def __init__(self, atlas: Atlas, shown: tuple[str, ...] = ()) -> None:
        self.living = Living(atlas)
        self._shown = shown
        self._last: _Frame | None = None

    def answer(self, asked: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        """A frame ("do": "frame"), or names and words for the last one ("named").

        Parameters
        ----------
        asked : mapping
            `probe`: fields of `Probe`, brought within their ranges; `ray`: eye and way of a line
            of sight that meets the skin where its `over` is to be; `play`, `step`: the moment;
            `other`, `stiffness`: whether these are wanted; `body`: whether the page lacks the 3D
            view of this moment.

        Raises
        ------
        MusclekitError
            If the probe cannot be held so.
        """
        if asked.get("do") == "named":
            return self._named()
        play, step = str(asked.get("play", "")), int(asked.get("step", 0))
        body = self.living.at(play, step)
        probe = self._probe(asked, body)
        stiff = bool(asked.get("stiffness"))
        frame = _Frame(play, step, probe, bool(asked.get("other")), stiff)
        image, other = frame.legs(self.living)
        self._last = frame
        head, buffers = picture(image, stiff)
        if other is not None:
            mirrored, more = picture(other, stiff, probe.axis == "short")
            head["other"], buffers = mirrored, buffers + more
        if asked.get("body"):
            head["soft"], more = self._moved(body)
            buffers = buffers + more
        told = {"kind": "frame", "turn": asked.get("turn", 0), "play": play, "step": step}
        return {**told, **head}, buffers

    @property
    def last(self) -> Image | None:
        """The image of the last frame."""
        return self._last.legs(self.living)[0] if self._last else None

    def _probe(self, asked: Mapping[str, Any], body: Atlas) -> Probe:
        probe = read(asked.get("probe", {}))
        ray = asked.get("ray")
        if ray is None:
            return probe
        eye, way = (held.point(one) for one in ray)
        met = skin_met(body, eye, way)
        if met is None:
            raise MusclekitError("There is no skin there.", remedy="Click on the leg.")
        x, y, z = (round(float(v), 2) for v in met)
        return replace(probe, over=(x, y, z))

    def _named(self) -> tuple[dict[str, Any], list[bytes]]:
        if self._last is None:
            raise MusclekitError("No frame was asked for yet.")
        (image, other), stiff = self._last.legs(self.living), self._last.stiff
        words = image.describe(stiff).splitlines()
        if other is not None:
            words += ["The other leg, uninjured:", *_beside(other, stiff)]
        head: dict[str, Any] = {"kind": "named", "words": words}
        buffers = []
        for name, one, flipped in (("one", image, False), ("other", other, True)):
            if one is None:
                continue
            labels = one.labels.image.astype(np.uint8)
            labels[one.echo.shadow] = 0
            flipped = flipped and one.probe.axis == "short"
            head[name] = [called(one.atlas, x) for x in one.labels.names]
            buffers.append(np.ascontiguousarray(labels[:, ::-1] if flipped else labels).tobytes())
        return head, buffers

    def _moved(self, body: Atlas) -> tuple[list[dict[str, Any]], list[bytes]]:
        """Vertices of what is on view and not where it was at first."""
        told, buffers = [], []
        for one in (x for x in ("skin", *self._shown) if x in body and x in self.living.atlas):
            before, now = (np.asarray(x[one].mesh.points, float) for x in (self.living.atlas, body))
            if before.shape == now.shape and np.abs(now - before).max() > motion.UNSEEN_MM:
                box = motion.packed(now)
                told.append({"id": one, "low": box.low.tolist(), "span": box.span.tolist()})
                buffers.append(box.steps.tobytes())
        return told, buffers


@lru_cache(maxsize=1)
def _legs(body: Atlas, probe: Probe, both: bool) -> tuple[Image, Image | None]:
    """What a probe shows, and the same of the other leg where both are wanted."""
    image = held_at(body, probe, plane_of(body, probe))
    return image, other_leg(image) if both else None


def other_leg(image: Image) -> Image:
    """What the same probe shows of the uninjured other leg at the same moment.

    The legs are alike: it is the body without its injuries, held at the mirrored place. Where the
    image lies across the leg its left and right are to be exchanged.
    """
    return held_at(image.atlas.intact, image.probe, image.plane, image.title)


def _beside(other: Image, stiffness: bool) -> list[str]:
    """The other leg in words, its sides as its picture has them."""
    left, right = reversed(other.sides) if other.probe.axis == "short" else other.sides
    lines = [f"{left} on the left, {right} on the right", *other.lines()]
    return [*lines, *([other.stiffness_said()] if stiffness else [])]


def picture(
    image: Image, stiffness: bool = False, flipped: bool = False
) -> tuple[dict[str, Any], list[bytes]]:
    """A frame for the picture board, without names: head, and pixels and stiffness as bytes."""
    left, right = reversed(image.sides) if flipped else image.sides
    pixels = image.pixels[:, ::-1] if flipped else image.pixels
    head, buffers = pictures.told(
        pixels, image.spacing_mm, {"left": left, "right": right}, smooth=True
    )
    plane, probe = image.plane, image.probe
    sag = probe.fan.sag_mm if probe.fan else 0.0
    middle = (plane.shape[1] - 1) / 2
    head |= {
        "above_mm": round(sag, 2),
        "half_rad": round(probe.fan.half_rad, 5) if probe.fan else 0.0,
        "contact": plane.point_mm(sag / plane.spacing_mm, middle).round(3).tolist(),
        "right": plane.right.round(6).tolist(),
        "down": plane.down.round(6).tolist(),
        "probe": plain(probe),
        "stiffness": stiffness,
    }
    if stiffness:
        share = image.stiffness[:, ::-1] if flipped else image.stiffness
        steps = np.where(np.isfinite(share), np.rint(np.nan_to_num(share) * (NONE - 1)), NONE)
        buffers.append(steps.astype(np.uint8).tobytes())
    return head, buffers


def bench(probe: Probe, plays: tuple[str, ...]) -> dict[str, Any]:
    """What a page needs to let a probe be moved: where it begins, and how far all of it goes."""
    return {
        "probe": plain(probe),
        "ranges": {name: [low, high] for name, (low, high, _) in RANGES.items()},
        "plays": list(plays),
        "steps": STEPS,
        "ramp": [list(palette.as_rgb(one)) for one in palette.STIFFNESS],
        "housing": {name: held.parts()[name].round(2).ravel().tolist() for name in LAYERS[:2]},
        "grid": held.GRID,
        "width_mm": held.WIDTH_MM,
    }


def scene_of(image: Image, shown: Iterable[str], side: str) -> Scene:
    """The body with translucent skin, the probe and the image plane with the picture on it."""
    atlas = image.atlas
    fleshy = [one for one in shown if atlas[one].kind in ("muscle", "tendon")]
    scene = Scene(atlas).show(tuple(shown)).show(fleshy, opacity=FAINT).titled(HEADING)
    scene = with_probe(scene, image)
    return scene.view(side) if side else scene


def with_probe(scene: Scene, image: Image) -> Scene:
    """A scene with skin to see through and the probe on it, seen from behind and above."""
    atlas = image.atlas
    scene = scene.show([x.id for x in atlas.structures if x.kind == "skin"], opacity=GLASS)
    place = held.placed(image)
    looks = (("Probe", palette.INK), ("Mark of the probe", MARKED), ("Image plane", "#808080"))
    for name, (label, colour) in zip(LAYERS, looks, strict=True):
        scene = scene.add(_layer(name, label, colour, *place[name]))
    return scene.from_camera(held.camera(scene.bounds_mm))


def _layer(name, label, colour, points, faces, rgb) -> Layer:
    @cache
    def mesh():
        import pyvista

        return pyvista.PolyData.from_regular_faces(points.astype("float32"), faces)

    get_rgb = None if rgb is None else lambda: rgb
    return Layer(name, label, "probe", mesh, colour=colour, get_rgb=get_rgb, solid=False)


def _views(atlas: Atlas) -> list[View]:
    """Standard views of what the atlas has."""
    return [x for x in VIEWS.values() if isinstance(x.probe.over, str) and x.probe.over in atlas]
