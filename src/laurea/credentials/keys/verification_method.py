"""Verification methods: a public key with its identifier and the one who controls it.

Spec: https://www.w3.org/TR/cid-1.0/#verification-methods
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from laurea.credentials.document import json_kind
from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.keys.jwk import from_jwk
from laurea.credentials.keys.multibase import base58btc_decode
from laurea.credentials.keys.multikey import parse_multikey
from laurea.credentials.keys.public_key import KeyKind, PublicKey, read_public_key, refused
from laurea.credentials.problems import KEY_INVALID, Problem

_SECRET_MEMBERS: Final = frozenset(
    {"secretKeyMultibase", "secretKeyJwk", "privateKeyMultibase", "privateKeyJwk"}
    | {"privateKeyBase58", "privateKeyHex", "privateKeyPem"}
)


@dataclass(frozen=True, slots=True)
class VerificationMethod:
    """A public key as a DID document or a controller document lists it.

    `id` is an absolute IRI with a fragment, `controller` the IRI of the one who controls it.
    """

    id: str
    controller: str
    public_key: PublicKey


def parse_verification_method(
    method: Mapping[str, Any], *, base: str, pointer: str = ""
) -> VerificationMethod:
    """Return the verification method that one entry of `verificationMethod` describes.

    Read are `Multikey`, `JsonWebKey` (`JsonWebKey2020`), and the older
    `Ed25519VerificationKey2020`, `Ed25519VerificationKey2018`,
    `EcdsaSecp256r1VerificationKey2019` and `EcdsaSecp256k1VerificationKey2019`.

    Args:
        method: the entry as parsed JSON.
        base: the identifier of the document around it; an `id` that is a fragment alone is
            relative to it.
        pointer: where the entry stands, for the problem.

    Raises:
        MalformedDocument: `key-invalid` or `key-weak`, with the pointer.

    Spec: https://www.w3.org/TR/cid-1.0/#verification-methods
    """
    try:
        if _SECRET_MEMBERS & method.keys():
            raise refused("The entry holds the private key. Its owner has to replace it.")
        identifier = _text(method, "id")
        return VerificationMethod(
            id=base + identifier if identifier.startswith("#") else identifier,
            controller=_text(method, "controller"),
            public_key=_public_key(method),
        )
    except LaureaError as error:
        found = error.problem
        raise MalformedDocument(
            Problem(found.type, found.detail, pointer + found.pointer)
        ) from None


def _public_key(method: Mapping[str, Any]) -> PublicKey:
    kind = _text(method, "type")
    read = _READERS.get(kind)
    if read is None:
        raise MalformedDocument(
            Problem(KEY_INVALID, f"Keys of the type {kind[:80]} are not read here.", "/type")
        )
    key = read(method)
    _refuse_other_keys(method, key)
    return key


def _refuse_other_keys(method: Mapping[str, Any], key: PublicKey) -> None:
    """Refuse an entry that holds two keys: readers would differ in which of them counts."""
    others = [read(method) for name, read in _BY_MEMBER.items() if method.get(name) is not None]
    if any(other != key for other in others):
        raise refused("The entry holds two keys that differ.")


def _multikey(method: Mapping[str, Any]) -> PublicKey:
    return parse_multikey(_text(method, "publicKeyMultibase"))


def _multikey_of(kind: KeyKind) -> Callable[[Mapping[str, Any]], PublicKey]:
    def read(method: Mapping[str, Any]) -> PublicKey:
        key = _multikey(method)
        if key.kind is not kind:
            raise refused(f"The entry's type promises a {kind.value} key and holds another.")
        return key

    return read


def _ed25519_base58(method: Mapping[str, Any]) -> PublicKey:
    try:
        raw = base58btc_decode(_text(method, "publicKeyBase58"))
    except LaureaError as error:
        raise refused(error.problem.detail) from None
    return read_public_key(KeyKind.ED25519, raw)


def _json_web_key(method: Mapping[str, Any]) -> PublicKey:
    jwk = method.get("publicKeyJwk")
    if not isinstance(jwk, dict):
        raise refused(f"publicKeyJwk is {json_kind(jwk)}; an object was expected.")
    return from_jwk(jwk)


def _secp256k1(method: Mapping[str, Any]) -> PublicKey:
    if "publicKeyJwk" in method:
        key = _json_web_key(method)
        if key.kind is not KeyKind.SECP256K1:
            raise refused("The key is not of the curve that its type names.")
        return key
    return _multikey_of(KeyKind.SECP256K1)(method)


def _text(method: Mapping[str, Any], name: str) -> str:
    value = method.get(name)
    if not isinstance(value, str):
        raise refused(f"{name} is {json_kind(value)}; a text was expected.")
    return value


_BY_MEMBER: Final[dict[str, Callable[[Mapping[str, Any]], PublicKey]]] = {
    "publicKeyMultibase": _multikey,
    "publicKeyJwk": _json_web_key,
    "publicKeyBase58": _ed25519_base58,
}
_READERS: Final[dict[str, Callable[[Mapping[str, Any]], PublicKey]]] = {
    "Multikey": _multikey,
    "JsonWebKey": _json_web_key,
    "JsonWebKey2020": _json_web_key,
    "Ed25519VerificationKey2020": _multikey_of(KeyKind.ED25519),
    "Ed25519VerificationKey2018": _ed25519_base58,
    "EcdsaSecp256r1VerificationKey2019": _multikey_of(KeyKind.P256),
    "EcdsaSecp256k1VerificationKey2019": _secp256k1,
}
