"""How things are written on the wire: JSON in camelCase, nothing undefined, moments with a zone.

What these schemas say is the truth of the interface; they hold no logic.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final

import orjson
from django.http import HttpRequest, HttpResponse
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from laurea.credentials.document import read_object
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.limits import Limits
from laurea.credentials.problems import PARSING, Problem

JSON: Final = "application/json"
_BODY_LIMITS: Final = Limits(document_bytes=10 * 1024 * 1024)
_NUL: Final = b"\\u0000"


class Wire(BaseModel):
    """What is sent or answered. Members that nobody defined are refused."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True
    )


def _as_text(value: object) -> object:
    if not isinstance(value, (str, datetime)):
        raise ValueError("write a date and time as RFC 3339 has it, with its zone")  # noqa: TRY004
    return value


def _without_nul(value: str) -> str:
    if "\0" in value:
        raise ValueError("it holds a character that no text has")
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_as_text)]
"""A moment as RFC 3339 writes it, with its zone."""
Words = Annotated[str, AfterValidator(_without_nul)]
"""A text."""
Cursor = Annotated[
    str,
    Field(max_length=200, pattern=r"^[A-Za-z0-9_-]*$", description="`next` of the page before."),
]
PageSize = Annotated[int, Field(ge=1, le=200, description="How many there are on a page.")]


class Pages(Wire):
    """Which page of a list."""

    cursor: Cursor = ""
    limit: PageSize = 50


class Mistake(Wire):
    """One of several things that are wrong with a request."""

    detail: str = Field(description="What is wrong, in a sentence.")
    pointer: str = Field(description="A JSON Pointer into the body; empty for what is outside.")
    parameter: str | None = Field(None, description="The parameter or header, where it is one.")


class ProblemDetails(BaseModel):
    """What went wrong, as RFC 9457 has it."""

    type: str = Field(description="What kind of problem it is, as a URI.")
    title: str = Field(description="The kind in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What happened this time, and what to do.")
    pointer: str = Field("", description="A JSON Pointer to the place in the body.")
    severity: str = Field("error", description="Always `error` here.")
    errors: list[Mistake] | None = Field(None, description="Where several things are wrong.")


class StrictParser(Parser):
    """Reads bodies as strictly as credentials: no key twice, no bottomless nesting, no NUL."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Return the JSON object that was sent.

        Raises:
            MalformedDocument: it is none.
            LimitExceeded: it is too large or too deep.
        """
        if request.content_type != JSON:
            detail = f"The body is {request.content_type or 'of no type'}. Send {JSON}."
            raise MalformedDocument(Problem(PARSING, detail))
        if _NUL in request.body:
            raise MalformedDocument(Problem(PARSING, "The body holds the character U+0000."))
        return read_object(request.body, limits=_BODY_LIMITS)


class OrjsonRenderer(BaseRenderer):
    """Writes what is answered."""

    media_type = JSON

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002
        """Return the JSON text."""
        return written(data)


def written(value: Any) -> bytes:
    """Return the JSON text of an answer; moments in UTC end in Z."""
    if isinstance(value, BaseModel):
        value = value.model_dump(by_alias=True)
    return orjson.dumps(value, option=orjson.OPT_UTC_Z)


def answered(value: Wire, status: int = 200) -> HttpResponse:
    """Return the answer that says something."""
    return HttpResponse(written(value), status=status, content_type=f"{JSON}; charset=utf-8")
