"""What becomes of the credentials inside a document: the checks `endorsements`, `credentials`.

Each was verified on its own. An endorsement that is only out of force counts for nothing and
takes nothing away; one that could not be decided takes nothing away either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from laurea.credentials import problems
from laurea.credentials.embedded import Embedded
from laurea.credentials.problems import Problem, Severity
from laurea.credentials.report import Check, IssuerTrust, Outcome, Verdict, VerificationReport
from laurea.credentials.validity import NAME as VALIDITY

_ENDORSEMENT_FORMATS: Final = ("ob3-endorsement", "ob2-endorsement")


@dataclass(frozen=True, slots=True)
class Member:
    """One credential inside a document: where it stands, what it is, what became of it.

    `document` is its JSON, taken out of its envelope where it had one; None where it could not be
    read, and `report` then is the problem why.
    """

    place: Embedded
    document: Mapping[str, Any] | None
    report: VerificationReport | Problem


def checks_of_members(members: Sequence[Member]) -> tuple[Check, ...]:
    """Return the checks of the endorsements and of the credentials inside, where there are any."""
    checks = []
    for name, is_endorsement in (("endorsements", True), ("credentials", False)):
        chosen = [member for member in members if member.place.is_endorsement is is_endorsement]
        if chosen:
            checks.append(_check(name, chosen))
    return tuple(checks)


def reports_of(members: Sequence[Member]) -> tuple[VerificationReport, ...]:
    """Return the reports of the members that could be read."""
    return tuple(m.report for m in members if isinstance(m.report, VerificationReport))


def _check(name: str, members: Sequence[Member]) -> Check:
    findings = [_finding(member) for member in members]
    outcome = max((each for each, _ in findings), key=_ORDER.index)
    found = tuple(problem for _, problems_found in findings for problem in problems_found)
    sentence = f"{len(members)} inside, each verified on its own."
    # an endorsement that cannot be reached takes nothing from the credential itself
    return Check(name, outcome, sentence, found, required=name == "credentials")


_ORDER: Final = (Outcome.PASSED, Outcome.UNKNOWN, Outcome.FAILED)


def _finding(member: Member) -> tuple[Outcome, list[Problem]]:
    place, report = member.place, member.report
    kind = problems.ENDORSEMENT_INVALID if place.is_endorsement else problems.NESTED_INVALID
    if isinstance(report, Problem):
        detail = f"It cannot be read. {report.title}: {report.detail}"
        return Outcome.FAILED, [Problem(kind, detail, place.pointer)]
    if place.is_token and place.is_endorsement and report.format not in _ENDORSEMENT_FORMATS:
        detail = "The token holds no endorsement."
        return Outcome.FAILED, [Problem(kind, detail, place.pointer)]
    if report.format == "presentation":
        detail = "A presentation stands where a credential is asked for."
        return Outcome.FAILED, [Problem(kind, detail, place.pointer)]
    return _judged(place, report, kind)


def _judged(
    place: Embedded, report: VerificationReport, kind: problems.ProblemType
) -> tuple[Outcome, list[Problem]]:
    found: list[Problem] = []
    outcome, verdict = Outcome.PASSED, report.verdict
    reasons = "; ".join(p.title for p in report.problems() if p.severity is Severity.ERROR)
    if place.is_endorsement and _is_only_out_of_force(report):
        detail = f"It is not in force, and counts for nothing: {reasons}."
        found.append(Problem(kind, detail, place.pointer, Severity.WARNING))
        others = tuple(check for check in report.checks if check.name != VALIDITY)
        verdict = replace(report, checks=others).verdict
    if verdict is Verdict.INVALID:
        outcome = Outcome.FAILED
        found.append(Problem(kind, f"It is not valid: {reasons}.", place.pointer))
    elif verdict is Verdict.INDETERMINATE:
        outcome = Outcome.UNKNOWN
        found.append(Problem(kind, "It could not be decided.", place.pointer, Severity.WARNING))
    if report.issuer_trust is not IssuerTrust.TRUSTED:
        detail = f"{report.issuer.id or 'Its issuer'} is in no registry that was chosen."
        found.append(Problem(problems.ISSUER_UNTRUSTED, detail, place.pointer, Severity.WARNING))
    return outcome, found


def _is_only_out_of_force(report: VerificationReport) -> bool:
    """Say whether nothing speaks against a document but that it has ended or not yet begun."""
    failed = [check for check in report.checks if check.outcome is Outcome.FAILED]
    return [check.name for check in failed] == [VALIDITY] and all(
        problem.type in (problems.EXPIRED, problems.NOT_YET_VALID) for problem in failed[0].problems
    )
