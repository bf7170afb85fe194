"""Achievements over the API."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from uuid import UUID, uuid5

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from laurea.credentials.errors import MalformedDocument
from laurea.web.api.achievement_wire import (
    AchievementFilters,
    AchievementList,
    AchievementShown,
    AchievementState,
    AchievementWanted,
)
from laurea.web.api.bearer import caller_of, demand_known, now, route
from laurea.web.api.caller import Caller
from laurea.web.api.cursors import page_of
from laurea.web.api.draft import draft_achievement, draft_document, publish_achievement
from laurea.web.api.inside import achievement_inside, draft_inside
from laurea.web.api.keys import Key, OptionalKey
from laurea.web.api.once import asked, once
from laurea.web.api.scopes import Scope
from laurea.web.catalog.access import Achievement, Draft, achievements_of, drafts_of, newest_of
from laurea.web.catalog.define import address_of, define_achievement, stored_document

router: Final = Router(tags=["Achievements"])
_ACHIEVEMENT: Final = "/achievement"


@router.get(
    "/achievements",
    operation_id="list_achievements",
    summary="List achievements",
    **route(Scope.READ, Scope.ACHIEVEMENTS, answer=AchievementList),
)
def list_achievements(request: HttpRequest, filters: Query[AchievementFilters]) -> AchievementList:
    """Return what is published, each in its newest version; or the drafts."""
    demand_known(request, AchievementFilters)
    caller = caller_of(request)
    if filters.state is AchievementState.DRAFT:
        drafts = page_of(drafts_of(caller.organization), by="saved_at", pages=filters)
        return AchievementList(items=[_draft(one) for one in drafts.rows], next=drafts.next)
    theirs = newest_of(achievements_of(caller.account).filter(organization=caller.organization))
    page = page_of(theirs, by="defined_at", pages=filters)
    return AchievementList(items=[_published(one) for one in page.rows], next=page.next)


@router.post(
    "/achievements",
    operation_id="create_achievement",
    summary="Write an achievement",
    **route(Scope.ACHIEVEMENTS, answer=AchievementShown, status=201),
)
def create_achievement(
    request: HttpRequest, wanted: AchievementWanted, idempotency_key: Key
) -> HttpResponse:
    """Keep an achievement as a draft, or publish it at once."""
    caller, at = caller_of(request), now()
    number = uuid5(caller.organization.pk, idempotency_key)

    def do() -> tuple[int, AchievementShown]:
        return 201, _create(caller, wanted, number)

    return once(asked(request, caller, idempotency_key, wanted, at=at), do)


@router.get(
    "/achievements/{uuid:achievement_id}",
    operation_id="get_achievement",
    summary="Get an achievement",
    **route(Scope.READ, Scope.ACHIEVEMENTS, answer=AchievementShown),
)
def get_achievement(request: HttpRequest, achievement_id: UUID) -> AchievementShown:
    """Return one version of an achievement, or a draft."""
    caller = caller_of(request)
    draft = draft_inside(caller, achievement_id)
    return _draft(draft) if draft else _published(achievement_inside(caller, achievement_id))


@router.post(
    "/achievements/{uuid:achievement_id}/publish",
    operation_id="publish_achievement",
    summary="Publish a draft",
    **route(Scope.ACHIEVEMENTS, answer=AchievementShown),
)
def publish_draft(
    request: HttpRequest, achievement_id: UUID, idempotency_key: OptionalKey = None
) -> HttpResponse:
    """Publish a draft: from then on it can be awarded, and never changes.

    What is published already stays as it is.
    """
    caller, at = caller_of(request), now()

    def do() -> tuple[int, AchievementShown]:
        made = publish_achievement(caller=caller, draft_id=achievement_id, at=at)
        return 200, _published(made)

    return once(asked(request, caller, idempotency_key, None, at=at), do)


def _create(caller: Caller, wanted: AchievementWanted, number: UUID) -> AchievementShown:
    """Do what is asked; a problem of the achievement is one of a part of the body."""
    try:
        return _made(caller, wanted, number)
    except MalformedDocument as error:
        problem = error.problem
        place = f"{_ACHIEVEMENT}{problem.pointer}"
        raise MalformedDocument(replace(problem, pointer=place)) from error


def _made(caller: Caller, wanted: AchievementWanted, number: UUID) -> AchievementShown:
    if not wanted.publish:
        draft = draft_achievement(
            caller=caller,
            draft_id=number,
            document=wanted.achievement,
            valid_months=wanted.valid_months,
            at=now(),
        )
        return _draft(draft)
    made = define_achievement(
        actor=caller.account,
        organization=caller.organization,
        document=wanted.achievement,
        valid_months=wanted.valid_months,
        achievement_id=number,
        at=now(),
    )
    return _published(made)


def _published(one: Achievement) -> AchievementShown:
    return AchievementShown(
        id=one.pk,
        state=AchievementState.PUBLISHED,
        series=one.series,
        version=one.number,
        url=address_of(one.pk),
        name=one.name,
        valid_months=one.valid_months,
        is_listed=one.is_listed,
        is_archived=one.archived_at is not None,
        changed_at=one.defined_at,
        achievement=stored_document(one),
    )


def _draft(one: Draft) -> AchievementShown:
    base = {} if one.revises is None else stored_document(one.revises)
    months = str(one.written["fields"].get("valid_months", "")).strip()
    return AchievementShown(
        id=one.pk,
        state=AchievementState.DRAFT,
        series=None if one.revises is None else one.revises.series,
        version=None,
        url=None,
        name=one.name,
        valid_months=int(months) if months.isascii() and months.isdigit() else None,
        is_listed=False,
        is_archived=False,
        changed_at=one.saved_at,
        achievement=draft_document(one, base),
    )
