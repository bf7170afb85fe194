"""European Digital Credentials (the European Learning Model 3): what they say in their own words.

They are credentials of the Verifiable Credentials data model 1.1, with classes of their own for
people and organisations, and are judged as such.

Spec: https://europa.eu/europass/elm-browser/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from laurea.credentials.properties import types_of

_TYPE: Final = "EuropeanDigitalCredential"


def without_delivery(document: dict[str, Any]) -> dict[str, Any]:
    """Return the credential in what is sent to be sealed, or the document itself if it is none.

    Issuers hand credentials to those who seal them with notes on whom they are delivered to.
    Nobody has signed such a credential yet.

    >>> inside = {"type": ["VerifiableCredential", "EuropeanDigitalCredential"]}
    >>> without_delivery({"credential": inside, "deliveryDetails": {}}) == inside
    True
    """
    inside = document.get("credential")
    if not isinstance(inside, dict) or "type" in document or _TYPE not in types_of(inside):
        return document
    return inside


def legal_name(organisation: Mapping[str, Any]) -> str | None:
    """Return the name of an organisation, in English where it has one; else in its first language.

    >>> legal_name({"legalName": {"de": ["Fachschule"], "en": "Vocational school"}})
    'Vocational school'
    >>> legal_name({"legalName": "Fachschule"}) is None
    True
    """
    names = organisation.get("legalName")
    if not isinstance(names, Mapping) or not names:
        return None
    name = names.get("en") or next(iter(names.values()))
    if isinstance(name, list) and name:
        name = name[0]
    return name if isinstance(name, str) else None
