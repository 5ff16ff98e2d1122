"""The page's one 3D view: its scene, what the learner hid or picked, what a card says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

import anywidget
import traitlets as t
from ipywidgets import Widget, widget_serialization

from musclekit.scene import Scene, camera
from musclekit.scene.anchors import anchors
from musclekit.widgets.modules import stage_module, stage_style

if TYPE_CHECKING:
    from musclekit.atlas import Atlas, Footprint, Structure
    from musclekit.content import Fact
    from musclekit.scene import Layer

OnPick = Callable[[str, list[float] | None], None]
_ANCHORS = 48
_MESHES = 300
"""Of so many meshes the places for leader lines are kept."""
_PLAIN_AXES = ("+X", "−X", "+Y", "−Y", "+Z", "−Z")
_SIDE_SEEN = dict(zip(camera.VIEWS, ("−Y", "−X", "+X", "+Y", "+Z"), strict=True))


class Stage(anywidget.AnyWidget):
    """K3D in a frame of names, labels, canonical views, keyboard and words.

    The browser finds hover and click and moves the camera; this side decides what is shown. One
    stage serves a kernel: every scene and quiz of a notebook takes its turn in it.
    """

    _esm = stage_module()
    _css = stage_style()

    plot = t.Instance(Widget).tag(sync=True, **widget_serialization)
    things = t.List(t.Dict()).tag(sync=True)
    tree = t.List(t.Dict()).tag(sync=True)
    frames = t.List(t.Dict()).tag(sync=True)
    view = t.Unicode("posterior").tag(sync=True)
    move = t.Int(0).tag(sync=True)
    start = t.List(t.Float()).tag(sync=True)
    legend = t.List(t.Dict()).tag(sync=True)
    axes = t.List(t.Unicode(), list("RLAPSI")).tag(sync=True)
    labels = t.List(t.Unicode()).tag(sync=True)
    labels_on = t.Bool(True).tag(sync=True)
    marks = t.List(t.Dict()).tag(sync=True)
    xray = t.Bool(False).tag(sync=True)
    mode = t.Enum(["explore", "quiz", "watch"], "explore").tag(sync=True)
    selected = t.Unicode("").tag(sync=True)
    card = t.Dict().tag(sync=True)
    heading = t.Unicode("").tag(sync=True)
    description = t.Unicode("").tag(sync=True)
    host = t.Unicode("").tag(sync=True)
    held = t.Bool(False).tag(sync=True)

    current: ClassVar[Stage | None] = None

    def __init__(self, scene: Scene) -> None:
        from musclekit.scene.k3d_view import PlotView

        self._given = self._scene = self._explored = scene
        self._explored_host = ""
        self._names = True
        self._anchors: dict[int, tuple[Any, list, list]] = {}
        self._on_pick: OnPick | None = None
        self._plot_view = PlotView(scene, render_on_change=False)
        super().__init__(plot=self._plot_view.plot)
        self.on_msg(self._hear)
        self._given_to_page(scene)

    # ---------------------------------------------------------------- for the library
    @classmethod
    def shared(cls, scene: Scene) -> Stage:
        """The kernel's stage; the first caller's scene is shown in it."""
        if cls.current is None:
            cls.current = cls(scene)
        return cls.current

    def present(self, scene: Scene, host: str = "") -> None:
        """Show a scene for exploring: names on hover, card on click."""
        self._on_pick = None
        self._explored, self._explored_host = scene, host
        with self.hold_sync():
            self.host, self.mode, self.xray, self._names = host, "explore", False, True
            self.marks = [
                {"text": text, "point": list(point), "tone": ""} for text, point in scene.notes
            ]
            self._given_to_page(scene)

    def back(self) -> None:
        """Return to the scene shown before a question was asked."""
        self.present(self._explored, self._explored_host)

    def ask(self, scene: Scene, on_pick: OnPick | None) -> None:
        """Show a scene with names withheld; `on_pick` hears each click: structure id and point.

        The point, millimetres, is None where a structure was chosen by keyboard.
        """
        self._on_pick = on_pick
        with self.hold_sync():
            self.mode = "quiz" if on_pick else "watch"
            self.host, self.marks, self.xray, self._names = "", [], False, False
            self._given_to_page(scene)

    def mark(
        self, scene: Scene, marks: list[dict[str, Any]], answered: bool = True, move: bool = False
    ) -> None:
        """Recolour and label what is marked: structures by `id`, or places by `point`.

        With `answered`, clicks no longer choose and the names are told; with `move`, the camera
        goes back to the scene's own view.
        """
        with self.hold_sync():
            if answered:
                self._on_pick, self.mode, self._names = None, "watch", True
            self._scene = scene
            self._draw(move)
            self.marks = marks

    def carry(self, atlas: Atlas, settled: bool = True) -> None:
        """Show the same atlas posed or injured otherwise; what the learner hid stays hidden.

        Parameters
        ----------
        atlas : Atlas
        settled : bool
            False while more changes are on their way: names keep pointing where they did.
        """
        known = {x.id for x in self._scene.layers}
        self._given, self._explored = self._given.of(atlas), self._explored.of(atlas)
        self._scene = self._scene.of(atlas)
        with self.hold_sync():
            self._draw(move=False, pointing=settled or known != {x.id for x in self._scene.layers})

    def add(self, layer: Layer) -> None:
        """Show a surface that is no structure, in place of the one of its id; the camera stays."""
        self._given, self._explored = self._given.add(layer), self._explored.add(layer)
        self._change(self._scene.add(layer))

    def fade(self, ids: Iterable[str], opacity: float) -> None:
        """Draw structures on view fainter, or whole again."""
        seen = [x for x in ids if x in self._scene.visible]
        self._change(self._scene.show(seen, opacity=opacity))

    @property
    def scene(self) -> Scene:
        """The scene as it stands, with what the learner changed."""
        return self._scene

    # ---------------------------------------------------------------- what the learner does
    def _hear(self, _widget, message: dict, _buffers) -> None:
        acts: dict[str, Callable[..., None]] = {
            "pick": self._pick,
            "select": self._select,
            "hide": lambda id: self._change(self._scene.hide(id)),
            "show": lambda id: self._change(self._scene.show(id)),
            "isolate": lambda id: self._change(self._scene.isolate(id)),
            "zoom": self._zoom,
            "view": self._look_from,
            "labels": lambda: setattr(self, "labels_on", not self.labels_on),
            "xray": self._toggle_xray,
            "reset": self._reset,
        }
        act = acts.get(message.get("do", ""))
        if act is None:
            return
        names = ["id", "name", *(["point"] if message["do"] == "pick" else [])]
        arguments = {k: v for k, v in message.items() if k in names}
        wanted = arguments.get("id")
        several = isinstance(wanted, list)
        if several and message["do"] not in ("show", "hide"):
            return
        known = [x["id"] for x in self.things]
        if wanted and not all(x in known for x in (wanted if several else [wanted])):
            return
        act(**arguments)

    def _pick(self, id: str, point: list[float] | None = None) -> None:
        if self.mode == "explore":
            self._select(id)
        elif self._on_pick is not None:
            self._on_pick(id, point)

    def _select(self, id: str) -> None:
        with self.hold_sync():
            self.selected = id
            atlas = self._scene.atlas
            known = atlas is not None and id in atlas
            self.card = card(atlas, id) if atlas and known else self._plain_card(id)
            chosen = (id,) if id else self._given.highlights
            shown = [x for x in chosen if x in self._scene.visible]
            self._change(self._scene.highlight(*shown))

    def _plain_card(self, id: str) -> dict:
        if not id:
            return {}
        layer, atlas = self._scene.layer(id), self._scene.atlas
        footprint = atlas.footprints.get(id) if atlas is not None else None
        facts = footprint_facts(atlas, footprint) if atlas is not None and footprint else []
        return {"id": id, "name": layer.label, "latin": "", "colour": layer.colour, "facts": facts}

    def _zoom(self, id: str) -> None:
        self._change(self._scene.view(self.view, focus=id), move=True)

    def _look_from(self, name: str) -> None:
        if name in camera.VIEWS:
            self._change(self._scene.view(name, focus=self._scene.focus), move=True)

    def _toggle_xray(self) -> None:
        scene = self._scene
        glass = [x.id for x in scene.layers if x.visible and x.kind in ("bone", "disc", "surface")]
        if self.xray:
            for layer_id in glass:
                before = [x.opacity for x in self._given.layers if x.id == layer_id]
                scene = scene.show(layer_id, opacity=before[0] if before else 1.0)
        else:
            scene = scene.xray(glass)
        self.xray = not self.xray
        self._change(scene)

    def _reset(self) -> None:
        with self.hold_sync():
            self.xray, self.labels_on = False, True
            self._given_to_page(self._given)

    # ---------------------------------------------------------------- drawing
    def _given_to_page(self, scene: Scene) -> None:
        self._given = self._scene = scene
        self.selected, self.card = "", {}
        self.heading = scene.heading
        self._draw(move=True)

    def _change(self, scene: Scene, move: bool = False) -> None:
        self._scene = scene
        with self.hold_sync():
            self._draw(move)

    def _draw(self, move: bool, pointing: bool = True) -> None:
        scene = self._scene
        self._plot_view.update(scene, move_camera=False)
        if pointing:
            self.things = [*map(self._thing, scene.layers), *self._absent(scene)]
        self.tree = _tree(scene)
        self.frames = [self._frame(name) for name in camera.VIEWS]
        self.axes = list("RLAPSI") if scene.atlas is not None else list(_PLAIN_AXES)
        self.start = list(scene.start)
        self.labels = list(scene.labels)
        self.legend = [{"role": role, "text": words} for role, words in scene.legend]
        self.view = scene.current_view
        self.description = scene.describe(names=self._names)
        if move:
            self.move += 1

    def _frame(self, view: str) -> dict:
        data = self._scene.frame(view).as_data()
        if self._scene.atlas is None:
            data["label"] = data["words"] = f"From {_SIDE_SEEN[view]}"
        return data

    def _thing(self, layer) -> dict:
        structure = _structure(self._scene, layer.id)
        shown = self._plot_view.objects.get(layer.id)
        points, normals = self._spots(layer) if layer.visible else ([], [])
        return {
            "id": layer.id,
            "k3d": shown.id if shown is not None else -1,
            "name": layer.label,
            "latin": structure.name("la") if structure else "",
            "synonyms": list(structure.synonyms) if structure else [],
            "colour": layer.colour,
            "visible": layer.visible,
            "pickable": layer.pickable,
            "points": points,
            "normals": normals,
        }

    def _absent(self, scene: Scene) -> list[dict]:
        if scene.atlas is None:
            return []
        here = {x.id for x in scene.layers}
        return [self._thing(scene.show(x).hide(x).layer(x)) for x in scene.atlas if x not in here]

    def _spots(self, layer) -> tuple[list, list]:
        mesh = layer.get_mesh()
        if id(mesh) not in self._anchors:
            while len(self._anchors) >= _MESHES:
                self._anchors.pop(next(iter(self._anchors)))
            points, normals = anchors(mesh, _ANCHORS)
            kept = (mesh, points.round(2).tolist(), normals.round(3).tolist())
            self._anchors[id(mesh)] = kept
        return self._anchors[id(mesh)][1:]


def card(atlas: Atlas, structure_id: str) -> dict:
    """What is said of a structure when it is selected, as plain data with sources.

    Returns
    -------
    dict
        id, name, latin, colour, facts: label, text, status, confirmed, sources: short, citation.
    """
    from musclekit.scene.palette import colour_of

    structure = atlas[structure_id]
    facts = [("What it is", structure.tells)] if structure.tells else []
    for label, attachment in (("Origin", structure.origin), ("Insertion", structure.insertion)):
        if attachment is not None:
            facts.append((label, attachment.fact))
    if structure.innervation is not None:
        facts.append(("Nerve", structure.innervation))
    facts += [("Action", action) for action in structure.actions]
    return {
        "id": structure.id,
        "name": structure.name(),
        "latin": structure.name("la"),
        "colour": colour_of(structure.id, structure.kind),
        "facts": [told_fact(atlas, label, fact) for label, fact in facts],
    }


def footprint_facts(atlas: Atlas, footprint: Footprint) -> list[dict]:
    """What is said of a footprint when it is selected: the attachment, and its area if drawn.

    An area that follows no measurement has the status "drawn" and is unconfirmed.
    """
    end = footprint.attachment
    facts = [told_fact(atlas, footprint.role.capitalize(), end.fact)]
    if not footprint.size:
        return facts
    measured = (end.area_source,) if end.area_source else ()
    area = {
        "label": "Area",
        "text": footprint.size,
        "status": "supported" if measured else "drawn",
        "confirmed": any(atlas.sources[key].basis == "found" for key in measured),
        "sources": _cited(atlas, measured),
    }
    return [*facts, area]


def told_fact(atlas: Atlas, label: str, fact: Fact) -> dict:
    """A fact for a page: label, text, status, confirmed, sources: short, citation."""
    return {
        "label": label,
        "text": fact.text,
        "status": str(fact.status),
        "confirmed": fact.confirmed,
        "sources": _cited(atlas, fact.sources),
    }


def _cited(atlas: Atlas, keys: tuple[str, ...]) -> list[dict]:
    sources = [atlas.sources[key] for key in keys]
    return [{"short": x.short, "citation": x.citation} for x in sources]


def _structure(scene: Scene, layer_id: str) -> Structure | None:
    if scene.atlas is not None and layer_id in scene.atlas:
        return scene.atlas[layer_id]
    return None


def _tree(scene: Scene) -> list[dict]:
    own = [x for x in scene.layers if _structure(scene, x.id) is None]
    surfaces = [{"id": x.id, "label": x.label, "children": []} for x in own]
    return [*(scene.atlas.tree() if scene.atlas is not None else []), *surfaces]
