"""Setting an installation up: administrator, address, organization, key, mail, done.

Each step stands once it is done, however often its form is sent and from however many tabs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from laurea.credentials.errors import Conflict
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account, has_administrator
from laurea.web.accounts.enrol import enrol_administrator
from laurea.web.operations.audit import audit
from laurea.web.operations.installation import forget_setup_token
from laurea.web.organizations.access import (
    Organization,
    Person,
    Setup,
    absent,
    keys_of,
    lock_setup,
    setup_of_installation,
)
from laurea.web.organizations.ensure_key import ensure_key


def is_setup_open() -> bool:
    """Say whether this installation is still being set up: by a page, not by `laurea init`."""
    setup = setup_of_installation()
    return setup.finished_at is None if setup else not has_administrator()


def setup_of(actor: Person) -> Setup:
    """Return the set-up that the actor has begun and not finished.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    return _demand_own(setup_of_installation(), actor)


def begin_setup(*, email: str, name: str, password: str, at: datetime) -> Account:
    """Enrol the first administrator, with whom the set-up begins. The token opens nothing then.

    Args:
        email: the address to sign in with.
        name: the person's name.
        password: at least 12 characters.
        at: the moment, timezone-aware.

    Raises:
        Conflict: there is an administrator already.
        MalformedDocument: the address is none, or the password is too easily guessed.
    """
    try:
        with transaction.atomic():
            if has_administrator() or setup_of_installation() is not None:
                raise _begun()
            account = enrol_administrator(email=email, name=name, password=password, at=at)
            # There is one row at most: of two who are here at once, one fails and undoes all.
            Setup(administrator=account, begun_at=at).save(force_insert=True)
    except IntegrityError as error:
        raise _begun() from error
    forget_setup_token()
    return account


def note_address_seen(*, actor: Account, address: str) -> None:
    """Note under which public address whoever sets up wants to sign.

    Args:
        actor: who sets up.
        address: the one that the page showed.

    Raises:
        NotFound: the actor does not set up.
    """
    with transaction.atomic():
        setup = _demand_own(lock_setup(), actor)
        setup.address_seen = address
        setup.save(update_fields=["address_seen"])


def found_first(*, actor: Account, found: Callable[[], Organization]) -> Organization:
    """Found the first organization, or return the one that stands.

    Args:
        actor: who sets up.
        found: founds it; called once at most.

    Raises:
        NotFound: the actor does not set up.
        LaureaError: what `found` raises.
    """
    with transaction.atomic():
        setup = _demand_own(lock_setup(), actor)
        if setup.organization is None:
            setup.organization = found()
            setup.save(update_fields=["organization"])
        return setup.organization


def make_first_key(*, actor: Account, passphrase: str | None, at: datetime) -> None:
    """Make the key of the first organization, unless it has one.

    Args:
        actor: who sets up.
        passphrase: what the file is encrypted under; `None` writes it in the open.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the actor does not set up, or there is no organization yet.
        Unavailable: the file cannot be written.
    """
    with transaction.atomic():
        setup = _demand_own(lock_setup(), actor)
        if setup.organization is None:
            raise absent()
        ensure_key(actor=actor, organization=setup.organization, passphrase=passphrase, at=at)


def note_mail_seen(*, actor: Account, at: datetime) -> None:
    """Note that whoever sets up knows where letters go.

    Raises:
        NotFound: the actor does not set up.
    """
    with transaction.atomic():
        setup = _demand_own(lock_setup(), actor)
        if setup.mail_seen_at is None:
            setup.mail_seen_at = at
            setup.save(update_fields=["mail_seen_at"])


def finish_setup(*, actor: Account, at: datetime) -> Organization:
    """End the set-up for ever, once every step is done.

    Raises:
        NotFound: the actor does not set up, or a step is missing.
    """
    with transaction.atomic():
        setup = _demand_own(lock_setup(), actor)
        organization: Organization | None = setup.organization
        if organization is None or setup.mail_seen_at is None or not keys_of(organization):
            raise absent()
        setup.finished_at = at
        setup.save(update_fields=["finished_at"])
        audit(
            "installation.set-up",
            str(organization.pk),
            actor=str(actor.pk),
            at=at,
            organization=organization.pk,
        )
    return organization


def _demand_own(setup: Setup | None, actor: Person) -> Setup:
    if setup is None or setup.finished_at is not None or setup.administrator_id != actor.pk:
        raise absent()
    return setup


def _begun() -> Conflict:
    detail = _("This installation has an administrator already. Sign in as that person to go on.")
    return Conflict(Problem(MALFORMED_VALUE, detail))
