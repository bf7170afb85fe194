"""What an organization is called in credentials: a did:web that leads to its page on this server.

The identifier follows from the public address of the server and the organization's place in
addresses. Its document lists the keys: those that sign, those that signed until a day, and, for
readers and for no use any more, those that were compromised.

Spec: https://w3c-ccg.github.io/did-method-web/
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from django.conf import settings

from laurea.credentials.timestamps import write_timestamp
from laurea.web.organizations.access import IssuerKey, Organization, keys_of

_CONTEXTS: Final = (
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
)


def issuer_did(organization: Organization) -> str:
    """Return the identifier under which an organization issues."""
    return issuer_did_at(organization.slug)


def issuer_did_at(slug: str) -> str:
    """Return the identifier of the organization that has, or will have, a place in addresses."""
    authority = settings.LAUREA_PUBLIC_URL.partition("://")[2]
    return f"did:web:{quote(authority, safe='')}:i:{slug}"


def issuer_path(organization: Organization) -> str:
    """Return the path of an organization's public page."""
    return f"/i/{organization.slug}"


def verification_method(organization: Organization, key: IssuerKey) -> str:
    """Return the identifier under which verifiers find a key of an organization."""
    return f"{issuer_did(organization)}#{key.public_key_multibase}"


def did_document(organization: Organization) -> dict[str, Any]:
    """Return the DID document of an organization, with the history of its keys.

    A key that has ended stays listed with `expires`, so that what it signed before stays good. A
    key that was compromised is named with `revoked` and may assert nothing: a verifier that does
    not know `revoked` must not take what a thief signs for the issuer's.

    Spec: https://www.w3.org/TR/did-core/#verification-methods,
        https://www.w3.org/TR/cid-1.0/#verification-methods
    """
    did = issuer_did(organization)
    keys = keys_of(organization)
    return {
        "@context": list(_CONTEXTS),
        "id": did,
        "alsoKnownAs": [settings.LAUREA_PUBLIC_URL + issuer_path(organization)],
        "verificationMethod": [_method(did, key) for key in keys],
        "assertionMethod": [
            f"{did}#{key.public_key_multibase}" for key in keys if key.compromised_at is None
        ],
    }


def _method(did: str, key: IssuerKey) -> dict[str, str]:
    method = {
        "id": f"{did}#{key.public_key_multibase}",
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": key.public_key_multibase,
    }
    if key.valid_until is not None:
        method["expires"] = write_timestamp(key.valid_until)
    if key.compromised_at is not None:
        method["revoked"] = write_timestamp(key.compromised_at)
    return method
