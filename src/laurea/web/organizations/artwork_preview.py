"""Badge images as they will look in an organization's ink, before anything is kept."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any, Final, get_args

from django import forms
from django.utils.translation import gettext as _

from laurea.integrations.artwork import draw_badge
from laurea.integrations.artwork.inks import Ink as InkName
from laurea.web.design.parts import Artwork
from laurea.web.organizations.access import Ink

_SEED: Final = "the first achievement of an organization"


@dataclass(frozen=True, slots=True)
class Preview:
    """One large image in the chosen ink, and a small one for each ink with its name."""

    chosen: Artwork
    inks: tuple[tuple[str, Artwork], ...]


def artwork_preview(form: forms.Form) -> Preview:
    """Return the images for what a form shows at the moment.

    Args:
        form: has the fields `short_name` and `ink`.
    """
    issuer = _shown(form, "short_name")[:20] or _("Your name")
    ink = _shown(form, "ink")
    title = _("Your first award")
    inks = tuple(
        (str(Ink(name).label), _drawn(issuer, title, name, small=True))
        for name in get_args(InkName)
    )
    return Preview(_drawn(issuer, title, _known(ink)), inks)


def _shown(form: forms.Form, name: str) -> str:
    value: Any = form[name].value()
    return " ".join(str(value or "").split())


def _known(ink: str) -> InkName:
    return next((name for name in get_args(InkName) if name == ink), "prussian")


def _drawn(issuer: str, title: str, ink: InkName, *, small: bool = False) -> Artwork:
    drawing = draw_badge(
        title=title,
        issuer=issuer,
        level=None,
        year=None,
        kind="roundel",
        ink=ink,
        seed=_SEED,
        small=small,
    )
    source = "data:image/svg+xml;base64," + base64.b64encode(drawing.encode()).decode("ascii")
    alt = "" if small else _("Badge artwork in the chosen ink")
    return Artwork(src=source, alt=alt, size="s" if small else "l")
