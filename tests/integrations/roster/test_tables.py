from __future__ import annotations

import io

import pytest

from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.integrations.roster import ReadAs, RosterLimits, glance_at


def test_a_glance_shows_the_first_rows_of_what_has_no_known_header() -> None:
    found = glance_at(io.BytesIO("Was;Wer\n1;Zoë\n2;Bo\n".encode("cp1252")))
    assert found.delimiter == ";"
    assert found.rows == (("Was", "Wer"), ("1", "Zoë"), ("2", "Bo"))
    assert found.sheets == ()


def test_a_glance_reads_as_it_is_told() -> None:
    found = glance_at(io.BytesIO(b"a|b\n1|2\n"), read_as=ReadAs(delimiter=";"))
    assert found.rows[0] == ("a|b",)


def test_a_glance_at_nothing_is_refused() -> None:
    with pytest.raises(MalformedDocument, match="empty"):
        glance_at(io.BytesIO(b" \n\n"))


def test_a_glance_keeps_the_limits() -> None:
    limits = RosterLimits(file_bytes=10)
    with pytest.raises(LimitExceeded):
        glance_at(io.BytesIO(b"e-mail\nada@example.org\n"), limits=limits)
    many = io.BytesIO(b"e-mail\n" + b"x\n" * 100)
    assert len(glance_at(many, limits=RosterLimits(header_rows=5)).rows) == 5
