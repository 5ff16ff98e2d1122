"""The joints and tendon paths as MJCF: tables in atlas millimetres, written in metres and radians.

Sources: freeman2005 (the knee: medially the femur hardly moves to and fro up to 120 degrees,
laterally it rolls back, which turns the tibia inwards about a medial axis). How far it turns is
drawn, and so are the ranges. The axis through the round back parts of the condyles, where a tendon
leaves its footprint and where it reaches the leg are read off the meshes; so is what angles of the
hip go together: beyond the limits femur and hip bone of this atlas run into one another.
"""

from dataclasses import dataclass
from xml.etree import ElementTree as Xml

import numpy as np
from numpy.polynomial import Polynomial
from scipy.optimize import least_squares
from scipy.spatial.transform import Rotation

MM_PER_M = 1000.0
HIP_MM = (87.5, 0, 0)
MEDIAL_CONDYLE_MM = (50, -5.5, -420)
LATERAL_CONDYLE_MM = (96, -5, -417)
PATELLA_AXIS_MM = (73, -2, -416)
ANKLE_MM = (72, 0, -808)
L5_S1_MM = (0, -8, 98)
L4_L5_MM = (0, 0, 130)

KNEE_RANGE_DEG = (0, 135)
INWARD_TURN_DEG = 8.0
PATELLA_PER_KNEE = 0.65
LUMBAR_SHARE = 0.2


@dataclass(frozen=True)
class Coordinate:
    """An angle to set: about `axis` through `at`, between `low` and `high` degrees."""

    name: str
    axis: tuple
    at: tuple
    low: float
    high: float
    note: str = ""


@dataclass(frozen=True)
class Body:
    """A body, what it moves by, and the structures it carries."""

    name: str
    inside: str
    carries: tuple = ()
    coordinates: tuple = ()


@dataclass(frozen=True)
class Site:
    """A point a path runs through, fixed to a body."""

    body: str
    at: tuple


@dataclass(frozen=True)
class End:
    """The centre of a structure's footprint."""

    body: str
    structure: str
    role: str


@dataclass(frozen=True)
class Wrap:
    """A cylinder about the axis of the condyles, on whose back a path lies."""

    radius: float


@dataclass(frozen=True)
class Limit:
    """A sum of coordinates, each times its share, between `low` and `high` degrees."""

    name: str
    shares: dict
    low: float
    high: float
    note: str


X, Y, Z = (1, 0, 0), (0, 1, 0), (0, 0, 1)
_condyles = np.subtract(LATERAL_CONDYLE_MM, MEDIAL_CONDYLE_MM)
KNEE_AXIS = tuple(-_condyles / np.linalg.norm(_condyles))
KNEE_MM = tuple(np.add(MEDIAL_CONDYLE_MM, LATERAL_CONDYLE_MM) / 2)

ROOTS = ("root_s2", "root_s3")

BODIES = (
    Body(
        "pelvis",
        "world",
        ("hip_bone", "sacrum", "sacrotuberous_ligament", "sacrospinous_ligament", *ROOTS),
        (
            Coordinate(
                "pelvic_tilt",
                (-1, 0, 0),
                HIP_MM,
                -30,
                40,
                "forwards positive, the thigh held still",
            ),
        ),
    ),
    Body(
        "thorax",
        "pelvis",
        (),
        (
            Coordinate(
                "lumbar_flexion",
                (-1, 0, 0),
                L4_L5_MM,
                -20,
                60,
                "schematic: a fifth of it in each of the two lowest joints",
            ),
        ),
    ),
    Body("vertebra_l5", "pelvis", ("vertebra_l5",)),
    Body("vertebra_l4", "vertebra_l5", ("vertebra_l4",)),
    Body(
        "femur",
        "world",
        ("femur", "profunda_femoris_artery"),
        (
            Coordinate("hip_flexion", X, HIP_MM, -30, 120),
            Coordinate("hip_adduction", Y, HIP_MM, -45, 30, "abduction negative"),
            Coordinate("hip_rotation", Z, HIP_MM, -45, 45, "inwards positive"),
        ),
    ),
    Body("patella", "femur", ("patella",)),
    Body(
        "tibia",
        "femur",
        ("tibia", "fibula"),
        (
            Coordinate("knee_flexion", KNEE_AXIS, KNEE_MM, *KNEE_RANGE_DEG),
            Coordinate("tibial_rotation", Z, KNEE_MM, -30, 30, "inwards positive"),
        ),
    ),
    Body(
        "foot",
        "tibia",
        (),
        (
            Coordinate(
                "ankle_dorsiflexion", X, ANKLE_MM, -50, 30, "schematic: it only draws on the nerves"
            ),
        ),
    ),
)

