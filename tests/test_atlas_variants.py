"""Variants: what they redraw, what goes together, and what is wrong with a file of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import pyvista
import yaml

from musclekit.atlas import Atlas, check_atlas, load_atlas
from musclekit.atlas.meshes import glb_bytes
from musclekit.content import VariantRecord, parse_record
from musclekit.errors import ContentError, MusclekitError, UnknownName
from musclekit.paths import content_dir

EMBEDDED = content_dir("anatomy_models") / "hamstrings"
HIGH = {
    "id": "nerve_high",
    "feature": "nerve_level",
    "name": {"en": "High nerve"},
    "text": "The nerve lies higher.",
    "status": "supported",
    "sources": ["book"],
    "basis": "found",
    "prevalence": [{"percent": 9.8, "low": 6.5, "high": 13.2, "n": 100, "source": "book",
                    "basis": "found"}],
    "replaces": ["tibial_nerve"],
}  # fmt: skip
LOW = {**HIGH, "id": "nerve_low", "name": {"en": "Low nerve"}}
BENT = {**HIGH, "id": "nerve_bent", "feature": "nerve_bend", "name": {"en": "Bent nerve"}}
SHORT = {
    **HIGH,
    "id": "popliteus_short",
    "feature": "popliteus",
    "name": {"en": "Short popliteus"},
    "prevalence": [],
    "gap": "Nobody has counted.",
    "replaces": ["popliteus"],
}
USUAL = {**HIGH, "id": "nerve_usual", "name": {"en": "Usual nerve"}, "replaces": []}
DRAWN = {
    ("nerve_high", "tibial_nerve"): (85, -45, 100),
    ("nerve_low", "tibial_nerve"): (85, -45, -300),
    ("nerve_bent", "tibial_nerve"): (95, -45, -200),
    ("popliteus_short", "popliteus"): (80, -30, -450),
}


def plant(folder: Path, *records: dict, drawn=tuple(DRAWN)) -> Path:
    """Give an atlas folder variants."""
    manifest = yaml.safe_load((folder / "atlas.yaml").read_text())
    (folder / "atlas.yaml").write_text(yaml.safe_dump({**manifest, "variants": "variants.yaml"}))
    (folder / "variants.yaml").write_text(yaml.safe_dump({"variants": list(records)}))
    wanted = {record["id"] for record in records}
    for variant, structure in drawn:
        if variant in wanted:
            path = folder / "variants" / variant / f"{structure}.glb"
            path.parent.mkdir(parents=True, exist_ok=True)
            ball = pyvista.Sphere(radius=5, center=DRAWN[variant, structure], theta_resolution=8)
            path.write_bytes(glb_bytes(ball, structure))
    return folder


@pytest.fixture
def varied(tiny_atlas: Path) -> Atlas:
    return load_atlas(plant(tiny_atlas, HIGH, LOW, BENT, SHORT, USUAL))


# ---------------------------------------------------------------- showing them
def test_an_atlas_lists_its_variants(varied):
    assert list(varied.variants) == [
        "nerve_high",
        "nerve_low",
        "nerve_bent",
        "popliteus_short",
        "nerve_usual",
    ]
    high = varied.variants["nerve_high"]
    assert (high.name(), high.name("la"), high.text) == ("High nerve", "High nerve", HIGH["text"])
    assert (high.prevalence[0].percent, high.prevalence[0].n) == (9.8, 100)
    assert varied.variants["popliteus_short"].gap == "Nobody has counted."
    assert repr(high) == "Variant('nerve_high', redraws tibial_nerve)"


def test_an_atlas_without_a_file_of_variants_has_none(tiny_atlas):
    assert dict(load_atlas(tiny_atlas).variants) == {}


def test_a_variant_redraws_its_structures_and_no_other(varied):
    high = varied.variant("nerve_high")
    assert high["tibial_nerve"].mesh.center == pytest.approx((85, -45, 100), abs=0.5)
    assert high["tibial_nerve"].record == varied["tibial_nerve"].record
    assert high.groups == varied.groups
    for name in set(varied) - {"tibial_nerve"}:
        assert high[name] is varied[name]
    assert high.shown_variants == ("nerve_high",)
    assert varied.shown_variants == ()
    assert "nerve_high" in repr(high)


def test_variants_of_different_structures_go_together_in_either_order(varied):
    one = varied.variant("nerve_high").variant("popliteus_short")
    other = varied.variant("popliteus_short").variant("nerve_high")
    for name in varied:
        assert np.array_equal(one[name].mesh.points, other[name].mesh.points)


def test_the_same_variant_twice_is_once(varied):
    high = varied.variant("nerve_high")
    assert high.variant("nerve_high") is high


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("nerve_high", "nerve_low", "both variants of 'nerve_level'"),
        ("nerve_high", "nerve_usual", "both variants of 'nerve_level'"),
        ("nerve_high", "nerve_bent", "both redraw 'tibial_nerve'"),
    ],
)
def test_variants_that_exclude_one_another_say_so(varied, first, second, said):
    with pytest.raises(MusclekitError, match=said) as raised:
        varied.variant(first).variant(second)
    assert f"without '{first}'" in str(raised.value)


def test_a_wrong_name_is_answered_with_the_nearest(varied):
    with pytest.raises(UnknownName, match="Did you mean 'nerve_high'"):
        varied.variant("nerve_hihg")


def test_the_other_side_has_the_variants_mirrored(tiny_atlas):
    plant(tiny_atlas, HIGH)
    right = load_atlas(tiny_atlas).variant("nerve_high")["tibial_nerve"]
    left = load_atlas(tiny_atlas, side="left").variant("nerve_high")["tibial_nerve"]
    assert left.side == "left"
    assert np.allclose(left.mesh.points * [-1, 1, 1], right.mesh.points)
    assert left.volume_cm3 == pytest.approx(right.volume_cm3)


# ---------------------------------------------------------------- faults
def test_a_sound_file_of_variants_has_no_problem(tiny_atlas):
    assert check_atlas(plant(tiny_atlas, HIGH, SHORT, USUAL)) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"replaces": ["tibial_nerv"]}, "Did you mean 'tibial_nerve'"),
        ({"sources": ["bok"]}, "Did you mean 'book'"),
        (
            {"prevalence": [{"percent": 5, "source": "bok", "basis": "found"}]},
            "Did you mean 'book'",
        ),
        ({"prevalence": []}, "no prevalence and no 'gap'"),
        ({"prevalence": [{"percent": 5, "source": "book", "basis": "found", "low": 4}]}, "both"),
        (
            {
                "prevalence": [
                    {"percent": 5, "source": "book", "basis": "found", "low": 6, "high": 7}
                ]
            },
            "outside its interval",
        ),
        ({"prevalence": [{"percent": 120, "source": "book", "basis": "found"}]}, "100"),
        ({"sources": []}, "cites no source"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_fault_of_a_variant_is_found(tiny_atlas, fields, said):
    plant(tiny_atlas, {**HIGH, **fields}, drawn=())
    (problem, *_) = check_atlas(tiny_atlas)
    assert problem.item == "nerve_high"
    assert "variants.yaml" in problem.file
    assert said in str(problem)
    with pytest.raises(ContentError):
        load_atlas(tiny_atlas)


def test_a_variant_without_its_mesh_is_found(tiny_atlas):
    plant(tiny_atlas, HIGH, drawn=())
    (problem,) = check_atlas(tiny_atlas)
    assert problem.item == "nerve_high"
    assert problem.file.endswith("variants/nerve_high/tibial_nerve.glb")
    assert "missing" in problem.what


def test_a_mesh_no_variant_redraws_is_found(tiny_atlas):
    plant(tiny_atlas, HIGH)
    (tiny_atlas / "variants" / "nerve_high" / "tibia.glb").write_bytes(b"")
    (problem,) = check_atlas(tiny_atlas)
    assert problem.file.endswith("variants/nerve_high/tibia.glb")
    assert "redraws" in problem.what


def test_a_mesh_of_an_unknown_variant_is_found(tiny_atlas):
    plant(tiny_atlas, HIGH)
    (tiny_atlas / "variants" / "nerve_lost").mkdir()
    (tiny_atlas / "variants" / "nerve_lost" / "tibia.glb").write_bytes(b"")
    assert [problem.item for problem in check_atlas(tiny_atlas)] == ["nerve_lost"]


def test_a_missing_file_of_variants_is_one_problem(tiny_atlas):
    plant(tiny_atlas, HIGH)
    (tiny_atlas / "variants.yaml").unlink()
    assert any("no such file" in str(problem) for problem in check_atlas(tiny_atlas))


def test_a_prevalence_needs_no_interval():
    record = parse_record(
        VariantRecord,
        {**HIGH, "prevalence": [{"percent": 90, "source": "book", "basis": "found"}]},
        "variants.yaml",
    )
    assert isinstance(record, VariantRecord)
    assert record.prevalence[0].low is None
