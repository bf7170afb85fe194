"""Baking a credential into a picture, and reading it out again (PNG and SVG).

A baked picture is an ordinary picture that carries its credential with it. Which kind of file it
is, is seen from its first bytes and never from its name.
"""

from __future__ import annotations

from typing import Literal

from laurea.credentials.baking import png, svg
from laurea.credentials.baking.baked import BakedCredential, Standard, media_invalid
from laurea.credentials.limits import DEFAULT_LIMITS, Limits

__all__ = ["BakedCredential", "Standard", "bake", "image_kind", "unbake"]


def image_kind(image: bytes) -> Literal["png", "svg"]:
    """Return what kind of picture `image` begins like.

    Raises:
        MalformedDocument: `media-invalid` if it is empty or of another kind.

    >>> image_kind(b"  <?xml version='1.0'?><svg/>")
    'svg'
    """
    if image.startswith(png.SIGNATURE[:4]):
        return "png"
    if image[:1024].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n").startswith(b"<"):
        return "svg"
    if not image:
        raise media_invalid("The file is empty.")
    raise media_invalid("The file is neither a PNG nor an SVG picture.")


def bake(credential: str | bytes, image: bytes, *, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Return `image`, a PNG or an SVG, with `credential` in it as Open Badges 3 asks.

    Args:
        credential: the signed credential, as JSON or as a compact JWS. It is not looked into.
        image: the whole file. What it carried before is replaced.
        limits: the limits in force.

    Raises:
        MalformedDocument: the picture is damaged or of another kind, or `credential` cannot be
            carried by it.
        LimitExceeded: one of them is larger than `limits` allow.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#baking
    """
    if image_kind(image) == "png":
        return png.bake(credential, image, limits=limits)
    return svg.bake(credential, image, limits=limits)


def unbake(image: bytes, *, limits: Limits = DEFAULT_LIMITS) -> BakedCredential:
    """Return the credential that `image`, a PNG or an SVG, carries.

    Args:
        image: the whole file, from anybody.
        limits: the limits in force.

    Raises:
        MalformedDocument: `media-invalid` if the picture is damaged, of another kind or carries
            two credentials; `no-credential` if it carries none.
        LimitExceeded: the picture or the text inside is larger than `limits` allow.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#baking
    """
    if image_kind(image) == "png":
        return png.unbake(image, limits=limits)
    return svg.unbake(image, limits=limits)
