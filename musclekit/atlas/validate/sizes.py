"""How large an atlas is on disk, and how long it takes to load."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from musclekit.atlas.load import load_atlas
from musclekit.atlas.model import Atlas
from musclekit.atlas.validate.rows import Row, judged

SECTION = "Size and time"
DISK_MB, LOAD_S = 6.0, 0.5
MB = 1_000_000
_KEPT = (".yaml", ".json", ".glb")


def size_rows(atlas: Atlas) -> Iterator[Row]:
    """Rows of disk space and loading time."""
    disk = disk_bytes(atlas.folder) / MB
    yield Row(
        SECTION,
        atlas.name,
        "on disk, light meshes included",
        f"{disk:.2f} MB",
        f"≤ {DISK_MB:g} MB",
        judged(disk <= DISK_MB),
    )
    seconds = min(load_seconds(atlas.folder) for _ in range(3))
    yield Row(
        SECTION,
        atlas.name,
        "loaded with every mesh, on this machine",
        f"{seconds:.2f} s",
        f"≤ {LOAD_S:g} s",
        judged(seconds <= LOAD_S),
    )


def disk_bytes(folder: Path) -> int:
    """Bytes of an atlas's text files and meshes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.suffix in _KEPT)


def load_seconds(folder: Path) -> float:
    """Seconds to load an atlas and read every mesh."""
    start = time.perf_counter()
    for structure in load_atlas(folder, detail="full").structures:
        structure.mesh.n_points  # noqa: B018 - read on first use
    return time.perf_counter() - start
