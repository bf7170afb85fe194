from __future__ import annotations

from typing import Any

import pytest

from laurea.credentials.keys.did_jwk import did_jwk
from laurea.credentials.keys.did_key import resolve_did_key
from laurea.credentials.keys.resolution import (
    KeyRefusal,
    ResolvedKey,
    resolve_verification_method,
)
from laurea.credentials.limits import Limits
from laurea.credentials.report import Outcome
from tests.simulator.resolver import MemoryResolver

MULTIKEY = "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
OTHER = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
DID_KEY = "did:key:" + MULTIKEY
KEY = resolve_did_key(DID_KEY).public_key
DID_JWK = did_jwk(KEY)
DID_WEB = "did:web:school.example"
DOCUMENT_URL = "https://school.example/.well-known/did.json"
PROFILE = "https://school.example/issuer"


def a_document(document_id: str, name: str = "key-1", **changes: Any) -> dict[str, Any]:
    method = {
        "id": f"{document_id}#{name}",
        "type": "Multikey",
        "controller": document_id,
        "publicKeyMultibase": MULTIKEY,
        **changes,
    }
    return {"id": document_id, "verificationMethod": [method], "assertionMethod": [method["id"]]}


def web_with(url: str, document: Any) -> MemoryResolver:
    web = MemoryResolver()
    web.publish(url, document)
    return web


def resolve(method_id: object, issuer_id: str, web: MemoryResolver | None = None) -> ResolvedKey:
    return resolve_verification_method(method_id, issuer_id=issuer_id, resolver=web)


def refusal(
    method_id: object, issuer_id: str, web: MemoryResolver | None = None
) -> tuple[Outcome, str]:
    with pytest.raises(KeyRefusal) as caught:
        resolve(method_id, issuer_id, web)
    assert caught.value.problem.pointer == "/verificationMethod"
    return caught.value.outcome, caught.value.problem.type.slug


@pytest.mark.parametrize(
    ("method_id", "issuer_id"),
    [
        (f"{DID_KEY}#{MULTIKEY}", DID_KEY),
        (f"{DID_JWK}#0", DID_JWK),
    ],
)
def test_a_key_in_the_identifier_is_found_without_asking(method_id: str, issuer_id: str) -> None:
    web = MemoryResolver()
    key = resolve(method_id, issuer_id, web)
    assert (key.public_key, key.controller, key.self_asserted) == (KEY, issuer_id, False)
    assert "#" in key.id
    assert web.asked == []


@pytest.mark.parametrize(
    ("method_id", "issuer_id"),
    [
        (f"did:key:{OTHER}#{OTHER}", DID_KEY),
        (f"{DID_KEY}#{MULTIKEY}", PROFILE),
        (f"{DID_KEY}#{MULTIKEY}", "Northwind"),
        (f"{DID_KEY}#{OTHER}", DID_KEY),
        (f"{DID_KEY}#", DID_KEY),
        (DID_KEY, DID_KEY),  # names whose key it is, and no key
        (DID_JWK, DID_JWK),
        (f"{DID_JWK}#1", DID_JWK),
        (MULTIKEY, PROFILE),
        ("xxx:" + MULTIKEY, PROFILE),
        (f"https://evil.example/issuer#{MULTIKEY}", PROFILE),
        (f"{PROFILE}/#{MULTIKEY}", PROFILE),
        (f"{PROFILE}#{MULTIKEY}", PROFILE + "?"),
        ("", PROFILE),
        ({"id": f"{DID_KEY}#{MULTIKEY}", "controller": DID_KEY}, DID_KEY),
        ([DID_KEY], DID_KEY),
        (None, DID_KEY),
        (7, DID_KEY),
    ],
)
def test_the_key_of_somebody_else_is_refused_without_asking(
    method_id: object, issuer_id: str
) -> None:
    web = MemoryResolver()
    assert refusal(method_id, issuer_id, web) == (Outcome.FAILED, "key-unauthorized")
    assert web.asked == []


