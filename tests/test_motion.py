"""Postures on their way to the browser: exact enough, small, and nothing that did not change."""

from __future__ import annotations

import numpy as np
import pytest

import musclekit as mk
from musclekit.errors import MusclekitError, UnknownName, UnknownStructure
from musclekit.widgets import motion, posing

SHOWN = ("hamstrings", "bones", "nerves")
BENT = {"hip_flexion": 50.0, "knee_flexion": 40.0}


@pytest.fixture(scope="module")
def light():
    return mk.load_atlas(detail="light")


@pytest.fixture(scope="module")
def rig(light):
    return motion.Rig(light, light.resolve(SHOWN))


@pytest.fixture(scope="module")
def walking(rig):
    activity = mk.activity("walking", rig.atlas)
    return activity, motion.frames(rig, activity)


def seen(rig, angles) -> dict[str, np.ndarray]:
    """Vertices of everything as the page puts them together."""
    motions, shapes = rig.matrices(angles), rig.shapes(angles)
    found = {one: motion._moved(motions[body], shapes[one]) for one, body in rig.soft.items()}
    for one, body in rig.rigid.items():
        found[one] = motion._moved(motions[body], np.asarray(rig.atlas[one].mesh.points, float))
    return found


def test_whole_numbers_keep_points_to_half_a_step():
    points = np.random.default_rng(1).normal(size=(3, 50, 3)) * [400, 30, 1e-9]
    box = motion.packed(points)
    assert box.steps.dtype == np.dtype("<u2") and box.steps.shape == points.shape
    assert (np.abs(box.points - points) <= box.span / motion.STEPS / 2 + 1e-9).all()


def test_matrices_and_vertices_make_the_posed_atlas(rig):
    posed = rig.atlas.pose(**BENT)
    for one, points in seen(rig, BENT).items():
        assert np.abs(points - posed[one].mesh.points).max() < 1e-2


def test_active_muscles_stay_active_upright_and_bent(light):
    active = light.pose(activation={"hamstrings": 0.7}, **BENT)
    rig = motion.Rig(active, light.resolve(["hamstrings", "bones"]))
    sent = motion.Sent(rig)
    for angles in ({}, BENT):
        posed = light.pose(activation=0.7, **angles)
        for one, points in seen(rig, angles).items():
            assert np.abs(points - posed[one].mesh.points).max() < 1e-2
    assert not sent.changes({})[0]["soft"]  # the scene drawn first is the active one
    drawn = mk.pose_explorer(active).scene.layer("semitendinosus").get_mesh().points
    assert np.abs(drawn - light.pose(activation=0.7)["semitendinosus"].mesh.points).max() < 1e-6
    assert np.abs(drawn - light["semitendinosus"].mesh.points).max() > 1


def test_the_left_side_moves_as_the_mirror_of_the_right(rig):
    left = motion.Rig(mk.load_atlas(side="left", detail="light"), ("femur", "tibia"))
    other = seen(left, BENT)
    for one, points in seen(motion.Rig(rig.atlas, ("femur", "tibia")), BENT).items():
        assert (
            np.abs(np.sort(points * [-1, 1, 1], axis=0) - np.sort(other[one], axis=0)).max() < 0.01
        )


def test_bones_travel_as_matrices_alone(rig):
    assert {rig.atlas[one].kind for one in rig.rigid} == {"bone"}
    assert not {rig.atlas[one].kind for one in rig.soft} & {"bone"}
    message, buffers = motion.Sent(rig).changes(BENT)
    assert {one["id"] for one in message["soft"]} <= set(rig.soft)
    vertices = sum(rig.atlas[one["id"]].mesh.n_points for one in message["soft"])
    assert sum(map(len, buffers)) == 6 * vertices


def test_only_what_changed_is_sent(rig):
    sent = motion.Sent(rig)
    assert sent.changes({}) == ({"bodies": {}, "soft": []}, [])
    first, _ = sent.changes(BENT)
    assert "pelvis" not in first["bodies"] and {"femur", "tibia"} <= set(first["bodies"])
    again, buffers = sent.changes(BENT)
    assert again == {"bodies": {}, "soft": []} and buffers == []
    knee, _ = sent.changes({**BENT, "knee_flexion": 41.0})
    assert set(knee["bodies"]) == {"tibia", "foot", "patella"}
    assert {one["id"] for one in knee["soft"]} >= {"semitendinosus", "biceps_femoris_short_head"}
    foot, _ = sent.changes({**BENT, "knee_flexion": 41.0, "ankle_dorsiflexion": 20.0})
    assert set(foot["bodies"]) == {"foot"}
    assert not {one["id"] for one in foot["soft"]} & {"semitendinosus", "semimembranosus"}


