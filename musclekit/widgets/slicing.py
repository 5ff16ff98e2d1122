"""The slice explorer: a plane moved through the body, its pictures beside the 3D view."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from musclekit.atlas import Atlas
from musclekit.errors import MusclekitError, UnknownName, did_you_mean
from musclekit.imaging.cutting import Place
from musclekit.imaging.labels import GAP
from musclekit.imaging.material import placed_course
from musclekit.imaging.slices import PICTURES, SIMULATED, Slice
from musclekit.imaging.standing import VIEWED, Standing, standing
from musclekit.injury import Injury, injuries_of
from musclekit.mechanics.arguments import several
from musclekit.scene import Scene, camera
from musclekit.widgets import pictures
from musclekit.widgets.host import widget_bundle
from musclekit.widgets.modules import page_module, page_style
from musclekit.widgets.posing import MovingHost

SEEN_THROUGH = 0.4
"""Opacity of muscles on view: the slice shows through, and clicks still meet them."""
FROM = (0.45, -1.0, 0.75)
"""Way from the body to the camera: behind, to the side and above, so that no slice is edge-on."""
LARGEST_SAID = 3


@dataclass(frozen=True, eq=False, repr=False)
class SliceExplorer:
    """A plane through an atlas to be moved by its reader.

    Parameters
    ----------
    begun : Standing
        Where it begins.
    shown : tuple of str
        Structures in the 3D view.
    kinds : tuple of str
        Pictures shown: "labels", "t1", "stir".
    """

    begun: Standing
    shown: tuple[str, ...]
    kinds: tuple[str, ...]

    @property
    def atlas(self) -> Atlas:
        """What is cut."""
        return self.begun.atlas

    def describe(self) -> str:
        """What it can do, and its first slice in words."""
        kinds = ", ".join(PICTURES[one] for one in self.kinds)
        head = f"Slice explorer beside the 3D view ({kinds}): move the plane with slider or keys."
        return f"{head}\n{self.begun.slice().describe()}"

    def __repr__(self) -> str:
        return self.describe()

    def _repr_mimebundle_(self, include=None, exclude=None):
        return widget_bundle(SliceHost(self), self.describe())

    def scene(self) -> Scene:
        """What the 3D view shows, without the plane."""
        scene = Scene(self.atlas)
        for one in self.shown:
            hard = self.atlas[one].kind in ("bone", "bone-feature", "nerve", "artery")
            scene = scene.show(one, opacity=1.0 if hard else SEEN_THROUGH)
        muscles = [x for x in self.shown if self.atlas[x].kind == "muscle"]
        return aslant(scene.titled("Slices"), muscles or self.shown)


def aslant(scene: Scene, framed: Iterable[str]) -> Scene:
    """The scene seen from where no plane of the body is edge-on, filled by some structures."""
    sideways, *rest = FROM
    way = np.array([-sideways if scene.side == "left" else sideways, *rest])
    boxes = [scene.layer(one).get_mesh().bounds for one in framed]
    seen = camera.frame("posterior", boxes, scene.side)
    target = np.array(seen.target_mm)
    far = float(np.linalg.norm(np.array(seen.camera())[:3] - target))
    up = np.array([0.0, 0.0, 1.0]) - way[2] / (way @ way) * way
    eye = target + far * way / np.linalg.norm(way)
    return scene.from_camera([*eye, *target, *(up / np.linalg.norm(up))])


def explorer(
    atlas: Atlas,
    orientation: str,
    at: Place,
    show: str | Iterable[str],
    kinds: str | Iterable[str],
) -> SliceExplorer:
    """A slice explorer; see `musclekit.widgets.slice_explorer`."""
    ids = atlas.resolve(show)
    if not ids:
        raise MusclekitError(
            "There is nothing to show: 'show' is empty.",
            remedy="Name structures or groups, such as show=['bones', 'hamstrings'].",
        )
    if isinstance(at, Injury) and at not in injuries_of(atlas):
        raise MusclekitError("The atlas does not have this injury.", remedy="Use mk.injure first.")
    return SliceExplorer(standing(atlas, orientation, at), ids, checked(kinds))


def checked(kinds: str | Iterable[str]) -> tuple[str, ...]:
    """Pictures that there are, each once, in their usual order.

    Raises
    ------
    UnknownName, MusclekitError
        One that there is not, or none.
    """
    wanted = several(kinds)
    for one in wanted:
        if one not in PICTURES:
            raise UnknownName(f"No picture '{one}'.", remedy=did_you_mean(str(one), PICTURES))
    if not wanted:
        raise MusclekitError("No picture is asked for.", remedy="Give kinds='labels', or 'stir'.")
    return tuple(one for one in PICTURES if one in wanted)


class SliceHost(MovingHost):
    """The explorer's place in the page: each move is answered with pictures, rest with words."""

    _esm = page_module(
        "place.js",
        "moving/panels.js",
        *pictures.FILES,
        "moving/slicer.js",
        "moving/moving.js",
    )
    _css = page_style("host.css", "moving/moving.css", "imaging/picture.css", "imaging/slicer.css")

    def __init__(self, made: SliceExplorer) -> None:
        self._at, self._kinds = made.begun, made.kinds
        self._begun = made
        self._sent: dict[str, Any] = {}
        super().__init__(made.scene(), made.describe(), _panel(made))

    @property
    def at(self) -> Standing:
        """Where the plane stands."""
        return self._at

    def _answer(self, message: dict) -> None:
        asked: dict[str, Callable[[dict], Standing]] = {
            "anew": self._anew,
            "set": lambda m: self._at.set(m.get("name", ""), m.get("value")),
            "turn": lambda m: self._at.turned(m.get("orientation", "")),
            "about": lambda m: self._at.of(m.get("structure", "")),
            "injury": self._to_injury,
            "jump": lambda m: self._at.through(m.get("point", ())),
            "point": lambda m: self._at.pointed(*_two(m.get("pixel", ()))),
            "near": lambda m: self._at.nearer(bool(m.get("on"))),
            "kinds": self._choose,
            "rest": lambda _: self._at,
        }
        act = asked.get(message.get("do", ""))
        if act is not None:
            self._at = act(message)
            self._tell(bool(message.get("settled", True)))

    def _anew(self, _message: dict) -> Standing:
        self._sent = {}
        return self._at

    def _to_injury(self, message: dict) -> Standing:
        known, number = injuries_of(self._at.atlas), message.get("number", 0)
        if not isinstance(number, int) or not 0 <= number < len(known):
            raise MusclekitError("The atlas has no such injury.", remedy="Choose one of the list.")
        return self._at.of(known[number])

    def _choose(self, message: dict) -> Standing:
        self._kinds = checked(message.get("kinds", ()))
        return self._at

    # ---------------------------------------------------------------- answering
    def _tell(self, settled: bool) -> None:
        """Pictures that have changed; once the plane rests, names, words and the 3D view too."""
        cut, at = self._at.slice(), self._at
        key = _key(cut)
        heads, buffers = [], []
        for kind in self._kinds:
            drawn = kind != "labels"
            look = key, settled or not drawn
            if self._sent.get(kind) not in (look, (key, True)):
                image = cut.picture(kind, fine=settled)
                head, pixels = pictures.told(image, cut.spacing_mm, cut.sides(), smooth=drawn)
                heads.append({"kind": kind, **head})
                buffers += pixels
                self._sent[kind] = look
        told = {
            "kinds": list(self._kinds),
            "orientation": at.orientation,
            "ways": [vars(one) for one in at.ways],
            "pixel": [round(x, 2) for x in cut.plane.pixel(at.point_mm)],
            "near": at.near,
            "point": at.point_mm.round(2).tolist(),
            "corners": _corners(cut),
            "about": at.about.structure if isinstance(at.about, Injury) else at.about,
            "pictures": heads,
            "settled": settled,
        }
        if settled:
            told |= {"names": pictures.names_of(cut), "words": cut.describe(), "said": said(cut)}
            told["key"] = cut.injury_key if "labels" in self._kinds else ()
            buffers.append(cut.labels.image.astype(np.uint8).tobytes())
            self._show(cut)
        self.send({"kind": "slice", **told}, buffers)

    def _show(self, cut: Slice) -> None:
        """The plane in the 3D view, with the first picture on it."""
        look = _key(cut), self._kinds[0]
        if self._sent.get("layer") == look:
            return
        self._sent["layer"] = look
        layer = cut.layer(self._kinds[0])
        self._scene = self._scene.add(layer)
        if self.stage.host == self.key:
            self.stage.add(layer)


