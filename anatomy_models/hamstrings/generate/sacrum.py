"""Measurements of the sacrum and coccyx, in atlas millimetres; turns in degrees."""

from anatomy_models.hamstrings.generate.fields import Solid, Sweep

SACRUM = Solid(
    parts=(
        Sweep(
            "vertebral bodies",
            toward=(1, 0, 0),
            stations=(
                (0, -22, 86, 26.5, 11.5),
                (0, -29, 78, 26, 9.5),
                (0, -49, 63, 11.5, 5),
                (0, -63, 49, 2.5, 2.5),
                (0, -70, 31, 8, 1.5),
                (0, -72, 16, 6.5, 2),
            ),
        ),
        Sweep(
            "ala",
            toward=(0, 1, 0),
            stations=(
                (4, -6, 84, 12.5, 3),
                (33, -30, 92, 3, 5),
                (51, -33, 99, 4, 1.5),
            ),
        ),
        Sweep(
            "lateral mass and auricular surface",
            toward=(0, 1, 0),
            stations=(
                (42, -38, 107, 1.5, 9.5),
                (47, -27, 89, 3, 7),
                (52, -16, 65, 3.5, 4.5),
                (37, -39, 58, 1.5, 3.5),
            ),
        ),
        Sweep(
            "bridge between first and second foramina",
            toward=(0, 1, 0),
            stations=(
                (15, -29, 81, 8.5, 3),
                (36, -38, 72, 15, 3.5),
            ),
        ),
        Sweep(
            "bridge between second and third foramina",
            toward=(0, 1, 0),
            stations=(
                (10, -64, 55, 2.5, 4),
                (38, -53, 62, 2, 1.5),
            ),
        ),
        Sweep(
            "bridge between third and fourth foramina",
            toward=(0, 1, 0),
            stations=(
                (14, -69, 45, 2, 7),
                (29, -66, 29, 1.5, 4.5),
            ),
        ),
        Sweep(
            "lamina",
            toward=(1, 0, 0),
            stations=(
                (6, -48, 92, 8.5, 3.5),
                (5, -61, 72, 7.5, 2.5),
                (7, -74, 53, 5.5, 3),
                (10, -80, 35, 4, 3.5),
                (9, -78, 20, 2, 4),
            ),
        ),
        Sweep(
            "pedicle behind the ala",
            toward=(0, 0, 1),
            stations=(
                (21, -45, 71, 10, 7.5),
                (38, -39, 74, 1.5, 2.5),
                (52, -23, 89, 11, 1.5),
            ),
        ),
        Sweep(
            "lateral sacral crest",
            toward=(0, 1, 0),
            stations=(
                (35, -28, 82, 10.5, 8.5),
                (34, -52, 67, 11, 4.5),
                (33, -65, 50, 4.5, 6),
                (30, -68, 38, 3, 1.5),
            ),
        ),
        Sweep(
            "superior articular process",
            toward=(1, 0, 0),
            stations=(
                (23, -34, 90, 7.5, 5),
                (20, -29, 115, 4, 1.5),
            ),
        ),
        Sweep(
            "median sacral crest",
            toward=(1, 0, 0),
            stations=(
                (0, -55, 91, 4),
                (0, -66, 74, 4),
                (0, -78, 53, 4),
                (0, -81, 34, 4),
            ),
        ),
        Sweep(
            "coccyx, first segment",
            toward=(0, 1, 0),
            stations=(
                (0, -71, 8, 3.5),
                (0, -71, -2, 2.5),
            ),
        ),
        Sweep(
            "first coccygeal transverse process",
            toward=(0, 0, 1),
            stations=(
                (7, -72, -2, 3.5, 2.5),
                (14, -69, -7, 3.5, 1.5),
            ),
        ),
        Sweep(
            "coccyx, lower segments",
            toward=(0, 1, 0),
            stations=(
                (0, -70, -10, 4),
                (0, -68, -18, 5),
                (0, -64, -25, 4),
            ),
        ),
        Sweep(
            "lateral border",
            toward=(0, 1, 0),
            stations=(
                (44, -50, 53, 3, 1.5),
                (36, -58, 40, 1.5, 1.5),
                (28, -60, 26, 1.5, 1.5),
                (13, -68, 16, 1.5, 1.5),
            ),
        ),
    ),
    cuts=(
        Sweep(
            "sacral canal",
            toward=(1, 0, 0),
            stations=(
                (0, -41, 109, 11.5, 5),
                (0, -44, 90, 9.5, 3.5),
                (0, -60, 66, 6, 2),
                (0, -72, 47, 4.5, 1.5),
            ),
        ),
        Sweep(
            "first foramen",
            toward=(0, 0, 1),
            stations=(
                (19, -17, 66, 5),
                (23, -64, 86, 3),
            ),
        ),
        Sweep(
            "second foramen",
            toward=(0, 0, 1),
            stations=(
                (18, -36, 57, 4),
                (18, -81, 69, 3),
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
                (15, -62, 28, 2.5),
                (15, -90, 27, 2.5),
            ),
        ),
    ),
    blend_mm=4,
    cut_blend_mm=1,
    mirrored=True,
)
