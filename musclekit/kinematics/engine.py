"""The one door to MuJoCo."""

from __future__ import annotations

import os

os.environ.setdefault("MUJOCO_GL", "disable")  # nothing here draws

import mujoco

__all__ = ["mujoco"]
