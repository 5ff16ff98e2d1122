"""The probe in its reader's hand: frames, moments, the other leg, what is refused."""

from __future__ import annotations

import gc
import json
import weakref
from dataclasses import replace

import numpy as np
import pytest

import musclekit as mk
from musclekit.errors import MusclekitError, UnknownName, UnknownStructure
from musclekit.imaging.held import placed
from musclekit.imaging.living import STEPS, Living
from musclekit.imaging.probe import plain, read, skin_met
from musclekit.imaging.views import VIEWS
from musclekit.widgets import probing
from musclekit.widgets.probing import NONE, Scanner, other_leg, picture

GAP = "Gap between torn fibres"
OVER_GAP = mk.Probe("semitendinosus", 0.28, "long", depth_mm=60, width_mm=60)


@pytest.fixture(scope="module")
def torn(atlas):
    tear = mk.Injury("semitendinosus", "partial_tear", "belly", disruption_mm=8, fluid_ml=0)
    return mk.injure(atlas, tear)


@pytest.fixture(scope="module")
def scanner(torn):
    return Scanner(torn, ("semitendinosus", "femur", "tibia"))


def asked(probe, **more):
    return {"do": "frame", "probe": json.loads(json.dumps(plain(probe))), **more}


def pixels(head, buffer):
    return np.frombuffer(buffer, np.uint8).reshape(head["rows"], head["columns"])


def test_a_frame_is_the_picture_without_its_names(scanner, torn):
    head, buffers = scanner.answer(asked(OVER_GAP, turn=7))
    assert (pixels(head, buffers[0]) == mk.ultrasound(torn, OVER_GAP).pixels).all()
    assert head["turn"] == 7 and head["names"] == [] and len(buffers) == 1
    assert "semitendinosus" not in json.dumps({**head, "probe": {}})
    told, labels = scanner.answer({"do": "named"})
    assert "Semitendinosus" in told["one"] and GAP in told["one"]
    named = pixels(head, labels[0]) == told["one"].index(GAP)
    assert named.sum() == mk.ultrasound(torn, OVER_GAP).labels.mask("gap").sum()
    assert any(GAP in line for line in told["words"])


def test_the_words_tell_of_marks_stiffness_and_the_other_leg(scanner):
    head, _ = scanner.answer(asked(replace(OVER_GAP, axis="short"), other=True, stiffness=True))
    assert "edema" not in json.dumps(head)
    words = scanner.answer({"do": "named"})[0]["words"]
    at = words.index("The other leg, uninjured:")
    assert words[at + 1] == "medial on the left, lateral on the right"
    injured, healthy = words[:at], words[at + 1 :]
    for line in (GAP, "Oedema in Semitendinosus: "):
        assert any(line in one for one in injured) and not any(line in one for one in healthy)
    for lines in (injured, healthy):
        assert "stiffer than muscle at rest" in lines[-1] or "like it: " in lines[-1]
    scanner.answer(asked(OVER_GAP))
    plainly = "\n".join(scanner.answer({"do": "named"})[0]["words"])
    assert "other leg" not in plainly and "Stiffness" not in plainly


