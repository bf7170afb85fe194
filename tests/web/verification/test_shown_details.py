from __future__ import annotations

from typing import Any

import pytest

from laurea.credentials import Check, IssuerTrust, Outcome, VerificationReport
from laurea.credentials.report import IssuerName
from laurea.web.verification.shown_details import endorsements, outside


def a_report(outcome: Outcome, *nested: VerificationReport) -> VerificationReport:
    issuer = IssuerName("did:web:mill.example", "The Mill")
    checks = (Check("proof", outcome, "A sentence."),)
    return VerificationReport("ob3-endorsement", issuer, IssuerTrust.UNLISTED, checks, nested)


def an_endorsement(comment: Any) -> dict[str, Any]:
    return {"credentialSubject": {"endorsementComment": comment}}


def test_each_endorsement_has_the_outcome_of_checking_it_by_itself() -> None:
    document = {
        "endorsement": [an_endorsement("We ask for it."), an_endorsement("  ")],
        "endorsementJwt": ["eyJhbGciOiJFZERTQSJ9.e30.c2ln"],
        "credentialSubject": {"achievement": {"endorsement": [an_endorsement("Fine cloth.")]}},
    }
    nested = (a_report(one) for one in (Outcome.PASSED, Outcome.FAILED, Outcome.UNKNOWN))
    found = list(endorsements(document, a_report(Outcome.PASSED, *nested)))
    assert [(one.quote.text, one.by, one.outcome) for one in found] == [
        ("We ask for it.", "The Mill", "passed"),
        ("Endorsed, without words.", "The Mill", "failed"),
        ("A signed token, which is not read here.", "Somebody", "unknown"),
        ("Fine cloth.", "The Mill", "unknown"),
    ]


def test_a_credential_that_does_not_endorse_is_passed_over() -> None:
    document = {"verifiableCredential": [{}], "endorsement": [an_endorsement("Good.")]}
    nested = (a_report(Outcome.FAILED), a_report(Outcome.PASSED))
    (found,) = endorsements(document, a_report(Outcome.PASSED, *nested))
    assert (found.quote.text, found.outcome) == ("Good.", "passed")


@pytest.mark.parametrize(
    "address", [None, "", "javascript:alert(1)", "data:,x", "//a.example", "http://[", "ftp://a/"]
)
def test_what_is_no_address_of_the_web_is_no_link(address: str | None) -> None:
    assert outside(address, "x") is None
