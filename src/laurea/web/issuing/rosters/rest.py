"""Bringing the rows again that a run left: as a roster of their own."""

from __future__ import annotations

import io
from datetime import datetime
from uuid import UUID

from laurea.credentials.errors import Conflict
from laurea.credentials.problems import ROSTER_EMPTY, ROW_CELLS, Problem
from laurea.integrations.roster import RefusedRow, write_refused
from laurea.web.accounts.access import Account
from laurea.web.issuing.access import run_for
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.rosters.access import RosterDraft, draft_of_run
from laurea.web.issuing.rosters.settle import settle
from laurea.web.issuing.rosters.upload import upload_roster


def bring_rest(*, actor: Account, run_id: UUID, at: datetime) -> RosterDraft:
    """Make a roster of the rows that a run left, with what was said of the columns.

    Args:
        actor: an owner or issuer of the organization.
        run_id: the run, which has ended.
        at: the moment, timezone-aware.

    Returns:
        The new draft; the same one when it is asked for again.

    Raises:
        NotFound: the run is not the actor's.
        Conflict: there are no such rows, or they were forgotten.
    """
    run = run_for(actor, run_id, roles=ISSUERS)
    if run.ended_at is not None:
        settle(run.pk, at=at)
    draft = draft_of_run(run.pk)
    if draft is None or draft.content or not draft.header:
        detail = "The rows of this run are not kept, or it has not ended. Bring the roster anew."
        raise Conflict(Problem(ROSTER_EMPTY, detail))
    content = rest_as_csv(draft)
    return upload_roster(
        actor=actor,
        achievement_id=draft.achievement_id,
        content=content,
        file_name=f"{draft.file_name} (rest)",
        key=f"rest:{run.pk}",
        at=at,
        said={"mapping": draft.mapping, "date_order": draft.date_order},
        set_aside=[int(one["row"]) for one in draft.rest if one["kind"] == "set-aside"],
    )


def rest_as_csv(draft: RosterDraft) -> bytes:
    """Return the rows that got no credential as a CSV file, with their numbers and reasons."""
    rows = [
        RefusedRow(int(one["row"]), (Problem(ROW_CELLS, one["reason"]),), tuple(one["cells"]))
        for one in draft.rest
    ]
    file = io.BytesIO()
    write_refused(rows, file, header=draft.header)
    return file.getvalue()
