"""Is this assertion of Open Badges 1 or 2 true, and who says so?

The checks have the names that those of Open Badges 3 have, and answer the same questions:

- structure: the document, and what it links, keep to the tables of their version
- proof: the issuer publishes it where the issuer may, or signed it with a listed key
- validity, status: it is in force
- schema: extensions are not checked against schemas of their own
- recipient: it was awarded to the person expected, where one is

A hosted assertion is judged by the copy at its address. What was handed over may leave things out,
but says nothing else.

Spec: https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#badge-verification
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from laurea.credentials import problems
from laurea.credentials.assertions.anchored import address_named, check_anchored, read_anchored
from laurea.credentials.assertions.anchored_1 import (
    check_spent,
    read_anchored_1,
    without_address,
)
from laurea.credentials.assertions.comparison import first_difference
from laurea.credentials.assertions.issuer import (
    FoundIssuer,
    find_issuer,
    hosting_refusal,
    issuer_of_class,
)
from laurea.credentials.assertions.published import Published, Unconfirmed, is_address
from laurea.credentials.assertions.revocation import check_listed, check_published
from laurea.credentials.assertions.signature import check_signature
from laurea.credentials.canon import Canonicalizer, bundled
from laurea.credentials.document import read_object
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.identity import check_identity
from laurea.credentials.limits import Limits
from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.ports import AnchorRecord, ChainReader, Resolver
from laurea.credentials.problems import Problem, Severity
from laurea.credentials.proofs.anchor import AnchorFinding
from laurea.credentials.proofs.compact_jws import CompactJws, read_compact_jws
from laurea.credentials.report import Check, IssuerName, IssuerTrust, Outcome, VerificationReport
from laurea.credentials.timestamps import in_words
from laurea.credentials.validity import NAME as VALIDITY
from laurea.credentials.wire.blockcerts import is_blockcert_2
from laurea.credentials.wire.blockcerts_1 import (
    as_assertion,
    check_blockcert_1,
    is_blockcert_1,
    revocation_addresses,
)
from laurea.credentials.wire.ob2 import (
    HOSTED,
    SIGNED,
    address_of,
    has_extensions,
    identity_of,
    ob2_class,
    plain,
    verification_of,
)
from laurea.credentials.wire.ob2_structure import check_ob2_structure
from laurea.credentials.wire.ob2_tables import moment_of_award

_FORMATS: Final = {
    "Assertion": "ob2-assertion",
    "reference": "ob2-assertion",
    "BadgeClass": "ob2-badgeclass",
    "Issuer": "ob2-profile",
    "Blockcert": "blockcerts1",
}
_AWARDS: Final = ("ob2-assertion", "blockcerts1")


def check_assertion(
    document: Mapping[str, Any] | str,
    *,
    at: datetime,
    resolver: Resolver,
    policy: VerificationPolicy,
    limits: Limits,
    canonicalizer: Canonicalizer | None = None,
    chain: ChainReader | None = None,
) -> VerificationReport:
    """Verify a document of Open Badges 1 or 2.

    Args:
        document: an assertion, or a definition, as it was received; or the text of a compact JWS
            whose payload is an assertion.
        at: the moment asked about, timezone-aware.
        resolver: reads the published copy, the achievement, the issuer's profile, the key and the
            list of revocations. One that is a `RedirectedResolver` may be led on.
        policy: the verifier's demands.
        limits: the limits in force.
        canonicalizer: the published contexts, for what a Merkle proof covers.
        chain: reads the ledger in which the root of such a proof stands.

    Raises:
        MalformedDocument: a token whose payload is no JSON object.
        LimitExceeded: larger or deeper than `limits` allow.
    """
    token = read_compact_jws(document, limits=limits) if isinstance(document, str) else None
    if token is not None:
        raw: Mapping[str, Any] = read_object(token.payload, limits=limits)
    else:
        raw = document if isinstance(document, Mapping) else {}
    published = Published(resolver, limits, policy.own_origins)
    words = canonicalizer or bundled().within(limits)
    run = _Run(raw, token, published, at, policy, words, chain)
    return run.report()


@dataclass(slots=True)
class _Run:
    """One verification. `told` is what counts: the published copy, where one was read."""

    raw: Mapping[str, Any]
    token: CompactJws | None
    published: Published
    at: datetime
    policy: VerificationPolicy
    canonicalizer: Canonicalizer
    chain: ChainReader | None
    class_name: str = field(init=False)
    told: Mapping[str, Any] = field(init=False)
    shown: Mapping[str, Any] = field(init=False)
    issuer: FoundIssuer | None = field(default=None, init=False)
    is_proven: bool = field(default=True, init=False)
    """Whether a proof that holds also shows whose the document is."""
    record: AnchorRecord | None = field(default=None, init=False)
    """The transaction in which the root stands, where it was read."""
    mistakes: list[Problem] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        """Take the document as it says of itself."""
        if is_blockcert_1(self.raw):
            self.class_name, self.told = "Blockcert", as_assertion(self.raw)
        else:
            self.class_name, self.told = ob2_class(self.raw) or "unknown", plain(self.raw)
        self.shown = self.told

    def report(self) -> VerificationReport:
        if self.class_name == "Blockcert":
            self.mistakes += check_blockcert_1(self.raw)
        elif self.class_name != "reference":
            self.mistakes += check_ob2_structure(
                self.raw, self.class_name, limits=self.published.limits
            )
        proof = self._proof()
        status = self._status(proof)
        structure = self._structure()
        is_award = _FORMATS.get(self.class_name, "") in _AWARDS
        checks = (
            structure,
            proof,
            *((self._validity(),) if is_award else ()),
            status,
            self._schema(),
            self._recipient() if is_award else self._no_award(),
        )
        format_name = _FORMATS.get(self.class_name, "ob2-object")
        name = IssuerName(self.issuer.id, self.issuer.name) if self.issuer else IssuerName("")
        return VerificationReport(format_name, name, self._trust(proof), checks)

    def _structure(self) -> Check:
        found = tuple(self.mistakes) + (self.issuer.problems if self.issuer else ())
        if any(problem.severity is Severity.ERROR for problem in found):
            return Check("structure", Outcome.FAILED, "The document is not built as asked.", found)
        return Check(
            "structure", Outcome.PASSED, "The document is built as its specification asks.", found
        )

    def _proof(self) -> Check:
        try:
            if self.token is not None:
                return self._signed(self.token)
            if self.is_anchored:
                return self._anchored()
            if self.class_name in ("Assertion", "reference"):
                return self._hosted()
            return self._defined()
        except Unconfirmed as error:
            sentence = (
                "The issuer does not stand behind it."
                if error.outcome is Outcome.FAILED
                else "Whether the issuer stands behind it could not be found out."
            )
            return Check("proof", error.outcome, sentence, (error.problem,))

    def _signed(self, token: CompactJws) -> Check:
        if token.header.problems:
            return Check(
                "proof", Outcome.FAILED, "The token cannot be relied on.", token.header.problems
            )
        if self.class_name != "Assertion" or verification_of(self.told) != SIGNED:
            detail = "What was signed does not say that it is verified by a signature."
            return _failed_proof(problems.MALFORMED_VALUE, detail, "/verification/type")
        self.issuer = find_issuer(self.told, self.shown, self.published)
        check_signature(token, self.told, self.issuer, self.published, self.at)
        sentence = "The document says exactly what the holder of the issuer's key signed."
        return Check("proof", Outcome.PASSED, sentence)

    def _hosted(self) -> Check:
        if self.class_name == "Assertion" and verification_of(self.told) != HOSTED:
            if verification_of(self.told) == SIGNED:
                detail = "It is to be verified by its signature, and comes without one."
                return _failed_proof(problems.PROOF_MISSING, detail, "")
            detail = "It says of no known way how it is to be verified."
            return _failed_proof(problems.MALFORMED_VALUE, detail, "/verification/type")
        address, final = self._read_copy()
        self.issuer = find_issuer(self.told, self.shown, self.published)
        refusal = hosting_refusal(address, final, self.issuer)
        if refusal is not None:
            return Check("proof", Outcome.FAILED, "It is not where its issuer speaks.", (refusal,))
        if self.issuer.address is None:
            sentence = "It is published at its address. Nothing says who its issuer is."
            return Check("proof", Outcome.PASSED, sentence)
        return Check("proof", Outcome.PASSED, "Its issuer publishes the same at its address.")

    def _read_copy(self) -> tuple[str, str]:
        """Take the published copy for what counts; return its address, and the final one."""
        address = address_of(self.told)
        if not is_address(address):
            detail = "It names no web address at which its issuer publishes it."
            raise Unconfirmed(Outcome.FAILED, Problem(problems.MISSING_VALUE, detail, "/id"))
        raw, final = self.published.found_at(address, "/id")
        told = plain(raw)
        if told.get("revoked") is True and address_of(told) in (address, None):
            self.told = {**self.shown, **told}  # a revoked copy need not say anything else
            return address, final
        if self.class_name == "reference":
            self.class_name = ob2_class(raw) or "unknown"
            if self.class_name != "Assertion" or verification_of(told) != HOSTED:
                detail = f"At {address[:120]} stands no hosted assertion."
                raise Unconfirmed(Outcome.FAILED, Problem(problems.FORMAT_UNKNOWN, detail, "/id"))
            self.shown = told
        found = check_ob2_structure(raw, self.class_name, limits=self.published.limits)
        self.mistakes += [problem for problem in found if problem not in self.mistakes]
        if address_of(told) != address:
            place: str | None = "/id"
        else:
            place = first_difference(self.shown, told)
        if place is not None:
            detail = f"The issuer publishes something else at {address[:120]}."
            raise Unconfirmed(Outcome.FAILED, Problem(problems.HOSTED_MISMATCH, detail, place))
        self.told = told
        return address, final

    @property
    def is_anchored(self) -> bool:
        """Whether a ledger, and neither an address nor a key, stands behind the document."""
        is_second = self.class_name == "Assertion" and is_blockcert_2(self.told)
        return is_second or self.class_name == "Blockcert"

    def _anchored(self) -> Check:
        try:
            found = self._found_anchor()
        except MalformedDocument as error:
            raise Unconfirmed(Outcome.FAILED, error.problem) from error
        self.is_proven, self.record = found.is_proven, found.record
        sentence = {
            Outcome.PASSED: "The root of its tree is where the proof says.",
            Outcome.FAILED: "It is not anchored by its issuer.",
            Outcome.UNKNOWN: "Whether its issuer anchored it could not be found out.",
        }[found.outcome]
        return Check("proof", found.outcome, sentence, found.problems)

    def _found_anchor(self) -> AnchorFinding:
        if self.class_name != "Blockcert":
            proof, address = read_anchored(self.raw, self.canonicalizer), address_named(self.told)
        else:
            for problem in self.mistakes:
                if problem.severity is Severity.ERROR:
                    raise MalformedDocument(problem)
            read = read_anchored_1(self.raw, self.canonicalizer)
            proof, address = read.proof, read.signed_by
            if address is None:
                return without_address()
        self.issuer = find_issuer(self.told, self.shown, self.published)
        return check_anchored(proof, address, self.issuer, chain=self.chain, policy=self.policy)

    def _defined(self) -> Check:
        """Check that a definition is what its publisher publishes."""
        address, final = self._read_copy()
        if self.class_name == "Issuer":
            self.issuer = FoundIssuer(address, self.told)
        elif self.class_name == "BadgeClass":
            self.issuer = issuer_of_class(self.told, self.published)
            refusal = hosting_refusal(address, final, self.issuer)
            if refusal is not None:
                self.issuer = FoundIssuer(None, {}, self.issuer.problems)
                warning = Problem(refusal.type, refusal.detail, refusal.pointer, Severity.WARNING)
                return Check(
                    "proof",
                    Outcome.PASSED,
                    "It is published at its address, where the issuer it names does not speak.",
                    (warning,),
                )
        return Check("proof", Outcome.PASSED, "The same is published at its address.")

    def _validity(self) -> Check:
        skew = timedelta(seconds=self.published.limits.clock_skew_s)
        issued = moment_of_award(self.told.get("issuedOn"))
        expires = moment_of_award(self.told.get("expires"))
        if issued is None or ("expires" in self.told and expires is None):
            return Check(VALIDITY, Outcome.UNKNOWN, "A date of the credential could not be read.")
        if issued > self.at + skew:
            problem = Problem(
                problems.NOT_YET_VALID, f"It was issued on {in_words(issued)}.", "/issuedOn"
            )
            return Check(VALIDITY, Outcome.FAILED, "It was not issued yet.", (problem,))
        if expires is not None and expires < self.at - skew:
            problem = Problem(problems.EXPIRED, f"It ended on {in_words(expires)}.", "/expires")
            return Check(VALIDITY, Outcome.FAILED, "The credential has expired.", (problem,))
        until = f"until {in_words(expires)}" if expires else "without an end"
        return Check(VALIDITY, Outcome.PASSED, f"It is valid from {in_words(issued)} {until}.")

    def _status(self, proof: Check) -> Check:
        taken_away = [problem for problem in proof.problems if problem.type is problems.REVOKED]
        if taken_away:
            sentence = "The issuer took it away from its address."
            return Check("status", Outcome.FAILED, sentence, tuple(taken_away))
        if self.told.get("revoked") is True or proof.outcome is Outcome.PASSED:
            if (self.token is not None or self.is_anchored) and self.issuer is not None:
                listed = check_listed(self.told, self.issuer, self.published)
                return self._spent_or(listed, self.issuer)
            return check_published(self.told)
        return Check("status", Outcome.UNKNOWN, "Nobody could be asked whether it was revoked.")

    def _spent_or(self, listed: Check, issuer: FoundIssuer) -> Check:
        """Return what the ledger says of a revocation, where the issuer's list says less."""
        if self.class_name != "Blockcert" or listed.outcome is Outcome.FAILED:
            return listed
        spent = check_spent(revocation_addresses(self.raw, issuer.told), self.record)
        order = (Outcome.FAILED, Outcome.UNKNOWN, Outcome.PASSED, Outcome.NOT_DECLARED)
        return min(spent, listed, key=lambda check: order.index(check.outcome))

    def _schema(self) -> Check:
        sentence = "No extension declares a schema."
        if not has_extensions(self.told):
            return Check("schema", Outcome.NOT_DECLARED, sentence)
        problem = Problem(
            problems.EXTENSION_UNCHECKED,
            "Extensions add words of their own. Those were not checked against their schemas.",
            severity=Severity.WARNING,
        )
        sentence = "What extensions say was not checked against their schemas."
        return Check("schema", Outcome.NOT_DECLARED, sentence, (problem,))

    def _recipient(self) -> Check:
        email, identifier = self.policy.expected_email, self.policy.expected_id
        if email is None and identifier is None:
            return Check(
                "recipient",
                Outcome.UNKNOWN,
                "Nobody was named to compare the recipient with.",
                required=False,
            )
        return check_identity(
            identity_of(self.told),
            where="/recipient",
            expected_email=email,
            expected_id=identifier,
        )

    def _no_award(self) -> Check:
        """Say that a definition awards nothing; whether it may stand alone is the verifier's."""
        sentence = "It is a definition, which awards nothing to anybody."
        is_asked = self.policy.expected_email is not None or self.policy.expected_id is not None
        if is_asked:
            problem = Problem(problems.RECIPIENT_MISMATCH, sentence)
            return Check("recipient", Outcome.FAILED, sentence, (problem,))
        severity = Severity.WARNING if self.policy.definitions else Severity.ERROR
        problem = Problem(problems.NOT_AN_AWARD, sentence, severity=severity)
        return Check(
            "recipient",
            Outcome.UNKNOWN,
            sentence,
            (problem,),
            required=not self.policy.definitions,
        )

    def _trust(self, proof: Check) -> IssuerTrust:
        if proof.outcome is not Outcome.PASSED or self.issuer is None:
            return IssuerTrust.UNPROVEN
        if self.issuer.address is None or not self.is_proven:
            return IssuerTrust.UNPROVEN
        policy, host = self.policy, urlsplit(self.issuer.address).netloc.lower()
        if self.issuer.address in policy.trusted_issuers or host in policy.trusted_hosts:
            return IssuerTrust.TRUSTED
        return IssuerTrust.UNLISTED


def _failed_proof(kind: problems.ProblemType, detail: str, where: str) -> Check:
    problem = Problem(kind, detail, where)
    return Check("proof", Outcome.FAILED, "It cannot be relied on.", (problem,))
