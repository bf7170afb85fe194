"""Errors of the API as answers: each is a problem as RFC 9457 has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from laurea.credentials.document import pointer
from laurea.credentials.errors import LaureaError, MalformedDocument, Unavailable
from laurea.credentials.problems import (
    MALFORMED_VALUE,
    MISSING_VALUE,
    PARSING,
    TOKEN_INVALID,
    Problem,
)
from laurea.web.api.caller import TooOften, Unauthorized
from laurea.web.api.once import RETRY_AFTER_S, UnderWay
from laurea.web.security.refusals import problem_answer, status_of

_UNAVAILABLE_S: Final = 30
_CHALLENGE: Final = 'Bearer realm="Laurea"'
_MOST_ERRORS: Final = 50
_PLACES: Final = 2
"""The first parts of where pydantic found something: the body, and the parameter it is read to."""


def answer_errors(api: NinjaAPI) -> None:
    """Let an API answer every error that its routes let go with a problem."""
    api.add_exception_handler(LaureaError, _refused)  # type: ignore[arg-type]
    api.add_exception_handler(AuthenticationError, _without_token)  # type: ignore[arg-type]
    api.add_exception_handler(ValidationError, _not_valid)  # type: ignore[arg-type]
    api.add_exception_handler(HttpError, _not_read)  # type: ignore[arg-type]


def _refused(request: HttpRequest, error: LaureaError) -> HttpResponse:  # noqa: ARG001
    match error:
        case Unauthorized():
            answer = problem_answer(error.problem, 401)
            answer.headers["WWW-Authenticate"] = f'{_CHALLENGE}, error="invalid_token"'
        case TooOften():
            answer = problem_answer(error.problem, 429)
            answer.headers["Retry-After"] = str(error.retry_after_s)
        case _:
            answer = problem_answer(error.problem, status_of(error))
    if isinstance(error, Unavailable):
        answer.headers["Retry-After"] = str(_UNAVAILABLE_S)
    if isinstance(error, UnderWay):
        answer.headers["Retry-After"] = str(RETRY_AFTER_S)
    return answer


def _without_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001
    detail = "Send a token: Authorization: Bearer laurea_…"
    answer = problem_answer(Problem(TOKEN_INVALID, detail), 401)
    answer.headers["WWW-Authenticate"] = _CHALLENGE
    return answer


def _not_read(request: HttpRequest, error: HttpError) -> HttpResponse:
    cause = error.__cause__
    if isinstance(cause, MalformedDocument):
        return problem_answer(cause.problem, 400)
    if isinstance(cause, LaureaError):
        return _refused(request, cause)
    return problem_answer(Problem(PARSING, "The request cannot be read."), error.status_code)


def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001
    found = [_mistake(one) for one in error.errors[:_MOST_ERRORS]]
    is_missing = error.errors[0]["type"] == "missing"
    kind = MISSING_VALUE if is_missing else MALFORMED_VALUE
    problem = Problem(kind, str(found[0]["detail"]), str(found[0]["pointer"]))
    return problem_answer(problem, 422, errors=found)


def _mistake(one: Mapping[str, Any]) -> dict[str, str | None]:
    source, *rest = one["loc"]
    message = f"{one['msg'].removeprefix('Value error, ')}.".replace("..", ".")
    sentence = message[0].upper() + message[1:]
    if source == "body":
        place = pointer(*one["loc"][_PLACES:])
        return {"detail": sentence, "pointer": place, "parameter": None}
    name = str(rest[-1]) if rest else ""
    return {"detail": f"{name}: {message}", "pointer": "", "parameter": name}
