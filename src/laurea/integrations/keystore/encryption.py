"""A secret under a passphrase: Argon2id makes the key, XChaCha20-Poly1305 seals.

- What it cost to make the key is written beside the sealed bytes, so that it can rise later.
- A checksum over the public numbers tells damage from a wrong passphrase. It says nothing
  about either secret.

Spec: https://www.rfc-editor.org/rfc/rfc9106
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import nacl.bindings
import nacl.exceptions
import orjson

from laurea.credentials.errors import LaureaError, MalformedDocument, Unavailable
from laurea.credentials.keys.multibase import base64url_decode, base64url_encode
from laurea.credentials.problems import KEY_FILE, PASSPHRASE_WRONG, Problem

CIPHER: Final = "argon2id-xchacha20-poly1305"
"""How the secret is sealed, as the file says it."""

_SALT_BYTES: Final = nacl.bindings.crypto_pwhash_SALTBYTES
_KEY_BYTES: Final = nacl.bindings.crypto_aead_xchacha20poly1305_ietf_KEYBYTES
_NONCE_BYTES: Final = nacl.bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_TAG_BYTES: Final = nacl.bindings.crypto_aead_xchacha20poly1305_ietf_ABYTES
_MOST_OPERATIONS: Final = 20
_MOST_MEMORY_BYTES: Final = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Argon2Cost:
    """What it costs to try one passphrase: passes over so many bytes of memory."""

    operations: int = 3
    memory_bytes: int = 256 * 1024**2


def seal(
    secret: bytes,
    passphrase: str,
    *,
    bound_to: str,
    random: Callable[[int], bytes],
    cost: Argon2Cost,
) -> dict[str, Any]:
    """Return `secret` sealed under `passphrase`, as a JSON object.

    Args:
        secret: what is sealed.
        passphrase: any text but the empty one; how its accents are composed does not matter.
        bound_to: a public text without which the secret cannot be opened either.
        random: returns so many unpredictable bytes.
        cost: what each try of a passphrase shall cost.
    """
    salt, nonce = random(_SALT_BYTES), random(_NONCE_BYTES)
    key = _derive(passphrase, salt, cost)
    sealed = nacl.bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        secret, bound_to.encode(), nonce, key
    )
    envelope: dict[str, Any] = {
        "encryption": CIPHER,
        "operations": cost.operations,
        "memoryBytes": cost.memory_bytes,
        "salt": base64url_encode(salt),
        "nonce": base64url_encode(nonce),
        "ciphertext": base64url_encode(sealed),
    }
    return envelope | {"checksum": _checksum(envelope, bound_to)}


def unseal(envelope: Mapping[str, Any], passphrase: str, *, bound_to: str) -> bytes:
    """Return the secret that `seal` put into `envelope`.

    Raises:
        MalformedDocument: `key-file`: damaged, or not made by `seal`; `passphrase-wrong`.
        Unavailable: there is not enough memory to try the passphrase.
    """
    expected = _checksum({k: v for k, v in envelope.items() if k != "checksum"}, bound_to)
    if not hmac.compare_digest(expected.encode(), str(envelope.get("checksum")).encode()):
        raise _damaged()
    cost = Argon2Cost(
        _number(envelope, "operations", _MOST_OPERATIONS),
        _number(envelope, "memoryBytes", _MOST_MEMORY_BYTES),
    )
    salt, nonce = _bytes(envelope, "salt", _SALT_BYTES), _bytes(envelope, "nonce", _NONCE_BYTES)
    sealed = _bytes(envelope, "ciphertext")
    if len(sealed) <= _TAG_BYTES:
        raise _damaged()
    key = _derive(passphrase, salt, cost)
    try:
        return nacl.bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            sealed, bound_to.encode(), nonce, key
        )
    except nacl.exceptions.CryptoError:
        detail = "The passphrase is another one. Try again, and mind upper case and layout."
        raise MalformedDocument(Problem(PASSPHRASE_WRONG, detail)) from None


def _derive(passphrase: str, salt: bytes, cost: Argon2Cost) -> bytes:
    # One text can be typed composed or decomposed; an environment may hold bytes of any kind.
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogateescape")
    try:
        return nacl.bindings.crypto_pwhash_alg(
            _KEY_BYTES,
            typed,
            salt,
            cost.operations,
            cost.memory_bytes,
            nacl.bindings.crypto_pwhash_ALG_ARGON2ID13,
        )
    except nacl.exceptions.RuntimeError:
        detail = f"Opening it takes {cost.memory_bytes // 1024**2} MiB of memory. Free some."
        raise Unavailable(Problem(KEY_FILE, detail)) from None
    except (nacl.exceptions.ValueError, nacl.exceptions.TypeError):
        raise _damaged() from None


def _checksum(envelope: Mapping[str, Any], bound_to: str) -> str:
    public = orjson.dumps([envelope, bound_to], option=orjson.OPT_SORT_KEYS)
    return base64url_encode(hashlib.sha256(public).digest())


def _number(envelope: Mapping[str, Any], name: str, most: int) -> int:
    value = envelope.get(name)
    if type(value) is not int or not 0 < value <= most:
        raise _damaged()
    return value


def _bytes(envelope: Mapping[str, Any], name: str, size_bytes: int | None = None) -> bytes:
    text = envelope.get(name)
    try:
        value = base64url_decode(text) if isinstance(text, str) else b""
    except LaureaError:
        raise _damaged() from None
    if not value or (size_bytes is not None and len(value) != size_bytes):
        raise _damaged()
    return value


def _damaged() -> MalformedDocument:
    detail = "The private part is damaged. Take the file from your backup."
    return MalformedDocument(Problem(KEY_FILE, detail))
