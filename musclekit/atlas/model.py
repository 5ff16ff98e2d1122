"""An atlas as values: structures looked up by id, their facts at once, their meshes on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import numpy as np

from musclekit.atlas.variants import Variant, must_go_together
from musclekit.content import (
    ActionRecord,
    ActivityRecord,
    AtlasManifest,
    AttachmentRecord,
    Fact,
    FactRecord,
    InnervationRecord,
    Source,
    StructureRecord,
)
from musclekit.errors import MusclekitError, UnknownName, UnknownStructure, did_you_mean
from musclekit.geometry import enclosed_volume, is_closed, surface_centroid

if TYPE_CHECKING:
    import pyvista

    from musclekit.atlas.footprints import Footprint
    from musclekit.atlas.posing import Poser
    from musclekit.kinematics import Joints


class Alteration(Protocol):
    """Something done to a healthy body, such as injuries.

    Attributes
    ----------
    heading : str
        What stands before what it tells: "Injured".
    """

    heading: ClassVar[str]

    def __call__(self, atlas: Atlas) -> Atlas:
        """The altered atlas, from the intact one at any posture."""
        ...

    def told(self, structure: str) -> str:
        """What was done to a structure, in words; "" for nothing."""
        ...


@dataclass(frozen=True, eq=False)
class Attachment:
    """One end of a structure: the fact that says so, and the patch of bone it covers.

    Attributes
    ----------
    fact : AttachmentRecord
        Text, status, sources, basis.
    bone : str
        Id of the bone.
    centre_mm : (3,) float or None
        Centre of the footprint; None where the atlas has no footprint for it.
    area_mm2 : float or None
    outline_mm : (n, 3) float or None
        Border of the footprint, without repeating its first point.
    area_source : str or None
        Key of the source the area follows; None where nobody measured it.
    drawn : bool
        Whether the outline was drawn as the place of attachment; False where it is merely where
        the finished mesh touches the bone.
    """

    fact: AttachmentRecord
    bone: str
    centre_mm: np.ndarray | None = None
    area_mm2: float | None = None
    outline_mm: np.ndarray | None = None
    area_source: str | None = None
    drawn: bool = True

    @property
    def at(self) -> str:
        """Id of the structure attached to: a bone feature, or a bone."""
        return self.fact.at

    @property
    def text(self) -> str:
        """The attachment in words."""
        return self.fact.text

    @property
    def status(self) -> str:
        """Standing of the fact."""
        return self.fact.status

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of the sources the fact cites."""
        return self.fact.sources

    @property
    def basis(self) -> str:
        """Whether a source was read, or how sure memory is."""
        return self.fact.basis

    @property
    def confirmed(self) -> bool:
        """Whether a cited source was read."""
        return self.fact.confirmed


