"""did:key: an identifier that is its own public key.

Nothing is fetched: the key is the identifier. It vouches for itself only; who stands behind it
has to be known from elsewhere.

Spec: https://w3c-ccg.github.io/did-key-spec/
"""

from __future__ import annotations

from typing import Final

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.multikey import parse_multikey, to_multikey
from laurea.credentials.keys.public_key import PublicKey, refused
from laurea.credentials.keys.verification_method import VerificationMethod
from laurea.credentials.problems import DID_INVALID, Problem

_METHOD: Final = "did:key:"


def did_key(public_key: PublicKey) -> str:
    """Return the did:key of a public key."""
    return _METHOD + to_multikey(public_key)


def resolve_did_key(did: str) -> VerificationMethod:
    """Return the one verification method of a did:key.

    Its `id` is the DID, `#`, and the DID's last part again.

    Raises:
        MalformedDocument: `did-invalid` where `did` is no bare did:key; `key-invalid` or
            `key-weak` where the key inside cannot be used.

    Spec: https://w3c-ccg.github.io/did-key-spec/#document-creation-algorithm

    >>> method = resolve_did_key("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp")
    >>> method.id.removeprefix(method.controller)
    '#z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp'
    """
    fingerprint = did.removeprefix(_METHOD)
    if fingerprint == did:
        raise MalformedDocument(Problem(DID_INVALID, "The identifier does not begin did:key:."))
    return VerificationMethod(
        id=f"{did}#{fingerprint}", controller=did, public_key=parse_multikey(fingerprint)
    )


def dereference_did_key(did_url: str) -> VerificationMethod:
    """Return the verification method that a did:key URL with its fragment names.

    Raises:
        MalformedDocument: as `resolve_did_key`, and `key-invalid` where the fragment is missing
            or is not the key's own.

    Spec: https://w3c-ccg.github.io/did-key-spec/#document-creation-algorithm

    >>> dereference_did_key("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp#key-1")
    Traceback (most recent call last):
    ...
    laurea.credentials.errors.MalformedDocument: The key cannot be used: ...
    """
    method = resolve_did_key(did_url.partition("#")[0])
    if method.id != did_url:
        raise refused("The fragment of a did:key must repeat the key; this one names another.")
    return method
