"""Enrolling the people who administer a server; everybody else signs up by themselves."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from laurea.credentials.errors import Conflict, MalformedDocument
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.accounts.access import account_with_email
from laurea.web.accounts.models import Account
from laurea.web.operations.audit import SYSTEM, audit


def enrol_administrator(*, email: str, name: str, password: str, at: datetime) -> Account:
    """Make an account that administers this server; its address counts as confirmed.

    Args:
        email: the address to sign in with.
        name: the person's name, as pages show it.
        password: at least 12 characters, and none of those that everybody uses.
        at: the moment, timezone-aware.

    Raises:
        MalformedDocument: the address is none, or the password is too easily guessed.
        Conflict: there is an account with this address.
    """
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        detail = f"{email!r} is no e-mail address. Check it."
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/email")) from None
    try:
        validate_password(password)
    except ValidationError as error:
        detail = " ".join(str(message) for message in error.messages)
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/password")) from None
    with transaction.atomic():
        if account_with_email(email) is not None:
            detail = f"There is an account with the address {email} already."
            raise Conflict(Problem(MALFORMED_VALUE, detail, "/email"))
        account = Account.objects.create_superuser(email, password, name=name.strip())
        EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
        audit("account.enrol-administrator", str(account.pk), actor=SYSTEM, at=at)
    return account