@dataclass(frozen=True, eq=False, repr=False)
class Structure:
    """One structure of an atlas.

    Attributes
    ----------
    record : StructureRecord
        What its file says.
    side : str
        "right" or "left".
    origin, insertion : Attachment or None
    mesh_path : Path
        The file its mesh is read from.
    """

    record: StructureRecord
    side: str
    origin: Attachment | None
    insertion: Attachment | None
    mesh_path: Path
    _read_mesh: Callable[[], pyvista.PolyData]
    _length_mm: Callable[[], float | None] = lambda: None

    @property
    def id(self) -> str:
        """Permanent snake_case id."""
        return self.record.id

    @property
    def kind(self) -> str:
        """One of `content.KINDS`: muscle, bone, bone-feature, nerve, artery, tendon ..."""
        return self.record.kind

    def name(self, lang: str = "en") -> str:
        """Name in a language.

        Parameters
        ----------
        lang : {"en", "la"}
            English is given where there is no Latin name.

        Raises
        ------
        UnknownName
            If there are no names in that language.
        """
        if lang not in ("en", "la"):
            raise UnknownName(f"No names in '{lang}'.", remedy="There are 'en' and 'la'.")
        return getattr(self.record.name, lang) or self.record.name.en

    @property
    def synonyms(self) -> tuple[str, ...]:
        """Other names it goes by."""
        return self.record.synonyms

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other ids it goes by."""
        return self.record.aliases

    @property
    def fma(self) -> str | None:
        """FMA id of the concept without side; None where unknown."""
        return self.record.fma

    @property
    def fma_basis(self) -> str | None:
        """How sure `fma` is."""
        return self.record.fma_basis

    @property
    def ta98(self) -> str | None:
        """Code of the Terminologia Anatomica of 1998; None where unknown."""
        return self.record.ta98

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups it belongs to."""
        return self.record.groups

    @property
    def of(self) -> str | None:
        """The bone a bone feature lies on."""
        return self.record.of

    @property
    def tells(self) -> Fact | None:
        """One sentence by which to recognise it."""
        return self.record.tells

    @property
    def innervation(self) -> InnervationRecord | None:
        """The nerve supply."""
        return self.record.innervation

    @property
    def actions(self) -> tuple[ActionRecord, ...]:
        """What it does, joint by joint."""
        return self.record.actions

    @cached_property
    def mesh(self) -> pyvista.PolyData:
        """Its surface, millimetres, RAS; read on first use and shared: copy it before changing it.

        Raises
        ------
        MeshError
            If the file is missing, unreadable or empty.
        """
        return self._read_mesh()

    @cached_property
    def volume_cm3(self) -> float | None:
        """Volume its mesh encloses; None for a surface patch, which encloses nothing."""
        points, triangles = self._arrays()
        if not is_closed(triangles):
            return None
        return enclosed_volume(points, triangles) / 1000.0

    @cached_property
    def centre_mm(self) -> np.ndarray:
        """(3,) centre of its surface, millimetres, RAS."""
        return _fixed(surface_centroid(*self._arrays()))

    @cached_property
    def musculotendon_length_mm(self) -> float | None:
        """Length of its path from bone to bone at the atlas's posture; None where it has none."""
        return self._length_mm()

    def _arrays(self) -> tuple[np.ndarray, np.ndarray]:
        return np.asarray(self.mesh.points, float), self.mesh.regular_faces

    def __repr__(self) -> str:
        """Id, kind and side."""
        return f"Structure({self.id!r}, {self.kind}, {self.side})"


