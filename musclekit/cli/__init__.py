"""The `musclekit` command: one function per sub-command, errors in one paragraph."""

from __future__ import annotations

from pathlib import Path

import click

import musclekit
from musclekit.errors import ContentError, MusclekitError

PROBLEMS, USAGE = 1, 2


class Commands(click.Group):
    """Turns errors raised on purpose into a paragraph and an exit code; offers near names."""

    def invoke(self, ctx: click.Context):
        """Run, and let no traceback of a user's mistake through."""
        try:
            return super().invoke(ctx)
        except ContentError as error:
            raise _failure(str(error), PROBLEMS) from error
        except MusclekitError as error:
            raise _failure(str(error), USAGE) from error

    def resolve_command(self, ctx: click.Context, args: list[str]):
        """Find the sub-command, or say which were meant."""
        from musclekit.errors import did_you_mean

        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            hint = did_you_mean(args[0], self.list_commands(ctx))
            raise click.UsageError(f"No command '{args[0]}'. {hint}", ctx) from None


def _failure(message: str, code: int) -> click.ClickException:
    failure = click.ClickException(message)
    failure.exit_code = code
    return failure


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(musclekit.__version__, prog_name="musclekit")
def main() -> None:
    """Hamstring anatomy, function and injury: lessons, quizzes, and what they are made of."""


@main.command()
@click.argument("lessons", required=False, type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), help="Default 8866, or the next one free.")
@click.option("--ip", default="localhost", show_default=True, help="Address to listen on.")
@click.option("--pool", default=1, show_default=True, type=click.IntRange(0, 50),
              help="Kernels kept ready for each lesson (about 200 MB each).")  # fmt: skip
@click.option("--token", help="What learners' addresses must hold; made up for other --ip.")
@click.option("--no-token", is_flag=True, help="Let everyone in who can reach the address.")
def serve(
    lessons: Path | None, port: int | None, ip: str, pool: int, token: str | None, no_token: bool
) -> None:
    """Show LESSONS (a folder or one notebook; default: those shipped) as web pages."""
    if token is not None and (no_token or not token):
        raise click.UsageError("Give --token with a text, or --no-token, not both.")
    from musclekit.cli.serve import run

    run(lessons, port=port, ip=ip, pool=pool, token=token, no_token=no_token)
