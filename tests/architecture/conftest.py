"""The tree under judgement, read once: modules parsed, never imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PURE = ("credentials", "labour", "ledger", "pathways", "quality", "requirements", "skills")

Definition = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Function:
    """One function or method: its place, itself, and whether the world may call it."""

    where: str
    node: Definition
    is_public: bool

    @property
    def body_lines(self) -> int:
        """The lines from `def` to the end, less the docstring."""
        node = self.node
        spent = _lines(node.body[0]) if ast.get_docstring(node) is not None else 0
        return _lines(node) - spent

    @property
    def is_annotated(self) -> bool:
        """Whether the result and every parameter but `self` and `cls` has a type."""
        arguments = self.node.args
        named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        stars = [star for star in (arguments.vararg, arguments.kwarg) if star is not None]
        return self.node.returns is not None and all(
            argument.annotation is not None or argument.arg in {"self", "cls"}
            for argument in [*named, *stars]
        )


@dataclass(frozen=True, slots=True)
class Module:
    """One module of the package: its dotted name, its path from the root, its text and tree."""

    name: str
    path: str
    text: str
    tree: ast.Module

    @property
    def is_pure(self) -> bool:
        """Whether the module lies in a pure package."""
        parts = self.name.split(".")
        return len(parts) > 1 and parts[1] in PURE

    @property
    def lines(self) -> int:
        """The physical lines of the module."""
        return len(self.text.splitlines())

    def functions(self) -> Iterator[Function]:
        """Yield every function of the module, methods and nested ones included."""
        yield from _functions(self.tree, self.path, is_public=True)

    def classes(self) -> Iterator[ast.ClassDef]:
        """Yield every class of the module."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef))


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _functions(parent: ast.AST, path: str, *, is_public: bool) -> Iterator[Function]:
    for node in ast.iter_child_nodes(parent):
        if isinstance(node, Definition):
            open_to_all = is_public and not node.name.startswith("_")
            yield Function(f"{path}:{node.lineno} {node.name}", node, open_to_all)
            yield from _functions(node, path, is_public=False)
        elif isinstance(node, ast.ClassDef):
            open_to_all = is_public and not node.name.startswith("_")
            yield from _functions(node, path, is_public=open_to_all)
        else:
            yield from _functions(node, path, is_public=is_public)


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def pure_packages() -> tuple[str, ...]:
    """The names of the packages that are pure, or will be when they stand."""
    return PURE


@pytest.fixture(scope="session")
def modules() -> tuple[Module, ...]:
    """Every module of the package."""
    source = ROOT / "src"
    found = []
    for path in sorted(source.rglob("*.py")):
        name = ".".join(path.relative_to(source).with_suffix("").parts).removesuffix(".__init__")
        text = path.read_text("utf-8")
        found.append(Module(name, str(path.relative_to(ROOT)), text, ast.parse(text)))
    return tuple(found)
