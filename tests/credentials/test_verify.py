"""What verification must never be talked into: changes, additions, omissions, nonsense."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from multiprocessing import get_context
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.canon import canonical_nquads
from laurea.credentials.errors import LaureaError, LimitExceeded, MalformedDocument
from laurea.credentials.issue import issue_many
from laurea.credentials.limits import DEFAULT_LIMITS
from laurea.credentials.model.award import Award
from laurea.credentials.policy import DEFAULT_POLICY, VerificationPolicy
from laurea.credentials.problems import Problem
from laurea.credentials.report import Check, IssuerTrust, Outcome, Verdict, VerificationReport
from laurea.credentials.verify import verify, verify_many
from tests.simulator.issuer import NOW, SIGNED, Issuer
from tests.simulator.resolver import MemoryResolver
from tests.simulator.status import new_entry

LIST = "https://school.example/status/1"
EMPTY: tuple[Any, ...] = ([], {"@set": []})
"""What says nothing at all, and may stand where an array may."""


@cache
def rich() -> dict[str, Any]:
    """A signed credential with nearly every kind of object; not to be changed."""
    issuer = Issuer.by_did_key()
    return issuer.sign(issuer.rich())


def verdict(document: Mapping[str, Any]) -> Verdict | None:
    """The verdict, or None where the document is refused before there is one."""
    try:
        return verify(document, at=NOW).verdict
    except LaureaError:
        return None


def check(found: VerificationReport, name: str) -> Check:
    (one,) = (check for check in found.checks if check.name == name)
    return one


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path to every value in a document."""
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from places(inner, (*path, position))


