"""The probe of a question: frames without names, and what was right once it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from musclekit.assessment.scanning import Scan, looked
from musclekit.errors import MusclekitError
from musclekit.imaging.probe import plain
from musclekit.widgets.probing import Scanner, bench


class Scanning:
    """Who holds the probe of one question asks this for frames."""

    def __init__(self, task: Scan) -> None:
        self._task = task
        self._scanner = Scanner(task.atlas)

    def answer(
        self, asked: Mapping[str, Any], answered: bool
    ) -> tuple[dict[str, Any], list[bytes]]:
        """A frame ("do": "frame"), where it begins ("bench"), names of the last one ("named").

        Raises
        ------
        MusclekitError
            If names are asked for before the answer, or the probe cannot be held so.
        """
        what = asked.get("do")
        if what == "bench":
            told = bench(self._task.start, self._scanner.living.plays)
            good = {"good": plain(self._task.good)} if answered else {}
            return {"kind": "bench", **told, **good}, []
        if what == "named" and not answered:
            raise MusclekitError("Names are told with the answer.")
        if what == "named" and self._scanner.last is None:  # checked before a frame came
            self._scanner.answer({"do": "frame", "probe": plain(self._task.start)})
        plainly = {k: v for k, v in asked.items() if k not in ("other", "stiffness", "body")}
        told, buffers = self._scanner.answer(plainly)
        if what == "named":
            image = self._scanner.last
            if image is not None and image.atlas is self._task.atlas:
                region = looked(image.atlas, image.probe, self._task.wanted).region
                buffers = [*buffers, region.astype(np.uint8).tobytes()]
                told["region"] = True
        return told, buffers
