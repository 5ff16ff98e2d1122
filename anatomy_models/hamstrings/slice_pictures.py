"""Pictures of slices: python -m anatomy_models.hamstrings.slice_pictures [FOLDER]."""

import sys
from pathlib import Path

import musclekit as mk
from anatomy_models.hamstrings.pictures import QUALITY

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images" / "imaging"
DPI = 80
LONG = "biceps_femoris_long_head"
TEAR = mk.Injury(
    LONG, "partial_tear", "belly", csa_fraction=0.5, disruption_mm=15, length_mm=100, fluid_ml=0
)


def main(folder=FOLDER):
    """Write a tear across the thigh, and along the muscle as it contracts."""
    folder.mkdir(parents=True, exist_ok=True)
    torn = mk.injure(mk.load_atlas(), TEAR)
    contracting = torn.pose(knee_flexion=15, activation=1.0)
    cuts = {
        "axial": mk.slice(torn, "axial", at=TEAR),
        "contracting": mk.slice(contracting, "along", at=TEAR),
    }
    for name, cut in cuts.items():
        to = folder / f"slice_{name}.jpg"
        cut.figure().savefig(to, dpi=DPI, pil_kwargs=QUALITY)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
