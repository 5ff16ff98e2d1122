"""Typed names: what is forgiven, and what never is."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musclekit.assessment import match_name
from musclekit.assessment.names import names_of
from musclekit.atlas import load_atlas

ATLAS = load_atlas()
NAMES = [(id, how, name) for id in ATLAS for how, name in names_of(ATLAS[id])]


@pytest.mark.parametrize(("id", "how", "name"), NAMES)
def test_every_name_is_its_structures_and_nobody_elses(id, how, name):
    assert match_name(name, ATLAS, id).verdict == "right"
    for other in ATLAS:
        if other != id:
            assert match_name(name, ATLAS, other).verdict != "right"


BFLH, BFSH = "biceps_femoris_long_head", "biceps_femoris_short_head"


@pytest.mark.parametrize(
    ("typed", "target", "how"),
    [
        ("semi tendinosus", "semitendinosus", "exact"),
        ("m. semitendinosus", "semitendinosus", "exact"),
        ("semitendinous", "semitendinosus", "spelling"),
        ("semimembranous muscle", "semimembranosus", "spelling"),
        ("Long head of the biceps femoris", BFLH, "exact"),
        ("BF long head", BFLH, "exact"),
        ("bicep femoris long head", BFLH, "spelling"),
        ("caput breve m. bicipitis femoris", BFSH, "latin"),
        ("(M.) biceps femoris caput breve", BFSH, "synonym"),
        ("Musculus biceps femoris, caput longum", BFLH, "synonym"),
        ("biceps femoris brevis", BFSH, "synonym"),
        ("biceps femoris breve", BFSH, "synonym"),
        ("biceps femoris longus", BFLH, "synonym"),
        ("biceps femoris longum", BFLH, "synonym"),
        ("ischial tuberosities", "ischial_tuberosity", "exact"),
        ("common peroneal nerve", "common_fibular_nerve", "exact"),
        ("CPN", "common_fibular_nerve", "synonym"),
        ("nervus ischiadicus", "sciatic_nerve", "latin"),
        ("sciatic", "sciatic_nerve", "exact"),
        ("tibia nerve", "tibial_nerve", "spelling"),
        ("fibular head", "fibular_head", "synonym"),
        # too general: try again
        ("biceps femoris", BFLH, "general"),
        ("bicep femoris", BFSH, "general"),
        ("biceps", BFSH, "general"),
        ("long head", BFLH, "general"),
        ("biceps brevis", BFSH, "general"),
        ("caput breve", BFSH, "general"),
        ("tuberosities", "ischial_tuberosity", "general"),
        ("hamstrings", "semitendinosus", "general"),
        ("a nerve", "tibial_nerve", "general"),
        ("peroneal nerve", "common_fibular_nerve", "general"),
        # another structure, however near
        ("biceps femoris short head", BFLH, "other"),
        ("biceps femoris brevis", BFLH, "other"),
        ("biceps femoris caput longum", BFSH, "other"),
        ("semimembranosus", "semitendinosus", "other"),
        ("tibia", "tibial_nerve", "other"),
        ("tibial", "tibia", "other"),
        ("fibula", "fibular_head", "other"),
        ("biceps femoris", "semitendinosus", "other"),
        # nothing in this atlas
        ("adductor longus", "semimembranosus", "unknown"),
        ("biceps brachii long head", BFLH, "unknown"),
        ("quadriceps femoris", "quadratus_femoris", "unknown"),
        ("lateral tibial condyle", "medial_tibial_condyle", "unknown"),
        ("pelvis", "hip_bone", "unknown"),
        ("", "femur", "unknown"),
        ("?!", "femur", "unknown"),
    ],
)
def test_a_typed_name(typed, target, how):
    assert match_name(typed, ATLAS, target).how == how


real_names = st.sampled_from([(id, name) for id, how, name in NAMES if "_" not in name])


@settings(deadline=None)
@given(real_names, st.randoms(use_true_random=False))
def test_case_accents_punctuation_and_order_do_not_matter(given_name, rng: random.Random):
    id, name = given_name
    words = name.replace(",", " ").split()
    rng.shuffle(words)
    typed = rng.choice([" ", ", ", "-", "  "]).join(
        word.upper() if rng.random() < 0.5 else word.lower() for word in words
    )
    typed = unicodedata.normalize("NFD", typed.replace("e", "é"))
    assert match_name(typed, ATLAS, id).verdict == "right"


@settings(deadline=None)
@given(
    st.sampled_from([(i, n) for i, how, n in NAMES if "_" not in n and len(n.split()[0]) > 6]),
    st.integers(0, 6),
    st.sampled_from("xqz"),
)
def test_one_wrong_letter_in_a_long_word_is_forgiven_and_never_shifts_the_name(named, at, letter):
    id, name = named
    typed = name[:at] + letter + name[at + 1 :]
    assert match_name(typed, ATLAS, id).verdict == "right"
    for other in ATLAS:
        if other != id:
            assert match_name(typed, ATLAS, other).verdict != "right"


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from(list(ATLAS)))
def test_any_text_gets_a_verdict(typed, target):
    match = match_name(typed, ATLAS, target)
    assert match.verdict in ("right", "almost", "wrong")
    assert (match.structure == target) == (match.verdict == "right")
