"""Awarding: reserve, sign, store in one transaction, and only then hand out.

1. What is awarded was rehearsed with a key thrown away, as it stands now.
2. One transaction reserves the credential's id and its place in a status list.
3. It is signed, with no transaction open.
4. One transaction stores document, state, log entry, event and audit row.

Whatever stops in between leaves a reservation, which the same request under the same key takes
up again: with the same id and the same place. Nothing is handed out that is not stored.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import orjson
from django.db import transaction

from laurea.credentials.errors import Conflict, LaureaError, MalformedDocument, Unavailable
from laurea.credentials.issue import plan_achievement
from laurea.credentials.model import Evidence
from laurea.credentials.model.award import Award
from laurea.credentials.problems import KEY_REVOKED, MALFORMED_VALUE, MISSING_VALUE, Problem
from laurea.credentials.signing import SigningPlan
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import (
    Achievement,
    achievement_by_id,
    achievement_for,
    lock_achievement,
    mark_awarded,
)
from laurea.web.catalog.archive import demand_awardable
from laurea.web.catalog.define import read_stored
from laurea.web.catalog.validity import AS_THE_ACHIEVEMENT_SAYS, Until, end_of
from laurea.web.issuing.access import (
    add_credentials,
    credentials_by_id,
    credentials_under,
    lock_reserved,
    store_issued,
    suspensions_beside,
)
from laurea.web.issuing.commitment import SALT_BYTES, commit
from laurea.web.issuing.content import award_of, falls_short, results_of, written_evidence
from laurea.web.issuing.lint import lint
from laurea.web.issuing.models import (
    Credential,
    CredentialState,
    Replacement,
    UnsequencedEntry,
)
from laurea.web.issuing.places import draw_places
from laurea.web.issuing.publish import publish_first_versions
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.run_key import demand_no_row_key
from laurea.web.issuing.successors.settle import carry_over, settle_replaced
from laurea.web.operations.audit import audit
from laurea.web.operations.events import Happened, record_events
from laurea.web.organizations.access import (
    IssuerKey,
    key_in_force,
    lock_key,
    organization_by_id,
)
from laurea.web.organizations.keys import issuer_profile, signer_of

__all__ = ["ISSUERS", "Replaces", "Wanted", "award", "reserve", "sign_and_store"]

_LONGEST_KEY: Final = 200
_BATCH: Final = 500
"""How many credentials are signed at once."""


@dataclass(frozen=True, slots=True)
class Replaces:
    """What an award takes the place of: the credential, how, and why in words for everybody."""

    credential_id: UUID
    how: Replacement
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One award that is asked for. The recipient has an address, a DID, or both.

    Attributes:
        key: the caller's name for it, unique within the organization.
        email: the recipient's address; the credential holds a salted hash of it only.
        did: the recipient's DID, which the credential names.
        name: the recipient's name, kept beside the credential and not in it.
        valid_from: from when it is valid, timezone-aware.
        valid_until: until when, timezone-aware; None for ever; as the achievement says where it
            is not said.
        results: pairs of the name of a result description and the value as it is written; the
            name is `""` where the achievement has no more than one.
        evidence: what the recipient has shown.
        on_purpose: whether it is awarded also if a result falls short of what the achievement
            requires. The same award is asked for either way.
        replaces: what it takes the place of, if it does.
    """

    key: str
    email: str = ""
    did: str = ""
    name: str = ""
    valid_from: datetime
    valid_until: Until = AS_THE_ACHIEVEMENT_SAYS
    results: tuple[tuple[str, str], ...] = ()
    evidence: tuple[Evidence, ...] = ()
    on_purpose: bool = False
    replaces: Replaces | None = None

    def end(self, achievement: Achievement) -> datetime | None:
        """Return until when it is valid; None if it does not end."""
        return end_of(self.valid_until, self.valid_from, achievement.valid_months)

    def digest(self, achievement: Achievement) -> bytes:
        """Return what tells this request from another under the same key.

        An end that is left to the achievement is the same as that end when it is named: versions
        do not change once something is awarded.
        """
        end = self.end(achievement)
        said = [
            str(achievement.pk),
            self.email,
            self.did,
            self.name,
            self.valid_from.astimezone(UTC),
            end and end.astimezone(UTC),
            self.results,
            written_evidence(self.evidence),
        ]
        if self.replaces is not None:
            said += [str(self.replaces.credential_id), self.replaces.how, self.replaces.reason]
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
        MalformedDocument: it cannot be signed as it is, or a result falls short and it is not
            awarded on purpose.
        Unavailable: the key cannot be used now.
    """
    achievement = achievement_for(actor, achievement_id, roles=ISSUERS)
    demand_no_row_key(wanted.key)
    lint(achievement, at=at)
    results_of(wanted.results, read_stored(achievement), on_purpose=wanted.on_purpose)
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
        Conflict: something else was asked for under one of the keys, or it is archived.
        MalformedDocument: a key or an address is missing, or a date has no zone.
    """
    for one in wanted:
        _demand_usable(one)
    with transaction.atomic():
        locked = lock_achievement(achievement.pk)
        standing = credentials_under(achievement.organization_id, (one.key for one in wanted))
        new = {one.key: one for one in wanted if one.key not in standing}
        if new:
            demand_awardable(locked)
            standing |= _reserve_new(locked, list(new.values()), at)
            mark_awarded(achievement.pk, at=at)
    for one in wanted:
        if bytes(standing[one.key].asked) != one.digest(locked):
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

    Raises:
        NotFound: the organization has no key that signs.
        Unavailable: the key cannot be used now, or was withdrawn in the meantime.
    """
    to_sign = [one for one in reserved if one.state == CredentialState.RESERVED]
    signed: dict[UUID, bytes | Problem] = {}
    key = None
    if to_sign:
        publish_first_versions(_lists_of(to_sign), at=at)
        key = key_in_force(to_sign[0].organization_id, at=at)
        signed = _sign(to_sign, key, at)
    documents = {pk: answer for pk, answer in signed.items() if isinstance(answer, bytes)}
    with transaction.atomic():
        inside()
        if documents and key is not None:
            _store(documents, _still_signing(key, at), actor, at, random)
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
    suspensions = suspensions_beside(status_list, at=at)
    value = read_stored(achievement)
    credentials = [
        Credential(
            organization_id=achievement.organization_id,
            achievement=achievement,
            issuer_key=key,
            status_list=status_list,
            status_index=index,
            suspension_list=suspensions,
            key=one.key,
            asked=one.digest(achievement),
            recipient_email=one.email,
            recipient_did=one.did,
            recipient_name=one.name,
            results=[list(pair) for pair in one.results],
            evidence=written_evidence(one.evidence),
            on_purpose=one.on_purpose and falls_short(one.results, value),
            valid_from=one.valid_from,
            valid_until=one.end(achievement),
            reserved_at=at,
            replaces_id=one.replaces.credential_id if one.replaces else None,
            replacement=one.replaces.how if one.replaces else "",
            replacement_reason=one.replaces.reason if one.replaces else "",
        )
        for one, index in zip(wanted, indexes, strict=True)
    ]
    add_credentials(credentials)
    return {credential.key: credential for credential in credentials}


def _lists_of(reserved: Sequence[Credential]) -> set[UUID]:
    """Return the lists that some credentials name; each is published before they are handed out."""
    ids = {one.status_list_id for one in reserved} | {one.suspension_list_id for one in reserved}
    return {pk for pk in ids if pk is not None}


def _sign(
    reserved: Sequence[Credential], key: IssuerKey, at: datetime
) -> dict[UUID, bytes | Problem]:
    """Sign, each with its own content, or say why one cannot be signed."""
    row = achievement_by_id(reserved[0].achievement_id)
    try:
        lint(row, at=at)
    except MalformedDocument as error:
        return {one.pk: error.problem for one in reserved}
    organization = organization_by_id(key.organization_id)
    achievement = read_stored(row)
    plan = plan_achievement(
        achievement,
        issuer_profile(organization),
        signer=signer_of(organization, key),
        created=at,
    )
    answers: dict[UUID, bytes | Problem] = {}
    awards: dict[UUID, Award] = {}
    for one in reserved:
        try:
            awards[one.pk] = award_of(one, achievement)
        except LaureaError as error:
            answers[one.pk] = error.problem
    return answers | dict(zip(awards, _signed(plan, list(awards.values())), strict=True))


def _signed(plan: SigningPlan, awards: Sequence[Award]) -> Iterable[bytes | Problem]:
    for start in range(0, len(awards), _BATCH):
        yield from plan.sign_awards(awards[start : start + _BATCH])


def _still_signing(key: IssuerKey, at: datetime) -> IssuerKey:
    """Return the key that signed at a moment, locked, if nobody withdrew it in the meantime."""
    key = lock_key(key.pk)
    has_ended = key.valid_until is not None and key.valid_until < at
    if key.compromised_at is not None or has_ended:
        detail = "The key was withdrawn while it signed. Nothing was issued with it. Try again."
        raise Unavailable(Problem(KEY_REVOKED, detail))
    return key


def _store(
    documents: dict[UUID, bytes],
    key: IssuerKey,
    actor: str,
    at: datetime,
    random: Callable[[int], bytes],
) -> None:
    """Store what is still reserved; what another request stored in the meantime stays."""
    credentials = list(lock_reserved(documents).values())
    entries = []
    for credential in credentials:
        document = documents[credential.pk]
        credential.document = document
        credential.issuer_key = key
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
    replaced = settle_replaced(credentials, actor=actor, at=at)
    store_issued(credentials, entries)
    carry_over(credentials, replaced, at=at)
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
        organization=credentials[0].organization_id,
        body={
            "credentials": [str(one.pk) for one in credentials],
            "on_purpose": [str(one.pk) for one in credentials if one.on_purpose],
        },
    )


def _demand_usable(wanted: Wanted) -> None:
    if not wanted.key or len(wanted.key) > _LONGEST_KEY:
        detail = f"A key has 1 to {_LONGEST_KEY} characters."
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/key"))
    if not wanted.email and not wanted.did:
        detail = "The recipient has no address and no DID."
        raise MalformedDocument(Problem(MISSING_VALUE, detail, "/email"))
    for name, moment in (("valid_from", wanted.valid_from), ("valid_until", wanted.valid_until)):
        if isinstance(moment, datetime) and moment.tzinfo is None:
            raise MalformedDocument(Problem(MALFORMED_VALUE, "The date has no zone.", f"/{name}"))
