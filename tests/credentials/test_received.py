"""What is in a file is told from its bytes, and what is not read here is called by its name."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.baking import bake
from laurea.credentials.errors import LaureaError, LimitExceeded, MalformedDocument
from laurea.credentials.limits import Limits
from laurea.credentials.received import read_received
from tests.simulator.issuer import Issuer

JWS = b"eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJ4In0.c2ln"


def a_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def a_png(*chunks: bytes) -> bytes:
    header = a_chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    pixels = a_chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + pixels + a_chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>'


def refusal(content: bytes) -> tuple[str, str]:
    with pytest.raises(MalformedDocument) as caught:
        read_received(content)
    return caught.value.problem.type.slug, caught.value.problem.detail


@pytest.mark.parametrize("around", ["{}", "\ufeff{}", "\r\n \t{}\n", " " * 2_000 + "{}"])
def test_json_is_read_whatever_stands_around_it(around: str) -> None:
    document = Issuer.by_did_key().signed()
    found = read_received(around.format(json.dumps(document)).encode())
    assert (found.document, found.format, found.picture) == (document, "ob3-achievement", None)


def test_a_credential_that_was_handed_in_to_be_sealed_is_taken_out_of_what_came_with_it() -> None:
    inside = {"type": ["VerifiableCredential", "EuropeanDigitalCredential"], "id": "urn:a"}
    for handed_in in ({"credential": inside, "deliveryDetails": {}}, {"credential": inside}):
        found = read_received(json.dumps(handed_in).encode())
        assert (found.document, found.format) == (inside, "vc2")
    for other in ({"credential": {"type": "Car"}}, {"credential": inside, "type": "Car"}):
        assert refusal(json.dumps(other).encode())[0] == "format-unknown"


@pytest.mark.parametrize(("image", "kind"), [(a_png(), "png"), (SVG, "svg"), (b" " + SVG, "svg")])
def test_a_picture_is_read_by_what_it_carries(image: bytes, kind: str) -> None:
    document = Issuer.by_did_key().signed()
    found = read_received(bake(json.dumps(document), image))
    assert (found.document, found.format, found.picture) == (document, "ob3-achievement", kind)


@pytest.mark.parametrize("image", [a_png(), SVG])
def test_a_picture_without_credential_says_so(image: bytes) -> None:
    assert refusal(image)[0] == "no-credential"


@pytest.mark.parametrize("image", [a_png()[:40], SVG[:-4], b"<html></html>", b"<", b"\x89PNG"])
def test_a_damaged_picture_says_so(image: bytes) -> None:
    assert refusal(image)[0] in {"media-invalid", "no-credential"}


@pytest.mark.parametrize(
    ("content", "called"),
    [
        (JWS, "a signed token"),
        (b"\n" + JWS + b"\n", "a signed token"),
        (bake(JWS, a_png()), "a signed token"),
        (bake(JWS, SVG), "a signed token"),
        (b"PK\x03\x04\x14\0", "a ZIP archive"),
        (b"\xff\xd8\xff\xe0", "a JPEG picture"),
        (b"GIF89a", "a GIF picture"),
        (b"RIFF\0\0\0\0WEBP", "a WebP picture"),
        (b"\x1f\x8b\x08", "a GZIP archive"),
        (a_png(a_chunk(b"tEXt", b"openbadges\0ftp://school.example/a/1")), "nor the address"),
    ],
)
def test_what_is_not_read_here_is_called_by_its_name(content: bytes, called: str) -> None:
    slug, detail = refusal(content)
    assert slug == "format-unknown"
    assert called in detail


@pytest.mark.parametrize(
    ("document", "called"),
    [
        ({"type": "BlockchainCertificate"}, "a Blockcert of version 1"),
        ({"type": "EnvelopedVerifiableCredential", "id": "data:x"}, "is not opened here"),
        ({"type": "Achievement"}, "names no credential"),
        ({}, "names no credential"),
        ({"uid": "1", "badge": "https://x.example/b"}, "names no credential"),
    ],
)
def test_json_of_another_kind_is_called_by_its_name(
    document: Mapping[str, Any], called: str
) -> None:
    slug, detail = refusal(json.dumps(document).encode())
    assert slug == "format-unknown"
    assert called in detail


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        (b"", "parsing"),
        (b" \n\t", "parsing"),
        (b"\xef\xbb\xbf", "parsing"),
        (b"name,email\n", "parsing"),
        (b"[]", "parsing"),
        (b'{"type": "x", "type": "y"}', "duplicate-key"),
        ('{"type": "VerifiableCredential"}'.encode("utf-16"), "parsing"),
    ],
)
def test_what_is_no_json_object_is_refused(content: bytes, slug: str) -> None:
    assert refusal(content)[0] == slug


def test_the_limits_hold_for_text_and_for_what_a_picture_carries() -> None:
    raw = json.dumps(Issuer.by_did_key().signed()).encode()
    small = Limits(document_bytes=len(raw) - 1)
    for content in (raw, bake(raw, a_png()), bake(raw, SVG)):
        with pytest.raises(LimitExceeded):
            read_received(content, limits=small)


@given(st.binary(max_size=80) | st.binary(max_size=40).map(b"\x89PNG\r\n\x1a\n".__add__))
def test_whatever_the_bytes_only_refusals_come_out(content: bytes) -> None:
    try:
        read_received(content)
    except LaureaError:
        return
    raise AssertionError("random bytes were read as a credential")


def test_an_address_in_a_picture_stands_for_the_assertion_there() -> None:
    address = "https://school.example/assertions/1"
    received = read_received(a_png(a_chunk(b"tEXt", b"openbadges\0" + address.encode())))
    assert (received.format, received.picture) == ("ob2-assertion", "png")
    assert received.document["id"] == address
