"""What one entry of `credentialStatus` comes to, given the list that it points at."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Final
from urllib.parse import urlsplit

from laurea.credentials.addresses import address_refusal
from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.model.credential_status import BITSTRING_ENTRY_TYPES, REVOCATION_LIST_TYPE
from laurea.credentials.policy import StatusPolicy
from laurea.credentials.problems import (
    FETCH_FORBIDDEN,
    LIMIT,
    MALFORMED_VALUE,
    REVOKED,
    STATUS_INVALID,
    STATUS_LIST_LENGTH,
    STATUS_NOTE,
    STATUS_STALE,
    STATUS_UNAVAILABLE,
    STATUS_UNSUPPORTED,
    SUSPENDED,
    Problem,
    Severity,
)
from laurea.credentials.properties import types_of
from laurea.credentials.report import Outcome
from laurea.credentials.status.bitstring import (
    MINIMUM_ENTRIES,
    StatusList,
    issuer_of,
)
from laurea.credentials.status.entry import StatusEntry, read_entry
from laurea.credentials.status.fetched import FetchList, ListVerdict
from laurea.credentials.status.revocation_list import RevocationList
from laurea.credentials.timestamps import in_words

_DECISIVE: Final = {"revocation": REVOKED, "suspension": SUSPENDED}
_INFORMATIVE: Final = ("message", "refresh")
_DOUBTS: Final = (STATUS_INVALID, STATUS_STALE)
_UNGUESSABLE: Final = 16


@dataclass(frozen=True, slots=True)
class Finding:
    """What one entry comes to: never `NOT_DECLARED`.

    `is_open` says that the list may be good, and its proof could not be checked.
    """

    outcome: Outcome
    problems: tuple[Problem, ...] = ()
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class StatusQuestion:
    """What is asked of every entry of one credential.

    Attributes:
        credential: the credential as parsed JSON.
        fetch_list: gives the list at an address, its proof verified.
        at: the moment asked about, timezone-aware.
        skew: how far the clocks of issuer and verifier may lie apart.
        policy: what is accepted where practice and standard differ.
        own_origins: origins whose lists `fetch_list` has at hand.
    """

    credential: Mapping[str, Any]
    fetch_list: FetchList
    at: datetime
    skew: timedelta
    policy: StatusPolicy
    own_origins: Collection[str] = ()


class _Force(Enum):
    NOT_YET = "is in force from {} on"
    NOW = "is in force"
    NO_LONGER = "ran out on {}"


def judge_entry(entry: Any, where: str, question: StatusQuestion) -> Finding:
    """Return what one entry comes to, whatever JSON stands in its place.

    Args:
        entry: the entry as parsed JSON.
        where: JSON Pointer to the entry, for problems.
        question: what is asked.
    """
    if not isinstance(entry, dict):
        return _unknown(Problem(MALFORMED_VALUE, "The status entry is no object.", where))
    types = types_of(entry)
    try:
        if types & BITSTRING_ENTRY_TYPES:
            finding = _judge_bitstring(read_entry(entry, where=where), question)
        elif REVOCATION_LIST_TYPE in types:
            finding = _judge_revocation_list(entry, where, question)
        else:
            kind = ", ".join(sorted(types)) or "no type"
            detail = f"A status of {kind} cannot be checked here."
            finding = _unknown(Problem(STATUS_UNSUPPORTED, detail, where))
    except LaureaError as error:
        finding = _unknown(error.problem)
    if entry.get("statusPurpose") in _INFORMATIVE:
        # What only informs can say nothing against a credential, not even by its absence.
        return _harmless(finding)
    if question.policy.doubtful_lists or finding.outcome is not Outcome.UNKNOWN or finding.is_open:
        return finding
    is_doubtful = any(problem.type in _DOUBTS for problem in finding.problems)
    return replace(finding, outcome=Outcome.FAILED) if is_doubtful else finding


def _judge_bitstring(entry: StatusEntry, question: StatusQuestion) -> Finding:
    place = f"{entry.where}/statusListCredential"
    verdict = _fetched(entry.list_url, place, question)
    statuses = verdict.content
    if isinstance(statuses, StatusList) and verdict.proof is Outcome.UNKNOWN:
        problem = Problem(STATUS_INVALID, _why_unreliable(verdict), place)
        return Finding(Outcome.UNKNOWN, (problem,), is_open=True)
    if not isinstance(statuses, StatusList) or verdict.proof is not Outcome.PASSED:
        raise _unreliable(_why_unreliable(verdict), place)
    if entry.purpose not in statuses.purposes:
        purposes = ", ".join(sorted(statuses.purposes))
        raise _unreliable(f"The list is for {purposes}, not for {entry.purpose}.", place)
    try:
        value = statuses.value(entry.index, entry.size)
    except MalformedDocument as error:
        return _unknown(replace(error.problem, pointer=f"{entry.where}/statusListIndex"))
    doubts = (
        *_doubts_of_identity(statuses.issuer, statuses.id, entry.list_url, place, question),
        *_doubt_of_length(statuses.entries(entry.size), place, question.policy),
    )
    warnings = tuple(replace(problem, pointer=place) for problem in statuses.warnings)
    finding = _weighed(entry, value, statuses, doubts, question)
    return replace(finding, problems=(*finding.problems, *entry.warnings, *warnings))


def _weighed(
    entry: StatusEntry,
    value: int,
    statuses: StatusList,
    doubts: tuple[Problem, ...],
    question: StatusQuestion,
) -> Finding:
    """Weigh what the list says against what speaks against the list."""
    force, stale = _force(statuses, entry.where, question)
    # A revocation is for good, so an old list still proves it; a suspension may have ended.
    counts = force is _Force.NOW or (force is _Force.NO_LONGER and entry.purpose == "revocation")
    doubts = (*doubts, *stale)
    if value and entry.purpose in _DECISIVE and counts:
        return Finding(Outcome.FAILED, (_verdict_of(entry, value), *map(_softened, doubts)))
    grave = [doubt.type for doubt in doubts if doubt.severity is Severity.ERROR]
    if grave:
        is_too_short = STATUS_LIST_LENGTH in grave
        return Finding(Outcome.FAILED if is_too_short else Outcome.UNKNOWN, doubts)
    if not value:
        return Finding(Outcome.PASSED, doubts)
    said = entry.messages[value] if entry.messages else f"{value:#x}"
    if entry.purpose in _INFORMATIVE:
        note = f"The issuer's list says {entry.purpose}: {said}."
        return Finding(Outcome.PASSED, (Problem(STATUS_NOTE, note, entry.where), *doubts))
    note = f"The issuer's list says {entry.purpose}: {said}. What follows is not known here."
    return Finding(Outcome.UNKNOWN, (Problem(STATUS_UNSUPPORTED, note, entry.where), *doubts))


def _verdict_of(entry: StatusEntry, value: int) -> Problem:
    said = f" ({entry.messages[value]})" if entry.messages else ""
    detail = f"Entry {entry.index} of {entry.list_url} is set{said}."
    return Problem(_DECISIVE[entry.purpose], detail, entry.where)


def _judge_revocation_list(
    entry: Mapping[str, Any], where: str, question: StatusQuestion
) -> Finding:
    place = f"{where}/id"
    url, credential_id = entry.get("id"), question.credential.get("id")
    if not isinstance(url, str):
        raise MalformedDocument(Problem(MALFORMED_VALUE, "The entry names no list.", place))
    if not isinstance(credential_id, str):
        detail = "The credential has no id by which a revocation list could name it."
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/id"))
    verdict = _fetched(url, place, question)
    revocations = verdict.content
    if not isinstance(revocations, RevocationList):
        raise _unreliable(_why_unreliable(verdict), place)
    doubts = _doubts_of_identity(revocations.issuer, revocations.id, url, place, question)
    if revocations.names(credential_id):
        revoked = Problem(REVOKED, f"The revocation list {url} names the credential.", where)
        return Finding(Outcome.FAILED, (revoked, *map(_softened, doubts)))
    is_doubtful = any(doubt.severity is Severity.ERROR for doubt in doubts)
    return Finding(Outcome.UNKNOWN if is_doubtful else Outcome.PASSED, doubts)


def _fetched(url: str, where: str, question: StatusQuestion) -> ListVerdict:
    refusal = address_refusal(url, where=where, own_origins=question.own_origins)
    if refusal is not None:
        raise MalformedDocument(refusal)
    try:
        return question.fetch_list(url)
    except LaureaError as error:
        own_kind = error.problem.type in (FETCH_FORBIDDEN, LIMIT)
        kind = error.problem.type if own_kind else STATUS_UNAVAILABLE
        raise MalformedDocument(Problem(kind, error.problem.detail, where)) from error


def _why_unreliable(verdict: ListVerdict) -> str:
    if verdict.problems:
        return " ".join(problem.detail for problem in verdict.problems[:3])
    if verdict.content is None or verdict.proof is not Outcome.PASSED:
        return "The proof of the list could not be verified."
    return "The list is of another kind than the credential says."


def _doubts_of_identity(
    issuer: str | None, list_id: str | None, url: str, where: str, question: StatusQuestion
) -> tuple[Problem, ...]:
    """Say what suggests that this is not the issuer's list, or not the list asked for."""
    doubts = []
    relied_on = {issuer_of(question.credential), *question.policy.list_issuers}
    if issuer is not None and issuer not in relied_on:
        detail = f"The list is issued by {issuer}, not by the issuer of the credential."
        doubts.append(Problem(STATUS_INVALID, detail, where))
    if list_id is not None and list_id != url:
        detail = f"The list at {url} calls itself {list_id}."
        is_moved = question.policy.moved_lists and _end_in_the_same_name(list_id, url)
        doubts.append(Problem(STATUS_INVALID, detail, where, _severity(accepted=is_moved)))
    return tuple(doubts)


