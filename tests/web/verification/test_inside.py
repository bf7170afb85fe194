from __future__ import annotations

from laurea.credentials.report import Check, IssuerName, IssuerTrust, Outcome, VerificationReport
from laurea.web.verification.inside import with_reports

TOKEN = "eyJhbGciOiJFZERTQSJ9.e30.c2ln"


def a_report(name: str, *nested: VerificationReport) -> VerificationReport:
    checks = (Check("proof", Outcome.PASSED, ""),)
    issuer = IssuerName(f"did:web:{name}.example", name)
    return VerificationReport("ob3-achievement", issuer, IssuerTrust.UNLISTED, checks, nested)


def test_each_stands_beside_its_own_report_and_a_token_beside_none() -> None:
    document = {"endorsementJwt": [TOKEN], "endorsement": [{}], "verifiableCredential": [{}]}
    found = with_reports(document, a_report("all", a_report("one"), a_report("two")))
    names = [(one.pointer, report.issuer.name if report else None) for one, report in found]
    assert names == [
        ("/endorsementJwt/0", None),
        ("/endorsement/0", "one"),
        ("/verifiableCredential/0", "two"),
    ]


def test_where_tokens_are_read_each_has_its_report() -> None:
    document = {"endorsementJwt": [TOKEN], "endorsement": [{}]}
    found = with_reports(document, a_report("all", a_report("one"), a_report("two")))
    assert [report.issuer.name for _, report in found if report] == ["one", "two"]
