"""Claims about RDFC-1.0."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.canon.nquads import Dataset, parse_nquads
from laurea.credentials.canon.rdfc import StepBudget, canonical_labels, canonicalize
from laurea.credentials.errors import LimitExceeded
from laurea.credentials.limits import DEFAULT_LIMITS


def clique(size: int) -> str:
    pairs = ((a, b) for a in range(size) for b in range(size) if a != b)
    return "".join(f"_:n{a} <urn:p> _:n{b} .\n" for a, b in pairs)


def shuffled(text: str, seed: int) -> str:
    """The same statements in another order and with other labels."""
    random = Random(seed)
    lines = text.splitlines()
    random.shuffle(lines)
    labels = sorted({word for line in lines for word in line.split() if word.startswith("_:")})
    fresh = [f"_:x{number}" for number in range(len(labels))]
    random.shuffle(fresh)
    renamed = dict(zip(labels, fresh, strict=True))
    return "".join(
        " ".join(renamed.get(word, word) for word in line.split(" ")) + "\n" for line in lines
    )


def rings(sizes: list[int], marked: int) -> str:
    """Directed rings of blank nodes; one node of the first ring carries a mark."""
    lines = []
    for ring, size in enumerate(sizes):
        lines += [
            f"_:r{ring}x{place} <urn:next> _:r{ring}x{(place + 1) % size} ."
            for place in range(size)
        ]
    lines.append(f'_:r0x{marked % sizes[0]} <urn:mark> "here" .')
    return "".join(f"{line}\n" for line in lines)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=4), st.integers(0, 4), st.integers())
def test_order_and_labels_do_not_matter(sizes: list[int], marked: int, seed: int) -> None:
    text = rings(sizes, marked)
    assert canonicalize(parse_nquads(text)) == canonicalize(parse_nquads(shuffled(text, seed)))


def test_a_statement_that_stands_twice_counts_once() -> None:
    once = '_:a <urn:p> "x" .\n<urn:s> <urn:p> _:a .\n'
    assert canonicalize(parse_nquads(once + once)) == canonicalize(parse_nquads(once))


def test_nodes_about_which_the_same_is_said_are_told_apart_by_their_neighbours() -> None:
    text = """<urn:s> <urn:p> _:a .
<urn:s> <urn:p> _:b .
_:a <urn:q> _:c .
_:b <urn:q> _:d .
_:c <urn:v> "1" .
_:d <urn:v> "2" .
"""
    labels = canonical_labels(parse_nquads(text), budget=StepBudget(100))
    assert sorted(labels.values()) == [f"_:c14n{number}" for number in range(4)]


def test_a_clique_is_refused_within_the_budget() -> None:
    with pytest.raises(LimitExceeded, match="too alike"):
        canonicalize(parse_nquads(clique(10)))


def test_the_budget_counts_steps_so_that_a_larger_one_lets_more_pass() -> None:
    dataset = parse_nquads(clique(4))
    canonicalize(dataset)
    with pytest.raises(LimitExceeded):
        canonicalize(dataset, limits=replace(DEFAULT_LIMITS, blank_node_steps=20))


def test_documents_that_share_a_budget_share_what_is_left_of_it() -> None:
    budget = StepBudget(100)
    dataset = parse_nquads(clique(3))
    canonicalize(dataset, budget=budget)
    spent = 100 - budget.remaining
    assert 0 < spent < 100
    for _ in range(100 // spent - 1):
        canonicalize(dataset, budget=budget)
    with pytest.raises(LimitExceeded):
        canonicalize(dataset, budget=budget)


def test_a_long_ring_is_refused_and_does_not_exhaust_the_stack() -> None:
    ring = "".join(f"_:n{n} <urn:p> _:n{(n + 1) % 3000} .\n" for n in range(3000))
    with pytest.raises(LimitExceeded):
        canonicalize(parse_nquads(ring))


def test_too_many_statements_are_refused_before_any_work() -> None:
    dataset = Dataset(ground=['<urn:s> <urn:p> "x" .\n'] * 11)
    with pytest.raises(LimitExceeded, match="10 statements"):
        canonicalize(dataset, limits=replace(DEFAULT_LIMITS, quads=10))


def test_the_hash_decides_the_order_of_labels() -> None:
    text = "".join(f'_:n{n} <urn:p> "{n}" .\n' for n in range(20))
    dataset = parse_nquads(text)
    assert canonicalize(dataset) != canonicalize(dataset, algorithm="sha384")


def evaluation_cases(vectors: Path) -> list[tuple[Path, Path, str]]:
    manifest = json.loads((vectors / "conformance/manifest.json").read_text())
    return [
        (
            vectors / "conformance" / entry["path"],
            vectors / "conformance" / entry["resources"][0],
            "sha384" if "SHA-384" in entry["why"] or "test075" in entry["path"] else "sha256",
        )
        for entry in manifest
        if entry["kind"] in {"rdfc-eval", "rdfc-map"} and entry["resources"]
    ]


def test_w3c_vectors_give_the_published_bytes_and_labels(vectors: Path) -> None:
    wrong = []
    cases = evaluation_cases(vectors)
    assert len(cases) >= 50
    for source, expected, algorithm in cases:
        dataset = parse_nquads(source.read_bytes().decode())
        if expected.suffix == ".nq":
            good = canonicalize(dataset, algorithm=algorithm) == expected.read_bytes()
        else:
            published = json.loads(expected.read_text())
            labels = canonical_labels(dataset, algorithm=algorithm, budget=StepBudget(50_000))
            good = {old[2:]: new[2:] for old, new in labels.items()} == published
        if not good:
            wrong.append(source.name)
    assert wrong == []


def test_the_w3c_poison_graph_is_refused(vectors: Path) -> None:
    poison = vectors / "conformance/w3c-rdf-canon/rdfc10/test074-in.nq"
    with pytest.raises(LimitExceeded):
        canonicalize(parse_nquads(poison.read_text()))
