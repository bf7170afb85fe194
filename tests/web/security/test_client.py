from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from laurea.web.security.client import client_address, client_network
from laurea.web.security.rate import Rate

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("10.0.0.2", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "192.0.2.66, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "198.51.100.1, 10.0.0.3", "198.51.100.1"),
        ("10.0.0.2", "", "10.0.0.2"),
    ],
)
def test_forwarded_addresses_are_believed_of_trusted_proxies_only(
    settings: Settings, peer: str, forwarded: str, address: str
) -> None:
    settings.LAUREA_TRUSTED_PROXIES = ["10.0.0.0/8"]
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("garbage", "unknown"),
    ],
)
def test_clients_are_counted_by_address_or_network(address: str, network: str) -> None:
    assert client_network(RequestFactory().get("/", REMOTE_ADDR=address)) == network


@pytest.mark.django_db
def test_a_rate_counts_each_key_by_itself_and_forgets_after_its_window() -> None:
    rate = Rate("test", times=2, window_s=60)
    waits = [rate.retry_after_s("a", at=NOON + timedelta(seconds=10)) for _ in range(3)]
    assert waits == [0, 0, 50]
    assert rate.retry_after_s("b", at=NOON) == 0
    assert rate.retry_after_s("a", at=NOON + timedelta(seconds=60)) == 0
