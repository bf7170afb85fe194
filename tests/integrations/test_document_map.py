from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from laurea.credentials.errors import LimitExceeded, MalformedDocument, NotFound, Unavailable
from laurea.integrations.document_map import DocumentMap

URL = "https://school.example/status/1"


def a_map(folder: Path, files: Any) -> DocumentMap:
    path = folder / "map.json"
    path.write_text(files if isinstance(files, str) else json.dumps(files))
    return DocumentMap.from_file(path)


def read(documents: DocumentMap, url: str = URL, max_bytes: int = 100) -> bytes:
    return documents.fetch(url, accept="*/*", max_bytes=max_bytes)


def test_files_are_found_relative_to_the_map(tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    (tmp_path / "list.json").write_bytes(b"{}")
    documents = a_map(
        tmp_path / "maps", {URL: "../list.json", URL + "0": str(tmp_path / "list.json")}
    )
    assert read(documents) == read(documents, URL + "0") == b"{}"


def test_a_did_web_is_found_by_its_name_and_its_address(tmp_path: Path) -> None:
    (tmp_path / "did.json").write_bytes(b"{}")
    documents = a_map(tmp_path, {"did:web:school.example:law": "did.json"})
    assert read(documents, "did:web:school.example:law") == b"{}"
    assert read(documents, "https://school.example/law/did.json") == b"{}"


@pytest.mark.parametrize("is_first", [True, False])
def test_an_address_of_its_own_goes_before_the_did(tmp_path: Path, is_first: bool) -> None:
    (tmp_path / "did.json").write_bytes(b"did")
    (tmp_path / "url.json").write_bytes(b"url")
    pairs = [
        ("https://school.example/.well-known/did.json", "url.json"),
        ("did:web:school.example", "did.json"),
    ]
    documents = a_map(tmp_path, dict(pairs if is_first else reversed(pairs)))
    assert read(documents, "https://school.example/.well-known/did.json") == b"url"
    assert read(documents, "did:web:school.example") == b"did"


def test_nothing_else_is_asked(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="no entry for"):
        read(a_map(tmp_path, {}))


def test_null_says_that_there_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read(a_map(tmp_path, {URL: None}))


def test_a_file_that_is_missing_or_too_large_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "large.json").write_bytes(b"x" * 101)
    documents = a_map(tmp_path, {URL: "gone.json", URL + "0": "large.json", URL + "1": "."})
    for url in (URL, URL + "0", URL + "1"):
        with pytest.raises(Unavailable):
            read(documents, url)
    assert read(documents, URL + "0", 101) == b"x" * 101


@pytest.mark.parametrize("files", ["", "[]", "{", {URL: 7}, {URL: ""}, {URL: ["a"]}, {URL: "a\0b"}])
def test_a_map_that_is_no_map_is_refused(tmp_path: Path, files: Any) -> None:
    with pytest.raises(MalformedDocument):
        a_map(tmp_path, files)


def test_a_map_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MalformedDocument, match="cannot be read"):
        DocumentMap.from_file(tmp_path / "gone.json")


def test_a_did_that_plays_tricks_does_no_harm(tmp_path: Path) -> None:
    documents = a_map(tmp_path, {"did:web:127.0.0.1": "x.json"})
    assert list(documents.files) == ["did:web:127.0.0.1"]


def test_a_map_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LimitExceeded):
        a_map(tmp_path, '{"a": "' + "b" * 3_000_000 + '"}')
