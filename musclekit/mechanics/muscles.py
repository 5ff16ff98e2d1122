"""What each muscle of an atlas can do: cross-section, peak force, slack length of its tendon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from weakref import WeakKeyDictionary

import numpy as np

from musclekit.atlas import Atlas, Structure, called, read_muscles
from musclekit.content import MuscleRecord, MusclesRecord
from musclekit.errors import MusclekitError
from musclekit.kinematics import Joints
from musclekit.mechanics.contraction import Contraction

CM_PER_MM = 0.1


@dataclass(frozen=True)
class Muscle:
    """One muscle-tendon unit.

    Attributes
    ----------
    id, name : str
    optimal_fibre_length_mm, pennation_deg : float
    pcsa_cm2 : float
        Volume times cosine of pennation, over optimal fibre length.
    peak_force_n : float
        Isometric, along the tendon, at optimal length: PCSA times specific tension.
    tendon_slack_length_mm : float
        Length of the path in the neutral posture less what the fibres span of it there.
    contraction : Contraction
    record : MuscleRecord
        The figures it is computed from, with their sources.
    """

    id: str
    name: str
    optimal_fibre_length_mm: float
    pennation_deg: float
    pcsa_cm2: float
    peak_force_n: float
    tendon_slack_length_mm: float
    contraction: Contraction
    record: MuscleRecord

    @property
    def thickness_mm(self) -> float:
        """Distance between the two tendons' sheets; it stays as the fibres turn."""
        return _thickness_mm(self.optimal_fibre_length_mm, self.pennation_deg)

    @property
    def fibre_force_n(self) -> float:
        """Peak isometric force along the fibres."""
        return self.peak_force_n / float(np.cos(np.radians(self.pennation_deg)))


class _Kept:
    """An atlas's joints and muscles, read once."""

    def __init__(self, atlas: Atlas) -> None:
        self.joints = atlas.joints
        self.muscles = _described(atlas, self.joints)


_kept: WeakKeyDictionary[Atlas, _Kept] = WeakKeyDictionary()


def joints_of(atlas: Atlas) -> Joints:
    """The joints of an atlas; raises as `Atlas.joints` does."""
    return _of(atlas).joints


def muscles(
    atlas: Atlas, what: str | Structure | Iterable[str | Structure] | None = None
) -> tuple[Muscle, ...]:
    """The muscles of an atlas that can be computed with.

    Parameters
    ----------
    atlas : Atlas
    what : str, Structure or several, optional
        Ids, aliases or groups, of which only the muscles count; all without it.

    Raises
    ------
    UnknownStructure
        If a name is neither a structure nor a group.
    MusclekitError
        If one is no muscle with a path across the joints and figures in muscles.yaml.
    ContentError
        If the atlas's muscles.yaml or joints are missing or wrong.
    """
    known = _of(atlas).muscles
    if what is None:
        return tuple(known.values())
    named = [what] if isinstance(what, str | Structure) else list(what)
    wanted = [name for each in named for name in _pulling(atlas, each, known)]
    return tuple(known[name] for name in dict.fromkeys(wanted))


def _pulling(atlas: Atlas, name: str | Structure, known: Mapping[str, Muscle]) -> tuple[str, ...]:
    """Ids of the muscles a name means."""
    ids = atlas.resolve(name)
    pulling = tuple(one for one in ids if one in known)
    if not pulling:
        raise no_path(atlas, ids[0], known) if ids else MusclekitError(f"'{name}' is empty.")
    return pulling


def no_path(atlas: Atlas, name: str, known: Iterable[str]) -> MusclekitError:
    """The error for a structure that pulls at nothing here."""
    structure = atlas[name]
    kind = structure.kind.replace("-", " ")
    words = called(structure)
    what = f"{words[:1].upper()}{words[1:]} is a {kind} without a path across the joints."
    if kind[0] in "aeiou":
        what = what.replace(" is a ", " is an ", 1)
    return MusclekitError(what, remedy=f"With one: {', '.join(known)}.")


def _of(atlas: Atlas) -> _Kept:
    if atlas not in _kept:
        _kept[atlas] = _Kept(atlas)
    return _kept[atlas]


def _described(atlas: Atlas, joints: Joints) -> Mapping[str, Muscle]:
    file = read_muscles(atlas.folder)
    return MappingProxyType(
        {
            record.structure: _muscle(atlas, joints, record, file)
            for record in file.muscles
            if record.structure in joints.tendons
        }
    )


def _muscle(atlas: Atlas, joints: Joints, record: MuscleRecord, file: MusclesRecord) -> Muscle:
    common = file.contraction
    optimal_mm, pennation = record.optimal_fibre_length_mm.value, record.pennation_deg.value
    pcsa_cm2 = record.volume_cm3.value * np.cos(np.radians(pennation)) / (optimal_mm * CM_PER_MM)
    stretch = record.sarcomere_length_um.value / common.optimal_sarcomere_length_um.value
    fibre_mm = optimal_mm * stretch
    spanned_mm = np.sqrt(fibre_mm**2 - _thickness_mm(optimal_mm, pennation) ** 2)
    return Muscle(
        id=record.structure,
        name=atlas[record.structure].name(),
        optimal_fibre_length_mm=optimal_mm,
        pennation_deg=pennation,
        pcsa_cm2=float(pcsa_cm2),
        peak_force_n=float(pcsa_cm2 * common.specific_tension_n_per_cm2.value),
        tendon_slack_length_mm=float(joints.lengths_mm(record.structure, {}) - spanned_mm),
        contraction=Contraction(
            shortest_active=common.shortest_active.value,
            longest_active=common.longest_active.value,
            maximal_velocity_per_s=common.maximal_velocity_per_s.value,
            eccentric_force=common.eccentric_force.value,
            passive_strain=common.passive_strain.value,
            tendon_strain=common.tendon_strain.value,
        ),
        record=record,
    )


def _thickness_mm(optimal_mm: float, pennation_deg: float) -> float:
    return optimal_mm * float(np.sin(np.radians(pennation_deg)))
