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
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from laurea.credentials import problems
from laurea.credentials.asked_once import AskedOnce
from laurea.credentials.canon import Canonicalizer, bundled
from laurea.credentials.document import read_object
from laurea.credentials.embedded import Embedded, embedded_credentials
from laurea.credentials.errors import LaureaError, LimitExceeded, MalformedDocument, Unavailable
from laurea.credentials.identity import check_recipient
from laurea.credentials.keys.resolution import ResolvedKey, resolve_verification_method
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.policy import DEFAULT_POLICY, VerificationPolicy
from laurea.credentials.ports import Executor, Resolver
from laurea.credentials.problems import Problem, Severity
from laurea.credentials.proofs.data_integrity import ProofChecker, nobody_signed
from laurea.credentials.properties import named_issuer
from laurea.credentials.report import (
    Check,
    IssuerName,
    IssuerTrust,
    Outcome,
    Verdict,
    VerificationReport,
)
from laurea.credentials.status.check import check_status
from laurea.credentials.status.fetched import ListVerdict, fetch_status_list
from laurea.credentials.validity import NAME as VALIDITY
from laurea.credentials.validity import check_validity_period
from laurea.credentials.wire.detect import detect_format
from laurea.credentials.wire.structure import check_structure

_CANONICALIZERS: Final = (bundled(0), bundled(1))
"""The contexts as published now, and, where one address had two contents, as first published."""
_EMBEDDING: Final = (b"ndorsement", b"verifiableCredential")
"""What the IRIs of all properties that hold credentials contain, and so the canonical bytes."""


class NothingFetched:
    """A resolver that refuses every address: what is asked for stays unknown."""

    def fetch(self, url: str, *, accept: str, max_bytes: int) -> bytes:  # noqa: ARG002 - the port
        """Refuse.

        Raises:
            Unavailable: always.
        """
        raise Unavailable(
            Problem(problems.FETCH_FAILED, f"Nothing is fetched here, so {url} was not read.")
        )


def verify(
    document: bytes | str | Mapping[str, Any],
    *,
    at: datetime,
    resolver: Resolver | None = None,
    policy: VerificationPolicy = DEFAULT_POLICY,
    limits: Limits = DEFAULT_LIMITS,
) -> VerificationReport:
    """Verify one credential.

    Args:
        document: a JSON document as received, or already read by `document.read_object`.
        at: the moment asked about, timezone-aware. The caller decides what "now" is.
        resolver: delivers key documents and status lists; without one nothing is fetched and
            what would be needed is reported as unknown.
        policy: the verifier's demands and registries.
        limits: bounds on input and work.

    Returns:
        The report. A "no" is a value, not an error.

    Raises:
        MalformedDocument: the input is not a JSON object that can be read without doubt.
        LimitExceeded: the input goes beyond a limit.
        ValueError: `at` is naive (a bug of the caller).

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#verification
    """
    if at.tzinfo is None:
        raise ValueError("`at` must carry a time zone")
    if isinstance(document, (bytes, str)):
        document = read_object(document, limits=limits)
    canonicalizers = tuple(canonicalizer.within(limits) for canonicalizer in _CANONICALIZERS)
    fetch_once = AskedOnce(resolver or NothingFetched(), limits)
    run = _Run(at, fetch_once, policy, limits, canonicalizers)
    return run.report(document, depth=0)


def verify_many(
    documents: Iterable[bytes | str | Mapping[str, Any]],
    *,
    at: datetime,
    resolver: Resolver | None = None,
    policy: VerificationPolicy = DEFAULT_POLICY,
    limits: Limits = DEFAULT_LIMITS,
    executor: Executor | None = None,
) -> Iterator[VerificationReport | Problem]:
    """Verify credentials one after another, or side by side in an executor.

    Yields:
        For each document, in order, its report, or the problem why it could not be read.
    """
    one = partial(_or_problem, at=at, resolver=resolver, policy=policy, limits=limits)
    yield from map(one, documents) if executor is None else executor.map(one, documents)


def _or_problem(
    document: bytes | str | Mapping[str, Any],
    *,
    at: datetime,
    resolver: Resolver | None,
    policy: VerificationPolicy,
    limits: Limits,
) -> VerificationReport | Problem:
    try:
        return verify(document, at=at, resolver=resolver, policy=policy, limits=limits)
    except LaureaError as error:
        return error.problem


