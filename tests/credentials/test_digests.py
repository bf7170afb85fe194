from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from laurea.credentials.digests import fits_digests, is_pinned
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.multibase import base64url_encode, multibase_encode

CONTENT = b"what was meant"


def sri(name: str, content: bytes = CONTENT) -> str:
    return f"{name}-{base64.b64encode(hashlib.new(name, content).digest()).decode()}"


MULTIHASHES = [
    b"\x12\x20" + hashlib.sha256(CONTENT).digest(),
    b"\x13\x40" + hashlib.sha512(CONTENT).digest(),
    b"\x20\x30" + hashlib.sha384(CONTENT).digest(),
]


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"digestSRI": sri("sha256")},
        {"digestSRI": sri("sha384")},
        {"digestSRI": f"{sri('sha512')}?ct=json"},
        {"digestSRI": f"{sri('sha256', b'other')} {sri('sha384')}"},
        {"digestSRI": f"{sri('sha384', b'other')} {sri('sha384')}"},
        *({"digestMultibase": multibase_encode(one)} for one in MULTIHASHES),
        *({"digestMultibase": "u" + base64url_encode(one)} for one in MULTIHASHES),
        {"digestSRI": sri("sha256"), "digestMultibase": multibase_encode(MULTIHASHES[0])},
    ],
)
def test_what_was_pinned_fits_and_nothing_else(entry: dict[str, Any]) -> None:
    assert fits_digests(entry, CONTENT)
    assert fits_digests(entry, CONTENT + b".") is not is_pinned(entry)


def test_the_strongest_hash_decides_and_both_forms_must_fit() -> None:
    weak_fits = f"{sri('sha256')} {sri('sha512', b'other')}"
    assert not fits_digests({"digestSRI": weak_fits}, CONTENT)
    other = multibase_encode(b"\x12\x20" + bytes(32))
    assert not fits_digests({"digestSRI": sri("sha256"), "digestMultibase": other}, CONTENT)


@pytest.mark.parametrize(
    "entry",
    [
        {"digestSRI": None},
        {"digestSRI": ""},
        {"digestSRI": "md5-AAAA"},
        {"digestSRI": "sha256-!"},
        {"digestSRI": "sha256-" + "A" * 4_000},
        {"digestMultibase": 5},
        {"digestMultibase": ""},
        {"digestMultibase": "z1"},
        {"digestMultibase": multibase_encode(b"\xd5\x10" + bytes(16))},
    ],
)
def test_what_is_no_digest_is_refused(entry: dict[str, Any]) -> None:
    with pytest.raises(MalformedDocument):
        fits_digests(entry, CONTENT, where="/x")
