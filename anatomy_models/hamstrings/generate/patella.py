"""Measurements of the right patella, in atlas millimetres.

No reference body has one: its size is a textbook's proportion, its place the trochlea's.
"""

from anatomy_models.hamstrings.generate.fields import Solid, Sweep

PATELLA = Solid(
    parts=(
        Sweep("base", toward=(0, 1, 0), stations=((65, 42, -399, 5.5), (86, 42, -399, 5.5))),
        Sweep("middle", toward=(0, 1, 0), stations=((61, 42, -407, 5), (89, 42, -407, 5))),
        Sweep("lower part", toward=(0, 1, 0), stations=((68, 42, -417, 5), (81, 42, -417, 5))),
        Sweep("apex", toward=(0, 1, 0), stations=((74, 41, -419, 6), (74, 41, -429, 4))),
        Sweep("median ridge", toward=(0, 1, 0), stations=((75, 39, -402, 7), (75, 39, -413, 6))),
    ),
    cuts=(
        Sweep("lateral facet", toward=(1, 0, 0), stations=((97, -4, -390, 40), (97, -4, -421, 40))),
        Sweep("medial facet", toward=(1, 0, 0), stations=((53, -6, -390, 40), (53, -6, -421, 40))),
    ),
    blend_mm=4,
    cut_blend_mm=1,
)
