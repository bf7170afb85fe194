"""Baking into PNG and reading back, on whole files, damaged files and hostile files."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from laurea.credentials.baking import bake, unbake
from laurea.credentials.errors import LaureaError, LimitExceeded, MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CREDENTIAL = '{"type":["VerifiableCredential","OpenBadgeCredential"],"name":"Löten"}'
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


def a_chunk(kind: bytes, content: bytes = b"") -> bytes:
    checksum = zlib.crc32(kind + content)
    return len(content).to_bytes(4, "big") + kind + content + checksum.to_bytes(4, "big")


def a_header(width: int = 1, height: int = 1) -> bytes:
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return a_chunk(b"IHDR", size + b"\x08\0\0\0\0")


IDAT = a_chunk(b"IDAT", zlib.compress(b"\0\xff"))
IEND = a_chunk(b"IEND")


def a_png(*between: bytes, header: bytes = a_header(), after: bytes = b"") -> bytes:
    return b"".join((SIGNATURE, header, *between, IDAT, IEND, after))


def an_itxt(
    text: bytes, *, keyword: bytes = b"openbadgecredential", flags: bytes = b"\0\0"
) -> bytes:
    return a_chunk(b"iTXt", keyword + b"\0" + flags + b"\0\0" + text)


PLAIN = a_png()
BAKED = bake(CREDENTIAL, PLAIN)


def refusal(image: bytes) -> str:
    with pytest.raises(LaureaError) as refused:
        unbake(image)
    return refused.value.problem.type.slug


@given(TEXTS)
def test_what_is_baked_comes_out_again(text: str) -> None:
    assert unbake(bake(text, PLAIN)).text == text


def test_bytes_and_text_bake_alike() -> None:
    assert bake(CREDENTIAL.encode(), PLAIN) == BAKED
    assert unbake(BAKED).standard == "ob3"


def test_the_credential_stands_directly_after_the_header_and_uncompressed() -> None:
    assert a_png(an_itxt(CREDENTIAL.encode())) == BAKED


def test_an_ordinary_program_opens_a_baked_picture_and_shows_its_text() -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (20, 30), "#14467A").save(drawn, "png")
    with Image.open(io.BytesIO(bake(CREDENTIAL, drawn.getvalue()))) as image:
        assert image.size == (20, 30)
        assert image.text["openbadgecredential"] == CREDENTIAL  # type: ignore[attr-defined]
        assert image.getpixel((3, 3)) == (0x14, 0x46, 0x7A)


def test_other_chunks_stay_byte_for_byte_and_in_order() -> None:
    others = (a_chunk(b"gAMA", b"\0\0\xb1\x8f"), a_chunk(b"tEXt", b"Author\0Ada Example"))
    assert bake(CREDENTIAL, a_png(*others)) == a_png(an_itxt(CREDENTIAL.encode()), *others)


@pytest.mark.parametrize(
    "old",
    [
        an_itxt(b'{"older": true}'),
        an_itxt(b"https://badges.example.org/7", keyword=b"openbadges"),
        a_chunk(b"tEXt", b"openbadges\0https://badges.example.org/7"),
        a_chunk(b"zTXt", b"openbadges\0\0" + zlib.compress(b"https://badges.example.org/7")),
    ],
)
def test_baking_replaces_what_was_baked_before(old: bytes) -> None:
    assert bake(CREDENTIAL, a_png(old)) == BAKED
    assert bake(CREDENTIAL, a_png(old, old)) == BAKED


def test_baking_drops_what_follows_the_end() -> None:
    assert bake(CREDENTIAL, a_png(after=b"<script>1</script>")) == BAKED


def test_older_standards_are_read() -> None:
    json_text = '{"@context": "https://w3id.org/openbadges/v2"}'
    ob2 = unbake(a_png(an_itxt(json_text.encode(), keyword=b"openbadges")))
    assert (ob2.text, ob2.standard) == (json_text, "ob2")
    ob1 = unbake(a_png(a_chunk(b"tEXt", b"openbadges\0https://badges.example.org/7")))
    assert (ob1.text, ob1.standard) == ("https://badges.example.org/7", "ob1")


def test_language_and_translated_keyword_are_passed_over() -> None:
    content = b"openbadgecredential\0\0\0de\0Nachweis\0{}"
    assert unbake(a_png(a_chunk(b"iTXt", content))).text == "{}"


def test_two_credentials_are_refused_whichever_stands_first() -> None:
    ours, other = an_itxt(b"{}"), an_itxt(b'{"forged": true}')
    legacy = an_itxt(b"{}", keyword=b"openbadges")
    for pair in [(ours, other), (other, ours), (ours, ours), (ours, legacy), (legacy, ours)]:
        assert refusal(a_png(*pair)) == "media-invalid"


def test_a_credential_behind_the_pixels_is_found_and_one_behind_the_end_is_not() -> None:
    behind_pixels = SIGNATURE + a_header() + IDAT + an_itxt(b"{}") + IEND
    assert unbake(behind_pixels).text == "{}"
    assert refusal(a_png(after=an_itxt(b"{}"))) == "no-credential"


@pytest.mark.parametrize(
    ("what", "image", "slug"),
    [
        ("another kind of file", b"GIF89a\x01\0\x01\0", "media-invalid"),
        ("nothing at all", b"", "media-invalid"),
        ("a PNG with line ends changed", PLAIN.replace(b"\r\n", b"\n"), "media-invalid"),
        ("no credential", PLAIN, "no-credential"),
        ("keyword in another case", a_png(an_itxt(b"{}", keyword=b"OpenBadgeCredential")),
         "no-credential"),
        ("longer keyword", a_png(an_itxt(b"{}", keyword=b"openbadges2")), "no-credential"),
        ("compressed", a_png(an_itxt(zlib.compress(b"{}"), flags=b"\1\0")), "media-invalid"),
        ("unknown compression flag", a_png(an_itxt(b"{}", flags=b"\2\0")), "media-invalid"),
        ("zTXt", a_png(a_chunk(b"zTXt", b"openbadges\0\0" + zlib.compress(b"{}"))),
         "media-invalid"),
        ("OB3 in tEXt", a_png(a_chunk(b"tEXt", b"openbadgecredential\0{}")), "media-invalid"),
        ("keyword alone", a_png(a_chunk(b"iTXt", b"openbadgecredential")), "media-invalid"),
        ("fields missing", a_png(a_chunk(b"iTXt", b"openbadgecredential\0\0\0{}")),
         "media-invalid"),
        ("empty text", a_png(an_itxt(b"")), "media-invalid"),
        ("zero byte in the text", a_png(an_itxt(b"{}\0{}")), "media-invalid"),
        ("text not UTF-8", a_png(an_itxt(b"{\xff}")), "media-invalid"),
        ("overlong UTF-8", a_png(an_itxt(b"\xc0\xaf")), "media-invalid"),
        ("surrogate in UTF-8", a_png(an_itxt(b"\xed\xa0\x80")), "media-invalid"),
        ("no header", SIGNATURE + an_itxt(b"{}") + IDAT + IEND, "media-invalid"),
        ("two headers", a_png(an_itxt(b"{}"), a_header()), "media-invalid"),
        ("short header", a_png(an_itxt(b"{}"), header=a_chunk(b"IHDR", b"\0" * 12)),
         "media-invalid"),
        ("no width", a_png(an_itxt(b"{}"), header=a_header(width=0)), "media-invalid"),
        ("no pixels", SIGNATURE + a_header() + an_itxt(b"{}") + IEND, "media-invalid"),
        ("no end", SIGNATURE + a_header() + an_itxt(b"{}") + IDAT, "media-invalid"),
        ("end with content", SIGNATURE + a_header() + IDAT + a_chunk(b"IEND", b"1"),
         "media-invalid"),
        ("type that is no letters", a_png(a_chunk(b"iT\0t", b"x")), "media-invalid"),
        ("length of 4 GiB", SIGNATURE + a_header() + b"\xff\xff\xff\xffiTXt" + b"x" * 99,
         "media-invalid"),
        ("length beyond the standard", SIGNATURE + a_header() + b"\x80\0\0\0iTXt",
         "media-invalid"),
        ("wrong checksum", BAKED.replace(b"Cred", b"cred", 1), "media-invalid"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_a_named_problem(what: str, image: bytes, slug: str) -> None:
    assert refusal(image) == slug


def test_limits_are_named_and_counted() -> None:
    many = a_png(*[a_chunk(b"tEXt", b"a\0b")] * 10, an_itxt(b"{}"))
    for limits in (
        replace(DEFAULT_LIMITS, image_chunks=13),
        replace(DEFAULT_LIMITS, image_bytes=len(many) - 1),
        replace(DEFAULT_LIMITS, document_bytes=1),
    ):
        with pytest.raises(LimitExceeded):
            unbake(many, limits=limits)
    exact = replace(
        DEFAULT_LIMITS, image_chunks=14, image_bytes=len(many), document_bytes=len(b"{}")
    )
    assert unbake(many, limits=exact).text == "{}"


def test_a_picture_too_large_to_draw_is_read_and_never_baked_into() -> None:
    bomb = a_png(an_itxt(b"{}"), header=a_header(60_000, 60_000))
    assert unbake(bomb).text == "{}"
    with pytest.raises(LimitExceeded):
        bake("{}", bomb)


@pytest.mark.parametrize("credential", ["", b"", b"\xff", "\ud800", "a\0b"])
def test_a_credential_that_no_picture_carries_is_refused(credential: str | bytes) -> None:
    with pytest.raises(MalformedDocument):
        bake(credential, PLAIN)


def test_a_credential_beyond_the_limit_is_not_baked() -> None:
    with pytest.raises(LimitExceeded):
        bake("abc", PLAIN, limits=replace(DEFAULT_LIMITS, document_bytes=2))


def test_a_file_cut_anywhere_is_refused() -> None:
    for length in range(len(BAKED)):
        with pytest.raises(MalformedDocument):
            unbake(BAKED[:length])


def test_a_change_of_any_byte_is_noticed() -> None:
    for offset in range(len(BAKED)):
        changed = BAKED[:offset] + bytes([BAKED[offset] ^ 0x20]) + BAKED[offset + 1 :]
        with pytest.raises(LaureaError):
            unbake(changed)


CHUNKS = st.builds(
    a_chunk,
    st.sampled_from([b"IHDR", b"IDAT", b"IEND", b"iTXt", b"tEXt", b"zTXt", b"abcd", b"a\xffcd"]),
    st.one_of(
        st.binary(max_size=30),
        st.sampled_from([b"openbadgecredential", b"openbadges"]).flatmap(
            lambda keyword: st.binary(max_size=20).map(lambda rest: keyword + b"\0" + rest)
        ),
    ),
)


@given(
    st.one_of(
        st.binary(max_size=200),
        st.binary(max_size=200).map(lambda rest: SIGNATURE + rest),
        st.lists(CHUNKS, max_size=8).map(lambda chunks: SIGNATURE + b"".join(chunks)),
        st.lists(CHUNKS, max_size=8).map(lambda chunks: a_png(*chunks)),
    )
)
def test_nothing_but_the_family_of_errors_escapes(image: bytes) -> None:
    for work in (unbake, lambda png: bake(CREDENTIAL, png)):
        try:
            work(image)
        except LaureaError as refused:
            slug = refused.problem.type.slug
            assert slug in {"media-invalid", "no-credential", "limit-exceeded"}


# What unbaking alone may answer for each accepted verdict of a case. A text that comes out is
# judged by verification later, so it satisfies every verdict but a refusal of the file itself.
CODES = {
    "media-invalid": "MEDIA_INVALID",
    "no-credential": "NO_CREDENTIAL",
    "limit-exceeded": "LIMIT_EXCEEDED",
}
JUDGED_LATER = {"PROOF_INVALID", "FETCH_FORBIDDEN", "EXPIRED", "REVOKED"}


def corpus_cases(vectors: Path, kind: str) -> list[dict[str, Any]]:
    manifest = json.loads((vectors / "corpus" / "manifest.json").read_bytes())
    return [
        case
        for case in manifest["cases"]
        if case["kind"] == kind and case["operation"] == "extract+verify"
    ]


def corpus_file(vectors: Path, case: dict[str, Any]) -> bytes:
    stored = (vectors / "corpus" / case["path"]).read_bytes()
    return gzip.decompress(stored) if case.get("stored") == "gzip" else stored


def is_acceptable(case: dict[str, Any], image: bytes) -> bool:
    accept, errors = set(case["expect"]["accept"]), set(case["expect"]["errors"])
    try:
        unbake(image)
    except LaureaError as refused:
        return "error" in accept and CODES[refused.problem.type.slug] in errors
    return bool(accept - {"error", "invalid"} or JUDGED_LATER & errors)


def test_every_hostile_png_of_the_corpus_has_an_accepted_outcome(vectors: Path) -> None:
    cases = corpus_cases(vectors, "png")
    assert cases
    wrong = [case["id"] for case in cases if not is_acceptable(case, corpus_file(vectors, case))]
    assert wrong == []


def test_baked_pngs_of_others_are_read(vectors: Path) -> None:
    manifest = json.loads((vectors / "conformance" / "manifest.json").read_bytes())
    wanted = {"ob3-baked-png": "ob3", "ob2-baked-png": "ob2", "ob1-baked-png": "ob2"}
    cases = [case for case in manifest if case["kind"] in {*wanted, "unbaked-png"}]
    assert cases
    for case in cases:
        image = (vectors / "conformance" / case["path"]).read_bytes()
        if case["kind"] == "unbaked-png":
            assert refusal(image) == "no-credential", case["path"]
        elif case["expected"] == "invalid":
            assert refusal(image) == "media-invalid", case["path"]
        else:
            baked = unbake(image)
            assert baked.standard == wanted[case["kind"]], case["path"]
            assert unbake(bake(baked.text, image)).text == baked.text
