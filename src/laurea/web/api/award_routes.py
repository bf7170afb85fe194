"""Awards over the API: one at once, or many in a run."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from laurea.web.api.award_for_program import award_one, start_awards
from laurea.web.api.award_wire import (
    AwardWanted,
    Refusal,
    RefusalList,
    RunList,
    RunShown,
    RunWanted,
)
from laurea.web.api.bearer import caller_of, demand_known, now, route
from laurea.web.api.credential_routes import shown_credential
from laurea.web.api.credential_wire import CredentialShown
from laurea.web.api.cursors import page_of
from laurea.web.api.inside import run_inside
from laurea.web.api.keys import Key, OptionalKey
from laurea.web.api.once import asked, once
from laurea.web.api.scopes import Scope
from laurea.web.api.wire import Pages
from laurea.web.issuing.access import BulkRun, run_refusals, runs_of
from laurea.web.issuing.cancel_run import cancel_run
from laurea.web.issuing.run_progress import progress_of

router: Final = Router()


@router.post(
    "/awards",
    operation_id="create_award",
    summary="Award to one recipient",
    tags=["Awards"],
    **route(Scope.AWARD, answer=CredentialShown, status=201),
)
def create_award(request: HttpRequest, wanted: AwardWanted, idempotency_key: Key) -> HttpResponse:
    """Award an achievement, and return the credential: signed and stored.

    The key is the name of the award for ever: asked for again it is the same credential.
    """
    caller, at = caller_of(request), now()

    def do() -> tuple[int, CredentialShown]:
        made = award_one(caller=caller, wanted=wanted, key=idempotency_key, at=at)
        return 201, shown_credential(made)

    return once(asked(request, caller, idempotency_key, wanted, at=at), do)


@router.post(
    "/runs",
    operation_id="create_run",
    summary="Award to many recipients",
    tags=["Runs"],
    **route(Scope.AWARD, answer=RunShown, status=202),
)
def create_run(request: HttpRequest, wanted: RunWanted, idempotency_key: Key) -> HttpResponse:
    """Start a run; ask for it again to see how far it is, or be told by a webhook when it ends.

    Where a server asks two persons for so many awards, the run is `waiting` until another owner
    or issuer approves it on its page; sent back, it is `returned` and has ended.
    """
    caller, at = caller_of(request), now()

    def do() -> tuple[int, RunShown]:
        return 202, _shown(start_awards(caller=caller, wanted=wanted, key=idempotency_key, at=at))

    return once(asked(request, caller, idempotency_key, wanted, at=at), do)


@router.get(
    "/runs",
    operation_id="list_runs",
    summary="List runs",
    tags=["Runs"],
    **route(Scope.READ, Scope.AWARD, answer=RunList),
)
def list_runs(request: HttpRequest, filters: Query[Pages]) -> RunList:
    """Return the runs of the organization, also those that people started."""
    demand_known(request, Pages)
    caller = caller_of(request)
    theirs = runs_of(caller.account).filter(organization=caller.organization)
    page = page_of(theirs, by="started_at", pages=filters)
    return RunList(items=[_shown(one) for one in page.rows], next=page.next)


@router.get(
    "/runs/{uuid:run_id}",
    operation_id="get_run",
    summary="Get a run",
    tags=["Runs"],
    **route(Scope.READ, Scope.AWARD, answer=RunShown),
)
def get_run(request: HttpRequest, run_id: UUID) -> RunShown:
    """Return how far a run is."""
    return _shown(run_inside(caller_of(request), run_id))


@router.get(
    "/runs/{uuid:run_id}/refusals",
    operation_id="list_refusals",
    summary="List what a run could not issue",
    tags=["Runs"],
    **route(Scope.READ, Scope.AWARD, answer=RefusalList),
)
def list_refusals(request: HttpRequest, run_id: UUID) -> RefusalList:
    """Return the awards of a run that could not be issued, each with its problem."""
    refusals = run_refusals(run_inside(caller_of(request), run_id).pk)
    items = [Refusal(key=str(one["key"]), problem=one["problem"]) for one in refusals]
    return RefusalList(items=items)


@router.post(
    "/runs/{uuid:run_id}/cancel",
    operation_id="cancel_run",
    summary="Cancel a run",
    tags=["Runs"],
    **route(Scope.AWARD, answer=RunShown),
)
def cancel(request: HttpRequest, run_id: UUID, idempotency_key: OptionalKey = None) -> HttpResponse:
    """Cancel what nobody has begun. What is issued stays issued."""
    caller, at = caller_of(request), now()

    def do() -> tuple[int, RunShown]:
        run = run_inside(caller, run_id)
        return 200, _shown(cancel_run(actor=caller.account, run_id=run.pk, at=at))

    return once(asked(request, caller, idempotency_key, None, at=at), do)


def _shown(run: BulkRun) -> RunShown:
    progress = progress_of(run, at=now())
    return RunShown(
        id=run.pk,
        achievement=run.achievement_id,
        state=progress.state,
        rows=progress.total,
        issued=progress.issued,
        refused=progress.refused,
        cancelled=progress.cancelled,
        given_up=progress.given_up,
        seconds_left=progress.left_s,
        started_at=run.started_at,
        begins_at=run.begins_at,
        ended_at=run.ended_at,
    )
