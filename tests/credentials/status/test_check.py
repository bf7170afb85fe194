from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.errors import LaureaError, LimitExceeded, NotFound, Unavailable
from laurea.credentials.limits import Limits
from laurea.credentials.policy import StatusPolicy
from laurea.credentials.problems import (
    FETCH_FAILED,
    FETCH_FORBIDDEN,
    LIMIT,
    NOT_FOUND,
    PROOF_INVALID,
    Problem,
    Severity,
)
from laurea.credentials.report import Check, Outcome
from laurea.credentials.status.bitstring import compress_bitstring
from laurea.credentials.status.check import check_status
from laurea.credentials.status.fetched import ListVerdict, judge_list
from laurea.credentials.status.new_list import new_status_list
from tests.simulator.status import new_entry

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
ISSUER = "did:web:school.example"
OTHER = "did:web:elsewhere.example"
URL = "https://school.example/status/1"
MOVED = "https://lists.example/archive/e5WK8CbZ1GjycuPo"
NAMED = "https://school.example/status/e5WK8CbZ1GjycuPo"


class Shelf:
    """Lists by address; counts how often each is asked for."""

    def __init__(self) -> None:
        self.answers: dict[str, ListVerdict | LaureaError] = {}
        self.asked: list[str] = []

    def put(
        self,
        url: str = URL,
        *,
        proof: Outcome = Outcome.PASSED,
        problems: tuple[Problem, ...] = (),
        changes: dict[str, Any] | None = None,
        **options: Any,
    ) -> Shelf:
        options = {"issuer": ISSUER, "valid_from": AT - timedelta(days=9), **options}
        document = new_status_list(options.pop("list_url", url), **options) | (changes or {})
        self.answers[url] = judge_list(document, proof=proof, problems=problems)
        return self

    def __call__(self, url: str) -> ListVerdict:
        self.asked.append(url)
        answer = self.answers[url]
        if isinstance(answer, LaureaError):
            raise answer
        return answer


def a_credential(*entries: Any, **changes: Any) -> dict[str, Any]:
    status = entries[0] if len(entries) == 1 else list(entries)
    credential = {"id": "urn:uuid:1", "issuer": {"id": ISSUER}, "credentialStatus": status}
    return {**credential, **changes}


def check(shelf: Shelf, *entries: Any, at: datetime = AT, **options: Any) -> Check:
    return check_status(a_credential(*entries), fetch_list=shelf, at=at, **options)


def slugs(result: Check, severity: Severity | None = None) -> list[str]:
    return [p.type.slug for p in result.problems if severity in (None, p.severity)]


def test_without_entries_nothing_is_declared_and_nothing_asked() -> None:
    shelf = Shelf()
    assert check(shelf).outcome is Outcome.NOT_DECLARED
    credential = a_credential()
    del credential["credentialStatus"]
    assert check_status(credential, fetch_list=shelf, at=AT).outcome is Outcome.NOT_DECLARED
    assert shelf.asked == []


def test_a_clear_bit_in_the_issuers_list_passes() -> None:
    result = check(Shelf().put(set_indexes={8}), new_entry(URL, 7))
    assert (result.name, result.outcome, result.problems) == ("status", Outcome.PASSED, ())


@pytest.mark.parametrize("index", [0, 3, 131_071])
@pytest.mark.parametrize(
    ("purpose", "slug"), [("revocation", "revoked"), ("suspension", "suspended")]
)
def test_a_set_bit_fails_with_what_it_means(index: int, purpose: str, slug: str) -> None:
    shelf = Shelf().put(purpose=purpose, set_indexes={index})
    result = check(shelf, new_entry(URL, index, purpose=purpose))
    assert (result.outcome, slugs(result)) == (Outcome.FAILED, [slug])
    assert slug in result.sentence
    assert result.problems[0].pointer == "/credentialStatus"


def test_every_entry_is_looked_at() -> None:
    second = "https://school.example/status/2"
    shelf = Shelf().put().put(second, purpose="suspension", set_indexes={3})
    result = check(shelf, new_entry(URL, 4), new_entry(second, 3, purpose="suspension"))
    assert (result.outcome, slugs(result)) == (Outcome.FAILED, ["suspended"])
    assert result.problems[0].pointer == "/credentialStatus/1"


