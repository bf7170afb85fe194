"""What a verification answers: checks with outcomes, a verdict, and who vouches.

- Each `Check` is passed, failed, unknown (could not be checked) or not declared.
- The verdict is computed, never stored: any failed check makes the document invalid; else any
  unknown outcome of a required check makes it indeterminate; else it is valid. A report
  without checks is indeterminate.
- *Who* vouches (`IssuerTrust`) is a second, separate answer: a good signature is not a good
  issuer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from laurea.credentials.problems import Problem, Severity


class Outcome(Enum):
    """What became of one check."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NOT_DECLARED = "not-declared"


class Verdict(Enum):
    """What the checks of a document come to."""

    VALID = "valid"
    INVALID = "invalid"
    INDETERMINATE = "indeterminate"


class IssuerTrust(Enum):
    """Who vouches for the document.

    `TRUSTED`: the issuer is in a registry the verifier chose. `UNLISTED`: the key is the
    issuer's, and the issuer is in no such registry. `UNPROVEN`: the key vouches only for
    itself, or nothing was proved.
    """

    TRUSTED = "trusted"
    UNLISTED = "unlisted"
    UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, its outcome, one plain sentence, and the problems found.

    `required` says whether an unknown outcome leaves the whole document undecided.
    """

    name: str
    outcome: Outcome
    sentence: str
    problems: tuple[Problem, ...] = ()
    required: bool = True

    def to_json(self) -> dict[str, Any]:
        """Return the check as the JSON object of `laurea verify --json`."""
        return {
            "name": self.name,
            "outcome": self.outcome.value,
            "sentence": self.sentence,
            "problems": [problem.to_json() for problem in self.problems],
        }


@dataclass(frozen=True, slots=True)
class IssuerName:
    """The issuer as the document names it: `id` is an IRI, `name` is its own claim."""

    id: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """The answer to "is this credential true, and who says so?"."""

    format: str
    issuer: IssuerName
    issuer_trust: IssuerTrust
    checks: tuple[Check, ...]
    nested: tuple[VerificationReport, ...] = field(default=())

    @property
    def verdict(self) -> Verdict:
        """What the checks come to (`report` module docstring gives the rule)."""
        if any(check.outcome is Outcome.FAILED for check in self.checks):
            return Verdict.INVALID
        if not self.checks or any(
            check.outcome is Outcome.UNKNOWN and check.required for check in self.checks
        ):
            return Verdict.INDETERMINATE
        return Verdict.VALID

    def problems(self) -> Iterator[Problem]:
        """Yield the problems of all checks, in the order of the checks."""
        for check in self.checks:
            yield from check.problems

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that decide nothing but deserve attention."""
        return tuple(p for p in self.problems() if p.severity is Severity.WARNING)

    def to_json(self) -> dict[str, Any]:
        """Return the report as the JSON object of `laurea verify --json`, less the file name."""
        return {
            "format": self.format,
            "verdict": self.verdict.value,
            "issuer": {"id": self.issuer.id, "name": self.issuer.name},
            "issuer_trust": self.issuer_trust.value,
            "checks": [check.to_json() for check in self.checks],
            **({"nested": [report.to_json() for report in self.nested]} if self.nested else {}),
        }
