"""A quiz in the page: questions to the browser, answers to the grader, feedback to both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from inspect import signature
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets as t
from ipywidgets import Widget, widget_serialization

from musclekit import assessment
from musclekit.assessment import places
from musclekit.assessment.answers import one_of, point_answer
from musclekit.errors import MusclekitError
from musclekit.scene import Scene, palette
from musclekit.widgets import pictures
from musclekit.widgets.host import PREDICTION, widget_bundle
from musclekit.widgets.modules import page_module, page_style
from musclekit.widgets.pictures import names_of
from musclekit.widgets.session import Session
from musclekit.widgets.stage import Stage

if TYPE_CHECKING:
    from musclekit.atlas import Atlas
    from musclekit.widgets.scanning import Scanning


LONGEST_STEP_MM = 50.0


class Quiz:
    """A bank, or some of its items, that a notebook shows as a quiz.

    Parameters
    ----------
    bank : Bank
    items : tuple of str
        Ids of the items asked, in order.
    """

    def __init__(self, bank: assessment.Bank, items: tuple[str, ...]) -> None:
        self.bank, self.items = bank, items

    @classmethod
    def from_bank(
        cls, name: str, only: list[str] | None = None, without: list[str] | None = None
    ) -> Quiz:
        """The quiz of a bank; see `musclekit.quiz`."""
        bank = assessment.load_bank(name)
        for item_id in [*(only or ()), *(without or ())]:
            bank[item_id]
        asked = only or [item.id for item in bank.counted]
        kept = tuple(x for x in asked if x not in (without or ()))
        if not kept:
            raise MusclekitError("No question is left.", where=f"quiz '{bank.id}'")
        return cls(bank, kept)

    def describe(self) -> str:
        """Title and prompts, without anything that gives an answer away."""
        count = f"{len(self.items)} question{'s' if len(self.items) != 1 else ''}"
        prompts = (f"{n}. {self.bank[x].prompt}" for n, x in enumerate(self.items, start=1))
        return "\n".join([f"Quiz: {self.bank.title} ({count})", *prompts])

    def __repr__(self) -> str:
        return self.describe()

    def widget(self) -> QuizWidget:
        """The quiz as an ipywidget."""
        return QuizWidget(self)

    def _repr_mimebundle_(self, include=None, exclude=None):
        bundle = widget_bundle(self.widget(), self.describe())
        return (bundle, {"musclekit": PREDICTION}) if len(self.items) == 1 else bundle


class QuizWidget(anywidget.AnyWidget):
    """The quiz's place in the page; one question alone is a prediction.

    What the browser holds is public: prompts and options. Keys and reasons stay here until an
    answer has been given; clicks in the 3D view arrive through the stage.
    """

    _esm = page_module(
        *pictures.FILES,
        "inputs/inputs.js",
        "inputs/pictures.js",
        "inputs/choose.js",
        "inputs/click.js",
        "inputs/hotspot.js",
        "inputs/match.js",
        "inputs/measure.js",
        "inputs/number.js",
        "inputs/order.js",
        "inputs/place.js",
        "moving/frames.js",
        "imaging/scanner.js",
        "imaging/held.js",
        "inputs/probe.js",
        "inputs/trace.js",
        "inputs/type.js",
        "quiz.js",
    )
    _css = page_style("quiz.css", "imaging/picture.css", "imaging/slicer.css", "imaging/probe.css")

    stage = t.Instance(Widget).tag(sync=True, **widget_serialization)
    title = t.Unicode().tag(sync=True)
    items = t.List(t.Dict()).tag(sync=True)
    states = t.Dict().tag(sync=True)
    at = t.Int(0).tag(sync=True)
    asking = t.Bool(False).tag(sync=True)
    learner = t.Dict().tag(sync=True)
    choice = t.Unicode("").tag(sync=True)
    pin = t.List(t.Float()).tag(sync=True)
    pinned = t.Unicode("").tag(sync=True)
    notice = t.Unicode("").tag(sync=True)

    def __init__(self, quiz: Quiz) -> None:
        self._quiz, self._bank, self._presenting = quiz, quiz.bank, False
        self._before_presenting: dict[str, Any] = {}
        self._scanning: dict[str, Scanning] = {}
        self._session = Session.shared()
        stage = Stage.shared(self._opening_scene())
        if stage.held:  # a cell was run anew while its question was open
            stage.held = False
            stage.back()
        super().__init__(stage=stage, title=quiz.bank.title, items=self._public(""))
        self.on_msg(self._hear)
        self._session.tell(self._refresh)
        self._refresh()

    # ---------------------------------------------------------------- messages
    def _hear(self, _widget, message: dict, _buffers) -> None:
        acts: dict[str, Callable[..., None]] = {
            "hello": self._hello,
            "introduce": self._introduce,
            "decline": self._session.decline,
            "leave": self._session.leave,
            "present": self._present,
            "open": self._open,
            "close": self._close,
            "answer": self._answer,
            "reveal": self._reveal,
            "again": self._again,
            "pin": self._start_pin,
            "nudge": self._nudge,
            "pictures": self._pictures,
            "probe": self._probe,
            "retry": self._session.retry,
        }
        what = message.get("do", "")
        act = acts.get(what)
        if act is None:
            return
        told = {k: v for k, v in message.items() if k != "do"}
        try:
            signature(act).bind(**told)
        except TypeError:
            self.notice = "The page sent a message this quiz does not know. Reload the page."
            return
        try:
            act(**told)
        except MusclekitError as error:
            self.notice = str(error)

    def _hello(self, secret: str = "", name: str = "") -> None:
        self._session.arrive(secret, name)
        if self._session.learner is not None and not self.asking:
            self.items = self._public(self._session.learner.id)
        self._refresh()
        if self.states:
            waiting = [n for n, x in enumerate(self.items) if x["id"] not in self.states]
            self.at = waiting[0] if waiting else 0

    def _introduce(self, name: str) -> None:
        self.send({"secret": self._session.introduce(name), "name": name})

    def _open(self, at: int | None = None) -> None:
        self.asking = True  # told before the view is held, or the page takes it for another's
        self._go(self.at if at is None else at)

    def _close(self) -> None:
        self.asking = False
        self.stage.held = False
        self.stage.back()

    def _go(self, at: int) -> None:
        self.at = max(0, min(int(at), len(self.items) - 1))
        self.choice, self.pin, self.pinned = "", [], ""
        self.stage.held = True
        item = self._item()
        outcome = self._outcome(item)
        if outcome is None:
            hears = {"click": self._chosen, "trace": self._chosen, "place": self._placed}
            on_pick = hears.get(self.items[self.at].get("input", ""))
            self.stage.ask(self._scene(item), on_pick)
        else:
            self.stage.ask(self._scene(item), None)
            self._mark(item, outcome)

    def _answer(self, item: str, answer: Any, secret: str = "") -> None:
        outcome = assessment.grade(self._bank, item, answer)
        if not self._presenting:
            now = self._session.now()
            self._session.keep(
                lambda who: assessment.Attempt.of(who, self._bank, item, answer, outcome, now),
                secret,
            )
        self.notice = self._session.trouble
        self._tell(item, answer, outcome)

    def _reveal(self, item: str) -> None:
        if not self._presenting:
            raise MusclekitError("Answers are revealed only while presenting.")
        answer = assessment.model_answer(self._bank, item)
        self._tell(item, answer, assessment.grade(self._bank, item, answer), True)

    def _present(self, on: bool) -> None:
        """Presenting starts from unanswered questions and keeps nothing.

        What was answered before comes back afterwards, to a learner known or unknown.
        """
        if bool(on) == self._presenting:
            return
        if self.asking:
            self._close()
        self._presenting = bool(on)
        if on:
            self._before_presenting, self.states = self.states, {}
        else:
            self.states, self._before_presenting = self._before_presenting, {}
            self._refresh()

    def _again(self, item: str) -> None:
        self.states = {k: v for k, v in self.states.items() if k != item}
        if self.asking:
            self._go(self.at)

    def _pictures(self, item: str) -> None:
        """Send what a question shows; its names and what is right only once it is answered."""
        asked, atlas = self._bank[item], self._bank.atlas
        answered = self._outcome(asked) is not None
        heads, buffers = [], []
        for one in assessment.cuts(asked, atlas):
            cut = one.slice
            image, labels = cut.picture(one.picture), cut.labels.image if answered else None
            head, sent = pictures.told(
                image, cut.spacing_mm, cut.sides(), labels, names_of(cut) if answered else (), True
            )
            heads.append({"title": one.title, **head})
            buffers += [*sent, *([one.region.astype("uint8").tobytes()] if answered else [])]
        told = {"kind": "pictures", "item": item, "answered": answered, "pictures": heads}
        self.send(told, buffers)

    def _probe(self, item: str, asked: dict[str, Any]) -> None:
        """Answer who holds a question's probe: names and a good hold only once it is answered."""
        told, buffers = self._scans(item).answer(asked, self._outcome(self._bank[item]) is not None)
        self.send({"kind": "probe", "item": item, "told": told}, buffers)

    def _scans(self, item: str) -> Scanning:
        from musclekit.widgets.scanning import Scanning

        if item not in self._scanning:
            task = assessment.scan(self._bank[item], self._bank.atlas)
            if task is None:
                raise MusclekitError("This question has no probe.", where=f"item '{item}'")
            self._scanning = {item: Scanning(task)}  # one body at a time
        return self._scanning[item]

    # ---------------------------------------------------------------- the view
    def _placed(self, structure_id: str, point_mm: list[float] | None) -> None:
        """A click in the view: the pin goes there, if it is bone."""
        structure = self._bank.atlas[structure_id]
        if structure.kind not in ("bone", "bone-feature"):
            return
        bone = structure.of or structure.id
        if point_mm is None:  # chosen by keyboard: a place to start from
            self._start_pin(bone)
        else:
            self._set_pin(bone, point_answer(point_mm, self._item().id))

    def _start_pin(self, bone: str) -> None:
        toward = self._scene(self._item()).frame().direction
        self._set_pin(bone, places.start_on(self._bone(bone), toward))

    def _nudge(self, way: str, by: float) -> None:
        """Move the pin over its bone: one of `places.WAYS`, millimetres."""
        if self.pin:
            bone = places.bone_at(self._bank.atlas, self.pin, self._bones())
            step = min(max(float(by), 0.0), LONGEST_STEP_MM)
            self._set_pin(bone, places.moved(self._bone(bone), self.pin, way, step))

    def _set_pin(self, bone: str, point_mm: Any) -> None:
        if not self.asking or self._outcome(self._item()) is not None:
            return
        structure = self._bone(bone)
        with self.hold_sync():
            self.pin = [round(float(v), 2) for v in point_mm]
            part = places.part_of(structure, self.pin)
            self.pinned = f"{structure.name()}, {part} part"
        scene = self._scene(self._item()).pin("Your pin", self.pin)
        mark = {"point": self.pin, "text": "your pin", "tone": "chosen"}
        self.stage.mark(scene, [mark], answered=False)

    def _bones(self) -> tuple[str, ...]:
        shown = assessment.private_scene(self._item(), self._bank.atlas)["show"]
        return places.bones_of(self._bank.atlas, shown)

    def _bone(self, bone: str) -> Any:
        return self._bank.atlas[one_of(bone, self._bones(), "bone", self._item().id)]

    def _chosen(self, structure_id: str, _point_mm: list[float] | None = None) -> None:
        self.choice = structure_id
        scene = self._scene(self._item()).highlight(structure_id)
        mark = {"id": structure_id, "text": "your choice", "tone": "chosen"}
        self.stage.mark(scene, [mark], answered=False)

    def _scene(self, item: assessment.Item) -> Scene:
        atlas = self._bank.atlas
        scene = scene_from(assessment.body(item, atlas), assessment.private_scene(item, atlas))
        return _with_probe(_with_planes(scene, item, atlas), item, atlas)

    def _mark(self, item: assessment.Item, outcome: assessment.Outcome) -> None:
        atlas = self._bank.atlas
        told = assessment.reveal_scene(item, atlas, outcome)
        scene = scene_from(assessment.body(item, atlas), told)
        marks = []
        for structure_id in told["right"]:
            scene = scene.show(structure_id, colour=palette.RIGHT)
            name = atlas[structure_id].name()
            marks.append({"id": structure_id, "text": name, "tone": "right-answer"})
        for structure_id in told["wrong"]:
            scene = scene.show(structure_id, colour=palette.CLICKED)
            name = f"You: {atlas[structure_id].name()}"
            marks.append({"id": structure_id, "text": name, "tone": "clicked-answer"})
        for footprint_id in told["footprints"]:
            footprint = atlas.footprints[footprint_id]
            scene = scene.show_footprints(footprint.structures, footprint.role)
            first = footprint_id == told["footprints"][0]
            tone = "right-answer" if first else "plain"
            spot = [round(float(v), 2) for v in footprint.middle_mm]
            marks.append({"point": spot, "text": footprint.name, "tone": tone})
        if told["pin"]:
            scene = scene.pin("Your pin", told["pin"], palette.CLICKED)
            marks.append({"point": told["pin"], "text": "Your pin", "tone": "clicked-answer"})
        scene = _with_probe(_with_planes(scene.highlight(), item, atlas), item, atlas)
        self.stage.mark(scene, marks, move=bool(told["pin"]))

    def _opening_scene(self) -> Scene:
        atlas = self._bank.atlas
        groups = [x for x in ("skeleton", "bones", "hamstrings") if x in atlas.groups]
        return Scene(atlas).show(groups or list(atlas)).view(atlas.default_view)

    # ---------------------------------------------------------------- state
    def _item(self) -> assessment.Item:
        return self._bank[self.items[self.at]["id"]]

    def _public(self, seed: str) -> list[dict]:
        atlas = self._bank.atlas
        return [assessment.present(self._bank[x], atlas, seed) for x in self._quiz.items]

    def _outcome(self, item: assessment.Item) -> assessment.Outcome | None:
        state = self.states.get(item.id)
        if not state or state["verdict"] == "almost":
            return None
        return assessment.grade(self._bank, item.id, state["answer"])

    def _refresh(self) -> None:
        """Answers of the learner now known, as the store has them."""
        session = self._session
        learner, before = session.learner, self.learner
        if self._presenting:
            return
        kept = {}
        for attempt in session.attempts(self._bank.id):
            if attempt.item in self._quiz.items and attempt.verdict != "almost":
                kept[attempt.item] = attempt.answer
        states = {}
        for item_id, answer in kept.items():
            try:
                outcome = assessment.grade(self._bank, item_id, answer)
            except MusclekitError:
                continue  # the item has changed since, and takes other answers now
            states[item_id] = self._state(answer, outcome)
        now = {}
        if learner is not None:
            hub = learner.id.startswith("hub:")
            now = {"name": learner.name, "mark": learner.id[-6:], "hub": hub}
        if self.asking and before and now != before:
            self._close()  # the view must not go on showing somebody else's answer
        with self.hold_sync():
            if now:
                self.states = states
            elif before:
                self.states = {}
            self.learner = now
            self.notice = session.trouble

    def _tell(
        self, item_id: str, answer: Any, outcome: assessment.Outcome, shown: bool = False
    ) -> None:
        self.states = {**self.states, item_id: self._state(answer, outcome, shown)}
        if self.asking and outcome.verdict != "almost" and self._item().id == item_id:
            self._mark(self._bank[item_id], outcome)

    def _state(self, answer: Any, outcome: assessment.Outcome, shown: bool = False) -> dict:
        sources = self._bank.atlas.sources
        return {
            "answer": answer,
            "verdict": "shown" if shown else outcome.verdict,
            "feedback": list(outcome.feedback),
            "options": [
                {"id": x.id, "text": x.text, "correct": x.correct, "why": x.why}
                for x in outcome.options
            ],
            "sources": [
                {"short": sources[k].short, "citation": sources[k].citation}
                for k in outcome.sources
                if k in sources
            ],
        }