def test_a_revocation_counts_more_than_an_entry_that_cannot_be_decided() -> None:
    shelf = Shelf().put(set_indexes={4})
    shelf.answers["https://school.example/2"] = Unavailable(Problem(FETCH_FAILED, "No answer."))
    result = check(shelf, new_entry("https://school.example/2", 1), new_entry(URL, 4))
    assert (result.outcome, result.sentence) == (
        Outcome.FAILED,
        "The issuer revoked the credential.",
    )


@pytest.mark.parametrize(
    ("error", "slug"),
    [
        (Unavailable(Problem(FETCH_FAILED, "No answer.")), "status-unavailable"),
        (NotFound(Problem(NOT_FOUND, "Nothing there.")), "status-unavailable"),
        (Unavailable(Problem(FETCH_FORBIDDEN, "It redirects.")), "fetch-forbidden"),
        (Unavailable(Problem(LIMIT, "Too many bytes.")), "limit-exceeded"),
        (LimitExceeded(Problem(LIMIT, "Too deep.")), "limit-exceeded"),
    ],
)
def test_a_list_that_is_not_had_leaves_the_status_unknown(error: LaureaError, slug: str) -> None:
    shelf = Shelf()
    shelf.answers[URL] = error
    result = check(shelf, new_entry(URL, 4))
    assert (result.outcome, slugs(result), result.required) == (Outcome.UNKNOWN, [slug], True)
    assert result.problems[0].detail == error.problem.detail
    assert result.problems[0].pointer == "/credentialStatus/statusListCredential"


@pytest.mark.parametrize(
    "url",
    [
        "http://school.example/status", "http://2130706433/status", "https://0x7f.1/status",
        "file:///etc/passwd", "https://169.254.169.254/", "did:web:school.example", "x",
    ],
)  # fmt: skip
def test_an_address_that_must_not_be_asked_is_not_asked(url: str) -> None:
    shelf = Shelf()
    result = check(shelf, new_entry(url, 4))
    assert (result.outcome, slugs(result)) == (Outcome.UNKNOWN, ["fetch-forbidden"])
    assert shelf.asked == []


@pytest.mark.parametrize("proof", [Outcome.FAILED, Outcome.UNKNOWN, Outcome.NOT_DECLARED])
@pytest.mark.parametrize("index", [4, 5])
def test_a_list_without_a_good_proof_says_nothing(proof: Outcome, index: int) -> None:
    found = (Problem(PROOF_INVALID, "The list was changed."),) if proof is Outcome.FAILED else ()
    result = check(Shelf().put(proof=proof, problems=found, set_indexes={5}), new_entry(URL, index))
    assert (result.outcome, slugs(result)) == (Outcome.UNKNOWN, ["status-invalid"])
    assert result.problems[0].detail == (
        found[0].detail if found else "The proof of the list could not be verified."
    )


def test_another_issuers_list_clears_nobody_unless_it_is_relied_on() -> None:
    shelf = Shelf().put(issuer=OTHER)
    result = check(shelf, new_entry(URL, 4))
    assert (result.outcome, slugs(result)) == (Outcome.UNKNOWN, ["status-invalid"])
    policy = StatusPolicy(list_issuers=frozenset({OTHER}))
    assert check(shelf, new_entry(URL, 4), policy=policy).outcome is Outcome.PASSED


def test_another_issuers_list_at_the_signed_address_still_revokes() -> None:
    result = check(Shelf().put(issuer=OTHER, set_indexes={4}), new_entry(URL, 4))
    assert result.outcome is Outcome.FAILED
    assert slugs(result, Severity.ERROR) == ["revoked"]
    assert slugs(result, Severity.WARNING) == ["status-invalid"]


def test_a_genuine_list_from_another_address_clears_nobody() -> None:
    shelf = Shelf().put(list_url="https://school.example/status/2")
    result = check(shelf, new_entry(URL, 4))
    assert (result.outcome, slugs(result)) == (Outcome.UNKNOWN, ["status-invalid"])


def test_a_list_that_names_no_address_is_taken_as_the_one_asked_for() -> None:
    shelf = Shelf().put(changes={"id": None})
    assert check(shelf, new_entry(URL, 4)).outcome is Outcome.PASSED


