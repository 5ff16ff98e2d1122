"""Sites of injury, read off the meshes."""

from __future__ import annotations

from itertools import pairwise

import pytest

from musclekit.errors import MusclekitError, UnknownName
from musclekit.injury.sites import place, sites, third


def test_sites_follow_one_another_from_origin_to_insertion(atlas):
    for name in atlas.groups["hamstrings"]:
        ends = [
            sites(atlas, name)[one][0]
            for one in ("proximal_tendon", "proximal_mtj", "belly", "distal_mtj", "distal_tendon")
            if one in sites(atlas, name)
        ]
        assert ends[0][0] == 0.0 and ends[-1][1] == 1.0
        assert all(before[1] == after[0] for before, after in pairwise(ends))


def test_the_short_head_lacks_what_semimembranosus_has_much_of(
    atlas,
):
    short = sites(atlas, "biceps_femoris_short_head")
    assert "proximal_tendon" not in short and "proximal_mtj" not in short
    (low, high) = sites(atlas, "semimembranosus")["proximal_tendon"][0]
    assert high - low > 0.15
    assert set(sites(atlas, "conjoint_tendon")) == {"origin", "proximal_tendon"}


def test_a_place_is_in_its_site(atlas):
    assert place(atlas, "semimembranosus", "belly") == pytest.approx(0.635, abs=0.02)
    assert place(atlas, "semimembranosus", "proximal_mtj", 0.3) == 0.3
    assert third(atlas, "semimembranosus", 0.3) == "proximal"
    assert third(atlas, "semimembranosus", 0.0) == "proximal"
    assert third(atlas, "semimembranosus", 0.9) == "distal"


@pytest.mark.parametrize(
    ("asked", "kind", "said"),
    [
        (("biceps_femoris_short_head", "proximal_mtj", None), UnknownName, "no site"),
        (("semimembranosus", "belly", 0.1), MusclekitError, r"Expected 0\.5\d to 0\.7\d"),
        (("femur", "belly", None), MusclekitError, "does not say what is tendon"),
    ],
)
def test_what_is_no_place_is_refused_with_what_there_is(atlas, asked, kind, said):
    with pytest.raises(kind, match=said):
        place(atlas, *asked)
