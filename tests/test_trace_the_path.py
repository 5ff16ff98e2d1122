"""Tracing a nerve's way: the key follows from the meshes, and nothing of it is sent early."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import yaml

import musclekit as mk
from musclekit import assessment
from musclekit.assessment import kinds, load_bank
from musclekit.errors import MusclekitError
from musclekit.paths import content_dir

BANK, ITEM = "the-sciatic-nerve", "trace-the-thigh"


@pytest.fixture(scope="module")
def bank():
    return load_bank(BANK)


@pytest.fixture(scope="module")
def right(bank):
    (item,) = (x for x in bank.items if x.id == ITEM)
    return list(kinds.find(item.kind).key(item, bank.atlas))


def test_the_key_is_where_the_nerve_comes_near(bank, right):
    path = mk.nerve_path(bank.atlas, "tibial_nerve", "S1")
    places = [path.nearest(id) for id in right]
    assert [share for share, _ in places] == sorted(share for share, _ in places)
    assert all(mm <= 10 for _, mm in places)
    assert path.nearest("semitendinosus")[1] > 14


def test_faults_are_named_and_scored(bank, right):
    assert assessment.grade(bank, ITEM, right).score == 1
    swapped = assessment.grade(bank, ITEM, [right[1], right[0], *right[2:]])
    assert swapped.verdict == "wrong" and 0 < swapped.score < 1
    assert "the other way round" in swapped.feedback[0]
    told = assessment.grade(bank, ITEM, [*right[:-1], "semitendinosus"]).feedback
    assert "semitendinosus" in told[0] and "mm away" in told[0] and "popliteal" in told[1]
    for bad in ([], [right[0], right[0]], ["femur"], "piriformis"):
        with pytest.raises(MusclekitError):
            assessment.grade(bank, ITEM, bad)


def test_what_is_public_does_not_tell(bank, right):
    (item,) = (x for x in bank.items if x.id == ITEM)
    public = kinds.find(item.kind).present(item, bank.atlas, 7)
    names = [one["text"] for one in public["choices"]]
    assert names == sorted(names, key=str.casefold)
    assert len(names) > len(right)
    other = replace(item, fields=item.fields.model_copy(update={"within_mm": 3.0}))
    assert kinds.find(item.kind).key(other, bank.atlas) != tuple(right)
    assert json.dumps(kinds.find(item.kind).present(other, bank.atlas, 7)) == json.dumps(public)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"choices": ["piriformis", "popliteal_arterie"]}, "popliteal_arterie"),
        ({"choices": ["piriformis", "semitendinosus"]}, "passes 1 of"),
        ({"choices": ["piriformis", "adductor_magnus", "popliteal_artery"]}, "passes all"),
        ({"within_mm": 0.55}, "neither beside it nor clearly not"),
        ({"nerve": "femur"}, "is not followed"),
        ({"choices": ["piriformis", "superior_gemellus", "adductor_magnus"]}, "not shown"),
    ],
)
def test_a_bad_item_is_told(tmp_path, change, says):
    text = (content_dir("quizzes") / f"{BANK}.yaml").read_text("utf-8")
    made = yaml.safe_load(text)
    made["items"] = [x | change for x in made["items"] if x["id"] == ITEM]
    made["aims"] = {"way": made["aims"]["way"]}
    (tmp_path / "one.yaml").write_text(yaml.safe_dump(made | {"bank": "one", "lesson": None}))
    with pytest.raises(MusclekitError, match=says):
        load_bank(str(tmp_path / "one.yaml"))
