"""Pictures for docs/injuries.md: python -m anatomy_models.hamstrings.injury_pictures [FOLDER]."""

import sys
from pathlib import Path

import numpy as np

import musclekit as mk
from anatomy_models.hamstrings.pictures import write

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images" / "injuries"
LONG = "biceps_femoris_long_head"
AWAY_MM = 400.0
STATES = (("at rest", 0.0), ("contracting", 1.0))
SHEETS = {
    "strains": {
        "Strain, 8 % of the section": ("strain", {"csa_fraction": 0.08, "length_mm": 40}),
        "Strain with a gap": (
            "strain",
            {"csa_fraction": 0.4, "length_mm": 100, "disruption_mm": 20, "fluid_ml": 3},
        ),
        "Healed scar": ("scar", {}),
        "Contusion": ("contusion", {}),
    },
    "tears": {
        "Partial tear, half the section": (
            "partial_tear",
            {"site": "belly", "csa_fraction": 0.5, "disruption_mm": 8},
        ),
        "Complete tear, ends together": (
            "complete_tear",
            {"site": "belly", "retraction_mm": 0, "disruption_mm": 4, "fluid_ml": 0},
        ),
        "Complete tear, drawn back": ("complete_tear", {"site": "belly", "retraction_mm": 30}),
        "Haematoma": ("haematoma", {"site": "belly"}),
    },
    "tendon": {
        "Tendinopathy": (
            "tendinopathy",
            {"structure": "conjoint_tendon", "site": "proximal_tendon"},
        ),
        "Partial tear of the tendon": (
            "partial_tear",
            {"structure": "conjoint_tendon", "length_mm": 40, "fluid_ml": 0},
        ),
        "Avulsion": ("avulsion", {"structure": "conjoint_tendon", "fluid_ml": 0}),
        "Avulsion with bone": (
            "avulsion",
            {"structure": "conjoint_tendon", "fragment_mm": 22, "fluid_ml": 0},
        ),
    },
    "wasting": {
        "Age-related degeneration": ("degeneration", {}),
        "Wasting after a missed tear": ("wasting", {}),
    },
}


def main(folder=FOLDER):
    """Write every sheet as a JPEG: each injury at rest and with its muscle contracting."""
    atlas = mk.load_atlas()
    folder.mkdir(parents=True, exist_ok=True)
    for name, cases in SHEETS.items():
        pictures = [
            (f"{title}, {state}", picture(atlas, injury(kind, given), level))
            for title, (kind, given) in cases.items()
            for state, level in STATES
        ]
        rows = [pictures[start : start + 4] for start in range(0, len(pictures), 4)]
        write(folder / f"{name}.jpg", rows)


def injury(kind, given):
    """An injury, of the long head unless said otherwise."""
    return mk.Injury(**{"structure": LONG, "kind": kind} | given)


def picture(atlas, one, level):
    """The injury seen from behind, near by."""
    hurt = mk.injure(atlas, one).pose(activation=level)
    scene = mk.Scene(hurt).show("bones").show("hamstrings").show("sciatic_nerve")
    field = hurt[one.structure].mesh
    marked = [
        np.asarray(field.point_data[name]) > 0.5
        for name in ("OEDEMA", "SCAR", "TENDINOSIS", "TORN")
        if name in field.point_data
    ]
    near = np.any(marked, axis=0) if marked else np.zeros(field.n_points, bool)
    points = np.asarray(field.points, float)
    middle = points[near].mean(axis=0) if near.any() else np.asarray(hurt[one.structure].centre_mm)
    if one.kind == "avulsion":
        middle = points[: atlas[one.structure].mesh.n_points].mean(axis=0)
    ways = {"avulsion": (-1.0, -0.2, 0.1)}  # what came off lies beneath the tendon
    eye = middle + AWAY_MM * np.array(ways.get(one.kind, (0.12, -1.0, 0.1)))
    return scene.from_camera([*eye, *middle, 0, 0, 1])


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
