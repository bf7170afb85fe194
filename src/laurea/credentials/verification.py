"""One verification: which checks a document is put to, and what they come to.

The checks are those of `verify`, in its order. Credentials inside are put to the same ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial
from typing import Any, Final

from laurea.credentials import problems
from laurea.credentials.asked_once import AskedOnce, NothingFetched
from laurea.credentials.assertions.check import check_assertion
from laurea.credentials.assertions.recognised import as_received, is_open_badges_2
from laurea.credentials.canon import Canonicalizer, bundled
from laurea.credentials.canon.directions import first_direction
from laurea.credentials.canon.inline import with_inner_contexts
from laurea.credentials.document import read_object
from laurea.credentials.embedded import Embedded, embedded_credentials
from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.identity import NOBODY_EXPECTED, check_recipient
from laurea.credentials.keys.resolution import ResolvedKey, resolve_verification_method
from laurea.credentials.keys.token_key import TokenKeyQuestion, resolve_token_key
from laurea.credentials.limits import Limits
from laurea.credentials.members import Member, checks_of_members, reports_of
from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.ports import ChainReader, Resolver
from laurea.credentials.presentation import PURPOSE as AUTHENTICATION
from laurea.credentials.presentation import check_holder, holder_of, trust_in
from laurea.credentials.problems import Problem, Severity
from laurea.credentials.proofs.anchor import LedgerQuestion
from laurea.credentials.proofs.data_integrity import ProofChecker, nobody_signed
from laurea.credentials.proofs.envelope import Envelope, both_hold, check_envelope
from laurea.credentials.proofs.envelopes import is_enveloped, is_token, open_enveloped, open_token
from laurea.credentials.proofs.jades import is_jades, open_jades
from laurea.credentials.properties import named_issuer
from laurea.credentials.refresh import REFRESH_ACCEPT, with_newest
from laurea.credentials.report import (
    Check,
    IssuerName,
    IssuerTrust,
    Outcome,
    VerificationReport,
)
from laurea.credentials.resources import check_resources
from laurea.credentials.schema.check import SCHEMA_ACCEPT, check_schema
from laurea.credentials.status.check import check_status
from laurea.credentials.status.fetched import ListVerdict, fetch_status_list
from laurea.credentials.status.kept import KeptLists
from laurea.credentials.validity import check_validity_period
from laurea.credentials.wire.blockcerts import is_blockcert_3
from laurea.credentials.wire.detect import detect_format
from laurea.credentials.wire.elm import legal_name
from laurea.credentials.wire.structure import check_structure

_CANONICALIZERS: Final = (bundled(0), bundled(1))
"""The contexts as published now, and, where one address had two contents, as first published."""
_EMBEDDING: Final = (b"ndorsement", b"verifiableCredential")
"""What the IRIs of all properties that hold credentials contain, and so the canonical bytes."""


def read_text(text: bytes | str, limits: Limits) -> str | dict[str, Any]:
    """Return the token that a text is, without white space around it, or the JSON it holds."""
    stripped = text.strip() if len(text) <= limits.document_bytes else text
    if isinstance(stripped, bytes) and stripped.startswith(b"ey") and stripped.isascii():
        stripped = stripped.decode("ascii")
    if isinstance(stripped, str) and is_token(stripped):
        return stripped
    return read_object(text, limits=limits)


@dataclass(frozen=True, slots=True)
class _Secured:
    """A document, and the envelope it came in where it had one."""

    document: Mapping[str, Any]
    envelope: Envelope | None = None


class Verification:
    """One verification, credentials inside included.

    Args:
        at: the moment asked about, timezone-aware.
        policy: the verifier's demands and registries.
        limits: bounds on input and work.
        resolver: delivers key documents and status lists; None: nothing is fetched.
        chain: reads ledgers; None: none is read.
    """

    def __init__(
        self,
        at: datetime,
        policy: VerificationPolicy,
        limits: Limits,
        resolver: Resolver | None = None,
        chain: ChainReader | None = None,
    ) -> None:
        self.at = at
        self.policy = policy
        self.limits = limits
        self.chain = chain
        self._resolver = resolver
        self._nested = 0

    @cached_property
    def resolver(self) -> AskedOnce:
        """What is asked for documents: each address once."""
        return AskedOnce(self._resolver or NothingFetched(), self.limits)

    @cached_property
    def canonicalizers(self) -> tuple[Canonicalizer, ...]:
        """The contexts in force, under the budget of this verification."""
        found = tuple(canonicalizer.within(self.limits) for canonicalizer in _CANONICALIZERS)
        if self.policy.unsigned_directions:
            return tuple(canonicalizer.without_directions() for canonicalizer in found)
        return found

    @cached_property
    def lists(self) -> KeptLists:
        """The status lists read so far: many credentials inside may name the same one."""
        return KeptLists(self._read_list, self.limits)

    def report(self, document: str | Mapping[str, Any]) -> VerificationReport:
        """Return the report about a token or a JSON object.

        Raises:
            MalformedDocument: it is neither an object nor a token that can be read.
            LimitExceeded: it goes beyond a limit.
        """
        secured = self._opened(document)
        if is_open_badges_2(secured.document):
            return self._assertion(document)
        report = self._report(secured, 0, is_asked_for=True)
        return with_newest(
            report,
            secured.document,
            fetch=self._newest if self.policy.refresh else None,
            judge=self._judged_newest,
            own_origins=self.policy.own_origins,
        )

    def _newest(self, url: str) -> bytes:
        most = self.limits.document_bytes
        return self.resolver.fetch(url, accept=REFRESH_ACCEPT, max_bytes=most)

    def _judged_newest(self, raw: bytes) -> tuple[Mapping[str, Any], VerificationReport]:
        newest = self._opened(read_text(raw, self.limits))
        return newest.document, self._report(newest, 0, is_asked_for=True)

    def _assertion(self, document: str | Mapping[str, Any]) -> VerificationReport:
        return check_assertion(
            as_received(document),
            at=self.at,
            resolver=self.resolver,
            policy=self.policy,
            limits=self.limits,
            canonicalizer=self.canonicalizers[0],
            chain=self.chain,
        )

    def _opened(self, value: Any) -> _Secured:
        """Take a document out of its envelope, where it has one.

        Raises:
            MalformedDocument: it is neither an object nor a token that can be read.
            LimitExceeded: it goes beyond a limit.
        """
        if isinstance(value, str) and is_token(value):
            envelope = open_token(value, limits=self.limits, policy=self.policy.tokens)
            return _Secured(envelope.document, envelope)
        if not isinstance(value, Mapping):
            detail = "Neither a JSON object nor a signed token stands here."
            raise MalformedDocument(Problem(problems.MALFORMED_VALUE, detail))
        if is_jades(value):
            envelope = open_jades(value, limits=self.limits)
            return _Secured(envelope.document, envelope)
        if is_enveloped(value):
            envelope = open_enveloped(value, limits=self.limits, policy=self.policy.tokens)
            return _Secured(envelope.document, envelope)
        return _Secured(value)

    def _report(self, secured: _Secured, depth: int, *, is_asked_for: bool) -> VerificationReport:
        document = secured.document
        format_name = detect_format(document)
        if format_name == "presentation":
            return self._presentation(secured, depth)
        issuer = _issuer(document)
        structure = self._structure(document)
        canonical, proof, key = self._terms_and_proof(secured, issuer.id)
        period = check_validity_period(document, at=self.at, limits=self.limits)
        in_force = (period, *self.in_force(document))
        recipient = self.recipient(document, is_asked_for=is_asked_for)
        members = self._inside(document, canonical, depth)
        checks = (structure, *proof, *in_force, recipient, *checks_of_members(members))
        trust = self.trust(issuer, key)
        return VerificationReport(format_name, issuer, trust, checks, reports_of(members))

    def _presentation(self, secured: _Secured, depth: int) -> VerificationReport:
        document = secured.document
        holder = holder_of(document, secured.envelope)
        structure = self._structure(document)
        canonical, proof, key = self._terms_and_proof(secured, holder.id, purpose=AUTHENTICATION)
        members = self._inside(document, canonical, depth)
        of_holder = check_holder(
            holder.id, proof[1], members, holder_is_subject=self.policy.holder_is_subject
        )
        checks = (structure, *proof, of_holder, *checks_of_members(members))
        reports = reports_of(members)
        trust = trust_in(
            reports,
            is_signed=key is not None,
            is_self_asserted=key is not None and key.self_asserted,
        )
        return VerificationReport("presentation", holder, trust, checks, reports)

    def _structure(self, document: Mapping[str, Any]) -> Check:
        found = check_structure(document, limits=self.limits)
        if any(problem.severity is Severity.ERROR for problem in found):
            return Check("structure", Outcome.FAILED, "The document is not built as asked.", found)
        sentence = "The document is built as its specification asks."
        return Check("structure", Outcome.PASSED, sentence, found)

    def _terms_and_proof(
        self, secured: _Secured, signer_id: str, *, purpose: str = "assertionMethod"
    ) -> tuple[bytes | None, tuple[Check, Check], ResolvedKey | None]:
        document, envelope = secured.document, secured.envelope
        canonicalizers = self.canonicalizers
        try:
            if is_blockcert_3(document):
                document, canonicalizers = with_inner_contexts(document, canonicalizers)
            unsecured = {name: value for name, value in document.items() if name != "proof"}
            canonical = canonicalizers[0].nquads(unsecured)
        except MalformedDocument as error:
            if envelope is not None:
                terms = _undefined_in_token(detect_format(document), error.problem)
                proof, key = self._envelope_proof(envelope, signer_id, purpose)
                return None, (terms, proof), key
            sentence = "Part of the document means nothing that a signature could cover."
            terms = Check("terms", Outcome.FAILED, sentence, (error.problem,))
            unchecked = "The signature was not compared, because it could not cover everything."
            proof = Check("proof", Outcome.UNKNOWN, unchecked)
            return None, (terms, proof if document.get("proof") else nobody_signed()), None
        terms = self._terms(document)
        if envelope is not None and "proof" not in document:
            proof, key = self._envelope_proof(envelope, signer_id, purpose)
            return canonical, (terms, proof), key
        checker = ProofChecker(
            document=document,
            digest=hashlib.sha256(canonical).digest(),
            canonicalizers=canonicalizers,
            resolve_key=partial(self.key, signer_id),
            in_ledger=partial(self._ledger().ask, signer_id),
            at=self.at,
            policy=self.policy,
            limits=self.limits,
            statements=canonical.count(b"\n"),
            purpose=purpose,
            signer=signer_id if purpose == "assertionMethod" else None,
        )
        proof, key = checker.check()
        if envelope is not None:
            outer, key = self._envelope_proof(envelope, signer_id, purpose)
            proof = both_hold(outer, proof)
        return canonical, (terms, proof), key

    def _terms(self, document: Mapping[str, Any]) -> Check:
        sentence = "Every word is defined, so the signature covers all of it."
        place = first_direction(document) if self.policy.unsigned_directions else None
        if place is None:
            return Check("terms", Outcome.PASSED, sentence)
        detail = "A text says in which direction it is written. No signature need cover that."
        problem = Problem(problems.TEXT_DIRECTION, detail, place, Severity.WARNING)
        return Check("terms", Outcome.PASSED, "Every word is defined.", (problem,))

    def _ledger(self) -> LedgerQuestion:
        return LedgerQuestion(self.resolver, self.chain, self.policy, self.limits)

    def _envelope_proof(
        self, envelope: Envelope, signer_id: str, purpose: str
    ) -> tuple[Check, ResolvedKey | None]:
        return check_envelope(
            envelope,
            resolve_key=lambda found: self.token_key(signer_id, found.kid, found.jwk, purpose),
            at=self.at,
            policy=self.policy,
            limits=self.limits,
            must_be_bound=purpose == AUTHENTICATION,
        )

    def token_key(
        self, issuer_id: str, kid: str | None, jwk: Mapping[str, Any] | None, purpose: str
    ) -> ResolvedKey:
        """Return the key that a token's header names, if it is the issuer's, or raise."""
        return resolve_token_key(
            TokenKeyQuestion(
                kid=kid,
                jwk=jwk,
                issuer_id=issuer_id,
                purpose=purpose,
                resolver=self.resolver,
                limits=self.limits,
                own_origins=self.policy.own_origins,
            )
        )

    def key(self, issuer_id: str, method: object, purpose: str) -> ResolvedKey:
        """Return the key that a proof names, if it is the issuer's, or raise `KeyRefusal`."""
        return resolve_verification_method(
            method,
            issuer_id=issuer_id,
            purpose=purpose,
            resolver=self.resolver,
            limits=self.limits,
            own_origins=self.policy.own_origins,
        )

    def in_force(self, document: Mapping[str, Any]) -> tuple[Check, ...]:
        """Return the checks of status, schema and resources."""
        return (
            self._status(document),
            self._schema(document),
            *check_resources(
                document,
                fetch=self._resource if self.policy.related_resources else None,
                own_origins=self.policy.own_origins,
            ),
        )

    def _status(self, document: Mapping[str, Any]) -> Check:
        return check_status(
            document,
            fetch_list=self.lists,
            at=self.at,
            limits=self.limits,
            policy=replace(
                self.policy.status,
                # whom the verifier trusts to issue may also keep another issuer's list
                list_issuers=self.policy.status.list_issuers | self.policy.trusted_issuers,
            ),
            own_origins=self.policy.own_origins,
        )

    def _read_list(self, url: str) -> ListVerdict:
        return fetch_status_list(
            url, resolver=self.resolver, verify_proof=self._list_proof, limits=self.limits
        )

    def _schema(self, document: Mapping[str, Any]) -> Check:
        return check_schema(
            document,
            fetch=partial(
                self.resolver.fetch, accept=SCHEMA_ACCEPT, max_bytes=self.limits.schema_bytes
            ),
            verify_proof=partial(self._list_proof, envelope=None),
            limits=self.limits,
            own_origins=self.policy.own_origins,
            must_be_decided=not self.policy.unchecked_schemas,
            of_subjects=self.policy.subject_schemas,
        )

    def _resource(self, url: str) -> bytes:
        return self.resolver.fetch(url, accept="*/*", max_bytes=self.limits.document_bytes)

    def _list_proof(
        self, document: Mapping[str, Any], envelope: Envelope | None
    ) -> tuple[Outcome, tuple[Problem, ...]]:
        secured = _Secured(document, envelope)
        _, (terms, proof), _ = self._terms_and_proof(secured, _issuer(document).id)
        worst = terms if terms.outcome is Outcome.FAILED else proof
        return worst.outcome, worst.problems

    def recipient(self, document: Mapping[str, Any], *, is_asked_for: bool) -> Check:
        """Return the check of the recipient, where the policy names one and it is asked for."""
        email, identifier = self.policy.expected_email, self.policy.expected_id
        if is_asked_for and (email is not None or identifier is not None):
            return check_recipient(document, expected_email=email, expected_id=identifier)
        return NOBODY_EXPECTED

    def _inside(
        self, document: Mapping[str, Any], canonical: bytes | None, depth: int
    ) -> tuple[Member, ...]:
        """Verify each credential inside, on its own."""
        if canonical is not None and not any(name in canonical for name in _EMBEDDING):
            return ()
        found = list(embedded_credentials(document))
        if not found:
            return ()
        self._nested += len(found)
        if self._nested > self.limits.nested_credentials or depth >= self.limits.nested_depth:
            raise LimitExceeded(
                Problem(
                    problems.LIMIT,
                    f"More than {self.limits.nested_credentials} credentials inside, "
                    f"or more than {self.limits.nested_depth} within one another.",
                    found[0].pointer,
                )
            )
        is_presented = detect_format(document) == "presentation"
        return tuple(self._member(one, depth, is_presented=is_presented) for one in found)

    def _member(self, one: Embedded, depth: int, *, is_presented: bool) -> Member:
        try:
            secured = self._opened(one.value)
        except MalformedDocument as error:
            return Member(one, None, error.problem)
        report = self._report(secured, depth + 1, is_asked_for=is_presented and depth == 0)
        return Member(one, secured.document, report)

    def trust(self, issuer: IssuerName, key: ResolvedKey | None) -> IssuerTrust:
        """Return who vouches for what the issuer's key signed; None: nobody signed."""
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
    if name is None and isinstance(issuer, Mapping):
        name = legal_name(issuer)
    return IssuerName(
        issuer_id if isinstance(issuer_id, str) else "", name if isinstance(name, str) else None
    )


def _undefined_in_token(format_name: str, problem: Problem) -> Check:
    """Return the check of terms for a token; its signature covers also what nothing defines.

    What a word means stays open where its context is not known here. Open Badges asks that every
    word be defined.
    """
    is_open = problem.type is problems.CONTEXT_UNKNOWN and not format_name.startswith("ob3-")
    sentence = "Part of the document means nothing that is known here."
    return Check("terms", Outcome.UNKNOWN if is_open else Outcome.FAILED, sentence, (problem,))
