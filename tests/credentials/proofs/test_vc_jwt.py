from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.errors import LaureaError
from laurea.credentials.keys.did_jwk import did_jwk
from laurea.credentials.keys.did_key import did_key
from laurea.credentials.keys.jwk import to_jwk
from laurea.credentials.keys.multibase import base64url_decode, base64url_encode
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.policy import TokenPolicy, VerificationPolicy
from laurea.credentials.ports import Signer
from laurea.credentials.proofs.token_writing import sign_credential_token
from laurea.credentials.report import IssuerTrust, Outcome, Verdict, VerificationReport
from laurea.credentials.status.new_list import new_status_list
from laurea.credentials.verify import verify
from laurea.integrations.keystore.private_key import (
    PrivateKey,
    generate_private_key,
    public_key_of,
    signer_for,
)
from tests.simulator.documents import OB
from tests.simulator.issuer import NOW, SIGNED, Issuer
from tests.simulator.resolver import MemoryResolver

V1 = "https://www.w3.org/2018/credentials/v1"
KEYS = {
    kind: generate_private_key(kind, Random(7).randbytes)
    for kind in (KeyKind.ED25519, KeyKind.P256, KeyKind.P384, KeyKind.RSA)
}


def a_signer(private: PrivateKey) -> Signer:
    public = public_key_of(private)
    did = did_key(public)
    return signer_for(private, f"{did}#{did.removeprefix('did:key:')}")


def a_document(signer: Signer, **changes: Any) -> dict[str, Any]:
    owner = signer.verification_method.partition("#")[0]
    issuer = Issuer(owner, "Academy", [])
    return issuer.unsigned() | changes


def part(value: Mapping[str, Any] | bytes) -> str:
    return base64url_encode(value if isinstance(value, bytes) else json.dumps(value).encode())


def forged(signer: Signer, payload: Mapping[str, Any], **header: Any) -> str:
    """A token with this very payload, honest in its signature, whatever its header says."""
    members = {"alg": signer.algorithm, "kid": signer.verification_method} | header
    head = {name: value for name, value in members.items() if value is not None}
    signed = f"{part(head)}.{part(payload)}"
    (signature,) = signer.sign_many([signed.encode()], None)
    return f"{signed}.{base64url_encode(signature)}"


ED = a_signer(KEYS[KeyKind.ED25519])
TOKEN = sign_credential_token(a_document(ED), signer=ED, created=SIGNED)
PAYLOAD = json.loads(base64url_decode(TOKEN.split(".")[1], max_chars=10_000))


def report(token: str | Mapping[str, Any], **how: Any) -> VerificationReport:
    return verify(token, at=NOW, **how)


def slugs(found: VerificationReport) -> set[str]:
    return {problem.type.slug for problem in found.problems()}


def outcome(found: VerificationReport, name: str = "proof") -> Outcome:
    return next(check.outcome for check in found.checks if check.name == name)


@pytest.mark.parametrize("kind", KEYS, ids=lambda kind: kind.value)
def test_what_each_kind_of_key_signs_is_valid_and_known(kind: KeyKind) -> None:
    signer = a_signer(KEYS[kind])
    token = sign_credential_token(a_document(signer), signer=signer, created=SIGNED)
    owner = signer.verification_method.partition("#")[0]
    policy = VerificationPolicy(trusted_issuers=frozenset({owner}))
    found = report(token, policy=policy)
    assert (found.verdict, found.issuer_trust) == (Verdict.VALID, IssuerTrust.TRUSTED)
    assert not found.warnings


def test_a_key_of_did_jwk_is_found_in_it() -> None:
    did = did_jwk(public_key_of(KEYS[KeyKind.RSA]))
    signer = signer_for(KEYS[KeyKind.RSA], f"{did}#0")
    token = sign_credential_token(a_document(signer), signer=signer, created=SIGNED)
    assert report(token).verdict is Verdict.VALID


@given(place=st.integers(0, len(TOKEN) - 1), letter=st.integers(0x20, 0x7E))
def test_any_changed_character_makes_it_anything_but_valid(place: int, letter: int) -> None:
    changed = f"{TOKEN[:place]}{chr(letter)}{TOKEN[place + 1 :]}"
    if changed == TOKEN:
        return
    try:
        found = report(changed)
    except LaureaError:
        return
    assert found.verdict is not Verdict.VALID


