"""Gradings: published tables case by case, both sides of each bound, from grade to injury."""

from __future__ import annotations

import copy
from html import unescape

import numpy as np
import pytest
import yaml
from test_injury import EMBEDDED, LONG, RECORD, texts  # noqa: F401  # a fixture

import musclekit as mk
from musclekit.atlas import check_atlas, read_gradings
from musclekit.content import MEASURES
from musclekit.injury.cases import TRIES
from musclekit.injury.checks import within
from musclekit.injury.criteria import measured
from musclekit.injury.grading import scheme, schemes
from musclekit.injury.tipping import tipped

SEMI = "semimembranosus"
SHAPES = {
    "b": (LONG, "strain", "proximal_mtj"),
    "a": (LONG, "strain", "myofascial"),
    "c": (LONG, "strain", "intratendinous"),
    "tear": (LONG, "partial_tear", "belly"),
    "complete": (LONG, "complete_tear", "belly"),
    "junction": (SEMI, "complete_tear", "proximal_mtj"),
    "tendon": (SEMI, "complete_tear", "proximal_tendon"),
    "avulsion": (SEMI, "avulsion", "origin"),
    "distal": ("semitendinosus", "avulsion", "insertion"),
    "none": (LONG, "functional", "belly"),
    "blow": (LONG, "contusion", "belly"),
    "blood": (LONG, "haematoma", "belly"),
    "pht": ("conjoint_tendon", "tendinopathy", "origin"),
    "scar": (LONG, "scar", "proximal_mtj"),
}
SMALL = {"csa_fraction": 0.05, "length_mm": 20}


def injury(shape, **extents):
    small = SMALL if shape in "abc" else {}
    return mk.Injury(*SHAPES[shape], **{**small, **extents})


