"""Measurements of the last two lumbar vertebrae and their discs, in atlas millimetres."""

from anatomy_models.hamstrings.generate.fields import Clearance, MedianSweep, Solid, Sweep
from anatomy_models.hamstrings.generate.sacrum import SACRUM
from anatomy_models.hamstrings.generate.shapes import Drum

DISC_GAP_MM = 0.3
DISC_BULGE_MM = 1.0

FOURTH_VERTEBRA = Solid(
    parts=(
        Drum(
            "body",
            lower=(2, 136, 24, 22, 11),
            middle=(6, 148, 21, 20, 11),
            upper=(10, 160, 23, 23, 11),
            tilt_deg=(22, 19),
            dish_mm=1,
        ),
        Sweep(
            "pedicle",
            toward=(0, 0, 1),
            stations=((16, 2, 155, 7, 4), (17, -9, 156, 5.5, 4), (18, -16, 156, 5.5, 4)),
        ),
        Sweep(
            "transverse process",
            toward=(0, 0, 1),
            stations=((19, -10, 155, 5, 4), (29, -13, 157, 4, 3), (40, -15, 161, 4.5, 3)),
        ),
        Sweep(
            "superior articular process",
            toward=(14, -15, 0),
            stations=((20, -15, 155, 6, 4), (21, -17, 162, 8, 3.5), (21, -18, 168, 6, 3)),
        ),
        Sweep(
            "lamina",
            toward=(0, 0, 1),
            stations=((17, -18, 153, 6, 3), (9, -24, 150, 8, 3), (0, -29, 148, 8, 3)),
        ),
        Sweep(
            "inferior articular process",
            toward=(14, -15, 0),
            stations=((15, -23, 149, 5, 3.5), (17, -29, 142, 6, 2.5), (17, -31, 137, 5, 2.5)),
        ),
        Sweep(
            "spinous process",
            toward=(0, 0, 1),
            stations=((0, -27, 152, 6, 2.5), (0, -38, 148, 6.5, 2.5), (0, -49, 144, 7.5, 3)),
        ),
    ),
    cuts=(
        MedianSweep(
            "vertebral canal",
            stations=((-5, 174, 11.5, 6), (-11, 154, 11.5, 6), (-19, 132, 12, 7)),
        ),
        MedianSweep(
            "vertebral canal, between the laminae",
            stations=((-11, 174, 6), (-18, 154, 5.5), (-26, 132, 5.5)),
        ),
    ),
    blend_mm=2,
    cut_blend_mm=1,
    mirrored=True,
)

FIFTH_VERTEBRA = Solid(
    parts=(
        Drum(
            "body",
            lower=(-9, 105, 25, 23, 13),
            middle=(-5, 117, 22, 21, 12),
            upper=(-3, 129, 24, 24, 12),
            tilt_deg=(29, 21),
            dish_mm=1,
        ),
        Sweep(
            "pedicle",
            toward=(0, 0, 1),
            stations=((18, -10, 120, 6.5, 5), (20, -19, 121, 6.5, 5), (21, -26, 122, 6, 4.5)),
        ),
        Sweep(
            "transverse process",
            toward=(0, 0, 1),
            stations=((22, -14, 121, 7.5, 6), (35, -20, 126, 6, 5), (46, -23, 131, 5.5, 4)),
        ),
        Sweep(
            "superior articular process",
            toward=(11, -16, 0),
            stations=((21, -25, 125, 6, 4), (23, -27, 133, 8, 3.5), (23, -28, 139, 6, 3)),
        ),
        Sweep(
            "lamina",
            toward=(0, 0, 1),
            stations=((19, -28, 121, 6, 3.5), (10, -35, 118, 8, 3), (0, -40, 117, 8, 3)),
        ),
        Sweep(
            "inferior articular process",
            toward=(11, -16, 0),
            stations=((18, -31, 117, 6, 3.5), (20, -38, 111, 6, 2.5), (20, -40, 106, 5, 2.5)),
        ),
        Sweep(
            "spinous process",
            toward=(0, 0, 1),
            stations=((0, -38, 120, 6, 2.5), (0, -47, 120, 6.5, 2.5), (0, -57, 120, 6.5, 3.5)),
        ),
    ),
    cuts=(
        MedianSweep(
            "vertebral canal",
            stations=((-13, 148, 15, 7), (-23, 123, 15, 6.5), (-34, 98, 15, 7)),
        ),
        MedianSweep(
            "vertebral canal, between the laminae",
            stations=((-20, 148, 6.5), (-31, 123, 6), (-41, 98, 6)),
        ),
    ),
    blend_mm=2,
    cut_blend_mm=1,
    mirrored=True,
)


def disc_between(below, above):
    """The disc between two bones whose bodies come first among their parts.

    Parameters
    ----------
    below, above : fields.Solid

    Returns
    -------
    fields.Solid
        A drum from end plate to end plate, from which the bones keep a small distance.
    """
    base, top = below.parts[0], above.parts[0]
    middle = [(a + b) / 2 for a, b in zip(base.upper, top.lower, strict=True)]
    drum = Drum(
        "disc",
        lower=base.upper,
        middle=(*middle[:2], *(reach + DISC_BULGE_MM for reach in middle[2:])),
        upper=top.lower,
        tilt_deg=(base.tilt_deg[1], top.tilt_deg[0]),
        dish_mm=-base.dish_mm,
    )
    bones = (Clearance("end plate", bone, DISC_GAP_MM) for bone in (below, above))
    return Solid(parts=(drum,), cuts=tuple(bones), cut_blend_mm=0.3)


FOURTH_DISC = disc_between(FIFTH_VERTEBRA, FOURTH_VERTEBRA)
FIFTH_DISC = disc_between(SACRUM, FIFTH_VERTEBRA)
