"""Injuries on the meshes: as large as asked for, closed, carried by posture and contraction."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

import musclekit as mk
from musclekit.atlas import read_injuries
from musclekit.errors import MusclekitError
from musclekit.geometry import is_closed
from musclekit.injury import injuries_of, measure_injury, sites
from musclekit.injury.altering import healthy_body, where
from musclekit.injury.body import depths
from musclekit.injury.recipe import centre_mm
from musclekit.injury.tissue import Bound

LONG = "biceps_femoris_long_head"
ENDS = ("origin", "insertion")
POSTURE = {"hip_flexion": 60.0, "knee_flexion": 40.0}


SLANTED_MM = {
    (LONG, "proximal_tendon"): 4.0,
    ("biceps_femoris_short_head", "distal_mtj"): 0.8,
    ("semimembranosus", "distal_tendon"): 1.0,
}
"""Where sections lie aslant two torn ends come so much nearer than they have drawn back."""


def _possible():
    """Every kind on every structure and site that it can have, as injuries.yaml says."""
    record = read_injuries(mk.load_atlas().folder)
    return [
        pytest.param(places.structure, kind.id, site, id=f"{kind.id}-{places.structure}-{site}")
        for kind in record.kinds
        for places in record.structures
        for site in kind.sites
        if site in places.sites
    ]


def _close(name: str, asked: float, found: float, deep_mm: float) -> bool:
    """Within 3 %, or half a millimetre: of a share of the section, so much of its depth."""
    half = 0.5 if name.endswith("_mm") else 0.5 / deep_mm
    return abs(found - asked) <= max(0.03 * abs(asked), half)


@pytest.fixture(scope="module")
def rng():
    return np.random.default_rng(20)


@pytest.mark.parametrize(("structure", "kind", "site"), _possible())
def test_what_is_measured_on_the_mesh_is_what_was_asked_for(atlas, rng, structure, kind, site):
    record = next(one for one in read_injuries(atlas.folder).kinds if one.id == kind)
    share = 1.0 if kind in ("complete_tear", "avulsion") else float(rng.uniform(0.1, 0.9))
    given = {"csa_fraction": share} if "csa_fraction" in record.extents else {}
    if "length_mm" in record.extents:
        given["length_mm"] = float(rng.uniform(20, 70))
    injury = mk.Injury(structure, kind, site, **given)
    hurt = mk.injure(atlas, injury)
    mesh = hurt[structure].mesh
    assert is_closed(mesh.regular_faces)
    found = measure_injury(hurt, injury)
    wanted = {name: value for name, value in injury.extents.items() if value}
    if kind == "complete_tear":  # one gap, however it came about
        wanted.pop(min(("retraction_mm", "disruption_mm"), key=wanted.__getitem__))
    assert wanted.keys() == found.keys()
    if kind == "complete_tear" and (structure, site) in SLANTED_MM:
        nearer = wanted.pop("retraction_mm") - found.pop("retraction_mm")
        assert abs(nearer) < SLANTED_MM[structure, site]
    deep = _depth_mm(atlas, injury)
    wrong = {x: (y, found[x]) for x, y in wanted.items() if not _close(x, y, found[x], deep)}
    assert not wrong


def _depth_mm(atlas, injury) -> float:
    """Thickness of the structure where it is hurt, from the side it is hurt on."""
    body = healthy_body(atlas, injury.structure)
    at = centre_mm(body, injury, where(atlas, injury))
    measured = depths(body, at - 5, at + 5, injury.around_deg)
    return float(measured.level(at, 0.0) - measured.level(at, 1.0))


def test_only_a_tear_has_torn_tissue(atlas):
    torn = {}
    for kind in ("strain", "scar", "contusion", "wasting", "partial_tear", "complete_tear"):
        mesh = mk.injure(atlas, mk.Injury(LONG, kind))[LONG].mesh
        torn[kind] = float(np.max(mesh.point_data["TORN"]))
    assert {kind for kind, most in torn.items() if most > 0} == {"partial_tear", "complete_tear"}


@pytest.mark.parametrize("kind", ["partial_tear", "complete_tear", "avulsion"])
def test_a_gap_opens_when_the_muscle_contracts(atlas, kind):
    site = {"partial_tear": "belly", "complete_tear": "belly", "avulsion": "origin"}[kind]
    hurt = mk.injure(atlas, mk.Injury("semimembranosus", kind, site))
    widths = [_width(hurt.pose(activation=level), kind) for level in (0.0, 0.5, 1.0)]
    assert widths[0] + 2 < widths[1] and widths[1] + 2 < widths[2]


@pytest.mark.parametrize("along", [0.22, 0.2575, 0.3, 0.6])
def test_a_coarse_mesh_comes_apart_as_well(along):
    light = mk.load_atlas(detail="light")
    site = next(x for x, stretches in sites(light, LONG).items() if _holds(stretches, along))
    tear = mk.Injury(LONG, "complete_tear", site, along=along, atlas=light)
    assert is_closed(mk.injure(light, tear)[LONG].mesh.regular_faces)


def _holds(stretches, along: float) -> bool:
    return any(low <= along <= high for low, high in stretches)


def _width(atlas, kind) -> float:
    """Width of the gap as it is seen: of what is torn, or between ends, or from the bone."""
    mesh = atlas["semimembranosus"].mesh
    down, torn = -np.asarray(mesh.points)[:, 2], np.asarray(mesh.point_data["TORN"])
    if kind == "partial_tear":
        return float(np.ptp(down[torn > 0.5]))
    if kind == "avulsion":
        return float(down.min())
    middle = float(atlas["semimembranosus_haematoma"].mesh.center[2])
    raw = down[torn > 0.99]
    return float(raw[raw > -middle].min() - raw[raw < -middle].max())


def test_posing_carries_the_injury_and_keeps_the_vertices(atlas, monkeypatch):
    injury = mk.Injury(LONG, "partial_tear", fluid_ml=6)
    hurt = mk.injure(atlas, injury)
    ids = [LONG, f"{LONG}_haematoma"]
    upright = [hurt[x].mesh.n_points for x in ids]
    monkeypatch.setattr(Bound, "__init__", _never)  # bound once, when it was first looked at
    posed = hurt.pose(**POSTURE)
    assert [posed[x].mesh.n_points for x in ids] == upright
    assert injuries_of(posed) == (injury,)
    assert posed[ids[1]].volume_cm3 == pytest.approx(6, rel=0.01)
    intact = atlas.pose(**POSTURE)[LONG].mesh
    whole = np.asarray(intact.points)
    same = np.linalg.norm(np.asarray(posed[LONG].mesh.points)[: len(whole)] - whole, axis=1) < 1e-3
    torn = np.asarray(posed[LONG].mesh.point_data["TORN"])[: len(whole)] > 0.5
    assert (same | torn).mean() > 0.99
    injured_later = mk.injure(atlas.pose(**POSTURE), injury)
    assert np.allclose(injured_later[LONG].mesh.points, posed[LONG].mesh.points, atol=1e-3)


def _never(*_args, **_named):
    raise AssertionError("bound again")


def test_an_avulsed_tendon_takes_both_muscles_and_a_piece_of_bone_with_it(atlas):
    hurt = mk.injure(atlas, mk.Injury("conjoint_tendon", "avulsion", fragment_mm=18))
    assert {x for x in hurt if x not in atlas} == {
        f"conjoint_tendon_{x}" for x in ("haematoma", "fragment", "bed")
    }
    for name in (LONG, "semitendinosus"):
        moved = np.linalg.norm(
            _own(hurt, name, atlas) - np.asarray(atlas[name].mesh.points), axis=1
        )
        along = np.asarray(atlas[name].mesh.point_data["ALONG"])
        assert moved[along < 0.01].mean() == pytest.approx(25, abs=2)
        assert moved[along > 0.99].max() < 0.5
    apart = hurt["conjoint_tendon_fragment"].centre_mm - hurt["conjoint_tendon_bed"].centre_mm
    assert np.linalg.norm(apart) == pytest.approx(25, abs=4)
    assert is_closed(hurt["conjoint_tendon_fragment"].mesh.regular_faces)
    other = np.asarray(atlas["semimembranosus"].mesh.points)
    assert np.array_equal(np.asarray(hurt["semimembranosus"].mesh.points), other)


def _own(hurt, name, atlas):
    return np.asarray(hurt[name].mesh.points)[: atlas[name].mesh.n_points]


def test_a_tendon_off_its_bone_keeps_its_size_round_the_bend_of_the_hip(atlas):
    hurt = mk.injure(atlas, mk.Injury("conjoint_tendon", "avulsion", fragment_mm=18))
    whole = atlas["conjoint_tendon"].volume_cm3
    assert hurt["conjoint_tendon"].volume_cm3 == pytest.approx(whole, rel=0.03)
    bent = hurt.pose(hip_flexion=30)
    assert bent["conjoint_tendon"].volume_cm3 == pytest.approx(whole, rel=0.1)
    far = hurt.pose(hip_flexion=100, activation=1.0)  # drawn out where the course is stretched
    assert whole < far["conjoint_tendon"].volume_cm3 < 1.6 * whole


def test_bone_stays_while_a_part_of_its_tendon_holds(atlas):
    partial = mk.Injury("semimembranosus", "avulsion", csa_fraction=0.5, fragment_mm=15)
    whole = mk.Injury("semimembranosus", "avulsion", fragment_mm=15)
    gone = [
        np.linalg.norm(
            hurt["semimembranosus_fragment"].centre_mm - hurt["semimembranosus_bed"].centre_mm
        )
        for hurt in (mk.injure(atlas, one).pose(activation=1.0) for one in (partial, whole))
    ]
    assert gone[0] < 10 < 25 < gone[1]


def test_each_piece_of_bone_has_an_id_of_its_own(atlas):
    both = (mk.Injury("semimembranosus", "avulsion", x, fragment_mm=9) for x in ENDS)
    ids = [one.id for one in mk.injure(atlas, *both).structures]
    assert len(ids) == len(set(ids))
    assert {f"semimembranosus_{x}{n}" for x in ("fragment", "bed") for n in ("", "_2")} <= {*ids}


def test_a_gap_longer_than_its_signal_change_has_room(atlas):
    strain = mk.Injury("semitendinosus", "strain", csa_fraction=0.8, length_mm=5, disruption_mm=100)
    found = measure_injury(mk.injure(atlas, strain), strain)
    assert found["disruption_mm"] == pytest.approx(100, rel=0.03)


def test_a_sliver_of_a_thickened_tendon_is_measured(atlas):
    sliver = mk.Injury("semimembranosus", "tendinopathy", csa_fraction=0.05, thickening=0.5)
    found = measure_injury(mk.injure(atlas, sliver), sliver)
    assert found["thickening"] == pytest.approx(0.5, rel=0.03)


@pytest.mark.parametrize("csa_fraction", [0.02, 1.0])
def test_what_a_mesh_does_not_show_is_not_measured(atlas, csa_fraction):
    unmoved = mk.Injury(
        "semitendinosus", "avulsion", csa_fraction=csa_fraction, retraction_mm=0, fluid_ml=0
    )
    assert measure_injury(mk.injure(atlas, unmoved), unmoved) == {}


def test_nothing_kept_of_an_injured_body_outlives_it():
    body = mk.load_atlas(detail="light")
    hurt = mk.injure(body, mk.Injury(LONG, "partial_tear", atlas=body))
    assert hurt[LONG].mesh.n_points and hurt.neutral is hurt and body.neutral is body
    gone = [weakref.ref(one) for one in (hurt, body)]
    del hurt
    assert gone[0]() is None
    del body
    gc.collect()
    assert gone[1]() is None


def test_several_injuries_add_up_and_the_intact_body_is_kept(atlas):
    first = mk.Injury(LONG, "strain", "proximal_mtj", length_mm=40)
    second = mk.Injury(LONG, "contusion", "belly", length_mm=30, fluid_ml=4)
    both = mk.injure(mk.injure(atlas, first), second)
    assert injuries_of(both) == (first, second)
    assert f"{LONG}_haematoma" in both
    alone = mk.injure(atlas, first)
    more = np.sum(np.asarray(both[LONG].mesh.point_data["OEDEMA"]) > 0.5)
    assert more > np.sum(np.asarray(alone[LONG].mesh.point_data["OEDEMA"]) > 0.5)
    assert both.intact is atlas and mk.injure(atlas).alteration is None
    assert atlas[LONG].mesh.n_points < both[LONG].mesh.n_points


def test_the_left_side_and_variants_can_be_injured():
    left = mk.load_atlas(side="left")
    injury = mk.Injury(LONG, "partial_tear", around_deg=90)
    hurt = mk.injure(left, injury)
    across, along = np.asarray(hurt[LONG].mesh.points)[:, 0], hurt[LONG].mesh.point_data["ALONG"]
    torn = np.asarray(hurt[LONG].mesh.point_data["TORN"]) > 0.5
    beside = (along > along[torn].min()) & (along < along[torn].max())
    assert across[torn].mean() < across[beside].mean()  # the lateral side of a left thigh
    assert measure_injury(hurt, injury)["csa_fraction"] == pytest.approx(0.4, rel=0.03)
    variant = next(iter(left.variants))
    assert injuries_of(hurt.variant(variant)) == (injury,)


def test_what_is_no_injury_or_has_no_room_is_refused(atlas):
    with pytest.raises(MusclekitError, match=r"mk\.Injury"):
        mk.injure(atlas, "strain")
    with pytest.raises(MusclekitError, match="length_mm"):
        injury = mk.Injury("conjoint_tendon", "tendinopathy", length_mm=150)
        _ = mk.injure(atlas, injury)["conjoint_tendon"].mesh
    with pytest.raises(MusclekitError, match="along"):
        mk.injure(atlas, mk.Injury(LONG, "strain", "proximal_mtj", along=0.9))
    with pytest.raises(MusclekitError, match="does not have this injury"):
        measure_injury(atlas, mk.Injury(LONG, "strain"))


def test_a_scene_tells_and_paints_what_is_injured(atlas):
    hurt = mk.injure(atlas, mk.Injury(LONG, "partial_tear"))
    scene = mk.Scene(hurt).show("hamstrings")
    assert "Injured: Partial-thickness tear of" in scene.describe()
    assert [role for role, _ in scene.legend] == ["oedema", "torn", "haematoma"]
    healthy = mk.Scene(atlas).show("hamstrings")
    assert "Injured" not in healthy.describe() and healthy.legend == ()
    painted, plain = scene.layer(LONG).get_rgb(), healthy.layer(LONG).get_rgb()
    assert len(painted) > len(plain)
    darkest = painted[np.asarray(hurt[LONG].mesh.point_data["TORN"]) > 0.5].mean()
    assert darkest < plain.mean() / 2
