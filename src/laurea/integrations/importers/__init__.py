"""Exports of other badge platforms: what was awarded there, to whom, when, under which id.

- Canvas Credentials (Badgr), Credly, Accredible, Open Badge Factory, Moodle, and Open Badges 2.0,
  as CSV, spreadsheet or JSON. Which one it is, is found out and never asked.
- Ids, addresses and dates are kept as they were. Nothing is fetched, and nothing is verified.
- An award that cannot be used is named and does not stop the others.
"""

from __future__ import annotations

from laurea.integrations.importers.export import Export, open_export
from laurea.integrations.importers.found import (
    ImportedAchievement,
    ImportedAward,
    ImportedEvidence,
    Platform,
    RefusedRecord,
)
from laurea.integrations.importers.limits import DEFAULT_IMPORT_LIMITS, ImportLimits
from laurea.integrations.importers.survey import FoundAchievement, Survey, survey

__all__ = [
    "DEFAULT_IMPORT_LIMITS",
    "Export",
    "FoundAchievement",
    "ImportLimits",
    "ImportedAchievement",
    "ImportedAward",
    "ImportedEvidence",
    "Platform",
    "RefusedRecord",
    "Survey",
    "open_export",
    "survey",
]