def value_at(document: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        document = document[part]
    return document


def changed(document: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """A copy of a document with another value at one place."""
    copied = copy.deepcopy(document)
    if not path:
        return value
    value_at(copied, path[:-1])[path[-1]] = value
    return copied


# -- the plain answer -----------------------------------------------------------------------


def test_a_credential_as_signed_is_valid_and_says_so_check_by_check() -> None:
    found = verify(rich(), at=NOW)
    assert found.verdict is Verdict.VALID
    assert (found.format, found.issuer_trust) == ("ob3-achievement", IssuerTrust.UNLISTED)
    assert found.issuer.name == "Academy academy"
    assert {one.name: one.outcome.value for one in found.checks} == {
        "structure": "passed",
        "terms": "passed",
        "proof": "passed",
        "validity": "passed",
        "status": "not-declared",
        "schema": "not-declared",
        "recipient": "unknown",
    }
    assert all(one.sentence.endswith(".") for one in found.checks)


def test_bytes_text_and_parsed_json_give_the_same_report() -> None:
    reports = [verify(form, at=NOW) for form in (rich(), json.dumps(rich()), _raw(rich()))]
    assert reports[0] == reports[1] == reports[2]


def test_spaces_order_of_members_and_escapes_do_not_matter() -> None:
    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed(value)}
        return [turned(item) for item in value] if isinstance(value, list) else value

    spaced = json.dumps(turned(rich()), indent=7, ensure_ascii=True)
    assert verify("\ufeff" + spaced, at=NOW).verdict is Verdict.VALID


def test_a_report_is_the_same_every_time_and_says_the_same_as_json() -> None:
    one, other = (verify(rich(), at=NOW) for _ in range(2))
    assert one == other
    assert json.dumps(one.to_json()) == json.dumps(other.to_json())
    assert list(one.to_json()) == ["format", "verdict", "issuer", "issuer_trust", "checks"]
    assert list(one.to_json()["checks"][0]) == ["name", "outcome", "sentence", "problems"]


@pytest.mark.parametrize("policy", [DEFAULT_POLICY, VerificationPolicy(expected_email="a@b.c")])
def test_a_moment_without_zone_is_a_bug_of_the_caller(policy: VerificationPolicy) -> None:
    with pytest.raises(ValueError, match="zone"):
        verify(rich(), at=datetime(2026, 11, 1), policy=policy)  # noqa: DTZ001
    with pytest.raises(ValueError, match="zone"):
        list(verify_many([rich()], at=datetime(2026, 11, 1)))  # noqa: DTZ001


def test_the_zone_in_which_one_asks_does_not_matter() -> None:
    far = NOW.astimezone(timezone(timedelta(hours=14)))
    assert verify(rich(), at=far) == verify(rich(), at=NOW)


@pytest.mark.parametrize("raw", [b"", b"null", b"[]", b'"valid"', b"{", b"\xff\xfe{}", b"{}{}"])
def test_what_is_no_json_object_is_refused(raw: bytes) -> None:
    with pytest.raises(MalformedDocument):
        verify(raw, at=NOW)


def test_an_empty_object_is_not_valid_and_proves_nobody() -> None:
    found = verify(b"{}", at=NOW)
    assert found.verdict is Verdict.INVALID
    assert (found.issuer.id, found.issuer_trust) == ("", IssuerTrust.UNPROVEN)


# -- changes --------------------------------------------------------------------------------


STRINGS = [path for path in places(rich()) if isinstance(value_at(rich(), path), str)]


@pytest.mark.parametrize("path", STRINGS, ids=lambda path: "/".join(map(str, path)))
def test_every_change_of_one_character_makes_it_invalid(path: tuple[str | int, ...]) -> None:
    text = value_at(rich(), path)
    for at, old in enumerate(text):
        near = chr(ord(old) + 1) if old not in "zZ9" else chr(ord(old) - 1)
        spellings = {text[:at] + near + text[at + 1 :], text[:at] + text[at + 1 :]}
        if path[-1] != "@language":  # where upper and lower case mean the same (RFC 5646)
            spellings.add(text[:at] + old.swapcase() + text[at + 1 :])
        for spelling in spellings - {text}:
            assert verdict(changed(rich(), path, spelling)) is not Verdict.VALID, spelling
    for spelling in (f"{text} ", f" {text}", f"{text}\u200b", "", text * 2):
        assert verdict(changed(rich(), path, spelling)) is not Verdict.VALID


@pytest.mark.parametrize("value", [None, True, 7, 1.5, {}, [], "x", ["x"], {"@value": "x"}])
def test_every_value_replaced_by_another_makes_it_invalid(value: Any) -> None:
    for path in places(rich()):
        if path and value_at(rich(), path) != value:
            assert verdict(changed(rich(), path, value)) is not Verdict.VALID, path


def test_every_omission_makes_it_invalid() -> None:
    for path in places(rich()):
        if path:
            document = copy.deepcopy(rich())
            del value_at(document, path[:-1])[path[-1]]
            assert verdict(document) is not Verdict.VALID, path


def test_values_exchanged_with_each_other_make_it_invalid() -> None:
    top = [path for path in STRINGS if path[0] not in {"proof", "@context"}]
    for one, other in zip(top, [*top[1:], top[0]], strict=True):
        texts = value_at(rich(), one), value_at(rich(), other)
        # the order of an array means nothing, and is not signed
        are_siblings = one[:-1] == other[:-1] and isinstance(one[-1], int)
        if texts[0] != texts[1] and not are_siblings:
            document = changed(changed(rich(), one, texts[1]), other, texts[0])
            assert verdict(document) is not Verdict.VALID, (one, other)


def test_an_object_moved_elsewhere_makes_it_invalid() -> None:
    achievement = ("credentialSubject", "achievement")
    for name in ("alignment", "resultDescription", "related", "tag"):
        document = copy.deepcopy(rich())
        moved = value_at(document, achievement).pop(name)
        for path in [(), ("credentialSubject",), ("issuer",)]:
            assert verdict(changed(document, (*path, name), moved)) is not Verdict.VALID


# -- additions ------------------------------------------------------------------------------

KNOWN = ("name", "narrative", "id", "type", "endorsement")
UNKNOWN = ("grade", "@grade", "n\u0430me", "_:b0", "")
ALIASES = ("@id", "@type", "https://schema.org/name", "schema:name", "@graph", "@reverse")
SAYING = (
    "Distinction",
    "urn:x",
    ["Distinction"],
    {"name": "Distinction"},
    {"id": "urn:x"},
    {"@value": "Distinction"},
    {"@value": "mit Auszeichnung", "@language": "de"},
    {"@value": "x", "@language": "not a tag!"},
    {"@list": ["x"]},
    {"@set": ["x"]},
    7,
    False,
)
SILENT: tuple[Any, ...] = (None, [None], [[]], {}, {"@value": None}, {"id": None}, {"@list": []})


@pytest.mark.parametrize("term", [*KNOWN, *UNKNOWN, *ALIASES])
def test_no_term_can_be_added_to_any_object(term: str) -> None:
    for path in places(rich()):
        node = value_at(rich(), path)
        if isinstance(node, dict) and term not in node:
            for value in (*SAYING, *SILENT):
                document = changed(rich(), (*path, term), value)
                assert verdict(document) is not Verdict.VALID, (path, value)


def test_an_undefined_term_is_refused_even_if_it_says_nothing() -> None:
    for path in places(rich()):
        if isinstance(value_at(rich(), path), dict):
            for value in (*SILENT, *EMPTY):
                document = changed(rich(), (*path, "grade"), value)
                assert verdict(document) is not Verdict.VALID


def test_no_item_can_be_added_to_any_array() -> None:
    for path in places(rich()):
        items = value_at(rich(), path)
        if isinstance(items, list):
            for value in (*SAYING, *SILENT, "https://www.w3.org/2018/credentials/v1"):
                for longer in ([*items, value], [value, *items]):
                    assert verdict(changed(rich(), path, longer)) is not Verdict.VALID


@pytest.mark.parametrize(
    "context",
    [
        {"@vocab": "https://evil.example/"},
        {"@base": "https://evil.example/"},
        {"grade": "https://evil.example/grade"},
        {"@import": "https://www.w3.org/ns/credentials/v2"},
        "https://evil.example/context",
        "https://www.w3.org/ns/credentials/v2#",
        "http://www.w3.org/ns/credentials/v2",
        None,
        [],
        {},
    ],
)
def test_no_context_can_be_added_or_changed(context: Any) -> None:
    contexts = rich()["@context"]
    for changed_contexts in ([*contexts, context], [context, *contexts], context):
        document = rich() | {"@context": changed_contexts, "grade": "A"}
        assert verdict(document) is not Verdict.VALID
        # an empty context changes nothing and may be tolerated where nothing else is new
        if context not in ([], {}):
            assert verdict(rich() | {"@context": changed_contexts}) is not Verdict.VALID
    for path in places(rich()):
        if path and isinstance(value_at(rich(), path), dict):
            document = changed(rich(), (*path, "@context"), context)
            if context not in ([], {}):
                assert verdict(document) is not Verdict.VALID


# -- time -----------------------------------------------------------------------------------


def test_validity_is_part_of_the_verdict() -> None:
    issuer = Issuer.by_did_key()
    document = issuer.signed(validUntil="2026-07-01T00:00:00Z")
    assert verify(document, at=datetime(2026, 6, 30, tzinfo=UTC)).verdict is Verdict.VALID
    assert verify(document, at=NOW).verdict is Verdict.INVALID
    early = verify(issuer.signed(), at=datetime(2026, 6, 1, tzinfo=UTC))
    assert check(early, "validity").outcome is Outcome.FAILED


# -- recipient ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "outcome"),
    [
        ({"expected_email": "mira@example.org"}, Outcome.PASSED),
        ({"expected_email": "Mira@Example.org"}, Outcome.PASSED),
        ({"expected_email": "eve@example.org"}, Outcome.FAILED),
        ({"expected_id": "did:example:mira-okonjo"}, Outcome.PASSED),
        ({"expected_id": "did:example:Mira-Okonjo"}, Outcome.FAILED),
        ({"expected_id": "did:example:eve"}, Outcome.FAILED),
        ({"expected_email": "mira@example.org", "expected_id": "did:example:eve"}, Outcome.FAILED),
        (
            {"expected_email": "eve@example.org", "expected_id": "did:example:mira-okonjo"},
            Outcome.FAILED,
        ),
        (
            {"expected_email": "mira@example.org", "expected_id": "did:example:mira-okonjo"},
            Outcome.PASSED,
        ),
    ],
)
def test_the_recipient_is_compared_with_the_person_who_shows_it(
    expected: dict[str, Any], outcome: Outcome
) -> None:
    found = verify(rich(), at=NOW, policy=replace(DEFAULT_POLICY, **expected))
    assert check(found, "recipient").outcome is outcome
    assert (found.verdict is Verdict.VALID) is (outcome is Outcome.PASSED)


