"""GLB files put together by hand."""

from __future__ import annotations

import json

import numpy as np


def glb_of(head: dict, binary: bytes) -> bytes:
    """A GLB file of these two parts."""
    text = json.dumps(head).encode()
    text += b" " * (-len(text) % 4)
    binary += b"\0" * (-len(binary) % 4)
    total = 20 + len(text) + (8 + len(binary) if binary else 0)
    start = np.array([0x46546C67, 2, total, len(text), 0x4E4F534A], "<u4").tobytes()
    rest = np.array([len(binary), 0x004E4942], "<u4").tobytes() + binary if binary else b""
    return start + text + rest
