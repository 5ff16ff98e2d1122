"""Which position stretches a muscle most: an order is committed to, then measured and explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import traitlets as t

from musclekit.assessment import Item
from musclekit.assessment.kinds import order
from musclekit.assessment.things import Thing
from musclekit.atlas.naming import called
from musclekit.errors import MusclekitError
from musclekit.mechanics import Share, Stretch, stretches
from musclekit.scene import Scene
from musclekit.widgets import motion
from musclekit.widgets.host import PREDICTION, widget_bundle
from musclekit.widgets.modules import page_style
from musclekit.widgets.posing import PALE, MovingHost

if TYPE_CHECKING:
    import pandas

    from musclekit.atlas import Atlas
    from musclekit.mechanics import Activity

POSTURES: Mapping[str, Mapping[str, float]] = {
    "Hurdler's front leg": {"hip_flexion": 90},
    "Straight leg half raised": {"hip_flexion": 45},
    "Sitting on a chair": {"hip_flexion": 90, "knee_flexion": 90},
    "Standing upright": {},
    "Heel drawn to the buttock": {"knee_flexion": 120},
}
"""What is put in order unless told otherwise, degrees."""
APART_PERCENT = 1.0
"""Postures that stretch a muscle less differently have no order."""
WHY = (
    "Each joint changes the length by its angle, in radians, times the lever it has there: bending "
    "a joint draws out the muscles that extend it and slackens those that flex it."
)
Postures = Mapping[str, "Mapping[str, float] | str | Activity"]


class Prediction:
    """Postures and movements to be put in order of how far they stretch one muscle.

    Parameters
    ----------
    atlas : Atlas
        With joints.
    muscle : str
    postures : mapping
        As `mechanics.stretches` takes them.
    show : str or iterable of str
        Structures and groups on view beside the muscle.
    view : str
        A canonical view.

    Raises
    ------
    UnknownName, UnknownStructure, MusclekitError
        As `mechanics.stretches` does; fewer than 3 or more than 8 postures, or two of them that
        stretch it nearly as far; a structure or view that does not exist.
    """

    def __init__(
        self,
        atlas: Atlas,
        muscle: str,
        postures: Postures,
        show: str | Iterable[str],
        view: str,
    ) -> None:
        found = stretches(atlas, muscle, postures)
        self.atlas = atlas
        self.muscle = atlas[muscle].id
        self.measured = tuple(sorted(found, key=lambda one: -one.strain_percent))
        self.item = _item(self.atlas, self.muscle, self.measured)
        given = [show] if isinstance(show, str) else list(show)
        self.rig = motion.Rig(self.atlas, atlas.resolve([*given, self.muscle]))
        self.scene = (
            Scene(self.rig.atlas)
            .show(self.rig.ids)
            .show(self.muscle, colour=PALE)
            .label(self.muscle)
            .view(view)
            .titled("Which stretches it most?")
            .within(self.rig.room(self._postures()))
        )

    def describe(self) -> str:
        """The question and the postures, without anything that gives their order away."""
        shown = order.present(self.item, self.atlas, "")["things"]
        asked = (f"{x['text']} ({_told(self.by_id[x['id']])})" for x in shown)
        return "\n".join([f"Predict first: {self.item.prompt}", *(f"- {x}" for x in asked)])

    @cached_property
    def by_id(self) -> Mapping[str, Stretch]:
        """What was measured, by the id it has in the page."""
        return dict(zip(order.key(self.item, self.atlas), self.measured, strict=True))

    def table(self) -> pandas.DataFrame:
        """What was measured, the longest first: it tells the answer.

        Returns
        -------
        pandas.DataFrame
            Index `posture`; columns `length_mm`, `strain_percent` (against upright),
            `fibre_strain_percent` (against the optimal length), and `<coordinate>_mm`, the share
            of each joint.
        """
        from musclekit.mechanics.drawing import frame

        joints = dict.fromkeys(x.coordinate for one in self.measured for x in one.shares)
        names = ("length_mm", "strain_percent", "fibre_strain_percent")
        rows = []
        for one in self.measured:
            share = {x.coordinate: x.change_mm for x in one.shares}
            row = {"posture": one.name, **{x: getattr(one, x) for x in names}}
            rows.append(row | {f"{x}_mm": share.get(x, 0.0) for x in joints})
        columns = ["posture", *names, *(f"{x}_mm" for x in joints)]
        return frame(rows, columns).set_index("posture")

    def _postures(self) -> Iterator[Mapping[str, float]]:
        """Every posture the picture must hold."""
        for one in self.measured:
            yield one.angles
            if one.activity is not None:
                yield from (one.activity.angles(x) for x in range(0, 101, 5))

    def __repr__(self) -> str:
        return self.describe()

    def _repr_mimebundle_(self, include=None, exclude=None):
        return widget_bundle(PredictionHost(self), self.describe()), {"musclekit": PREDICTION}


class PredictionHost(MovingHost):
    """The question, its postures on view, and after the commitment what was measured.

    Until an order has been committed to, the page holds neither lengths nor their order.
    """

    _css = page_style("host.css", "moving/moving.css", "quiz.css", "moving/prediction.css")

    result = t.Dict().tag(sync=True)

    def __init__(self, prediction: Prediction) -> None:
        self._prediction = prediction
        self._sent = motion.Sent(prediction.rig)
        self._before_presenting: dict[str, Any] | None = None
        shown = order.present(prediction.item, prediction.atlas, "")
        self._by_id = prediction.by_id
        panel = {
            "kind": "prediction",
            "muscle": prediction.muscle,
            "moved": {**prediction.rig.rigid, **prediction.rig.soft},
            "item": {"id": "stretch", "prompt": prediction.item.prompt, **shown},
            "seen": {x["id"]: _public(self._by_id[x["id"]]) for x in shown["things"]},
        }
        super().__init__(prediction.scene, prediction.describe(), panel)

    def _answer(self, message: dict) -> None:
        what = message.get("do")
        if what == "anew":
            self._sent = motion.Sent(self._prediction.rig)
        elif what == "pose":
            self._pose(str(message.get("of")), message.get("percent"))
        elif what == "answer":
            self._commit(message.get("answer"))
        elif what == "reveal" and self._before_presenting is not None:
            self._commit(order.model_answer(self._prediction.item, self._prediction.atlas), True)
        elif what == "again":
            self.result = {}
        elif what == "present":
            self._present(bool(message.get("on")))

    def _pose(self, id: str, percent: Any) -> None:
        if id not in self._by_id:
            raise MusclekitError(f"No posture '{id}' here.", remedy="Reload the page.")
        one, angles = self._by_id[id], self._by_id[id].angles
        if one.activity is not None and percent is not None:
            angles = one.activity.angles(percent)
        told, buffers = self._sent.changes(self._prediction.atlas.joints.angles(angles))
        self.send({"kind": "pose", "of": id, **told}, buffers)

    def _commit(self, answer: Any, shown: bool = False) -> None:
        asked = self._prediction
        outcome = order.grade(asked.item, answer, asked.atlas)
        self.result = {
            "answer": answer,
            "verdict": "shown" if shown else outcome.verdict,
            "feedback": list(outcome.feedback),
            "measured": [{"id": x, **_measured(one)} for x, one in self._by_id.items()],
        }

    def _present(self, on: bool) -> None:
        """Presenting starts unanswered; what was answered before comes back afterwards."""
        if on and self._before_presenting is None:
            self._before_presenting, self.result = dict(self.result), {}
        elif not on and self._before_presenting is not None:
            self.result, self._before_presenting = self._before_presenting, None


def _item(atlas: Atlas, muscle: str, measured: tuple[Stretch, ...]) -> Item:
    """A question of order, whose things stand in the order measured."""
    fields = order.Fields(
        first="stretched most",
        last="stretched least",
        things=tuple(Thing(text=one.name) for one in measured),
        why=WHY,
    )
    item = Item(
        id=f"stretch of {muscle}",
        kind=order.name,
        prompt=f"Put these in order of how far they stretch {called(atlas[muscle])}.",
        about=(muscle,),
        aims=(),
        sources=(),
        claims=(),
        level=1,
        scene=None,
        fields=fields,
    )
    problems = order.problems(item, atlas)
    for more, less in pairwise(measured):
        if more.strain_percent - less.strain_percent < APART_PERCENT:
            problems.append(
                f"'{more.name}' ({more.strain_percent:+.1f} %) and '{less.name}' "
                f"({less.strain_percent:+.1f} %) stretch {called(atlas[muscle])} nearly as far: "
                "leave one of them out."
            )
    if problems:
        raise MusclekitError(" ".join(problems), where="the postures")
    return item


def _public(one: Stretch) -> dict[str, Any]:
    return {"told": _told(one), "moves": one.activity is not None}


def _told(one: Stretch) -> str:
    """What a posture is, in a few words; of a movement not when it is longest."""
    if one.activity is not None:
        return f"a movement: {one.activity.name().lower()}"
    told = [f"{_words(x)} {y:g}°" for x, y in one.angles.items()]
    return ", ".join(told) or "every joint at 0°"


def _measured(one: Stretch) -> dict[str, Any]:
    return {
        "name": one.name,
        "moment": _moment(one),
        "percent": one.percent,
        "length_mm": round(one.length_mm, 1),
        "strain_percent": round(one.strain_percent, 2),
        "shares": [_share(x) for x in one.shares],
    }


def _moment(one: Stretch) -> str:
    if one.activity is None:
        return ""
    return f"longest at {one.percent:.0f} %, {one.activity.phase(one.percent).name.lower()}"


def _share(one: Share) -> dict[str, Any]:
    """A joint's share in words and as a number for its bar."""
    lever = f"mean lever over the way {abs(one.lever_mm):.0f} mm"
    told = f"{_words(one.coordinate)} {one.angle_deg:.0f}° × {lever}"
    return {"told": told.replace("-", "−"), "mm": round(one.change_mm, 1)}


def _words(coordinate: str) -> str:
    return coordinate.replace("_", " ")
