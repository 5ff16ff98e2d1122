"""Derived keys: each is what the atlas says or measures, and follows it when it changes."""

from __future__ import annotations

import types
from pathlib import Path

import numpy as np
import pytest
from assessment_support import write_bank

from musclekit import assessment
from musclekit.assessment import derivations, load_bank
from musclekit.assessment.derivations import Amount, Derive, Partner, derive_problems, derived
from musclekit.errors import MusclekitError
from musclekit.units import UNITS

FOUR = (
    "biceps_femoris_long_head",
    "biceps_femoris_short_head",
    "semitendinosus",
    "semimembranosus",
)


def amounts(atlas, by, of, **more) -> list[float]:
    asked = Derive.model_validate({"by": by, "of": of, **more})
    assert derive_problems(asked, atlas, Amount) == []
    told = derived(asked, atlas)
    assert all(one.unit in UNITS and one.what for one in told)
    return [one.value for one in told]


def partners(atlas, by, of, **more) -> list[str]:
    asked = Derive.model_validate({"by": by, "of": of, **more})
    assert derive_problems(asked, atlas, Partner) == []
    assert all(one.why for one in derived(asked, atlas))
    return [one.thing.structure for one in derived(asked, atlas)]


def test_volumes_are_those_of_the_meshes(atlas):
    expected = [atlas[id].mesh.volume / 1000 for id in FOUR]  # VTK's measure
    assert amounts(atlas, "volume", FOUR) == pytest.approx(expected, rel=1e-4)


def test_areas_are_those_of_the_footprints(atlas):
    told = amounts(atlas, "footprint-area", FOUR, role="origin")
    assert told == pytest.approx([atlas[id].origin.area_mm2 for id in FOUR])
    shared = amounts(atlas, "footprint-area", FOUR[:2], role="insertion")
    assert shared[0] == shared[1] > 50, "both heads end on one footprint"


def test_heights_are_differences_in_height(atlas):
    marks = ["ischial_tuberosity", "linea_aspera", "medial_tibial_condyle", "pes_anserinus"]
    told = amounts(atlas, "height", marks, above="tibia")
    assert told == sorted(told, reverse=True)
    centres = [atlas[id].centre_mm[2] for id in marks]
    assert np.diff(told) == pytest.approx(np.diff(centres))
    assert told[-1] > 0
    bank = assessment.load_bank("origins-and-insertions", atlas)
    outcome = assessment.grade(
        bank, "from-above-down", assessment.model_answer(bank, "from-above-down")
    )
    for option, height in zip(outcome.options, told, strict=True):
        assert option.why == f"{height:.0f} mm above the lower end of the tibia"


def test_measures_are_those_of_the_validation(atlas):
    """The conjoint tendon's length and the nerve's width, within what was published."""
    (length,) = amounts(
        atlas, "measure", "conjoint_tendon", measure="footprint_top_to_lowest_mm", role="origin"
    )
    assert 87 <= length <= 113
    (width,) = amounts(
        atlas, "measure", "sciatic_nerve", measure="section_width_mm", to=["piriformis"]
    )
    assert width == pytest.approx(15.55, rel=0.05)
    tendons = amounts(atlas, "measure", FOUR, measure="distal_tendon_length_mm")
    assert len(tendons) == 4


def test_the_figure_of_a_fact_brings_its_sources(atlas):
    facts = {one.id: one for one in atlas.facts}
    (told,) = derived(Derive.model_validate({"by": "fact", "of": "F014"}), atlas)
    assert (told.value, told.unit) == (99, "mm") and told.sources == facts["F014"].sources


def test_partners_are_those_of_the_facts(atlas):
    nerves = ["tibial_nerve", "common_fibular_nerve", "tibial_nerve", "tibial_nerve"]
    assert partners(atlas, "nerve", FOUR) == nerves
    ends = ["fibular_head", "fibular_head", "pes_anserinus", "medial_tibial_condyle"]
    assert partners(atlas, "attachment", FOUR, role="insertion") == ends
    bones = ["fibula", "fibula", "tibia", "tibia"]
    assert partners(atlas, "bone", FOUR, role="insertion") == bones
    hips = ["hip_bone", "femur", "hip_bone", "hip_bone"]
    assert partners(atlas, "bone", FOUR, role="origin") == hips
    assert partners(atlas, "bone", ["piriformis"], role="insertion") == ["femur"]


def test_every_derivation_is_documented():
    guide = (Path(__file__).parent.parent / "docs" / "authoring-content.md").read_text("utf-8")
    known = {*derivations.names(Amount), *derivations.names(Partner)}
    assert known >= {"volume", "footprint-area", "height", "measure", "fact", "nerve", "bone"}
    assert [name for name in known if f"| `{name}` |" not in guide] == []


@pytest.fixture
def known(monkeypatch):
    derivations.names(Amount)
    monkeypatch.setattr(derivations, "_known", dict(derivations._known))


def test_the_example_of_the_guide_is_a_derivation(known, tiny, tmp_path):
    guide = Path(__file__).parent.parent / "docs" / "authoring-quiz-kinds.md"
    source = guide.read_text(encoding="utf-8").split("```python\n")[2].split("```")[0]
    exec(source, vars(types.ModuleType("example")))  # the guide's own code
    bones = ["hip_bone", "tibia", "semimembranosus"]
    assert amounts(tiny, "laterality", bones) == pytest.approx([80, 80, 55], abs=1)
    assert amounts(tiny, "laterality", bones, plane_mm=80)[2] == pytest.approx(25, abs=1)
    asked = Derive.model_validate({"by": "laterality", "of": bones, "plane": 80})
    (said,) = derive_problems(asked, tiny, Amount)
    assert said == "'derive' by 'laterality': 'plane' is no field here. Did you mean 'plane_mm'?"


