"""Whether an assertion was revoked: by its published copy, or by the issuer's list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from laurea.credentials.assertions.issuer import FoundIssuer
from laurea.credentials.assertions.published import Published, Unconfirmed
from laurea.credentials.problems import (
    FETCH_FORBIDDEN,
    MALFORMED_VALUE,
    REVOKED,
    STATUS_INVALID,
    STATUS_UNAVAILABLE,
    Problem,
)
from laurea.credentials.report import Check, Outcome

NAME: Final = "status"
_PLACE: Final = "/badge/issuer/revocationList"


def check_published(told: Mapping[str, Any]) -> Check:
    """Say whether the copy at the issuer's address calls itself revoked.

    Spec: https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#Assertion
    """
    if told.get("revoked") is True:
        return _revoked(told.get("revocationReason"))
    if told.get("revoked") not in (None, False):
        problem = Problem(MALFORMED_VALUE, "revoked is neither true nor false.", "/revoked")
        return Check(NAME, Outcome.FAILED, "Whether it was revoked cannot be read.", (problem,))
    return Check(NAME, Outcome.PASSED, "The issuer publishes it and does not call it revoked.")


def check_listed(told: Mapping[str, Any], issuer: FoundIssuer, at: Published) -> Check:
    """Say whether the issuer's revocation list names a signed assertion.

    The list rests on the address that the issuer's profile gives it, and is not signed.

    Spec: https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#RevocationList
    """
    if told.get("revoked") is True:
        return _revoked(told.get("revocationReason"))
    address = issuer.told.get("revocationList")
    if address is None:
        return Check(NAME, Outcome.NOT_DECLARED, "The issuer keeps no list of revoked assertions.")
    try:
        listed = at.told_at(address if isinstance(address, str) else "", _PLACE)
    except Unconfirmed as error:
        found = error.problem
        kind = FETCH_FORBIDDEN if found.type is FETCH_FORBIDDEN else STATUS_UNAVAILABLE
        return _unknown(Problem(kind, found.detail, _PLACE))
    if "revokedAssertions" not in listed and ("type" in told or "type" in listed):
        return _unknown(Problem(STATUS_INVALID, "It is no list of revoked assertions.", _PLACE))
    names = {name for name in (told.get("id"), told.get("uid")) if isinstance(name, str)}
    for name, reason in _revoked_names(listed):
        if name in names:
            return _revoked(reason)
    keeper = listed.get("issuer")
    keeper = keeper.get("id") if isinstance(keeper, Mapping) else keeper
    if keeper not in (None, issuer.address):
        return _unknown(Problem(STATUS_INVALID, "The list is kept by another issuer.", _PLACE))
    return Check(NAME, Outcome.PASSED, "The issuer's list does not name it.")


def _revoked_names(listed: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield each revoked name and its reason; Open Badges 1 maps the one to the other."""
    if "revokedAssertions" not in listed:
        yield from ((name, reason) for name, reason in listed.items() if isinstance(reason, str))
        return
    entries = listed["revokedAssertions"]
    for entry in entries if isinstance(entries, list) else [entries]:
        if isinstance(entry, Mapping):
            for key in ("id", "uid"):
                if isinstance(entry.get(key), str):
                    yield entry[key], entry.get("revocationReason")
        elif isinstance(entry, str):
            yield entry, None


def _revoked(reason: Any) -> Check:
    why = f" The reason given: {reason[:200]}" if isinstance(reason, str) and reason else ""
    problem = Problem(REVOKED, f"The issuer took it back.{why}")
    return Check(NAME, Outcome.FAILED, "The issuer revoked it.", (problem,))


def _unknown(problem: Problem) -> Check:
    return Check(
        NAME, Outcome.UNKNOWN, "Whether it was revoked could not be found out.", (problem,)
    )
