"""The one door to MuJoCo."""

from __future__ import annotations

import os

os.environ.setdefault("MUJOCO_GL", "disable")  # it would look for a display, and nothing here draws

import mujoco  # noqa: E402

__all__ = ["mujoco"]
