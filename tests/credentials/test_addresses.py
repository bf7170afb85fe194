from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.addresses import address_refusal, is_public_host_name


@pytest.mark.parametrize(
    "url",
    [
        "https://school.example/status/1",
        "https://school.example",
        "https://SCHOOL.example:443/a?b=c%20d&e=(f)",
        "https://xn--bcher-kva.example/",
        "https://a.b.c.d.e-f.example/~x/@y",
    ],
)
def test_an_ordinary_address_is_not_refused(url: str) -> None:
    assert address_refusal(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "", "school.example", "/status/1", "//school.example/", "http://school.example/",
        "file:///etc/passwd", "ftp://school.example/", "data:application/json,{}",
        "https://", "https:///status", "https://localhost/", "https://localhost:8000/",
        "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/",
        "https://0x7f.1/", "https://0177.0.0.1/", "https://[::1]/", "https://[::ffff:7f00:1]/",
        "https://169.254.169.254/latest/meta-data/", "https://metadata.google.internal/",
        "https://printer.local/", "https://intranet/", "https://school.example./",
        "https://user@school.example/", "https://school.example@127.0.0.1/",
        "https://school.example:pw@evil.example/", "https://school.example:22/",
        "https://school.example:0/", "https://school.example:99999/", "https://school.example:x/",
        "https://school.example#list", "https://school.example/a b", "https://school.example/\t",
        "https://school.example\\@evil.example/", "https://school.example/\r\nHost: x",
        "https://schööl.example/", "https://127.0.0.1。/", "https://-a.example/",
        "https://a_b.example/", "https://a..example/", "https://" + "a" * 64 + ".example/",
        "https://school.example/" + "a" * 2048, "https://[school.example/",
    ],
)  # fmt: skip
def test_an_address_that_could_lead_elsewhere_is_refused(url: str) -> None:
    refusal = address_refusal(url, where="/credentialStatus/id")
    assert refusal is not None
    assert refusal.type.slug == "fetch-forbidden"
    assert refusal.pointer == "/credentialStatus/id"
    assert len(refusal.detail) < 300


def test_other_ports_are_asked_only_where_they_are_named() -> None:
    assert address_refusal("https://school.example:8443/", ports=(443, 8443)) is None
    assert address_refusal("https://school.example:8443/") is not None


OWN = {"http://localhost:8000", "https://badges.school.example:8443"}


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8000/status/1",
        "HTTP://LOCALHOST:8000/",
        "https://badges.school.example:8443/i/guild/did.json",
    ],
)
def test_an_address_of_an_own_origin_is_not_refused(url: str) -> None:
    assert address_refusal(url, own_origins=OWN) is None
    assert address_refusal(url) is not None


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/", "https://localhost:8000/", "http://localhost:80000/",
        "http://localhost:8000@evil.example/", "http://user@localhost:8000/",
        "http://localhost:8000.evil.example/", "http://127.0.0.1:8000/",
        "http://localhost:8000#list", "http://localhost:8000/a b", "http://localhost:8000\\@x/",
        "http://localhost:8000/" + "a" * 2048, "http://badges.school.example:8443/",
        "ftp://localhost:8000/",
    ],
)  # fmt: skip
def test_what_only_resembles_an_own_origin_is_refused(url: str) -> None:
    assert address_refusal(url, own_origins=OWN) is not None


@given(st.text())
def test_no_text_makes_the_judgement_fail(text: str) -> None:
    address_refusal(text)
    address_refusal("https://" + text)
    is_public_host_name(text)


@given(st.ip_addresses())
def test_no_ip_address_is_a_public_host_name(address: object) -> None:
    assert not is_public_host_name(str(address))
    assert not is_public_host_name(f"[{address}]")


def test_a_name_longer_than_dns_allows_is_no_host() -> None:
    assert not is_public_host_name(".".join(["a" * 60] * 5))
