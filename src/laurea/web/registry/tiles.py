"""Achievements as tiles, wherever several of them stand together."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from laurea.web.catalog.access import Achievement
from laurea.web.catalog.artwork import alt_of
from laurea.web.catalog.words import achievement_type_word
from laurea.web.design.contexts import Tile
from laurea.web.design.parts import Artwork, Link


def tiles_of(achievements: Iterable[Achievement]) -> tuple[Tile, ...]:
    """Return a tile for each achievement."""
    return tuple(_tile(row) for row in achievements)


def artwork_of(row: Achievement, *, is_small: bool = False) -> Artwork:
    """Return the image of an achievement, of which small sizes show a variant of its own."""
    if row.picture_id is not None:
        picture = reverse("achievement-png", args=[row.pk])
        return Artwork(src=picture, alt=alt_of(row), size="s" if is_small else "l")
    return Artwork(
        src=reverse("achievement-svg", args=[row.pk]),
        small_src=reverse("achievement-small-svg", args=[row.pk]),
        alt=alt_of(row),
        size="s" if is_small else "l",
    )


def _tile(row: Achievement) -> Tile:
    kind = achievement_type_word(row.achievement_type)
    by = _("by %(issuer)s") % {"issuer": row.organization.legal_name}
    return Tile(
        artwork=artwork_of(row, is_small=True),
        link=Link(row.name, reverse("achievement", args=[row.pk])),
        sentence=f"{kind}, {by}." if kind else f"{by[0].upper()}{by[1:]}.",
    )
