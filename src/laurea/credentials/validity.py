"""Whether a moment lies within a credential's validity period."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from laurea.credentials import problems
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.problems import Problem
from laurea.credentials.report import Check, Outcome
from laurea.credentials.timestamps import in_words, read_timestamp

NAME: Final = "validity"
_FROM: Final = ("validFrom", "issuanceDate")
_UNTIL: Final = ("validUntil", "expirationDate")


def check_validity_period(
    credential: Mapping[str, Any], *, at: datetime, limits: Limits = DEFAULT_LIMITS
) -> Check:
    """Say whether `at` lies within the credential's validity period, bounds included.

    Args:
        credential: a credential as parsed JSON, of VCDM 2.0 or 1.1.
        at: the moment asked about, timezone-aware. The caller decides what "now" is.
        limits: `clock_skew_s` is how far clocks may lie apart without consequence.

    Raises:
        ValueError: `at` is naive (a bug of the caller, not of the document).

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#validity-period

    >>> from datetime import UTC
    >>> late = check_validity_period(
    ...     {"validUntil": "2025-12-31T23:59:59Z"}, at=datetime(2026, 1, 1, 12, tzinfo=UTC)
    ... )
    >>> late.outcome, late.problems[0].pointer
    (<Outcome.FAILED: 'failed'>, '/validUntil')
    """
    if at.tzinfo is None:
        raise ValueError("`at` must carry a time zone")
    skew = timedelta(seconds=limits.clock_skew_s)
    try:
        begins = _read(credential, _FROM)
        ends = _read(credential, _UNTIL)
    except MalformedDocument as error:
        return _failed("A date of the credential cannot be read.", error.problem)
    if begins is not None and begins[1] > at + skew:
        name, moment = begins
        return _failed(
            "The credential is not valid yet.",
            Problem(problems.NOT_YET_VALID, f"It begins on {in_words(moment)}.", f"/{name}"),
        )
    if ends is not None and ends[1] < at - skew:
        name, moment = ends
        return _failed(
            "The credential has expired.",
            Problem(problems.EXPIRED, f"It ended on {in_words(moment)}.", f"/{name}"),
        )
    if begins is None and ends is None:
        return Check(NAME, Outcome.NOT_DECLARED, "The credential names no validity period.")
    until = f"until {in_words(ends[1])}" if ends else "without an end"
    since = f"from {in_words(begins[1])} " if begins else ""
    return Check(NAME, Outcome.PASSED, f"It is valid {since}{until}.")


def _read(credential: Mapping[str, Any], names: tuple[str, ...]) -> tuple[str, datetime] | None:
    for name in names:
        if credential.get(name) is not None:
            return name, read_timestamp(credential[name], where=f"/{name}")
    return None


def _failed(sentence: str, problem: Problem) -> Check:
    return Check(NAME, Outcome.FAILED, sentence, (problem,))
