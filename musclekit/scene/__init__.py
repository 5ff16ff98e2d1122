"""What to show, as data; PyVista draws it, K3D shows it, each loaded on use."""

from musclekit.scene.model import Layer, Scene

__all__ = ["Layer", "Scene"]
