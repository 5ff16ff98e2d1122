"""Measurements of the sacrum and coccyx, in atlas millimetres; turns in degrees."""

from anatomy_models.hamstrings.generate.fields import Clearance, MedianSweep, Ridge, Solid, Sweep
from anatomy_models.hamstrings.generate.hip_bone import HIP_BONE
from anatomy_models.hamstrings.generate.shapes import Drum, Foramen

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
        MedianSweep(
            "lower sacral bodies",
            stations=(
                (-37, 72, 26, 8.5),
                (-50, 60, 27, 2),
                (-65, 51, 26, 3.5),
                (-68, 33, 25.5, 2),
                (-71, 24, 22, 3.5),
                (-70, 10, 8, 2.5),
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
                (21, -69, 51, 10, 4.5),
                (20, -71, 30, 8, 3.5),
            ),
        ),
        Ridge(
            "lateral sacral crest",
            half_widths=(7, 9.5, 1.5),
            line=(
                (34, -42, 80),
                (34, -52, 69),
                (35, -66, 49),
            ),
        ),
        MedianSweep(
            "lamina",
            stations=(
                (-53, 93, 15, 3),
                (-63, 76, 14, 3),
                (-73, 60, 12, 2.5),
                (-80, 33, 10, 2),
            ),
        ),
        MedianSweep(
            "median sacral crest",
            stations=(
                (-57, 94, 1.5),
                (-62, 87, 3.5),
                (-65, 79, 2),
                (-72, 69, 3.5),
                (-76, 61, 2),
                (-81, 51, 3),
                (-82, 42, 1.5),
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
        Ridge(
            "sacral cornu",
            half_widths=(2.5,),
            line=(
                (10, -80, 36),
                (10, -80, 24),
                (9, -76, 14),
            ),
        ),
        MedianSweep(
            "coccyx",
            stations=(
                (-71, 6, 8, 3.5),
                (-71, 0, 9, 4.5),
                (-70, -6, 4, 3),
                (-69, -10, 6, 4),
                (-67, -15, 3.5, 3),
                (-66, -18, 4.5, 3.5),
                (-63, -25, 2.5, 2.5),
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
        MedianSweep(
            "sacral canal",
            stations=(
                (-36, 108, 13, 8),
                (-43, 88, 12, 7.5),
                (-66, 60, 10, 5),
                (-76, 30, 8, 3),
                (-80, 14, 7, 3.5),
            ),
        ),
        Foramen(
            "first foramen",
            front=(21, -27, 63, 6),
            fork=(22, -44, 80, 5),
            back=(24, -54, 87, 4),
        ),
        Foramen(
            "second foramen",
            front=(21, -42, 54, 5.5),
            fork=(18, -59, 64, 4),
            back=(17, -68, 70, 3.5),
        ),
        Foramen(
            "third foramen",
            front=(17, -52, 44, 4),
            fork=(16, -71, 48, 3.5),
            back=(17, -80, 48, 3.5),
        ),
        Foramen(
            "fourth foramen",
            front=(17, -56, 26, 3.5),
            fork=(16, -75, 28, 3.5),
            back=(16, -82, 28, 3),
        ),
        Ridge(
            "notch for the fifth lumbar nerve",
            half_widths=(4.5,),
            line=(
                (6, -27, 111),
                (22, -25, 110),
                (36, -18, 107),
            ),
        ),
        Clearance("sacroiliac joint", HIP_BONE, gap_mm=1),
    ),
    blend_mm=2.5,
    cut_blend_mm=1,
    mirrored=True,
)
