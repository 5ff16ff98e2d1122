"""The lesson on images: its keys follow from slices and echoes."""

from __future__ import annotations

import pytest

import musclekit as mk
from musclekit.assessment.derivations import Derive, derived
from musclekit.errors import MusclekitError

TORN = {
    "structure": "biceps_femoris_long_head",
    "kind": "complete_tear",
    "disruption_mm": 2,
    "retraction_mm": 0,
}


def values(atlas, by, of, **settings):
    return [one.value for one in derived(Derive(by=by, of=of, **settings), atlas)]


def test_a_gap_seen_is_what_was_torn_and_widens_with_the_pull(atlas):
    states = {"rest": 0.0, "half": 0.5, "full": 1.0}
    rest, half, full = values(atlas, "gap-seen", list(states), injury=TORN, states=states)
    assert rest == pytest.approx(2, abs=1)
    assert half > rest + 8 and full > half + 8


def test_an_area_is_that_of_the_slice(atlas):
    (area,) = values(atlas, "section-area", "semimembranosus", at=-300)
    assert area == mk.slice(atlas, "axial", at=-300).areas_cm2()["semimembranosus"]


def test_an_echo_is_the_mean_of_what_is_seen(atlas):
    hold = {"over": "conjoint_tendon", "depth_mm": 85, "width_mm": 60}
    looks = {
        str(tilt): {"structure": "conjoint_tendon", "probe": {**hold, "tilt_deg": tilt}}
        for tilt in (0, 25)
    }
    upright, leant = values(atlas, "echo", list(looks), looks=looks)
    assert upright == mk.ultrasound(atlas, mk.Probe(**hold)).level_db("conjoint_tendon")
    assert upright - leant > 3
    assert mk.ultrasound(atlas, mk.Probe(**hold)).level_db("patella") is None


@pytest.mark.parametrize(
    ("by", "of", "settings", "says"),
    [
        ("section-area", "piriformis", {"at": -300}, "not in that slice"),
        ("gap-seen", "pulled", {"injury": TORN, "states": {"pull": 1}}, "Did you mean 'pull'"),
        (
            "gap-seen",
            "pull",
            {"injury": {"structure": "semitendinosus", "kind": "strain"}, "states": {"pull": 1}},
            "No gap",
        ),
        ("gap-seen", "pull", {"injury": {"kin": 1}, "states": {"pull": 1}}, "'kin'"),
        (
            "echo",
            "here",
            {"looks": {"here": {"structure": "tibial_nerve", "probe": {}}}},
            "is not seen",
        ),
        (
            "echo",
            "here",
            {"looks": {"here": {"structure": "femur", "probe": {"depth": 9}}}},
            "'depth'",
        ),
    ],
)
def test_a_picture_that_gives_no_key_says_why(atlas, by, of, settings, says):
    with pytest.raises(MusclekitError, match=says) as error:
        values(atlas, by, of, **settings)
    assert "\n" not in str(error.value)
