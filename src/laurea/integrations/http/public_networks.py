"""Which IP addresses lie on the public Internet."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address
from typing import Final

# https://www.iana.org/assignments/iana-ipv4-special-registry, and multicast.
_NOT_PUBLIC_4: Final = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by the customers of a carrier
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local; cloud machines find their secrets there
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # measurements
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
# Of IPv6 only the space for global unicast is public, so IPv4 addresses in disguise (mapped,
# compatible, NAT64) fall out with the rest. https://www.iana.org/assignments/ipv6-address-space
_PUBLIC_6: Final = IPv6Network("2000::/3")
_NOT_PUBLIC_6: Final = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)


def is_public(address: str) -> bool:
    """Say whether `address` is written as an IP address on the public Internet.

    >>> [is_public(a) for a in ("93.184.216.34", "10.0.0.1", "::ffff:93.184.216.34", "localhost")]
    [True, False, False, False]
    """
    try:
        place = ip_address(address)
    except ValueError:
        return False
    if isinstance(place, IPv4Address):
        return not any(place in network for network in _NOT_PUBLIC_4)
    return place in _PUBLIC_6 and not any(place in network for network in _NOT_PUBLIC_6)