# Each row: shape, what is set beside the smallest case, code. Bounds from both sides.
TABLES = {
    "british-athletics": [
        ("none", {"disorder": "neuromuscular"}, "0a"),
        ("none", {"disorder": "fatigue"}, "0a"),
        ("none", {"disorder": "spine"}, "0a"),
        ("none", {"disorder": "soreness"}, "0b"),
        *(
            (letter, {field: value}, f"{number}{letter}")
            for letter in "ab"
            for field, values in {
                "csa_fraction": [(0.0999, 1), (0.1, 2), (0.4999, 2), (0.5, 3), (1, 3)],
                "length_mm": [(49.9, 1), (50, 2), (149.9, 2), (150, 3)],
                "disruption_mm": [(0, 1), (9.9, 1), (10, 2), (49.9, 2), (50, 3)],
            }.items()
            for value, number in values
        ),
        ("c", {}, "2c"),
        ("c", {"csa_fraction": 0.01, "length_mm": 1}, "2c"),
        ("c", {"csa_fraction": 0.499}, "2c"),
        ("c", {"csa_fraction": 0.5}, "3c"),
        ("c", {"length_mm": 49.9}, "2c"),
        ("c", {"length_mm": 50}, "3c"),
        ("c", {"tension_lost": True}, "3c"),
        ("complete", {}, "4"),
        ("junction", {}, "4"),
        ("tendon", {}, "4c"),
        ("avulsion", {}, "4c"),
        ("avulsion", {"csa_fraction": 0.99}, "3c"),
        ("avulsion", {"csa_fraction": 0.49}, "2c"),
        ("avulsion", {"fragment_mm": 10}, None),
        *((shape, {}, None) for shape in ("blow", "blood", "pht", "scar")),
    ],
    "three-grade": [
        ("b", {"csa_fraction": 0.9}, "1"),
        ("b", {"csa_fraction": 0.049, "disruption_mm": 5}, "1"),
        ("b", {"csa_fraction": 0.05, "disruption_mm": 5}, "2"),
        ("tear", {"csa_fraction": 0.05}, "2"),
        ("tear", {"csa_fraction": 0.99}, "2"),
        ("c", {"csa_fraction": 0.3, "tension_lost": True}, "2"),
        ("complete", {}, "3"),
        ("avulsion", {"csa_fraction": 0.99}, "2"),
        ("avulsion", {}, "3"),
        ("avulsion", {"fragment_mm": 10}, "3"),
        *((shape, {}, None) for shape in ("none", "blow", "blood", "pht", "scar")),
    ],
    "munich": [
        ("none", {"disorder": "fatigue"}, "1A"),
        ("none", {"disorder": "soreness"}, "1B"),
        ("none", {"disorder": "spine"}, "2A"),
        ("none", {"disorder": "neuromuscular"}, "2B"),
        ("b", {}, "3A"),
        ("b", {"disruption_mm": 4.9}, "3A"),
        ("b", {"disruption_mm": 5}, "3B"),
        ("b", {"csa_fraction": 0.95}, "3A"),
        ("tear", {"csa_fraction": 0.89}, "3B"),
        ("tear", {"csa_fraction": 0.9}, "4"),
        ("complete", {}, "4"),
        ("avulsion", {"csa_fraction": 0.3}, "4"),
        ("distal", {}, "4"),
        ("avulsion", {"fragment_mm": 10}, None),
        ("blow", {}, "direct"),
        ("blood", {"mechanism": "direct"}, "direct"),
        ("blood", {}, None),
        *((shape, {}, None) for shape in ("pht", "scar")),
    ],
    "mlg-r": [
        ("b", {}, "I P_p G1 R0"),
        ("b", {"mechanism": "sprint", "episode": 1}, "I_p P_p G1 R1"),
        ("b", {"mechanism": "stretch", "episode": 7}, "I_s P_p G1 R7"),
        ("b", {"fluid_ml": 0.1}, "I P_p G2 R0"),
        ("b", {"disruption_mm": 0.1}, "I P_p G3 R0"),
        ("b", {"along": 0.42}, "I M_p G1 R0"),
        ("c", {"along": 0.85}, "I D_d G1r R0"),
        ("c", {"along": 0.61, "fluid_ml": 3}, "I M_d G2r R0"),
        ("tear", {"mechanism": "sprint"}, "I_p M_d G3 R0"),
        ("complete", {}, "I M_d G3 R0"),
        ("blow", {}, "T M G2 R0"),
        ("blow", {"fluid_ml": 0, "along": 0.45}, "T M G1 R0"),
        ("none", {}, "N m G0 R0"),
        ("none", {"mechanism": "stretch"}, "N_s m G0 R0"),
        ("none", {"mechanism": "sprint", "episode": 2}, "N_p m G0 R2"),
        *((shape, {}, None) for shape in ("avulsion", "blood", "pht", "scar")),
    ],
    "chan": [
        ("b", {}, "1"),
        ("b", {"csa_fraction": 1}, "1"),
        ("tear", {}, "2Ba"),
        ("a", {}, "2Bb"),
        ("a", {"fluid_ml": 1}, "2Bc"),
        ("a", {"along": 0.1}, "2Ab"),
        ("a", {"along": 0.89}, "2Cb"),
        ("c", {"along": 0.2}, "2Ad"),
        ("junction", {}, "1"),
        ("tendon", {}, None),
        *((shape, {}, None) for shape in ("none", "avulsion", "blow", "blood", "pht", "scar")),
    ],
    "wood": [
        ("avulsion", {"fragment_mm": 1}, "1"),
        ("avulsion", {"fragment_mm": 10, "retraction_mm": 60}, "1"),
        ("junction", {}, "2"),
        ("avulsion", {"csa_fraction": 0.99}, "3"),
        ("avulsion", {"retraction_mm": 0}, "4"),
        ("avulsion", {"retraction_mm": 19.9}, "4"),
        ("avulsion", {"retraction_mm": 19.9, "nerve_tethered": True}, "4"),
        ("avulsion", {"retraction_mm": 20}, "5a"),
        ("avulsion", {"retraction_mm": 20, "nerve_tethered": True}, "5b"),
        *(
            (shape, {}, None)
            for shape in ("a", "tear", "complete", "tendon", "distal", "none", "blow", "pht")
        ),
    ],
}
CASES = [(name, *row) for name, rows in TABLES.items() for row in rows]


