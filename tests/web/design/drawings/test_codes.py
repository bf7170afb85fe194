from __future__ import annotations

import re

import pytest
import segno

from laurea.web.design.drawings.codes import qr_code
from tests.web.design.parsed import parsed

ADDRESS = "https://school.example.org/c/7KQ4-M2XP"


def test_a_code_has_its_dark_modules_and_a_quiet_zone_of_four() -> None:
    root = parsed(qr_code(ADDRESS, label="Opens this page"))
    size = int(root.get("viewBox", "").split()[2])
    dark = set()
    for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", root[0].get("d", "")):
        dark |= {(int(x) + k, int(y)) for k in range(int(run))}
    matrix = segno.make(ADDRESS, micro=False, error="m").matrix
    assert size == len(matrix) + 8
    assert dark == {
        (x + 4, y + 4) for y, row in enumerate(matrix) for x, module in enumerate(row) if module
    }


def test_a_code_is_named_for_screen_readers() -> None:
    root = parsed(qr_code(ADDRESS, label='"Opens" <this>'))
    assert root.get("aria-label") == '"Opens" <this>'


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        qr_code("x" * 5000, label="")
