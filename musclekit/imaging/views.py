"""Standard ultrasound views of the hamstrings: how the probe is held, and what to find."""

from __future__ import annotations

from dataclasses import dataclass

from musclekit.errors import UnknownName, did_you_mean
from musclekit.imaging.probe import Probe


@dataclass(frozen=True)
class View:
    """A view sonographers go to.

    Attributes
    ----------
    name, title : str
    probe : Probe
    find : tuple of str
        What to find, one sentence each: commonly taught, unconfirmed.
    shows : tuple of str
        Ids that the view shows in the uninjured, neutral atlas.
    """

    name: str
    title: str
    probe: Probe
    find: tuple[str, ...]
    shows: tuple[str, ...]

    def describe(self) -> str:
        """Title and what to find."""
        return "\n".join([f"{self.title}. Find:", *(f"  - {one}" for one in self.find)])


_VIEWS = (
    View(
        "ischial_tuberosity",
        "Ischial tuberosity, short axis",
        Probe(
            "conjoint_tendon",
            along=0.12,
            shift_mm=-8,
            depth_mm=95,
            width_mm=60,
            frequency_mhz=5,
            shape="curved",
        ),
        (
            "The ischial tuberosity: a bright line with nothing behind it.",
            "The tendons on its lateral side: bright, close to the bone.",
            "Gluteus maximus over them: dark, with bright specks.",
            "The sciatic nerve, lateral to the bone.",
        ),
        ("hip_bone", "conjoint_tendon", "gluteus_maximus", "sciatic_nerve"),
    ),
    View(
        "conjoint_tendon",
        "Conjoint tendon, short axis",
        Probe(
            "conjoint_tendon", along=0.5, shift_mm=-10, depth_mm=85, width_mm=70, frequency_mhz=7
        ),
        (
            "The conjoint tendon: a bright oval.",
            "The same oval turning grey when the probe is tilted: anisotropy, not a tear.",
            "The sciatic nerve deep and lateral to it: a honeycomb that tilting changes less.",
        ),
        ("conjoint_tendon", "sciatic_nerve"),
    ),
    View(
        "conjoint_tendon_long",
        "Conjoint tendon, long axis",
        Probe(
            "conjoint_tendon",
            along=0.5,
            axis="long",
            rock_deg=24,
            depth_mm=85,
            width_mm=70,
            frequency_mhz=6,
        ),
        (
            "Fine bright lines along the tendon.",
            "The bone it comes from, at the left: bright, with nothing behind it.",
        ),
        ("conjoint_tendon", "hip_bone"),
    ),
    View(
        "semimembranosus",
        "Semimembranosus tendon, short axis",
        Probe("semimembranosus", along=0.14, depth_mm=85, width_mm=60, frequency_mhz=6),
        (
            "The tendon of semimembranosus, deep to the conjoint tendon.",
            "Adductor magnus medial and deep to it.",
        ),
        ("semimembranosus", "conjoint_tendon", "sciatic_nerve"),
    ),
    View(
        "sciatic_nerve",
        "Sciatic nerve beside the hamstring tendons, short axis",
        Probe(
            "sciatic_nerve",
            along=0.36,
            depth_mm=80,
            width_mm=70,
            frequency_mhz=7,
        ),
        (
            "The sciatic nerve: dark fascicles in a bright net, with a bright rim.",
            "The tendon of semimembranosus medial to it: bright, without a net.",
            "The conjoint tendon medial and nearer: as dark as muscle, for the beam meets it "
            "aslant. Lean the probe by 16°, and it is bright.",
        ),
        ("sciatic_nerve", "conjoint_tendon", "semimembranosus"),
    ),
    View(
        "three_bellies",
        "Mid-thigh: the three bellies, short axis",
        Probe("semitendinosus", along=0.42, shift_mm=2, depth_mm=80, width_mm=80, frequency_mhz=7),
        (
            "Biceps femoris, long head: the lateral belly.",
            "Semitendinosus: the middle one, nearest to the probe.",
            "Semimembranosus: the medial one, deeper.",
            "The sciatic nerve between them, in front.",
        ),
        (
            "biceps_femoris_long_head",
            "semitendinosus",
            "semimembranosus",
            "sciatic_nerve",
        ),
    ),
    View(
        "distal_biceps",
        "Distal biceps femoris, short axis",
        Probe("biceps_femoris_long_head", along=0.88, depth_mm=45, width_mm=50, frequency_mhz=10),
        (
            "The tendon of biceps femoris, the short head beneath it.",
            "The common fibular nerve, medial to the tendon.",
            "The femur: a bright line with nothing behind it.",
        ),
        ("biceps_femoris_long_head", "biceps_femoris_short_head", "common_fibular_nerve", "femur"),
    ),
)
VIEWS = {view.name: view for view in _VIEWS}


def ultrasound_view(name: str) -> View:
    """A standard view by its name.

    Raises
    ------
    UnknownName
        If there is none; the nearest names are offered.

    >>> import musclekit as mk
    >>> mk.ultrasound_view("three_bellies").probe.axis
    'short'
    """
    if name not in VIEWS:
        raise UnknownName(f"No ultrasound view '{name}'.", remedy=did_you_mean(str(name), VIEWS))
    return VIEWS[name]
