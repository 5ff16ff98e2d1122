"""Pictures for docs/posing.md: python -m anatomy_models.hamstrings.posing_pictures [FOLDER]."""

import sys
from pathlib import Path

import musclekit as mk
from anatomy_models.hamstrings.pictures import write

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images" / "posing"
VIEWS = ("posterior", "lateral", "medial")
SHEETS = {
    "hip": [{"hip_flexion": angle} for angle in (-30, 60, 120)],
    "knee": [{"knee_flexion": angle} for angle in (45, 90, 135)],
    "both": [
        {"hip_flexion": 90, "knee_flexion": 90},
        {"hip_flexion": 120, "knee_flexion": 135},
        {"hip_flexion": 60, "hip_adduction": -30, "hip_rotation": 30},
    ],
}


def main(folder=FOLDER):
    """Write every sheet as a JPEG."""
    atlas = mk.load_atlas()
    folder.mkdir(parents=True, exist_ok=True)
    for name, poses in SHEETS.items():
        write(folder / f"{name}.jpg", [row(atlas, pose) for pose in poses])


def row(atlas, pose):
    """One posture from every side."""
    scene = mk.Scene(atlas.pose(**pose))
    for what in ("bones", "hamstrings", "conjoint_tendon", "sciatic_nerve"):
        scene = scene.show(what)
    title = ", ".join(f"{name.replace('_', ' ')} {angle}°" for name, angle in pose.items())
    return [(f"{title}, {view}", scene.view(view)) for view in VIEWS]


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