# Bones are drawn without labrum and capsule: some millimetres of meeting are let pass in front.
MEETS = "beyond that the neck of the femur meets the rim of the socket in front"
SQUEEZED = "beyond that femur and tuberosity leave no room for the tendons between them"
LIMITS = (
    Limit(
        "hip_closing",
        {"hip_flexion": 1, "pelvic_tilt": 1},
        -30,
        120,
        "the hip itself bends by thigh and pelvis together",
    ),
    Limit(
        "hip_closing_inwards",
        {"hip_flexion": 1, "pelvic_tilt": 1, "hip_adduction": 1.3},
        -90,
        120,
        MEETS,
    ),
    Limit(
        "hip_closing_turned_inwards",
        {"hip_flexion": 1, "pelvic_tilt": 1, "hip_adduction": 1.3, "hip_rotation": 0.8},
        -125,
        120,
        MEETS,
    ),
    Limit(
        "hip_opening_inwards",
        {"hip_flexion": 1, "pelvic_tilt": 1, "hip_adduction": -1},
        -38,
        200,
        SQUEEZED,
    ),
    Limit(
        "hip_opening_turned_outwards",
        {"hip_flexion": 1, "pelvic_tilt": 1, "hip_adduction": -1, "hip_rotation": 0.5},
        -30,
        200,
        SQUEEZED,
    ),
)

# Where the tendon leaves its footprint, not the footprint's centre: the lower, inner part of the
# conjoint footprint is semitendinosus's. At the leg: the back edge of the tendon, from where it
# pulls when the knee is bent.
MUSCLES = {
    "biceps_femoris_long_head": (
        Site("pelvis", (64, -49, -36)),
        Wrap(26),
        Site("tibia", (119, -28, -452)),
        End("tibia", "biceps_femoris_long_head", "insertion"),
    ),
    "biceps_femoris_short_head": (
        End("femur", "biceps_femoris_short_head", "origin"),
        Wrap(22),
        Site("tibia", (119, -28, -452)),
        End("tibia", "biceps_femoris_short_head", "insertion"),
    ),
    "semitendinosus": (
        Site("pelvis", (54, -47, -48)),
        Wrap(38),
        Site("tibia", (31, -23, -468)),
        Site("tibia", (42, 5, -482)),
        End("tibia", "semitendinosus", "insertion"),
    ),
    "semimembranosus": (
        Site("pelvis", (72, -40, -37)),
        Wrap(32),
        Site("tibia", (41, -25, -456)),
        End("tibia", "semimembranosus", "insertion"),
    ),
}

# Of each nerve the course from the spine to the ankle: along it the nerve can slide, so a bend
# anywhere draws on all of it. Behind the knee it lies on a cylinder from which bending lifts it.
_TO_THIGH = (
    Site("vertebra_l4", (14, -12, 136)),
    Site("pelvis", (46, -29, 42)),
    Site("pelvis", (79, -51, 4)),
    Site("pelvis", (93, -45, -30)),
    Site("femur", (89, -20, -125)),
)
NERVES = {
    "sciatic_tibial_course": (
        *_TO_THIGH,
        Site("femur", (78, -21, -370)),
        Site("femur", (75, -27, -396)),
        Wrap(27),
        Site("tibia", (76, -31, -476)),
        Site("tibia", (81, -20, -535)),
        Site("tibia", (78, -14, -660)),
        Site("tibia", (61, -27, -770)),
        Site("foot", (54, -28, -812)),
    ),
    "sciatic_fibular_course": (
        *_TO_THIGH,
        Site("femur", (79, -21, -370)),
        Site("femur", (88, -28, -396)),
        Wrap(27),
        Site("tibia", (114, -28, -470)),
        Site("tibia", (113, -7, -499)),
        Site("tibia", (102, -1, -530)),
        Site("tibia", (97, 4, -640)),
        Site("foot", (78, 23, -812)),
    ),
}

