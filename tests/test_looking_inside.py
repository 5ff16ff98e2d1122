"""The lesson on images: its keys follow from slices and echoes; it asks before it tells."""

from __future__ import annotations

import nbformat
import pytest

import musclekit as mk
from musclekit.assessment import kinds, load_bank
from musclekit.assessment.derivations import Derive, derived
from musclekit.content import read_bank
from musclekit.errors import MusclekitError
from musclekit.paths import content_dir

BANK = "looking-inside"
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


# ---------------------------------------------------------------- the bank, the lesson
def told(bank, name):
    """What belongs to each thing of a match, or the things of an order, in the words shown."""
    asked = next(one for one in bank.items if one.id == name)
    kind = kinds.find(asked.kind)
    shown, right = kind.present(asked, bank.atlas, 0), kind.key(asked, bank.atlas)
    if asked.kind == "order":
        names = {one["id"]: one["text"] for one in shown["things"]}
        return [names[one] for one in right]
    lefts, rights = ({x["id"]: x["text"] for x in shown[side]} for side in ("lefts", "rights"))
    return {lefts[left]: rights[right] for left, right in right.items()}


def test_the_bank_is_large_mixed_and_mostly_derived():
    written = read_bank(content_dir("quizzes") / f"{BANK}.yaml")
    assert written.bank == written.lesson == BANK and len(written.items) >= 14
    kinds_used = [one.kind for one in written.items]
    assert {"choose-one", "match", "numeric", "order"} <= set(kinds_used)
    for kind in ("hotspot-on-a-slice", "measure-and-grade", "find-it-with-the-probe"):
        assert kinds_used.count(kind) >= 2
    assert {aim for one in written.items for aim in one.aims} == set(written.aims)
    derived_keys = {"derive", "slice", "slices", "find"}
    assert sum(bool(derived_keys & one.fields.keys()) for one in written.items) >= 14


def test_keys_are_what_pictures_and_claims_say():
    bank = load_bank(BANK)
    assert told(bank, "leant-in-order")[0] == "Upright on its fibres"
    assert told(bank, "brightest-first")[0] == "Surface of the ischium"
    assert told(bank, "gap-in-order") == ["All its force", "Half its force", "At rest"]
    assert told(bank, "lower-third")[-1] == "Semitendinosus"
    standing = list(told(bank, "claims-on-images").values())
    assert sorted(standing) == ["Agreed", "Contested", "Imprecise", "Supported", "Unsupported"]
    ways = list(told(bank, "which-way-to-look").values())
    assert sorted(ways) == ["Examination, no image", "MRI", "Ultrasound", "X-ray"]


def test_the_lesson_asks_before_it_tells_and_says_what_is_simulated():
    notebook = nbformat.read(content_dir("lessons") / f"{BANK}.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    asked = [cell.source for cell in code]
    for vote, telling in (
        ("bright-on-one", "mk.slice("),
        ("one-case", '"B050"'),
        ("gap-when-it-pulls", '"pulling"'),
        ("which-way-to-look", "which_image"),
        ("claims-on-images", '"B047"'),
    ):
        first = next(at for at, source in enumerate(asked) if f'only=["{vote}"]' in source)
        assert all(telling not in source for source in asked[:first]), vote
        assert any(telling in source for source in asked[first:]), vote
    said = "".join(
        output.get("text", "") or output.get("data", {}).get("text/plain", "")
        for cell in code
        for output in cell.outputs
    )
    assert said.count("Simulated") >= 5 and "no source found" in said.casefold()
    assert "at rest: torn ends 3 mm apart" in said and "pulling: torn ends 27 mm" in said
