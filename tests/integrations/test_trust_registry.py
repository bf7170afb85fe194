"""Registries of trusted issuers: two shapes, and every way in which a file is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.errors import LaureaError, LimitExceeded, MalformedDocument, NotFound
from laurea.integrations import trust_registry
from laurea.integrations.trust_registry import read_trust_registry

DID = "did:web:school.example"


def a_registry(folder: Path, content: Any) -> Path:
    path = folder / "registry.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


@pytest.mark.parametrize(
    ("content", "issuers"),
    [
        ({"issuers": []}, {}),
        ({"issuers": [DID]}, {DID: None}),
        ({"issuers": [{"id": DID, "name": "School"}]}, {DID: "School"}),
        ({"issuers": [{"id": "https://a.example/"}, DID]}, {"https://a.example/": None, DID: None}),
        ({"issuers": [{"id": DID, "name": None, "url": 7}], "meta": {}}, {DID: None}),
        ({"registry": {DID: {"name": "School", "location": "Halden"}}}, {DID: "School"}),
        ({"registry": {}}, {}),
        ({"meta": {"created": "2026"}, "registry": {DID: {}}}, {DID: None}),
    ],
)  # fmt: skip
def test_both_shapes_are_read(tmp_path: Path, content: Any, issuers: dict[str, Any]) -> None:
    assert read_trust_registry(a_registry(tmp_path, content)) == issuers


@pytest.mark.parametrize(
    ("content", "slug", "pointer"),
    [
        (b"", "parsing", ""),
        (b"did:web:school.example", "parsing", ""),
        ([DID], "parsing", ""),
        ({}, "missing-value", ""),
        ({"issuer": [DID]}, "missing-value", ""),
        ({"issuers": {DID: {}}}, "malformed-value", "/issuers"),
        ({"issuers": None}, "malformed-value", "/issuers"),
        ({"issuers": [DID, 7]}, "malformed-value", "/issuers/1"),
        ({"issuers": ["School"]}, "malformed-value", "/issuers/0"),
        ({"issuers": [{}]}, "malformed-value", "/issuers/0/id"),
        ({"issuers": [{"id": "School"}]}, "malformed-value", "/issuers/0/id"),
        ({"issuers": [{"id": DID, "name": {}}]}, "malformed-value", "/issuers/0/name"),
        ({"registry": [DID]}, "malformed-value", "/registry"),
        ({"registry": {DID: "School"}}, "malformed-value", f"/registry/{DID}"),
        ({"registry": {"a/b": {}}}, "malformed-value", "/registry/a~1b"),
        (b'{"issuers": [], "issuers": ["did:web:eve.example"]}', "duplicate-key", "/issuers"),
    ],
)
def test_what_is_no_registry_is_refused_with_its_place(
    tmp_path: Path, content: Any, slug: str, pointer: str
) -> None:
    path = a_registry(tmp_path, content)
    with pytest.raises(MalformedDocument) as caught:
        read_trust_registry(path)
    problem = caught.value.problem
    assert (problem.type.slug, problem.pointer) == (slug, pointer)
    assert str(path) in problem.detail


def test_a_registry_that_is_absent_or_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_trust_registry(tmp_path / "absent")
    with pytest.raises(LimitExceeded):
        read_trust_registry(a_registry(tmp_path, b" " * (2 * 1024 * 1024 + 1)))
    with pytest.raises(LimitExceeded) as caught:
        read_trust_registry(a_registry(tmp_path, b"[" * 65 + b"]" * 65))
    assert "registry.json" in caught.value.problem.detail


@given(
    st.dictionaries(
        st.sampled_from(["issuers", "registry"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.sampled_from([DID, "x"]),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from([DID, "id", "name"]), inner, max_size=3)
            ),
        ),
        max_size=2,
    )
)
def test_whatever_it_holds_only_refusals_come_out(registry: dict[str, Any]) -> None:
    try:
        found = dict(trust_registry._issuers(registry))
    except LaureaError:
        return
    assert set(found) <= {DID}
