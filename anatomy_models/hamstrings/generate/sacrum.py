"""Measurements of the sacrum and coccyx, in atlas millimetres; turns in degrees."""

from anatomy_models.hamstrings.generate.fields import Solid, Sweep

SACRUM = Solid(
    parts=(
        Sweep(
            "vertebral bodies",
            toward=(1, 0, 0),
            stations=(
                (0, -22, 86, 28, 12),
                (0, -30, 78, 27.5, 9.5),
                (0, -50, 63, 12.5, 5),
                (0, -62, 49, 3, 1.5),
                (0, -70, 30, 9.5, 2),
                (0, -72, 15, 7.5, 3.5),
            ),
        ),
        Sweep(
            "ala",
            toward=(0, 1, 0),
            stations=(
                (5, -10, 85, 13.5, 5),
                (36, -31, 92, 5, 6),
                (55, -29, 97, 5.5, 1.5),
            ),
        ),
        Sweep(
            "lateral mass and auricular surface",
            toward=(0, 1, 0),
            stations=(
                (43, -36, 104, 5, 11.5),
                (48, -26, 87, 5.5, 7),
                (51, -16, 65, 4, 5),
                (37, -41, 56, 1.5, 3),
            ),
        ),
        Sweep(
            "bridge between first and second foramina",
            toward=(0, 1, 0),
            stations=(
                (12, -31, 80, 11.5, 3.5),
                (37, -40, 70, 18, 4),
            ),
        ),
        Sweep(
            "bridge between second and third foramina",
            toward=(0, 1, 0),
            stations=(
                (8, -65, 57, 6, 5.5),
                (39, -46, 60, 7.5, 1.5),
            ),
        ),
        Sweep(
            "bridge between third and fourth foramina",
            toward=(0, 1, 0),
            stations=(
                (8, -70, 46, 4, 9.5),
                (31, -65, 29, 1.5, 5.5),
            ),
        ),
        Sweep(
            "lamina",
            toward=(1, 0, 0),
            stations=(
                (5, -46, 93, 12, 4),
                (8, -58, 75, 5, 2),
                (7, -77, 53, 1.5, 1.5),
                (11, -80, 33, 3, 5.5),
                (10, -78, 17, 1.5, 3),
            ),
        ),
        Sweep(
            "pedicle behind the ala",
            toward=(0, 0, 1),
            stations=(
                (20, -46, 71, 11.5, 7.5),
                (36, -39, 74, 2, 2),
                (51, -23, 90, 13.5, 1.5),
            ),
        ),
        Sweep(
            "lateral sacral crest",
            toward=(0, 1, 0),
            stations=(
                (35, -28, 81, 11.5, 11.5),
                (33, -52, 67, 11, 7),
                (32, -65, 50, 4.5, 7.5),
                (28, -69, 35, 3, 1.5),
            ),
        ),
        Sweep(
            "superior articular process",
            toward=(1, 0, 0),
            stations=(
                (23, -34, 89, 9.5, 7.5),
                (21, -30, 114, 5, 2),
            ),
        ),
        Sweep(
            "median sacral crest",
            toward=(1, 0, 0),
            stations=(
                (0, -56, 93, 2, 1.5),
                (0, -68, 68, 1.5, 2),
                (0, -80, 51, 2, 1.5),
                (0, -79, 23, 1.5, 1.5),
            ),
        ),
        Sweep(
            "coccyx, first segment",
            toward=(0, 1, 0),
            stations=(
                (0, -71, 8, 4.5),
                (0, -71, -3, 3.5),
            ),
        ),
        Sweep(
            "first coccygeal transverse process",
            toward=(0, 0, 1),
            stations=(
                (0, -72, -3, 5, 3),
                (13, -70, -5, 5, 2.5),
            ),
        ),
        Sweep(
            "coccyx, lower segments",
            toward=(0, 1, 0),
            stations=(
                (0, -70, -9, 4.5),
                (0, -68, -18, 5),
                (0, -64, -25, 4),
            ),
        ),
        Sweep(
            "lateral border",
            toward=(0, 1, 0),
            stations=(
                (44, -49, 53, 4, 2),
                (35, -59, 41, 3, 1.5),
                (28, -62, 27, 3.5, 2),
                (12, -68, 16, 2.5, 2.5),
            ),
        ),
    ),
    cuts=(
        Sweep(
            "sacral canal",
            toward=(1, 0, 0),
            stations=(
                (0, -46, 114, 13, 9),
                (0, -45, 96, 9.5, 1.5),
                (0, -61, 68, 8, 1.5),
                (0, -74, 45, 9.5, 2.5),
            ),
        ),
        Sweep(
            "first foramen",
            toward=(0, 0, 1),
            stations=(
                (20, -17, 66, 5),
                (22, -65, 86, 2.5),
            ),
        ),
        Sweep(
            "second foramen",
            toward=(0, 0, 1),
            stations=(
                (19, -37, 56, 5),
                (18, -82, 69, 4),
            ),
        ),
        Sweep(
            "third foramen",
            toward=(0, 0, 1),
            stations=(
                (16, -52, 45, 5.5),
                (16, -90, 48, 5),
            ),
        ),
        Sweep(
            "fourth foramen",
            toward=(0, 0, 1),
            stations=(
                (15, -62, 28, 2),
                (15, -90, 27, 2.5),
            ),
        ),
    ),
    blend_mm=3,
    cut_blend_mm=1,
    mirrored=True,
)
