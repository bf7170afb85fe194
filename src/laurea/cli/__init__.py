"""The command `laurea`: read the command line, call one function, print what it answers.

How a command is added:

- Write `cli/<name>.py` with one public function (a command) or one `typer.Typer` (a command
  with sub-commands). Its docstring is the text of `--help` and ends with an example; a
  paragraph that begins with a line of `\\b` keeps its line breaks.
- Add one line to `COMMANDS`: the name, where it lives as `module:attribute`, and the line that
  `laurea --help` shows. The module is imported only when its command is called, so that
  `laurea --help` starts fast.
- Print results with `console.write` and `console.write_json` (standard output), everything
  else with `console.note`, `console.warn` and `progress.progress` (standard error).
- Let a `LaureaError` go: `main` prints its problem and exits with the command's `failure`
  code. Answers that are not errors exit with `raise typer.Exit(code)`.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Annotated, Any, Final

import typer
from typer.main import get_command

from laurea import __version__
from laurea.cli import exits


@dataclass(frozen=True, slots=True)
class Command:
    """One command: where it lives (`module:attribute`), its line in `laurea --help`."""

    target: str
    line: str
    failure: int = exits.NOTHING_DONE
    """The exit code when a `LaureaError` ends the command."""


COMMANDS: Final[dict[str, Command]] = {
    "keys": Command("laurea.cli.keys:keys", "Make an issuer's signing key, and show it."),
    "issue": Command("laurea.cli.issue:issue", "Issue credentials to the learners of a roster."),
    "verify": Command("laurea.cli.verify:verify", "Verify credentials: JSON, PNG or SVG."),
    "bake": Command("laurea.cli.bake:bake", "Put a credential into a picture."),
    "unbake": Command("laurea.cli.bake:unbake", "Take the credential out of a picture."),
    "init": Command("laurea.cli.init:init", "Set up a server: folders, database, administrator."),
    "serve": Command("laurea.cli.serve:serve", "Start the web server."),
    "worker": Command("laurea.cli.worker:worker", "Do background work until told to stop."),
    "doctor": Command("laurea.cli.doctor:doctor", "Say what is wrong with a server."),
    "address": Command(
        "laurea.cli.address:address", "Show the address that is signed, or change it."
    ),
    "link": Command("laurea.cli.link:link", "Make a link for somebody whom no letter reaches."),
    "demo": Command("laurea.cli.demo:demo", "Make a demo world, and serve it on this machine."),
    "bench": Command(
        "laurea.cli.bench:bench", "Measure how fast this machine issues and verifies."
    ),
}
"""Every command of `laurea`, in the order in which `laurea --help` lists them."""

_HELP: Final = """Issue, hold, verify and stack Open Badges 3.0 and Verifiable Credentials.

Each command teaches itself: laurea COMMAND --help.

\b
Example:
  laurea keys new --name "Halden Works Academy" --out academy.key.json
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; no error leaves as a stack trace.

    Args:
        arguments: the words after `laurea`; those of the process where `None`.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    name = next((word for word in words if not word.startswith("-")), "")
    _make_streams_lenient()
    try:
        code = _run(words, name)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_standard_output()
        return exits.PIPE_CLOSED
    except (KeyboardInterrupt, typer.Abort):
        print("\nStopped, as you asked.", file=sys.stderr)
        return exits.INTERRUPTED
    # The outermost loop: whatever happened, a person reads a sentence and not a stack trace.
    except Exception as error:  # noqa: BLE001
        failure = COMMANDS[name].failure if name in COMMANDS else exits.NOTHING_DONE
        return int(_load("laurea.cli.failures:explain")(error, failure))
    return code


def _run(words: list[str], name: str) -> int:
    command = get_command(_application(name))
    try:
        with command.make_context("laurea", [*words] or ["--help"]) as context:
            command.invoke(context)
    except typer.Exit as leave:
        return leave.exit_code if words else exits.USAGE
    except typer.TyperException as error:
        return _refuse_usage(error, name)
    return exits.DONE


def _application(name: str) -> typer.Typer:
    """Build the application with the command `name` loaded and the others only listed."""
    application = typer.Typer(
        help=_HELP,
        callback=_options_of_laurea,
        add_completion=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for listed, command in COMMANDS.items():
        target = _load(command.target) if listed == name else _not_loaded
        if isinstance(target, typer.Typer):
            application.add_typer(target, name=listed)
        else:
            line = command.line if target is _not_loaded else None
            application.command(listed, help=line)(target)
    return application


def _load(target: str) -> Any:
    module, _, attribute = target.partition(":")
    return getattr(import_module(module), attribute)


def _not_loaded() -> None:
    """Stand for a command that is listed and not called."""


def _print_version(asked: bool) -> None:
    if asked:
        print(f"laurea {__version__}")
        raise typer.Exit


def _options_of_laurea(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    pass


def _refuse_usage(error: typer.TyperException, name: str) -> int:
    message = error.format_message().replace("Value error, ", "")
    print(f"error: {message}", file=sys.stderr)
    context = getattr(error, "ctx", None)
    path = f"laurea {name}" if name in COMMANDS else "laurea"
    if context is not None:
        print(f"  {context.get_usage()}", file=sys.stderr)
        path = context.command_path
    print(f"  `{path} --help` explains it.", file=sys.stderr)
    return exits.USAGE


def _make_streams_lenient() -> None:
    """Let no character of a name or a path stop the output on an old terminal."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _forget_standard_output() -> None:
    """Point standard output at nothing, so that closing it at exit stays quiet as well."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)
