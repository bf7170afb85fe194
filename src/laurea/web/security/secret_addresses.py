"""Forms on pages whose address is a secret.

Such a page tells nobody its address (`Referrer-Policy: no-referrer`), and browsers then send
`Origin: null` with its forms. What proves that a form comes from this server is then its token
and the cookie that goes with it, which no other site can send: it is `SameSite=Lax`.
"""

from __future__ import annotations

from typing import Final, cast

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.csrf import csrf_exempt

from laurea.web.security.headers import View, page_policy


class _TokenDecides(CsrfViewMiddleware):
    def _origin_verified(self, request: HttpRequest) -> bool:
        is_withheld = request.META.get("HTTP_ORIGIN") == "null"
        usual: bool = super()._origin_verified(request)  # type: ignore[misc]
        return is_withheld or usual


_by_token: Final = decorator_from_middleware(_TokenDecides)


def secret_address(view: View) -> View:
    """Keep the address of a view to itself, and let its forms prove themselves by their token."""
    guarded = page_policy(referrer="no-referrer")(csrf_exempt(_by_token(view)))
    return cast("View", guarded)
