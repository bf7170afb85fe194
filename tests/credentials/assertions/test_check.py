"""Assertions of Open Badges 1 and 2: what is published counts, and only where its issuer speaks."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laurea.credentials.errors import Gone, LaureaError, MalformedDocument
from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.problems import NOT_FOUND, Problem
from laurea.credentials.received import read_received
from laurea.credentials.report import IssuerTrust, Outcome, Verdict, VerificationReport
from laurea.credentials.verify import verify
from laurea.credentials.wire.ob2 import reference
from tests.simulator.old_issuer import EMAIL, OB2, OldIssuer, encoded

AT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def school() -> OldIssuer:
    return OldIssuer()


def judge(
    document: Any, school: OldIssuer, at: datetime = AT, **demands: Any
) -> VerificationReport:
    return verify(document, at=at, resolver=school.web, policy=VerificationPolicy(**demands))


def slugs(report: VerificationReport, name: str) -> list[str]:
    return [p.type.slug for check in report.checks if check.name == name for p in check.problems]


def outcome(report: VerificationReport, name: str) -> Outcome:
    return next(check.outcome for check in report.checks if check.name == name)


def refuses_or_judges(document: Any, school: OldIssuer) -> bool:
    try:
        return judge(document, school) is not None
    except LaureaError:
        return True


TOKEN = OldIssuer().signed(id="urn:uuid:1")


# ------------------------------------------------------------------------ hosted


def test_a_published_assertion_is_valid_and_its_issuer_known(school: OldIssuer) -> None:
    report = judge(school.hosted(), school)
    assert report.verdict is Verdict.VALID
    assert report.format == "ob2-assertion"
    assert (report.issuer.id, report.issuer.name) == (school.at("profile"), "Halden Works Academy")
    assert report.issuer_trust is IssuerTrust.UNLISTED


@pytest.mark.parametrize(
    "demands",
    [
        {"trusted_issuers": frozenset({"https://school.example/profile"})},
        {"trusted_hosts": frozenset({"school.example"})},
    ],
)
def test_an_issuer_is_trusted_by_address_or_by_host(
    school: OldIssuer, demands: dict[str, Any]
) -> None:
    assert judge(school.hosted(), school, **demands).issuer_trust is IssuerTrust.TRUSTED


@pytest.mark.parametrize(
    "change",
    [
        {"issuedOn": "2025-01-15T09:00:00Z"},
        {"badge": "https://school.example/other"},
        {"recipient": {"type": "email", "identity": "eve@example.org", "hashed": False}},
        {"narrative": "With honours."},
        {"revoked": 0},
    ],
)
def test_what_only_the_shown_copy_says_is_not_believed(
    school: OldIssuer, change: dict[str, Any]
) -> None:
    report = judge({**school.hosted(), **change}, school)
    assert report.verdict is Verdict.INVALID
    assert "hosted-mismatch" in slugs(report, "proof") or outcome(report, "structure") is (
        Outcome.FAILED
    )


def test_the_published_copy_decides_what_the_shown_one_leaves_out(school: OldIssuer) -> None:
    document = school.hosted(expires="2026-06-01T00:00:00Z")
    del document["expires"]
    assert slugs(judge(document, school), "validity") == ["expired"]


def test_an_assertion_that_nobody_published_is_invalid(school: OldIssuer) -> None:
    report = judge(school.assertion(), school)
    assert report.verdict is Verdict.INVALID
    assert slugs(report, "proof") == ["not-found"]


def test_a_server_that_does_not_answer_leaves_it_open(school: OldIssuer) -> None:
    document = school.hosted()
    school.web.lag(document["id"])
    report = judge(document, school)
    assert report.verdict is Verdict.INDETERMINATE
    assert slugs(report, "proof") == ["fetch-failed"]
    assert outcome(report, "status") is Outcome.UNKNOWN


@pytest.mark.parametrize("path", ["badge", "profile"])
def test_an_achievement_or_issuer_that_cannot_be_read_leaves_it_open(
    school: OldIssuer, path: str
) -> None:
    document = school.hosted()
    school.web.lag(school.at(path))
    assert judge(document, school).verdict is Verdict.INDETERMINATE


def test_an_assertion_that_was_taken_away_is_revoked(school: OldIssuer) -> None:
    document = school.hosted()
    school.web._answers[document["id"]] = Gone(Problem(NOT_FOUND, "It was taken away."))
    assert slugs(judge(document, school), "status") == ["revoked"]


def test_a_published_copy_that_calls_itself_revoked_need_not_say_more(school: OldIssuer) -> None:
    document = school.hosted()
    revoked = {"@context": OB2, "type": "Assertion", "id": document["id"], "revoked": True}
    school.web.publish(document["id"], {**revoked, "revocationReason": "Issued in error"})
    report = judge(document, school)
    assert slugs(report, "status") == ["revoked"]
    assert report.verdict is Verdict.INVALID


def test_an_assertion_on_another_host_is_not_the_issuers(school: OldIssuer) -> None:
    evil = OldIssuer("evil.example", school.web)
    document = evil.hosted(badge=school.at("badge"))
    report = judge(document, school, trusted_issuers=frozenset({school.at("profile")}))
    assert report.verdict is Verdict.INVALID
    assert slugs(report, "proof") == ["hosted-elsewhere"]
    assert report.issuer_trust is IssuerTrust.UNPROVEN


@pytest.mark.parametrize(
    ("rule", "path", "verdict"),
    [
        ({"startsWith": "https://school.example/assertions/"}, "assertions/x", Verdict.VALID),
        ({"startsWith": "https://school.example/other/"}, "assertions/x", Verdict.INVALID),
        ({"startsWith": ["https://a.example/", "https://school.example/"]}, "x", Verdict.VALID),
        ({"allowedOrigins": ["a.example", "school.example"]}, "x", Verdict.VALID),
        ({"allowedOrigins": "https://school.example"}, "x", Verdict.VALID),
        ({"allowedOrigins": "a.example"}, "x", Verdict.INVALID),
        ({"allowedOrigins": "a.example", "startsWith": "https://school"}, "x", Verdict.INVALID),
        ({"startsWith": "https://school"}, "x", Verdict.INVALID),
        ({}, "x", Verdict.VALID),
    ],
)
def test_an_issuer_says_where_it_speaks(
    school: OldIssuer, rule: dict[str, Any], path: str, verdict: Verdict
) -> None:
    school.web.publish(school.at("profile"), school.profile(verification=rule))
    assert judge(school.hosted(id=school.at(path)), school).verdict is verdict


def test_a_beginning_that_ends_inside_a_host_allows_no_longer_host(school: OldIssuer) -> None:
    rule = {"startsWith": "https://school.example"}
    school.web.publish(school.at("profile"), school.profile(verification=rule))
    evil = OldIssuer("school.example.evil.example", school.web)
    document = evil.hosted(badge=school.at("badge"))
    assert slugs(judge(document, school), "proof") == ["hosted-elsewhere"]


def test_an_embedded_issuer_is_read_at_its_own_address(school: OldIssuer) -> None:
    rule = {"allowedOrigins": "evil.example"}
    evil = OldIssuer("evil.example", school.web)
    badge = evil.badge(issuer=school.profile(verification=rule, name="Halden"))
    report = judge(evil.hosted(badge=badge), school)
    assert report.verdict is Verdict.INVALID
    assert slugs(report, "proof") == ["hosted-elsewhere"]


def test_an_issuer_without_an_address_vouches_for_nobody(school: OldIssuer) -> None:
    issuer = school.profile(id="urn:uuid:2d391246-6e0d-4dab-906c-b29770bd7aa6")
    trusted = frozenset({issuer["id"]})
    report = judge(
        school.hosted(badge=school.badge(issuer=issuer)), school, trusted_issuers=trusted
    )
    assert report.verdict is Verdict.VALID
    assert report.issuer_trust is IssuerTrust.UNPROVEN


def test_an_achievement_inside_must_be_the_one_that_is_linked(school: OldIssuer) -> None:
    document = school.hosted()
    assert judge({**document, "badge": school.badge()}, school).verdict is Verdict.VALID
    forged = {**document, "badge": school.badge(name="Doctor of Medicine")}
    report = judge(forged, school)
    assert slugs(report, "structure") == ["hosted-mismatch"]
    assert report.verdict is Verdict.INVALID


def test_a_profile_is_known_by_its_address_whatever_it_calls_itself(school: OldIssuer) -> None:
    school.web.publish(school.at("mine"), school.profile())
    school.web.publish(school.at("badge"), school.badge(issuer=school.at("mine")))
    trusted = frozenset({school.at("profile")})
    report = judge(school.hosted(), school, trusted_issuers=trusted)
    assert slugs(report, "structure") == ["published-id"]
    assert report.issuer.id == school.at("mine")
    assert report.issuer_trust is IssuerTrust.UNLISTED


@pytest.mark.parametrize(
    "address", ["http://school.example/1", "https://127.0.0.1/1", "https://school.example:444/1"]
)
def test_addresses_that_are_not_public_are_not_asked(school: OldIssuer, address: str) -> None:
    report = judge(school.assertion(id=address), school)
    assert report.verdict is Verdict.INDETERMINATE
    assert slugs(report, "proof") == ["fetch-forbidden"]
    assert school.web.asked == []


def test_an_address_alone_stands_for_what_is_published_there(school: OldIssuer) -> None:
    document = school.hosted()
    assert judge(reference(document["id"]), school).verdict is Verdict.VALID
    assert judge(reference(school.at("badge")), school).verdict is Verdict.INVALID


def test_no_more_addresses_are_asked_than_it_takes(school: OldIssuer) -> None:
    document = school.hosted()
    judge(document, school)
    assert school.web.asked == [document["id"], school.at("badge"), school.at("profile")]


# ------------------------------------------------------------------------ signed


def test_a_signed_assertion_is_valid_with_the_issuers_key(school: OldIssuer) -> None:
    report = judge(school.signed(), school)
    assert report.verdict is Verdict.VALID
    assert report.issuer_trust is IssuerTrust.UNLISTED


def test_a_signed_file_is_received_as_one(school: OldIssuer) -> None:
    received = read_received(school.signed().encode())
    assert received.format == "ob2-assertion"
    assert judge(received.document, school).verdict is Verdict.VALID


def test_a_key_that_the_issuer_does_not_list_signs_nothing(school: OldIssuer) -> None:
    evil = OldIssuer("evil.example", school.web)
    school.web.publish(evil.at("key"), evil.key("evil", owner=school.at("profile")))
    creator = {"type": "signed", "creator": evil.at("key")}
    report = judge(school.signed("evil", verification=creator), school)
    assert slugs(report, "proof") == ["key-unauthorized"]


@pytest.mark.parametrize(
    ("change", "slug"),
    [
        ({"owner": "https://evil.example/profile"}, "key-unauthorized"),
        ({"id": "https://school.example/other"}, "key-unauthorized"),
        (
            {"publicKeyPem": "-----BEGIN PUBLIC KEY-----\nAA\n-----END PUBLIC KEY-----"},
            "key-invalid",
        ),
        ({"publicKeyPem": 1}, "key-invalid"),
        ({"revoked": "2026-05-01T00:00:00Z"}, "key-revoked"),
        ({"expires": "2026-05-01T00:00:00Z"}, "key-invalid"),
    ],
)
def test_a_key_counts_only_as_the_issuers_own_and_in_use(
    school: OldIssuer, change: dict[str, Any], slug: str
) -> None:
    school.web.publish(school.at("key"), school.key(**change))
    report = judge(school.signed(), school)
    assert (report.verdict, slugs(report, "proof")) == (Verdict.INVALID, [slug])


def test_a_key_of_somebody_else_does_not_fit(school: OldIssuer) -> None:
    assert slugs(judge(school.signed("evil"), school), "proof") == ["proof-invalid"]


@pytest.mark.parametrize(
    ("header", "slug"),
    [
        ({"alg": "none"}, "jwt-alg"),
        ({"alg": "HS256"}, "jwt-alg"),
        ({"alg": "ES256"}, "jwt-alg"),
        ({"alg": "RS256", "crit": ["b64"]}, "jwt-header"),
        ({"alg": "RS256", "jku": "https://evil.example/"}, "jwt-header"),
    ],
)
def test_a_header_that_asks_for_something_else_is_refused(
    school: OldIssuer, header: dict[str, Any], slug: str
) -> None:
    report = judge(school.signed(header=header), school)
    assert (report.verdict, slugs(report, "proof")) == (Verdict.INVALID, [slug])


def test_what_says_that_it_is_hosted_is_not_believed_for_a_signature(school: OldIssuer) -> None:
    token = school.signed(verification={"type": "HostedBadge"})
    assert judge(token, school).verdict is Verdict.INVALID


def test_what_says_that_it_is_signed_is_not_believed_without(school: OldIssuer) -> None:
    document = school.hosted(verification={"type": "SignedBadge"})
    assert slugs(judge(document, school), "proof") == ["proof-missing"]


@pytest.mark.parametrize(
    "entry", [{"id": "urn:uuid:1", "revocationReason": "Copied"}, "urn:uuid:1"]
)
def test_a_signed_assertion_is_revoked_by_the_issuers_list(school: OldIssuer, entry: Any) -> None:
    school.web.publish(school.at("revocations"), school.revocations(entry))
    assert slugs(judge(school.signed(id="urn:uuid:1"), school), "status") == ["revoked"]
    assert judge(school.signed(id="urn:uuid:2"), school).verdict is Verdict.VALID


@pytest.mark.parametrize(
    "change", [{"issuer": "https://evil.example/p"}, {"revokedAssertions": None, "a": 1}]
)
def test_a_list_of_somebody_else_or_of_nothing_clears_nobody(
    school: OldIssuer, change: dict[str, Any]
) -> None:
    document = {**school.revocations(), **change}
    school.web.publish(
        school.at("revocations"), {k: v for k, v in document.items() if v is not None}
    )
    report = judge(school.signed(), school)
    assert (report.verdict, slugs(report, "status")) == (Verdict.INDETERMINATE, ["status-invalid"])


def test_a_list_that_cannot_be_read_leaves_it_open(school: OldIssuer) -> None:
    school.web.lag(school.at("revocations"))
    report = judge(school.signed(), school)
    assert slugs(report, "status") == ["status-unavailable"]
    assert report.verdict is Verdict.INDETERMINATE


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_a_token_with_one_character_changed_is_never_valid(
    school: OldIssuer, data: st.DataObject
) -> None:
    token = school.signed(id="urn:uuid:1")
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("ABCxyz019-_.").filter(lambda one: one != token[at]))
    try:
        report = judge(token[:at] + other + token[at + 1 :], school)
    except LaureaError:
        return
    assert report.verdict is not Verdict.VALID


# ------------------------------------------------------------------------ what it says


def test_the_recipient_is_compared_by_hash_and_salt_in_either_case(school: OldIssuer) -> None:
    digest = hashlib.sha256((EMAIL + "s4lt").encode()).hexdigest().upper()
    recipient = {"type": "email", "hashed": True, "salt": "s4lt", "identity": f"sha256${digest}"}
    document = school.hosted(recipient=recipient)
    assert outcome(judge(document, school, expected_email=EMAIL), "recipient") is Outcome.PASSED
    other = judge(document, school, expected_email="eve@example.org")
    assert (other.verdict, slugs(other, "recipient")) == (Verdict.INVALID, ["recipient-mismatch"])


def test_older_words_and_spellings_are_understood(school: OldIssuer) -> None:
    address = school.at("old/1")
    old = {
        "uid": "1",
        "recipient": {"type": "email", "identity": EMAIL, "hashed": False},
        "badge": school.at("badge"),
        "verify": {"type": "hosted", "url": address},
        "issuedOn": 1_420_070_400,
    }
    school.web.publish(address, old)
    assert judge(old, school).verdict is Verdict.VALID
    document = school.hosted()
    spelled = {
        "@context": [OB2],
        "@type": ["obi:Assertion"],
        "@id": document["id"],
        "recipient": [document["recipient"]],
        "https://w3id.org/openbadges#badge": document["badge"],
        "verify": {"type": ["HostedBadge"]},
        "issuedOn": document["issuedOn"],
    }
    assert judge(spelled, school).verdict is Verdict.VALID


def test_a_property_under_two_spellings_is_refused(school: OldIssuer) -> None:
    document = {**school.hosted(), "@id": "https://school.example/assertions/other"}
    assert "malformed-value" in slugs(judge(document, school), "structure")


def test_a_context_that_gives_words_another_meaning_is_refused(school: OldIssuer) -> None:
    inner = {"badge": "https://evil.example/note", "note": "https://w3id.org/openbadges#badge"}
    report = judge(school.hosted(**{"@context": [OB2, inner]}), school)
    assert slugs(report, "structure") == ["context-invalid"]
    fine = {"mood": "https://school.example/mood"}
    document = school.hosted(**{"@context": [OB2, fine], "mood": "proud"})
    assert judge(document, school).verdict is Verdict.VALID


def test_extensions_bring_their_context_and_are_not_checked_further(school: OldIssuer) -> None:
    extension = {
        "@context": "https://w3id.org/openbadges/extensions/applyLinkExtension/context.json",
        "type": ["Extension", "extensions:ApplyLink"],
        "url": "https://school.example/apply",
    }
    report = judge(school.hosted(**{"extensions:applyLink": extension}), school)
    assert (report.verdict, outcome(report, "schema")) == (Verdict.VALID, Outcome.NOT_DECLARED)
    assert slugs(report, "schema") == ["extension-unchecked"]
    del extension["@context"]
    report = judge(school.hosted(**{"extensions:applyLink": extension}), school)
    assert slugs(report, "structure") == ["missing-value"]


def test_a_definition_awards_nothing_unless_the_verifier_says_so(school: OldIssuer) -> None:
    report = judge(school.badge(), school)
    assert (report.verdict, report.format) == (Verdict.INDETERMINATE, "ob2-badgeclass")
    report = judge(school.badge(), school, definitions=True)
    assert report.verdict is Verdict.VALID
    assert [problem.type.slug for problem in report.warnings] == ["not-an-award"]
    assert judge(school.profile(), school, definitions=True).verdict is Verdict.VALID
    asked = judge(school.badge(), school, definitions=True, expected_email=EMAIL)
    assert asked.verdict is Verdict.INVALID


def test_a_definition_on_another_host_speaks_for_no_issuer(school: OldIssuer) -> None:
    evil = OldIssuer("evil.example", school.web)
    badge = evil.badge(issuer=school.at("profile"))
    school.web.publish(badge["id"], badge)
    trusted = frozenset({school.at("profile")})
    report = judge(badge, school, definitions=True, trusted_issuers=trusted)
    assert report.issuer_trust is IssuerTrust.UNPROVEN
    assert report.issuer.id == ""


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-9, 10**10) | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    "id type @type badge issuer verification verify recipient revoked expires "
                    "issuedOn publicKey @context extensions:a startsWith allowedOrigins".split()
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=12,
    )
)
def test_whatever_stands_in_an_assertion_nothing_escapes(value: Any) -> None:
    school = OldIssuer()
    for name in ("badge", "verification", "recipient", "issuedOn", "extensions:x", "@context"):
        document = {**school.assertion(), name: value}
        school.web.publish(document["id"], document)
        assert refuses_or_judges(document, school)
    document = school.hosted()
    for name in ("issuer", "criteria", "verification", "publicKey", "type"):
        for linked in (school.badge(), school.profile(), school.revocations(), school.key()):
            school.web.publish(linked["id"], {**linked, name: value})
        assert refuses_or_judges(document, school)
        assert refuses_or_judges(TOKEN, school)


def test_a_token_about_nothing_is_no_assertion(school: OldIssuer) -> None:
    token = f"{encoded(b'{}')}.{encoded(json.dumps([]).encode())}.{encoded(b'x')}"
    with pytest.raises(MalformedDocument):
        judge(token, school)
