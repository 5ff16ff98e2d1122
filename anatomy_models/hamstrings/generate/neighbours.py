"""Measurements of deep gluteal muscles and ligaments, in atlas millimetres."""

from anatomy_models.hamstrings.generate.footprints import Footprint
from anatomy_models.hamstrings.generate.tubes import Tube

NEIGHBOURS = {
    "piriformis": Tube(
        toward=(0, 0, 1),
        stations=(
            (34, -49, 48, 13, 5),
            (50, -48, 42, 12, 6.5),
            (66, -47, 32, 11, 6.5),
            (88, -39, 17, 8, 5.5),
            (110, -26, 5, 5, 4),
            (126, -18, 0, 3, 3),
        ),
        origin=Footprint("sacrum", (28, -50, 48), (-4, 0, 9), 28.0, 12.0),
        insertion=Footprint("femur", (130, -14, 0), (0, 9, 2), 9.0, 6.0),
    ),
    "quadratus_femoris": Tube(
        toward=(0, 0, 1),
        stations=(
            (80, -30, -42, 17, 4),
            (92, -29, -43, 18, 5),
            (106, -29, -44, 18, 5),
            (116, -28, -45, 17, 4),
        ),
        origin=Footprint("hip_bone", (76, -30, -38), (-3, 3, 9), 34.0, 6.0),
        insertion=Footprint("femur", (121, -26, -44), (-2, 0, 9), 34.0, 6.0),
    ),
    "sacrotuberous_ligament": Tube(
        toward=(10, 0, 5),
        stations=(
            (33, -70, 21, 15, 2.5),
            (35, -68, 9, 11, 2.5),
            (39, -63, -6, 8, 3),
            (44, -57, -20, 6.5, 3),
            (49, -51, -32, 7, 3),
        ),
        origin=Footprint("sacrum", (32, -69, 30), (10, 0, 14), 34.0, 8.0),
        insertion=Footprint("hip_bone", (50, -42, -38), (6, 3, 9), 22.0, 6.0),
    ),
}
