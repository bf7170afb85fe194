"""From the `kid` or `jwk` in a token's header to the issuer's public key.

- A `kid` that is an address or a DID URL must lie with the issuer: `resolution` decides.
- A `kid` that is a bare name is looked up in the issuer's own document: the fragment of a
  verification method, the `kid` of its JSON Web Key, or of a key in a JWK Set.
- A `kid` that is another address of the issuer's origin may lead to a key. Who else writes there
  is not known, so that key is `self_asserted`.
- A `jwk` is never believed. The issuer's document, where there is one, must list the same key;
  else the key vouches for itself only.

Spec: https://www.w3.org/TR/vc-jose-cose/#using-header-params-claims-key-discovery,
    https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof-format
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlsplit

from laurea.credentials.addresses import address_refusal
from laurea.credentials.document import read_object
from laurea.credentials.errors import LaureaError, MalformedDocument, NotFound
from laurea.credentials.keys.controller import find_verification_method, lists_keys
from laurea.credentials.keys.did_jwk import resolve_did_jwk
from laurea.credentials.keys.did_key import resolve_did_key
from laurea.credentials.keys.did_web import did_web_url
from laurea.credentials.keys.jwk import from_jwk
from laurea.credentials.keys.public_key import PublicKey
from laurea.credentials.keys.resolution import (
    KEY_DOCUMENT_ACCEPT,
    KeyRefusal,
    ResolvedKey,
    resolve_verification_method,
)
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.ports import Resolver
from laurea.credentials.problems import (
    DID_INVALID,
    DID_UNAVAILABLE,
    FETCH_FORBIDDEN,
    JWT_HEADER,
    KEY_INVALID,
    KEY_UNAUTHORIZED,
    Problem,
    ProblemType,
)
from laurea.credentials.properties import strings_of
from laurea.credentials.report import Outcome

_ACCEPT: Final = f"{KEY_DOCUMENT_ACCEPT}, application/jwk-set+json, application/jwk+json"
_BARE_NAME: Final = re.compile(r"#?[A-Za-z0-9][A-Za-z0-9._~=+-]{0,255}")
_CONTAINED: Final = {"key": resolve_did_key, "jwk": resolve_did_jwk}


@dataclass(frozen=True, slots=True)
class TokenKeyQuestion:
    """What a token's header says of its key, and whose key it must be.

    Attributes:
        kid: the header's `kid`, or None.
        jwk: the header's `jwk`, or None.
        issuer_id: the id of the issuer, or holder, that the token names.
        purpose: the verification relationship that must list the key.
        resolver: fetches the issuer's document; None: nothing is fetched.
        limits: `key_document_bytes` caps that document.
        own_origins: origins whose documents the resolver has at hand.
    """

    kid: str | None
    jwk: Mapping[str, Any] | None
    issuer_id: str
    purpose: str = "assertionMethod"
    resolver: Resolver | None = None
    limits: Limits = DEFAULT_LIMITS
    own_origins: Collection[str] = ()


def resolve_token_key(question: TokenKeyQuestion) -> ResolvedKey:
    """Return the key that a token's header names, if it is the issuer's.

    Raises:
        KeyRefusal: there is no such key, it is not the issuer's, or it could not be fetched.

    Spec: https://www.w3.org/TR/vc-jose-cose/#kid

    >>> did = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
    >>> resolve_token_key(TokenKeyQuestion(did, None, did)).public_key.algorithm
    'EdDSA'
    >>> resolve_token_key(TokenKeyQuestion("|id", None, did))
    Traceback (most recent call last):
    ...
    laurea.credentials.keys.resolution.KeyRefusal: The key does not belong to the issuer: ...
    """
    try:
        held = None if question.jwk is None else from_jwk(question.jwk)
        if question.kid is None:
            if held is None:
                raise _failed(JWT_HEADER, "The header names no key: it has neither kid nor jwk.")
            return _of_value(held, question)
        key = _of_name(question.kid, question)
    except MalformedDocument as error:
        # What is not asked for was not heard, as `resolve_verification_method` has it.
        is_unasked = error.problem.type is FETCH_FORBIDDEN
        outcome = Outcome.UNKNOWN if is_unasked else Outcome.FAILED
        raise KeyRefusal(outcome, replace(error.problem, pointer="")) from error
    except KeyRefusal as refusal:
        raise KeyRefusal(refusal.outcome, replace(refusal.problem, pointer="")) from refusal
    if held is not None and held != key.public_key:
        raise _failed(JWT_HEADER, "The header names one key and holds another.")
    return key


def _of_name(kid: str, question: TokenKeyQuestion) -> ResolvedKey:
    base = kid.partition("#")[0]
    if base and base == question.issuer_id:
        return _at_issuer(_of_whole_did(kid), question)
    if _BARE_NAME.fullmatch(kid):
        return _of_bare_name(kid.removeprefix("#"), question)
    if _same_origin(kid, question.issuer_id):
        return _at_address(kid, question)
    raise _failed(
        KEY_UNAUTHORIZED,
        f"The token names a key of {base[:120]!r}, not one of the issuer.",
    )


def _of_whole_did(kid: str) -> str:
    """Return the id of the one key that a DID contains, where a header names the DID alone.

    The kid of a header is a hint (RFC 7515 section 4.1.4), and here it leaves no choice.
    """
    contained = None if "#" in kid else _CONTAINED.get(_did_method(kid))
    return kid if contained is None else contained(kid).id


def _at_issuer(kid: str, question: TokenKeyQuestion) -> ResolvedKey:
    """Return the key of an id that begins with the issuer's."""
    if not question.issuer_id.startswith("did:"):
        document = _issuer_document(question)
        if document is not None and _is_jwk_set(document):
            return _of_jwk_set(document, kid.rpartition("#")[2], question.issuer_id)
    return resolve_verification_method(
        kid,
        issuer_id=question.issuer_id,
        purpose=question.purpose,
        resolver=question.resolver,
        limits=question.limits,
        own_origins=question.own_origins,
    )