def test_a_page_that_is_told_each_change_shows_the_posture(rig):
    sent, shown = motion.Sent(rig), {}
    for knee in (10.0, 60.0, 30.0):
        message, buffers = sent.changes({"knee_flexion": knee})
        for one, buffer in zip(message["soft"], buffers, strict=True):
            steps = np.frombuffer(buffer, "<u2").reshape(-1, 3)
            shown[one["id"]] = motion.Packed(np.array(one["low"]), np.array(one["span"]), steps)
    exact = rig.shapes({"knee_flexion": 30.0})
    for one, box in shown.items():
        assert np.abs(box.points - exact[one]).max() < 0.02


def test_frames_go_between_the_postures_they_were_made_of(walking, rig):
    activity, frames = walking
    for percent in (1.3, 33.8, 61.2, 72.9, 98.9):
        exact = rig.shapes(activity.angles(percent))
        for muscle in activity.muscles:
            away = np.linalg.norm(frames.shape(muscle, percent) - exact[muscle], axis=1)
            assert away.max() < 1.0, (muscle, percent)


def test_a_loop_of_frames_closes(walking):
    _, frames = walking
    assert np.abs(frames.matrices[0] - frames.matrices[-1]).max() < 1e-3
    for one in frames.soft:
        before, at, after = (frames.shape(one, x) for x in (99.999, 0.0, 0.001))
        step = np.abs(after - at).max()
        assert np.abs(at - before).max() < 2 * step + 1e-4, one


def test_frames_are_small(walking, rig):
    head, buffers = walking[1].message()
    vertices = sum(rig.atlas[one].mesh.n_points for one in rig.soft)
    assert [one["id"] for one in head["soft"]] == list(rig.soft)
    matrices = motion.MATRIX_ROWS * len(rig.bodies) * 16 * 4
    assert sum(map(len, buffers)) == matrices + 6 * vertices * motion.KEYFRAMES < 1_500_000


def test_readings_are_the_models(light):
    row = motion.readings(light, ["semitendinosus"], BENT)["semitendinosus"]
    length = light.pose(**BENT)["semitendinosus"].musculotendon_length_mm
    upright = light.pose()["semitendinosus"].musculotendon_length_mm
    assert row["length_mm"] == pytest.approx(length, abs=0.06)
    assert row["strain_percent"] == pytest.approx(100 * (length / upright - 1), abs=0.006)
    assert row["hip_flexion_lever_mm"] < -30 < 20 < row["knee_flexion_lever_mm"]


def test_a_posed_atlas_is_posed_once(light):
    bent = motion.Rig(light.pose(**BENT), ("femur", "tibia", "semitendinosus"))
    shown, posed = seen(bent, BENT), light.pose(**BENT)
    for one, points in shown.items():
        assert np.abs(points - posed[one].mesh.points).max() < 0.01, one


# ------------------------------------------------------------------- what a notebook gets


def test_both_say_themselves_in_the_same_words_each_time(light):
    for made in (
        lambda: mk.play("walking", light),
        lambda: mk.pose_explorer(light, knee_flexion=30),
    ):
        first, second = (one._repr_mimebundle_()["text/plain"] for one in (made(), made()))
        assert first == second and "0x" not in first
        assert "against upright" in first


def test_the_explorer_shows_the_asked_for_sliders(light):
    explorer = mk.pose_explorer(light, ["knee_flexion"], hip_flexion=30)
    assert explorer.coordinates == ("knee_flexion", "hip_flexion")
    panel = posing.ExplorerHost(explorer).panel
    assert [one["value"] for one in panel["coordinates"]] == [0.0, 30.0]
    assert set(mk.pose_explorer(light).coordinates) == set(light.joints.coordinates)


def test_the_explorer_begins_at_the_atlass_posture_unless_told(light):
    bent = light.pose(**BENT)
    assert mk.pose_explorer(bent).angles == BENT
    told = mk.pose_explorer(bent, knee_flexion=10)
    assert told.angles == {"knee_flexion": 10}
    assert told.scene.bounds_mm == mk.pose_explorer(light, knee_flexion=10).scene.bounds_mm


@pytest.mark.parametrize("show", [["hamstrings"], "hamstrings", ["sciatic_nerve"]])
def test_without_bones_the_picture_leaves_room_for_those_of_the_atlas(light, show):
    room = mk.play("walking", light, show=[*light.joints.body_of]).scene.bounds_mm
    assert mk.play("walking", light, show=show).scene.bounds_mm == room
    explorer = mk.pose_explorer(light, show=show)
    [(content, _)] = heard(
        posing.ExplorerHost(explorer), {"do": "pose", "angles": {"knee_flexion": 9}}
    )
    assert content["kind"] == "pose" and content["soft"]


def test_the_player_carries_every_number_it_shows(light):
    panel = posing.PlayerHost(mk.play("sprint", light)).panel
    for row in panel["readings"].values():
        assert {len(numbers) for numbers in row.values()} == {posing.ROWS}
    assert panel["activity"]["schematic"] and panel["activity"]["looped"]
    assert panel["speed"] == "0.1" and "Drawn" in panel["activity"]["notes"][0]


