"""Pictures for docs/nerve.md: python -m anatomy_models.hamstrings.nerve_pictures [FOLDER]."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import musclekit as mk
from anatomy_models.hamstrings.pictures import QUALITY
from musclekit.nerve.entrapping import reach_of

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images" / "nerve"
SIZE = (420, 420)
AWAY_MM = 330.0
SEVERITIES = (0.0, 0.5, 1.0)
AROUND = {  # what is shown beside wall and nerve, and from which side: right, front, up
    "disc-l4-l5": (("vertebra_l4", "vertebra_l5", "root_l4"), (0.75, -0.2, 0.3)),
    "disc-l5-s1": (("vertebra_l5", "sacrum", "root_l5"), (0.75, -0.35, 0.3)),
    "piriformis": (("hip_bone", "sacrum", "femur", "superior_gemellus"), (0.25, -1, -0.1)),
    "hamstring-syndrome": (("hip_bone", "femur", "semimembranosus"), (0.35, -1, 0.1)),
    "hamstring-syndrome-tendon": (("hip_bone", "femur"), (0.6, -1, 0.1)),
    "ischiofemoral-narrowing": ((), (-1, -0.45, 0.1)),
    "after-avulsion": (("hip_bone", "femur", "semimembranosus"), (0.35, -1, 0.1)),
    "mass": (("hip_bone", "sacrum", "femur", "piriformis"), (-0.6, -1, 0.3)),
}
FAINT = ("gluteus_maximus", "vertebra_l4", "vertebra_l5", "sacrum")


def main(folder=FOLDER):
    """Write one JPEG for each scenario: healthy, half way, and all but touching."""
    folder.mkdir(parents=True, exist_ok=True)
    atlas = mk.load_atlas()
    for name, record in mk.entrapments(atlas).items():
        sheet = [picture(atlas, record, severity) for severity in SEVERITIES]
        plt.imsave(folder / f"{name}.jpg", np.hstack(sheet), pil_kwargs=QUALITY)
        print(f"{name}.jpg", flush=True)


def picture(atlas, record, severity):
    """One scenario at one severity; (rows, columns, 3) uint8."""
    around, way = AROUND[record.id]
    (caught,) = mk.caught(mk.entrap(atlas, record.id, severity))
    scene = mk.Scene(caught.atlas).show([*around, *caught.entrapment.walls])
    scene = scene.show([one for one in FAINT if one in scene.visible], opacity=0.35)
    scene = scene.add(caught.layer())
    target = reach_of(atlas, record).nerve
    nearer = AWAY_MM * (0.6 if record.site.structure.startswith("root") else 1.0)
    eye = target + nearer * np.array(way) / np.linalg.norm(way)
    scene = scene.from_camera([*eye, *target, 0, 0, 1])
    return scene.screenshot(size=SIZE)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
