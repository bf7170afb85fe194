"""What the tests of the design language share: Django with nothing else in it, and its client."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings

import laurea.web.design
from tests.web.design.serve import SETTINGS

Show = Callable[[str], str]


@pytest.fixture(scope="session")
def folder() -> Path:
    """The folder of the design language."""
    return Path(laurea.web.design.__file__).parent


@pytest.fixture(scope="session")
def sheets(folder: Path) -> dict[str, str]:
    """The style sheets without their remarks, by their names."""
    found = (folder / "static/design").glob("*.css")
    return {
        path.name: re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL) for path in found
    }


@pytest.fixture
def client() -> Iterator[Client]:
    """A client of the site of examples."""
    with override_settings(**SETTINGS):
        yield Client(enforce_csrf_checks=True)


@pytest.fixture
def show(client: Client) -> Show:
    """Return the HTML at an address."""
    return lambda address: client.get(address).content.decode()
