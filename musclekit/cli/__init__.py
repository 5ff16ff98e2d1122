"""The `musclekit` command: one function per sub-command, errors in one paragraph."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

import musclekit
from musclekit.errors import MusclekitError, Problem, UnknownName, UnknownStructure, did_you_mean

_PLACE = click.Path(exists=True, path_type=Path)
_LIGHT = click.option("--light", is_flag=True, help="Lighter meshes, for slow machines.")


class Trouble(click.ClickException):
    """Problems found: exit code 1."""

    exit_code = 1


class Misuse(click.ClickException):
    """Wrong usage: exit code 2."""

    exit_code = 2


class Commands(click.Group):
    """Turns errors raised on purpose into a paragraph and an exit code; offers near names."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run, and let no traceback of a user's mistake through."""
        try:
            return super().invoke(ctx)
        except (UnknownName, UnknownStructure) as error:
            raise Misuse(str(error)) from error
        except MusclekitError as error:
            raise Trouble(str(error)) from error

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Find the sub-command, or say which was meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            hint = did_you_mean(args[0], self.list_commands(ctx))
            raise click.UsageError(f"No command '{args[0]}'. {hint}", ctx) from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(musclekit.__version__, prog_name="musclekit")
def main() -> None:
    """Hamstring anatomy, function and injury: lessons, quizzes, and what they are made of."""


@main.command()
@click.argument("lessons", required=False, type=_PLACE)
@click.option("--port", type=click.IntRange(0, 65535), help="Default 8866, or the next one free.")
@click.option("--ip", default="localhost", show_default=True, help="Address to listen on.")
@click.option("--pool", default=1, show_default=True, type=click.IntRange(0, 50),
              help="Kernels kept ready for each lesson (about 280 MB each).")  # fmt: skip
@click.option("--token", envvar="MUSCLEKIT_TOKEN",
              help="What learners' addresses must hold; made up for other --ip.")  # fmt: skip
@click.option("--no-token", is_flag=True, help="Let everyone in who can reach the address.")
@_LIGHT
def serve(
    lessons: Path | None,
    port: int | None,
    ip: str,
    pool: int,
    token: str | None,
    no_token: bool,
    light: bool,
) -> None:
    """Show LESSONS (a folder or one notebook; default: those shipped) as web pages."""
    if token is not None and (no_token or not token):
        raise click.UsageError("Give --token with a text, or --no-token, not both.")
    from musclekit.cli.serve import run

    _choose_detail(light)
    run(lessons, port=port, ip=ip, pool=pool, token=token, no_token=no_token)


@main.command()
@click.argument("folder", default="musclekit-lessons", type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(1, 65535), help="Port of JupyterLab.")
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
@_LIGHT
def lab(folder: Path, port: int | None, no_open: bool, light: bool) -> None:
    """Copy the lessons into FOLDER and open them in JupyterLab; nothing there is overwritten."""
    from musclekit.cli.lab import copy_lessons, start

    _choose_detail(light)
    for line in copy_lessons(folder):
        click.echo(line)
    click.echo(f"Your lessons are in {folder}. Starting JupyterLab; stop it with Ctrl+C.")
    start(folder, port, browser=not no_open)


@main.command()
@click.argument("paths", nargs=-1, type=_PLACE)
def check(paths: tuple[Path, ...]) -> None:
    """Tell every content problem in PATHS (atlases, banks, lessons; default: those shipped)."""
    from musclekit.cli.check import check as check_one
    from musclekit.cli.check import find_content, nothing_to_check

    found = find_content(paths)
    if not found:
        _report([nothing_to_check(path) for path in paths], 0)
    _report(_gather(found, check_one), len(found))


@main.group(name="atlas", cls=Commands)
def atlas_commands() -> None:
    """List, describe and check atlases."""


@atlas_commands.command(name="list")
def atlas_list() -> None:
    """The atlases that can be loaded by name."""
    from musclekit.atlas import atlas_folders

    for name, folder in atlas_folders().items():
        click.echo(f"{name}\t{folder}")


@atlas_commands.command(name="info")
@click.argument("name", default="hamstrings")
def atlas_info(name: str) -> None:
    """What is in atlas NAME (or a folder): structures, sources, licence."""
    from musclekit.atlas import load_atlas

    atlas = load_atlas(name)
    click.echo(f"{atlas.title} ({atlas.name} {atlas.version}, {atlas.licence}), {atlas.side} side")
    click.echo(f"{len(atlas)} structures, {len(atlas.facts)} facts, {len(atlas.sources)} sources")
    for group, ids in atlas.groups.items():
        click.echo(f"  {group}: {', '.join(ids)}")
    for credit in atlas.credits:
        click.echo(credit)
    click.echo(str(atlas.folder))


@atlas_commands.command(name="validate")
@click.argument("name", default="hamstrings")
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path),
              help="Write the lines to this file too.")  # fmt: skip
def atlas_validate(name: str, file: Path | None) -> None:
    """Measure the meshes of atlas NAME (or a folder) and print what must hold, line by line."""
    from musclekit.atlas import atlas_folders
    from musclekit.cli.validate import measure, summary, table, write_json
    from musclekit.paths import reference_dir

    place = atlas_folders().get(name, Path(name))
    if not place.is_dir():
        hint = did_you_mean(name, atlas_folders())
        raise UnknownName(f"No atlas '{name}'.", remedy=f"{hint} A folder needs its path.")
    _progress("Measuring; this takes about half a minute ...")
    rows = []
    for section in measure(place, reference_dir()):
        rows += section
        click.echo(table(section))
    if file is not None:
        write_json(file, rows)
    if any(row.outcome == "fail" for row in rows):
        raise Trouble(summary(rows))
    click.echo(summary(rows))


@main.command()
def doctor() -> None:
    """Say what this machine can do: packages, kernel, store, port, still pictures, browser."""
    from musclekit.cli.doctor import examine

    _progress("Looking at this machine; a trial picture takes some seconds ...")
    missing = 0
    for finding in examine():
        missing += finding.state == "missing"
        click.echo(f"{finding.state:<8} {finding.what:<15} {finding.detail}")
    if missing:
        raise Trouble(f"The lessons need {missing} thing{'s' * (missing > 1)} that are missing.")
    click.echo("All that the lessons need is here.")


def _gather(paths: list[Path], check_one: Callable[[Path], list[Problem]]) -> list[Problem]:
    problems: dict[Problem, None] = {}
    for number, path in enumerate(paths, 1):
        _progress(f"[{number}/{len(paths)}] {path}")
        problems |= dict.fromkeys(check_one(path))
    return list(problems)


def _report(problems: list[Problem], checked: int) -> None:
    for problem in problems:
        click.echo(str(problem))
    if problems:
        raise Trouble(f"{len(problems)} problem{'s' * (len(problems) > 1)} found.")
    click.echo(f"No problems in {checked} place{'s' * (checked != 1)}.")


def _choose_detail(light: bool) -> None:
    """Kernels started from here read the level of detail from their environment."""
    if light:
        os.environ["MUSCLEKIT_DETAIL"] = "light"


def _progress(line: str) -> None:
    """What is being done, for who watches; results alone go to standard output."""
    if sys.stderr.isatty():
        click.echo(line, err=True)
