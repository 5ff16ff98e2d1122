"""What a notebook or an app shows: the 3D view with its explorer, quizzes, the class dashboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from musclekit.widgets.tables import evidence, facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from musclekit.atlas import Atlas
    from musclekit.imaging.cutting import Place
    from musclekit.imaging.probe import Probe
    from musclekit.imaging.views import View
    from musclekit.injury import Injury
    from musclekit.mechanics import Activity
    from musclekit.scene import Scene
    from musclekit.widgets.board import Dashboard
    from musclekit.widgets.claims import EvidenceExplorer
    from musclekit.widgets.entrapping import EntrapmentExplorer
    from musclekit.widgets.injuring import InjuryBuilder
    from musclekit.widgets.nerves import NerveExplorer
    from musclekit.widgets.posing import Player, PoseExplorer
    from musclekit.widgets.prediction import Postures, Prediction
    from musclekit.widgets.probing import ProbeExplorer
    from musclekit.widgets.questions import Quiz
    from musclekit.widgets.slicing import SliceExplorer

__all__ = [
    "dashboard",
    "entrapment_explorer",
    "evidence",
    "evidence_explorer",
    "facts",
    "injury_builder",
    "nerve_explorer",
    "play",
    "pose_explorer",
    "predict_stretch",
    "probe_explorer",
    "quiz",
    "scene_bundle",
    "show_plotter",
    "slice_explorer",
]

_SHOWN = ("hamstrings", "bones", "nerves")
_BESIDE_NERVE = (*_SHOWN, "nerve_roots", "piriformis")


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


def evidence_explorer(atlas: Atlas | None = None) -> EvidenceExplorer:
    """All claims of an atlas: a learner votes on each, then reads how it stands and why.

    Parameters
    ----------
    atlas : Atlas, optional
        The embedded one when left out.

    Raises
    ------
    MusclekitError
        An atlas without claims.
    """
    from musclekit.widgets.claims import EvidenceExplorer

    return EvidenceExplorer(_atlas(atlas))


def pose_explorer(
    atlas: Atlas | None = None,
    coordinates: str | Iterable[str] = (),
    show: str | Iterable[str] = _SHOWN,
    view: str = "lateral",
    **angles: float,
) -> PoseExplorer:
    """Joint sliders beside the page's 3D view, with live length, strain and levers.

    Parameters
    ----------
    atlas : Atlas, optional
        The embedded one when left out; it needs joints.
    coordinates : str or iterable of str, optional
        Joint coordinates to set, each once, in this order; all by default.
    show : str or iterable of str
        Structures and groups on view.
    view : {"posterior", "medial", "lateral", "anterior", "proximal"}
    **angles : float
        Degrees to begin with; upright where none are given.

    Raises
    ------
    UnknownName, UnknownStructure, MusclekitError
        A coordinate, structure, view or angle that does not exist; an atlas without joints.
    """
    from musclekit.widgets.posing import PoseExplorer

    return PoseExplorer(_atlas(atlas), coordinates, show, angles, view)


def play(
    what: str | Activity,
    atlas: Atlas | None = None,
    show: str | Iterable[str] = _SHOWN,
    view: str = "lateral",
) -> Player:
    """An activity played in the page's 3D view, muscles coloured by strain.

    Parameters
    ----------
    what : str or Activity
        Id of one of the atlas's activities, or an activity.
    atlas : Atlas, optional
        The embedded one when left out.
    show : str or iterable of str
        Structures and groups on view.
    view : {"posterior", "medial", "lateral", "anterior", "proximal"}

    Raises
    ------
    UnknownName, UnknownStructure, MusclekitError
        An activity, structure or view that does not exist; an atlas without joints.
    """
    from musclekit.mechanics import Activity, activity
    from musclekit.widgets.posing import Player

    return Player(what if isinstance(what, Activity) else activity(what, atlas), show, view)


def predict_stretch(
    muscle: str = "biceps_femoris_long_head",
    postures: Postures | None = None,
    atlas: Atlas | None = None,
    show: str | Iterable[str] = "bones",
    view: str = "lateral",
) -> Prediction:
    """Which position stretches a muscle most? Committed to first, then measured and explained.

    Parameters
    ----------
    muscle : str
        Id of one muscle with a path across the joints.
    postures : mapping of str to mapping, str or Activity, optional
        Three to eight, each with a name of few words: its angles in degrees, or an activity or
        its id, which counts where the muscle is longest. Five everyday postures when left out.
    atlas : Atlas, optional
        The embedded one when left out; it needs joints.
    show : str or iterable of str
        Structures and groups on view beside the muscle.
    view : {"posterior", "medial", "lateral", "anterior", "proximal"}

    Raises
    ------
    UnknownName, UnknownStructure, MusclekitError
        No such muscle, activity, coordinate, structure or view; an angle out of range; too few or
        too many postures, or two that stretch the muscle nearly as far.
    """
    from musclekit.widgets.prediction import POSTURES, Prediction

    asked = POSTURES if postures is None else postures
    return Prediction(_atlas(atlas), muscle, asked, show, view)


def injury_builder(
    atlas: Atlas | None = None,
    injury: Injury | None = None,
    show: str | Iterable[str] = _SHOWN,
    view: str = "posterior",
    activation: float = 0.0,
) -> InjuryBuilder:
    """An injury set by its reader: on the mesh, in every grading, and as the force it leaves.

    Parameters
    ----------
    atlas : Atlas, optional
        The embedded one when left out; posed where it is to be seen so. Injuries it has stay.
    injury : Injury, optional
        To begin with; a strain of the long head of biceps femoris when left out.
    show : str or iterable of str
        Structures and groups on view beside those that can be injured.
    view : {"posterior", "medial", "lateral", "anterior", "proximal"}
    activation : float
        Of the muscles that pull at the injury, 0 to 1, to begin with.

    Raises
    ------
    UnknownName, UnknownStructure, MusclekitError
        A structure or view that does not exist; nothing to show; something else than an injury;
        an activation outside its range.
    """
    from musclekit.widgets.injuring import builder

    return builder(_atlas(atlas), injury, show, view, activation)


def slice_explorer(
    atlas: Atlas | None = None,
    orientation: str = "axial",
    at: Place = None,
    show: str | Iterable[str] = _SHOWN,
    kinds: str | Iterable[str] = ("labels", "stir"),
) -> SliceExplorer:
    """A plane moved through the body: its simulated pictures beside the page's 3D view.

    Parameters
    ----------
    atlas : Atlas, optional
        The embedded one when left out; posed and injured as it is to be seen.
    orientation : {"axial", "coronal", "sagittal", "across", "along", "free"}
        To begin with: of the body, of a structure's own course, or tilted freely.
    at : float, str, Injury or (3,) float, optional
        Millimetres, a structure, an injury or a point, as `musclekit.slice` takes it; the first
        injury when left out, else the middle of the long head of biceps femoris.
    show : str or iterable of str
        Structures and groups in the 3D view.
    kinds : str or iterable of str
        Pictures to begin with, side by side: "labels", "t1", "stir".

    Raises
    ------
    UnknownName, UnknownStructure, MusclekitError
        An orientation, structure or picture that does not exist; a place that is none; an injury
        that the atlas does not have; nothing to show.
    """
    from musclekit.widgets.slicing import explorer

    return explorer(_atlas(atlas), orientation, at, show, kinds)


def probe_explorer(
    atlas: Atlas | None = None,
    view: str | View | Probe = "three_bellies",
    show: str | Iterable[str] = _SHOWN,
    side: str = "",
) -> ProbeExplorer:
    """A simulated ultrasound probe in its reader's hand, beside the 3D view that shows it.

    Parameters
    ----------
    atlas : Atlas, optional
        The embedded one when left out; at any posture, injured, of either side.
    view : str, View or Probe
        A standard view, by name or itself, or how the probe is held to begin with.
    show : str or iterable of str
        Structures and groups on view beneath the skin.
    side : {"posterior", "medial", "lateral", "anterior", "proximal"}
        From where the 3D view is seen; from behind and above when left out.

    Raises
    ------
    UnknownStructure, UnknownName, MusclekitError
        A structure or view that does not exist; something else than a probe; an atlas without
        skin there.
    """
    from musclekit.widgets.probing import explorer

    return explorer(_atlas(atlas), view, show, side)


def nerve_explorer(
    atlas: Atlas | None = None,
    nerve: str = "tibial_nerve",
    root: str = "S1",
    show: str | Iterable[str] = _BESIDE_NERVE,
    view: str = "lateral",
    **angles: float,
) -> NerveExplorer:
    """A nerve followed from its root to the ankle, and its stretch while joints move.

    Parameters
    ----------
    atlas : Atlas, optional
        The embedded one when left out; of either side, with any variant.
    nerve, root : str
        Where the way ends and begins, as for `musclekit.nerve_path`.
    show : str or iterable of str
        Structures and groups on view beside the nerve.
    view : {"posterior", "medial", "lateral", "anterior", "proximal"}
    **angles : float
        Degrees to begin with; upright where none are given.

    Raises
    ------
    UnknownName, UnknownStructure, MusclekitError
        A nerve, root, structure, view or angle that does not exist; an atlas that does not say
        which way its nerves take.
    """
    from musclekit.widgets.nerves import NerveExplorer

    return NerveExplorer(_atlas(atlas), nerve, root, show, angles, view)


def entrapment_explorer(
    atlas: Atlas | None = None,
    scenario: str = "hamstring-syndrome",
    severity: float = 0.5,
    show: str | Iterable[str] = (*_BESIDE_NERVE, "discs"),
    view: str = "lateral",
    **angles: float,
) -> EntrapmentExplorer:
    """How a nerve is caught: scenario, severity and posture, with the room that is left.

    Parameters
    ----------
    atlas : Atlas, optional
        The embedded one when left out; of either side, with any variant.
    scenario, severity
        To begin with, as for `musclekit.entrap`.
    show : str or iterable of str
        Structures and groups on view beside what is caught and what catches it.
    view : {"posterior", "medial", "lateral", "anterior", "proximal"}
    **angles : float
        Degrees to begin with; the atlas's own posture where none are given.

    Raises
    ------
    UnknownName, UnknownStructure, MusclekitError
        A scenario, structure, view or angle that does not exist; what `musclekit.entrap` refuses.
    """
    from musclekit.widgets.entrapping import EntrapmentExplorer

    return EntrapmentExplorer(_atlas(atlas), scenario, severity, show, angles, view)


def _atlas(given: Atlas | None) -> Atlas:
    from musclekit.atlas import load_atlas

    return load_atlas() if given is None else given


def scene_bundle(scene: Scene) -> dict[str, Any]:
    """MIME bundle of a scene in a notebook: a place in the page's 3D view, and its words."""
    from musclekit.widgets.host import scene_bundle

    return scene_bundle(scene)


def show_plotter(plotter: Any, **options: Any) -> Any:
    """PyVista's Jupyter backend "musclekit": any plotter of surface meshes in the same view."""
    from musclekit.widgets.host import show_plotter

    return show_plotter(plotter, **options)
