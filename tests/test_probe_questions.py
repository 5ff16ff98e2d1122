"""Find it with the probe: judged by what the image holds, and nothing of it is sent early."""

from __future__ import annotations

import json

import numpy as np
import pytest
from assessment_support import write_items
from scipy.ndimage import binary_dilation, binary_erosion
from test_assessment_bank import assert_keeps_the_key

import musclekit as mk
from musclekit import assessment
from musclekit.assessment.scanning import Wanted, seen
from musclekit.errors import ContentError, MusclekitError
from musclekit.imaging.cutting import along_of
from musclekit.imaging.probe import plain, read
from musclekit.widgets.questions import Quiz
from musclekit.widgets.session import Session
from musclekit.widgets.stage import Stage

COMMON = {
    "kind": "find-it-with-the-probe",
    "prompt": "Find it.",
    "about": ["hamstrings"],
    "aims": ["see"],
    "sources": ["pollock2014"],
    "scene": {"show": ["bones"]},
}
NERVE = {"id": "nerve", "find": "sciatic_nerve", "start": "distal_biceps"}
TENDON = {
    "id": "tendon",
    "find": "conjoint_tendon",
    "start": "three_bellies",
    "axis": "long",
    "off_deg": 9,
    "hold": plain(mk.ultrasound_view("conjoint_tendon_long").probe),
}
TEAR = {
    "id": "tear",
    "find": "injury",
    "injury": {"structure": "semitendinosus", "kind": "partial_tear", "site": "belly"},
    "start": {"over": "semitendinosus", "along": 0.85, "depth_mm": 60},
    "why": "Blood and the gap are dark.",
}


def written(folder, *items):
    return write_items(folder, *(COMMON | item for item in items))


def visible(bank, held) -> tuple[float, float]:
    """Square millimetres of the sciatic nerve in a hold's image, and how far from its middle."""
    image = mk.ultrasound(bank.atlas, read(held))
    columns = np.nonzero(image.labels.mask("sciatic_nerve") & ~image.echo.shadow)[1]
    half = (image.plane.shape[1] - 1) / 2
    aside = abs(columns.mean() - half) / half if len(columns) else np.inf
    return len(columns) * image.spacing_mm**2, aside


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    return assessment.load_bank(str(written(tmp_path_factory.mktemp("b"), NERVE, TENDON, TEAR)))


@pytest.mark.parametrize("name", ["nerve", "tendon", "tear"])
def test_a_good_hold_is_right_and_the_page_is_not_told_it(bank, name):
    answer = assessment.model_answer(bank, name)
    outcome = assessment.grade(bank, name, json.loads(json.dumps(answer)))
    assert (outcome.verdict, outcome.score) == ("right", 1.0)
    assert_keeps_the_key(bank, bank[name])
    start = plain(assessment.scan(bank[name], bank.atlas).start)
    assert assessment.grade(bank, name, start).verdict == "wrong"


def test_a_hold_is_judged_by_what_is_visible_and_where(bank):
    view = plain(mk.ultrasound_view("three_bellies").probe)
    found = assessment.grade(bank, "nerve", view)
    assert found.correct and found.right == ("sciatic_nerve",)
    assert "In your picture: semimembranosus" in found.feedback[1]
    good = visible(bank, assessment.model_answer(bank, "nerve"))[0]
    verdicts = set()
    for rock in (-26, -16, 0, 8, 16, 26):
        held = {**view, "rock_deg": rock}
        area, aside = visible(bank, held)
        outcome = assessment.grade(bank, "nerve", held)
        assert outcome.correct == (area >= 0.4 * good and aside <= 0.5), rock
        assert ("at the side of the picture" in outcome.feedback[0]) == (area > 0 and aside > 0.5)
        verdicts.add(outcome.correct)
    assert verdicts == {True, False}
    gone = assessment.grade(bank, "nerve", {**view, "depth_mm": 40})
    assert gone.feedback[0] == "It is not in the picture." and gone.score == 0
    assert gone.feedback[-1].startswith("A good hold: short axis")


def test_a_tendon_is_to_be_met_along_it_and_at_a_right_angle(bank):
    good = TENDON["hold"]
    across = plain(mk.ultrasound_view("conjoint_tendon").probe)
    assert "It is cut" in " ".join(assessment.grade(bank, "tendon", across).feedback[:1])
    leant = assessment.grade(bank, "tendon", {**good, "rock_deg": 0})
    assert "off a right angle to its fibres, so it looks as dark as muscle" in leant.feedback[0]


def test_what_lies_in_the_shadow_of_bone_does_not_count(atlas):
    probe = mk.ultrasound_view("ischial_tuberosity").probe
    found = seen(atlas, probe, Wanted(("hip_bone",)))
    mask, shadow = found.image.labels.mask("hip_bone"), found.image.echo.shadow
    assert np.array_equal(found.region, mask & ~shadow)
    assert found.area_mm2 < 0.2 * mask.sum() * found.image.spacing_mm**2