# -- status ---------------------------------------------------------------------------------


@pytest.fixture
def school() -> Issuer:
    return Issuer.by_did_web()


def status(school: Issuer, document: Mapping[str, Any]) -> tuple[Verdict, Outcome, list[str]]:
    found = verify(document, at=NOW, resolver=school.web)
    one = check(found, "status")
    return found.verdict, one.outcome, [problem.type.slug for problem in one.problems]


def test_a_credential_that_is_not_on_the_list_of_revoked_ones_is_valid(school: Issuer) -> None:
    school.publish_list(LIST, revoked=[8])
    document = school.signed(credentialStatus=new_entry(LIST, 7))
    assert status(school, document) == (Verdict.VALID, Outcome.PASSED, [])


@pytest.mark.parametrize(("purpose", "slug"), [("revocation", "revoked"), ("suspension",) * 2])
def test_a_revoked_or_suspended_credential_is_not_valid(
    school: Issuer, purpose: str, slug: str
) -> None:
    school.publish_list(LIST, revoked=[7], purpose=purpose)
    document = school.signed(credentialStatus=new_entry(LIST, 7, purpose=purpose))
    found = status(school, document)
    assert found[:2] == (Verdict.INVALID, Outcome.FAILED)
    assert found[2][0] in {slug, "suspended"}


