"""Formats are told from what documents claim, however odd the document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.model.contexts import VC2_CONTEXT
from laurea.credentials.wire.detect import VC1_CONTEXT, detect_format, is_version_1

V2 = "https://www.w3.org/ns/credentials/v2"
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("document", "format_name"),
    [
        ({"type": ["VerifiableCredential", "OpenBadgeCredential"]}, "ob3-achievement"),
        ({"type": "AchievementCredential"}, "ob3-achievement"),
        ({"type": ["VerifiableCredential", "EndorsementCredential"]}, "ob3-endorsement"),
        ({"type": ["VerifiableCredential", "ClrCredential", "OpenBadgeCredential"]}, "clr2"),
        ({"type": ["VerifiableCredential", "BitstringStatusListCredential"]}, "status-list"),
        ({"type": ["VerifiableCredential", "StatusList2021Credential"]}, "status-list"),
        ({"type": "VerifiablePresentation"}, "presentation"),
        ({"type": "EnvelopedVerifiableCredential"}, "enveloped"),
        ({"type": "VerifiableCredential", "@context": [V2]}, "vc2"),
        ({"type": "VerifiableCredential", "@context": VC1_CONTEXT}, "vc1"),
        ({"type": "VerifiableCredential", "@context": [V2, VC1_CONTEXT]}, "vc2"),
        ({"type": "VerifiableCredential"}, "vc2"),
        ({"type": "Assertion", "@context": "https://w3id.org/openbadges/v2"}, "ob2-assertion"),
        ({"type": "Assertion", "@context": "https://example.org/"}, "ob2-assertion"),
        ({"type": "BadgeClass", "@context": "https://w3id.org/openbadges/v2"}, "ob2-badgeclass"),
        ({"type": "BadgeClass", "@context": "https://example.org/"}, "unknown"),
        ({"type": "Issuer", "@context": "https://w3id.org/openbadges/v2"}, "ob2-profile"),
        ({"type": "Other", "@context": "https://w3id.org/openbadges/v2"}, "ob2-object"),
        ({"type": "Other", "@context": "https://example.org/"}, "unknown"),
        ({"uid": "1", "badge": "https://a.example/b", "verify": {}}, "ob2-assertion"),
        ({"type": "BlockchainCertificate"}, "blockcerts1"),
        ({"type": {"VerifiableCredential": 1}}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_a_document_has_a_format(document: dict[str, Any], format_name: str) -> None:
    assert detect_format(document) == format_name


OB_VOCABULARY = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"


@pytest.mark.parametrize(
    ("address", "format_name"),
    [
        ("https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential", "ob3-achievement"),
        (
            "https://purl.imsglobal.org/spec/vc/ob/vocab.html#EndorsementCredential",
            "ob3-endorsement",
        ),
        ("https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrCredential", "clr2"),
        ("https://www.w3.org/ns/credentials/status#BitstringStatusListCredential", "status-list"),
        ("https://school.example/terms#OpenBadgeCredential", "vc2"),
    ],
)
def test_a_type_written_as_its_address_is_not_read_as_a_plain_credential(
    address: str, format_name: str
) -> None:
    document = {"@context": [VC2_CONTEXT], "type": ["VerifiableCredential", address]}
    assert detect_format(document) == format_name
    document["type"] = ["https://www.w3.org/2018/credentials#VerifiableCredential", address]
    assert detect_format(document) == format_name


@given(st.dictionaries(st.sampled_from(["type", "@context"]), ANYTHING))
def test_any_object_has_a_format(document: dict[str, Any]) -> None:
    assert detect_format(document)
    assert is_version_1(document) in (True, False)


def test_every_conformance_credential_is_known(vectors: Path) -> None:
    folder = vectors / "conformance"
    kinds = {"ob3-signed": "ob3-achievement", "ob3-endorsement": "ob3-endorsement"}
    for case in json.loads((folder / "manifest.json").read_bytes()):
        if case["kind"] in kinds:
            document = json.loads((folder / case["path"]).read_bytes())
            assert detect_format(document) == kinds[case["kind"]], case["path"]
