"""Measurements of the nerves, in atlas millimetres.

Sources: tomaszewski2016 (nerve 15.6 mm wide below piriformis, divides 65 mm above the popliteal
fossa), miller2007 (nerve 12 mm lateral to the ischial tuberosity).
"""

from anatomy_models.hamstrings.generate.tubes import Tube

NERVES = {
    "sciatic_nerve": Tube(
        toward=(1, 0, 0),
        stations=(
            (46, -29, 42, 7, 3),
            (54, -37, 27, 7.5, 3),
            (64, -45, 13, 8, 3),
            (79, -50, 3, 8, 3),
            (93, -50, -10, 7.5, 3),
            (100, -45, -30, 7, 3.5),
            (99, -36, -58, 6.5, 3.5),
            (92, -24, -95, 6, 3.5),
            (86, -17, -140, 6, 3.5),
            (83, -14, -200, 6, 3.5),
            (80, -15, -270, 6, 3.5),
            (78, -18, -330, 6, 3.5),
            (78, -20, -360, 6.5, 3.5),
            (78, -22, -380, 8, 3),
        ),
        rings=90,
        angles=18,
    ),
    "tibial_nerve": Tube(
        toward=(1, 0, 0),
        stations=(
            (75.5, -21, -366, 3, 2.5),
            (75, -22, -380, 3.5, 2.5),
            (74, -25, -395, 3.5, 3),
            (75, -32, -420, 3, 3),
            (76, -34, -445, 3, 3),
            (78, -29, -475, 3, 3),
            (81, -21, -505, 3, 2.5),
            (83, -16, -540, 2.5, 2.5),
            (82, -15, -600, 2.5, 2.5),
        ),
        rings=60,
        angles=14,
    ),
    "common_fibular_nerve": Tube(
        toward=(1, 0, 0),
        stations=(
            (80.5, -21, -366, 2.5, 2.5),
            (82, -22.5, -380, 3, 2.5),
            (87, -27, -395, 3, 2.5),
            (97, -33, -420, 3, 2),
            (106, -34, -443, 3, 2),
            (112, -30, -466, 2.5, 2),
            (115, -24, -480, 2.5, 2),
            (116, -16, -489, 2.5, 2),
            (113, -8, -496, 2, 2),
            (107, -4, -503, 2, 2),
        ),
        rings=60,
        angles=14,
    ),
}
