"""Milliseconds for the knee's moment arms of four muscles at 675 postures, beside OpenSim."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as Xml

import common
import numpy as np
from scipy.spatial.transform import Rotation

from musclekit.paths import content_dir

TITLE = "Moment arms"
OPENSIM = "4.5.2.0"
MUSCLES = (
    "biceps_femoris_long_head",
    "biceps_femoris_short_head",
    "semitendinosus",
    "semimembranosus",
)
HIP_DEG, KNEE_DEG = list(range(-20, 111, 5)), list(range(0, 121, 5))
_OURS = """\
import json, sys, time
import numpy as np
import musclekit as mk
names, hip, knee, runs = json.loads(sys.argv[1])
atlas = mk.load_atlas()
hip, knee = np.meshgrid(hip, knee, indexing="ij")
took = []
for _ in range(runs + 1):
    began = time.perf_counter()
    arms = [
        mk.moment_arms(atlas, name, "knee_flexion", hip_flexion=hip, knee_flexion=knee)
        for name in names
    ]
    took.append(time.perf_counter() - began)
print(json.dumps([took[1:], np.array(arms).tolist()]))
"""
# The same points and cylinders; hip and knee as two hinges, without the knee's gliding and turning.
_THEIRS = """\
import json, sys, time
import pyopensim as osim
from math import radians
names, hip, knee, runs, body = json.loads(sys.argv[1])
sim = osim.simulation
vec = osim.simbody.Vec3
model = sim.Model()
def segment(name):
    one = sim.Body(name, 1.0, vec(0), osim.simbody.Inertia(1, 1, 1))
    model.addBody(one)
    return one
femur, tibia = segment("femur"), segment("tibia")
frames = {"pelvis": model.getGround(), "femur": femur, "tibia": tibia}
def hinge(name, parent, child, joint):
    at, turn = vec(*joint["at"]), vec(*joint["turn"])
    made = sim.PinJoint(name, frames[parent], at, turn, frames[child], at, turn)
    model.addJoint(made)
hinge("hip", "pelvis", "femur", body["hip"])
hinge("knee", "femur", "tibia", body["knee"])
muscles = []
for name in names:
    path = body["paths"][name]
    muscle = sim.PathSpring(name, 0.1, 1.0, 0.0)
    model.addForce(muscle)
    for number, (frame, at) in enumerate(path["points"]):
        muscle.updGeometryPath().appendNewPathPoint(f"{name}{number}", frames[frame], vec(*at))
    cylinder = sim.WrapCylinder()
    cylinder.setName(f"{name}_wrap")
    cylinder.set_radius(path["radius"])
    cylinder.set_length(path["length"])
    cylinder.set_translation(vec(*path["at"]))
    cylinder.set_xyz_body_rotation(vec(*path["turn"]))
    cylinder.set_quadrant("+x")
    femur.addWrapObject(cylinder)
    muscle.updGeometryPath().addPathWrap(cylinder)
    muscles.append(muscle)
model.finalizeConnections()
state = model.initSystem()
coordinates = model.getCoordinateSet()
hip_angle, knee_angle = coordinates.get(0), coordinates.get(1)
paths = [muscle.getGeometryPath() for muscle in muscles]
took = []
for _ in range(runs + 1):
    began = time.perf_counter()
    arms = []
    for path in paths:
        rows = []
        for here in hip:
            row = []
            for there in knee:
                hip_angle.setValue(state, radians(here), False)
                knee_angle.setValue(state, radians(there), False)
                row.append(path.computeMomentArm(state, knee_angle))
            rows.append(row)
        arms.append(rows)
    took.append(time.perf_counter() - began)
print(json.dumps([took[1:], arms]))
"""


def geometry() -> dict:
    """Hinges, path points and cylinders of our joints file, metres, in the world's axes."""
    root = Xml.parse(content_dir("anatomy_models") / "hamstrings" / "joints.xml").getroot()
    owner, places = {}, {}
    for body in root.iter("body"):
        for site in body.findall("site"):
            owner[site.get("name")] = body.get("name")
            places[site.get("name")] = _numbers(site.get("pos"))
    cylinders = {geom.get("name"): geom for geom in root.iter("geom") if geom.get("fromto")}
    joints = {joint.get("name"): joint for joint in root.iter("joint") if joint.get("name")}
    tendons = {one.get("name"): one for one in root.iter("spatial")}
    return {
        "hip": _hinge(joints["hip_flexion"]),
        "knee": _hinge(joints["knee_flexion"]),
        "paths": {name: _path(tendons[name], owner, places, cylinders) for name in MUSCLES},
    }


