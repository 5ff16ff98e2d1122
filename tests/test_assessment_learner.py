"""Learners: whose answers are whose."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musclekit.assessment import Learner, clean_name, hub_learner, learner_from_secret, new_secret
from musclekit.errors import MusclekitError

SECRET = "0123456789abcdef" * 2


def test_the_hub_names_its_user_and_nobody_else_is_assumed(monkeypatch):
    assert hub_learner({"JUPYTERHUB_USER": "ada"}) == Learner("hub:ada", "ada")
    assert hub_learner({}) is hub_learner({"JUPYTERHUB_USER": " "}) is None
    monkeypatch.setenv("JUPYTERHUB_USER", "bob")
    assert hub_learner() == Learner("hub:bob", "bob")


def test_the_secret_alone_makes_the_id():
    ada = learner_from_secret(SECRET, "Ada")
    assert learner_from_secret(SECRET, " Ada  L. ") == Learner(ada.id, "Ada L.")
    assert learner_from_secret(new_secret(), "Ada").id != ada.id
    assert ada.id.startswith("cookie:") and SECRET not in ada.id


def test_new_secrets_are_valid_and_differ():
    secrets = {new_secret() for _ in range(50)}
    assert len(secrets) == 50 and all(len(secret) == 32 for secret in secrets)
    assert len({learner_from_secret(secret, "x").id for secret in secrets}) == 50


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "ada",
        SECRET[:-1],
        SECRET.upper(),
        SECRET + "g",
        "0" * 32,
        "01" * 16,
        SECRET * 9,
        None,
        7,
    ],
)
def test_a_secret_that_was_not_given_out_is_refused_and_not_repeated(secret):
    with pytest.raises(MusclekitError) as caught:
        learner_from_secret(secret, "Ada")
    assert "cookie" in str(caught.value)
    assert not secret or str(secret) not in str(caught.value).replace("cookie", "")


@settings(deadline=None)
@given(st.text())
def test_a_name_is_visible_and_short_or_refused(text):
    try:
        name = clean_name(text)
    except MusclekitError as error:
        assert "\n" not in str(error)
        assert not any(
            unicodedata.category(letter)[0] not in "CZ" for letter in text if not letter.isspace()
        )
        return
    assert 1 <= len(name) <= 60 and name == name.strip()
    assert all(unicodedata.category(letter)[0] != "C" for letter in name)
    assert clean_name(name) == name


def test_names_lose_what_cannot_be_seen():
    assert clean_name(" Ada\tLovelace\n") == "Ada Lovelace"
    assert clean_name("\u202eeve\u0000") == "eve"
    assert clean_name("x" * 100) == "x" * 60
