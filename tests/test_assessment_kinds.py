"""Numbers, orders and pairs: judged, explained, and every fault of an author told."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import Any

import pytest
from assessment_support import BANK, bank_data, write_bank
from hypothesis import given
from hypothesis import strategies as st

from musclekit import assessment
from musclekit.assessment import grade, load_bank
from musclekit.errors import MusclekitError
from musclekit.units import UNITS, convert

PHASES = ["Heel strike", "Mid-stance", "Push-off", "Swing"]
PAIRS = next(item["pairs"] for item in BANK["items"] if item["id"] == "pairs")


def changed(tmp_path, tiny, item_id: str, **fields: Any):
    data = bank_data(**{item_id.replace("-", "_"): fields})
    return load_bank(write_bank(tmp_path, data), tiny)


# ---------------------------------------------------------------- numeric
@pytest.mark.parametrize(
    ("typed", "verdict", "said"),
    [
        ("95", "right", "Right: it is 95 mm."),
        ("9,5 cm", "right", "Right: it is 95 mm."),
        ("0.0975 m", "right", "Right, 97.5 mm is near enough: it is 95 mm."),
        ("90 mm", "right", "near enough"),
        ("100", "right", "near enough"),
        ("101", "wrong", "You answered 101 mm, which is 6 mm too large. It is 95 mm."),
        ("89,9", "wrong", "which is 5.1 mm too small."),
        ("-95", "wrong", "the sign is not"),
        ("9.5", "wrong", "The unit slipped: your number is right in cm."),
        ("95 cm", "wrong", "The unit slipped: your number is right in mm."),
        ("-9.5", "wrong", "right in cm. The sign is the other one as well."),
        ("0.95", "wrong", "The decimal point slipped: the number is 100 times too small."),
        ("950 mm", "wrong", "The decimal point slipped: the number is 10 times too large."),
        (
            "95 deg",
            "almost",
            "That is a unit of angle. Asked is one of length, in mm for instance.",
        ),
        ("95 kg", "almost", "The unit behind the number is not known here."),
        ("about so long", "almost", "That is no number"),
        ("1,234", "almost", "A comma before three digits can mean two things."),
    ],
)
def test_a_number_is_judged_and_its_slip_named(bank, typed, verdict, said):
    outcome = grade(bank, "how-long", typed)
    assert outcome.verdict == verdict
    assert any(said in text for text in outcome.feedback), outcome.feedback
    if verdict == "almost":
        assert len(outcome.feedback) == 1 and "95" not in outcome.feedback[0].replace(typed, "")
    else:
        assert outcome.feedback[-1] == "It is as long as a finger."


@given(
    st.floats(0.01, 1e5),
    st.sampled_from([1, -1]),
    st.floats(0.5, 40),
    st.floats(-3, 3),
    st.sampled_from(["mm", "cm", "m"]),
)
def test_right_is_what_lies_within_tolerance_in_any_unit(value, sign, percent, off, unit):
    from types import SimpleNamespace

    from musclekit.assessment.kinds import numeric

    fields = numeric.Fields(
        unit="mm", value=sign * value, tolerance_percent=percent, why="It is so."
    )
    item: Any = SimpleNamespace(id="x", fields=fields, sources=())
    number = sign * value * (1 + off * percent / 100)
    typed = f"{convert(number, 'mm', unit)!r} {UNITS[unit].sign}"
    outcome = numeric.grade(item, typed, None)  # type: ignore[arg-type]
    if abs(abs(off) - 1) > 1e-6:
        assert outcome.correct == (abs(off) < 1)
    if not outcome.correct:
        way = "large" if number > sign * value else "small"
        assert f"too {way}." in outcome.feedback[0]


def test_a_share_may_be_said_either_way(tmp_path, tiny):
    bank = changed(tmp_path, tiny, "how-long", unit="1", value=0.6, tolerance=0.05)
    assert grade(bank, "how-long", "62 %").correct and grade(bank, "how-long", "0,6").correct
    assert "right in %" in " ".join(grade(bank, "how-long", "60").feedback)
    assert "without a unit" in grade(bank, "how-long", "60 mm").feedback[0]


def test_a_derived_number_follows_the_mesh(bank, tiny):
    volume = tiny["semimembranosus"].volume_cm3
    assert grade(bank, "how-large", f"{volume:.3f} cm³").correct
    assert grade(bank, "how-large", f"{volume / 1000:.5f} l").correct
    assert not grade(bank, "how-large", f"{volume * 1.11:.3f}").correct
    assert "right in mm³" in grade(bank, "how-large", f"{volume * 1000:.0f}").feedback[1]


# ---------------------------------------------------------------- order
def ids_of(bank, item_id: str, side: str = "things") -> dict[str, str]:
    public = assessment.present(bank[item_id], bank.atlas)
    return {one["text"]: one["id"] for one in public[side]}


def test_every_wrong_order_is_told_by_its_swapped_pairs(bank):
    ids = ids_of(bank, "phases")
    for order in permutations(PHASES):
        outcome = grade(bank, "phases", [ids[x] for x in order])
        swapped = [
            pair for pair in combinations(order, 2) if list(pair) != sorted(pair, key=PHASES.index)
        ]
        assert outcome.correct == (not swapped)
        told = outcome.feedback[0]
        assert "Right, from first to last: Heel strike, Mid-stance, Push-off and Swing." in told
        assert outcome.feedback[-1] == "A step begins with the heel."
        named = [f"{a} before {b}" for a, b in permutations(PHASES, 2) if f"{a} before {b}" in told]
        assert set(named) <= {f"{a} before {b}" for a, b in swapped}
        if len(swapped) == 1:
            assert "One pair is swapped: you put" in told and len(named) == 1
        elif 1 < len(swapped) < 6:
            assert f"{len(swapped)} of 6 pairs are swapped" in told and named
        elif swapped:
            assert "upside down" in told


def test_a_derived_order_tells_the_values(bank, tiny):
    right = assessment.model_answer(bank, "sizes")
    volumes = [tiny[id].volume_cm3 for id in right]
    assert volumes == sorted(volumes, reverse=True)
    outcome = grade(bank, "sizes", right)
    assert outcome.correct
    assert f"Volume in this model: semimembranosus {volumes[0]:.0f} cm³" in outcome.feedback[1]
    assert [option.correct for option in outcome.options] == [True] * 4
    swapped = grade(bank, "sizes", [right[1], right[0], *right[2:]])
    assert [option.correct for option in swapped.options] == [False, False, True, True]


def test_the_other_way_of_sorting_turns_the_key_round(bank, tiny, tmp_path):
    rising = changed(tmp_path, tiny, "sizes", sort="rising")
    right = assessment.model_answer(bank, "sizes")
    assert assessment.model_answer(rising, "sizes") == right[::-1]
    assert rising.version != bank.version


# ---------------------------------------------------------------- match
def test_every_wrong_pair_is_told_with_what_belongs(bank):
    lefts, rights = (ids_of(bank, "pairs", side) for side in ("lefts", "rights"))
    right = assessment.model_answer(bank, "pairs")
    assert grade(bank, "pairs", right).feedback[0] == "Right, all of them."
    wrong = {**right, lefts["Rectus femoris"]: rights["Tibia"]}
    outcome = grade(bank, "pairs", wrong)
    assert outcome.feedback == (
        "2 of 3 are right.",
        "Rectus femoris: Ilium. Not the tibia. It begins in front.",
    )
    assert {x.id: (x.text, x.correct) for x in outcome.options}[lefts["Rectus femoris"]] == (
        "Ilium",
        False,
    )


def test_one_taken_twice_may_be_mended_unless_it_may_be_taken_twice(bank, tiny, tmp_path):
    right = assessment.model_answer(bank, "pairs")
    twice = {left: right["semitendinosus"] for left in right}
    almost = grade(bank, "pairs", twice)
    assert almost.verdict == "almost" and almost.options == ()
    reuse = changed(tmp_path, tiny, "pairs", reuse=True)
    assert grade(reuse, "pairs", twice).feedback[0] == "1 of 3 are right."


# ---------------------------------------------------------------- what is public
@pytest.mark.parametrize(
    ("item_id", "fields"),
    [
        ("how-long", {"value": 40}),
        ("how-long", {"value": None, "derive": {"by": "height", "of": "tibia", "above": "tibia"}}),
        ("how-large", {"derive": {"by": "volume", "of": "popliteus"}}),
        ("pairs", {"pairs": [{**PAIRS[n], "right": PAIRS[n - 1]["right"]} for n in range(3)]}),
    ],
)  # fmt: skip
def test_what_is_public_is_the_same_whatever_is_right(bank, tiny, tmp_path, item_id, fields):
    other = changed(tmp_path, tiny, item_id, **fields)
    assert other.version != bank.version
    for seed in (0, 1, "ada"):
        before = assessment.present(bank[item_id], tiny, seed)
        assert assessment.present(other[item_id], tiny, seed) == before


def test_an_order_shown_tells_only_that_it_is_not_right(tiny, tmp_path):
    """Over all keys and seeds, every other order is shown, and no more often for one key."""
    shown: dict[tuple, set] = {}
    for key in permutations(PHASES[:3]):
        bank = changed(tmp_path, tiny, "phases", things=list(key))
        for seed in range(60):
            things = assessment.present(bank["phases"], tiny, seed)["things"]
            shown.setdefault(key, set()).add(tuple(one["text"] for one in things))
    everything = set(permutations(PHASES[:3]))
    assert shown == {key: everything - {key} for key in everything}


# ---------------------------------------------------------------- answers of the wrong shape
BAD = [None, 3, "", "x", [], {}, ["x"], {"x": "y"}, [None], [[]], {"semitendinosus": ["tibia"]}]


@pytest.mark.parametrize("answer", BAD, ids=str)
@pytest.mark.parametrize("item_id", ["phases", "sizes", "pairs"])
def test_an_answer_of_the_wrong_shape_is_refused(bank, item_id, answer):
    with pytest.raises(MusclekitError, match=f"item '{item_id}'"):
        grade(bank, item_id, answer)
    right = assessment.model_answer(bank, item_id)
    for spoilt in ([*right, "x"], [*right][:-1], [*right, *right]):
        with pytest.raises(MusclekitError, match="answer must"):
            grade(bank, item_id, spoilt)


@pytest.mark.parametrize("answer", [None, 3, 95.0, [95], {"value": 95}, True, "9" * 201, "9\x00"])
def test_a_number_comes_as_a_line_of_text(bank, answer):
    with pytest.raises(MusclekitError, match="how-long"):
        grade(bank, "how-long", answer)


# ---------------------------------------------------------------- what an author may get wrong
SIZES = {"by": "volume", "of": ["semitendinosus", "semimembranosus", "popliteus"]}
FAULTS: dict[str, tuple[str, dict[str, Any], str]] = {
    "no key": ("how-long", {"value": None}, "needs either 'value' or 'derive'"),
    "two keys": ("how-large", {"value": 3}, "needs either 'value' or 'derive'"),
    "no tolerance": ("how-long", {"tolerance": None}, "'tolerance_percent'. Give exactly one."),
    "two tolerances": ("how-long", {"tolerance_percent": 5}, "Give exactly one."),
    "no width": ("how-long", {"tolerance": 0}, "'tolerance' is 0"),
    "not a number": ("how-long", {"value": float("nan")}, "'value' is nan"),
    "no why": ("how-long", {"why": None}, "'why' is missing"),
    "empty why": ("how-long", {"why": ""}, "'why' is empty"),
    "no such unit": ("how-long", {"unit": "milimetre"}, "There is no unit 'milimetre'."),
    "takes all": ("how-long", {"tolerance": 95}, "0 would count as right"),
    "share of nothing": (
        "how-long",
        {"value": 0, "tolerance": None, "tolerance_percent": 5},
        "a share of 0 is nothing",
    ),
    "wrong dimension": (
        "how-large",
        {"unit": "mm"},
        "does not give 'mm': 'cm3' is a unit of volume, 'mm' of length.",
    ),
    "two asked": ("how-large", {"derive": SIZES}, "'derive' is asked of 3 things"),
    "no such derivation": (
        "how-large",
        {"derive": {"by": "volum", "of": "tibia"}},
        "'derive' is by 'volum', which gives no amount. Did you mean 'volume'?",
    ),
    "partner for amount": (
        "how-large",
        {"derive": {"by": "nerve", "of": "semitendinosus"}},
        "'derive' is by 'nerve', which gives no amount.",
    ),
    "no such structure": (
        "how-large",
        {"derive": {"by": "volume", "of": "semitendonosus"}},
        "Did you mean 'semitendinosus'",
    ),
    "no volume": (
        "how-large",
        {"derive": {"by": "volume", "of": "ischial_tuberosity"}},
        "It is a surface and has no volume. Take a solid.",
    ),
    "setting too many": (
        "how-large",
        {"derive": {"by": "volume", "of": "tibia", "joint": "hip"}},
        "'derive' by 'volume': 'joint' is no field here.",
    ),
    "setting missing": (
        "how-large",
        {"derive": {"by": "height", "of": "tibia"}, "unit": "mm"},
        "'derive' by 'height': 'above' is missing. Add it.",
    ),
    "setting wrong": (
        "how-large",
        {"derive": {"by": "footprint-area", "of": "semitendinosus", "role": "orign"}},
        "'role' is 'orign'. Use 'origin' or 'insertion'.",
    ),
    "no such measure": (
        "how-large",
        {"derive": {"by": "measure", "of": "tibia", "measure": "lenght_mm"}, "unit": "mm"},
        "No measure 'lenght_mm'. Did you mean 'length_mm' or",
    ),
    "measure lacks a field": (
        "how-large",
        {"derive": {"by": "measure", "of": "tibia", "measure": "length_mm"}, "unit": "mm"},
        "its mesh has no field _ALONG",
    ),
    "measure lacks to": (
        "how-large",
        {"derive": {"by": "measure", "of": "tibia", "measure": "distance_mm"}, "unit": "mm"},
        "it is not said what it is measured to, in 'to'",
    ),
    "measure without unit": (
        "how-large",
        {"derive": {"by": "measure", "of": "tibial_nerve", "measure": "branches"}, "unit": "mm"},
        "'branches' has no unit.",
    ),
    "no such fact": ("how-large", {"derive": {"by": "fact", "of": "T001"}}, "No fact 'T001' with"),
    "no derive by": ("how-large", {"derive": {"of": "tibia"}}, "'by' (in 'derive') is missing"),
    "nothing asked": ("how-large", {"derive": {"by": "volume", "of": []}}, "'of' (in 'derive')"),
    "too few": ("phases", {"things": PHASES[:2]}, "'order' takes 3 to 8 things; here are 2."),
    "too many": ("phases", {"things": [*"abcdefghi"]}, "here are 9."),
    "thing twice": ("phases", {"things": [*PHASES, "swing"]}, "'swing' stands twice in 'things'."),
    "id as text": (
        "phases",
        {"things": [*PHASES, "tibia"]},
        "has the text 'tibia', which is a structure. Write {structure: tibia}.",
    ),
    "unknown thing": (
        "phases",
        {"things": [*PHASES, {"structure": "tibya"}]},
        "'things' names 'tibya', which atlas 'tiny' has not. Did you mean 'tibia'?",
    ),
    "empty thing": ("phases", {"things": [*PHASES, {}]}, "needs either 'text' or 'structure'"),
    "order without why": ("phases", {"why": None}, "The order has no reason. Add 'why:'"),
    "order without ends": ("phases", {"first": None}, "'first' is missing"),
    "sort of things": ("phases", {"sort": "rising"}, "go with 'derive' only"),
    "two orders": ("phases", {"derive": SIZES}, "either 'things', in their order, or 'derive'"),
    "no sort": ("sizes", {"sort": None}, "'derive' needs 'sort'."),
    "no apart": ("sizes", {"apart": None}, "'derive' needs either 'apart' or 'apart_percent'"),
    "ambiguous": (
        "sizes",
        {"apart": 80},
        "The order is ambiguous: semitendinosus (181 cm³) and semimembranosus (241 cm³) differ by "
        "less than 80 cm³.",
    ),
    "ambiguous in percent": (
        "sizes",
        {"apart": None, "apart_percent": 30},
        "differ by less than",
    ),
    "asked twice": (
        "sizes",
        {"derive": {**SIZES, "of": [*SIZES["of"], "popliteus"]}},
        "'derive' is asked of popliteus twice. Remove one.",
    ),
    "asked twice by alias": (
        "sizes",
        {"derive": {**SIZES, "of": [*SIZES["of"], "semi_t"]}},
        "The order is ambiguous: semitendinosus",
    ),
    "one pair": ("pairs", {"pairs": PAIRS[:1]}, "'match' takes 3 to 8 pairs; here are 1."),
    "no pairs": ("pairs", {"pairs": None}, "either 'pairs' or 'derive'"),
    "pair without why": (
        "pairs",
        {"pairs": [*PAIRS, {"left": "Gracilis", "right": "Pubis"}]},
        "'why' (in 'pairs', entry 4) is missing",
    ),
    "left twice": (
        "pairs",
        {"pairs": [*PAIRS, {**PAIRS[1], "right": "Pubis"}]},
        "'popliteus tendon' stands twice in what stands on the left.",
    ),
    "right for several": (
        "pairs",
        {"pairs": [*PAIRS, {**PAIRS[1], "left": "Gracilis"}]},
        "One is right for several. Write 'reuse: true'",
    ),
    "same for all": (
        "pairs",
        {"pairs": [{**pair, "right": "Femur"} for pair in PAIRS], "reuse": True},
        "The same is right for all.",
    ),
    "right as text and structure": (
        "pairs",
        {
            "pairs": [
                *PAIRS,
                {"left": "Gracilis", "right": "Hip Bone.", "why": "There."},
                {"left": "Pectineus", "right": {"structure": "hip_bone"}, "why": "There."},
            ],
            "reuse": True,
        },
        "'hip bone' stands on the right in 2 ways that read the same. Write it one way",
    ),
    "more is right": ("pairs", {"more": ["Femur"]}, "stands under 'more' and is right for one"),
    "more unknown": ("pairs", {"more": [{"structure": "fibla"}]}, "'more' names 'fibla'"),
    "amount for partner": (
        "pairs",
        {"pairs": None, "derive": SIZES},
        "'derive' is by 'volume', which gives no partner.",
    ),
    "no nerve": (
        "pairs",
        {"pairs": None, "derive": {"by": "nerve", "of": ["tibia", "popliteus", "hip_bone"]}},
        "'derive' by 'nerve' of 'tibia': The atlas names no nerve of it. Take it out.",
    ),
    "no origin": (
        "pairs",
        {"pairs": None, "derive": {"by": "bone", "role": "origin", "of": SIZES["of"]}},
        "'derive' by 'bone' of 'popliteus': The atlas gives no origin of it.",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_told_with_its_item_and_its_remedy(fault, tiny, tmp_path):
    item_id, fields, said = FAULTS[fault]
    path = write_bank(tmp_path, bank_data(**{item_id.replace("-", "_"): fields}))
    told = [str(problem) for problem in assessment.check_bank(path, tiny)]
    assert told and all(f"tiny-bank.yaml, item '{item_id}': " in problem for problem in told)
    assert all("\n" not in problem and "Traceback" not in problem for problem in told)
    assert any(said in problem for problem in told), told
