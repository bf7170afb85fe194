"""The REST API: its routes together, and the OpenAPI document that describes them."""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final

from ninja import NinjaAPI

from laurea.web.api import (
    achievement_routes,
    award_routes,
    credential_routes,
    organization_routes,
    webhook_routes,
)
from laurea.web.api.answers import answer_errors
from laurea.web.api.wire import JSON, OrjsonRenderer, StrictParser

PREFIX: Final = "/api/v1/"
PROBLEM: Final = "application/problem+json"
_ABOUT: Final = (
    "What an organization can do here, for programs: write achievements, award and revoke them,"
    " and be told what happens. Every request but that for the health of the server carries a"
    " token; it counts in one organization. Errors are problems as RFC 9457 has them."
)
_VERSION: Final = "1.0"

api: Final = NinjaAPI(
    title="Laurea",
    version=_VERSION,
    description=_ABOUT,
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    parser=StrictParser(),
    renderer=OrjsonRenderer(),
)
answer_errors(api)
for _routes in (
    organization_routes,
    achievement_routes,
    award_routes,
    credential_routes,
    webhook_routes,
):
    api.add_router("", _routes.router)


@lru_cache(maxsize=1)
def _document() -> dict[str, Any]:
    found: dict[str, Any] = deepcopy(dict(api.get_openapi_schema(path_prefix=PREFIX)))
    found.pop("servers", None)
    for operations in found["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                _describe(int(status), response)
            operation["responses"] = {
                str(status): one for status, one in sorted(operation["responses"].items())
            }
            for parameter in operation["parameters"]:
                parameter["schema"] = _stated(parameter["schema"])
    for schema in found["components"]["schemas"].values():
        for each in schema.get("properties", {}).values():
            each.pop("title", None)
    return found


def document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the API; the caller may change what it is given."""
    return deepcopy(_document())


def _describe(status: int, response: dict[str, Any]) -> None:
    """Say of errors that they are problems, which ninja does not know."""
    content = response.get("content", {})
    if status >= HTTPStatus.BAD_REQUEST and JSON in content:
        is_problem = content[JSON]["schema"].get("$ref", "").endswith("/ProblemDetails")
        if is_problem:
            response["content"] = {PROBLEM: content[JSON]}


def _stated(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter that may be left out: it then is not there, never null."""
    kinds = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    bare = {k: v for k, v in schema.items() if k not in ("anyOf", "title", "description")}
    return bare | (kinds[0] if kinds else {})
