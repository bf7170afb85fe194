"""The form of signed tokens (VC-JWT) that share their header and differ in a few strings.

A token says some things twice, as claims and in its document. Both must be the same, as in full.
No canonical bytes are made of it, for its signature covers the token itself; that some could be
made is still asked, because only then every word of it is defined.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from laurea.credentials.canon import Canonicalizer
from laurea.credentials.canon.blocks import NotPlanned
from laurea.credentials.canon.pieces import Take, several
from laurea.credentials.canon.plan import CanonicalPlan
from laurea.credentials.errors import LaureaError
from laurea.credentials.keys.multibase import base64url_bytes
from laurea.credentials.keys.resolution import ResolvedKey
from laurea.credentials.keys.signature import verify_signature
from laurea.credentials.keys.token_key import TokenKeyQuestion, resolve_token_key
from laurea.credentials.learnt.form import (
    CONTAINED,
    KEPT,
    PURPOSE,
    SKEW,
    Asked,
    Lexical,
    Reporting,
    Values,
    moment,
)
from laurea.credentials.learnt.learning import (
    Marked,
    NotLearnt,
    Slots,
    Specimen,
    iris_of,
    is_of_award,
    lexical_of,
    reporting_of,
    require_plain,
    varying_in,
)
from laurea.credentials.learnt.recognition import (
    Template,
    fixed_parts,
    is_whole_number,
    template_of,
)
from laurea.credentials.learnt.text import Piece
from laurea.credentials.proofs.envelope import Envelope
from laurea.credentials.proofs.jwt_claims import REGISTERED
from laurea.credentials.proofs.vc_jwt import KIND
from laurea.credentials.report import VerificationReport

_MOMENTS: Final = {"nbf": "validFrom", "exp": "validUntil"}
_TEXTS: Final = ("iss", "jti", "sub")
_CLAIMS: Final = frozenset({*_MOMENTS, *_TEXTS, "iat"})
"""The claims that a token of a form may carry."""
_SKEW_S: Final = SKEW.total_seconds()
_LONG: Final = 200
_BEGINNING: Final = 48
_LEEWAY: Final = 256
_TO_URL: Final = bytes.maketrans(b"+/", b"-_")


_Way = tuple[bytes, bytes, bytes]
"""A text in base64url: how it begins, all of it, and what it stands for."""


@dataclass(frozen=True, slots=True)
class Packed:
    """The long fixed parts of a payload as they stand in base64url, so as not to be decoded.

    How a part stands there depends on where it begins, modulo three. Each part comes with the
    ways in which it may stand, and how many characters may stand before it.
    """

    parts: tuple[tuple[int, tuple[_Way, ...]], ...]

    def payload(self, text: bytes) -> bytes | None:
        """Return the payload that a text encodes, or None where a fixed part is not in it."""
        place = 0
        found = []
        for most_before, ways in self.parts:
            for way in ways:
                start = text.find(way[0], place, place + most_before)
                if start % 4 == 0 and text.startswith(way[1], start):
                    break
            else:
                return None
            if start > place:
                found.append(base64url_bytes(text[place:start]))
            found.append(way[2])
            place = start + len(way[1])
        found.append(base64url_bytes(text[place:]))
        return None if None in found else b"".join(found)  # type: ignore[arg-type]


def packed(fixed: Sequence[bytes], gaps: Sequence[int]) -> Packed:
    """Return how the long ones of some fixed texts stand in base64url.

    Args:
        fixed: what stands before, between and after the gaps of a payload.
        gaps: how long each gap was. Much longer ones are not looked for.

    >>> packed([b"a" * 120, b"z"], [3]).payload(b"YWFh" * 40 + b"YmN6")
    b'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabcz'
    """
    parts = []
    place = before = 0
    for part, gap in zip(fixed, [*gaps, 0], strict=True):
        # the first is found at once, because it is where it must be
        if len(part) >= (_LONG if place else _BEGINNING):
            most_before = 4 * before + _BEGINNING + _LEEWAY
            parts.append((most_before, _ways(part, place)))
            before = 0
        else:
            before += len(part)
        before += gap
        place += len(part) + gap
    return Packed(tuple(parts))


def _ways(fixed: bytes, place: int) -> tuple[_Way, ...]:
    """Return how a text stands in base64url, less what its neighbours have a share in.

    The way in which it stands at this place comes first; at the beginning there is no other.
    """
    ways = []
    for skipped in [(number - place) % 3 for number in range(3 if place else 1)]:
        end = skipped + (len(fixed) - skipped) // 3 * 3
        decoded = fixed[skipped:end]
        encoded = b2a_base64(decoded, newline=False).translate(_TO_URL)
        ways.append((encoded[:_BEGINNING], encoded, decoded))
    return tuple(ways)


@dataclass(frozen=True, slots=True)
class TokenForm:
    """The form of tokens of one header.

    `equal` are pairs of positions whose values must be the same: a claim, and what the document
    says. `dated` are pairs of a claim in seconds and a moment of the document.
    """

    kid: str | None
    algorithm: str
    template: Template
    packed: Packed
    reporting: Reporting
    lexical: Lexical
    constants: tuple[bytes, ...]
    document: Take
    document_plan: CanonicalPlan
    equal: tuple[tuple[int, int], ...]
    dated: tuple[tuple[int, int], ...]
    issued_at: int | None

    def report(
        self,
        values: Values,
        asked: Asked,
        signed: bytes,
        signature: bytes,
        read: Callable[[], Mapping[str, Any]],
    ) -> VerificationReport | None:
        """Return the report about the token with these strings, where all about it is good."""
        if not self.lexical.holds(values):
            return None
        values += self.constants
        if not self._is_consistent(values, asked):
            return None
        period = self.reporting.period(values, asked.at)
        key = None if period is None else self._key(values, asked)
        if period is None or key is None or key.public_key.algorithm != self.algorithm:
            return None
        if not verify_signature(key.public_key, signature, signed, self.algorithm):
            return None
        return self.reporting.report(values, key, period, asked, read)

    def _is_consistent(self, values: Values, asked: Asked) -> bool:
        for one, other in self.equal:
            if values[one] != values[other]:
                return False
        for claim, place in self.dated:
            if _seconds(values[place]) != values[claim]:
                return False
        if self.issued_at is not None:
            issued_at = values[self.issued_at]
            latest_s = asked.at.timestamp() + _SKEW_S
            if not is_whole_number(issued_at) or int(issued_at) > latest_s:
                return False
        try:
            self.document_plan.require_distinct(list(self.document(values)))
        except NotPlanned:
            return False
        return True

    def _key(self, values: Values, asked: Asked) -> ResolvedKey | None:
        issuer_id = values[self.reporting.roles.issuer_id]
        try:
            if issuer_id.startswith(CONTAINED):
                return _contained_key(issuer_id, self.kid)
            key = asked.token_key(issuer_id.decode(), self.kid, None, PURPOSE)
        except LaureaError:
            return None
        return key if key.revoked is None and key.expires is None else None


@lru_cache(maxsize=KEPT)
def _seconds(text: bytes) -> bytes | None:
    """Return a moment in whole seconds from 1970 on as a claim writes it, or None."""
    said = moment(text)
    if said is None or said.microsecond:
        return None
    return b"%d" % int(said.timestamp())


@lru_cache(maxsize=KEPT)
def _contained_key(issuer_id: bytes, kid: str | None) -> ResolvedKey:
    """Return a key that its issuer's identifier contains: nothing about it can change."""
    return resolve_token_key(TokenKeyQuestion(kid, None, issuer_id.decode()))


