"""The design of a badge as fields of a form."""

from __future__ import annotations

import json

import pytest

from laurea.integrations.artwork import Design
from laurea.web.catalog.design_fields import design_in, fields_of, rest_in

RICH = Design(
    kind="laurel",
    ink="umber",
    level=3,
    glyph="key",
    short_title="Cloth",
    paper="#FFFFFF",
    accent="#777777",
    border="none",
    guilloche="rings",
    shows_year=False,
    above="Weavers",
    alt="Größe",
)


def test_a_design_comes_back_from_its_fields() -> None:
    assert design_in(fields_of(RICH), "iron") == RICH
    own = Design(kind="shield", ink="iron", own_ink="#123456")
    assert fields_of(own)["ink"] == "own"
    assert design_in(fields_of(own), "iron") == own


def test_a_named_ink_takes_the_place_of_an_own_one() -> None:
    own = fields_of(Design(kind="shield", ink="iron", own_ink="#123456"))
    assert design_in({**own, "ink": "umber"}, "iron").ink_colour == "#6A4620"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "{",
        "[]",
        "null",
        "7",
        '{"own_ink": "red", "script": 1}',
        "[" * 4_000,
        json.dumps({"alt": "x" * 6_000}),
    ],
)
def test_what_is_no_design_is_left_out(typed: str) -> None:
    assert rest_in({"design": typed}) == {}
    plain = design_in({"kind": "shield", "ink": "iron", "level": "²", "design": typed}, "iron")
    assert plain == Design(kind="shield", ink="iron")
