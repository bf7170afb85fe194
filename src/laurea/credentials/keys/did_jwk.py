"""did:jwk: an identifier that is its own public key, written as a JSON Web Key.

Spec: https://github.com/quartzjer/did-jwk/blob/main/spec.md
"""

from __future__ import annotations

from typing import Final

import orjson

from laurea.credentials.document import read_object
from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.keys.jwk import from_jwk, to_jwk
from laurea.credentials.keys.multibase import base64url_decode, base64url_encode
from laurea.credentials.keys.public_key import PublicKey
from laurea.credentials.keys.verification_method import VerificationMethod
from laurea.credentials.problems import DID_INVALID, Problem

_METHOD: Final = "did:jwk:"


def did_jwk(public_key: PublicKey) -> str:
    """Return the did:jwk of a public key, its members in alphabetical order."""
    jwk = orjson.dumps(to_jwk(public_key), option=orjson.OPT_SORT_KEYS)
    return _METHOD + base64url_encode(jwk)


def resolve_did_jwk(did: str) -> VerificationMethod:
    """Return the one verification method of a did:jwk; its `id` is the DID and `#0`.

    Raises:
        MalformedDocument: `did-invalid` where `did` is no bare did:jwk; `key-invalid` or
            `key-weak` where the key inside cannot be used.

    Spec: https://github.com/quartzjer/did-jwk/blob/main/spec.md#read
    """
    encoded = did.removeprefix(_METHOD)
    if encoded == did:
        raise MalformedDocument(Problem(DID_INVALID, "The identifier does not begin did:jwk:."))
    try:
        jwk = read_object(base64url_decode(encoded))
    except LaureaError as error:
        raise MalformedDocument(Problem(DID_INVALID, error.problem.detail)) from None
    return VerificationMethod(id=f"{did}#0", controller=did, public_key=from_jwk(jwk))
