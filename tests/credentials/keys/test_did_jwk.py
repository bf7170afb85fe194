from __future__ import annotations

import json

import pytest

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.did_jwk import did_jwk, resolve_did_jwk
from laurea.credentials.keys.did_key import resolve_did_key
from laurea.credentials.keys.jwk import to_jwk
from laurea.credentials.keys.multibase import base64url_encode

KEY = resolve_did_key("did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169").public_key


def a_did(text: str | bytes) -> str:
    return "did:jwk:" + base64url_encode(text.encode() if isinstance(text, str) else text)


def test_a_did_jwk_holds_its_one_key_under_number_0() -> None:
    did = did_jwk(KEY)
    method = resolve_did_jwk(did)
    assert (method.id, method.controller, method.public_key) == (did + "#0", did, KEY)


def test_members_in_any_order_and_with_white_space_are_read() -> None:
    jwk = dict(reversed(to_jwk(KEY).items())) | {"use": "sig"}
    assert resolve_did_jwk(a_did(json.dumps(jwk, indent=2))).public_key == KEY


@pytest.mark.parametrize(
    ("did", "slug"),
    [
        ("did:jwk", "did-invalid"),
        ("did:jwk:", "did-invalid"),
        ("did:jwk:!!!", "did-invalid"),
        (a_did("[]"), "did-invalid"),
        (a_did('{"kty":"EC","kty":"OKP"}'), "did-invalid"),
        (a_did(b"\xff\xfe"), "did-invalid"),
        (a_did("[" * 2000), "did-invalid"),
        (a_did("{}"), "key-invalid"),
        (a_did(json.dumps(to_jwk(KEY) | {"d": "AA"})), "key-invalid"),
        (did_jwk(KEY) + "=", "did-invalid"),
    ],
)
def test_what_is_no_did_jwk_is_refused(did: str, slug: str) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        resolve_did_jwk(did)
    assert refusal.value.problem.type.slug == slug