def test_a_moved_list_that_keeps_its_unguessable_name_clears_with_a_warning() -> None:
    shelf = Shelf().put(MOVED, list_url=NAMED)
    result = check(shelf, new_entry(MOVED, 4))
    assert (result.outcome, slugs(result)) == (Outcome.PASSED, ["status-invalid"])
    assert result.problems[0].severity is Severity.WARNING
    strict = check(shelf, new_entry(MOVED, 4), policy=StatusPolicy(moved_lists=False))
    assert strict.outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("list_id", ["https://[", "x", "https://school.example/", ""])
def test_an_odd_list_id_is_another_id(list_id: str) -> None:
    shelf = Shelf().put(changes={"id": list_id})
    assert check(shelf, new_entry(URL, 4)).outcome is Outcome.UNKNOWN


def test_a_list_for_another_purpose_says_nothing() -> None:
    shelf = Shelf().put(purpose="suspension", set_indexes={4})
    result = check(shelf, new_entry(URL, 4))
    assert (result.outcome, slugs(result)) == (Outcome.UNKNOWN, ["status-invalid"])


def test_expired_list_is_unknown_not_failed() -> None:
    shelf = Shelf().put(valid_until=AT - timedelta(hours=1))
    result = check(shelf, new_entry(URL, 4))
    assert (result.outcome, slugs(result)) == (Outcome.UNKNOWN, ["status-stale"])


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"valid_until": AT - timedelta(hours=1)}, Outcome.FAILED),
        ({"valid_from": AT + timedelta(hours=1)}, Outcome.FAILED),
        ({"proof": Outcome.FAILED}, Outcome.FAILED),
        ({"purpose": "suspension"}, Outcome.FAILED),
        ({"issuer": OTHER}, Outcome.FAILED),
        ({"proof": Outcome.UNKNOWN}, Outcome.UNKNOWN),
        ({}, Outcome.PASSED),
    ],
)
def test_a_list_that_cannot_be_relied_on_fails_where_the_policy_says_so(
    changes: dict[str, Any], outcome: Outcome
) -> None:
    shelf, strict = Shelf().put(**changes), StatusPolicy(doubtful_lists=False)
    assert check(shelf, new_entry(URL, 4), policy=strict).outcome is outcome
    assert check(shelf, new_entry(URL, 4)).outcome is not Outcome.FAILED


def test_an_expired_list_still_proves_a_revocation_but_no_suspension() -> None:
    for purpose, outcome in (("revocation", Outcome.FAILED), ("suspension", Outcome.UNKNOWN)):
        shelf = Shelf().put(purpose=purpose, set_indexes={4}, valid_until=AT - timedelta(hours=1))
        result = check(shelf, new_entry(URL, 4, purpose=purpose))
        assert (result.outcome, "status-stale" in slugs(result)) == (outcome, True)


@pytest.mark.parametrize("index", [4, 5])
def test_a_list_of_the_future_says_nothing_yet(index: int) -> None:
    shelf = Shelf().put(valid_from=AT + timedelta(hours=1), set_indexes={5})
    result = check(shelf, new_entry(URL, index))
    assert (result.outcome, slugs(result)) == (Outcome.UNKNOWN, ["status-stale"])


def test_clocks_may_lie_apart_a_little() -> None:
    near = timedelta(seconds=299)
    shelf = Shelf().put(valid_from=AT + near).put(NAMED, valid_until=AT - near)
    assert check(shelf, new_entry(URL, 4), new_entry(NAMED, 4)).outcome is Outcome.PASSED


def test_a_list_may_be_in_force_from_the_first_to_the_last_day_of_the_calendar() -> None:
    dates = {"validFrom": "0001-01-01T00:00:00+14:00", "validUntil": "9999-12-31T23:59:59-14:00"}
    assert check(Shelf().put(changes=dates), new_entry(URL, 4)).outcome is Outcome.PASSED


def a_short_list(*, set_bit: bool) -> Shelf:
    document = new_status_list(URL, issuer=ISSUER, valid_from=AT)
    bits = bytes([0x08 if set_bit else 0]) + bytes(12_499)
    document["credentialSubject"]["encodedList"] = compress_bitstring(bits)
    shelf = Shelf()
    shelf.answers[URL] = judge_list(document, proof=Outcome.PASSED)
    return shelf


