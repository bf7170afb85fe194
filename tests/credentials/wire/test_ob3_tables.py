"""The tables are those of the official schema, and the model has a field for each row."""

from __future__ import annotations

import dataclasses
import inspect
import json
from pathlib import Path
from typing import Any

import pytest

from laurea.credentials.wire.ob3_tables import (
    ACHIEVEMENT_CREDENTIAL,
    ACHIEVEMENT_CREDENTIAL_V1,
    CLASSES,
    ENDORSEMENT_CREDENTIAL,
    ENDORSEMENT_CREDENTIAL_V1,
)
from laurea.credentials.wire.table import ClassTable, Of

FOLDER = "conformance/1edtech-schemas/ob_v3p0"
# Classes of the W3C that the schema of Open Badges does not know.
OTHERS = {
    "BitstringStatusList",
    "ChainedProof2021",
    "CredentialSubject",
    "Issuer",
    "PresentedCredential",
    "RelatedResource",
    "TypedObject",
    "VerifiableCredential",
}
# What VC 2.0 and its companions add to what the schema of Open Badges names.
ADDED: dict[str, set[str]] = {
    "AchievementCredential": {"relatedResource"},
    "EndorsementCredential": {"relatedResource"},
    "CredentialStatus": {"statusPurpose", "statusListIndex", "statusListCredential"},
    "Proof": {"id", "expires", "previousProof"},
}
# What VC 2.0 leaves to the issuer, and Open Badges ask for.
NOT_REQUIRED = {("RefreshService", "id")}
# Of these VC 2.0 allows several, and Open Badges one.
SEVERAL = {"credentialStatus", "refreshService"}


def official(folder: Path) -> dict[str, dict[str, Any]]:
    schemas: dict[str, dict[str, Any]] = {}
    for name in ("AchievementCredential", "EndorsementCredential"):
        schema = json.loads((folder / f"ob_v3p0_{name.lower()}_schema.json").read_bytes())
        schemas |= {key: rule for key, rule in schema["$defs"].items() if "properties" in rule}
        schemas[name] = schema
    return schemas


def allows_several(rule: dict[str, Any]) -> bool:
    branches = [*rule.get("oneOf", []), *rule.get("allOf", [])]
    return rule.get("type") == "array" or any(allows_several(branch) for branch in branches)


def test_every_class_has_the_properties_of_the_official_schema(vectors: Path) -> None:
    classes = official(vectors / FOLDER)
    assert set(classes) == set(CLASSES) - OTHERS
    for name, rule in classes.items():
        names = {row.name for row in CLASSES[name].properties}
        assert names == set(rule["properties"]) | ADDED.get(name, set()), name


def test_every_class_requires_what_the_official_schema_requires(vectors: Path) -> None:
    for name, rule in official(vectors / FOLDER).items():
        required = {row.name for row in CLASSES[name].properties if row.is_required}
        left_open = {row for class_name, row in NOT_REQUIRED if class_name == name}
        assert required == set(rule["required"]) - left_open, name


def test_as_many_values_are_allowed_as_in_the_official_schema(vectors: Path) -> None:
    for name, rule in official(vectors / FOLDER).items():
        for row in CLASSES[name].properties:
            if row.name in rule["properties"]:
                several = allows_several(rule["properties"][row.name]) or row.name in SEVERAL
                assert row.is_many == several, (name, row.name)


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_every_row_points_at_a_class_that_is_known(name: str) -> None:
    kinds = [row.kind for row in CLASSES[name].properties]
    assert {kind.class_name for kind in kinds if isinstance(kind, Of)} <= set(CLASSES)


@pytest.mark.parametrize(
    "table",
    [
        *(table for table in CLASSES.values() if table.model is not None),
        ACHIEVEMENT_CREDENTIAL_V1,
        ENDORSEMENT_CREDENTIAL_V1,
    ],
    ids=lambda table: table.name,
)
def test_the_model_has_a_field_for_each_row_and_no_other(table: ClassTable) -> None:
    assert inspect.isclass(table.model)
    assert dataclasses.is_dataclass(table.model)
    fields = {field.name: field for field in dataclasses.fields(table.model)}
    assert set(fields) == {row.field for row in table.properties} | {"extensions"}
    for row in table.properties:
        default = fields[row.field].default
        if row.is_many and row.field not in ("type", "context"):
            assert default == () or row.is_required
        elif row.field not in ("type", "context"):
            assert (default is dataclasses.MISSING) == row.is_required, row.name


@pytest.mark.parametrize(
    ("new", "old"),
    [
        (ACHIEVEMENT_CREDENTIAL, ACHIEVEMENT_CREDENTIAL_V1),
        (ENDORSEMENT_CREDENTIAL, ENDORSEMENT_CREDENTIAL_V1),
    ],
)
def test_the_older_data_model_differs_in_the_names_of_two_dates(
    new: ClassTable, old: ClassTable
) -> None:
    assert set(new.by_name) ^ set(old.by_name) == {
        "validFrom",
        "validUntil",
        "issuanceDate",
        "expirationDate",
    }
    assert {row.field for row in new.properties} == {row.field for row in old.properties}
