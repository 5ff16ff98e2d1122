"""Looking things up in an atlas, and loading one by name or folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from conftest import loaded_by

from musclekit.atlas import atlas_folders, load_atlas
from musclekit.errors import ContentError, UnknownName, UnknownStructure


def test_structure_by_id_and_alias(tiny_atlas):
    atlas = load_atlas(tiny_atlas)
    st = atlas["semitendinosus"]
    assert atlas["semi_t"] is st
    assert (st.name(), st.name("la")) == ("Semitendinosus", "Musculus semitendinosus")
    assert (st.id, st.kind, st.side, st.fma) == ("semitendinosus", "muscle", "right", "FMA22357")
    assert st.innervation.nerve == "tibial_nerve"
    assert [(a.joint, a.motion) for a in st.actions] == [("hip", "extension"), ("knee", "flexion")]
    assert (st.origin.at, st.origin.bone) == ("ischial_tuberosity", "hip_bone")
    assert (st.insertion.at, st.insertion.bone, st.insertion.centre_mm) == ("tibia", "tibia", None)
    assert st.origin.area_mm2 == 200.0
    assert st.origin.outline_mm.shape == (3, 3)
    assert st.origin.text == "Ischial tuberosity."
    assert atlas["tibia"].origin is None
    with pytest.raises(UnknownName, match="No names in 'de'"):
        st.name("de")


def test_unknown_structure_offers_the_nearest(tiny_atlas):
    atlas = load_atlas(tiny_atlas)
    with pytest.raises(UnknownStructure) as caught:
        atlas["semitendonosus"]
    said = "No structure 'semitendonosus' in atlas 'tiny'. Did you mean 'semitendinosus'"
    assert str(caught.value).startswith(said)
    for nonsense in (None, 3, ["tibia"]):
        with pytest.raises(UnknownStructure):
            atlas[nonsense]
        assert nonsense not in atlas


def test_atlas_is_a_collection_of_ids(tiny_atlas):
    atlas = load_atlas(tiny_atlas)
    assert list(atlas) == [st.id for st in atlas.structures]
    assert len(atlas) == 7
    assert "tibia" in atlas
    assert "semi_t" in atlas
    assert "bones" not in atlas
    assert atlas.groups["hamstrings"] == ("semitendinosus", "semimembranosus")
    assert repr(atlas) == "Atlas('tiny', right, 7 structures)"
    assert repr(atlas["tibia"]) == "Structure('tibia', bone, right)"


def test_resolve(tiny_atlas):
    atlas = load_atlas(tiny_atlas)
    assert atlas.resolve("bones") == ("hip_bone", "tibia")
    assert atlas.resolve("semi_t") == ("semitendinosus",)
    assert atlas.resolve(atlas["tibia"]) == ("tibia",)
    assert atlas.resolve(["tibia", "bones", ["semi_t"]]) == ("tibia", "hip_bone", "semitendinosus")
    assert atlas.resolve([]) == ()
    for unknown in ("bone", ["tibia", "bone"]):
        with pytest.raises(UnknownStructure, match="Did you mean 'bones'"):
            atlas.resolve(unknown)


def test_tree_shows_every_structure_once_and_no_empty_heading(tiny_atlas):
    def walk(nodes):
        for node in nodes:
            yield node
            yield from walk(node["children"])

    tree = load_atlas(tiny_atlas).tree()
    assert [node["label"] for node in tree] == ["Hamstrings", "Bones", "Nerves"]
    assert tree[1]["children"][0] == {
        "id": "hip_bone",
        "label": "Hip bone",
        "children": [{"id": "ischial_tuberosity", "label": "Ischial tuberosity", "children": []}],
    }
    shown = [node["id"] for node in walk(tree) if node["id"]]
    assert sorted(shown) == sorted(load_atlas(tiny_atlas))


def test_facts_about(tiny_atlas):
    atlas = load_atlas(tiny_atlas)
    assert [fact.id for fact in atlas.facts_about("semi_t")] == ["T001"]
    assert [fact.id for fact in atlas.facts_about("popliteus")] == ["T002"]
    assert atlas.sources["book"].key == "book"


def test_nothing_can_be_changed(tiny_atlas):
    atlas = load_atlas(tiny_atlas)
    st = atlas["semitendinosus"]
    with pytest.raises(AttributeError):
        atlas.folder = Path()
    with pytest.raises(AttributeError):
        st.side = "left"
    with pytest.raises(AttributeError):
        st.origin.area_mm2 = 1.0
    with pytest.raises(TypeError):
        atlas.sources["x"] = None
    with pytest.raises(TypeError):
        atlas.groups["x"] = ()
    for array in (st.origin.centre_mm, st.origin.outline_mm, st.centre_mm):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


# ------------------------------------------------------------------ loading


def test_loading_by_name(tiny_atlas, tmp_path, monkeypatch):
    monkeypatch.setenv("MUSCLEKIT_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data" / "atlases").mkdir(parents=True)
    tiny_atlas.rename(tmp_path / "data" / "atlases" / "mine")
    assert load_atlas("mine").name == "tiny"
    assert list(atlas_folders()) == ["hamstrings", "mine"]
    assert load_atlas().name == load_atlas("hamstrings").name == "hamstrings"
    with pytest.raises(UnknownName, match=r"No atlas 'hamstring'\. Did you mean 'hamstrings'"):
        load_atlas("hamstring")
    for missing in (tmp_path / "none", str(tmp_path / "none")):
        with pytest.raises(UnknownName, match="No such atlas folder"):
            load_atlas(missing)
    with pytest.raises(ContentError, match=r"atlas\.yaml: no such file"):
        load_atlas(tmp_path / "data")


def test_facts_need_no_vtk():
    told = "import musclekit.atlas as a; t = a.load_atlas(); t['femur'].name(); t.tree()"
    assert not loaded_by(told) & {"vtkmodules", "pyvista", "trimesh", "scipy"}


def test_volume_and_centre_of_a_known_body(tiny_atlas):
    atlas = load_atlas(tiny_atlas)
    rod = atlas["tibia"]
    twelve_sided = 0.5 * 12 * np.sin(2 * np.pi / 12) * 1.5**2 * 38
    assert rod.volume_cm3 == pytest.approx(twelve_sided, rel=1e-5)
    assert rod.volume_cm3 == pytest.approx(rod.mesh.volume / 1000, rel=1e-5)
    assert np.allclose(rod.centre_mm, [80, 0, -610], atol=1e-3)
    assert atlas["ischial_tuberosity"].volume_cm3 is None
    assert rod.mesh is rod.mesh
