"""The documentation says what the program does: every problem, limit, command and setting."""

from __future__ import annotations

import dataclasses
import re
import runpy
from pathlib import Path

import pytest

from laurea.credentials.limits import DEFAULT_LIMITS
from laurea.credentials.problems import PROBLEM_TYPES
from laurea.integrations.importers.limits import DEFAULT_IMPORT_LIMITS
from laurea.integrations.qr_codes import DEFAULT_PHOTO_LIMITS
from laurea.integrations.roster.limits import DEFAULT_ROSTER_LIMITS
from laurea.web.verification.limits import SUBMISSION_LIMITS
from tests.architecture.conftest import Module


@pytest.fixture(scope="session")
def reference(root: Path) -> Path:
    return root / "docs" / "reference"


def rows(page: str) -> dict[str, list[str]]:
    """The rows of a page's tables: the code in the first column, and the other columns."""
    table = re.findall(r"^\| `([^`]+)` \|(.+)\|$", page, flags=re.MULTILINE)
    return {first: [cell.strip() for cell in rest.split(" | ")] for first, rest in table}


def test_every_problem_is_documented_with_its_type_and_title(reference: Path) -> None:
    documented = rows((reference / "problems.md").read_text("utf-8"))
    assert set(documented) == set(PROBLEM_TYPES)
    for slug, (title, uri, advice) in documented.items():
        assert (title, uri) == (PROBLEM_TYPES[slug].title, f"`{PROBLEM_TYPES[slug].uri}`")
        assert advice.endswith(".")


def test_every_limit_is_documented_with_its_value(reference: Path) -> None:
    documented = rows((reference / "limits.md").read_text("utf-8"))
    limits = {
        field.name: getattr(default, field.name)
        for default in (
            DEFAULT_LIMITS,
            DEFAULT_ROSTER_LIMITS,
            DEFAULT_IMPORT_LIMITS,
            SUBMISSION_LIMITS,
            DEFAULT_PHOTO_LIMITS,
        )
        for field in dataclasses.fields(default)
    }
    assert {name: cells[0] for name, cells in documented.items()} == {
        name: f"{value:,}" for name, value in limits.items()
    }


@pytest.mark.parametrize("name", ["api", "cli", "python"])
def test_reference_is_what_the_program_says_of_itself(
    root: Path, reference: Path, name: str
) -> None:
    script = runpy.run_path(str(root / "scripts" / f"{name}_reference.py"))
    assert (reference / f"{name}.md").read_text("utf-8") == script["page"](), (
        f"Run `make reference` to write docs/reference/{name}.md anew."
    )


def test_the_openapi_document_is_what_the_server_says(root: Path, reference: Path) -> None:
    script = runpy.run_path(str(root / "scripts" / "api_reference.py"))
    assert (reference / "openapi.json").read_text("utf-8") == script["openapi"](), (
        "Run `make reference` to write docs/reference/openapi.json and the client anew."
    )


def test_the_picture_is_what_the_program_draws(root: Path) -> None:
    script = runpy.run_path(str(root / "scripts" / "draw_picture.py"))
    drawn = (root / "docs" / "images" / "badges.svg").read_text("utf-8")
    assert drawn == script["picture"](), "Run `make picture` to draw docs/images/badges.svg anew."


def test_every_environment_variable_is_documented(
    modules: tuple[Module, ...], reference: Path
) -> None:
    used = {
        name
        for module in modules
        for name in re.findall(r"\b(?:LAUREA_[A-Z_]+|DATABASE_URL)\b", module.text)
    }
    documented = rows((reference / "settings.md").read_text("utf-8"))
    assert set(documented) == used


def test_every_page_is_in_the_navigation(root: Path) -> None:
    navigation = (root / "mkdocs.yml").read_text("utf-8")
    pages = {str(path.relative_to(root / "docs")) for path in (root / "docs").rglob("*.md")}
    assert {page for page in pages if page not in navigation} == set()


def test_decision_records_are_numbered_without_a_gap_and_carry_a_status(root: Path) -> None:
    records = sorted((root / "docs" / "adr").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        assert re.search(
            r"^- Status: (accepted|superseded by \[)", path.read_text("utf-8"), re.MULTILINE
        )
