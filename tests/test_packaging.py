"""What is shipped: wheel and sdist, licences, citation, the lock and conda's environment file."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import musclekit

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCK = (ROOT / "requirements.lock").read_text()
NEEDED = [
    "anatomy_models/hamstrings/atlas.yaml",
    "anatomy_models/hamstrings/LICENSE",
    "anatomy_models/hamstrings/meshes/semitendinosus.glb",
    "lessons/LICENSE",
    "quizzes/LICENSE",
    "quizzes/origins-and-insertions.yaml",
]
# Where conda-forge's name is another than PyPI's.
CONDA_NAMES = {
    "playwright-python": "playwright",
    "matplotlib-base": "matplotlib",
    "mujoco-python": "mujoco-core",
}


def requirements() -> dict[str, Requirement]:
    texts = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
    return {canonicalize_name(Requirement(t).name): Requirement(t) for t in texts}


def locked() -> dict[str, list[Version]]:
    found: dict[str, list[Version]] = {}
    for name, version in re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", LOCK, re.M):
        found.setdefault(canonicalize_name(name), []).append(Version(version))
    return found


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_the_lock_satisfies_every_lower_bound():
    versions = locked()
    for name, requirement in requirements().items():
        assert name in versions, f"{name} is not locked: run `make lock`"
        for version in versions[name]:
            assert version in requirement.specifier, f"{name} {version}: run `make lock`"


def test_the_lock_holds_hashes_and_no_addresses():
    assert "://" not in LOCK and "--index" not in LOCK and "--find-links" not in LOCK
    blocks = re.findall(r"^[a-z0-9._-]+==(?:.*\\\n)*.*$", LOCK, re.M)
    assert len(blocks) == len(re.findall(r"^\S+==", LOCK, re.M)) > 100
    assert all("--hash=sha256:" in block for block in blocks)
    many = [block for block in blocks if block.startswith("vtk==")]
    assert many[0].count("--hash") > 5, "wheels of every platform"


def test_conda_gets_the_same_set():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    listed = [text for text in environment["dependencies"] if isinstance(text, str)]
    conda = {}
    for text in listed:
        requirement = Requirement(text)
        conda[CONDA_NAMES.get(requirement.name, canonicalize_name(requirement.name))] = requirement
    python = conda.pop("python")
    assert str(python.specifier) == PROJECT["project"]["requires-python"]
    assert {n: str(r.specifier) for n, r in conda.items()} == {
        n: str(r.specifier) for n, r in requirements().items()
    }
    assert environment["channels"][0] == "conda-forge"


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("LICENSE", ["BSD 3-Clause", "The musclekit contributors", "Redistribution and use"]),
        ("lessons/LICENSE", ["CC BY 4.0", "CC-BY-4.0", "The musclekit contributors"]),
        ("quizzes/LICENSE", ["CC BY 4.0", "CC-BY-4.0", "The musclekit contributors"]),
        ("anatomy_models/hamstrings/LICENSE", ["CC BY-SA 4.0"]),
    ],
)
def test_licences_say_what_they_should(file, says):
    text = (ROOT / file).read_text()
    for words in says:
        assert words in text


def test_the_citation_is_valid_and_of_this_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["cff-version"] == "1.2.0"
    assert citation["title"] == "musclekit" and citation["message"]
    assert citation["authors"] == [{"name": "The musclekit contributors"}]
    assert str(citation["version"]) == musclekit.__version__
    assert citation["license"] == PROJECT["project"]["license"] == "BSD-3-Clause"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A wheel from the checkout, an sdist, and a wheel from that sdist."""
    out = tmp_path_factory.mktemp("dist")
    build = ("-m", "hatchling", "build", "-d")
    run(sys.executable, *build, out / "direct", "-t", "wheel", "-t", "sdist", cwd=ROOT)
    (sdist,) = (out / "direct").glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(out / "source", filter="data")
    (source,) = (out / "source").iterdir()
    run(sys.executable, *build, out / "again", "-t", "wheel", cwd=source)
    (direct,), (again,) = (out / "direct").glob("*.whl"), (out / "again").glob("*.whl")
    return direct, sdist, again


def test_wheel_and_sdist_carry_the_content(built):
    direct, sdist, again = built
    names = set(zipfile.ZipFile(direct).namelist())
    for path in NEEDED:
        assert f"musclekit/_content/{path}" in names
    notebooks = {str(p.relative_to(ROOT)) for p in (ROOT / "lessons").rglob("*.ipynb")}
    checkpoints = {name for name in notebooks if ".ipynb_checkpoints" in name}
    assert {f"musclekit/_content/{path}" for path in notebooks - checkpoints} <= names
    assert "musclekit/serve/share/jupyter/voila/templates/musclekit/index.html.j2" in names
    assert "musclekit/serve/pages/index.html" in names
    assert not [n for n in names if re.search(r"\.ipynb_checkpoints|__pycache__|/tests/", n)]
    assert set(zipfile.ZipFile(again).namelist()) == names
    with tarfile.open(sdist) as archive:
        inside = {name.split("/", 1)[-1] for name in archive.getnames()}
    assert {*NEEDED, "requirements.lock", "Makefile", "LICENSE", "CITATION.cff"} <= inside


def test_the_installed_wheel_checks_its_own_content(built, tmp_path):
    direct = built[0]
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    if not Path(uv).exists():
        pytest.skip("no uv here; `make setup` installs it")
    run(uv, "venv", "--quiet", "--python", sys.executable, tmp_path / "empty", cwd=tmp_path)
    python = tmp_path / "empty" / "bin" / "python"
    wanted = "\n".join(PROJECT["project"]["dependencies"])
    (tmp_path / "wanted.txt").write_text(wanted)
    # Versions of the lock, without hashes: those of the development tools would not be needed.
    (tmp_path / "lock.txt").write_text(re.sub(r" \\\n +--hash=\S+", "", LOCK))
    install = (uv, "pip", "install", "--quiet", "--python", python)
    run(*install, "-r", "wanted.txt", "-c", "lock.txt", cwd=tmp_path)
    run(*install, "--no-deps", direct, cwd=tmp_path)
    clean = {"PYTHONPATH": "", "MUSCLEKIT_DATA_DIR": str(tmp_path / "data")}
    said = run(tmp_path / "empty" / "bin" / "musclekit", "check", cwd=tmp_path, **clean)
    assert said.startswith("No problems in ")
    places = int(re.search(r"in (\d+) places", said)[1])
    shipped = [*(ROOT / "quizzes").glob("*.yaml"), *(ROOT / "lessons").rglob("*.ipynb")]
    assert places >= 1 + len(shipped) > 2
    where = run(
        python,
        "-c",
        "from musclekit.paths import content_dir; print(content_dir('lessons'))",
        cwd=tmp_path,
        **clean,
    )
    assert "site-packages" in where and str(ROOT) not in where
    version = run(tmp_path / "empty" / "bin" / "musclekit", "--version", cwd=tmp_path, **clean)
    assert musclekit.__version__ in version
