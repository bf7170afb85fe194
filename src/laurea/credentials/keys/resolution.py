"""From the `verificationMethod` of a proof to the issuer's public key.

- What stands before the `#` must be the issuer's id: nobody signs with another's key.
- did:key and did:jwk contain their key. did:web and https ids lead to a document that must
  list the key for the purpose.
- A key written into the fragment of an id that leads to no such document vouches for itself
  only: it verifies, and is marked `self_asserted`.
- No answer is not a "no": what could not be fetched leaves the key unknown.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from laurea.credentials.addresses import address_refusal
from laurea.credentials.document import json_kind, read_object
from laurea.credentials.errors import LaureaError, MalformedDocument, NotFound, Unavailable
from laurea.credentials.keys.controller import (
    ListedMethod,
    find_verification_method,
    lists_keys,
)
from laurea.credentials.keys.did_jwk import resolve_did_jwk
from laurea.credentials.keys.did_key import resolve_did_key
from laurea.credentials.keys.did_web import did_web_url
from laurea.credentials.keys.multikey import parse_multikey
from laurea.credentials.keys.public_key import PublicKey
from laurea.credentials.keys.verification_method import VerificationMethod
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.ports import Resolver
from laurea.credentials.problems import (
    DID_INVALID,
    DID_UNAVAILABLE,
    FETCH_FORBIDDEN,
    KEY_INVALID,
    KEY_UNAUTHORIZED,
    Problem,
    ProblemType,
)
from laurea.credentials.report import Outcome

KEY_DOCUMENT_ACCEPT: Final = "application/did+json, application/did+ld+json, application/json"

_PLACE: Final = "/verificationMethod"
_LOOKS_LIKE_MULTIKEY: Final = re.compile(r"z[1-9A-HJ-NP-Za-km-z]{40,}")
_OTHER_METHODS: Final = frozenset(
    "cheqd dht ebsi elem ethr hedera indy ion iota keri peer pkh plc polygonid prism sov tdw "
    "tz webs webvh".split()
)
"""DID methods that are in use and are not resolved here."""


@dataclass(frozen=True, slots=True)
class ResolvedKey:
    """The public key behind a `verificationMethod`, and what is known about it.

    Attributes:
        id: the absolute id of the verification method.
        controller: who controls it: the issuer.
        public_key: the key.
        revoked: from when on it must not be used; it may have been stolen.
        expires: from when on it is no longer used, in the course of things.
        self_asserted: whether nothing but the document itself ties the key to the issuer.
    """

    id: str
    controller: str
    public_key: PublicKey
    revoked: datetime | None = None
    expires: datetime | None = None
    self_asserted: bool = False


class KeyRefusal(LaureaError):
    """There is no key to use: `FAILED` where that is certain, `UNKNOWN` where it may exist."""

    def __init__(self, outcome: Outcome, problem: Problem) -> None:
        super().__init__(problem)
        self.outcome = outcome


def resolve_verification_method(
    method_id: object,
    *,
    issuer_id: str,
    purpose: str = "assertionMethod",
    resolver: Resolver | None = None,
    limits: Limits = DEFAULT_LIMITS,
    own_origins: Collection[str] = (),
) -> ResolvedKey:
    """Return the key that a proof's `verificationMethod` names, if it is the issuer's.

    Args:
        method_id: the value of `verificationMethod`, whatever JSON it is.
        issuer_id: the id of the issuer that the document names.
        purpose: the verification relationship that must list the key.
        resolver: fetches the issuer's document; `None`: nothing is fetched.
        limits: `key_document_bytes` caps that document.
        own_origins: origins whose documents the resolver has at hand.

    Raises:
        KeyRefusal: there is no such key, it is not the issuer's, or it could not be fetched.
            Pointers are into the proof.

    Spec: https://www.w3.org/TR/cid-1.0/#retrieve-verification-method

    >>> key = resolve_verification_method(
    ...     "https://school.example/issuer#z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp",
    ...     issuer_id="https://school.example/issuer",
    ... )
    >>> key.self_asserted
    True
    """
    if not isinstance(method_id, str):
        detail = f"verificationMethod is {json_kind(method_id)}; an address was expected."
        raise _failed(KEY_UNAUTHORIZED, detail)
    base, _, fragment = method_id.partition("#")
    if base != issuer_id:
        detail = f"The proof was made with a key of {base[:120]}, not with one of the issuer."
        raise _failed(KEY_UNAUTHORIZED, detail)
    question = _Question(method_id, base, fragment, purpose, resolver, limits, own_origins)
    try:
        return _resolve(question)
    except MalformedDocument as error:
        # What is not asked for was not heard: the key may be there, where this verifier may not go.
        is_unasked = error.problem.type is FETCH_FORBIDDEN
        outcome = Outcome.UNKNOWN if is_unasked else Outcome.FAILED
        raise KeyRefusal(outcome, replace(error.problem, pointer=_PLACE)) from error


@dataclass(frozen=True, slots=True)
class _Question:
    method_id: str
    issuer_id: str
    fragment: str
    purpose: str
    resolver: Resolver | None
    limits: Limits
    own_origins: Collection[str]


def _resolve(question: _Question) -> ResolvedKey:
    scheme, _, rest = question.issuer_id.partition(":")
    if scheme != "did":
        return _resolve_address(question)
    did_method = rest.partition(":")[0]
    match did_method:
        case "key":
            return _contained(resolve_did_key(question.issuer_id), question)
        case "jwk":
            return _contained(resolve_did_jwk(question.issuer_id), question)
        case "web":
            return _resolve_did_web(question)
    if did_method in _OTHER_METHODS:
        raise _unknown(f"Identifiers of did:{did_method} are not resolved here.")
    raise _failed(DID_INVALID, f"There is no known kind of identifier did:{did_method[:40]}.")


def _contained(method: VerificationMethod, question: _Question) -> ResolvedKey:
    """Return the one key that a DID contains, if it is named; the DID alone names no key."""
    if question.method_id == question.issuer_id:
        raise _failed(KEY_UNAUTHORIZED, "The proof names whose key it is, and no key of theirs.")
    if question.method_id != method.id:
        raise _failed(KEY_UNAUTHORIZED, "The identifier contains one key; the proof names another.")
    return ResolvedKey(method.id, method.controller, method.public_key)


def _resolve_did_web(question: _Question) -> ResolvedKey:
    url = did_web_url(question.issuer_id, own_origins=question.own_origins)
    try:
        document = _fetched(url, question)
    except NotFound as error:
        raise _failed(DID_INVALID, error.problem.detail) from error
    except LaureaError as error:
        raise _unreachable(error) from error
    listed = find_verification_method(document, question.method_id, purpose=question.purpose)
    return _as_listed(listed)


def _resolve_address(question: _Question) -> ResolvedKey:
    """Look the key up at the issuer's address; where no keys are listed, it stands for itself."""
    if address_refusal(question.issuer_id, own_origins=question.own_origins) is not None:
        return _self_asserted(question)
    try:
        document = _fetched(question.issuer_id, question)
    except NotFound:
        return _self_asserted(question)
    except LaureaError as error:
        return _self_asserted(question, silence=error)
    if not lists_keys(document, question.purpose):
        return _self_asserted(question)
    listed = find_verification_method(document, question.method_id, purpose=question.purpose)
    return _as_listed(listed)


