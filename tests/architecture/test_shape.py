"""The shape of the tree: sizes, names, docstrings, annotations, cycles. A ratchet, not a taste."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from graphlib import TopologicalSorter

import grimp
import pytest

from tests.architecture.conftest import Module

SAYS_NOTHING = {"base", "common", "core", "helper", "helpers", "misc", "util", "utils"}
READS_FILES = {"open", "read_bytes", "read_text", "write_bytes", "write_text"}


def nearest_rank(values: Sequence[int], share: float) -> int:
    """The value that `share` of all values do not exceed."""
    return sorted(values)[max(0, round(share * len(values)) - 1)]


def test_no_module_is_longer_than_500_lines_and_nine_in_ten_keep_to_300(
    modules: tuple[Module, ...],
) -> None:
    written = [m for m in modules if ".migrations." not in m.name]  # those Django writes
    assert [(m.path, m.lines) for m in written if m.lines > 500] == []
    assert nearest_rank([m.lines for m in written if m.lines > 2], 0.9) <= 300


def test_functions_are_short(modules: tuple[Module, ...]) -> None:
    functions = [function for module in modules for function in module.functions()]
    lengths = [function.body_lines for function in functions]
    assert [(f.where, f.body_lines) for f in functions if f.body_lines > 60] == []
    assert nearest_rank(lengths, 0.5) <= 8
    assert nearest_rank(lengths, 0.9) <= 25


def test_every_module_is_named_after_a_thing(modules: tuple[Module, ...]) -> None:
    assert [m.path for m in modules if SAYS_NOTHING & set(m.name.split("."))] == []


def test_everything_public_in_pure_packages_says_what_it_means(modules: tuple[Module, ...]) -> None:
    silent = []
    for module in (m for m in modules if m.is_pure):
        if ast.get_docstring(module.tree) is None:
            silent.append(module.path)
        silent += [
            function.where
            for function in module.functions()
            if function.is_public
            and not function.node.name.startswith("__")
            and ast.get_docstring(function.node) is None
        ]
        silent += [
            f"{module.path}:{node.lineno} {node.name}"
            for node in module.classes()
            if not node.name.startswith("_") and ast.get_docstring(node) is None
        ]
    assert silent == []


def test_every_function_is_annotated(modules: tuple[Module, ...]) -> None:
    assert [f.where for m in modules for f in m.functions() if not f.is_annotated] == []


def test_no_module_imports_itself_through_others() -> None:
    graph = grimp.build_graph("laurea", cache_dir=None)
    sorter = TopologicalSorter(
        {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    )
    sorter.prepare()  # raises CycleError and names the cycle
    assert sorter.is_active()


def test_imports_inside_functions_are_few(modules: tuple[Module, ...]) -> None:
    lazy = [
        f"{function.where}:{node.lineno}"
        for module in modules
        for function in module.functions()
        for node in ast.walk(function.node)
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("laurea"))
        or (isinstance(node, ast.Import) and any(a.name.startswith("laurea") for a in node.names))
    ]
    assert len(lazy) <= 5, lazy


OUTERMOST_LOOPS = {
    "laurea.cli",
    "laurea.examine.__main__",
    "laurea.web.operations.steps",  # the worker's loop over jobs that are done in steps
    "laurea.web.operations.worker",
}


def test_only_the_outermost_loops_catch_every_error(modules: tuple[Module, ...]) -> None:
    broad = [
        f"{module.path}:{node.lineno}"
        for module in modules
        if module.name not in OUTERMOST_LOOPS
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and catches_everything(node) and not hands_on(node)
    ]
    assert broad == []


def catches_everything(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or (
        isinstance(handler.type, ast.Name) and handler.type.id in {"Exception", "BaseException"}
    )


def hands_on(handler: ast.ExceptHandler) -> bool:
    """Whether the handler only tidies up and then raises what it caught."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def test_pure_packages_read_files_only_for_the_bundled_contexts(
    modules: tuple[Module, ...],
) -> None:
    reading = [
        f"{module.path}:{node.lineno}"
        for module in modules
        if module.is_pure and not module.name.startswith("laurea.credentials.canon.contexts")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "open")
            or (isinstance(node.func, ast.Attribute) and node.func.attr in READS_FILES)
        )
    ]
    assert reading == []


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX", "raise NotImplementedError"])
def test_nothing_is_left_unfinished(modules: tuple[Module, ...], word: str) -> None:
    assert [m.path for m in modules if word in m.text] == []
