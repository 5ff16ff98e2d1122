"""The injury as a value: what can be, what cannot, and each refusal in one sentence."""

from __future__ import annotations

import shutil

import pytest
import yaml

import musclekit as mk
from musclekit.atlas import check_atlas, read_injuries
from musclekit.content import MEASURES
from musclekit.injury import sites
from musclekit.injury.altering import healthy_body
from musclekit.paths import content_dir

EMBEDDED = content_dir("anatomy_models") / "hamstrings"
RECORD = read_injuries(EMBEDDED)
LONG = "biceps_femoris_long_head"
PLACES = [
    (kind, places, site)
    for kind in RECORD.kinds
    for places in RECORD.structures
    for site in kind.sites
]


@pytest.mark.parametrize(("kind", "places", "site"), PLACES)
def test_each_kind_on_each_structure_works_or_is_refused(kind, places, site):
    def made():
        return mk.Injury(places.structure, kind.id, site)

    if site in places.sites:
        injury = made()
        assert injury.describe().startswith(kind.name.capitalize()[:1])
        defaults = {name: one.default for name, one in kind.extents.items()}
        if "length_mm" in defaults:
            defaults["length_mm"] = min(defaults["length_mm"], places.length_mm)
        assert injury.extents == defaults
    else:
        with pytest.raises(mk.MusclekitError) as refused:
            made()
        reason = places.lacks.get(site)
        assert (
            (reason is None) or reason in str(refused.value) or "cannot have" in str(refused.value)
        )
        assert all(one in str(refused.value) for one in places.sites if one in kind.sites)


@pytest.mark.parametrize(
    ("structure", "reason"),
    [
        ("sciatic_nerve", "no muscle or tendon of the hamstrings, but a nerve"),
        ("femur", "no muscle or tendon of the hamstrings, but a bone"),
        ("ischial_tuberosity", "but a bone feature"),
        ("piriformis", "outside the hamstrings"),
    ],
)
def test_what_is_no_hamstring_is_refused_with_a_reason(structure, reason):
    with pytest.raises(mk.MusclekitError, match=reason) as refused:
        mk.Injury(structure, "strain")
    assert "Injuries are described for: biceps_femoris_long_head" in str(refused.value)


FAULTS = [
    (
        {"csa_fraction": 1.2},
        "csa_fraction: It is 1.2; for a strain it must be above 0 and at most 1",
    ),
    ({"csa_fraction": 0}, "above 0 and at most 1"),
    ({"csa_fraction": True}, "It is True"),
    ({"csa_fraction": float("nan")}, "It is nan"),
    ({"csa_fraction": "much"}, "It is 'much'"),
    ({"length_mm": -3}, "length_mm: It is -3; for a strain it must be above 0 and at most 300 mm"),
    ({"disruption_mm": 500}, "at least 0 and at most 100 mm"),
    ({"retraction_mm": 5}, "and a strain has none.*complete tear, avulsion"),
    ({"fragment_mm": 5}, "It belongs to: avulsion"),
    ({"thickening": 0.4}, "It belongs to: tendinopathy"),
    ({"kind": "strian"}, "No kind of injury 'strian'. Did you mean 'strain'"),
    ({"kind": None}, "No kind of injury None"),
    ({"kind": "complete_tear", "csa_fraction": 0.8}, "for a complete tear it must be 1"),
    ({"kind": "partial_tear", "csa_fraction": 1}, "above 0 and below 1"),
    ({"kind": "partial_tear", "disruption_mm": 0}, "above 0 and at most 100 mm"),
    ({"kind": "avulsion", "csa_fraction": 0.5, "retraction_mm": 10}, "0 while a part holds"),
    ({"kind": "avulsion", "site": "belly"}, "An avulsion does not lie in its belly"),
    ({"kind": "contusion", "mechanism": "sprint"}, "does not take 'sprint'. Use one of: direct"),
    ({"site": "proximal_tendn"}, "No site 'proximal_tendn'. Did you mean"),
    ({"site": "proximal_tendon"}, "has no site.*conjoint tendon; injure 'conjoint_tendon'"),
    ({"mechanism": "sprinting"}, "No mechanism 'sprinting'. Did you mean 'sprint'"),
    ({"disorder": "fatigue"}, "A strain does not take 'fatigue'. Leave it out"),
    ({"tension_lost": True}, "told of the sites: intratendinous"),
    ({"tension_lost": 1, "site": "intratendinous"}, "Give True or False"),
    ({"nerve_tethered": True}, "told of the sites: origin"),
    ({"along": 1.5}, "at least 0 and at most 1"),
    ({"along": 0.9}, r"along: along=0.9 is not in the proximal mtj.*Expected 0\.0\d to 0\.\d"),
    ({"around_deg": -5}, "at least 0 and at most 360"),
    ({"episode": -1}, "whole number from 0 to 20"),
    ({"episode": 0.5}, "whole number from 0 to 20"),
]


@pytest.mark.parametrize(("given", "said"), FAULTS)
def test_what_cannot_be_gives_one_error(given, said):
    with pytest.raises(mk.MusclekitError, match=said) as refused:
        mk.Injury(**{"structure": "semitendinosus", "kind": "strain", **given})
    assert str(refused.value).startswith("Injury, ")
    assert "\n" not in str(refused.value)


