"""The client is what its script writes of the OpenAPI document."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "client_from_openapi.py"))
DOCUMENT = json.loads((ROOT / "docs" / "reference" / "openapi.json").read_text("utf-8"))


@pytest.mark.parametrize("name", ["models.py", "operations.py"])
def test_the_client_is_what_the_document_says(name: str) -> None:
    written = SCRIPT["modules"](DOCUMENT)[name]
    assert (ROOT / "src" / "laurea" / "client" / name).read_text("utf-8") == written, (
        "Run `make reference` to write the client anew."
    )


def test_every_route_has_a_method() -> None:
    operations = (ROOT / "src" / "laurea" / "client" / "operations.py").read_text("utf-8")
    for each in DOCUMENT["paths"].values():
        for operation in each.values():
            assert f"def {operation['operationId']}(" in operations
