"""An atlas with injuries: altered meshes, pools of blood, a piece of bone torn off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar
from weakref import WeakKeyDictionary

import numpy as np

from musclekit.atlas import Atlas, Structure, read_injuries
from musclekit.content import Names, StructureRecord
from musclekit.content.structures import Kind
from musclekit.errors import MusclekitError
from musclekit.injury.body import Body, body_of
from musclekit.injury.changes import Drawn
from musclekit.injury.fragment import Fragment, fragment_of
from musclekit.injury.injury import Injury
from musclekit.injury.recipe import PARTING, Pool, Recipe, follower, recipe
from musclekit.injury.sites import place
from musclekit.injury.tissue import Bound, bound, pool_mesh

if TYPE_CHECKING:
    import pyvista

LIFTED_MM = 0.8
"""Raw bone is drawn so far above its bone, which would hide it."""
PROUD_MM = 4.0
"""A fragment is drawn so far out of its tendon, which is sunk in the bone and would hide it."""
KEPT = 24
"""So many injured structures stay bound at once."""

_bodies: WeakKeyDictionary[Atlas, dict[str, Body]] = WeakKeyDictionary()
_bounds: WeakKeyDictionary[Atlas, dict[tuple, Bound]] = WeakKeyDictionary()
_recipes: WeakKeyDictionary[Atlas, dict[tuple, Recipe]] = WeakKeyDictionary()


def injure(atlas: Atlas, *injuries: Injury) -> Atlas:
    """An atlas with injuries added to those it has.

    Parameters
    ----------
    atlas : Atlas
        At any posture.
    *injuries : Injury

    Returns
    -------
    Atlas
        The injured structures with changed meshes, which carry point data OEDEMA, TORN, SCAR, FAT
        or TENDINOSIS, 0 to 1; and new structures for blood and for a piece of bone. Posing it,
        or activating its muscles, carries the injury along: gaps open when the muscle contracts.

    Raises
    ------
    UnknownStructure, UnknownName, MusclekitError
        If the atlas lacks a structure or site, or the place given is outside the site.

    Notes
    -----
    How tissue is drawn, and what of it is drawn rather than measured, is told in docs/injuries.md.

    >>> import musclekit as mk
    >>> tear = mk.Injury("semimembranosus", "complete_tear", "proximal_mtj", retraction_mm=30)
    >>> "semimembranosus_haematoma" in mk.injure(mk.load_atlas(), tear)
    True
    """
    for one in injuries:
        if not isinstance(one, Injury):
            raise MusclekitError(
                f"{one!r} is no injury.", remedy="Give mk.Injury(...), one or several."
            )
    known = atlas.alteration.injuries if isinstance(atlas.alteration, Injured) else ()
    every = tuple(dict.fromkeys((*known, *injuries)))
    for one in every:
        where(atlas, one)
    return atlas.altered(Injured(every) if every else None)


def injuries_of(atlas: Atlas) -> tuple[Injury, ...]:
    """The injuries of an atlas; none where it is healthy."""
    return atlas.alteration.injuries if isinstance(atlas.alteration, Injured) else ()


def where(atlas: Atlas, injury: Injury) -> float:
    """Where along its structure an injury's middle lies, 0 at the origin to 1 at the insertion."""
    return place(atlas, injury.structure, injury.site, injury.along)


@dataclass(frozen=True)
class Injured:
    """Injuries as an alteration of an atlas."""

    heading: ClassVar[str] = "Injured"
    injuries: tuple[Injury, ...]

    def __call__(self, atlas: Atlas) -> Atlas:
        """The injured atlas, from the intact one at any posture."""
        healthy = atlas.neutral
        hurt = self.by_structure(healthy)
        structures: list[Structure] = []
        for one in atlas.structures:
            mine = hurt.get(one.id)
            if mine is None:
                structures.append(one)
                continue
            active = activation_of(atlas, one.id)
            read = partial(_mesh, healthy, one, mine, active)
            structures.append(replace(one, _read_mesh=read))
            structures += _pools(healthy, one, mine, active)
        torn_off: Counter[str] = Counter()
        for injury in self.injuries:
            if injury.fragment_mm:
                torn_off[injury.structure] += 1
                structures += _fragment(atlas, healthy, injury, torn_off[injury.structure])
        return replace(atlas, structures=tuple(structures))

    def told(self, structure: str) -> str:
        """What is said of a structure: its injuries in words."""
        own = (one.describe() for one in self.injuries if one.structure == structure)
        return " ".join(own)

    def by_structure(self, healthy: Atlas) -> dict[str, tuple[Injury, ...]]:
        """Every structure that looks different, with the injuries it shows."""
        found: dict[str, tuple[Injury, ...]] = {}
        for injury in self.injuries:
            for name in (injury.structure, *_pulled(healthy, injury)):
                found[name] = (*found.get(name, ()), injury)
        return found


