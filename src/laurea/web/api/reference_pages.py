"""The page that says what the API offers, made of its OpenAPI document; and that document."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar, Final

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from laurea.web.api.interface import PREFIX, document
from laurea.web.design.contexts import Head
from laurea.web.design.pages import show
from laurea.web.design.parts import Button, Text
from laurea.web.design.tables import Cell, Column, Row, Table
from laurea.web.security.public_documents import public_document

_KEPT_S: Final = 300
_TYPES: Final = ("application/json",)


@dataclass(frozen=True, slots=True)
class Group:
    """Routes that belong together: their name, and a table of them."""

    title: str
    name: str
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencePage:
    """What the API offers: how to call it, and every route."""

    template: ClassVar[str] = "api/reference.html"
    head: Head
    title: Text
    origin: str
    per_minute: int
    groups: tuple[Group, ...]
    openapi: Button


@require_safe
def openapi_json(request: HttpRequest) -> HttpResponse:
    """Answer with the OpenAPI document."""
    content = orjson.dumps(document(), option=orjson.OPT_INDENT_2)
    return public_document(request, content, types=_TYPES, max_age_s=_KEPT_S)


@require_safe
def reference_page(request: HttpRequest) -> HttpResponse:
    """Show what the API offers."""
    page = ReferencePage(
        head=Head(title=_("The API"), description=_("What programs can do here.")),
        title=_("What programs can do here"),
        origin=settings.LAUREA_PUBLIC_URL,
        per_minute=settings.LAUREA_API_PER_MINUTE,
        groups=tuple(_groups()),
        openapi=Button(
            text=_("The OpenAPI document"), href=reverse("api-openapi"), kind="quiet", icon="code"
        ),
    )
    return show(request, page)


def _groups() -> list[Group]:
    routes = [
        (operation["tags"][0], path, method, operation)
        for path, operations in document()["paths"].items()
        for method, operation in operations.items()
    ]
    routes.sort(key=lambda one: one[0])
    return [
        Group(tag, f"routes-{tag.lower()}", _table(tag, [one[1:] for one in together]))
        for tag, together in groupby(routes, key=lambda one: one[0])
    ]


def _table(tag: str, routes: list[tuple[str, str, dict[str, Any]]]) -> Table:
    return Table(
        name=f"table-{tag.lower()}",
        caption=tag,
        columns=(Column(_("Request")), Column(_("What it does")), Column(_("Scope"))),
        rows=tuple(_row(*one) for one in routes),
    )


def _row(path: str, method: str, operation: dict[str, Any]) -> Row:
    scopes = operation.get("x-laurea-scopes")
    any_token = _("Any token") if scopes is not None else _("No token")
    about = operation["description"].split("\n\n")[0].replace("\n", " ")
    return Row(
        Cell(f"{method.upper()} {path.removeprefix(PREFIX.rstrip('/'))}"),
        (
            Cell(operation["summary"], remark=about),
            Cell(_(" or ").join(scopes) if scopes else any_token),
        ),
    )
