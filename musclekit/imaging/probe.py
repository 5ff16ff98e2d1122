"""An ultrasound probe, linear or curved, held against the skin, and the plane it sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from musclekit.atlas import Atlas, Structure
from musclekit.errors import MusclekitError
from musclekit.geometry import nearest_on_surface
from musclekit.imaging.fan import Fan
from musclekit.imaging.material import carried, placed_course
from musclekit.imaging.plane import Plane, oblique

PIXELS = 256
"""Along the longer side of the image."""
UNDER_MM = 30.0
"""From so far beneath the skin a probe that slides looks for the skin again."""
LEANT_DEG = 40.0
"""A probe is leant towards a structure by so much at most."""
AXES = ("short", "long")
SHAPES = ("linear", "curved")
RANGES = {
    "along": (0.0, 1.0, ""),
    "slide_mm": (-150.0, 150.0, " mm"),
    "shift_mm": (-80.0, 80.0, " mm"),
    "tilt_deg": (-45.0, 45.0, "°"),
    "rock_deg": (-45.0, 45.0, "°"),
    "rotation_deg": (-180.0, 180.0, "°"),
    "depth_mm": (10.0, 150.0, " mm"),
    "width_mm": (15.0, 80.0, " mm"),
    "frequency_mhz": (3.0, 18.0, " MHz"),
    "radius_mm": (40.0, 80.0, " mm"),
}


@dataclass(frozen=True)
class Probe:
    """A probe, by what it is held over and how.

    Attributes
    ----------
    over : str or tuple of float
        Id of a structure, whose place is sought on the skin behind it; or a point, millimetres
        RAS, which is brought to the nearest skin.
    along : float
        Where along the structure, 0 at its origin to 1 at its insertion.
    axis : {"short", "long"}
        Image across the structure, the body's right on the left; or along it, distal on the right.
    slide_mm, shift_mm : float
        Along the skin, distally, and towards the body's left; the probe keeps its tilt against
        the skin.
    tilt_deg : float
        Beam leant out of the image, from where it meets the structure: distally in a short axis,
        to the body's right in a long axis.
    rock_deg : float
        Beam leant in the image, to its right (heel and toe).
    rotation_deg : float
        Turn about the beam, clockwise as seen from behind the probe.
    depth_mm, width_mm : float
        Of the image, from the face of the probe; of that face.
    frequency_mhz : float
        Higher is finer and reaches less deep.
    shape : {"linear", "curved"}
        Beams side by side; or spreading from a face that bulges towards the body.
    radius_mm : float
        Of a curved face.

    Raises
    ------
    MusclekitError
        With all that is wrong at once.
    """

    over: str | tuple[float, float, float] = "semitendinosus"
    along: float = 0.5
    axis: str = "short"
    slide_mm: float = 0.0
    shift_mm: float = 0.0
    tilt_deg: float = 0.0
    rock_deg: float = 0.0
    rotation_deg: float = 0.0
    depth_mm: float = 60.0
    width_mm: float = 50.0
    frequency_mhz: float = 9.0
    shape: str = "linear"
    radius_mm: float = 60.0

    def __post_init__(self) -> None:
        """Refuse what no probe can do."""
        wrong = [*_wrong_place(self.over)]
        if self.axis not in AXES:
            wrong.append(f"axis={self.axis!r} is neither 'short' nor 'long'")
        if self.shape not in SHAPES:
            wrong.append(f"shape={self.shape!r} is neither 'linear' nor 'curved'")
        for name, (low, high, unit) in RANGES.items():
            given = getattr(self, name)
            if not _is_number(given) or not low <= given <= high:
                wrong.append(f"{name}={given!r} is not from {low:g} to {high:g}{unit}")
        if wrong:
            raise MusclekitError(
                f"{'; '.join(wrong)}.",
                where="Probe",
                remedy='Give it as in mk.Probe("conjoint_tendon", along=0.5, depth_mm=60).',
            )

    @property
    def fan(self) -> Fan | None:
        """Beams of a curved probe; None where they run side by side."""
        if self.shape == "linear":
            return None
        return Fan(float(self.radius_mm), float(self.width_mm), float(self.depth_mm))

    @property
    def size_mm(self) -> tuple[float, float]:
        """Height and width of the picture."""
        return self.fan.size_mm if self.fan else (self.depth_mm, self.width_mm)

    @property
    def spacing_mm(self) -> float:
        """Between neighbouring pixels."""
        return max(self.size_mm) / PIXELS


def plain(probe: Probe) -> dict[str, Any]:
    """Fields of a probe as JSON data."""
    told = {one.name: getattr(probe, one.name) for one in fields(probe)}
    return told | {"over": probe.over if isinstance(probe.over, str) else list(probe.over)}


def read(told: Mapping[str, Any]) -> Probe:
    """A probe from `plain` data, its numbers brought within their ranges.

    Raises
    ------
    MusclekitError
        If it is none.
    """
    over = told.get("over", Probe.over)
    given: dict[str, Any] = {"over": tuple(over) if isinstance(over, list) else over}
    for name, (low, high, _) in RANGES.items():
        value = told.get(name, getattr(Probe, name))
        usable = _is_number(value) and bool(np.isfinite(value))
        given[name] = float(np.clip(value, low, high)) if usable else value
    for name, known in (("axis", AXES), ("shape", SHAPES)):
        given[name] = told.get(name, known[0])
    return Probe(**given)


def plane_of(atlas: Atlas, probe: Probe) -> Plane:
    """The image plane of a probe on the skin of an atlas at its posture.

    Rows go down the beam from the skin. The plane stands on the skin along its normal, averaged
    over the face of the probe; over a structure it is tilted until it meets it, as one tilts a
    probe until what one looks for is brightest.

    Raises
    ------
    UnknownStructure
        If the atlas lacks the structure.
    MusclekitError
        If it has no skin, or none behind that place.
    """
    target, distal, back = _target(atlas, probe)
    skin = skin_of(atlas)
    if not isinstance(probe.over, str):
        contact = skin.nearest(target)
    elif (found := skin.hit(target, back)) is None:
        raise MusclekitError(
            f"There is no skin behind '{probe.over}' at along={probe.along:g}.",
            where="Probe, over and along",
            remedy="Give another place along it, or a point on the skin.",
        )
    else:
        contact = found
    normal = skin.normal(contact, probe.width_mm)
    right = _right(distal, normal, probe)
    lean = _lean_deg(target - contact, right, normal) if isinstance(probe.over, str) else 0.0
    if probe.slide_mm or probe.shift_mm:
        contact = skin.slid(contact, normal, distal, probe)
        normal = skin.normal(contact, probe.width_mm)
        right = _right(distal, normal, probe)
    down = _turned(-normal, right, lean + probe.tilt_deg)
    right, down = _leant(right, down, probe.rock_deg)
    sag = probe.fan.sag_mm if probe.fan else 0.0
    middle = contact + ((probe.size_mm[0] - probe.spacing_mm) / 2 - sag) * down
    return oblique(middle, right, down, probe.size_mm, probe.spacing_mm)


def depth_of(atlas: Atlas, probe: Probe) -> float:
    """How far beneath the skin lies what a probe is held over, millimetres.

    Raises
    ------
    UnknownStructure, MusclekitError
        If there is no such structure, or no skin behind it.
    """
    target, _, back = _target(atlas, probe)
    contact = skin_of(atlas).hit(target, back)
    if contact is None:
        raise MusclekitError("There is no skin there.", where="Probe")
    return float(np.linalg.norm(contact - target))


def _target(atlas: Atlas, probe: Probe) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A point in the body, the way distally and the way back there."""
    turn = carried(atlas)[0]
    distal, back = turn @ [0.0, 0.0, -1.0], turn @ [0.0, -1.0, 0.0]
    if not isinstance(probe.over, str):
        return np.asarray(probe.over, float), distal, back
    structure = atlas[probe.over]
    placed = placed_course(atlas, structure.id)
    if placed is None:
        return structure.centre_mm, distal, back
    return placed.seat(probe.along)


