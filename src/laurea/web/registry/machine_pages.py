"""What programs ask for at fixed addresses: robots, site maps, the icon, whom to tell of a hole."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from laurea.integrations.artwork import INKS, render_png
from laurea.web.catalog.access import public_catalogue
from laurea.web.catalog.define import address_of
from laurea.web.organizations.access import absent
from laurea.web.registry.issuing_organizations import issuing_organizations
from laurea.web.security.public_documents import public_document

ENTRIES: Final = 10_000
"""How many addresses one site map holds; the standard allows 50,000."""

_ICON_PX: Final = 64
_DAY_S: Final = 24 * 3600
_STANDS_FOR: Final = timedelta(days=180)
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_STYLE: Final = re.compile("<style>.*?</style><g", re.DOTALL)
_ROBOTS: Final = """\
User-agent: *
Disallow: /o/
Disallow: /claim/
Disallow: /accounts/
Allow: /
Sitemap: {0}{1}
"""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say what search engines may read.

    Credentials are not named here: a page that may not be read cannot say that it wants to stay
    out of the index, and each credential's page says so.
    """
    text = _ROBOTS.format(settings.LAUREA_PUBLIC_URL, reverse("sitemap"))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Name the site maps: one of the issuers, and as many as the achievements need."""
    count = max(1, -(-public_catalogue().count() // ENTRIES))
    root = settings.LAUREA_PUBLIC_URL
    addresses = [
        root + reverse("sitemap-issuers"),
        *(root + reverse("sitemap-achievements", args=[n]) for n in range(1, count + 1)),
    ]
    return _xml("sitemapindex", "sitemap", ((address, None) for address in addresses))


@require_safe
def sitemap_issuers(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Name the pages of the issuers, and those that stand alone."""
    root = settings.LAUREA_PUBLIC_URL
    alone = [root + reverse(name) for name in ("home", "verify", "catalogue", "issuers")]
    theirs = (
        root + reverse("issuer", args=[slug])
        for slug in [one.slug for one in issuing_organizations()[:ENTRIES]]
    )
    return _xml("urlset", "url", ((address, None) for address in (*alone, *theirs)))


@require_safe
def sitemap_achievements(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001
    """Name the pages of some of the achievements that are listed."""
    start = (number - 1) * ENTRIES
    listed = public_catalogue().order_by("pk").values_list("pk", "defined_at")
    rows = list(listed[start : start + ENTRIES]) if number else []
    if not rows and number != 1:
        raise absent()
    return _xml("urlset", "url", ((address_of(pk), moment) for pk, moment in rows))


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Answer with the icon for programs that look for it where it always was."""
    return public_document(request, _icon(), types=["image/png"], max_age_s=_DAY_S)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say whom to tell of a security hole, where the operator has named somebody.

    Spec: https://www.rfc-editor.org/rfc/rfc9116
    """
    contact = settings.LAUREA_SECURITY_CONTACT
    if not contact:
        raise absent()
    # Rounded to a day, so that the answer does not change with every second.
    until = (timezone.now() + _STANDS_FOR).astimezone(UTC).replace(hour=0, minute=0, second=0)
    canonical = settings.LAUREA_PUBLIC_URL + reverse("security-txt")
    lines = (
        f"Contact: {contact}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        f"Canonical: {canonical}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _xml(root: str, entry: str, rows: Iterable[tuple[str, datetime | None]]) -> HttpResponse:
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">']
    for address, moment in rows:
        changed = f"<lastmod>{moment.astimezone(UTC):%Y-%m-%d}</lastmod>" if moment else ""
        lines.append(f"<{entry}><loc>{escape(address)}</loc>{changed}</{entry}>")
    lines.append(f"</{root}>\n")
    return HttpResponse("\n".join(lines), content_type="application/xml; charset=utf-8")


@lru_cache(maxsize=1)
def _icon() -> bytes:
    found = finders.find("design/icon.svg")
    svg = Path(str(found)).read_text("utf-8")
    # The style chooses between light and dark, which a picture of pixels cannot.
    return render_png(_STYLE.sub(f'<g color="{INKS["prussian"]}"', svg), _ICON_PX)
