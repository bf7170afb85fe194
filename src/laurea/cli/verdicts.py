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
from laurea.credentials import problems
from laurea.credentials.problems import (
    FILE_SWAPPED,
    FORMAT_UNKNOWN,
    NO_CREDENTIAL,
    Problem,
    Severity,
)
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
_NOT_ASKED: Final = "Not asked"
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
_ALTERED: Final = "Do not rely on it. Ask the issuer for a copy as it was signed."
_ADVICE_BY_PROBLEM: Final = {
    problems.PROOF_MISSING: "Do not rely on it. Ask for the file as the issuer made it.",
    problems.NOT_YET_VALID: "Ask again about a later moment.",
    problems.EXPIRED: "Ask the issuer whether it was renewed.",
    problems.REVOKED: "Do not rely on it. Ask the issuer why it was withdrawn.",
    problems.SUSPENDED: "Do not rely on it for now. Ask the issuer, or look again later.",
    problems.KEY_UNAUTHORIZED: "Do not rely on it. Ask the issuer whether it made this credential.",
    problems.KEY_REVOKED: "Ask the issuer to sign it again with a key that is in use.",
    problems.PROOF_SUITE_UNSUPPORTED: "Use a verifier that knows this kind of proof.",
    problems.STATUS_UNSUPPORTED: "Use a verifier that knows this kind of status.",
    problems.FETCH_FORBIDDEN: "Verify it on the issuer's own site. Other verifiers do not ask such "
    "addresses.",
    problems.HOSTED_MISMATCH: "Rely on what stands at its address, and on nothing else.",
    problems.HOSTED_ELSEWHERE: "Do not rely on it. Ask the issuer whether it made this credential.",
    problems.NOT_AN_AWARD: "Ask for the assertion that was awarded to the person.",
    problems.ANCHOR_UNAVAILABLE: "Use a verifier that reads the ledger in which it is anchored.",
    problems.SCHEMA_UNAVAILABLE: "Use a verifier that checks the schema, or decide without it.",
}
"""What to do about a problem, whichever check it stands in."""
_ADVICE_BY_FAILED_CHECK: Final = {
    "structure": "Do not rely on it. Tell the issuer what is wrong with it.",
    "status": "Do not rely on it until the issuer has mended its status.",
    "recipient": "Ask the person which address or identifier the issuer used, and name that one "
    "with --recipient.",
    "endorsements": "Do not rely on it. Ask the issuer for a copy without the endorsement that is "
    "not valid.",
    "credentials": "Do not rely on it. Verify the credentials inside one by one.",
}
_ANY_KEY: Final = "Anybody can make such a key."
_ASK: Final = "Ask the organisation for its DID, and name it with --trust REGISTRY.json."
_ASK_WHETHER: Final = "Ask the organisation whether it made this credential."
_LATER: Final = "Try again later, or give what could not be read with --documents."
_GRAVEST_FIRST: Final = (
    *("proof", "terms", "status", "structure", "validity", "schema"),
    *("credentials", "endorsements", "recipient"),
)
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
    first, *more = _who_vouches(report, registry)
    lines += [f"  Who vouches: {first}", *(f"      {line}" for line in more)]
    for check in sorted(report.checks, key=_is_unasked):
        outcome, word = check.outcome, _WORDS[check.outcome]
        if _is_unasked(check):
            outcome, word = Outcome.NOT_DECLARED, _NOT_ASKED
        lines.append(f"  {_marked(outcome, f'{word:<15}')}  {one_line(check.sentence)}")
        lines.extend(f"      {line}" for line in _problem_lines(check))
    if report.verdict is not Verdict.VALID:
        lines.append(f"  What to do: {_what_to_do(report)}")
    lines.append(f"  Checked as of {in_words(at)}.")
    _print(lines)


def print_unreadable(name: str, problem: Problem) -> None:
    """Print why a file was not verified at all."""
    is_other = problem.type in (NO_CREDENTIAL, FORMAT_UNKNOWN, FILE_SWAPPED)
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


def _who_vouches(report: VerificationReport, registry: Mapping[str, str | None]) -> list[str]:
    """Return who vouches, and on lines of their own why a name alone proves nothing."""
    issuer = one_line(report.issuer.id) or "an issuer without id"
    called = f', which calls itself "{one_line(report.issuer.name)}"' if report.issuer.name else ""
    if report.issuer_trust is IssuerTrust.TRUSTED:
        listed = registry.get(report.issuer.id)
        named = f'{issuer}, listed as "{one_line(listed)}"' if listed else issuer
        return [f"{named}: an issuer in the registry you chose."]
    claim = "The name is the issuer's own claim: anybody can choose it." if called else _ANY_KEY
    if report.issuer_trust is IssuerTrust.UNLISTED:
        return [f"{issuer}{called}. It is in no registry you chose.", claim, _ASK]
    proof = next((check.outcome for check in report.checks if check.name == "proof"), None)
    if proof is Outcome.UNKNOWN:
        named = f"The document names {issuer}{called}"
        return [f"not known. {named}; whether it signed this could not be checked."]
    if proof is Outcome.PASSED:
        belongs = f"That it belongs to {issuer}{called} is not proven."
        return [f"the key for itself only. {belongs}", claim, _ASK_WHETHER]
    return [f"nobody. The document names {issuer}{called}: anybody can write that."]


def _what_to_do(report: VerificationReport) -> str:
    """Return the advice on the gravest check of those that decided the verdict."""
    is_invalid = report.verdict is Verdict.INVALID
    outcome = Outcome.FAILED if is_invalid else Outcome.UNKNOWN
    decisive = [c for c in report.checks if c.outcome is outcome and (is_invalid or c.required)]
    gravest = min(decisive, key=lambda check: _GRAVEST_FIRST.index(check.name))
    for problem in gravest.problems:
        if problem.type in _ADVICE_BY_PROBLEM and problem.severity is Severity.ERROR:
            return _ADVICE_BY_PROBLEM[problem.type]
    return _ADVICE_BY_FAILED_CHECK.get(gravest.name, _ALTERED) if is_invalid else _LATER


def _is_unasked(check: Check) -> bool:
    """Say whether a check was not made, because nobody named the person to compare with."""
    return check.name == "recipient" and check.outcome is Outcome.UNKNOWN


def _problem_lines(check: Check) -> Iterator[str]:
    if _is_unasked(check):
        yield "Name the person who shows it with --recipient: an e-mail address or a DID."
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
