"""A slice of an atlas: what lies in it, how wide and long it is, and how a scanner would see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

from musclekit.atlas import Atlas
from musclekit.errors import MusclekitError, UnknownName, did_you_mean
from musclekit.imaging import mr
from musclekit.imaging.labels import GAP, SOFT, Labels, labels, torn_structures
from musclekit.imaging.marks import marks
from musclekit.imaging.material import PlacedCourse, placed_course
from musclekit.imaging.plane import ORIENTATIONS, Plane, oblique, plane
from musclekit.injury import Injury, injuries_of
from musclekit.injury.altering import healthy_body, where
from musclekit.injury.recipe import centre_mm
from musclekit.mechanics import drawing
from musclekit.scene import Layer, Scene, palette

if TYPE_CHECKING:
    import pyvista
    from matplotlib.figure import Figure

OWN = ("across", "along")
"""Planes of a structure itself: at right angles to its course, and through it from the back."""
PICTURES = {"labels": "Labels", "t1": "T1-like", "stir": "STIR-like"}
HALF = 0.5
"""A mark counts as present above it."""
MARGIN_MM, NEAR_MM = 6.0, 15.0
"""Air round the body; vertices so near a slice tell how wide it is there."""
CLOSE_MM = 70.0
"""Half of a picture across or along a structure, beside it."""
SQUARE, ASLANT = 0.9, 0.35
"""Cosine between a slice's normal and a structure's course: above, its sections can be measured in
the slice; below, its lengths."""
TILE = 2
"""In the 3D view every so manieth pixel is shown."""
NAMED_CM2 = 1.0
"""Structures that cover less have no name in the picture."""
SIMULATED = "Simulated from the atlas: brightness is drawn, not measured."
_MARKED = {"OEDEMA": "oedema", "SCAR": "scar", "FAT": "fat", "TENDINOSIS": "tendinosis"}
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
        if injury not in injuries_of(self.atlas):
            raise MusclekitError(
                "The atlas does not have this injury.", remedy="Use mk.injure first."
            )
        seen = self._torn(injury.structure)
        for name in self._new(injury.structure):
            seen = seen | self.labels.mask(name)
        own = self.labels.mask(injury.structure)
        for image in self.marks.values():
            seen = seen | (own & (image > HALF))
        return seen

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
        course = placed_course(self.atlas, injury.structure)
        if not self.hurt(injury).any() or course is None:
            return {}
        own, lost = self._own(injury.structure)
        marked = self._marked(injury.structure) | lost
        _, way, _ = course.seat(_along(self.atlas, injury))
        lean, found = abs(float(way @ self.plane.normal)), {}
        if lean > SQUARE:
            found["csa_fraction"] = float(marked.sum() / (own | lost).sum())
        elif lean < ASLANT and injury.kind == "complete_tear":
            found["retraction_mm"] = self._between_mm(own, lost, way)
        elif lean < ASLANT:
            sizes = {"length_mm": marked, "disruption_mm": self._torn(injury.structure)}
            found = {name: self._extent_mm(x, way) for name, x in sizes.items() if x.any()}
        return {name: size for name, size in found.items() if name in injury.record.extents}

    def _marked(self, structure: str) -> np.ndarray:
        """Where a structure is marked, whatever covers it."""
        alone = labels(self.atlas, self.plane, [structure])
        found = marks(self.atlas, alone).values()
        return np.max([np.zeros(self.plane.shape), *found], axis=0) > HALF

    def _new(self, structure: str) -> list[str]:
        """Blood and pieces of bone that a structure's injuries brought."""
        added = (name for name in self.names[2:] if name != GAP and name not in self.atlas.intact)
        return [name for name in added if self.atlas[name].record.parent == structure]

    def _own(self, structure: str) -> tuple[np.ndarray, np.ndarray]:
        """(rows, columns) bool, twice: a structure, and where it no longer is, whatever is now."""
        after, before = (
            labels(body, self.plane, [structure]).mask(structure)
            for body in (self.atlas, self.atlas.intact)
        )
        return after, before & ~after

    def _torn(self, structure: str) -> np.ndarray:
        """Room that torn fibres left, whatever fills it."""
        torn = structure in torn_structures(self.atlas)
        return self._own(structure)[1] if torn else np.zeros(self.plane.shape, bool)

    def _extent_mm(self, mask: np.ndarray, way: np.ndarray) -> float:
        """From the first to the last pixel along a direction, both whole."""
        far = self._far_mm(mask, way)
        return float(np.ptp(far)) + self.spacing_mm

    def _between_mm(self, own: np.ndarray, lost: np.ndarray, way: np.ndarray) -> float:
        """Room between the foremost fibres of two torn ends, along a direction."""
        if not (own.any() and lost.any()):
            return 0.0
        far, middle = self._far_mm(own, way), np.median(self._far_mm(lost, way))
        after, before = far[far > middle], far[far <= middle]
        if not (len(after) and len(before)):
            return 0.0
        return max(float(after.min() - before.max()) - self.spacing_mm, 0.0)

    def _far_mm(self, mask: np.ndarray, way: np.ndarray) -> np.ndarray:
        """(n,) how far along a direction the pixels of a mask lie."""
        flat = np.array([way @ self.plane.down, way @ self.plane.right])
        return np.argwhere(mask) @ (flat / np.linalg.norm(flat)) * self.spacing_mm

    # --------------------------------------------------------------- pictures
    def picture(self, kind: str = "labels") -> np.ndarray:
        """The slice as an image.

        Parameters
        ----------
        kind : {"labels", "t1", "stir"}

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
        return self._coloured() if kind == "labels" else mr.picture(self.atlas, self.plane, kind)

    def figure(self, *kinds: str) -> Figure:
        """Pictures side by side, with a bar of length, sides of the body and names.

        Parameters
        ----------
        *kinds : {"labels", "t1", "stir"}
            All three when left out.
        """
        shown = {PICTURES[one]: self.picture(one) for one in kinds or PICTURES}
        return drawing.pictures(
            shown, self.spacing_mm, self.sides(), self._numbered(), f"{self._title()}. {SIMULATED}"
        )

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
        return shown.titled(self._title())

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
        colours = {"outside": "#000000", SOFT: "#3b3f45", GAP: palette.INJURED["TORN"][0]}
        table = [
            colours.get(name) or palette.colour_of(name, self.atlas[name].kind)
            for name in self.names
        ]
        image = np.array([palette.as_rgb(one) for one in table], float)[self.labels.image]
        for name, share in self.marks.items():
            colour, cover = palette.INJURED[name]
            image += (cover * share)[..., None] * (np.array(palette.as_rgb(colour)) - image)
        return np.rint(image).astype(np.uint8)

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
    def _title(self) -> str:
        x, y, z = self.plane.point_mm(*((one - 1) / 2 for one in self.plane.shape))
        place = f"middle at {x:.0f}, {y:.0f}, {z:.0f} mm (right, front, up)"
        return f"{self.orientation.capitalize()} slice, {self.atlas.side} side, {place}"

    def describe(self) -> str:
        """The slice in words: what is in it, where in the picture, how large, what is hurt."""
        rows, columns = (one * self.spacing_mm for one in self.plane.shape)
        sides = self.sides()
        lines = [
            f"{self._title()}.",
            f"{SIMULATED} {columns:.0f} x {rows:.0f} mm, {self.spacing_mm:g} mm a pixel; left is "
            f"{sides['left']}, right {sides['right']}, top {sides['top']}, "
            f"bottom {sides['bottom']}.",
        ]
        areas = self.areas_cm2()
        if not areas:
            return "\n".join([*lines, "No structure of the atlas is in it."])
        lines.append("In it, from the largest:")
        for name in sorted(areas, key=lambda one: (-round(areas[one], 1), one)):
            called = "Gap between torn fibres" if name == GAP else self.atlas[name].name()
            where_it_is = self._place(self.labels.mask(name))
            lines.append(f"  {called}: {max(areas[name], 0.1):.1f} cm², {where_it_is}")
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
            seen = self.hurt(injury)
            if not seen.any():
                lines.append(f"Not in this slice: {injury.describe()}")
                continue
            size = seen.sum() * self.spacing_mm**2 / 100
            lines.append(f"Injured: {injury.describe()}")
            own = self.labels.mask(injury.structure)
            shown = {key for key, image in self.marks.items() if (image[own] > HALF).any()}
            found = [name for key, name in _MARKED.items() if key in shown]
            found += ["a gap"] if self._torn(injury.structure).any() else []
            added = {self.atlas[name].kind for name in self._new(injury.structure)}
            found += [said for kind, said in _ADDED.items() if kind in added]
            lines.append(f"  Seen here: {', '.join(found)}; {size:.1f} cm², {self._place(seen)}.")
            lines += [f"  {one}" for one in _measured(self.measure(injury))]
        return lines

    def __repr__(self) -> str:
        """The slice in words."""
        return self.describe()

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": self.describe(), "image/svg+xml": drawing.as_svg(self.figure())}


def slice(
    atlas: Atlas,
    orientation: str | Plane = "axial",
    at: float | str | Injury | Iterable[float] | None = None,
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
        cut = _own_plane(atlas, orientation, at, size_mm, spacing_mm)
    else:
        cut = _body_plane(atlas, orientation, at, size_mm, spacing_mm)
    return Slice(atlas, orientation, labels(atlas, cut))


def _body_plane(atlas, orientation, at, size_mm, spacing_mm) -> Plane:
    axis = int(np.argmin(np.abs(ORIENTATIONS[orientation]).max(axis=0)))
    low, high = _box(atlas, None, axis)
    middle = (low + high) / 2
    point = middle if at is None else _point(atlas, at)
    height = float(point[axis] if point.shape == (3,) else point)
    if size_mm is None or point.shape != (3,):
        low, high = _box(atlas, height, axis)
        point = (low + high) / 2
    if size_mm is None:
        right, down = (int(np.argmax(np.abs(way))) for way in ORIENTATIONS[orientation])
        long = high - low + 2 * MARGIN_MM
        size_mm = float(long[down]), float(long[right])
    point = point.copy()
    point[axis] = height
    return plane(orientation, point, size_mm, spacing_mm)


def _point(atlas, at) -> np.ndarray:
    """A point (3,), or the height () of a plane."""
    if isinstance(at, Injury):
        return _seat(atlas, at)[0]
    return atlas[at].centre_mm if isinstance(at, str) else _numbers(at)


def _numbers(at) -> np.ndarray:
    try:
        point = np.asarray(at, float)
    except (TypeError, ValueError):
        point = np.array([np.nan, np.nan])
    if point.shape not in ((), (3,)) or not np.isfinite(point).all():
        raise MusclekitError(
            f"{at!r} is no place for a slice.",
            remedy="Give millimetres, a point of three, a structure's id, or an injury.",
        )
    return point


def _own_plane(atlas, orientation, at, size_mm, spacing_mm) -> Plane:
    if not isinstance(at, str | Injury):
        raise MusclekitError(
            f"A slice {orientation} a structure needs one.",
            remedy="Give at= a structure's id, or an injury.",
        )
    middle, way, back, side = _seat(atlas, at)
    if orientation == "across":
        size = size_mm or (2 * CLOSE_MM, 2 * CLOSE_MM)
        return oblique(middle, side if side[0] < 0 else -side, back, size, spacing_mm)
    turn = np.radians(at.around_deg) if isinstance(at, Injury) else 0.0
    long = at.length_mm if isinstance(at, Injury) else 0.0
    size = size_mm or (2 * CLOSE_MM + 1.5 * long, 2 * CLOSE_MM)
    return oblique(middle, np.cos(turn) * back + np.sin(turn) * side, way, size, spacing_mm)


def _seat(atlas: Atlas, at: str | Injury) -> tuple[np.ndarray, ...]:
    """A place on a structure's course, and the ways distally, to the back and laterally there."""
    structure = at.structure if isinstance(at, Injury) else atlas[at].id
    course: PlacedCourse | None = placed_course(atlas, structure)
    if course is None:
        raise MusclekitError(
            f"'{structure}' has no course to cut across or along.",
            remedy="Give a muscle, tendon or nerve.",
        )
    along = _along(atlas, at) if isinstance(at, Injury) else 0.5
    known = course.rest.course.along
    side = np.array([np.interp(along, known, x) for x in course.axes[:, 1].T])
    return (*course.seat(along), side / np.linalg.norm(side))


def _along(atlas: Atlas, injury: Injury) -> float:
    """Where the middle of an injury lies, 0 at the origin to 1, moved so that all has room."""
    healthy = atlas.intact.neutral
    body = healthy_body(healthy, injury.structure)
    at = centre_mm(body, injury, where(healthy, injury))
    return float(np.interp(at, body.course.arc_mm, body.course.along))


def _box(atlas: Atlas, height: float | None, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Corners of what a slice shows: of the skin near it, of other structures near it, of all."""
    skin = [one for one in atlas.structures if one.kind == "skin"]
    points = [np.asarray(one.mesh.points, float) for one in skin or atlas.structures]
    every = np.concatenate(points)
    near = every if height is None else every[abs(every[:, axis] - height) < NEAR_MM]
    if not len(near):
        found = (np.asarray(one.mesh.points, float) for one in atlas.structures)
        near = np.concatenate([one[abs(one[:, axis] - height) < NEAR_MM] for one in found])
    shown = near if len(near) else every
    return shown.min(axis=0), shown.max(axis=0)


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
