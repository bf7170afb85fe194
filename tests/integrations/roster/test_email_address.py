from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from laurea.credentials.problems import ROW_EMAIL
from laurea.integrations.roster.email_address import looks_like_address, read_email
from laurea.integrations.roster.rows import CellRefused

CYRILLIC_A = "\u0430"


@pytest.mark.parametrize(
    "address",
    [
        "alva@example.org",
        "alva.lind+course@sub.example.co.uk",
        "o'neil@example.org",
        "x@a--b.example",
        "josé@example.org",
        "用户@例子.测试",
        "иван@пример.рф",
        "a@bücher.example",
        "a@xn--bcher-kva.example",
        "a" * 64 + "@example.org",
        "1@1.example",
    ],
)
def test_addresses_that_can_be_written_to_are_accepted_as_they_are(address: str) -> None:
    assert read_email(address).address == address


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("", "no e-mail address"),
        ("plain", "no @"),
        ("@example.org", "Nothing stands before"),
        ("alva@", "not complete"),
        ("alva@localhost", "no dot"),
        ("al va@example.org", "blank inside"),
        ("alva@exam ple.org", "blank inside"),
        ("alva@example..org", "not complete"),
        ("alva@-example.org", "no part of a domain"),
        ("alva@example-.org", "no part of a domain"),
        ("alva@exa_mple.org", "no part of a domain"),
        ("alva@example.org,", "Remove the “,”"),
        ("alva@example.org.", "not complete"),
        ("alva@example.org\r\nBcc: all@example.org", "line break"),
        ("alva@example.org;bo@example.org", "more than one"),
        ("alva@example.org, bo@example.org", "more than one"),
        ("Alva Lind <alva@example.org>", "Write the address alone: alva@example.org"),
        ("<alva@example.org>", "Write the address alone"),
        ("'alva@example.org", "alone: alva@example.org and not 'alva@example.org. Spreadsheet"),
        ("'alva@example.org'", "Write the address alone: alva@example.org and"),
        ('"alva@example.org"', "Write the address alone: alva@example.org and"),
        ("\u2019alva@example.org", "Write the address alone: alva@example.org and"),
        ("mailto:alva@example.org", "mailto:"),
        ("<script>@example.org", "cannot stand before"),
        ('"al va"@example.org', "blank"),
        (".alva@example.org", "dot"),
        ("al..va@example.org", "dot"),
        ("alva@[127.0.0.1]", "no part of a domain"),
        ("alva@127.0.0.1", "does not end in the name"),
        ("alva@example.c", "does not end in the name"),
        ("a" * 65 + "@example.org", "longer than 64"),
        ("a@" + "b" * 250 + ".org", "no part of a domain"),
        ("a@" + ".".join(["b" * 60] * 5) + ".org", "longer than 253"),
        ("a" * 64 + "@" + ".".join(["b" * 60] * 3) + ".example", "longer than 254"),
        ("\uff41lva@example.org", "cannot stand before"),
        ("alva\u200b@example.org", "U+200B"),
        ("alva@example.org\ufeff", "U+FEFF"),
        ("al\u00adva@example.org", "U+00AD"),
        ("alva@example\u3002org", "not the usual one"),
        (f"{CYRILLIC_A}lva@example.org", "alphabets"),
        (f"alva@ex{CYRILLIC_A}mple.org", "alphabets"),
        (f"{CYRILLIC_A}@example.org", "only look like"),
        ("x@\u0430\u0440\u0440\u04cf\u0435.com", "only look like"),
        ("x@xn--80ak6aa92e.com", "only look like"),
        ("x@xn--abc.example", "no part of a domain"),
        ("x@xn--.example", "no part of a domain"),
        ("x@ab--c.example", "no part of a domain"),
        ("alva@exa\x00mple.org", "U+0000"),
        ("al\ufffdva@example.org", "U+FFFD"),
    ],
)
def test_what_is_no_single_clear_address_is_refused_with_its_reason(cell: str, says: str) -> None:
    with pytest.raises(CellRefused) as caught:
        read_email(cell)
    assert caught.value.kind is ROW_EMAIL
    assert says in caught.value.detail


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("alva@example.org", " Alva@EXAMPLE.org "),
        ("alva@bücher.example", "alva@xn--bcher-kva.example"),
        ("alva@bücher.example", "alva@BÜCHER.example"),
        ("jose\u0301@example.org", "josé@example.org"),
    ],
)
def test_spellings_of_one_mailbox_share_a_key(one: str, other: str) -> None:
    assert read_email(one).key == read_email(other).key


def test_a_mailbox_with_sharp_s_is_not_the_one_with_double_s() -> None:
    assert read_email("a@straße.example").key != read_email("a@strasse.example").key


def test_the_local_part_keeps_its_case_and_the_domain_does_not() -> None:
    assert read_email("Alva@Example.ORG").address == "Alva@example.org"


@given(st.text(max_size=80))
@example("a@\u0130.example")
@example("@@@")
@example("a@xn--\u00e4.example")
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        found = read_email(text)
    except CellRefused:
        return
    assert "\n" not in found.address
    assert read_email(found.address) == found


@given(
    st.text("ab.@<>,; \u0430\u200b-", max_size=20).map(lambda text: f"{text}@example.org"),
)
def test_what_is_accepted_has_one_at_and_no_blank(text: str) -> None:
    try:
        found = read_email(text)
    except CellRefused:
        return
    assert found.address.count("@") == 1
    assert not any(character.isspace() or character in "<>,;" for character in found.address)


def test_a_cell_meant_as_an_address_is_known_even_if_it_is_wrong() -> None:
    assert looks_like_address(" alva@example ")
    assert not looks_like_address("E-mail (name@school)")
    assert not looks_like_address("Write to me @ home")
