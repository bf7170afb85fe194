"""Write the reference of the command line from the commands themselves.

Each command's own `--help` is the text, so page and program cannot differ; a test compares them.

    python scripts/cli_reference.py docs/reference/cli.md
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import typer

from laurea.cli import COMMANDS, main

INTRODUCTION = """# The command line

This page is what each command says of itself when it is asked with `--help`.

"""


def page() -> str:
    """Return the whole page as Markdown."""
    parts = [INTRODUCTION, _section([])]
    for name in COMMANDS:
        parts.append(_section([name]))
        parts += [_section([name, below]) for below in _below(name)]
    return "\n".join(parts)


def _below(name: str) -> Iterator[str]:
    """Yield the names of the sub-commands of a command, if it has any."""
    module, _, attribute = COMMANDS[name].target.partition(":")
    target = getattr(import_module(module), attribute)
    if isinstance(target, typer.Typer):
        for command in target.registered_commands:
            yield command.name or getattr(command.callback, "__name__", "").replace("_", "-")


def _section(words: list[str]) -> str:
    heading = " ".join(["laurea", *words])
    level = "#" * (len(words) or 1) + "#"
    return f"{level} `{heading}`\n\n```text\n{_help(words)}\n```\n"


def _help(words: list[str]) -> str:
    """Return what `--help` prints, on a terminal of eighty columns without colours."""
    os.environ["COLUMNS"] = "80"
    os.environ["NO_COLOR"] = "1"
    os.environ.pop("FORCE_COLOR", None)
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        main([*words, "--help"])
    return "\n".join(line.rstrip() for line in output.getvalue().strip("\n").splitlines())


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), "utf-8")