def test_an_unknown_structure_offers_the_nearest():
    with pytest.raises(mk.UnknownStructure, match="Did you mean 'semitendinosus'"):
        mk.Injury("semitendonosus", "strain")


def test_every_site_of_the_file_is_on_the_mesh(atlas):
    for places in RECORD.structures:
        assert set(places.sites) <= set(sites(atlas, places.structure)), places.structure


def test_nothing_is_longer_than_its_structure(atlas):
    for places in RECORD.structures:
        long_mm = healthy_body(atlas, places.structure).long_mm
        assert 0.9 * long_mm < places.length_mm <= long_mm  # what is accepted can be drawn
    with pytest.raises(mk.MusclekitError, match="above 0 and at most 80 mm"):
        mk.Injury("conjoint_tendon", "partial_tear", length_mm=81)


def test_an_alias_becomes_its_own_id():
    assert mk.Injury("bf_long_head", "strain") == mk.Injury(LONG, "strain")


def test_the_atlas_it_was_made_with_is_no_part_of_it():
    left = mk.load_atlas(side="left")
    one, other = mk.Injury(LONG, "strain", atlas=left), mk.Injury(LONG, "strain")
    assert one == other and hash(one) == hash(other) and repr(one) == repr(other)


def test_what_hangs_on_has_not_drawn_back():
    assert mk.Injury("semimembranosus", "avulsion", csa_fraction=0.5).retraction_mm == 0
    assert mk.Injury("semimembranosus", "avulsion").retraction_mm > 0


def test_replacing_the_kind_drops_what_the_new_one_lacks():
    strain = mk.Injury(LONG, "strain", "intratendinous", 0.3, 80, tension_lost=True, along=0.3)
    assert strain.replace(csa_fraction=0.4).tension_lost
    torn = strain.replace(kind="complete_tear")
    assert torn.csa_fraction == 1 and torn.site == "proximal_mtj" and not torn.tension_lost
    assert torn.along is None and torn.length_mm == 80
    rested = torn.replace(kind="functional")
    assert not any(getattr(rested, name) for name in MEASURES) and rested.disorder
    assert strain.replace(site="belly", tension_lost=False).along is None
    with pytest.raises(mk.MusclekitError, match="retraction_mm"):
        torn.replace(kind="strain", retraction_mm=5)


def test_words_have_every_extent_with_its_unit():
    torn = mk.Injury(
        "semimembranosus", "avulsion", retraction_mm=30, fragment_mm=12, nerve_tethered=True
    )
    said = torn.describe()
    assert "Avulsion of semimembranosus, at its origin from bone" in said
    for words in ("100 %", "retraction 30 mm", "piece of bone 12 mm", "30 ml", "sciatic nerve"):
        assert words in said, words


# ------------------------------------------------------------------- the file


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    """The embedded atlas without its meshes: quick to copy, told by other problems alone."""
    folder = tmp_path_factory.mktemp("texts")
    for path in EMBEDDED.glob("*.*"):
        if path.is_file():
            shutil.copy(path, folder)
    return folder


def told_of(texts, place, value) -> list[str]:
    """What the check tells of injuries.yaml with one entry changed."""
    path = texts / "injuries.yaml"
    whole = path.read_text()
    data = yaml.safe_load(whole)
    _broken(data, place, value)
    path.write_text(yaml.safe_dump(data))
    try:
        return [str(one) for one in check_atlas(texts) if "injuries.yaml" in one.file]
    finally:
        path.write_text(whole)


def _broken(data, place, value):
    *above, last = place
    for part in above:
        data = data[part]
    data[last] = value


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (["kinds", 0, "sources"], ["nobody"], "'nobody' is no key"),
        (["kinds", 0, "sources"], [], "cites no source"),
        (["kinds", 0, "sites"], ["hip"], "hip"),
        (["kinds", 0, "extents", "csa_fraction", "default"], 2, "default 2 is not above 0"),
        (["kinds", 0, "extents", "csa_fraction", "cases"], [0.5, 3], "'cases' is not a range"),
        (["kinds", 0, "extents", "breadth"], {"high": 1, "default": 0}, "no measure"),
        (["kinds", 1, "id"], "strain", "described twice"),
        (["structures", 0, "structure"], "femur", "'femur' is no muscle or tendon"),
        (["structures", 0, "pulled_by"], ["biceps"], "'biceps' is no muscle"),
        (["structures", 0, "lacks"], {"belly": "none"}, "'sites' and under 'lacks'"),
        (["sites"], {"belly": "in its belly"}, "has no words"),
    ],
)
def test_each_fault_of_the_file_is_told(texts, place, value, said):
    told = told_of(texts, place, value)
    assert any(said in one for one in told), told


def test_the_shipped_file_has_no_fault(texts):
    assert not [one for one in check_atlas(texts) if "injuries.yaml" in one.file]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (
            lambda: mk.Injury("semitendinosus", "strain", atlas="hamstrings"),
            "'hamstrings' is no atlas",
        ),
        (lambda: mk.Injury("semitendinosus", "strain").replace(lenght_mm=3), "has no 'lenght_mm'"),
    ],
)
def test_what_is_no_field_or_no_atlas_is_refused(wrong, says):
    with pytest.raises(mk.MusclekitError, match=says):
        wrong()
