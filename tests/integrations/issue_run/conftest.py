from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulator.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with an achievement and a key, whose roster is still to be written."""
    return Office(tmp_path)
