"""Key files: an issuer's private key, its did:key, and a minimal OB 3.0 Profile.

- One JSON object: `format`, `version`, `profile`, `verificationMethod`, `privateKey`.
- The public part can be read by anybody who may read the file; the private part is encrypted
  under a passphrase unless its owner wants it in the open.
- Only the owner may read the file (0600). It is written whole or not at all, and never over
  another file.
- `name` and `url` of the profile may be edited by hand; the key and its identifier hold
  together, and a file in which they do not is refused.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import orjson

from laurea.credentials.document import read_object
from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.keys.did_key import dereference_did_key, did_key
from laurea.credentials.keys.multibase import base64url_decode, base64url_encode
from laurea.credentials.keys.multikey import to_multikey
from laurea.credentials.keys.public_key import KeyKind, PublicKey
from laurea.credentials.keys.verification_method import (
    VerificationMethod,
    parse_verification_method,
)
from laurea.credentials.ports import Signer
from laurea.credentials.problems import (
    KEY_FILE,
    KEY_FILE_EXPOSED,
    MALFORMED_VALUE,
    Problem,
    Severity,
)
from laurea.integrations.files import STANDARD_INPUT, in_file, naming, read_file, write_file
from laurea.integrations.keystore.encryption import CIPHER, Argon2Cost, seal, unseal
from laurea.integrations.keystore.private_key import (
    PrivateKey,
    from_pkcs8,
    generate_private_key,
    public_key_of,
    signer_for,
    to_pkcs8,
)
from laurea.integrations.swapped import KEY_FORMAT, expecting

_VERSION: Final = 1
_OPEN: Final = "none"
_LARGEST_FILE_BYTES: Final = 64 * 1024
_LONGEST_NAME: Final = 1_000
_OWNER_ONLY: Final = 0o600


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that is in no file yet."""

    profile: Mapping[str, Any]
    verification_method: VerificationMethod
    private: PrivateKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class PublicPart:
    """What a key file says without its passphrase.

    `profile` is an OB 3.0 Profile whose `id` is the did:key; `warnings` are problems that
    decide nothing, such as a private key that others can read.
    """

    profile: Mapping[str, Any]
    verification_method: VerificationMethod
    is_encrypted: bool
    warnings: tuple[Problem, ...] = ()

    @property
    def did(self) -> str:
        """The did:key of the key."""
        return self.verification_method.controller

    @property
    def public_key(self) -> PublicKey:
        """The public key."""
        return self.verification_method.public_key


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A key file that was opened: its public part, and a signer with its private key."""

    public: PublicPart
    signer: Signer

    @property
    def profile(self) -> Mapping[str, Any]:
        """The issuer as an OB 3.0 Profile."""
        return self.public.profile

    @property
    def did(self) -> str:
        """The did:key of the key."""
        return self.public.did

    @property
    def public_key(self) -> PublicKey:
        """The public key."""
        return self.public.public_key


def create_key(
    kind: KeyKind,
    *,
    name: str,
    url: str | None = None,
    random: Callable[[int], bytes] = os.urandom,
) -> NewKey:
    """Return a new key with its did:key and a Profile that names its owner.

    Args:
        kind: a kind that signs credentials.
        name: the issuer's name; white space around it is dropped.
        url: the issuer's home page, an absolute http or https address.
        random: returns so many unpredictable bytes.

    Raises:
        MalformedDocument: the name is empty or too long, or the address is none.
    """
    profile = {"type": ["Profile"], "name": _checked_name(name)} | (
        {"url": _checked_url(url)} if url is not None else {}
    )
    private = generate_private_key(kind, random)
    did = did_key(public_key_of(private))
    method = dereference_did_key(f"{did}#{did.removeprefix('did:key:')}")
    return NewKey({"id": did} | profile, method, private)


def write_key_file(
    path: str | Path,
    key: NewKey,
    passphrase: str | None,
    *,
    random: Callable[[int], bytes] = os.urandom,
    cost: Argon2Cost = Argon2Cost(),  # noqa: B008 - a frozen value
) -> None:
    """Write a new key file that only its owner may read.

    Args:
        path: the file; there must be none of this name.
        key: what is written.
        passphrase: what the private key is encrypted under; `None` writes it in the open.
        random: returns so many unpredictable bytes.
        cost: what each try of a passphrase shall cost.

    Raises:
        Conflict: there is such a file already.
        NotFound: there is no such folder.
        Unavailable: the file cannot be written, or memory is short.
    """
    method = key.verification_method
    secret = to_pkcs8(key.private)
    document = {
        "format": KEY_FORMAT,
        "version": _VERSION,
        "profile": key.profile,
        "verificationMethod": {
            "id": method.id,
            "type": "Multikey",
            "controller": method.controller,
            "publicKeyMultibase": to_multikey(method.public_key),
        },
        "privateKey": {"encryption": _OPEN, "pkcs8": base64url_encode(secret)}
        if passphrase is None
        else seal(secret, passphrase, bound_to=method.id, random=random, cost=cost),
    }
    text = orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    write_file(path, text, mode=_OWNER_ONLY)


def read_public_part(path: str | Path) -> PublicPart:
    """Return what a key file says without its passphrase.

    Raises:
        NotFound, Unavailable, LimitExceeded: the file cannot be read.
        MalformedDocument: `key-file`: it is no key file, or a damaged one.
    """
    return _public_part(path, _read_document(path))


def read_key_file(path: str | Path, passphrase: Callable[[], str]) -> KeyFile:
    """Open a key file.

    Args:
        path: the file; `-` is standard input.
        passphrase: asked for the passphrase, once, and only where the file is encrypted.

    Raises:
        NotFound, Unavailable, LimitExceeded: the file cannot be read.
        MalformedDocument: `key-file`: it is no key file, or a damaged one; `passphrase-wrong`.
    """
    document = _read_document(path)
    public = _public_part(path, document)
    with naming(path):
        private = from_pkcs8(_secret(document["privateKey"], public, passphrase))
    if public_key_of(private) != public.public_key:
        raise _unusable(path, "The private key is not that of the public key beside it.")
    return KeyFile(public, signer_for(private, public.verification_method.id))


def _secret(
    envelope: Mapping[str, Any], public: PublicPart, passphrase: Callable[[], str]
) -> bytes:
    if public.is_encrypted:
        return unseal(envelope, passphrase(), bound_to=public.verification_method.id)
    try:
        return base64url_decode(str(envelope.get("pkcs8")))
    except LaureaError as error:
        raise MalformedDocument(Problem(KEY_FILE, error.problem.detail)) from None


def _read_document(path: str | Path) -> dict[str, Any]:
    content = read_file(path, max_bytes=_LARGEST_FILE_BYTES)
    with expecting("the key file", content, path):
        return _document(path, content)


def _document(path: str | Path, content: bytes) -> dict[str, Any]:
    try:
        document = read_object(content)
    except LaureaError as error:
        raise _unusable(path, f"It is no key file. {error.problem.detail}") from None
    if document.get("format") != KEY_FORMAT:
        raise _unusable(path, "It is JSON of another kind. `laurea keys new` makes a key file.")
    if document.get("version") != _VERSION:
        raise _unusable(path, "It was made by a newer Laurea. Bring this one up to date.")
    return document


def _public_part(path: str | Path, document: Mapping[str, Any]) -> PublicPart:
    profile, envelope = _object(path, document, "profile"), _object(path, document, "privateKey")
    try:
        method = parse_verification_method(
            _object(path, document, "verificationMethod"), base="", pointer="/verificationMethod"
        )
        holds_together = dereference_did_key(method.id) == method
    except MalformedDocument as error:
        raise _unusable(path, error.problem.detail, error.problem.pointer) from None
    if not holds_together or profile.get("id") != method.controller:
        raise _unusable(path, "The key and the identifier do not belong together.")
    if not isinstance(profile.get("name"), str) or not profile["name"].strip():
        raise _unusable(path, "The profile has no name.", "/profile/name")
    if envelope.get("encryption") not in (CIPHER, _OPEN):
        raise _unusable(path, "The private key is encrypted in an unknown way.", "/privateKey")
    is_encrypted = envelope["encryption"] == CIPHER
    warnings = () if is_encrypted else _exposure(path)
    return PublicPart(profile, method, is_encrypted, warnings)


def _exposure(path: str | Path) -> tuple[Problem, ...]:
    """Return the warning that others can read a private key in the open."""
    if str(path) == STANDARD_INPUT:
        return ()
    if not stat.S_IMODE(Path(path).stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
        return ()
    detail = f"{path} holds the private key in the open. Restrict it: chmod 600."
    return (Problem(KEY_FILE_EXPOSED, detail, severity=Severity.WARNING),)


def _object(path: str | Path, document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = document.get(name)
    if not isinstance(value, dict):
        raise _unusable(path, f"It has no {name}.", f"/{name}")
    return value


def _checked_name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        detail = f"A name is one line of 1 to {_LONGEST_NAME:,} characters."
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/name"))
    return name


def _checked_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_address = False
    if not is_address or not url.isprintable() or " " in url:
        detail = "An address is written in full, as in https://school.example/."
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/url"))
    return url


def _unusable(path: str | Path, detail: str, pointer: str = "") -> MalformedDocument:
    return MalformedDocument(in_file(Problem(KEY_FILE, detail, pointer), path))
