"""Blockcerts 1.2: what is hashed, who signed, what revokes, and what nothing may change."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from laurea.credentials.assertions.anchored_1 import check_spent, read_anchored_1
from laurea.credentials.canon import bundled
from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.received import read_received
from laurea.credentials.report import IssuerTrust, Outcome, Verdict, VerificationReport
from laurea.credentials.verify import verify
from tests.credentials.assertions.test_anchored import AT, slugs
from tests.simulator.ledger import MemoryLedger, a_signed_message, address_of, anchored_1
from tests.simulator.old_issuer import EMAIL, OldIssuer

CONTEXT = "https://w3id.org/blockcerts/v1"
KEY = ec.derive_private_key(2016, ec.SECP256K1())
OTHER_KEY = ec.derive_private_key(2017, ec.SECP256K1())
UID = "4a8d5c1e-0000-4000-8000-000000000001"
LEARNER = "1LaureaLearnersOwnAddress"
REVOKES, REVOKES_ALL = "1LaureaRevokesThisAward", "1LaureaRevokesTheBatch"
PICTURE = "data:image/png;base64,AAAA"


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


@pytest.fixture
def school() -> OldIssuer:
    school = OldIssuer()
    publish_profile(school)
    return school


def publish_profile(school: OldIssuer, **changes: Any) -> None:
    profile = {
        "id": school.at("issuer.json"),
        "name": "Halden Works Academy",
        "url": school.at(""),
        "email": "office@school.example",
        "introductionURL": school.at("intro"),
        "image": PICTURE,
        "issuerKeys": [{"date": "2015-08-28", "key": address_of(KEY)}],
        "revocationKeys": [{"date": "2015-08-28", "key": REVOKES_ALL}],
        **changes,
    }
    school.web.publish(profile["id"], {key: v for key, v in profile.items() if v is not None})


def inside(school: OldIssuer, key: ec.EllipticCurvePrivateKey = KEY) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "type": "CertificateDocument",
        "signature": a_signed_message(key, UID),
        "certificate": {
            "type": "Certificate",
            "id": school.at("criteria/pumps.json"),
            "name": "Pump maintenance",
            "description": "Keeps pumps running.",
            "subtitle": "Level 2",
            "image": PICTURE,
            "language": "en-US",
            "tags": ["pumps", "safety"],
            "alignment": [{"name": "Repair", "url": "https://skills.example/r"}],
            "issuer": {
                "id": school.at("issuer.json"),
                "type": "Issuer",
                "name": "Halden Works Academy",
                "url": school.at(""),
                "email": "office@school.example",
                "image": PICTURE,
            },
        },
        "assertion": {
            "id": school.at(UID),
            "type": "Assertion",
            "uid": UID,
            "issuedOn": "2026-01-15",
            "image:signature": [{"image": PICTURE, "jobTitle": "Head"}],
        },
        "recipient": {
            "type": "email",
            "identity": EMAIL,
            "hashed": False,
            "givenName": "Mira",
            "familyName": "Okonjo",
            "publicKey": LEARNER,
            "revocationKey": REVOKES,
        },
        "verify": {
            "type": "ECDSA(secp256k1)",
            "attribute-signed": "uid",
            "signer": school.at("keys/key.asc"),
        },
    }


def a_blockcert(school: OldIssuer, ledger: MemoryLedger, **record: Any) -> dict[str, Any]:
    record = {"issuing_address": address_of(KEY), "spent": frozenset[str](), **record}
    return anchored_1(inside(school), ledger, **record)


def judge(
    document: Any, school: OldIssuer, ledger: MemoryLedger | None, **demands: Any
) -> VerificationReport:
    policy = VerificationPolicy(**demands)
    raw = json.dumps(document).encode()
    received = read_received(raw)
    assert received.format == "blockcerts1"
    return verify(received.document, at=AT, resolver=school.web, policy=policy, chain=ledger)


def test_what_its_issuer_anchored_and_signed_is_valid(
    school: OldIssuer, ledger: MemoryLedger
) -> None:
    trusted = frozenset({school.at("issuer.json")})
    document = a_blockcert(school, ledger)
    report = judge(document, school, ledger, trusted_issuers=trusted, expected_email=EMAIL)
    assert (report.verdict, report.issuer_trust) == (Verdict.VALID, IssuerTrust.TRUSTED)
    assert (report.format, report.issuer.name) == ("blockcerts1", "Halden Works Academy")
    (warning,) = report.warnings
    place = "/document/certificate/language"
    assert (warning.type.slug, warning.pointer) == ("undefined-term", place)
    other = judge(document, school, ledger, expected_email="eve@example.org")
    assert other.verdict is Verdict.INVALID


def test_without_the_ledger_or_the_profile_it_stays_open(
    school: OldIssuer, ledger: MemoryLedger
) -> None:
    document = a_blockcert(school, ledger)
    report = judge(document, school, None)
    assert (report.verdict, report.issuer_trust) == (
        Verdict.INDETERMINATE,
        IssuerTrust.UNPROVEN,
    )
    ledger.is_silent = True
    assert judge(document, school, ledger).verdict is Verdict.INDETERMINATE
    ledger.is_silent = False
    elsewhere = copy.deepcopy(inside(school))
    elsewhere["certificate"]["issuer"]["id"] = "http://school.example/issuer.json"
    document = anchored_1(elsewhere, ledger, issuing_address=address_of(KEY))
    assert judge(document, school, ledger).verdict is Verdict.INDETERMINATE


@pytest.mark.parametrize(
    ("record", "slug"),
    [
        ({"content": bytes(32)}, "anchor-invalid"),
        ({"issuing_address": "1SomebodyElse"}, "key-unauthorized"),
        ({"issuing_address": address_of(OTHER_KEY)}, "key-unauthorized"),
    ],
)
def test_another_transaction_counts_for_nothing(
    school: OldIssuer, ledger: MemoryLedger, record: dict[str, Any], slug: str
) -> None:
    report = judge(a_blockcert(school, ledger, **record), school, ledger)
    assert (report.verdict, slugs(report)) == (Verdict.INVALID, [slug])


@pytest.mark.parametrize(
    "keys",
    [
        [],
        None,
        [{"date": "2015-08-28", "key": address_of(OTHER_KEY)}],
        [{"date": "2026-01-17", "key": address_of(KEY)}],
        [{"date": "2015-08-28", "key": address_of(KEY), "invalidated": "2026-01-16"}],
        [{"date": "2015-08-28", "key": address_of(KEY), "invalidated": "some day"}],
    ],
)
def test_an_address_that_was_not_the_issuers_then_issues_nothing(
    school: OldIssuer, ledger: MemoryLedger, keys: Any
) -> None:
    publish_profile(school, issuerKeys=keys)
    assert judge(a_blockcert(school, ledger), school, ledger).verdict is Verdict.INVALID


def test_an_address_that_was_withdrawn_later_issued_it(
    school: OldIssuer, ledger: MemoryLedger
) -> None:
    key = {"date": "2015-08-28", "key": address_of(KEY), "invalidated": "2026-01-17"}
    publish_profile(school, issuerKeys=[key])
    assert judge(a_blockcert(school, ledger), school, ledger).verdict is Verdict.VALID


def test_the_key_that_signed_inside_must_be_that_of_the_transaction(
    school: OldIssuer, ledger: MemoryLedger
) -> None:
    document = anchored_1(
        inside(school, OTHER_KEY), ledger, issuing_address=address_of(KEY), spent=frozenset[str]()
    )
    report = judge(document, school, ledger)
    assert (report.verdict, slugs(report)) == (Verdict.INVALID, ["key-unauthorized"])
    unsigned = inside(school) | {"signature": "none"}
    document = anchored_1(unsigned, ledger, issuing_address=address_of(KEY))
    assert slugs(judge(document, school, ledger)) == ["proof-invalid"]


@pytest.mark.parametrize("address", [REVOKES, REVOKES_ALL, LEARNER])
def test_what_was_sent_to_an_address_that_revokes_must_not_be_spent(
    school: OldIssuer, ledger: MemoryLedger, address: str
) -> None:
    document = a_blockcert(school, ledger, spent=frozenset({address, "1Other"}))
    report = judge(document, school, ledger)
    assert (report.verdict, slugs(report, "status")) == (Verdict.INVALID, ["revoked"])


def test_a_revocation_that_nobody_looked_for_is_unknown(
    school: OldIssuer, ledger: MemoryLedger
) -> None:
    document = a_blockcert(school, ledger, spent=None)
    report = judge(document, school, ledger)
    assert (report.verdict, slugs(report, "status")) == (
        Verdict.INDETERMINATE,
        ["status-unavailable"],
    )
    publish_profile(school, revocationKeys=None)
    plain = inside(school)
    del plain["recipient"]["revocationKey"]
    document = anchored_1(plain, ledger, issuing_address=address_of(KEY))
    assert judge(document, school, ledger).verdict is Verdict.VALID
    assert check_spent(frozenset(), None).outcome is Outcome.NOT_DECLARED


def test_a_list_of_the_issuers_revokes_as_well(school: OldIssuer, ledger: MemoryLedger) -> None:
    publish_profile(school, revocationList=school.at("revocations"))
    school.web.publish(school.at("revocations"), school.revocations({"id": school.at(UID)}))
    report = judge(a_blockcert(school, ledger), school, ledger)
    assert (report.verdict, slugs(report, "status")) == (Verdict.INVALID, ["revoked"])


def test_an_end_is_an_end(school: OldIssuer, ledger: MemoryLedger) -> None:
    for end, verdict in (("2026-10-31", Verdict.INVALID), ("2099-10-02", Verdict.VALID)):
        ended = inside(school)
        ended["assertion"]["expires"] = end
        record: dict[str, Any] = {"issuing_address": address_of(KEY), "spent": frozenset[str]()}
        document = anchored_1(ended, ledger, **record)
        assert judge(document, school, ledger).verdict is verdict


# -- nothing can be changed --------------------------------------------------------------------


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*path, key))


def with_change(document: Any, path: tuple[Any, ...], change: Any) -> Any:
    changed = copy.deepcopy(document)
    holder = changed
    for part in path[:-1]:
        holder = holder[part]
    change(holder, path[-1])
    return changed


def set_to(value: Any) -> Any:
    return lambda holder, key: holder.__setitem__(key, value)


UNSIGNED_PLACE = ("document", "certificate", "language")


def is_accepted(document: Any, school: OldIssuer, ledger: MemoryLedger) -> bool:
    policy = VerificationPolicy()
    report = verify(document, at=AT, resolver=school.web, policy=policy, chain=ledger)
    return report.verdict is Verdict.VALID


def changes_of(value: Any) -> Iterator[Any]:
    if isinstance(value, str):
        yield from (value + "x", value[:-1], value.upper() + "Z", [value], [value, value])
        yield from ({"@value": value}, {"id": value}, {"@value": value, "@language": "en"})
    elif isinstance(value, bool):
        yield from (not value, str(value).lower(), int(value))
    elif isinstance(value, dict):
        yield from ([value], [value, value], [value, {"id": value.get("id", "urn:x")}], {})
    else:
        yield from ([], value[:-1], value[0])
    yield from (None, 7, "")


def test_no_value_can_be_changed_left_out_or_moved(school: OldIssuer, ledger: MemoryLedger) -> None:
    document = a_blockcert(school, ledger)
    assert is_accepted(document, school, ledger)
    for path in places(document):
        if not path or path == UNSIGNED_PLACE:
            continue
        value: Any = document
        for part in path:
            value = value[part]
        for other in changes_of(value):
            if other == value and type(other) is type(value):
                continue
            changed = with_change(document, path, set_to(other))
            assert not is_accepted(changed, school, ledger), (path, other)
        left_out = with_change(document, path, lambda holder, key: holder.pop(key))
        assert not is_accepted(left_out, school, ledger), path


@pytest.mark.parametrize(
    "word",
    [
        *("expires", "name", "language", "identity", "revocationKey", "criteria", "evidence"),
        *("@id", "@type", "@graph", "@context", "@reverse", "bc:name", "schema:name", "unheardOf"),
        *("http://schema.org/name", "imageSignature", "extensions:x", "obi:uid", "title"),
    ],
)
def test_no_word_can_be_added_to_any_object(
    school: OldIssuer, ledger: MemoryLedger, word: str
) -> None:
    document = a_blockcert(school, ledger)
    for path in places(document):
        value: Any = document
        for part in path:
            value = value[part]
        if isinstance(value, dict) and word not in value:
            changed = with_change({"top": document}, ("top", *path, word), set_to("2099-01-01"))
            assert not is_accepted(changed["top"], school, ledger), path


def test_language_alone_is_not_covered_and_says_nothing(
    school: OldIssuer, ledger: MemoryLedger
) -> None:
    document = a_blockcert(school, ledger)
    left_out = with_change(document, UNSIGNED_PLACE, lambda holder, key: holder.pop(key))
    for changed in (with_change(document, UNSIGNED_PLACE, set_to("de-DE")), left_out):
        assert is_accepted(changed, school, ledger)
    for bad in ("Deutsch, and a PhD", {"name": "PhD"}, None, ["en-US"]):
        assert not is_accepted(with_change(document, UNSIGNED_PLACE, set_to(bad)), school, ledger)


def test_parts_with_one_id_could_be_read_in_two_ways(
    school: OldIssuer, ledger: MemoryLedger
) -> None:
    doubled = inside(school)
    doubled["certificate"]["id"] = doubled["assertion"]["id"]
    record: dict[str, Any] = {"issuing_address": address_of(KEY), "spent": frozenset[str]()}
    assert not is_accepted(anchored_1(doubled, ledger, **record), school, ledger)


@pytest.mark.parametrize(
    "receipt",
    [
        {"type": "ChainpointSHA512v2"},
        {"type": ["ChainpointSHA256v2"]},
        {"anchors": []},
        {"anchors": [{"sourceId": "x", "type": "BTCOpReturn"}]},
        {"anchors": [{"sourceId": "00" * 32, "type": "Mock"}]},
        {"anchors": [{"sourceId": "00" * 32, "type": "BTCOpReturn", "chain": "mockchain"}]},
        {"anchors": ["BTCOpReturn"]},
        {"proof": {}},
        {"more": 1},
    ],
)
def test_a_receipt_of_another_kind_proves_nothing(
    school: OldIssuer, ledger: MemoryLedger, receipt: Mapping[str, Any]
) -> None:
    document = a_blockcert(school, ledger)
    document["receipt"] |= receipt
    lenient = VerificationPolicy(pretended_ledgers=True)
    for policy in (VerificationPolicy(), lenient):
        report = verify(document, at=AT, resolver=school.web, policy=policy, chain=ledger)
        assert report.verdict is Verdict.INVALID


def test_an_address_of_no_known_ledger_anchors_nothing(
    school: OldIssuer, ledger: MemoryLedger
) -> None:
    odd = inside(school)
    odd["recipient"]["publicKey"] = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
    report = judge(anchored_1(odd, ledger), school, ledger)
    assert (report.verdict, slugs(report)) == (Verdict.INVALID, ["proof-invalid"])


@pytest.mark.parametrize("damaged", [{}, [], "x", None, {"certificate": 1, "recipient": []}])
def test_whatever_stands_in_it_only_refusals_come_out(school: OldIssuer, damaged: Any) -> None:
    document = {"type": "BlockchainCertificate", "document": damaged, "receipt": damaged}
    assert judge(document, school, None).verdict is Verdict.INVALID


# -- what was published ------------------------------------------------------------------------


def test_the_published_documents_stand_in_their_trees(vectors: Path) -> None:
    folder = vectors / "conformance/blockcerts-cert-verifier-py/1.2"
    found = {}
    for name in ("sample_signed_cert-1.2", *SAME_ISSUER):
        document = json.loads((folder / f"{name}.json").read_bytes())
        found[name] = read_anchored_1(document, bundled()).signed_by
    first, second = (found[name] for name in SAME_ISSUER)
    assert first == second != found["sample_signed_cert-1.2"]


SAME_ISSUER = ("609c2989-275f-4f4c-ab02-b245cfb09017", "b5dee02e-50cd-4e48-ad33-de7d2eafa359")


@pytest.mark.parametrize("name", ["expired", "not_yet_expired"])
def test_an_end_that_was_added_after_anchoring_is_seen(vectors: Path, name: str) -> None:
    path = vectors / f"conformance/blockcerts-cert-verifier-py/1.2/{name}.json"
    report = verify(read_received(path.read_bytes()).document, at=AT)
    assert (report.verdict, slugs(report)) == (Verdict.INVALID, ["proof-invalid"])
    (period,) = (check for check in report.checks if check.name == "validity")
    assert period.outcome is (Outcome.FAILED if name == "expired" else Outcome.PASSED)
