"""Baking into SVG and reading back, on whole files, damaged files and hostile files."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.baking import bake, unbake
from laurea.credentials.errors import LaureaError, LimitExceeded, MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS

SVG = "http://www.w3.org/2000/svg"
OB3 = 'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'
OB2 = 'xmlns:openbadges="http://openbadges.org"'
CREDENTIAL = '{"type":["VerifiableCredential","OpenBadgeCredential"],"name":"Löten"}'
JWS = "eyJhbGciOiJFZERTQSJ9.e30.c2ln"
# What XML carries unchanged: no control characters, and no carriage return.
XML_TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1
)


def an_svg(inside: str = '<circle r="1"/>', attributes: str = "", before: str = "") -> bytes:
    return f'{before}<svg xmlns="{SVG}"{attributes}>{inside}</svg>'.encode()


def with_credential(body: str = "<![CDATA[{}]]>", attributes: str = "") -> bytes:
    return an_svg(f"<openbadges:credential{attributes}>{body}</openbadges:credential>", " " + OB3)


PLAIN = an_svg()
BAKED = bake(CREDENTIAL, PLAIN)


def refusal(image: bytes) -> str:
    with pytest.raises(LaureaError) as refused:
        unbake(image)
    return refused.value.problem.type.slug


@given(XML_TEXTS)
def test_what_is_baked_comes_out_again(text: str) -> None:
    assert unbake(bake(text, PLAIN)).text == text


@pytest.mark.parametrize("text", [CREDENTIAL, JWS, '{"a": "]]>"}', "]]>]]>", ' {"a": 1}\n', "&<>"])
def test_awkward_texts_come_out_again(text: str) -> None:
    assert unbake(bake(text, PLAIN)).text == text
    assert bake(text, BAKED) == bake(text, PLAIN)


def test_json_stands_in_cdata_directly_after_svg() -> None:
    element = f"<openbadges:credential><![CDATA[{CREDENTIAL}]]></openbadges:credential>"
    assert an_svg(element + '<circle r="1"/>', " " + OB3) == BAKED


def test_a_compact_jws_stands_in_the_attribute() -> None:
    element = f'<openbadges:credential verify="{JWS}"/>'
    assert bake(JWS, PLAIN) == an_svg(element + '<circle r="1"/>', " " + OB3)


@pytest.mark.parametrize(
    "before",
    [
        "",
        "\ufeff",
        '<?xml version="1.0" encoding="utf-8"?>\n<!-- > -->\n',
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://example.org/svg11.dtd">',
    ],
)
def test_the_rest_of_the_file_stays_byte_for_byte(before: str) -> None:
    image = an_svg("<title>a &gt; b</title>\r\n<g/>", ' data-note="a > b"', before)
    baked = bake(CREDENTIAL, image)
    element = f"<openbadges:credential><![CDATA[{CREDENTIAL}]]></openbadges:credential>"
    assert baked.replace(element.encode(), b"").replace(f" {OB3}".encode(), b"") == image
    assert unbake(baked).text == CREDENTIAL


@pytest.mark.parametrize(
    "old",
    [
        f'<openbadges:credential {OB3} verify="{JWS}"/>',
        f'<openbadges:credential {OB3} note="a > b" verify="{JWS}"></openbadges:credential >',
        f"<ob:assertion {OB2.replace('openbadges=', 'ob=')}>https://a.example.org</ob:assertion>",
        f"<openbadges:credential {OB3}/>",
    ],
)
def test_baking_replaces_what_was_baked_before(old: str) -> None:
    once = bake(CREDENTIAL, an_svg(old + '<circle r="1"/>'))
    assert once == BAKED
    assert bake(CREDENTIAL, an_svg(old + old + '<circle r="1"/>' + old)) == BAKED


def test_a_prefix_taken_by_the_older_standard_is_declared_anew() -> None:
    older = an_svg(f'<openbadges:assertion verify="{JWS}"/><g/>', " " + OB2)
    baked = bake(CREDENTIAL, older)
    assert unbake(baked).standard == "ob3"
    assert b"assertion" not in baked
    assert bake(CREDENTIAL, baked) == baked


def test_a_prefixed_root_is_an_svg_too() -> None:
    image = f'<s:svg xmlns:s="{SVG}"><s:g/></s:svg>'.encode()
    assert unbake(bake(JWS, image)).text == JWS


def test_text_without_cdata_is_read_and_trimmed() -> None:
    assert unbake(with_credential("\n {&quot;a&quot;: 1}\n")).text == '{"a": 1}'


def test_space_around_cdata_is_passed_over() -> None:
    assert unbake(with_credential("\n <![CDATA[ {} ]]>\n")).text == " {} "


def test_the_older_standard_is_read_from_its_attribute_first() -> None:
    url = "https://badges.example.org/7"
    both = an_svg(f'<openbadges:assertion verify="{url}">{{}}</openbadges:assertion>', " " + OB2)
    body = an_svg(f"<openbadges:assertion>{url}</openbadges:assertion>", " " + OB2)
    for image in (both, body):
        assert (unbake(image).text, unbake(image).standard) == (url, "ob2")


ENTITIES = '<!DOCTYPE svg [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>'
DEFAULTED = f'<!DOCTYPE svg [<!ATTLIST openbadges:credential verify CDATA "{JWS}">]>'
EXTERNAL = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
OUTSIDE = '<!DOCTYPE svg SYSTEM "https://example.org/a.dtd">'
CRED = "<openbadges:credential>{}</openbadges:credential>"


@pytest.mark.parametrize(
    ("what", "image", "slug"),
    [
        ("no credential", PLAIN, "no-credential"),
        ("in a comment", an_svg(f"<!-- {CRED} -->", " " + OB3), "no-credential"),
        ("in CDATA of another", an_svg(f"<desc><![CDATA[{CRED}]]></desc>", " " + OB3),
         "no-credential"),
        ("another namespace", an_svg(CRED, ' xmlns:openbadges="https://example.org/"'),
         "no-credential"),
        ("undeclared prefix", an_svg(CRED), "no-credential"),
        ("namespace closed again", an_svg(f"<g {OB3}/>{CRED}"), "no-credential"),
        ("no SVG", b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "media-invalid"),
        ("SVG without its namespace", b"<svg/>", "media-invalid"),
        ("not well-formed", PLAIN[:-1], "media-invalid"),
        ("text alone", b"<", "media-invalid"),
        ("UTF-16", an_svg().decode().encode("utf-16"), "media-invalid"),
        ("UTF-16 without a mark", an_svg().decode().encode("utf-16-le"), "media-invalid"),
        ("not UTF-8", an_svg("<g/>").replace(b"<g/>", b"<g>\xff</g>"), "media-invalid"),
        ("two", an_svg(CRED * 2, " " + OB3), "media-invalid"),
        ("one here and one deeper", an_svg(f"{CRED}<g>{CRED}</g>", " " + OB3), "media-invalid"),
        ("one of each standard", an_svg(f"{CRED}<a:assertion xmlns:a='http://openbadges.org'/>",
         " " + OB3), "media-invalid"),
        ("inside another element", an_svg(f"<g>{CRED}</g>", " " + OB3), "media-invalid"),
        ("attribute and body", with_credential("<![CDATA[{}]]>", f' verify="{JWS}"'),
         "media-invalid"),
        ("text beside CDATA", with_credential("{}<![CDATA[{}]]>"), "media-invalid"),
        ("elements inside", with_credential("<g/>{}"), "media-invalid"),
        ("empty", with_credential(""), "media-invalid"),
        ("empty attribute", with_credential("", ' verify=" "'), "media-invalid"),
        ("internal entities", an_svg("<g>&b;</g>", before=ENTITIES), "media-invalid"),
        ("external entity", an_svg("<g>&a;</g>", before=EXTERNAL), "media-invalid"),
        ("default attribute", an_svg("<openbadges:credential/>", " " + OB3, DEFAULTED),
         "media-invalid"),
        ("entity of an outside DTD", an_svg("<g>&a;</g>", before=OUTSIDE), "media-invalid"),
        ("undefined entity", an_svg("<g>&a;</g>"), "media-invalid"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_a_named_problem(what: str, image: bytes, slug: str) -> None:
    assert refusal(image) == slug


def test_limits_are_named_and_counted() -> None:
    image = with_credential("<![CDATA[" + "é" * 10 + "]]>")
    exact = replace(
        DEFAULT_LIMITS, image_bytes=len(image), document_bytes=20, svg_depth=2, svg_elements=2
    )
    assert unbake(image, limits=exact).text == "é" * 10
    for limit in ("image_bytes", "document_bytes", "svg_depth", "svg_elements"):
        with pytest.raises(LimitExceeded):
            unbake(image, limits=replace(exact, **{limit: getattr(exact, limit) - 1}))
    verify = with_credential("", f' verify="{JWS}"')
    with pytest.raises(LimitExceeded):
        unbake(verify, limits=replace(DEFAULT_LIMITS, document_bytes=len(JWS) - 1))


def test_a_long_namespace_costs_nothing_at_each_element() -> None:
    image = an_svg(f'<g xmlns:a="{"u" * 500_000}">' + "<a:b/>" * 20_000 + "</g>")
    assert refusal(image) == "no-credential"


@pytest.mark.parametrize("credential", ["\x01", "\x7f\x08", "\ufffe", "\0", ""])
def test_a_credential_that_xml_cannot_carry_is_refused(credential: str) -> None:
    with pytest.raises(MalformedDocument):
        bake(credential, PLAIN)


def test_a_picture_that_says_it_is_not_utf_8_is_read_and_not_baked_into() -> None:
    latin = an_svg(CRED, " " + OB3, '<?xml version="1.0" encoding="iso-8859-1"?>')
    assert unbake(latin).text == "{}"
    with pytest.raises(MalformedDocument, match="iso-8859-1"):
        bake(CREDENTIAL, latin)


def test_an_empty_svg_is_not_baked_into() -> None:
    with pytest.raises(MalformedDocument, match="empty"):
        bake(CREDENTIAL, f'<svg xmlns="{SVG}"/>'.encode())


def test_a_file_cut_anywhere_is_refused() -> None:
    for length in range(len(BAKED)):
        with pytest.raises(MalformedDocument):
            unbake(BAKED[:length])


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "<g>",
                "</g>",
                "<g/>",
                CRED,
                ENTITIES,
                "<![CDATA[",
                "]]>",
                "<!--",
                "-->",
                "&a;",
                "&lt;",
                f"<g {OB3}>",
                "<openbadges:credential",
                ' verify="a"',
                "/>",
                ">",
                '"',
                "<?a?>",
                "\0",
            ]
        ),
        st.text(max_size=5),
    ),
    max_size=12,
).map("".join)


@given(
    PIECES, st.sampled_from(["", " " + OB3, " " + OB2]), st.binary(max_size=4), st.integers(0, 99)
)
def test_nothing_but_the_family_of_errors_escapes(
    inside: str, attributes: str, noise: bytes, at: int
) -> None:
    whole = f'<svg xmlns="{SVG}"{attributes}>{inside}</svg>'.encode("utf-8", "surrogatepass")
    for image in (whole, whole[:at] + noise + whole[at:], b"<" + noise):
        for work in (unbake, lambda svg: unbake(bake(CREDENTIAL, svg))):
            try:
                work(image)
            except LaureaError as refused:
                slug = refused.problem.type.slug
                assert slug in {"media-invalid", "no-credential", "limit-exceeded"}


CODES = {
    "media-invalid": "MEDIA_INVALID",
    "no-credential": "NO_CREDENTIAL",
    "limit-exceeded": "LIMIT_EXCEEDED",
}


def is_acceptable(case: dict[str, Any], image: bytes) -> bool:
    accept, errors = set(case["expect"]["accept"]), set(case["expect"]["errors"])
    try:
        unbake(image)
    except LaureaError as refused:
        return "error" in accept and CODES[refused.problem.type.slug] in errors
    return bool(accept - {"error", "invalid"}) or "PROOF_INVALID" in errors


def test_every_hostile_svg_of_the_corpus_has_an_accepted_outcome(vectors: Path) -> None:
    folder = vectors / "corpus"
    manifest = json.loads((folder / "manifest.json").read_bytes())
    cases = [
        case
        for case in manifest["cases"]
        if (case["kind"], case["operation"]) == ("svg", "extract+verify")
    ]
    assert cases
    for case in cases:
        stored = (folder / case["path"]).read_bytes()
        image = gzip.decompress(stored) if case.get("stored") == "gzip" else stored
        assert is_acceptable(case, image), case["id"]


def test_svgs_of_others_are_read_and_baked_into(vectors: Path) -> None:
    manifest = json.loads((vectors / "conformance" / "manifest.json").read_bytes())
    cases = [case for case in manifest if case["kind"] in {"ob3-baked-svg", "unbaked-svg"}]
    assert cases
    for case in cases:
        image = (vectors / "conformance" / case["path"]).read_bytes()
        if case["kind"] == "unbaked-svg":
            assert refusal(image) == "no-credential", case["path"]
        else:
            assert unbake(image).standard == "ob3", case["path"]
        assert unbake(bake(CREDENTIAL, image)).text == CREDENTIAL


@pytest.mark.parametrize("name", ["UTF-16", "iso-8859-1", "windows-1252", "shift_jis", "x"])
def test_a_file_whose_bytes_are_not_what_it_says_is_refused(name: str) -> None:
    declaration = f'<?xml version="1.0" encoding="{name}"?>'
    with pytest.raises(MalformedDocument):
        unbake(an_svg(CRED, " " + OB3, declaration).replace(b"</svg>", "<!-- é --></svg>".encode()))


@pytest.mark.parametrize("name", ["utf-8", "UTF-8", "us-ascii", "ISO-8859-1"])
def test_a_file_that_reads_the_same_in_both_encodings_is_read(name: str) -> None:
    declaration = f'<?xml version="1.0" encoding="{name}"?>'
    assert unbake(an_svg(CRED, " " + OB3, declaration)).text
