"""Errors as answers: a `LaureaError` that leaves a view becomes a page, or a problem in JSON."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from laurea.credentials.errors import (
    Conflict,
    LaureaError,
    LimitExceeded,
    MalformedDocument,
    NotFound,
    Unavailable,
)
from laurea.credentials.problems import (
    FETCH_FAILED,
    LIMIT,
    MALFORMED_VALUE,
    NOT_FOUND,
    Problem,
    ProblemType,
)
from laurea.web.design.error_pages import error_page
from laurea.web.design.pages import show
from laurea.web.security.headers import GetResponse

_STATUS: Final[dict[type[LaureaError], int]] = {
    NotFound: 404,
    Conflict: 409,
    LimitExceeded: 413,
    MalformedDocument: 422,
    Unavailable: 503,
}


def wants_json(request: HttpRequest) -> bool:
    """Say whether the client prefers JSON to a page."""
    preferred = request.get_preferred_type(["text/html", "application/json", "application/ld+json"])
    return preferred in ("application/json", "application/ld+json")


def refuse(request: HttpRequest, problem: Problem, status: int) -> HttpResponse:
    """Return the answer that says what is wrong and what to do, in the form the client reads."""
    if wants_json(request):
        body = {**problem.to_json(), "status": status}
        return JsonResponse(body, status=status, content_type="application/problem+json")
    page = error_page(
        status, title=problem.title, sentence=problem.detail, verify=reverse("verify")
    )
    return show(request, page, status=status)


class Refusals:
    """Middleware that turns a `LaureaError` into its answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; errors come back through `process_exception`."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer an error that a view let go; others are Django's."""
        if not isinstance(error, LaureaError):
            return None
        status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 422)
        response = refuse(request, error.problem, status)
        if isinstance(error, Unavailable):
            response.headers["Retry-After"] = "30"
        return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer a request that Django itself could not read."""
    return _usual(request, 400, MALFORMED_VALUE)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer somebody who is signed in as somebody else."""
    return _usual(request, 403, NOT_FOUND)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer a form that did not come from a page of this server, or from one too old."""
    return _usual(request, 403, MALFORMED_VALUE)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer an address that leads nowhere, in the same words as what is not yours."""
    return _usual(request, 404, NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer where this server is at fault."""
    return _usual(request, 500, FETCH_FAILED)


def too_many_requests(request: HttpRequest, retry_after_s: int) -> HttpResponse:
    """Answer somebody who asked more often than is allowed."""
    detail = f"Try again in {retry_after_s} seconds."
    response = (
        refuse(request, Problem(LIMIT, detail), 429)
        if wants_json(request)
        else _usual(request, 429, LIMIT)
    )
    response.headers["Retry-After"] = str(retry_after_s)
    return response


def _usual(request: HttpRequest, status: int, kind: ProblemType) -> HttpResponse:
    page = error_page(status, verify=reverse("verify"))
    if wants_json(request):
        return refuse(request, Problem(kind, str(page.sentence)), status)
    return show(request, page, status=status)
