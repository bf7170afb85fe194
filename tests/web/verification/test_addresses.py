from __future__ import annotations

from uuid import UUID

import pytest

from laurea.web.verification.addresses import address_of, own_credential

ID = UUID("0c0b9a4e-1a2b-4c3d-8e4f-123456789abc")


@pytest.mark.parametrize("form", ["", ".json", ".png", ".svg", "/image.png", "?a=b", "#c", "/"])
def test_every_form_of_an_address_leads_to_the_credential(form: str) -> None:
    assert own_credential(f"{address_of(ID)}{form}") == ID


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