@pytest.mark.parametrize("issuer_id", ["did:key:z6Mk", "did:key:", "did:key:zDnaeFFFFFFFFFFFFF"])
def test_a_damaged_key_in_the_identifier_is_refused(issuer_id: str) -> None:
    outcome, slug = refusal(f"{issuer_id}#key", issuer_id)
    assert (outcome, slug) in {(Outcome.FAILED, "key-invalid"), (Outcome.FAILED, "did-invalid")}


def test_a_method_nobody_knows_is_refused_and_one_in_use_is_unknown() -> None:
    assert refusal("did:madeup:123#1", "did:madeup:123") == (Outcome.FAILED, "did-invalid")
    assert refusal("did:ion:123#1", "did:ion:123") == (Outcome.UNKNOWN, "did-unavailable")
    assert refusal("did:#1", "did:") == (Outcome.FAILED, "did-invalid")


def test_a_did_web_leads_to_the_key_its_document_lists() -> None:
    web = web_with(DOCUMENT_URL, a_document(DID_WEB, revoked="2026-04-01T00:00:00Z"))
    key = resolve(f"{DID_WEB}#key-1", DID_WEB, web)
    assert (key.public_key, key.controller, key.self_asserted) == (KEY, DID_WEB, False)
    assert key.revoked is not None
    assert web.asked == [DOCUMENT_URL]


def test_a_did_web_without_key_name_names_no_key() -> None:
    web = web_with(DOCUMENT_URL, a_document(DID_WEB))
    assert refusal(DID_WEB, DID_WEB, web) == (Outcome.FAILED, "key-unauthorized")


@pytest.mark.parametrize(
    ("document", "slug"),
    [
        (a_document(DID_WEB, "key-2"), "key-unauthorized"),
        (a_document(DID_WEB, controller="did:web:evil.example"), "key-unauthorized"),
        (a_document("did:web:evil.example"), "did-invalid"),
        ({"id": DID_WEB}, "key-unauthorized"),
        (a_document(DID_WEB, publicKeyMultibase="z6Mk"), "key-invalid"),
        (a_document(DID_WEB, revoked="soon"), "malformed-value"),
    ],
)
def test_what_the_document_does_not_grant_is_refused(document: Any, slug: str) -> None:
    web = web_with(DOCUMENT_URL, document)
    assert refusal(f"{DID_WEB}#key-1", DID_WEB, web) == (Outcome.FAILED, slug)


def test_an_answer_that_there_is_no_document_is_final_and_silence_is_not() -> None:
    web = MemoryResolver()
    assert refusal(f"{DID_WEB}#key-1", DID_WEB, web) == (Outcome.FAILED, "did-invalid")
    web.lag(DOCUMENT_URL)
    assert refusal(f"{DID_WEB}#key-1", DID_WEB, web) == (Outcome.UNKNOWN, "did-unavailable")
    web.redirect(DOCUMENT_URL, "http://169.254.169.254/")
    assert refusal(f"{DID_WEB}#key-1", DID_WEB, web) == (Outcome.UNKNOWN, "fetch-forbidden")
    web.publish(DOCUMENT_URL, b"<html>")
    assert refusal(f"{DID_WEB}#key-1", DID_WEB, web) == (Outcome.UNKNOWN, "did-unavailable")
    assert refusal(f"{DID_WEB}#key-1", DID_WEB) == (Outcome.UNKNOWN, "did-unavailable")


def test_a_document_beyond_the_limit_leaves_the_key_unknown() -> None:
    web = web_with(DOCUMENT_URL, a_document(DID_WEB))
    with pytest.raises(KeyRefusal) as caught:
        resolve_verification_method(
            f"{DID_WEB}#key-1",
            issuer_id=DID_WEB,
            resolver=web,
            limits=Limits(key_document_bytes=10),
        )
    assert caught.value.outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    "did",
    ["did:web:school.example:..:..:admin", "did:web:school.example%2F..%2Fetc",
     "did:web:%5B%3A%3A1%5D"],
)  # fmt: skip
def test_a_did_web_that_plays_tricks_is_refused_without_asking(did: str) -> None:
    web = MemoryResolver()
    assert refusal(f"{did}#key-1", did, web) == (Outcome.FAILED, "did-invalid")
    assert web.asked == []