def token_form(
    payload: Mapping[str, Any],
    envelope: Envelope,
    specimen: Specimen,
    canonicalizer: Canonicalizer,
) -> TokenForm:
    """Return the form of a token.

    Args:
        payload: its payload as parsed JSON.
        envelope: the token, opened.
        specimen: the text of the payload, the document in it, and the report about it.
        canonicalizer: the contexts in force.

    Raises:
        NotLearnt: it is of a kind that no form can be made of.
    """
    document = specimen.document
    claims = payload.keys() & REGISTERED
    require_plain(specimen)
    if envelope.kind != KIND or envelope.jwk is not None or "proof" in document:
        raise NotLearnt
    if not claims <= _CLAIMS or payload.keys() - claims != document.keys():
        raise NotLearnt
    numbers = [(name,) for name in ("nbf", "exp", "iat") if name in claims]
    varying = varying_in(specimen.text, is_of_award, numbers)
    slots = Slots(payload, varying, [])
    of_document = [n for n, piece in enumerate(varying) if piece.path[0] in document]
    plan = Marked(document, varying, canonicalizer)
    document_plan = plan.plan(plan.document, of_document)
    return TokenForm(
        kid=envelope.kid,
        algorithm=envelope.algorithm,
        template=template_of(specimen.text, varying),
        packed=packed(
            fixed_parts(specimen.text, varying), [piece.end - piece.start for piece in varying]
        ),
        reporting=reporting_of(specimen, slots),
        lexical=lexical_of(document, varying, iris_of(document_plan, of_document)),
        document=several(of_document),
        document_plan=document_plan,
        equal=_equal(slots, claims),
        dated=tuple(
            (_number(varying, name), slots.required(_MOMENTS[name]))
            for name in sorted(claims & _MOMENTS.keys())
        ),
        issued_at=_number(varying, "iat") if "iat" in claims else None,
        constants=tuple(slots.constants),
    )


def _equal(slots: Slots, claims: Collection[str]) -> tuple[tuple[int, int], ...]:
    issuer = slots.role("issuer", "id")
    said = {
        "iss": slots.required("issuer") if issuer is None else issuer,
        "jti": slots.role("id"),
        "sub": slots.role("credentialSubject", "id"),
    }
    pairs = []
    for name in _TEXTS:
        other = said[name]
        if name in claims:
            if other is None:
                raise NotLearnt
            pairs.append((slots.required(name), other))
    return tuple(pairs)


def _number(varying: Sequence[Piece], name: str) -> int:
    for number, piece in enumerate(varying):
        if piece.path == (name,):
            return number
    raise NotLearnt