def skin_met(atlas: Atlas, eye_mm: np.ndarray, way: np.ndarray) -> np.ndarray | None:
    """(3,) where a line of sight from `eye_mm` first meets the skin from outside; None if nowhere.

    Raises
    ------
    MusclekitError
        If the atlas has no skin.
    """
    return skin_of(atlas).hit(np.asarray(eye_mm, float), _unit(np.asarray(way, float)), -1)


def skin_of(atlas: Atlas) -> Skin:
    """The skin of an atlas at its posture.

    Raises
    ------
    MusclekitError
        If it has none.
    """
    skins = [one for one in atlas.structures if one.kind == "skin"]
    if not skins:
        raise MusclekitError(
            f"Atlas '{atlas.name}' has no skin to hold a probe against.",
            remedy="Use an atlas with a structure of kind 'skin'.",
        )
    if skins[0] not in _skins:
        _skins[skins[0]] = Skin(skins[0])
    return _skins[skins[0]]


class Skin:
    """The skin as triangles: where lines pass through it, and which way it faces."""

    def __init__(self, skin: Structure) -> None:
        self.points = np.asarray(skin.mesh.points, float)
        self.faces = skin.mesh.regular_faces
        a, b, c = (self.points[self.faces[:, one]] for one in range(3))
        self.a, self.ab, self.ac = a, b - a, c - a
        self.normals = np.cross(self.ab, self.ac)  # longer where the triangle is larger
        self.middles = (a + b + c) / 3

    def hit(self, start: np.ndarray, way: np.ndarray, side: int = 1) -> np.ndarray | None:
        """(3,) where a line first leaves the skin, or with -1 comes in; None if nowhere."""
        out = self.normals @ way
        with np.errstate(divide="ignore", invalid="ignore"):
            far = np.einsum("ij,ij->i", self.a - start, self.normals) / out
            at = start + far[:, None] * way - self.a
            size = np.einsum("ij,ij->i", self.normals, self.normals)
            one = np.einsum("ij,ij->i", np.cross(at, self.ac), self.normals) / size
            two = np.einsum("ij,ij->i", np.cross(self.ab, at), self.normals) / size
            met = (side * out > 0) & (far > 0) & (one >= 0) & (two >= 0) & (one + two <= 1)
        return start + far[met].min() * way if met.any() else None

    def nearest(self, point: np.ndarray) -> np.ndarray:
        """(3,) place on the skin nearest to a point."""
        return nearest_on_surface(point, self.points, self.faces)

    def normal(self, contact: np.ndarray, width_mm: float) -> np.ndarray:
        """(3,) outward, averaged over the face of a probe."""
        away = ((self.middles - contact) ** 2).sum(axis=1)
        weight = np.exp(-0.5 * away / (width_mm / 3) ** 2)
        nearest = self.normals[away.argmin()]
        weight = weight * (self.normals @ nearest > 0)  # not the far side of a thin fold
        return _unit(weight @ self.normals)

    def slid(
        self, contact: np.ndarray, normal: np.ndarray, distal: np.ndarray, probe: Probe
    ) -> np.ndarray:
        """(3,) where a probe comes to lie when it is moved along the skin."""
        way = _unit(distal - (distal @ normal) * normal)
        wanted = contact + probe.slide_mm * way + probe.shift_mm * np.cross(way, normal)
        found = self.hit(wanted - UNDER_MM * normal, normal)
        return self.nearest(wanted) if found is None else found


