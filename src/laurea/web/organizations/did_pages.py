"""The DID documents of organizations as programs fetch them."""

from __future__ import annotations

from typing import Final

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from laurea.web.organizations.access import public_organization
from laurea.web.organizations.identifier import did_document
from laurea.web.security.public_documents import public_document

MAX_AGE_S: Final = 300
"""For how long a copy of a DID document is good."""

_TYPES: Final = (
    "application/did+json",
    "application/did+ld+json",
    "application/did",
    "application/ld+json",
    "application/json",
)


@require_safe
def did_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the DID document of an organization."""
    document = did_document(public_organization(slug))
    return public_document(request, orjson.dumps(document), types=_TYPES, max_age_s=MAX_AGE_S)
