from __future__ import annotations

import pytest
from django.core.paginator import Paginator
from django.test import RequestFactory

from laurea.web.design.paging import asked_page, pagination_of


@pytest.mark.parametrize(
    ("given", "page"),
    [
        ("", 1),
        ("?page=7", 7),
        ("?page=0", 1),
        ("?page=-3", 1),
        ("?page=9999999", 1),
        ("?page=²", 1),
    ],
)
def test_an_address_that_names_no_page_asks_for_the_first(given: str, page: int) -> None:
    assert asked_page(RequestFactory().get(f"/{given}")) == page


def test_the_links_say_which_rows_are_shown_of_how_many() -> None:
    pages = Paginator(range(1_234), 50)
    found = pagination_of(pages.page(25), "?page={}".format)
    assert found is not None
    assert (found.page, found.pages, str(found.sentence)) == (25, 25, "1,201 to 1,234 of 1,234")
    assert found.href(3) == "?page=3"


def test_one_page_needs_no_links() -> None:
    assert pagination_of(Paginator(range(50), 50).page(1), str) is None
