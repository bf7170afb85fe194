"""Correcting: another credential takes the place of one that says something wrong.

What was signed is never changed. The new one is signed and stored, and in the same transaction the
old one is revoked and says what took its place. A name stands beside the credential: where nothing
else differs it is written anew, and nothing is awarded.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from laurea.credentials.errors import Conflict, MalformedDocument
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.catalog.define import read_stored
from laurea.web.issuing.access import Credential, CredentialState, credential_for
from laurea.web.issuing.award import Replaces, Wanted, reserve, sign_and_store
from laurea.web.issuing.claims.access import store_recipient_name
from laurea.web.issuing.content import results_of, written_evidence
from laurea.web.issuing.lint import lint
from laurea.web.issuing.models import Replacement
from laurea.web.issuing.reasons import usable_reason
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.run_key import demand_no_row_key
from laurea.web.issuing.successors.access import successor_of
from laurea.web.issuing.successors.settle import LONGEST_CORRECTION
from laurea.web.operations.audit import audit
from laurea.web.operations.events import record_event


def correct(
    *, actor: Account, credential_id: UUID, wanted: Wanted, reason: str, at: datetime
) -> Credential:
    """Put another credential of the same achievement in the place of one.

    Args:
        actor: an owner or issuer of the organization.
        credential_id: what says something wrong.
        wanted: what is right, all of it.
        reason: what was wrong; shown to everybody who looks at the old one.
        at: the moment, timezone-aware.

    Returns:
        What took its place; the credential itself where no more than the name differs.

    Raises:
        NotFound: it is not the actor's, or the organization has no key.
        Conflict: another took its place before, it was given to nobody, or something else was
            asked for under the same key.
        MalformedDocument: nothing differs, there is no reason, or it cannot be signed as it is.
        Unavailable: the key cannot be used now.
    """
    reason = usable_reason(reason, longest=LONGEST_CORRECTION)
    demand_no_row_key(wanted.key)
    old = credential_for(actor, credential_id, roles=ISSUERS)
    wanted = replace(wanted, replaces=Replaces(old.pk, Replacement.CORRECTED, reason))
    _demand_correctable(old, wanted.key)
    if is_same(old, wanted):
        if old.recipient_name == wanted.name:
            detail = _("Nothing differs from what was awarded.")
            raise MalformedDocument(Problem(MALFORMED_VALUE, detail))
        return _write_name(actor, old, wanted.name, at)
    lint(old.achievement, at=at)
    value = read_stored(old.achievement)
    results_of(wanted.results, value, on_purpose=wanted.on_purpose)
    reserved = reserve(old.achievement, [wanted], at=at)
    (answer,) = sign_and_store(reserved, actor=str(actor.pk), at=at)
    if isinstance(answer, Problem):
        raise MalformedDocument(answer)
    return answer


def is_same(old: Credential, wanted: Wanted) -> bool:
    """Say whether a credential says what is wanted, apart from the name, which it does not say."""
    value = read_stored(old.achievement)
    before, after = (
        results_of(pairs, value, on_purpose=True)
        for pairs in ([(name, said) for name, said in old.results], wanted.results)
    )
    return (
        (old.recipient_email, old.recipient_did) == (wanted.email, wanted.did)
        and (old.valid_from, old.valid_until) == (wanted.valid_from, wanted.end(old.achievement))
        and before == after
        and old.evidence == written_evidence(wanted.evidence)
    )


def _demand_correctable(old: Credential, key: str) -> None:
    if old.state == CredentialState.RESERVED:
        detail = _("Nobody was given this credential yet, so there is nothing to correct.")
        raise Conflict(Problem(MALFORMED_VALUE, detail))
    successor = successor_of(old)
    if successor is not None and successor.key != key:
        detail = _("Another credential took its place already. Correct that one.")
        raise Conflict(Problem(MALFORMED_VALUE, detail))


def _write_name(actor: Account, old: Credential, name: str, at: datetime) -> Credential:
    subject = str(old.pk)
    with transaction.atomic():
        store_recipient_name(old.pk, name)
        record_event("credential.name-corrected", subject, {"credential": subject}, at=at)
        audit(
            "credential.correct-name",
            subject,
            actor=str(actor.pk),
            at=at,
            organization=old.organization_id,
        )
    old.recipient_name = name
    return old
