from __future__ import annotations

import hashlib
import json
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from laurea.credentials.canon import contexts
from laurea.credentials.canon.contexts import alternates, known_contexts, load_context

FOLDER = files(contexts)
INDEX: list[dict[str, Any]] = json.loads(FOLDER.joinpath("index.json").read_bytes())

ESSENTIAL = [
    "https://www.w3.org/ns/credentials/v2",
    "https://www.w3.org/2018/credentials/v1",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
    "https://w3id.org/security/data-integrity/v2",
    "https://w3id.org/security/suites/ed25519-2020/v1",
    "https://w3id.org/security/multikey/v1",
    "https://www.w3.org/ns/credentials/status/v1",
    "https://www.w3.org/ns/did/v1",
]


def known_copies(vectors: Path) -> list[dict[str, Any]]:
    """The table of known hashes, with the alternates as rows of their own."""
    base = vectors / "conformance" / "contexts"
    table = json.loads((base / "contexts.json").read_bytes())
    return [
        {"urls": row["urls"], "sha256": copy["sha256"], "path": base.parent / copy["file"]}
        for row in table
        for copy in (row, *row.get("alternates", ()))
    ]


@pytest.mark.parametrize("row", INDEX, ids=lambda row: row["file"])
def test_every_file_has_the_hash_the_index_states(row: dict[str, Any]) -> None:
    content = FOLDER.joinpath(row["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == row["sha256"]


@pytest.mark.parametrize("row", INDEX, ids=lambda row: row["file"])
def test_every_file_is_a_context_document(row: dict[str, Any]) -> None:
    assert isinstance(
        json.loads(FOLDER.joinpath(row["file"]).read_bytes())["@context"], dict | list
    )


def test_no_file_stands_beside_the_index_unlisted() -> None:
    standing = {entry.name for entry in FOLDER.iterdir() if entry.name.endswith(".jsonld")}
    assert standing == {row["file"] for row in INDEX}


def test_an_address_is_first_of_one_copy_only() -> None:
    firsts = Counter(url for row in INDEX if "alternate_of" not in row for url in row["urls"])
    assert set(firsts.values()) == {1}


def test_an_alternate_has_the_addresses_of_its_first_copy() -> None:
    firsts = {row["urls"][0]: row["urls"] for row in INDEX if "alternate_of" not in row}
    for row in INDEX:
        if "alternate_of" in row:
            assert row["urls"] == firsts[row["alternate_of"]]


@pytest.mark.parametrize("url", ESSENTIAL)
def test_what_open_badges_3_needs_is_bundled(url: str) -> None:
    assert known_contexts()[url].url == url
    assert "@context" in load_context(url)


def test_no_bundled_context_needs_one_that_is_not_bundled() -> None:
    for url in known_contexts():
        for alternate in range(alternates(url)):
            context = load_context(url, alternate=alternate)["@context"]
            entries = context if isinstance(context, list) else [context]
            missing = {e for e in entries if isinstance(e, str)} - set(known_contexts())
            assert not missing, url


def test_the_second_copy_of_open_badges_3_0_3_lacks_what_was_added_later() -> None:
    url = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
    first, second = (json.dumps(load_context(url, alternate=i)) for i in range(alternates(url)))
    assert "endorsementJwt" in first
    assert "endorsementJwt" not in second


def test_a_document_is_parsed_once() -> None:
    url = "https://www.w3.org/ns/credentials/v2"
    assert load_context(url) is load_context(url)


@pytest.mark.parametrize("url", ["https://example.org/context", "", "https://W3id.org/dcc/v1"])
def test_an_unknown_address_is_a_key_error(url: str) -> None:
    with pytest.raises(KeyError):
        load_context(url)
    with pytest.raises(KeyError):
        alternates(url)


@pytest.mark.parametrize("alternate", [-1, 1])
def test_a_copy_that_is_not_there_is_a_key_error(alternate: int) -> None:
    with pytest.raises(KeyError):
        load_context("https://www.w3.org/ns/credentials/v2", alternate=alternate)


def test_what_is_known_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        known_contexts()["https://example.org/"] = next(iter(known_contexts().values()))  # type: ignore[index]


def test_every_bundled_copy_means_the_same_as_a_copy_of_the_vectors(vectors: Path) -> None:
    known = known_copies(vectors)
    for row in INDEX:
        rivals = [copy for copy in known if row["urls"][0] in copy["urls"]]
        assert rivals, row["file"]
        bundled = json.loads(FOLDER.joinpath(row["file"]).read_bytes())
        meanings = [json.loads(copy["path"].read_bytes()) for copy in rivals]
        assert bundled in meanings, row["file"]


def test_first_copies_are_the_first_copies_of_the_vectors(vectors: Path) -> None:
    firsts: dict[str, dict[str, Any]] = {}
    for copy in known_copies(vectors):
        for url in copy["urls"]:
            firsts.setdefault(url, copy)
    for url in known_contexts():
        assert load_context(url) == json.loads(firsts[url]["path"].read_bytes())


def test_every_bundled_address_is_documented() -> None:
    page = Path(__file__).parents[3] / "docs" / "reference" / "contexts.md"
    text = page.read_text("utf-8")
    assert [url for url in known_contexts() if f"`{url}`" not in text] == []
