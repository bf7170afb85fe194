"""Credentials in COSE envelopes: what opens, what is refused, and what is never called valid."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.limits import Limits
from laurea.credentials.proofs.cbor import write_cbor
from laurea.credentials.proofs.envelopes import as_enveloped, open_token, token_of
from laurea.credentials.proofs.vc_cose import open_vc_cose
from laurea.credentials.received import read_received
from laurea.credentials.report import Verdict, VerificationReport
from laurea.credentials.verify import verify
from tests.simulator.issuer import NOW, Issuer

ISSUER = Issuer.by_did_key("academy")
EDDSA = b"\x27"
"""-8 in CBOR, which the writer does not write."""


def header(kid: bytes = b"", typ: str = "application/vc+cose", algorithm: bytes = EDDSA) -> bytes:
    name = kid or ISSUER.signer().verification_method.encode()
    members = [(b"\x01", algorithm), (b"\x03", write_cbor("application/vc"))]
    members += [(b"\x04", write_cbor(name)), (b"\x10", write_cbor(typ))]
    return bytes([0xA0 | len(members)]) + b"".join(key + value for key, value in members)


def sealed(
    document: dict[str, Any], protected: bytes | None = None, issuer: Issuer = ISSUER
) -> bytes:
    protected = header() if protected is None else protected
    payload = json.dumps(document).encode()
    signed = write_cbor(["Signature1", protected, b"", payload])
    (signature,) = issuer.signer().sign_many([signed], None)
    return b"\xd2" + write_cbor([protected, {}, payload, signature])


def text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def report(content: bytes | str) -> VerificationReport:
    raw = content.encode() if isinstance(content, str) else content
    return verify(read_received(raw).document, at=NOW)


def slugs(found: VerificationReport) -> set[str]:
    return {problem.type.slug for problem in found.problems()}


@pytest.mark.parametrize("form", [bytes, text, lambda raw: text(raw).rstrip("=")])
def test_what_its_issuer_sealed_is_valid_in_bytes_and_as_text(form: Any) -> None:
    received = read_received(raw := sealed(ISSUER.unsigned()))
    assert (received.format, received.token) == ("ob3-achievement", text(raw))
    assert received.credential() == ISSUER.unsigned()
    assert report(form(raw)).verdict is Verdict.VALID


def test_somebody_elses_seal_or_none_is_never_valid() -> None:
    eve = Issuer.by_did_key("eve")
    forged = sealed(ISSUER.unsigned(), header(), issuer=eve)
    assert report(forged).verdict is Verdict.INVALID
    own = header(kid=eve.signer().verification_method.encode())
    assert report(sealed(ISSUER.unsigned(), own, issuer=eve)).verdict is Verdict.INVALID


def test_no_byte_can_be_changed() -> None:
    raw = sealed(ISSUER.unsigned())
    for place in range(0, len(raw), 7):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        try:
            found = report(changed)
        except MalformedDocument:
            continue
        assert found.verdict is not Verdict.VALID, place


@pytest.mark.parametrize(
    ("protected", "slug"),
    [
        (header(typ="application/vp+cose"), "jwt-header"),
        (header(typ="text/plain"), "jwt-header"),
        (header(algorithm=b"\x26"), "jwt-alg"),  # ES256, and a key of Ed25519
        (header(algorithm=b"\x05"), "jwt-alg"),  # HMAC
        (header(algorithm=b"\x61a"), "jwt-alg"),
        (header().replace(b"\xa4", b"\xa5", 1) + b"\x02\x81\x01", "jwt-header"),  # crit
        (header().replace(b"\x03\x6eapplication/vc", b"\x03\x01"), "jwt-header"),
    ],
)
def test_a_header_that_says_something_else_fails(protected: bytes, slug: str) -> None:
    found = report(sealed(ISSUER.unsigned(), protected))
    assert found.verdict is Verdict.INVALID
    assert slug in slugs(found)


@pytest.mark.parametrize(
    "content",
    [
        b"\xd2\x84",
        b"\xd2\x83\x40\xa0\x40",
        b"\xd2\x84\x40\xa0\x40\x40",
        b"\xd2\x84\x41\xa0\xa1\x01\x26\x42{}\x40",  # a header that nobody signed
        b"\xd2\x84\x41\x80\xa0\x42{}\x40",
        b"\xd2\x84\x41\xa0\xa0\xf6\x40",  # the payload stands elsewhere
        b"\xd2\x84\x41\xa0\xa0\x42[]\x40",
        b"\xd2\x84\x43\xa1\x01",
    ],
)
def test_what_is_no_envelope_is_refused(content: bytes) -> None:
    with pytest.raises(MalformedDocument):
        open_vc_cose(text(content))
    with pytest.raises(MalformedDocument):
        read_received(content)


def test_base64_has_one_spelling_and_an_end() -> None:
    good = text(sealed(ISSUER.unsigned() | {"name": "Robots"}))
    for wrong in ("!" + good, good + "A", good[:-3], good[:1] + good[2:]):
        with pytest.raises(MalformedDocument):
            open_vc_cose(wrong)
    with pytest.raises(LimitExceeded):
        open_vc_cose(good, limits=Limits(document_bytes=100))


def test_a_kid_that_is_no_text_names_no_key() -> None:
    assert open_vc_cose(text(sealed({}, header(kid=b"\xff")))).kid is None


def test_in_json_it_stands_as_a_data_url_of_its_own_type() -> None:
    token = text(sealed(ISSUER.unsigned()))
    enveloped = as_enveloped(token)
    assert enveloped["id"] == f"data:application/vc+cose;base64,{token}"
    assert token_of(enveloped) == token == token_of(enveloped | {"id": enveloped["id"] + "\n"})
    assert open_token(token).kind == "vc-cose"
    assert verify(enveloped, at=NOW).verdict is Verdict.VALID
    for other in ("vc+jwt", "vc+sd-jwt"):
        with pytest.raises(MalformedDocument):
            token_of(enveloped | {"id": f"data:application/{other},{token}"})
    with pytest.raises(MalformedDocument):
        token_of(
            enveloped | {"id": "data:application/vc+cose;base64,eyJhbGciOiJFZERTQSJ9.e30.c2ln"}
        )
