"""The nerve explorer: a nerve followed from root to ankle, its stretch and room as joints move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from musclekit.atlas import Atlas, called, read_nerves
from musclekit.errors import MusclekitError
from musclekit.nerve import NervePath, nerve_path, nerve_strain, room
from musclekit.nerve.room import MIDDLE, NARROW, WIDE, WIDE_MM
from musclekit.scene import Layer, Scene
from musclekit.widgets.host import widget_bundle
from musclekit.widgets.modules import page_module, page_style
from musclekit.widgets.posing import ExplorerHost, PoseExplorer
from musclekit.widgets.stage import told_fact

JOINTS = ("hip_flexion", "knee_flexion", "ankle_dorsiflexion", "lumbar_flexion")
POSTURES: Mapping[str, Mapping[str, float]] = {
    "Upright": {},
    "Straight leg raised": {"hip_flexion": 60},
    "The same, foot drawn up": {"hip_flexion": 60, "ankle_dorsiflexion": 20},
    "Sitting": {"hip_flexion": 90, "knee_flexion": 90},
    "Slump": {"lumbar_flexion": 50, "hip_flexion": 90, "ankle_dorsiflexion": 20},
}
"""Set by one button each."""
WALLS = ("hip_bone", "femur", "conjoint_tendon", "semimembranosus", "piriformis")
"""To these the room of the sciatic nerve is painted."""
TRUNK = "sciatic_nerve"
SEEN_THROUGH = 0.4
"""Opacity of what stands before the nerve; clicks still meet it."""
BEHIND = (0.3, -1.0, 0.2)
"""Way from the nerve to the camera that begins to follow it: outwards, behind, up."""
STEPS = 101
"""Points of the way that a page gets."""
NEAREST = 6
"""Neighbours named at a place."""


class NerveExplorer(PoseExplorer):
    """A nerve to be followed by its reader, with joint sliders.

    Parameters
    ----------
    atlas, show, angles, view
        As for `PoseExplorer`.
    nerve, root : str
        As for `musclekit.nerve_path`.
    joints : tuple of str
        Sliders; those that the atlas lacks are left out.
    """

    def __init__(
        self,
        atlas: Atlas,
        nerve: str,
        root: str,
        show: str | Iterable[str],
        angles: Mapping[str, float],
        view: str,
        joints: tuple[str, ...] = JOINTS,
    ) -> None:
        way = nerve_path(atlas.neutral, nerve, root)
        self.nerve, self.root = way.nerve, way.root
        known = (one.nerve for one in read_nerves(atlas.folder).paths if one.nerve in atlas)
        self.upright_mm = {
            one: (way if one == way.nerve else nerve_path(atlas.neutral, one)).length_mm
            for one in known
        }
        parts = [part.id for part in way.parts]
        shown = atlas.resolve(show)
        wanted = tuple(x for x in joints if x in atlas.joints.coordinates)
        ids = tuple(dict.fromkeys((*shown, *parts)))
        super().__init__(atlas, wanted, ids, angles, view)
        self.scene = self._see_nerve(self.scene).label(parts)

    @cached_property
    def path(self) -> NervePath:
        """The way at the posture it begins with."""
        return self.path_at(self.angles)

    def path_at(self, angles: Mapping[str, float]) -> NervePath:
        """The way at a posture."""
        atlas = self.rig.atlas
        posture: dict[str, Any] = dict(angles)
        return nerve_path(atlas.pose(**posture) if posture else atlas, self.nerve, self.root)

    def describe(self) -> str:
        """The way in words, what lies beside it at five places, and what can be done."""
        path = self.path
        lines = [
            f"Nerve explorer beside the 3D view: follow {called(self.rig.atlas[self.nerve])} from "
            f"{called(self.rig.atlas[self.root])} to its end, and move the joints.",
            path.describe(),
        ]
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            beside = path.neighbours(share)[:3]
            near = "; ".join(
                f"{x.name} {x.distance_mm:.0f} mm {x.side}" if x.side else f"{x.name} touching"
                for x in beside
            )
            lines.append(f"At {share:.0%} ({path.part(share).name}): {near or 'nothing near'}.")
        return "\n".join(lines)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return widget_bundle(NerveHost(self), self.describe())

    def _see_nerve(self, scene: Scene) -> Scene:
        """With what hides the nerve seen through."""
        before = [
            x.id
            for x in scene.layers
            if x.kind in ("muscle", "tendon") or x.id in ("sacrum", "vertebra_l4", "vertebra_l5")
        ]
        return scene.show(before, opacity=SEEN_THROUGH).titled("Follow the nerve")


class NerveHost(ExplorerHost):
    """The explorer's place in the page: postures, places on the way, the room as colour."""

    _esm = page_module(
        "place.js",
        "moving/panels.js",
        "moving/frames.js",
        "moving/readings.js",
        "moving/sliders.js",
        "moving/nerve.js",
        "moving/moving.js",
    )
    _css = page_style("host.css", "moving/moving.css", "moving/nerve.css")

    def __init__(self, explorer: NerveExplorer) -> None:
        self._explorer = explorer
        self._angles: dict[str, float] = {}
        self._path = explorer.path
        self._painted = False
        super().__init__(explorer)
        self.panel = {**self.panel, **self._more()}

    def _more(self) -> dict[str, Any]:
        """What its panel has beside that of joint sliders."""
        atlas, joints = self._rig.atlas, self._rig.atlas.joints.coordinates
        lengths = way_readings(atlas, self._explorer.upright_mm, self._explorer.angles)
        rows = [{**x, "more": x["name"] not in JOINTS} for x in self.panel["coordinates"]]
        return {
            "kind": "nerve",
            "coordinates": rows,
            "levers": [],
            "what": "Nerve or muscle",
            "muscles": [*({"id": x, "name": _way_name(atlas, x)} for x in lengths)]
            + self.panel["muscles"],
            "nerves": list(lengths),
            "readings": {**self.panel["readings"], **lengths},
            "postures": [
                {"name": name, "angles": dict(angles)}
                for name, angles in POSTURES.items()
                if set(angles) <= set(joints)
            ],
            "parts": _parts(self._path),
            "behind": [-BEHIND[0] if atlas.mirrored else BEHIND[0], *BEHIND[1:]],
            "paints": TRUNK in self._rig.ids,
            "room": {"colours": [NARROW, MIDDLE, WIDE], "wide_mm": WIDE_MM},
        }

    def _answer(self, message: dict) -> None:
        do = message.get("do")
        if do == "place":
            self._tell_place(message.get("share"))
        elif do == "paint":
            self._painted = bool(message.get("on"))
            self._paint()
        elif do == "rest":
            self._rest()
        elif do in ("anew", "pose"):
            self._angles = self._rig.atlas.joints.angles(message.get("angles", {}), clamp=True)
            super()._answer(message)
            self._path = self._explorer.path_at({x: y for x, y in self._angles.items() if y})
            track = [self._path.at(x).round(1).tolist() for x in np.linspace(0, 1, STEPS)]
            lengths = way_readings(self._rig.atlas, self._explorer.upright_mm, self._angles)
            parts = _parts(self._path)
            self.send({"kind": "way", "track": track, "parts": parts, "readings": lengths})

    def _rest(self) -> None:
        """What follows once the joints stand still."""
        self._paint()

    def _tell_place(self, share: Any) -> None:
        if not isinstance(share, int | float):
            raise MusclekitError("A place on the nerve is a number, 0 to 1.")
        self.send({"kind": "place", **told_place(self._path, float(share))})

    def _paint(self) -> None:
        """The trunk in the colours of its room, or plain; its mesh stays as it was sent."""
        layer = self._explorer.scene.layer(TRUNK)
        if self._painted:
            walls = [x for x in WALLS if x in self._path.atlas]
            layer = coloured(layer, room(self._path.atlas, TRUNK, walls).layer())
        self._scene = self._scene.add(layer)
        if self.stage.host == self.key:
            self.stage.add(layer)
        self.send({"kind": "painted", "on": self._painted, "text": layer.told.strip("()")})


