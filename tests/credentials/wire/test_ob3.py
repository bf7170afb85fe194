"""What is written is read back the same, and the other way round."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials import model
from laurea.credentials.document import read_json, read_object
from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.model import vocabularies
from laurea.credentials.wire import kinds, ob3
from laurea.credentials.wire.detect import VC1_CONTEXT
from laurea.credentials.wire.ob3_tables import CLASSES
from laurea.credentials.wire.structure import check_structure
from laurea.credentials.wire.table import Of, Property

TEXTS = st.text(max_size=8)
URIS = st.sampled_from(["https://example.org/a", "urn:uuid:1", "did:example:ada#key", "data:,é"])
LANGUAGES = st.sampled_from(["de", "pt-BR", "zh-Hans"])
LANGUAGE_VALUES = st.builds(
    model.LanguageValue,
    value=TEXTS,
    language=st.none() | LANGUAGES,
    direction=st.none() | st.sampled_from(["ltr", "rtl"]),
)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
FIRST, THEN, LAST = (datetime.fromisoformat(f"{year}-01-01") for year in (1970, 2100, 2200))
MOMENTS = st.datetimes(FIRST, THEN, timezones=ZONES)
SCALARS: dict[int, st.SearchStrategy[Any]] = {
    id(kinds.STRING): TEXTS,
    id(kinds.TEXT): TEXTS
    | LANGUAGE_VALUES
    | st.lists(LANGUAGE_VALUES, min_size=1, max_size=2).map(tuple),
    id(kinds.URI): URIS,
    id(kinds.BOOLEAN): st.booleans(),
    id(kinds.LANGUAGE): LANGUAGES,
    id(kinds.COMPACT_JWS): st.just("eyJ.e30.c2ln"),
    id(kinds.INDEX): st.integers(0, 10**6).map(str),
    id(kinds.TIMESTAMP): MOMENTS,
    id(kinds.DATE_TIME): MOMENTS | st.datetimes(FIRST, THEN),
    id(kinds.DATE): st.dates(date(1900, 1, 1)),
}
FIXED: dict[str, st.SearchStrategy[Any]] = {
    "achievementType": st.sampled_from(sorted(vocabularies.ACHIEVEMENT_TYPES)) | st.just("ext:a"),
    "targetType": st.sampled_from(sorted(vocabularies.ALIGNMENT_TARGET_TYPES)),
    "resultType": st.sampled_from(sorted(vocabularies.RESULT_TYPES)),
    "status": st.sampled_from(sorted(vocabularies.RESULT_STATUS_TYPES)),
    "identityType": st.sampled_from(sorted(vocabularies.IDENTIFIER_TYPES)),
    "identifierType": st.sampled_from(sorted(vocabularies.IDENTIFIER_TYPES)),
    "identityHash": st.just("sha256$" + "0" * 64),
    "latitude": st.floats(-90, 90) | st.integers(-90, 90),
    "longitude": st.floats(-180, 180),
    "creditsAvailable": st.integers(0, 300) | st.floats(0, 300),
    "creditsEarned": st.integers(0, 300) | st.floats(0, 300),
    "validUntil": st.datetimes(THEN + timedelta(days=2), LAST, timezones=ZONES),
}
PROOF = {"type": "DataIntegrityProof", "proofValue": "z1"}


def values_of(row: Property, depth: int) -> st.SearchStrategy[Any]:
    if row.name in FIXED:
        return FIXED[row.name]
    if not isinstance(row.kind, Of):
        return SCALARS[id(row.kind)]
    if row.name == "proof":
        return st.just(PROOF)
    objects = objects_of(row.kind.class_name, depth + 1)
    return URIS | objects if row.kind.or_iri else objects


def objects_of(class_name: str, depth: int = 0) -> st.SearchStrategy[Any]:
    """Return a strategy of values of a class, made from its table."""
    table = CLASSES[class_name]
    assert table.model is not None
    fields: dict[str, st.SearchStrategy[Any]] = {}
    for row in table.properties:
        if row.name == "@context" or (row.name == "type" and table.types):
            continue
        if row.name == "type":
            fields["type"] = st.sampled_from(["ExampleType", "https://example.org/#Type"])
            continue
        if isinstance(row.kind, Of) and not row.is_required and depth >= 2:
            continue
        values = values_of(row, depth)
        if row.is_many:
            values = st.lists(values, max_size=2).map(tuple)
        elif not row.is_required:
            values = st.none() | values
        fields[row.field] = values
    extensions = st.sampled_from([{}, {}, {"exampleTerm": ["a", {"b": 1}]}])
    return st.builds(table.model, **fields, extensions=extensions).filter(is_whole)


def is_whole(value: Any) -> bool:
    """Whether a value keeps the rules that join its fields."""
    if isinstance(value, model.RelatedResource):
        return value.digest_sri is not None or value.digest_multibase is not None
    return True


def as_json(value: Any) -> Any:
    return read_json(json.dumps(value))


@given(objects_of("AchievementCredential"))
def test_a_credential_is_read_back_from_what_was_written(
    credential: model.AchievementCredential,
) -> None:
    document = as_json(ob3.write_credential(credential))
    assert ob3.read_credential(document) == credential
    assert ob3.write_credential(ob3.read_credential(document)) == document


@given(objects_of("EndorsementCredential"))
def test_an_endorsement_is_read_back_from_what_was_written(
    endorsement: model.EndorsementCredential,
) -> None:
    document = as_json(ob3.write_endorsement(endorsement))
    assert ob3.read_endorsement(document) == endorsement


@given(objects_of("Achievement"), objects_of("Profile"))
def test_achievements_and_profiles_are_read_back_from_what_was_written(
    achievement: model.Achievement, profile: model.Profile
) -> None:
    assert ob3.read_achievement(as_json(ob3.write_achievement(achievement))) == achievement
    assert ob3.read_profile(as_json(ob3.write_profile(profile))) == profile


def a_document() -> dict[str, Any]:
    return {
        "@context": [model.VC2_CONTEXT, model.OB3_CONTEXT],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "did:example:guild", "type": ["Profile"], "name": "Guild of Weavers"},
        "validFrom": "2026-01-15T09:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": "sha256$" + "0" * 64,
                    "identityType": "emailAddress",
                    "salt": "sea",
                }
            ],
            "achievement": {
                "id": "urn:example:weaving",
                "type": ["Achievement"],
                "name": "Weaving",
                "description": "Weaves linen.",
                "criteria": {"narrative": "Weave an ell."},
            },
        },
        "credentialStatus": {
            "id": "https://guild.example/status/1#4",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "4",
            "statusListCredential": "https://guild.example/status/1",
        },
        "proof": [PROOF],
    }


def test_names_and_their_order_are_written_as_they_were_read() -> None:
    document = a_document()
    written = ob3.write_credential(ob3.read_credential(document))
    assert json.dumps(written) == json.dumps(document)


def test_one_status_stands_alone_and_two_stand_in_an_array() -> None:
    document = a_document()
    entry = document["credentialStatus"]
    document["credentialStatus"] = [entry, entry | {"statusPurpose": "suspension"}]
    assert ob3.write_credential(ob3.read_credential(document)) == document


def test_single_values_are_written_as_arrays() -> None:
    document = a_document()
    compact = copy.deepcopy(document)
    compact["proof"] = PROOF
    compact["issuer"]["type"] = "Profile"
    compact["credentialSubject"]["type"] = "AchievementSubject"
    compact["credentialSubject"]["identifier"] = document["credentialSubject"]["identifier"][0]
    assert ob3.write_credential(ob3.read_credential(compact)) == document


def test_criteria_are_written_without_type() -> None:
    document = a_document()
    achievement = document["credentialSubject"]["achievement"]
    achievement["criteria"] = {"type": "Criteria", "narrative": "Weave an ell."}
    written = ob3.write_achievement(ob3.read_achievement(achievement))
    assert written["criteria"] == {"narrative": "Weave an ell."}


def test_a_picture_by_its_address_alone_becomes_an_image() -> None:
    document = a_document()
    document["issuer"]["image"] = "https://guild.example/logo.png"
    issuer = ob3.read_credential(document).issuer
    assert isinstance(issuer, model.Profile)
    assert issuer.image == model.Image(id="https://guild.example/logo.png")


def test_a_position_written_as_a_number_becomes_a_string() -> None:
    document = a_document()
    document["credentialStatus"]["statusListIndex"] = 4
    assert ob3.read_credential(document).credential_status[0].status_list_index == "4"


def test_of_several_types_where_one_is_asked_for_the_first_is_kept() -> None:
    document = a_document()
    document["credentialStatus"]["type"] = ["BitstringStatusListEntry", "https://example.org/#T"]
    entry = ob3.read_credential(document).credential_status[0]
    assert entry.type == "BitstringStatusListEntry"


def test_the_older_data_model_is_read_and_never_written() -> None:
    document = a_document()
    document["@context"][0] = VC1_CONTEXT
    document["issuanceDate"] = document.pop("validFrom")
    document["expirationDate"] = "2027-01-15T09:00:00Z"
    credential = ob3.read_credential(document)
    assert credential.valid_from == datetime(2026, 1, 15, 9, tzinfo=UTC)
    assert credential.valid_until == datetime(2027, 1, 15, 9, tzinfo=UTC)
    with pytest.raises(ValueError, match="never written"):
        ob3.write_credential(credential)


@pytest.mark.parametrize(
    ("read", "slug"),
    [
        (ob3.read_credential, "format-unknown"),
        (ob3.read_endorsement, "format-unknown"),
        (ob3.read_achievement, "missing-value"),
        (ob3.read_profile, "missing-value"),
    ],
)
def test_what_is_something_else_is_malformed(read: Callable[[Any], Any], slug: str) -> None:
    with pytest.raises(MalformedDocument) as caught:
        read({})
    assert caught.value.problem.type.slug == slug


def test_the_first_error_is_told_and_warnings_are_not() -> None:
    document = a_document()
    document["credentialSubject"].pop("identifier")
    assert ob3.read_credential(document).id == document["id"]
    document["validFrom"] = "yesterday"
    with pytest.raises(MalformedDocument) as caught:
        ob3.read_credential(document)
    assert caught.value.problem.pointer == "/validFrom"


def test_limits_hold_for_reading_too() -> None:
    with pytest.raises(LimitExceeded):
        ob3.read_credential(a_document() | {"proof": [PROOF] * 11})


def test_conformance_documents_in_expanded_form_are_written_as_they_were_read(
    vectors: Path,
) -> None:
    folder = vectors / "conformance"
    same = 0
    for case in json.loads((folder / "manifest.json").read_bytes()):
        if case["kind"] not in ("ob3-signed", "ob3-unsigned-example"):
            continue
        document = read_object((folder / case["path"]).read_bytes())
        if VC1_CONTEXT in document["@context"] or case["expected"] != "valid":
            continue
        assert check_structure(document) is not None
        written = ob3.write_credential(ob3.read_credential(document))
        proofs = document.get("proof")
        if isinstance(proofs, dict):
            document["proof"] = [proofs]
        assert written == document, case["path"]
        same += 1
    assert same > 30
