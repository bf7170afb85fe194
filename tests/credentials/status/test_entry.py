from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.problems import Severity
from laurea.credentials.status.entry import read_entry
from tests.simulator.status import new_entry

LIST = "https://school.example/status/1"


def an_entry(**changes: Any) -> dict[str, Any]:
    return {**new_entry(LIST, 94567), **changes}


def test_a_new_entry_is_read_as_what_it_was_made_for() -> None:
    entry = read_entry(new_entry(LIST, 7, purpose="suspension"), where="/credentialStatus/1")
    assert (entry.list_url, entry.index, entry.purpose, entry.size) == (LIST, 7, "suspension", 1)
    assert (entry.messages, entry.warnings) == ((), ())
    assert entry.where == "/credentialStatus/1"


@pytest.mark.parametrize("index", ["0", "131071", "999999999999999"])
def test_decimal_digits_are_an_index(index: str) -> None:
    assert read_entry(an_entry(statusListIndex=index)).index == int(index)


@pytest.mark.parametrize(
    "index",
    [
        "", " 4 ", "4 ", "+4", "-4", "-0", "04", "1_000", "4.0", "4e0", "0x4", "\u0664", "\uff14",
        "²", "4\n", "9" * 16, "9" * 400, -1, 4.0, True, False, [], ["4"], {}, {"@value": "4"},
    ],
)  # fmt: skip
def test_anything_else_is_no_index(index: Any) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        read_entry(an_entry(statusListIndex=index), where="/credentialStatus")
    assert refusal.value.problem.pointer == "/credentialStatus/statusListIndex"
    assert len(refusal.value.problem.detail) < 200


def test_a_number_as_index_is_read_with_a_warning() -> None:
    entry = read_entry(an_entry(statusListIndex=23), where="/credentialStatus")
    assert entry.index == 23
    assert [w.severity for w in entry.warnings] == [Severity.WARNING]
    assert entry.warnings[0].pointer == "/credentialStatus/statusListIndex"


@pytest.mark.parametrize("name", ["statusPurpose", "statusListIndex", "statusListCredential"])
@pytest.mark.parametrize("value", [None, "", [], {"id": LIST}])
def test_a_missing_or_odd_property_is_named(name: str, value: Any) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        read_entry(an_entry(**{name: value}))
    assert refusal.value.problem.pointer == f"/{name}"


@pytest.mark.parametrize("size", [0, -1, 17, 10**9, True, "2", 1.0, None, [1]])
def test_a_size_that_is_no_small_whole_number_is_refused(size: Any) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        read_entry(an_entry(statusSize=size))
    assert refusal.value.problem.pointer == "/statusSize"


def test_messages_are_kept_by_the_value_they_explain() -> None:
    messages = [
        {"status": "0x1", "message": "accepted"},
        {"status": "0x0", "message": "pending"},
        {"status": "0x3", "message": "undefined"},
        {"status": "0x2", "message": "rejected", "more": 1},
    ]
    entry = read_entry(an_entry(statusSize=2, statusMessage=messages))
    assert entry.messages == ("pending", "accepted", "rejected", "undefined")


@pytest.mark.parametrize(
    "messages",
    [
        None, "a", [], [{"status": "0x0", "message": "a"}],
        [{"status": "0x0", "message": "a"}] * 2,
        [{"status": "0x0", "message": "a"}, {"status": "0x2", "message": "b"}],
        [{"status": "0", "message": "a"}, {"status": "1", "message": "b"}],
        [{"status": "0x0", "message": "a"}, {"status": "0x1"}],
        [{"status": "0x0", "message": "a"}, "0x1"],
        [{"status": 0, "message": "a"}, {"status": 1, "message": "b"}],
    ],
)  # fmt: skip
def test_messages_that_do_not_name_each_value_once_are_refused(messages: Any) -> None:
    size = {"statusSize": 2} if messages is None else {}
    with pytest.raises(MalformedDocument) as refusal:
        read_entry(an_entry(statusMessage=messages, **size))
    assert refusal.value.problem.pointer.startswith("/statusMessage")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
NAMES = st.sampled_from(
    ["statusPurpose", "statusListIndex", "statusListCredential", "statusSize", "statusMessage"]
)


@given(st.dictionaries(NAMES, JSON))
def test_only_our_errors_leave_the_reader(changes: dict[str, Any]) -> None:
    try:
        read_entry(an_entry(**changes))
    except LaureaError as error:
        assert error.problem.detail
