"""Measurements of the sacrum and coccyx, in atlas millimetres; turns in degrees."""

from anatomy_models.hamstrings.generate.fields import Clearance, Solid, Sweep
from anatomy_models.hamstrings.generate.hip_bone import HIP_BONE
from anatomy_models.hamstrings.generate.shapes import Drum

SACRUM = Solid(
    parts=(
        Drum(
            "first sacral body",
            lower=(-30, 77, 19, 10.5, 9),
            middle=(-22, 87, 22, 15, 10.5),
            upper=(-13, 95, 24.5, 19, 12),
            tilt_deg=(38, 31),
            dish_mm=1,
        ),
        Sweep(
            "lower sacral bodies",
            toward=(1, 0, 0),
            stations=(
                (0, -37, 72, 26, 8.5),
                (0, -50, 60, 27, 2),
                (0, -65, 51, 26, 3.5),
                (0, -68, 33, 25.5, 2),
                (0, -71, 24, 22, 3.5),
                (0, -70, 10, 8, 2.5),
            ),
        ),
        Sweep(
            "ala",
            toward=(0, 1, 0),
            stations=(
                (22, -23, 83, 10, 9.5),
                (37, -29, 83, 11.5, 17),
                (52, -29, 90, 4.5, 1.5),
            ),
        ),
        Sweep(
            "lateral mass and auricular surface",
            toward=(1, 0, 0),
            stations=(
                (45, -35, 103, 12, 7),
                (54, -18, 69, 6.5, 7.5),
                (44, -27, 68, 4.5, 11.5),
                (37, -52, 56, 8.5, 5),
                (32, -66, 44, 5, 3),
                (28, -62, 27, 4.5, 4),
                (19, -64, 21, 3, 3),
            ),
        ),
        Sweep(
            "intermediate column",
            toward=(1, 0, 0),
            stations=(
                (22, -46, 89, 10, 6.5),
                (20, -57, 73, 10, 6),
                (20, -66, 58, 10, 5),
                (22, -71, 43, 9.5, 4),
                (20, -71, 30, 8, 3.5),
            ),
        ),
        Sweep(
            "lateral sacral crest",
            toward=(0, 1, 0),
            stations=(
                (34, -42, 80, 7),
                (34, -52, 69, 9.5),
                (35, -61, 63, 5),
                (35, -66, 49, 1.5),
            ),
        ),
        Sweep(
            "lamina",
            toward=(1, 0, 0),
            stations=(
                (0, -53, 93, 15, 3),
                (0, -63, 76, 14, 3),
                (0, -73, 60, 12, 2.5),
                (0, -79, 48, 10.5, 2),
                (0, -80, 33, 10, 2),
            ),
        ),
        Sweep(
            "median sacral crest",
            toward=(1, 0, 0),
            stations=(
                (0, -57, 94, 2, 1.5),
                (0, -62, 87, 2.5, 4.5),
                (0, -65, 79, 2, 2),
                (0, -72, 69, 2.5, 4.5),
                (0, -76, 61, 2, 2),
                (0, -82, 51, 2.5, 4),
                (0, -82, 42, 2, 1.5),
            ),
        ),
        Sweep(
            "superior articular process",
            toward=(13, -13, 0),
            stations=(
                (23, -36, 96, 8, 4.5),
                (23, -32, 104, 8.5, 3.5),
                (24, -31, 111, 6, 2.5),
            ),
        ),
        Sweep(
            "sacral cornu",
            toward=(1, 0, 0),
            stations=(
                (10, -80, 36, 2.5),
                (10, -80, 24, 2.5),
                (9, -76, 14, 2),
            ),
        ),
        Sweep(
            "coccyx",
            toward=(1, 0, 0),
            stations=(
                (0, -71, 6, 8, 3.5),
                (0, -71, 0, 9, 4.5),
                (0, -70, -6, 4, 3),
                (0, -69, -10, 6, 4),
                (0, -67, -15, 3.5, 3),
                (0, -66, -18, 4.5, 3.5),
                (0, -63, -25, 2.5, 2.5),
            ),
        ),
        Sweep(
            "coccygeal transverse process",
            toward=(0, 0, 1),
            stations=(
                (6, -71, -1, 3.5, 2.5),
                (14, -69, -4, 2.5, 2),
            ),
        ),
    ),
    cuts=(
        Sweep(
            "sacral canal",
            toward=(1, 0, 0),
            stations=(
                (0, -36, 108, 13, 8),
                (0, -42, 89, 12, 7.5),
                (0, -52, 76, 11, 7),
                (0, -66, 60, 9, 4.5),
                (0, -73, 46, 9, 2.5),
                (0, -76, 30, 8, 2.5),
                (0, -80, 14, 7, 3.5),
            ),
        ),
        Sweep(
            "first foramen",
            toward=(0, 0, 1),
            stations=(
                (22, -24, 65, 6),
                (21, -37, 70, 5),
                (22, -41, 77, 4.5),
                (24, -53, 86, 4),
            ),
        ),
        Sweep(
            "first foramen to canal",
            toward=(0, 0, 1),
            stations=(
                (9, -46, 84, 4),
                (22, -42, 78, 4),
            ),
        ),
        Sweep(
            "second foramen",
            toward=(0, 0, 1),
            stations=(
                (21, -42, 55, 5.5),
                (19, -54, 59, 5),
                (17, -59, 65, 4),
                (17, -68, 70, 3.5),
            ),
        ),
        Sweep(
            "second foramen to canal",
            toward=(0, 0, 1),
            stations=(
                (6, -62, 66, 3),
                (18, -58, 63, 3.5),
            ),
        ),
        Sweep(
            "third foramen",
            toward=(0, 0, 1),
            stations=(
                (17, -52, 44, 4),
                (16, -66, 46, 4),
                (17, -80, 48, 3.5),
            ),
        ),
        Sweep(
            "third foramen to canal",
            toward=(0, 0, 1),
            stations=(
                (5, -73, 49, 2.5),
                (16, -70, 48, 3),
            ),
        ),
        Sweep(
            "fourth foramen",
            toward=(0, 0, 1),
            stations=(
                (17, -56, 26, 3),
                (16, -67, 27, 2.5),
                (16, -82, 28, 3),
            ),
        ),
        Sweep(
            "fourth foramen to canal",
            toward=(0, 0, 1),
            stations=(
                (5, -77, 30, 2.5),
                (16, -72, 28, 2.5),
            ),
        ),
        Sweep(
            "notch for the fifth lumbar nerve",
            toward=(0, 0, 1),
            stations=(
                (6, -27, 111, 5),
                (22, -25, 110, 4.5),
                (36, -18, 107, 4.5),
            ),
        ),
        Clearance("sacroiliac joint", HIP_BONE, gap_mm=1),
    ),
    blend_mm=2.5,
    cut_blend_mm=1,
    mirrored=True,
)
