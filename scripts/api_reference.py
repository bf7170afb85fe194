"""Write the OpenAPI document of the REST API, and the reference that is made of it.

python scripts/api_reference.py docs/reference/openapi.json docs/reference/api.md
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import tempfile
from itertools import groupby
from pathlib import Path
from typing import Any

INTRODUCTION = """# The REST API

Every route, written from the OpenAPI document, which is [here](openapi.json) and at
`/api/v1/openapi.json` of each server. [Use the API](../how-to/use-the-api.md) shows it at work.

Every request but `GET /health` carries `Authorization: Bearer laurea_…`. A token counts in one
organization; what belongs to another is answered like what does not exist. What a route takes is
written in JSON with `Content-Type: application/json`; members that it does not know are refused.
Errors are problems ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)); their types are listed
under [Problems](problems.md).

"""


def openapi() -> str:
    """Return the OpenAPI document as it is committed."""
    # The models are read, never the database; so any folder will do.
    os.environ.setdefault("LAUREA_DATA", tempfile.gettempdir())
    importlib.import_module("laurea.web.application")
    document = importlib.import_module("laurea.web.api.interface").document()
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def page() -> str:
    """Return the reference as Markdown."""
    document = json.loads(openapi())
    parts = [INTRODUCTION]
    for tag, routes in groupby(sorted(_routes(document), key=_tag), key=_tag):
        parts.append(f"## {tag}\n")
        parts += [_route(path, method, operation) for path, method, operation in routes]
    parts.append("## What is sent and answered\n")
    parts += [_schema(name, each) for name, each in document["components"]["schemas"].items()]
    return "\n".join(parts)


def _routes(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]


def _tag(route: tuple[str, str, dict[str, Any]]) -> str:
    return str(route[2]["tags"][0])


def _route(path: str, method: str, operation: dict[str, Any]) -> str:
    scopes = operation.get("x-laurea-scopes")
    needs = " or ".join(f"`{one}`" for one in scopes or []) or "any"
    token = "No token is asked for." if scopes is None else f"Scope: {needs}."
    lines = [f"### {operation['summary']}", "", f"`{method.upper()} {path}`", ""]
    lines += [operation["description"], "", token]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    if body:
        lines.append(f"Takes {_kind(body['schema'])}.")
    lines.append(f"Answers {_answers(operation['responses'])}.")
    if operation["parameters"]:
        lines += ["", "| Parameter | In | Kind | Meaning |", "| --- | --- | --- | --- |"]
        lines += [_parameter(one) for one in operation["parameters"]]
    return "\n".join([*lines, ""])


def _answers(responses: dict[str, Any]) -> str:
    """Return what a route says where all went well."""
    found = []
    for status, response in responses.items():
        for media_type, content in response.get("content", {}).items():
            if media_type != "application/problem+json":
                kind = _kind(content["schema"])
                found.append(f"{status} with {kind}" + _as(media_type))
        if status < "400" and "content" not in response:
            found.append(f"{status} with nothing")
    return ", or ".join(found)


def _as(media_type: str) -> str:
    return "" if media_type == "application/json" else f" (`{media_type}`)"


def _parameter(one: dict[str, Any]) -> str:
    needed = "" if one["required"] else ", may be left out"
    kind = f"{_kind(one['schema'])}{needed}"
    return f"| `{one['name']}` | {one['in']} | {kind} | {one.get('description', '')} |"


def _schema(name: str, schema: dict[str, Any]) -> str:
    lines = [f"### {name}", "", " ".join(schema.get("description", "").split()), ""]
    if "enum" in schema:
        return "\n".join([*lines, "One of " + ", ".join(f"`{v}`" for v in schema["enum"]), ""])
    lines += ["| Member | Kind | Meaning |", "| --- | --- | --- |"]
    wanted = set(schema.get("required", ()))
    for member, each in schema["properties"].items():
        needed = "" if member in wanted else ", may be left out"
        lines.append(f"| `{member}` | {_kind(each)}{needed} | {each.get('description', '')} |")
    return "\n".join([*lines, ""])


def _kind(schema: dict[str, Any]) -> str:
    """Return what kind of value a schema asks for, in words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if "items" in schema:
        return f"list of {_kind(schema['items'])}"
    return {"date-time": "moment", "uuid": "UUID"}.get(
        str(schema.get("format")),
        {"string": "text", "null": "null"}.get(str(schema.get("type")), str(schema.get("type"))),
    )


if __name__ == "__main__":
    document_path, page_path = (Path(word) for word in sys.argv[1:])
    document_path.write_text(openapi(), encoding="utf-8")
    page_path.write_text(page(), encoding="utf-8")
