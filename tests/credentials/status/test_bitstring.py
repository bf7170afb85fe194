from __future__ import annotations

import gzip
import zlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.errors import LaureaError, LimitExceeded, MalformedDocument
from laurea.credentials.keys.multibase import base64url_encode
from laurea.credentials.limits import Limits
from laurea.credentials.status.bitstring import (
    StatusList,
    compress_bitstring,
    expand_bitstring,
)

ISSUER = "did:web:school.example"


def a_list(bits: bytes = bytes(16_384), **changes: Any) -> dict[str, Any]:
    subject = {
        "id": "https://school.example/status/1#list",
        "type": "BitstringStatusList",
        "statusPurpose": "revocation",
        "encodedList": compress_bitstring(bits),
        **changes.pop("subject", {}),
    }
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "https://school.example/status/1",
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": ISSUER,
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": subject,
        **changes,
    }


def encoded(member: bytes) -> str:
    return "u" + base64url_encode(member)


def statuses(bits: bytes) -> StatusList:
    return StatusList(None, ISSUER, frozenset({"revocation"}), bits)


@given(st.binary(max_size=2_000))
def test_a_bitstring_survives_compression(bits: bytes) -> None:
    assert expand_bitstring(compress_bitstring(bits)) == (True, bits)


def test_the_same_bits_are_always_written_the_same_way() -> None:
    assert compress_bitstring(bytes(16_384)) == compress_bitstring(bytes(16_384))
    member = b"\x1f\x8b\x08\0\0\0\0\0"
    assert compress_bitstring(bytes(16_384)).startswith(encoded(member)[:10])


def test_what_gzip_itself_writes_is_read() -> None:
    assert expand_bitstring(encoded(gzip.compress(b"\x80" * 99)))[1] == b"\x80" * 99


@given(st.binary(min_size=1, max_size=64), st.data())
def test_bits_are_counted_from_the_left(bits: bytes, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(bits) * 8 - 1))
    text = "".join(f"{byte:08b}" for byte in bits)
    assert statuses(bits).value(index) == int(text[index])