@dataclass(slots=True)
class _Run:
    """One verification, credentials inside included; `nested` counts those."""

    at: datetime
    resolver: Resolver
    policy: VerificationPolicy
    limits: Limits
    canonicalizers: tuple[Canonicalizer, ...]
    nested: int = 0
    lists: dict[str, ListVerdict | LaureaError] = field(default_factory=dict)
    """The status lists read so far: many credentials inside may name the same one."""

    def report(self, document: Mapping[str, Any], *, depth: int) -> VerificationReport:
        format_name = detect_format(document)
        issuer = _issuer(document)
        structure = self._structure(document)
        canonical, proof, key = self._terms_and_proof(document, issuer.id)
        in_force = (
            check_validity_period(document, at=self.at, limits=self.limits),
            self._status(document),
            _schema(document),
        )
        recipient = self._recipient(document, depth)
        inside, reports = self._inside(document, canonical, depth)
        checks = (structure, *proof, *in_force, recipient, *inside)
        return VerificationReport(format_name, issuer, self._trust(issuer, key), checks, reports)

    def _structure(self, document: Mapping[str, Any]) -> Check:
        found = check_structure(document, limits=self.limits)
        if any(problem.severity is Severity.ERROR for problem in found):
            return Check("structure", Outcome.FAILED, "The document is not built as asked.", found)
        sentence = "The document is built as its specification asks."
        return Check("structure", Outcome.PASSED, sentence, found)

    def _terms_and_proof(
        self, document: Mapping[str, Any], issuer_id: str
    ) -> tuple[bytes | None, tuple[Check, Check], ResolvedKey | None]:
        unsecured = {name: value for name, value in document.items() if name != "proof"}
        try:
            canonical = self.canonicalizers[0].nquads(unsecured)
        except MalformedDocument as error:
            sentence = "Part of the document means nothing that a signature could cover."
            terms = Check("terms", Outcome.FAILED, sentence, (error.problem,))
            unchecked = "The signature was not compared, because it could not cover everything."
            proof = Check("proof", Outcome.UNKNOWN, unchecked)
            return None, (terms, proof if document.get("proof") else nobody_signed()), None
        terms = Check(
            "terms", Outcome.PASSED, "Every word is defined, so the signature covers all of it."
        )
        checker = ProofChecker(
            document=document,
            digest=hashlib.sha256(canonical).digest(),
            canonicalizers=self.canonicalizers,
            resolve_key=partial(self._key, issuer_id),
            at=self.at,
            policy=self.policy,
            limits=self.limits,
            statements=canonical.count(b"\n"),
        )
        proof, key = checker.check()
        return canonical, (terms, proof), key

    def _key(self, issuer_id: str, method: object, purpose: str) -> ResolvedKey:
        return resolve_verification_method(
            method,
            issuer_id=issuer_id,
            purpose=purpose,
            resolver=self.resolver,
            limits=self.limits,
            own_origins=self.policy.own_origins,
        )

    def _status(self, document: Mapping[str, Any]) -> Check:
        return check_status(
            document,
            fetch_list=self._status_list,
            at=self.at,
            limits=self.limits,
            policy=replace(
                self.policy.status,
                # whom the verifier trusts to issue may also keep another issuer's list
                list_issuers=self.policy.status.list_issuers | self.policy.trusted_issuers,
            ),
            own_origins=self.policy.own_origins,
        )

    def _status_list(self, url: str) -> ListVerdict:
        if url not in self.lists:
            try:
                self.lists[url] = fetch_status_list(
                    url,
                    resolver=self.resolver,
                    verify_proof=self._list_proof,
                    limits=self.limits,
                )
            except LaureaError as error:
                self.lists[url] = error
        found = self.lists[url]
        if isinstance(found, LaureaError):
            raise found
        return found

    def _list_proof(self, document: Mapping[str, Any]) -> tuple[Outcome, tuple[Problem, ...]]:
        _, (terms, proof), _ = self._terms_and_proof(document, _issuer(document).id)
        worst = terms if terms.outcome is Outcome.FAILED else proof
        return worst.outcome, worst.problems

    def _recipient(self, document: Mapping[str, Any], depth: int) -> Check:
        email, identifier = self.policy.expected_email, self.policy.expected_id
        if depth == 0 and (email is not None or identifier is not None):
            return check_recipient(document, expected_email=email, expected_id=identifier)
        return Check(
            "recipient",
            Outcome.UNKNOWN,
            "Nobody was named to compare the recipient with.",
            required=False,
        )

    def _inside(
        self, document: Mapping[str, Any], canonical: bytes | None, depth: int
    ) -> tuple[tuple[Check, ...], tuple[VerificationReport, ...]]:
        if canonical is not None and not any(name in canonical for name in _EMBEDDING):
            return (), ()
        found = list(embedded_credentials(document))
        if not found:
            return (), ()
        self.nested += len(found)
        if self.nested > self.limits.nested_credentials or depth >= self.limits.nested_depth:
            raise LimitExceeded(
                Problem(
                    problems.LIMIT,
                    f"More than {self.limits.nested_credentials} credentials inside, "
                    f"or more than {self.limits.nested_depth} within one another.",
                    found[0].pointer,
                )
            )
        reports = [self._embedded(one, depth) for one in found]
        checks = []
        for name, is_endorsement in (("endorsements", True), ("credentials", False)):
            members = [
                (one, report)
                for one, report in zip(found, reports, strict=True)
                if one.is_endorsement is is_endorsement
            ]
            if members:
                checks.append(_members_check(name, members))
        return tuple(checks), tuple(report for report in reports if report is not None)

    def _embedded(self, one: Embedded, depth: int) -> VerificationReport | None:
        if isinstance(one.value, Mapping):
            return self.report(one.value, depth=depth + 1)
        return None

    def _trust(self, issuer: IssuerName, key: ResolvedKey | None) -> IssuerTrust:
        if key is None or key.self_asserted:
            return IssuerTrust.UNPROVEN
        if issuer.id in self.policy.trusted_issuers:
            return IssuerTrust.TRUSTED
        return IssuerTrust.UNLISTED


