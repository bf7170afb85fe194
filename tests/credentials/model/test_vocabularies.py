"""The vocabularies are the standard's, term for term."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from laurea.credentials.model import vocabularies
from laurea.credentials.model.vocabularies import is_extension_term

SCHEMA = "conformance/1edtech-schemas/ob_v3p0/ob_v3p0_achievementcredential_schema.json"


@pytest.mark.parametrize(
    ("class_name", "property_name", "terms"),
    [
        ("Achievement", "achievementType", vocabularies.ACHIEVEMENT_TYPES),
        ("Alignment", "targetType", vocabularies.ALIGNMENT_TARGET_TYPES),
        ("ResultDescription", "resultType", vocabularies.RESULT_TYPES),
        ("Result", "status", vocabularies.RESULT_STATUS_TYPES),
        ("IdentityObject", "identityType", vocabularies.IDENTIFIER_TYPES),
        ("IdentifierEntry", "identifierType", vocabularies.IDENTIFIER_TYPES),
    ],
)
def test_a_vocabulary_has_the_terms_of_the_official_schema(
    vectors: Path, class_name: str, property_name: str, terms: frozenset[str]
) -> None:
    schema = json.loads((vectors / SCHEMA).read_bytes())
    rule = schema["$defs"][class_name]["properties"][property_name]
    official = rule["enum"] if "enum" in rule else rule["oneOf"][0]["enum"]
    assert terms == set(official)


@pytest.mark.parametrize("term", ["ext:Nano", "ext:a.b-c_d|9"])
def test_own_terms_begin_with_ext(term: str) -> None:
    assert is_extension_term(term)


@pytest.mark.parametrize("term", ["Nano", "ext:", "ext:two words", "EXT:Nano", "ext:Ö", " ext:a"])
def test_other_terms_are_no_own_terms(term: str) -> None:
    assert not is_extension_term(term)