def test_a_short_list_is_a_warning_or_by_policy_a_failure() -> None:
    shelf, strict = a_short_list(set_bit=False), StatusPolicy(short_lists=False)
    lenient_result = check(shelf, new_entry(URL, 4))
    assert lenient_result.outcome is Outcome.PASSED
    assert slugs(lenient_result, Severity.WARNING) == ["status-list-length"]
    strict_result = check(shelf, new_entry(URL, 4), policy=strict)
    assert strict_result.outcome is Outcome.FAILED
    assert slugs(strict_result, Severity.ERROR) == ["status-list-length"]
    assert "shorter" in strict_result.sentence


def test_a_revocation_in_a_short_list_is_a_revocation() -> None:
    for policy in (StatusPolicy(), StatusPolicy(short_lists=False)):
        result = check(a_short_list(set_bit=True), new_entry(URL, 4), policy=policy)
        assert slugs(result, Severity.ERROR) == ["revoked"]


def test_wide_statuses_make_a_list_of_the_usual_size_short() -> None:
    messages = [{"status": hex(value), "message": str(value)} for value in range(4)]
    entry = new_entry(URL, 4) | {"statusSize": 2, "statusMessage": messages}
    assert "status-list-length" in slugs(check(Shelf().put(), entry))


def test_an_index_beyond_the_list_is_a_range_error_and_unknown() -> None:
    result = check(Shelf().put(), new_entry(URL, 131_072))
    assert (result.outcome, slugs(result)) == (Outcome.UNKNOWN, ["range"])
    assert result.problems[0].pointer == "/credentialStatus/statusListIndex"


@pytest.mark.parametrize(
    "entry",
    [
        None, 7, "https://school.example/status/1#4", {}, {"type": "StatusList2021Entry"},
        {"type": 7}, {"type": [{}]}, new_entry(URL, 4) | {"statusListIndex": "4.0"},
        new_entry(URL, 4) | {"statusPurpose": ["revocation"]}, {"type": "CredentialStatusList2017"},
        new_entry(URL, 4) | {"type": "RevocationList2020Status"}, [],
    ],
)  # fmt: skip
def test_what_cannot_be_read_as_an_entry_is_unknown(entry: Any) -> None:
    credential = a_credential() | {"credentialStatus": [entry]}
    result = check_status(credential, fetch_list=Shelf(), at=AT)
    assert result.outcome is Outcome.UNKNOWN
    assert result.problems[0].pointer.startswith("/credentialStatus/0")


def test_entries_beyond_the_limit_leave_the_status_unknown() -> None:
    shelf = Shelf().put()
    entries = [new_entry(URL, index) for index in range(5)]
    assert check(shelf, *entries, limits=Limits(status_entries=5)).outcome is Outcome.PASSED
    result = check(shelf, *entries, limits=Limits(status_entries=4))
    assert (result.outcome, slugs(result)) == (Outcome.UNKNOWN, ["limit-exceeded"])


@pytest.mark.parametrize("purpose", ["message", "refresh"])
def test_what_only_informs_does_no_harm(purpose: str) -> None:
    entry = new_entry(URL, 4, purpose=purpose)
    told = check(Shelf().put(purpose=purpose, set_indexes={4}), entry)
    assert (told.outcome, slugs(told, Severity.WARNING)) == (Outcome.PASSED, ["status-note"])
    shelf = Shelf()
    shelf.answers[URL] = Unavailable(Problem(FETCH_FAILED, "No answer."))
    silent = check(shelf, entry)
    assert silent.outcome is Outcome.PASSED
    assert slugs(silent, Severity.WARNING) == ["status-unavailable"]


def test_a_message_is_passed_on() -> None:
    messages = [{"status": "0x0", "message": "open"}, {"status": "0x1", "message": "in review"}]
    entry = new_entry(URL, 4, purpose="message") | {"statusMessage": messages}
    result = check(Shelf().put(purpose="message", set_indexes={4}), entry)
    assert "in review" in result.problems[0].detail


def test_a_purpose_of_the_issuers_own_is_unknown_only_where_it_is_set() -> None:
    shelf = Shelf().put(purpose="lost", set_indexes={4})
    assert check(shelf, new_entry(URL, 5, purpose="lost")).outcome is Outcome.PASSED
    result = check(shelf, new_entry(URL, 4, purpose="lost"))
    assert (result.outcome, slugs(result)) == (Outcome.UNKNOWN, ["status-unsupported"])


