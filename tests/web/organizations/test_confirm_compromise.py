"""Marking a key as compromised where several own an organization: one asks, another confirms."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from laurea.credentials.errors import Conflict, MalformedDocument, NotFound
from laurea.web.accounts.access import Account
from laurea.web.operations.models import AuditRow, Event
from laurea.web.organizations.access import (
    CompromiseRequest,
    IssuerKey,
    Membership,
    Role,
    keys_of,
)
from laurea.web.organizations.change_roles import change_roles
from laurea.web.organizations.confirm_compromise import (
    ask_to_mark,
    confirm_compromise,
    leave_key,
    waiting_requests,
)
from laurea.web.organizations.mark_compromised import mark_compromised
from tests.web.conftest import NOON, World, an_account, signed_in, with_second_factor

LATER = NOON + timedelta(days=1)


@pytest.fixture
def second(world: World) -> Account:
    return world.join("wilma", Role.OWNER)


def only_key(world: World) -> IssuerKey:
    (key,) = keys_of(world.organization)
    return key


def ask(world: World, at: datetime = LATER) -> CompromiseRequest:
    return ask_to_mark(
        actor=world.owner,
        organization=world.organization,
        key_id=only_key(world).pk,
        since=NOON,
        at=at,
    )


def confirm(world: World, actor: Account, request_id: UUID, at: datetime = LATER) -> IssuerKey:
    return confirm_compromise(
        actor=actor, organization=world.organization, request_id=request_id, at=at
    )


def mark(world: World, actor: Account, at: datetime) -> IssuerKey:
    return mark_compromised(
        actor=actor,
        organization=world.organization,
        key_id=only_key(world).pk,
        since=NOON,
        at=at,
    )


def joined(world: World, who: str | Account, at: datetime) -> Account:
    """Somebody who owns the organization from a moment on."""
    account = who if isinstance(who, Account) else with_second_factor(an_account(who))
    Membership(organization=world.organization, account=account, role=Role.OWNER, since=at).save(
        force_insert=True
    )
    return account


def remove(world: World, other: Account, roles: list[Role], at: datetime = LATER) -> None:
    change_roles(
        actor=world.owner,
        organization=world.organization,
        account_id=other.pk,
        roles=roles,
        at=at,
    )


def test_one_owner_of_several_does_not_mark_a_key_alone(world: World, second: Account) -> None:
    with pytest.raises(Conflict, match="Another owner"):
        mark_compromised(
            actor=second,
            organization=world.organization,
            key_id=only_key(world).pk,
            since=NOON,
            at=LATER,
        )
    request = ask(world)
    with pytest.raises(Conflict, match="Another owner"):
        confirm(world, world.owner, request.pk)
    assert only_key(world).compromised_at is None


def test_another_owner_confirms_it_once(world: World, second: Account) -> None:
    request = ask(world)
    assert confirm(world, second, request.pk).compromised_at == NOON
    with pytest.raises(NotFound):
        confirm(world, second, request.pk)
    row = AuditRow.objects.get(action="key.compromised")
    assert (row.actor, row.body["asked_by"]) == (str(second.pk), str(world.owner.pk))
    assert Event.objects.filter(name="key.compromised").count() == 1
    with pytest.raises(Conflict, match="already"):
        ask(world)


def test_after_seven_days_it_must_be_asked_anew(world: World, second: Account) -> None:
    request = ask(world)
    late = LATER + timedelta(days=7)
    with pytest.raises(NotFound):
        confirm(world, second, request.pk, at=late)
    assert waiting_requests(world.organization, at=late) == []
    again = ask(world, at=late)
    assert waiting_requests(world.organization, at=late) == [again]
    assert confirm(world, second, again.pk, at=late).compromised_at == NOON


def test_it_is_taken_back_or_refused(world: World, second: Account) -> None:
    for actor in (world.owner, second):
        request = ask(world)
        leave_key(actor=actor, organization=world.organization, request_id=request.pk, at=LATER)
        with pytest.raises(NotFound):
            confirm(world, second, request.pk)
    assert only_key(world).compromised_at is None
    assert AuditRow.objects.filter(action="key.leave").count() == 2


def test_what_somebody_asked_who_owns_nothing_any_more_is_not_confirmed(
    world: World, second: Account
) -> None:
    request = ask(world)
    change_roles(
        actor=second,
        organization=world.organization,
        account_id=world.owner.pk,
        roles=[Role.DESIGNER],
        at=LATER,
    )
    with pytest.raises(Conflict, match="no owner any more"):
        confirm(world, second, request.pk)
    # Alone for seven days, the second owner marks it without anybody.
    with pytest.raises(Conflict, match="from 1 December 2026, 12:00 UTC"):
        mark(world, second, LATER + timedelta(days=7, seconds=-1))
    mark(world, second, LATER + timedelta(days=7))
    assert CompromiseRequest.objects.get().ended_at is not None


@pytest.mark.parametrize("roles", [[], [Role.DESIGNER]])
def test_removing_the_other_owner_first_is_of_no_use(
    world: World, second: Account, roles: list[Role]
) -> None:
    remove(world, second, roles)
    with pytest.raises(Conflict, match="until lately"):
        mark(world, world.owner, LATER)
    accomplice = joined(world, "zeno", LATER)
    request = ask(world)
    with pytest.raises(Conflict, match="less than seven days"):
        confirm(world, accomplice, request.pk)
    page = signed_in(world.owner).get(
        reverse("organization-key-compromised", args=["guild", only_key(world).pk])
    )
    assert "An owner of less than seven days" in page.content.decode()
    assert only_key(world).compromised_at is None
    # Who was removed by mistake is made owner again, and confirms.
    remove(world, accomplice, [])
    joined(world, second, LATER)
    week = LATER + timedelta(days=7)
    assert confirm(world, second, ask(world, week).pk, at=week).compromised_at == NOON


def test_who_joins_when_others_own_it_confirms_after_seven_days(
    world: World, second: Account
) -> None:
    newcomer = joined(world, "zeno", LATER)
    request = ask(world)
    soon = LATER + timedelta(days=7, seconds=-1)
    with pytest.raises(Conflict, match="1 December 2026, 12:00 UTC"):
        confirm(world, newcomer, request.pk, at=soon)
    late = LATER + timedelta(days=7)
    assert confirm(world, newcomer, ask(world, late).pk, at=late).compromised_at == NOON


def test_where_nobody_else_counts_a_new_owner_confirms(world: World) -> None:
    newcomer = joined(world, "zeno", LATER)
    assert confirm(world, newcomer, ask(world).pk).compromised_at == NOON


def test_the_pages_say_who_counts(world: World, second: Account) -> None:
    now = timezone.now()
    newcomer = joined(world, "zeno", now)
    ask(world, now)
    said = signed_in(newcomer).get("/o/guild/keys").content.decode()
    assert "You own the organization for less than seven days" in said
    assert "Confirm it" not in said
    for one in (second, newcomer):
        remove(world, one, [], now)
    path = reverse("organization-key-compromised", args=["guild", only_key(world).pk])
    client = signed_in(world.owner)
    assert "You are alone since lately" in client.get(path).content.decode()
    answer = client.post(path, {"since": "2026-11-23T12:00", "is_understood": "on"})
    assert answer.status_code == 422
    assert "until lately" in answer.content.decode()
    assert only_key(world).compromised_at is None


def test_only_owners_ask_and_confirm(world: World, second: Account) -> None:
    request = ask(world)
    for actor in (world.colleague, world.stranger):
        with pytest.raises(NotFound):
            confirm(world, actor, request.pk)
    with pytest.raises(NotFound):
        confirm_compromise(
            actor=world.stranger,
            organization=world.foreign.organization,
            request_id=request.pk,
            at=LATER,
        )
    with pytest.raises(MalformedDocument):
        ask_to_mark(
            actor=second,
            organization=world.organization,
            key_id=only_key(world).pk,
            since=LATER + timedelta(days=1),
            at=LATER,
        )


def test_the_pages_say_who_confirms_and_let_them(world: World, second: Account) -> None:
    first, other = signed_in(world.owner), signed_in(second)
    path = reverse("organization-key-compromised", args=["guild", only_key(world).pk])
    assert "Another owner confirms this" in first.get(path).content.decode()
    assert "Wilma" in first.get(path).content.decode()
    form = {"since": "2026-11-23T12:00", "is_understood": "on"}
    page = first.post(path, form, follow=True).content.decode()
    assert "Nothing has changed yet" in page
    assert "Take it back" in page
    assert "Confirm it" not in page
    assert "Confirm it" in other.get("/o/guild/keys").content.decode()
    request = CompromiseRequest.objects.get()
    answer = reverse("organization-key-answer", args=["guild", request.pk])
    assert (
        "Another owner confirms" in first.post(answer, {"confirm": 1}, follow=True).content.decode()
    )
    said = other.post(answer, {"confirm": 1}, follow=True).content.decode()
    assert "counts for nothing any more" in said
    assert only_key(world).compromised_at is not None


def test_who_owns_alone_marks_at_once(world: World) -> None:
    client = signed_in(world.owner)
    path = reverse("organization-key-compromised", args=["guild", only_key(world).pk])
    assert "Another owner" not in client.get(path).content.decode()
    client.post(path, {"since": "2026-11-23T12:00", "is_understood": "on"})
    assert only_key(world).compromised_at is not None
