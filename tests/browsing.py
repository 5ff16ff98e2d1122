"""What browser tests share: where a structure is on the screen, and what a page complained of."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlparse

import nbformat
import numpy as np
from serving import notebook, serving, v4

from musclekit.scene import Scene, camera


def pixel_of(scene: Scene, structure_id: str, width: float, height: float) -> tuple[float, float]:
    """Pixel (from the canvas's upper left) where a structure is seen, computed from its mesh.

    A pinhole camera at the scene's canonical view and rays cast through every mesh on view; a
    point is taken only if the structure is also what is seen 3 pixels to each side of it.
    """
    eye, target, up = np.reshape(scene.camera(aspect=width / height), (3, 3))
    meshes = {x.id: x.get_mesh() for x in scene.layers if x.visible and x.pickable}
    at = _project(np.asarray(meshes[structure_id].points), eye, target, up, width, height)
    inside = (at > 50).all(axis=1) & (at < [width - 50, height - 50]).all(axis=1)
    order = np.random.default_rng(0).permutation(np.flatnonzero(inside))
    for x, y in at[order]:
        around = [(x, y), (x - 3, y), (x + 3, y), (x, y - 3), (x, y + 3)]
        rays = [_ray(one, eye, target, up, width, height) for one in around]
        if all(_first_hit(meshes, eye, ray) == structure_id for ray in rays):
            return float(x), float(y)
    raise AssertionError(f"nothing of {structure_id} is in sight")


def pixel_at(scene: Scene, point_mm, width: float, height: float) -> tuple[float, float]:
    """Pixel (from the canvas's upper left) where a point is, seen or not."""
    eye, target, up = np.reshape(scene.camera(aspect=width / height), (3, 3))
    x, y = _project(np.atleast_2d(point_mm), eye, target, up, width, height)[0]
    return float(x), float(y)


def _first_hit(meshes, eye, ray) -> str | None:
    far = eye + 4000 * ray
    nearest = {}
    for name, mesh in meshes.items():
        points, _ = mesh.ray_trace(eye, far, first_point=False)
        if len(points):
            nearest[name] = np.linalg.norm(points - eye, axis=1).min()
    return min(nearest, key=nearest.__getitem__) if nearest else None


def _axes(eye, target, up):
    back = (eye - target) / np.linalg.norm(eye - target)
    right = np.cross(up, back)
    right /= np.linalg.norm(right)
    return back, right, np.cross(back, right)


def _ray(pixel, eye, target, up, width, height):
    back, right, upward = _axes(eye, target, up)
    half = np.tan(np.radians(camera.FIELD_OF_VIEW_DEG / 2))
    x, y = (pixel[0] - width / 2) / (height / 2), (height / 2 - pixel[1]) / (height / 2)
    ray = -back + half * (x * right + y * upward)
    return ray / np.linalg.norm(ray)


def _project(points, eye, target, up, width, height):
    back, right, upward = _axes(eye, target, up)
    rays = points - eye
    depth = -(rays @ back)
    half = np.tan(np.radians(camera.FIELD_OF_VIEW_DEG / 2))
    x = (rays @ right) / depth / half * height / 2 + width / 2
    y = height / 2 - (rays @ upward) / depth / half * height / 2
    return np.stack([x, y], axis=1)


class Watched:
    """A page's requests and errors, to be judged at the end of its test."""

    def __init__(self, page) -> None:
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.said: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("console", lambda m: m.type == "error" and self.errors.append(m.text))
        page.on("console", lambda m: self.said.append(f"{m.type}: {m.text[:400]}"))
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def hosts(self) -> set[str]:
        """Hosts asked."""
        local = ("data:", "blob:")
        return {urlparse(x).hostname or "" for x in self.requests if not x.startswith(local)}


def theirs(error: str) -> bool:
    """Complaints of JupyterLab's front end itself; a page it leaves broken still fails above."""
    return any(x in error for x in ("Unsatisfied version", "favicon", "widget model not found"))


def run_all_cells(page) -> None:
    """Run the notebook that JupyterLab is opening, as soon as its kernel is ready."""
    # The kernel's name stands in the toolbar, and its light is out, when it is ready.
    page.wait_for_selector(".jp-Toolbar-kernelName:has-text('ipykernel')", timeout=90_000)
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=90_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


@contextmanager
def one_lesson(browser, folder: Path, *code: str, ready: str):
    """A page of one lesson made of code cells; at the end no foreign host and no error of ours."""
    (folder / "lessons").mkdir()
    cells = [v4.new_markdown_cell("# One"), *map(v4.new_code_cell, code)]
    nbformat.write(notebook(*cells, title="One"), folder / "lessons" / "one.ipynb")
    data, log = str(folder / "data"), folder / "voila.log"
    with serving(folder / "lessons", "--pool", "1", log=log, MUSCLEKIT_DATA_DIR=data) as running:
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.set_default_timeout(60_000)
        watched = Watched(page)
        page.goto(f"{running.url}/lesson/one")
        page.wait_for_selector(ready)
        yield page
        page.close()
        assert watched.hosts() <= {"localhost"}
        assert not [x for x in watched.errors if not theirs(x)], "\n".join(watched.said)
