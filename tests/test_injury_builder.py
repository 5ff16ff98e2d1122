"""The injury builder's answers: what can be chosen, what a change entails, and what travels."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import musclekit as mk
from musclekit.errors import MusclekitError, UnknownName
from musclekit.injury import choosing, injuries_of, placing, sites
from musclekit.injury.tipping import tipped
from musclekit.widgets import injuring, posing
from musclekit.widgets.stage import Stage

LONG_HEAD = "biceps_femoris_long_head"


@pytest.fixture(scope="module")
def light():
    return mk.load_atlas(detail="light")


@pytest.fixture(scope="module")
def strain(light):
    return mk.Injury(LONG_HEAD, "strain", atlas=light)


@pytest.fixture
def host(light, monkeypatch):
    monkeypatch.setattr(Stage, "current", None)
    return injuring.BuilderHost(mk.injury_builder(light))


def ask(host, **message):
    host._hear(host, message, [])
    return host.state


def turn(host, settled=True, **fields):
    return ask(host, do="set", fields=fields, settled=settled)


def codes(state) -> dict[str, str]:
    return {one["scheme"]: one["code"] for one in state["grades"]}


# ------------------------------------------------------------------- what can be chosen


def test_what_is_offered_can_be_had_and_what_is_refused_cannot(light):
    record = mk.Injury("semitendinosus", "strain", atlas=light).record
    for structure in (LONG_HEAD, "semitendinosus", "conjoint_tendon"):
        for kind in ("strain", "avulsion", "contusion"):
            try:
                injury = mk.Injury(structure, kind, atlas=light)
            except MusclekitError:
                continue
            for field, choices in (
                ("structure", choosing.structures(injury)),
                ("kind", choosing.kinds(injury)),
                ("site", choosing.places(injury)),
            ):
                assert [one.id for one in choices if one.chosen] == [getattr(injury, field)]
                for one in choices:
                    if one.why_not:
                        with pytest.raises(MusclekitError):
                            injury.replace(**{"site": None, field: one.id})
                        assert "'" not in one.why_not and "_" not in one.why_not
                    else:
                        made = choosing.changed(injury, **{field: one.id})
                        assert getattr(made, field) == one.id
    assert record.id == "strain"


def test_what_does_not_fit_gives_way(light):
    tear = mk.Injury(
        "semimembranosus", "strain", "proximal_tendon", length_mm=90, tension_lost=True, atlas=light
    )
    there = choosing.changed(tear, structure="semitendinosus")
    assert (there.site, there.tension_lost) == ("proximal_mtj", False)
    assert not choosing.changed(tear, site="belly").tension_lost
    long = mk.Injury("semimembranosus", "strain", length_mm=300, atlas=light)
    short = choosing.changed(long, structure="conjoint_tendon")
    dials = {one.field: one for one in choosing.dials(short)}
    assert short.length_mm == dials["length_mm"].high < 300
    with pytest.raises(MusclekitError, match="retraction_mm"):
        choosing.changed(tear, retraction_mm=5)


@pytest.mark.parametrize("kind", ["strain", "partial_tear", "complete_tear", "avulsion", "wasting"])
def test_both_ends_of_every_dial_make_an_injury(light, kind):
    injury = mk.Injury("semimembranosus", kind, atlas=light)
    for dial in choosing.dials(injury):
        assert dial.low <= dial.value <= dial.high
        for shown in {dial.low, dial.high}:
            made = choosing.changed(injury, **{dial.field: dial.given(shown)})
            assert getattr(made, dial.field) == pytest.approx(shown / dial.scale)
        for beyond in (dial.low - 1, dial.high + 1, "much", None):
            with pytest.raises(MusclekitError, match="is not within"):
                dial.given(beyond)


# ------------------------------------------------------------------- places on the mesh


@settings(deadline=None, max_examples=25)
@given(along=st.floats(0, 1))
def test_moved_along_it_lies_there_or_as_near_as_its_kind_can(along):
    atlas = mk.load_atlas(detail="light")
    injury = mk.Injury("semimembranosus", "contusion", atlas=atlas)
    moved = placing.moved_along(atlas, injury, along)
    belly = sites(atlas, "semimembranosus")["myofascial"][0]
    nearest = min(max(along, belly[0]), belly[1])
    assert moved.along == pytest.approx(nearest) and moved.site in ("belly", "myofascial")


def test_a_place_pointed_at_is_where_it_comes_to_lie(light, strain):
    bent = light.pose(hip_flexion=60, knee_flexion=30)
    for atlas in (light, bent, mk.injure(bent, strain)):
        for along, around in ((0.3, 0.0), (0.45, 90.0), (0.7, 300.0)):
            there = placing.moved_along(atlas, strain, along).replace(around_deg=around)
            point = placing.spots(atlas, there)[0]
            found = placing.moved_to(atlas, strain, point)
            assert found.along == pytest.approx(along, abs=0.02)
            turned = (found.around_deg - around + 180) % 360 - 180
            assert abs(turned) < 25


def test_semitendinosus_has_no_tendon_of_its_own_above(light):
    tear = mk.Injury("semitendinosus", "complete_tear", atlas=light)
    assert placing.moved_along(light, tear, 0.0).site == "proximal_mtj"


def test_the_ends_are_as_far_apart_as_it_is_long(light, strain):
    long = strain.replace(length_mm=100)
    _, upper, lower = placing.spots(light, long)
    assert np.linalg.norm(upper - lower) == pytest.approx(100, rel=0.1)
    assert upper[2] > lower[2]


# ------------------------------------------------------------------- what tipped


def test_what_tipped_names_the_bound_that_was_crossed(strain):
    before, after = strain.replace(csa_fraction=0.09, length_mm=40), strain.replace(length_mm=40)
    (up,) = tipped(before.grades(), after.grades())
    assert (up.scheme, up.before, up.after) == ("british-athletics", "1b", "2b")
    assert up.why == "part of the cross-section 15 % (2b: 10 % or more)"
    (down,) = tipped(after.grades(), before.grades())
    assert down.why == "no longer: part of the cross-section 9 % (2b: 10 % or more)"
    assert tipped(after.grades(), after.replace(csa_fraction=0.2).grades()) == ()


# ------------------------------------------------------------------- the host's answers


def test_a_change_is_answered_with_all_it_entails(host):
    state = turn(host, csa_fraction=60)
    assert codes(state)["british-athletics"] == "3b"
    assert [one["scheme"] for one in state["tips"]] == ["british-athletics"]
    assert state["force"]["muscles"][0]["percent"] == 40
    legs = state["legs"]
    assert legs["injured_peak_nm"] < legs["sound_peak_nm"]
    assert host.made.atlas is not host.made.whole
    assert injuries_of(host.stage.scene.atlas) == (host.made.injury,)
    assert json.loads(json.dumps(state)) == state


def test_what_tipped_is_told_against_where_the_hand_began(host):
    turn(host, csa_fraction=5, length_mm=20)
    for percent in (8, 12, 30):
        state = turn(host, settled=False, csa_fraction=percent)
        assert "legs" not in state
    assert "1b → 2b" in state["tips"][0]["text"]
    assert "1b → 2b" in turn(host, csa_fraction=30)["tips"][0]["text"]
    assert turn(host, csa_fraction=31)["tips"] == []


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"csa_fraction": 160}, "csa_fraction", "160 % is not within 1 to 100 %"),
        ({"csa_fraction": None}, "csa_fraction", "is not within"),
        ({"kind": "hurt"}, "kind", "No kind of injury"),
        ({"structure": "femur"}, "structure", "femur is no muscle"),
        ({"site": "origin"}, "site", "does not lie"),
        ({"retraction_mm": 5}, "retraction_mm", "has no 'retraction_mm'"),
        ({"activation": 130}, "activation", "130 % is not within 0 to 100 %"),
        ({"episode": "many"}, "episode", "cannot be chosen"),
        ({"colour": 3}, "colour", "has no 'colour'"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence_and_nothing_changes(host, fields, field, said):
    before = host.made
    state = turn(host, **fields)
    assert said in state["trouble"]["text"] and state["trouble"]["field"] == field
    assert "Traceback" not in state["trouble"]["text"] and host.made is before
    assert turn(host, csa_fraction=20)["trouble"] == {}


def test_only_the_changed_mesh_travels(host):
    objects = host.stage._plot_view.objects
    sent = []
    for name, one in objects.items():
        one.observe(lambda change, name=name: sent.append((name, change["name"])))
    turn(host, settled=False, csa_fraction=40)
    assert {name for name, _ in sent} == {LONG_HEAD}
    assert {what for _, what in sent} >= {"vertices", "colors"}
    sent.clear()
    turn(host, fluid_ml=20)
    blood = f"{LONG_HEAD}_haematoma"
    assert {name for name, _ in sent} <= {LONG_HEAD, blood} and blood in objects
    sent.clear()
    turn(host, activation=60)
    moved = {name for name, what in sent if what == "vertices"}
    assert LONG_HEAD in moved and moved <= {LONG_HEAD, blood, "conjoint_tendon"}
    sent.clear()
    turn(host, csa_fraction=40, activation=60)
    assert sent == []


def test_names_go_on_pointing_while_a_hand_moves(host):
    turn(host, kind="complete_tear", fluid_ml=0)
    things = []
    host.stage.observe(lambda change: things.append(change["name"]), "things")
    turn(host, settled=False, retraction_mm=80)
    assert things == []
    turn(host, retraction_mm=80)
    assert things == ["things"]


def test_what_the_learner_hid_stays_hidden(host):
    stage = host.stage
    stage._hear(stage, {"do": "hide", "id": "femur"}, [])
    turn(host, kind="complete_tear")
    assert "femur" not in stage.scene.visible
    stage._hear(stage, {"do": "reset"}, [])
    assert "femur" in stage.scene.visible
    assert injuries_of(stage.scene.atlas) == (host.made.injury,)


def test_the_rest_turns_to_glass_and_follows_what_is_hurt(host):
    def faint():
        scene = host.stage.scene
        return {x.id for x in scene.layers if x.visible and x.opacity < 1}

    assert ask(host, do="through")["through"]
    assert "semitendinosus" in faint() and "sciatic_nerve" in faint()
    assert not faint() & {LONG_HEAD, "femur"}
    turn(host, structure="semitendinosus")
    assert LONG_HEAD in faint() and "semitendinosus" not in faint()
    assert not ask(host, do="through")["through"] and not faint()


def test_another_kind_begins_with_its_own_extents(host):
    turn(host, csa_fraction=60, length_mm=20)
    turn(host, kind="avulsion")
    whole = mk.Injury(LONG_HEAD, "avulsion", atlas=host.made.whole)
    assert host.made.injury == whole and whole.csa_fraction == 1


def test_blood_goes_when_there_is_none(host):
    blood = f"{LONG_HEAD}_haematoma"
    assert blood in turn(host, fluid_ml=20)["parts"]
    assert blood in host.stage.scene.visible
    assert ("haematoma", "Blood: nearly black") in host.stage.scene.legend
    assert blood not in turn(host, fluid_ml=0)["parts"]
    assert blood not in host.stage.scene.visible


def test_contraction_opens_what_is_drawn(host, light):
    turn(host, kind="complete_tear", retraction_mm=0, fluid_ml=0)
    drawn = host.stage._plot_view.objects[LONG_HEAD]
    rest = np.array(drawn.vertices)
    turn(host, activation=80)
    pulled = mk.injure(light.pose(activation={LONG_HEAD: 0.8}), host.made.injury)
    assert np.abs(drawn.vertices - pulled[LONG_HEAD].mesh.points).max() < 0.1
    assert np.abs(drawn.vertices - rest).max() > 5


def test_a_click_moves_it_and_a_new_site_is_told(host, light):
    low = placing.spots(light, mk.Injury(LONG_HEAD, "strain", "distal_mtj", atlas=light))[0]
    state = ask(host, do="point", point=low.tolist(), settled=True)
    assert host.made.injury.site == "distal_mtj"
    assert state["said"] == ["It now lies at its lower musculotendinous junction."]
    for nonsense in ([1, 2], ["a", "b", "c"], [0, 0, float("nan")]):
        assert ask(host, do="point", point=nonsense)["trouble"]["text"]
    assert host.made.injury.site == "distal_mtj"


def test_start_again_is_as_it_began(host):
    begun = host.state["words"]
    turn(host, kind="avulsion", structure="semimembranosus")
    assert host.state["words"] != begun
    assert ask(host, do="again")["words"] == begun


def test_another_scene_on_view_is_left_alone(host, light):
    host.stage.present(mk.Scene(light).show("bones"), host="another")
    turn(host, csa_fraction=70)
    assert host.stage.scene.atlas is light
    ask(host, do="activate")
    assert injuries_of(host.stage.scene.atlas) == (host.made.injury,)


def test_an_error_that_is_no_users_is_told_and_logged(host, monkeypatch):
    monkeypatch.setattr(injuring.placing, "moved_along", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        ask(host, do="along", along=0.5)
    assert host.state["trouble"]["text"] == posing.UNFORESEEN


# ------------------------------------------------------------------- what a notebook gets


def test_it_says_itself_in_the_same_words_each_time(light):
    first, second = (mk.injury_builder(light)._repr_mimebundle_()["text/plain"] for _ in range(2))
    assert first == second and "0x" not in first
    assert "British Athletics" in first and "not medical advice" in first


def test_it_begins_with_what_is_given(light):
    tear = mk.Injury("semimembranosus", "partial_tear", csa_fraction=0.6)
    made = mk.injury_builder(light.pose(hip_flexion=40), tear, activation=0.5)
    assert made.injury == tear
    assert (
        made.atlas.posture == {"hip_flexion": 40} and made.atlas.activation[tear.structure] == 0.5
    )
    beside = mk.injury_builder(mk.injure(light, tear))
    assert injuries_of(beside.atlas) == (tear, beside.injury)


@pytest.mark.parametrize(
    ("wrong", "kind", "said"),
    [
        (lambda a: mk.injury_builder(a, "strain"), MusclekitError, "'strain' is no injury"),
        (lambda a: mk.injury_builder(a, show=[]), MusclekitError, "nothing to show"),
        (lambda a: mk.injury_builder(a, view="below"), UnknownName, "below"),
        (lambda a: mk.injury_builder(a, activation=3), MusclekitError, "not within"),
    ],
)
def test_mistakes_get_one_clear_error(light, wrong, kind, said):
    with pytest.raises(kind, match=said):
        wrong(light)


# ------------------------------------------------------------------- a scene of another atlas


def test_a_scene_of_the_same_atlas_injured_keeps_its_look(light, strain):
    scene = mk.Scene(light).show("hamstrings", opacity=0.5).show("femur").hide("femur")
    scene = scene.label("hamstrings").pin("here", (0, 0, 0)).show_footprints("semitendinosus")
    torn = mk.injure(light, strain.replace(fluid_ml=10))
    there = scene.of(torn)
    assert [x.id for x in there.layers][:-1] == [x.id for x in scene.layers]
    assert there.layers[-1].id == f"{LONG_HEAD}_haematoma"
    assert there.layer(LONG_HEAD).opacity == 0.5 and not there.layer("femur").visible
    assert there.layer(LONG_HEAD).get_mesh() is torn[LONG_HEAD].mesh
    back = there.of(light)
    assert back == scene