def _self_asserted(question: _Question, silence: LaureaError | None = None) -> ResolvedKey:
    """Return the key in the fragment; without one, `silence` says whether it may yet be found."""
    if _LOOKS_LIKE_MULTIKEY.fullmatch(question.fragment):
        key = parse_multikey(question.fragment)
        return ResolvedKey(question.method_id, question.issuer_id, key, self_asserted=True)
    if silence is not None:
        raise _unreachable(silence) from silence
    raise _failed(KEY_INVALID, "The issuer's address leads to no document that lists the key.")


def _fetched(url: str, question: _Question) -> Mapping[str, Any]:
    if question.resolver is None:
        raise Unavailable(Problem(DID_UNAVAILABLE, f"{url} was not asked: nothing is fetched."))
    most = question.limits.key_document_bytes
    raw = question.resolver.fetch(url, accept=KEY_DOCUMENT_ACCEPT, max_bytes=most)
    return read_object(raw, limits=replace(question.limits, document_bytes=most))


def _as_listed(listed: ListedMethod) -> ResolvedKey:
    method = listed.method
    return ResolvedKey(
        method.id, method.controller, method.public_key, listed.revoked, listed.expires
    )


def _unreachable(error: LaureaError) -> KeyRefusal:
    kind = FETCH_FORBIDDEN if error.problem.type is FETCH_FORBIDDEN else DID_UNAVAILABLE
    return KeyRefusal(Outcome.UNKNOWN, Problem(kind, error.problem.detail, _PLACE))


def _unknown(detail: str) -> KeyRefusal:
    return KeyRefusal(Outcome.UNKNOWN, Problem(DID_UNAVAILABLE, detail, _PLACE))


def _failed(kind: ProblemType, detail: str) -> KeyRefusal:
    return KeyRefusal(Outcome.FAILED, Problem(kind, detail, _PLACE))
