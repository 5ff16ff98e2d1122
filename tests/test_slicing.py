"""Slices in the page: what is sent, what moves them, what they say."""

from __future__ import annotations

import json

import numpy as np
import pytest

import musclekit as mk
from musclekit.errors import MusclekitError
from musclekit.imaging.material import placed_course
from musclekit.imaging.standing import VIEWED, standing
from musclekit.widgets import pictures, slicing
from musclekit.widgets.stage import Stage

LONG = "biceps_femoris_long_head"


def test_a_picture_is_told_in_bytes_and_its_size():
    image, labels = np.zeros((6, 8), np.uint8), np.eye(6, 8, dtype=int)
    head, buffers = pictures.told(image, 2.0, {"left": "R"}, labels, ["", "Femur"])
    assert json.loads(json.dumps(head))["rows"] == 6
    assert [len(x) for x in buffers] == [48, 48]
    assert buffers[1][9] == 1
    for bad in (np.zeros((4, 4, 2), np.uint8), np.zeros((4, 4))):
        with pytest.raises(MusclekitError, match="no picture"):
            pictures.told(bad, 1.0)
    with pytest.raises(MusclekitError, match="no picture"):
        pictures.told(image, 1.0, labels=np.zeros((4, 5), int))


@pytest.fixture(scope="module")
def light():
    return mk.load_atlas(detail="light")


@pytest.fixture(scope="module")
def tear(light):
    return mk.Injury(LONG, "partial_tear", "belly", csa_fraction=0.5, atlas=light)


@pytest.fixture(scope="module")
def torn(light, tear):
    return mk.injure(light, tear)


@pytest.fixture(scope="module")
def bodies(light, torn):
    posed = torn.pose(knee_flexion=70, hip_flexion=40, activation=0.5)
    return {
        "healthy": light,
        "torn": torn,
        "posed": posed,
        "left": mk.load_atlas(detail="light", side="left"),
    }


# ------------------------------------------------------------------- where a viewer stands


@pytest.mark.parametrize("body", ["healthy", "torn", "posed", "left"])
def test_the_marked_point_is_in_the_plane_and_in_the_picture_however_one_turns(bodies, body):
    at = standing(bodies[body])
    for name in (*VIEWED, *VIEWED[::-1]):
        at = at.turned(name)
        for one in (at, at.moved(7), at.nearer(True), at.set(at.ways[-1].name, 30)):
            assert abs(one.plane.distance_mm(one.point_mm[None])[0]) < 1e-6
        for one in (at, at.nearer(True), at.nearer(True).nearer(False)):
            row, column = one.plane.pixel(one.point_mm)
            rows, columns = one.plane.shape
            assert -0.5 <= row <= rows and -0.5 <= column <= columns, (name, row, column)


def test_planes_go_where_they_are_told(light):
    at = standing(light, "axial", -300)
    assert at.plane.points_mm[..., 2] == pytest.approx(-300)
    assert at.moved(5).plane.points_mm[..., 2] == pytest.approx(-295)
    assert at.set("through", 1e9).ways[0].value == at.ways[0].high
    point = np.array([90.0, -30.0, -200.0])
    for name, axis in (("axial", 2), ("coronal", 1), ("sagittal", 0)):
        cut = at.turned(name).through(point)
        assert cut.plane.points_mm[..., axis] == pytest.approx(point[axis])
    course = placed_course(light, LONG)
    way = course.seat(0.3)[1]
    across = standing(light, "across", LONG).set("along", 30)
    assert abs(across.plane.normal @ way) > 0.99
    along = across.turned("along")
    assert abs(along.plane.normal @ way) < 0.05
    assert along.set("beside", 8).plane.distance_mm(course.seat(0.3)[0][None])[0] == pytest.approx(
        -8, abs=0.1
    )
    free = at.turned("free").set("lean", 40)
    assert free.plane.normal @ at.plane.normal == pytest.approx(np.cos(np.radians(40)))
    both = free.set("rock", 60).plane
    assert both.normal @ at.plane.normal == pytest.approx(0.5 * np.cos(np.radians(40)))
    assert free.set("through", free.ways[0].value + 9).plane.distance_mm(
        free.point_mm[None]
    ) == pytest.approx(-9)


def test_a_pixel_that_is_pointed_at_is_where_the_other_planes_meet(torn):
    at = standing(torn, "sagittal").pointed(100, 60)
    assert at.point_mm == pytest.approx(at.plane.point_mm(100, 60))
    for name in ("axial", "coronal", "free"):
        other = at.turned(name)
        assert other.point_mm == pytest.approx(at.point_mm)
        assert other.plane.distance_mm(at.point_mm[None])[0] == pytest.approx(0, abs=1e-9)


