"""Awarding: reserve, sign, store in one transaction, and only then hand out.

1. One transaction reserves the credential's id and its place in a status list.
2. It is signed, with no transaction open.
3. One transaction stores document, state, log entry, event and audit row.

Whatever stops in between leaves a reservation, which the same request under the same key takes
up again: with the same id and the same place. Nothing is handed out that is not stored.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import orjson
from django.conf import settings
from django.db import transaction

from laurea.credentials.errors import Conflict, MalformedDocument
from laurea.credentials.identity import hash_identity
from laurea.credentials.issue import issue_many
from laurea.credentials.model import IdentityObject
from laurea.credentials.model.award import Award
from laurea.credentials.problems import MALFORMED_VALUE, MISSING_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import (
    Achievement,
    achievement_by_id,
    achievement_for,
    lock_achievement,
    mark_awarded,
)
from laurea.web.catalog.define import read_stored
from laurea.web.issuing.access import (
    add_credentials,
    credentials_by_id,
    credentials_under,
    lock_reserved,
    store_issued,
)
from laurea.web.issuing.commitment import SALT_BYTES, commit
from laurea.web.issuing.models import Credential, CredentialState, UnsequencedEntry
from laurea.web.issuing.places import draw_places, status_entry
from laurea.web.operations.audit import audit
from laurea.web.operations.events import Happened, record_events
from laurea.web.organizations.access import Role, key_by_id, key_in_force, organization_by_id
from laurea.web.organizations.keys import issuer_profile, signer_of

ISSUERS: Final = frozenset({Role.OWNER, Role.ISSUER})
_LONGEST_KEY: Final = 200
_SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One award that is asked for.

    Attributes:
        key: the caller's name for it, unique within the organization.
        email: the recipient's address; the credential holds a salted hash of it only.
        name: the recipient's name, kept beside the credential and not in it.
        valid_from: from when it is valid, timezone-aware.
        valid_until: until when, if not for ever.
    """

    key: str
    email: str
    name: str = ""
    valid_from: datetime
    valid_until: datetime | None = None

    def digest(self, achievement_id: UUID) -> bytes:
        """Return what tells this request from another under the same key."""
        until = self.valid_until and self.valid_until.astimezone(UTC)
        said = [str(achievement_id), self.email, self.name, self.valid_from.astimezone(UTC), until]
        return hashlib.sha256(orjson.dumps(said)).digest()


def award(*, actor: Account, achievement_id: UUID, wanted: Wanted, at: datetime) -> Credential:
    """Award an achievement to one recipient.

    Args:
        actor: an owner or issuer of the organization.
        achievement_id: what is awarded.
        wanted: to whom, and for how long.
        at: the moment, timezone-aware.

    Returns:
        The credential, issued and stored; the same one when it is asked for again.

    Raises:
        NotFound: the achievement is not the actor's, or the organization has no key.
        Conflict: something else was asked for under the same key.
        MalformedDocument: it cannot be signed as it is.
        Unavailable: the key cannot be used now.
    """
    achievement = achievement_for(actor, achievement_id, roles=ISSUERS)
    reserved = reserve(achievement, [wanted], at=at)
    (answer,) = sign_and_store(reserved, actor=str(actor.pk), at=at)
    if isinstance(answer, Problem):
        raise MalformedDocument(answer)
    return answer


def reserve(
    achievement: Achievement, wanted: Sequence[Wanted], *, at: datetime
) -> list[Credential]:
    """Reserve ids and places, durably; what was reserved before is found again.

    Returns:
        One credential for each that is wanted, in order, in whatever state it is by now.

    Raises:
        NotFound: the organization has no key that signs.
        Conflict: something else was asked for under one of the keys.
        MalformedDocument: a key or an address is missing, or a date has no zone.
    """
    for one in wanted:
        _demand_usable(one)
    with transaction.atomic():
        lock_achievement(achievement.pk)
        standing = credentials_under(achievement.organization_id, (one.key for one in wanted))
        new = {one.key: one for one in wanted if one.key not in standing}
        if new:
            standing |= _reserve_new(achievement, list(new.values()), at)
            mark_awarded(achievement.pk, at=at)
    for one in wanted:
        if bytes(standing[one.key].asked) != one.digest(achievement.pk):
            detail = f"Something else was asked for under the key {one.key}. Choose another key."
            raise Conflict(Problem(MALFORMED_VALUE, detail, "/key"))
    return [standing[one.key] for one in wanted]