_skins: WeakKeyDictionary[Structure, Skin] = WeakKeyDictionary()


def _wrong_place(over: Any) -> list[str]:
    if isinstance(over, str):
        return []
    try:
        point = np.asarray(over, float)
    except (TypeError, ValueError):
        point = np.empty(0)
    if point.shape == (3,) and np.isfinite(point).all():
        return []
    return [f"over={over!r} is neither an id nor a point of three numbers"]


def _is_number(given: Any) -> bool:
    return isinstance(given, (int, float, np.number)) and not isinstance(given, bool)


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / max(float(np.linalg.norm(vector)), 1e-12)


def _turned(vector: np.ndarray, about: np.ndarray, degrees: float) -> np.ndarray:
    """A vector turned about another at right angles to it."""
    turn = np.radians(degrees)
    return np.cos(turn) * vector + np.sin(turn) * np.cross(about, vector)


def _right(distal: np.ndarray, normal: np.ndarray, probe: Probe) -> np.ndarray:
    """(3,) way along the face of a probe before it is tilted."""
    along = _unit(distal - (distal @ normal) * normal)
    right = np.cross(along, normal) if probe.axis == "short" else along
    return _turned(right, -normal, probe.rotation_deg)


def _lean_deg(away: np.ndarray, right: np.ndarray, normal: np.ndarray) -> float:
    """How far to tilt a probe until its image holds what lies `away` from it."""
    aside = away @ np.cross(right, -normal)
    return float(np.clip(np.degrees(np.arctan2(aside, -away @ normal)), -LEANT_DEG, LEANT_DEG))


def _leant(right: np.ndarray, down: np.ndarray, degrees: float) -> tuple[np.ndarray, np.ndarray]:
    turn = np.radians(degrees)
    cosine, sine = np.cos(turn), np.sin(turn)
    return cosine * right - sine * down, cosine * down + sine * right