def test_a_damaged_list_says_why_and_leaves_the_status_unknown() -> None:
    shelf = Shelf()
    document = new_status_list(URL, issuer=ISSUER, valid_from=AT)
    document["credentialSubject"]["encodedList"] += "AAAA"
    shelf.answers[URL] = judge_list(document, proof=Outcome.PASSED)
    result = check(shelf, new_entry(URL, 4))
    assert (result.outcome, slugs(result)) == (Outcome.UNKNOWN, ["status-invalid"])
    assert "follows the end" in result.problems[0].detail


def test_a_naive_moment_is_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="timezone-aware"):
        check_status({}, fetch_list=Shelf(), at=datetime(2026, 1, 1))  # noqa: DTZ001


# ------------------------------------------------------------------ 1EdTech revocation lists

REVLIST = "https://school.example/revocations"
REVLIST_ENTRY = {"id": REVLIST, "type": "1EdTechRevocationList"}


def a_revocation_list(*ids: str, **changes: Any) -> Shelf:
    document = {"id": REVLIST, "issuer": ISSUER, "revokedCredential": [{"id": i} for i in ids]}
    shelf = Shelf()
    shelf.answers[REVLIST] = judge_list({**document, **changes}, proof=Outcome.NOT_DECLARED)
    return shelf


def test_a_revocation_list_revokes_whom_it_names_and_no_one_else() -> None:
    named = check(a_revocation_list("urn:uuid:0", "urn:uuid:1"), REVLIST_ENTRY)
    assert (named.outcome, slugs(named)) == (Outcome.FAILED, ["revoked"])
    other = check(a_revocation_list("urn:uuid:0"), REVLIST_ENTRY)
    assert (other.outcome, slugs(other)) == (Outcome.PASSED, [])


@pytest.mark.parametrize("change", [{"issuer": OTHER}, {"id": "https://school.example/other"}])
def test_a_doubtful_revocation_list_revokes_and_does_not_clear(change: dict[str, Any]) -> None:
    assert check(a_revocation_list(**change), REVLIST_ENTRY).outcome is Outcome.UNKNOWN
    named = check(a_revocation_list("urn:uuid:1", **change), REVLIST_ENTRY)
    assert (named.outcome, slugs(named, Severity.ERROR)) == (Outcome.FAILED, ["revoked"])


def test_a_credential_without_id_cannot_be_cleared_by_a_revocation_list() -> None:
    credential = a_credential(REVLIST_ENTRY)
    del credential["id"]
    result = check_status(credential, fetch_list=a_revocation_list(), at=AT)
    assert (result.outcome, result.problems[0].pointer) == (Outcome.UNKNOWN, "/id")


def test_the_list_must_be_of_the_kind_that_the_entry_names() -> None:
    assert check(Shelf().put(), {**REVLIST_ENTRY, "id": URL}).outcome is Outcome.UNKNOWN
    shelf = a_revocation_list()
    assert check(shelf, new_entry(REVLIST, 4)).outcome is Outcome.UNKNOWN
    assert check(shelf, {"type": "1EdTechRevocationList"}).outcome is Outcome.UNKNOWN


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
NAMES = st.sampled_from(
    ["type", "id", "statusPurpose", "statusListIndex", "statusListCredential", "statusSize"]
)


@given(JSON | st.lists(st.dictionaries(NAMES, JSON)), JSON)
def test_whatever_stands_there_is_answered(status: Any, issuer: Any) -> None:
    shelf = Shelf().put()
    credential = {"credentialStatus": status, "issuer": issuer}

    def fetch(url: str) -> ListVerdict:
        return shelf(URL)

    assert check_status(credential, fetch_list=fetch, at=AT).outcome is not Outcome.FAILED


@given(JSON | st.dictionaries(NAMES, JSON))
def test_whatever_an_entry_is_changed_to_is_answered(changes: Any) -> None:
    extra = changes if isinstance(changes, dict) else {"statusListIndex": changes}
    result = check(Shelf().put(), {**new_entry(URL, 4), **extra, "statusListCredential": URL})
    assert result.outcome in (Outcome.PASSED, Outcome.UNKNOWN)
