"""Rules that join several properties of one object."""

from __future__ import annotations

from typing import Any

import pytest

from laurea.credentials.model import OB3_CONTEXT, VC2_CONTEXT
from laurea.credentials.problems import Severity
from laurea.credentials.wire.detect import VC1_CONTEXT
from laurea.credentials.wire.structure import check_object, check_structure

HASH = "sha256$" + "0" * 64


def slugs(value: dict[str, Any], class_name: str) -> list[tuple[str, str]]:
    return [(problem.type.slug, problem.pointer) for problem in check_object(value, class_name)]


def context_problems(contexts: Any, *, kind: str = "OpenBadgeCredential") -> int:
    document = {"@context": contexts, "type": ["VerifiableCredential", kind]}
    return sum(problem.pointer == "/@context" for problem in check_structure(document))


@pytest.mark.parametrize(
    ("contexts", "problems"),
    [
        ([VC2_CONTEXT, OB3_CONTEXT], 0),
        ([VC2_CONTEXT, OB3_CONTEXT, {"a": "urn:a"}], 0),
        ([VC2_CONTEXT, "https://purl.imsglobal.org/spec/ob/v3p0/context.json"], 0),
        ([VC2_CONTEXT, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"], 0),
        ([VC1_CONTEXT, OB3_CONTEXT], 0),
        ([OB3_CONTEXT, VC2_CONTEXT], 2),
        ([VC2_CONTEXT, {"a": "urn:a"}, OB3_CONTEXT], 1),
        ([VC2_CONTEXT + "#", OB3_CONTEXT], 1),
        ([VC2_CONTEXT], 1),
        ([OB3_CONTEXT], 2),
        (VC2_CONTEXT, 1),
        ([VC2_CONTEXT, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json.evil"], 1),
        ([VC2_CONTEXT, "https://purl-imsglobal.org/spec/ob/v3p0/context.json"], 1),
        ([], 1),
    ],
)
def test_the_first_two_contexts_of_a_badge_are_given(contexts: Any, problems: int) -> None:
    assert context_problems(contexts) == problems


@pytest.mark.parametrize(
    ("contexts", "problems"),
    [([VC2_CONTEXT], 0), (VC2_CONTEXT, 0), ([VC1_CONTEXT], 0), (["urn:a", VC2_CONTEXT], 1)],
)
def test_the_first_context_of_a_plain_credential_is_given(contexts: Any, problems: int) -> None:
    assert context_problems(contexts, kind="ExampleCredential") == problems


@pytest.mark.parametrize(
    ("since", "until", "is_refused"),
    [
        ("2026-01-15T09:00:00Z", "2026-01-15T09:00:00Z", False),
        ("2026-01-15T09:00:00+01:00", "2026-01-15T08:30:00Z", False),
        ("2026-01-15T09:00:00Z", "2026-01-15T09:30:00+01:00", True),
        ("2026-01-15T09:00:00Z", "2026-01-15T08:59:59.999Z", True),
        ("2026-01-15T09:00:00Z", "never", False),
    ],
)
def test_the_end_does_not_lie_before_the_beginning(
    since: str, until: str, is_refused: bool
) -> None:
    document = {"type": "VerifiableCredential", "validFrom": since, "validUntil": until}
    ranges = [p.pointer for p in check_structure(document) if p.type.slug == "range"]
    assert ranges == (["/validUntil"] if is_refused else [])


@pytest.mark.parametrize("subject", [{}, [{}], [{"id": "urn:a"}, {}]])
def test_a_subject_that_says_nothing_is_missing(subject: Any) -> None:
    document = {"type": "VerifiableCredential", "credentialSubject": subject}
    assert "The subject says nothing." in [p.detail for p in check_structure(document)]


@pytest.mark.parametrize(
    ("hashed", "identity_hash", "is_refused"),
    [
        (True, HASH, False),
        (True, "sha256$" + "A" * 64, False),
        (True, "md5$" + "0" * 32, False),
        (True, "ada@example.org", True),
        (True, "sha256$" + "0" * 63, True),
        (True, "md5$" + "0" * 64, True),
        (True, "sha1$" + "0" * 40, True),
        (True, HASH + "\n", True),
        (False, "ada@example.org", False),
    ],
)
def test_what_is_said_to_be_hashed_is_a_hash(
    hashed: bool, identity_hash: str, is_refused: bool
) -> None:
    identity = {
        "type": "IdentityObject",
        "hashed": hashed,
        "identityHash": identity_hash,
        "identityType": "emailAddress",
    }
    expected = [("malformed-value", "/identityHash")] if is_refused else []
    assert slugs(identity, "IdentityObject") == expected


def test_a_plain_address_is_not_repeated_in_the_problem() -> None:
    identity = {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": "ada@example.org",
        "identityType": "emailAddress",
    }
    assert "ada" not in check_object(identity, "IdentityObject")[0].detail


@pytest.mark.parametrize(
    ("latitude", "longitude", "places"),
    [(90, -180, []), (90.5, 0, ["/latitude"]), (0, 181, ["/longitude"]), (-91, -181, 2)],
)
def test_a_point_lies_on_the_earth(latitude: float, longitude: float, places: Any) -> None:
    point = {"type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    pointers = [pointer for _, pointer in slugs(point, "GeoCoordinates")]
    assert pointers == places or len(pointers) == places


@pytest.mark.parametrize("entry_type", ["BitstringStatusListEntry", "StatusList2021Entry"])
def test_an_entry_of_a_list_says_which_bit_of_which_list(entry_type: str) -> None:
    assert len(slugs({"type": entry_type}, "CredentialStatus")) == 3
    entry = {
        "type": entry_type,
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": "https://guild.example/status/1",
    }
    assert slugs(entry, "CredentialStatus") == []


def test_a_position_written_as_a_number_is_warned_of() -> None:
    entry = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": 4,
        "statusListCredential": "https://guild.example/status/1",
    }
    problems = check_object(entry, "CredentialStatus")
    assert [problem.severity for problem in problems] == [Severity.WARNING]


def test_a_revocation_list_is_named_by_its_address() -> None:
    assert slugs({"type": "1EdTechRevocationList"}, "CredentialStatus") == [("missing-value", "")]
    assert slugs({"type": "SomeOtherStatus"}, "CredentialStatus") == []


def test_a_related_resource_is_pinned_by_a_digest() -> None:
    assert slugs({"id": "urn:a"}, "RelatedResource") == [("missing-value", "")]
    assert slugs({"id": "urn:a", "digestSRI": "sha256-a"}, "RelatedResource") == []
