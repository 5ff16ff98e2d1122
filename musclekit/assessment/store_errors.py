"""What a learner or teacher reads when the attempts log cannot be used."""

from __future__ import annotations

from musclekit.errors import StoreError

ENVIRONMENT_URL = "MUSCLEKIT_DATABASE_URL"
ELSEWHERE = (
    "Set MUSCLEKIT_DATA_DIR to a folder you can write to, "
    f"or {ENVIRONMENT_URL} to another database."
)


def damaged(where: str) -> StoreError:
    """The log is no database any more, or never was."""
    return StoreError(
        "The attempts file is damaged or not a database; it is left exactly as it is.",
        where=where,
        remedy="Move it aside (keep it: 'sqlite3 FILE .recover' may read it) and open again.",
    )


def refused(said: str, where: str, failed: str) -> StoreError:
    """What a database driver said, as one paragraph that says what to do.

    Parameters
    ----------
    said : str
        The driver's own words, without statement and values.
    where : str
        Place of the log as the user knows it.
    failed : str
        What was not done.
    """
    said = next(iter(said.strip().splitlines()), "no reason given")
    low = said.lower()
    if "locked" in low:
        return StoreError(
            f"{failed}: another program keeps the attempts file locked.",
            where=where,
            remedy="Close what is using it (a backup, a database browser), then answer again; "
            "everything stored so far is safe.",
        )
    if "readonly" in low or "read-only" in low:
        return StoreError(
            f"{failed}: the attempts file or its folder is read-only.",
            where=where,
            remedy=f"Make it writable. {ELSEWHERE}",
        )
    if "not a database" in low or "malformed" in low or "corrupt" in low:
        return damaged(where)
    if "unable to open" in low:
        return StoreError(
            f"{failed}: the attempts file cannot be opened; it or its folder may be missing or "
            "read-only.",
            where=where,
            remedy=ELSEWHERE,
        )
    if "disk is full" in low or "disk i/o" in low:
        return StoreError(
            f"{failed}: the disk is full or failing.",
            where=where,
            remedy=f"Make room, then answer again; everything stored so far is safe. {ELSEWHERE}",
        )
    return StoreError(
        f"{failed}: {said}.",
        where=where,
        remedy=f"Check that the database is running and {ENVIRONMENT_URL} is right; "
        "everything stored so far is safe.",
    )
