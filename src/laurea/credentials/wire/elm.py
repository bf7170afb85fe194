"""European Digital Credentials (the European Learning Model 3): what they say in their own words.

They are credentials of the Verifiable Credentials data model 1.1, with classes of their own for
people and organisations, and are judged as such.

Spec: https://europa.eu/europass/elm-browser/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


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
