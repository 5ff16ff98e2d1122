"""What moves by which angle, and where the tendons run then."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from musclekit.errors import ContentError, MusclekitError, Problem, UnknownName, did_you_mean
from musclekit.kinematics.engine import mujoco
from musclekit.kinematics.paths import wrapped_path
from musclekit.paths import shown
from musclekit.units import MM_PER

MM_PER_M = MM_PER["m"]
CARRIED, ABOUT, ALONG, BETWEEN = "carried_by_", "about_", "along_", "between_"
ROUNDING_DEG = 1e-6


@dataclass(frozen=True)
class Coordinate:
    """An angle that can be set.

    Attributes
    ----------
    name : str
    low_deg, high_deg : float
        Its range, degrees.
    about : str
        What to know of it: which way is positive, and whether it is schematic; often empty.
    """

    name: str
    low_deg: float
    high_deg: float
    about: str = ""


@dataclass(frozen=True, eq=False)
class Limit:
    """A bound on several coordinates together: where bones meet, or what one joint has of two.

    Attributes
    ----------
    name : str
    shares : mapping of str to float
        Coordinate to how much of its angle counts; when clamped, the last gives way first.
    low_deg, high_deg : float
        Range of the sum; nought, the neutral posture, is inside.
    about : str
        What lies beyond it; often empty.
    """

    name: str
    shares: Mapping[str, float]
    low_deg: float
    high_deg: float
    about: str = ""

    def total_deg(self, angles_deg: Mapping[str, Any]) -> Any:
        """The sum at a posture, or at many; coordinates not given are nought."""
        return sum(part * angles_deg.get(name, 0.0) for name, part in self.shares.items())

    def beyond_deg(self, angles_deg: Mapping[str, Any]) -> Any:
        """By how much the sum lies above its range, or (negative) below it; nought inside."""
        total = self.total_deg(angles_deg)
        over = total - np.clip(total, self.low_deg, self.high_deg)
        return np.where(np.abs(over) > ROUNDING_DEG, over, 0.0)

    def told(self, angles_deg: Mapping[str, float]) -> str:
        """One sentence: the sum at a posture, and the end it lies beyond."""
        text = ""
        for name, part in self.shares.items():
            sign = " - " if part < 0 else " + " if text else ""
            text += f"{sign}{'' if abs(part) == 1 else f'{abs(part):g} '}{name}"
        above = self.beyond_deg(angles_deg) > 0
        end = f"above {self.high_deg:g}°" if above else f"below {self.low_deg:g}°"
        reason = f": {self.about}" if self.about else ""
        return f"{text.strip()} is {self.total_deg(angles_deg):g}°, {end}{reason}."


@dataclass(frozen=True, eq=False)
class Configuration:
    """Bodies and tendon paths at one posture; millimetres, RAS, of the side the file describes.

    Attributes
    ----------
    angles_deg : mapping of str to float
        Every coordinate.
    bodies : mapping of str to (4, 4) float
        What takes a point of a body from the neutral posture to this one.
    paths_mm : mapping of str to (n, 3) float
        Tendon to the points it runs through, arcs on its cylinders included.
    lengths_mm : mapping of str to float
    """

    angles_deg: Mapping[str, float]
    bodies: Mapping[str, np.ndarray]
    paths_mm: Mapping[str, np.ndarray]
    lengths_mm: Mapping[str, float]


class Joints:
    """The joints of one side of the body and the tendons across them.

    Neutral, all angles nought, is the upright posture the atlas is drawn in. Hip flexion and pelvic
    tilt turn thigh and pelvis in space, about the same axis: the angle in the hip is their sum.
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        self._data = mujoco.MjData(model)
        joints = [model.joint(number) for number in range(model.njnt)]
        texts = _texts(model)
        self.coordinates: Mapping[str, Coordinate] = MappingProxyType(
            {
                joint.name: Coordinate(
                    joint.name,
                    round(math.degrees(joint.range[0]), 3),
                    round(math.degrees(joint.range[1]), 3),
                    texts.get(ABOUT + joint.name, ""),
                )
                for joint in joints
                if model.jnt_limited[joint.id]
            }
        )
        self.limits: tuple[Limit, ...] = tuple(
            _limit(model, number, texts) for number in range(model.ntendon) if _fixed(model, number)
        )
        self._numbers = {
            model.tendon(number).name: number
            for number in range(model.ntendon)
            if not _fixed(model, number)
        }
        self.tendons: tuple[str, ...] = tuple(self._numbers)
        self.body_of: Mapping[str, str] = MappingProxyType(
            {
                structure: name.removeprefix(CARRIED)
                for name, value in texts.items()
                if name.startswith(CARRIED)
                for structure in value.split()
            }
        )
        self.along = _listed(texts, ALONG)
        self.between = _listed(texts, BETWEEN)
        self._address = {joint.name: int(joint.qposadr[0]) for joint in joints}
        self._neutral = _poses(self._at({}), model)

    def angles(self, given: Mapping[str, float], *, clamp: bool = False) -> dict[str, float]:
        """Every coordinate's angle, those not given nought.

        Parameters
        ----------
        given : mapping of str to float
            Degrees.
        clamp : bool
            Bring an angle outside its range to the nearer end instead of refusing it, and angles
            that do not go together back towards neutral.

        Raises
        ------
        UnknownName
            If a coordinate does not exist.
        MusclekitError
            If an angle is no number, outside the joint's range, or does not go with the others.
        """
        angles = dict.fromkeys(self.coordinates, 0.0)
        for name, value in given.items():
            self._must_know(name)
            angles[name] = _within(self.coordinates[name], value, clamp)
        if clamp:
            return {name: float(value) for name, value in _eased(angles, self.limits).items()}
        self._must_go_together(angles)
        return angles

    def configuration(
        self, angles_deg: Mapping[str, float], *, clamp: bool = False
    ) -> Configuration:
        """Bodies and paths at a posture; raises as `angles` does."""
        angles = self.angles(angles_deg, clamp=clamp)
        data = self._at(angles)
        now = _poses(data, self._model)
        return Configuration(
            angles_deg=MappingProxyType(angles),
            bodies={name: pose @ _inverse(self._neutral[name]) for name, pose in now.items()},
            paths_mm={
                name: wrapped_path(self._model, data, number) * MM_PER_M
                for name, number in self._numbers.items()
            },
            lengths_mm={
                name: float(data.ten_length[number]) * MM_PER_M
                for name, number in self._numbers.items()
            },
        )

    def lengths_mm(self, tendon: str, angles_deg: Mapping[str, Any], *, clamp: bool = False):
        """Length of a tendon at many postures.

        Parameters
        ----------
        tendon : str
        angles_deg : mapping of str to float or array_like
            Degrees; arrays are broadcast against one another.
        clamp : bool

        Returns
        -------
        float array
            Millimetres, of the broadcast shape.

        Raises
        ------
        UnknownName
            If there is no such tendon or coordinate.
        MusclekitError
            If angles are no numbers, do not go together, or lie outside their joint's range.
        """
        number = self._number(tendon)

        def length(qpos: np.ndarray) -> Callable[[Any, int], float]:
            return lambda data, row: data.ten_length[number]

        return self._sweep(angles_deg, length, clamp=clamp) * MM_PER_M

    def moment_arms(
        self, tendon: str, coordinate: str, angles_deg: Mapping[str, Any], *, clamp: bool = False
    ):
        """Lever of a tendon about a coordinate at many postures, from the geometry of its path.

        Parameters
        ----------
        tendon, coordinate : str
        angles_deg : mapping of str to float or array_like
            Degrees; arrays are broadcast against one another.
        clamp : bool

        Returns
        -------
        float array
            Metres, of the broadcast shape; positive where shortening turns the joint towards
            positive angles. Joints that follow the coordinate (the knee's gliding) count.

        Raises
        ------
        UnknownName, MusclekitError
            As `lengths_mm`.
        """
        number = self._number(tendon)
        self._must_know(coordinate)
        stored = self._stored(number)
        touched = self._model.ten_J_colind[stored]

        def levers(qpos: np.ndarray) -> Callable[[Any, int], float]:
            rates = -self._rates(qpos, coordinate)[:, touched]
            return lambda data, row: data.ten_J[stored] @ rates[row]

        arms = self._sweep(angles_deg, levers, clamp=clamp)
        # Both ends on one side of the joint: what is left is rounding.
        return np.where(np.abs(arms) > 1e-12, arms, 0.0)

    def ends(self, tendon: str) -> tuple[str, str, str]:
        """The bodies of a tendon's first, middle and last point."""
        bodies = _bodies_along(self._model, self._number(tendon))
        first, middle, last = (bodies[place] for place in (0, len(bodies) // 2, -1))
        return tuple(self._model.body(body).name for body in (first, middle, last))

    # ------------------------------------------------------------------ the model

    def _sweep(self, angles_deg: Mapping[str, Any], measure: Any, *, clamp: bool) -> np.ndarray:
        names = list(angles_deg)
        given = [np.asarray(_plain(name, angles_deg[name]), float) for name in names]
        try:
            grid = np.broadcast_arrays(*given) if given else []
        except ValueError:
            sizes = ", ".join(f"{name} {one.shape}" for name, one in zip(names, given, strict=True))
            raise MusclekitError(
                f"The angles do not go together: {sizes}.",
                remedy="Give single numbers, or arrays of one length.",
            ) from None
        shape = grid[0].shape if grid else ()
        at = {name: one.ravel() for name, one in zip(names, grid, strict=True)}
        qpos = self._positions(self._all_angles(at, clamp=clamp), int(np.prod(shape)))
        read, values = measure(qpos), np.empty(len(qpos))
        for row, position in enumerate(qpos):
            values[row] = read(self._moved(position), row)
        return values.reshape(shape)

    def _all_angles(self, rows: Mapping[str, np.ndarray], *, clamp: bool) -> dict[str, np.ndarray]:
        """Every row of angles checked as `angles` does, by the ends of each column."""
        for name, one in rows.items():
            for worst in (one.min(), one.max()) if one.size else (0.0,):
                self.angles({name: worst}, clamp=clamp)
        if clamp:
            ends = self.coordinates
            inside = {k: np.clip(v, ends[k].low_deg, ends[k].high_deg) for k, v in rows.items()}
            return _eased(inside, self.limits)
        self._must_go_together(rows)
        return dict(rows)

    def _must_go_together(self, angles_deg: Mapping[str, Any]) -> None:
        for limit in self.limits:
            beyond = np.atleast_1d(limit.beyond_deg(angles_deg))
            if beyond.any():
                row = int(np.abs(beyond).argmax())
                here = {name: float(np.atleast_1d(x)[row]) for name, x in angles_deg.items()}
                raise MusclekitError(
                    limit.told(here),
                    remedy=f"Change one of {', '.join(limit.shares)}, or ask for clamp=True.",
                )

    def _positions(self, angles_deg: Mapping[str, Any], count: int = 1) -> np.ndarray:
        """(count, nq) position of every joint, followers included."""
        qpos = np.zeros((count, self._model.nq))
        for name, value in angles_deg.items():
            qpos[:, self._address[name]] = np.radians(value)
        for follower, leader, coefficients in self._couplings:
            qpos[:, follower] = np.polynomial.polynomial.polyval(qpos[:, leader], coefficients)
        return qpos

    def _at(self, angles_deg: Mapping[str, float]) -> Any:
        """The engine's data with bodies and tendons at a posture."""
        return self._moved(self._positions(angles_deg)[0])

    def _moved(self, qpos: np.ndarray) -> Any:
        model, data = self._model, self._data
        data.qpos = qpos
        mujoco.mj_kinematics(model, data)
        mujoco.mj_comPos(model, data)
        mujoco.mj_tendon(model, data)
        return data

    @cached_property
    def _couplings(self) -> list[tuple[int, int, np.ndarray]]:
        """Addresses of follower and leader, and the polynomial between them."""
        model = self._model
        return [
            (
                int(model.jnt_qposadr[model.eq_obj1id[number]]),
                int(model.jnt_qposadr[model.eq_obj2id[number]]),
                np.array(model.eq_data[number][:5]),
            )
            for number in _couplings(model)
        ]

    def _rates(self, qpos: np.ndarray, coordinate: str) -> np.ndarray:
        """(n, nv) how fast every joint moves when a coordinate does, at n positions."""
        rates = np.zeros((len(qpos), self._model.nv))  # only hinges and slides: one each
        own = self._address[coordinate]
        rates[:, own] = 1.0
        for follower, leader, coefficients in self._couplings:
            if leader == own:
                slope = np.polynomial.polynomial.polyder(coefficients)
                rates[:, follower] = np.polynomial.polynomial.polyval(qpos[:, leader], slope)
        return rates

    def _stored(self, number: int) -> slice:
        """Where the engine keeps a tendon's row of the Jacobian."""
        start = int(self._model.ten_J_rowadr[number])
        return slice(start, start + int(self._model.ten_J_rownnz[number]))

    def _must_know(self, coordinate: str) -> None:
        if coordinate not in self.coordinates:
            raise UnknownName(
                f"No joint coordinate '{coordinate}'.",
                remedy=did_you_mean(str(coordinate), self.coordinates),
            )

    def _number(self, tendon: str) -> int:
        try:
            return self._numbers[tendon]
        except KeyError:
            raise UnknownName(
                f"'{tendon}' has no path across the joints.",
                remedy=did_you_mean(str(tendon), self.tendons),
            ) from None


def read_joints(path: Path) -> Joints:
    """Joints from an MJCF file.

    Parameters
    ----------
    path : Path
        Metres and radians; every joint that can be set has a range, every other follows one of
        these. Texts named `carried_by_<body>` list the structures a body carries.

    Raises
    ------
    ContentError
        If the file is missing or is no such model.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        what = f"The joints cannot be read: {error.strerror or error}."
        raise ContentError([Problem(shown(path), "", what, "Restore the file.")]) from error
    except UnicodeDecodeError as error:
        what = f"It is not UTF-8: byte {error.start + 1} cannot be read."
        raise ContentError([Problem(shown(path), "", what, "Save it as UTF-8.")]) from error
    try:
        model = mujoco.MjModel.from_xml_string(text)
    except ValueError as error:
        reason = " ".join(str(error).split())
        what = f"MuJoCo does not accept it: {reason}"
        raise ContentError([Problem(shown(path), "", what, "Correct the file.")]) from error
    problems = [Problem(shown(path), item, what, remedy) for item, what, remedy in _faults(model)]
    if problems:
        raise ContentError(problems)
    return Joints(model)


def _faults(model: Any) -> Iterable[tuple[str, str, str]]:
    """Item, fault and remedy of what the engine accepts and this library cannot use."""
    yield from _joint_faults(model)
    yield from _limit_faults(model)
    yield from _path_faults(model)
    yield from _text_faults(model)


def _joint_faults(model: Any) -> Iterable[tuple[str, str, str]]:
    leaders = {int(model.eq_obj1id[n]): int(model.eq_obj2id[n]) for n in _couplings(model)}
    single = (int(mujoco.mjtJoint.mjJNT_HINGE), int(mujoco.mjtJoint.mjJNT_SLIDE))
    for number in range(model.njnt):
        name, leader = model.joint(number).name, leaders.get(number)
        if model.jnt_type[number] not in single:
            yield name, "The joint is neither a hinge nor a slide.", "Compose it of hinges."
        elif leader is None:
            if not model.jnt_limited[number]:
                yield name, "The joint has no range and follows no other.", "Give it a range."
        elif model.jnt_limited[number]:
            what = "The joint has a range, so it can be set, and follows another."
            yield name, what, "Remove its range, or the equality."
        elif leader < 0 or leader in leaders or not model.jnt_limited[leader]:
            what = "The joint follows none that can be set."
            yield name, what, "Name a joint with a range as its 'joint2'."


def _limit_faults(model: Any) -> Iterable[tuple[str, str, str]]:
    for number in range(model.ntendon):
        if not _fixed(model, number):
            continue
        name = model.tendon(number).name
        low, high = model.tendon_range[number]
        if not model.tendon_limited[number]:
            yield name, "The sum of joints has no range.", "Give it one, in radians."
        elif not low <= 0 <= high:
            what = "The neutral posture, all angles nought, is outside the range of this sum."
            yield name, what, "Let its range hold nought."
        for joint in _joints_of(model, number):
            if not model.jnt_limited[joint]:
                what = f"It sums '{model.joint(joint).name}', which cannot be set."
                yield name, what, "Name joints that have a range."


def _path_faults(model: Any) -> Iterable[tuple[str, str, str]]:
    for number in range(model.ntendon):
        if not _fixed(model, number) and 0 in _bodies_along(model, number):
            what = "The path has a point on the world, which no joint moves."
            yield model.tendon(number).name, what, "Place its sites and cylinders on bodies."


def _text_faults(model: Any) -> Iterable[tuple[str, str, str]]:
    bodies = [model.body(number).name for number in range(1, model.nbody)]
    paths = [model.tendon(n).name for n in range(model.ntendon) if not _fixed(model, n)]
    carriers: dict[str, list[str]] = {}
    for name, value in _texts(model).items():
        if name.startswith(CARRIED):
            body = name.removeprefix(CARRIED)
            if body not in bodies:
                yield name, f"There is no body '{body}'.", did_you_mean(body, bodies)
            for structure in dict.fromkeys(value.split()):
                carriers.setdefault(structure, []).append(body)
        elif name.startswith(BETWEEN):
            yield from _unknown(name, "body", value.split(), bodies)
        elif name.startswith(ALONG):
            yield from _unknown(name, "path", value.split(), paths)
            if not 1 <= len(value.split()) <= 2:
                what = f"It names {len(value.split())} paths."
                yield name, what, "Name one path, or the one it leaves and the one it joins."
    for structure, given in carriers.items():
        if len(given) > 1:
            what = f"It is carried by {' and by '.join(given)}."
            yield structure, what, "Leave it to one body."


def _unknown(
    item: str, kind: str, named: Iterable[str], known: Iterable[str]
) -> Iterable[tuple[str, str, str]]:
    for one in named:
        if one not in known:
            yield item, f"There is no {kind} '{one}'.", did_you_mean(one, known)


def _couplings(model: Any) -> list[int]:
    """Numbers of the equalities by which one joint follows another."""
    joint = int(mujoco.mjtEq.mjEQ_JOINT)
    return [number for number in range(model.neq) if int(model.eq_type[number]) == joint]


def _fixed(model: Any, tendon: int) -> bool:
    """Whether a tendon is MuJoCo's weighted sum of joints and no path."""
    first = int(model.wrap_type[int(model.tendon_adr[tendon])])
    return first == int(mujoco.mjtWrap.mjWRAP_JOINT)


def _joints_of(model: Any, tendon: int) -> list[int]:
    """Numbers of the joints that a fixed tendon sums, in order."""
    start = int(model.tendon_adr[tendon])
    return [int(x) for x in model.wrap_objid[start : start + int(model.tendon_num[tendon])]]


def _limit(model: Any, tendon: int, texts: Mapping[str, str]) -> Limit:
    name, start = model.tendon(tendon).name, int(model.tendon_adr[tendon])
    low, high = np.degrees(model.tendon_range[tendon]).round(3)
    shares = {
        model.joint(joint).name: round(float(model.wrap_prm[start + place]), 6)
        for place, joint in enumerate(_joints_of(model, tendon))
    }
    about = texts.get(ABOUT + name, "")
    return Limit(name, MappingProxyType(shares), float(low), float(high), about)


def _eased(angles_deg: Mapping[str, Any], limits: Iterable[Limit]) -> dict[str, Any]:
    """Angles, or rows of them, brought back towards neutral until they keep every limit."""
    eased = dict(angles_deg)
    for limit in limits:
        over = limit.beyond_deg(eased)
        for name in reversed(list(limit.shares)):
            if name in eased and np.any(over):
                part = limit.shares[name] * eased[name]
                less = np.sign(over) * np.clip(part * np.sign(over), 0.0, np.abs(over))
                eased[name] = eased[name] - less / limit.shares[name]
                over = over - less
    # What one limit gave back another may miss: all shrink alike then, which keeps every one.
    share: Any = 1.0
    for limit in limits:
        total = limit.total_deg(eased)
        end = np.where(total > 0, limit.high_deg, limit.low_deg)
        missed = limit.beyond_deg(eased) != 0
        share = np.minimum(share, np.where(missed, end / np.where(missed, total, 1.0), 1.0))
    summed = {name for limit in limits for name in limit.shares}
    return {name: value * share if name in summed else value for name, value in eased.items()}


def _bodies_along(model: Any, tendon: int) -> list[int]:
    """Numbers of the bodies of a tendon's points, in order."""
    start = int(model.tendon_adr[tendon])
    bodies = []
    for step in range(start, start + int(model.tendon_num[tendon])):
        kind, own = int(model.wrap_type[step]), int(model.wrap_objid[step])
        at_site = kind == int(mujoco.mjtWrap.mjWRAP_SITE)
        bodies.append(int(model.site_bodyid[own] if at_site else model.geom_bodyid[own]))
    return bodies


def _texts(model: Any) -> dict[str, str]:
    texts = {}
    for number in range(model.ntext):
        start, size = model.text_adr[number], model.text_size[number]
        value = bytes(model.text_data[start : start + size]).rstrip(b"\0").decode()
        name = mujoco.mj_id2name(model, mujoco.mjtObj.mjOBJ_TEXT, number)
        texts[name] = value
    return texts


def _listed(texts: Mapping[str, str], prefix: str) -> Mapping[str, tuple[str, ...]]:
    """Name behind the prefix to the names its text lists."""
    return MappingProxyType(
        {
            name.removeprefix(prefix): tuple(value.split())
            for name, value in texts.items()
            if name.startswith(prefix)
        }
    )


def _poses(data: Any, model: Any) -> dict[str, np.ndarray]:
    """(4, 4) millimetre pose of every body."""
    poses = {}
    for number in range(1, model.nbody):
        pose = np.eye(4)
        pose[:3, :3] = data.xmat[number].reshape(3, 3)
        pose[:3, 3] = data.xpos[number] * MM_PER_M
        poses[model.body(number).name] = pose
    return poses


def _inverse(pose: np.ndarray) -> np.ndarray:
    turned = np.eye(4)
    turned[:3, :3] = pose[:3, :3].T
    turned[:3, 3] = -pose[:3, :3].T @ pose[:3, 3]
    return turned


def _plain(name: str, value: Any) -> Any:
    """An angle or several; a range of whole numbers, too."""
    try:
        return np.asarray(list(value) if isinstance(value, Iterable) else value, float)
    except (TypeError, ValueError):
        raise MusclekitError(f"{name}={value!r} is no angle.", remedy="Give degrees.") from None


def _within(coordinate: Coordinate, value: Any, clamp: bool) -> float:
    angle = _plain(coordinate.name, value)
    if angle.ndim or not np.isfinite(angle):
        raise MusclekitError(
            f"{coordinate.name}={value!r} is no angle.", remedy="Give one number of degrees."
        )
    low, high = coordinate.low_deg, coordinate.high_deg
    if clamp:
        return float(np.clip(angle, low, high))
    if not low <= angle <= high:
        raise MusclekitError(
            f"{coordinate.name}={float(angle):g}° is outside the joint's range of "
            f"{low:g}° to {high:g}°.",
            remedy="Choose an angle inside it, or ask for clamp=True.",
        )
    return float(angle)