def healthy_body(healthy: Atlas, structure: str) -> Body:
    """A structure of an uninjured, neutral atlas, measured once."""
    known = _bodies.setdefault(healthy, {})
    if structure not in known:
        known[structure] = body_of(healthy, structure)
    return known[structure]


def recipes(healthy: Atlas, structure: str, injuries: Iterable[Injury]) -> tuple[Recipe, ...]:
    """What each of its injuries does to a structure."""
    known = _recipes.setdefault(healthy, {})
    found = []
    for one in injuries:
        key = structure, _figures(one)
        if key not in known:
            _forget(known)
            body = healthy_body(healthy, structure)
            own = one.structure == structure
            pull = max(healthy_body(healthy, x).flesh_mm for x in _pulling(healthy, one.structure))
            known[key] = (
                recipe(body, one, where(healthy, one), pull) if own else follower(body, one, pull)
            )
        found.append(known[key])
    return tuple(found)


def bound_to(healthy: Atlas, structure: str, injuries: tuple[Injury, ...]) -> Bound:
    """A structure with its injuries, bound once and kept as long as its atlas."""
    known = _bounds.setdefault(healthy, {})
    key = structure, tuple(_figures(one) for one in injuries)
    if key not in known:
        _forget(known)
        body = healthy_body(healthy, structure)
        known[key] = bound(body, recipes(healthy, structure, injuries))
    return known[key]


def _figures(injury: Injury) -> tuple:
    """What makes an injury, without its atlas: kept as a key, it would keep that atlas alive."""
    return tuple(getattr(injury, one.name) for one in fields(injury) if one.compare)


def _forget(known: dict) -> None:
    """Make room for another: a slider asks for many."""
    while len(known) >= KEPT:
        known.pop(next(iter(known)))


def activation_of(atlas: Atlas, structure: str) -> float:
    """Activation of a muscle; of a tendon, that of the muscle which pulls hardest at it."""
    return max(atlas.activation.get(one, 0.0) for one in _pulling(atlas, structure))


def _pulling(atlas: Atlas, structure: str) -> tuple[str, ...]:
    """A muscle itself; of a tendon, the muscles that pull at it."""
    places = read_injuries(atlas.folder).structures
    return next(one.pulled_by for one in places if one.structure == structure)


def _is_off(injury: Injury) -> bool:
    """Whether nothing holds what was torn any more."""
    return injury.kind in PARTING and injury.csa_fraction >= 1


def _pulled(healthy: Atlas, injury: Injury) -> tuple[str, ...]:
    """Muscles that follow when the tendon they arise by has come off the bone."""
    if not _is_off(injury):
        return ()
    return tuple(x for x in _pulling(healthy, injury.structure) if x != injury.structure)


def _mesh(
    healthy: Atlas, structure: Structure, injuries: tuple[Injury, ...], activation: float
) -> pyvista.PolyData:
    return bound_to(healthy, structure.id, injuries).mesh(structure.mesh, activation)


def _pools(
    healthy: Atlas, structure: Structure, injuries: tuple[Injury, ...], activation: float
) -> list[Structure]:
    own = tuple(one for one in injuries if one.structure == structure.id)
    pools = [pool for one in recipes(healthy, structure.id, own) for pool in one.pools]
    body = healthy_body(healthy, structure.id)
    found = []
    for number, pool in enumerate(pools, start=1):
        own_id = f"{structure.id}_{pool.name}{_again(number)}"
        record = _record(structure, own_id, "haematoma", "Haematoma in {}")
        read = partial(_pool_mesh, body, pool, structure, activation)
        found.append(_new(structure, record, read))
    return found


