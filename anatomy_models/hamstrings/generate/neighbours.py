"""Measurements of the deep gluteal muscles, their neighbours and ligaments, in atlas millimetres.

Sources: handsfield2014 (volumes), philippon2015 (sacrotuberous ligament 14.6 mm medial to the
middle of the conjoint footprint), miller2007 (lower border of gluteus maximus 63 mm below the top
of the conjoint footprint). Courses and widths of the others were measured on BodyParts3D.
"""

from anatomy_models.hamstrings.generate.footprints import Footprint
from anatomy_models.hamstrings.generate.sheets import Moulded, Sheet

SACROSPINOUS_LIGAMENT = Moulded(
    parts=(
        Sheet(
            fibres=(
                ((21, -65, 22, 2.0), (34, -57, 16, 2.0), (44, -49, 11, 2.0), (50, -44, 8, 2.0)),
                ((16, -67, 11, 2.0), (30, -58, 10, 2.0), (42, -50, 8, 2.5), (50, -44, 7, 2.0)),
                ((9, -69, -2, 2.0), (24, -61, 2, 2.0), (40, -51, 4, 2.0), (49, -43, 5, 2.0)),
            ),
            origin_on=("sacrum",),
            insertion_on=("hip_bone",),
            tendon_mm=(300.0, 300.0),
        ),
    ),
    faces=900,
    spacing_mm=1.0,
    origin=Footprint("sacrum", (13, -68, 9), (10, 2, 20), 14.0, 4.0),
    insertion=Footprint("hip_bone", (47, -44, 7), (0, 0, 1), 9.0, 5.0),
)
SACROTUBEROUS_LIGAMENT = Moulded(
    parts=(
        Sheet(
            fibres=(
                (
                    (43, -70, 42, 2.0),
                    (44, -69, 22, 1.5),
                    (46, -65, 0, 2.0),
                    (46, -57, -18, 2.5),
                    (45, -30, -30, 2.0),
                ),
                (
                    (29, -70, 26, 2.5),
                    (36, -70, 10, 2.0),
                    (43, -65, -6, 2.5),
                    (43, -56, -23, 3.0),
                    (40, -34, -40, 2.5),
                ),
                (
                    (20, -71, 12, 2.5),
                    (27, -71, 2, 2.5),
                    (37, -65, -12, 2.5),
                    (40, -53, -31, 2.0),
                    (37, -31, -47, 2.0),
                ),
            ),
            origin_on=("sacrum", "hip_bone"),
            insertion_on=("hip_bone",),
            tendon_mm=(300.0, 300.0),
        ),
    ),
    faces=1240,
    spacing_mm=1.0,
    origin=Footprint("sacrum", (30, -70, 29), (19, 5, 23), 26.0, 6.0),
    insertion=Footprint("hip_bone", (47, -35, -37), (12, -5, 22), 24.0, 6.0),
)
OBTURATOR_INTERNUS = Moulded(
    parts=(
        Sheet(
            fibres=(
                (
                    (46, 22, 6, 3.0),
                    (50, 4, 11, 4.0),
                    (50, -14, 8, 4.0),
                    (51, -32, 3, 4.0),
                    (54, -44, -1, 3.0),
                    (66, -47, -2, 3.0),
                    (85, -39, -6, 2.5),
                    (102, -28, -7, 2.0),
                    (114, -19, -5, 2.0),
                    (124, -15, -4, 2.5),
                ),
                (
                    (37, 27, -8, 2.0),
                    (42, 8, -4, 3.5),
                    (45, -12, -3, 4.0),
                    (49, -32, -4, 4.0),
                    (54, -46, -5, 3.5),
                    (66, -48, -5, 3.0),
                    (85, -39, -8, 2.5),
                    (102, -28, -9, 2.5),
                    (114, -19, -7, 2.5),
                    (124, -15, -6, 3.0),
                ),
                (
                    (27, 22, -22, 2.0),
                    (33, 4, -18, 3.5),
                    (40, -14, -15, 4.0),
                    (47, -32, -11, 4.0),
                    (54, -46, -8, 3.5),
                    (66, -48, -9, 3.0),
                    (85, -39, -11, 2.5),
                    (102, -28, -11, 2.5),
                    (114, -19, -9, 2.5),
                    (124, -15, -8, 3.0),
                ),
                (
                    (23, 8, -35, 1.5),
                    (30, -6, -32, 2.5),
                    (38, -20, -28, 3.0),
                    (46, -33, -19, 3.5),
                    (54, -46, -12, 3.0),
                    (66, -47, -13, 2.5),
                    (85, -39, -14, 2.0),
                    (102, -28, -13, 2.0),
                    (114, -20, -11, 2.0),
                    (124, -16, -10, 2.5),
                ),
            ),
            origin_on=("hip_bone",),
            insertion_on=("femur",),
            attached_mm=(40.0, 6.0),
            lifted_mm=(-1.5, -3.0),
            tendon_mm=(0.0, 45.0),
        ),
    ),
    faces=1250,
    insertion=Footprint("femur", (122, -17, -9), (2, 9, 8), 7.0, 8.0),
)
SUPERIOR_GEMELLUS = Moulded(
    parts=(
        Sheet(
            fibres=(
                (
                    (52, -42, 11, 3.0),
                    (62, -43, 8, 4.0),
                    (76, -41, 4, 4.0),
                    (92, -32, -1, 3.5),
                    (108, -20, -2, 2.5),
                    (125, -10, -4, 2.5),
                ),
                (
                    (53, -43, 5, 3.0),
                    (62, -45, 3, 4.0),
                    (76, -42, 0, 4.0),
                    (92, -33, -4, 3.5),
                    (108, -20, -4, 2.5),
                    (124, -11, -6, 2.5),
                ),
            ),
            origin_on=("hip_bone",),
            insertion_on=("femur",),
            attached_mm=(14.0, 8.0),
            tendon_mm=(0.0, 14.0),
        ),
    ),
    faces=800,
    spacing_mm=1.0,
    origin=Footprint("hip_bone", (56, -40, 6), (8, 4, -11), 12.0, 7.0),
    insertion=Footprint("femur", (125, -10, -5), (2, 9, 6), 6.0, 5.0),
)
INFERIOR_GEMELLUS = Moulded(
    parts=(
        Sheet(
            fibres=(
                (
                    (79, -33, -8, 2.5),
                    (84, -36, -12, 3.5),
                    (90, -36, -15, 4.0),
                    (105, -28, -15, 3.0),
                    (120, -19, -13, 2.5),
                ),
                (
                    (80, -33, -16, 2.5),
                    (84, -36, -19, 3.5),
                    (91, -36, -20, 4.0),
                    (105, -28, -18, 3.0),
                    (121, -20, -15, 2.5),
                ),
            ),
            origin_on=("hip_bone",),
            insertion_on=("femur",),
            attached_mm=(14.0, 8.0),
            lifted_mm=(-4.0, -1.5),
            tendon_mm=(0.0, 14.0),
        ),
    ),
    faces=800,
    spacing_mm=1.0,
    origin=Footprint("hip_bone", (78, -30, -14), (0, 0, 1), 12.0, 6.0),
    insertion=Footprint("femur", (121, -22, -17), (2, 6, 9), 7.0, 5.0),
)
PIRIFORMIS = Moulded(
    parts=(
        Sheet(
            fibres=(
                (
                    (27, -48, 56, 2.0),
                    (45, -41, 51, 4.0),
                    (62, -36, 43, 5.0),
                    (80, -33, 31, 5.0),
                    (100, -26, 16, 4.5),
                    (119, -17, 7, 3.5),
                    (131, -15, 0, 3.0),
                ),
                (
                    (26, -57, 45, 3.0),
                    (42, -49, 41, 6.0),
                    (58, -44, 34, 8.0),
                    (78, -38, 24, 8.0),
                    (100, -28, 10, 6.0),
                    (119, -18, 5, 4.0),
                    (131, -15, 0, 3.5),
                ),
                (
                    (26, -60, 33, 2.0),
                    (39, -55, 30, 4.0),
                    (55, -49, 24, 5.0),
                    (76, -43, 15, 5.0),
                    (99, -31, 4, 4.5),
                    (119, -20, 2, 3.5),
                    (130, -17, -1, 3.0),
                ),
            ),
            origin_on=("sacrum",),
            insertion_on=("femur",),
            attached_mm=(16.0, 8.0),
            tendon_mm=(0.0, 22.0),
        ),
    ),
    faces=1240,
    origin=Footprint("sacrum", (29, -60, 44), (-6, -8, -20), 22.0, 8.0),
    insertion=Footprint("femur", (131, -15, -1), (1, 0, 0), 8.0, 6.0),
)
QUADRATUS_FEMORIS = Moulded(
    parts=(
        Sheet(
            fibres=(
                (
                    (74, -34, -30, 3.0),
                    (88, -33, -29, 4.5),
                    (106, -31, -27, 4.5),
                    (122, -27, -23, 2.0),
                ),
                (
                    (73, -31, -44, 4.0),
                    (88, -31, -46, 6.0),
                    (105, -31, -45, 6.0),
                    (122, -27, -40, 2.5),
                ),
                (
                    (64, -28, -56, 3.0),
                    (82, -29, -63, 4.5),
                    (101, -29, -63, 4.5),
                    (118, -25, -57, 2.0),
                ),
            ),
            origin_on=("hip_bone",),
            insertion_on=("femur",),
        ),
    ),
    faces=1240,
    origin=Footprint("hip_bone", (77, -31, -40), (0, 0, 1), 24.0, 6.0),
    insertion=Footprint("femur", (117, -27, -43), (-4, 2, -38), 36.0, 7.0),
)
ADDUCTOR_MAGNUS = Moulded(
    parts=(
        Sheet(  # adductor part, from the ramus to the linea aspera
            fibres=(
                ((17, 18, -36, 3), (45, 12, -62, 6), (82, -3, -84, 5), (113, -12, -90, 3)),
                ((22, 10, -42, 4), (46, 14, -88, 10), (80, 0, -116, 6), (110, -9, -130, 3)),
                ((27, 2, -46, 5), (42, 17, -126, 14), (76, 0, -168, 6), (100, -3, -185, 3)),
                ((31, -6, -50, 5), (38, 19, -160, 15), (66, 2, -222, 6), (97, 0, -240, 3)),
                ((35, -12, -53, 5), (36, 19, -190, 14), (60, 2, -272, 5), (89, 1, -300, 3)),
            ),
            origin_on=("hip_bone",),
            insertion_on=("femur",),
            tendon_mm=(0.0, 12.0),
        ),
        Sheet(  # ischiocondylar part, from the tuberosity to the adductor tubercle
            fibres=(
                (
                    (35, -14, -54, 5),
                    (27, 8, -120, 10),
                    (25, 16, -190, 12),
                    (33, 17, -260, 10),
                    (41, 14, -320, 5.5),
                    (43, 10, -365, 3.5),
                    (40, 0, -402, 3),
                ),
                (
                    (46, -32, -59, 5),
                    (38, -2, -120, 10),
                    (35, 12, -190, 12),
                    (39, 14, -260, 10),
                    (43, 11, -320, 5.5),
                    (44, 8, -365, 3.5),
                    (40, -1, -403, 3),
                ),
            ),
            origin_on=("hip_bone",),
            insertion_on=("femur",),
            tendon_mm=(8.0, 75.0),
        ),
    ),
    spacing_mm=2.0,
    faces=3200,
    blend_mm=3.0,
    volume_cm3=559.8,  # handsfield2014
)
GLUTEUS_MAXIMUS = Moulded(
    parts=(
        Sheet(
            fibres=(
                (
                    (66, -59, 114, 5),
                    (90, -66, 92, 9),
                    (114, -62, 68, 9),
                    (133, -48, 48, 5),
                    (142, -36, 36, 2),
                ),
                (
                    (48, -72, 90, 7),
                    (80, -82, 68, 17),
                    (110, -76, 42, 17),
                    (135, -54, 15, 9),
                    (147, -34, 0, 2),
                ),
                (
                    (33, -78, 62, 7),
                    (66, -88, 42, 20),
                    (100, -82, 14, 20),
                    (129, -60, -14, 12),
                    (146, -32, -36, 2),
                ),
                (
                    (23, -80, 34, 7),
                    (55, -90, 12, 21),
                    (88, -85, -18, 20),
                    (117, -58, -46, 14),
                    (133, -27, -72, 4),
                ),
                (
                    (14, -76, 6, 7),
                    (42, -85, -16, 17),
                    (74, -79, -44, 16),
                    (103, -53, -74, 12),
                    (117, -15, -105, 4),
                ),
                (
                    (10, -73, -14, 5),
                    (32, -77, -34, 10),
                    (62, -70, -60, 10),
                    (93, -47, -90, 8),
                    (112, -8, -138, 4),
                ),
            ),
            origin_on=("hip_bone", "sacrum", "sacrotuberous_ligament"),
            insertion_on=("femur",),
            attached_mm=(12.0, 10.0),
            lifted_mm=(4.0, 2.0),
            tendon_mm=(3.0, 18.0),
        ),
    ),
    spacing_mm=2.0,
    faces=3000,
    behind=True,
    volume_cm3=849.0,  # handsfield2014
)
LIGAMENTS = {
    "sacrospinous_ligament": SACROSPINOUS_LIGAMENT,
    "sacrotuberous_ligament": SACROTUBEROUS_LIGAMENT,
}
DEEP_MUSCLES = {  # in the order they are made; the earlier keep their room
    "obturator_internus": OBTURATOR_INTERNUS,
    "superior_gemellus": SUPERIOR_GEMELLUS,
    "inferior_gemellus": INFERIOR_GEMELLUS,
    "piriformis": PIRIFORMIS,
    "quadratus_femoris": QUADRATUS_FEMORIS,
    "adductor_magnus": ADDUCTOR_MAGNUS,
    "gluteus_maximus": GLUTEUS_MAXIMUS,
}
NEIGHBOURS = {**LIGAMENTS, **DEEP_MUSCLES}
