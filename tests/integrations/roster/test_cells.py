from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.problems import LIMIT, ROW_DID, ROW_TEXT, ROW_URL
from laurea.integrations.roster.cells import (
    read_did,
    read_text,
    read_urls,
    what_failed,
)
from laurea.integrations.roster.rows import CellRefused
from laurea.integrations.roster.sheet_reader import NOT_COMPUTED


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  Alva \r\n Lind\t", "Alva Lind"),
        ("Zoe\u0308", "Zoë"),
        ("Alva\u00a0Lind", "Alva Lind"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("'=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("''=1", "'=1"),
        ("'t Hooft", "'t Hooft"),
        ('O\'Neil, Bob "Bobby"', 'O\'Neil, Bob "Bobby"'),
        ("क्\u200dष", "क्\u200dष"),
        ("<b>Alva</b>", "<b>Alva</b>"),
    ],
)
def test_text_is_one_line_in_nfc_and_never_computed(cell: str, text: str) -> None:
    assert read_text(cell, max_characters=100) == text


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("Al\x00va", "U+0000"),
        ("Al\u202eva", "RIGHT-TO-LEFT OVERRIDE"),
        ("Al\u2066va", "LEFT-TO-RIGHT ISOLATE"),
        ("Al\u200bva", "ZERO WIDTH SPACE"),
        ("Al\x1b[31mva", "U+001B"),
        ("Al\ufffdva", "wrong encoding"),
        ("\ue000", "U+E000"),
    ],
)
def test_hidden_and_damaged_characters_are_named(cell: str, says: str) -> None:
    with pytest.raises(CellRefused, match="“") as caught:
        read_text(cell, max_characters=100)
    assert caught.value.kind is ROW_TEXT
    assert says in caught.value.detail
    assert caught.value.detail.isprintable()


def test_a_text_beyond_the_limit_is_refused() -> None:
    with pytest.raises(CellRefused) as caught:
        read_text("a" * 11, max_characters=10)
    assert caught.value.kind is LIMIT


@pytest.mark.parametrize(
    "did",
    [
        "did:key:z6MktKjRR2K8GcQhmNg9W3MyBSK4ySgTJwsbKGxLCC5rbo8B",
        "did:web:school.example%3A8443:people:alva",
        "did:example::x",
    ],
)
def test_dids_are_accepted(did: str) -> None:
    assert read_did(f" {did}\n") == did


@pytest.mark.parametrize(
    "did",
    [
        "did:key:",
        "did:key",
        "DID:key:z",
        "did:Key:z",
        "did:key:z#z",
        "did:web:a/b",
        "z6Mk",
        "did:x:ä",
        "did:key:" + "z" * 5000,
    ],
)
def test_what_is_no_did_is_refused(did: str) -> None:
    with pytest.raises(CellRefused) as caught:
        read_did(did)
    assert caught.value.kind is ROW_DID


@pytest.mark.parametrize(
    ("cell", "urls"),
    [
        ("https://school.example/1", ["https://school.example/1"]),
        ("http://school.example", ["http://school.example"]),
        ("HTTPS://School.example/A?b=c#d", ["HTTPS://School.example/A?b=c#d"]),
        ("https://school.example:8443/1", ["https://school.example:8443/1"]),
        ("https://bücher.example:8443/ä", ["https://xn--bcher-kva.example:8443/%C3%A4"]),
        ("https://a.example/1 https://b.example/2", ["https://a.example/1", "https://b.example/2"]),
        ("https://a.example/1,https://b.example", ["https://a.example/1", "https://b.example"]),
        ("https://a.example/1;\nhttps://a.example/1", ["https://a.example/1"]),
        ("https://a.example/1,2;3", ["https://a.example/1,2;3"]),
    ],
)
def test_addresses_of_public_hosts_are_accepted_as_uris(cell: str, urls: list[str]) -> None:
    assert list(read_urls(cell)) == urls


@pytest.mark.parametrize(
    "cell",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://school.example/1",
        "//school.example/1",
        "school.example/1",
        "/portfolio/1",
        "https://",
        "https:///path",
        "https://localhost/",
        "https://school.local/",
        "https://intranet/",
        "http://127.0.0.1/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://8.8.8.8/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://\u2460\u2461\u2466.0.0.1/",
        "http://127\u30020\u30020\u30021/",
        "https://alva:secret@school.example/",
        "https://school.example@127.0.0.1/",
        "https://school.example\\@127.0.0.1/",
        "https://school.example:0/",
        "https://school.example:99999/",
        "https://school.example/a b",
        "https://school.example/%zz",
        "https://school.example/\x00",
        "https://school.example/\u202e",
        "https://school.example/" + "a" * 3000,
        "https://school.example/1,javascript:alert(1)",
        "https://school.example/1 http://127.0.0.1/",
    ],
)
def test_addresses_that_name_nothing_public_are_refused(cell: str) -> None:
    with pytest.raises(CellRefused) as caught:
        read_urls(cell)
    assert caught.value.kind is ROW_URL
    assert caught.value.detail.isprintable()


@given(st.text(max_size=60))
def test_any_text_is_addresses_or_refused(text: str) -> None:
    try:
        urls = read_urls("https://" + text)
    except CellRefused:
        return
    assert urls
    for url in urls:
        assert url.isascii()
        assert read_urls(url) == (url,)


def test_the_reader_of_sheets_and_that_of_cells_know_the_same_mark() -> None:
    assert what_failed(NOT_COMPUTED) == "holds a formula whose value was not stored in the file"
    assert what_failed("#WERT!") == "shows #WERT! instead of a value"
    assert what_failed("#1 of 3!") is what_failed("N/A") is what_failed("") is None