def coloured(layer: Layer, like: Layer) -> Layer:
    """A layer with the colours of the same structure posed, on its own mesh.

    The mesh is another object each time, for a view looks at colours where the mesh is new.
    """
    mesh = layer.get_mesh().copy(deep=False)
    return replace(like, get_mesh=lambda: mesh)


def told_place(path: NervePath, share: float) -> dict[str, Any]:
    """One place of the way, for a page: its part, its neighbours, what is supplied so far."""
    return {
        "share": share,
        "part": path.part(share).name,
        "neighbours": [
            {"id": x.id, "name": x.name, "mm": round(x.distance_mm, 1), "side": x.side}
            for x in path.neighbours(share)[:NEAREST]
        ],
        "supplied": list(supplied(path, share)),
    }


def supplied(path: NervePath, share: float) -> Iterator[dict[str, Any]]:
    """What the nerve has supplied up to a place: rows of a label and a fact with sources.

    Muscles of the thigh get their branches in the thigh, out of the trunk; at which height is not
    modelled. What lies below the knee follows in the last part.
    """
    here = next(i for i, part in enumerate(path.parts) if part.id == path.part(share).id)
    atlas = path.atlas
    for one in sorted(path.supply, key=lambda x: x.nerve != path.root):
        if one.nerve == path.root:
            yield told_fact(atlas, f"{atlas[path.root].name()}, {one.kind}", one)
        elif one.structures and here > 0:
            yield told_fact(atlas, f"{path.parts[-1].name}, in the thigh, {one.kind}", one)
        elif not one.structures and here == len(path.parts) - 1:
            yield told_fact(atlas, f"{path.parts[-1].name}, {one.kind}", one)


def way_readings(
    atlas: Atlas, upright_mm: Mapping[str, float], angles: Mapping[str, float]
) -> dict[str, dict[str, float]]:
    """Length and stretch of ways, named by their nerves, as `motion.readings` gives muscles."""
    strains = {one: float(nerve_strain(atlas, one, **angles)) for one in upright_mm}
    return {
        one: {
            "length_mm": round(upright_mm[one] * (1 + strain / 100), 1),
            "strain_percent": round(strain, 2),
        }
        for one, strain in strains.items()
    }


def _way_name(atlas: Atlas, nerve: str) -> str:
    return f"{atlas[nerve].name()}, spine to ankle"


def _parts(path: NervePath) -> list[dict[str, Any]]:
    return [{"id": x.id, "name": x.name, "start": x.start, "end": x.end} for x in path.parts]
