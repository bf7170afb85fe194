from __future__ import annotations

import json
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from laurea.credentials.errors import Conflict, LaureaError, LimitExceeded, MalformedDocument
from laurea.credentials.keys.public_key import ALGORITHMS, KeyKind
from laurea.credentials.keys.signature import verify_signature
from laurea.integrations.keystore.encryption import Argon2Cost
from laurea.integrations.keystore.key_file import (
    NewKey,
    create_key,
    read_key_file,
    read_public_part,
    write_key_file,
)

CHEAP = Argon2Cost(operations=1, memory_bytes=8 * 1024)
PASSPHRASE = "four plain words here"


def a_key(kind: KeyKind = KeyKind.ED25519) -> NewKey:
    return create_key(kind, name="Halden Works Academy", url="https://academy.example/")


def a_file(folder: Path, *, passphrase: str | None = PASSPHRASE) -> Path:
    path = folder / "academy.key.json"
    write_key_file(path, a_key(), passphrase, cost=CHEAP)
    return path


def never_asked() -> str:
    raise AssertionError("no passphrase is needed")


def refusal_of(path: Path, passphrase: Callable[[], str] = lambda: PASSPHRASE) -> str:
    with pytest.raises(LaureaError) as refusal:
        read_key_file(path, passphrase)
    assert path.name in refusal.value.problem.detail
    return refusal.value.problem.type.slug


