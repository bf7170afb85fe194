"""Renewing: another credential for the time after one that ends.

The old one stays as it is and ends when it says. The new one begins now.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from laurea.credentials.errors import Conflict, MalformedDocument
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.credentials.wire.ob3 import read_evidence
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import Achievement, achievement_for
from laurea.web.catalog.define import read_stored
from laurea.web.catalog.validity import end_of_validity
from laurea.web.issuing.access import Credential, CredentialState, credential_for
from laurea.web.issuing.award import Replaces, Wanted, reserve, sign_and_store
from laurea.web.issuing.content import results_of
from laurea.web.issuing.lint import lint
from laurea.web.issuing.models import Replacement
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.run_key import demand_no_row_key
from laurea.web.issuing.successors.access import successor_of
from laurea.web.organizations.access import absent

RENEWABLE_BEFORE: Final = timedelta(days=180)
"""So long before its end a credential can be renewed."""


def renew(
    *,
    actor: Account,
    credential_id: UUID,
    key: str,
    valid_until: datetime | None,
    achievement_id: UUID | None = None,
    at: datetime,
) -> Credential:
    """Award anew what has ended, or ends soon: to the same person, with the same results.

    Args:
        actor: an owner or issuer of the organization.
        credential_id: what ends.
        key: the caller's name for the renewal: under the same key it is one.
        valid_until: until when the new one is valid; None if it does not end.
        achievement_id: under which version of the same achievement; under the one it was awarded
            for, unless this says otherwise.
        at: the moment, timezone-aware; from then it is valid.

    Returns:
        What was awarded anew.

    Raises:
        NotFound: it is not the actor's, or this is no version of its achievement.
        Conflict: it was renewed or corrected before, is revoked or suspended, does not end, or
            not soon.
        MalformedDocument: it would end before it begins, or the version knows no such results.
        Unavailable: the key cannot be used now.
    """
    demand_no_row_key(key)
    old = credential_for(actor, credential_id, roles=ISSUERS)
    demand_renewable(old, at=at)
    successor = successor_of(old)
    if successor is not None and successor.key == key:
        return successor
    demand_not_replaced(successor)
    if valid_until is not None and valid_until <= at:
        detail = _("This is over already. Name a day to come.")
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/valid_until"))
    achievement = _version(actor, old, achievement_id)
    lint(achievement, at=at)
    wanted = wanted_again(old, key=key, valid_until=valid_until, at=at)
    results_of(wanted.results, read_stored(achievement), on_purpose=wanted.on_purpose)
    (answer,) = sign_and_store(reserve(achievement, [wanted], at=at), actor=str(actor.pk), at=at)
    if isinstance(answer, Problem):
        raise MalformedDocument(answer)
    return answer


def wanted_again(
    old: Credential, *, key: str, valid_until: datetime | None, at: datetime
) -> Wanted:
    """Return the award that renews a credential from a moment on."""
    return Wanted(
        key=key,
        email=old.recipient_email,
        did=old.recipient_did,
        name=old.recipient_name,
        valid_from=at,
        valid_until=valid_until,
        results=tuple((name, value) for name, value in old.results),
        evidence=tuple(read_evidence(one) for one in old.evidence),
        on_purpose=old.on_purpose,
        replaces=Replaces(old.pk, Replacement.RENEWED),
    )


def end_when_renewed(old: Credential, achievement: Achievement, *, at: datetime) -> datetime | None:
    """Return until when a renewal is valid unless somebody says otherwise.

    As the achievement says; else for as long as the one before.
    """
    if achievement.valid_months is not None:
        return end_of_validity(at, achievement.valid_months)
    if old.valid_until is None:
        return None
    return (at + (old.valid_until - old.valid_from)).replace(
        hour=23, minute=59, second=59, microsecond=0
    )


def demand_renewable(old: Credential, *, at: datetime) -> None:
    """Do nothing where a credential has ended, or ends soon, and counts apart from that.

    Raises:
        Conflict: it does not; says why.
    """
    why = why_not_renewable(old, at=at)
    if why:
        raise Conflict(Problem(MALFORMED_VALUE, why))


def why_not_renewable(old: Credential, *, at: datetime) -> str:
    """Return why a credential cannot be renewed at a moment; nothing where it can."""
    if old.state == CredentialState.RESERVED:
        return _("Nobody was given this credential yet, so there is nothing to renew.")
    if old.state == CredentialState.REVOKED:
        return _("This credential is revoked, and is not renewed.")
    if old.suspended_at is not None:
        return _("This credential is suspended. Reinstate it before it is renewed.")
    if old.valid_until is None:
        return _("This credential does not end, so there is nothing to renew.")
    if old.valid_until - at > RENEWABLE_BEFORE:
        return _("A credential is renewed when it has ended, or ends within %d days.") % (
            RENEWABLE_BEFORE.days
        )
    return ""


def demand_not_replaced(successor: Credential | None) -> None:
    """Do nothing where no other credential took the place of one.

    Raises:
        Conflict: one did.
    """
    if successor is not None:
        detail = _("Another credential took its place already. Look at that one.")
        raise Conflict(Problem(MALFORMED_VALUE, detail))


def _version(actor: Account, old: Credential, achievement_id: UUID | None) -> Achievement:
    if achievement_id is None or achievement_id == old.achievement_id:
        return old.achievement
    achievement = achievement_for(actor, achievement_id, roles=ISSUERS)
    if achievement.series != old.achievement.series:
        raise absent()
    return achievement