@pytest.mark.parametrize("did", ["did:web:127.0.0.1", "did:web:localhost%3A8000:i:guild"])
def test_a_key_on_a_host_that_is_not_asked_stays_unknown(did: str) -> None:
    web = MemoryResolver()
    assert refusal(f"{did}#key-1", did, web) == (Outcome.UNKNOWN, "fetch-forbidden")
    assert web.asked == []


def test_a_key_in_the_fragment_vouches_for_itself_where_no_keys_are_listed() -> None:
    web = MemoryResolver()
    assert resolve(f"{PROFILE}#{MULTIKEY}", PROFILE, web).self_asserted
    web.lag(PROFILE)
    assert resolve(f"{PROFILE}#{MULTIKEY}", PROFILE, web).self_asserted
    web.publish(PROFILE, b"<html>Welcome</html>")
    assert resolve(f"{PROFILE}#{MULTIKEY}", PROFILE, web).self_asserted
    web.publish(PROFILE, {"id": PROFILE, "type": "Profile"})
    key = resolve(f"{PROFILE}#{MULTIKEY}", PROFILE, web)
    assert (key.public_key, key.controller, key.self_asserted) == (KEY, PROFILE, True)
    assert web.asked == [PROFILE] * 4
    assert resolve(f"{PROFILE}#{MULTIKEY}", PROFILE).self_asserted


def test_where_the_issuers_address_lists_keys_the_key_must_be_among_them() -> None:
    web = web_with(PROFILE, a_document(PROFILE, MULTIKEY))
    assert not resolve(f"{PROFILE}#{MULTIKEY}", PROFILE, web).self_asserted
    assert refusal(f"{PROFILE}#{OTHER}", PROFILE, web) == (Outcome.FAILED, "key-unauthorized")
    web.publish(PROFILE, a_document("https://evil.example/issuer", MULTIKEY))
    assert refusal(f"{PROFILE}#{MULTIKEY}", PROFILE, web) == (Outcome.FAILED, "did-invalid")


def test_a_name_in_the_fragment_has_to_be_listed() -> None:
    web = web_with(PROFILE, a_document(PROFILE))
    assert not resolve(f"{PROFILE}#key-1", PROFILE, web).self_asserted
    web.lag(PROFILE)
    assert refusal(f"{PROFILE}#key-1", PROFILE, web) == (Outcome.UNKNOWN, "did-unavailable")
    assert refusal(f"{PROFILE}#key-1", PROFILE, MemoryResolver()) == (
        Outcome.FAILED,
        "key-invalid",
    )


@pytest.mark.parametrize(
    "issuer_id",
    ["urn:uuid:4ca4a241-fc3b-4d92-978e-f56fa96ae795", "http://school.example/issuer",
     "https://127.0.0.1/issuer", "https://localhost/issuer"],
)  # fmt: skip
def test_an_identifier_that_cannot_be_asked_leaves_the_key_to_vouch_for_itself(
    issuer_id: str,
) -> None:
    web = MemoryResolver()
    assert resolve(f"{issuer_id}#{MULTIKEY}", issuer_id, web).self_asserted
    assert refusal(f"{issuer_id}#key-1", issuer_id, web) == (Outcome.FAILED, "key-invalid")
    assert web.asked == []


def test_a_fragment_that_looks_like_a_key_and_is_none_is_refused() -> None:
    damaged = MULTIKEY[:20] + "sdas" + MULTIKEY[20:]
    web = MemoryResolver()
    web.lag(PROFILE)
    assert refusal(f"{PROFILE}#{damaged}", PROFILE, web) == (Outcome.FAILED, "key-invalid")
