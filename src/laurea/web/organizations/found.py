"""Founding an organization: it, its first owner, and a line in the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email, validate_slug
from django.db import transaction

from laurea.credentials.errors import Conflict, MalformedDocument
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.operations.audit import audit
from laurea.web.operations.public_address import settle_address
from laurea.web.organizations.access import is_slug_taken
from laurea.web.organizations.models import Ink, Membership, Organization, Role

RESERVED: Final = frozenset({"new"})
"""Words that no organization is called by in addresses, because pages of our own stand there."""
_LONGEST_SHORT_NAME: Final = 20
_LONGEST_SLUG: Final = 60


def found_organization(
    *,
    actor: Account,
    slug: str,
    legal_name: str,
    url: str = "",
    short_name: str = "",
    ink: Ink = Ink.PRUSSIAN,
    at: datetime,
) -> Organization:
    """Found an organization whose owner is the actor.

    Args:
        actor: its first owner.
        slug: its place in addresses: letters, digits, hyphens.
        legal_name: its name as credentials show it.
        url: its home page.
        short_name: its name on artwork, at most 20 letters; cut from the legal name if empty.
        ink: the ink of its badge artwork.
        at: the moment, timezone-aware.

    Raises:
        Conflict: another has this slug.
        MalformedDocument: a value is not of its kind.
        Unavailable: this process has another address than the one that is signed.
    """
    organization = Organization(
        slug=slug.strip().lower(),
        legal_name=" ".join(legal_name.split()),
        url=url.strip(),
        short_name=(short_name or legal_name).strip()[:_LONGEST_SHORT_NAME].strip(),
        ink=ink,
        founded_at=at,
    )
    demand_usable(organization)
    with transaction.atomic():
        if is_slug_taken(organization.slug):
            detail = f"Another organization is called {organization.slug}. Choose another word."
            raise Conflict(Problem(MALFORMED_VALUE, detail, "/slug"))
        settle_address(at=at)
        organization.save(force_insert=True)
        Membership(organization=organization, account=actor, role=Role.OWNER, since=at).save(
            force_insert=True
        )
        audit(
            "organization.found",
            str(organization.pk),
            actor=str(actor.pk),
            at=at,
            organization=organization.pk,
        )
    return organization


def demand_usable(organization: Organization) -> None:
    """Do nothing where each value is of its kind.

    Raises:
        MalformedDocument: one is not; the problem points to it.
    """
    if organization.slug in RESERVED:
        raise _refused("This word is taken by the program. Choose another.", "/slug")
    if not organization.short_name or len(organization.short_name) > _LONGEST_SHORT_NAME:
        raise _refused("A short name has 1 to 20 characters.", "/short_name")
    if not organization.legal_name or len(organization.legal_name) > 200:
        raise _refused("A name has 1 to 200 characters.", "/legal_name")
    if not 1 <= len(organization.slug) <= _LONGEST_SLUG:
        raise _refused("A word for addresses has 1 to 60 characters.", "/slug")
    try:
        validate_slug(organization.slug)
    except ValidationError:
        raise _refused("Use letters, digits and hyphens only.", "/slug") from None
    for name in ("url", "privacy_url"):
        address = getattr(organization, name)
        if address:
            _demand_web_address(address, f"/{name}")
    if organization.contact_email:
        try:
            validate_email(organization.contact_email)
        except ValidationError:
            raise _refused("This is no e-mail address. Check it.", "/contact_email") from None


def _demand_web_address(address: str, pointer: str) -> None:
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        detail = "Write the address in full, as in https://school.example/"
        raise _refused(detail, pointer) from None


def _refused(detail: str, pointer: str) -> MalformedDocument:
    return MalformedDocument(Problem(MALFORMED_VALUE, detail, pointer))
