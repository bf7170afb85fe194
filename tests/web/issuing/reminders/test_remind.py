from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from laurea.credentials.errors import MalformedDocument, NotFound
from laurea.web.issuing.access import Credential, Publicity
from laurea.web.issuing.claims.access import set_publicity
from laurea.web.issuing.letters.access import LetterKind
from laurea.web.issuing.models import Letter
from laurea.web.issuing.reminders import remind
from laurea.web.issuing.reminders.access import rule_of
from laurea.web.issuing.reminders.remind import remind_of_ends
from laurea.web.issuing.reminders.set_reminders import set_reminders
from laurea.web.issuing.replacements.renew import renew
from laurea.web.issuing.revoke import revoke
from laurea.web.issuing.suspend import suspend
from laurea.web.operations.models import AuditRow
from laurea.web.operations.registry import Work
from laurea.web.operations.worker import work_all
from laurea.web.organizations.access import Role
from tests.simulator.mail_server import MailServer
from tests.web.conftest import NOON, World
from tests.web.issuing.staff import issue

pytestmark = pytest.mark.django_db

END = NOON + timedelta(days=365)
SOON = END - timedelta(days=30)


def keep_at(world: World, days: int | None) -> None:
    set_reminders(actor=world.owner, organization=world.organization, days_before=days, at=NOON)


def look(at: object = SOON) -> None:
    remind_of_ends(Work("every:1", {}, at, 1, lambda: None))  # type: ignore[arg-type]


def reminded() -> set[str]:
    letters = Letter.objects.filter(kind=LetterKind.ENDING).select_related("credential")
    return {one.credential.recipient_email.partition("@")[0] for one in letters}


def ends(world: World, name: str, days: int = 365) -> Credential:
    return issue(world, name, valid_until=NOON + timedelta(days=days))


def test_without_a_rule_nobody_is_reminded(world: World) -> None:
    ends(world, "mira")
    look()
    assert reminded() == set()


def test_each_is_reminded_once_and_no_earlier_than_is_said(world: World) -> None:
    ends(world, "mira")
    issue(world, "endless")
    keep_at(world, 30)
    look(SOON - timedelta(minutes=1))
    assert reminded() == set()
    for hour in range(3):
        look(SOON + timedelta(hours=hour))
    assert reminded() == {"mira"}
    assert Letter.objects.filter(kind=LetterKind.ENDING).count() == 1


def test_what_has_ended_is_past_reminding(world: World) -> None:
    ends(world, "mira")
    keep_at(world, 30)
    look(END)
    assert reminded() == set()


def test_what_counts_no_longer_was_declined_or_renewed_is_left_out(world: World) -> None:
    keep_at(world, 30)
    revoked, suspended, declined, renewed, _kept = (
        ends(world, name) for name in ("rita", "susi", "dora", "rena", "mira")
    )
    revoke(actor=world.owner, credential_id=revoked.pk, reason="R.", at=NOON)
    suspend(actor=world.owner, credential_id=suspended.pk, reason="R.", at=NOON)
    set_publicity(declined.pk, Publicity.DECLINED, of=[Publicity.OPEN])
    renew(actor=world.owner, credential_id=renewed.pk, key="k", valid_until=None, at=SOON)
    look()
    assert reminded() == {"mira"}


def test_who_was_awarded_it_for_no_longer_than_these_days_has_just_read_its_end(
    world: World,
) -> None:
    keep_at(world, 30)
    ends(world, "short", 30)
    ends(world, "long", 31)
    look(NOON + timedelta(days=2))
    assert reminded() == {"long"}


def test_more_than_are_written_together_are_all_written(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remind, "_TOGETHER", 2)
    names = {f"p{number}" for number in range(5)}
    for name in names:
        ends(world, name)
    keep_at(world, 30)
    look()
    assert reminded() == names


def test_where_no_mail_is_sent_nothing_is_written(world: World, settings: Settings) -> None:
    settings.HAS_MAIL = False
    ends(world, "mira")
    keep_at(world, 30)
    look()
    assert reminded() == set()


def test_the_letter_says_when_it_ends(world: World, mail: MailServer) -> None:
    ends(world, "mira")
    keep_at(world, 30)
    work_all(clock=lambda: SOON)
    look()
    work_all(clock=lambda: SOON + timedelta(seconds=1))
    (told,) = [one for one in mail.arrived if "ends on" in one["Subject"]]
    assert told["Subject"] == "Weaving from Guild of Weavers ends on 23 November 2027"


def test_a_reminder_that_waits_while_it_is_revoked_is_not_sent(
    world: World, mail: MailServer
) -> None:
    credential = ends(world, "mira")
    keep_at(world, 30)
    work_all(clock=lambda: SOON)
    with transaction.atomic():
        look()
    revoke(actor=world.owner, credential_id=credential.pk, reason="R.", at=SOON)
    work_all(clock=lambda: SOON + timedelta(seconds=1))
    assert not [one for one in mail.arrived if "ends on" in one["Subject"]]


@pytest.mark.parametrize("days", [0, -1, 366])
def test_days_have_bounds(world: World, days: int) -> None:
    with pytest.raises(MalformedDocument):
        keep_at(world, days)


def test_a_change_is_noted_and_what_is_no_change_is_not(world: World) -> None:
    for days in (30, 30, 14, None, None):
        keep_at(world, days)
    rows = AuditRow.objects.filter(action="reminders.set").order_by("position")
    assert [row.body["days_before"] for row in rows] == [30, 14, None]
    assert rule_of(world.organization) is None


@pytest.mark.parametrize("role", [Role.DESIGNER, Role.REVIEWER, Role.AUDITOR])
def test_who_may_not_issue_may_not_set_it(world: World, role: Role) -> None:
    with pytest.raises(NotFound):
        set_reminders(
            actor=world.join("hugo", role),
            organization=world.organization,
            days_before=30,
            at=NOON,
        )
