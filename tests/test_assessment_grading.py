"""Grading: every answer has its verdict, and feedback that explains with sources."""

from __future__ import annotations

from itertools import permutations

import pytest
from assessment_support import SHIPPED, bank_data, write_bank

import musclekit as mk
from musclekit import assessment
from musclekit.assessment import contrast, grade, kinds, load_bank
from musclekit.assessment.keys import KeyQuery, explain, matches, matching
from musclekit.errors import MusclekitError
from musclekit.imaging.probe import plain


def possible_answers(item, atlas):
    public = assessment.present(item, atlas)
    if public["input"] == "choose":
        return [option["id"] for option in public["options"]]
    if public["input"] == "click":
        return list(atlas)
    if public["input"] == "place":
        ends = [footprint.middle_mm.tolist() for footprint in atlas.footprints.values()]
        return [*ends, *(atlas[bone["id"]].mesh.points[0].tolist() for bone in public["starts"])]
    if public["input"] == "number":
        return ["0.01", "1 234,5", "-12", "17 kg", "3 rad", "4 mm", "nonsense"]
    if public["input"] == "order":
        return [list(some) for some in permutations(thing["id"] for thing in public["things"])]
    if public["input"] == "trace":
        ids = [one["id"] for one in public["choices"]]
        return [ids, ids[::-1], *([one] for one in ids), *(ids[:n] for n in range(2, len(ids)))]
    if public["input"] == "match":
        lefts, rights = ([one["id"] for one in public[side]] for side in ("lefts", "rights"))
        turns = range(len(rights))
        return [
            {left: rights[(n * step + turn) % len(rights)] for n, left in enumerate(lefts)}
            for step in (0, 1)
            for turn in turns
        ]
    if public["input"] == "hotspot":
        high, wide = kinds.find(item.kind).cuts(item, atlas)[0].slice.plane.shape
        return [[row, column] for row in (0, high // 2) for column in range(0, wide, wide // 6)]
    if public["input"] == "measure":
        right = kinds.find(item.kind).key(item, atlas)
        classes = [option["id"] for option in public["options"]]
        doubled = {name: 2 * value + 10 for name, value in right["measured"].items()}
        return [right | {"measured": doubled}, *(right | {"code": code} for code in classes)]
    if public["input"] == "probe":
        views = ("distal_biceps", "three_bellies", "sciatic_nerve")
        return [plain(mk.ultrasound_view(name).probe) for name in views]
    return [*(atlas[id].name() for id in atlas), "nonsense"]


def assert_explains(bank, item, answer) -> None:
    atlas = bank.atlas
    outcome = grade(bank, item.id, answer)
    assert outcome == grade(bank, item.id, answer)
    assert outcome.verdict in ("right", "wrong", "almost")
    assert outcome.correct == (outcome.verdict == "right") == (outcome.score == 1)
    assert set(item.sources) <= set(outcome.sources) <= set(atlas.sources)
    assert all(p and p == p.strip() and "  " not in p for p in outcome.feedback)
    assert len(set(outcome.feedback)) == len(outcome.feedback) >= 1
    text = " ".join(outcome.feedback)
    if outcome.verdict == "almost":
        assert outcome.right == () and outcome.options == ()
        right = kinds.find(item.kind).key(item, atlas)
        if item.kind == "numeric":
            assert f"{right['value']:g}"[:3] not in text
        else:
            names = (atlas[id].name() if id in atlas else id for id in right)
            assert not any(name.casefold() in text.casefold() for name in names)
        return
    assert len(outcome.feedback) >= 2, "a verdict without a reason"
    if item.kind in ("order", "match"):
        assert all(option.correct for option in outcome.options) == outcome.correct
        assert {option.id for option in outcome.options} == set(answer)
    elif item.kind == "trace-the-path":
        assert tuple(option.id for option in outcome.options) == outcome.right
        assert all(option.correct for option in outcome.options) or not outcome.correct
    elif item.kind == "numeric":
        assert item.fields.why in outcome.feedback
    elif outcome.options:
        assert sum(option.correct for option in outcome.options) == 1
        assert all(option.why for option in outcome.options)
    elif outcome.placed_mm is not None:
        assert outcome.correct == (outcome.clicked in outcome.footprints[:1])
    elif item.kind == "find-it-with-the-probe":
        assert outcome.right  # a hold stands for no structure
    elif item.kind == "hotspot-on-a-slice":  # the right muscle may be hurt elsewhere
        assert outcome.clicked in outcome.right or not outcome.correct
    else:
        assert outcome.right
        assert (outcome.clicked in outcome.right) == outcome.correct


@pytest.mark.parametrize(("name", "item_id"), SHIPPED)
def test_every_answer_to_a_shipped_item_is_explained(name, item_id, atlas):
    bank = load_bank(name, atlas)
    item = bank[item_id]
    verdicts = []
    for answer in possible_answers(item, atlas):
        assert_explains(bank, item, answer)
        verdicts.append(grade(bank, item_id, answer).verdict)
    assert "wrong" in verdicts
    model = grade(bank, item_id, assessment.model_answer(bank, item_id))
    assert model.correct


def test_every_answer_to_the_tiny_bank_is_explained(bank, tiny):
    for item in bank:
        for answer in possible_answers(item, tiny):
            assert_explains(bank, item, answer)
        assert grade(bank, item.id, assessment.model_answer(bank, item.id)).correct


def test_choosing_is_answered_with_the_reasons_of_both(bank):
    options = {o.text: o for o in grade(bank, "largest", _option(bank, "Neither")).options}
    assert {text: (o.correct, o.why) for text, o in options.items()} == {
        "The one called ST": (True, "Its tendon is a cord."),
        "The one called SM": (False, "Its tendon is a membrane."),
        "Neither": (False, "One of them has."),
    }
    wrong = grade(bank, "largest", _option(bank, "Neither"))
    assert wrong.feedback == (
        "You chose: Neither. One of them has.",
        "Right is: The one called ST. Its tendon is a cord.",
    )
    assert wrong.clicked is None and wrong.right == ()


def _option(bank, text: str) -> str:
    options = assessment.present(bank["largest"], bank.atlas)["options"]
    return next(option["id"] for option in options if option["text"] == text)


def test_a_derived_key_brings_derived_reasons(bank):
    wrong = grade(bank, "not-hip", "semitendinosus")
    assert wrong.verdict == "wrong"
    assert (wrong.clicked, wrong.right) == ("semitendinosus", ("popliteus",))
    assert wrong.feedback == (
        "You chose: Semitendinosus. Semitendinosus extends the hip and flexes the knee.",
        "Right is: Popliteus. Popliteus flexes the knee.",
    )
    assert wrong.sources == ("book",)
    whys = {option.id: option.why for option in wrong.options}
    assert whys["semimembranosus"] == "It extends the hip as well."  # the author's own word first


def test_clicking_names_what_was_clicked_what_is_right_and_what_tells_them_apart(bank):
    near = grade(bank, "click-cord", "semimembranosus")
    assert near.feedback == (
        "You clicked semimembranosus (Musculus semimembranosus). That one is flat above.",
        "Right is semitendinosus (Musculus semitendinosus). "
        "Semitendinosus: its long, cord-like tendon.",
    )
    far = grade(bank, "click-cord", "tibia")
    assert far.feedback[1:] == (
        "The tibia is the larger bone of the leg. Semitendinosus: its long, cord-like tendon.",
    )
    apart = grade(bank, "click-cord", "popliteus").feedback[1]
    assert "Of the two, only semitendinosus extends the hip." in apart
    right = grade(bank, "click-cord", "semitendinosus")
    assert right.feedback == (
        "Right: this is semitendinosus (Musculus semitendinosus).",
        "Semitendinosus: its long, cord-like tendon.",
    )


def test_a_fact_from_memory_is_marked_as_unconfirmed(bank):
    wrong = grade(bank, "click-cord", "popliteus")
    assert "Popliteus: small, behind the knee (unconfirmed)." in wrong.feedback[1]
    assert "memory" in wrong.sources


def test_a_click_on_the_bone_that_carries_the_landmark_may_be_tried_again(bank):
    almost = grade(bank, "click-seat", "hip_bone")
    assert (almost.verdict, almost.clicked, almost.right) == ("almost", "hip_bone", ())
    assert grade(bank, "click-seat", "tibia").verdict == "wrong"


def test_a_bone_with_a_near_miss_of_its_own_is_wrong(tiny, tmp_path):
    data = bank_data(click_seat={"near_misses": {"hip_bone": "Its lowest part is meant."}})
    bank = load_bank(write_bank(tmp_path, data), tiny)
    wrong = grade(bank, "click-seat", "hip_bone")
    assert wrong.verdict == "wrong" and wrong.feedback[0].endswith("Its lowest part is meant.")


@pytest.mark.parametrize(
    ("typed", "verdict", "clicked"),
    [
        ("Semitendinosus", "right", "semitendinosus"),
        ("musculus SEMITENDINOSUS", "right", "semitendinosus"),
        ("semitendonosus", "right", "semitendinosus"),
        ("ST", "right", "semitendinosus"),
        ("hamstring", "almost", None),
        ("muscle", "almost", None),
        ("semimembranosus", "wrong", "semimembranosus"),
        ("shin bone", "wrong", "tibia"),
        ("gracilis", "wrong", None),
    ],
)
def test_typing_a_name(bank, typed, verdict, clicked):
    outcome = grade(bank, "name-lit", typed)
    assert (outcome.verdict, outcome.clicked) == (verdict, clicked)
    if typed == "semitendonosus":
        assert "It is spelled: Semitendinosus." in outcome.feedback
    if verdict == "wrong":
        assert "Highlighted is semitendinosus" in outcome.feedback[0]


BAD = [None, 3, "", ["semitendinosus"], {"id": "x"}, True, "x" * 5000]
CLOSED = ["largest", "not-hip", "click-cord"]


@pytest.mark.parametrize(
    ("item_id", "answer"),
    [(id, bad) for id in [*CLOSED, "name-lit"] for bad in BAD] + [(id, "my-word") for id in CLOSED],
)
def test_an_answer_of_the_wrong_shape_is_refused_and_never_repeated(bank, item_id, answer):
    with pytest.raises(MusclekitError) as caught:
        grade(bank, item_id, answer)
    assert item_id in str(caught.value)
    assert "my-word" not in str(caught.value) and "xxx" not in str(caught.value)


@pytest.mark.parametrize("typed", ["semi\ud800tendinosus", "tibia\x00", "femur\x1b[2J", "a\nb"])
def test_what_is_no_text_is_refused_before_it_is_kept(bank, typed):
    with pytest.raises(MusclekitError, match="cannot be read") as caught:
        grade(bank, "name-lit", typed)
    assert typed not in str(caught.value)
    assert str(caught.value).isprintable()
    assert grade(bank, "name-lit", "  semitendinosus\n").correct, "space around it is none of its"


# ---------------------------------------------------------------- keys and contrasts


def test_roots_that_no_source_read_gives_are_told_as_unconfirmed(atlas):
    said = explain(atlas, "biceps_femoris_short_head", KeyQuery(nerve="common_fibular_nerve"))
    assert said.text == (
        "The short head of biceps femoris is supplied by the common fibular division of the "
        "sciatic nerve (L5, S1, S2; roots unconfirmed)."
    )


def test_a_query_asks_for_all_its_fields_and_any_of_a_fields_values(tiny):
    def found(**asked):
        return matching(tiny, KeyQuery.model_validate(asked))

    assert found(kind="muscle") == ("semitendinosus", "semimembranosus", "popliteus")
    assert found(kind=["nerve", "bone"]) == ("hip_bone", "tibia", "tibial_nerve")
    assert found(kind="muscle", origin="ischial_tuberosity", nerve="tibial_nerve") == (
        "semitendinosus",
        "semimembranosus",
    )
    assert found(kind="muscle", **{"not": {"action": "hip extension"}}) == ("popliteus",)
    assert found(of="hip_bone") == ("ischial_tuberosity",)
    assert found(root="S1", group="hamstrings") == ("semitendinosus", "semimembranosus")
    assert found(insertion="hip_bone") == ()


def test_a_query_and_its_opposite_part_the_atlas(atlas):
    for asked in ({"kind": "muscle"}, {"nerve": "tibial_nerve"}, {"crosses": "hip"}):
        query = KeyQuery.model_validate(asked)
        opposite = KeyQuery.model_validate({"not": asked})
        for structure in atlas.structures:
            assert matches(structure, query) != matches(structure, opposite)


def test_a_reason_speaks_of_what_was_asked(tiny):
    query = KeyQuery.model_validate({"kind": "muscle", "origin": "ischial_tuberosity"})
    said = explain(tiny, "semitendinosus", query)
    assert said.text == "Semitendinosus arises from the ischial tuberosity."
    assert said.sources == ("book",)
    other = KeyQuery.model_validate({"kind": "muscle", "not": {"group": "hamstrings"}})
    assert explain(tiny, "popliteus", other).text == "Popliteus is none of the hamstrings."
    assert explain(tiny, "semi_t", other).text == "Semitendinosus is one of the hamstrings."
    assert explain(tiny, "tibia", query).text  # nothing known of an origin: still a reason


def test_what_tells_the_heads_of_biceps_apart(atlas):
    said = contrast(atlas, "biceps_femoris_long_head", "biceps_femoris_short_head")
    for part in (
        "The long head of biceps femoris arises from the ischial tuberosity",
        "the short head of biceps femoris arises from the linea aspera",
        "the common fibular division of the sciatic nerve",
        "only the long head of biceps femoris extends the hip",
    ):
        assert part in said
    assert "inserts" not in said  # the same place tells nothing apart


def test_any_two_structures_are_told_apart_and_a_structure_from_itself_is_not(atlas):
    for a in atlas:
        for b in atlas:
            said = contrast(atlas, a, b)
            assert bool(said) == (a != b)
            assert "None" not in said and ".." not in said and "  " not in said
