"""What the documentation tells people to type does what the documentation says."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page in one language."""
    text = (ROOT / page).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", ["docs/tutorials/use-from-python.md"])
def test_python_of_the_page_runs_from_top_to_bottom(page: str) -> None:
    names: dict[str, object] = {"__name__": "__main__"}
    for block in blocks(page, "python"):
        exec(compile(block, page, "exec"), names)  # noqa: S102 - the page is our own


def test_the_ten_lines_say_what_the_page_says_they_say() -> None:
    page = "docs/tutorials/use-from-python.md"
    (block,) = blocks(page, "pycon")
    test = doctest.DocTestParser().get_doctest(block, {}, page, page, 0)
    assert doctest.DocTestRunner().run(test).failed == 0
    lines = [line for line in block.splitlines() if line.startswith((">>>", "..."))]
    assert sum("import" not in line for line in lines) == 10


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "docs/tutorials/issue-in-the-terminal.md",
        "docs/tutorials/verify-a-credential.md",
        "docs/how-to/issue-from-a-messy-roster.md",
        "docs/how-to/verify-without-a-network.md",
    ],
)
def test_commands_of_the_page_run_from_top_to_bottom(page: str, tmp_path: Path) -> None:
    script = "".join(blocks(page, "sh"))
    assert "laurea " in script
    run = subprocess.run(
        ["bash", "-eu"],
        cwd=tmp_path,
        input=script,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "LAUREA_PASSPHRASE": "correct horse battery staple",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