def sign_and_store(
    reserved: Sequence[Credential],
    *,
    actor: str,
    at: datetime,
    random: Callable[[int], bytes] = os.urandom,
    inside: Callable[[], None] = lambda: None,
) -> list[Credential | Problem]:
    """Sign what is still reserved, all of one achievement, and store it in one transaction.

    Args:
        reserved: what `reserve` returned.
        actor: who awards, for the audit trail.
        at: the moment, timezone-aware.
        random: returns so many unpredictable bytes.
        inside: called in the storing transaction, which is undone if it raises.

    Returns:
        For each, in order, the credential as it is stored, or the problem why it was not signed.
    """
    to_sign = [one for one in reserved if one.state == CredentialState.RESERVED]
    signed = dict(zip((one.pk for one in to_sign), _sign(to_sign, at), strict=True))
    documents = {pk: answer for pk, answer in signed.items() if isinstance(answer, bytes)}
    with transaction.atomic():
        inside()
        if documents:
            _store(documents, actor, at, random)
    stored = credentials_by_id(one.pk for one in reserved)
    answers: list[Credential | Problem] = []
    for one in reserved:
        answer = signed.get(one.pk)
        answers.append(answer if isinstance(answer, Problem) else stored[one.pk])
    return answers


def _reserve_new(
    achievement: Achievement, wanted: Sequence[Wanted], at: datetime
) -> dict[str, Credential]:
    key = key_in_force(achievement.organization_id, at=at)
    status_list, indexes = draw_places(achievement.organization_id, len(wanted), at=at)
    credentials = [
        Credential(
            organization_id=achievement.organization_id,
            achievement=achievement,
            issuer_key=key,
            status_list=status_list,
            status_index=index,
            key=one.key,
            asked=one.digest(achievement.pk),
            recipient_email=one.email,
            recipient_name=one.name,
            valid_from=one.valid_from,
            valid_until=one.valid_until,
            reserved_at=at,
        )
        for one, index in zip(wanted, indexes, strict=True)
    ]
    add_credentials(credentials)
    return {credential.key: credential for credential in credentials}


def _sign(reserved: Sequence[Credential], at: datetime) -> list[bytes | Problem]:
    """Sign by key: a reservation names the key that was in force when it was made."""
    answers: dict[UUID, bytes | Problem] = {}
    for key_id in dict.fromkeys(one.issuer_key_id for one in reserved):
        members = [one for one in reserved if one.issuer_key_id == key_id]
        key = key_by_id(key_id)
        signed = issue_many(
            read_stored(achievement_by_id(members[0].achievement_id)),
            issuer_profile(organization_by_id(key.organization_id), key),
            [_award_of(one) for one in members],
            signer=signer_of(key),
            created=at,
        )
        answers |= dict(zip((one.pk for one in members), signed, strict=True))
    return [answers[one.pk] for one in reserved]


def _award_of(credential: Credential) -> Award:
    salt = secrets.token_hex(_SALT_BYTES)
    recipient = IdentityObject(
        hashed=True,
        identity_hash=hash_identity(credential.recipient_email, salt),
        identity_type="emailAddress",
        salt=salt,
    )
    return Award(
        id=f"{settings.LAUREA_PUBLIC_URL}/c/{credential.pk}",
        valid_from=credential.valid_from,
        valid_until=credential.valid_until,
        identifier=(recipient,),
        credential_status=(status_entry(credential.status_list_id, credential.status_index),),
    )


def _store(
    documents: dict[UUID, bytes], actor: str, at: datetime, random: Callable[[int], bytes]
) -> None:
    """Store what is still reserved; what another request stored in the meantime stays."""
    credentials = list(lock_reserved(documents).values())
    entries = []
    for credential in credentials:
        document = documents[credential.pk]
        credential.document = document
        credential.state = CredentialState.ISSUED
        credential.issued_at = at
        salt = random(SALT_BYTES)
        entries.append(
            UnsequencedEntry(
                credential=credential, salt=salt, commitment=commit(document, salt), at=at
            )
        )
    if not credentials:
        return
    store_issued(credentials, entries)
    record_events(
        (
            Happened("credential.issued", str(one.pk), {"credential": str(one.pk)})
            for one in credentials
        ),
        at=at,
    )
    audit(
        "credential.issue",
        str(credentials[0].achievement_id),
        actor=actor,
        at=at,
        body={"credentials": [str(one.pk) for one in credentials]},
    )


def _demand_usable(wanted: Wanted) -> None:
    if not wanted.key or len(wanted.key) > _LONGEST_KEY:
        detail = f"A key has 1 to {_LONGEST_KEY} characters."
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/key"))
    if not wanted.email:
        raise MalformedDocument(Problem(MISSING_VALUE, "The recipient has no address.", "/email"))
    for name, moment in (("valid_from", wanted.valid_from), ("valid_until", wanted.valid_until)):
        if moment is not None and moment.tzinfo is None:
            raise MalformedDocument(Problem(MALFORMED_VALUE, "The date has no zone.", f"/{name}"))
