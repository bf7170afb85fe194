"""Shows pages: `show` for every room, and the page that shows every part of the language."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from laurea.integrations.artwork import draw_badge
from laurea.web.design.contexts import Frame, Shown
from laurea.web.design.style import ARTWORKS, style_context


def show(request: HttpRequest, page: Shown, *, status: int = 200) -> HttpResponse:
    """Return the answer that shows a page."""
    return render(request, page.template, {"page": page}, status=status)


def show_bare(page: Shown, *, status: int) -> HttpResponse:
    """Return the answer that shows a page and asks nobody anything: no session, no database.

    For when these may be what is broken.
    """
    return HttpResponse(
        render_to_string(page.template, {"page": page, "frame": Frame()}), status=status
    )


@require_safe
def style_page(request: HttpRequest) -> HttpResponse:
    """Show every part in every state."""
    return render(request, "design/pages/style.html", style_context())


@require_safe
def style_artwork(request: HttpRequest, name: str, size: str) -> HttpResponse:  # noqa: ARG001
    """Answer with one of the badge images of the style page, `size` being "large" or "small"."""
    sample = ARTWORKS.get(name)
    if sample is None:
        raise Http404
    drawn = draw_badge(**sample, small=size == "small")
    return HttpResponse(drawn, content_type="image/svg+xml")
