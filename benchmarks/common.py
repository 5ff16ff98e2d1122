"""What the measurements share: a browser, servers at rest, and the trame notebook beside ours."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urljoin

import nbformat
import platformdirs
import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import machine  # noqa: E402
from serving import serving  # noqa: E402

import musclekit as mk  # noqa: E402
from musclekit.scene import palette  # noqa: E402

LESSON = "meet-the-hamstrings"
THEIR_POOL = 2
WINDOW = {"width": 1400, "height": 900}
# A page that asks another host waits for the network; here such requests fail at once.
BROWSER_FLAGS = [
    *machine.FLAGS,
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
]
_NOTEBOOK = """\
import pyvista as pv

pl = pv.Plotter(notebook=True)
pl.background_color = {background!r}
for name, colour in {layers!r}:
    pl.add_mesh(pv.read(name), color=colour, smooth_shading=True)
pl.view_xz()  # from behind
pl.show(jupyter_backend="client")
"""


class CannotMeasure(Exception):
    """What is missing on this machine, and what to do."""


@dataclass
class Site:
    """A running server and the page measured on it."""

    name: str
    url: str
    process: psutil.Process
    pool: int  # kernels that wait while no page is open

    def kernels(self) -> list[psutil.Process]:
        """Kernel processes of this server."""
        found = []
        for child in self.process.children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if any("ipykernel" in word for word in child.cmdline()):
                    found.append(child)
        return found

    def kernel_of(self, page) -> psutil.Process:
        """The kernel process behind an open page."""
        kernel_id = _kernel_id(page)
        return next(k for k in self.kernels() if kernel_id in " ".join(k.cmdline()))

    def leave(self, page) -> None:
        """Close a page and end its kernel; plain Voilà turns down its own pages' request to."""
        ending = urljoin(self.url, f"/voila/api/shutdown/{_kernel_id(page)}")
        page.goto("about:blank")
        page.close()
        token = {"Cookie": "_xsrf=benchmark", "X-XSRFToken": "benchmark"}
        request = urllib.request.Request(ending, method="POST", headers=token)
        # Ours is told by the page itself, and no longer knows that kernel.
        with contextlib.suppress(urllib.error.HTTPError):
            urllib.request.urlopen(request, timeout=30)


def _kernel_id(page) -> str:
    return json.loads(page.locator("#jupyter-config-data").text_content())["kernelId"]


def arguments(description: str, runs: int) -> argparse.ArgumentParser:
    """Options every measurement has, so that `make bench ARGS=...` suits all."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--runs", type=int, default=runs, help="how often (default %(default)s)")
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="also put the result into this markdown file, in place of the last one",
    )
    return parser


def run(measure, parser: argparse.ArgumentParser) -> None:
    """Run a measurement; what the machine lacks is one sentence, not a traceback."""
    chosen = parser.parse_args()
    try:
        title, text = measure(chosen)
    except CannotMeasure as error:
        sys.exit(str(error))
    print(f"\n{text}", flush=True)
    if chosen.output:
        put_section(chosen.output, title, text)


def say(line: str) -> None:
    """Progress, apart from results."""
    print(line, file=sys.stderr, flush=True)


# -------------------------------------------------------------------- results
def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A markdown table with aligned columns; all but the first to the right."""
    lines = [[str(cell) for cell in line] for line in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]

    def draw(cells):
        first, *rest = zip(cells, widths, strict=True)
        return f"| {' | '.join([first[0].ljust(first[1]), *(c.rjust(w) for c, w in rest)])} |"

    rule = f"|{'|'.join(['-' * (widths[0] + 2), *('-' * (w + 1) + ':' for w in widths[1:])])}|"
    return "\n".join([draw(lines[0]), rule, *map(draw, lines[1:])])


def put_section(file: Path, title: str, text: str) -> None:
    """Write `text` below the heading `title` of a markdown file, instead of what was there."""
    old = file.read_text("utf-8") if file.exists() else "# Measured\n"
    section = f"## {title}\n\n{text.strip()}\n"
    found = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.M | re.S)
    if found.search(old):
        new = found.sub(lambda _: section + "\n", old, count=1)
    else:
        new = f"{old.rstrip()}\n\n{section}"
    file.write_text(new.rstrip() + "\n", "utf-8")


