"""Attachments of PDF documents, of every form a file may have, and of hostile ones."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import replace
from random import Random
from typing import Any

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.baking.pdf import attachments
from laurea.credentials.errors import LaureaError, LimitExceeded, MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS
from laurea.credentials.received import read_received
from laurea.credentials.report import Verdict
from laurea.credentials.verify import verify
from tests.simulator.issuer import NOW
from tests.simulator.pdf import changed, packed, plain, stream, with_files
from tests.simulator.specimens import specimens

CREDENTIAL = specimens()["eddsa-rdfc-2022 ed25519"].content
TOKEN = specimens()["VC-JWT ES256"].content
FILES = {"Zeugnis – Übersee.json": CREDENTIAL, "marks.csv": b"a;b\r\n1;2\r\n"}
EXPECTED = tuple(FILES.values())


def made(**how: Any) -> bytes:
    return plain(with_files(FILES, **how))


@pytest.mark.parametrize(
    "document",
    [
        made(),
        made(is_packed=True),
        made(is_associated=False),
        packed(with_files(FILES)),
        packed(with_files(FILES, is_packed=True), row_filter=0),
        packed(with_files(FILES), row_filter=1),
        changed(plain(with_files({"old.json": b"{}"})), with_files(FILES)),
    ],
    ids=["plain", "deflated", "tree only", "packed", "packed twice", "filtered", "changed"],
)
def test_attachments_are_found_in_a_file_of_every_form(document: bytes) -> None:
    assert attachments(document) == EXPECTED


def test_the_other_reader_finds_the_same() -> None:
    for document in (made(), packed(with_files(FILES, is_packed=True))):
        found = pypdf.PdfReader(io.BytesIO(document)).attachments
        assert {name: bytes(content[0]) for name, content in found.items()} == FILES


def test_what_the_other_writer_attaches_is_found() -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(9, 9)
    for name, content in FILES.items():
        writer.add_attachment(name, content)
    target = io.BytesIO()
    writer.write(target)
    assert set(attachments(target.getvalue())) == set(EXPECTED)


def test_an_older_state_of_the_file_counts_for_nothing() -> None:
    document = changed(made(), {1: b"<</Type/Catalog/Pages 2 0 R>>"})
    assert attachments(document) == ()
    with pytest.raises(MalformedDocument) as refused:
        read_received(document)
    assert refused.value.problem.type.slug == "no-credential"


@pytest.mark.parametrize("content", [CREDENTIAL, TOKEN, b"\xef\xbb\xbf \n" + CREDENTIAL])
def test_the_credential_is_read_and_verified(content: bytes) -> None:
    found = read_received(plain(with_files({"credential": content, "a.xml": b"<x/>"})))
    assert found.picture == "pdf"
    assert found.format == "ob3-achievement"
    assert verify(found.document, at=NOW).verdict is Verdict.VALID


def test_two_credentials_are_refused_and_other_files_are_not() -> None:
    with pytest.raises(MalformedDocument) as refused:
        read_received(plain(with_files({"a": CREDENTIAL, "b": TOKEN})))
    assert refused.value.problem.type.slug == "media-invalid"
    other = {"a": CREDENTIAL, "b.json": b'{"marks": [1, 2]}', "c.txt": b"eyes", "d": b""}
    assert read_received(plain(with_files(other))).format == "ob3-achievement"


def test_the_problem_of_the_only_candidate_is_told() -> None:
    with pytest.raises(MalformedDocument) as refused:
        read_received(plain(with_files({"a": b'{"a": 1, "a": 2}'})))
    assert refused.value.problem.type.slug == "duplicate-key"


def test_an_encrypted_file_is_named_as_that() -> None:
    document = made().replace(b"/Root 1 0 R", b"/Encrypt 6 0 R/Root 1 0 R")
    with pytest.raises(MalformedDocument, match="encrypted"):
        attachments(document)


def spoiled(pattern: bytes, by: bytes) -> bytes:
    document, count = re.subn(pattern, by, made(is_packed=True), count=1)
    assert count, pattern
    return document


@pytest.mark.parametrize(
    "document",
    [
        b"%PDF-1.7",
        b"%PDF-1.7\nstartxref\n999999\n%%EOF",
        b"%PDF-1.7\nstartxref\n0\n%%EOF",
        made()[: len(made()) // 2],
        spoiled(rb"endstream", rb"endstrewn"),
        spoiled(rb"/Length \d+", rb"/Length 1"),
        spoiled(rb"/Length \d+", rb"/Length -1"),
        spoiled(rb"/Length \d+", rb"/Length 99999999"),
        spoiled(rb"/FlateDecode", rb"/ASCII85Decode"),
        spoiled(rb"(?<=xref\n)0 1", rb"0 99"),
        spoiled(rb"<</Kids\[5 0 R\]>>", rb"<</Kids[4 0 R]>>"),
        spoiled(rb"<</Type/Catalog", rb"<</Type/Catalog/Type"),
        spoiled(rb"1 0 obj", rb"7 0 obj"),
        plain({1: b"1 0 R"}),
        plain({1: b"[" * 500}),
        plain({1: b"<</Names<</EmbeddedFiles " + b"[" * 40 + b"]" * 40 + b">>>>"}),
        plain({1: b"<</AF 1 0 R/Names 1 0 R>>"}),
        plain({1: b"<</AF[(a)<</EF 3>><</EF<</F 1 0 R>>>>]>>"}),
    ],
)
def test_what_is_damaged_is_refused_or_has_no_attachments(document: bytes) -> None:
    try:
        assert attachments(document) == ()
    except LaureaError as error:
        assert error.problem.type.slug in ("media-invalid", "limit-exceeded")


def test_what_expands_without_end_is_refused() -> None:
    bomb = zlib.compress(bytes(9 * 1024 * 1024))
    objects = with_files({"a": b"{}"})
    objects[11] = stream(bomb, b"/Filter/FlateDecode")
    with pytest.raises(LimitExceeded):
        attachments(plain(objects))
    many = with_files({str(number): bytes(1024 * 1024) for number in range(9)}, is_packed=True)
    with pytest.raises(LimitExceeded):
        attachments(plain(many))


def test_work_is_bounded_by_the_number_of_objects() -> None:
    few = replace(DEFAULT_LIMITS, pdf_objects=20)
    for document in (made(), packed(with_files(FILES))):
        with pytest.raises(LimitExceeded):
            attachments(document, limits=few)
    with pytest.raises(LimitExceeded):
        attachments(made(), limits=replace(DEFAULT_LIMITS, pdf_bytes=100))


@pytest.mark.parametrize("document", [made(is_packed=True), packed(with_files(FILES))])
def test_bytes_changed_in_a_file_break_nothing(document: bytes) -> None:
    random = Random(len(document))
    for _ in range(1_000):
        content = bytearray(document)
        for _ in range(random.randint(1, 3)):
            content[random.randrange(len(content))] = random.randrange(256)
        try:
            read_received(bytes(content))
        except LaureaError:
            continue


@given(st.binary(max_size=200), st.binary(max_size=60))
def test_any_bytes_break_nothing(content: bytes, tail: bytes) -> None:
    for document in (b"%PDF-" + content + b"startxref\n9\n" + tail, plain({1: content})):
        try:
            attachments(document)
        except LaureaError:
            continue
