"""Atlases: folders of structures, facts and meshes as immutable Python objects."""

from musclekit.atlas.check import check_atlas
from musclekit.atlas.clinic import read_differential, read_examination, read_vignettes
from musclekit.atlas.entrapments import read_entrapments
from musclekit.atlas.evidence import read_evidence
from musclekit.atlas.footprints import ROLES, Footprint
from musclekit.atlas.gradings import read_gradings
from musclekit.atlas.injuries import read_injuries
from musclekit.atlas.load import atlas_folders, load_atlas
from musclekit.atlas.model import Atlas, Attachment, Structure
from musclekit.atlas.naming import called
from musclekit.atlas.nerves import read_nerves
from musclekit.atlas.strength import read_muscles, read_strength
from musclekit.atlas.variants import Variant
from musclekit.atlas.write import write_atlas

__all__ = [
    "ROLES",
    "Atlas",
    "Attachment",
    "Footprint",
    "Structure",
    "Variant",
    "atlas_folders",
    "called",
    "check_atlas",
    "load_atlas",
    "read_differential",
    "read_entrapments",
    "read_evidence",
    "read_examination",
    "read_gradings",
    "read_injuries",
    "read_muscles",
    "read_nerves",
    "read_strength",
    "read_vignettes",
    "write_atlas",
]
