"""Slices: an injury is seen where it lies and nowhere else, and measures what was asked for."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import binary_dilation

import musclekit as mk
from musclekit.errors import MusclekitError, UnknownName
from musclekit.imaging import mr
from musclekit.imaging.plane import oblique
from musclekit.injury.changes import TUFTS_MM
from musclekit.scene import palette

LONG, INNER = "biceps_femoris_long_head", "semimembranosus"
SOME = {
    "strain": mk.Injury(LONG, "strain", "belly", csa_fraction=0.4, length_mm=100),
    "gap": mk.Injury(LONG, "partial_tear", "belly", csa_fraction=0.5, disruption_mm=15),
    "aside": mk.Injury(
        INNER, "partial_tear", "belly", csa_fraction=0.4, disruption_mm=20, around_deg=270
    ),
    "scar": mk.Injury(INNER, "scar", "belly", csa_fraction=0.3, length_mm=60),
    "tendon": mk.Injury(INNER, "tendinopathy", "proximal_tendon", csa_fraction=0.3, length_mm=40),
}
MEASURED = SOME | {
    "junction": mk.Injury(LONG, "partial_tear", "proximal_mtj", disruption_mm=15, around_deg=180),
    "low": mk.Injury("semitendinosus", "partial_tear", "distal_mtj", disruption_mm=10),
    "short": mk.Injury("biceps_femoris_short_head", "strain", "belly", csa_fraction=0.3),
}
"""Kinds, structures and sites of every sort."""
WHITER = {"strain": "stir", "gap": "stir", "aside": "stir", "scar": None, "tendon": "stir"}


@pytest.fixture(scope="module")
def hurt(atlas):
    return {name: mk.injure(atlas, injury) for name, injury in MEASURED.items()}


def both(atlas, injured, injury, weighting, away_mm=0.0):
    """The same slice across an injury, without and with it."""
    cut = mk.slice(injured, "across", at=injury).moved(away_mm)
    return cut, *(mr.picture(body, cut.plane, weighting).astype(int) for body in (atlas, injured))


@pytest.mark.parametrize("name", SOME)
def test_an_injury_is_seen_where_it_lies_and_nowhere_else(atlas, hurt, name):
    injury = SOME[name]
    cut, before, after = both(atlas, hurt[name], injury, "stir")
    seen = cut.hurt(injury)
    assert seen.sum() * cut.spacing_mm**2 > 40
    soft = hurt_at_all(cut)
    assert (abs(after - before)[~binary_dilation(soft, iterations=3)] < 30).all()
    change = (after - before)[seen].mean()
    assert change > 25 if WHITER[name] else change < -25
    far, before, after = both(atlas, hurt[name], injury, "stir", injury.length_mm / 2 + 12)
    assert np.array_equal(before, after) and not far.hurt(injury).any()


def hurt_at_all(cut) -> np.ndarray:
    """What an injury marks ever so little, or has moved."""
    marked = np.any([image > 0 for image in cut.marks.values()], axis=0)
    healthy = mk.slice(cut.atlas.intact, cut.plane).labels
    names = [np.array(one.names)[one.image] for one in (cut.labels, healthy)]
    return marked | (names[0] != names[1])


@pytest.mark.parametrize("name", MEASURED)
def test_extents_measured_in_a_slice_are_those_asked_for(hurt, name):
    injury = MEASURED[name]
    across = mk.slice(hurt[name], "across", at=injury, size_mm=(90, 90), spacing_mm=0.5)
    along = mk.slice(hurt[name], "along", at=injury, spacing_mm=0.5)
    found = across.measure(injury) | along.measure(injury)
    assert set(found) == {"csa_fraction", "length_mm", "disruption_mm"} & {
        key for key, value in injury.extents.items() if value
    }
    pixel = 0.5 * across.labels.mask(injury.structure).any(axis=0).sum() * 0.5
    pixel /= 100 * across.areas_cm2()[injury.structure]
    for extent, size in found.items():
        allowed = pixel if extent == "csa_fraction" else 1.0
        asked = getattr(injury, extent)
        assert size == pytest.approx(asked, abs=max(0.03 * asked, allowed)), extent


def test_a_gap_widens_as_the_muscle_contracts(hurt):
    injury = SOME["gap"]
    widths = []
    for active in (0.0, 0.5, 1.0):
        body = hurt["gap"].pose(knee_flexion=30, activation=active)
        widths.append(mk.slice(body, "along", at=injury).measure(injury)["disruption_mm"])
    assert widths[0] == pytest.approx(15, abs=2)
    assert np.diff(widths).min() > 3


def test_ends_torn_apart_are_seen_with_fluid_between(atlas):
    tear = mk.Injury(INNER, "complete_tear", "belly", retraction_mm=30, fluid_ml=10)
    body = mk.injure(atlas, tear)
    cut = mk.slice(body, "across", at=tear)
    assert not cut.labels.mask(INNER).any()
    assert {"gap", f"{INNER}_haematoma"} <= set(cut.areas_cm2())
    stir = cut.picture("stir")
    assert stir[cut.hurt(tear)].mean() > 2.5 * stir[cut.labels.mask(LONG)].mean()
    keyed = {words.partition(":")[0]: palette.as_rgb(colour) for words, colour in cut.injury_key}
    assert {"Gap between torn fibres", "Blood"} <= set(keyed)
    coloured = cut.picture("labels")
    assert (coloured[cut.labels.mask("gap")] == keyed["Gap between torn fibres"]).all()
    assert (coloured[cut.labels.mask(f"{INNER}_haematoma")] == keyed["Blood"]).all()
    far = mk.slice(body, "axial", at=-430)
    assert "gap" not in far.areas_cm2() and far.injury_key == ()
    (apart,) = mk.slice(body, "along", at=tear).measure(tear).values()
    assert 30 - 1 <= apart < 30 + TUFTS_MM, "the foremost fibres need not lie in the slice"


def test_muscles_drawn_along_by_their_tendon_leave_no_gap(atlas):
    off = mk.Injury("conjoint_tendon", "avulsion", retraction_mm=40)
    cut = mk.slice(mk.injure(atlas, off), "axial", at=-160)
    assert "gap" not in cut.areas_cm2() and "semitendinosus" in cut.areas_cm2()


def test_tissues_have_the_contrast_of_their_weighting(atlas):
    cut = mk.slice(atlas, "axial", at=-200)
    deep = {name: cut.labels.mask(name) for name in ("semitendinosus", "femur")}
    muscle, bone = (~binary_dilation(~mask, iterations=6) for mask in deep.values())
    t1, stir = cut.picture("t1"), cut.picture("stir")
    assert t1[bone].mean() > 1.8 * t1[muscle].mean()
    assert stir[bone].mean() < 0.6 * stir[muscle].mean()
    assert np.array_equal(t1, mk.slice(atlas, "axial", at=-200).picture("t1"))
    assert t1.dtype == np.uint8 and t1.shape == cut.plane.shape


@pytest.mark.parametrize("height", [-300, -330])
def test_room_among_the_hamstrings_is_fat_and_in_front_of_the_femur_muscle(atlas, height):
    cut = mk.slice(atlas, "axial", at=height)
    t1, soft = cut.picture("t1"), cut.labels.mask("soft_tissue")
    middles = [
        np.argwhere(cut.labels.mask(name)).mean(axis=0)
        for name in (LONG, "semimembranosus", "sciatic_nerve", "femur")
    ]
    row, column = np.mean(middles[:2], axis=0).astype(int)
    behind = soft[row - 5 : row + 15, column - 5 : column + 6]
    assert behind.mean() > 0.5
    assert t1[row - 5 : row + 15, column - 5 : column + 6][behind].mean() > 180
    front = int(np.argwhere(cut.labels.mask("femur"))[:, 0].min()) - 10
    assert t1[front - 3 : front, int(middles[3][1]) + 25].mean() < 120


def test_fat_shares_the_muscle_that_was_asked_for(atlas):
    wasting = mk.Injury(LONG, "wasting", "belly", fatty_fraction=0.3, atrophy=0.2)
    cut = mk.slice(mk.injure(atlas, wasting), "across", at=wasting, spacing_mm=0.5)
    belly = cut.labels.mask(LONG)
    assert (cut.marks["FAT"][belly] > 0.5).mean() == pytest.approx(0.3, abs=0.03)
    t1 = cut.picture("t1")
    assert t1[cut.hurt(wasting)].mean() > 1.8 * t1[belly & ~cut.hurt(wasting)].mean()


def test_the_left_side_is_its_mirror_image():
    right, left = (mk.slice(mk.load_atlas(side=one), "axial", at=-200) for one in ("right", "left"))
    assert np.array_equal(right.labels.image, left.labels.image[:, ::-1])
    assert right.sides() == left.sides() == {"left": "R", "right": "L", "top": "A", "bottom": "P"}


def test_calipers_and_words(atlas, hurt):
    injury = SOME["gap"]
    cut = mk.slice(hurt["gap"], "axial", at=injury)
    assert cut.length_mm((0, 0), (30, 40)) == pytest.approx(50)
    row, column = np.argwhere(cut.labels.mask("femur"))[0]
    assert cut.label_at(row, column) == "femur"
    said = cut.describe()
    assert said.startswith("Axial slice, right side") and "Simulated" in said
    assert "Seen here: oedema, a gap, blood" in said and "50 %" in said
    assert "Not in this slice" in mk.slice(hurt["gap"], "axial", at=-430).describe()
    assert "No structure" in mk.slice(atlas, "axial", at=900).describe()


def test_the_picture_lies_in_the_3d_view_where_it_was_cut(atlas):
    cut = mk.slice(atlas, "coronal", at=-30, spacing_mm=2.0)
    scene = cut.scene(["femur"], "t1")
    assert scene.visible == ("femur", "slice") and "Coronal slice" in scene.describe()
    layer = scene.layer("slice")
    mesh, colours = layer.get_mesh(), layer.get_rgb()
    points = np.asarray(mesh.points, float)
    assert abs(cut.plane.distance_mm(points)).max() < 1e-3
    assert mesh.area == pytest.approx((cut.labels.image > 0).sum() * 4.0, rel=0.05)
    row, column = np.round(cut.plane.pixel(points[500])).astype(int)
    assert (colours[500] == cut.picture("t1")[row, column]).all()


def test_a_posed_injury_measures_what_it_is(hurt):
    injury = SOME["strain"]
    body = hurt["strain"].pose(hip_flexion=40, knee_flexion=60)
    share = mk.slice(body, "across", at=injury, size_mm=(90, 90), spacing_mm=0.5).measure(injury)
    assert share == {"csa_fraction": pytest.approx(0.4, rel=0.05)}


def test_what_a_notebook_shows_compares(atlas):
    bundle, again = (
        mk.slice(atlas, "axial", at=-300, spacing_mm=2.0)._repr_mimebundle_() for _ in range(2)
    )
    assert bundle == again and set(bundle) == {"text/plain", "text/html"}
    assert '<img alt="Axial slice, right side' in bundle["text/html"]
    for words in ("Simulated", "Femur"):
        assert words in bundle["text/html"].split("<details>")[1]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("axal",), "No orientation 'axal'.*axial"),
        (("axial", "femurr"), "No structure 'femurr'"),
        (("axial", [1, 2]), "no place for a slice"),
        (("axial", float("nan")), "no place for a slice"),
        (("across", -200.0), "needs one"),
        (("along", "femur"), "no course"),
    ],
)
def test_what_is_no_slice_is_refused(atlas, given, said):
    with pytest.raises(MusclekitError, match=said):
        mk.slice(atlas, *given)


def test_questions_a_slice_cannot_answer_are_refused(atlas):
    cut = mk.slice(atlas, oblique([85, -20, -200], [1, 0, 0.5], [0, 1, 0], (40, 40), 2.0))
    with pytest.raises(UnknownName, match="No picture 't3'"):
        cut.picture("t3")
    with pytest.raises(UnknownName, match=r"No picture 'lables'.*Did you mean 'labels'"):
        cut.figure("lables")
    with pytest.raises(MusclekitError, match="does not have this injury"):
        cut.measure(SOME["gap"])
    assert cut.orientation == "oblique" and cut.sides()["left"] == "LI"