def _issuer(document: Mapping[str, Any]) -> IssuerName:
    issuer, issuer_id = document.get("issuer"), named_issuer(document)
    name = issuer.get("name") if isinstance(issuer, Mapping) else None
    if isinstance(name, Mapping):
        name = name.get("@value")
    return IssuerName(
        issuer_id if isinstance(issuer_id, str) else "", name if isinstance(name, str) else None
    )


def _schema(document: Mapping[str, Any]) -> Check:
    if not document.get("credentialSchema"):
        return Check("schema", Outcome.NOT_DECLARED, "The issuer named no schema to check against.")
    problem = Problem(
        problems.SCHEMA_UNAVAILABLE,
        "The document names a schema of its own. Such schemas are not checked here yet.",
        "/credentialSchema",
    )
    return Check("schema", Outcome.UNKNOWN, "The schema was not checked.", (problem,))


def _members_check(name: str, members: list[tuple[Embedded, VerificationReport | None]]) -> Check:
    """Return the check of all endorsements, or of all credentials, inside a document."""
    kind = problems.ENDORSEMENT_INVALID if name == "endorsements" else problems.NESTED_INVALID
    found: list[Problem] = []
    outcome = Outcome.PASSED
    for one, report in members:
        if report is None:
            outcome = _worse(outcome, Outcome.UNKNOWN)
            detail = "It is a signed token, a kind that is not checked here yet."
            found.append(Problem(kind, detail, one.pointer, Severity.WARNING))
            continue
        verdict = report.verdict
        reasons = "; ".join(p.title for p in report.problems() if p.severity is Severity.ERROR)
        if one.is_endorsement and _is_only_out_of_force(report):
            detail = f"It is not in force, and counts for nothing: {reasons}."
            found.append(Problem(kind, detail, one.pointer, Severity.WARNING))
            others = tuple(check for check in report.checks if check.name != VALIDITY)
            verdict = replace(report, checks=others).verdict
        if verdict is Verdict.INVALID:
            outcome = _worse(outcome, Outcome.FAILED)
            found.append(Problem(kind, f"It is not valid: {reasons}.", one.pointer))
        elif verdict is Verdict.INDETERMINATE:
            outcome = _worse(outcome, Outcome.UNKNOWN)
            found.append(Problem(kind, "It could not be decided.", one.pointer, Severity.WARNING))
        if report.issuer_trust is not IssuerTrust.TRUSTED:
            detail = f"{report.issuer.id or 'Its issuer'} is in no registry that was chosen."
            found.append(Problem(problems.ISSUER_UNTRUSTED, detail, one.pointer, Severity.WARNING))
    sentence = f"{len(members)} inside, each verified on its own."
    # an endorsement that cannot be reached takes nothing from the credential itself
    required = name == "credentials"
    return Check(name, outcome, sentence, tuple(found), required)


def _is_only_out_of_force(report: VerificationReport) -> bool:
    """Say whether nothing speaks against a document but that it has ended or not yet begun."""
    failed = [check for check in report.checks if check.outcome is Outcome.FAILED]
    return [check.name for check in failed] == [VALIDITY] and all(
        problem.type in (problems.EXPIRED, problems.NOT_YET_VALID) for problem in failed[0].problems
    )


def _worse(one: Outcome, other: Outcome) -> Outcome:
    order = (Outcome.PASSED, Outcome.UNKNOWN, Outcome.FAILED)
    return max(one, other, key=order.index)