def median(values: Iterable[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def spread(values: Iterable[float], digits: int = 2) -> str:
    """Least and most."""
    values = list(values)
    return f"{min(values):.{digits}f}–{max(values):.{digits}f}"


def this_machine() -> str:
    """What was measured on, without naming it."""
    return f"{os.cpu_count()} cores, no GPU used (software WebGL), Python {sys.version.split()[0]}"


# -------------------------------------------------------------------- browser
@contextlib.contextmanager
def chromium() -> Iterator:
    """A headless Chromium with software WebGL."""
    found = machine.find_chromium()
    if not found:
        raise CannotMeasure(machine.ADVICE)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=BROWSER_FLAGS)
        yield browser
        browser.close()


# -------------------------------------------------------------------- servers
@contextlib.contextmanager
def our_lessons() -> Iterator[Site]:
    """Lesson 1 as `musclekit serve` shows it, with the kernels it keeps ready by default."""
    with tempfile.TemporaryDirectory() as folder:
        data = str(Path(folder) / "data")
        log = Path(folder) / "lessons.log"
        with serving(ROOT / "lessons", log=log, MUSCLEKIT_DATA_DIR=data) as server:
            ready = default_pool() * len(list((ROOT / "lessons").glob("*.ipynb")))
            url = f"{server.url}/lesson/{LESSON}"
            yield Site("musclekit", url, psutil.Process(server.process.pid), ready)


def default_pool() -> int:
    """Kernels `musclekit serve` keeps ready for each lesson unless told otherwise."""
    from musclekit.cli import main as command

    return next(x.default for x in command.commands["serve"].params if x.name == "pool")


@contextlib.contextmanager
def trame_notebook() -> Iterator[Site]:
    """The same meshes in a PyVista trame notebook, served by plain Voilà."""
    python = trame_python()
    with tempfile.TemporaryDirectory() as folder:
        notebook = write_trame_notebook(Path(folder))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [python, "-m", "voila", str(notebook), "--no-browser", f"--port={port}"]
        command += ["--preheat_kernel=True", f"--pool_size={THEIR_POOL}"]
        log = Path(folder) / "voila.log"
        with log.open("w") as out:
            process = subprocess.Popen(
                command, stdout=out, stderr=out, env=_their_environment(), cwd=folder
            )
            try:
                _wait_for_port(port, process, log)
                url = f"http://localhost:{port}/"
                yield Site("PyVista trame", url, psutil.Process(process.pid), THEIR_POOL)
            finally:
                process.terminate()
                process.wait(30)


def write_trame_notebook(folder: Path) -> Path:
    """Lesson 1's scene as a plain PyVista notebook: same triangles and colours, from behind."""
    scene = mk.Scene(mk.load_atlas()).show("bones").show("hamstrings").view("posterior")
    layers = []
    for layer in scene.layers:
        mesh = layer.get_mesh().copy()
        mesh.clear_data()
        mesh.save(folder / f"{layer.id}.vtp")
        layers.append((f"{layer.id}.vtp", layer.colour))
    source = _NOTEBOOK.format(background=palette.BACKGROUND, layers=layers)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    path = folder / "hamstrings.ipynb"
    nbformat.write(notebook, path)
    return path


def trame_python() -> str:
    """Python of an environment with PyVista's trame backend; made once and kept in the cache.

    It is apart from ours because its browser extensions would load into our pages too.
    """
    wanted = [f"pyvista[jupyter]=={version('pyvista')}", f"voila=={version('voila')}", "ipykernel"]
    return environment("trame", wanted)


def environment(name: str, wanted: list[str]) -> str:
    """Python of an environment with the packages wanted; made once and kept in the cache."""
    home = Path(platformdirs.user_cache_dir("musclekit", appauthor=False)) / "benchmarks" / name
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ready = home / ".ready"
    if ready.exists() and ready.read_text() == "\n".join(wanted):
        return str(python)
    say(f"Making an environment with {' '.join(wanted)} (once, about a minute) ...")
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, *wanted], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        told = (getattr(error, "stderr", None) or str(error)).strip().splitlines()[-1]
        raise CannotMeasure(
            f"The environment {name} could not be made in {home}: {told}\n"
            "It needs a package index this once."
        ) from None
    ready.write_text("\n".join(wanted))
    return str(python)


def trame_versions() -> str:
    """What stands in the trame environment."""
    names = ["pyvista", "trame", "trame-vtk", "voila", "vtk"]
    ask = "import sys; from importlib.metadata import version as v; "
    ask += "print(', '.join(f'{n} {v(n)}' for n in sys.argv[1:]))"
    command = [trame_python(), "-c", ask, *names]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _their_environment() -> dict[str, str]:
    ours = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "JUPYTER_PATH")
    kept = {k: v for k, v in os.environ.items() if k not in ours}
    return {**kept, "JUPYTER_PREFER_ENV_PATH": "1"}


def _wait_for_port(port: int, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://localhost:{port}/voila/static/none", timeout=5)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise CannotMeasure(f"Voilà with the trame notebook did not start:\n{log.read_text()[-2000:]}")


def settle(*sites: Site, patience: float = 90) -> None:
    """Wait until every pool is full, its kernels have run all they can, and the machine is quiet.

    Others may keep the machine busy: after `patience` seconds that alone is not waited for.
    """
    began = time.monotonic()
    psutil.cpu_percent()
    before = _work(sites)
    while True:
        time.sleep(1)
        now, waited = _work(sites), time.monotonic() - began
        full = all(len(site.kernels()) == site.pool for site in sites)
        resting = now.keys() == before.keys() and sum(now.values()) - sum(before.values()) < 0.15
        quiet = psutil.cpu_percent() < 30
        if full and resting and (quiet or waited > patience):
            return
        if waited > 4 * patience:
            counts = ", ".join(f"{len(s.kernels())} of {s.pool} for {s.name}" for s in sites)
            raise CannotMeasure(f"The kernels did not come to rest: {counts}.")
        before = now


def _work(sites: Iterable[Site]) -> dict[int, float]:
    """CPU seconds used so far by each server and kernel."""
    used = {}
    for site in sites:
        for process in (site.process, *site.kernels()):
            with contextlib.suppress(psutil.Error):
                times = process.cpu_times()
                used[process.pid] = times.user + times.system
    return used
