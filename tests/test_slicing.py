"""Slices in the page: what is sent, what moves them, what they say."""

from __future__ import annotations

import json

import numpy as np
import pytest

from musclekit.errors import MusclekitError
from musclekit.widgets import pictures


def test_a_picture_is_told_in_bytes_and_its_size():
    image, labels = np.zeros((6, 8), np.uint8), np.eye(6, 8, dtype=int)
    head, buffers = pictures.told(image, 2.0, {"left": "R"}, labels, ["", "Femur"])
    assert json.loads(json.dumps(head))["rows"] == 6
    assert [len(x) for x in buffers] == [48, 48]
    assert buffers[1][9] == 1
    for bad in (np.zeros((4, 4, 2), np.uint8), np.zeros((4, 4))):
        with pytest.raises(MusclekitError, match="no picture"):
            pictures.told(bad, 1.0)
    with pytest.raises(MusclekitError, match="no picture"):
        pictures.told(image, 1.0, labels=np.zeros((4, 5), int))
