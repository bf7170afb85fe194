"""Whose request it is: the address of the client, also behind proxies that are trusted."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from laurea.web.security.headers import GetResponse

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class ClientAddress:
    """Middleware after which `REMOTE_ADDR` is the client's, for whoever asks."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, its client's address made known."""
        request.META["REMOTE_ADDR"] = client_address(request)
        request.META.pop("HTTP_X_FORWARDED_FOR", None)
        return self._get_response(request)


@lru_cache(maxsize=4)
def _networks(names: tuple[str, ...]) -> tuple[_Network, ...]:
    return tuple(ipaddress.ip_network(name, strict=False) for name in names)


def client_address(request: HttpRequest) -> str:
    """Return the IP address that a request came from.

    Each trusted proxy appends whom it heard from to `X-Forwarded-For`, so that the list is read
    from its end, up to the first address that is not a trusted proxy's.
    """
    address = str(request.META.get("REMOTE_ADDR") or "")
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    heard_of = [part.strip() for part in forwarded.split(",") if part.strip()]
    while heard_of and _is_trusted(address):
        address = heard_of.pop()
    return address


def client_network(request: HttpRequest) -> str:
    """Return what a client is counted by: its address, or for IPv6 its network of 64 bits."""
    address = client_address(request)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def _is_trusted(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in _networks(tuple(settings.LAUREA_TRUSTED_PROXIES)))
