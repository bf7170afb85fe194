"""Status lists as programs fetch them, under the address that stands in credentials."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from laurea.web.issuing.publish import MAX_AGE_S, published_list
from laurea.web.security.public_documents import public_document

_TYPES: Final = (
    "application/vc+ld+json",
    "application/vc",
    "application/ld+json",
    "application/json",
)


@require_safe
def status_list(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Answer with the version of a status list that stands now."""
    published = published_list(list_id)
    return public_document(
        request,
        published.document,
        types=_TYPES,
        max_age_s=MAX_AGE_S,
        modified_at=published.published_at,
    )
