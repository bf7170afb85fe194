"""One case, judged: where it is counted, and what was said against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from laurea.credentials.problems import Problem, Severity
from laurea.credentials.report import Outcome, Verdict

_NOT_AT_HAND: Final = "The document map has no entry"
COLUMNS: Final = ("right", "beyond the files", "open", "wrong refusals", "wrong accepts")
WORDS: Final = {Outcome.PASSED: Verdict.VALID, Outcome.FAILED: Verdict.INVALID}


@dataclass(frozen=True, slots=True)
class Judged:
    """One case, the verdict on it, and what was said against the document."""

    case: Mapping[str, Any]
    verdict: str
    because: str

    @property
    def expected(self) -> str:
        """What the publisher says: `valid` or `invalid`."""
        return str(self.case["expected"])

    @property
    def column(self) -> str:
        """Where the case is counted: one of `COLUMNS`."""
        if self.verdict == self.expected or (
            self.expected == "invalid" and self.verdict == "unreadable"
        ):
            return "right"
        if self.verdict == "valid":
            return "wrong accepts"
        if self.verdict == "invalid":
            return "wrong refusals"
        if self.verdict != "indeterminate" or self.case.get("offline") is True:
            return "open"
        is_beyond = self.case.get("offline") is False or _NOT_AT_HAND in self.because
        return "beyond the files" if is_beyond else "open"


def said(problems: Iterable[Problem]) -> str:
    """Return the errors among problems in one line; the same one is said once."""
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    return "; ".join(dict.fromkeys(f"{p.title}: {p.detail}" for p in errors))
