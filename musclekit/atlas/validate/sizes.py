"""How large an atlas is on disk and on its way to a browser, and how long it takes to load."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from musclekit.atlas.load import load_atlas
from musclekit.atlas.model import Atlas
from musclekit.atlas.validate.rows import Row, judged

SECTION = "Size and time"
DISK_MB, LOAD_S, SENT_MB = 6.0, 0.5, 2.0
SENT = ("hamstrings", "bones", "nerves")
MB = 1_000_000
_KEPT = (".yaml", ".json", ".glb")


def size_rows(atlas: Atlas) -> Iterator[Row]:
    """Rows of disk space, loading time, and bytes to a browser."""
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
    shown = [name for name in SENT if name in atlas.groups]
    if shown:
        sent = sent_bytes(atlas, shown) / MB
        yield Row(
            SECTION,
            ", ".join(shown),
            "meshes sent to the browser",
            f"{sent:.2f} MB",
            f"≤ {SENT_MB:g} MB",
            judged(sent <= SENT_MB),
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


def sent_bytes(atlas: Atlas, what: list[str]) -> int:
    """Bytes of points (three single-precision numbers) and triangles (three whole numbers)."""
    meshes = [atlas[name].mesh for name in atlas.resolve(what)]
    return sum(12 * (mesh.n_points + mesh.n_cells) for mesh in meshes)
