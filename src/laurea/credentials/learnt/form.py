"""The form of a document: what is known of every document that differs in its strings alone.

A form is handed the varying strings of one document, as bytes without quotation marks. It looks
at each as the full verification would, fills them into prepared canonical bytes, has the
signature checked, and gives the report. Where any of this comes to something else than good, it
gives nothing, and the full verification says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final, Protocol

from laurea.credentials.canon.blocks import NotPlanned
from laurea.credentials.canon.pieces import Take
from laurea.credentials.canon.plain import are_iris, is_literal
from laurea.credentials.canon.plan import CanonicalPlan
from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.identity import NOBODY_EXPECTED
from laurea.credentials.keys.resolution import ResolvedKey, resolve_verification_method
from laurea.credentials.limits import DEFAULT_LIMITS
from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.proofs.cryptosuite import Cryptosuite
from laurea.credentials.report import Check, IssuerName, IssuerTrust, VerificationReport
from laurea.credentials.timestamps import moment_of
from laurea.credentials.validity import check_validity_period

Values = list[bytes]
"""The varying strings of a document, then what does not vary and has a role all the same."""

SKEW: Final = timedelta(seconds=DEFAULT_LIMITS.clock_skew_s)
_MOST_OPTIONS: Final = 256
KEPT: Final = 2_048
PURPOSE: Final = "assertionMethod"
CONTAINED: Final = (b"did:key:", b"did:jwk:")


class Asked(Protocol):
    """The verification that is asked for, as far as a form leaves it to others."""

    at: datetime
    policy: VerificationPolicy

    def key(self, issuer_id: str, method: object, purpose: str) -> ResolvedKey:
        """Return the issuer's key, or raise `KeyRefusal`."""
        ...

    def token_key(
        self, issuer_id: str, kid: str | None, jwk: Mapping[str, Any] | None, purpose: str
    ) -> ResolvedKey:
        """Return the issuer's key that a token names, or raise `KeyRefusal`."""
        ...

    def in_force(self, document: Mapping[str, Any]) -> tuple[Check, ...]:
        """Return the checks of status, schema and resources."""
        ...

    def recipient(self, document: Mapping[str, Any], *, is_asked_for: bool) -> Check:
        """Return the check of the recipient."""
        ...

    def trust(self, issuer: IssuerName, key: ResolvedKey | None) -> IssuerTrust:
        """Return who vouches."""
        ...


@dataclass(frozen=True, slots=True)
class Roles:
    """Which of the values is what; None where a document of the form has no such thing."""

    issuer_id: int
    issuer_name: int | None
    valid_from: int | None
    valid_until: int | None


@dataclass(frozen=True, slots=True)
class Lexical:
    """What the strings of a form must be, beside what JSON asks of them.

    `iris` takes those that must be IRIs. `others` are the positions of those of other kinds, with
    what says whether a text is of the kind. `moments` are those of points in time with a zone.
    """

    iris: Take
    others: tuple[tuple[int, Callable[[Any], Any]], ...]
    moments: tuple[int, ...]

    def holds(self, values: Values) -> bool:
        """Say whether all values are surely what they must be."""
        lines = b"\n".join(values)
        if not is_literal(lines, len(values)) or not (lines.isascii() or _is_utf8(lines)):
            return False
        if not are_iris(self.iris(values)):
            return False
        for place in self.moments:
            if moment(values[place]) is None:
                return False
        for place, is_of_kind in self.others:  # noqa: SIM110 - this runs for every document
            if not is_of_kind(values[place].decode()):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Reporting:
    """What the report about a document of the form says, whatever its strings.

    `first` are the checks of structure, terms and proof, and `in_force` those after validity;
    `in_force` is None where they must be made for each document.
    """

    format: str
    roles: Roles
    first: tuple[Check, ...]
    in_force: tuple[Check, ...] | None
    recipient: Check = NOBODY_EXPECTED

    def period(self, values: Values, at: datetime) -> Check | None:
        """Return the check of the validity period where `at` lies in it."""
        roles = self.roles
        begins = None if roles.valid_from is None else values[roles.valid_from]
        ends = None if roles.valid_until is None else values[roles.valid_until]
        found = _period(begins, ends)
        if found is None:
            return None
        first, last, check = found
        if (first is not None and first > at + SKEW) or (last is not None and last < at - SKEW):
            return None
        return check

    def issuer(self, values: Values) -> IssuerName:
        """Return the issuer that a document names."""
        place = self.roles.issuer_name
        return _issuer_name(values[self.roles.issuer_id], None if place is None else values[place])

    def report(
        self,
        values: Values,
        key: ResolvedKey,
        period: Check,
        asked: Asked,
        read: Callable[[], Mapping[str, Any]],
    ) -> VerificationReport:
        """Return the report; `read` gives the document as JSON where a check needs it."""
        policy = asked.policy
        in_force, recipient = self.in_force, self.recipient
        if in_force is None:
            in_force = asked.in_force(read())
        if policy.expected_email is not None or policy.expected_id is not None:
            recipient = asked.recipient(read(), is_asked_for=True)
        issuer = self.issuer(values)
        trust = asked.trust(issuer, key)
        checks = (*self.first, period, *in_force, recipient)
        return VerificationReport(self.format, issuer, trust, checks)


