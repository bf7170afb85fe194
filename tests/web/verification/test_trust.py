from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Any

import pytest

from laurea.web.verification.trust import policy, trusted_issuers


@pytest.fixture
def registry(settings: Any, tmp_path: Path) -> Path:
    path: Path = tmp_path / "registry.json"
    settings.LAUREA_TRUST_REGISTRY = path
    return path


def write(path: Path, *issuers: str, later_s: int = 0) -> None:
    path.write_text(json.dumps({"issuers": list(issuers)}))
    os.utime(path, (1_800_000_000 + later_s, 1_800_000_000 + later_s))


def test_without_a_registry_nobody_is_trusted(settings: Any) -> None:
    settings.LAUREA_TRUST_REGISTRY = None
    assert trusted_issuers() == {}
    assert policy().trusted_issuers == frozenset()


def test_a_registry_is_read_anew_when_it_changes(registry: Path) -> None:
    write(registry, "did:web:a.example")
    assert set(trusted_issuers()) == {"did:web:a.example"}
    write(registry, "did:web:b.example", later_s=1)
    assert policy().trusted_issuers == {"did:web:b.example"}


@pytest.mark.parametrize("content", [None, "", "[]", '{"issuers": [7]}'])
def test_a_registry_that_cannot_be_read_trusts_nobody_and_is_logged(
    registry: Path, content: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    if content is not None:
        registry.write_text(content)
    with caplog.at_level(logging.ERROR):
        assert trusted_issuers() == {}
    assert "registry of trusted issuers is not used" in caplog.text
