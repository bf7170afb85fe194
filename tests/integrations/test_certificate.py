"""Certificates as PDF: what is written, what is attached, and what is refused."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from laurea.credentials.baking.pdf import attachments
from laurea.credentials.errors import MalformedDocument
from laurea.integrations.artwork import draw_badge, render_png
from laurea.integrations.certificate import Certificate, missing_letters, write_certificate

BADGE = render_png(
    draw_badge(
        title="Web Analytics",
        issuer="Northfield College",
        level=None,
        year=None,
        kind="shield",
        ink="iron",
        seed="urn:1",
    ),
    64,
)
PLAIN = Certificate(
    heading="Micro-credential",
    awarded_to="Awarded to",
    recipient="Mira Okonjo",
    achievement="Web Analytics",
    about="Reads traffic and answers with figures.",
    facts=("Awarded by Northfield College on 14 June 2026", "Valid until 14 June 2028"),
    check="Scan the code to see whether it is in force.",
    address="https://badges.example/c/6d2b0f43-3c3c-4b6e-9b7e-2f8f6a5d1c11",
    badge_png=BADGE,
    badge_alt="A shield",
    ink="#39434D",
    accent="#A8802B",
    language="en-GB",
    made_at=datetime(2026, 6, 14, tzinfo=UTC),
    document='{"name": "Größe"}'.encode(),
    media_type="application/vc+ld+json",
)


def written(**changes: Any) -> bytes:
    return write_certificate(replace(PLAIN, **changes))


def words(content: bytes) -> str:
    return " ".join(PdfReader(io.BytesIO(content)).pages[0].extract_text().split())


def test_it_is_one_page_across_with_all_that_it_says() -> None:
    content = written()
    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) == 1
    assert reader.pages[0].mediabox.width > reader.pages[0].mediabox.height
    for text in PLAIN.texts:
        assert text in words(content)
    assert reader.metadata is not None
    assert reader.metadata.title == "Web Analytics, Mira Okonjo"


def test_the_credential_is_attached_byte_for_byte() -> None:
    assert attachments(written()) == (PLAIN.document,)


def test_equal_certificates_are_equal_files() -> None:
    assert written() == written() != written(recipient="Mira Okonjo-Lind")


@pytest.mark.parametrize(
    "name", ["Ελένη Παπαδοπούλου", "Ольга Жукова", "Đặng Thị Ánh", "Þóra Ævarsdóttir"]
)
def test_names_in_latin_greek_and_cyrillic_letters_are_written(name: str) -> None:
    assert name in words(written(recipient=name))


@pytest.mark.parametrize("name", ["織田", "محمد", "नीला", "a\nb"])
def test_a_name_that_cannot_be_written_is_refused_and_not_misspelt(name: str) -> None:
    with pytest.raises(MalformedDocument, match="cannot be written with the letters"):
        written(recipient=name)


def test_long_texts_keep_to_their_place() -> None:
    long = "Measurement and Evaluation of Public Policy " * 11
    content = written(
        recipient=long, achievement=long, about=long, facts=(long,) * 3, address=PLAIN.address
    )
    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) == 1
    lowest: list[float] = []

    def visit(text: str, _cm: Any, matrix: Any, _font: Any, _size: Any) -> None:
        if text.strip():
            lowest.append(matrix[5])

    reader.pages[0].extract_text(visitor_text=visit)
    assert min(lowest) > 30
    assert PLAIN.check in words(content)
    assert "…" in words(content)


def test_a_faint_ink_is_not_used_for_letters() -> None:
    assert "Web Analytics" in words(written(ink="#DDDDDD"))


def test_spaces_are_no_missing_letters() -> None:
    assert missing_letters("a b") == ""
