"""Letting somebody in by a link that is handed over, where no letter reaches them.

Whoever administers the server makes the link and sends it to the address by other means. It
stands for a letter. A link that confirms an address says nothing of an account: it confirms the
address for the account that is signed in where it is opened, if that has the address. Somebody
else who wrote the same address into their account gains nothing by it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from allauth.account import app_settings
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from laurea.credentials.errors import Conflict, NotFound
from laurea.credentials.problems import MALFORMED_VALUE, NOT_FOUND, Problem
from laurea.web.accounts.access import account_with_email
from laurea.web.accounts.models import Account
from laurea.web.operations.audit import SYSTEM, audit

VALID_FOR_S: Final = 3 * 24 * 3600
_SALT: Final = "laurea.confirm-address"


def link_that_confirms(*, actor: Account | None, email: str, at: datetime) -> str:
    """Return a link by which whoever gets it confirms an address of their account.

    Args:
        actor: who administers the server; `None` at its terminal.
        email: an address of an account, in whatever case it is written.
        at: the moment, timezone-aware.

    Raises:
        NotFound: no account has this address.
        Conflict: it is confirmed already.
    """
    held = list(EmailAddress.objects.filter(email__iexact=email.strip()))
    if not held:
        raise _unknown()
    if any(address.verified for address in held):
        detail = _("This address is confirmed already.")
        raise Conflict(Problem(MALFORMED_VALUE, detail, "/email"))
    for address in held:
        _note("account.link-confirming", actor, address.user_id, at)
    token = signing.dumps(held[0].email.lower(), salt=_SALT)
    return settings.LAUREA_PUBLIC_URL + reverse("account-confirm-address", args=[token])


def link_to_new_password(*, actor: Account | None, email: str, at: datetime) -> str:
    """Return a link by which the owner of an account chooses another password, once.

    Args:
        actor: who administers the server; `None` at its terminal.
        email: an address of an account, in whatever case it is written.
        at: the moment, timezone-aware.

    Raises:
        NotFound: no account has this address.
    """
    account = account_with_email(email) or _owner(email)
    if account is None:
        raise _unknown()
    _note("account.link-password", actor, account.pk, at)
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(account)
    uid = user_pk_to_url_str(account)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    return f"{settings.LAUREA_PUBLIC_URL}{path}"


def address_of_link(token: str) -> str:
    """Return the address that a link confirms.

    Raises:
        NotFound: the link is too old, or was changed.
    """
    try:
        return str(signing.loads(token, salt=_SALT, max_age=VALID_FOR_S))
    except signing.BadSignature:
        detail = _("This link is older than three days, or not whole. Ask for another.")
        raise NotFound(Problem(NOT_FOUND, detail)) from None


def has_address(account: Account, email: str) -> bool:
    """Say whether an account has an address, confirmed or not."""
    return bool(EmailAddress.objects.filter(user=account, email__iexact=email).exists())


def confirm_address(*, actor: Account, token: str, at: datetime) -> EmailAddress:
    """Count the address of a link as the actor's own; nothing happens where it does already.

    Args:
        actor: whose address it is.
        token: what the link carries.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the link is too old or was changed, or the account has no such address.
        Conflict: another account has confirmed the address.
    """
    email = address_of_link(token)
    with transaction.atomic():
        address = EmailAddress.objects.filter(user=actor, email__iexact=email).first()
        if address is None:
            raise _unknown()
        if address.verified:
            return address
        if not address.set_verified(commit=False):
            detail = _("This address belongs to another account already.")
            raise Conflict(Problem(MALFORMED_VALUE, detail))
        address.set_as_primary(conditional=True)
        address.save()
        audit("account.confirm-address", str(actor.pk), actor=str(actor.pk), at=at)
    return address


def _owner(email: str) -> Account | None:
    found = EmailAddress.objects.filter(email__iexact=email.strip(), verified=True)
    address = found.select_related("user").first()
    return address.user if address else None


def _note(action: str, actor: Account | None, owner: object, at: datetime) -> None:
    with transaction.atomic():
        audit(action, str(owner), actor=str(actor.pk) if actor else SYSTEM, at=at)


def _unknown() -> NotFound:
    detail = _("There is no account with this address. Check the spelling.")
    return NotFound(Problem(NOT_FOUND, detail, "/email"))
