"""The embedded atlas is whole, and its records fit real bodies too."""

from __future__ import annotations

import numpy as np
import pytest
import yaml

from musclekit.atlas import Atlas, check_atlas
from musclekit.paths import content_dir

EMBEDDED = content_dir("anatomy_models") / "hamstrings"
CONTRACT = (
    "biceps_femoris_long_head",
    "biceps_femoris_short_head",
    "semitendinosus",
    "semimembranosus",
    "sciatic_nerve",
    "tibial_nerve",
    "common_fibular_nerve",
    "ischial_tuberosity",
    "hip_bone",
    "femur",
    "tibia",
    "fibula",
    "sacrum",
    "piriformis",
    "quadratus_femoris",
    "sacrotuberous_ligament",
    "fibular_head",
    "linea_aspera",
    "pes_anserinus",
    "medial_tibial_condyle",
)
PATCHES = {
    "ischial_tuberosity",
    "linea_aspera",
    "pes_anserinus",
    "medial_tibial_condyle",
    "fibular_head",
}
HAMSTRINGS = (
    "biceps_femoris_long_head",
    "biceps_femoris_short_head",
    "semitendinosus",
    "semimembranosus",
)


def test_embedded_atlas_is_whole(atlas):
    assert check_atlas(EMBEDDED) == []
    assert set(CONTRACT) <= set(atlas)
    assert atlas.groups["hamstrings"] == (*HAMSTRINGS, "conjoint_tendon")
    assert {"hip_bone", "femur", "tibia", "fibula", "sacrum"} <= set(atlas.groups["bones"])
    assert {"sciatic_nerve", "tibial_nerve", "common_fibular_nerve"} <= set(atlas.groups["nerves"])
    assert atlas.licence == "CC-BY-SA-4.0"
    assert atlas.credits


@pytest.mark.parametrize("name", CONTRACT)
def test_embedded_structure(name, atlas):
    structure = atlas[name]
    assert structure.name()
    assert structure.record.name.la
    assert structure.side == "right"
    assert structure.tells is not None
    assert structure.fma is None or structure.fma_basis
    for _, fact in structure.record.facts:
        assert fact.sources
        assert set(fact.sources) <= set(atlas.sources)
        if fact.confirmed:
            assert any(atlas.sources[key].basis == "found" for key in fact.sources), fact.text
    if structure.kind == "muscle":
        assert structure.origin
        assert structure.insertion
        assert structure.innervation
        assert structure.actions
    assert structure.mesh.n_cells > 50
    assert structure.mesh.is_all_triangles
    assert (structure.volume_cm3 is None) == (name in PATCHES)
    assert structure.mesh_path.name == f"{name}.glb"
    assert len(atlas.facts_about(name)) or structure.kind in ("bone", "muscle")


@pytest.mark.parametrize("name", HAMSTRINGS)
def test_embedded_footprint(name, atlas):
    from scipy.spatial import cKDTree

    for end in (atlas[name].origin, atlas[name].insertion):
        assert end.centre_mm.shape == (3,)
        assert end.outline_mm.shape[1] == 3
        assert end.area_mm2 > 0
        bone = cKDTree(atlas[end.bone].mesh.points)
        assert bone.query(end.centre_mm)[0] < 8.0, "lies on its bone"
        assert atlas[end.at].of == end.bone


def test_embedded_footprints_have_the_published_area(atlas):
    published = {fact.id: fact.quantity for fact in atlas.facts if fact.quantity}
    for name, fact in {
        "biceps_femoris_long_head": "F011",
        "semitendinosus": "F011",
        "semimembranosus": "F012",
    }.items():
        quantity = published[fact]
        assert quantity.low < atlas[name].origin.area_mm2 < quantity.high


def test_short_head_is_the_odd_one_out(atlas):
    """The facts say what lessons 1 and 2 teach."""
    for name in HAMSTRINGS:
        odd = name == "biceps_femoris_short_head"
        structure = atlas[name]
        assert (structure.origin.at == "ischial_tuberosity") != odd
        assert any(action.joint == "hip" for action in structure.actions) != odd
        assert (structure.innervation.nerve == "tibial_nerve") != odd


def test_ids_of_the_tables_of_facts_resolve(atlas):
    for alias, name in {
        "bf_long_head": "biceps_femoris_long_head",
        "bf_short_head": "biceps_femoris_short_head",
        "tibial_division": "tibial_nerve",
        "common_fibular_division": "common_fibular_nerve",
    }.items():
        assert atlas[alias].id == name


