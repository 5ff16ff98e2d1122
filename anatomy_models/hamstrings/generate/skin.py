"""Measurements of the skin of the right buttock, thigh and knee, in atlas millimetres.

No source gives girths or the thickness of what lies under the skin for this body: the sections
are drawn round what is modelled, at least `COVER_MM` outside it, with room for missing muscles.
"""

from anatomy_models.hamstrings.generate.envelope import Envelope, Section
from anatomy_models.hamstrings.generate.fields import Sweep

COVER_MM = 4.0

SKIN = Envelope(
    stacks=(
        (  # trunk, mirrored in the midline
            Section(z=160, x=(-158, 158), y=(-92, 92), roundness=2.6),
            Section(z=120, x=(-160, 160), y=(-94, 96), roundness=2.6),
            Section(z=90, x=(-164, 164), y=(-96, 96), roundness=2.6),
            Section(z=50, x=(-168, 168), y=(-95, 92), roundness=2.5),
            Section(z=10, x=(-170, 170), y=(-90, 84), roundness=2.4),
            Section(z=-25, x=(-160, 160), y=(-72, 76), roundness=2.2),
            Section(z=-48, x=(-120, 120), y=(-50, 56), roundness=2.0),
        ),
        (  # thigh, knee and upper calf
            Section(z=40, x=(20, 160), y=(-70, 78), roundness=2.2),
            Section(z=0, x=(12, 172), y=(-84, 84), roundness=2.2),
            Section(z=-60, x=(5, 171), y=(-90, 86), roundness=2.2),
            Section(z=-110, x=(3, 166), y=(-89, 88), roundness=2.2),
            Section(z=-160, x=(3, 160), y=(-87, 87), roundness=2.2),
            Section(z=-200, x=(5, 155), y=(-84, 84), roundness=2.2),
            Section(z=-250, x=(9, 148), y=(-80, 77), roundness=2.2),
            Section(z=-300, x=(14, 141), y=(-75, 68), roundness=2.2),
            Section(z=-350, x=(18, 134), y=(-68, 57), roundness=2.3),
            Section(z=-390, x=(18, 131), y=(-64, 54), roundness=2.4),
            Section(z=-420, x=(17, 131), y=(-62, 56), roundness=2.4),
            Section(z=-450, x=(18, 130), y=(-62, 48), roundness=2.4),
            Section(z=-480, x=(22, 127), y=(-68, 45), roundness=2.3),
            Section(z=-520, x=(23, 130), y=(-84, 42), roundness=2.2),
            Section(z=-560, x=(23, 131), y=(-91, 40), roundness=2.2),
            Section(z=-610, x=(25, 130), y=(-91, 38), roundness=2.2),
        ),
    ),
    bulges=(
        Sweep(
            "buttock",
            toward=(1, 0, 0),
            stations=(
                (62, -52, 96, 46, 40),
                (70, -60, 50, 62, 60),
                (76, -64, 5, 68, 68),
                (80, -60, -32, 62, 60),
            ),
        ),
        Sweep(
            "patellar region",
            toward=(1, 0, 0),
            stations=((82, 30, -395, 26, 22), (82, 34, -425, 26, 22), (80, 28, -455, 20, 18)),
        ),
    ),
    medial_x=0.0,
    top_z=150.0,
    bottom_z=-580.0,
    cover_mm=COVER_MM,
)
