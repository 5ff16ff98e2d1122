"""Content files: what is refused, and whether the message says where and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musclekit.content import (
    STATUSES,
    AtlasManifest,
    Fact,
    FactRecord,
    InnervationRecord,
    Names,
    Source,
    StructureRecord,
    cited,
    parse_bank,
    parse_record,
    read_bank,
    read_json,
    read_records,
    read_yaml,
)
from musclekit.errors import ContentError, Problem
from musclekit.paths import content_dir

REPOSITORY = Path(__file__).parents[1]
FACT = {"text": "It is so.", "status": "consensus", "sources": ["book"], "basis": "found"}
BONE = {"id": "femur", "kind": "bone", "name": {"en": "Femur"}}
MANIFEST = {"name": "a", "title": "A", "version": "1", "licence": "CC0-1.0"}
ITEM = {
    "id": "one",
    "kind": "choose-one",
    "prompt": "Which?",
    "about": ["femur"],
    "sources": ["book"],
}


def only_problem(model, data) -> Problem:
    problems = parse_record(model, data, "file.yaml", "thing")
    assert isinstance(problems, list), "accepted"
    (problem,) = problems
    assert (problem.file, problem.item) == ("file.yaml", "thing")
    return problem


# ------------------------------------------------------------------ files


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a: 1\nb: 2\na: 3\n", "line 3, column 1: the key 'a' is given twice"),
        (b"a:\n  - {x: 1, x: 2}\n", "the key 'x' is given twice"),
        (b"a: [1, 2\nb: 3\n", "line 2, column"),
        (b"a: !!python/object/apply:os.system [ls]\n", "could not determine a constructor"),
        (b"a: \xff\n", "not UTF-8"),
        (b"{[1]: 2}\n", "not readable as YAML"),
    ],
)
def test_yaml_that_is_refused(tmp_path, content, says):
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    with pytest.raises(ContentError) as caught:
        read_yaml(path)
    assert says in str(caught.value)
    assert "bad.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_file_that_is_not_there(tmp_path):
    for read, name in ((read_yaml, "none.yaml"), (read_json, "none.json"), (read_yaml, ".")):
        with pytest.raises(ContentError) as caught:
            read(tmp_path / name)
        assert name in str(caught.value) or str(tmp_path) in str(caught.value)
        assert "\n" not in str(caught.value)


def test_json_that_is_refused(tmp_path):
    (tmp_path / "bad.json").write_text("{'a': 1}")
    with pytest.raises(ContentError, match=r"bad\.json: not readable as JSON"):
        read_json(tmp_path / "bad.json")


@given(st.text())
def test_any_text_is_read_or_refused_in_one_paragraph(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("y") / "any.yaml"
    path.write_text(text, encoding="utf-8", errors="replace", newline="")
    try:
        read_yaml(path)
    except ContentError as error:
        assert "any.yaml" in str(error)
        assert "\n" not in str(error)


# ------------------------------------------------------------------ records


def test_records_do_not_change():
    fact = Fact(**FACT)
    with pytest.raises(pydantic.ValidationError):
        fact.status = "wrong"
    assert isinstance(fact.sources, tuple)
    assert fact.confirmed
    assert not Fact(**{**FACT, "basis": "memory-high"}).confirmed


@pytest.mark.parametrize(
    ("model", "data", "what", "remedy"),
    [
        (Names, {"laa": "x", "en": "y"}, "'laa' is no field here.", "Did you mean 'la'"),
        (Names, {}, "'en' is missing.", "Add it."),
        (Names, {"en": "  "}, "'en' is '  '.", "at least 1 character"),
        (Names, ["x"], "The record is ['x']", "'field: value'"),
        (Fact, {**FACT, "status": "true"}, "'status' is 'true'.", "'consensus', 'supported'"),
        (Fact, {**FACT, "sources": []}, "the fact cites no source.", "sources.yaml"),
        (
            Fact,
            {key: value for key, value in FACT.items() if key != "sources"},
            "the fact cites no source.",
            "Give at least one",
        ),
        (Fact, {**FACT, "basis": "sure"}, "'basis' is 'sure'.", "'memory-high'"),
        (
            FactRecord,
            {**FACT, "id": "X1", "about": ["femur"], "status": "wrong"},
            "a fact of status 'wrong' says no 'why'.",
            "Add 'why:'.",
        ),
        (
            FactRecord,
            {**FACT, "id": "X1", "about": ["femur"], "status": "imprecise"},
            "a fact of status 'imprecise' says no 'why'.",
            "Add 'why:'.",
        ),
        (FactRecord, {**FACT, "id": "X1", "about": []}, "'about' is [].", "at least 1 item"),
        (
            StructureRecord,
            {**BONE, "fma": "FMA9611"},
            "'fma' is given without 'fma_basis'.",
            "how sure",
        ),
        (
            StructureRecord,
            {**BONE, "ta98": "A02.5.04.001"},
            "'ta98' is given without 'ta98_basis'.",
            "how sure",
        ),
        (
            StructureRecord,
            {
                "id": "femur",
                "kind": "bone",
                "name": {"en": "F"},
                "fma": "9611",
                "fma_basis": "found",
            },
            "'fma' is '9611'.",
            "FMA",
        ),
        (
            StructureRecord,
            {**BONE, "id": "Femur"},
            "'id' is 'Femur'.",
            "must match",
        ),
        (
            StructureRecord,
            {"id": "lip", "kind": "bone-feature", "name": {"en": "Lip"}},
            "which bone it is 'of'",
            "Add 'of:",
        ),
        (
            StructureRecord,
            {
                "id": "m",
                "kind": "muscle",
                "name": {"en": "M"},
                "origin": {**FACT, "att": "x", "at": "y"},
            },
            "'att' (in 'origin') is no field here.",
            "Did you mean 'at'",
        ),
        (
            StructureRecord,
            {**BONE, "actions": [{**FACT, "joint": "hip", "motion": "extention"}]},
            "'motion' (in 'actions', entry 1) is 'extention'.",
            "'extension'",
        ),
        (
            AtlasManifest,
            {**MANIFEST, "axes": "XYZ"},
            "'XYZ' does not name three axes",
            "one letter",
        ),
        (AtlasManifest, {**MANIFEST, "axes": "RSA"}, "left-handed", "Reverse"),
        (AtlasManifest, {**MANIFEST, "units": "mm"}, "'units' is 'mm'.", "'m'"),
        (AtlasManifest, {**MANIFEST, "facts": "../x.yaml"}, "no plain file name", "beside"),
        (Source, {"citation": "A", "basis": "read"}, "'basis' is 'read'.", "'found'"),
    ],
)
def test_fault_is_named_with_its_remedy(model, data, what, remedy):
    problem = only_problem(model, data)
    assert what in problem.what
    assert remedy in problem.remedy


def test_all_problems_of_a_file_at_once(tmp_path):
    path = tmp_path / "names.yaml"
    path.write_text(
        "names:\n"
        "- {id: a, text: x, status: yes, sources: [s], basis: found, about: [q]}\n"
        "- {id: b, text: x, status: wrong, sources: [], basis: found, about: [q]}\n"
        "- {id: a, text: x, status: consensus, sources: [s], basis: found, about: [q]}\n"
        "- nonsense\n"
    )
    with pytest.raises(ContentError) as caught:
        read_records(path, FactRecord, under="names")
    items = [problem.item for problem in caught.value.problems]
    assert items == ["a", "b", "a", "entry 4"]
    assert "used twice" in caught.value.problems[2].what
    assert len(str(caught.value).splitlines()) == 4
    with pytest.raises(ContentError, match="Expected one top-level key 'facts'; found: names"):
        read_records(path, FactRecord, under="facts")


_DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*StructureRecord.model_fields, "at", "text", "joint", "en"]), inner
        )
    ),
    max_leaves=12,
)


@given(_DATA)
def test_any_data_is_a_record_or_a_list_of_problems(data):
    parsed = parse_record(StructureRecord, data, "file.yaml", "thing")
    if isinstance(parsed, list):
        assert parsed
        assert all(problem.file == "file.yaml" and problem.what for problem in parsed)


def test_roots_have_a_basis_of_their_own():
    nerve = InnervationRecord(**FACT, nerve="tibial_nerve", roots=("L5",))
    assert nerve.confirmed
    assert nerve.roots_confirmed
    apart = InnervationRecord(**{**nerve.model_dump(), "roots_basis": "memory-high"})
    assert apart.confirmed
    assert not apart.roots_confirmed


def test_every_status_is_explained_to_authors():
    listed = (REPOSITORY / "docs" / "authoring-content.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", listed.split("## A structure")[0], re.M) == list(STATUSES)


# ------------------------------------------------------------------ banks


def bank_file(tmp_path, *items, **head):
    import yaml

    path = tmp_path / "bank.yaml"
    data = {"bank": "b", "title": "B", "atlas": "tiny", "licence": "CC0-1.0", **head}
    path.write_text(yaml.safe_dump({**data, "items": list(items)}))
    return path


def test_bank_keeps_what_belongs_to_a_kind(tmp_path):
    path = bank_file(tmp_path, {**ITEM, "options": [{"text": "x"}], "scene": {"show": ["femur"]}})
    (item,) = read_bank(path).items
    assert item.fields == {"options": [{"text": "x"}]}
    assert item.scene.show == ("femur",)
    assert item.scene.focus == ()
    assert item.level == 1


def test_sound_items_survive_the_faulty_ones(tmp_path):
    faulty = [
        {**ITEM, "id": "two", "sources": []},
        {**ITEM, "id": "three", "level": 4},
        {**ITEM, "id": "four", "scene": {"shows": ["femur"]}},
        {**ITEM, "id": "five", "scene": {"opacity": {"bones": 2}}},
    ]
    bank, problems = parse_bank(bank_file(tmp_path, ITEM, *faulty))
    assert [item.id for item in bank.items] == ["one"]
    assert [problem.item for problem in problems] == ["two", "three", "four", "five"]
    assert "Did you mean 'show'" in problems[2].remedy
    with pytest.raises(ContentError):
        read_bank(bank_file(tmp_path, *faulty))


def test_bank_without_a_head(tmp_path):
    bank, problems = parse_bank(bank_file(tmp_path, ITEM, bank=None))
    assert bank is None
    assert "'bank' is empty" in problems[0].what
    (tmp_path / "list.yaml").write_text("- 1\n")
    assert parse_bank(tmp_path / "list.yaml")[0] is None
    assert parse_bank(tmp_path / "none.yaml")[1][0].what == "no such file."


@pytest.mark.parametrize("name", ["meet-the-hamstrings", "origins-and-insertions"])
def test_shipped_bank(name, atlas):
    bank = read_bank(content_dir("quizzes") / f"{name}.yaml")
    assert bank.bank == bank.lesson == name
    assert len(bank.items) >= 12
    kinds = {item.kind for item in bank.items}
    assert kinds >= {"choose-one", "click-structure", "name-structure"}
    assert {aim for item in bank.items for aim in item.aims} == set(bank.aims)
    known = {fact.id for fact in atlas.facts}
    for item in bank.items:
        assert set(item.sources) <= set(atlas.sources), item.id
        assert set(item.claims) <= known, item.id
        atlas.resolve(item.about)
        for option in item.fields.get("options", []):
            assert option.get("why") or "key" in item.fields, item.id


@pytest.mark.parametrize(
    ("citation", "short"),
    [
        ("Šarabon N, Kozinc Ž, Perman M. Title. J 2021;1", "Šarabon 2021"),
        ("Ødegård Š, Other B. Title. J 2019;1", "Ødegård 2019"),
        ("van der Žižek A et al. Title. J 2015;2", "van der Žižek 2015"),
        ("De Smet Š. Title. J 2000;2", "De Smet 2000"),
        ("Study of the leg by magnetic resonance. J 2000;2", "Study of the leg by magnetic …"),
    ],
)
def test_a_source_is_cited_by_author_and_year_in_every_alphabet(citation, short):
    assert Source(citation=citation, basis="found").short == short


def test_keys_in_a_text_are_said_as_people_cite_them():
    sources = {
        "smith2001": Source(citation="Smith AB. Title. J 2001;1", basis="found"),
        "title2002": Source(citation="A long title without author, in a journal", basis="found"),
        "memory": Source(citation="Textbook knowledge", basis="memory-high"),
    }
    told = cited("smith2001's 3, title2002: 4, from memory; jones2003, F014", sources)
    quoted = "“A long title without author, in a …”"
    assert told == f"Smith 2001's 3, {quoted}: 4, from memory; jones2003, F014"
