"""The page that monitors read."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from laurea.web.operations.health import examine_health


@require_safe
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Say in JSON whether the server is sound: 200 if so, else 503."""
    found = examine_health(at=timezone.now())
    return JsonResponse(found.to_json(), status=200 if found.is_sound else 503)