def _of_bare_name(name: str, question: TokenKeyQuestion) -> ResolvedKey:
    if question.issuer_id.startswith(("did:key:", "did:jwk:")):
        return _at_issuer(f"{question.issuer_id}#{name}", question)
    document = _issuer_document(question)
    if document is None:
        if question.jwk is not None:
            return _self_asserted(from_jwk(question.jwk), question)
        raise _failed(KEY_INVALID, "The issuer's address leads to no document that lists keys.")
    if _is_jwk_set(document):
        return _of_jwk_set(document, name, question.issuer_id)
    method_id = f"{question.issuer_id}#{name}"
    named = [found for found, jwk in _listed_jwks(document, question) if jwk.get("kid") == name]
    if len(named) > 1:
        raise _failed(KEY_INVALID, "The issuer's document gives two keys one name.")
    return _listed(document, named[0] if named else method_id, question)


def _at_address(kid: str, question: TokenKeyQuestion) -> ResolvedKey:
    """Return the key at another address of the issuer's origin, which the issuer may not own."""
    address, _, name = kid.partition("#")
    refusal = address_refusal(address, own_origins=question.own_origins)
    if refusal is not None:
        raise KeyRefusal(Outcome.FAILED, refusal)
    document = _fetched(address, question)
    if document is None:
        raise _failed(KEY_INVALID, f"There is no key at {address[:120]}.")
    if _is_jwk_set(document):
        key = _of_jwk_set(document, name, address)
    else:
        key = ResolvedKey(kid, question.issuer_id, from_jwk(document))
    own = _issuer_document(question)
    if own is None:
        return replace(key, controller=question.issuer_id, self_asserted=True)
    return _same_in(own, key.public_key, question)


def _of_value(held: PublicKey, question: TokenKeyQuestion) -> ResolvedKey:
    """Return the key that the header holds, as far as the issuer's document bears it out."""
    contained = _CONTAINED.get(_did_method(question.issuer_id))
    if contained is not None:
        method = contained(question.issuer_id)
        if method.public_key != held:
            raise _not_listed()
        return ResolvedKey(method.id, method.controller, held)
    document = _issuer_document(question)
    if document is None:
        return _self_asserted(held, question)
    return _same_in(document, held, question)


def _same_in(
    document: Mapping[str, Any], held: PublicKey, question: TokenKeyQuestion
) -> ResolvedKey:
    if _is_jwk_set(document):
        for entry in _entries_of_set(document):
            if _readable(entry) == held:
                return ResolvedKey(question.issuer_id, question.issuer_id, held)
        raise _not_listed()
    for method_id in _method_ids(document, question):
        try:
            key = _listed(document, method_id, question)
        except MalformedDocument:
            continue
        if key.public_key == held:
            return key
    raise _not_listed()


def _issuer_document(question: TokenKeyQuestion) -> Mapping[str, Any] | None:
    """Return the issuer's document if it lists keys; None where there is none that does.

    Raises:
        KeyRefusal: the document of a DID is missing, or could not be read.
    """
    did_method = _did_method(question.issuer_id)
    if did_method == "web":
        url = did_web_url(question.issuer_id, own_origins=question.own_origins)
        document = _fetched(url, question)
        if document is None:
            raise _failed(DID_INVALID, f"There is no document at {url}.")
        return document
    if did_method:
        # Every other method gives the answer that it gives for a whole DID URL.
        resolve_verification_method(
            question.issuer_id, issuer_id=question.issuer_id, resolver=question.resolver
        )
        raise _failed(KEY_UNAUTHORIZED, "The identifier contains one key; the token names another.")
    if address_refusal(question.issuer_id, own_origins=question.own_origins) is not None:
        return None
    try:
        document = _fetched(question.issuer_id, question)
    except KeyRefusal:
        if question.jwk is None:
            raise
        return None
    if document is None:
        return None
    is_list = _is_jwk_set(document) or lists_keys(document, question.purpose)
    return document if is_list else None


