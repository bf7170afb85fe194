"""Whom to write to about what an organization awarded, as its pages and letters say it."""

from __future__ import annotations

from laurea.web.design.parts import Link
from laurea.web.organizations.access import Organization


def contact_of(organization: Organization) -> Link | None:
    """Return the address that an organization names for letters, else its home page, if any."""
    if organization.contact_email:
        return Link(organization.contact_email, f"mailto:{organization.contact_email}")
    return Link(_bare(organization.url), organization.url) if organization.url else None


def privacy_notice_of(organization: Organization) -> Link | None:
    """Return the page on which an organization says what it does with what it knows, if any."""
    address = organization.privacy_url
    return Link(_bare(address), address) if address else None


def _bare(address: str) -> str:
    return address.partition("://")[2].rstrip("/")
