from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.keys.did_key import did_key
from laurea.credentials.keys.multibase import base64url_decode, base64url_encode
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.proofs.sd_jwt import disclosure_digest, open_sd_jwt, read_disclosure
from laurea.credentials.proofs.sd_jwt_writing import bind_selective_token, sign_selective_token
from laurea.credentials.report import Verdict, VerificationReport
from laurea.credentials.verify import verify
from laurea.integrations.keystore.private_key import (
    generate_private_key,
    public_key_of,
    signer_for,
)
from tests.simulator.issuer import NOW, SIGNED, Issuer

ISSUER = Issuer.by_did_key()
HOLDER = generate_private_key(KeyKind.P256, Random(3).randbytes)
HOLDER_DID = did_key(public_key_of(HOLDER))
PLACES = (
    "/credentialSubject/id",
    "/credentialSubject/achievement/criteria/narrative",
    "/credentialSubject/achievement/tag/1",
    "/evidence/0",
    "/evidence/0/name",
    "/name",
)


def a_token(**how: Any) -> str:
    document = ISSUER.unsigned(
        evidence=[{"id": "https://school.example/e/1", "type": ["Evidence"], "name": "Film"}]
    )
    document["credentialSubject"]["achievement"]["tag"] = ["robot", "safety"]
    return sign_selective_token(
        document,
        **{
            "disclosable": PLACES,
            "signer": ISSUER.signer(),
            "created": SIGNED,
            "random": Random(5).randbytes,
            **how,
        },
    )


TOKEN = a_token()


def report(token: str, **how: Any) -> VerificationReport:
    return verify(token, at=NOW, **how)


def judged(token: str, **how: Any) -> str:
    try:
        return report(token, **how).verdict.value
    except LaureaError:
        return "unreadable"


def signed_by_hand(payload: dict[str, Any], *disclosures: str) -> str:
    signer = ISSUER.signer()
    header = {"alg": "EdDSA", "typ": "vc+sd-jwt", "kid": signer.verification_method}
    parts = [base64url_encode(json.dumps(each).encode()) for each in (header, payload)]
    (signature,) = signer.sign_many([".".join(parts).encode()], None)
    return "~".join([".".join([*parts, base64url_encode(signature)]), *disclosures, ""])


def a_disclosure(*said: Any) -> str:
    return base64url_encode(json.dumps(["salt", *said]).encode())


def test_with_all_disclosures_the_document_is_whole_again() -> None:
    document = open_sd_jwt(TOKEN).document
    assert document["evidence"] == [
        {"id": "https://school.example/e/1", "type": ["Evidence"], "name": "Film"}
    ]
    assert document["credentialSubject"]["achievement"]["tag"] == ["robot", "safety"]
    assert document["name"] == "Robot safety"
    assert "_sd" not in json.dumps(document)
    assert report(TOKEN).verdict is Verdict.VALID


def test_without_disclosures_it_still_holds_and_says_less() -> None:
    token = TOKEN.partition("~")[0] + "~"
    document = open_sd_jwt(token).document
    assert "id" not in document["credentialSubject"]
    assert document["evidence"] == []
    assert report(token).verdict is Verdict.VALID


def test_decoys_change_nothing() -> None:
    token = a_token(decoys=4)
    assert report(token).verdict is Verdict.VALID
    assert len(token) > len(TOKEN)


def test_any_disclosure_may_be_left_out_unless_another_needs_it() -> None:
    head, *disclosures, _ = TOKEN.split("~")
    for left_out in range(len(disclosures)):
        rest = disclosures[:left_out] + disclosures[left_out + 1 :]
        verdict = judged("~".join([head, *rest, ""]))
        says_evidence = read_disclosure(disclosures[left_out]).name is None and isinstance(
            read_disclosure(disclosures[left_out]).value, dict
        )
        assert verdict == ("unreadable" if says_evidence else "valid")


@given(place=st.integers(0, len(TOKEN) - 1), letter=st.integers(0x20, 0x7E))
def test_any_changed_character_makes_it_anything_but_valid(place: int, letter: int) -> None:
    changed = f"{TOKEN[:place]}{chr(letter)}{TOKEN[place + 1 :]}"
    assert changed == TOKEN or judged(changed) != "valid"


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda head, first, rest: [head, first, first, *rest],
        lambda head, first, rest: [head, a_disclosure("name", "Doctor"), first, *rest],
        lambda head, first, rest: [head, "", first, *rest],
        lambda head, first, rest: [head, first + "=", *rest],
        lambda head, first, rest: [head, a_disclosure("_sd", []), first, *rest],
        lambda head, first, rest: [head, a_disclosure("...", []), first, *rest],
        lambda head, first, rest: [head, base64url_encode(b'{"a": 1}'), first, *rest],
        lambda head, first, rest: [head, base64url_encode(b'["a"]'), first, *rest],
    ],
)
def test_disclosures_that_do_not_belong_are_refused(spoiled: Any) -> None:
    head, first, *rest, _ = TOKEN.split("~")
    with pytest.raises(MalformedDocument) as refusal:
        report("~".join([*spoiled(head, first, rest), ""]))
    assert refusal.value.problem.type.slug in {"disclosure-invalid", "parsing"}