def test_a_gap_is_to_be_seen_not_oedema_beside_it():
    """The shipped question: oedema alone is wrong, and the gap's own area is told."""
    shipped = assessment.load_bank("looking-inside")
    good = assessment.model_answer(shipped, "probe-the-tear")
    right = assessment.grade(shipped, "probe-the-tear", good)
    body = assessment.scan(shipped["probe-the-tear"], shipped.atlas).atlas
    image = mk.ultrasound(body, read(good))
    size = image.visible("gap").sum() * image.spacing_mm**2 / 100
    assert right.correct and f"{size:.1f} cm² of it" in right.feedback[-1]
    assert "the gap in semitendinosus" in right.feedback[0]
    beside = {**good, "slide_mm": 65, "width_mm": 40}
    image = mk.ultrasound(body, read(beside))
    assert "Oedema in Semitendinosus" in image.describe()
    assert image.visible("gap").sum() * image.spacing_mm**2 < 1
    wrong = assessment.grade(shipped, "probe-the-tear", beside)
    assert wrong.verdict == "wrong" and wrong.score < 0.01
    strain = Wanted((), mk.Injury("semitendinosus", "strain", "belly"))
    hurt = mk.injure(shipped.atlas, strain.injury)
    along = mk.Probe("semitendinosus", along_of(hurt, strain.injury), "long", depth_mm=60)
    assert seen(hurt, along, strain).area_mm2 > 50


def test_a_tendon_that_looks_torn_is_darker_than_what_lies_about_it():
    shipped = assessment.load_bank("looking-inside")
    start = assessment.scan(shipped["probe-the-tendon"], shipped.atlas).start
    image = mk.ultrasound(shipped.atlas, start)
    tendon = image.visible("conjoint_tendon")
    about = binary_dilation(tendon, iterations=20) & ~tendon & ~image.echo.shadow
    within = binary_erosion(tendon, iterations=3)
    assert image.pixels[within].mean() < image.pixels[about].mean() - 20


@pytest.mark.parametrize("answer", ["there", [1, 2], {"axis": "round"}, {"over": "nothing"}])
def test_answers_of_another_shape_are_refused(bank, answer):
    with pytest.raises(MusclekitError, match="nerve"):
        assessment.grade(bank, "nerve", answer)


@pytest.mark.parametrize(
    ("item", "change", "said"),
    [
        (NERVE, {"find": "sciatic_nerv"}, "Did you mean 'sciatic_nerve'"),
        (NERVE, {"find": "injury"}, "stands alone and needs 'injury'"),
        (NERVE, {"start": "three_belies"}, "three_bellies"),
        (NERVE, {"start": "three_bellies"}, "from the start"),
        (NERVE, {"start": {"overr": 1}}, "overr"),
        (NERVE, {"find": "fifth_lumbar_vertebra"}, "fifth_lumbar_vertebra|No hold"),
        (TENDON, {"hold": plain(mk.Probe("conjoint_tendon"))}, "is not: .*It is cut across"),
        (TEAR, {"why": ""}, "Add 'why:'"),
    ],
)
def test_authors_are_told_what_is_wrong(tmp_path, item, change, said):
    with pytest.raises(ContentError, match=said):
        assessment.load_bank(str(written(tmp_path, {**item, **change})))


def test_names_and_a_good_hold_are_sent_only_after_the_answer(bank, monkeypatch):
    monkeypatch.setattr(Stage, "current", None)
    monkeypatch.setattr(Session, "_shared", None, raising=False)
    widget = Quiz(bank, ("nerve", "tear")).widget()
    sent = []
    monkeypatch.setattr(widget, "send", lambda told, buffers=(): sent.append((told, buffers)))

    def hear(asked):
        widget._hear(widget, {"do": "probe", "item": "tear", "asked": asked}, [])
        return sent[-1][0]["told"], sent[-1][1]

    widget._hear(widget, {"do": "open", "at": 1}, [])
    assert {"probe", "image", "skin"} <= set(widget.stage.scene.visible)
    assert "haematoma" not in " ".join(widget.stage.scene.visible)
    begun, _ = hear({"do": "bench"})
    assert "good" not in begun
    frame, buffers = hear({"do": "frame", "probe": begun["probe"], "stiffness": True, "body": True})
    assert frame["names"] == [] and len(buffers) == 1 and "soft" not in frame
    before = len(sent)
    widget._hear(widget, {"do": "probe", "item": "tear", "asked": {"do": "named"}}, [])
    assert len(sent) == before and "with the answer" in widget.notice
    widget._hear(widget, {"do": "answer", "item": "tear", "answer": begun["probe"]}, [])
    good = hear({"do": "bench"})[0]["good"]
    assert good == assessment.model_answer(bank, "tear")
    hear({"do": "frame", "probe": good})
    named, (labels, region) = hear({"do": "named"})
    assert named["region"] and "Gap between torn fibres" in named["one"]
    region, labels = (np.frombuffer(x, np.uint8) for x in (region, labels))
    assert (
        region[labels == named["one"].index("Gap between torn fibres")].all() and region.sum() > 50
    )