def test_the_injury_is_found_from_anywhere(torn, tear):
    far = standing(torn, "axial", 100)
    assert not far.slice().hurt(tear).any()
    for name in VIEWED:
        assert far.turned(name).of(tear).slice().hurt(tear).any()
    near = standing(torn, "across", tear).nearer(True)
    assert near.plane.spacing_mm == 0.5
    measured = near.slice().measure(tear)["csa_fraction"]
    assert measured == pytest.approx(tear.csa_fraction, abs=0.03)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"orientation": "axail"}, "Did you mean 'axial'"),
        ({"at": "femurr"}, "Did you mean 'femur'"),
        ({"orientation": "across", "at": -200}, "needs one"),
        ({"orientation": "across", "at": "femur"}, "no course"),
        ({"at": [1, 2]}, "no place"),
        ({"kinds": "ct"}, "No picture 'ct'"),
        ({"kinds": ()}, "No picture is asked for"),
        ({"show": ()}, "nothing to show"),
        ({"show": "hamstring"}, "Did you mean 'hamstrings'"),
    ],
)
def test_bad_arguments_are_told_in_one_sentence(light, given, said):
    with pytest.raises(MusclekitError, match=said):
        mk.slice_explorer(light, **given)


def test_an_injury_that_the_atlas_lacks_is_refused(light, tear):
    with pytest.raises(MusclekitError, match="does not have this injury"):
        mk.slice_explorer(light, at=tear)


# ------------------------------------------------------------------- what travels


@pytest.fixture
def host(torn, monkeypatch):
    monkeypatch.setattr(Stage, "current", None)
    made = slicing.SliceHost(mk.slice_explorer(torn))
    made.heard = []
    monkeypatch.setattr(made, "send", lambda told, buffers=(): made.heard.append((told, buffers)))
    ask(made, do="anew")
    return made


def ask(host, **message):
    host._hear(host, message, [])
    return host.heard[-1]


def test_pictures_travel_as_bytes_and_are_those_of_the_slice(host):
    told, buffers = host.heard[-1]
    json.dumps(told)
    cut = host.at.slice()
    assert [one["kind"] for one in told["pictures"]] == ["labels", "stir"]
    assert [len(x) for x in buffers] == [3 * cut.labels.image.size, *[cut.labels.image.size] * 2]
    assert buffers[1] == cut.picture("stir").tobytes()
    row, column = np.argwhere(cut.labels.mask("femur"))[0]
    assert told["names"][buffers[2][row * cut.plane.shape[1] + column]] == "Femur"
    assert "Seen in it: Partial-thickness tear" in told["said"]
    assert told["key"] == cut.injury_key != ()
    assert "simulated" in told["words"].lower()


def test_only_what_changed_is_sent(host):
    told, buffers = ask(host, do="point", pixel=[100, 60], settled=False)
    assert told["pictures"] == [] and len(buffers) == 0
    told, buffers = ask(host, do="set", name="through", value=-200, settled=False)
    assert len(told["pictures"]) == 2 and "names" not in told
    quick = buffers[1]
    told, buffers = ask(host, do="rest")
    assert [one["kind"] for one in told["pictures"]] == ["stir"]  # finer than in passing
    assert buffers[0] != quick and buffers[0] == host.at.slice().picture("stir").tobytes()
    told, buffers = ask(host, do="rest")
    assert told["pictures"] == [] and len(buffers) == 1
    told, _ = ask(host, do="kinds", kinds=["t1", "labels"])
    assert [one["kind"] for one in told["pictures"]] == ["t1"]


def test_the_plane_is_in_the_3d_view_with_the_picture_on_it(host, torn):
    stage = host.stage
    before = stage.move
    ask(host, do="jump", point=[90, -30, -150])
    layer = stage.scene.layer("slice")
    assert layer.get_mesh().points[:, 2] == pytest.approx(-150)
    assert not layer.pickable
    assert stage.move == before  # the camera stays
    ask(host, do="turn", orientation="coronal")
    assert stage.scene.layer("slice").get_mesh().points[:, 1] == pytest.approx(-30)
    stage.present(mk.Scene(torn).show("bones"), host="other")
    ask(host, do="turn", orientation="axial")
    assert "slice" not in stage.scene.visible


def test_what_cannot_be_is_told_and_changes_nothing(host):
    for message in (
        {"do": "set", "name": "lean", "value": 3},
        {"do": "set", "name": "through", "value": "far"},
        {"do": "jump", "point": [1, 2]},
        {"do": "point", "pixel": ["a"]},
        {"do": "injury", "number": 3},
        {"do": "about", "structure": "femur"},
        {"do": "turn", "orientation": "upside-down"},
        {"do": "kinds", "kinds": []},
    ):
        before = host.at
        assert ask(host, **message)[0]["kind"] == "trouble", message
        assert host.at is before
    count = len(host.heard)
    host._hear(host, {"do": "dance"}, [])
    assert len(host.heard) == count


@pytest.mark.parametrize("orientation", ["axial", "coronal", "sagittal", "across", "along"])
def test_an_injury_on_one_side_of_its_muscle_is_in_every_plane_through_it(light, orientation):
    strain = mk.Injury(LONG, "strain", csa_fraction=0.2, length_mm=60, atlas=light)
    hurt = mk.injure(light, strain)
    cut = standing(hurt, orientation, strain).slice()
    assert cut.hurt(strain).any()
