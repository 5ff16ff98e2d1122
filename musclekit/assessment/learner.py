"""Who is answering: the hub's user, or a name kept by a secret only that browser holds."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from musclekit.errors import MusclekitError

NAME_LENGTH = 60
_SECRET = re.compile(r"[0-9a-f]{32,128}")


@dataclass(frozen=True)
class Learner:
    """One learner.

    Attributes
    ----------
    id : str
        Tells learners apart and owns the answers: "hub:..." or "cookie:...".
    name : str
        What they like to be called; two learners may share it, never their answers.
    """

    id: str
    name: str


def hub_learner(env: Mapping[str, str] | None = None) -> Learner | None:
    """The user a JupyterHub started this kernel for, or None where there is no hub.

    >>> hub_learner({"JUPYTERHUB_USER": "ada"})
    Learner(id='hub:ada', name='ada')
    >>> hub_learner({}) is None
    True
    """
    user = (os.environ if env is None else env).get("JUPYTERHUB_USER", "")
    return Learner(f"hub:{user}", clean_name(user)) if user.strip() else None


def new_secret() -> str:
    """128 random bits as hex, for the cookie of a browser not seen before."""
    return secrets.token_hex(16)


def learner_from_secret(secret: str, name: str) -> Learner:
    """The learner whose browser holds `secret`.

    The id is made from the secret alone, so typing somebody's name does not give their answers;
    the secret cannot be had back from the id, which is what the store keeps.

    Raises
    ------
    MusclekitError
        If the secret is not 128 to 512 random bits in lower-case hex, or the name is empty.
        The message never repeats the secret.
    """
    if not isinstance(secret, str) or not _SECRET.fullmatch(secret) or len(set(secret)) < 6:
        raise MusclekitError(
            "This browser's learner cookie is not one this program gave out.",
            remedy="Delete the site's cookies and enter your name again.",
        )
    digest = hashlib.sha256(f"musclekit learner {secret}".encode()).hexdigest()
    return Learner(f"cookie:{digest[:32]}", clean_name(name))


def clean_name(name: str) -> str:
    r"""A display name of 1 to 60 characters, without control or invisible characters.

    Raises
    ------
    MusclekitError
        If nothing is left of it.

    >>> clean_name("  Ada\n Lovelace\u202e ")
    'Ada Lovelace'
    """
    visible = "".join(
        " " if letter.isspace() else letter
        for letter in unicodedata.normalize("NFC", str(name))
        if letter.isspace() or not unicodedata.category(letter).startswith("C")
    )
    cleaned = " ".join(visible.split())[:NAME_LENGTH].strip()
    if not cleaned:
        raise MusclekitError("A name needs at least one visible character.", where="name")
    return cleaned
