"""From one row of a roster to one award, before it is signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.identity import hash_identity
from laurea.credentials.model import CredentialStatus, Evidence, IdentityObject
from laurea.credentials.model.award import Award
from laurea.credentials.problems import ROW_DATE, Problem
from laurea.integrations.issue_run.draws import Draws
from laurea.integrations.issue_run.results import Descriptions, read_result
from laurea.integrations.issue_run.status_lists import StatusLists
from laurea.integrations.roster import RosterRow


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardTerms:
    """What all awards of a run have in common.

    `at` is from when an award without a date is valid. `results` says what the columns of
    results mean, and `lists` where credentials can be withdrawn, if they can.
    """

    at: datetime
    draws: Draws
    results: Descriptions
    lists: StatusLists | None
    include_name: bool = False


def award_of(row: RosterRow, terms: AwardTerms) -> Award:
    """Return the award that a row stands for.

    The e-mail address is hashed, in lower case, with a salt of its own. The name is left out,
    unless the terms say otherwise: whoever sees the credential could read it.

    Raises:
        MalformedDocument: the row contradicts itself or the achievement; the pointer names the
            row and the field.
    """
    valid_from = row.awarded or terms.at
    if row.valid_until is not None and row.valid_until <= valid_from:
        detail = (
            f"The credential would end on {row.valid_until:%Y-%m-%d}, before it begins on "
            f"{valid_from:%Y-%m-%d}. Correct one of the dates."
        )
        raise MalformedDocument(Problem(ROW_DATE, detail, f"/{row.number}/valid-until"))
    return Award(
        id=terms.draws.credential_id(row.number),
        valid_from=valid_from,
        valid_until=row.valid_until,
        recipient_id=row.did,
        identifier=_identifiers(row, terms),
        result=tuple(
            read_result(value, terms.results.get(name), f"/{row.number}/result")
            for name, value in row.results
        ),
        evidence=evidence_of(row),
        credential_status=_status(row, terms),
    )


def hashed_email(email: str, salt: str) -> IdentityObject:
    """Return what names a recipient by an address: its hash, in lower case, with a salt.

    Args:
        email: the address.
        salt: at least 128 random bits, new for each credential, as text.
    """
    return IdentityObject(
        hashed=True,
        identity_hash=hash_identity(email.lower(), salt),
        identity_type="emailAddress",
        salt=salt,
    )


def evidence_of(row: RosterRow) -> tuple[Evidence, ...]:
    """Return what a row says that its learner has shown, as a credential says it."""
    return tuple(
        Evidence(id=each.url, name=each.name, narrative=each.narrative) for each in row.evidence
    )


def _identifiers(row: RosterRow, terms: AwardTerms) -> tuple[IdentityObject, ...]:
    found = []
    if row.email is not None:
        found.append(hashed_email(row.email, terms.draws.salt(row.number)))
    if terms.include_name and row.name is not None:
        found.append(IdentityObject(hashed=False, identity_hash=row.name, identity_type="name"))
    return tuple(found)


def _status(row: RosterRow, terms: AwardTerms) -> tuple[CredentialStatus, ...]:
    if terms.lists is None:
        return ()
    return (terms.lists.entry(*terms.draws.list_place(row.number)),)
