"""Measurements of the right fibula, in atlas millimetres; turns in degrees."""

from anatomy_models.hamstrings.generate.fields import Ridge, Solid, Sphere, Sweep

FIBULA = Solid(
    parts=(
        Sweep(
            "shaft",
            toward=(1, 0, 0),
            stations=(
                (107, -16, -468, 13.5, 9.5, -2),
                (104, -17, -489, 7.5, 7.5, -1),
                (104, -19, -515, 5.5, 7.5, -9),
                (104, -18, -557, 5, 8, 3),
                (103, -18, -599, 5.5, 7.5, 24),
                (102, -19, -638, 6, 6, -12),
                (100, -19, -676, 5, 6.5, -31),
                (98, -20, -720, 5, 7, 0),
                (96, -19, -766, 5, 8.5, 32),
                (94, -19, -804, 7, 10.5, 33),
            ),
        ),
        Sweep(
            "head",
            toward=(1, 0, 0),
            stations=((108, -10, -468, 10, 8.5), (106, -15, -483, 8, 8)),
        ),
        Sweep(
            "apex of the head",
            toward=(1, 0, 0),
            stations=((107, -19, -468, 10, 6), (107, -20, -456, 6.5, 4.5)),
        ),
        Sweep(
            "lateral malleolus",
            toward=(0, 1, 0),
            stations=((96, -19, -803, 8.5, 6.5), (96, -18, -816, 13.5, 9), (98, -23, -829, 9.5, 6)),
        ),
    ),
    exact=(
        Ridge(
            "anterior border",
            half_widths=(0.5, 2, 2, 0.5),
            line=((104, -10, -485), (103, -11, -545), (104, -13, -620), (99, -16, -730)),
        ),
        Ridge(
            "posterior border",
            half_widths=(0.5, 2, 2, 0.5),
            line=((107, -22, -490), (108, -23, -545), (104, -24, -620), (97, -24, -730)),
        ),
    ),
    cuts=(
        Sphere("facet for the tibia", centre=(101, 3, -438), radius=25),
        Sweep(
            "malleolar fossa",
            toward=(0, 1, 0),
            stations=((90, -26, -822, 2.5), (92, -20, -832, 3)),
        ),
    ),
    blend_mm=2,
    cut_blend_mm=1,
)
