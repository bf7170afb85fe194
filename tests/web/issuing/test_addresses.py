from __future__ import annotations

from uuid import UUID

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from laurea.web.issuing.addresses import address_with, own_credential, own_path

ID = UUID("0c0b9a4e-1a2b-4c3d-8e4f-123456789abc")


@pytest.mark.parametrize("form", ["", ".json", ".png", ".svg", "/image.png", "?a=b", "#c", "/"])
def test_every_form_of_an_address_leads_to_the_credential(form: str) -> None:
    assert own_credential(f"{address_with(ID)}{form}") == ID


@pytest.mark.parametrize(
    "address",
    [
        f"https://localhost:8000/c/{ID}",
        f"http://localhost/c/{ID}",
        f"http://localhost:8000@evil.example/c/{ID}",
        f"http://evil.example/http://localhost:8000/c/{ID}",
        f"http://localhost:8000/c/{ID}.pdf",
        f"http://localhost:8000/x/c/{ID}",
        f"http://localhost:8000/c/{str(ID)[:-1]}",
        "http://[::1/c/",
        "",
        "c",
    ],
)
def test_other_addresses_lead_to_none(address: str) -> None:
    assert own_credential(address) is None


def test_the_identifier_of_a_credential_is_where_its_page_is(settings: Settings) -> None:
    path = reverse("credential", kwargs={"credential_id": ID})
    assert address_with(ID) == settings.LAUREA_PUBLIC_URL + path


@pytest.mark.parametrize(
    ("public", "written"),
    [
        ("https://guild.example", "https://guild.example:443"),
        ("https://guild.example:443", "https://Guild.example"),
        ("http://guild.example", "guild.example:80"),
        ("https://guild.example", "guild.example"),
    ],
)
def test_a_port_that_goes_without_saying_may_be_said(
    settings: Settings, public: str, written: str
) -> None:
    settings.LAUREA_PUBLIC_URL = public
    assert own_credential(f"{written}/c/{ID}") == ID


def test_what_the_server_reads_itself_is_what_it_recognises(settings: Settings) -> None:
    settings.LAUREA_PUBLIC_URL = "https://guild.example"
    assert own_path("https://guild.example:443/i/guild/did.json") == "/i/guild/did.json"
    for other in ("http://guild.example/a", "https://x@guild.example/a", "guild.example/a"):
        assert own_path(other) is None
