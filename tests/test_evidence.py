"""Evidence on recovery, treatment and prevention: its records, and how their faults are told."""

from __future__ import annotations

import shutil

import pytest
import yaml

from musclekit.atlas import check_atlas, read_evidence
from musclekit.atlas.evidence import evidence_problems
from musclekit.atlas.files import read_files
from musclekit.content import WeeksRecord
from musclekit.errors import ContentError
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
    "a week left out": (put("protocols", 0, "rows", 1, "first", 3), "after week 3"),
    "weeks in disorder": (put("protocols", 0, "rows", 2, "first", 4), "after week 4"),
    "a week given twice": (put("protocols", 0, "rows", 3, "first", 3), "missing or given twice"),
    "an unknown field": (put("risks", 0, "odds", 3), "'odds'"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_told_with_file_and_item(fault, files, tmp_path):
    plant, words = FAULTS[fault]
    data = yaml.safe_load((EMBEDDED / "evidence.yaml").read_text())
    plant(data)
    (tmp_path / "evidence.yaml").write_text(yaml.safe_dump(data))
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
