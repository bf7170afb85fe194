"""Where fuzzing begins: for each target a few inputs of our own making that lead far inside."""

from __future__ import annotations

import json
from functools import cache
from random import Random
from typing import Any

from laurea.credentials.canon import canonical_nquads
from laurea.credentials.keys.did_key import did_key
from laurea.credentials.keys.multibase import base64url_encode
from laurea.credentials.proofs.cbor import write_cbor
from laurea.credentials.status.bitstring import compress_bitstring
from laurea.credentials.status.new_list import new_status_list
from laurea.integrations.keystore.private_key import generate_private_key, public_key_of
from tests.simulator.documents import a_credential
from tests.simulator.issuer import SIGNED, Issuer
from tests.simulator.ledger import merkle_value
from tests.simulator.old_issuer import OldIssuer
from tests.simulator.pdf import changed, packed, plain, with_files
from tests.simulator.specimens import STATUS_LIST, SVG, TOKEN_KEYS, a_png, specimens

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://school.example/schema",
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "pattern": "^[A-Zé](b|c{1,3})*\\d+$", "maxLength": 9},
        "tag": {"type": "array", "prefixItems": [{"$ref": "#/$defs/one"}], "uniqueItems": True},
        "credits": {"type": "number", "multipleOf": 0.5, "exclusiveMinimum": 0},
    },
    "patternProperties": {"^x-": {"enum": [1, None, {"a": []}]}},
    "dependentSchemas": {"tag": {"required": ["credits"]}},
    "if": {"properties": {"name": {"const": "A"}}},
    "then": {"unevaluatedProperties": False},
    "oneOf": [{"minProperties": 1}, {"not": {"contains": {"format": "date"}}}],
    "$defs": {"one": {"$anchor": "one", "anyOf": [{"type": "string"}, {"$dynamicRef": "#one"}]}},
}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _sealed(document: Any) -> bytes:
    header = {"alg": "ES256", "b64": False, "crit": ["b64"], "x5c": ["AAAA"], "x5t#S256": "AAAA"}
    protected = base64url_encode(_json(header | {"sigT": "2026-06-14T09:00:00Z"}))
    part = {"protected": protected, "header": {"etsiU": []}, "signature": "AAAA"}
    return _json({"payload": _json(document).decode(), "signatures": [part]})


def _documents() -> list[bytes]:
    found = [each.content for each in specimens().values()]
    made_up = [_json(a_credential(Random(seed))) for seed in range(6)]
    rich = Issuer.by_did_key()
    return [
        *(one for one in found if one.startswith(b"{")),
        *made_up,
        _json(rich.sign(rich.rich())),
        _json(rich.clr([rich.signed(), rich.endorsement()])),
        _sealed(rich.unsigned()),
    ]


def _fetched() -> list[bytes]:
    school = OldIssuer()
    listed = new_status_list(STATUS_LIST, issuer="did:web:school.example", valid_from=SIGNED)
    issuer = Issuer.by_did_web("school.example")
    parts = (school.profile(), school.key(), school.revocations("urn:a"), school.badge())
    revoked = {
        "id": "https://school.example/revoked",
        "issuer": issuer.id,
        "revokedCredential": [{"id": "urn:uuid:1", "revoked": True}],
    }
    return [
        _json(each)
        for each in (
            listed,
            issuer.sign(listed),
            issuer.key_document(),
            Issuer.by_address().key_document(),
            SCHEMA,
            revoked,
            school.assertion(),
            {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AAAA", "kid": "1"}]},
            *parts,
        )
    ]


def _claims() -> list[bytes]:
    issuer = Issuer.by_did_key()
    document = issuer.unsigned()
    kept_back = {"_sd": ["x" * 43], "_sd_alg": "sha-256", "cnf": {"jwk": {"kty": "OKP"}}}
    return [
        _json({"header": {"typ": "vc+jwt"}, "payload": document}),
        _json({"header": {"typ": "JWT"}, "payload": {"vc": document, "nbf": 1, "exp": 2**33}}),
        _json({"header": {}, "payload": {"vp": {"type": ["VerifiablePresentation"]}, "aud": "a"}}),
        _json(
            {
                "header": {"typ": "vc+sd-jwt"},
                "payload": {**document, **kept_back, "evidence": [{"...": "y" * 43}]},
                "disclosures": [["salt", "name", "Ada"], ["salt", {"id": "urn:e"}], ["s", 1]],
            }
        ),
    ]


def _pdfs() -> list[bytes]:
    objects = with_files({"a.json": b'{"a": 1}', "Übersee": b"ey"})
    files = [plain(objects), packed(objects), changed(plain(objects), {1: b"<<>>"})]
    return [*files, *(body for body in objects.values() if b"stream" not in body)]


def _texts() -> list[bytes]:
    keys = [generate_private_key(kind, Random(1).randbytes) for kind in TOKEN_KEYS]
    anchor = [[0, 0], [1, 3], [2, write_cbor("ab" * 32)]]
    signature = json.loads(specimens()["Blockcerts 2"].content)["signature"]
    return [
        *(did_key(public_key_of(key)).encode() for key in keys),
        merkle_value(b"\x01" * 32, anchor).encode(),
        write_cbor([[0, 0], b"\x01\x02", "text", [24, 300]]),
        _json(signature),
        b"2026-06-14T09:00:00.123+14:00",
        b"2026-06-14",
        b"/a/b/1",
        b"/~0",
        OldIssuer().key()["publicKeyPem"].encode(),
    ]


@cache
def seeds() -> dict[str, list[bytes]]:
    """Return the seeds of each target."""
    documents = _documents()
    signed = [each.content for each in specimens().values()]
    statements = canonical_nquads(a_credential(Random(3)))
    empty = b'{"@context":[],"id":"urn:a"}'
    return {
        "judge": [*documents, *signed],
        "fetched": _fetched(),
        "signed": documents,
        "claims": _claims(),
        "tokens": [each for each in signed if each.startswith(b"ey")],
        "pictures": [a_png(), SVG, specimens()["PNG"].content, specimens()["SVG"].content],
        "documents": _pdfs(),
        "wire": documents,
        "lists": [compress_bitstring(bytes(16_384)).encode(), compress_bitstring(b"a").encode()],
        "canon": [*documents, statements, empty],
        "schemas": [_json([SCHEMA, {"name": "Ab1", "tag": ["a"], "credits": 1.5}])],
        "texts": _texts(),
    }
