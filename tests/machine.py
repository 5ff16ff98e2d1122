"""Find what tests need of the machine, a Chromium and GL, installing them where that is allowed.

Run by `make test`: prints the path of the browser, and on stderr what it did or what to do.
With CI=true no browser is a failure; elsewhere browser tests are skipped.
"""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome",
         "microsoft-edge")  # fmt: skip
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ADVICE = """\
No Chromium found, so lessons cannot be tried in a browser. Any one of these helps:
  - install it: `sudo apt-get install chromium` (Debian), `sudo dnf install chromium` (Fedora),
    or Google Chrome from its own site;
  - let Playwright fetch one: `.venv/bin/playwright install chromium`;
  - say where it is: MUSCLEKIT_CHROMIUM=/path/to/chromium make test"""
# For Chromium in tests: software WebGL, no sandbox (root in containers), no traffic of its own.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def find_chromium() -> str | None:
    """Path of a Chromium that starts: the one named, one on the PATH, or Playwright's."""
    named = os.environ.get("MUSCLEKIT_CHROMIUM")
    if named:
        return named if _starts(named) else None
    on_path = [shutil.which(name) for name in NAMES]
    for candidate in [*on_path, *PLACES, _playwrights()]:
        if candidate and Path(candidate).exists() and _starts(candidate):
            return candidate
    return None


def why_no_browser() -> str | None:
    """Reason to skip browser tests, or None; with CI=true there is no such reason."""
    if find_chromium() or os.environ.get("CI") == "true":
        return None
    return "no Chromium here; `make test` says how to get one"


def install_chromium() -> None:
    """Playwright's own, else the distribution's package where we may install it."""
    say("No Chromium yet: trying Playwright's ...")
    done = run([sys.executable, "-m", "playwright", "install", "chromium"], timeout=300)
    if not done or not find_chromium():
        say("Playwright could not fetch one: trying the distribution's package ...")
        apt_install("chromium")


def has_gl() -> bool:
    """Whether some library that off-screen stills need can be found; elsewhere than Linux, yes."""
    libraries = ("EGL", "OSMesa")
    return sys.platform != "linux" or any(map(ctypes.util.find_library, libraries))


def apt_install(*packages: str) -> bool:
    """Install with apt-get if there is one and we are root, directly or by sudo without asking."""
    if not shutil.which("apt-get"):
        return False
    rights = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if rights and not (shutil.which("sudo") and run([*rights, "true"])):
        return False
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    run([*rights, "apt-get", "update", "-qq"], timeout=300)
    return run([*rights, *environment, *install], timeout=900)


def run(command: list[str], timeout: float = 60) -> bool:
    """Whether the command ended well; what it says goes to stderr."""
    try:
        done = subprocess.run(command, stdout=sys.stderr, timeout=timeout, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    if not has_gl():
        say("No GL library for still pictures: trying the distribution's packages ...")
        if not apt_install("libegl1", "libgl1-mesa-dri"):
            say("Not installed; tests of stills are skipped. Debian: libegl1 libgl1-mesa-dri")
    chromium = find_chromium()
    if not chromium:
        install_chromium()
        chromium = find_chromium()
    if not chromium:
        say(ADVICE)
        return 1 if os.environ.get("CI") == "true" else 0
    print(chromium)
    return 0


def _starts(path: str) -> bool:
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _playwrights() -> str | None:
    try:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            return playwright.chromium.executable_path
    except Exception:
        return None


if __name__ == "__main__":
    sys.exit(main())
