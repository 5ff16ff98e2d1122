"""Questions and answers: banks, kinds of question, grading, the attempts log and its folds."""

from musclekit.assessment.attempt import Attempt
from musclekit.assessment.bank import banks, check_bank, grade, load_bank, model_answer, present
from musclekit.assessment.contrasts import contrast
from musclekit.assessment.items import Bank, Item
from musclekit.assessment.learner import (
    Learner,
    clean_name,
    hub_learner,
    learner_from_secret,
    new_secret,
)
from musclekit.assessment.names import NameMatch, match_name
from musclekit.assessment.outcome import OptionOutcome, Outcome
from musclekit.assessment.progress import (
    ClassReport,
    ItemProgress,
    ItemRow,
    LearnerRow,
    Progress,
    WrongClicks,
    class_report,
    progress,
)
from musclekit.assessment.scanning import scan
from musclekit.assessment.scenes import body, private_scene, reveal_scene
from musclekit.assessment.slicing import cuts
from musclekit.assessment.store import Store, open_store

__all__ = [
    "Attempt",
    "Bank",
    "ClassReport",
    "Item",
    "ItemProgress",
    "ItemRow",
    "Learner",
    "LearnerRow",
    "NameMatch",
    "OptionOutcome",
    "Outcome",
    "Progress",
    "Store",
    "WrongClicks",
    "banks",
    "body",
    "check_bank",
    "class_report",
    "clean_name",
    "contrast",
    "cuts",
    "grade",
    "hub_learner",
    "learner_from_secret",
    "load_bank",
    "match_name",
    "model_answer",
    "new_secret",
    "open_store",
    "present",
    "private_scene",
    "progress",
    "reveal_scene",
    "scan",
]
