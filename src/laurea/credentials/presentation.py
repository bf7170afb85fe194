"""Presentations: who shows these credentials, and to whom was each awarded?

The holder signs a presentation for one occasion: over a challenge that the verifier gave out, for
the verifier's domain. That makes a copy of it worthless elsewhere. Whether the holder is the one
to whom the credentials were awarded is the check `holder`.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from laurea.credentials.members import Member
from laurea.credentials.problems import HOLDER_MISMATCH, Problem
from laurea.credentials.proofs.envelope import Envelope
from laurea.credentials.report import (
    Check,
    IssuerName,
    IssuerTrust,
    Outcome,
    VerificationReport,
)

PURPOSE: Final = "authentication"
"""What a holder's proof is made for."""

_NAME: Final = "holder"
_TRUST: Final = (IssuerTrust.TRUSTED, IssuerTrust.UNLISTED, IssuerTrust.UNPROVEN)


def holder_of(document: Mapping[str, Any], envelope: Envelope | None) -> IssuerName:
    """Return who presents: the `holder`, or else the one whose key the presentation names.

    >>> holder_of({"holder": {"id": "did:example:ada", "name": "Ada"}}, None)
    IssuerName(id='did:example:ada', name='Ada')
    """
    holder = document.get("holder")
    if isinstance(holder, Mapping):
        name, identifier = holder.get("name"), holder.get("id")
        return IssuerName(
            identifier if isinstance(identifier, str) else "",
            name if isinstance(name, str) else None,
        )
    if holder is None:
        named = _signer(document) if envelope is None else envelope.claims.get("iss", envelope.kid)
        holder = named.partition("#")[0] if isinstance(named, str) else ""
    return IssuerName(holder if isinstance(holder, str) else "")


def _signer(document: Mapping[str, Any]) -> Any:
    proof = document.get("proof")
    first = proof[0] if isinstance(proof, list) and proof else proof
    return first.get("verificationMethod") if isinstance(first, Mapping) else None


def check_holder(
    holder_id: str, proof: Check, members: Sequence[Member], *, holder_is_subject: bool
) -> Check:
    """Say whether every credential presented was awarded to the one who presents it.

    Args:
        holder_id: who presents.
        proof: the check of the presentation's own proof.
        members: the credentials presented.
        holder_is_subject: whether that is asked at all.

    Returns:
        The check `holder`: failed where a credential names another subject; unknown where one
        names its subject by no identifier that a key belongs to, or nobody signed.
    """
    if not holder_is_subject:
        sentence = "Who presents was not compared with the recipients."
        return Check(_NAME, Outcome.NOT_DECLARED, sentence)
    found, is_unknown = [], proof.outcome is not Outcome.PASSED
    for member in members:
        ids = _subject_ids(member.document or {})
        if ids and holder_id not in ids:
            detail = "It was awarded to somebody else than the one who presents it."
            found.append(Problem(HOLDER_MISMATCH, detail, member.place.pointer))
        elif not ids and not _is_recipient_known(member.report):
            is_unknown = True
    if found:
        sentence = "A credential is presented by somebody else than its recipient."
        return Check(_NAME, Outcome.FAILED, sentence, tuple(found))
    if is_unknown:
        sentence = "It could not be found out whether the recipient presents this."
        return Check(_NAME, Outcome.UNKNOWN, sentence)
    return Check(_NAME, Outcome.PASSED, "The one to whom it was awarded presents it.")


def trust_in(
    members: Sequence[VerificationReport], *, is_signed: bool, is_self_asserted: bool
) -> IssuerTrust:
    """Return who vouches for a presentation: no more than vouches for each credential in it."""
    if not is_signed or is_self_asserted or not members:
        return IssuerTrust.UNPROVEN
    return max((report.issuer_trust for report in members), key=_TRUST.index)


def _subject_ids(document: Mapping[str, Any]) -> list[Any]:
    subjects = document.get("credentialSubject")
    return [
        subject["id"]
        for subject in (subjects if isinstance(subjects, list) else [subjects])
        if isinstance(subject, Mapping) and "id" in subject
    ]


def _is_recipient_known(report: VerificationReport | Problem) -> bool:
    """Say whether the recipient was compared with the person expected, and fits."""
    return isinstance(report, VerificationReport) and any(
        check.name == "recipient" and check.outcome is Outcome.PASSED for check in report.checks
    )
