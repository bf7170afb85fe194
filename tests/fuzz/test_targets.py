"""Nothing but our own errors leaves a reader or a judge, whatever it is given, at any depth."""

from __future__ import annotations

import json
import os
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.errors import LaureaError
from tests.fuzz.mutation import EDGES, WORDS
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import OF_JSON, TARGETS, asking, changed, run

ROUNDS = 2_000 if os.environ.get("LAUREA_THOROUGH") else 60
SMALL = sorted(OF_JSON - {"judge", "fetched"})
VALUES = st.recursive(
    st.sampled_from(EDGES) | st.text(max_size=8) | st.integers() | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)
FOUND: tuple[tuple[str, Any], ...] = (
    # a schema that asks for a member whose name is an array
    (
        "schemas",
        [{"$schema": "https://json-schema.org/draft/2020-12/schema", "required": [[]]}, {"a": 1}],
    ),
)
"""What once broke a target, as small as it could be made."""


def test_every_target_has_seeds_and_they_are_read() -> None:
    assert seeds().keys() == TARGETS.keys()
    assert TARGETS.keys() > OF_JSON
    assert len(asking()) == 4


@pytest.mark.parametrize("name", TARGETS)
def test_the_seeds_break_nothing(name: str) -> None:
    for content in seeds()[name]:
        run(TARGETS[name], content)


@pytest.mark.parametrize(("name", "value"), FOUND)
def test_what_once_broke_a_target_does_no_more(name: str, value: Any) -> None:
    run(TARGETS[name], value if isinstance(value, bytes) else json.dumps(value).encode())


@pytest.mark.parametrize("name", TARGETS)
def test_bytes_changed_in_a_seed_break_nothing(name: str) -> None:
    random = Random(name)
    for _ in range(ROUNDS):
        content = bytearray(random.choice(seeds()[name]))
        for _ in range(random.randint(1, 4)):
            place = random.randrange(len(content) + 1)
            content[place : place + random.randint(0, 3)] = random.randbytes(random.randint(0, 3))
        run(TARGETS[name], bytes(content))


@pytest.mark.parametrize("name", sorted(OF_JSON))
def test_json_changed_as_json_breaks_nothing(name: str) -> None:
    random = Random(name)
    for _ in range(ROUNDS):
        content = changed(random.choice(seeds()[name]), random)
        if content is not None:
            run(TARGETS[name], content)


@pytest.mark.parametrize("name", SMALL)
@given(value=VALUES)
def test_any_json_breaks_nothing(name: str, value: Any) -> None:
    run(TARGETS[name], json.dumps(value).encode())


@pytest.mark.parametrize("depth", [10, 63, 64, 65, 500, 100_000])
@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize(("opening", "inside", "closing"), [("[", "1", "]"), ('{"a":', "1", "}")])
def test_depth_breaks_nothing(
    name: str, depth: int, opening: str, inside: str, closing: str
) -> None:
    run(TARGETS[name], (opening * depth + inside + closing * depth).encode())
    run(TARGETS[name], (opening * depth).encode())


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbf{}",
        b"\xff\xfe{\x00}\x00",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1' + b"0" * 100_000 + b"}",
        b'{"a": 1e999999}',
        b'{"a": 1, "a": 2}',
        b'{"\\ud800": 1}',
        b'{"a": "\\udfff"}',
        b'"\xed\xa0\x80"',
        b'{"a": "\\u0000"}',
        b"null",
        b"ey.ey.ey",
        b"ey" * 50_000,
        b"~" * 50_000,
        b"ey.e30.e30" + b"~" * 5_000,
    ],
    ids=lambda content: repr(content[:14]),
)
def test_what_is_no_document_breaks_nothing(name: str, content: bytes) -> None:
    run(TARGETS[name], content)


def test_what_is_no_error_of_ours_is_let_through() -> None:
    def broken(_: bytes) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        run(broken, b"")
    assert not issubclass(KeyError, LaureaError)
