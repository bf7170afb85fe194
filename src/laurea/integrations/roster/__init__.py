"""Rosters: who is to be awarded, read from CSV files and spreadsheets as people keep them.

- Any delimiter, encoding, order and language of the columns; nothing is guessed in silence.
- A row that cannot be used is named and does not stop the others. What makes all rows doubtful
  refuses the file.
- Rows are read one after another: a million of them take no more memory than one, but for the
  index of the learners.
"""

from __future__ import annotations

from laurea.integrations.roster.dates import DateOrder
from laurea.integrations.roster.limits import DEFAULT_ROSTER_LIMITS, RosterLimits
from laurea.integrations.roster.mends import Mends
from laurea.integrations.roster.opening import open_roster
from laurea.integrations.roster.refused import write_refused
from laurea.integrations.roster.roster import OpenDate, Roster
from laurea.integrations.roster.rows import RefusedRow, RosterEvidence, RosterRow
from laurea.integrations.roster.tables import Glance, ReadAs, glance_at
from laurea.integrations.roster.vocabulary import Field

__all__ = [
    "DEFAULT_ROSTER_LIMITS",
    "DateOrder",
    "Field",
    "Glance",
    "Mends",
    "OpenDate",
    "ReadAs",
    "RefusedRow",
    "Roster",
    "RosterEvidence",
    "RosterLimits",
    "RosterRow",
    "glance_at",
    "open_roster",
    "write_refused",
]
