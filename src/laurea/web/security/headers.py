"""The headers of every answer: what a browser may load, send and be used for.

A view that needs more says so with `page_policy`; nothing is loosened anywhere else.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

GetResponse = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])

_FEATURES: Final = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
_ONE_YEAR_S: Final = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class PagePolicy:
    """What one page may do beyond the rule.

    Attributes:
        referrer: how much of this page's address other sites learn.
        camera: whether the page may ask for the camera.
    """

    referrer: str = "strict-origin"
    camera: bool = False


_RULE: Final = PagePolicy()


def page_policy(
    *, referrer: str = _RULE.referrer, camera: bool = _RULE.camera
) -> Callable[[View], View]:
    """Return a decorator that gives a view a policy of its own."""
    policy = PagePolicy(referrer, camera)

    def decorate(view: View) -> View:
        view.page_policy = policy  # type: ignore[attr-defined]
        return view

    return decorate


class SecurityHeaders:
    """Middleware that stands before all others, so that no answer leaves without its headers."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, and add what protects the answer."""
        # The public address decides what is secure; a proxy in between need not repeat it.
        request.META["wsgi.url_scheme"] = "https" if settings.IS_SECURE else "http"
        nonces: list[str] = []
        request.csp_nonce = SimpleLazyObject(  # type: ignore[attr-defined]
            partial(_new_nonce, nonces)
        )
        response = self._get_response(request)
        view = getattr(request.resolver_match, "func", None)
        _write(response, getattr(view, "page_policy", _RULE), nonces)
        return response


def _new_nonce(nonces: list[str]) -> str:
    """Return a nonce and note that the page uses it."""
    nonces.append(secrets.token_urlsafe(16))
    return nonces[-1]


def _write(response: HttpResponse, policy: PagePolicy, nonces: list[str]) -> None:
    response.headers.setdefault("Content-Security-Policy", content_security_policy(*nonces))
    response.headers.setdefault("Permissions-Policy", _permissions(camera=policy.camera))
    response.headers.setdefault("Referrer-Policy", policy.referrer)
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Cache-Control", "private, no-store")
    if settings.IS_SECURE:
        response.headers["Strict-Transport-Security"] = f"max-age={_ONE_YEAR_S}; includeSubDomains"


def content_security_policy(*nonces: str) -> str:
    """Return the Content-Security-Policy of a page; nonces are for scripts in the page itself."""
    scripts = " ".join(["'self'", *(f"'nonce-{nonce}'" for nonce in nonces)])
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'"
    )


def _permissions(*, camera: bool) -> str:
    allowed = {"camera": "(self)"} if camera else {}
    own_keys = "publickey-credentials-create=(self), publickey-credentials-get=(self)"
    return ", ".join([*(f"{name}={allowed.get(name, '()')}" for name in _FEATURES), own_keys])
