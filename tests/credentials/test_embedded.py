"""Credentials inside credentials: found wherever they stand, each verified, within limits."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest

from laurea.credentials.embedded import Embedded, embedded_credentials
from laurea.credentials.errors import LimitExceeded
from laurea.credentials.limits import DEFAULT_LIMITS
from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.problems import Severity
from laurea.credentials.report import Check, IssuerTrust, Outcome, Verdict, VerificationReport
from laurea.credentials.verify import verify
from tests.simulator.documents import OB, V2
from tests.simulator.issuer import NOW, Issuer
from tests.simulator.status import new_entry

LIST = "https://school.example/status/1"
OBJECTS = [
    (),
    ("issuer",),
    ("credentialSubject",),
    ("credentialSubject", "achievement"),
    ("credentialSubject", "achievement", "alignment", 0),
    ("credentialSubject", "achievement", "resultDescription", 0, "rubricCriterionLevel", 0),
    ("credentialSubject", "result", 0),
    ("evidence", 0),
]


@pytest.fixture
def academy() -> Issuer:
    return Issuer.by_did_key("academy")


@pytest.fixture
def employer() -> Issuer:
    return Issuer.by_did_key("employer")


@pytest.fixture
def eve() -> Issuer:
    return Issuer.by_did_key("eve")


def report(document: dict[str, Any], **more: Any) -> VerificationReport:
    return verify(document, at=NOW, **more)


def check(found: VerificationReport, name: str) -> Check | None:
    return next((one for one in found.checks if one.name == name), None)


def outcome(found: VerificationReport, name: str) -> Outcome | None:
    one = check(found, name)
    return one.outcome if one else None


def put(document: dict[str, Any], path: tuple[str | int, ...], name: str, value: Any) -> None:
    node: Any = document
    for part in path:
        node = node[part]
    node[name] = value


def tampered(document: dict[str, Any]) -> dict[str, Any]:
    copied = copy.deepcopy(document)
    copied["name"] = "Something else"
    return copied


# -- where they are found -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "pointers"),
    [
        ({}, []),
        ({"endorsement": {}}, ["/endorsement"]),
        ({"endorsement": []}, []),
        ({"a": [{"b": {"endorsement": [7, {}]}}]}, [f"/a/0/b/endorsement/{n}" for n in (0, 1)]),
        ({"issuer": {"endorsementJwt": ["a.b.c"]}}, ["/issuer/endorsementJwt/0"]),
        ({"issuer": {"verifiableCredential": {}}}, ["/issuer/verifiableCredential"]),
        (
            {"credentialSubject": [{}, {"verifiableCredential": [{}]}]},
            ["/credentialSubject/1/verifiableCredential/0"],
        ),
        ({"endorsement": {"endorsement": {}, "verifiableCredential": {}}}, ["/endorsement"]),
        ({"proof": {"endorsement": {}}}, []),
    ],
)  # fmt: skip
def test_credentials_are_found_wherever_they_stand_and_not_looked_into(
    document: dict[str, Any], pointers: list[str]
) -> None:
    assert [found.pointer for found in embedded_credentials(document)] == pointers


def test_what_is_found_says_whether_it_endorses() -> None:
    document = {"endorsementJwt": "a.b.c", "credentialSubject": {"verifiableCredential": [7]}}
    assert list(embedded_credentials(document)) == [
        Embedded("/endorsementJwt", "a.b.c", is_endorsement=True),
        Embedded("/credentialSubject/verifiableCredential/0", 7, is_endorsement=False),
    ]


# -- endorsements ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", OBJECTS, ids=lambda path: "/".join(map(str, path)) or "top")
def test_an_endorsement_is_verified_wherever_it_stands(
    academy: Issuer, employer: Issuer, path: tuple[str | int, ...]
) -> None:
    good, bad = academy.rich(), academy.rich()
    put(good, path, "endorsement", [employer.endorsement()])
    found = report(academy.sign(good))
    assert (found.verdict, outcome(found, "endorsements")) == (Verdict.VALID, Outcome.PASSED)
    assert [nested.issuer.id for nested in found.nested] == [employer.id]
    put(bad, path, "endorsement", [tampered(employer.endorsement())])
    found = report(academy.sign(bad))
    assert (found.verdict, outcome(found, "endorsements")) == (Verdict.INVALID, Outcome.FAILED)
    one = check(found, "endorsements")
    assert one is not None
    assert one.problems[0].type.slug == "endorsement-invalid"
    assert one.problems[0].pointer == "".join(f"/{p}" for p in (*path, "endorsement", 0))


def test_an_endorsement_cannot_be_slipped_in_after_signing(
    academy: Issuer, employer: Issuer
) -> None:
    signed = academy.signed()
    for path in ((), ("issuer",), ("credentialSubject", "achievement")):
        document = copy.deepcopy(signed)
        put(document, path, "endorsement", [employer.endorsement()])
        assert report(document).verdict is Verdict.INVALID


def test_an_endorsement_in_anothers_name_fails_with_the_document(
    academy: Issuer, employer: Issuer, eve: Issuer
) -> None:
    unsigned = {k: v for k, v in employer.endorsement().items() if k != "proof"}
    for forged in (eve.sign(unsigned), unsigned, {**unsigned, "proof": []}):
        found = report(academy.signed(endorsement=[forged]))
        assert (found.verdict, outcome(found, "endorsements")) == (Verdict.INVALID, Outcome.FAILED)


def test_an_endorsement_by_a_namesake_is_never_trusted(
    academy: Issuer, employer: Issuer, eve: Issuer
) -> None:
    namesake = eve.endorsement(issuer={**eve.profile, "name": employer.name})
    trusting = VerificationPolicy(trusted_issuers=frozenset({academy.id, employer.id}))
    found = report(academy.signed(endorsement=[namesake]), policy=trusting)
    assert (found.verdict, found.issuer_trust) == (Verdict.VALID, IssuerTrust.TRUSTED)
    assert found.nested[0].issuer_trust is IssuerTrust.UNLISTED
    assert [problem.type.slug for problem in found.warnings] == ["issuer-untrusted"]
    honest = report(academy.signed(endorsement=[employer.endorsement()]), policy=trusting)
    assert honest.nested[0].issuer_trust is IssuerTrust.TRUSTED
    assert honest.warnings == ()


def test_an_endorsement_that_cannot_be_reached_takes_nothing_from_the_credential(
    academy: Issuer,
) -> None:
    endorser = Issuer.by_did_web("employer.example")
    document = academy.signed(endorsement=[endorser.endorsement()])
    found = report(document)
    assert (found.verdict, outcome(found, "endorsements")) == (Verdict.VALID, Outcome.UNKNOWN)
    assert found.nested[0].verdict is Verdict.INDETERMINATE
    assert {problem.severity for problem in found.problems()} == {Severity.WARNING}
    assert outcome(report(document, resolver=endorser.web), "endorsements") is Outcome.PASSED


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({"validUntil": "2026-07-01T00:00:00Z"}, "has expired"),
        ({"validFrom": "2027-01-01T00:00:00Z"}, "is not valid yet"),
    ],
)
def test_an_endorsement_out_of_force_is_a_warning_and_takes_nothing_from_the_credential(
    academy: Issuer, employer: Issuer, dates: dict[str, str], said: str
) -> None:
    found = report(academy.signed(endorsement=[employer.endorsement(**dates)]))
    assert (found.verdict, outcome(found, "endorsements")) == (Verdict.VALID, Outcome.PASSED)
    assert found.nested[0].verdict is Verdict.INVALID
    first = found.warnings[0]
    assert (first.type.slug, first.pointer) == ("endorsement-invalid", "/endorsement/0")
    assert said in first.detail


def test_an_endorsement_that_expired_is_still_refused_if_it_was_changed_or_cannot_be_dated(
    academy: Issuer, employer: Issuer
) -> None:
    expired = employer.endorsement(validUntil="2026-07-01T00:00:00Z")
    undated = employer.endorsement(validUntil="some day")
    for bad in (tampered(expired), undated):
        found = report(academy.signed(endorsement=[bad]))
        assert (found.verdict, outcome(found, "endorsements")) == (Verdict.INVALID, Outcome.FAILED)


def test_an_expired_endorsement_that_cannot_be_reached_is_unknown(academy: Issuer) -> None:
    endorser = Issuer.by_did_web("employer.example")
    expired = endorser.endorsement(validUntil="2026-07-01T00:00:00Z")
    found = report(academy.signed(endorsement=[expired]))
    assert (found.verdict, outcome(found, "endorsements")) == (Verdict.VALID, Outcome.UNKNOWN)
    details = [p.detail for p in found.problems() if p.type.slug == "endorsement-invalid"]
    assert len(details) == 2


def test_a_credential_of_a_record_that_expired_still_fails_the_record(
    academy: Issuer,
) -> None:
    expired = academy.signed(validUntil="2026-07-01T00:00:00Z")
    found = report(academy.clr([expired]))
    assert (found.verdict, outcome(found, "credentials")) == (Verdict.INVALID, Outcome.FAILED)


def test_an_endorsement_as_a_token_that_holds_no_credential_fails(academy: Issuer) -> None:
    found = report(academy.signed(endorsementJwt=["eyJhbGciOiJFZERTQSJ9.e30.c2ln"]))
    assert (found.verdict, outcome(found, "endorsements")) == (Verdict.INVALID, Outcome.FAILED)
    assert "/endorsementJwt/0" in {problem.pointer for problem in found.problems()}


# -- learner records ------------------------------------------------------------------------


def test_every_credential_of_a_record_is_verified_on_its_own(
    academy: Issuer, employer: Issuer
) -> None:
    record = academy.clr([employer.signed(), academy.sign(academy.rich())])
    found = report(record)
    assert (found.format, found.verdict) == ("clr2", Verdict.VALID)
    assert [nested.issuer.id for nested in found.nested] == [employer.id, academy.id]
    assert len(found.to_json()["nested"]) == 2


@pytest.mark.parametrize("as_array", [False, True])
def test_a_forged_credential_in_a_record_fails_it_whatever_its_subject_looks_like(
    academy: Issuer, employer: Issuer, as_array: bool
) -> None:
    unsigned = academy.clr([employer.signed(name="First"), tampered(employer.signed())])
    if as_array:
        unsigned["credentialSubject"] = [unsigned["credentialSubject"]]
    found = report(academy.sign(unsigned))
    assert (found.verdict, outcome(found, "credentials")) == (Verdict.INVALID, Outcome.FAILED)
    one = check(found, "credentials")
    assert one is not None
    assert one.problems[-2].pointer.endswith("/verifiableCredential/1")


@pytest.mark.parametrize("what", ["unsigned", "expired", "impersonated", "no proof", "not one"])
def test_a_credential_in_a_record_that_is_not_valid_fails_it(
    academy: Issuer, employer: Issuer, eve: Issuer, what: str
) -> None:
    inside = {
        "unsigned": employer.unsigned(),
        "expired": employer.signed(validUntil="2026-07-01T00:00:00Z"),
        "impersonated": eve.sign(employer.unsigned()),
        "no proof": employer.unsigned() | {"proof": []},
        "not one": {"@context": [V2, OB], "id": "urn:x", "type": ["VerifiableCredential"]},
    }[what]
    found = report(academy.clr([employer.signed(name="First"), inside]))
    assert found.verdict is Verdict.INVALID


def test_a_credential_in_a_record_that_cannot_be_decided_leaves_the_record_undecided(
    academy: Issuer,
) -> None:
    school = Issuer.by_did_web()
    assert report(academy.clr([school.signed()])).verdict is Verdict.INDETERMINATE
    assert report(academy.clr([school.signed()]), resolver=school.web).verdict is Verdict.VALID


def test_a_revoked_credential_in_a_record_fails_it(academy: Issuer) -> None:
    school = Issuer.by_did_web()
    school.publish_list(LIST, revoked=[7])
    inside = [school.signed(credentialStatus=new_entry(LIST, number)) for number in (6, 7)]
    found = report(academy.clr(inside), resolver=school.web)
    assert [nested.verdict for nested in found.nested] == [Verdict.VALID, Verdict.INVALID]
    assert found.verdict is Verdict.INVALID


def test_credentials_cannot_be_taken_from_a_record_or_added_to_it(
    academy: Issuer, employer: Issuer
) -> None:
    record = academy.clr([employer.signed(), academy.signed()])
    subject = record["credentialSubject"]
    both = subject["verifiableCredential"]
    third = employer.sign(employer.rich())
    for inside in (both[:1], both[1:], [*both, third], [both[0], third], []):
        changed = record | {"credentialSubject": {**subject, "verifiableCredential": inside}}
        assert report(changed).verdict is Verdict.INVALID


def test_the_recipient_is_asked_of_the_record_and_not_of_what_is_inside(
    academy: Issuer, employer: Issuer
) -> None:
    inside = employer.sign(employer.rich())
    policy = VerificationPolicy(expected_id="did:example:mira-okonjo")
    found = report(academy.clr([inside]), policy=policy)
    assert found.verdict is Verdict.VALID
    assert outcome(found, "recipient") is Outcome.PASSED
    assert outcome(found.nested[0], "recipient") is Outcome.UNKNOWN


# -- limits ---------------------------------------------------------------------------------


def test_records_in_records_are_read_to_the_limit_and_no_deeper(academy: Issuer) -> None:
    document = academy.signed()
    for _ in range(DEFAULT_LIMITS.nested_depth):
        document = academy.clr([document])
    assert report(document).verdict is Verdict.VALID
    with pytest.raises(LimitExceeded):
        report(academy.clr([document]))


@pytest.mark.parametrize("kind", ["endorsements", "record"])
def test_no_more_credentials_inside_are_read_than_the_limit_says(
    academy: Issuer, kind: str
) -> None:
    few = replace(DEFAULT_LIMITS, nested_credentials=4)

    def document(count: int) -> dict[str, Any]:
        many = [academy.endorsement(id=f"urn:endorsement:{n}") for n in range(count)]
        return academy.clr(many) if kind == "record" else academy.signed(endorsement=many)

    assert report(document(4), limits=few).verdict is Verdict.VALID
    with pytest.raises(LimitExceeded):
        report(document(5), limits=few)


def test_the_limit_counts_all_levels_together(academy: Issuer) -> None:
    few = replace(DEFAULT_LIMITS, nested_credentials=4)
    pair = academy.clr([academy.signed(), academy.signed(id="urn:another")])
    with pytest.raises(LimitExceeded):
        report(academy.clr([pair, pair | {"id": "urn:twin"}]), limits=few)


def test_all_that_is_inside_shares_one_budget_of_work(academy: Issuer) -> None:
    alike = [{"type": ["Result"]} for _ in range(40)]
    inside = academy.rich()
    inside["credentialSubject"]["result"] = alike
    signed = academy.sign(inside)
    some = replace(DEFAULT_LIMITS, blank_node_steps=1_500)
    assert report(signed, limits=some).verdict is Verdict.VALID
    many = [{**signed, "id": f"urn:copy:{number}"} for number in range(60)]
    with pytest.raises(LimitExceeded):
        report(academy.clr(many), limits=some)


def test_a_list_that_many_inside_name_is_fetched_and_verified_once(academy: Issuer) -> None:
    school = Issuer.by_did_web()
    school.publish_list(LIST)
    inside = [
        school.signed(id=f"urn:{number}", credentialStatus=new_entry(LIST, number))
        for number in range(20)
    ]
    school.web.asked.clear()
    assert report(academy.clr(inside), resolver=school.web).verdict is Verdict.VALID
    assert sorted(school.web.asked) == ["https://school.example/.well-known/did.json", LIST]


@pytest.mark.parametrize(
    "value", [None, "", "x", "urn:x", 7, True, {}, [[]], [None], [{}], {"@id": "urn:x"}]
)
@pytest.mark.parametrize("name", ["endorsement", "endorsementJwt", "verifiableCredential"])
def test_whatever_stands_where_a_credential_should_is_never_valid(
    academy: Issuer, name: str, value: Any
) -> None:
    document = academy.clr([academy.signed()])
    put(document, ("credentialSubject",), name, value)
    raw = json.dumps(document)
    assert verify(raw, at=NOW).verdict is not Verdict.VALID


def test_what_bears_out_a_resume_is_found_and_only_there() -> None:
    resume = {
        "type": ["VerifiableCredential", "LER-RS VC"],
        "credentialSubject": {"certifications": [{"verifications": [{"id": "urn:1"}, "ey.a.b"]}]},
    }
    places = [
        "/credentialSubject/certifications/0/verifications/0",
        "/credentialSubject/certifications/0/verifications/1",
    ]
    assert [found.pointer for found in embedded_credentials(resume)] == places
    assert not any(found.is_endorsement for found in embedded_credentials(resume))
    assert list(embedded_credentials(resume | {"type": "VerifiableCredential"})) == []
