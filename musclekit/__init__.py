"""Hamstring anatomy, function and injury as records, models, scenes and questions."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"

_HOMES = {
    "load_atlas": "musclekit.atlas",
    "Atlas": "musclekit.atlas",
    "Structure": "musclekit.atlas",
    "Scene": "musclekit.scene",
    "moment_arms": "musclekit.mechanics",
    "lengths": "musclekit.mechanics",
    "fibre_strain": "musclekit.mechanics",
    "torque": "musclekit.mechanics",
    "torques": "musclekit.mechanics",
    "curve": "musclekit.mechanics",
    "architecture": "musclekit.mechanics",
    "strength_test": "musclekit.mechanics",
    "Injury": "musclekit.injury",
    "random_injury": "musclekit.injury",
    "strength_left": "musclekit.injury.strength",
    "prognosis": "musclekit.injury",
    "treatments": "musclekit.injury",
    "prevention": "musclekit.injury",
    "risk_factors": "musclekit.injury",
    "nordic_protocols": "musclekit.injury",
    "injure": "musclekit.injury",
    "measure_injury": "musclekit.injury",
    "Probe": "musclekit.imaging.probe",
    "ultrasound": "musclekit.imaging.ultrasound",
    "ultrasound_view": "musclekit.imaging.views",
    "which_image": "musclekit.imaging.which",
    "slice": "musclekit.imaging.slices",
    "Slice": "musclekit.imaging.slices",
    "clearance": "musclekit.nerve",
    "clearance_curve": "musclekit.nerve",
    "nerve_path": "musclekit.nerve",
    "entrap": "musclekit.nerve",
    "entrapments": "musclekit.nerve",
    "Entrapment": "musclekit.nerve",
    "caught": "musclekit.nerve",
    "room": "musclekit.nerve",
    "nerve_lengths": "musclekit.nerve",
    "nerve_strain": "musclekit.nerve",
    "stretch_curve": "musclekit.nerve",
    "examination": "musclekit.clinic",
    "differential": "musclekit.clinic",
    "post_test": "musclekit.clinic",
    "vignettes": "musclekit.clinic",
    "needle": "musclekit.clinic",
    "needle_paths": "musclekit.clinic",
    "activity": "musclekit.mechanics",
    "Activity": "musclekit.mechanics",
    "quiz": "musclekit.widgets",
    "facts": "musclekit.widgets",
    "injury_builder": "musclekit.widgets",
    "entrapment_explorer": "musclekit.widgets",
    "nerve_explorer": "musclekit.widgets",
    "play": "musclekit.widgets",
    "pose_explorer": "musclekit.widgets",
    "predict_stretch": "musclekit.widgets",
    "probe_explorer": "musclekit.widgets",
    "slice_explorer": "musclekit.widgets",
    "evidence": "musclekit.widgets",
    "evidence_explorer": "musclekit.widgets",
    "dashboard": "musclekit.widgets",
    "MusclekitError": "musclekit.errors",
    "UnknownStructure": "musclekit.errors",
    "RenderingUnavailable": "musclekit.errors",
}
__all__ = sorted(_HOMES)

if TYPE_CHECKING:
    from musclekit.atlas import Atlas, Structure, load_atlas
    from musclekit.clinic import (
        differential,
        examination,
        needle,
        needle_paths,
        post_test,
        vignettes,
    )
    from musclekit.errors import MusclekitError, RenderingUnavailable, UnknownStructure
    from musclekit.imaging.probe import Probe
    from musclekit.imaging.slices import Slice, slice
    from musclekit.imaging.ultrasound import ultrasound
    from musclekit.imaging.views import ultrasound_view
    from musclekit.imaging.which import which_image
    from musclekit.injury import (
        Injury,
        injure,
        measure_injury,
        nordic_protocols,
        prevention,
        prognosis,
        random_injury,
        risk_factors,
        treatments,
    )
    from musclekit.injury.strength import strength_left
    from musclekit.mechanics import (
        Activity,
        activity,
        architecture,
        curve,
        fibre_strain,
        lengths,
        moment_arms,
        strength_test,
        torque,
        torques,
    )
    from musclekit.nerve import (
        Entrapment,
        caught,
        clearance,
        clearance_curve,
        entrap,
        entrapments,
        nerve_lengths,
        nerve_path,
        nerve_strain,
        room,
        stretch_curve,
    )
    from musclekit.scene import Scene
    from musclekit.widgets import (
        dashboard,
        entrapment_explorer,
        evidence,
        evidence_explorer,
        facts,
        injury_builder,
        nerve_explorer,
        play,
        pose_explorer,
        predict_stretch,
        probe_explorer,
        quiz,
        slice_explorer,
    )


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module 'musclekit' has no attribute '{name}'")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted([*globals(), *_HOMES])
