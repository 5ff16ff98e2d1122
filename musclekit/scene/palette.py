"""Colours that stay apart for colour-blind eyes and still look like anatomy.

The four hamstrings differ in lightness as well as hue; tests simulate protanopia, deuteranopia and
tritanopia (Machado, Oliveira and Fernandes 2009) and hold every pair apart.
"""

from __future__ import annotations

STRUCTURE = {
    "biceps_femoris_long_head": "#b23a2e",
    "biceps_femoris_short_head": "#f0a94b",
    "semitendinosus": "#cc6f9c",
    "semimembranosus": "#6b2346",
    "gluteus_maximus": "#b9968a",
    "adductor_magnus": "#8a6a60",
    "piriformis": "#c4a391",
    "obturator_internus": "#97705f",
    "quadratus_femoris": "#a07f78",
    "ischial_tuberosity": "#3f8f86",
    "linea_aspera": "#3f8f86",
    "fibular_head": "#3f8f86",
    "medial_tibial_condyle": "#3f8f86",
    "pes_anserinus": "#3f8f86",
}
KIND = {
    "bone": "#e9e0cb",
    "bone-feature": "#3f8f86",
    "muscle": "#a9877c",
    "nerve": "#e6d020",
    "artery": "#f51d12",
    "tendon": "#e3bfb0",
    "ligament": "#b9c9d1",
    "disc": "#8fa9a2",
    "skin": "#e8c1a5",
    "haematoma": "#4a0a16",
    "bone-fragment": "#f3ecd9",
    "mass": "#7d5ba6",
}
INJURED = {  # colour, and how much of the healthy colour it covers
    "OEDEMA": ("#ffc9d4", 0.72),
    "TENDINOSIS": ("#b59a4a", 0.8),
    "FAT": ("#f2d675", 0.9),
    "SCAR": ("#efe9e2", 0.85),
    "TORN": ("#5b0d16", 0.9),
}
ROOM = "#5fc9e0"
"""Room between torn fibres in a slice: the light blue of fluid, unlike muscle and blood."""
ROOM_SAID = "Gap between torn fibres: light blue"
INJURY = {  # point field or kind, and what the legend says of it
    "OEDEMA": "Oedema: pink",
    "TORN": "Torn fibres: dark red",
    "haematoma": "Blood: nearly black",
    "TENDINOSIS": "Tendinopathy: ochre",
    "SCAR": "Scar: white",
    "FAT": "Fat: yellow",
}
INJURY_LEGEND = {  # darker than the tissue, so that words in it can be read
    "oedema": "#b8485f",
    "torn": "#5b0d16",
    "tendinosis": "#86702a",
    "scar": "#7d776d",
    "fat": "#96781c",
}
STIFFNESS = ("#3b2f80", "#238a8d", "#fde725")
"""Soft to stiff, ever lighter."""
SINEW = "#f4eee0"
TENDON_PALENESS = 0.72
"""How far a muscle's tendons go from its own colour towards `SINEW`."""
FOOTPRINT = {  # fill, pattern, border; origins red and insertions blue, as in atlases
    "origin": ("#c0392b", "#ffd9d2", "#5e130c"),
    "insertion": ("#2b68b8", "#d6e6ff", "#0f2c57"),
}
OTHER = "#9aa5ab"
HIGHLIGHT = "#0a6ebd"
HIGHLIGHT_PAINT = 0.55
"""A highlighted footprint keeps its role's colours and pattern, so much darker."""
RIGHT = "#0a6ebd"
CLICKED = "#1a1a1a"
BACKGROUND = "#ffffff"
INK = "#1b2a33"


def colour_of(structure_id: str, kind: str) -> str:
    """Default "#rrggbb" of a structure: its own, else its kind's."""
    return STRUCTURE.get(structure_id) or KIND.get(kind, OTHER)


def legend_colour(role: str) -> str:
    """ "#rrggbb" of a row of a legend: a footprint's role, injured tissue, or blood."""
    if role in FOOTPRINT:
        return FOOTPRINT[role][0]
    return INJURY_LEGEND.get(role) or KIND[role]


def as_int(colour: str) -> int:
    """Packed RGB of "#rrggbb".

    >>> as_int("#0000ff")
    255
    """
    return int(colour.lstrip("#"), 16)


def as_rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of "#rrggbb", 0 to 255.

    >>> as_rgb("#ff8000")
    (255, 128, 0)
    """
    packed = as_int(colour)
    return packed >> 16, packed >> 8 & 255, packed & 255