@dataclass(frozen=True, slots=True)
class SignedForm:
    """The form of documents with a proof inside, by a suite over canonical N-Quads.

    `document` and `options` take from the values what is filled into the canonical bytes of the
    document and of the proof options. `created`, `method` and `proof_value` are positions.
    """

    suite: Cryptosuite
    reporting: Reporting
    lexical: Lexical
    constants: tuple[bytes, ...]
    document: Take
    document_plan: CanonicalPlan
    options: Take
    options_plan: CanonicalPlan
    created: int | None
    method: int
    proof_value: int
    _options_digests: dict[tuple[bytes, ...], bytes] = field(default_factory=dict, init=False)

    def report(
        self, values: Values, asked: Asked, read: Callable[[], Mapping[str, Any]]
    ) -> VerificationReport | None:
        """Return the report about the document with these strings, where all about it is good."""
        if not self.lexical.holds(values):
            return None
        values += self.constants
        try:
            period = self.reporting.period(values, asked.at)
            key = None if period is None else self._signed_by(values, asked)
            if period is None or key is None:
                return None
            return self.reporting.report(values, key, period, asked, read)
        except (NotPlanned, MalformedDocument):
            return None

    def _signed_by(self, values: Values, asked: Asked) -> ResolvedKey | None:
        """Return the issuer's key if it signed the document."""
        if self.created is not None:
            created = moment(values[self.created])
            if created is None or created > asked.at + SKEW:
                return None
        key = issuer_key(values[self.reporting.roles.issuer_id], values[self.method], asked)
        if key is None or key.public_key.kind not in self.suite.keys:
            return None
        value = values[self.proof_value].decode()
        return key if self.suite.is_signed_by(key.public_key, value, self.data(values)) else None

    def data(self, values: Values) -> bytes:
        """Return what is signed: the hash of the proof options and that of the document.

        Raises:
            NotPlanned: only the full algorithm can tell.
        """
        document = self.document_plan.digest_of(list(self.document(values)))
        return self._options_digest(values) + document

    def _options_digest(self, values: Values) -> bytes:
        strings = self.options(values)
        digest = self._options_digests.get(strings)
        if digest is None:
            if len(self._options_digests) >= _MOST_OPTIONS:
                self._options_digests.clear()
            digest = self.options_plan.digest_of(list(strings))
            self._options_digests[strings] = digest
        return digest


def issuer_key(issuer_id: bytes, method: bytes, asked: Asked) -> ResolvedKey | None:
    """Return the key that a proof names; None where it must be looked at in full."""
    try:
        if issuer_id.startswith(CONTAINED):
            return _contained_key(issuer_id, method)
        key = asked.key(issuer_id.decode(), method.decode(), PURPOSE)
    except LaureaError:
        return None
    return key if key.revoked is None and key.expires is None else None


@lru_cache(maxsize=KEPT)
def _contained_key(issuer_id: bytes, method: bytes) -> ResolvedKey:
    """Return a key that its issuer's identifier contains: nothing about it can change."""
    return resolve_verification_method(method.decode(), issuer_id=issuer_id.decode())


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


@lru_cache(maxsize=KEPT)
def moment(text: bytes) -> datetime | None:
    """Return the point in time that a text names, or None where it names none."""
    return moment_of(text.decode())


@lru_cache(maxsize=KEPT)
def _issuer_name(identifier: bytes, name: bytes | None) -> IssuerName:
    return IssuerName(identifier.decode(), None if name is None else name.decode())


@lru_cache(maxsize=KEPT)
def _period(
    begins: bytes | None, ends: bytes | None
) -> tuple[datetime | None, datetime | None, Check] | None:
    """Return a validity period and the check of a moment in it; None where it holds none."""
    first = None if begins is None else moment(begins)
    last = None if ends is None else moment(ends)
    if (begins is not None and first is None) or (ends is not None and last is None):
        return None
    if first is not None and last is not None and last < first:
        return None
    inside = first or last or datetime.max.replace(tzinfo=UTC)
    texts = {"validFrom": begins, "validUntil": ends}
    dates = {name: text.decode() for name, text in texts.items() if text is not None}
    return first, last, check_validity_period(dates, at=inside)
