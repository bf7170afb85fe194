"""A method for each route. Written by scripts/client_from_openapi.py."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from laurea.client import models
from laurea.client.coding import decode
from laurea.client.transport import Transport


class Client(Transport):
    """Calls a server: a method for each route.

    Each raises `ApiError` where the server refuses, `Unreachable` where it does not answer, and
    `Unexpected` where its answer cannot be read. Where a method takes `idempotency_key` and is
    given none, it makes one, so that a try that broke off does no harm; name one yourself where
    your own program may call twice for the same thing.
    """

    def get_organization(self) -> models.OrganizationShown:
        """Return where the token counts, and what it may do there. Any token may ask."""
        return decode(models.OrganizationShown, self.call("GET", "/api/v1/organizations/me"))

    def get_health(self) -> models.HealthShown:
        """Say whether the server is sound; it takes no token."""
        return decode(models.HealthShown, self.call("GET", "/api/v1/health"))

    def list_achievements(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        state: models.AchievementState | None = None,
    ) -> models.AchievementList:
        """Return what is published, each in its newest version; or the drafts.

        Args:
            cursor: `next` of the page before.
            limit: How many there are on a page.
            state: What is published, or the drafts.
        """
        query = {"cursor": cursor, "limit": limit, "state": state}
        return decode(models.AchievementList, self.call("GET", "/api/v1/achievements", query=query))

    def iterate_achievements(
        self, *, limit: int | None = None, state: models.AchievementState | None = None
    ) -> Iterator[models.AchievementShown]:
        """As `list_achievements`, page after page until the last."""
        cursor: str | None = ""
        while cursor is not None:
            page = self.list_achievements(limit=limit, state=state, cursor=cursor)
            yield from page.items
            cursor = page.next

    def create_achievement(
        self, wanted: models.AchievementWanted, *, idempotency_key: str | None = None
    ) -> models.AchievementShown:
        """Keep an achievement as a draft, or publish it at once.

        Args:
            wanted: What is asked for.
            idempotency_key: Your own name for this request, such as a UUID. Sent again with the
                same body it is the same request, and gets the same answer.
        """
        return decode(
            models.AchievementShown,
            self.call(
                "POST", "/api/v1/achievements", body=wanted, key=idempotency_key, is_keyed=True
            ),
        )

    def get_achievement(self, achievement_id: UUID) -> models.AchievementShown:
        """Return one version of an achievement, or a draft.

        Args:
            achievement_id: Which achievement.
        """
        return decode(
            models.AchievementShown, self.call("GET", f"/api/v1/achievements/{achievement_id}")
        )

    def publish_achievement(
        self, achievement_id: UUID, *, idempotency_key: str | None = None
    ) -> models.AchievementShown:
        """Publish a draft: from then on it can be awarded, and never changes.

        What is published already stays as it is.

        Args:
            achievement_id: Which achievement.
            idempotency_key: Your own name for this request, such as a UUID. Sent again with the
                same body it is the same request, and gets the same answer.
        """
        return decode(
            models.AchievementShown,
            self.call(
                "POST",
                f"/api/v1/achievements/{achievement_id}/publish",
                key=idempotency_key,
                is_keyed=True,
            ),
        )

    def create_award(
        self, wanted: models.AwardWanted, *, idempotency_key: str | None = None
    ) -> models.CredentialShown:
        """Award an achievement, and return the credential: signed and stored.

        The key is the name of the award for ever: asked for again it is the same credential.

        Args:
            wanted: What is asked for.
            idempotency_key: Your own name for this request, such as a UUID. Sent again with the
                same body it is the same request, and gets the same answer.
        """
        return decode(
            models.CredentialShown,
            self.call("POST", "/api/v1/awards", body=wanted, key=idempotency_key, is_keyed=True),
        )

    def create_run(
        self, wanted: models.RunWanted, *, idempotency_key: str | None = None
    ) -> models.RunShown:
        """Start a run; ask for it again to see how far it is, or be told by a webhook when it
        ends.

        Where a server asks two persons for so many awards, the run is `waiting` until another
        owner
        or issuer approves it on its page; sent back, it is `returned` and has ended.

        Args:
            wanted: What is asked for.
            idempotency_key: Your own name for this request, such as a UUID. Sent again with the
                same body it is the same request, and gets the same answer.
        """
        return decode(
            models.RunShown,
            self.call("POST", "/api/v1/runs", body=wanted, key=idempotency_key, is_keyed=True),
        )

    def list_runs(self, *, cursor: str | None = None, limit: int | None = None) -> models.RunList:
        """Return the runs of the organization, also those that people started.

        Args:
            cursor: `next` of the page before.
            limit: How many there are on a page.
        """
        query = {"cursor": cursor, "limit": limit}
        return decode(models.RunList, self.call("GET", "/api/v1/runs", query=query))

    def iterate_runs(self, *, limit: int | None = None) -> Iterator[models.RunShown]:
        """As `list_runs`, page after page until the last."""
        cursor: str | None = ""
        while cursor is not None:
            page = self.list_runs(limit=limit, cursor=cursor)
            yield from page.items
            cursor = page.next

    def get_run(self, run_id: UUID) -> models.RunShown:
        """Return how far a run is.

        Args:
            run_id: Which run.
        """
        return decode(models.RunShown, self.call("GET", f"/api/v1/runs/{run_id}"))

    def list_refusals(self, run_id: UUID) -> models.RefusalList:
        """Return the awards of a run that could not be issued, each with its problem.

        Args:
            run_id: Which run.
        """
        return decode(models.RefusalList, self.call("GET", f"/api/v1/runs/{run_id}/refusals"))

    def cancel_run(self, run_id: UUID, *, idempotency_key: str | None = None) -> models.RunShown:
        """Cancel what nobody has begun. What is issued stays issued.

        Args:
            run_id: Which run.
            idempotency_key: Your own name for this request, such as a UUID. Sent again with the
                same body it is the same request, and gets the same answer.
        """
        return decode(
            models.RunShown,
            self.call("POST", f"/api/v1/runs/{run_id}/cancel", key=idempotency_key, is_keyed=True),
        )

    def list_credentials(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        achievement: UUID | None = None,
        run: UUID | None = None,
        state: models.CredentialState | None = None,
        recipient: str | None = None,
        issued_from: datetime | None = None,
        issued_until: datetime | None = None,
    ) -> models.CredentialList:
        """Return what was awarded: all of it, or what the filters leave.

        Args:
            cursor: `next` of the page before.
            limit: How many there are on a page.
            achievement: Any version; those of all are found.
            run: The run they were issued in.
            state: Only those in this state.
            recipient: An e-mail address, in whatever case, or a DID.
            issued_from: The first moment of issuing.
            issued_until: They were issued before this moment.
        """
        query = {
            "cursor": cursor,
            "limit": limit,
            "achievement": achievement,
            "run": run,
            "state": state,
            "recipient": recipient,
            "issuedFrom": issued_from,
            "issuedUntil": issued_until,
        }
        return decode(models.CredentialList, self.call("GET", "/api/v1/credentials", query=query))

    def iterate_credentials(
        self,
        *,
        limit: int | None = None,
        achievement: UUID | None = None,
        run: UUID | None = None,
        state: models.CredentialState | None = None,
        recipient: str | None = None,
        issued_from: datetime | None = None,
        issued_until: datetime | None = None,
    ) -> Iterator[models.CredentialShown]:
        """As `list_credentials`, page after page until the last."""
        cursor: str | None = ""
        while cursor is not None:
            page = self.list_credentials(
                limit=limit,
                achievement=achievement,
                run=run,
                state=state,
                recipient=recipient,
                issued_from=issued_from,
                issued_until=issued_until,
                cursor=cursor,
            )
            yield from page.items
            cursor = page.next

    def get_credential(self, credential_id: UUID) -> models.CredentialShown:
        """Return what is known of a credential.

        Args:
            credential_id: Which credential.
        """
        return decode(
            models.CredentialShown, self.call("GET", f"/api/v1/credentials/{credential_id}")
        )

    def get_document(self, credential_id: UUID) -> bytes:
        """Return the credential of Open Badges 3.0: the bytes as they were signed.

        Args:
            credential_id: Which credential.
        """
        return self.fetch(f"/api/v1/credentials/{credential_id}/document")

    def revoke_credential(
        self,
        credential_id: UUID,
        wanted: models.ReasonWanted,
        *,
        idempotency_key: str | None = None,
    ) -> models.CredentialShown:
        """Revoke a credential for good, and tell its recipient. For the same reason twice is once.

        Args:
            credential_id: Which credential.
            wanted: What is asked for.
            idempotency_key: Your own name for this request, such as a UUID. Sent again with the
                same body it is the same request, and gets the same answer.
        """
        return decode(
            models.CredentialShown,
            self.call(
                "POST",
                f"/api/v1/credentials/{credential_id}/revoke",
                body=wanted,
                key=idempotency_key,
                is_keyed=True,
            ),
        )

    def suspend_credential(
        self,
        credential_id: UUID,
        wanted: models.ReasonWanted,
        *,
        idempotency_key: str | None = None,
    ) -> models.CredentialShown:
        """Suspend a credential: it counts for nothing until it is reinstated.

        Args:
            credential_id: Which credential.
            wanted: What is asked for.
            idempotency_key: Your own name for this request, such as a UUID. Sent again with the
                same body it is the same request, and gets the same answer.
        """
        return decode(
            models.CredentialShown,
            self.call(
                "POST",
                f"/api/v1/credentials/{credential_id}/suspend",
                body=wanted,
                key=idempotency_key,
                is_keyed=True,
            ),
        )

    def reinstate_credential(
        self,
        credential_id: UUID,
        wanted: models.ReasonWanted,
        *,
        idempotency_key: str | None = None,
    ) -> models.CredentialShown:
        """Reinstate a credential that was suspended. What was not stays as it is.

        Args:
            credential_id: Which credential.
            wanted: What is asked for.
            idempotency_key: Your own name for this request, such as a UUID. Sent again with the
                same body it is the same request, and gets the same answer.
        """
        return decode(
            models.CredentialShown,
            self.call(
                "POST",
                f"/api/v1/credentials/{credential_id}/reinstate",
                body=wanted,
                key=idempotency_key,
                is_keyed=True,
            ),
        )

    def list_webhooks(self) -> models.WebhookList:
        """Return who is told what happens."""
        return decode(models.WebhookList, self.call("GET", "/api/v1/webhooks"))

    def create_webhook(
        self, wanted: models.WebhookWanted, *, idempotency_key: str | None = None
    ) -> models.WebhookWithSecret:
        """Tell an address what happens from now on.

        The answer holds the secret that messages are signed with. Nothing of it is stored: the
        same
        request under the same key makes the same webhook, and is answered alike.

        Args:
            wanted: What is asked for.
            idempotency_key: Your own name for this request, such as a UUID. Sent again with the
                same body it is the same request, and gets the same answer.
        """
        return decode(
            models.WebhookWithSecret,
            self.call("POST", "/api/v1/webhooks", body=wanted, key=idempotency_key, is_keyed=True),
        )

    def get_webhook(self, webhook_id: UUID) -> models.WebhookShown:
        """Return one webhook, without its secret.

        Args:
            webhook_id: Which webhook.
        """
        return decode(models.WebhookShown, self.call("GET", f"/api/v1/webhooks/{webhook_id}"))

    def end_webhook(self, webhook_id: UUID) -> None:
        """Send nothing more to an address, also not what waits.

        Args:
            webhook_id: Which webhook.
        """
        self.call("DELETE", f"/api/v1/webhooks/{webhook_id}")

    def rotate_webhook(
        self, webhook_id: UUID, *, idempotency_key: str | None = None
    ) -> models.WebhookWithSecret:
        """Make a new secret; for 24 hours messages are signed with the former one too.

        Args:
            webhook_id: Which webhook.
            idempotency_key: Your own name for this request, such as a UUID. Sent again with the
                same body it is the same request, and gets the same answer.
        """
        return decode(
            models.WebhookWithSecret,
            self.call(
                "POST", f"/api/v1/webhooks/{webhook_id}/rotate", key=idempotency_key, is_keyed=True
            ),
        )

    def resume_webhook(
        self, webhook_id: UUID, *, idempotency_key: str | None = None
    ) -> models.WebhookShown:
        """Send again what happens. What was given up meanwhile is sent where you redeliver it.

        Args:
            webhook_id: Which webhook.
            idempotency_key: Your own name for this request, such as a UUID. Sent again with the
                same body it is the same request, and gets the same answer.
        """
        return decode(
            models.WebhookShown,
            self.call(
                "POST", f"/api/v1/webhooks/{webhook_id}/resume", key=idempotency_key, is_keyed=True
            ),
        )

    def test_webhook(
        self, webhook_id: UUID, *, idempotency_key: str | None = None
    ) -> models.DeliveryShown:
        """Send a message of the kind `webhook.test`, which says nothing but that it arrived.

        Args:
            webhook_id: Which webhook.
            idempotency_key: Your own name for this request, such as a UUID. Sent again with the
                same body it is the same request, and gets the same answer.
        """
        return decode(
            models.DeliveryShown,
            self.call(
                "POST", f"/api/v1/webhooks/{webhook_id}/test", key=idempotency_key, is_keyed=True
            ),
        )

    def list_deliveries(
        self,
        webhook_id: UUID,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        state: models.DeliveryState | None = None,
    ) -> models.DeliveryList:
        """Return what was sent and what became of it; it is kept for 30 days.

        Args:
            webhook_id: Which webhook.
            cursor: `next` of the page before.
            limit: How many there are on a page.
            state: Only those in this state.
        """
        query = {"cursor": cursor, "limit": limit, "state": state}
        return decode(
            models.DeliveryList,
            self.call("GET", f"/api/v1/webhooks/{webhook_id}/deliveries", query=query),
        )

    def iterate_deliveries(
        self,
        webhook_id: UUID,
        *,
        limit: int | None = None,
        state: models.DeliveryState | None = None,
    ) -> Iterator[models.DeliveryShown]:
        """As `list_deliveries`, page after page until the last."""
        cursor: str | None = ""
        while cursor is not None:
            page = self.list_deliveries(webhook_id, limit=limit, state=state, cursor=cursor)
            yield from page.items
            cursor = page.next

    def redeliver(
        self, delivery_id: UUID, *, idempotency_key: str | None = None
    ) -> models.DeliveryShown:
        """Send a message again, under the same id; one that waits still waits.

        Args:
            delivery_id: Which delivery.
            idempotency_key: Your own name for this request, such as a UUID. Sent again with the
                same body it is the same request, and gets the same answer.
        """
        return decode(
            models.DeliveryShown,
            self.call(
                "POST",
                f"/api/v1/deliveries/{delivery_id}/redeliver",
                key=idempotency_key,
                is_keyed=True,
            ),
        )
