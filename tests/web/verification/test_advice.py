from __future__ import annotations

import pytest

from laurea.credentials import problems
from laurea.credentials.problems import Problem, ProblemType
from laurea.credentials.report import Check, IssuerName, IssuerTrust, Outcome, VerificationReport
from laurea.web.verification.advice import advice_on

PASSED = Check("proof", Outcome.PASSED, "")


def a_report(*checks: Check) -> VerificationReport:
    issuer = IssuerName("did:web:guild.example", "Guild")
    return VerificationReport("ob3-achievement", issuer, IssuerTrust.UNLISTED, checks)


def said_of(name: str, kind: ProblemType | None, outcome: Outcome = Outcome.FAILED) -> str:
    found = (Problem(kind, ""),) if kind else ()
    return " ".join(map(str, advice_on(a_report(PASSED, Check(name, outcome, "", found)))))


@pytest.mark.parametrize(
    ("name", "kind", "advice"),
    [
        ("validity", problems.EXPIRED, "whether it was renewed"),
        ("status", problems.REVOKED, "why it was revoked"),
        ("status", problems.SUSPENDED, "for now"),
        ("validity", problems.NOT_YET_VALID, "when it has begun"),
        ("recipient", problems.RECIPIENT_MISMATCH, "which address the issuer used"),
        ("proof", problems.KEY_UNAUTHORIZED, "whether it made this credential"),
        ("proof", problems.PROOF_MISSING, "as the issuer made it"),
        ("structure", problems.MALFORMED_VALUE, "what is wrong with it"),
        ("credentials", problems.NESTED_INVALID, "stands on its line"),
    ],
)
def test_what_can_be_done_fits_what_is_wrong(name: str, kind: ProblemType, advice: str) -> None:
    said = said_of(name, kind)
    assert advice in said
    assert "damaged" not in said


def test_only_of_what_was_changed_it_is_said_that_copies_are_damaged() -> None:
    assert "Copies are often damaged" in said_of("proof", problems.PROOF_INVALID)
    assert "Copies are often damaged" in said_of("terms", problems.UNDEFINED_TERM)


@pytest.mark.parametrize(
    ("kind", "advice"),
    [
        (problems.FETCH_FORBIDDEN, "on the issuer's own site"),
        (problems.DID_UNAVAILABLE, "Try again later"),
        (problems.PROOF_SUITE_UNSUPPORTED, "Use a verifier that knows"),
        (None, "Try again later"),
    ],
)
def test_what_could_not_be_decided_comes_with_what_to_try(
    kind: ProblemType | None, advice: str
) -> None:
    assert advice in said_of("proof", kind, Outcome.UNKNOWN)


def test_the_gravest_of_several_faults_decides() -> None:
    over = Check("validity", Outcome.FAILED, "", (Problem(problems.EXPIRED, ""),))
    forged = Check("proof", Outcome.FAILED, "", (Problem(problems.PROOF_INVALID, ""),))
    assert "original file" in str(advice_on(a_report(over, forged))[0])


def test_nothing_is_to_be_done_about_what_is_valid() -> None:
    assert advice_on(a_report(PASSED)) == ()
