"""Which web addresses may be fetched at all, judged by their text alone.

- https only, to a host on the public Internet that is called by its name.
- No IP addresses in any notation, no user names, no odd ports, no names of local networks.
- A resolver still has to look at the addresses that the name leads to.
- A verifier may name origins of its own, whose documents it has at hand: those are no addresses
  to be asked, but names of what lies there.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from laurea.credentials.problems import FETCH_FORBIDDEN, Problem

HTTPS_PORT: Final = 443

_LONGEST_ADDRESS: Final = 2_048
_PART: Final = "names a part of a document"
_ADDRESS: Final = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_LOCAL_DOMAINS: Final = frozenset(
    {
        "arpa",
        "corp",
        "home",
        "internal",
        "intranet",
        "lan",
        "local",
        "localdomain",
        "localhost",
        "onion",
        "private",
    }
)


def is_public_host_name(host: str) -> bool:
    """Say whether `host` is written as the DNS name of a public host, in either case.

    A name whose last part is a number is an IP address to some readers, so it is none here.

    >>> [is_public_host_name(h) for h in ("school.example", "127.1", "0x7f.1", "localhost", "a.b.")]
    [True, False, False, False, False]
    """
    labels = host.lower().split(".")
    return (
        len(host) <= 253
        and len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels)
        and not _NUMBER.fullmatch(labels[-1])
        and labels[-1] not in _LOCAL_DOMAINS
    )


def address_refusal(
    url: str,
    *,
    ports: Collection[int] = (HTTPS_PORT,),
    where: str = "",
    own_origins: Collection[str] = (),
) -> Problem | None:
    """Return why `url` is not fetched, or `None` where its text gives no reason against it.

    Args:
        url: the address, absolute and without a fragment.
        ports: the ports that may be asked.
        where: the JSON Pointer to the address, for the problem.
        own_origins: origins whose documents are at hand, in lower case, without a path.

    >>> address_refusal("https://school.example/status/1") is None
    True
    >>> address_refusal("https://school.example@127.0.0.1/").detail
    'The address https://school.example@127.0.0.1/ carries a user name.'
    """
    reason = _reason_against(url, ports, own_origins)
    if reason is None:
        return None
    shown = url if len(url) <= 120 else url[:120] + "…"
    return Problem(FETCH_FORBIDDEN, f"The address {shown} {reason}.", where)


def _reason_against(url: str, ports: Collection[int], own_origins: Collection[str]) -> str | None:
    if len(url) > _LONGEST_ADDRESS:
        return f"is longer than {_LONGEST_ADDRESS} characters"
    # `urlsplit` would drop line breaks and tabs, so the characters are looked at first.
    if not _ADDRESS.fullmatch(url):
        return "holds characters that do not belong in an address"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "cannot be read"
    if f"{parts.scheme}://{parts.netloc.lower()}" in own_origins:
        return _PART if "#" in url else None
    if parts.scheme != "https":
        return "does not begin with https"
    if "@" in parts.netloc:
        return "carries a user name"
    if not is_public_host_name(parts.hostname or ""):
        return "does not name a public host"
    if (HTTPS_PORT if port is None else port) not in ports:
        return f"asks for port {port}"
    return _PART if "#" in url else None