def test_every_entry_is_looked_at(school: Issuer) -> None:
    other = "https://school.example/status/2"
    school.publish_list(LIST)
    school.publish_list(other, revoked=[3], purpose="suspension")
    entries = [new_entry(LIST, 7), new_entry(other, 3, purpose="suspension")]
    document = school.signed(credentialStatus=entries)
    assert status(school, document)[0] is Verdict.INVALID


def test_a_list_that_does_not_answer_leaves_it_undecided(school: Issuer) -> None:
    document = school.signed(credentialStatus=new_entry(LIST, 7))
    expected = (Verdict.INDETERMINATE, Outcome.UNKNOWN, ["status-unavailable"])
    assert status(school, document) == expected
    school.web.lag(LIST)
    assert status(school, document) == expected
    assert verify(document, at=NOW).verdict is Verdict.INDETERMINATE


def test_a_list_that_is_not_the_issuers_clears_nobody(school: Issuer) -> None:
    eve = Issuer.by_did_key("eve")
    document = school.signed(credentialStatus=new_entry(LIST, 7))

    def outcome() -> Outcome:
        return status(school, document)[1]

    school.publish_list(LIST, signed_by=eve)  # eve signs in the school's name
    assert outcome() is Outcome.UNKNOWN
    school.publish_list(LIST, signed_by=eve, issuer=eve.id)  # eve signs in her own
    assert outcome() is Outcome.UNKNOWN
    school.publish_list(LIST, revoked=[7])
    unsigned = json.loads(school.web.fetch(LIST, accept="", max_bytes=10**6))
    del unsigned["proof"]
    school.web.publish(LIST, unsigned)
    assert outcome() is not Outcome.PASSED
    school.publish_list("https://school.example/status/2")
    school.web.lie(LIST, about="https://school.example/status/2")
    assert outcome() is Outcome.UNKNOWN


