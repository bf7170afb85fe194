"""What is in the repository: nothing of one machine, nothing unlocked, everything that ships."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

SKIPPED = {
    *(".git", ".venv", "__pycache__", "build", "dist", "site", "node_modules"),
    *(".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache", ".hypothesis"),
}
BELONGS_TO_ONE_MACHINE = {
    "a home directory": re.compile(r"(?<![\w.])/(?:home|Users|root)/[a-z]"),
    "a folder of one workplace": re.compile(
        r"(?<![\w.:/])/(?:work|farm|opt/pypi|opt/wheels)/[a-z]"
    ),
    "a registry's address": re.compile(
        r"https?://(?:registry\.npmjs\.|pypi\.org/simple|files\.pythonhosted\.)"
        r"|--(?:extra-)?index-url"
    ),
    "an address of one artefact": re.compile(r"https?://[^\s\"']+\.(?:whl|tgz|tar\.gz)\b"),
}


def texts(root: Path) -> Iterator[tuple[str, str]]:
    """The tracked text files; all that are not build products where there is no git."""
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False
    )
    if listing.returncode == 0:
        names = [name for name in listing.stdout.split("\0") if name]
    else:
        names = [str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()]
    for name in names:
        path = root / name
        if SKIPPED & set(Path(name).parts) or not path.is_file():
            continue
        try:
            yield name, path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


@pytest.mark.parametrize("what", BELONGS_TO_ONE_MACHINE)
def test_no_file_speaks_of_one_machine(root: Path, what: str) -> None:
    pattern = BELONGS_TO_ONE_MACHINE[what]
    allowed = {str(Path(__file__).relative_to(root)), "Makefile"}
    found = [
        f"{name}: {hit.group()}"
        for name, text in texts(root)
        if name not in allowed
        for hit in pattern.finditer(text)
    ]
    assert found == []


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(path: Path) -> set[str]:
    return {
        normal(name)
        for name in re.findall(
            r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", path.read_text(), re.MULTILINE
        )
    }


def wanted(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[\[<>=!~; ]", text)[0]) for text in requirements}


def test_every_declared_dependency_is_locked(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    runtime = wanted(project["project"]["dependencies"])
    groups = {name: wanted(group) for name, group in project["dependency-groups"].items()}
    apart = {name: groups.pop(name) for name in ("docs", "fuzz")}
    assert runtime <= locked(root / "requirements" / "runtime.txt")
    assert runtime.union(*groups.values()) <= locked(root / "requirements" / "develop.txt")
    for name, group in apart.items():
        assert group <= locked(root / "requirements" / f"{name}.txt")


@pytest.mark.parametrize("lock", ["runtime", "develop", "docs", "fuzz"])
def test_every_locked_version_carries_hashes(root: Path, lock: str) -> None:
    entries = re.split(r"\n(?=\S)", (root / "requirements" / f"{lock}.txt").read_text().strip())
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_locks_agree_with_each_other(root: Path) -> None:
    versions: dict[str, set[frozenset[str]]] = {}
    for path in (root / "requirements").glob("*.txt"):
        pins = re.findall(r"^([A-Za-z0-9._-]+)\S*==([^\s;]+)", path.read_text(), re.MULTILINE)
        for name in {name for name, _ in pins}:
            found = frozenset(version for other, version in pins if other == name)
            versions.setdefault(normal(name), set()).add(found)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_the_wheel_carries_every_file_of_the_package(root: Path, tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path],
        cwd=root,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    shipped = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("laurea/")}
    package = root / "src"
    standing = {
        str(path.relative_to(package))
        for path in (package / "laurea").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert shipped == standing
