"""Issuing to a roster: every learner in it gets a credential in a folder, once.

Whatever is wrong with the run as a whole is found before anything is written. A row that cannot
be used is named and does not stop the others. A run that was broken off, however hard, is taken
up again and gives each row the credential it would have had.
"""

from __future__ import annotations

from laurea.integrations.issue_run.outcome import RowOutcome, Tally
from laurea.integrations.issue_run.reports import REFUSED, REPORT
from laurea.integrations.issue_run.request import ImageKind, IssueRequest, RosterReading
from laurea.integrations.issue_run.run import Run, open_run

__all__ = [
    "REFUSED",
    "REPORT",
    "ImageKind",
    "IssueRequest",
    "RosterReading",
    "RowOutcome",
    "Run",
    "Tally",
    "open_run",
]
