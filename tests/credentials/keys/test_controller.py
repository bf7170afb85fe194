from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.controller import find_verification_method, lists_keys
from laurea.credentials.keys.did_key import resolve_did_key

DID = "did:web:school.example"
MULTIKEY = "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
KEY = resolve_did_key("did:key:" + MULTIKEY).public_key


def a_method(name: str = "key-1", **changes: Any) -> dict[str, Any]:
    method = {
        "id": f"{DID}#{name}",
        "type": "Multikey",
        "controller": DID,
        "publicKeyMultibase": MULTIKEY,
    }
    return {**method, **changes}


def a_document(**changes: Any) -> dict[str, Any]:
    document = {
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": DID,
        "verificationMethod": [a_method(), a_method("key-2")],
        "assertionMethod": [f"{DID}#key-1"],
        "authentication": [f"{DID}#key-2"],
    }
    return {**document, **changes}


def refusal_of(document: dict[str, Any], name: str = "key-1", **options: str) -> str:
    with pytest.raises(MalformedDocument) as refusal:
        find_verification_method(document, f"{DID}#{name}", **options)
    assert refusal.value.problem.detail
    return refusal.value.problem.type.slug


def test_a_key_listed_by_reference_is_found() -> None:
    found = find_verification_method(a_document(), f"{DID}#key-1")
    assert (found.method.public_key, found.method.controller) == (KEY, DID)
    assert found.method.id == f"{DID}#key-1"
    assert (found.revoked, found.expires) == (None, None)


def test_a_key_embedded_in_the_relationship_is_found() -> None:
    document = {"id": DID, "assertionMethod": [a_method()]}
    assert find_verification_method(document, f"{DID}#key-1").method.public_key == KEY


def test_relative_ids_are_relative_to_the_document() -> None:
    document = a_document(verificationMethod=[a_method(id="#key-1")], assertionMethod=["#key-1"])
    assert find_verification_method(document, f"{DID}#key-1").method.id == f"{DID}#key-1"


def test_single_values_need_not_stand_in_arrays() -> None:
    document = a_document(verificationMethod=a_method(), assertionMethod="#key-1")
    assert find_verification_method(document, f"{DID}#key-1").method.public_key == KEY


def test_a_key_is_found_for_the_purpose_it_is_listed_under_only() -> None:
    assert refusal_of(a_document(), "key-2") == "key-unauthorized"
    found = find_verification_method(a_document(), f"{DID}#key-2", purpose="authentication")
    assert found.method.public_key == KEY


def test_a_removed_key_is_not_the_issuers() -> None:
    assert refusal_of(a_document(), "key-0") == "key-unauthorized"
    assert refusal_of({"id": DID}) == "key-unauthorized"


def test_a_withdrawn_key_that_is_listed_for_nothing_is_said_to_be_withdrawn() -> None:
    withdrawn = a_method(revoked="2026-04-01T00:00:00Z")
    document = a_document(verificationMethod=[withdrawn], assertionMethod=[])
    assert refusal_of(document) == "key-revoked"


def test_a_key_named_and_not_contained_is_refused() -> None:
    assert refusal_of(a_document(verificationMethod=[])) == "key-unauthorized"


def test_a_key_controlled_by_another_is_refused() -> None:
    other = a_method(controller="did:web:evil.example")
    assert refusal_of(a_document(verificationMethod=[other])) == "key-unauthorized"


@pytest.mark.parametrize("document_id", ["did:web:evil.example", None, 7, DID + "/"])
def test_another_document_is_refused(document_id: Any) -> None:
    assert refusal_of(a_document(id=document_id)) == "did-invalid"


def test_two_keys_of_one_id_are_refused() -> None:
    assert refusal_of(a_document(verificationMethod=[a_method(), a_method()])) == "key-invalid"


@pytest.mark.parametrize("change", [{"controller": None}, {"type": "Other"}, {"revoked": "soon"}])
def test_a_damaged_entry_is_refused(change: dict[str, Any]) -> None:
    slug = refusal_of(a_document(verificationMethod=[a_method(**change)]))
    assert slug in ("key-invalid", "malformed-value")


def test_dates_of_withdrawal_and_end_are_read() -> None:
    method = a_method(revoked="2026-04-01T00:00:00Z", expires="2027-01-01T00:00:00Z")
    found = find_verification_method(a_document(verificationMethod=[method]), f"{DID}#key-1")
    assert found.revoked is not None
    assert found.expires is not None
    assert (found.revoked.month, found.expires.year) == (4, 2027)


def test_a_profile_without_keys_lists_none() -> None:
    assert not lists_keys({"id": DID, "type": "Profile"}, "assertionMethod")
    assert lists_keys({"verificationMethod": []}, "assertionMethod")
    assert lists_keys({"assertionMethod": []}, "assertionMethod")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.just(f"{DID}#key-1"),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(["id", "type", "controller", "publicKeyMultibase"]), inner
        )
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["id", "verificationMethod", "assertionMethod", "x"]), JSON))
def test_only_our_errors_leave_the_reader(changes: dict[str, Any]) -> None:
    try:
        found = find_verification_method({**a_document(), **changes}, f"{DID}#key-1")
    except MalformedDocument:
        return
    assert found.method.public_key == KEY


@pytest.mark.parametrize("said", [True, "true", 1, None, {}])
def test_a_document_that_was_given_up_lists_no_keys(said: Any) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        find_verification_method(a_document() | {"deactivated": said}, f"{DID}#key-1")
    assert refusal.value.problem.type.slug == "did-invalid"
    stands = a_document() | {"deactivated": False}
    assert find_verification_method(stands, f"{DID}#key-1").method.public_key == KEY
