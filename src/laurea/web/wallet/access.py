"""The doors to what people hold. A person sees their own holdings and nobody else's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from laurea.web.accounts.access import Account
from laurea.web.issuing.access import Credential, CredentialState, Publicity
from laurea.web.issuing.claims.proof import Held
from laurea.web.organizations.access import Person, absent
from laurea.web.wallet.models import Holding

__all__ = ["Holding"]

_WHOLE = ("credential__achievement__organization", "credential__organization")


def holdings_of(actor: Person) -> QuerySet[Holding]:
    """Return what an account holds, the latest award first."""
    if not isinstance(actor, Account) or not actor.is_active:
        return Holding.objects.none()
    held = Holding.objects.filter(account=actor).select_related(*_WHOLE)
    return held.order_by("-credential__valid_from", "pk")


def holding_for(actor: Person, credential_id: UUID) -> Holding:
    """Return the holding of a credential in the actor's account.

    Raises:
        NotFound: there is none, or it is in another account.
    """
    holding = holdings_of(actor).filter(credential=credential_id).first()
    if holding is None:
        raise absent()
    return holding


def proof_of(holding: Holding) -> Held:
    """Return the proof that an account holds a credential."""
    return Held(credential_id=holding.credential_id, account_id=holding.account_id)


def set_example(holding: Holding, *, is_example: bool) -> bool:
    """Store whether a holding may be shown as an example; say whether that is new."""
    other = Holding.objects.filter(pk=holding.pk, is_example=not is_example)
    return bool(other.update(is_example=is_example))


def latest_example(*, at: datetime) -> Credential | None:
    """Return the newest credential in force that its holder lets anybody see as an example.

    Its page has to be open and to name its holder: hiding either takes the example back too.
    """
    offered = Holding.objects.filter(
        is_example=True,
        credential__state=CredentialState.ISSUED,
        credential__suspended_at=None,
        credential__publicity=Publicity.OPEN,
        credential__holder_shows_name=True,
        credential__valid_from__lte=at,
    ).exclude(credential__recipient_name="")
    has_no_end = Q(credential__valid_until=None) | Q(credential__valid_until__gt=at)
    found = offered.filter(has_no_end).select_related(*_WHOLE).order_by("-credential__issued_at")
    newest = found.first()
    return newest.credential if newest else None


def forget_holdings(account: Account) -> None:
    """Let an account hold nothing any more; the credentials stay with their issuers."""
    Holding.objects.filter(account=account).delete()


def add_holdings(account: Account, credential_ids: Iterable[UUID], *, at: datetime) -> None:
    """Store what an account holds from now on; what it holds already stays as it is."""
    Holding.objects.bulk_create(
        (Holding(account=account, credential_id=pk, since=at) for pk in credential_ids),
        ignore_conflicts=True,
    )
