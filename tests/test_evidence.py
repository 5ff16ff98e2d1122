"""Evidence on recovery, treatment and prevention: its records, and how their faults are told."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import musclekit as mk
from musclekit.assessment import load_bank
from musclekit.assessment.derivations import Derive, derived
from musclekit.atlas import check_atlas, load_atlas, read_evidence
from musclekit.atlas.evidence import evidence_problems
from musclekit.atlas.files import read_files
from musclekit.content import METHODS, WeeksRecord, read_bank
from musclekit.errors import ContentError, MusclekitError, UnknownName
from musclekit.injury import ranges, schemes
from musclekit.paths import content_dir

EMBEDDED = content_dir("anatomy_models") / "hamstrings"


@pytest.fixture(scope="module")
def record():
    return read_evidence(EMBEDDED)


@pytest.fixture(scope="module")
def files():
    return read_files(EMBEDDED)[0]


# ---------------------------------------------------------------- the embedded file
def test_every_treatment_of_the_lessons_is_appraised(record):
    named = " ".join(one.name for one in record.appraisals).casefold()
    for word in ("ice and rest", "stretching", "nordic", "nsaid", "corticosteroid", "surgery"):
        assert word in named
    for word in ("platelet-rich plasma", "prolotherapy", "stem cells"):
        assert word in named
    assert all(one.unsettled and one.best and one.design for one in record.appraisals)


def test_what_rests_on_memory_is_marked_so(record, files):
    """A figure is "found" only where its source was read."""
    for one in (*record.figures, *record.effects):
        assert one.basis == "found" or one.basis.startswith("memory"), one.id
        if one.basis == "found":
            assert files.sources[one.source].basis == "found", one.id
    unread = {one.id for one in (*record.figures, *record.effects) if one.basis != "found"}
    assert {"askling2013_l", "reurink2014_prp", "ahamid2014_prp", "vanderhorst2015_all"} <= unread


def test_protocols_add_up_to_what_was_printed(record):
    ten, thirteen = record.protocols
    assert ten.repetitions == (700, 736) and sum(ten.repetitions) / 2 == ten.printed_repetitions
    assert ten.sessions == ten.printed_sessions == 27
    assert thirteen.repetitions == (598, 598) and thirteen.printed_repetitions == 598


def test_a_week_with_a_range_has_a_fewest_and_a_most():
    week = WeeksRecord(first=3, last=4, sessions=3, sets=((6, 8), (6, 8), 5))
    assert week.weeks == 2 and week.weekly == (51, 63)


def test_every_status_of_an_appraisal_is_that_of_one_of_its_claims(record, files):
    facts = {fact.id: fact.status for fact in files.facts}
    for one in (*record.appraisals, *record.disputes):
        if one.claims:
            assert one.status in {facts[claim] for claim in one.claims}, one.id


# ---------------------------------------------------------------- planted faults
def first(data, *path):
    for part in path:
        data = data[part]
    return data


def put(*path_and_value):
    *path, last, value = path_and_value

    def change(data):
        first(data, *path)[last] = value

    return change


FAULTS = {
    "no such source": (put("topics", 0, "figures", 0, "source", "polock2022"), "'pollock2022'"),
    "no such source of a point": (put("disputes", 0, "opposing", 0, "source", "moen"), "'moen'"),
    "no such source of a treatment": (put("treatments", 0, "sources", ["no"]), "'no' is no key"),
    "no such source of a finding": (
        put("topics", 0, "findings", 0, "sources", ["pollock16"]),
        "'pollock16' is no key",
    ),
    "no such source of a protocol": (put("protocols", 0, "sources", ["x"]), "'x' is no key"),
    "no such claim": (put("treatments", 0, "claims", ["A999"]), "'A999' is no fact"),
    "no such topic": (put("disputes", 0, "topics", ["munic"]), "Did you mean 'munich'"),
    "status of no claim": (put("prevention", 0, "status", "wrong"), "its claims are supported"),
    "outside its interval": (put("prevention", 0, "effects", 0, "value", 0.9), "0.32 over 0.9"),
    "half an interval": (put("prevention", 0, "effects", 0, "low", None), "one end"),
    "a ratio below nought": (put("prevention", 0, "effects", 0, "low", -0.1), "never nought"),
    "a ratio with a unit": (put("risks", 0, "unit", "days"), "Only a difference has one"),
    "a difference without": (put("treatments", 4, "effects", 3, "unit", ""), "Only a difference"),
    "neither value nor range": (
        put(
            "topics",
            1,
            "figures",
            0,
            {
                "id": "x",
                "group": "x",
                "outcome": "x",
                "unit": "days",
                "who": "x",
                "design": "x",
                "source": "munich2013",
                "basis": "found",
            },
        ),
        "neither a value nor a range",
    ),
    "an id twice": (put("risks", 1, "id", "green2020_recent"), "used twice"),
    "silent topic": (put("topics", 4, "gap", ""), "neither figures nor findings"),
    "one-sided nothing": (put("disputes", 1, "opposing", []), "for it or against it"),
    "settles everything": (put("treatments", 0, "unsettled", ""), "'unsettled'"),
    "reps that do not add up": (put("protocols", 1, "printed_repetitions", 599), "598 to 598"),
    "sessions that do not": (put("protocols", 0, "printed_sessions", 28), "27 sessions"),
    "a class the scheme has not": (
        put("topics", 0, "figures", 1, "code", "1c"),
        "'1c' is no class of british-athletics",
    ),
    "a week left out": (put("protocols", 0, "rows", 1, "first", 3), "after week 3"),
    "weeks in disorder": (put("protocols", 0, "rows", 2, "first", 4), "after week 4"),
    "a week given twice": (put("protocols", 0, "rows", 3, "first", 3), "missing or given twice"),
    "an unknown field": (put("risks", 0, "odds", 3), "'odds'"),
    "no such source of an image": (
        put("imaging", 0, "images", 1, "shows", 0, "sources", ["connel2004"]),
        "Did you mean 'connell2004'",
    ),
    "an image without a source": (
        put("imaging", 0, "images", 1, "shows", 0, "sources", []),
        "cites no source",
    ),
    "no such way to look": (put("imaging", 0, "images", 1, "method", "xray"), "'radiograph'"),
    "a way to look twice": (
        put("imaging", 0, "images", 1, "method", "mri"),
        "'mri' is given twice",
    ),
    "an image that says nothing": (put("imaging", 3, "images", 0, "shows", []), "Leave it out"),
    "an image's id twice": (
        put("imaging", 3, "images", 0, "shows", 0, "id", "bone_mri"),
        "used twice",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_told_with_file_and_item(fault, files, tmp_path):
    plant, words = FAULTS[fault]
    data = yaml.safe_load((EMBEDDED / "evidence.yaml").read_text())
    plant(data)
    (tmp_path / "evidence.yaml").write_text(yaml.safe_dump(data))
    shutil.copy(EMBEDDED / "gradings.yaml", tmp_path)
    problems = evidence_problems(tmp_path, files)
    assert problems, fault
    assert any(words in str(one) for one in problems), [str(one) for one in problems]
    assert all(one.file.endswith("evidence.yaml") for one in problems)


def test_the_check_of_an_atlas_reads_the_file(tiny_atlas):
    assert check_atlas(tiny_atlas) == []
    (tiny_atlas / "evidence.yaml").write_text("topics: [{id: none}]\n")
    assert any("evidence.yaml" in one.file for one in check_atlas(tiny_atlas))
    shutil.copy(EMBEDDED / "evidence.yaml", tiny_atlas)
    told = [str(one) for one in check_atlas(tiny_atlas)]
    assert any("pollock2022" in one and "no key of sources.yaml" in one for one in told)


def test_an_atlas_without_the_file_says_so(tmp_path):
    with pytest.raises(ContentError, match=r"evidence\.yaml: no such file"):
        read_evidence(tmp_path)


# ---------------------------------------------------------------- views
VIEWS = {
    "prognosis": lambda: mk.prognosis("british-athletics", code="2c"),
    "mechanism": lambda: mk.prognosis("mechanism"),
    "tendon": lambda: mk.prognosis("tendon"),
    "a gap": lambda: mk.prognosis("wood"),
    "treatments": lambda: mk.treatments(),
    "one treatment": lambda: mk.treatments("prp_acute"),
    "prevention": lambda: mk.prevention(),
    "risks": lambda: mk.risk_factors(),
    "protocols": lambda: mk.nordic_protocols(),
    "images": lambda: mk.which_image(),
}


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_teaches_and_cites_and_says_the_same_in_words(name, atlas):
    view = VIEWS[name]()
    shown = view._repr_mimebundle_()
    text, html = shown["text/plain"], shown["text/html"]
    assert text == repr(view) == VIEWS[name]().describe(), "compares from run to run"
    for told in (text, html):
        assert "Teaching material, not medical advice" in told
    assert not [key for key in atlas.sources if re.search(rf"\b{key}\b", text)], "no keys"
    plain = unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.S))
    numbers = set(re.findall(r"\d+\.\d+", text))
    assert numbers <= set(re.findall(r"\d+\.\d+", plain)), "what is drawn is also written"
    if name != "a gap":
        assert re.search(r"\(.* (19|20)\d\d.*\)", text) and "<abbr" in html
        assert len(view.table()) >= 1


@pytest.mark.parametrize("topic", ["three-grade", "mlg-r", "chan", "wood", "munich"])
def test_a_gap_is_said(topic):
    assert "Not on record: " in repr(mk.prognosis(topic))


def test_every_scheme_can_be_asked_of():
    assert len(schemes()) >= 6
    for name in schemes():
        assert mk.prognosis(name).topic.id == name


def test_a_class_is_marked_or_its_gap_is_told():
    marked = mk.prognosis("british-athletics", "2c")
    (line,) = [line for line in repr(marked).splitlines() if "this class" in line]
    assert line.strip().startswith("2c: ") and "34 ± 7 days" in line
    assert marked._repr_mimebundle_()["text/html"].count("mk-ev-row mk-ev-marked") == 1
    without = mk.prognosis("british-athletics", "2b")
    assert "Not on record: A figure for class 2b." in repr(without)
    assert "this class" not in repr(without)


def test_the_dispute_over_the_picture_stands_beside_the_figures():
    told = repr(mk.prognosis("british-athletics"))
    for name in ("Pollock 2016", "Pollock 2022", "Moen 2014", "Reurink 2015", "Connell 2004"):
        assert name in told
    told = repr(mk.prognosis("tendon"))
    assert "Claim [wrong]: The closer the injury is to the musculotendinous junction" in told
    assert "For: None of the studies cited." in told and "Askling 2014" in told


@pytest.mark.parametrize(
    ("name", "stands"),
    [
        ("loading", "supported by: expert opinion and case reports only"),
        ("surgery_avulsion", "unsupported, not shown by: 1 randomised trial, 1 cohort"),
        ("prolotherapy", "unsupported: no trial found"),
        ("prp_acute", "contested; evidence: 3 randomised trials"),
    ],
)
def test_the_status_is_told_of_the_claim_and_with_what_it_rests_on(record, name, stands):
    view = mk.treatments(name)
    (one,) = view.appraisals
    lines = repr(view).splitlines()
    at = lines.index(f"  Claim: {one.claim}")
    assert lines[at + 1] == f"  This claim is {stands}."
    folded = view._repr_mimebundle_()["text/html"].split("<summary>")[1].split("</summary>")[0]
    assert one.claim in folded and stands in folded.replace("<b>", "").replace("</b>", "")


def test_unconfirmed_figures_are_marked_in_words_and_drawing():
    view = mk.treatments("lengthening")
    lines = [line for line in repr(view).splitlines() if "footballers:" in line]
    assert len(lines) == 2 and all("unconfirmed" in line for line in lines)
    assert view._repr_mimebundle_()["text/html"].count('class="mk-ev-dot mk-ev-unread"') == 2


def test_measures_that_do_not_compare_never_share_an_axis(record, atlas):
    for one in (*record.appraisals, None):
        effects = record.risks if one is None else one.effects
        kinds = {(x.measure, x.outcome, x.unit, x.below, x.above) for x in effects}
        _, html = ranges.effects_shown(effects, atlas.sources)
        assert html.count('class="mk-ev-panel"') == len(kinds)
    _, html = ranges.figures_shown(record.figures, atlas.sources)
    assert html.count('class="mk-ev-panel"') == len({(x.outcome, x.unit) for x in record.figures})


@given(
    st.lists(st.floats(0.001, 1000), min_size=1, max_size=6),
    st.lists(
        st.integers(-500_000, 500_000).map(lambda number: number / 1000), min_size=1, max_size=6
    ),
)
def test_every_value_stands_on_its_axis_in_order(ratios, differences):
    for values, ratio in ((ratios, True), (differences, False)):
        axis = ranges.effect_axis(values, ratio=ratio)
        at = [axis.at(value) for value in sorted(values)]
        assert at == sorted(at) and at[0] >= 0 and at[-1] <= 100
        assert 0 < axis.at(1.0 if ratio else 0.0) < 100, "room on both sides of no effect"
        assert len(axis.ticks) <= 25


def test_a_bar_is_drawn_where_its_numbers_are(record, atlas):
    (one,) = [x for x in record.figures if x.id == "pollock2022_3c"]
    _, html = ranges.figures_shown([one], atlas.sources)
    left, width = map(
        float, re.search(r"mk-ev-bar\" style=\"left:(.*?)%;width:(.*?)%", html).groups()
    )
    axis = ranges.figure_axis([one.value + one.sd])
    assert left == pytest.approx(axis.at(31), abs=0.01)
    assert left + width == pytest.approx(axis.at(65), abs=0.02)


def test_a_number_that_stands_alone_is_not_drawn(record, atlas):
    (one,) = [x for x in record.figures if x.id == "pollock2022_again"]
    lines, html = ranges.figures_shown([one], atlas.sources)
    assert "2.9 %" in lines[1] and "2.9 %" in html and "mk-ev-track" not in html


def test_the_looks_are_nobody_elses():
    """A class of the stage's or a page's own style would bend what is drawn."""
    own = set(re.findall(r"\.(mk-ev-[a-z]+)", ranges.STYLE))
    assert len(own) >= 10
    package = Path(mk.__file__).parent
    others = "".join(path.read_text("utf-8") for path in package.rglob("*.css"))
    assert not [name for name in own if name in others]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: mk.prognosis("munic"), "No prognosis by 'munic'. Did you mean 'munich'?"),
        (lambda: mk.prognosis(code="2C"), "No class '2C' in british-athletics. Known: 0a, 0b"),
        (lambda: mk.prognosis("mechanism", "2c"), "'mechanism' tells injuries apart without"),
        (lambda: mk.prognosis("mlg-r", "I P_p G9 R7"), "No class 'I P_p G9 R7' in mlg-r."),
        (lambda: mk.prognosis(3), "No prognosis by '3'."),
        (lambda: mk.treatments(["nsaids"]), "No treatment '['nsaids']'."),
        (lambda: mk.treatments("prp_acut"), "No treatment 'prp_acut'. Did you mean 'prp_acute'?"),
        (lambda: mk.prevention("nordik"), "No prevention 'nordik'. Did you mean 'nordic'?"),
        (lambda: mk.which_image("nerves"), "No images of 'nerves'. Did you mean 'nerve'?"),
        (lambda: mk.which_image(["nerve"]), "No images of '['nerve']'."),
    ],
)
def test_a_mistake_gets_one_clear_sentence(call, words):
    with pytest.raises(UnknownName) as error:
        call()
    assert str(error.value).startswith(words) and "\n" not in str(error.value)


def test_a_class_counts_however_often_the_injury_came_back():
    often = mk.Injury("semitendinosus", "strain", episode=9).grade("mlg-r")
    assert mk.prognosis("mlg-r", often.code).code == "I P_p G1 R9"


def test_treatments_can_be_chosen_by_condition(record):
    chosen = mk.treatments("avulsion").table()["id"].tolist()
    assert chosen == ["surgery_avulsion"]
    assert mk.treatments().table()["id"].tolist() == [one.id for one in record.treatments]
    effects = mk.prevention("nordic").effects().set_index("group")
    assert effects.loc["15 studies pooled", ["low", "value", "high"]].tolist() == [0.32, 0.49, 0.74]


def test_every_way_to_look_is_told_of_every_condition_or_is_a_gap(record):
    table = mk.which_image().table()
    pairs = {(row.condition, row.method) for row in table.itertuples()}
    assert pairs == {(one.id, method) for one in record.imaging for method in METHODS}
    gaps = {(row.condition, row.method) for row in table[table["id"].isna()].itertuples()}
    assert gaps >= {(one.id, "bone-scan") for one in record.imaging}
    (young,) = mk.which_image("apophysis").conditions
    shown = mk.which_image(young.id)._repr_mimebundle_()
    line = "No source found: Examination, no image; Ultrasound; MRI; Bone scan."
    for told in (shown["text/plain"], shown["text/html"]):
        assert line in told and "X-ray" in told and "unconfirmed" in told


# ---------------------------------------------------------------- keys
def told(atlas, by, of, **settings):
    (one,) = derived(Derive(by=by, of=of, **settings), atlas)
    return one


def test_keys_are_the_figures_of_the_file(atlas):
    weeks = told(atlas, "recovery", "askling2006_stretch")
    assert (weeks.value, weeks.unit, weeks.sources) == (50, "week", ("askling2006",))
    slowest = told(atlas, "recovery", "slow", named={"slow": "askling2014_l"}, end="high")
    assert (slowest.value, slowest.unit) == (107, "day")
    assert told(atlas, "effect", "vandyk2019_all", end="low").value == 0.32
    assert told(atlas, "number-needed", "petersen2011_recurrent").value == 3
    assert told(atlas, "repetitions", "petersen2011_ten_weeks").value == 718
    assert told(atlas, "repetitions", "petersen2011_ten_weeks", week=12).value == 30
    assert told(atlas, "evidence-status", "prolotherapy").thing.text == "Unsupported"
    assert told(atlas, "evidence-status", "nearer_mtj").why.sources[0] == "askling2014"
    assert told(atlas, "claim-status", "A016").thing.text == "Wrong"
    assert told(atlas, "best-evidence", "stem_cells").thing.text == "No trial found"
    assert told(atlas, "way-to-look", "apophysis_xray").thing.text == "X-ray"


@pytest.mark.parametrize(
    ("by", "of", "settings", "says"),
    [
        ("recovery", "pollock2022_2b", {}, "Did you mean 'pollock2022_2c'"),
        ("recovery", "pollock2022_2c", {"end": "high"}, "It has no 'high'"),
        ("recovery", "fast", {"named": {"slow": "askling2014_l"}}, "'named' has no 'fast'"),
        ("effect", "slow", {"named": {"slow": "askling2014_l"}}, "No effect 'askling2014_l'"),
        ("number-needed", "vandyk2019_all", {}, "No number needed"),
        ("repetitions", "vanderhorst2015_thirteen_weeks", {"week": 14}, "no week 14"),
        ("claim-status", "A999", {}, "No fact 'A999'"),
        ("way-to-look", "apophysis_mri", {}, "Did you mean 'apophysis_xray'"),
    ],
)
def test_a_key_that_cannot_be_says_why(atlas, by, of, settings, says):
    with pytest.raises(MusclekitError, match=says):
        told(atlas, by, of, **settings)


def test_the_bank_is_mixed_and_most_keys_are_derived(atlas):
    bank = read_bank(content_dir("quizzes") / "recovery-and-prevention.yaml")
    assert len(bank.items) >= 14
    assert {item.kind for item in bank.items} == {"choose-one", "numeric", "order", "match"}
    assert {aim for item in bank.items for aim in item.aims} == set(bank.aims)
    derived_keys = [item for item in bank.items if "derive" in item.fields]
    assert len(derived_keys) > len(bank.items) / 2


def test_a_changed_figure_changes_the_bank(tmp_path, atlas):
    folder = shutil.copytree(EMBEDDED, tmp_path / "other", ignore=shutil.ignore_patterns("*.py"))
    text = (folder / "evidence.yaml").read_text()
    assert text.count("value: 0.49, low: 0.32") == 1
    changed = text.replace("value: 0.49, low: 0.32", "value: 0.50, low: 0.32")
    (folder / "evidence.yaml").write_text(changed)
    other = load_bank("recovery-and-prevention", load_atlas(folder))
    assert other.version != load_bank("recovery-and-prevention", atlas).version
