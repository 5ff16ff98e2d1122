"""The claims of two web pages: each is judged, explained and sourced, or said to be without."""

from __future__ import annotations

import json
import re
from collections import Counter

import nbformat
import pytest

import musclekit as mk
from musclekit.assessment import load_bank
from musclekit.assessment.derivations import Derive, derived
from musclekit.content import STATUSES, TOPICS, FactRecord, parse_record, read_bank
from musclekit.content.words import STATUS_MEANINGS, TOPIC_WORDS
from musclekit.errors import MusclekitError
from musclekit.paths import content_dir
from musclekit.widgets.claims import ClaimsWidget

PAGES = {"A": 45, "B": 70}
IDS = {f"{page}{n:03}" for page, many in PAGES.items() for n in range(1, many + 1)}
WITHOUT_SOURCE = {"A006", "A026", "B050", "B068", "B070"}
CLAIM = {
    "id": "A001",
    "topic": "prp",
    "text": "It works.",
    "status": "unsupported",
    "why": "Nothing was found.",
    "about": ["hamstrings"],
    "sources": [],
    "basis": "memory-medium",
}


@pytest.fixture(scope="module")
def claims(atlas):
    return {fact.id: fact for fact in atlas.facts if fact.topic}


def test_every_claim_of_both_pages_is_there_and_judged(atlas, claims):
    assert len(IDS) == 115 and set(claims) == IDS
    assert Counter(one.page for one in claims.values()) == PAGES
    assert {one.topic for one in claims.values()} == set(TOPICS) == set(TOPIC_WORDS)
    assert {one.status for one in claims.values()} == set(STATUSES) == set(STATUS_MEANINGS)
    assert all(one.why and one.text for one in claims.values())
    assert {one.id for one in claims.values() if not one.sources} == WITHOUT_SOURCE
    assert all(set(one.sources) <= set(atlas.sources) for one in claims.values())


def test_what_was_not_read_is_told_as_unconfirmed(atlas, claims):
    """Of every claim: found only with a source that was read, and the others say so on screen."""
    for one in claims.values():
        read = any(atlas.sources[key].basis == "found" for key in one.sources)
        assert read or not one.confirmed, one.id
        said = mk.evidence(atlas, one.id)
        assert ("unconfirmed" in said.html) == ("unconfirmed" in said.text) != one.confirmed
        assert ("no source found" in said.html) == (one.id in WITHOUT_SOURCE)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"status": "supported"}, "cites no source"),
        ({"basis": "found"}, "cites no source"),
        ({"topic": None}, "cites no source"),
        ({"why": ""}, "a claim says no 'why'"),
        ({"topic": "prpp"}, "'topic' is 'prpp'"),
        ({"id": "ice"}, "its page's letter and a number"),
    ],
)
def test_a_claim_that_hides_something_is_refused(change, says):
    assert isinstance(parse_record(FactRecord, CLAIM, "facts.yaml", "A001"), FactRecord)
    problems = parse_record(FactRecord, CLAIM | change, "facts.yaml", "A001")
    assert any(says in problem.what for problem in problems)


# ---------------------------------------------------------------- the explorer
@pytest.fixture(scope="module")
def explorer(atlas):
    return mk.evidence_explorer(atlas)


def test_nothing_tells_how_a_claim_stands_before_a_vote(explorer, claims):
    """Neither what a page is sent nor what a notebook stores holds one reason or one verdict."""
    sent, said = json.dumps(explorer.asked()), explorer.describe()
    assert {one["id"] for one in explorer.asked()["claims"]} == IDS
    assert set(re.findall(r"\b[AB]\d{3}\b", said)) == IDS
    for one in claims.values():
        assert json.dumps(one.why)[1:-1] not in sent and one.why not in said, one.id
    assert all(set(one) == {"id", "page", "topic", "text"} for one in explorer.asked()["claims"])


def test_a_vote_is_answered_with_that_verdict_alone(explorer, claims):
    widget, heard = ClaimsWidget(explorer), []
    widget.send = heard.append
    widget._hear(widget, {"do": "judge", "ids": ["A006", "A999", {}, 7]}, [])
    (answer,) = heard
    assert answer["verdicts"] == {
        "A006": {
            "status": "unsupported",
            "why": claims["A006"].why,
            "sources": [],
            "confirmed": False,
        }
    }
    widget._hear(widget, {"do": "judge", "ids": "A006"}, [])
    widget._hear(widget, {"ids": ["A006"]}, [])
    assert len(heard) == 1


def test_its_table_has_every_verdict_by_the_words_on_screen(explorer, claims):
    table = explorer.table()
    assert set(table.index) == IDS and table.notna().all(axis=None) and (table != "").all(axis=None)
    assert set(table.index[table.sources == "no source found"]) == WITHOUT_SOURCE
    assert {x for x in IDS if not table.confirmed[x]} == {
        one.id for one in claims.values() if not one.confirmed
    }


def test_an_atlas_without_claims_says_so(tiny_atlas):
    with pytest.raises(MusclekitError, match="has no claims"):
        mk.evidence_explorer(mk.load_atlas(tiny_atlas))


# ---------------------------------------------------------------- the lesson
BANK = "check-the-citation"
STANDING = {
    "links-of-a-chain": ["Agreed", "Unsupported", "Contested", "Supported"],
    "claims-on-steroid": ["Supported", "Agreed", "Imprecise", "Unsupported"],
    "claims-on-plasma": ["Contested", "Imprecise", "Supported"],
    "claims-on-examining": ["Supported", "Imprecise", "Contested", "Agreed"],
    "claims-on-the-junction": ["Agreed", "Supported", "Wrong"],
}


@pytest.fixture(scope="module")
def bank(atlas):
    return load_bank(BANK, atlas)


def test_keys_on_claims_are_their_statuses(bank, atlas):
    written = read_bank(content_dir("quizzes") / f"{BANK}.yaml")
    assert written.bank == written.lesson == BANK and len(written.items) >= 12
    assert {aim for one in written.items for aim in one.aims} == set(written.aims)
    assert {one.kind for one in written.items} >= {"choose-one", "match", "order", "numeric"}
    assert {claim for one in written.items for claim in one.claims} <= IDS
    items = {one.id: one for one in bank.items}
    for name, expected in STANDING.items():
        partners = derived(items[name].fields.derive, atlas)
        assert [partner.thing.text for partner in partners] == expected, name


def test_the_share_that_holds_is_counted(claims, atlas):
    def share(of):
        return derived(Derive(by="claims-that-hold", of=of), atlas)[0].value

    held = {one.id for one in claims.values() if one.status in ("consensus", "supported")}
    assert share("all") == pytest.approx(100 * len(held) / 115)
    parts = [share(page) * many for page, many in PAGES.items()]
    assert sum(parts) == pytest.approx(share("all") * 115)
    assert share("marketing") == 0
    with pytest.raises(MusclekitError, match="No topic or page"):
        share("C")


def test_the_lesson_asks_before_it_tells():
    notebook = nbformat.read(content_dir("lessons") / f"{BANK}.ipynb", as_version=4)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert 'only=["how-much-holds"]' in code[2], "after the thigh"
    for name in ("unsupported-or-wrong", *STANDING):
        (at,) = (i for i, cell in enumerate(code) if f'"{name}"' in cell)
        assert code[at + 1].startswith(("mk.evidence(", "mk.prognosis(")), name
    assert code[-2:] == ["mk.evidence_explorer(atlas)", f'mk.quiz("{BANK}")']
    assert "advice" in notebook.cells[-1].source
