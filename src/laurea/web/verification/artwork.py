"""The badge artwork of a credential: its achievement's image, with the credential baked in.

Drawing a PNG takes up to a second of one core, baking into it almost nothing. One PNG is drawn at
a time, so that many first visits leave room for everybody else.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from threading import Lock
from typing import Final

from laurea.credentials.baking import bake
from laurea.integrations.artwork import render_png
from laurea.web.catalog.access import Achievement, public_achievement
from laurea.web.catalog.artwork import alt_of, png_of, svg_of
from laurea.web.issuing.access import Credential

PREVIEW_PX: Final = 1200
"""Width and height of the picture for previews of links."""

_drawing: Final = Lock()
_FRAMED: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240" width="240" height="240">'
    '<image width="240" height="240" href="data:image/png;base64,{}"/></svg>'
)


def alt_text_of(credential: Credential) -> str:
    """Return what the artwork of a credential shows, in words."""
    return alt_of(_achievement(credential))


def baked_svg(credential: Credential) -> bytes:
    """Return the artwork as SVG with the credential in it."""
    achievement = _achievement(credential)
    drawn = svg_of(achievement)
    if drawn is None:
        drawn = _FRAMED.format(base64.b64encode(png_of(achievement)).decode("ascii"))
    return bake(bytes(credential.document or b""), drawn.encode())


def baked_png(credential: Credential) -> bytes:
    """Return the artwork as PNG with the credential in it."""
    return bake(bytes(credential.document or b""), plain_png(credential))


def plain_png(credential: Credential) -> bytes:
    """Return the artwork as PNG without a credential in it."""
    with _drawing:
        return png_of(_achievement(credential))


def preview(credential: Credential) -> bytes:
    """Return the artwork as a large PNG without a credential, for previews of links."""
    achievement = _achievement(credential)
    drawn = svg_of(achievement)
    with _drawing:
        return png_of(achievement) if drawn is None else _large(drawn)


def _achievement(credential: Credential) -> Achievement:
    return public_achievement(credential.achievement_id)


@lru_cache(maxsize=64)
def _large(svg: str) -> bytes:
    return render_png(svg, PREVIEW_PX)
