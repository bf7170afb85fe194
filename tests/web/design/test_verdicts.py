from __future__ import annotations

import pytest

from laurea.credentials.problems import REVOKED, Problem
from laurea.credentials.report import Check, IssuerName, IssuerTrust, Outcome, VerificationReport
from laurea.web.design.parts import Link
from laurea.web.design.verdicts import (
    OUTCOMES,
    VERDICTS,
    VOUCHES,
    check_list,
    verdict,
)

PASSED = Check("proof", Outcome.PASSED, "The signature fits.")
FAILED = Check("status", Outcome.FAILED, "It was revoked on 3 May 2026.")
UNKNOWN = Check("status", Outcome.UNKNOWN, "The list was not to be had.")
ASIDE = Check("endorsement", Outcome.UNKNOWN, "Could not be read.", required=False)
SILENT = Check("schema", Outcome.NOT_DECLARED, "None is named.")


def a_report(*checks: Check, trust: IssuerTrust = IssuerTrust.TRUSTED) -> VerificationReport:
    issuer = IssuerName("did:web:school.example.org", "School")
    return VerificationReport("ob3", issuer, trust, checks)


def test_every_outcome_verdict_and_trust_can_be_shown() -> None:
    assert set(OUTCOMES) == set(Outcome)
    assert set(VOUCHES) == set(IssuerTrust)
    assert len(set(VERDICTS.values())) == 3


def test_failed_checks_stand_first_and_silent_ones_last() -> None:
    lines = check_list((SILENT, PASSED, UNKNOWN, FAILED)).lines
    assert [line.outcome for line in lines] == ["failed", "unknown", "passed", "silent"]


def test_what_nobody_asked_stands_quietly_last_and_is_no_warning() -> None:
    nobody = Check("recipient", Outcome.UNKNOWN, "Nobody was named.", required=False)
    last = check_list((nobody, SILENT, ASIDE, PASSED)).lines[-1]
    lines = check_list((nobody, SILENT, ASIDE, PASSED)).lines
    assert [line.outcome for line in lines] == ["passed", "unknown", "silent", "silent"]
    assert (str(last.name), str(last.word)) == ("Recipient", "Not asked")


def test_what_was_found_stands_in_the_sentence_once() -> None:
    found = Problem(REVOKED, "By mistake.")
    check = Check("status", Outcome.FAILED, "It was revoked.", (found, found))
    assert check_list((check,)).lines[0].sentence == "It was revoked. By mistake."


def test_checks_of_one_outcome_keep_their_order() -> None:
    second = Check("validity", Outcome.PASSED, "It is in force.")
    names = [str(line.name) for line in check_list((PASSED, second)).lines]
    assert names == ["Signature", "Dates"]


def test_a_check_without_a_name_for_pages_is_shown_by_its_own() -> None:
    assert check_list((Check("key-history", Outcome.PASSED, ""),)).lines[0].name == "Key history"


def test_a_link_goes_with_its_check() -> None:
    link = Link("Ask", "#ask")
    assert check_list((PASSED,), links={"proof": link}).lines[0].link == link


@pytest.mark.parametrize(
    ("checks", "kind", "sentence"),
    [
        ((PASSED, SILENT), "valid", "Every required check passed."),
        ((PASSED, UNKNOWN, FAILED), "invalid", FAILED.sentence),
        ((PASSED, UNKNOWN), "indeterminate", UNKNOWN.sentence),
        ((PASSED, ASIDE), "valid", None),
    ],
)
def test_the_verdict_says_why(checks: tuple[Check, ...], kind: str, sentence: str | None) -> None:
    shown = verdict(a_report(*checks), checked="Checked now.")
    assert shown.kind == kind
    if sentence:
        assert str(shown.sentence) == sentence


def test_a_valid_verdict_never_wears_the_sentence_of_an_optional_check() -> None:
    shown = verdict(a_report(PASSED, ASIDE), checked="")
    assert str(shown.sentence) == "Every required check passed."


@pytest.mark.parametrize("trust", [IssuerTrust.TRUSTED, IssuerTrust.UNLISTED])
def test_an_issuer_stays_who_it_is_where_the_credential_has_ended(trust: IssuerTrust) -> None:
    over = Check("validity", Outcome.FAILED, "It has expired.")
    for failed in (over, FAILED):
        shown = verdict(a_report(PASSED, failed, trust=trust), checked="")
        assert shown.kind == "invalid"
        assert shown.vouches is not None
        assert shown.vouches.kind == VOUCHES[trust]


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (Outcome.PASSED, "unproven"),
        (Outcome.UNKNOWN, "unchecked"),
        (Outcome.FAILED, "nobody"),
    ],
)
def test_where_no_key_is_the_issuers_the_signature_says_who_vouches(
    outcome: Outcome, kind: str
) -> None:
    proof = Check("proof", outcome, "")
    shown = verdict(a_report(proof, FAILED, trust=IssuerTrust.UNPROVEN), checked="")
    assert shown.vouches is not None
    assert shown.vouches.kind == kind


@pytest.mark.parametrize("trust", IssuerTrust)
def test_a_good_signature_is_not_shown_as_a_good_issuer(trust: IssuerTrust) -> None:
    shown = verdict(a_report(PASSED, trust=trust), checked="")
    assert shown.kind == "valid"
    assert shown.vouches is not None
    assert shown.vouches.kind == VOUCHES[trust]