@given(place=st.integers(0, len(json.dumps(PAYLOAD)) - 1), change=st.integers(1, 255))
def test_any_changed_byte_inside_makes_it_anything_but_valid(place: int, change: int) -> None:
    head, _, signature = TOKEN.split(".")
    payload = bytearray(json.dumps(PAYLOAD).encode())
    payload[place] ^= change
    try:
        found = report(f"{head}.{part(bytes(payload))}.{signature}")
    except LaureaError:
        return
    assert found.verdict is not Verdict.VALID


@pytest.mark.parametrize(
    ("header", "slug"),
    [
        ({"alg": "none"}, "jwt-alg"),
        ({"alg": "HS256"}, "jwt-alg"),
        ({"alg": "ES256"}, "jwt-alg"),
        ({"alg": 7}, "jwt-alg"),
        ({"alg": None}, "jwt-alg"),
        ({"crit": ["exp"]}, "jwt-header"),
        ({"b64": False}, "jwt-header"),
        ({"jku": "https://school.example/keys"}, "jwt-header"),
        ({"x5c": ["AA"]}, "jwt-header"),
        ({"zip": "DEF"}, "jwt-header"),
        ({"typ": "at+jwt"}, "jwt-header"),
        ({"typ": "vp+jwt"}, "jwt-header"),
        ({"typ": "kb+jwt"}, "jwt-header"),
        ({"typ": "dpop+jwt"}, "jwt-header"),
        ({"cty": "bad+cty"}, "jwt-header"),
        ({"typ": 1}, "jwt-header"),
        ({"kid": None}, "jwt-header"),
        ({"kid": "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"}, "key-unauthorized"),
        ({"kid": "http://127.0.0.1:8000/keys/1"}, "key-unauthorized"),
        ({"kid": "../../etc/passwd"}, "key-unauthorized"),
        ({"kid": "#other"}, "key-unauthorized"),
        ({"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "AA", "d": "AA"}}, "key-invalid"),
        ({"jwk": to_jwk(public_key_of(KEYS[KeyKind.P256]))}, "jwt-header"),
    ],
)
def test_a_header_that_asks_for_trust_fails(header: dict[str, Any], slug: str) -> None:
    found = report(forged(ED, PAYLOAD, **header))
    assert found.verdict is Verdict.INVALID
    assert slug in slugs(found)


@pytest.mark.parametrize("typ", [None, "JWT", "jwt", "vc+jwt", "application/vc+jwt", "VC+JWT"])
def test_the_types_of_tokens_for_credentials_are_read(typ: str | None) -> None:
    assert report(forged(ED, PAYLOAD, typ=typ)).verdict is Verdict.VALID


def test_the_later_name_of_eddsa_is_known() -> None:
    assert report(forged(ED, PAYLOAD, alg="Ed25519")).verdict is Verdict.VALID
    other = a_signer(KEYS[KeyKind.P256])
    assert "jwt-alg" in slugs(report(forged(other, a_document(other), alg="Ed25519")))


@pytest.mark.parametrize(
    ("claims", "slug"),
    [
        ({"iss": "did:example:other"}, "issuer-mismatch"),
        ({"sub": "did:example:other"}, "subject-mismatch"),
        ({"jti": "urn:uuid:1"}, "id-mismatch"),
        ({"nbf": 3_786_912_000}, "not-yet-valid"),
        ({"nbf": 1_000_000_000}, "malformed-value"),
        ({"exp": 1_000_000_000}, "expired"),
        ({"exp": -1}, "expired"),
        ({"exp": "2036-01-01T00:00:00Z"}, "malformed-value"),
        ({"exp": True}, "malformed-value"),
        ({"exp": None}, "malformed-value"),
        ({"iat": 3_786_912_000}, "not-yet-valid"),
        ({"validUntil": "2036-01-01T00:00:00Z", "exp": 2_000_000_000}, "malformed-value"),
        ({"vc": {"type": "VerifiableCredential"}}, "undefined-term"),
        ({"vp": {}}, "undefined-term"),
        ({"shoeSize": 42}, "undefined-term"),
        ({"status": {"status_list": {"idx": 1, "uri": "https://x.example"}}}, "undefined-term"),
    ],
    ids=str,
)
def test_claims_that_contradict_the_document_fail(claims: dict[str, Any], slug: str) -> None:
    found = report(forged(ED, PAYLOAD | claims))
    assert found.verdict is Verdict.INVALID
    assert slug in slugs(found)


def test_a_claim_says_when_the_token_ends_where_the_document_does_not() -> None:
    assert report(forged(ED, PAYLOAD | {"exp": 2_000_000_000})).verdict is Verdict.VALID


def test_a_date_as_text_in_iat_is_a_warning_only() -> None:
    found = report(forged(ED, PAYLOAD | {"iat": "2026-06-14T09:00:00Z"}))
    assert found.verdict is Verdict.VALID
    assert [problem.type.slug for problem in found.warnings] == ["malformed-value"]


def test_missing_claims_are_a_warning_or_a_failure_as_the_verifier_wants() -> None:
    lacking = {name: value for name, value in PAYLOAD.items() if name not in ("sub", "jti")}
    token = forged(ED, lacking)
    assert [p.type.slug for p in report(token).warnings] == ["missing-value"]
    strict = VerificationPolicy(tokens=TokenPolicy(missing_claims=False))
    assert report(token, policy=strict).verdict is Verdict.INVALID


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda token: token.replace(".", ". ", 1),
        lambda token: token.replace(".", ".\n", 1),
        lambda token: token + "=",
        lambda token: token + ".AA",
        lambda token: token[:-1] + ("h" if token[-1] == "g" else chr(ord(token[-1]) + 1)),
        lambda token: token.replace(token.split(".")[1], token.split(".")[1] + "A"),
    ],
)
def test_a_second_spelling_of_a_token_is_not_read_or_not_valid(spoiled: Any) -> None:
    try:
        found = report(spoiled(TOKEN))
    except LaureaError as error:
        assert error.problem.type.slug in {"parsing", "jwt-header"}
    else:
        assert found.verdict is Verdict.INVALID