def test_what_the_issuer_signed_twice_or_wrongly_is_refused() -> None:
    plain = ISSUER.unsigned()
    twice = a_disclosure("name", "Robot safety")
    exp = a_disclosure("exp", 1)
    element = a_disclosure("name")
    digests = {each: disclosure_digest(each, "sha256") for each in (twice, exp, element)}
    for payload, disclosure in (
        (plain | {"_sd": [digests[twice]]}, twice),
        ({**plain, "_sd": [digests[exp]]}, exp),
        ({**plain, "_sd": [digests[element]]}, element),
        ({**plain, "_sd": ["x", "x"]}, None),
        ({**plain, "_sd": "x"}, None),
        ({**plain, "_sd_alg": "md5"}, None),
        ({**plain, "_sd_alg": 7}, None),
        ({**plain, "description": {"...": "x"}}, None),
        ({**plain, "evidence": [{"...": "x", "id": "urn:x"}]}, None),
        ({**plain, "evidence": [{"...": 7}]}, None),
    ):
        token = signed_by_hand(payload, *([] if disclosure is None else [disclosure]))
        with pytest.raises(MalformedDocument) as refusal:
            report(token)
        assert refusal.value.problem.type.slug == "disclosure-invalid"


@pytest.mark.parametrize(
    "place", ["/nothing", "/type", "/issuer", "/credentialSubject/achievement/tag/9", "name", "/"]
)
def test_what_must_be_seen_or_is_not_there_cannot_be_kept_back(place: str) -> None:
    with pytest.raises(MalformedDocument):
        a_token(disclosable=[place])


# -- key binding


def bound(token: str, **how: Any) -> str:
    signer = signer_for(HOLDER, f"{HOLDER_DID}#key")
    return bind_selective_token(
        token,
        **{
            "signer": signer,
            "created": SIGNED,
            "challenge": "c-1",
            "domain": "desk.example",
            **how,
        },
    )


HOLDERS = a_token(holder_key=public_key_of(HOLDER))
ASKED = VerificationPolicy(challenge="c-1", domain="desk.example")


def test_a_key_binding_is_checked_with_the_holders_key() -> None:
    assert report(bound(HOLDERS), policy=ASKED).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("how", "slug"),
    [
        ({"challenge": "c-0"}, "challenge-mismatch"),
        ({"domain": "other.example"}, "domain-mismatch"),
        ({"signer": ISSUER.signer()}, "proof-invalid"),
    ],
)
def test_a_binding_for_another_occasion_or_by_another_fails(how: dict[str, Any], slug: str) -> None:
    found = report(bound(HOLDERS, **how), policy=ASKED)
    assert found.verdict is Verdict.INVALID
    assert slug in {problem.type.slug for problem in found.problems()}


def test_a_binding_over_other_disclosures_or_without_a_holders_key_fails() -> None:
    whole = bound(HOLDERS)
    head, _, *rest = whole.split("~")
    assert judged("~".join([head, *rest])) in {"invalid", "unreadable"}
    assert judged(bound(TOKEN)) == "invalid"
    kb = whole.rpartition("~")[2]
    assert judged(TOKEN + kb) == "invalid"


@given(st.data())
def test_any_changed_character_of_a_binding_fails(data: st.DataObject) -> None:
    whole = bound(HOLDERS)
    start = whole.rindex("~") + 1
    place = data.draw(st.integers(start, len(whole) - 1))
    letter = chr(data.draw(st.integers(0x20, 0x7E)))
    changed = whole[:place] + letter + whole[place + 1 :]
    assert changed == whole or judged(changed, policy=ASKED) != "valid"


def test_a_salt_of_128_bits_goes_into_each_disclosure() -> None:
    _, *disclosures, _ = TOKEN.split("~")
    salts = [json.loads(base64url_decode(each))[0] for each in disclosures]
    assert len(set(salts)) == len(salts)
    assert all(len(base64url_decode(salt)) == 16 for salt in salts)