def _doubt_of_length(entries: int, where: str, policy: StatusPolicy) -> tuple[Problem, ...]:
    if entries >= MINIMUM_ENTRIES:
        return ()
    detail = f"The list has {entries} entries; the standard asks for at least {MINIMUM_ENTRIES}."
    return (Problem(STATUS_LIST_LENGTH, detail, where, _severity(accepted=policy.short_lists)),)


def _force(
    statuses: StatusList, where: str, question: StatusQuestion
) -> tuple[_Force, tuple[Problem, ...]]:
    """Say whether the list is in force, and the problem where it is not."""
    force, moment = _Force.NOW, None
    if statuses.valid_from is not None and question.at + question.skew < statuses.valid_from:
        force, moment = _Force.NOT_YET, statuses.valid_from
    elif statuses.valid_until is not None and question.at - question.skew > statuses.valid_until:
        force, moment = _Force.NO_LONGER, statuses.valid_until
    if moment is None:
        return force, ()
    detail = f"The list {force.value.format(in_words(moment))}."
    return force, (Problem(STATUS_STALE, detail, where),)


def _end_in_the_same_name(one: str, other: str) -> bool:
    """Say whether two addresses end in one name, too long to be the same by chance."""
    try:
        names = [urlsplit(address).path.rpartition("/")[2] for address in (one, other)]
    except ValueError:
        return False
    return names[0] == names[1] and len(names[0]) >= _UNGUESSABLE


def _severity(*, accepted: bool) -> Severity:
    return Severity.WARNING if accepted else Severity.ERROR


def _softened(problem: Problem) -> Problem:
    return replace(problem, severity=Severity.WARNING)


def _harmless(finding: Finding) -> Finding:
    return Finding(Outcome.PASSED, tuple(map(_softened, finding.problems)))


def _unknown(problem: Problem) -> Finding:
    return Finding(Outcome.UNKNOWN, (problem,))


def _unreliable(detail: str, where: str) -> MalformedDocument:
    return MalformedDocument(Problem(STATUS_INVALID, detail, where))
