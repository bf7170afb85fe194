"""The import contracts hold, and each notices when it is broken on purpose."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

LAYERS = "Layers import only downwards"
PURE = "Pure packages touch neither network, nor database, nor process, nor framework"
ROOMS = "A room of the web imports only rooms below it"
ACYCLIC = "No import cycles, lazy imports included"


def judge(folder: Path) -> tuple[int, str]:
    """Check the contracts of `folder/pyproject.toml` on the package in `folder/src`."""
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src"), "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout + run.stderr


@pytest.fixture
def copy(tmp_path: Path, root: Path) -> Path:
    """A copy of package and contracts that a test may spoil."""
    shutil.copytree(
        root / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
    )
    shutil.copy(root / "pyproject.toml", tmp_path)
    return tmp_path


def write(folder: Path, path: str, text: str) -> None:
    target = folder / "src" / "laurea" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8")


def test_contracts_hold(root: Path) -> None:
    status, output = judge(root)
    assert status == 0, output


@pytest.mark.parametrize(
    ("module", "text", "contract"),
    [
        ("web/catalog/upward.py", "import laurea.web.issuing.award\n", ROOMS),
        ("web/operations/upward.py", "def f() -> None:\n    import laurea.web.accounts\n", ROOMS),
        ("web/somewhere/__init__.py", "", ROOMS),
        ("credentials/upward.py", "from laurea import integrations\n", LAYERS),
        ("integrations/upward.py", "import laurea.cli\n", LAYERS),
        ("somewhere/__init__.py", "", LAYERS),
        ("credentials/outside.py", "import socket\n", PURE),
        ("credentials/canon/outside.py", "from urllib3 import PoolManager\n", PURE),
        ("credentials/outside.py", "def f() -> None:\n    import subprocess\n", PURE),
        ("credentials/outside.py", "import sqlite3\n", PURE),
        ("credentials/outside.py", "import logging\n", PURE),
    ],
)
def test_contract_broken_on_purpose_is_noticed(
    copy: Path, module: str, text: str, contract: str
) -> None:
    write(copy, module, text)
    status, output = judge(copy)
    assert status != 0
    assert f"{contract} BROKEN" in output, output


def test_lazy_import_cycle_is_noticed(copy: Path) -> None:
    write(copy, "integrations/day/__init__.py", "import laurea.integrations.night\n")
    write(
        copy,
        "integrations/night/__init__.py",
        "def f() -> None:\n    import laurea.integrations.day\n",
    )
    status, output = judge(copy)
    assert status != 0
    assert f"{ACYCLIC} BROKEN" in output, output


def test_every_pure_package_that_stands_is_under_the_contract(
    root: Path, pure_packages: tuple[str, ...]
) -> None:
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    contracts = {c["id"]: c for c in settings["tool"]["importlinter"]["contracts"]}
    standing = {f"laurea.{p}" for p in pure_packages if (root / "src/laurea" / p).is_dir()}
    assert set(contracts["pure"]["source_modules"]) == standing


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import UTC, datetime\n\nNOW = datetime.now(UTC)\n",
        "import datetime\n\nTODAY = datetime.date.today()\n",
        "from time import time\n\nNOW = time()\n",
        "import random\n\nDIE = random.randint(1, 6)\n",
        "from secrets import token_bytes\n\nSALT = token_bytes(16)\n",
        "import os\n\nSALT = os.urandom(16)\n",
        "from os import urandom\n\nSALT = urandom(16)\n",
        "import uuid\n\nNAME = uuid.uuid4()\n",
        "import urllib.request\n\nurllib.request.urlopen('https://example.org')\n",
        "from pathlib import Path\n\nTEXT = Path('a').read_text()\n",
    ],
)
@pytest.mark.parametrize(("layer", "noticed"), [("credentials", True), ("integrations", False)])
def test_clock_randomness_and_files_are_noticed_in_pure_packages_alone(
    root: Path, text: str, layer: str, *, noticed: bool
) -> None:
    run = subprocess.run(
        [
            *(Path(sys.executable).with_name("ruff"), "check", "--no-cache", "--select", "TID251"),
            *("--stdin-filename", f"src/laurea/{layer}/anything.py", "-"),
        ],
        cwd=root,
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ("TID251" in run.stdout) is noticed, run.stdout + run.stderr
