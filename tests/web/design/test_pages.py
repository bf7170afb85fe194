from __future__ import annotations

import gzip
import re
from html.parser import HTMLParser

import pytest
from django.shortcuts import render
from django.test import Client

from laurea.web.design.contexts import Head, VerificationResultPage
from laurea.web.design.error_pages import ERRORS, error_page
from laurea.web.design.parts import CheckList, Link
from tests.web.design import examples
from tests.web.design.conftest import Show

ADDRESSES = ["/style/", *(f"/examples/{name}" for name in examples.NAMES)]
VOID = {"meta", "link", "img", "input", "br", "wbr", "hr", "path", "circle", "rect"}


class Outline(HTMLParser):
    """Collects what tests ask about a page, and checks that elements are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.ids += [value for name, value in attrs if name == "id" and value]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag, (tag, self.getpos())


@pytest.mark.usefixtures("client")
def test_every_example_is_looked_at() -> None:
    assert tuple(examples.pages()) == examples.NAMES


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_well_formed(show: Show, address: str) -> None:
    outline = Outline(show(address))
    assert outline.open == []
    assert len(set(outline.ids)) == len(outline.ids)
    assert outline.headings.count(1) == 1
    jumps = [b - a for a, b in zip(outline.headings, outline.headings[1:], strict=False)]
    assert max(jumps, default=0) <= 1


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_holds_under_the_strict_policy(show: Show, address: str) -> None:
    page = show(address)
    assert "<script" not in page
    assert "<style" not in page
    inline = [a for a in Outline(page).attributes if a[1] == "style" or a[1].startswith("on")]
    assert inline == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_a_label_or_description_points_at_is_on_the_page(show: Show, address: str) -> None:
    outline = Outline(show(address))
    pointing = {"for", "aria-labelledby", "aria-describedby"}
    aims = {
        aim for _, name, value in outline.attributes if name in pointing for aim in value.split()
    }
    assert aims - set(outline.ids) == set()


@pytest.mark.parametrize("status", ERRORS)
def test_an_error_page_has_its_status_and_says_what_to_do(client: Client, status: int) -> None:
    answer = client.get(f"/examples/error-{status}")
    assert answer.status_code == status
    title, sentence = ERRORS[status]
    assert str(title) in answer.content.decode()
    assert str(sentence).count(".") >= 1
    assert "!" not in f"{title}{sentence}"


def test_a_status_without_words_of_its_own_gets_those_of_its_kind() -> None:
    assert error_page(418).title == ERRORS[400][0]
    assert error_page(507).title == ERRORS[500][0]


def test_a_lost_visitor_is_led_to_the_verify_page() -> None:
    assert [b.href for b in error_page(404, verify="/verify").actions] == ["/verify", "/"]


def test_a_page_says_its_language_and_direction(show: Show) -> None:
    assert '<html lang="en" dir="ltr">' in show("/examples/verify")
    assert '<html lang="ar" dir="rtl">' in show("/examples/verify?lang=ar")


def test_pages_stay_out_of_search_engines_unless_they_say_otherwise(show: Show) -> None:
    assert '<meta name="robots" content="noindex">' in show("/examples/credential")
    assert "noindex" not in show("/examples/issuer")


def test_what_people_wrote_is_never_markup(client: Client) -> None:
    hostile = '"><script>alert(1)</script>'
    result = examples.a_forged_result()
    page = VerificationResultPage(
        head=Head(title=hostile, description=hostile),
        results=(type(result)(
            name=hostile, format=hostile, checked="", verdict=result.verdict,
            checks=CheckList(()), technical=hostile,
        ),),
        again=Link(hostile, hostile),
    )  # fmt: skip
    shown = client.get("/examples/result").wsgi_request
    text = render(shown, page.template, {"page": page}).content.decode()
    assert "<script" not in text
    assert text.count("&lt;script&gt;") >= 6


def test_a_sparse_credential_leaves_no_empty_headings(show: Show) -> None:
    page = show("/examples/credential-sparse")
    assert "Each check" in page
    for heading in ("What was asked", "Skills it certifies", "Who else", "History"):
        assert heading not in page


def test_what_nobody_declared_is_shown_as_not_declared(show: Show) -> None:
    assert '<dt>Price</dt><dd class="undeclared">Not declared</dd>' in show("/examples/credential")


def test_a_form_that_posts_carries_its_token(show: Show) -> None:
    for name in ("home", "verify", "result"):
        page = show(f"/examples/{name}")
        assert page.count('method="post"') == page.count("csrfmiddlewaretoken") >= 1


def test_a_mistake_stands_at_its_field(show: Show) -> None:
    page = show("/examples/verify-refused")
    assert 'aria-invalid="true" aria-describedby="id_text_error"' in page
    assert '<div id="id_text_error" class="errors"><p class="error">' in page


def test_small_images_are_the_variant_that_can_be_read(show: Show) -> None:
    page = show("/examples/issuer")
    assert page.count("-small.svg") == 3
    assert "-large.svg" not in page


def test_the_images_of_the_style_page_are_drawn(client: Client) -> None:
    answer = client.get("/style/artwork/shield-small.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")
    assert client.get("/style/artwork/circle-small.svg").status_code == 404


def test_a_public_page_is_light(show: Show) -> None:
    assert len(gzip.compress(show("/examples/credential").encode())) < 10_000
