"""Fail when JUnit files show that a test was skipped, or that a whole kind did not run.

In continuous integration everything that the tests may need is there, so a skipped test is a
test that silently stopped guarding. Expected failures (`xfail`) are not skips.

    python scripts/nothing_skipped.py build/reports
"""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree as ET

WANTED = {
    "test": ("tests.architecture.", "tests.credentials.", "tests.interop.", "tests.web."),
    "postgresql": ("tests.web.",),
    "browser": ("tests.web.",),
}
"""The kinds of tests that each run has, by the name of its file."""


def complaints(run: str, root: ET.Element) -> list[str]:
    """Return one line for each skipped test and for each kind of test that did not run."""
    cases = list(root.iter("testcase"))
    names = [f"{case.get('classname')}::{case.get('name')}" for case in cases]
    skipped = [
        f"skipped in {run}: {name}: {skip.get('message')}"
        for name, case in zip(names, cases, strict=True)
        for skip in case.iter("skipped")
        if skip.get("type") != "pytest.xfail"
    ]
    absent = [
        f"no test of {wanted}* ran in {run}"
        for wanted in WANTED[run]
        if not any(name.startswith(wanted) for name in names)
    ]
    return skipped + absent


def main(folder: str) -> int:
    """Print the complaints about the files in `folder`; return the exit status."""
    found = []
    for run in WANTED:
        path = Path(folder) / f"{run}.xml"
        # The file was written a moment ago by pytest on this machine: it is not hostile.
        found += complaints(run, ET.parse(path).getroot()) if path.exists() else [f"no run {run}"]  # noqa: S314
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