def test_every_claim_about_anatomy_is_told(atlas):
    facts = {fact.id: fact for fact in atlas.facts}
    assert {f"B{number:03}" for number in range(1, 19)} <= set(facts)
    imprecise = {fact.id for fact in atlas.facts if fact.status == "imprecise"}
    assert {"B002", "B012", "B015", "B017", "B018"} <= imprecise
    assert facts["B016"].status == "wrong"
    assert facts["F010"].status == "contested"
    # What the page says, not a caricature of it.
    assert "direct" in facts["B018"].text
    assert "tendons" in facts["B017"].text and "muscles" in facts["B017"].text
    assert not facts["B016"].confirmed
    cited = {key for fact in atlas.facts for key in fact.sources}
    cited |= {key for st in atlas.structures for _, fact in st.record.facts for key in fact.sources}
    targets = yaml.safe_load((EMBEDDED / "targets.yaml").read_text())["targets"]
    cited |= {target["source"] for target in targets if target.get("source")}
    for variant in atlas.variants.values():
        cited |= {*variant.sources, *(count.source for count in variant.prevalence)}
    cited |= set(atlas.manifest.codes.values())
    cited |= {key for activity in atlas.activities.values() for key in activity.cited}
    for name in (
        "muscles.yaml",
        "strength.yaml",
        "injuries.yaml",
        "evidence.yaml",
        "gradings.yaml",
        "examination.yaml",
        "differential.yaml",
        "nerves.yaml",
        "entrapments.yaml",
    ):
        cited |= cited_in(EMBEDDED / name)
    assert cited == set(atlas.sources), "only works that are cited"


def cited_in(path):
    """Sources of every record of a file, however deep."""

    def found(data):
        if isinstance(data, list):
            return set().union(*map(found, data))
        if isinstance(data, dict):
            own = {data["source"]} if "source" in data else set()
            own.update(data.get("sources", ()), data.get("limit_sources", ()))
            return own.union(*map(found, data.values()))
        return set()

    return found(yaml.safe_load(path.read_text()))


def test_ids_claim_no_more_than_was_read(atlas):
    basis = {id: atlas[id].record.fma_basis for id in atlas if atlas[id].fma}
    unread = {id: how for id, how in basis.items() if how != "found"}
    assert unread == {
        "biceps_femoris_short_head": "memory-high",
        "sciatic_nerve": "memory-medium",
        "tibial_nerve": "memory-medium",
        "hip_bone": "memory-high",
        "piriformis": "memory-medium",
    }
    assert all(atlas[id].record.ta98_basis == "found" for id in atlas if atlas[id].ta98)
    assert {atlas.sources[key].basis for key in atlas.manifest.codes.values()} == {"repo"}
    assert set(atlas.manifest.codes) == {"fma", "ta98"}


def test_roots_are_told_as_unconfirmed(atlas):
    """No source that was read gives the roots of a hamstring; the nerve is another matter."""
    for name in HAMSTRINGS:
        innervation = atlas[name].innervation
        assert innervation.confirmed
        assert not innervation.roots_confirmed
        assert "(unconfirmed)" in innervation.text


def test_ids_are_distinct(atlas):
    for attribute in ("fma", "ta98"):
        values = [getattr(st, attribute) for st in atlas.structures if getattr(st, attribute)]
        assert len(values) == len(set(values))


# ------------------------------------------------------------------ real bodies


def test_folder_from_real_meshes(reference_atlas: Atlas, atlas: Atlas):
    """The same records on BodyParts3D's surfaces: another body in the same format."""
    assert check_atlas(reference_atlas.folder) == []
    assert [st.record for st in reference_atlas.structures] == [
        st.record for st in atlas.structures
    ]
    assert reference_atlas["semitendinosus"].fma == "FMA22357"
    for structure in reference_atlas.structures:
        assert structure.mesh.n_cells, structure.id
        assert np.allclose(structure.centre_mm, structure.mesh.center, atol=120)
    femur, tibia = reference_atlas["femur"].centre_mm, reference_atlas["tibia"].centre_mm
    assert femur[2] - tibia[2] > 300, "the femur stands above the tibia"
    assert femur[0] > 0, "the right leg lies on the right"
    sacrum, pubis = reference_atlas["sacrum"].centre_mm, reference_atlas["hip_bone"].centre_mm
    assert sacrum[1] < pubis[1], "the sacrum lies behind the hip bone"
