"""`laurea.client` against a server that listens: what people write with it does what it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import urllib3

from laurea.client import (
    AchievementWanted,
    ApiError,
    AwardWanted,
    Client,
    ReasonWanted,
    Recipient,
    RowWanted,
    RunWanted,
    WebhookWanted,
    models,
)
from laurea.web.api.scopes import Scope
from laurea.web.issuing.models import Credential
from laurea.web.operations.worker import work_all
from tests.web.api.conftest import a_token
from tests.web.conftest import World, an_achievement

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.enable_socket]


@pytest.fixture
def pool() -> Iterator[urllib3.PoolManager]:
    connections = urllib3.PoolManager()
    yield connections
    connections.clear()


@pytest.fixture
def college(world: World, live_server: Any, pool: urllib3.PoolManager) -> Client:
    token = a_token(world.owner, world.organization)
    return Client(str(live_server.url), token, http=pool, tries=1)


def wanted(world: World, name: str = "mira") -> AwardWanted:
    recipient = Recipient(email=f"{name}@example.org", name=name.capitalize())
    return AwardWanted(achievement=world.achievement.pk, recipient=recipient)


def test_an_award_is_made_fetched_suspended_reinstated_and_revoked(
    world: World, college: Client
) -> None:
    made = college.create_award(wanted(world), idempotency_key="order-1")
    assert college.create_award(wanted(world), idempotency_key="order-1") == made
    assert made.state is models.CredentialState.ISSUED
    assert (made.key, made.recipient.email, made.valid_until) == (
        "order-1",
        "mira@example.org",
        None,
    )
    assert made.issued_at is not None
    assert made.issued_at.tzinfo is not None
    stored = Credential.objects.get(pk=made.id)
    assert college.get_document(made.id) == bytes(stored.document or b"")
    reason = ReasonWanted(reason="A complaint is being looked into.")
    held = college.suspend_credential(made.id, reason)
    assert (held.suspended_at is None, held.suspension_reason) == (False, reason.reason)
    assert college.reinstate_credential(made.id, ReasonWanted(reason="Settled.")) == made
    revoked = college.revoke_credential(made.id, ReasonWanted(reason="In error."))
    assert (revoked.state, revoked.revocation_reason) == ("revoked", "In error.")
    assert college.get_credential(made.id) == revoked


def test_a_run_is_started_and_its_credentials_are_walked_through(
    world: World, college: Client
) -> None:
    rows = [RowWanted(recipient=Recipient(email=f"l{n}@example.org")) for n in range(5)]
    run = college.create_run(RunWanted(achievement=world.achievement.pk, awards=tuple(rows)))
    assert (run.state, run.rows) == ("running", 5)
    work_all()
    assert college.get_run(run.id).issued == 5
    found = list(college.iterate_credentials(run=run.id, limit=2))
    assert {one.recipient.email for one in found} == {f"l{n}@example.org" for n in range(5)}
    assert len(found) == 5
    assert [one.id for one in college.iterate_runs()] == [run.id]


def test_an_achievement_is_drafted_published_and_awarded(college: Client) -> None:
    document = an_achievement(name="Spinning")
    draft = college.create_achievement(AchievementWanted(achievement=document, valid_months=12))
    assert (draft.state, draft.valid_months) == (models.AchievementState.DRAFT, 12)
    published = college.publish_achievement(draft.id)
    assert published.state is models.AchievementState.PUBLISHED
    assert published.achievement["name"] == "Spinning"
    made = college.create_award(
        AwardWanted(achievement=published.id, recipient=Recipient(email="mira@example.org"))
    )
    assert made.valid_until is not None
    assert made.valid_until > datetime.now(UTC)


def test_a_webhook_is_set_up_listed_and_ended(college: Client) -> None:
    made = college.create_webhook(
        WebhookWanted(
            url="https://hook.school.example/", events=(models.EventKind.CREDENTIAL_ISSUED,)
        )
    )
    assert made.secret.startswith("whsec_")
    assert [one.id for one in college.list_webhooks().items] == [made.id]
    college.end_webhook(made.id)
    assert college.list_webhooks().items == ()


def test_a_refusal_says_what_is_wrong_and_where(world: World, college: Client) -> None:
    wrong = AwardWanted(achievement=world.achievement.pk, recipient=Recipient(email="nobody"))
    with pytest.raises(ApiError) as refusal:
        college.create_award(wrong)
    assert (refusal.value.status, refusal.value.pointer) == (422, "/recipient/email")
    with pytest.raises(ApiError) as refusal:
        college.get_credential(uuid4())
    assert refusal.value.status == 404


def test_a_token_opens_what_it_is_for_and_no_more(
    world: World, college: Client, live_server: Any, pool: urllib3.PoolManager
) -> None:
    assert college.get_organization().legal_name == "Guild of Weavers"
    token = a_token(world.owner, world.organization, [Scope.READ])
    reader = Client(str(live_server.url), token, http=pool, tries=1)
    assert list(reader.iterate_credentials()) == []
    with pytest.raises(ApiError) as refusal:
        reader.create_award(wanted(world))
    assert refusal.value.status == 403
    with pytest.raises(ApiError) as refusal:
        Client(str(live_server.url), "laurea_none", http=pool, tries=1).get_organization()
    assert refusal.value.status == 401
