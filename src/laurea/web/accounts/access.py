"""What other rooms may know of accounts."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from allauth.account.models import EmailAddress

from laurea.web.accounts.models import Account

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