@given(st.binary(min_size=4, max_size=64), st.integers(1, 16), st.data())
def test_wider_statuses_are_cut_out_whole(bits: bytes, size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(bits) * 8 // size - 1))
    text = "".join(f"{byte:08b}" for byte in bits)
    assert statuses(bits).value(index, size) == int(text[index * size : (index + 1) * size], 2)


@pytest.mark.parametrize(("index", "size"), [(80, 1), (-1, 1), (27, 3), (26, 3), (10**14, 1)])
def test_an_index_beyond_the_list_is_a_range_error(index: int, size: int) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        statuses(bytes(10)).value(index, size)
    assert refusal.value.problem.type.uri.endswith("#RANGE_ERROR")


def test_looking_up_does_not_expand_again() -> None:
    document = a_list(b"\0" * 16_383 + b"\1")
    content = StatusList.from_credential(document)
    document["credentialSubject"]["encodedList"] = "gone"
    assert content.value(131_071) == 1


def test_a_second_member_is_refused() -> None:
    one, other = gzip.compress(bytes(16_384)), gzip.compress(b"\xff" * 16_384)
    with pytest.raises(MalformedDocument, match="follows the end"):
        expand_bitstring(encoded(one + other))
    with pytest.raises(MalformedDocument, match="follows the end"):
        expand_bitstring(encoded(one + b"\0"))


@given(st.data())
def test_a_cut_stream_is_refused_wherever_it_is_cut(data: st.DataObject) -> None:
    member = gzip.compress(bytes(range(256)) * 8)
    end = data.draw(st.integers(0, len(member) - 1))
    with pytest.raises(MalformedDocument):
        expand_bitstring(encoded(member[:end]))


@given(st.data())
def test_a_changed_stream_never_gives_other_bits(data: st.DataObject) -> None:
    bits = bytes(range(256)) * 8
    member = bytearray(gzip.compress(bits))
    place = data.draw(st.integers(10, len(member) - 1))
    member[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(MalformedDocument):
        expand_bitstring(encoded(bytes(member)))


def test_a_bomb_is_stopped_while_it_expands() -> None:
    bomb = encoded(gzip.compress(bytes(50_000_000)))
    assert len(bomb) < 100_000
    with pytest.raises(LimitExceeded):
        expand_bitstring(bomb)
    with pytest.raises(LimitExceeded):
        expand_bitstring(compress_bitstring(bytes(101)), limits=Limits(status_bitstring_bytes=100))
    exact = Limits(status_bitstring_bytes=100)
    assert expand_bitstring(compress_bitstring(bytes(100)), limits=exact) == (True, bytes(100))


@pytest.mark.parametrize(
    "text",
    [
        None, 7, [], "", "u", "uA", "u====", "u not base64", "uH4sI+/", "zH4sI",
        encoded(b"\x1f\x8b"), encoded(zlib.compress(bytes(99))), "u" + "é" * 8,
    ],
)  # fmt: skip
def test_what_is_no_compressed_bitstring_is_refused(text: Any) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        expand_bitstring(text)
    assert refusal.value.problem.type.slug == "status-invalid"


def test_a_missing_prefix_is_a_warning_for_the_new_type_and_usual_for_the_old() -> None:
    bare = compress_bitstring(bytes(16_384))[1:]
    new = StatusList.from_credential(a_list(subject={"encodedList": bare}))
    assert [warning.type.slug for warning in new.warnings] == ["status-invalid"]
    old = a_list(
        type=["VerifiableCredential", "StatusList2021Credential"],
        subject={"encodedList": bare + "==", "type": "StatusList2021"},
    )
    assert StatusList.from_credential(old).warnings == ()


def test_a_list_says_who_issued_it_for_what_and_for_how_long() -> None:
    content = StatusList.from_credential(
        a_list(
            issuer={"id": ISSUER, "type": ["Profile"]},
            validUntil="2026-02-01T00:00:00Z",
            subject={"statusPurpose": ["revocation", "suspension"], "ttl": 300_000},
        )
    )
    assert content.issuer == ISSUER
    assert content.purposes == {"revocation", "suspension"}
    assert content.ttl_ms == 300_000
    assert content.valid_until is not None
    assert content.entries() == 131_072
    assert content.entries(3) == 43_690


def test_a_list_of_the_older_data_model_has_its_own_dates() -> None:
    document = a_list(issuanceDate="2026-01-02T00:00:00Z", expirationDate="2027-01-01T00:00:00Z")
    del document["validFrom"]
    content = StatusList.from_credential(document)
    assert content.valid_from is not None
    assert content.valid_from.day == 2
    assert content.valid_until is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"type": ["VerifiableCredential"]}, {"type": None}, {"id": 7}, {"issuer": None},
        {"issuer": {"name": "School"}}, {"issuer": []}, {"validFrom": "soon"},
        {"validUntil": 1}, {"credentialSubject": None}, {"credentialSubject": []},
        {"credentialSubject": [{}, {}]}, {"subject": {"type": "List"}},
        {"subject": {"statusPurpose": None}}, {"subject": {"statusPurpose": []}},
        {"subject": {"statusPurpose": ["revocation", 1]}}, {"subject": {"ttl": "soon"}},
        {"subject": {"ttl": True}}, {"subject": {"ttl": -1}}, {"subject": {"encodedList": None}},
    ],
)  # fmt: skip
def test_a_document_that_is_no_sound_list_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(MalformedDocument):
        StatusList.from_credential(a_list(**changes))


def test_a_subject_alone_in_an_array_is_read() -> None:
    document = a_list()
    document["credentialSubject"] = [document["credentialSubject"]]
    assert StatusList.from_credential(document).value(0) == 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(
    st.dictionaries(
        st.sampled_from(["id", "type", "issuer", "validFrom", "validUntil", "credentialSubject"]),
        JSON,
    ),
    st.dictionaries(st.sampled_from(["type", "statusPurpose", "encodedList", "ttl"]), JSON),
)
def test_only_our_errors_leave_the_reader(changes: dict[str, Any], subject: dict[str, Any]) -> None:
    try:
        StatusList.from_credential(a_list(subject=subject, **changes))
    except LaureaError as error:
        assert error.problem.detail


def test_the_bits_stay_out_of_the_representation() -> None:
    assert len(repr(replace(statuses(bytes(16_384)), id="x"))) < 300