def test_a_list_changed_on_its_way_clears_nobody(school: Issuer) -> None:
    document = school.signed(credentialStatus=new_entry(LIST, 7))
    school.publish_list(LIST)
    clear = json.loads(school.web.fetch(LIST, accept="", max_bytes=10**6))
    school.publish_list(LIST, revoked=[7])
    assert status(school, document)[1] is Outcome.FAILED
    school.web.tamper(LIST, credentialSubject=clear["credentialSubject"])
    assert status(school, document)[1] is Outcome.UNKNOWN
    school.web.cut(LIST)
    assert status(school, document)[1] is Outcome.UNKNOWN


def test_a_list_signed_with_a_withdrawn_key_clears_nobody(school: Issuer) -> None:
    school.publish_list(LIST)
    former = school.key
    school.rotate("key-2")
    former.revoked = SIGNED
    school.publish_keys()
    document = school.signed(credentialStatus=new_entry(LIST, 7))
    assert status(school, document)[:2] == (Verdict.INDETERMINATE, Outcome.UNKNOWN)


def test_a_declared_schema_that_was_not_checked_leaves_it_undecided() -> None:
    issuer = Issuer.by_did_key()
    schema = {"id": "https://school.example/schema", "type": "JsonSchema"}
    found = verify(issuer.signed(credentialSchema=schema), at=NOW)
    assert found.verdict is not Verdict.VALID
    assert check(found, "schema").outcome is Outcome.UNKNOWN


def test_a_schema_that_was_not_checked_is_a_warning_where_the_policy_waives_schemas() -> None:
    issuer = Issuer.by_did_key()
    schema = {"id": "https://school.example/schema", "type": "JsonSchema"}
    signed = issuer.signed(credentialSchema=schema)
    found = verify(signed, at=NOW, policy=VerificationPolicy(unchecked_schemas=True))
    assert found.verdict is Verdict.VALID
    assert check(found, "schema").outcome is Outcome.UNKNOWN
    assert [problem.type.slug for problem in found.warnings] == ["schema-unavailable"]


# -- the direction of texts ---------------------------------------------------------------------

DIRECTED = VerificationPolicy(unsigned_directions=True)


def directed(direction: Any = "rtl", **more: Any) -> dict[str, Any]:
    """A signed credential to which somebody added the direction of its name."""
    name = {"@value": "Sicherheit", "@language": "de"}
    signed = Issuer.by_did_key().signed(name=name)
    return signed | {"name": name | {"@direction": direction} | more}


def test_the_direction_of_a_text_is_refused_or_said_to_be_unsigned() -> None:
    for direction in ("rtl", "ltr"):
        assert verify(directed(direction), at=NOW).verdict is Verdict.INVALID
        found = verify(directed(direction), at=NOW, policy=DIRECTED)
        assert found.verdict is Verdict.VALID
        assert [(one.type.slug, one.pointer) for one in found.warnings] == [
            ("text-direction", "/name")
        ]


@pytest.mark.parametrize(
    "document",
    [
        directed("up"),
        directed(None),
        directed(["rtl"]),
        directed(**{"@value": "Unsicherheit"}),
        directed(**{"@language": "en"}),
        directed(more="x"),
        Issuer.by_did_key().signed() | {"@direction": "rtl"},
        Issuer.by_did_key().signed() | {"name": {"@direction": "rtl"}},
    ],
)
def test_nothing_but_a_direction_may_be_unsigned(document: dict[str, Any]) -> None:
    assert verify(document, at=NOW, policy=DIRECTED).verdict is Verdict.INVALID


def test_no_form_is_learnt_that_would_let_a_direction_through() -> None:
    documents = [json.dumps(directed("rtl")).encode() for _ in range(4)]
    for raw in documents:
        assert verify(raw, at=NOW, policy=DIRECTED).verdict is Verdict.VALID
    assert verify(documents[0], at=NOW).verdict is Verdict.INVALID


