"""Scenes that move: joint sliders beside the 3D view, and activities played in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import traitlets as t

from musclekit.errors import MusclekitError, UnknownName, did_you_mean
from musclekit.mechanics.arguments import several
from musclekit.scene import Scene
from musclekit.widgets import motion
from musclekit.widgets.host import SceneHost, widget_bundle
from musclekit.widgets.modules import page_module, page_style

if TYPE_CHECKING:
    from musclekit.atlas import Atlas
    from musclekit.mechanics import Activity

FIRST = ("hip_flexion", "knee_flexion", "pelvic_tilt", "ankle_dorsiflexion")
"""Coordinates whose sliders stand there at once; the others are unfolded."""
REACH = {"hip_flexion": (-10.0, 90.0), "knee_flexion": (0.0, 90.0)}
"""Postures the explorer's picture leaves room for, degrees."""
PALE = "#ece8de"
"""A muscle as long as upright: the middle of the colours of strain."""
ROWS = 101
"""Numbers of an activity that a page gets, between which it draws straight on."""
SPEEDS = (1, 0.5, 0.25, 0.1)
WATCHED_S = 4.0
"""An activity starts at the speed at which it lasts about so long."""


UNFORESEEN = "This could not be computed; the log of the notebook's kernel tells why."
"""What a page is told of an error that is no user's mistake."""


class PoseExplorer:
    """Joint sliders beside the 3D view, with length, strain and levers of each muscle.

    Parameters
    ----------
    atlas : Atlas
        With joints.
    coordinates : str or iterable of str
        Sliders, each once; () for every coordinate.
    show : str or iterable of str
        Structures and groups on view.
    angles : mapping of str to float
        Degrees to begin with; without any, the atlas's own posture.
    view : str
        A canonical view.

    Raises
    ------
    UnknownName, UnknownStructure, MusclekitError
        A coordinate, structure, view or angle that does not exist; a coordinate given twice;
        nothing to show; an atlas without joints.
    """

    def __init__(
        self,
        atlas: Atlas,
        coordinates: str | Iterable[str],
        show: str | Iterable[str],
        angles: Mapping[str, float],
        view: str,
    ) -> None:
        known = atlas.joints.coordinates
        self.coordinates = several(coordinates) or tuple(sorted(known, key=_order))
        for name in self.coordinates:
            if not isinstance(name, str) or name not in known:
                raise UnknownName(
                    f"No joint coordinate '{name}'.", remedy=did_you_mean(str(name), known)
                )
        if len(set(self.coordinates)) < len(self.coordinates):
            twice = next(x for x in self.coordinates if self.coordinates.count(x) > 1)
            raise MusclekitError(
                f"The joint coordinate '{twice}' is given twice.", remedy="Name each once."
            )
        begun = atlas.joints.angles(angles or atlas.posture)
        self.angles = {x: y for x, y in begun.items() if y}
        self.coordinates += tuple(x for x in self.angles if x not in self.coordinates)
        self.rig = _rig(atlas, show)
        ends = [{}, self.angles, *_corners({x: y for x, y in REACH.items() if x in known})]
        self.scene = _scene(self.rig, "Move the joints", view).within(self.rig.room(ends))

    def describe(self) -> str:
        """Sliders and their ranges, and the muscles as they begin."""
        joints, atlas = self.rig.atlas.joints.coordinates, self.rig.atlas
        sliders = (
            f"{_words(x)} {joints[x].low_deg:g}° to {joints[x].high_deg:g}°"
            for x in self.coordinates
        )
        lines = [f"Joint sliders beside the 3D view: {'; '.join(sliders)}."]
        start = ", ".join(f"{_words(x)} {y:g}°" for x, y in self.angles.items())
        lines.append(f"It begins {f'at {start}' if start else 'upright'}.")
        muscles = _muscles(self.rig)
        for one, row in motion.readings(atlas, muscles, self.angles).items():
            lines.append(
                f"{atlas[one].name()}: {row['length_mm']:.0f} mm, "
                f"{row['strain_percent']:+.1f} % against upright."
            )
        return "\n".join(lines)

    def __repr__(self) -> str:
        return self.describe()

    def _repr_mimebundle_(self, include=None, exclude=None):
        return widget_bundle(ExplorerHost(self), self.describe())


