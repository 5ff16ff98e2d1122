"""Measurements of the nerves, in atlas millimetres.

Sources: tomaszewski2016 (sciatic nerve 15.6 mm wide below piriformis, divides 65 mm above the
popliteal fossa), miller2007 (12 mm from the ischial tuberosity), pudendal_pho (sciatic nerve 11 mm
and posterior femoral cutaneous nerve 7 mm from the hamstring origin). Every other figure is drawn:
courses follow the bones, calibres only tell thick from thin.
"""

from anatomy_models.hamstrings.generate.strands import FIRST, LAST, Share, Strand

TIBIAL_SHARE = (-1.0, 0.15)
FIBULAR_SHARE = (0.15, 1.0)

NERVES = {
    "sciatic_nerve": Strand(
        toward=(1, 0, 0),
        stations=(
            (46, -29, 42, 7.5, 3),
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
            (78, -22, -378, 7, 3),
        ),
        angles=16,
    ),
    "tibial_nerve": Strand(
        toward=(1, 0, 0),
        starts_as=Share("sciatic_nerve", LAST, *TIBIAL_SHARE),
        stations=(
            (74, -25, -395, 3.5, 3),
            (74, -32, -420, 3, 3),
            (75, -35, -445, 3, 3),
            (77, -31, -475, 3, 3),
            (80, -23, -510, 3, 2.5),
            (82, -18, -550, 2.5, 2.5),
            (81, -15, -600, 2.5, 2.5),
            (78, -14, -660, 2.5, 2.5),
            (71, -18, -720, 2.5, 2.5),
            (61, -27, -770, 2.5, 2.5),
            (54, -28, -805, 2.5, 2.5),
        ),
    ),
    "common_fibular_nerve": Strand(
        toward=(1, 0, 0),
        starts_as=Share("sciatic_nerve", LAST, *FIBULAR_SHARE),
        stations=(
            (87, -26, -395, 2.5, 2.5),
            (97, -33, -420, 2.5, 2),
            (106, -35, -443, 2.5, 2),
            (113, -31, -466, 2.5, 2),
            (116, -24, -480, 2.5, 2),
            (116, -15, -490, 2, 2),
            (113, -7, -499, 2, 2),
            (107, -3, -510, 2, 2),
            (102, -1, -530, 2, 2),
            (99, 2, -570, 2, 2),
            (97, 4, -640, 2, 2),
            (93, 10, -720, 1.5, 1.5),
            (84, 20, -780, 1.5, 1.5),
            (78, 23, -805, 1.5, 1.5),
        ),
    ),
    "posterior_femoral_cutaneous_nerve": Strand(
        toward=(1, 0, 0),
        stations=(
            (46, -36, 36, 1.5, 1.5),
            (60, -48, 12, 1.5, 1.5),
            (76, -56, -4, 1.5, 1.5),
            (86, -55, -22, 1.5, 1.5),
            (86, -58, -50, 1.5, 1.5),
            (78, -62, -90, 1.5, 1.5),
            (72, -65, -150, 1.5, 1.5),
            (70, -66, -220, 1, 1),
            (68, -64, -300, 1, 1),
            (68, -58, -370, 1, 1),
            (70, -54, -430, 1, 1),
        ),
        angles=10,
    ),
}

ROOTS = {
    "root_l4": Strand(
        toward=(0, 1, 0),
        stations=(
            (14, -17, 146, 2, 2),
            (20, -14, 143, 2, 2),
            (28, -14, 134, 2, 2),
            (33, -16, 117, 1.5, 1.5),
            (37, -17, 100, 1.5, 1.5),
            (42, -16, 80, 1.5, 1.5),
            (46, -19, 60, 1.5, 1.5),
        ),
        stops_as=Share("sciatic_nerve", FIRST, 0.66, 1.0),
    ),
    "root_l5": Strand(
        toward=(0, 1, 0),
        stations=(
            (14, -28, 113, 2.5, 2.5),
            (20, -25, 109, 2.5, 2.5),
            (28, -22, 101, 2.5, 2.5),
            (34, -20, 90, 2.5, 2.5),
            (39, -18, 75, 2.5, 2.5),
            (43, -21, 58, 2.5, 2.5),
        ),
        stops_as=Share("sciatic_nerve", FIRST, 0.2, 0.66),
    ),
    "root_s1": Strand(
        toward=(1, 0, 0),
        stations=(
            (19, -44, 74, 2.5, 2.5),
            (21, -36, 68, 2.5, 2.5),
            (27, -29, 62, 2.5, 2.5),
            (36, -26, 54, 2.5, 2.5),
        ),
        stops_as=Share("sciatic_nerve", FIRST, -0.25, 0.2),
    ),
    "root_s2": Strand(
        toward=(1, 0, 0),
        stations=(
            (18, -62, 62, 2, 2),
            (19, -57, 57, 2, 2),
            (24, -44, 53, 2, 2),
            (34, -34, 49, 2, 2),
        ),
        stops_as=Share("sciatic_nerve", FIRST, -0.65, -0.25),
    ),
    "root_s3": Strand(
        toward=(1, 0, 0),
        stations=(
            (15, -70, 48, 1.5, 1.5),
            (16, -64, 46, 1.5, 1.5),
            (21, -50, 43, 1.5, 1.5),
            (32, -38, 43, 1.5, 1.5),
        ),
        stops_as=Share("sciatic_nerve", FIRST, -1.0, -0.65),
    ),
}
