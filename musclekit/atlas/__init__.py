"""Atlases: folders of structures, facts and meshes as immutable Python objects."""

from musclekit.atlas.check import check_atlas
from musclekit.atlas.load import atlas_folders, load_atlas
from musclekit.atlas.model import Atlas, Attachment, Structure
from musclekit.atlas.write import write_atlas

__all__ = [
    "Atlas",
    "Attachment",
    "Structure",
    "atlas_folders",
    "check_atlas",
    "load_atlas",
    "write_atlas",
]
