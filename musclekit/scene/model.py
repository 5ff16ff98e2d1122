"""A scene: layers, their look, labels and a view, as an immutable value that describes itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from musclekit.errors import MusclekitError, UnknownName, did_you_mean
from musclekit.scene import camera, painting, palette
from musclekit.scene.tissue import painted_fields, tissue_rgb

if TYPE_CHECKING:
    import k3d
    import pyvista

    from musclekit.atlas import Atlas, Footprint

_COLOUR = re.compile("#[0-9a-fA-F]{6}")

GHOST = 0.35
"""Layers fainter than this let a click through to what lies inside."""

XRAY_OPACITY = 0.18

NEAREST_MM = 170.0
"""A picture framed on something small still shows this much, so that one sees where it is."""

PIN_RADIUS_MM = 2.0


@dataclass(frozen=True)
class Layer:
    """One surface and how it looks.

    Attributes
    ----------
    id, label, kind : str
        Structure id (or a name of the caller's), what a person reads, structure kind.
    get_mesh : callable
        Returns the `pyvista.PolyData` (mm, RAS for an atlas); called when drawn, not before.
    colour : str
        "#rrggbb".
    opacity : float
        0 to 1.
    visible : bool
    get_rgb : callable, optional
        Returns (n, 3) uint8, one colour a vertex, instead of `colour`; or None for `colour`.
    told : str
        What its description says after the label.
    solid : bool
        False for a mark that clicks go through.
    waits_for : str
        Id of the bone without which a footprint is not painted, "" once it is.
    """

    id: str
    label: str
    kind: str
    get_mesh: Callable[[], pyvista.PolyData] = field(repr=False, compare=False)
    colour: str = palette.OTHER
    opacity: float = 1.0
    visible: bool = True
    get_rgb: Callable[[], np.ndarray | None] | None = field(default=None, repr=False, compare=False)
    told: str = ""
    solid: bool = True
    waits_for: str = ""

    @property
    def pickable(self) -> bool:
        """Whether a click meets this layer."""
        return self.visible and self.solid and self.opacity >= GHOST


@dataclass(frozen=True)
class Scene:
    """What to show; every method returns a new scene.

    Methods that take structure ids or groups raise UnknownStructure (with an atlas) or
    UnknownName (without) for one that is not there.

    Parameters
    ----------
    atlas : Atlas, optional
        Where structure ids are looked up; a scene of other surfaces needs none.
    layers : tuple of Layer
        Surfaces in the order they were added.
    highlights, labels, focus : tuple of str
        Layer ids drawn in the highlight colour, named with leader lines, framed.
    current_view : str
        A canonical view, one of `camera.VIEWS`.
    heading : str
    notes : tuple of (str, (3,) float)
        Texts with leader lines to points, mm.
    start : (9,) float or ()
        A camera of one's own: position, target, up; () for the canonical view.
    room : (6,) float or ()
        xmin, xmax, ymin, ymax, zmin, zmax that the picture leaves room for; () for what is shown.

    Examples
    --------
    >>> import musclekit as mk
    >>> scene = mk.Scene(mk.load_atlas()).show("hamstrings").view("posterior")
    >>> scene.current_view
    'posterior'
    """

    atlas: Atlas | None = None
    layers: tuple[Layer, ...] = ()
    highlights: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    current_view: str = "posterior"
    focus: tuple[str, ...] = ()
    heading: str = ""
    notes: tuple[tuple[str, tuple[float, float, float]], ...] = ()
    start: tuple[float, ...] = ()
    room: tuple[float, ...] = ()

    # ------------------------------------------------------------------ building
    def show(
        self, names: str | Iterable[str], opacity: float = 1.0, colour: str | None = None
    ) -> Scene:
        """With structures or groups visible.

        Parameters
        ----------
        names : str or iterable of str
            Structure ids or groups of the atlas, or layer ids already in the scene.
        opacity : float
            0 (invisible) to 1 (solid).
        colour : str, optional
            "#rrggbb" instead of the palette's.

        Raises
        ------
        UnknownStructure, MusclekitError
        """
        if not isinstance(opacity, int | float) or not 0 <= opacity <= 1:
            raise MusclekitError(f"opacity is {opacity!r}; expected a number from 0 to 1.")
        if colour is not None and not _COLOUR.fullmatch(colour):
            raise MusclekitError(f"colour is {colour!r}; expected '#rrggbb', such as '#b23a2e'.")
        scene = self
        for name in self._resolve(names):
            layer = self._layer(name)
            layer = replace(layer, opacity=float(opacity), visible=True, waits_for="")
            if colour is not None:
                layer = replace(layer, colour=colour, get_rgb=None)
            scene = scene._with_layer(layer)
        return scene._painted_where_bone_is()

    def show_footprints(self, names: str | Iterable[str], role: str | None = None) -> Scene:
        """With footprints painted on the bone.

        Origins are red with stripes, insertions blue with a grid. Each is a layer,
        "semimembranosus.origin"; structures that share a footprint share its layer. One whose
        bone is not shown waits for it, rather than float: `show` of the bone paints it.

        Parameters
        ----------
        names : str or iterable of str
            Structure ids or groups of the atlas, whose ends are painted.
        role : {"origin", "insertion"}, optional
            Both when left out.

        Raises
        ------
        UnknownStructure, UnknownName
            No such structure or role; or nothing to paint.
        """
        roles = tuple(palette.FOOTPRINT)
        if role is not None and role not in roles:
            raise UnknownName(f"No role '{role}'.", remedy=did_you_mean(role, roles))
        if self.atlas is None:
            raise UnknownName("Footprints belong to an atlas, and this scene has none.")
        owners = self.atlas.resolve(names)
        ends = [(owner, end) for end in roles if role in (None, end) for owner in owners]
        found = [one for owner, end in ends if (one := self.atlas.footprint(owner, end))]
        if not found:
            raise UnknownName(f"The atlas has no footprint of {', '.join(owners)}.")
        scene = self
        for footprint in found:
            layer = _footprint_layer(footprint)
            scene = scene._with_layer(replace(layer, visible=False, waits_for=footprint.bone))
        return scene._painted_where_bone_is()

    def pin(self, text: str, point_mm: Iterable[float], colour: str = palette.INK) -> Scene:
        """With a pin at a point (3,), in the scene's millimetres: a small ball with a name."""
        x, y, z = (float(v) for v in point_mm)
        ball = Layer(
            id="pin",
            label=text,
            kind="pin",
            get_mesh=cache(lambda: painting.ball((x, y, z), PIN_RADIUS_MM)),
            colour=colour,
            solid=False,
        )
        return self._with_layer(ball)

    def add(self, layer: Layer) -> Scene:
        """With a surface that is not a structure of the atlas."""
        return self._with_layer(layer)

    def hide(self, names: str | Iterable[str]) -> Scene:
        """With structures hidden."""
        hidden = set(self._resolve(names))
        return replace(
            self,
            layers=tuple(
                replace(x, visible=False, waits_for="") if x.id in hidden else x
                for x in self.layers
            ),
        )

    def isolate(self, names: str | Iterable[str]) -> Scene:
        """With everything hidden but these."""
        kept = self.show(names)
        ids = set(self._resolve(names))
        return kept.hide([x.id for x in kept.layers if x.id not in ids])

    def xray(self, names: str | Iterable[str]) -> Scene:
        """With structures turned to glass; clicks go through them."""
        return self.show(names, opacity=XRAY_OPACITY)

    def highlight(self, *names: str) -> Scene:
        """With these structures (shown if they were not) in the highlight colour."""
        ids = self._resolve(names)
        missing = [x for x in ids if x not in self.visible]
        return replace(self.show(missing) if missing else self, highlights=ids)

    def label(self, *names: str | Iterable[str]) -> Scene:
        """With names and leader lines on these structures; nothing given, on none.

        A structure that is not shown keeps its label for when it is.
        """
        wanted = [x for one in names for x in ((one,) if isinstance(one, str) else one)]
        return replace(self, labels=self._resolve(wanted) if wanted else ())

    def view(self, name: str, focus: str | Iterable[str] = ()) -> Scene:
        """Seen from a canonical direction.

        Parameters
        ----------
        name : {"posterior", "medial", "lateral", "anterior", "proximal"}
        focus : str or iterable of str, optional
            Structures the picture is framed on; everything visible otherwise.
        """
        return replace(
            self,
            current_view=camera.check(name),
            focus=self._resolve(focus) if focus else (),
            start=(),
        )

    def note(self, text: str, point_mm: Iterable[float]) -> Scene:
        """With a text and a leader line to a point (3,), in the scene's millimetres."""
        x, y, z = (float(v) for v in point_mm)
        return replace(self, notes=(*self.notes, (text, (x, y, z))))

    def from_camera(self, nine: Iterable[float]) -> Scene:
        """Opening from a camera of one's own: position, target and up, nine numbers."""
        return replace(self, start=tuple(float(v) for v in nine))

    def within(self, bounds_mm: Iterable[float]) -> Scene:
        """Framed on a box xmin, xmax, ymin, ymax, zmin, zmax: the room that what moves needs."""
        return replace(self, room=tuple(float(v) for v in bounds_mm))

    def titled(self, heading: str) -> Scene:
        """With a heading."""
        return replace(self, heading=heading)

    def of(self, atlas: Atlas) -> Scene:
        """The same picture of the same atlas, posed or injured otherwise.

        What was hidden, faded or coloured stays so. Structures that it no longer has go; those
        it has gained are shown where what they belong to is.
        """
        moved = replace(self, atlas=atlas, layers=())
        known, now = _names(self.atlas), _names(atlas)
        layers = [
            _as_before(moved._layer(x.id), x) if x.id in now else x
            for x in self.layers
            if x.id in now or x.id not in known
        ]
        seen = {x.id for x in self.layers if x.visible}
        gained = [
            moved._layer(x.id)
            for x in atlas.structures
            if x.record.parent in seen and x.id not in known
        ]
        ids = {x.id for x in (*layers, *gained)}
        return replace(
            moved,
            layers=(*layers, *gained),
            highlights=tuple(x for x in self.highlights if x in ids),
            labels=tuple(x for x in self.labels if x in ids),
            focus=tuple(x for x in self.focus if x in ids),
        )

    # ------------------------------------------------------------------- reading
    @property
    def visible(self) -> tuple[str, ...]:
        """Ids of the layers that can be seen."""
        return tuple(x.id for x in self.layers if x.visible)

    @property
    def side(self) -> str:
        """Side of the body shown, "right" without an atlas."""
        return getattr(self.atlas, "side", "right")

    def layer(self, layer_id: str) -> Layer:
        """One layer of the scene, or UnknownName."""
        for layer in self.layers:
            if layer.id == layer_id:
                return layer
        known = [x.id for x in self.layers]
        raise UnknownName(
            f"No layer '{layer_id}' in this scene.", remedy=did_you_mean(layer_id, known)
        )

    def colour(self, layer_id: str) -> str:
        """Colour as drawn: the highlight's where highlighted, but of a footprint its own."""
        layer = self.layer(layer_id)
        marked = layer_id in self.highlights and layer.kind != "footprint"
        return palette.HIGHLIGHT if marked else layer.colour

    def shade(self, layer: Layer) -> float | None:
        """What a layer's colours by vertex are multiplied by; None where it has one colour."""
        if layer.get_rgb is None:
            return None
        if layer.id not in self.highlights:
            return 1.0
        return palette.HIGHLIGHT_PAINT if layer.kind == "footprint" else None

    @property
    def legend(self) -> tuple[tuple[str, str], ...]:
        """Role and words for what is painted on view: ("origin", "Origin: red, stripes")."""
        return (*self.footprint_legend, *self.injury_legend)

    @property
    def footprint_legend(self) -> tuple[tuple[str, str], ...]:
        """Rows for the footprints on view."""
        seen = {x.id.rpartition(".")[2] for x in self.layers if x.visible and x.kind == "footprint"}
        hues = {"origin": "red", "insertion": "blue"}
        return tuple(
            (role, f"{role.capitalize()}: {hues[role]}, {painting.pattern(role)}")
            for role in palette.FOOTPRINT
            if role in seen
        )

    @property
    def injury_legend(self) -> tuple[tuple[str, str], ...]:
        """Rows for the injured tissue on view: ("oedema", "Oedema: pink")."""
        if self.atlas is None or self.atlas.alteration is None:
            return ()
        shown = [x for x in self.layers if x.visible]
        painted = {y for x in shown if x.get_rgb for y in painted_fields(x.get_mesh())}
        painted |= {x.kind for x in shown}
        return tuple(
            (name.lower(), told) for name, told in palette.INJURY.items() if name in painted
        )

    @cached_property
    def framed_mm(self) -> np.ndarray:
        """(n, 6) boxes the picture is framed on: xmin, xmax, ymin, ymax, zmin, zmax.

        The focus where one was given (shown or not), with its surroundings when it is small;
        else the room it was given; else the muscles with the bones above their lower ends; else
        all.
        """
        if self.room and not self.focus:
            return np.array([self.room])
        shown = [x for x in self.layers if x.visible]
        framed = [self._layer(x) for x in self.focus] or _muscles_with_bones(shown) or shown
        boxes = np.array([tuple(x.get_mesh().bounds) for x in framed] or [(-1, 1) * 3], float)
        if self.focus and self.atlas is not None:
            low, high = boxes[:, ::2].min(axis=0), boxes[:, 1::2].max(axis=0)
            grow = np.maximum(NEAREST_MM - (high - low), 0) / 2
            boxes = np.stack([low - grow, high + grow], axis=1).reshape(1, 6)
        return boxes

    @property
    def bounds_mm(self) -> tuple[float, ...]:
        """xmin, xmax, ymin, ymax, zmin, zmax of what the picture is framed on."""
        low, high = self.framed_mm[:, ::2].min(axis=0), self.framed_mm[:, 1::2].max(axis=0)
        return tuple(float(v) for v in np.stack([low, high], axis=1).ravel())

    def frame(self, view: str | None = None) -> camera.Frame:
        """Camera frame of a canonical view; of the scene's own by default."""
        return camera.frame(view or self.current_view, self.framed_mm, self.side)

    def camera(self, aspect: float = 0.75) -> list[float]:
        """Position, target and up, nine numbers, for a window of `aspect` (width/height)."""
        return list(self.start) or self.frame().camera(aspect)

    def caption(self) -> str:
        """Side and view in a few words, "" without an atlas; ends where more may follow."""
        if self.atlas is None:
            return ""
        seen = "" if self.start else f", {self.current_view} view"
        return f"{self.side.capitalize()} side{seen}. "

    def describe(self, names: bool = True) -> str:
        """The scene in words: what is shown, in which order across the picture, from where.

        Parameters
        ----------
        names : bool
            False while a question is open; see `musclekit.scene.describe.describe`.
        """
        from musclekit.scene.describe import describe

        return describe(self, names)

    # ------------------------------------------------------------------- showing
    def widget(self) -> k3d.Plot:
        """A K3D plot, an ordinary ipywidget; needs no GL libraries on the server."""
        from musclekit.scene.k3d_view import build_plot

        return build_plot(self)

    def plotter(self, **options: Any) -> pyvista.Plotter:
        """A `pyvista.Plotter` holding the scene; `options` go to its constructor.

        Raises
        ------
        RenderingUnavailable
            On a machine without GL libraries, naming the packages to install.
        """
        from musclekit.scene.plotter import build_plotter

        return build_plotter(self, **options)

    def screenshot(
        self, path: str | Path | None = None, size: tuple[int, int] = (900, 1200)
    ) -> np.ndarray:
        """A still picture, (height, width, 3) uint8, also written to `path` when given.

        Raises
        ------
        RenderingUnavailable
            As `plotter`.
        MusclekitError
            If `path` cannot be written.
        """
        from musclekit.scene.plotter import screenshot

        return screenshot(self, path, size)

    def save_html(self, path: str | Path) -> Path:
        """One self-contained page with the 3D view and its description, no server needed.

        Raises
        ------
        MusclekitError
            If `path` cannot be written.
        """
        from musclekit.scene.k3d_view import save_html

        return save_html(self, Path(path))

    def _repr_mimebundle_(self, include=None, exclude=None):
        from musclekit.scene.viewer import bundle

        return bundle(self)

    # ------------------------------------------------------------------- helpers
    def _resolve(self, names: str | Iterable[str]) -> tuple[str, ...]:
        wanted = (names,) if isinstance(names, str) else tuple(names)
        own = {x.id for x in self.layers}
        found: list[str] = []
        for name in wanted:
            if name in own and (self.atlas is None or name not in self.atlas):
                found.append(name)
            elif self.atlas is not None and (painted := self._footprint_id(name)):
                found.append(painted)
            elif self.atlas is not None:
                found.extend(self.atlas.resolve(name))
            else:
                self.layer(name)
        return tuple(dict.fromkeys(found))

    def _footprint_id(self, name: str) -> str:
        """Layer id of "semitendinosus.origin", which may be another's; "" for anything else."""
        owner, _, role = name.partition(".")
        assert self.atlas is not None
        if role not in palette.FOOTPRINT or owner not in self.atlas:
            return ""
        footprint = self.atlas.footprint(owner, role)
        return footprint.id if footprint else ""

    def _layer(self, name: str) -> Layer:
        for layer in self.layers:
            if layer.id == name:
                return layer
        assert self.atlas is not None  # _resolve has looked
        if name in self.atlas.footprints:
            return _footprint_layer(self.atlas.footprints[name])
        structure = self.atlas[name]
        colour = palette.colour_of(name, structure.kind)
        flesh = structure.kind == "muscle" or self.atlas.alteration is not None
        return Layer(
            id=name,
            label=structure.name(),
            kind=structure.kind,
            get_mesh=lambda: painting.drawn_mesh(structure),
            colour=colour,
            get_rgb=(lambda: tissue_rgb(structure.mesh, colour)) if flesh else None,
        )

    def _painted_where_bone_is(self) -> Scene:
        """With the footprints painted that waited for a bone now shown."""
        shown = set(self.visible)
        if not any(x.waits_for in shown for x in self.layers):
            return self
        return replace(
            self,
            layers=tuple(
                replace(x, visible=True, waits_for="") if x.waits_for in shown else x
                for x in self.layers
            ),
        )

    def _with_layer(self, layer: Layer) -> Scene:
        if any(x.id == layer.id for x in self.layers):
            layers = tuple(layer if x.id == layer.id else x for x in self.layers)
        else:
            layers = (*self.layers, layer)
        return replace(self, layers=layers)


def _names(atlas: Atlas | None) -> set[str]:
    """Every id of an atlas that can be a layer."""
    return set() if atlas is None else {*atlas, *atlas.footprints}


def _as_before(layer: Layer, before: Layer) -> Layer:
    """A layer with the look that another had."""
    layer = replace(
        layer, opacity=before.opacity, visible=before.visible, waits_for=before.waits_for
    )
    if before.colour != layer.colour:
        layer = replace(layer, colour=before.colour, get_rgb=None)
    return layer


def _muscles_with_bones(shown: list[Layer]) -> list[Layer]:
    """Muscles and the bones they hang from; a bone beyond their lower ends may run out of view."""
    muscles = [x for x in shown if x.kind == "muscle"]
    if not muscles:
        return []
    lowest = min(x.get_mesh().bounds[4] for x in muscles)
    return muscles + [
        x for x in shown if x.kind == "bone" and np.mean(x.get_mesh().bounds[4:6]) > lowest
    ]


def _footprint_layer(footprint: Footprint) -> Layer:
    return Layer(
        id=footprint.id,
        label=footprint.name,
        kind="footprint",
        get_mesh=lambda: painting.painted(footprint)[0],
        colour=palette.FOOTPRINT[footprint.role][0],
        get_rgb=lambda: painting.painted(footprint)[1],
        told=footprint.told,
    )
