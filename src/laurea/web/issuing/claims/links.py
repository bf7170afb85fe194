"""Links under which a recipient answers: kept as a hash, good for 90 days.

Those of letters are drawn at random. Those that a person makes are derived, by the secret of the
server, from the form they are asked for by, which holds something random: the same form sent
again gives the same link, and no place keeps it.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac

from laurea.credentials.errors import Conflict
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.issuing.access import CredentialState, credential_for
from laurea.web.issuing.claims.access import (
    ClaimLink,
    ClaimState,
    forget_link,
    link_with,
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
_PURPOSE: Final = "laurea.claim-link"


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
    """Make a link to a claim and store its hash; links made before stay good.

    Args:
        credential_id: what it opens, whose claim is open.
        at: the moment, timezone-aware; the link is good for `LIFETIME` from then.
        key: the form by which a person asked for it, if one did.
    """
    token, link = _made_link(credential_id, key, at)
    store_link(link)
    return _drawn(token, link)


def link_by(credential_id: UUID, key: str, *, at: datetime) -> DrawnLink | None:
    """Return the link that was made by a form, if it still opens something."""
    token = _derived(credential_id, key)
    link = link_with(digest_of(token))
    if link is None or link.expires_at <= at:
        return None
    claim = link.claim
    is_open = claim.state == ClaimState.WAITING
    if not is_open or claim.credential.state != CredentialState.ISSUED:
        return None
    return _drawn(token, link)


def links_for(
    credential_ids: Iterable[UUID], key: str, *, at: datetime
) -> dict[UUID, tuple[DrawnLink, ClaimLink]]:
    """Return the links that one form makes to many claims, and what is to be stored of each."""
    links = {}
    for pk in credential_ids:
        token, link = _made_link(pk, key, at)
        links[pk] = (_drawn(token, link), link)
    return links


def void_link(link: DrawnLink) -> None:
    """Void a link of which it is certain that nobody was given it."""
    forget_link(link.digest)


def new_claim_link(*, actor: Account, credential_id: UUID, key: str, at: datetime) -> DrawnLink:
    """Make a claim link for a person to hand on.

    Args:
        actor: an owner or issuer of the organization.
        credential_id: what the link opens.
        key: the form it is asked for by: one form makes one link, however often it is sent.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the credential is not the actor's.
        Conflict: there is nothing to answer any more.
    """
    credential = credential_for(actor, credential_id, roles=ISSUERS)
    with transaction.atomic():
        lock_claim(open_claim(credential.pk, at=at).pk)
        claim = open_claim(credential.pk, at=at)
        if claim.state != ClaimState.WAITING or claim.credential.state != CredentialState.ISSUED:
            detail = "The recipient has answered, or the credential was revoked."
            raise Conflict(Problem(MALFORMED_VALUE, detail))
        standing = link_by(credential.pk, key, at=at)
        if standing is not None:
            return standing
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


def _made_link(credential_id: UUID, key: str | None, at: datetime) -> tuple[str, ClaimLink]:
    token = secrets.token_urlsafe(_TOKEN_BYTES) if key is None else _derived(credential_id, key)
    link = ClaimLink(
        claim_id=credential_id, digest=digest_of(token), made_at=at, expires_at=at + LIFETIME
    )
    return token, link


def _derived(credential_id: UUID, key: str) -> str:
    """Return the token of the link that a form makes."""
    digest = salted_hmac(_PURPOSE, f"{credential_id}:{key}", algorithm="sha256").digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _drawn(token: str, link: ClaimLink) -> DrawnLink:
    address = settings.LAUREA_PUBLIC_URL + reverse("claim", args=[token])
    return DrawnLink(address, bytes(link.digest), link.expires_at)


def masked(address: str) -> str:
    """Return an address as somebody may see it who may not be its owner.

    >>> masked("mira@example.org"), masked("m@example.org"), masked("")
    ('m…@example.org', '…@example.org', '…')
    """
    name, _, domain = address.rpartition("@")
    first = name[0] if len(name) > 1 else ""
    return f"{first}…@{domain}" if domain else "…"
