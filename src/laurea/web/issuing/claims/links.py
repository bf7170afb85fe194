"""Links under which a recipient answers: drawn at random, kept as a hash, good for 90 days."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from laurea.credentials.errors import Conflict
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.issuing.access import CredentialState, credential_for
from laurea.web.issuing.claims.access import (
    ClaimLink,
    ClaimState,
    forget_link,
    has_link_by,
    lock_claim,
    note_asked_again,
    open_claim,
    store_link,
)
from laurea.web.issuing.roles import ISSUERS
from laurea.web.operations.audit import audit

LIFETIME: Final = timedelta(days=90)
_TOKEN_BYTES: Final = 32
_LONGEST_TOKEN: Final = 64


@dataclass(frozen=True, slots=True)
class DrawnLink:
    """A link that was just made. Its address holds the token and is known here only.

    The address is left out of what is printed, so that it gets into no log.
    """

    address: str
    digest: bytes
    expires_at: datetime

    def __repr__(self) -> str:
        return f"DrawnLink(until {self.expires_at})"


def digest_of(token: str) -> bytes:
    """Return the SHA-256 under which a token is kept.

    >>> digest_of("a").hex()[:8]
    'ca978112'
    """
    return hashlib.sha256(token[:_LONGEST_TOKEN].encode("utf-8", "replace")).digest()


def draw_link(credential_id: UUID, *, at: datetime, key: str | None = None) -> DrawnLink:
    """Draw a link to a claim and store its hash; links made before stay good.

    Args:
        credential_id: what it opens, whose claim is open.
        at: the moment, timezone-aware; the link is good for `LIFETIME` from then.
        key: the form by which a person asked for it, if one did.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    link = ClaimLink(
        claim_id=credential_id,
        digest=digest_of(token),
        key=key,
        made_at=at,
        expires_at=at + LIFETIME,
    )
    store_link(link)
    address = settings.LAUREA_PUBLIC_URL + reverse("claim", args=[token])
    return DrawnLink(address, bytes(link.digest), link.expires_at)


def void_link(link: DrawnLink) -> None:
    """Void a link of which it is certain that nobody was given it."""
    forget_link(link.digest)


def new_claim_link(*, actor: Account, credential_id: UUID, key: str, at: datetime) -> DrawnLink:
    """Make a claim link for a person to hand on; it is shown once.

    Args:
        actor: an owner or issuer of the organization.
        credential_id: what the link opens.
        key: the form it is asked for by: one form makes one link.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the credential is not the actor's.
        Conflict: there is nothing to answer any more, or the form was sent before.
    """
    credential = credential_for(actor, credential_id, roles=ISSUERS)
    with transaction.atomic():
        lock_claim(open_claim(credential.pk, at=at).pk)
        claim = open_claim(credential.pk, at=at)
        if has_link_by(key):
            detail = "This form has made its link, and a link is shown once. Make another one."
            raise Conflict(Problem(MALFORMED_VALUE, detail))
        if claim.state != ClaimState.WAITING or claim.credential.state != CredentialState.ISSUED:
            detail = "The recipient has answered, or the credential was revoked."
            raise Conflict(Problem(MALFORMED_VALUE, detail))
        link = draw_link(credential.pk, at=at, key=key)
        note_asked_again(credential.pk, None)
        audit(
            "claim.link",
            str(credential.pk),
            actor=str(actor.pk),
            at=at,
            organization=credential.organization_id,
        )
    return link


def masked(address: str) -> str:
    """Return an address as somebody may see it who may not be its owner.

    >>> masked("mira@example.org"), masked("m@example.org"), masked("")
    ('m…@example.org', '…@example.org', '…')
    """
    name, _, domain = address.rpartition("@")
    first = name[0] if len(name) > 1 else ""
    return f"{first}…@{domain}" if domain else "…"