def _with_planes(scene: Scene, item: assessment.Item, atlas: Atlas) -> Scene:
    """A question's scene with the slices it shows where they lie."""
    from musclekit.widgets.slicing import aslant

    for number, one in enumerate(assessment.cuts(item, atlas)):
        if not number and not scene.focus:
            scene = aslant(scene, scene.visible)
        scene = scene.add(replace(one.slice.layer(one.picture), id=f"slice-{number}"))
    return scene


def _with_probe(scene: Scene, item: assessment.Item, atlas: Atlas) -> Scene:
    """A question's scene with the probe on the skin, where it begins."""
    task = assessment.scan(item, atlas)
    if task is None:
        return scene
    from musclekit.imaging.ultrasound import ultrasound
    from musclekit.widgets.probing import with_probe

    return with_probe(scene, ultrasound(task.atlas, task.start))


def scene_from(atlas: Atlas, told: dict[str, Any]) -> Scene:
    """Scene of a question's plain data.

    Parameters
    ----------
    atlas : Atlas
    told : dict
        As `assessment.private_scene` gives it: show, highlight, label, focus (structure ids),
        opacity (id to 0..1), view (a name or None).
    """
    scene = Scene(atlas)
    for structure_id in told["show"]:
        scene = scene.show(structure_id, opacity=told["opacity"].get(structure_id, 1.0))
    return (
        scene.highlight(*told["highlight"])
        .label(told["label"])
        .view(told["view"] or atlas.default_view, focus=told.get("focus", ()))
    )
