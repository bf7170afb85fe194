"""What the commands print: answers on standard output, everything else on standard error.

Text that came from a document or a file name is made harmless first (`printable`): a terminal
obeys control characters, and a name must not be able to give it orders.
"""

from __future__ import annotations

import os
import re
import sys
from typing import Any, Final

import orjson

from laurea.credentials.problems import Problem, Severity

# C0 and C1 controls but line feed and tab, marks and overrides of writing direction, surrogates;
# and what takes no room, so that two different names would look the same. The two joiners belong
# to the spelling of many languages and to pictures; among Latin letters they only hide.
_OBEYED: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
    "\u00ad\u180e\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0001\U000e0020-\U000e007f]"
    "|(?<![\u0300-\U0010ffff])[\u200c\u200d]|[\u200c\u200d](?![\u0300-\U0010ffff])"
)


def printable(text: str) -> str:
    r"""Return `text` with everything that a terminal would obey written as an escape.

    >>> printable("Ada\x1b[2J")
    'Ada\\x1b[2J'
    """
    return _OBEYED.sub(lambda found: ascii(found[0])[1:-1], text)


def printable_path(path: str | bytes | os.PathLike[str] | int) -> str:
    """Return a file name as it can be printed, names that are not UTF-8 included."""
    if isinstance(path, int):
        return f"file {path}"
    return printable(os.fsencode(path).decode("utf-8", "backslashreplace"))


def write(text: str) -> None:
    """Print a line of the answer on standard output."""
    print(printable(text))


def write_json(value: Any) -> None:
    """Print `value` as one JSON object on one line of standard output.

    File names enter through `printable_path`: JSON cannot say what is not Unicode.
    """
    sys.stdout.flush()
    sys.stdout.buffer.write(orjson.dumps(value) + b"\n")


def note(text: str) -> None:
    """Print a message on standard error."""
    print(printable(text), file=sys.stderr)


def error(title: str, detail: str) -> None:
    """Print on standard error what could not be done, and why."""
    _print_titled("error", "31", title, detail)


def warn(title: str, detail: str) -> None:
    """Print on standard error what deserves attention though the work goes on."""
    _print_titled("warning", "33", title, detail)


def print_problem(problem: Problem, subject: str = "") -> None:
    """Print a problem on standard error, `subject` (a file, a row) before its sentence."""
    place = f" (at {problem.pointer})" if problem.pointer else ""
    detail = f"{subject}: {problem.detail}{place}" if subject else f"{problem.detail}{place}"
    show = warn if problem.severity is Severity.WARNING else error
    show(problem.title, detail)


def is_styled() -> bool:
    """Say whether standard error is a terminal whose owner wants colour (NO_COLOR)."""
    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return wanted and sys.stderr.isatty()


def _print_titled(word: str, colour: str, title: str, detail: str) -> None:
    head = f"\x1b[1;{colour}m{word}:\x1b[0m" if is_styled() else f"{word}:"
    print(f"{head} {printable(title)}\n  {printable(detail)}", file=sys.stderr)
