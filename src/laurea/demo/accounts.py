"""The people of the demo world who sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from laurea.demo.folder import DemoFolder
from laurea.demo.learners import MIRA
from laurea.web.accounts.access import Account, account_with_email
from laurea.web.accounts.enrol import enrol_administrator
from laurea.web.accounts.second_factor import enrol_authenticator_app, has_second_factor


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in, and what for."""

    name: str
    email: str
    part: str
    has_second_factor: bool = True


OWNER = Person("Rosa Amankwah", "rosa.amankwah@northfield.example", "owner of Northfield College")
ISSUER = Person("Jonas Lindqvist", "jonas.lindqvist@northfield.example", "issuer at Northfield")
DESIGNER = Person("Mei Tanabe", "mei.tanabe@northfield.example", "designer at Northfield")
AUDITOR = Person("Edmund Okafor", "edmund.okafor@northfield.example", "auditor at Northfield")
LEARNER = Person(MIRA.name, MIRA.email, "learner, with a wallet", has_second_factor=False)
EMPLOYER = Person("Bram Verhoeven", "bram.verhoeven@halden-works.example", "employer: Halden Works")
REGULATOR = Person(
    "Inês Caldeira", "ines.caldeira@skills-office.example", "regulator: State Office for Skills"
)
REGISTRAR = Person(
    "Tomasz Wolny", "tomasz.wolny@lindenhof.example", "registrar of Lindenhof University"
)
PEOPLE = (OWNER, ISSUER, DESIGNER, AUDITOR, LEARNER, EMPLOYER, REGULATOR, REGISTRAR)


def enrol(person: Person, folder: DemoFolder, *, at: datetime) -> Account:
    """Return somebody's account, made now where it is missing; Rosa administers the server."""
    account = account_with_email(person.email)
    if account is None and person == OWNER:
        account = enrol_administrator(
            email=person.email, name=person.name, password=folder.password, at=at
        )
    elif account is None:
        account = _sign_up(person, folder, at)
    if person.has_second_factor and not has_second_factor(account):
        enrol_authenticator_app(account, folder.totp_secret(person.email))
    return account


def account_of(person: Person) -> Account:
    """Return the account of somebody who was enrolled.

    Raises:
        LookupError: nobody enrolled them (a bug of the caller).
    """
    account = account_with_email(person.email)
    if account is None:
        raise LookupError(person.email)
    return account


def _sign_up(person: Person, folder: DemoFolder, at: datetime) -> Account:
    """Make what signing up and confirming the address makes; a letter to .example leads nowhere."""
    with transaction.atomic():
        account = Account.objects.create_user(
            person.email, folder.password, name=person.name, date_joined=at
        )
        EmailAddress.objects.create(user=account, email=person.email, verified=True, primary=True)
    return account