class Player:
    """An activity played in the 3D view, its muscles coloured by strain.

    Parameters
    ----------
    activity : Activity
    show : str or iterable of str
        Structures and groups on view.
    view : str
        A canonical view.

    Raises
    ------
    UnknownStructure, UnknownName, MusclekitError
        A structure or view that does not exist; nothing to show.
    """

    def __init__(self, activity: Activity, show: str | Iterable[str], view: str) -> None:
        self.activity = activity
        self.rig = _rig(activity.atlas, show)
        postures = [{}, *(activity.angles(x) for x in range(0, 101, 5))]
        self.scene = _scene(self.rig, activity.name(), view).within(self.rig.room(postures))

    def describe(self) -> str:
        """The activity in words."""
        return self.activity.describe()

    def __repr__(self) -> str:
        return self.describe()

    def _repr_mimebundle_(self, include=None, exclude=None):
        return widget_bundle(PlayerHost(self), self.describe())


class MovingHost(SceneHost):
    """A scene's place in the page, with a panel that moves it."""

    _esm = page_module(
        "place.js",
        "inputs/inputs.js",
        "inputs/order.js",
        "moving/panels.js",
        "moving/frames.js",
        "moving/readings.js",
        "moving/sliders.js",
        "moving/player.js",
        "moving/prediction.js",
        "moving/handles.js",
        "moving/builder.js",
        "moving/moving.js",
    )
    _css = page_style("host.css", "moving/moving.css", "moving/builder.css")

    panel = t.Dict().tag(sync=True)

    def __init__(self, scene: Scene, words: str, panel: dict[str, Any]) -> None:
        super().__init__(scene, words)
        self.panel = panel

    def _hear(self, widget, message: dict, buffers) -> None:
        super()._hear(widget, message, buffers)
        try:
            self._answer(message)
        except MusclekitError as error:
            self.send({"kind": "trouble", "text": str(error)})
        except Exception:
            # The page waits for an answer; the error itself goes to the log.
            self.send({"kind": "trouble", "text": UNFORESEEN})
            raise

    def _answer(self, message: dict) -> None:
        raise NotImplementedError


class ExplorerHost(MovingHost):
    """Sliders: each posture asked for is answered with what it changes."""

    def __init__(self, explorer: PoseExplorer) -> None:
        self._rig = explorer.rig
        self._muscles = _muscles(explorer.rig)
        self._sent = motion.Sent(explorer.rig)
        super().__init__(explorer.scene, explorer.describe(), _sliders(explorer, self._muscles))

    def _answer(self, message: dict) -> None:
        if message.get("do") == "anew":
            self._sent = motion.Sent(self._rig)
        elif message.get("do") == "pose":
            atlas = self._rig.atlas
            angles = atlas.joints.angles(message.get("angles", {}), clamp=True)
            told, buffers = self._sent.changes(angles)
            numbers = motion.readings(atlas, self._muscles, angles)
            self.send({"kind": "pose", "readings": numbers, **told}, buffers)


