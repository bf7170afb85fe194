"""Long lists in pages: which one is asked for, and the links to the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest
from django.utils.translation import gettext as _

from laurea.web.design.tables import Pagination


def asked_page(request: HttpRequest) -> int:
    """Return the number of the page that an address asks for, from 1; 1 if it names none."""
    given = request.GET.get("page", "1")
    return max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 7 else 1


def pagination_of(here: Page[Any], href: Callable[[int], str]) -> Pagination | None:
    """Return the links from one page of a list to the others; None if it is the only one.

    Args:
        here: the page that is shown.
        href: gives the address of a page by its number.
    """
    pages = here.paginator
    if pages.num_pages < 2:
        return None
    rows = {"first": here.start_index(), "last": here.end_index(), "all": pages.count}
    said = _("%(first)s to %(last)s of %(all)s") % {k: f"{v:,}" for k, v in rows.items()}
    return Pagination(page=here.number, pages=pages.num_pages, sentence=said, href=href)