def test_the_picture_leaves_room_for_the_movement(light):
    player = mk.play("kick", light)
    low, high = np.reshape(player.scene.bounds_mm, (3, 2)).T
    for percent in range(0, 101, 10):
        points = np.vstack(list(seen(player.rig, player.activity.angles(percent)).values()))
        assert (points > low - 40).all() and (points < high + 40).all()


def heard(host, message):
    said = []
    host.send = lambda content, buffers=None: said.append((content, buffers or []))
    host._hear(host, message, [])
    return said


def test_frames_are_made_once_and_sent_when_asked_for(light, monkeypatch):
    host = posing.PlayerHost(mk.play("walking", light))
    monkeypatch.setattr(motion, "KEYFRAMES", 2)
    first, second = heard(host, {"do": "frames"}), heard(host, {"do": "frames"})
    assert first[0][0]["kind"] == "frames" and first[0][1] == second[0][1]
    assert heard(host, {"do": "nothing known"}) == []


def test_an_angle_beyond_the_range_stays_at_its_end_and_nonsense_is_told(light):
    host = posing.ExplorerHost(mk.pose_explorer(light, show=["bones"]))
    [(content, _)] = heard(host, {"do": "pose", "angles": {"knee_flexion": 999}})
    assert content["kind"] == "pose" and "tibia" in content["bodies"]
    [(content, _)] = heard(host, {"do": "pose", "angles": {"knee": 1}})
    assert content["kind"] == "trouble" and "No joint coordinate 'knee'" in content["text"]


def test_a_page_gets_an_answer_to_every_posture_it_asks_for(light, monkeypatch):
    host, said = posing.ExplorerHost(mk.pose_explorer(light, show=["bones"])), []
    host.send = lambda content, buffers=None: said.append(content)
    monkeypatch.setattr(host._sent, "changes", lambda angles: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        host._hear(host, {"do": "pose", "angles": {}}, [])
    assert said == [{"kind": "trouble", "text": posing.UNFORESEEN}]


def test_a_page_that_comes_anew_is_told_all(light):
    host = posing.ExplorerHost(mk.pose_explorer(light, show=["bones"]))
    asked = {"do": "pose", "angles": {"knee_flexion": 40}}
    assert heard(host, asked)[0][0]["bodies"] and not heard(host, asked)[0][0]["bodies"]
    heard(host, {"do": "anew"})
    assert heard(host, asked)[0][0]["bodies"]


@pytest.mark.parametrize(
    ("wrong", "kind", "said"),
    [
        (lambda a: mk.play("hop", a), UnknownName, "No activity 'hop'"),
        (lambda a: mk.play("sprint", a, show=["femor"]), UnknownStructure, "Did you mean 'femur'"),
        (lambda a: mk.play(3, a), UnknownName, "No activity '3'"),
        (lambda a: mk.play(["sprint"], a), UnknownName, "No activity"),
        (lambda a: mk.play("sprint", a, show="femor"), UnknownStructure, "Did you mean 'femur'"),
        (lambda a: mk.play("sprint", a, show=3), UnknownStructure, "No structure '3'"),
        (lambda a: mk.pose_explorer(a, "knee"), UnknownName, "No joint coordinate 'knee'"),
        (lambda a: mk.pose_explorer(a, 3), UnknownName, "No joint coordinate '3'"),
        (lambda a: mk.pose_explorer(a, [["hip"]]), UnknownName, "No joint coordinate"),
        (
            lambda a: mk.pose_explorer(a, ["hip_flexion", "knee_flexion", "hip_flexion"]),
            MusclekitError,
            "'hip_flexion' is given twice",
        ),
        (lambda a: mk.play("sprint", a, view="below"), UnknownName, "below"),
        (lambda a: mk.play("sprint", a, show=[]), MusclekitError, "nothing to show"),
        (lambda a: mk.pose_explorer(a, show=()), MusclekitError, "nothing to show"),
        (lambda a: mk.pose_explorer(a, ["knee"]), UnknownName, "No joint coordinate 'knee'"),
        (lambda a: mk.pose_explorer(a, knee_flexion=200), MusclekitError, "outside the joint's"),
    ],
)
def test_mistakes_get_one_clear_error(light, wrong, kind, said):
    with pytest.raises(kind, match=said):
        wrong(light)


def test_a_name_alone_is_one(light):
    assert mk.pose_explorer(light, "knee_flexion").coordinates == ("knee_flexion",)
    hamstrings = light.resolve("hamstrings")
    assert mk.pose_explorer(light, show="hamstrings").rig.ids == hamstrings
    assert mk.play("sprint", light, show="hamstrings").rig.ids == hamstrings


def test_an_atlas_without_joints_says_that_it_cannot_be_posed(tiny):
    with pytest.raises(MusclekitError, match="no joints, so it cannot be posed"):
        mk.pose_explorer(tiny)