def test_the_gap_widens_from_frame_to_frame_while_it_contracts(scanner):
    wide = []
    for step in (0, STEPS // 2, STEPS):
        head, buffers = scanner.answer(asked(OVER_GAP, play="contract", step=step))
        top, bottom, left, right = scanner.last.extent_mm("gap")
        wide.append(right - left)
        middle = pixels(head, buffers[0])[:, int((left + right) / 2 / head["spacing_mm"])]
        row = int((top + bottom) / 2 / head["spacing_mm"])
        assert np.median(middle[row - 3 : row + 4]) < 40
    assert wide[1] > wide[0] + 2 and wide[2] > wide[1] + 2


def test_the_other_leg_is_uninjured_at_the_same_moment_and_mirrored(scanner, torn):
    probe = replace(OVER_GAP, axis="short")
    head, buffers = scanner.answer(asked(probe, play="contract", step=4, other=True))
    injured = scanner.last
    healthy = other_leg(injured)
    assert injured.labels.mask("gap").any() and not healthy.labels.mask("gap").any()
    assert healthy.atlas.activation == injured.atlas.activation
    assert np.array_equal(healthy.plane.corner_mm, injured.plane.corner_mm)
    assert np.array_equal(pixels(head["other"], buffers[1])[:, ::-1], healthy.pixels)
    sides = {"left": "lateral", "right": "medial"}
    assert head["sides"] == sides
    assert head["other"]["sides"] == {"left": "medial", "right": "lateral"}
    left = mk.load_atlas(side="left").pose(activation=dict(injured.atlas.activation))
    mirrored = mk.ultrasound(left, replace(probe, shift_mm=-probe.shift_mm))
    here, there = (x.labels.mask("semitendinosus") for x in (healthy, mirrored))
    assert (here[:, ::-1] == there).mean() > 0.98
    along, more = scanner.answer(asked(OVER_GAP, other=True))
    assert along["other"]["sides"] == along["sides"]
    assert np.array_equal(pixels(along["other"], more[1]), other_leg(scanner.last).pixels)


def test_stiffness_travels_as_steps_with_a_sign_for_none(scanner):
    head, buffers = scanner.answer(asked(OVER_GAP, stiffness=True))
    steps, image = pixels(head, buffers[1]), scanner.last
    assert head["stiffness"] and (steps[image.labels.mask("gap")] == NONE).all()
    read_ = np.isfinite(image.stiffness)
    assert steps[read_] / (NONE - 1) == pytest.approx(image.stiffness[read_], abs=0.003)
    assert (steps[~read_] == NONE).all()


def test_a_knee_that_bends_sends_what_moves_in_the_3d_view(scanner, torn):
    head, buffers = scanner.answer(asked(OVER_GAP, play="knee", step=STEPS, body=True))
    moved = [one["id"] for one in head["soft"]]
    assert "tibia" in moved and "femur" not in moved and len(buffers) == 1 + len(moved)
    posed = torn.pose(knee_flexion=60)
    box = head["soft"][moved.index("tibia")]
    steps = np.frombuffer(buffers[1 + moved.index("tibia")], "<u2").reshape(-1, 3)
    points = box["low"] + steps * (np.array(box["span"]) / 65535)
    assert points == pytest.approx(np.asarray(posed["tibia"].mesh.points), abs=0.02)


def test_moments_start_from_the_body_as_it_is(atlas):
    living = Living(atlas.pose(knee_flexion=20, hip_flexion=10))
    assert living.plays == ("contract", "knee")
    assert living.at("knee", 0) is living.atlas and living.at("jump", 3) is living.atlas
    bent = living.at("knee", STEPS)
    assert bent.posture["knee_flexion"] == 80 and bent.posture["hip_flexion"] == 10
    hard = living.at("contract", 99)
    assert hard is living.at("contract", STEPS)
    assert hard.activation["semitendinosus"] == 1 and "gluteus_maximus" not in hard.activation
    assert living.at("knee", STEPS) is bent


def test_however_many_bodies_are_looked_into_only_one_plays_steps_are_kept(torn):
    scanners = [Scanner(torn), Scanner(torn.pose(hip_flexion=5))]
    bodies = []
    for one in scanners:
        for step in range(1, STEPS + 1):
            one.answer(asked(OVER_GAP, play="contract", step=step))
            bodies.append(weakref.ref(one.last.atlas))
    gc.collect()
    assert [body() is not None for body in bodies] == [False] * STEPS + [True] * STEPS
    pictures = [one.answer({"do": "named"})[1] for one in (*scanners, scanners[0])]
    assert pictures[0] == pictures[2]


def test_a_line_of_sight_puts_the_probe_on_the_skin(scanner, torn):
    eye, way = [70.0, -700.0, -220.0], [0.0, 1.0, 0.0]
    head, _ = scanner.answer(asked(OVER_GAP, ray=[eye, way]))
    met = skin_met(torn, np.array(eye), np.array(way))
    assert head["probe"]["over"] == pytest.approx(met, abs=0.01)
    assert head["contact"] == pytest.approx(met, abs=0.05)
    moved, _ = scanner.answer(asked(replace(OVER_GAP, slide_mm=30), ray=[eye, way]))
    assert moved["probe"] == {**head["probe"], "slide_mm": 30}  # moved on before it was answered
    assert np.linalg.norm(np.subtract(moved["contact"], head["contact"])) > 20
    with pytest.raises(MusclekitError, match="no skin there"):
        scanner.answer(asked(OVER_GAP, ray=[[900.0, -700.0, 0.0], way]))
    with pytest.raises(MusclekitError, match="three numbers"):
        scanner.answer(asked(OVER_GAP, ray=[[1, 2], way]))


def test_what_a_page_tells_of_a_probe_is_brought_within_its_ranges():
    told = {**plain(OVER_GAP), "tilt_deg": 900, "depth_mm": -4, "axis": "short"}
    probe = read(told)
    assert (probe.tilt_deg, probe.depth_mm, probe.axis) == (45, 10, "short")
    assert read(plain(OVER_GAP)) == OVER_GAP
    with pytest.raises(MusclekitError, match="axis"):
        read({**told, "axis": "round"})
    with pytest.raises(MusclekitError, match="frequency_mhz"):
        read({**told, "frequency_mhz": float("nan")})


@pytest.mark.parametrize("name", ["three_bellies", "ischial_tuberosity"])
def test_the_3d_view_has_the_picture_where_it_was_seen(atlas, name):
    image = mk.ultrasound(atlas, name)
    points, _, rgb = placed(image)["image"]
    assert abs(image.plane.distance_mm(points)).max() < 1e-6
    for at in (0, len(points) // 2, len(points) - 1):
        row, column = (round(x) for x in image.plane.pixel(points[at]))
        high, wide = image.plane.shape
        row, column = min(max(row, 0), high - 1), min(max(column, 0), wide - 1)
        assert abs(int(rgb[at, 0]) - int(image.pixels[row, column])) <= 1
    face = placed(image)["probe"][0]
    head, _ = picture(image)
    off = (face - head["contact"]) @ image.plane.down
    assert off.max() == pytest.approx(0, abs=1e-3) and off.min() < -100


def test_an_explorer_says_what_it_begins_with(atlas):
    made = mk.probe_explorer(atlas, "sciatic_nerve")
    told = made._repr_mimebundle_()["text/plain"]
    assert told.startswith("Simulated ultrasound: Sciatic nerve beside") and "Find:" in told
    assert VIEWS["sciatic_nerve"].find[0] in told and "0x" not in told
    assert {"probe", "image", "skin"} <= set(made.scene.visible)
    hurt = mk.injure(mk.load_atlas(side="left"), mk.Injury("semitendinosus", "strain", "belly"))
    other = mk.probe_explorer(hurt.pose(hip_flexion=30), OVER_GAP)
    assert "Semitendinosus" in other.describe()


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda a: mk.probe_explorer(a, "three_belies"), UnknownName, "three_bellies"),
        (lambda a: mk.probe_explorer(a, 3), MusclekitError, "3 is no view"),
        (lambda a: mk.probe_explorer(a, show="hamstring"), UnknownStructure, "hamstrings"),
        (lambda a: mk.probe_explorer(a, show=[]), MusclekitError, "nothing to show"),
        (lambda a: mk.probe_explorer(a, side="below"), UnknownName, "below"),
    ],
)
def test_what_cannot_be_explored_is_refused(atlas, make, error, said):
    with pytest.raises(error, match=said):
        make(atlas)


def test_a_host_tells_trouble_and_goes_on(atlas, monkeypatch):
    host = probing.ProbeHost(mk.probe_explorer(atlas))
    sent = []
    monkeypatch.setattr(host, "send", lambda *told: sent.append(told))
    host._hear(host, {"do": "frame", "probe": {"axis": "round"}}, [])
    assert sent[-1][0]["kind"] == "trouble" and "axis" in sent[-1][0]["text"]
    host._hear(host, asked(VIEWS["three_bellies"].probe), [])
    assert sent[-1][0]["kind"] == "frame" and len(sent[-1][1][0]) == 256 * 256
