"""Whether the issuer has revoked or suspended a credential: the check named `status`.

- Every entry of `credentialStatus` is looked at. The worst answer counts.
- Only a list that can be relied on clears a credential: good proof, issued by the credential's
  own issuer (or one that the policy names), the id asked for, in force, of the right purpose.
- A set bit needs less. The issuer signed the address of the list into the credential, so what
  a list with a good proof says there counts, whoever issued the list and whatever its id.
- What cannot be known is unknown: never passed, and never failed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.policy import DEFAULT_POLICY, StatusPolicy
from laurea.credentials.problems import (
    LIMIT,
    REVOKED,
    STATUS_INVALID,
    STATUS_LIST_LENGTH,
    STATUS_STALE,
    SUSPENDED,
    Problem,
)
from laurea.credentials.report import Check, Outcome
from laurea.credentials.status.fetched import FetchList
from laurea.credentials.status.judgement import Finding, StatusQuestion, judge_entry

_PLACE: Final = "/credentialStatus"
_UNRELIABLE: Final = "The status list cannot be relied on."
_FAILURES: Final = (
    (REVOKED, "The issuer revoked the credential."),
    (SUSPENDED, "The issuer suspended the credential."),
    (STATUS_LIST_LENGTH, "The status list is shorter than this verifier accepts."),
    (STATUS_INVALID, _UNRELIABLE),
    (STATUS_STALE, _UNRELIABLE),
)


def check_status(
    document: Mapping[str, Any],
    *,
    fetch_list: FetchList,
    at: datetime,
    limits: Limits = DEFAULT_LIMITS,
    policy: StatusPolicy = DEFAULT_POLICY.status,
    own_origins: Collection[str] = (),
) -> Check:
    """Say whether the issuer still stands by a credential.

    Args:
        document: the credential as parsed JSON.
        fetch_list: gives the list at an address, its proof verified. It is asked for every entry,
            and so should remember its answers; it may raise any `LaureaError`.
        at: the moment asked about, timezone-aware.
        limits: `status_entries` and `clock_skew_s` are used here.
        policy: what is accepted where practice and standard differ.
        own_origins: origins whose lists `fetch_list` has at hand.

    Returns:
        The check `status`: not declared without entries; failed where an entry says revoked or
        suspended, or its list is shorter than the policy accepts; unknown where one could not
        be decided; else passed.

    Raises:
        ValueError: `at` is naive (a bug of the caller, not of the document).

    Spec: https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm

    >>> from datetime import UTC
    >>> from laurea.credentials.errors import Unavailable
    >>> from laurea.credentials.problems import FETCH_FAILED
    >>> from laurea.credentials.status.fetched import ListVerdict
    >>> def unreachable(url: str) -> ListVerdict:
    ...     raise Unavailable(Problem(FETCH_FAILED, "No answer within 5 s."))
    >>> entry = {
    ...     "type": "BitstringStatusListEntry",
    ...     "statusPurpose": "revocation",
    ...     "statusListIndex": "7",
    ...     "statusListCredential": "https://school.example/status/1",
    ... }
    >>> check = check_status(
    ...     {"issuer": "did:example:1", "credentialStatus": entry},
    ...     fetch_list=unreachable,
    ...     at=datetime(2026, 11, 1, tzinfo=UTC),
    ... )
    >>> check.outcome, check.problems[0].type.slug
    (<Outcome.UNKNOWN: 'unknown'>, 'status-unavailable')
    """
    if at.utcoffset() is None:
        raise ValueError("at must be timezone-aware")
    skew = timedelta(seconds=limits.clock_skew_s)
    question = StatusQuestion(document, fetch_list, at, skew, policy, own_origins)
    return _summed_up(_findings(document, question, limits))


def _findings(
    document: Mapping[str, Any], question: StatusQuestion, limits: Limits
) -> list[Finding]:
    if "credentialStatus" not in document:
        return []
    entries = document["credentialStatus"]
    if not isinstance(entries, list):
        return [judge_entry(entries, _PLACE, question)]
    findings = [
        judge_entry(entry, f"{_PLACE}/{number}", question)
        for number, entry in enumerate(entries[: limits.status_entries])
    ]
    if len(entries) > limits.status_entries:
        detail = f"Only the first {limits.status_entries} status entries were looked at."
        findings.append(Finding(Outcome.UNKNOWN, (Problem(LIMIT, detail, _PLACE),)))
    return findings


def _summed_up(findings: list[Finding]) -> Check:
    outcomes = {finding.outcome for finding in findings}
    problems = tuple(problem for finding in findings for problem in finding.problems)
    if Outcome.FAILED in outcomes:
        kinds = {problem.type for problem in problems}
        sentence = next(text for kind, text in _FAILURES if kind in kinds)
        return Check("status", Outcome.FAILED, sentence, problems)
    if Outcome.UNKNOWN in outcomes:
        sentence = "It could not be found out whether the issuer revoked the credential."
        return Check("status", Outcome.UNKNOWN, sentence, problems)
    if not findings:
        return Check("status", Outcome.NOT_DECLARED, "The credential names no status list.")
    return Check("status", Outcome.PASSED, "The issuer has not revoked the credential.", problems)
