"""`musclekit serve`: decide tokens, say the addresses, run."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import click

from musclekit.paths import content_dir
from musclekit.serve.app import LOCAL, Discreet, LessonServer, new_token
from musclekit.serve.lessons import read_lessons


def run(
    place: Path | None, *, port: int | None, ip: str, pool: int, token: str | None, no_token: bool
) -> None:
    """Serve until interrupted.

    Parameters
    ----------
    place : Path, optional
        Lessons folder or notebook; those shipped by default.
    port : int, optional
        A firm port; by default 8866 or the next one free.
    ip : str
        Address to listen on; any other than this machine's own wants a token.
    pool : int
        Kernels kept ready for each lesson.
    token : str, optional
        The learners' token.
    no_token : bool
        Serve other machines without one.
    """
    lessons = read_lessons(place or content_dir("lessons"))
    needs_token = ip not in LOCAL and not no_token
    # Taken out of the environment, for kernels inherit that.
    os.environ.pop("MUSCLEKIT_TOKEN", None)
    instructor = os.environ.pop("MUSCLEKIT_INSTRUCTOR_TOKEN", "") or new_token()
    server = LessonServer(
        lessons=lessons,
        ip=ip,
        port=8866 if port is None else port,
        port_is_firm=port is not None,
        base_url=_base_url(),
        learner_token=token or (new_token() if needs_token else ""),
        instructor_token=instructor,
        log_level=logging.WARNING,
    )
    _quieten(server.log)
    server.announce = lambda: _announce(server, pool)  # type: ignore[method-assign]
    click.echo(f"Starting with {len(lessons.lessons)} lessons ...", err=True)
    server.prepare(pool)
    server.start()
    click.echo("Stopped.", err=True)


def _announce(server: LessonServer, pool: int) -> None:
    click.echo(f"Lessons:         {server.address(token=server.learner_token)}")
    if server.lessons.dashboard:
        click.echo(f"Class dashboard: {server.address('class', token=server.instructor_token)}")
    if not server.learner_token and server.ip not in LOCAL:
        click.echo("Anyone who can reach this address may open the lessons (--no-token).")
    if pool:
        click.echo("The first opening of a lesson may take some seconds while its kernel starts.")
    click.echo("Stop with Ctrl+C.")


def _base_url() -> str:
    """Below JupyterHub, the part of the address that is this user's."""
    prefix = os.environ.get("JUPYTERHUB_SERVICE_PREFIX", "/").strip("/")
    return f"/{prefix}/" if prefix else "/"


def _quieten(log: logging.Logger) -> None:
    guard = Discreet()
    logging.basicConfig(format="%(levelname)s %(message)s", level=logging.WARNING)
    for handler in [*logging.getLogger().handlers, *log.handlers]:
        handler.addFilter(guard)
