"""What a notebook or an app shows: the 3D view with its explorer, quizzes, the class dashboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from musclekit.widgets.tables import evidence, facts

if TYPE_CHECKING:
    from musclekit.scene import Scene
    from musclekit.widgets.board import Dashboard
    from musclekit.widgets.questions import Quiz

__all__ = ["dashboard", "evidence", "facts", "quiz", "scene_bundle", "show_plotter"]


def quiz(bank: str, only: list[str] | None = None, without: list[str] | None = None) -> Quiz:
    """A quiz to show in a notebook; it shares the page's 3D view with everything else there.

    Parameters
    ----------
    bank : str
        Id of a shipped question bank, or the path of a bank file.
    only, without : list of str, optional
        Item ids to ask, or to leave out; by default every item but the predictions, which a
        lesson asks one by one.

    Raises
    ------
    UnknownName, ContentError
        No such bank or item; or the bank has problems, all of them listed.
    """
    from musclekit.widgets.questions import Quiz

    return Quiz.from_bank(bank, only, without)


def dashboard(banks: list[str] | None = None) -> Dashboard:
    """What a class has answered: for instructors, from the attempts store.

    Parameters
    ----------
    banks : list of str, optional
        Bank ids; all shipped ones by default.
    """
    from musclekit.widgets.board import Dashboard

    return Dashboard(banks)


def scene_bundle(scene: Scene) -> dict[str, Any]:
    """MIME bundle of a scene in a notebook: a place in the page's 3D view, and its words."""
    from musclekit.widgets.host import scene_bundle

    return scene_bundle(scene)


def show_plotter(plotter: Any, **options: Any) -> Any:
    """PyVista's Jupyter backend "musclekit": any plotter of surface meshes in the same view."""
    from musclekit.widgets.host import show_plotter

    return show_plotter(plotter, **options)