def test_a_model_of_ones_own_goes_the_whole_way(known, tiny, tmp_path):
    """What is asked of need not be a structure: phases of gait, by a model made here."""
    stretch = {"early swing": 2.0, "late swing": 9.0, "stance": -1.0}
    calls = []

    @derivations.amount("toy-stretch")
    def toy(atlas, of):
        calls.append(of)
        if of not in stretch:
            raise MusclekitError(f"No phase '{of}'.", remedy="Take another.")
        return Amount(stretch[of], "mm", "stretch", ("book",))

    item = {
        "id": "stretched",
        "kind": "order",
        "prompt": "When is it longest?",
        "about": ["hamstrings"],
        "sources": ["memory"],
        "first": "longest",
        "last": "shortest",
        "derive": {"by": "toy-stretch", "of": list(stretch)},
        "sort": "falling",
        "apart": 1,
    }
    data = {
        "bank": "tiny-bank",
        "title": "T",
        "atlas": "tiny",
        "licence": "CC-BY-4.0",
        "items": [item],
    }
    bank = load_bank(write_bank(tmp_path, data), tiny)
    before = len(calls)
    right = assessment.model_answer(bank, "stretched")
    outcome = assessment.grade(bank, "stretched", right)
    assert len(calls) == before, "the model is asked anew for every answer"
    assert "late swing, early swing and stance" in outcome.feedback[0]
    assert outcome.feedback[1].startswith("Stretch in this model: late swing 9 mm")
    assert outcome.sources == ("memory", "book")
    stretch["limping"] = float("nan")
    item["derive"] = {"by": "toy-stretch", "of": [*stretch, "skipping"]}
    told = [str(x) for x in assessment.check_bank(write_bank(tmp_path, data), tiny)]
    assert any("of 'limping' gives no number" in x for x in told)
    assert any("of 'skipping': No phase 'skipping'. Take another." in x for x in told)


def test_a_name_taken_by_another_is_refused(known):
    with pytest.raises(MusclekitError, match="There is a derivation 'volume' already"):
        derivations.amount("volume")(lambda atlas, of: Amount(1.0, "mm", "volume"))


def test_the_key_follows_the_atlas(tiny, tiny_atlas, tmp_path):
    """The same bank on a body whose nerve is thick: another order, another version."""
    bank = load_bank(write_bank(tmp_path), tiny)
    import pyvista

    from musclekit.atlas import load_atlas, write_atlas

    meshes = {id: tiny[id].mesh.copy() for id in tiny}
    meshes["tibial_nerve"] = pyvista.Sphere(radius=90, center=(85, -45, -220))
    thick = load_atlas(
        write_atlas(
            tmp_path / "thick",
            tiny.manifest.model_copy(update={"footprints": None}),
            [structure.record for structure in tiny.structures],
            meshes,
            sources=tiny.sources,
            facts=tiny.facts,
        )
    )
    other = load_bank(write_bank(tmp_path), thick)
    assert other.version != bank.version
    assert assessment.model_answer(bank, "sizes")[0] == "semimembranosus"
    assert assessment.model_answer(other, "sizes")[0] == "tibial_nerve"


LEVER = {"by": "moment-arm", "of": FOUR[2], "joint": "knee_flexion"}
SHARE = LEVER | {"by": "torque-share"}
CHANGE = {"by": "length-change", "of": FOUR[2], "end": {"hip_flexion": 30}}
NAMED = {"by": "stretch-of-posture", "of": "sitting", "muscle": FOUR[2]}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (LEVER | {"at": {"joint": 3}}, "'at': No joint coordinate 'joint'."),
        (LEVER | {"at": {"atlas": 3}}, "'at': No joint coordinate 'atlas'."),
        (LEVER | {"at": {"knee_flexion": 900}}, "'at': knee_flexion=900° is outside"),
        (SHARE | {"at": {"activation": 0.5}}, "'at': No joint coordinate 'activation'."),
        (SHARE | {"at": {"speed_deg_per_s": 60}}, "'at': No joint coordinate 'speed_deg_per_s'."),
        (CHANGE | {"start": {"structure": 1}}, "'start': No joint coordinate 'structure'."),
        (CHANGE | {"end": {"hip_flexon": 1}}, "'end': No joint coordinate 'hip_flexon'. Did you"),
        ({"by": "stretch", "of": FOUR[2], "at": {"atlas": 1}}, "'at': No joint coordinate"),
        (
            NAMED | {"postures": {"sitting": {"hip_flexion": 90}, "lying": {"atlas": 1}}},
            "'postures': No joint coordinate 'atlas'.",
        ),
        (
            NAMED
            | {"by": "moment-arm-of-posture", "joint": "hip_flexion"}
            | {"postures": {"sitting": {"joint": 90}}},
            "'postures': No joint coordinate 'joint'.",
        ),
    ],
)
def test_a_posture_names_joint_coordinates_only(atlas, asked, said):
    (told,) = derive_problems(Derive.model_validate(asked), atlas, Amount)
    assert said in told


def test_a_space_has_two_sides(atlas):
    asked = {"by": "measure", "of": "sciatic_nerve", "measure": "space_mm", "to": ["femur"]}
    (told,) = derive_problems(Derive.model_validate(asked), atlas, Amount)
    assert "'space_mm' needs 2 structures in 'to'; here is 1" in told