def rewrite(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    document = json.loads(path.read_bytes())
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")


@pytest.mark.parametrize("kind", list(ALGORITHMS), ids=lambda kind: kind.value)
@pytest.mark.parametrize("passphrase", [PASSPHRASE, None], ids=["encrypted", "open"])
def test_a_key_file_signs_as_the_identity_it_shows(
    tmp_path: Path, kind: KeyKind, passphrase: str | None
) -> None:
    key = a_key(kind)
    path = tmp_path / "academy.key.json"
    write_key_file(path, key, passphrase, cost=CHEAP)
    key_file = read_key_file(path, lambda: PASSPHRASE if passphrase else never_asked())
    assert key_file.public == read_public_part(path)
    assert key_file.did == key.verification_method.controller
    assert key_file.profile == {
        "id": key_file.did,
        "type": ["Profile"],
        "name": "Halden Works Academy",
        "url": "https://academy.example/",
    }
    assert key_file.signer.verification_method == key.verification_method.id
    [signature] = key_file.signer.sign_many([b"message"], None)
    algorithm = ALGORITHMS[kind]
    assert verify_signature(key_file.public_key, signature, b"message", algorithm)


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    assert stat.S_IMODE(a_file(tmp_path).stat().st_mode) == 0o600


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    before = path.read_bytes()
    with pytest.raises(Conflict):
        write_key_file(path, a_key(), None)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_the_private_key_stands_in_no_encrypted_file_and_in_no_representation(
    tmp_path: Path,
) -> None:
    key = create_key(KeyKind.ED25519, name="Halden", random=lambda size: b"S" * size)
    path = tmp_path / "k"
    write_key_file(path, key, PASSPHRASE, cost=CHEAP)
    assert b"U1NTU1NT" not in path.read_bytes()
    write_key_file(tmp_path / "open", key, None)
    assert b"U1NTU1NT" in (tmp_path / "open").read_bytes()
    assert "private" not in repr(key)


def test_a_private_key_in_the_open_that_others_can_read_is_warned_of(tmp_path: Path) -> None:
    path = a_file(tmp_path, passphrase=None)
    assert read_public_part(path).warnings == ()
    path.chmod(0o640)
    [warning] = read_key_file(path, never_asked).public.warnings
    assert (warning.type.slug, warning.severity.value) == ("key-file-exposed", "warning")


def test_a_key_file_is_read_from_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_file(tmp_path, passphrase=None)
    with path.open(encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert read_key_file("-", never_asked).public == read_public_part(path)


def test_an_encrypted_file_that_others_can_read_is_not_warned_of(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    path.chmod(0o644)
    assert read_public_part(path).warnings == ()


def test_a_wrong_passphrase_is_told_from_a_damaged_file(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    assert refusal_of(path, lambda: "another") == "passphrase-wrong"
    rewrite(path, lambda d: d["privateKey"].update(salt="A" * 22))
    assert refusal_of(path) == "key-file"


def test_a_truncated_file_is_named_wherever_it_ends(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    content = path.read_bytes()
    for length in range(0, len(content) - 2, 37):
        path.write_bytes(content[:length])
        assert refusal_of(path) == "key-file"


def test_no_changed_character_opens_the_file_as_somebody_else(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    content = path.read_bytes()
    did = read_public_part(path).did
    for place in range(0, len(content), 7):
        changed = bytearray(content)
        changed[place] ^= 1
        path.write_bytes(bytes(changed))
        try:
            key_file = read_key_file(path, lambda: PASSPHRASE)
        except MalformedDocument:
            continue
        assert key_file.did == did


def test_the_name_may_be_edited_by_hand(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    rewrite(path, lambda d: d["profile"].update(name="Halden Academy", email="desk@example.org"))
    assert read_key_file(path, lambda: PASSPHRASE).profile["name"] == "Halden Academy"


OTHER = create_key(KeyKind.ED25519, name="Other")


def _take_other_method(document: dict[str, Any]) -> None:
    method = document["verificationMethod"]
    other = OTHER.verification_method
    method.update(
        id=other.id,
        controller=other.controller,
        publicKeyMultibase=other.controller.removeprefix("did:key:"),
    )
    document["profile"]["id"] = other.controller


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(format="jwk"),
        lambda d: d.update(version=2),
        lambda d: d.update(version="1"),
        lambda d: d.pop("profile"),
        lambda d: d.update(profile=[]),
        lambda d: d["profile"].update(id="did:web:evil.example"),
        lambda d: d["profile"].update(name=" "),
        lambda d: d["profile"].pop("name"),
        lambda d: d.pop("verificationMethod"),
        lambda d: d["verificationMethod"].update(id="did:web:evil.example#key-1"),
        lambda d: d["verificationMethod"].update(publicKeyMultibase="z6Mk"),
        lambda d: d["verificationMethod"].update(
            publicKeyMultibase=OTHER.verification_method.controller.removeprefix("did:key:")
        ),
        _take_other_method,
        lambda d: d.pop("privateKey"),
        lambda d: d["privateKey"].update(encryption="rot13"),
        lambda d: d["privateKey"].update(encryption="none"),
        lambda d: d["privateKey"].update(encryption="none", pkcs8="AAAA"),
        lambda d: d["privateKey"].update(encryption="none", pkcs8="*"),
        lambda d: d["privateKey"].update(encryption="none", pkcs8="A" * 5000),
    ],
    ids=range(19),
)
def test_a_file_that_does_not_hold_together_is_refused(
    tmp_path: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    path = a_file(tmp_path)
    rewrite(path, change)
    assert refusal_of(path) == "key-file"


def test_the_private_key_of_another_identity_is_refused(tmp_path: Path) -> None:
    path = a_file(tmp_path, passphrase=None)
    rewrite(path, _take_other_method)
    assert refusal_of(path, never_asked) == "key-file"


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"null", b"{}", b"-----BEGIN PRIVATE KEY-----\n", b'{"kty":"OKP"}', b"\xff\x00"],
)
def test_other_files_are_no_key_files(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    assert refusal_of(path) == "key-file"


def test_a_folder_an_absent_and_a_huge_file_are_named(tmp_path: Path) -> None:
    assert refusal_of(tmp_path) == "file-unreadable"
    assert refusal_of(tmp_path / "absent") == "file-unreadable"
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(2 * 1024**3)
    with pytest.raises(LimitExceeded):
        read_key_file(huge, never_asked)


@pytest.mark.parametrize("name", ["", "  ", "two\nlines", "a\x1b[2J", "n" * 1001])
def test_a_name_is_one_readable_line(name: str) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        create_key(KeyKind.ED25519, name=name)
    assert refusal.value.problem.pointer == "/name"


@pytest.mark.parametrize(
    "url", ["", "academy.example", "ftp://academy.example/", "https://", "https://[", "https://a b"]
)
def test_a_home_page_is_a_full_web_address(url: str) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        create_key(KeyKind.ED25519, name="Halden", url=url)
    assert refusal.value.problem.pointer == "/url"


def test_white_space_around_a_name_is_dropped_and_letters_of_any_script_are_kept() -> None:
    assert create_key(KeyKind.ED25519, name=" Høgskolen 学院 ").profile["name"] == "Høgskolen 学院"