class PlayerHost(MovingHost):
    """An activity: its frames are sent when the page asks for them, once."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._frames: motion.Frames | None = None
        super().__init__(player.scene, player.describe(), _played(player))

    def _answer(self, message: dict) -> None:
        if message.get("do") == "frames":
            if self._frames is None:
                self._frames = motion.frames(self._player.rig, self._player.activity)
            head, buffers = self._frames.message()
            self.send({"kind": "frames", **head}, buffers)


def _rig(atlas: Atlas, show: str | Iterable[str]) -> motion.Rig:
    ids = atlas.resolve(show)
    if not ids:
        raise MusclekitError(
            "There is nothing to show: 'show' is empty.",
            remedy="Name structures or groups, such as show=['bones', 'hamstrings'].",
        )
    return motion.Rig(atlas, ids)


def _scene(rig: motion.Rig, heading: str, view: str) -> Scene:
    scene = Scene(rig.atlas).show(rig.ids)
    muscles = _muscles(rig)
    if muscles:
        scene = scene.show(muscles, colour=PALE).label(muscles)
    return scene.view(view).titled(heading)


def _muscles(rig: motion.Rig) -> tuple[str, ...]:
    """Muscles on view whose length is known."""
    paths = rig.atlas.joints.tendons
    return tuple(x for x in rig.ids if x in paths and rig.atlas[x].kind == "muscle")


def _panel(rig: motion.Rig, muscles: Iterable[str], readings: dict) -> dict[str, Any]:
    atlas = rig.atlas
    about = [x for x in motion.LEVERS if x in atlas.joints.coordinates]
    return {
        "muscles": [{"id": x, "name": atlas[x].name()} for x in muscles],
        "moved": {**rig.rigid, **rig.soft},
        "levers": [{"name": x, "label": x.partition("_")[0].capitalize()} for x in about],
        "readings": readings,
    }


def _sliders(explorer: PoseExplorer, muscles: tuple[str, ...]) -> dict[str, Any]:
    atlas = explorer.rig.atlas
    rows = [
        {
            "name": x,
            "label": _words(x).capitalize(),
            "low": atlas.joints.coordinates[x].low_deg,
            "high": atlas.joints.coordinates[x].high_deg,
            "about": atlas.joints.coordinates[x].about,
            "value": explorer.angles.get(x, 0.0),
            "more": x not in FIRST and x not in explorer.angles,
        }
        for x in explorer.coordinates
    ]
    numbers = motion.readings(atlas, muscles, explorer.angles)
    return {**_panel(explorer.rig, muscles, numbers), "kind": "sliders", "coordinates": rows}


def _played(player: Player) -> dict[str, Any]:
    done, atlas = player.activity, player.activity.atlas
    muscles = _muscles(player.rig)
    percents = [100.0 * row / (ROWS - 1) for row in range(ROWS)]
    if done.looped:
        percents[-1] = 99.999
    numbers = motion.readings(atlas, muscles, done.angles(percents))
    record = done.record
    notes = [f"{_words(x.coordinate).capitalize()}: {x.note}" for x in record.curves if x.note]
    notes += [f"Duration: {record.duration_note}"]
    notes += [f"Phases: {record.phase_note}"] if record.phase_note else []
    sources = [atlas.sources[key] for key in record.cited]
    return {
        **_panel(player.rig, muscles, numbers),
        "kind": "player",
        "chart": "Strain of each muscle over the movement. " + done.describe().replace("\n", " "),
        "speed": f"{min(SPEEDS, key=lambda x: abs(record.duration_s / x - WATCHED_S)):g}",
        "activity": {
            "name": done.name(),
            "text": record.text,
            "schematic": done.schematic,
            "looped": done.looped,
            "duration_s": record.duration_s,
            "phases": [
                {"name": one.name, "start": one.start, "end": one.end} for one in done.phases
            ],
            "notes": notes,
            "sources": [{"short": x.short, "citation": x.citation} for x in sources],
        },
    }


def _corners(reach: Mapping[str, tuple[float, float]]) -> list[dict[str, float]]:
    """Every posture with each of these coordinates at an end of its reach."""
    postures: list[dict[str, float]] = [{}]
    for name, ends in reach.items():
        postures = [{**before, name: end} for before in postures for end in ends]
    return postures


def _order(coordinate: str) -> tuple[int, str]:
    return (FIRST.index(coordinate) if coordinate in FIRST else len(FIRST), coordinate)


def _words(coordinate: str) -> str:
    return coordinate.replace("_", " ")
