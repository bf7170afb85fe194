from __future__ import annotations

import codecs
from io import BytesIO

import pytest

from laurea.credentials.errors import MalformedDocument
from laurea.integrations.roster.encoding import detect_encoding, named_encoding

TEXT = "e-mail;name\r\nzoe@example.org;Zoë Müller\r\n"


@pytest.mark.parametrize(
    ("mark", "encoding", "name"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32"),
    ],
)
def test_a_byte_order_mark_decides(mark: bytes, encoding: str, name: str) -> None:
    content = mark + TEXT.encode(encoding)
    found = detect_encoding(BytesIO(content))
    assert (found.name, found.is_guess) == (name, False)
    assert content.decode(found.codec) == TEXT


@pytest.mark.parametrize(
    "text", [TEXT, "email,name\na@example.org,Alva\n", "email\n李@example.org"]
)
def test_utf8_is_no_guess(text: str) -> None:
    found = detect_encoding(BytesIO(text.encode()))
    assert (found.name, found.is_guess, found.has_damage) == ("utf-8", False, False)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_seen_and_called_a_guess(codec: str) -> None:
    found = detect_encoding(BytesIO(TEXT.encode(codec)))
    assert (found.codec, found.is_guess) == (codec, True)


def test_another_encoding_is_a_guess_with_words_to_look_at() -> None:
    found = detect_encoding(BytesIO(TEXT.encode("cp1252")))
    assert (found.name, found.is_guess) == ("windows-1252", True)
    assert found.sample == ("Zoë", "Müller")


def test_a_letter_at_the_very_end_of_a_large_file_still_counts() -> None:
    head = b"email,name\n" + b"alva@example.org,Alva\n" * 100_000
    last = "zoe@example.org,Zoë\n"
    assert detect_encoding(BytesIO(head + last.encode())).name == "utf-8"
    assert detect_encoding(BytesIO(head + last.encode("cp1252"))).name == "windows-1252"
    cut_off = head + last.encode() * 5 + b"zoe@example.org,Zo\xc3"
    assert detect_encoding(BytesIO(cut_off)).has_damage


def test_of_a_large_file_in_another_encoding_a_part_suffices() -> None:
    content = "courriel,prénom\nzoe@example.org,Zoë\n".encode("cp1252") * 100_000
    found = detect_encoding(BytesIO(content))
    assert (found.name, found.sample) == ("windows-1252", ("prénom", "Zoë"))
    few = b"x,y\n" * 300_000 + "Zoë,ö\n".encode("cp1252") + b"x,y\n" * 300_000
    assert detect_encoding(BytesIO(few)).name == "windows-1252"


def test_utf8_with_a_few_broken_bytes_stays_utf8() -> None:
    content = b"email,name\n" + "a@example.org,Zoë\n".encode() * 20 + b"b@example.org,Zo\xeb\n"
    found = detect_encoding(BytesIO(content))
    assert (found.name, found.has_damage, found.is_guess) == ("utf-8", True, False)


def test_a_name_that_was_encoded_twice_is_noticed() -> None:
    twice = "email,name\na@example.org,Zoë\n".encode().decode("latin-1").encode()
    assert detect_encoding(BytesIO(twice)).was_encoded_twice
    assert not detect_encoding(BytesIO("email,Ãngela\n".encode())).was_encoded_twice


def test_an_encoding_can_be_named() -> None:
    assert named_encoding("Latin1").codec == "iso8859-1"
    assert named_encoding("utf8").codec == "utf-8-sig"


@pytest.mark.parametrize("name", ["klingon", "base64", "rot13", "a\0b", ""])
def test_what_is_no_text_encoding_is_refused(name: str) -> None:
    with pytest.raises(MalformedDocument, match="No encoding is called"):
        named_encoding(name)
