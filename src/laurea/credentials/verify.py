"""Is this credential true, and who says so?

`verify` runs the checks of Open Badges 3.0, section 9, in the order below, and answers with a
`VerificationReport`. All of them run, whatever those before came to; only where a signature
could not cover every word is none compared. Nothing is fetched but what the given resolver
delivers: key documents and status lists. Contexts are bundled.

- structure: the document keeps to the tables of its specification
- terms: every word of it is defined, so that the signature covers all of it
- proof: the signature holds and the key is the issuer's
- validity, status, schema: it is in force
- recipient: it was awarded to the person expected, where one is
- endorsements, credentials: what it carries inside is true in turn; an endorsement that is only
  out of force counts for nothing and takes nothing away

What was learnt from earlier documents of the same form (`learnt`) makes later ones quicker and
decides nothing: the report is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, Final, TypeAlias

from laurea.credentials.asked_once import NothingFetched
from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.learnt.memory import Memory
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.policy import DEFAULT_POLICY, VerificationPolicy
from laurea.credentials.ports import ChainReader, Executor, Resolver
from laurea.credentials.problems import FORMAT_UNKNOWN, Problem
from laurea.credentials.report import Verdict, VerificationReport
from laurea.credentials.verification import Verification, read_text

__all__ = ["NothingFetched", "verify", "verify_many", "verify_presentation"]

_Document: TypeAlias = bytes | str | Mapping[str, Any]

_MEMORY: Final = Memory()
_BATCH: Final = 64
"""How many documents an executor is given at once."""


def verify(
    document: bytes | str | Mapping[str, Any],
    *,
    at: datetime,
    resolver: Resolver | None = None,
    policy: VerificationPolicy = DEFAULT_POLICY,
    limits: Limits = DEFAULT_LIMITS,
    chain: ChainReader | None = None,
) -> VerificationReport:
    """Verify one credential, or a presentation.

    Args:
        document: a JSON document or a signed token as received, or JSON already read by
            `document.read_object`; a credential, or a presentation of some.
        at: the moment asked about, timezone-aware. The caller decides what "now" is.
        resolver: delivers key documents and status lists; without one nothing is fetched and
            what would be needed is reported as unknown.
        policy: the verifier's demands and registries.
        limits: bounds on input and work.
        chain: reads the ledgers in which Blockcerts are anchored; without one such anchors are
            reported as unknown.

    Returns:
        The report. A "no" is a value, not an error.

    Raises:
        MalformedDocument: the input is neither a JSON object nor a token that can be read without
            doubt.
        LimitExceeded: the input goes beyond a limit.
        ValueError: `at` is naive (a bug of the caller).

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#verification
    """
    if at.tzinfo is None:
        raise ValueError("`at` must carry a time zone")
    asked = Verification(at, policy, limits, resolver, chain)
    is_usual = limits is DEFAULT_LIMITS or limits == DEFAULT_LIMITS
    text = _as_bytes(document) if is_usual else None
    if text is not None:
        known = _MEMORY.report(text, asked)
        if known is not None:
            return known
    report = asked.report(
        document if isinstance(document, Mapping) else read_text(document, limits)
    )
    if text is not None and report.verdict is Verdict.VALID:
        _MEMORY.learn(text, report, asked)
    return report


def _as_bytes(document: _Document) -> bytes | None:
    """Return a text that may be of a known form; None for what is looked at in full anyway."""
    if isinstance(document, bytes):
        return document if len(document) <= DEFAULT_LIMITS.document_bytes else None
    if isinstance(document, Mapping) or len(document) > DEFAULT_LIMITS.document_bytes:
        return None
    try:
        text = document.encode()
    except UnicodeEncodeError:
        return None
    return text if len(text) <= DEFAULT_LIMITS.document_bytes else None


def verify_presentation(
    document: bytes | str | Mapping[str, Any],
    *,
    at: datetime,
    challenge: str,
    domain: str,
    resolver: Resolver | None = None,
    policy: VerificationPolicy = DEFAULT_POLICY,
    limits: Limits = DEFAULT_LIMITS,
    chain: ChainReader | None = None,
) -> VerificationReport:
    """Verify what somebody presents on one occasion.

    Args:
        document: the presentation, as for `verify`.
        at: the moment asked about, timezone-aware.
        challenge: what this verifier gave out for the occasion. It must be signed.
        domain: the verifier's own, such as its host. It must be signed as well.
        resolver: as for `verify`.
        policy: as for `verify`; its `challenge` and `domain` do not count.
        limits: bounds on input and work.
        chain: as for `verify`.

    Returns:
        The report about the presentation, with those about the credentials in it.

    Raises:
        MalformedDocument: `format-unknown` where the document is no presentation; else as
            `verify`.
        LimitExceeded: the input goes beyond a limit.
        ValueError: `at` is naive (a bug of the caller).

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations
    """
    bound = replace(policy, challenge=challenge, domain=domain)
    report = verify(document, at=at, resolver=resolver, policy=bound, limits=limits, chain=chain)
    if report.format != "presentation":
        detail = "This is no presentation; nobody shows it on this occasion."
        raise MalformedDocument(Problem(FORMAT_UNKNOWN, detail))
    return report


def verify_many(
    documents: Iterable[bytes | str | Mapping[str, Any]],
    *,
    at: datetime,
    resolver: Resolver | None = None,
    policy: VerificationPolicy = DEFAULT_POLICY,
    limits: Limits = DEFAULT_LIMITS,
    executor: Executor | None = None,
    chain: ChainReader | None = None,
) -> Iterator[VerificationReport | Problem]:
    """Verify credentials one after another, or side by side in an executor.

    Args:
        documents: as for `verify`.
        at: the moment asked about, timezone-aware.
        resolver: as for `verify`. Where the executor has processes, this and the others are
            sent to them.
        policy: as for `verify`.
        limits: as for `verify`.
        executor: what works side by side; it is given some documents at a time.
        chain: as for `verify`.

    Yields:
        For each document, in order, its report, or the problem why it could not be read.
    """
    one = partial(_or_problem, at=at, resolver=resolver, policy=policy, limits=limits, chain=chain)
    if executor is None:
        yield from map(one, documents)
        return
    for answers in executor.map(partial(_each, one), _batches(documents)):
        yield from answers


def _batches(documents: Iterable[bytes | str | Mapping[str, Any]]) -> Iterator[list[_Document]]:
    remaining = iter(documents)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


def _each(
    one: Callable[[_Document], VerificationReport | Problem], documents: list[_Document]
) -> list[VerificationReport | Problem]:
    return [one(document) for document in documents]


def _or_problem(
    document: bytes | str | Mapping[str, Any],
    *,
    at: datetime,
    resolver: Resolver | None,
    policy: VerificationPolicy,
    limits: Limits,
    chain: ChainReader | None,
) -> VerificationReport | Problem:
    try:
        return verify(document, at=at, resolver=resolver, policy=policy, limits=limits, chain=chain)
    except LaureaError as error:
        return error.problem
