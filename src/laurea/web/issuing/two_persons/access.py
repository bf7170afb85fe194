"""The doors to what second persons decide of runs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from laurea.web.accounts.access import Account
from laurea.web.issuing.approval_models import RunApproval
from laurea.web.issuing.models import BulkRun, RunState

__all__ = ["RunApproval"]


def approval_of(run_id: UUID) -> RunApproval | None:
    """Return what was asked and decided of a run; for somebody who was let see the run."""
    found = RunApproval.objects.select_related("run", "run__actor", "decided_by")
    return found.filter(pk=run_id).first()


def add_approval(run: BulkRun, *, at: datetime) -> None:
    """Note that a run, which was just prepared, waits for a second person."""
    RunApproval(run=run, asked_at=at).save(force_insert=True)


def store_decision(
    approval: RunApproval, state: RunState, actor: Account, *, at: datetime, reason: str = ""
) -> None:
    """Note what was decided of a run, which was locked."""
    approval.decided_at, approval.decided_by, approval.reason = at, actor, reason
    approval.save(update_fields=["decided_at", "decided_by", "reason"])
    BulkRun.objects.filter(pk=approval.run_id).update(state=state)


def runs_to_approve(organization_id: UUID) -> list[BulkRun]:
    """Return the runs of an organization that wait for a second person, the oldest first."""
    waiting = BulkRun.objects.filter(organization=organization_id, state=RunState.WAITING)
    return list(waiting.select_related("achievement", "actor").order_by("started_at", "pk"))
