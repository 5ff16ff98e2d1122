"""A slice of an atlas: what lies in it, how wide and long it is, and how a scanner would see it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

from musclekit.atlas import Atlas
from musclekit.content.words import Words
from musclekit.errors import UnknownName, did_you_mean
from musclekit.imaging import mr
from musclekit.imaging.cutting import OWN, Place, body_plane, own_plane
from musclekit.imaging.labels import GAP, SOFT, Labels, called, labels
from musclekit.imaging.marks import MARKS, marks
from musclekit.imaging.measuring import HALF, brought, extents, seen, torn
from musclekit.imaging.plane import ORIENTATIONS, Plane
from musclekit.injury import Injury, injuries_of
from musclekit.mechanics import drawing
from musclekit.scene import Layer, Scene, palette

if TYPE_CHECKING:
    import pyvista
    from matplotlib.figure import Figure

PICTURES = {"labels": "Labels", "t1": "T1-like", "stir": "STIR-like"}
TILE = 2
"""In the 3D view every so manieth pixel is shown."""
NAMED_CM2 = 1.0
"""Structures that cover less have no name in the picture."""
SIMULATED = "Simulated from the atlas: brightness is drawn, not measured."
_ADDED = {"haematoma": "blood", "bone-fragment": "a piece of bone"}
_WAYS = (("R", "L"), ("A", "P"), ("S", "I"))


@dataclass(frozen=True, eq=False, repr=False)
class Slice:
    """One slice of an atlas.

    Attributes
    ----------
    atlas : Atlas
    orientation : str
        "axial", "coronal", "sagittal", "across", "along", or "oblique".
    labels : Labels
        Of all its pixels.
    """

    atlas: Atlas
    orientation: str
    labels: Labels

    @property
    def plane(self) -> Plane:
        """Where its pixels are."""
        return self.labels.plane

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the labels, by number."""
        return self.labels.names

    @property
    def spacing_mm(self) -> float:
        """Between neighbouring pixels."""
        return self.plane.spacing_mm

    @cached_property
    def marks(self) -> dict[str, np.ndarray]:
        """OEDEMA, SCAR, FAT, TENDINOSIS to (rows, columns) float, 0 to 1; those in the slice."""
        return marks(self.atlas, self.labels)

    def label_at(self, row: int, column: int) -> str:
        """What lies under a pixel: the id of a structure, or as `Labels` says."""
        return self.labels.at(row, column)

    def areas_cm2(self) -> dict[str, float]:
        """Area of each structure in the slice, and of gaps, by id."""
        found = self.labels.areas_mm2
        return {name: area / 100 for name, area in found.items() if name != SOFT}

    def length_mm(self, start: tuple[float, float], end: tuple[float, float]) -> float:
        """Calipers: the distance between two pixels (row, column)."""
        (r0, c0), (r1, c1) = start, end
        return float(np.hypot(r1 - r0, c1 - c0)) * self.spacing_mm

    def moved(self, by_mm: float) -> Slice:
        """The slice so far on along its normal, away from the viewer."""
        return Slice(self.atlas, self.orientation, labels(self.atlas, self.plane.moved(by_mm)))

    # -------------------------------------------------------------- measuring
    def hurt(self, injury: Injury) -> np.ndarray:
        """(rows, columns) bool: what of an injury is seen: its marks, torn room, blood and bone.

        Raises
        ------
        MusclekitError
            If the atlas does not have the injury.
        """
        return seen(self.atlas, self.labels, self.marks, injury)

    def measure(self, injury: Injury) -> dict[str, float]:
        """Extents of an injury in this slice, as with calipers on the picture.

        Parameters
        ----------
        injury : Injury
            That the atlas has.

        Returns
        -------
        dict of str to float
            `csa_fraction` where the slice lies across the structure; `length_mm` and
            `disruption_mm` where it lies along it, of a complete tear `retraction_mm`; nothing
            where the injury is not in the slice. Several in one structure are not told apart.

        Raises
        ------
        MusclekitError
            If the atlas does not have the injury.
        """
        return extents(self.atlas, self.plane, injury) if self.hurt(injury).any() else {}

    # --------------------------------------------------------------- pictures
    def picture(self, kind: str = "labels", fine: bool = True) -> np.ndarray:
        """The slice as an image.

        Parameters
        ----------
        kind : {"labels", "t1", "stir"}
        fine : bool
            False for a quick T1- or STIR-like picture while the slice moves.

        Returns
        -------
        (rows, columns) uint8, or (rows, columns, 3) for labels

        Raises
        ------
        UnknownName
            If there is no such picture.
        """
        if kind not in PICTURES:
            raise UnknownName(f"No picture '{kind}'.", remedy=did_you_mean(str(kind), PICTURES))
        if kind == "labels":
            return self._coloured()
        return mr.picture(self.atlas, self.plane, kind, fine)

    def figure(self, *kinds: str) -> Figure:
        """Pictures side by side, with a bar of length, sides of the body and names.

        Parameters
        ----------
        *kinds : {"labels", "t1", "stir"}
            All three when left out.
        """
        return self._drawn(kinds or PICTURES, f"{self.title}. {self._caption()}")

    def shown(self, *kinds: str) -> Words:
        """The slice as a notebook shows it, with some of its pictures.

        Parameters
        ----------
        *kinds : {"labels", "t1", "stir"}
            All three when left out.

        Raises
        ------
        UnknownName
            If there is no such picture.
        """
        words, figures = self.describe(), [self._drawn([one]) for one in kinds or PICTURES]
        return Words(words, drawing.as_html(figures, words, self._caption()))

    def _caption(self) -> str:
        """What the numbers in the first picture mean."""
        numbered = enumerate(self._numbered(), start=1)
        key = " · ".join(f"{number} {name}" for number, (_, _, name) in numbered)
        return f"{key}. {SIMULATED}" if key else SIMULATED

    def _drawn(self, kinds: Collection[str], note: str = "") -> Figure:
        drawn = [(self.picture(one), PICTURES[one]) for one in kinds]
        shown = {title: image for image, title in drawn}
        numbered = self._numbered() if note or "labels" in kinds else []
        places = [(row, column) for row, column, _ in numbered]
        return drawing.pictures(shown, self.spacing_mm, self.sides(), places, note)

    def layer(self, kind: str = "labels") -> Layer:
        """The picture as a surface in the body, for `Scene.add`; nothing where there is air.

        Raises
        ------
        UnknownName
            If there is no such picture.
        """
        picture = self.picture(kind)
        rows, columns, faces = self._tiles()
        points = self.plane.points_mm[rows, columns]
        colours = picture[rows, columns]
        colours = np.broadcast_to(colours.reshape(len(colours), -1), (len(colours), 3))

        def mesh() -> pyvista.PolyData:
            import pyvista

            return pyvista.PolyData.from_regular_faces(points.astype("float32"), faces)

        label = f"{self.orientation.capitalize()} slice"
        return Layer("slice", label, "slice", mesh, get_rgb=lambda: colours, solid=False)

    def scene(self, show: str | Iterable[str] = "bones", kind: str = "labels") -> Scene:
        """The 3D view of structures, with the picture where the slice lies.

        Raises
        ------
        UnknownStructure, UnknownName
            If there is no such structure or picture.
        """
        shown = Scene(self.atlas).show(show).add(self.layer(kind))
        return shown.titled(self.title)

    def _tiles(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows and columns (n,) of pixels that are corners of tiles in the body; triangles."""
        body = self.labels.image[::TILE, ::TILE] > 0
        number = np.arange(body.size).reshape(body.shape)
        corners = (number[:-1, :-1], number[:-1, 1:], number[1:, 1:], number[1:, :-1])
        within = body[:-1, :-1] & body[:-1, 1:] & body[1:, 1:] & body[1:, :-1]
        a, b, c, d = (one[within] for one in corners)
        faces = np.vstack([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)])
        used, faces = np.unique(faces, return_inverse=True)
        rows, columns = np.divmod(used, body.shape[1])
        return TILE * rows, TILE * columns, faces.reshape(-1, 3)

    def sides(self) -> dict[str, str]:
        """Letters of the body's sides at the "left", "right", "top" and "bottom" of the picture.

        R and L, A and P (front and back), S and I (up and down); two where it runs aslant.
        """
        right, down = self.plane.right, self.plane.down
        ways = {"left": -right, "right": right, "top": -down, "bottom": down}
        return {side: _letters(way) for side, way in ways.items()}

    def _coloured(self) -> np.ndarray:
        colours = {"outside": "#000000", SOFT: "#3b3f45", GAP: palette.ROOM}
        table = [
            colours.get(name) or palette.colour_of(name, self.atlas[name].kind)
            for name in self.names
        ]
        image = np.array([palette.as_rgb(one) for one in table], float)[self.labels.image]
        for name, share in self.marks.items():
            colour, cover = palette.INJURED[name]
            image += (cover * share)[..., None] * (np.array(palette.as_rgb(colour)) - image)
        return np.rint(image).astype(np.uint8)

    @property
    def injury_key(self) -> tuple[tuple[str, str], ...]:
        """What colours of injury mean in the label picture: words and "#rrggbb" of those in it."""
        seen = self.labels.areas_mm2
        kinds = {self.atlas[one].kind for one in seen if one in self.atlas}
        key = [(palette.ROOM_SAID, palette.ROOM)] if GAP in seen else []
        for name, words in palette.INJURY.items():
            if name in kinds:
                key.append((words, palette.KIND[name]))
            elif name in self.marks:
                key.append((words, palette.INJURED[name][0]))
        return tuple(key)

    def _numbered(self) -> list[tuple[float, float, str]]:
        """The larger structures, each at its widest place: (row, column, name)."""
        found = []
        for name, area in self.areas_cm2().items():
            if area >= NAMED_CM2 and name != GAP:
                mask = np.pad(self.labels.mask(name), 1)
                deep = ndimage.distance_transform_edt(mask)[1:-1, 1:-1]
                row, column = np.unravel_index(deep.argmax(), deep.shape)
                found.append((float(row), float(column), self.atlas[name].name()))
        return found

    # ------------------------------------------------------------------ words
    @property
    def title(self) -> str:
        """Which slice it is: orientation, side and place."""
        x, y, z = self.plane.point_mm(*((one - 1) / 2 for one in self.plane.shape))
        place = f"middle at {x:.0f}, {y:.0f}, {z:.0f} mm (right, front, up)"
        return f"{self.orientation.capitalize()} slice, {self.atlas.side} side, {place}"

    def describe(self) -> str:
        """The slice in words: what is in it, where in the picture, how large, what is hurt."""
        rows, columns = (one * self.spacing_mm for one in self.plane.shape)
        sides = self.sides()
        lines = [
            f"{self.title}.",
            f"{SIMULATED} {columns:.0f} x {rows:.0f} mm, {self.spacing_mm:g} mm a pixel; left is "
            f"{sides['left']}, right {sides['right']}, top {sides['top']}, "
            f"bottom {sides['bottom']}.",
        ]
        areas = self.areas_cm2()
        if not areas:
            return "\n".join([*lines, "No structure of the atlas is in it."])
        lines.append("In it, from the largest:")
        for name in sorted(areas, key=lambda one: (-round(areas[one], 1), one)):
            size, where_it_is = max(areas[name], 0.1), self._place(self.labels.mask(name))
            lines.append(f"  {called(self.atlas, name)}: {size:.1f} cm², {where_it_is}")
        return "\n".join([*lines, *self._hurt_said()])

    def _place(self, mask: np.ndarray) -> str:
        """Ninth of the picture that the middle of a mask lies in."""
        middle = np.argwhere(mask).mean(axis=0) + 0.5
        down, across = (int(3 * at // size) for at, size in zip(middle, mask.shape, strict=True))
        words = [("upper", "", "lower")[down], ("left", "", "right")[across]]
        return " ".join(one for one in words if one) or "middle"

    def _hurt_said(self) -> list[str]:
        lines = []
        for injury in injuries_of(self.atlas):
            here = self.hurt(injury)
            if not here.any():
                lines.append(f"Not in this slice: {injury.describe()}")
                continue
            size = here.sum() * self.spacing_mm**2 / 100
            lines.append(f"Injured: {injury.describe()}")
            own = self.labels.mask(injury.structure)
            shown = {key for key, image in self.marks.items() if (image[own] > HALF).any()}
            found = [name for key, name in MARKS.items() if key in shown]
            found += ["a gap"] if torn(self.atlas, self.plane, injury.structure).any() else []
            added = brought(self.atlas, self.labels, injury.structure)
            kinds = {self.atlas[name].kind for name in added}
            found += [said for kind, said in _ADDED.items() if kind in kinds]
            lines.append(f"  Seen here: {', '.join(found)}; {size:.1f} cm², {self._place(here)}.")
            lines += [f"  {one}" for one in _measured(self.measure(injury))]
        return lines

    def __repr__(self) -> str:
        """The slice in words."""
        return self.describe()

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.shown()._repr_mimebundle_()


def slice(
    atlas: Atlas,
    orientation: str | Plane = "axial",
    at: Place = None,
    *,
    size_mm: tuple[float, float] | None = None,
    spacing_mm: float = 1.0,
) -> Slice:
    """Cut an atlas.

    Parameters
    ----------
    atlas : Atlas
        At any posture, with any variant and injuries.
    orientation : {"axial", "coronal", "sagittal", "across", "along"} or Plane
        Across or along the course of a structure, or a plane of any direction
        (`musclekit.imaging.plane.oblique`).
    at : float, str, Injury or (3,) float, optional
        Millimetres along the axis the plane is at right angles to (RAS); a structure, whose middle
        it goes through; an injury; or a point. The middle of the body when left out.
    size_mm : (float, float), optional
        Height and width of the picture; all of the body when left out.
    spacing_mm : float
        Between pixels.

    Returns
    -------
    Slice

    Raises
    ------
    UnknownName, UnknownStructure
        If there is no such orientation or structure.
    MusclekitError
        If the place is none, or the picture is none.

    >>> import musclekit as mk
    >>> cut = mk.slice(mk.load_atlas(), "axial", at=-200)
    >>> sorted(cut.areas_cm2(), key=cut.areas_cm2().get)[-2:]
    ['semitendinosus', 'adductor_magnus']
    """
    if isinstance(orientation, Plane):
        return Slice(atlas, "oblique", labels(atlas, orientation))
    if orientation not in (*ORIENTATIONS, *OWN):
        raise UnknownName(
            f"No orientation '{orientation}'.",
            remedy=did_you_mean(str(orientation), (*ORIENTATIONS, *OWN)),
        )
    if orientation in OWN:
        cut = own_plane(atlas, orientation, at, size_mm, spacing_mm)
    else:
        cut = body_plane(atlas, orientation, at, size_mm, spacing_mm)
    return Slice(atlas, orientation, labels(atlas, cut))


def _letters(way: np.ndarray) -> str:
    """Side of the body a direction points to: one letter, or two where it runs aslant."""
    order = [one for one in np.argsort(-np.abs(way)) if abs(way[one]) > 0.38][:2]
    return "".join(_WAYS[one][0 if way[one] > 0 else 1] for one in order)


def _measured(found: dict[str, float]) -> list[str]:
    said = {
        "csa_fraction": lambda v: f"{100 * v:.0f} % of its section",
        "length_mm": lambda v: f"{v:.0f} mm long",
        "disruption_mm": lambda v: f"gap of {v:.0f} mm",
        "retraction_mm": lambda v: f"torn ends {v:.0f} mm apart",
    }
    told = ", ".join(said[name](value) for name, value in found.items() if name in said)
    return [f"Measured here: {told}."] if told else []