@pytest.mark.parametrize(("name", "shape", "extents", "code"), CASES)
def test_published_tables_case_by_case(name, shape, extents, code):
    graded = injury(shape, **extents).grade(name)
    assert graded.code == code
    assert graded.name and graded.cannot_say and graded.sources
    assert bool(graded.met or graded.not_met) == (code is not None)
    if code is None:
        assert graded.describe().startswith(f"{graded.title}: no class. ")


def test_every_code_has_a_case_and_1c_is_none():
    for name in ("british-athletics", "three-grade", "munich", "wood"):
        assert {row[2] for row in TABLES[name]} - {None} == set(scheme(name).codes)
    assert "1c" not in scheme("british-athletics").codes
    assert any("no 1c" in rule for rule in scheme("british-athletics").rules)


def test_the_contract():
    strain = mk.Injury(LONG, kind="strain", site="proximal_mtj", csa_fraction=0.3, length_mm=80)
    graded = strain.grade("british-athletics")
    assert graded.code == "2b"
    tipped = {(one.value, one.bound, one.unit) for one in graded.decisive}
    assert tipped == {(0.3, 0.1, "share"), (80, 50, "mm")}
    missed = {(one.code, one.bound) for one in graded.not_met}
    assert missed == {("2b", 10), ("3b", 0.5), ("3b", 150), ("3b", 50)}
    assert graded.confirmed and not injury("c").grade("british-athletics").confirmed


@pytest.mark.parametrize(
    ("tethered", "code", "nerve"), [(True, "5b", "tethered"), (False, "5a", "free")]
)
def test_a_nerve_held_fast_is_told_and_decides(tethered, code, nerve):
    retracted = injury("avulsion", retraction_mm=40, nerve_tethered=tethered)
    graded = retracted.grade("wood")
    bound = f"retraction 40 mm ({code}: 20 mm or more)"
    assert graded.code == code and graded.why == f"the sciatic nerve is {nerve}; {bound}"
    assert "  Met: no bone came off." in graded.describe().splitlines()
    other = retracted.replace(nerve_tethered=not tethered)
    (tip,) = tipped(other.grades(), retracted.grades())
    assert tip.scheme == "wood" and tip.why == f"the sciatic nerve is {nerve}"


def test_a_nerve_does_not_decide_where_the_type_does_not_ask():
    short = injury("avulsion", retraction_mm=5, nerve_tethered=True).grade("wood")
    assert short.code == "4" and "nerve" not in short.why
    bony = injury("avulsion", fragment_mm=10, nerve_tethered=True).grade("wood")
    assert bony.why == "a piece of bone came off"


def test_one_injury_beside_all_schemes():
    grades = injury("b", csa_fraction=0.3).grades()
    assert [one.scheme for one in grades] == list(schemes())
    assert grades["munich"].code == "3A" and grades[-1].code is None
    table = grades.table()
    assert list(table["scheme"]) == list(schemes()) and table["cannot_say"].all()
    said = repr(grades)
    assert all(one.title in said for one in grades) and "for teaching" in said
    shown = grades._repr_mimebundle_()["text/html"]
    assert shown.count("<tr>") == 1 + len(grades) and "no class" in shown
    for one in grades:
        page = unescape(one._repr_mimebundle_()["text/html"])
        assert one.title in unescape(shown) and (one.why if one.code else one.name) in page
        assert all(text in page for text in one.cannot_say)
    assert all(part in shown for part in ("<strong>2b</strong>", "unconfirmed", "for teaching"))
    with pytest.raises(mk.MusclekitError, match="Did you mean 'munich'"):
        grades["munch"]
    with pytest.raises(mk.MusclekitError, match="No grading scheme 'bamic'"):
        grades.injury.grade("bamic")