@pytest.mark.parametrize("where", ["header", "payload"])
def test_a_key_that_stands_twice_is_refused(where: str) -> None:
    head, payload, _ = TOKEN.split(".")
    text = base64url_decode(head if where == "header" else payload, max_chars=10_000)
    twice = part(text[:-1] + b',"alg":"EdDSA","iss":"x","alg":"EdDSA","iss":"x"}')
    signed = f"{twice}.{payload}" if where == "header" else f"{head}.{twice}"
    (signature,) = ED.sign_many([signed.encode()], None)
    with pytest.raises(LaureaError) as refusal:
        report(f"{signed}.{base64url_encode(signature)}")
    assert refusal.value.problem.type.slug == "duplicate-key"


def test_an_ecdsa_signature_in_der_does_not_count() -> None:
    private = KEYS[KeyKind.P256]
    signer = a_signer(private)
    token = sign_credential_token(a_document(signer), signer=signer, created=SIGNED)
    signed = token.rpartition(".")[0]
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    der = private.sign(signed.encode(), ec.ECDSA(hashes.SHA256()))
    found = report(f"{signed}.{base64url_encode(der)}")
    assert slugs(found) == {"proof-invalid"}


# -- keys that stand in the token


def test_a_key_in_the_header_vouches_for_itself_only() -> None:
    payload = PAYLOAD | {"issuer": "https://school.example/issuer"}
    payload["iss"] = payload["issuer"]
    public = to_jwk(public_key_of(KEYS[KeyKind.ED25519]))
    policy = VerificationPolicy(trusted_issuers=frozenset({payload["issuer"]}))
    found = report(forged(ED, payload, kid=None, jwk=public), policy=policy)
    assert (found.verdict, found.issuer_trust) == (Verdict.VALID, IssuerTrust.UNPROVEN)


def test_a_key_in_the_header_that_the_did_does_not_contain_fails() -> None:
    signer = a_signer(KEYS[KeyKind.P256])
    public = to_jwk(public_key_of(KEYS[KeyKind.P256]))
    found = report(forged(signer, PAYLOAD, kid=None, jwk=public))
    assert (found.verdict, slugs(found)) == (Verdict.INVALID, {"key-unauthorized"})


# -- keys that the issuer publishes


