"""Pictures for docs/atlas.md: python -m anatomy_models.hamstrings.pictures [FOLDER]."""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np

import musclekit as mk

VIEWS = ("posterior", "lateral", "medial", "anterior")
FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images" / "atlas"
PIXELS = (620, 760)
QUALITY = {"quality": 82, "optimize": True}
NAMES_A_SHEET = 4


def main(folder=FOLDER):
    """Write every sheet as a JPEG."""
    atlas = mk.load_atlas()
    folder.mkdir(parents=True, exist_ok=True)
    for name, scene in plates(atlas).items():
        write(folder / f"{name}.jpg", [[(view, scene.view(view)) for view in VIEWS]], dpi=200)
    for kind, members in structures_by_kind(atlas).items():
        for sheet, start in enumerate(range(0, len(members), NAMES_A_SHEET), 1):
            some = members[start : start + NAMES_A_SHEET]
            rows = [
                [
                    (f"{atlas[name].name()}, {view}", mk.Scene(atlas).show(name).view(view))
                    for view in VIEWS
                ]
                for name in some
            ]
            write(folder / f"{kind}_{sheet}.jpg", rows)


def plates(atlas):
    """Name to scene of the pictures with several structures."""
    bones = mk.Scene(atlas).show("skeleton")
    return {
        "hamstrings": bones.show("hamstrings").show("conjoint_tendon"),
        "nerves": bones.show("nerves").show("nerve_roots").show("nerve_branches"),
        "neighbours": bones.show("hamstrings").show("nerves").show("neighbours"),
        "skin": bones.show("hamstrings").show("nerves").show("skin", opacity=0.2),
    }


def structures_by_kind(atlas):
    """Kind to ids, every structure of the atlas once."""
    kinds = {}
    for name in atlas:
        kinds.setdefault(atlas[name].kind, []).append(name)
    return kinds


def write(path, rows, dpi=100):
    """One sheet: rows of (title, scene), drawn and put side by side."""
    width, height = (side / 200 for side in PIXELS)
    shape = (len(rows), len(rows[0]))
    figure, axes = plt.subplots(
        *shape, figsize=(width * shape[1], height * shape[0]), dpi=dpi, squeeze=False
    )
    for panel, (title, scene) in zip(
        axes.ravel(), (one for row in rows for one in row), strict=True
    ):
        panel.imshow(cropped(scene.screenshot(size=PIXELS)))
        panel.set_title(title, fontsize=7)
        panel.axis("off")
    figure.tight_layout(pad=0.3)
    figure.savefig(path, pil_kwargs=QUALITY)
    plt.close(figure)
    print(path.name, flush=True)


def cropped(picture, margin=12):
    """The picture (height, width, 3) without its empty border."""
    ink = np.argwhere((picture < 250).any(axis=2))
    if not len(ink):
        return picture
    (top, left), (bottom, right) = ink.min(axis=0), ink.max(axis=0)
    return picture[max(top - margin, 0) : bottom + margin, max(left - margin, 0) : right + margin]


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
