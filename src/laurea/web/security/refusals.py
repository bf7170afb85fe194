"""Errors as answers: a `LaureaError` that leaves a view becomes a page, or a problem in JSON."""

from __future__ import annotations

import logging
import secrets
import sys
from typing import Final

from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import InterfaceError, OperationalError
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
from laurea.web.design.pages import show, show_bare
from laurea.web.security.headers import GetResponse


class Forbidden(NotFound):
    """It is there, and who asks may know that; but it takes another role.

    Where this is not shown to somebody, it is answered like any other `NotFound`.
    """


_STATUS: Final[dict[type[LaureaError], int]] = {
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    LimitExceeded: 413,
    MalformedDocument: 422,
    Unavailable: 503,
}
_LOG: Final = logging.getLogger(__name__)
_TOO_MUCH: Final = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
_RETRY_AFTER_S: Final = "30"
_FOR_PROGRAMS: Final = "/api/v1/"


def status_of(error: LaureaError) -> int:
    """Return the HTTP status that an error is answered with."""
    return next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 422)


def wants_json(request: HttpRequest) -> bool:
    """Say whether the client prefers JSON to a page; whoever asks for the API does."""
    if request.path.startswith(_FOR_PROGRAMS):
        return True
    preferred = request.get_preferred_type(["text/html", "application/json", "application/ld+json"])
    return preferred in ("application/json", "application/ld+json")


def refuse(request: HttpRequest, problem: Problem, status: int) -> HttpResponse:
    """Return the answer that says what is wrong and what to do, in the form the client reads."""
    if wants_json(request):
        return problem_answer(problem, status)
    page = error_page(
        status, title=problem.title, sentence=problem.detail, verify=reverse("verify")
    )
    return show(request, page, status=status)


def refuse_as(
    request: HttpRequest, kind: ProblemType, status: int, *, title: str, sentence: str
) -> HttpResponse:
    """Return the answer as `refuse` does, under a title that says more than that of its kind."""
    if wants_json(request):
        return problem_answer(Problem(kind, sentence), status)
    page = error_page(status, title=title, sentence=sentence, verify=reverse("verify"))
    return show(request, page, status=status)


class Refusals:
    """Middleware that turns a `LaureaError` into its answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; errors come back through `process_exception`."""
        response = self._get_response(request)
        is_bare = not response.streaming and (
            not response.content or request.path.startswith(_FOR_PROGRAMS)
        )
        if response.status_code == 405 and is_bare:
            page = _usual(request, 405, MALFORMED_VALUE)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer an error that a view let go; others are Django's."""
        if not isinstance(error, LaureaError):
            return None
        response = refuse(request, error.problem, status_of(error))
        if isinstance(error, Unavailable):
            response.headers["Retry-After"] = _RETRY_AFTER_S
        return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django itself could not read, or that is more than it takes."""
    if isinstance(exception, _TOO_MUCH):
        return _usual(request, 413, LIMIT, is_bare=True)
    return _usual(request, 400, MALFORMED_VALUE, is_bare=True)


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
    """Answer where this server is at fault, or its database does not answer.

    Neither page asks the database for anything.
    """
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        response = _usual(request, 503, FETCH_FAILED, is_bare=True)
        response.headers["Retry-After"] = _RETRY_AFTER_S
        return response
    reference = secrets.token_hex(4)
    _LOG.error("What is above was answered as %s", reference)
    return _usual(request, 500, FETCH_FAILED, is_bare=True, reference=reference)


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


def _usual(
    request: HttpRequest,
    status: int,
    kind: ProblemType,
    *,
    is_bare: bool = False,
    reference: str = "",
) -> HttpResponse:
    page = error_page(status, verify=reverse("verify"), reference=reference)
    if wants_json(request):
        detail = f"{page.sentence} ({reference})" if reference else str(page.sentence)
        return problem_answer(Problem(kind, detail), status)
    return show_bare(page, status=status) if is_bare else show(request, page, status=status)


def problem_answer(problem: Problem, status: int, **more: object) -> HttpResponse:
    """Return a problem as RFC 9457 has it, with further members where they are given."""
    body = {**problem.to_json(), "status": status, **more}
    return JsonResponse(body, status=status, content_type="application/problem+json")