@dataclass(frozen=True, eq=False, repr=False)
class Atlas:
    """A body of structures that can be looked up by id; nothing in it changes.

    Attributes
    ----------
    manifest : AtlasManifest
        What atlas.yaml says.
    structures : tuple of Structure
        In the file's order.
    facts : tuple of FactRecord
        The table of facts.
    sources : mapping of str to Source
    folder : Path
    variants : mapping of str to Variant
        Every variant it can show, by id.
    activities : mapping of str to ActivityRecord
        The movements it comes with, by id; `mk.activity` computes with them.
    shown_variants : tuple of str
        Ids of those it shows.
    mirrored : bool
        Whether it is of the other side than its files.
    posture : mapping of str to float
        Joint coordinates that are not nought, degrees; empty in the neutral posture.
    activation : mapping of str to float
        Muscles that are not at rest, 0 to 1.
    alteration : Alteration or None
        What was done to the healthy body, such as an injury: it is done again at every posture.
    """

    manifest: AtlasManifest
    structures: tuple[Structure, ...]
    facts: tuple[FactRecord, ...]
    sources: Mapping[str, Source]
    folder: Path
    variants: Mapping[str, Variant] = field(default_factory=dict)
    activities: Mapping[str, ActivityRecord] = field(default_factory=dict)
    shown_variants: tuple[str, ...] = ()
    mirrored: bool = False
    posture: Mapping[str, float] = field(default_factory=dict)
    activation: Mapping[str, float] = field(default_factory=dict)
    alteration: Alteration | None = None
    _neutral: Atlas | None = None
    _intact: Atlas | None = None
    _by_id: Mapping[str, Structure] = field(init=False)
    _own_id: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Index ids and aliases."""
        by_id = {structure.id: structure for structure in self.structures}
        own_id = {alias: st.id for st in self.structures for alias in st.aliases}
        object.__setattr__(self, "sources", MappingProxyType(dict(self.sources)))
        object.__setattr__(self, "variants", MappingProxyType(dict(self.variants)))
        object.__setattr__(self, "activities", MappingProxyType(dict(self.activities)))
        object.__setattr__(self, "_by_id", MappingProxyType(by_id))
        object.__setattr__(self, "_own_id", MappingProxyType(own_id | {i: i for i in by_id}))

    @property
    def name(self) -> str:
        """Name by which it is loaded."""
        return self.manifest.name

    @property
    def title(self) -> str:
        """Title for people."""
        return self.manifest.title

    @property
    def version(self) -> str:
        """Version of its content."""
        return self.manifest.version

    @property
    def licence(self) -> str:
        """Licence of its content."""
        return self.manifest.licence

    @property
    def credits(self) -> tuple[str, ...]:
        """Whom to credit when it is shown."""
        return self.manifest.credits

    @property
    def side(self) -> str:
        """Side of the body: "right" or "left"."""
        return self.manifest.side

    @property
    def neutral(self) -> Atlas:
        """The same body upright and at rest; itself where it was never posed."""
        # Only another atlas is kept: one that held itself would outlive its last user.
        return self if self.intact._neutral is None else self._upright

    @cached_property
    def _upright(self) -> Atlas:
        assert self.intact._neutral is not None
        return self.intact._neutral.altered(self.alteration)

    @property
    def intact(self) -> Atlas:
        """The same body at the same posture without its alteration."""
        return self if self._intact is None else self._intact

    def altered(self, alteration: Alteration | None) -> Atlas:
        """The atlas with something done to the healthy body, which stays done when it is posed.

        Parameters
        ----------
        alteration : Alteration or None
            It takes the place of the one before. None gives the intact atlas.
        """
        if alteration is None:
            return self.intact
        return replace(alteration(self.intact), alteration=alteration, _intact=self.intact)

    @property
    def default_view(self) -> str:
        """Name of the view to open with."""
        return self.manifest.default_view

    @cached_property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """Group name to the ids of its members, in the atlas's order."""
        return MappingProxyType(
            {
                group: tuple(st.id for st in self.structures if group in st.groups)
                for group in self.manifest.groups
            }
        )

    @cached_property
    def footprints(self) -> Mapping[str, Footprint]:
        """Footprint id ("semimembranosus.origin") to where that end meets its bone.

        Structures that share a footprint have one, called after the first of them.
        """
        from musclekit.atlas.footprints import footprints_of

        return MappingProxyType({one.id: one for one in footprints_of(self)})

    def footprint(self, structure_id: str, role: str) -> Footprint | None:
        """The footprint of one end of a structure; None where the atlas has none.

        Raises
        ------
        UnknownStructure
            If there is no such structure.
        """
        own = self[structure_id].id
        for one in self.footprints.values():
            if one.role == role and own in one.structures:
                return one
        return None

    def __getitem__(self, structure_id: str) -> Structure:
        """The structure of that id or alias.

        Raises
        ------
        UnknownStructure
            If there is none; the nearest ids are offered.
        """
        try:
            return self._by_id[self._own_id[structure_id]]
        except (KeyError, TypeError):
            raise self._unknown(structure_id, self._own_id) from None

    def __contains__(self, structure_id: object) -> bool:
        """Whether it is the id or an alias of a structure."""
        return isinstance(structure_id, str) and structure_id in self._own_id

    def __iter__(self) -> Iterator[str]:
        """Ids in the atlas's order."""
        return iter(self._by_id)

    def __len__(self) -> int:
        """Number of structures."""
        return len(self._by_id)

    def __repr__(self) -> str:
        """Name, side, size and variants shown."""
        shown = "".join(f", {name}" for name in self.shown_variants)
        return f"Atlas({self.name!r}, {self.side}, {len(self)} structures{shown})"

    def variant(self, variant_id: str) -> Atlas:
        """The atlas of a body that has a variant; the others shown stay.

        Parameters
        ----------
        variant_id : str
            One of `variants`.

        Returns
        -------
        Atlas
            With the structures the variant redraws in place of the usual ones.

        Raises
        ------
        UnknownName
            If there is no such variant; the nearest ids are offered.
        MusclekitError
            If a variant already shown is of the same feature or redraws the same structure.
        """
        if variant_id not in self.variants:
            raise UnknownName(
                f"No variant '{variant_id}' in atlas '{self.name}'.",
                remedy=did_you_mean(str(variant_id), self.variants),
            )
        if variant_id in self.shown_variants:
            return self
        if self.alteration is not None:
            return self.intact.variant(variant_id).altered(self.alteration)
        variant = self.variants[variant_id]
        must_go_together(variant, (self.variants[name] for name in self.shown_variants))
        if self._neutral is not None:
            usual = self._neutral.variant(variant_id)
            return usual._posed(self.posture, activation=self.activation)
        redrawn = {structure.id: structure for structure in variant.structures}
        return replace(
            self,
            structures=tuple(redrawn.get(one.id, one) for one in self.structures),
            shown_variants=(*self.shown_variants, variant_id),
        )

    @cached_property
    def _poser(self) -> Poser:
        from musclekit.atlas.posing import Poser

        return Poser(self, self.joints)

    @cached_property
    def joints(self) -> Joints:
        """Its joints and the tendon paths across them, of the side its files describe.

        Raises
        ------
        MusclekitError
            If its atlas.yaml names no joints file.
        ContentError
            If that file is missing or wrong.
        """
        if self.manifest.joints is None:
            raise MusclekitError(
                f"Atlas '{self.name}' has no joints, so it cannot be posed.",
                remedy="Name an MJCF file beside its atlas.yaml: 'joints: joints.xml'.",
            )
        from musclekit.kinematics import read_joints

        return read_joints(self.folder / self.manifest.joints)

    def pose(
        self, *, clamp: bool = False, activation: float | Mapping[str, float] = 0.0, **angles: float
    ) -> Atlas:
        """The atlas at a posture; its meshes are carried when they are first asked for.

        Parameters
        ----------
        clamp : bool
            Bring an angle outside its joint's range to the nearer end instead of refusing it.
        activation : float or mapping of str to float
            0 at rest to 1; the bellies gather. Of every muscle, or by id or group: of a group, its
            muscles.
        **angles : float
            Degrees by coordinate, as `joints.coordinates` lists them; those not given are nought,
            whatever they were before.

        Returns
        -------
        Atlas

        Raises
        ------
        UnknownName
            If there is no such coordinate.
        MusclekitError
            If an angle is outside its joint's range, an activation is not between 0 and 1 or of
            what is no muscle, or the atlas has no joints.

        Notes
        -----
        Tendons keep their length, bellies their volume; the paths are MuJoCo's (docs/posing.md).
        """
        return self._posed(angles, clamp=clamp, activation=activation)

    def _posed(
        self,
        angles: Mapping[str, float],
        *,
        clamp: bool = False,
        activation: float | Mapping[str, float] = 0.0,
    ) -> Atlas:
        from musclekit.atlas.posing import posed

        upright = self.intact.neutral
        moved = posed(upright, angles, clamp=clamp, activation=activation)
        return moved.altered(self.alteration)

    def resolve(self, what: str | Structure | Iterable[str | Structure]) -> tuple[str, ...]:
        """Ids meant by an id, an alias, a group, a structure, or several of these.

        Returns
        -------
        tuple of str
            Each id once, in the order asked for.

        Raises
        ------
        UnknownStructure
            If a name is neither a structure nor a group.
        """
        if isinstance(what, Structure):
            return self.resolve(what.id)
        if isinstance(what, str):
            if what in self.groups:
                return self.groups[what]
            if what in self._own_id:
                return (self._own_id[what],)
            raise self._unknown(what, [*self._own_id, *self.groups])
        if not isinstance(what, Iterable):
            raise self._unknown(what, [*self._own_id, *self.groups])
        return tuple(dict.fromkeys(one for each in what for one in self.resolve(each)))

    def facts_about(self, structure_id: str) -> tuple[FactRecord, ...]:
        """Facts of the table that concern a structure."""
        wanted = self[structure_id].id
        return tuple(fact for fact in self.facts if wanted in self.resolve(fact.about))

    def tree(self) -> list[dict[str, Any]]:
        """The atlas as an outline, for a tree view.

        Returns
        -------
        list of dict
            `id` (None for a mere heading), `label`, `children` (again such a list). Headings
            without structures are left out.
        """
        children: dict[str | None, list[tuple[str, str | None, str]]] = {}
        for node in self.manifest.tree:
            children.setdefault(node.parent, []).append((node.id, None, node.label.en))
        for st in self.structures:
            children.setdefault(st.record.parent, []).append((st.id, st.id, st.name()))

        def branch(parent: str | None) -> list[dict[str, Any]]:
            nodes = [
                {"id": own, "label": label, "children": branch(key)}
                for key, own, label in children.get(parent, [])
            ]
            return [node for node in nodes if node["id"] or node["children"]]

        return branch(None)

    def _unknown(self, name: object, known: Iterable[str]) -> MusclekitError:
        return UnknownStructure(
            f"No structure '{name}' in atlas '{self.name}'.",
            remedy=did_you_mean(str(name), known),
        )


def _fixed(values: Any) -> np.ndarray:
    """An array nobody can write to."""
    array = np.array(values, float)
    array.flags.writeable = False
    return array
