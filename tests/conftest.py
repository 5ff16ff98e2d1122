"""Atlases, a bank and a browser that many tests share."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import machine
import pytest
from assessment_support import write_bank

from musclekit.assessment import Bank, load_bank
from musclekit.atlas import Atlas, load_atlas, write_atlas

SOURCES = {
    "book": {"citation": "A Book of Anatomy, 1st edition", "basis": "found"},
    "memory": {"citation": "General knowledge", "basis": "memory-high"},
}
GROUPS = {"hamstrings": "Hamstrings", "bones": "Bones", "nerves": "Nerves"}


def loaded_by(statement: str) -> set[str]:
    """Packages that a fresh Python has loaded after a statement."""
    code = f"{statement}\nimport sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in done.stdout.split()}


def fact(text: str, **more):
    return {"text": text, "status": "consensus", "sources": ["book"], "basis": "found", **more}


def muscle(name: str, en: str, la: str, **more):
    return {
        "id": name,
        "kind": "muscle",
        "name": {"en": en, "la": la},
        "groups": ["hamstrings"],
        "parent": "hamstrings",
        "innervation": fact(
            "Tibial nerve.", nerve="tibial_nerve", roots=["L5", "S1"], status="supported"
        ),
        **more,
    }


def structures() -> list[dict]:
    flexes = fact("flexes the knee", joint="knee", motion="flexion")
    extends = fact("extends the hip", joint="hip", motion="extension")
    ischium = fact("Ischial tuberosity.", at="ischial_tuberosity")
    return [
        {
            "id": "hip_bone",
            "kind": "bone",
            "name": {"en": "Hip bone", "la": "Os coxae"},
            "groups": ["bones"],
            "parent": "bones",
            "tells": fact("The bone you sit on."),
        },
        {
            "id": "tibia",
            "kind": "bone",
            "name": {"en": "Tibia", "la": "Tibia"},
            "synonyms": ["shin bone"],
            "groups": ["bones"],
            "parent": "bones",
            "tells": fact("The larger bone of the leg."),
        },
        {
            "id": "ischial_tuberosity",
            "kind": "bone-feature",
            "name": {"en": "Ischial tuberosity", "la": "Tuber ischiadicum"},
            "parent": "hip_bone",
            "of": "hip_bone",
            "tells": fact("The lowest part of the hip bone."),
        },
        muscle(
            "semitendinosus",
            "Semitendinosus",
            "Musculus semitendinosus",
            synonyms=["ST"],
            aliases=["semi_t"],
            fma="FMA22357",
            fma_basis="found",
            tells=fact("Its long, cord-like tendon."),
            origin=ischium,
            insertion=fact("Medial side of the tibia.", at="tibia"),
            actions=[extends, flexes],
        ),
        muscle(
            "semimembranosus",
            "Semimembranosus",
            "Musculus semimembranosus",
            synonyms=["SM"],
            tells=fact("Its broad, flat upper tendon."),
            origin=ischium,
            insertion=fact("Back of the medial condyle of the tibia.", at="tibia"),
            actions=[extends, flexes],
        ),
        muscle(
            "popliteus",
            "Popliteus",
            "Musculus popliteus",
            groups=[],
            tells=fact("Small, behind the knee.", sources=["memory"], basis="memory-high"),
            insertion=fact("Back of the tibia.", at="tibia"),
            actions=[flexes],
        ),
        {
            "id": "tibial_nerve",
            "kind": "nerve",
            "name": {"en": "Tibial nerve", "la": "Nervus tibialis"},
            "groups": ["nerves"],
            "parent": "nerves",
            "tells": fact("The medial part of the sciatic nerve."),
        },
    ]


def surfaces() -> dict:
    """Small bodies, roughly where the structures are; millimetres, RAS."""
    import pyvista

    def rod(x, y, top, bottom, radius):
        return (
            pyvista.Cylinder(
                center=(x, y, (top + bottom) / 2),
                direction=(0, 0, 1),
                radius=radius,
                height=top - bottom,
                resolution=12,
            )
            .triangulate()
            .clean()
        )

    return {
        "hip_bone": pyvista.Sphere(radius=40, center=(80, 0, 0), theta_resolution=12),
        "tibia": rod(80, 0, -420, -800, 15),
        "ischial_tuberosity": pyvista.Disc(
            center=(70, -40, -20), inner=0, outer=12, normal=(0, -1, 0), c_res=12
        ).triangulate(),
        "semitendinosus": rod(70, -50, -20, -440, 12),
        "semimembranosus": rod(55, -45, -20, -430, 14),
        "popliteus": rod(80, -30, -420, -470, 10),
        "tibial_nerve": rod(85, -45, -20, -440, 4),
    }


@pytest.fixture(scope="session")
def _tiny_folder(tmp_path_factory) -> Path:
    """Written once; `tiny_atlas` hands out copies."""
    ring = [[60.0, -40.0, -10.0], [80.0, -40.0, -10.0], [70.0, -40.0, -30.0]]
    return write_atlas(
        tmp_path_factory.mktemp("atlases") / "tiny",
        {
            "name": "tiny",
            "title": "A tiny atlas",
            "version": "1",
            "licence": "CC-BY-SA-4.0",
            "credits": ["Nobody"],
            "groups": GROUPS,
            "tree": [
                {"id": "hamstrings", "label": {"en": "Hamstrings", "la": "Musculi ischiocrurales"}},
                {"id": "bones", "label": {"en": "Bones", "la": "Ossa"}},
                {"id": "nerves", "label": {"en": "Nerves", "la": "Nervi"}},
                {"id": "empty", "label": {"en": "Nothing here"}},
            ],
        },
        structures(),
        surfaces(),
        sources=SOURCES,
        facts=[
            {"id": "T001", **fact("Two of them reach the hip bone."), "about": ["hamstrings"]},
            {
                "id": "T002",
                **fact("All muscles cross the hip."),
                "status": "wrong",
                "why": "Popliteus does not.",
                "about": ["popliteus"],
            },
        ],
        footprints=[
            {
                "structure": name,
                "role": "origin",
                "bone": "hip_bone",
                "centre_mm": [70.0, -40.0, -20.0],
                "area_mm2": 200.0,
                "outline_mm": ring,
            }
            for name in ("semitendinosus", "semimembranosus")
        ],
    )


@pytest.fixture
def tiny_atlas(_tiny_folder: Path, tmp_path: Path) -> Path:
    """Folder of an atlas of a test's own, to read or to break."""
    import shutil

    return shutil.copytree(_tiny_folder, tmp_path / "tiny")


