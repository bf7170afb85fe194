"""The REST API: its routes together, and the OpenAPI document that describes them."""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache
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
_SCHEMAS: Final = "#/components/schemas/"
_NEEDLESS: Final = frozenset({"allOf", "anyOf", "description", "title"})

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
    refusals: dict[str, Any] = {}
    for operations in found["paths"].values():
        for operation in operations.values():
            operation["responses"] = _responses(operation["responses"], refusals)
            for parameter in operation["parameters"]:
                parameter["schema"] = _stated(parameter["schema"])
    schemas = found["components"]["schemas"]
    for schema in schemas.values():
        for each in schema.get("properties", {}).values():
            each.pop("title", None)
    found["components"]["responses"] = refusals
    # Those of filters are written out as parameters, and named nowhere.
    text = str(found)
    found["components"]["schemas"] = {
        name: schemas[name] for name in sorted(schemas) if f"{_SCHEMAS}{name}'" in text
    }
    return found


def document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the API; the caller may change what it is given."""
    return deepcopy(_document())


def _responses(said: dict[Any, Any], refusals: dict[str, Any]) -> dict[str, Any]:
    """Return the answers of a route; those that refuse are problems, and described once."""
    found = {}
    for status, response in sorted(said.items(), key=lambda one: int(one[0])):
        found[str(status)] = response
        content = response.get("content", {})
        schema = content.get(JSON, {}).get("schema", {})
        if schema.get("$ref", "").endswith("/ProblemDetails"):
            name = f"Problem{status}"
            refusals[name] = {**response, "content": {PROBLEM: content[JSON]}}
            found[str(status)] = {"$ref": f"#/components/responses/{name}"}
    return found


def _stated(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter that may be left out: it then is not there, never null."""
    kinds = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    # Of a choice that has a default, ninja writes out what it could refer to.
    kinds += [{"$ref": f"{_SCHEMAS}{one['title']}"} for one in schema.get("allOf", ())]
    bare = {k: v for k, v in schema.items() if k not in _NEEDLESS}
    return bare | (kinds[0] if kinds else {})
