"""From posterior thigh pain to its cause: examination, differential, vignettes, needles."""

from musclekit.clinic.causes import Differential, differential
from musclekit.clinic.examining import Examination, examination
from musclekit.clinic.loads import Loads
from musclekit.clinic.needle import Needle, needle
from musclekit.clinic.needle_fan import NeedlePaths, needle_paths
from musclekit.clinic.probability import PostTest, post_test
from musclekit.clinic.ranking import Ranking
from musclekit.clinic.vignettes import Vignettes, vignettes

__all__ = [
    "Differential",
    "Examination",
    "Loads",
    "Needle",
    "NeedlePaths",
    "PostTest",
    "Ranking",
    "Vignettes",
    "differential",
    "examination",
    "needle",
    "needle_paths",
    "post_test",
    "vignettes",
]
