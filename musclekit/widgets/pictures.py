"""Pictures for the page's picture board: a header of plain data, and the pixels as bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from musclekit.errors import MusclekitError

if TYPE_CHECKING:
    from musclekit.imaging.slices import Slice

FILES = ("imaging/picture.js", "imaging/measuring.js")
"""JavaScript of the board, for `page_module`; its style is imaging/picture.css."""
MOST_NAMES = 256


def told(
    image: np.ndarray,
    spacing_mm: float,
    sides: Mapping[str, str] | None = None,
    labels: np.ndarray | None = None,
    names: Iterable[str] = (),
    smooth: bool = False,
) -> tuple[dict[str, Any], list[bytes]]:
    """One picture as the board's `show` takes it.

    Parameters
    ----------
    image : (rows, columns) or (rows, columns, 3) uint8
        Grey or colour.
    spacing_mm : float
        Between neighbouring pixels.
    sides : mapping of str to str, optional
        Letters at "left", "right", "top" and "bottom".
    labels : (rows, columns) int, optional
        Index into `names`; left out where names are withheld.
    names : iterable of str
        What a person reads, by number; "" for what has none. At most 256.
    smooth : bool
        Whether pixels run into each other.

    Returns
    -------
    dict, list of bytes
        Header, and the bytes of pixels and of labels, if any.

    Raises
    ------
    MusclekitError
        If the shapes do not match, or there are too many names.
    """
    rows, columns = image.shape[:2]
    channels = image.shape[2] if image.ndim == 3 else 1
    named = list(names)
    fits = labels is None or (labels.shape == (rows, columns) and len(named) <= MOST_NAMES)
    if channels not in (1, 3) or image.dtype != np.uint8 or not fits:
        raise MusclekitError(
            f"An image of {image.shape} {image.dtype} with labels of "
            f"{None if labels is None else labels.shape} and {len(named)} names is no picture.",
            remedy="Give uint8, grey or of three colours, with labels of the same size.",
        )
    head = {
        "rows": rows,
        "columns": columns,
        "channels": channels,
        "spacing_mm": float(spacing_mm),
        "sides": dict(sides or {}),
        "names": named,
        "smooth": smooth,
    }
    buffers = [np.ascontiguousarray(image).tobytes()]
    if labels is not None:
        buffers.append(labels.astype(np.uint8).tobytes())
    return head, buffers


def names_of(cut: Slice) -> list[str]:
    """What a person reads for each label of a slice, by number."""
    from musclekit.imaging.labels import called

    return [called(cut.atlas, x) for x in cut.names]