# -- bounded work -----------------------------------------------------------------------------


def test_no_more_addresses_are_asked_than_the_limit_says(school: Issuer) -> None:
    few = replace(DEFAULT_LIMITS, fetches=3)
    entries = [new_entry(f"https://school.example/status/{n}", 1) for n in range(9)]
    document = school.signed(credentialStatus=entries)
    school.web.asked.clear()
    found = verify(document, at=NOW, resolver=school.web, limits=few)
    assert found.verdict is Verdict.INDETERMINATE
    assert len(school.web.asked) == 3


def test_chained_proofs_cannot_ask_for_endless_work() -> None:
    issuer = Issuer.by_did_key()
    many = [
        {"type": ["Alignment"], "targetName": f"{n}", "targetUrl": f"urn:x:{n}"} for n in range(400)
    ]
    document = issuer.unsigned()
    document["credentialSubject"]["achievement"]["alignment"] = many
    signed = issuer.sign(document)
    names = [f"urn:proof:{number}" for number in range(10)]
    signed["proof"] = [
        signed["proof"] | {"id": name, "previousProof": [n for n in names if n != name]}
        for name in names
    ]
    assert verify(signed, at=NOW).verdict is Verdict.INVALID
    few = replace(DEFAULT_LIMITS, blank_node_steps=2_000)
    with pytest.raises(LimitExceeded):
        verify(signed, at=NOW, limits=few)


def test_features_left_to_the_slow_processor_cost_more_of_the_same_budget() -> None:
    issuer = Issuer.by_did_key()
    schema = {"id": "urn:schema", "type": "JsonSchema", "jsonSchema": {"type": "object"}}
    document = issuer.signed(credentialSchema=schema)
    assert check(verify(document, at=NOW), "proof").outcome is Outcome.PASSED
    few = replace(DEFAULT_LIMITS, blank_node_steps=200)
    assert verify(issuer.signed(), at=NOW, limits=few).verdict is Verdict.VALID
    with pytest.raises(LimitExceeded):
        verify(document, at=NOW, limits=few)


# -- many at once -----------------------------------------------------------------------------


def a_batch() -> tuple[list[bytes], MemoryResolver]:
    school = Issuer.by_did_web()
    school.publish_list(LIST, revoked=[3, 7])
    awards = [Award(id=f"urn:uuid:{n}", valid_from=SIGNED, recipient_id="urn:x") for n in range(9)]
    issued = issue_many(
        school.achievement(), school.as_profile(), awards, signer=school.signer(), created=SIGNED
    )
    documents = [one for one in issued if isinstance(one, bytes)]
    assert len(documents) == 9
    documents[2] = b"{"
    documents[4] = documents[4].replace(b"Robot", b"Rabot", 1)
    documents += [_raw(school.signed(credentialStatus=new_entry(LIST, n))) for n in range(3, 6)]
    return documents, school.web


def test_a_batch_keeps_its_order_and_one_bad_document_stops_no_other() -> None:
    documents, web = a_batch()
    found = list(verify_many(iter(documents), at=NOW, resolver=web))
    verdicts = [None if isinstance(one, Problem) else one.verdict.value for one in found]
    assert verdicts == [
        *("valid", "valid", None, "valid", "invalid", "valid", "valid", "valid", "valid"),
        *("invalid", "valid", "valid"),
    ]
    alone = [verify(raw, at=NOW, resolver=web) for raw in (documents[0], documents[4])]
    assert [found[0], found[4]] == alone


