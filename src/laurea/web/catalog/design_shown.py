"""What the badge designer shows beside its form: the badge in its sizes, and what was looked at."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from laurea.integrations.artwork import Design, alt_text, draw_design
from laurea.integrations.artwork.design import ALT_LETTERS
from laurea.web.catalog.artwork import Brought
from laurea.web.catalog.design_checks import alt_check, checks_of, shorter_title
from laurea.web.catalog.form_state import FormState
from laurea.web.design.parts import Button, RequirementList, Text

_GROUNDS: Final = (
    ("on-light", gettext_lazy("On a light page")),
    ("on-dark", gettext_lazy("On a dark page")),
)


@dataclass(frozen=True, slots=True)
class Sized:
    """The badge in one size, in pixels; what it shows is said once, beside the large one."""

    src: str
    pixels: int


@dataclass(frozen=True, slots=True)
class Ground:
    """The badge in its small sizes on one ground."""

    name: str
    title: Text
    images: tuple[Sized, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignPreview:
    """A design as it looks, and what it meets."""

    template: ClassVar[str] = "catalog/design_preview.html"
    src: str
    alt: Text
    grounds: tuple[Ground, ...]
    checks: RequirementList
    sentence: Text
    shorter: Button | None


def preview_of(state: FormState, *, at: datetime) -> DesignPreview:
    """Return the preview of the design in a form of an achievement, as it would look now."""
    design = state.drawing
    image = state.image
    if isinstance(image, Brought):
        src = reverse("catalog-picture", args=[state.organization.slug, image.picture])
        large = small = src
        checks, shorter = RequirementList((alt_check(design.alt),)), ""
    else:
        large, small = (
            _encoded(svg_of_form(state, at=at, small=is_small)) for is_small in (False, True)
        )
        title = title_of(state)
        checks = checks_of(design, title=title, issuer=state.organization.short_name)
        shorter = shorter_title(design, title)
    sizes = (Sized(large, 64), Sized(small, 64), Sized(small, 32))
    return DesignPreview(
        src=large,
        alt=design.alt or _("The badge, as designed"),
        grounds=tuple(Ground(name, title, sizes) for name, title in _GROUNDS),
        checks=checks,
        sentence=_sentence(sum(not line.is_met for line in checks.lines)),
        shorter=_shorter_button(shorter) if shorter else None,
    )


def svg_of_form(state: FormState, *, at: datetime, small: bool = False) -> str:
    """Return the drawing of the design in a form, as SVG."""
    standing = state.revises
    return draw_design(
        state.drawing,
        title=title_of(state),
        issuer=state.organization.short_name,
        year=at.year,
        seed=str(standing.series if standing else state.key),
        small=small,
    )


def title_of(state: FormState) -> str:
    """Return the name of the achievement in a form, or a mark where it has none yet."""
    return state.written.fields.get("name", "").strip() or "?"


def proposed_alt(state: FormState, design: Design) -> str:
    """Return the alternative text to propose; without the year, which changes with versions."""
    issuer = state.organization.legal_name
    proposed = alt_text(title=title_of(state), issuer=issuer, level=design.level, year=None)
    return " ".join(proposed.split())[:ALT_LETTERS]


def _shorter_button(text: str) -> Button:
    label = _("Write “%s” on the ring") % text
    return Button(text=label, name="do", value="shorter", kind="quiet", icon="pencil")


def _sentence(open_points: int) -> Text:
    if not open_points:
        return _("The badge is drawn. Every point is met.")
    return ngettext(
        "The badge is drawn. %d point is not met yet.",
        "The badge is drawn. %d points are not met yet.",
        open_points,
    ) % (open_points)


def _encoded(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")