def test_a_bare_name_is_looked_up_in_the_issuers_document() -> None:
    web = MemoryResolver()
    jwk = {**to_jwk(public_key_of(KEYS[KeyKind.P256])), "kid": "2026-a"}
    issuer = "https://school.example/issuer"
    method = {"id": f"{issuer}#key-1", "type": "JsonWebKey", "controller": issuer}
    web.publish(
        issuer,
        {
            "id": issuer,
            "verificationMethod": [method | {"publicKeyJwk": jwk}],
            "assertionMethod": [f"{issuer}#key-1"],
        },
    )
    signer = signer_for(KEYS[KeyKind.P256], f"{issuer}#key-1")
    document = a_document(signer)
    token = sign_credential_token(document, signer=signer, created=SIGNED)
    payload = json.loads(base64url_decode(token.split(".")[1], max_chars=10_000))
    for kid in ("2026-a", "key-1", "#key-1", f"{issuer}#key-1"):
        found = report(forged(signer, payload, kid=kid), resolver=web)
        assert (found.verdict, found.issuer_trust) == (Verdict.VALID, IssuerTrust.UNLISTED), kid
    assert report(forged(signer, payload, kid="2026-b"), resolver=web).verdict is Verdict.INVALID
    assert report(token).verdict is Verdict.INDETERMINATE


def test_a_set_of_keys_at_the_issuers_address_is_the_issuers() -> None:
    web = MemoryResolver()
    issuer = "https://school.example/issuer"
    keys = [
        {**to_jwk(public_key_of(KEYS[kind])), "kid": kind.value}
        for kind in (KeyKind.P256, KeyKind.P384)
    ]
    web.publish(issuer, {"keys": keys})
    signer = signer_for(KEYS[KeyKind.P384], f"{issuer}#p384")
    token = sign_credential_token(a_document(signer), signer=signer, created=SIGNED)
    found = report(token, resolver=web)
    assert (found.verdict, found.issuer_trust) == (Verdict.VALID, IssuerTrust.UNLISTED)


def test_a_set_of_keys_elsewhere_at_the_issuers_host_proves_no_issuer() -> None:
    web = MemoryResolver()
    web.publish(
        "https://school.example/tenants/eve/keys",
        {"keys": [{**to_jwk(public_key_of(KEYS[KeyKind.P256])), "kid": "1"}]},
    )
    issuer = "https://school.example/issuer"
    signer = signer_for(KEYS[KeyKind.P256], f"{issuer}#1")
    payload = {**a_document(signer), "iss": issuer}
    policy = VerificationPolicy(trusted_issuers=frozenset({issuer}))
    token = forged(signer, payload, kid="https://school.example/tenants/eve/keys#1")
    found = report(token, resolver=web, policy=policy)
    assert found.issuer_trust is IssuerTrust.UNPROVEN
    elsewhere = forged(signer, payload, kid="https://evil.example/keys#1")
    assert report(elsewhere, resolver=web, policy=policy).verdict is Verdict.INVALID
    assert "https://evil.example/keys" not in web.asked


# -- the claim vc


def an_old_payload() -> dict[str, Any]:
    document = a_document(ED)
    old = {
        **document,
        "@context": [V1, OB],
        "issuanceDate": document["validFrom"],
    }
    del old["validFrom"]
    return {"vc": old, "iss": document["issuer"]["id"], "nbf": PAYLOAD["nbf"]}


def test_a_document_in_the_claim_vc_is_read_unless_the_verifier_forbids() -> None:
    token = forged(ED, an_old_payload(), typ="JWT")
    assert report(token).verdict is Verdict.VALID
    strict = VerificationPolicy(tokens=TokenPolicy(vc_claim=False))
    assert report(token, policy=strict).verdict is Verdict.INVALID
    assert report(forged(ED, an_old_payload(), typ="vc+jwt")).verdict is Verdict.INVALID


def test_what_the_claim_vc_leaves_out_is_taken_from_the_others() -> None:
    payload = an_old_payload()
    inner = payload["vc"]
    for name in ("id", "issuanceDate"):
        del inner[name]
    del inner["issuer"]["id"], inner["credentialSubject"]["id"]
    payload |= {"jti": "urn:uuid:7", "sub": "did:example:mira-okonjo", "exp": 2_000_000_000}
    found = report(forged(ED, payload))
    assert found.verdict is Verdict.VALID
    assert found.issuer.id == payload["iss"]
    ended = report(forged(ED, payload | {"exp": 1_780_000_000}))
    assert outcome(ended, "validity") is Outcome.FAILED


# -- envelopes


def test_a_token_in_json_is_opened_and_says_nothing_else() -> None:
    enveloped = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{TOKEN}",
    }
    assert report(enveloped).verdict is Verdict.VALID
    for change in (
        {"name": "Diploma"},
        {"id": f"data:application/vc+sd-jwt,{TOKEN}"},
        {"id": f"data:text/plain,{TOKEN}"},
        {"id": TOKEN},
        {"id": 7},
        {"type": "EnvelopedVerifiablePresentation"},
    ):
        with pytest.raises(LaureaError):
            report(enveloped | change)