# What follows a path that is not its own: from the first of two it passes over to the second.
ALONG = {
    "conjoint_tendon": ("biceps_femoris_long_head",),
    "sciatic_nerve": ("sciatic_tibial_course",),
    "tibial_nerve": ("sciatic_tibial_course",),
    "common_fibular_nerve": ("sciatic_tibial_course", "sciatic_fibular_course"),
    "posterior_femoral_cutaneous_nerve": ("sciatic_tibial_course",),
    **{f"nerve_to_{muscle}": ("sciatic_tibial_course", muscle) for muscle in MUSCLES},
}
# What spans joints without a path: it follows the nearer bone.
BETWEEN = {
    "disc_l4_l5": ("vertebra_l4", "vertebra_l5"),
    "disc_l5_s1": ("vertebra_l5", "pelvis"),
    "root_l4": ("vertebra_l4", "vertebra_l5", "pelvis"),
    "root_l5": ("vertebra_l4", "vertebra_l5", "pelvis"),
    "root_s1": ("vertebra_l5", "pelvis"),
    "popliteal_artery": ("femur", "tibia"),
    "skin": ("pelvis", "femur", "tibia"),
}


def joints_xml(centres, femur, tibia):
    """The model as MJCF text.

    Parameters
    ----------
    centres : dict of (str, str) to (3,) float
        Structure and role to the centre of its footprint, atlas millimetres.
    femur, tibia : pyvista.PolyData
        Their surfaces, for the height at which the tibia rides below the rolling condyles.

    Returns
    -------
    str
    """
    root = Xml.Element("mujoco", model="hamstrings")
    Xml.SubElement(root, "compiler", angle="radian", autolimits="true")
    Xml.SubElement(root, "option", gravity="0 0 0")
    default = Xml.SubElement(root, "default")
    # Nothing collides: the cylinders are for paths, and no mass is known of anything here.
    Xml.SubElement(default, "geom", contype="0", conaffinity="0", density="0", group="3")
    Xml.SubElement(default, "site", size="0.002")
    custom = Xml.SubElement(root, "custom")
    world = Xml.SubElement(root, "worldbody")
    elements = {"world": world}
    for body in BODIES:
        elements[body.name] = Xml.SubElement(elements[body.inside], "body", name=body.name)
        Xml.SubElement(elements[body.name], "inertial", pos="0 0 0", mass="1", diaginertia="1 1 1")
        for coordinate in body.coordinates:
            joint(elements[body.name], coordinate)
            if coordinate.note:
                Xml.SubElement(
                    custom, "text", name=f"about_{coordinate.name}", data=coordinate.note
                )
        if body.carries:
            Xml.SubElement(
                custom, "text", name=f"carried_by_{body.name}", data=" ".join(body.carries)
            )
    for prefix, table in (("along", ALONG), ("between", BETWEEN)):
        for name, hosts in table.items():
            Xml.SubElement(custom, "text", name=f"{prefix}_{name}", data=" ".join(hosts))
    couplings = Xml.SubElement(root, "equality")
    couple(elements, couplings, femur, tibia)
    tendons = Xml.SubElement(root, "tendon")
    for name, path in {**MUSCLES, **NERVES}.items():
        spatial(elements, tendons, name, path, centres)
    for limit in LIMITS:
        Xml.SubElement(custom, "text", name=f"about_{limit.name}", data=limit.note)
        fixed(tendons, limit)
    Xml.indent(root, "  ")
    return Xml.tostring(root, encoding="unicode") + "\n"


def joint(body, coordinate):
    """Add the hinge of a coordinate."""
    Xml.SubElement(
        body,
        "joint",
        name=coordinate.name,
        type="hinge",
        pos=metres(coordinate.at),
        axis=numbers(coordinate.axis),
        range=numbers(np.radians((coordinate.low, coordinate.high))),
    )


def fixed(tendons, limit):
    """Add a limit: to MuJoCo, a tendon as long as the weighted sum of its joints."""
    together = Xml.SubElement(
        tendons, "fixed", name=limit.name, range=numbers(np.radians((limit.low, limit.high)))
    )
    for name, share in limit.shares.items():
        Xml.SubElement(together, "joint", joint=name, coef=numbers([share]))