@pytest.fixture
def tiny(tiny_atlas: Path) -> Atlas:
    """That atlas, loaded."""
    return load_atlas(tiny_atlas)


@pytest.fixture
def bank(tiny: Atlas, tmp_path: Path) -> Bank:
    """A bank on it."""
    return load_bank(write_bank(tmp_path), tiny)


@pytest.fixture(scope="module")
def browser():
    """A Chromium; one a module, for while it lives no other test may run an event loop."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=machine.find_chromium(), args=machine.FLAGS
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    """The embedded atlas."""
    return load_atlas()


@pytest.fixture(scope="session")
def reference_atlas(atlas: Atlas, tmp_path_factory) -> Atlas:
    """The embedded atlas's records on real surfaces, where reference data are at hand."""
    home = os.environ.get("MUSCLEKIT_REFERENCE_DIR")
    if not home:
        pytest.skip("MUSCLEKIT_REFERENCE_DIR names no folder of reference data")
    from reference_meshes import surfaces_of

    meshes = surfaces_of(Path(home), atlas)
    return load_atlas(
        write_atlas(
            tmp_path_factory.mktemp("reference") / "bodyparts3d",
            atlas.manifest.model_copy(update={"name": "bodyparts3d", "footprints": None}),
            [structure.record for structure in atlas.structures],
            meshes,
            sources=atlas.sources,
            facts=atlas.facts,
        )
    )
