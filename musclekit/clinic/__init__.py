"""From posterior thigh pain to its cause: examination, differential, probability, vignettes."""

from musclekit.clinic.causes import Differential, differential
from musclekit.clinic.examining import Examination, examination
from musclekit.clinic.loads import Loads
from musclekit.clinic.probability import PostTest, post_test
from musclekit.clinic.ranking import Ranking
from musclekit.clinic.vignettes import Vignettes, vignettes

__all__ = [
    "Differential",
    "Examination",
    "Loads",
    "PostTest",
    "Ranking",
    "Vignettes",
    "differential",
    "examination",
    "post_test",
    "vignettes",
]
