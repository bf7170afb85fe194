from __future__ import annotations

from typing import Any

import pytest

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.status.revocation_list import RevocationList, is_revocation_list


def revoked(*items: Any, name: str = "revokedCredential") -> RevocationList:
    return RevocationList.from_document({name: list(items)})


@pytest.mark.parametrize("name", ["revokedCredential", "revokedCredentials"])
def test_both_spellings_of_the_property_are_read(name: str) -> None:
    assert revoked({"id": "urn:uuid:1", "revocationReason": "error"}, name=name).names("urn:uuid:1")
    assert revoked("urn:uuid:1", name=name).names("urn:uuid:1")


def test_a_single_item_need_not_stand_in_an_array() -> None:
    document = {"revokedCredential": {"id": "urn:uuid:1"}}
    assert RevocationList.from_document(document).names("urn:uuid:1")


def test_what_is_expressly_not_revoked_is_not_revoked() -> None:
    content = revoked({"id": "urn:uuid:1", "revoked": False}, {"id": "urn:uuid:2", "revoked": True})
    assert not content.names("urn:uuid:1")
    assert content.names("urn:uuid:2")


def test_ids_are_compared_trimmed_and_decoded() -> None:
    assert revoked(" https://school.example/%41 ").names("https://school.example/A")
    assert not revoked("https://school.example/a").names("https://school.example/A")


def test_an_issuer_may_be_named_or_described() -> None:
    issuer = {"id": "did:example:1", "type": "Profile"}
    for value in (issuer, issuer["id"]):
        document: dict[str, Any] = {"revokedCredential": [], "issuer": value}
        assert RevocationList.from_document(document).issuer == "did:example:1"


@pytest.mark.parametrize(
    "document",
    [
        {}, {"credentialSubject": {}, "revokedCredential": []}, {"revokedCredential": None},
        {"revokedCredential": [7]}, {"revokedCredential": [{}]}, {"revokedCredential": [{"id": 1}]},
        {"revokedCredential": [{"id": "urn:uuid:1", "revoked": "no"}]},
        {"revokedCredential": [], "id": 7}, {"revokedCredential": [], "issuer": []},
    ],
)  # fmt: skip
def test_what_is_no_revocation_list_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        RevocationList.from_document(document)
    assert refusal.value.problem.type.slug == "status-invalid"


def test_a_status_list_credential_is_not_taken_for_a_revocation_list() -> None:
    assert not is_revocation_list({"credentialSubject": {}, "revokedCredential": []})
