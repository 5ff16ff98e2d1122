"""A bank on the tiny atlas, with one item of every way to write a key; all items shipped."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml

from musclekit import assessment
from musclekit.content import read_bank
from musclekit.paths import content_dir

SHIPPED = [
    (name, item.id)
    for name in assessment.banks()
    for item in read_bank(content_dir("quizzes") / f"{name}.yaml").items
]
BANK: dict[str, Any] = {
    "bank": "tiny-bank",
    "title": "A tiny bank",
    "atlas": "tiny",
    "licence": "CC-BY-4.0",
    "aims": {"attach": "Name and point to attachments."},
    "items": [
        {
            "id": "largest",
            "kind": "choose-one",
            "prompt": "Which has the cord-like tendon?",
            "about": ["hamstrings"],
            "aims": ["attach"],
            "sources": ["book"],
            "options": [
                {"text": "The one called ST", "correct": True, "why": "Its tendon is a cord."},
                {"text": "The one called SM", "why": "Its tendon is a membrane."},
                {"text": "Neither", "why": "One of them has."},
            ],
        },
        {
            "id": "not-hip",
            "kind": "choose-one",
            "prompt": "Which does not move the hip?",
            "about": ["popliteus"],
            "sources": ["book"],
            "key": {"kind": "muscle", "not": {"crosses": "hip"}},
            "options": [
                {"structure": "semitendinosus"},
                {"structure": "semimembranosus", "why": "It extends the hip as well."},
                {"structure": "popliteus"},
            ],
        },
        {
            "id": "sit-bone",
            "kind": "choose-one",
            "prompt": "What do you sit on?",
            "about": ["hip_bone"],
            "sources": ["book"],
            "options": [{"structure": "tibia"}, {"structure": "hip_bone", "correct": True}],
        },
        {
            "id": "click-cord",
            "kind": "click-structure",
            "prompt": "Click the muscle with the cord-like tendon.",
            "about": ["semitendinosus"],
            "sources": ["book"],
            "accept": ["semi_t"],
            "near_misses": {"semimembranosus": "That one is flat above."},
            "scene": {"show": ["hamstrings", "bones", "popliteus"], "opacity": {"bones": 0.4}},
        },
        {
            "id": "click-arise",
            "kind": "click-structure",
            "prompt": "Click a muscle that arises from the ischial tuberosity.",
            "about": ["hamstrings"],
            "sources": ["book"],
            "key": {"origin": "ischial_tuberosity"},
        },
        {
            "id": "click-seat",
            "kind": "click-structure",
            "prompt": "Click the ischial tuberosity.",
            "about": ["ischial_tuberosity"],
            "sources": ["book"],
            "accept": ["ischial_tuberosity"],
        },
        {
            "id": "name-lit",
            "kind": "name-structure",
            "prompt": "What is highlighted?",
            "about": ["semitendinosus"],
            "sources": ["book"],
            "target": "semitendinosus",
            "scene": {"show": ["hamstrings", "bones"], "view": "posterior"},
        },
        {
            "id": "name-small",
            "kind": "name-structure",
            "prompt": "What is highlighted?",
            "about": ["popliteus"],
            "sources": ["book"],
            "key": {"kind": "muscle", "not": {"group": "hamstrings"}},
        },
        {
            "id": "how-long",
            "kind": "numeric",
            "prompt": "How long is the shared tendon?",
            "about": ["hamstrings"],
            "sources": ["book"],
            "unit": "mm",
            "value": 95,
            "tolerance": 5,
            "why": "It is as long as a finger.",
        },
        {
            "id": "how-large",
            "kind": "numeric",
            "prompt": "How large is semimembranosus?",
            "about": ["semimembranosus"],
            "sources": ["book"],
            "unit": "cm3",
            "derive": {"by": "volume", "of": "semimembranosus"},
            "tolerance_percent": 10,
            "why": "It is the largest of the three.",
        },
        {
            "id": "phases",
            "kind": "order",
            "prompt": "What comes first in a step?",
            "about": ["hamstrings"],
            "sources": ["book"],
            "first": "first",
            "last": "last",
            "things": ["Heel strike", "Mid-stance", "Push-off", "Swing"],
            "why": "A step begins with the heel.",
        },
        {
            "id": "sizes",
            "kind": "order",
            "prompt": "Which is the largest?",
            "about": ["hamstrings"],
            "sources": ["book"],
            "first": "largest",
            "last": "smallest",
            "derive": {
                "by": "volume",
                "of": ["semi_t", "semimembranosus", "popliteus", "tibial_nerve"],
            },
            "sort": "falling",
            "apart": 5,
        },
        {
            "id": "pairs",
            "kind": "match",
            "prompt": "What does each begin on?",
            "about": ["hamstrings"],
            "sources": ["book"],
            "pairs": [
                {
                    "left": {"structure": "semitendinosus"},
                    "right": {"structure": "ischial_tuberosity"},
                    "why": "You sit on it.",
                },
                {"left": "Popliteus tendon", "right": "Femur", "why": "It begins on the femur."},
                {"left": "Rectus femoris", "right": "Ilium", "why": "It begins in front."},
            ],
            "more": [{"structure": "tibia"}],
        },
    ],
}


def bank_data(**changes: dict[str, Any]) -> dict[str, Any]:
    """The bank's data; `changes` replaces fields of items, None takes one out."""
    data = copy.deepcopy(BANK)
    for item in data["items"]:
        for name, value in changes.get(item["id"].replace("-", "_"), {}).items():
            if value is None:
                item.pop(name)
            else:
                item[name] = value
    return data


def write_bank(folder: Path, data: dict[str, Any] | None = None) -> Path:
    """The bank as a file."""
    path = folder / "tiny-bank.yaml"
    path.write_text(yaml.safe_dump(data or BANK, sort_keys=False), encoding="utf-8")
    return path


def write_items(folder: Path, *items: dict[str, Any]) -> Path:
    """A bank of the embedded atlas with these items, whose aim is "see"."""
    path = folder / "items.yaml"
    bank = {
        "bank": "items",
        "title": "Items",
        "atlas": "hamstrings",
        "licence": "CC-BY-4.0",
        "aims": {"see": "Find your way."},
        "items": list(items),
    }
    path.write_text(yaml.safe_dump(bank))
    return path
