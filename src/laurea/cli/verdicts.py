"""Verdicts as people read them: what was decided, who vouches, and each check with its reason.

Shape, then word, then colour: every mark can be told apart without colour, and the words never
vary. Whatever a document or a file name says is put on one line and made harmless first.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from laurea.cli import console
from laurea.credentials.problems import FORMAT_UNKNOWN, NO_CREDENTIAL, Problem, Severity
from laurea.credentials.report import (
    Check,
    IssuerTrust,
    Outcome,
    Verdict,
    VerificationReport,
)
from laurea.credentials.timestamps import in_words

_WORDS: Final = {
    Outcome.PASSED: "Passed",
    Outcome.FAILED: "Failed",
    Outcome.UNKNOWN: "Could not check",
    Outcome.NOT_DECLARED: "Not declared",
}
_VERDICTS: Final = {
    Verdict.VALID: ("Valid", Outcome.PASSED),
    Verdict.INVALID: ("Not valid", Outcome.FAILED),
    Verdict.INDETERMINATE: ("Could not be decided", Outcome.UNKNOWN),
}
_MARKS: Final = {
    Outcome.PASSED: ("✓", "+"),
    Outcome.FAILED: ("✗", "x"),
    Outcome.UNKNOWN: ("?", "?"),
    Outcome.NOT_DECLARED: ("\u2013", "-"),
}
"""Each mark, and what stands for it where the terminal has no such character."""
_COLOURS: Final = {
    Outcome.PASSED: "32",
    Outcome.FAILED: "31",
    Outcome.UNKNOWN: "35",
    Outcome.NOT_DECLARED: "2",
}
_TO_DO: Final = {
    Verdict.INVALID: "Do not rely on it. Ask for a copy that is unaltered and in force.",
    Verdict.INDETERMINATE: "Try again later, or give what could not be read with --documents.",
}
_LONGEST: Final = 300


def print_report(
    name: str, report: VerificationReport, *, at: datetime, registry: Mapping[str, str | None]
) -> None:
    """Print the report on one file: the verdict, who vouches, the checks, when it was checked.

    Args:
        name: the file or address.
        report: what became of it.
        at: the moment asked about, timezone-aware.
        registry: the names of the issuers that the verifier trusts, by id.
    """
    word, outcome = _VERDICTS[report.verdict]
    lines = [f"{_marked(outcome, word, bold=True)}: {one_line(name)}"]
    lines.append(f"  Who vouches: {_who_vouches(report, registry)}")
    for check in report.checks:
        lines.append(f"  {_marked(check.outcome, f'{_WORDS[check.outcome]:<15}')}  "
                     f"{one_line(check.sentence)}")  # fmt: skip
        lines.extend(f"      {line}" for line in _problem_lines(check))
    if report.verdict in _TO_DO:
        lines.append(f"  What to do: {_TO_DO[report.verdict]}")
    lines.append(f"  Checked as of {in_words(at)}.")
    _print(lines)


def print_unreadable(name: str, problem: Problem) -> None:
    """Print why a file was not verified at all."""
    is_other = problem.type in (NO_CREDENTIAL, FORMAT_UNKNOWN)
    word = "Not a credential" if is_other else "Could not be read"
    place = f" (at {one_line(problem.pointer)})" if problem.pointer else ""
    _print(
        [
            f"{_marked(Outcome.NOT_DECLARED, word, bold=True)}: {one_line(name)}",
            f"  {problem.title}: {one_line(problem.detail)}{place}",
        ]
    )


def one_line(text: str) -> str:
    r"""Return text from outside on one line, shortened, with nothing that a terminal obeys.

    >>> one_line("Ada\n\x1b[32mValid")
    'Ada \\x1b[32mValid'
    """
    flat = " ".join(text.split())
    return console.printable(flat if len(flat) <= _LONGEST else flat[:_LONGEST] + "…")


def _who_vouches(report: VerificationReport, registry: Mapping[str, str | None]) -> str:
    issuer = one_line(report.issuer.id) or "an issuer without id"
    called = f', which calls itself "{one_line(report.issuer.name)}"' if report.issuer.name else ""
    if report.issuer_trust is IssuerTrust.TRUSTED:
        listed = registry.get(report.issuer.id)
        named = f'{issuer}, listed as "{one_line(listed)}"' if listed else issuer
        return f"{named}: an issuer in the registry you chose."
    if report.issuer_trust is IssuerTrust.UNLISTED:
        return f"{issuer}{called}. The key is this issuer's; it is in no registry you chose."
    if any(check.name == "proof" and check.outcome is Outcome.PASSED for check in report.checks):
        return f"the key for itself only. That it belongs to {issuer}{called} is not proven."
    return f"nobody. The document names {issuer}{called}, and that is not proven."


def _problem_lines(check: Check) -> Iterator[str]:
    for problem in check.problems:
        place = f" (at {one_line(problem.pointer)})" if problem.pointer else ""
        remark = "Note: " if problem.severity is Severity.WARNING else ""
        yield f"{remark}{problem.title}: {one_line(problem.detail)}{place}"


def _marked(outcome: Outcome, words: str, *, bold: bool = False) -> str:
    mark = _MARKS[outcome][0 if _speaks_unicode() else 1]
    if not _is_coloured():
        return f"{mark} {words}"
    return f"\x1b[{'1;' if bold else ''}{_COLOURS[outcome]}m{mark} {words}\x1b[0m"


def _is_coloured() -> bool:
    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return wanted and sys.stdout.isatty()


def _speaks_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")


def _print(lines: list[str]) -> None:
    # Every part of a line went through `one_line`; only our own colours are left in it.
    print("\n".join(lines) + "\n")