# ------------------------------------------------------------------- properties


def _rank(name, code):
    """Place among the levels, with codes that differ by nothing but site made equal."""
    if name == "mlg-r":
        return code.split()[2]
    return code[0] if name == "british-athletics" else scheme(name).codes.index(code)


@pytest.mark.parametrize("name", ["three-grade", "british-athletics", "munich", "mlg-r", "wood"])
def test_more_extent_never_lowers_a_grade(name):
    """Any one extent grown, all else as it was; 12 pairs at each site of each structure."""
    rng = np.random.default_rng(7)
    for kind in RECORD.kinds:
        names = [one for one in kind.extents if one != "fragment_mm"]
        for places in RECORD.structures:
            for site in set(kind.sites) & set(places.sites):
                for _ in range(12 if names else 0):
                    ranges = {one: within(one, kind.extents[one], places) for one in names}
                    low = {one: _drawn(ranges[one], rng) for one in names}
                    if "retraction_mm" in low and low["csa_fraction"] < 1:
                        low["retraction_mm"] = 0.0
                    grown = str(rng.choice(names))
                    high = low | {grown: _more(ranges[grown], low[grown], rng)}
                    if "retraction_mm" in high and high["csa_fraction"] < 1:
                        high["retraction_mm"] = 0.0
                    codes = [
                        mk.Injury(places.structure, kind.id, site, **extents).grade(name).code
                        for extents in (low, high)
                    ]
                    assert (codes[0] is None) == (codes[1] is None)
                    if codes[0] is not None:
                        assert _rank(name, codes[0]) <= _rank(name, codes[1]), (low, grown, codes)


def _drawn(extent, rng):
    return extent.high if rng.random() < 0.2 and not extent.open_high else _inside(extent, rng)


def _more(extent, value, rng):
    return value + (min(extent.high, 0.999 if extent.open_high else extent.high) - value) * (
        rng.random()
    )


def _inside(extent, rng):
    if extent.low == extent.high:
        return extent.low
    return float(rng.uniform(extent.low, extent.high * 0.999) + 1e-6)


UNREACHED = {"P_d", "D_p"}
"""MLG-R: no muscle of the atlas has its lower junction in the upper third, or the reverse."""


@pytest.mark.parametrize("name", schemes())
def test_from_a_grade_to_an_injury_and_back(name):
    """Every class of every scheme; the many of MLG-R with one seed each, the others with forty."""
    codes = scheme(name).codes
    for number, code in enumerate(codes):
        if name == "mlg-r" and code.split()[1] in UNREACHED:
            continue
        for seed in range(number, number + (1 if len(codes) > 100 else 40)):
            drawn = mk.random_injury(name, code, seed=seed)
            assert drawn.grade(name).code == code, (seed, drawn)
            assert drawn == mk.random_injury(name, code, seed=seed)
            assert drawn.disruption_mm <= drawn.length_mm or "length_mm" not in drawn.extents
            bounds = {
                (one.field, one.bound)
                for part in scheme(name).parts
                for level in part.levels
                for one in level.any
                if one.bound not in (0, 1)
            }
            assert not {(field, measured(drawn, field)) for field, _ in bounds} & bounds


def test_no_class_is_drawn_that_no_muscle_can_have():
    with pytest.raises(mk.MusclekitError, match="no such site"):
        mk.random_injury("mlg-r", "I_p P_d G2 R1", seed=0)
    with pytest.raises(mk.MusclekitError, match="'biceps_femoris_short_head' has the class 5a"):
        mk.random_injury("wood", "5a", structure="biceps_femoris_short_head", seed=0)
    with pytest.raises(mk.MusclekitError, match="has no class '1c'"):
        mk.random_injury("british-athletics", "1c", seed=0)
    with pytest.raises(mk.UnknownStructure, match="Did you mean"):
        mk.random_injury("munich", "4", structure="semitendonosus", seed=0)
    for seed in (-1, "a"):
        with pytest.raises(mk.MusclekitError, match=r"seed: It is .* whole number"):
            mk.random_injury("munich", "4", seed=seed)


