"""What other rooms may know of accounts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import ProtectedError

from laurea.web.accounts.models import Account, gone_address

__all__ = ["Account"]


def account_with_email(email: str) -> Account | None:
    """Return the account that signs in with this address, in whatever case it is written."""
    return Account.objects.filter(email__iexact=email.strip()).first()


def has_administrator() -> bool:
    """Say whether anybody administers this server."""
    return Account.objects.filter(is_superuser=True, is_active=True).exists()


def verified_addresses(account: Account) -> frozenset[str]:
    """Return the e-mail addresses that an account has shown to be its own, in lower case."""
    verified = EmailAddress.objects.filter(user=account, verified=True)
    return frozenset(address.lower() for address in verified.values_list("email", flat=True))


def other_administrators(account: Account) -> int:
    """Return how many administer this server besides somebody, among those who may sign in."""
    others = Account.objects.filter(is_superuser=True, is_active=True)
    return others.exclude(pk=account.pk).count()


def record_of(account: Account) -> dict[str, Any]:
    """Return what is kept of an account itself, as it is handed to its owner."""
    addresses = EmailAddress.objects.filter(user=account).order_by("-primary", "email")
    factors = Authenticator.objects.filter(user=account).order_by("created_at")
    return {
        "id": str(account.pk),
        "name": account.name,
        "administers_this_server": account.is_staff,
        "made_at": account.date_joined,
        "last_signed_in_at": account.last_login,
        "has_password": account.has_usable_password(),
        "addresses": [
            {"address": one.email, "is_confirmed": one.verified, "is_primary": one.primary}
            for one in addresses
        ],
        "second_factors": [
            {"kind": one.get_type_display(), "made_at": one.created_at, "used_at": one.last_used_at}
            for one in factors
        ],
        "signed_in": [
            {
                "address": one.ip,
                "browser": one.user_agent,
                "since": one.created_at,
                "seen_at": one.last_seen_at,
            }
            for one in UserSession.objects.filter(user=account).order_by("created_at")
        ],
    }


def forget_account(account: Account) -> None:
    """Delete an account, or empty it where what it did for an organization names it.

    Of an account that was emptied nothing is left but its number: no name, no address, no way to
    sign in.
    """
    for session in UserSession.objects.filter(user=account):
        session.end()
    try:
        with transaction.atomic():
            account.delete()
    except ProtectedError:
        EmailAddress.objects.filter(user=account).delete()
        Authenticator.objects.filter(user=account).delete()
        account.name = ""
        account.email = gone_address(account.pk)
        account.set_unusable_password()
        account.is_active = account.is_staff = account.is_superuser = False
        account.last_login = None
        account.save()


def names_of(ids: Collection[str]) -> dict[str, str]:
    """Return the names of accounts by their ids; what is no id, or of no account, is left out."""
    known = [one for one in ids if _is_identifier(one)]
    return {str(account.pk): str(account) for account in Account.objects.filter(pk__in=known)}


def _is_identifier(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
