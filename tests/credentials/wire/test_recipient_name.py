from __future__ import annotations

import pytest

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.wire.recipient_name import read_recipient_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mira@example.org", ("mira@example.org", None)),
        ("mailto:mira@example.org", ("mira@example.org", None)),
        ("did:example:mira", (None, "did:example:mira")),
        ("https://mira.example/#me", (None, "https://mira.example/#me")),
    ],
)
def test_people_are_named_by_an_address_or_an_identifier(
    text: str, expected: tuple[str | None, str | None]
) -> None:
    assert read_recipient_name(text) == expected


@pytest.mark.parametrize("text", ["", "Mira Okonjo", "@example.org", "mira@", "did:", "mailto:"])
def test_what_cannot_be_compared_is_refused(text: str) -> None:
    with pytest.raises(MalformedDocument, match="an e-mail address or by a DID"):
        read_recipient_name(text)