def couple(bodies, equalities, femur, tibia):
    """Add the joints that follow from others: rolling and gliding, the patella, the two discs."""
    turn, glide = inward_turn(), knee_glide(femur, tibia)
    follow(
        bodies["tibia"],
        equalities,
        "knee_glide",
        "knee_flexion",
        glide.coef / MM_PER_M,
        type="slide",
        axis="0 0 1",
    )
    follow(
        bodies["tibia"],
        equalities,
        "knee_turn",
        "knee_flexion",
        np.radians(turn.coef),
        type="hinge",
        axis="0 0 1",
        pos=metres(MEDIAL_CONDYLE_MM),
    )
    follow(
        bodies["patella"],
        equalities,
        "patella_flexion",
        "knee_flexion",
        (0, PATELLA_PER_KNEE),
        type="hinge",
        axis=numbers(KNEE_AXIS),
        pos=metres(PATELLA_AXIS_MM),
    )
    for body, at in (("vertebra_l5", L5_S1_MM), ("vertebra_l4", L4_L5_MM)):
        follow(
            bodies[body],
            equalities,
            f"{body}_flexion",
            "lumbar_flexion",
            (0, LUMBAR_SHARE),
            type="hinge",
            axis="-1 0 0",
            pos=metres(at),
        )


def follow(body, equalities, name, leader, coefficients, **attributes):
    """Add a joint that is a polynomial of another."""
    Xml.SubElement(body, "joint", name=name, **attributes)
    five = np.zeros(5)
    five[: len(coefficients)] = coefficients
    Xml.SubElement(equalities, "joint", joint1=name, joint2=leader, polycoef=numbers(five, 8))


def inward_turn():
    """Degrees the tibia turns inwards, of knee flexion in radians: first fast, then slowly."""
    full = np.radians(KNEE_RANGE_DEG[1])
    return Polynomial((0, 2 * INWARD_TURN_DEG / full, -INWARD_TURN_DEG / full**2))


def knee_glide(femur, tibia, steps=15):
    """Millimetres the tibia rises along itself to keep the gap to the femur it has in extension.

    Returns
    -------
    numpy.polynomial.Polynomial
        Of knee flexion in radians, of degree four, zero in extension.
    """
    import pyvista

    plateau = np.asarray(tibia.points, float)
    plateau = plateau[plateau[:, 2] > plateau[:, 2].max() - 10]
    turn = inward_turn()
    angles = np.radians(np.linspace(*KNEE_RANGE_DEG, steps))
    gaps = []
    for angle in angles:
        turned = Rotation.from_rotvec([0, 0, np.radians(turn(angle))])
        bent = Rotation.from_rotvec(angle * np.asarray(KNEE_AXIS))
        points = turned.apply(plateau - MEDIAL_CONDYLE_MM) + MEDIAL_CONDYLE_MM
        points = bent.apply(points - KNEE_MM) + KNEE_MM
        distance = pyvista.PolyData(points).compute_implicit_distance(femur)["implicit_distance"]
        gaps.append(distance.min())
    wanted = np.subtract(gaps, gaps[0])
    powers = np.stack([angles**power for power in (1, 2, 3, 4)], axis=1)
    fitted = least_squares(lambda c: powers @ c - wanted, np.zeros(4)).x
    return Polynomial((0, *fitted))


def spatial(bodies, tendons, name, path, centres):
    """Add a path: its sites to their bodies, its cylinder to the femur."""
    tendon = Xml.SubElement(tendons, "spatial", name=name)
    for number, step in enumerate(path):
        own = f"{name}.{number}"
        if isinstance(step, Wrap):
            half = 60 * np.asarray(KNEE_AXIS)
            ends = metres((*np.subtract(KNEE_MM, half), *np.add(KNEE_MM, half)))
            Xml.SubElement(
                bodies["femur"],
                "geom",
                name=own,
                type="cylinder",
                size=numbers([step.radius / MM_PER_M]),
                fromto=ends,
            )
            behind = np.subtract(KNEE_MM, (0, step.radius + 20, 0))
            Xml.SubElement(bodies["femur"], "site", name=f"{own}.behind", pos=metres(behind))
            Xml.SubElement(tendon, "geom", geom=own, sidesite=f"{own}.behind")
            continue
        at = centres[step.structure, step.role] if isinstance(step, End) else step.at
        Xml.SubElement(bodies[step.body], "site", name=own, pos=metres(at))
        Xml.SubElement(tendon, "site", site=own)


def metres(point):
    """Atlas millimetres as MJCF writes them."""
    return numbers(np.asarray(point, float) / MM_PER_M, 5)


def numbers(values, digits=6):
    """Numbers as MJCF writes them, without trailing noughts."""
    return " ".join(
        f"{round(float(v), digits):g}" if digits < 7 else f"{float(v):.6g}" for v in values
    )
