"""Folds over the log: one learner's progress, a class's report."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from musclekit import assessment
from musclekit.assessment import Attempt, Learner, class_report, grade, progress
from musclekit.errors import UnknownName

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADA, BOB, ADA2 = Learner("hub:ada", "Ada"), Learner("cookie:1", "Bob"), Learner("cookie:2", "Ada")


def answered(bank, learner: Learner, *answers: tuple[str, object]) -> list[Attempt]:
    return [
        Attempt.of(learner, bank, item, answer, grade(bank, item, answer), NOON + timedelta(0, n))
        for n, (item, answer) in enumerate(answers)
    ]


def test_nothing_answered(bank):
    none = progress([], bank)
    assert (none.answered, none.right, none.total, none.last_seen) == (0, 0, len(bank), None)
    assert [item.item for item in none.items] == [item.id for item in bank]
    with pytest.raises(UnknownName):
        none["no-such"]


def test_almost_is_not_counted_and_last_and_best_are_kept_apart(bank):
    log = answered(
        bank,
        ADA,
        ("name-lit", "hamstring"),
        ("name-lit", "tibia"),
        ("name-lit", "ST"),
        ("name-lit", "muscle"),
        ("click-cord", "semitendinosus"),
        ("click-cord", "tibia"),
    )
    done = progress(log, bank)
    name, click = done["name-lit"], done["click-cord"]
    assert (name.tries, name.almost, name.first, name.best, name.last) == (
        2,
        2,
        "wrong",
        "right",
        "right",
    )
    assert name.last_answer == "ST" and name.last_at == log[2].at and not name.stale
    assert (click.best, click.last) == ("right", "wrong")
    assert (done.answered, done.right, done.last_seen) == (2, 1, log[5].at)
    assert "ST" not in repr(done)


def test_attempts_at_other_banks_and_former_items_are_passed_over(bank):
    log = answered(bank, ADA, ("click-cord", "semitendinosus"))
    other = Attempt(**{**vars(log[0]), "bank": "other"})
    former = Attempt(**{**vars(log[0]), "item": "gone"})
    old = Attempt(**{**vars(log[0]), "bank_version": "old"})
    assert progress([other, former], bank).answered == 0
    assert progress([old], bank)["click-cord"].stale


ANSWERS = {
    "not-hip": ["semitendinosus", "popliteus"],
    "click-cord": ["semitendinosus", "tibia"],
    "click-seat": ["hip_bone", "ischial_tuberosity", "tibia"],
    "name-lit": ["hamstring", "ST", "femur"],
}
moves = st.lists(
    st.sampled_from([(item, answer) for item, given in ANSWERS.items() for answer in given]),
    max_size=25,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves)
def test_replay_from_disk_equals_live(bank, tmp_path, answers):
    store = assessment.open_store("sqlite://")
    log = answered(bank, ADA, *answers)
    for attempt in log:
        store.record(attempt)
    assert progress(store.attempts(learner=ADA), bank) == progress(log, bank)
    done = progress(log, bank)
    assert sum(item.tries + item.almost for item in done.items) == len(log)
    assert done.right <= done.answered <= done.total


def test_who_did_what_what_is_hard_and_what_was_clicked_instead(bank, tiny):
    log = [
        *answered(bank, ADA, ("click-cord", "tibia"), ("click-cord", "semitendinosus")),
        *answered(bank, BOB, ("click-cord", "tibia"), ("name-lit", "ST"), ("not-hip", "popliteus")),
        *answered(bank, ADA2, ("click-cord", "popliteus"), ("not-hip", "semitendinosus")),
        *answered(bank, ADA2, ("name-small", "hamstring"), ("click-seat", "hip_bone")),
    ]
    report = class_report(log, [bank], tiny)
    assert [(r.learner, r.name, r.answered, r.right) for r in report.learners] == [
        ("cookie:2", "Ada", 2, 0),
        ("hub:ada", "Ada", 1, 1),
        ("cookie:1", "Bob", 3, 2),
    ]
    assert {row.total for row in report.learners} == {len(bank)}
    assert [(r.item, r.learners, r.right_first, r.share) for r in report.items] == [
        ("click-cord", 3, 0, 0.0),
        ("not-hip", 2, 1, 0.5),
        ("name-lit", 1, 1, 1.0),
    ]
    assert {row.item: row.counts for row in report.wrong} == {
        "click-cord": (("tibia", "Tibia", 2), ("popliteus", "Popliteus", 1)),
        "not-hip": (("semitendinosus", "Semitendinosus", 1),),
    }
    assert class_report([], [bank]) == assessment.ClassReport((), (), ())


def test_a_clicked_structure_that_has_left_the_atlas_keeps_its_id(bank, tiny):
    (attempt,) = answered(bank, ADA, ("click-cord", "tibia"))
    gone = Attempt(**{**vars(attempt), "clicked": "appendix"})
    assert class_report([gone], [bank]).wrong[0].counts == (("appendix", "appendix", 1),)
