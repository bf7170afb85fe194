"""Recipients are found by hash, never by resemblance."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.identity import Match, check_recipient, hash_identity, matches
from laurea.credentials.model import IdentityObject
from laurea.credentials.report import Check, Outcome

ADA = "ada@example.org"


def an_identity(**changes: Any) -> IdentityObject:
    fields: dict[str, Any] = {
        "hashed": True,
        "identity_hash": hash_identity(ADA, "sea"),
        "identity_type": "emailAddress",
        "salt": "sea",
    }
    return IdentityObject(**(fields | changes))


def recipient(*identifiers: dict[str, Any], subject_id: str | None = None) -> Check:
    subject: dict[str, Any] = {"identifier": list(identifiers)}
    if subject_id is not None:
        subject["id"] = subject_id
    return check_recipient({"credentialSubject": subject}, expected_email=ADA)


def an_entry(**changes: Any) -> dict[str, Any]:
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": hash_identity(ADA, "sea"),
        "identityType": "emailAddress",
        "salt": "sea",
    } | changes


def test_the_salt_is_appended() -> None:
    assert hash_identity("a@example.com", "Kosher") == (
        "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
    )
    assert hash_identity("é", "ß", "md5") == "md5$" + hashlib.md5("éß".encode()).hexdigest()  # noqa: S324 - a vector


def test_other_algorithms_are_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="sha1"):
        hash_identity("a", "b", "sha1")


@given(st.emails(), st.text())
def test_what_was_hashed_matches(email: str, salt: str) -> None:
    identity = an_identity(identity_hash=hash_identity(email, salt), salt=salt)
    assert matches(identity, identifier=email, identity_type="emailAddress") is Match.EQUAL
    other = matches(identity, identifier="x" + email, identity_type="emailAddress")
    assert other is Match.DIFFERENT


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Match.EQUAL),
        ({"identity_hash": "sha256$" + hash_identity(ADA, "sea")[7:].upper()}, Match.EQUAL),
        ({"salt": None}, Match.DIFFERENT),
        ({"salt": None, "identity_hash": hash_identity(ADA, "")}, Match.EQUAL),
        ({"identity_hash": hash_identity(ADA, "sea", "md5")}, Match.WEAK),
        ({"identity_type": "userName"}, Match.DIFFERENT),
        ({"identity_hash": ADA}, Match.DIFFERENT),
        ({"identity_hash": "sha1$" + "0" * 40}, Match.DIFFERENT),
        ({"identity_hash": "sha256$" + "é" * 64}, Match.DIFFERENT),
        ({"identity_hash": "SHA256$" + hash_identity(ADA, "sea")[7:]}, Match.DIFFERENT),
        ({"hashed": False, "identity_hash": ADA}, Match.EQUAL),
        ({"hashed": False, "identity_hash": "Ada@Example.org"}, Match.EQUAL),
        ({"hashed": False, "identity_hash": "eve@example.org"}, Match.DIFFERENT),
        ({"hashed": False, "identity_hash": hash_identity(ADA, "sea")}, Match.DIFFERENT),
    ],
)
def test_an_identity_matches_or_not(changes: dict[str, Any], expected: Match) -> None:
    match = matches(an_identity(**changes), identifier=ADA, identity_type="emailAddress")
    assert match is expected


def test_an_address_matches_in_lower_case_too() -> None:
    asked = {"identifier": "ADA@example.org", "identity_type": "emailAddress"}
    assert matches(an_identity(), **asked) is Match.EQUAL


def test_account_names_keep_their_case() -> None:
    account = an_identity(hashed=False, identity_hash="Ada", identity_type="userName")
    assert matches(account, identifier="ada", identity_type="userName") is Match.DIFFERENT


def test_every_identifier_is_tried() -> None:
    stranger = an_entry(identityHash=hash_identity("eve@example.org", "sea"))
    check = recipient(stranger, an_entry(hashed="yes"), an_entry())
    assert (check.name, check.outcome, check.problems) == ("recipient", Outcome.PASSED, ())


def test_one_identifier_may_stand_without_array() -> None:
    document = {"credentialSubject": {"identifier": an_entry(salt=None)}}
    assert check_recipient(document, expected_email=ADA).outcome is Outcome.FAILED
    document = {"credentialSubject": {"identifier": an_entry()}}
    assert check_recipient(document, expected_email=ADA).outcome is Outcome.PASSED


@pytest.mark.parametrize("subject_id", [f"mailto:{ADA}", "MAILTO:Ada@example.org"])
def test_a_subject_may_be_named_by_its_address(subject_id: str) -> None:
    assert recipient(subject_id=subject_id).outcome is Outcome.PASSED


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"credentialSubject": [an_entry()]},
        {"credentialSubject": {"id": "did:example:ada"}},
        {"credentialSubject": {"id": f"did:mailto:{ADA}", "identifier": 7}},
        {"credentialSubject": {"identifier": [None, {}, an_entry(salt=5), an_entry(hashed=1)]}},
        {"credentialSubject": {"identifier": [an_entry(identityType=ADA)]}},
        {"credentialSubject": {"identifier": [an_entry(identityHash=None)]}},
    ],
)
def test_a_subject_that_names_nobody_is_a_mismatch(document: dict[str, Any]) -> None:
    check = check_recipient(document, expected_email=ADA)
    assert check.outcome is Outcome.FAILED
    assert [problem.type.slug for problem in check.problems] == ["recipient-mismatch"]


@pytest.mark.parametrize(
    ("entry", "warnings"),
    [
        (an_entry(identityHash=hash_identity(ADA, "sea", "md5")), ["hash-weak"]),
        (an_entry(identityHash=hash_identity(ADA, ""), salt=""), ["hash-unsalted"]),
        (
            an_entry(identityHash=hash_identity(ADA, "", "md5"), salt=None),
            ["hash-weak", "hash-unsalted"],
        ),
    ],
)
def test_a_weak_hash_passes_with_a_warning(entry: dict[str, Any], warnings: list[str]) -> None:
    check = recipient(entry)
    assert check.outcome is Outcome.PASSED
    assert [problem.type.slug for problem in check.problems] == warnings
    assert {problem.severity.value for problem in check.problems} == {"warning"}
    assert check.problems[0].pointer == "/credentialSubject/identifier/0"


def test_a_strong_hash_beside_a_weak_one_needs_no_warning() -> None:
    weak = an_entry(identityHash=hash_identity(ADA, "sea", "md5"))
    assert recipient(weak, an_entry()).problems == ()


def test_another_address_is_a_question_to_the_person_and_no_accusation() -> None:
    for check in (
        recipient(an_entry(identityHash=hash_identity("ada@work.example", "sea"))),
        check_recipient(
            {"credentialSubject": {"id": "did:example:x"}}, expected_id="did:example:y"
        ),
    ):
        assert check.sentence == "It was awarded to another identifier."
        assert "is not the one it was awarded to." in check.problems[0].detail
        assert "ask which one the issuer used" in check.problems[0].detail


def test_recipients_of_the_corpus_are_told_apart(vectors: Path) -> None:
    corpus = vectors / "corpus"
    cases = json.loads((corpus / "manifest.json").read_bytes())["cases"]
    asked = [case for case in cases if "expected_email" in case["options"]]
    asked = [case for case in asked if case["kind"] == "vc-json"]
    assert asked
    for case in asked:
        document = json.loads((corpus / case["path"]).read_bytes())
        check = check_recipient(document, expected_email=case["options"]["expected_email"])
        slugs = [problem.type.slug for problem in check.problems]
        expected = {"HASH_WEAK": ["hash-weak"], "RECIPIENT_MISMATCH": ["recipient-mismatch"]}
        codes = case["expect"]["errors"]
        assert slugs == (expected[codes[0]] if codes else []), case["id"]
