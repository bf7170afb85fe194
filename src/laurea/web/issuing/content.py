"""What a credential says of its recipient, from what was reserved for it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from typing import Any, Final

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.model import Achievement, CredentialStatus, Evidence, Result
from laurea.credentials.model.award import Award
from laurea.credentials.wire.ob3 import read_evidence, write_evidence
from laurea.integrations.issue_run.awards import hashed_email
from laurea.integrations.issue_run.results import read_results
from laurea.integrations.issue_run.sufficiency import what_falls_short
from laurea.web.issuing.access import Credential, StatusPurpose
from laurea.web.issuing.addresses import credential_address
from laurea.web.issuing.places import status_entry

_SALT_BYTES: Final = 16
_RESULTS: Final = "/results"


def award_of(credential: Credential, achievement: Achievement) -> Award:
    """Return the award that a reservation stands for.

    The address is hashed with a salt of its own; the name stays outside.

    Raises:
        MalformedDocument: the achievement knows no such result, or does not allow its value; or
            it falls short, and nobody awards it on purpose.
    """
    return Award(
        id=credential_address(credential),
        valid_from=credential.valid_from,
        valid_until=credential.valid_until,
        recipient_id=credential.recipient_did or None,
        identifier=(
            (hashed_email(credential.recipient_email, secrets.token_hex(_SALT_BYTES)),)
            if credential.recipient_email
            else ()
        ),
        result=results_of(
            [(name, value) for name, value in credential.results],
            achievement,
            on_purpose=credential.on_purpose,
        ),
        evidence=tuple(read_evidence(one) for one in credential.evidence),
        credential_status=tuple(_status_entries(credential)),
    )


def _status_entries(credential: Credential) -> Iterator[CredentialStatus]:
    """Yield where to look whether it is over for good, and whether for now."""
    index = credential.status_index
    yield status_entry(credential.status_list_id, index)
    if credential.suspension_list_id is not None:
        yield status_entry(credential.suspension_list_id, index, StatusPurpose.SUSPENSION)


def results_of(
    pairs: Iterable[tuple[str, str]], achievement: Achievement, *, on_purpose: bool
) -> tuple[Result, ...]:
    """Return results as a credential states them.

    Args:
        pairs: each the name or id of a result description, and the value as it is written.
        achievement: what is awarded.
        on_purpose: whether it is awarded although a result falls short of what it requires.

    Raises:
        MalformedDocument: the achievement knows no such result, or does not allow its value; or
            one falls short, and nobody awards it on purpose.
    """
    results = read_results(pairs, achievement, _RESULTS)
    short = what_falls_short(results, achievement, _RESULTS)
    if short and not on_purpose:
        raise MalformedDocument(short[0])
    return results


def falls_short(pairs: Iterable[tuple[str, str]], achievement: Achievement) -> bool:
    """Say whether a result is allowed, and less than what the achievement requires."""
    try:
        results = read_results(pairs, achievement, _RESULTS)
    except MalformedDocument:
        return False
    return bool(what_falls_short(results, achievement, _RESULTS))


def written_evidence(evidence: tuple[Evidence, ...]) -> list[dict[str, Any]]:
    """Return evidence as JSON, as it stands in credentials."""
    return [write_evidence(one) for one in evidence]
