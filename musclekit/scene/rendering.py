"""Whether this machine can draw stills: asked in a child process, since a wrong answer kills it."""

from __future__ import annotations

import subprocess
import sys
from functools import cache

from musclekit.errors import RenderingUnavailable

PACKAGES = "libegl1 libgl1-mesa-dri"

_PROBE = """
import os, faulthandler
os.environ.setdefault("PYVISTA_OFF_SCREEN", "true")
import pyvista
plotter = pyvista.Plotter(off_screen=True, window_size=(32, 32))
plotter.set_background("white")
plotter.add_mesh(pyvista.Sphere(), color="black", lighting=False)
picture = plotter.screenshot(return_img=True)
assert picture.min() < 40 < picture.max(), "the picture is blank"
print("OK", plotter.render_window.GetClassName())
"""


@cache
def probe() -> tuple[bool, str]:
    """Try one tiny picture in a child process, once.

    Returns
    -------
    ok : bool
    detail : str
        The kind of window that drew it, or why nothing did.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-c", _PROBE], capture_output=True, text=True, timeout=60, check=False
        )
    except subprocess.TimeoutExpired:
        return False, "drawing one small picture took more than a minute"
    said = done.stdout.strip().splitlines()
    if done.returncode == 0 and said and said[-1].startswith("OK "):
        return True, said[-1][3:]
    if done.returncode < 0:
        return False, f"the drawing process died with signal {-done.returncode}"
    errors = done.stderr.strip().splitlines()
    return False, errors[-1] if errors else f"the drawing process ended with {done.returncode}"


def require() -> None:
    """Return if stills can be drawn, raise RenderingUnavailable otherwise."""
    ok, detail = probe()
    if not ok:
        raise RenderingUnavailable(
            f"This machine cannot draw still pictures ({detail}).",
            remedy=f"Install the packages {PACKAGES} (Debian's names) and start Python anew; "
            "the interactive view works without them.",
        )
