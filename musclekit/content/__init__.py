"""Content files (YAML, JSON) as checked, immutable records: every check of text happens here."""

from musclekit.content.banks import BankRecord, ItemRecord, SceneRecord, parse_bank, read_bank
from musclekit.content.facts import (
    BASES,
    STATUSES,
    ActionRecord,
    AttachmentRecord,
    Fact,
    FactRecord,
    InnervationRecord,
    Quantity,
    Source,
)
from musclekit.content.files import read_json, read_yaml
from musclekit.content.records import (
    Names,
    Record,
    parse_record,
    parse_records,
    read_records,
    refuse,
)
from musclekit.content.structures import (
    KINDS,
    AtlasManifest,
    FootprintRecord,
    StructureRecord,
    TreeNode,
)
from musclekit.content.targets import (
    BoneRecord,
    CutRecord,
    EnvelopeRecord,
    LandmarkRecord,
    MeetingRecord,
    OverlapRecord,
    ReferenceRecord,
    TargetRecord,
    TargetsRecord,
)
from musclekit.content.variants import Prevalence, VariantRecord

__all__ = [
    "BASES",
    "KINDS",
    "STATUSES",
    "ActionRecord",
    "AtlasManifest",
    "AttachmentRecord",
    "BankRecord",
    "BoneRecord",
    "CutRecord",
    "EnvelopeRecord",
    "Fact",
    "FactRecord",
    "FootprintRecord",
    "InnervationRecord",
    "ItemRecord",
    "LandmarkRecord",
    "MeetingRecord",
    "Names",
    "OverlapRecord",
    "Prevalence",
    "Quantity",
    "Record",
    "ReferenceRecord",
    "SceneRecord",
    "Source",
    "StructureRecord",
    "TargetRecord",
    "TargetsRecord",
    "TreeNode",
    "VariantRecord",
    "parse_bank",
    "parse_record",
    "parse_records",
    "read_bank",
    "read_json",
    "read_records",
    "read_yaml",
    "refuse",
]