def test_a_batch_is_answered_lazily() -> None:
    answers = verify_many(iter([_raw(rich()), b"{"]), at=NOW)
    first = next(answers)
    assert isinstance(first, VerificationReport)
    assert isinstance(next(answers), Problem)


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_an_executor_changes_nothing_but_the_time(kind: str) -> None:
    documents, web = a_batch()
    alone = list(verify_many(documents, at=NOW, resolver=web))
    executor: Executor = (
        ThreadPoolExecutor(2)
        if kind == "threads"
        else ProcessPoolExecutor(2, mp_context=get_context("forkserver"))
    )
    with executor:
        together = list(verify_many(documents, at=NOW, resolver=web, executor=executor))
    assert together == alone
    as_json = [[one.to_json() for one in answers] for answers in (alone, together)]
    assert json.dumps(as_json[0]) == json.dumps(as_json[1])


# -- anything at all --------------------------------------------------------------------------


@cache
def originals() -> tuple[tuple[dict[str, Any], ...], MemoryResolver]:
    """Signed documents of every kind, and the web in which all of them are valid."""
    school = Issuer.by_did_web()
    academy = Issuer.by_did_key("academy", web=school.web)
    school.publish_list(LIST, revoked=[8])
    entry = new_entry(LIST, 7)
    chain = academy.unsigned()
    first = academy.proof(chain, id="urn:proof:1")
    last = academy.proof(chain, previous=[first], previousProof="urn:proof:1")
    documents = (
        rich(),
        school.sign(school.rich(credentialStatus=entry, endorsement=[academy.endorsement()])),
        school.clr(
            [academy.signed(), school.signed(id="urn:uuid:second", credentialStatus=[entry])]
        ),
        json.loads(school.web.fetch(LIST, accept="", max_bytes=10**6)),
        chain | {"proof": [first, last]},
        Issuer.by_address().signed(),
    )
    assert all(
        verify(one, at=NOW, resolver=school.web).verdict is Verdict.VALID for one in documents
    )
    return documents, school.web


WORDS = sorted(
    {path[-1] for document in originals()[0] for path in places(document) if path}
    - set(range(1_000))
)
TEXTS = st.sampled_from(
    [
        *("", "#", "z", "did:key:z", "did:web:", "https://", "urn:x", "@id", "\0", LIST),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T24:00:00Z", "2026-01-01T00:00:00Z"),
        *("did:web:school.example#key-1", "BitstringStatusListEntry", "assertionMethod"),
    ]
)
KEYS = st.sampled_from([*map(str, WORDS), "@id", "@type", "@value", "@list", "@set", "@graph"])
PARTS = st.deferred(
    lambda: st.builds(
        lambda document, seed: copy.deepcopy(value_at(document, _some(document, seed))),
        st.sampled_from(originals()[0]),
        st.integers(0, 10_000),
    )
)
ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | TEXTS
    | PARTS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


def _some(document: Any, seed: int) -> tuple[str | int, ...]:
    every = list(places(document))
    return every[seed % len(every)]


@given(
    number=st.integers(0, 5),
    cuts=st.lists(st.tuples(st.integers(0, 10_000), ANY_JSON), min_size=1, max_size=3),
)
def test_whatever_is_put_into_a_credential_only_refusals_come_out_and_never_a_wrong_valid(
    number: int, cuts: list[tuple[int, Any]]
) -> None:
    original = originals()[0][number]
    document = original
    for seed, value in cuts:
        path = _some(document, seed)
        document = changed(document, path or ("name",), value)
        if not document or not isinstance(document, dict):
            break
    policy = VerificationPolicy(domain="verifier.example", challenge="1")
    for resolver in (originals()[1], None):
        try:
            found = verify(_raw(document), at=NOW, resolver=resolver, policy=policy)
        except LaureaError:
            continue
        json.dumps(found.to_json())
        if found.verdict is Verdict.VALID:
            assert canonical_nquads(document) == canonical_nquads(original)


@given(raw=st.binary(max_size=64) | st.text(max_size=64) | ANY_JSON.map(json.dumps))
def test_whatever_the_bytes_only_refusals_come_out(raw: bytes | str) -> None:
    try:
        found = verify(raw, at=NOW)
    except LaureaError:
        return
    assert found.verdict is not Verdict.VALID or found.issuer_trust is not IssuerTrust.TRUSTED


def _raw(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")
