"""Rows say what they mean."""

from __future__ import annotations

import pytest

from laurea.credentials.wire.kinds import STRING
from laurea.credentials.wire.table import Cardinality, table


@pytest.mark.parametrize(
    ("cardinality", "is_required", "is_many"),
    [
        ("1", True, False),
        ("0..1", False, False),
        ("0..*", False, True),
        ("1..*", True, True),
        ("0..1/*", False, True),
    ],
)
def test_a_cardinality_says_whether_and_how_often(
    cardinality: Cardinality, is_required: bool, is_many: bool
) -> None:
    row = table("Example", None, ("aName", STRING, cardinality)).properties[0]
    assert (row.is_required, row.is_many) == (is_required, is_many)


@pytest.mark.parametrize(
    ("name", "field"),
    [("@context", "context"), ("validFrom", "valid_from"), ("endorsementJwt", "endorsement_jwt")],
)
def test_a_field_is_the_name_in_snake_case(name: str, field: str) -> None:
    assert table("Example", None, (name, STRING, "0..1")).by_name[name].field == field


def test_objects_name_their_class_as_their_type() -> None:
    assert table("Example", None).types == (frozenset({"Example"}),)
    assert table("Example", None, types=()).types == ()
