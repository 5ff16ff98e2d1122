"""Pictures of ultrasound: python -m anatomy_models.hamstrings.ultrasound_pictures [FOLDER]."""

import sys
from dataclasses import replace
from pathlib import Path

from matplotlib import pyplot as plt

import musclekit as mk
from anatomy_models.hamstrings.pictures import QUALITY
from musclekit.imaging.views import VIEWS

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images" / "imaging"
GAP = mk.Probe("semitendinosus", 0.28, "long", depth_mm=60, width_mm=60)
TENDON = mk.Probe("biceps_femoris_long_head", 0.93, depth_mm=40, width_mm=50, frequency_mhz=11)


def main(folder=FOLDER):
    """Write the standard views, and what tilt and contraction change."""
    atlas = mk.load_atlas()
    folder.mkdir(parents=True, exist_ok=True)
    views = [(view.title, mk.ultrasound(atlas, view)) for view in VIEWS.values()]
    write(folder / "ultrasound_views.jpg", views, 4)
    tilted = [
        (f"Distal tendon of biceps, tilted {tilt}°", replace(TENDON, tilt_deg=tilt))
        for tilt in (0, 5, 10)
    ]
    tear = mk.Injury("semitendinosus", "partial_tear", "belly", disruption_mm=8, fluid_ml=0)
    torn = mk.injure(atlas, tear)
    moving = [(title, mk.ultrasound(atlas, probe)) for title, probe in tilted] + [
        (
            f"Torn semitendinosus, activation {level:g}",
            mk.ultrasound(torn.pose(activation=level), GAP),
        )
        for level in (0.0, 0.5, 1.0)
    ]
    write(folder / "ultrasound_moving.jpg", moving, 3)


def write(path, images, columns):
    """One sheet of (title, image), each with its depth in millimetres."""
    rows = -(-len(images) // columns)
    figure, axes = plt.subplots(
        rows, columns, figsize=(2.6 * columns, 2.8 * rows), dpi=110, squeeze=False
    )
    for panel in axes.ravel():
        panel.axis("off")
    for panel, (title, image) in zip(axes.ravel(), images, strict=False):
        wide = image.pixels.shape[1] * image.spacing_mm
        above = image.probe.fan.sag_mm if image.probe.fan else 0.0
        extent = (0, wide, image.probe.depth_mm, -above)
        panel.axis("on")
        panel.imshow(image.pixels, cmap="gray", vmin=0, vmax=255, extent=extent)
        panel.set_title(f"{title}\nsimulated", fontsize=6)
        panel.set_xticks([0.1 * wide, 0.9 * wide], image.sides, fontsize=6)
        panel.tick_params(labelsize=6, length=0)
    figure.tight_layout(pad=0.4)
    figure.savefig(path, pil_kwargs=QUALITY)
    plt.close(figure)
    print(path.name, flush=True)


if __name__ == "__main__":
    main(*(Path(name) for name in sys.argv[1:2]))
