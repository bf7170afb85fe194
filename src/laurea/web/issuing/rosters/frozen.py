"""A roster whose run was started does not change any more."""

from __future__ import annotations

from laurea.credentials.errors import Conflict
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.issuing.rosters.access import RosterDraft


def demand_open(draft: RosterDraft) -> None:
    """Do nothing where a draft may still change.

    Raises:
        Conflict: its run was started.
    """
    if draft.run_id is not None:
        detail = "This roster was started already, perhaps in another tab. Its run shows the rest."
        raise Conflict(Problem(MALFORMED_VALUE, detail))