def _path(tendon, owner, places, cylinders) -> dict:
    sites = [site.get("site") for site in tendon.findall("site")]
    (wrap,) = tendon.findall("geom")
    cylinder = cylinders[wrap.get("geom")]
    first, last = np.reshape(_numbers(cylinder.get("fromto")), (2, 3))
    centre, behind = (first + last) / 2, np.array(places[wrap.get("sidesite")])
    return {
        "points": [[owner[site], places[site]] for site in sites],
        "radius": float(cylinder.get("size").split()[0]),
        "length": float(np.linalg.norm(last - first)),
        "at": centre.tolist(),
        "turn": _turn(last - first, behind - centre),
    }


def _hinge(joint) -> dict:
    return {"at": _numbers(joint.get("pos")), "turn": _turn(_numbers(joint.get("axis")))}


def _turn(along, across=(0.0, -1.0, 0.0)) -> list[float]:
    """Angles about x, y, z that lay the third axis along one direction, the first across it."""
    third = np.asarray(along, float) / np.linalg.norm(along)
    first = across - np.dot(across, third) * third
    first /= np.linalg.norm(first)
    axes = np.stack([first, np.cross(third, first), third], axis=1)
    return Rotation.from_matrix(axes).as_euler("XYZ", suppress_warnings=True).tolist()


def _numbers(text: str) -> list[float]:
    return [float(part) for part in text.split()]


def _run(python: str, code: str, *given) -> tuple[list[float], np.ndarray]:
    """Seconds of each sweep, and the moment arms, metres, in a fresh process."""
    ours = python == sys.executable
    kept = os.environ if ours else {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    command = [python, "-c", code, json.dumps(given)]
    done = subprocess.run(command, capture_output=True, text=True, env=kept, check=False)
    if done.returncode:
        told = (done.stderr.strip().splitlines() or ["it stopped"])[-1]
        hint = "" if ours else " OpenSim's wheel needs libopenblas.so.0 (libopenblas0)."
        raise common.CannotMeasure(f"The sweep did not run: {told}.{hint}")
    took, arms = json.loads(done.stdout.strip().splitlines()[-1])
    return took, np.array(arms)


def measure(chosen) -> tuple[str, str]:
    """Three processes a side, taking turns; the first sweep of each is left out."""
    grid = [list(MUSCLES), HIP_DEG, KNEE_DEG, chosen.runs]
    body = geometry()
    python = common.environment("opensim", [f"pyopensim=={OPENSIM}"])
    ours, theirs = [], []
    for _ in range(3):
        took, own_arms = _run(sys.executable, _OURS, *grid)
        ours += took
        took, other_arms = _run(python, _THEIRS, *grid, body)
        theirs += took
    rows = [
        [name, f"{1000 * common.median(took):.1f}", common.spread([1000 * t for t in took], 1)]
        for name, took in (("`mk.moment_arms`", ours), (f"OpenSim {OPENSIM}", theirs))
    ]
    text = common.table(["", "milliseconds, median", "least–most"], rows)
    ratio = common.median(theirs) / common.median(ours)
    apart = 1000 * np.abs(own_arms - other_arms)
    count = len(HIP_DEG) * len(KNEE_DEG)
    return TITLE, (
        f"{text}\n\nRatio of the medians {ratio:.1f}. Four muscles, {count} postures (hip "
        f"{HIP_DEG[0]} to {HIP_DEG[-1]}°, knee {KNEE_DEG[0]} to {KNEE_DEG[-1]}°), the same path "
        "points and cylinders; OpenSim's knee is a plain hinge, ours also glides and turns. Their "
        f"moment arms differ by {np.median(apart):.1f} mm (median), {apart.max():.1f} mm at most.\n"
        f"{chosen.runs} sweeps in each of three processes a side, taking turns; "
        f"{common.this_machine()}."
    )


if __name__ == "__main__":
    common.run(measure, common.arguments(__doc__.splitlines()[0], runs=5))
