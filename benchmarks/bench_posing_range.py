"""How many postures all over the range of the joints hold what posed meshes must hold."""

from __future__ import annotations

import common
from posed import faults, figures
from scipy.stats import qmc

import musclekit as mk

TITLE = "Posed meshes over the whole range"
COORDINATES = (
    "hip_flexion",
    "hip_adduction",
    "hip_rotation",
    "pelvic_tilt",
    "knee_flexion",
    "tibial_rotation",
)
SEED = 7


def postures(atlas, number: int) -> list[dict[str, float]]:
    """Quasi-random postures; those the hip does not reach are brought back to where it does."""
    joints = atlas.joints
    ends = [joints.coordinates[name] for name in COORDINATES]
    low, high = [one.low_deg for one in ends], [one.high_deg for one in ends]
    drawn = qmc.scale(qmc.Sobol(len(ends), seed=SEED).random(number), low, high)
    return [joints.angles(dict(zip(COORDINATES, row, strict=True)), clamp=True) for row in drawn]


def measure(chosen) -> tuple[str, str]:
    """The worst of every figure, and the postures that fail."""
    atlas = mk.load_atlas()
    worst: dict[str, tuple[float, float, str]] = {}
    failing = []
    asked = postures(atlas, chosen.runs)
    for pose in asked:
        rows = figures(atlas, pose)
        for name, what, got, most in rows:
            if what not in worst or got > worst[what][0]:
                worst[what] = (got, most, name)
        wrong = faults(rows)
        if wrong:
            angles = ", ".join(f"{x} {round(y)}" for x, y in pose.items() if round(y))
            found = "; ".join(f"{name}, {what}: {got:.1f}" for name, what, got in wrong)
            failing.append(f"- {angles}: {found}")
    table = common.table(
        ["figure", "worst", "may be", "of"],
        [[what, f"{got:.2f}", f"{most:g}", name] for what, (got, most, name) in worst.items()],
    )
    told = "\n".join(failing) or "None."
    return TITLE, f"{len(asked) - len(failing)} of {len(asked)} hold.\n\n{table}\n\nNot:\n\n{told}"


if __name__ == "__main__":
    common.run(measure, common.arguments(__doc__.splitlines()[0], runs=64))