def test_draws_reach_every_structure_and_keep_to_one_that_is_asked_for():
    drawn = [mk.random_injury("british-athletics", "2c", seed=seed) for seed in range(60)]
    assert len({one.structure for one in drawn}) == 5
    assert len({one.kind for one in drawn}) == 3
    asked = mk.random_injury("munich", "3B", structure="bf_short_head", seed=1)
    assert asked.structure == "biceps_femoris_short_head"
    assert TRIES >= 1000


# --------------------------------------------------------------------- the file


FAULTS = [
    (lambda s: s[0]["parts"][0]["levels"][1]["any"][0].update(field="width"), "width"),
    (lambda s: s[0]["parts"][0]["levels"][1]["any"][0].update(above=0.1), "exactly one bound"),
    (lambda s: s[0]["parts"][0]["levels"][1]["any"][0].update(holds=True), "exactly one bound"),
    (lambda s: s[1]["not_classed"][1]["when"].update(kind=["bruise"]), "'bruise' is no kind"),
    (lambda s: s[1]["not_classed"][1]["when"].update(site=["calf"]), "'site' is never 'calf'"),
    (lambda s: s[1]["not_classed"][1]["when"].update(age=[3]), "'age' is nothing"),
    (lambda s: s[1].update(sources=["nobody"]), "'nobody' is no key"),
    (lambda s: s[1].update(limit_sources=["nobody"]), "'nobody' is no key"),
    (lambda s: s[1].update(cannot_say=[]), "cannot_say"),
    (lambda s: s[1].update(rules=[]), "rules"),
    (lambda s: s[1].update(code="{number}"), "'code' names"),
    (lambda s: s[1].update(episodes=[0, 1]), "'episodes' goes with"),
    (lambda s: s[2].update(id="british-athletics"), "described twice"),
]


@pytest.mark.parametrize(("change", "said"), FAULTS)
def test_each_fault_of_the_file_is_told(texts, change, said):  # noqa: F811
    path = texts / "gradings.yaml"
    whole = path.read_text()
    data = copy.deepcopy(yaml.safe_load(whole))
    change(data["schemes"])
    path.write_text(yaml.safe_dump(data))
    try:
        told = [str(one) for one in check_atlas(texts) if "gradings.yaml" in one.file]
    finally:
        path.write_text(whole)
    assert any(said in one for one in told), told


def test_every_level_can_be_reached_and_every_kind_has_an_answer():
    for record in read_gradings(EMBEDDED).schemes:
        for part in record.parts:
            codes = {level.code for level in part.levels}
            used = {one[1][record.parts.index(part)].code for one in record.ways}
            assert used == codes, (record.id, part.id)
    assert set(MEASURES) >= {name for kind in RECORD.kinds for name in kind.extents}


def test_the_guide_tells_every_class_and_every_kind():
    guide = (EMBEDDED.parents[1] / "docs" / "injuries.md").read_text(encoding="utf-8")
    for name in schemes():
        assert f"**`{name}`**" in guide
    codes = {
        code for name in ("british-athletics", "munich", "wood") for code in scheme(name).codes
    }
    assert not [code for code in codes if code not in guide]
    assert not [kind.id for kind in RECORD.kinds if f"`{kind.id}`" not in guide]
    for kind in RECORD.kinds:
        row = next(
            line for line in guide.splitlines() if line.startswith("| `") and kind.id in line
        )
        for extent in kind.extents.values():
            assert f"{extent.default:g}" in row, (kind.id, extent.default)