def _pool_mesh(body: Body, pool: Pool, structure: Structure, activation: float) -> pyvista.PolyData:
    return pool_mesh(body, pool, structure.mesh, activation)


def _again(number: int) -> str:
    """What tells a structure's second pool or fragment from its first."""
    return f"_{number}" if number > 1 else ""


def _fragment(atlas: Atlas, healthy: Atlas, injury: Injury, number: int) -> list[Structure]:
    """The piece of bone that came with the tendon, and the raw bone it left."""
    structure = atlas[injury.structure]
    role = "origin" if injury.site == "origin" else "insertion"
    footprint = healthy.footprint(structure.id, role)
    if footprint is None or footprint.attachment.outline_mm is None:
        return []
    body = healthy_body(healthy, structure.id)
    (own,) = recipes(healthy, structure.id, (injury,))
    bone = np.asarray(healthy[footprint.bone].mesh.points, float)
    piece = fragment_of(footprint.attachment.outline_mm, bone).scaled(injury.fragment_mm)
    active = activation_of(atlas, structure.id)
    moved, bed = (
        _record(structure, f"{structure.id}_{what}{_again(number)}", "bone-fragment", name)
        for what, name in (("fragment", "Bone torn off with {}"), ("bed", "Raw bone left by {}"))
    )
    return [
        _new(structure, moved, partial(_piece, atlas, body, piece, own, structure, active)),
        _new(structure, bed, partial(_bed, atlas, piece, structure, role)),
    ]


def _piece(
    atlas: Atlas, body: Body, piece: Fragment, own: Recipe, structure: Structure, active: float
) -> pyvista.PolyData:
    """The fragment where the torn end of its tendon is."""
    import pyvista

    here = body.course.at(np.asarray(structure.mesh.points, float))
    (end,) = (one for one in own.changes if isinstance(one, Drawn))
    start, back = np.array([[end.place_mm, 0.0, 0.0]]), end.back(active)
    gone = start + np.array([[back if end.distal else -back, 0.0, 0.0]])
    after = body.course.frame(gone, here)
    rest = body.course.frame(start, body.course.rest)
    local = (piece.points - PROUD_MM * piece.outward - rest[0]) @ rest[1:].T
    points = after[0] + local @ after[1:]
    bone = pyvista.PolyData.from_regular_faces(points.astype("float32"), piece.faces)
    return _raw(bone, piece.outer)


def _bed(atlas: Atlas, piece: Fragment, structure: Structure, role: str) -> pyvista.PolyData:
    """The outer face of the fragment, left on the bone."""
    import pyvista

    points = piece.points[: piece.outer] + LIFTED_MM * piece.outward
    footprint = atlas.footprint(structure.id, role)
    healthy = atlas.neutral.footprint(structure.id, role)
    if footprint is not None and healthy is not None and atlas.posture:
        body = atlas.joints.body_of[footprint.bone]
        motion = atlas.intact.neutral._poser.pose(
            body, atlas.joints.configuration(dict(atlas.posture))
        )
        points = points @ motion[:3, :3].T + motion[:3, 3]
    faces = piece.faces[(piece.faces < piece.outer).all(axis=1)]
    return _raw(pyvista.PolyData.from_regular_faces(points.astype("float32"), faces), 0)


def _raw(bone: pyvista.PolyData, start: int) -> pyvista.PolyData:
    """A surface whose vertices from `start` on are raw bone."""
    bone.point_data["TISSUE"] = np.zeros(bone.n_points, "float32")
    bone.point_data["TORN"] = (np.arange(bone.n_points) >= start).astype("float32")
    return bone


def _record(structure: Structure, own_id: str, kind: Kind, name: str) -> StructureRecord:
    return StructureRecord(
        id=own_id,
        kind=kind,
        name=Names(en=name.format(_in_sentence(structure.name()))),
        groups=structure.groups,
        parent=structure.id,
    )


def _in_sentence(name: str) -> str:
    return name[:1].lower() + name[1:]


def _new(like: Structure, record: StructureRecord, read) -> Structure:
    return replace(
        like,
        record=record,
        origin=None,
        insertion=None,
        _read_mesh=read,
        _length_mm=lambda: None,
    )
