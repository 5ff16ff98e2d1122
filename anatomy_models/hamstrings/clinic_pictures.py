"""Pictures for docs/clinic.md: python -m anatomy_models.hamstrings.clinic_pictures [FOLDER]."""

import sys
from pathlib import Path

import musclekit as mk
from anatomy_models.hamstrings.pictures import write

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images" / "clinic"
A_ROW = 4


def main(folder=FOLDER):
    """Write every test that moves, as it is judged, as one JPEG."""
    atlas = mk.load_atlas()
    folder.mkdir(parents=True, exist_ok=True)
    moved = [test.id for test in mk.examination(atlas=atlas).tests if test.movement]
    rows = [moved[start : start + A_ROW] for start in range(0, len(moved), A_ROW)]
    write(folder / "tests.jpg", [[judged(atlas, name) for name in row] for row in rows])


def judged(atlas, name):
    """One test in the posture in which it is judged."""
    view = mk.examination(name, atlas=atlas)
    return view.tests[0].name, view.scene()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
