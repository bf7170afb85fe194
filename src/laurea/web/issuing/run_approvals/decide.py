"""Deciding of a run that another person prepared: it begins, or it goes back with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from laurea.credentials.errors import Conflict, MalformedDocument
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import lock_achievement, versions_of
from laurea.web.catalog.archive import demand_awardable
from laurea.web.issuing.access import (
    BulkRun,
    RunState,
    cancel_chunks,
    end_run,
    lock_run,
    run_for,
    running_chunks,
)
from laurea.web.issuing.bulk import add_chunk_jobs, record_end
from laurea.web.issuing.reasons import LONGEST_REASON
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.two_persons.access import RunApproval, approval_of, store_decision
from laurea.web.operations.audit import audit
from laurea.web.organizations.access import held_since


def approve_run(*, actor: Account, run_id: UUID, at: datetime) -> BulkRun:
    """Let a run begin that another person prepared.

    Args:
        actor: an owner or issuer of the organization, other than who prepared it.
        run_id: the run.
        at: the moment, timezone-aware.

    Raises:
        NotFound: it is not the actor's.
        Conflict: it does not wait, the actor prepared it or came later, whoever prepared it may
            not issue any more, or the achievement is archived or was revised since.
    """
    run_for(actor, run_id, roles=ISSUERS)
    with transaction.atomic():
        run = lock_run(run_id)
        approval = _waiting(run)
        why = why_not_approved_by(actor, run, approval)
        if why:
            raise _refused(why)
        achievement = lock_achievement(run.achievement_id)
        demand_awardable(achievement)
        if any(one.defined_at > approval.asked_at for one in versions_of(achievement)):
            detail = _(
                "The achievement was revised since this was prepared. Send it back; then it is"
                " prepared anew, for the version that is meant."
            )
            raise _refused(detail)
        store_decision(approval, RunState.RUNNING, actor, at=at)
        add_chunk_jobs(run, running_chunks(run_id), at=at)
        _note("run.approve", run, actor, {"prepared_by": str(run.actor_id)}, at)
    run.refresh_from_db()
    return run


def send_run_back(*, actor: Account, run_id: UUID, reason: str, at: datetime) -> BulkRun:
    """End a run that another person prepared before anything of it is signed.

    Args:
        actor: an owner or issuer of the organization.
        run_id: the run.
        reason: what is to be mended, in one to 500 characters.
        at: the moment, timezone-aware.

    Raises:
        NotFound: it is not the actor's.
        Conflict: it does not wait, or the actor prepared it.
        MalformedDocument: there is no reason, or it is too long.
    """
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= LONGEST_REASON:
        detail = _("Say what is to be mended, in at most %d characters.") % LONGEST_REASON
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/reason"))
    run_for(actor, run_id, roles=ISSUERS)
    with transaction.atomic():
        run = lock_run(run_id)
        approval = _waiting(run)
        if run.actor_id == actor.pk:
            raise _refused(_("You prepared this run. Cancel it instead."))
        cancel_chunks(run, running_chunks(run_id), at=at)
        store_decision(approval, RunState.RETURNED, actor, at=at, reason=reason)
        end_run(run_id, at=at)
        _note("run.send-back", run, actor, {"prepared_by": str(run.actor_id)}, at)
        record_end(run_id, at=at)
    run.refresh_from_db()
    return run


def why_not_approved_by(actor: Account, run: BulkRun, approval: RunApproval) -> str:
    """Return why an owner or issuer may not approve a run that waits; nothing where they may."""
    if run.actor_id == actor.pk:
        return _("You prepared this run. Another owner or issuer approves it.")
    held = {one.pk: since for one, since in held_since(run.organization_id, ISSUERS).items()}
    if run.actor_id not in held:
        return _("Whoever prepared this may not issue here any more. Send it back.")
    if held[actor.pk] > approval.asked_at:
        return _(
            "You came after this was prepared. Somebody approves it who was here before; or it is"
            " cancelled and prepared anew."
        )
    return ""


def _waiting(run: BulkRun) -> RunApproval:
    approval = approval_of(run.pk)
    if approval is None or run.state != RunState.WAITING:
        raise _refused(_decided(run, approval))
    return approval


def _decided(run: BulkRun, approval: RunApproval | None) -> str:
    if approval is not None and approval.decided_by is not None:
        who = approval.decided_by.name or approval.decided_by.email
        said = _("%s sent this back.") if approval.reason else _("%s approved this already.")
        return said % who
    if run.state == RunState.CANCELLED:
        return _("This run was cancelled.")
    return _("This run waits for nobody.")


def _refused(detail: str) -> Conflict:
    return Conflict(Problem(MALFORMED_VALUE, detail))


def _note(action: str, run: BulkRun, actor: Account, body: dict[str, object], at: datetime) -> None:
    audit(
        action,
        str(run.achievement_id),
        actor=str(actor.pk),
        at=at,
        organization=run.organization_id,
        body={"run": str(run.pk), "rows": run.rows, **body},
    )
