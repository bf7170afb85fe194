"""Achievements as tiles, wherever several of them stand together."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from laurea.web.catalog.access import Achievement
from laurea.web.catalog.artwork import alt_of
from laurea.web.catalog.words import achievement_type_word
from laurea.web.design.contexts import Tile
from laurea.web.design.parts import Artwork, Link


def tiles_of(achievements: Iterable[Achievement], *, names_issuer: bool = True) -> tuple[Tile, ...]:
    """Return a tile for each achievement; `names_issuer` says whether it tells by whom."""
    return tuple(_tile(row, names_issuer=names_issuer) for row in achievements)


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


def _tile(row: Achievement, *, names_issuer: bool) -> Tile:
    kind = achievement_type_word(row.achievement_type)
    facts = [str(kind)] if kind else []
    if names_issuer:
        facts.append(row.organization.legal_name)
    return Tile(
        artwork=artwork_of(row, is_small=True),
        link=Link(row.name, reverse("achievement", args=[row.pk])),
        sentence=", ".join(facts),
    )
