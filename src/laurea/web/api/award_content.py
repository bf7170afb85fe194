"""What a program asks to be awarded, read as strictly as what a person types."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.model import Evidence
from laurea.credentials.problems import MISSING_VALUE, RANGE, Problem
from laurea.integrations.roster.recipient import read_address, read_line, read_recipient
from laurea.web.api.award_wire import EvidenceWanted, Terms
from laurea.web.catalog.validity import AS_THE_ACHIEVEMENT_SAYS, Until
from laurea.web.issuing.award import Wanted

_SKEW: Final = timedelta(seconds=60)
_LONGEST_TEXT: Final = 500


def wanted_award(terms: Terms, *, key: str, at: datetime, where: str = "") -> Wanted:
    """Return the award that is asked for.

    Args:
        terms: what was sent.
        key: the name of the award.
        at: from when it is valid where nothing is said.
        where: the JSON Pointer to the terms.

    Raises:
        MalformedDocument: something of it cannot be used; says what, and where.
    """
    said = terms.recipient
    place = f"{where}/recipient"
    recipient = read_recipient(email=said.email, did=said.did, name=said.name, where=place)
    if not recipient.email and not recipient.did:
        detail = "Name the recipient by an e-mail address, a DID, or both."
        raise MalformedDocument(Problem(MISSING_VALUE, detail, place))
    valid_from = terms.valid_from or at
    return Wanted(
        key=key,
        email=recipient.email,
        did=recipient.did,
        name=recipient.name,
        valid_from=valid_from,
        valid_until=_valid_until(terms, valid_from, at, where),
        results=tuple(
            (
                read_line(one.result, longest=_LONGEST_TEXT, where=f"{where}/results/{n}/result"),
                read_line(one.value, longest=_LONGEST_TEXT, where=f"{where}/results/{n}/value"),
            )
            for n, one in enumerate(terms.results)
        ),
        evidence=tuple(
            _evidence(one, f"{where}/evidence/{n}") for n, one in enumerate(terms.evidence)
        ),
        on_purpose=terms.on_purpose,
    )


def _valid_until(terms: Terms, valid_from: datetime, at: datetime, where: str) -> Until:
    if valid_from > at + _SKEW:
        detail = "This moment has not come. Nothing is awarded for the future."
        raise MalformedDocument(Problem(RANGE, detail, f"{where}/validFrom"))
    if terms.endless and terms.valid_until is not None:
        detail = "Name the end, or say that there is none, not both."
        raise MalformedDocument(Problem(RANGE, detail, f"{where}/validUntil"))
    if terms.endless:
        return None
    until = terms.valid_until
    if until is not None and until < valid_from:
        detail = "It ends before it begins."
        raise MalformedDocument(Problem(RANGE, detail, f"{where}/validUntil"))
    return until or AS_THE_ACHIEVEMENT_SAYS


def _evidence(one: EvidenceWanted, where: str) -> Evidence:
    if not (one.url or one.name or one.narrative):
        detail = "Give an address, a name or a narrative."
        raise MalformedDocument(Problem(MISSING_VALUE, detail, where))
    return Evidence(
        id=read_address(one.url, where=f"{where}/url") if one.url.strip() else None,
        name=one.name or None,
        narrative=one.narrative or None,
    )
