"""The picture that the credentials of a run are baked into: one for all of them."""

from __future__ import annotations

import hashlib
from typing import Final

from laurea.credentials.baking import bake, image_kind
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS
from laurea.credentials.model import Achievement, LanguageValue, Profile
from laurea.credentials.problems import MEDIA_INVALID, Problem
from laurea.integrations.artwork import INKS, draw_badge, kind_of, render_png
from laurea.integrations.files import naming, read_file
from laurea.integrations.issue_run.request import ImageKind

_TRIAL: Final = "{}"


def given_picture(path: str, kind: ImageKind) -> bytes:
    """Return a picture that somebody brings, after a trial whether it can be baked into.

    Raises:
        NotFound, Unavailable, LimitExceeded: the file cannot be read.
        MalformedDocument: it is no sound picture of this kind.
    """
    picture = read_file(path, max_bytes=DEFAULT_LIMITS.image_bytes)
    with naming(path):
        found = image_kind(picture)
        bake(_TRIAL, picture)
    if found != kind:
        detail = f"{path} is of the kind {found}, and {kind} is asked for."
        raise MalformedDocument(Problem(MEDIA_INVALID, detail))
    return picture


def drawn_picture(achievement: Achievement, issuer: Profile, kind: ImageKind) -> bytes:
    """Return the badge image of an achievement, drawn from its name and its issuer's."""
    inks = sorted(INKS)
    ink = inks[hashlib.sha256(achievement.id.encode()).digest()[0] % len(inks)]
    svg = draw_badge(
        title=achievement.name,
        issuer=_name(issuer),
        level=None,
        year=None,
        kind=kind_of(achievement.achievement_type),
        ink=ink,
        seed=achievement.id,
    )
    return svg.encode() if kind == "svg" else render_png(svg)


def _name(issuer: Profile) -> str:
    name = issuer.name
    if isinstance(name, tuple):
        name = name[0]
    return name.value if isinstance(name, LanguageValue) else name or ""