def said(cut: Slice) -> str:
    """A slice in one breath: its place, what is largest in it, what is hurt."""
    areas = {name: area for name, area in cut.areas_cm2().items() if name != GAP}
    names = [cut.atlas[x].name() for x in sorted(areas, key=areas.__getitem__)[::-1]]
    largest = f"Largest: {', '.join(names[:LARGEST_SAID])}." if names else "No structure in it."
    hurt = [x for x in injuries_of(cut.atlas) if cut.hurt(x).any()]
    seen = "".join(f" Seen in it: {x.describe().partition(':')[0]}." for x in hurt)
    return f"{cut.title}. {largest}{seen}"


def _panel(made: SliceExplorer) -> dict[str, Any]:
    atlas = made.atlas
    coursed = [x for x in atlas.structures if placed_course(atlas, x.id) is not None]
    return {
        "kind": "slicer",
        "orientations": list(VIEWED),
        "pictures": [{"kind": kind, "name": name} for kind, name in PICTURES.items()],
        "kinds": list(made.kinds),
        "injuries": [one.describe() for one in injuries_of(atlas)],
        "structures": [{"id": x.id, "name": x.name()} for x in coursed],
        "simulated": SIMULATED,
    }


def _corners(cut: Slice) -> list[list[float]]:
    rows, columns = (one - 1 for one in cut.plane.shape)
    four = ((0, 0), (0, columns), (rows, columns), (rows, 0))
    return [cut.plane.point_mm(*one).round(2).tolist() for one in four]


def _key(cut: Slice) -> tuple:
    plane = cut.plane
    return (*plane.corner_mm, *plane.right, *plane.down, *plane.shape)


def _two(pixel: Any) -> tuple[float, float]:
    numbers = [x for x in pixel if isinstance(x, int | float)]
    if len(numbers) != 2:
        raise MusclekitError("A pixel is two numbers.", remedy="Reload the page.")
    return float(numbers[0]), float(numbers[1])