def _fetched(url: str, question: TokenKeyQuestion) -> Mapping[str, Any] | None:
    """Return the JSON object at an address; None where there is known to be nothing."""
    if question.resolver is None:
        raise _unknown(DID_UNAVAILABLE, f"{url} was not asked: nothing is fetched.")
    most = question.limits.key_document_bytes
    try:
        raw = question.resolver.fetch(url, accept=_ACCEPT, max_bytes=most)
        return read_object(raw, limits=replace(question.limits, document_bytes=most))
    except NotFound:
        return None
    except LaureaError as error:
        is_forbidden = error.problem.type is FETCH_FORBIDDEN
        kind = FETCH_FORBIDDEN if is_forbidden else DID_UNAVAILABLE
        raise _unknown(kind, error.problem.detail) from error


def _listed(document: Mapping[str, Any], method_id: str, question: TokenKeyQuestion) -> ResolvedKey:
    listed = find_verification_method(document, method_id, purpose=question.purpose)
    method = listed.method
    return ResolvedKey(
        method.id, method.controller, method.public_key, listed.revoked, listed.expires
    )


def _listed_jwks(
    document: Mapping[str, Any], question: TokenKeyQuestion
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for entry in _entries(document, question):
        jwk, method_id = entry.get("publicKeyJwk"), _absolute(entry.get("id"), question)
        if isinstance(jwk, dict) and method_id is not None:
            yield method_id, jwk


def _method_ids(document: Mapping[str, Any], question: TokenKeyQuestion) -> Iterator[str]:
    for entry in _entries(document, question):
        method_id = _absolute(entry.get("id"), question)
        if method_id is not None:
            yield method_id


def _entries(document: Mapping[str, Any], question: TokenKeyQuestion) -> Iterator[dict[str, Any]]:
    for name in ("verificationMethod", question.purpose):
        value = document.get(name)
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, dict):
                yield entry


def _absolute(method_id: object, question: TokenKeyQuestion) -> str | None:
    if not isinstance(method_id, str):
        return None
    return question.issuer_id + method_id if method_id.startswith("#") else method_id


def _is_jwk_set(document: Mapping[str, Any]) -> bool:
    return isinstance(document.get("keys"), list) and "id" not in document


def _of_jwk_set(document: Mapping[str, Any], name: str, address: str) -> ResolvedKey:
    """Return the key of a name in a JWK Set.

    Spec: https://www.rfc-editor.org/rfc/rfc7517#section-5
    """
    entries = _entries_of_set(document)
    wanted = {name, f"{address}#{name}"}
    named = [entry for entry in entries if wanted & set(strings_of(entry.get("kid")))]
    if len(named) != 1:
        count = "two keys" if named else "no key"
        raise _failed(KEY_UNAUTHORIZED, f"The issuer's set has {count} of the name {name[:80]!r}.")
    return ResolvedKey(f"{address}#{name}", address, from_jwk(named[0]))


def _entries_of_set(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [entry for entry in document["keys"] if isinstance(entry, dict)]


def _readable(jwk: Mapping[str, Any]) -> PublicKey | None:
    try:
        return from_jwk(jwk)
    except MalformedDocument:
        return None


def _self_asserted(held: PublicKey, question: TokenKeyQuestion) -> ResolvedKey:
    return ResolvedKey(question.issuer_id, question.issuer_id, held, self_asserted=True)


def _did_method(identifier: str) -> str:
    scheme, _, rest = identifier.partition(":")
    return rest.partition(":")[0] if scheme == "did" else ""


def _same_origin(kid: str, issuer_id: str) -> bool:
    try:
        one, other = urlsplit(kid), urlsplit(issuer_id)
    except ValueError:
        return False
    return one.scheme == other.scheme == "https" and one.netloc.lower() == other.netloc.lower()


def _not_listed() -> KeyRefusal:
    return _failed(KEY_UNAUTHORIZED, "The header holds a key that the issuer does not list.")


def _failed(kind: ProblemType, detail: str) -> KeyRefusal:
    return KeyRefusal(Outcome.FAILED, Problem(kind, detail))


def _unknown(kind: ProblemType, detail: str) -> KeyRefusal:
    return KeyRefusal(Outcome.UNKNOWN, Problem(kind, detail))
