"""The public list of achievements, searched by name or issuer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from laurea.web.catalog.access import public_catalogue
from laurea.web.design.contexts import Head, Tile
from laurea.web.design.pages import show
from laurea.web.design.parts import EmptyState
from laurea.web.design.tables import Pagination
from laurea.web.registry.tiles import tiles_of

_A_PAGE: Final = 24
_LONGEST_QUERY: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CataloguePage:
    """What can be earned from the issuers here."""

    template: ClassVar[str] = "registry/catalogue.html"
    head: Head
    query: str
    issuer: str
    tiles: tuple[Tile, ...]
    pages: Pagination | None
    nothing: EmptyState | None


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show what can be earned here."""
    query, issuer = (_asked(request, name) for name in ("q", "issuer"))
    found = public_catalogue()
    if query:
        found = found.filter(name__icontains=query)
    if issuer:
        found = found.filter(organization__slug=issuer)
    paginator = Paginator(found.order_by("name", "pk"), _A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    asked = {"q": query, "issuer": issuer}

    def href(number: int) -> str:
        kept = {name: value for name, value in {**asked, "page": str(number)}.items() if value}
        return f"?{urlencode(kept)}"

    counted = ngettext("%(count)s achievement", "%(count)s achievements", paginator.count)
    sentence = counted % {"count": f"{paginator.count:,}"}
    title = _("What can be earned here")
    shown = CataloguePage(
        head=Head(
            title=title,
            description=_("Achievements with criteria, skills and the issuers who award them."),
            canonical=settings.LAUREA_PUBLIC_URL + reverse("catalogue"),
            is_indexed=not (query or issuer),
        ),
        query=query,
        issuer=issuer,
        tiles=tiles_of(page.object_list),
        pages=Pagination(page=page.number, pages=paginator.num_pages, sentence=sentence, href=href)
        if paginator.num_pages > 1
        else None,
        nothing=None if paginator.count else _nothing(is_asked=bool(query or issuer)),
    )
    return show(request, shown)


def _asked(request: HttpRequest, name: str) -> str:
    """Return what is looked for; no database looks for the character that ends texts."""
    return request.GET.get(name, "").replace("\0", "").strip()[:_LONGEST_QUERY]


def _nothing(*, is_asked: bool) -> EmptyState:
    if is_asked:
        title = _("No achievement has this in its name")
        return EmptyState(title=title, sentence=_("Look for fewer letters."), icon="search")
    return EmptyState(
        title=_("Achievements will stand here"),
        sentence=_("Each appears as soon as its issuer has designed it and put it on the list."),
        icon="seal",
    )
