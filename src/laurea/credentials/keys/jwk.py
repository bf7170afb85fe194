"""JSON Web Keys: a public key as the members of a JSON object.

- Only public keys are read: an object with a private or a secret part is refused whole.
- What the key says about its use (`use`, `key_ops`, `alg`) must allow it to check signatures.

Spec: https://www.rfc-editor.org/rfc/rfc7517, https://www.rfc-editor.org/rfc/rfc8037
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.keys.multibase import base64url_decode, base64url_encode
from laurea.credentials.keys.public_key import (
    CURVES,
    KeyKind,
    PublicKey,
    coordinate_bytes,
    elliptic_bytes,
    elliptic_key,
    read_public_key,
    refused,
    rsa_bytes,
    rsa_key,
)
from laurea.credentials.problems import KEY_INVALID, Problem

_CURVE_NAMES: Final = {
    KeyKind.P256: "P-256",
    KeyKind.P384: "P-384",
    KeyKind.P521: "P-521",
    KeyKind.SECP256K1: "secp256k1",
}
_CURVE_KINDS: Final = {name: kind for kind, name in _CURVE_NAMES.items()}
_ALGORITHM_NAMES: Final = {
    KeyKind.ED25519: ("EdDSA", "Ed25519"),
    KeyKind.P256: ("ES256",),
    KeyKind.P384: ("ES384",),
    KeyKind.P521: ("ES512",),
    KeyKind.SECP256K1: ("ES256K",),
    KeyKind.RSA: ("RS256",),
}
_SECRET_MEMBERS: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


def from_jwk(jwk: Mapping[str, Any]) -> PublicKey:
    """Return the public key that a JSON Web Key holds.

    Args:
        jwk: the members as parsed JSON; `kty` is `OKP`, `EC` or `RSA`. Members that do not
            concern the key itself (`kid`, `x5c`...) are not read.

    Raises:
        MalformedDocument: `key-invalid` (a private part, an unknown kind, a use that is not
            signing, no sound key) or `key-weak`.

    >>> from_jwk({"kty": "OKP", "crv": "Ed25519", "x": "AA", "d": "AA"})
    Traceback (most recent call last):
    ...
    laurea.credentials.errors.MalformedDocument: The key cannot be used: ...
    """
    secret = sorted(_SECRET_MEMBERS & jwk.keys())
    if secret:
        raise refused(
            f"A public key was expected; this one holds a private part ({', '.join(secret)}). "
            "Its owner has to replace it."
        )
    key = _read(jwk)
    _refuse_other_use(jwk, key)
    return key


def to_jwk(public_key: PublicKey) -> dict[str, str]:
    """Return a public key as the members of a JSON Web Key that RFC 7638 calls required.

    >>> key = from_jwk(
    ...     {
    ...         "kty": "OKP",
    ...         "crv": "Ed25519",
    ...         "kid": "first",
    ...         "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    ...     }
    ... )
    >>> to_jwk(key)
    {'kty': 'OKP', 'crv': 'Ed25519', 'x': '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'}
    """
    if public_key.kind is KeyKind.ED25519:
        return {"kty": "OKP", "crv": "Ed25519", "x": base64url_encode(public_key.raw)}
    if public_key.kind is KeyKind.RSA:
        numbers = rsa_key(public_key.raw).public_numbers()
        return {"kty": "RSA", "n": _unsigned(numbers.n), "e": _unsigned(numbers.e)}
    point = elliptic_key(public_key.kind, public_key.raw).public_numbers()
    size_bytes = coordinate_bytes(public_key.kind)
    return {
        "kty": "EC",
        "crv": _CURVE_NAMES[public_key.kind],
        "x": base64url_encode(point.x.to_bytes(size_bytes)),
        "y": base64url_encode(point.y.to_bytes(size_bytes)),
    }


def _read(jwk: Mapping[str, Any]) -> PublicKey:
    match jwk.get("kty"), jwk.get("crv"):
        case "OKP", "Ed25519":
            return read_public_key(KeyKind.ED25519, _member(jwk, "x"))
        case "EC", str(curve) if curve in _CURVE_KINDS:
            return _read_elliptic(_CURVE_KINDS[curve], _member(jwk, "x"), _member(jwk, "y"))
        case "RSA", _:
            return _read_rsa(_number(jwk, "n"), _number(jwk, "e"))
    raise refused("Keys are read of the kinds OKP (Ed25519), EC and RSA; this one is another.")


def _read_elliptic(kind: KeyKind, x: bytes, y: bytes) -> PublicKey:
    size_bytes = coordinate_bytes(kind)
    if len(x) != size_bytes or len(y) != size_bytes:
        raise refused(f"Each coordinate of a {kind.value} key has {size_bytes} bytes.")
    numbers = ec.EllipticCurvePublicNumbers(int.from_bytes(x), int.from_bytes(y), CURVES[kind])
    try:
        return PublicKey(kind, elliptic_bytes(numbers.public_key()))
    except ValueError:
        raise refused(f"The point does not lie on the curve {kind.value}.") from None


def _read_rsa(modulus: int, exponent: int) -> PublicKey:
    try:
        key = rsa.RSAPublicNumbers(exponent, modulus).public_key()
    except ValueError:
        raise refused("The modulus and exponent make no RSA key.") from None
    return read_public_key(KeyKind.RSA, rsa_bytes(key))


def _refuse_other_use(jwk: Mapping[str, Any], key: PublicKey) -> None:
    algorithm = jwk.get("alg")
    operations = jwk.get("key_ops")
    if jwk.get("use", "sig") != "sig" or (
        operations is not None and not (isinstance(operations, list) and "verify" in operations)
    ):
        raise refused("The key is not meant for signatures.")
    if algorithm is not None and algorithm not in _ALGORITHM_NAMES[key.kind]:
        raise refused("The key is meant for an algorithm that is not used here.")


def _member(jwk: Mapping[str, Any], name: str) -> bytes:
    value = jwk.get(name)
    if not isinstance(value, str):
        raise refused(f"The key has no member {name}.")
    try:
        return base64url_decode(value)
    except LaureaError as error:
        raise MalformedDocument(
            Problem(KEY_INVALID, f"Member {name}: {error.problem.detail}")
        ) from None


def _number(jwk: Mapping[str, Any], name: str) -> int:
    value = _member(jwk, name)
    # RFC 7518, section 2: the shortest form, zero excepted.
    if value[:1] in (b"", b"\0"):
        raise refused(f"Member {name} of the key is not a positive number in its shortest form.")
    return int.from_bytes(value)


def _unsigned(number: int) -> str:
    return base64url_encode(number.to_bytes((number.bit_length() + 7) // 8))