def test_a_broken_proof_inside_a_good_token_fails() -> None:
    issuer = Issuer.by_did_key()
    signer = issuer.signer()
    signed = issuer.signed()
    good = sign_credential_token(signed, signer=signer, created=SIGNED)
    assert report(good).verdict is Verdict.VALID
    signed["proof"] |= {"created": "2026-06-14T09:00:01Z"}
    broken = sign_credential_token(signed, signer=signer, created=SIGNED)
    assert slugs(report(broken)) == {"proof-invalid"}


def test_an_endorsement_as_a_token_counts_at_any_level_and_must_be_one() -> None:
    issuer, employer = Issuer.by_did_key(), Issuer.by_did_key("employer")
    endorsement = {name: value for name, value in employer.endorsement().items() if name != "proof"}
    good = sign_credential_token(endorsement, signer=employer.signer(), created=SIGNED)
    other = sign_credential_token(employer.unsigned(), signer=employer.signer(), created=SIGNED)
    tampered = good[:-4] + ("AAAA" if good[-4:] != "AAAA" else "BBBB")
    for token, expected in ((good, Outcome.PASSED), (other, Outcome.FAILED), (tampered, None)):
        document = issuer.unsigned(endorsementJwt=[token])
        found = report(issuer.sign(document))
        if expected is None:
            assert outcome(found, "endorsements") is not Outcome.PASSED
        else:
            assert outcome(found, "endorsements") is expected
    inner = issuer.unsigned()
    inner["credentialSubject"]["achievement"]["endorsementJwt"] = [good]
    assert len(report(issuer.sign(inner)).nested) == 1


def test_a_status_list_as_a_token_clears_and_revokes() -> None:
    issuer, url = Issuer.by_did_key(), "https://school.example/status/1"
    entry = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": url,
    }
    signed = issuer.signed(credentialStatus=entry)
    for indexes, expected in (((), Outcome.PASSED), ((7,), Outcome.FAILED)):
        unsigned = new_status_list(url, issuer=issuer.id, valid_from=SIGNED, set_indexes=indexes)
        token = sign_credential_token(unsigned, signer=issuer.signer(), created=SIGNED)
        web = MemoryResolver()
        web.publish(url, token.encode())
        assert outcome(report(signed, resolver=web), "status") is expected
        web.publish(url, token[:-4].encode() + b"AAAA")
        assert outcome(report(signed, resolver=web), "status") is Outcome.UNKNOWN


@given(st.text(alphabet="abcxyzAEey01-_.~=", max_size=200))
def test_whatever_the_text_only_our_errors_leave(text: str) -> None:
    with suppress(LaureaError):
        report("ey" + text)


@given(
    st.dictionaries(
        st.sampled_from(
            "iss sub exp nbf iat vc vp aud nonce cnf jti type @context issuer credentialSubject "
            "id proof _sd".split()
        ),
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers(-(2**53), 2**53 - 1)
            | st.text(max_size=8)
            | st.floats(allow_nan=False, allow_infinity=False),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["id", "type", "vc"]), inner, max_size=3)
            ),
            max_leaves=8,
        ),
    )
)
def test_whatever_the_claims_only_our_errors_leave_and_nothing_is_valid(
    claims: dict[str, Any],
) -> None:
    try:
        found = report(forged(ED, claims))
    except LaureaError:
        return
    assert found.verdict is not Verdict.VALID


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (["EdDSA"], "alg in the header is an array."),
        (None, "The header names no algorithm."),
        ("HS256", "The algorithm 'HS256' is not accepted."),
    ],
)
def test_an_algorithm_is_spoken_of_as_it_stands_in_the_header(value: Any, said: str) -> None:
    found = report(forged(ED, PAYLOAD, alg=value))
    assert [p.detail for p in found.problems() if p.type.slug == "jwt-alg"] == [said]


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"exp": -1}, "By its claim exp, the token ended before 1970."),
        ({"exp": 1_000_000_000}, "By its claim exp, the token ended on 9 September 2001, 01:46:40"),
        ({"nbf": 10**15}, "By its claim nbf, the token begins after the year 9999."),
    ],
)
def test_moments_of_claims_are_given_in_words(claims: dict[str, Any], said: str) -> None:
    details = [problem.detail for problem in report(forged(ED, PAYLOAD | claims)).problems()]
    assert any(detail.startswith(said) for detail in details), details
