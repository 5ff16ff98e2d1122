"""Ultrasound: where a probe comes to lie, and what its image says of tissue, by numbers."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from scipy.ndimage import binary_dilation, binary_erosion

import musclekit as mk
from musclekit.errors import MusclekitError, UnknownName, UnknownStructure
from musclekit.geometry import nearest_on_surface
from musclekit.geometry.winding import winding_numbers
from musclekit.imaging.bmode import (
    FASCICLE_MM,
    LATTICE_MM,
    NET_THICK,
    TENDON_DEG,
    TENDON_LEAST_DB,
    blurred,
    echo,
)
from musclekit.imaging.cutting import along_of
from musclekit.imaging.labels import labels
from musclekit.imaging.material import placed_course
from musclekit.imaging.probe import plane_of
from musclekit.imaging.texture import looked_up, scattered, walls
from musclekit.imaging.ultrasound import Image
from musclekit.imaging.views import VIEWS
from musclekit.injury.course import Placed
from musclekit.mechanics import drawing

OVER_BELLY = mk.Probe("semitendinosus", 0.28, "long", depth_mm=60, width_mm=60)


@pytest.fixture(scope="module")
def views(atlas):
    return {name: mk.ultrasound(atlas, name) for name in VIEWS}


@pytest.fixture(scope="module")
def torn(atlas):
    return mk.injure(
        atlas, mk.Injury("semitendinosus", "partial_tear", "belly", disruption_mm=8, fluid_ml=0)
    )


def loud(image, mask) -> float:
    """Mean power of the echo from some pixels, in decibels."""
    return float(10 * np.log10((10 ** (image.echo.level_db[mask] / 10)).mean()))


# ---------------------------------------------------------------------- probe


@pytest.mark.parametrize(("axis", "lying"), [("short", (-1, 0, 0)), ("long", (0, 0, -1))])
def test_a_probe_looks_in_through_the_skin(atlas, axis, lying):
    probe = mk.Probe("semitendinosus", 0.45, axis)
    plane = plane_of(atlas, probe)
    assert plane.shape[0] == 256 and plane.spacing_mm == probe.depth_mm / 256
    assert plane.right @ lying > 0.9 and plane.down[1] > 0.9
    skin = np.asarray(atlas["skin"].mesh.points, float)
    contact = plane.point_mm(-0.5, (plane.shape[1] - 1) / 2)
    inside = winding_numbers(
        contact + np.outer([-1.0, 1.0], plane.down), skin, atlas["skin"].mesh.regular_faces
    )
    assert inside == pytest.approx([0, 1], abs=0.01)
    target = placed_course(atlas, "semitendinosus").seat(0.45)[0]
    assert plane.distance_mm(target[None]) == pytest.approx(0, abs=1e-6)


def test_slide_shift_tilt_rock_and_rotation_do_what_they_say(atlas):
    probe = mk.Probe("semitendinosus", 0.45)
    plane = plane_of(atlas, probe)
    slid = plane_of(atlas, replace(probe, slide_mm=20))
    assert (slid.corner_mm - plane.corner_mm) @ [0, 0, -1] == pytest.approx(20, abs=2)
    shifted = plane_of(atlas, replace(probe, shift_mm=10))
    assert (shifted.corner_mm - plane.corner_mm)[0] == pytest.approx(-10, abs=3)
    tilted = plane_of(atlas, replace(probe, tilt_deg=10))
    assert np.degrees(np.arccos(tilted.down @ plane.down)) == pytest.approx(10)
    assert tilted.right == pytest.approx(plane.right) and tilted.down[2] < plane.down[2]
    rocked = plane_of(atlas, replace(probe, rock_deg=10))
    assert rocked.normal == pytest.approx(plane.normal)
    assert rocked.down @ plane.right == pytest.approx(np.sin(np.radians(10)))
    across = plane_of(atlas, replace(probe, rotation_deg=90))
    assert abs(across.right @ plane.right) < 0.2


def test_a_point_is_brought_to_the_skin(atlas):
    plane = plane_of(atlas, mk.Probe((80.0, -100.0, -250.0)))
    skin, contact = atlas["skin"].mesh, plane.point_mm(0, (plane.shape[1] - 1) / 2)
    on = nearest_on_surface(contact, np.asarray(skin.points, float), skin.regular_faces)
    assert contact == pytest.approx(on, abs=1e-4)


def test_the_lateral_side_is_on_the_bodys_side(atlas):
    assert mk.ultrasound(atlas, "three_bellies").sides == ("lateral", "medial")
    left = mk.ultrasound(mk.load_atlas(side="left"), "three_bellies")
    assert left.sides == ("medial", "lateral")


def test_what_no_probe_can_do_is_refused_at_once(atlas):
    with pytest.raises(MusclekitError) as refused:
        mk.Probe("skin", along=2, axis="across", depth_mm=float("nan"), frequency_mhz="high")
    for word in ("along=2", "axis='across'", "depth_mm=nan", "frequency_mhz='high'"):
        assert word in str(refused.value)
    with pytest.raises(MusclekitError, match="three numbers"):
        mk.Probe((1, 2))
    with pytest.raises(UnknownStructure, match="semitendinosus"):
        mk.ultrasound(atlas, mk.Probe("semitendonosus"))
    with pytest.raises(UnknownName, match="three_bellies"):
        mk.ultrasound(atlas, "three_belies")
    with pytest.raises(MusclekitError, match="no probe"):
        mk.ultrasound(atlas, 3)
    bare = replace(atlas, structures=tuple(x for x in atlas.structures if x.kind != "skin"))
    with pytest.raises(MusclekitError, match="no skin"):
        mk.ultrasound(bare, mk.Probe())


def test_beams_of_a_curved_probe_lie_on_arcs_and_rays(atlas):
    probe = mk.Probe("conjoint_tendon", 0.12, shape="curved", width_mm=60, depth_mm=90)
    fan, plane = probe.fan, plane_of(atlas, probe)
    high, wide = (count * plane.spacing_mm for count in plane.shape)
    half = 60 / 2 / 60
    assert high == pytest.approx(90 + 60 * (1 - np.cos(half)), abs=plane.spacing_mm)
    assert wide == pytest.approx(2 * (60 + 90) * np.sin(half), abs=plane.spacing_mm)
    depth, turn = fan.places(plane.shape, plane.spacing_mm)
    contact = plane_of(atlas, replace(probe, shape="linear"))
    contact = contact.point_mm(-0.5, (contact.shape[1] - 1) / 2)
    centre = contact - 60 * plane.down
    away = plane.points_mm - centre
    assert np.linalg.norm(away, axis=2) - 60 == pytest.approx(depth, abs=plane.spacing_mm)
    assert np.tan(turn) == pytest.approx((away @ plane.right) / (away @ plane.down), abs=0.01)
    met = fan.within(plane.shape, plane.spacing_mm)
    area = half * ((60 + 90) ** 2 - 60**2)
    assert met.sum() * plane.spacing_mm**2 == pytest.approx(area, rel=0.01)
    back = fan.picture(fan.beams(turn, plane.spacing_mm), plane.shape, plane.spacing_mm, np.nan)
    assert np.isnan(back[~met]).all()
    assert back[met] == pytest.approx(turn[met], abs=plane.spacing_mm / 60)


def test_a_curved_probe_sees_the_same_labels_and_shadows_along_its_beams(atlas):
    image = mk.ultrasound(atlas, "ischial_tuberosity")
    fan, mm = image.probe.fan, image.spacing_mm
    met = fan.within(image.plane.shape, mm)
    assert (image.labels.image[~met] == 0).all() and not image.pixels[~met].any()
    named = labels(atlas, image.plane).image
    assert np.array_equal(image.labels.image[met], named[met])
    depth, turn = fan.places(image.plane.shape, mm)
    bone, interior = image.labels.mask("hip_bone"), binary_erosion(met, iterations=2)
    ray = np.rint(turn / 0.004).astype(int)
    surface = {one: depth[bone & (ray == one)].min() for one in np.unique(ray[bone])}
    for one in list(surface)[3:-3]:
        begins = max(surface.get(near, 0.0) for near in (one - 1, one, one + 1)) + 2
        behind = interior & (ray == one) & (depth > begins)
        assert behind.any() and not image.pixels[behind].any()
    wider = mk.ultrasound(atlas, replace(image.probe, shape="linear"))
    surfaces = [(x.labels.mask("hip_bone") & ~x.echo.shadow).sum() for x in (image, wider)]
    areas = np.array(surfaces) * [image.spacing_mm**2, wider.spacing_mm**2]
    assert areas[0] > areas[1]
    told = image.describe().splitlines()[0]
    assert "a fan from a curved face 60 mm wide" in told


def test_the_angle_to_a_tendon_is_that_of_each_beam(atlas):
    probe = mk.Probe("conjoint_tendon", 0.5, "long", depth_mm=85, width_mm=60, shape="curved")
    image = mk.ultrasound(atlas, probe)
    plane, off = image.plane, image.echo.off_deg
    mask = binary_erosion(image.labels.mask("conjoint_tendon"), iterations=2)
    course, places = placed_course(atlas, "conjoint_tendon"), plane.points_mm[mask][::23]
    top = plane.point_mm(-0.5, (plane.shape[1] - 1) / 2)
    beam = places - (top + (probe.fan.sag_mm - probe.radius_mm) * plane.down)
    beam /= np.linalg.norm(beam, axis=1)[:, None]
    sine = np.einsum("ij,ij->i", course.fibre(course.local(places)), beam)
    assert np.degrees(np.arcsin(abs(sine))) == pytest.approx(off[mask][::23], abs=1.5)
    near, far = (mask & (off > low) & (off < high) for low, high in ((0, 5), (15, 25)))
    assert loud(image, near) > loud(image, far) + 6


# ---------------------------------------------------------------------- stiffness


def test_stiffness_is_in_the_order_that_is_taught(atlas):
    tear = mk.Injury("semitendinosus", "partial_tear", "belly", disruption_mm=8, fluid_ml=0)
    body = mk.injure(atlas, tear)
    rest, hard = (mk.ultrasound(body.pose(activation=x), OVER_BELLY) for x in (0.0, 1.0))
    muscle = [np.nanmedian(x.stiffness[x.labels.mask("semitendinosus")]) for x in (rest, hard)]
    view = mk.ultrasound(atlas, "conjoint_tendon")
    tendon = np.nanmedian(view.stiffness[view.labels.mask("conjoint_tendon")])
    fat = np.nanmedian(rest.stiffness[rest.labels.mask("soft_tissue")])
    assert fat < muscle[0] < muscle[1] < tendon
    assert np.isnan(rest.stiffness[rest.labels.mask("gap")]).all()
    assert np.isnan(view.stiffness[view.echo.shadow]).all()
    assert np.isnan(view.stiffness[view.labels.mask("outside")]).all()


@pytest.mark.parametrize(
    ("injury", "mark", "stiffer"),
    [
        (mk.Injury("conjoint_tendon", "tendinopathy"), "TENDINOSIS", False),
        (mk.Injury("semitendinosus", "scar", "belly"), "SCAR", True),
    ],
    ids=["tendinosis", "scar"],
)
def test_an_injury_changes_stiffness_where_it_is(atlas, injury, mark, stiffer):
    hurt = mk.injure(atlas, injury)
    probe = mk.Probe(injury.structure, along_of(hurt, injury), "long", depth_mm=85)
    image, healthy = (mk.ultrasound(one, probe) for one in (hurt, atlas))
    course, mask = placed_course(hurt, injury.structure), image.labels.mask(injury.structure)
    mask &= healthy.labels.mask(injury.structure)
    place = course.material(image.plane, mask)
    here = mask[place.rows, place.columns] & (course.painted(mark, place) > 0.9)
    step = (image.stiffness - healthy.stiffness)[place.rows, place.columns][here]
    assert here.sum() > 100 and (np.nanmedian(step) > 0.2 if stiffer else np.nanmedian(step) < -0.2)
    aside = image.labels.mask("soft_tissue") & healthy.labels.mask("soft_tissue")
    same = np.isclose(image.stiffness[aside], healthy.stiffness[aside], equal_nan=True)
    assert same.all()


def test_a_picture_of_stiffness_says_that_it_is_simulated(views):
    image = views["three_bellies"]
    assert image.elastogram.shape == (*image.pixels.shape, 3)
    svg = drawing.as_svg(image.figure(stiffness=True))
    for words in ("soft", "stiff", "simulated order, not measured"):
        assert words in svg


# ---------------------------------------------------------------------- image


@pytest.mark.parametrize("name", VIEWS)
def test_a_standard_view_shows_what_it_says(views, name):
    for structure in VIEWS[name].shows:
        assert views[name].extent_mm(structure) is not None, structure
        assert views[name].atlas[structure].name() in views[name].describe()


LOOKS = (  # view, line of `find`, structure, how it is said to look, tilt
    ("ischial_tuberosity", 0, "hip_bone", "line", 0),
    ("ischial_tuberosity", 1, "conjoint_tendon", "bright", 0),
    ("ischial_tuberosity", 1, "semimembranosus", "bright", 0),
    ("ischial_tuberosity", 2, "gluteus_maximus", "dark", 0),
    ("conjoint_tendon", 0, "conjoint_tendon", "bright", 0),
    ("conjoint_tendon", 1, "conjoint_tendon", "dark", 18),
    ("conjoint_tendon_long", 0, "conjoint_tendon", "bright", 0),
    ("conjoint_tendon_long", 1, "hip_bone", "line", 0),
    ("sciatic_nerve", 0, "sciatic_nerve", "net", 0),
    ("sciatic_nerve", 1, "semimembranosus", "bright", 0),
    ("sciatic_nerve", 2, "conjoint_tendon", "dark", 0),
    ("sciatic_nerve", 2, "conjoint_tendon", "bright", 16),
    ("distal_biceps", 2, "femur", "line", 0),
)


def test_all_that_is_to_be_found_by_its_brightness_is_looked_at():
    said = {
        (name, number)
        for name, view in VIEWS.items()
        for number, line in enumerate(view.find)
        if re.search("bright|dark|grey|black", line)
    }
    assert said == {(view, line) for view, line, *_ in LOOKS}


@pytest.mark.parametrize(("name", "line", "structure", "looks", "tilt"), LOOKS)
def test_what_is_to_be_found_looks_as_said(views, name, line, structure, looks, tilt):
    image, probe = views[name], VIEWS[name].probe
    image = mk.ultrasound(image.atlas, replace(probe, tilt_deg=tilt)) if tilt else image
    level = image.pixels[image.visible(structure)].mean()
    around = image.pixels[beside(image, structure)].mean()
    if looks == "line":
        assert np.percentile(image.pixels[image.visible(structure)], 75) > 200
    elif looks == "bright":
        assert level > around + 25
    elif looks == "dark":
        assert level < around + 8
    else:
        net, fascicles = honeycomb(image, structure)
        assert net > around + 30 and fascicles < around and net > fascicles + 50


def beside(image, name) -> np.ndarray:
    """(rows, columns) bool: tissue within 25 pixels of a structure, not in shadow."""
    mask = image.visible(name)
    body = (image.labels.image > 0) & ~image.echo.shadow
    return binary_dilation(mask, iterations=25) & body & ~mask


def honeycomb(image, nerve) -> tuple[float, float]:
    """Mean pixels of the net in a nerve and of its fascicles, within its rim."""
    mask = image.visible(nerve)
    found = placed_course(image.atlas, nerve).material(image.plane, mask)
    pick = looked_up(found.across[..., 0], found.across[..., 1], FASCICLE_MM)
    net = walls(NET_THICK).plain[pick]
    here = (found.rows, found.columns)
    deep = binary_erosion(mask, iterations=max(round(0.9 / image.spacing_mm), 1))[here]
    pixels = image.pixels[here]
    return float(pixels[deep & (net > 0.6)].mean()), float(pixels[deep & (net < 0.1)].mean())


@pytest.mark.parametrize("tilt", [0, 8, 12, 16, 25])
def test_a_tendon_is_said_to_be_as_dark_as_it_is(atlas, tilt):
    """Its pixels against those of the same tendon met squarely, and against what lies about it."""
    tendon = "conjoint_tendon"
    probe = mk.Probe(tendon, 0.5, shift_mm=12, depth_mm=85, width_mm=80, frequency_mhz=7)
    square, image = (mk.ultrasound(atlas, replace(probe, tilt_deg=x)) for x in (0, tilt))
    lost = square.level_db(tendon) - image.level_db(tendon)
    within = binary_erosion(image.visible(tendon), iterations=3)
    above = image.pixels[within].mean() - image.pixels[beside(image, tendon)].mean()
    said = next(x for x in image.describe().splitlines() if "Conjoint tendon:" in x)
    if "as dark as muscle" in said:
        assert above < 8 and lost > 10
    elif "a little darker" in said:
        assert above > 0 and lost > 2
    else:
        assert "darker" not in said and above > 40 and lost < 2
    assert ("dark" in said) == (tilt > 4)


def test_labels_are_containment(views):
    image = views["three_bellies"]
    places = image.plane.points_mm.reshape(-1, 3)[::37]
    for name in ("semitendinosus", "sciatic_nerve"):
        mesh = image.atlas[name].mesh
        points = np.asarray(mesh.points, float)
        wanted = winding_numbers(places, points, mesh.regular_faces) > 0.5
        assert np.array_equal(image.labels.mask(name).ravel()[::37], wanted)


@pytest.mark.parametrize("name", ["ischial_tuberosity", "distal_biceps"])
def test_bone_is_bright_and_nothing_is_drawn_behind_it(atlas, name):
    image = mk.ultrasound(atlas, replace(VIEWS[name].probe, shape="linear"))
    bone = image.labels.mask("hip_bone") | image.labels.mask("femur")
    columns = np.flatnonzero(bone.any(axis=0))
    first = bone.argmax(axis=0)
    rows = np.arange(len(bone))[:, None]
    behind = bone.any(axis=0) & (rows > first + 1.5 / image.spacing_mm)
    assert behind.sum() > 2000 and not image.pixels[behind].any()
    middle = columns[len(columns) // 4 : -len(columns) // 4]
    surface = [image.pixels[first[one] : first[one] + 4, one].max() for one in middle]
    assert np.median(surface) > 200


def test_a_tendon_darkens_as_the_beam_leaves_the_right_angle_to_it(atlas):
    """The level of a tendon near the skin falls with the tilt as the law of anisotropy says."""
    tendon = "biceps_femoris_long_head"
    probe = mk.Probe(tendon, 0.93, depth_mm=40, width_mm=40)
    least = 10 ** (TENDON_LEAST_DB / 20)
    seen, said = [], []
    for tilt in (0, 4, 8, 12):
        found = []
        for image in (mk.ultrasound(atlas, replace(probe, tilt_deg=x)) for x in (tilt, -tilt)):
            mask = binary_erosion(image.labels.mask(tendon), iterations=3)
            held = np.exp(-((image.echo.off_deg[mask] / TENDON_DEG) ** 2))
            held = least + (1 - least) * held
            assert np.abs(image.echo.off_deg[mask]).mean() == pytest.approx(tilt, abs=2)
            found.append((loud(image, mask), 10 * np.log10((held**2).mean())))
        seen.append(np.mean(found, axis=0)[0])
        said.append(np.mean(found, axis=0)[1])
    assert (np.diff(seen) < -1).all() and seen[0] - seen[-1] > 10
    assert np.subtract(seen, seen[0]) == pytest.approx(np.subtract(said, said[0]), abs=2)


def test_a_tendon_is_brighter_than_muscle_and_a_nerve_keeps_its_rim(views):
    image = views["conjoint_tendon"]
    tendon, muscle = (
        loud(image, image.labels.mask(x)) for x in ("conjoint_tendon", "gluteus_maximus")
    )
    assert tendon > muscle + 8


def test_speckle_is_fully_developed(atlas):
    """Rayleigh: of plain tissue, the mean of the envelope is 1.91 times its deviation."""
    image = mk.ultrasound(atlas, mk.Probe("gluteus_maximus", 0.5, frequency_mhz=9))
    places = image.plane.points_mm.reshape(-1, 3).T.astype("float32")
    white = scattered(places, LATTICE_MM).reshape(image.plane.shape)
    envelope = abs(blurred(white, image.probe))
    assert envelope.mean() / envelope.std() == pytest.approx(1.91, abs=0.05)
    assert (envelope**2).mean() == pytest.approx(1, abs=0.15)


def test_the_same_is_seen_every_time_and_it_moves_with_the_tissue(atlas):
    probe = mk.Probe("semitendinosus", 0.45, "long", depth_mm=60, width_mm=60)
    one, again = mk.ultrasound(atlas, probe), mk.ultrasound(atlas, probe)
    assert np.array_equal(one.pixels, again.pixels)
    posed = atlas.pose(knee_flexion=6)  # beneath a probe held still: the skin goes along
    named = labels(posed, one.plane)
    moved = Image(posed, probe, named, echo(posed, named, probe))
    course = placed_course(moved.atlas, "semitendinosus")
    mask = one.labels.mask("semitendinosus")
    rows, columns = np.nonzero(mask)
    places = one.plane.points_mm[rows, columns]
    local = placed_course(atlas, "semitendinosus").local(places)
    there = course.rest.course.placed(local, Placed(course.middles, course.axes))
    found = np.round([moved.plane.pixel(point) for point in there[::7]]).astype(int)
    high, wide = one.plane.shape
    kept = (found >= 0).all(axis=1) & (found[:, 0] < high) & (found[:, 1] < wide)
    before = one.echo.level_db[rows[::7][kept], columns[::7][kept]]
    after = moved.echo.level_db[found[kept, 0], found[kept, 1]]
    stays = moved.echo.level_db[rows[::7][kept], columns[::7][kept]]
    followed, left = (np.corrcoef(before, x)[0, 1] for x in (after, stays))
    assert followed > left + 0.2


def test_a_gap_widens_as_the_muscle_contracts(torn):
    wide, dark = [], []
    for activation in (0.0, 0.5, 1.0):
        image = mk.ultrasound(torn.pose(activation=activation), OVER_BELLY)
        top, bottom, left, right = image.extent_mm("gap")
        wide.append(right - left)
        row = int((top + bottom) / 2 / image.spacing_mm)
        dark.append((image.echo.level_db[row - 3 : row + 4] < -25).mean(axis=0).round().sum())
    assert wide[0] == pytest.approx(8, abs=0.5)
    assert wide[1] > wide[0] + 2 and wide[2] > wide[1] + 2
    assert np.diff(np.array(dark) * image.spacing_mm) == pytest.approx(np.diff(wide), abs=2)


def test_fluid_is_dark_and_what_lies_behind_is_brighter(torn, atlas):
    image, healthy = (mk.ultrasound(one, OVER_BELLY) for one in (torn, atlas))
    gap = image.labels.mask("gap")
    fluid, muscle = (np.median(x.echo.level_db[gap]) for x in (image, healthy))
    assert fluid < muscle - 20 and np.median(image.pixels[gap]) < 30
    deepest = len(gap) - 1 - gap[::-1].argmax(axis=0)
    behind = gap.any(axis=0) & (np.arange(len(gap))[:, None] > deepest + 8)
    assert loud(image, behind) > loud(healthy, behind) + 3


def test_oedema_is_seen_only_where_it_is(atlas):
    hurt = mk.injure(atlas, mk.Injury("semitendinosus", "strain", "belly", length_mm=40))
    image, healthy = (mk.ultrasound(one, OVER_BELLY) for one in (hurt, atlas))
    changed = abs(image.pixels.astype(int) - healthy.pixels) > 12
    mask = image.labels.mask("semitendinosus")
    assert changed[mask].mean() > 0.05
    assert changed[image.labels.mask("soft_tissue")].mean() < 0.02


@pytest.mark.parametrize(
    ("injury", "word"),
    [
        (mk.Injury("semitendinosus", "strain", "belly", length_mm=40), "Oedema"),
        (mk.Injury("semitendinosus", "scar", "belly"), "Scar"),
        (mk.Injury("conjoint_tendon", "tendinopathy"), "Tendinosis"),
    ],
    ids=["oedema", "scar", "tendinosis"],
)
def test_a_mark_of_an_injury_is_told_where_it_is(atlas, injury, word):
    hurt = mk.injure(atlas, injury)
    image = mk.ultrasound(hurt, mk.Probe(injury.structure, along_of(hurt, injury), depth_mm=85))
    name = f"{word} in {hurt[injury.structure].name()}"
    (line,) = [x for x in image.lines() if x.startswith(name)]
    (mask,) = [x for (_, mark), x in image.marked.items() if mark == word.upper()]
    deep, columns = image.depth_mm[mask], np.flatnonzero(mask.any(axis=0))
    across = (columns[0] + columns[-1] + 1) / 2 / mask.shape[1] - 0.5
    side = "in the middle" if abs(across) < 1 / 6 else image.sides[int(across > 0)]
    assert line == f"{name}: {deep.min():.0f} to {deep.max():.0f} mm deep, {side}."
    healthy = mk.ultrasound(atlas, image.probe)
    assert not healthy.marked and word not in healthy.describe()
    stiff = image.describe(stiffness=True)
    assert name in stiff.splitlines()[-1] or f"{word.lower()} in" in stiff.splitlines()[-1]


def test_stiffness_is_told_in_words(torn):
    rest, hard = (mk.ultrasound(torn.pose(activation=x), OVER_BELLY) for x in (0.0, 1.0))
    groups = [
        dict(one.split(": ", 1) for one in x.stiffness_said()[11:].split(". ")[0].split("; "))
        for x in (rest, hard)
    ]
    assert "Semitendinosus" in groups[0]["like it"]
    assert "Semitendinosus" in groups[1]["stiffer than muscle at rest"]
    for told in groups:
        assert "Gap between torn fibres" in told["no reading"] and "Fat" in told["softer"]


def test_a_higher_frequency_is_finer_and_reaches_less_deep(atlas):
    low, high = (
        mk.ultrasound(atlas, mk.Probe("gluteus_maximus", 0.5, depth_mm=80, frequency_mhz=mhz))
        for mhz in (5, 14)
    )
    shallow, deep = (slice(30, 90), slice(200, 250))
    fine = [np.abs(np.diff(x.echo.level_db[shallow], axis=1)).mean() for x in (low, high)]
    assert fine[1] > 1.2 * fine[0]
    lost = [loud(x, shallow) - loud(x, deep) for x in (low, high)]
    assert lost[1] > lost[0] + 10


@pytest.mark.parametrize("angles", [{"hip_flexion": 60, "knee_flexion": 30}, {"knee_flexion": 90}])
def test_a_posed_body_is_seen_too(atlas, angles):
    image = mk.ultrasound(atlas.pose(**angles), "three_bellies")
    assert {"semitendinosus", "biceps_femoris_long_head"} <= set(image.labels.names)
    assert image.sides == ("lateral", "medial")


def test_an_image_says_what_is_in_it(views):
    told = views["ischial_tuberosity"].describe().splitlines()
    assert told[0].startswith("Simulated ultrasound: Ischial tuberosity, short axis. 95 mm deep")
    assert any("Hip bone: surface from" in line and "nothing is seen" in line for line in told)
    bundle = views["distal_biceps"]._repr_mimebundle_()
    assert bundle["text/plain"].startswith("Simulated")
    assert '<img alt="Simulated ultrasound: Distal biceps' in bundle["text/html"]
    both = views["distal_biceps"].beside(views["ischial_tuberosity"])
    assert both.html.count("<img ") == 2 and "Distal biceps" in both.text and told[0] in both.text
