"""Write the reference of `laurea.credentials` from its own docstrings.

python scripts/python_reference.py docs/reference/python.md
"""

from __future__ import annotations

import inspect
import sys
from enum import Enum
from pathlib import Path
from typing import Any

from laurea import credentials
from laurea.credentials.ports import Resolver, Signer

INTRODUCTION = """# Python

What `laurea.credentials` offers, in its own words. The tutorial
[Use the core from Python](../tutorials/use-from-python.md) shows it at work. Everything else in
the package may change without notice.

"""


def page() -> str:
    """Return the whole page as Markdown."""
    public = {name: getattr(credentials, name) for name in credentials.__all__}
    functions = [name for name, thing in public.items() if inspect.isfunction(thing)]
    classes = [name for name, thing in public.items() if inspect.isclass(thing)]
    values = [name for name in public if name not in {*functions, *classes}]
    parts = [INTRODUCTION, "## Functions\n"]
    parts += [_section(name, public[name]) for name in sorted(functions)]
    parts.append("## Classes\n")
    parts += [_section(name, public[name]) for name in sorted(classes)]
    parts.append("## Ports\n\nWhat the core needs from outside, in `laurea.credentials.ports`.\n")
    parts += [_section("Resolver", Resolver), _section("Signer", Signer)]
    parts.append("## Values\n")
    parts += [
        f"- `{name}`: the `{type(public[name]).__name__}` that is used where none is given.\n"
        for name in sorted(values)
    ]
    return "\n".join(parts)


def _section(name: str, thing: Any) -> str:
    lines = [f"### `{name}`", "", "```text", _shape(name, thing), "", inspect.getdoc(thing) or ""]
    if inspect.isclass(thing):
        for member, what in vars(thing).items():
            if not member.startswith("_") and (line := _member(f"{name}.{member}", what)):
                lines += ["", line, *([inspect.getdoc(what) or ""] if not _is_case(what) else [])]
    return "\n".join([*lines, "```", ""])


def _member(name: str, what: Any) -> str:
    if _is_case(what):
        return f"{name} = {what.value!r}"
    if isinstance(what, property):
        return f"{name}{_result(inspect.signature(what.fget))}" if what.fget else ""
    return _shape(name, what) if inspect.isfunction(what) else ""


def _is_case(what: Any) -> bool:
    return isinstance(what, Enum)


def _shape(name: str, thing: Any) -> str:
    """Return the name with its parameters, one a line where they are many."""
    if inspect.isclass(thing) and (issubclass(thing, Enum) or thing in {Resolver, Signer}):
        return f"class {name}"
    signature = inspect.signature(thing)
    result = "" if inspect.isclass(thing) else _result(signature)
    parameters = _parameters(signature)
    line = f"{name}({', '.join(parameters)}){result}"
    if len(line) <= 80:
        return line
    indented = "".join(f"    {parameter},\n" for parameter in parameters)
    return f"{name}(\n{indented}){result}"


def _result(signature: inspect.Signature) -> str:
    return f" -> {signature.return_annotation}"


def _parameters(signature: inspect.Signature) -> list[str]:
    written: list[str] = []
    for name, parameter in signature.parameters.items():
        if name == "self":
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in written:
            written.append("*")
        default = (
            "" if parameter.default is parameter.empty else f" = {_default(parameter.default)}"
        )
        written.append(f"{name}: {parameter.annotation}{default}")
    return written


def _default(value: Any) -> str:
    names = [name for name in credentials.__all__ if getattr(credentials, name) is value]
    return names[0] if names else repr(value)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), "utf-8")
