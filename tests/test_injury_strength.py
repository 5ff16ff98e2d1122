"""The force an injury takes, by the stated rule, and the test that shows both legs."""

from __future__ import annotations

import pytest
from test_injury import EMBEDDED, LONG, RECORD, texts, told_of  # noqa: F401  # a fixture

import musclekit as mk
from musclekit.injury.strength import against_published, kept, rule


@pytest.mark.parametrize("kind", RECORD.kinds, ids=lambda kind: kind.id)
def test_each_kind_takes_what_its_rule_says(kind):
    injury = mk.Injury(next(p.structure for p in RECORD.structures), kind.id)
    step = rule(injury)
    assert 0 <= kept(injury) <= 1
    assert (kept(injury) == 1) == (not step.measures)
    assert step.judgement or step.confirmed, "sourced, or marked as ours"


def test_more_extent_takes_more_force():
    for kind in RECORD.kinds:
        for name in rule(mk.Injury(LONG, kind.id)).measures:
            extent = kind.extents[name]
            values = [extent.low + share * (extent.high - extent.low) for share in (0.1, 0.5, 0.9)]
            left = [kept(mk.Injury(LONG, kind.id).replace(**{name: v})) for v in values]
            assert left == sorted(left, reverse=True)
            assert left[0] > left[-1] or extent.low == extent.high


def test_what_is_torn_through_carries_nothing():
    assert mk.strength_left(mk.Injury(LONG, "complete_tear")) == {LONG: 0.0}
    torn_off = mk.strength_left(mk.Injury("conjoint_tendon", "avulsion"))
    assert dict(torn_off) == {LONG: 0.0, "semitendinosus": 0.0}


def test_several_injuries_take_one_after_the_other():
    one = mk.Injury(LONG, "strain", csa_fraction=0.2)
    other = mk.Injury(LONG, "wasting", atrophy=0.5, fatty_fraction=0.5)
    third = mk.Injury("semitendinosus", "scar")
    shares = mk.strength_left(one, [other, third])
    assert shares[LONG] == pytest.approx(0.8 * 0.5 * 0.5)
    assert shares["semitendinosus"] == 1.0
    assert dict(mk.strength_left()) == {}
    assert "semitendinosus: 0 %" in repr(
        mk.strength_left(mk.Injury("semitendinosus", "complete_tear"))
    )
    with pytest.raises(mk.MusclekitError, match="'strain' is no injury"):
        mk.strength_left("strain")


@pytest.fixture(scope="module")
def tested(atlas):
    shares = mk.strength_left(mk.Injury("conjoint_tendon", "avulsion"))
    return mk.strength_test(atlas, speeds_deg_per_s=60, right=shares)


def test_the_strength_test_shows_both_legs_and_names_the_injured(tested, atlas):
    whole = mk.strength_test(atlas, speeds_deg_per_s=60)
    for action in ("concentric", "eccentric"):
        assert (tested.torques_nm["left", action, 60] == whole.torques_nm["left", action, 60]).all()
        right = tested.torques_nm["right", action, 60]
        assert (right < tested.torques_nm["left", action, 60]).all()
    said = tested.describe()
    assert "Right leg injured: Avulsion of the conjoint tendon" in said
    assert "Force left, by a rule chosen for teaching: biceps femoris long head 0 %" in said
    assert "Right (injured), concentric" in said and "Left, concentric" in said
    legend = [text.get_text() for text in tested.figure().legends[0].get_texts()]
    assert "right (injured), 60°/s" in legend and "left, 60°/s" in legend
    assert "injured" not in whole.describe()


def test_the_rule_is_held_against_what_was_measured():
    """It gives about half the deficit at return, and none later, as was found."""
    at_return, later = against_published()
    assert at_return.published.deficit_percent == 9.6 and later.published.deficit_percent == 0
    assert 0.4 < at_return.deficit_percent / 9.6 < 0.7
    assert later.deficit_percent == 0
    guide = (EMBEDDED.parents[1] / "docs" / "injuries.md").read_text(encoding="utf-8")
    assert f"in the long head: {at_return.deficit_percent:.1f} %" in guide.replace("\n", " ")
    assert "9.6 %" in str(at_return) and "by the rule 5." in str(at_return)


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (["force", 0, "kinds"], ["partial_tear", "avulsion"], "leaves out 'complete_tear'"),
        (["force", 0, "kinds"], ["a_bruise"], "'a_bruise' of 'force' is no kind"),
        (["force", 4, "kinds"], ["strain", "tendinopathy", "haematoma", "functional"], "two steps"),
        (["force", 0, "measures"], ["length_mm"], "no share of 1"),
        (["force", 0, "sources"], ["nobody"], "'nobody' is no key"),
        (["deficits", 0, "source"], "nobody", "'nobody' is no key"),
        (["deficits", 0, "kind"], "bruise", "'bruise' is no kind of injury"),
        (["deficits", 0, "structure"], "femur", "'femur' is no structure of this file"),
    ],
)
def test_each_fault_of_the_rule_is_told(texts, place, value, said):  # noqa: F811
    told = told_of(texts, place, value)
    assert any(said in one for one in told), told
