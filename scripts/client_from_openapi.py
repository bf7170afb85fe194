"""Write `laurea.client` from the OpenAPI document: its models, and a method for each route.

python scripts/client_from_openapi.py docs/reference/openapi.json src/laurea/client
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

JSON = "application/json"
_WANTED = "    wanted: What is asked for."
MODELS = '''"""What is sent and answered. Written by scripts/client_from_openapi.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID
'''
OPERATIONS = '''"""A method for each route. Written by scripts/client_from_openapi.py."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from laurea.client import models
from laurea.client.coding import decode
from laurea.client.transport import Transport


class Client(Transport):
    """Calls a server: a method for each route.

    Each raises `ApiError` where the server refuses, `Unreachable` where it does not answer, and
    `Unexpected` where its answer cannot be read. Where a method takes `idempotency_key` and is
    given none, it makes one, so that a try that broke off does no harm; name one yourself where
    your own program may call twice for the same thing.
    """
'''


def modules(document: dict[str, Any]) -> dict[str, str]:
    """Return the text of each module, by its name, formatted as the repository is."""
    return {
        "models.py": _formatted("\n\n".join([MODELS, *_models(document)])),
        "operations.py": _formatted("\n".join([OPERATIONS, *_methods(document)])),
    }


def _formatted(text: str) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--line-length", "100", "-"]
    run = subprocess.run(command, input=text, capture_output=True, text=True, check=True)  # noqa: S603
    return run.stdout


# ----------------------------------------------------------------------------------- models


def _models(document: dict[str, Any]) -> Iterator[str]:
    schemas = document["components"]["schemas"]
    skipped = {"ProblemDetails", "Mistake"}  # they are raised as ApiError
    for name in sorted(schemas, key=lambda one: ("enum" not in schemas[one], one)):
        if name not in skipped:
            yield (
                _enumeration(name, schemas[name])
                if "enum" in schemas[name]
                else _model(name, schemas[name])
            )


def _enumeration(name: str, schema: dict[str, Any]) -> str:
    cases = [f"    {_constant(value)} = {value!r}" for value in schema["enum"]]
    return "\n".join(
        [f"class {name}(StrEnum):", _docstring(schema.get("description", name)), "", *cases]
    )


def _constant(value: str) -> str:
    return re.sub(r"\W", "_", value).upper()


def _model(name: str, schema: dict[str, Any]) -> str:
    wanted = set(schema.get("required", ()))
    about = [_one_line(schema.get("description", name))]
    told = [
        f"    {snake(member)}: {_one_line(each['description'])}"
        for member, each in schema["properties"].items()
        if "description" in each
    ]
    if told:
        about += ["", "Attributes:", *told]
    lines = ["@dataclass(frozen=True, slots=True, kw_only=True)", f"class {name}:"]
    lines += [_docstring("\n".join(about)), ""]
    for member, each in sorted(schema["properties"].items(), key=lambda one: one[0] not in wanted):
        kind = _kind(each)
        default = "" if member in wanted else _default(each, kind)
        lines.append(f"    {snake(member)}: {kind}{default}")
    return "\n".join(lines)


def _default(schema: dict[str, Any], kind: str) -> str:
    if "default" in schema:
        return f" = {schema['default']!r}"
    return (
        " = ()"
        if kind.startswith("tuple[")
        else f"{'' if kind.endswith('None') else ' | None'} = None"
    )


def _kind(schema: dict[str, Any], prefix: str = "") -> str:
    """Return the annotation of a value."""
    if "$ref" in schema:
        return prefix + str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        kinds = [_kind(one, prefix) for one in schema["anyOf"]]
        return " | ".join(sorted(kinds, key=lambda kind: kind == "None"))
    if "items" in schema:
        return f"tuple[{_kind(schema['items'], prefix)}, ...]"
    if schema.get("format") in {"date-time", "uuid"}:
        return {"date-time": "datetime", "uuid": "UUID"}[schema["format"]]
    return {
        "string": "str",
        "integer": "int",
        "number": "float",
        "boolean": "bool",
        "null": "None",
        "object": "Mapping[str, Any]",
    }[schema["type"]]


# ---------------------------------------------------------------------------------- methods


def _methods(document: dict[str, Any]) -> Iterator[str]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield _method(path, method, operation)
            schema = _answer(operation)
            if _is_paged(operation, schema):
                yield _pages(document, operation, schema)


def _is_paged(operation: dict[str, Any], schema: Any) -> bool:
    names = {one["name"] for one in operation["parameters"]}
    return "cursor" in names and schema is not None


def _answer(operation: dict[str, Any]) -> dict[str, Any] | None:
    """Return the schema of what a route says where all went well; None where it says nothing."""
    for status, response in operation["responses"].items():
        content = response.get("content", {})
        if status < "300" and JSON in content:
            found: dict[str, Any] = content[JSON]["schema"]
            return found
    return None


def _method(path: str, method: str, operation: dict[str, Any]) -> str:
    schema = _answer(operation)
    is_document = schema is None and any(
        "content" in one for status, one in operation["responses"].items() if status < "300"
    )
    result = "bytes" if is_document else _kind(schema, "models.") if schema else "None"
    parameters = ", ".join(["self", *_parameters(operation)])
    lines = [
        f"    def {operation['operationId']}({parameters}) -> {result}:",
        _docstring(_about(operation), indent=8),
        *_call(path, method, operation, result),
        "",
    ]
    return "\n".join(lines)


def _about(operation: dict[str, Any]) -> str:
    description = str(operation["description"])
    told = [f"    {snake(one['name'])}: {_meaning(one)}" for one in operation["parameters"]]
    if "requestBody" in operation:
        told.insert(len([p for p in operation["parameters"] if p["in"] == "path"]), _WANTED)
    return "\n".join([description, "", "Args:", *told] if told else [description])


def _meaning(parameter: dict[str, Any]) -> str:
    """Return what a parameter says; those that name a row are its id."""
    if "description" in parameter:
        return _one_line(parameter["description"])
    return f"Which {snake(parameter['name']).removesuffix('_id').replace('_', ' ')}."


def _parameters(operation: dict[str, Any]) -> Iterator[str]:
    for one in operation["parameters"]:
        if one["in"] == "path":
            yield f"{snake(one['name'])}: {_kind(one['schema'])}"
    body = operation.get("requestBody")
    if body:
        yield f"wanted: {_kind(body['content'][JSON]['schema'], 'models.')}"
    others = [one for one in operation["parameters"] if one["in"] != "path"]
    if others:
        yield "*"
    for one in others:
        if one["in"] == "header":
            yield "idempotency_key: str | None = None"
        else:
            kind = _kind(one["schema"], "models.").removesuffix(" | None")
            yield f"{snake(one['name'])}: {kind} | None = None"


def _call(path: str, method: str, operation: dict[str, Any], result: str) -> Iterator[str]:
    address = re.sub(r"{(\w+)}", r"{\1}", path)
    text = f'f"{address}"' if "{" in path else f'"{path}"'
    if result == "bytes":
        yield f"        return self.fetch({text})"
        return
    said = [f'"{method.upper()}"', text]
    queries = [one["name"] for one in operation["parameters"] if one["in"] == "query"]
    if queries:
        yield "        query = {" + ", ".join(f'"{n}": {snake(n)}' for n in queries) + "}"
        said.append("query=query")
    if "requestBody" in operation:
        said.append("body=wanted")
    if any(one["in"] == "header" for one in operation["parameters"]):
        said += ["key=idempotency_key", "is_keyed=True"]
    call = f"self.call({', '.join(said)})"
    yield f"        {call}" if result == "None" else f"        return decode({result}, {call})"


def _pages(document: dict[str, Any], operation: dict[str, Any], schema: Any) -> str:
    """Return the method that walks through all pages of a list."""
    listed = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    item = _kind(listed["properties"]["items"]["items"], "models.")
    without = {
        **operation,
        "parameters": [p for p in operation["parameters"] if p["name"] != "cursor"],
    }
    name = operation["operationId"]
    passed = [
        snake(one["name"]) if one["in"] == "path" else f"{snake(one['name'])}={snake(one['name'])}"
        for one in without["parameters"]
    ]
    parameters = ", ".join(["self", *_parameters(without)])
    return "\n".join(
        [
            f"    def iterate_{name.removeprefix('list_')}({parameters}) -> Iterator[{item}]:",
            f'        """As `{name}`, page after page until the last."""',
            '        cursor: str | None = ""',
            "        while cursor is not None:",
            f"            page = self.{name}({', '.join([*passed, 'cursor=cursor'])})",
            "            yield from page.items",
            "            cursor = page.next",
            "",
        ]
    )


# ------------------------------------------------------------------------------------ words


def snake(name: str) -> str:
    """Return the name of a member in Python."""
    return (
        re.sub(r"(?<=[a-z])[A-Z]", lambda found: f"_{found[0].lower()}", name)
        .replace("-", "_")
        .lower()
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _docstring(text: str, *, indent: int = 4) -> str:
    blank = " " * indent
    lines = [line for paragraph in text.split("\n") for line in _wrapped(paragraph, 96 - indent)]
    shown = [f"{blank}{line}".rstrip() for line in lines]
    body = "\n".join([f'{blank}"""{lines[0]}', *shown[1:]])
    return f'{body}"""' if len(lines) == 1 else f'{body}\n{blank}"""'


def _wrapped(paragraph: str, width: int) -> list[str]:
    """Return a paragraph in lines; those after the first are indented a little further."""
    begin = re.match(r" *", paragraph)
    blank = begin[0] if begin else ""
    lines: list[str] = []
    line = ""
    for word in paragraph.split():
        if line and len(blank) + len(line) + 1 + len(word) > width:
            lines.append(blank + line)
            blank = (begin[0] if begin else "") + ("    " if begin and begin[0] else "")
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, (blank + line).rstrip()]


if __name__ == "__main__":
    source, folder = (Path(word) for word in sys.argv[1:])
    for name, text in modules(json.loads(source.read_text("utf-8"))).items():
        (folder / name).write_text(text, encoding="utf-8")
