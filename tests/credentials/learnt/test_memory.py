"""What was learnt says what the full verification says, byte for byte, or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laurea.bench.world import NOW, an_achievement, an_award, an_issuer
from laurea.credentials.canon import bundled
from laurea.credentials.canon.blocks import NotPlanned
from laurea.credentials.errors import LaureaError
from laurea.credentials.issue import Securing, issue, issue_many
from laurea.credentials.keys.multibase import (
    base58btc_encode,
    base64url_decode,
    base64url_encode,
)
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.learnt.learning import (
    Specimen,
    is_of_award,
    is_varying_anywhere,
    signed_form,
)
from laurea.credentials.learnt.memory import Memory
from laurea.credentials.learnt.recognition import fixed_parts
from laurea.credentials.limits import DEFAULT_LIMITS
from laurea.credentials.policy import DEFAULT_POLICY, VerificationPolicy
from laurea.credentials.report import Verdict, VerificationReport
from laurea.credentials.status.entry import new_entry
from laurea.credentials.verification import Verification, read_text
from tests.simulator.documents import a_credential
from tests.simulator.issuer import Issuer
from tests.simulator.resolver import MemoryResolver

KINDS: tuple[tuple[KeyKind, Securing], ...] = (
    (KeyKind.ED25519, "vc-ld"),
    (KeyKind.P256, "vc-ld"),
    (KeyKind.ED25519, "vc-jwt"),
    (KeyKind.P256, "vc-jwt"),
    (KeyKind.RSA, "vc-jwt"),
)


def a_verification(
    at: datetime = NOW,
    policy: VerificationPolicy = DEFAULT_POLICY,
    resolver: MemoryResolver | None = None,
) -> Verification:
    return Verification(at, policy, DEFAULT_LIMITS, resolver)


def in_full(text: bytes, asked: Verification | None = None) -> VerificationReport | None:
    """The report of the full verification; None where it refuses to read."""
    asked = asked or a_verification()
    try:
        return asked.report(read_text(text, DEFAULT_LIMITS))
    except LaureaError:
        return None


def taught(texts: list[bytes]) -> Memory:
    """A memory that has met some valid documents."""
    memory = Memory()
    for text in texts:
        report = in_full(text)
        assert report is not None
        assert report.verdict is Verdict.VALID
        memory.learn(text, report, a_verification())
    return memory


@cache
def credentials(kind: KeyKind, securing: Securing, count: int = 6) -> tuple[bytes, ...]:
    """Credentials of one achievement."""
    random = Random(5)
    profile, signer = an_issuer(random, kind)
    achievement = an_achievement()
    awards = [an_award(random, achievement, number) for number in range(count)]
    found = issue_many(achievement, profile, awards, signer=signer, created=NOW, securing=securing)
    return tuple(one for one in found if isinstance(one, bytes))


# -- what is known ----------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "securing"), KINDS)
def test_the_third_document_of_a_form_is_known_and_its_report_is_that_in_full(
    kind: KeyKind, securing: Securing
) -> None:
    first, second, *others = credentials(kind, securing)
    memory = taught([first])
    assert memory.report(second, a_verification()) is None
    memory = taught([first, second])
    for text in others:
        known = memory.report(text, a_verification())
        assert known is not None
        assert known == in_full(text)


def test_another_achievement_and_issuer_of_the_same_structure_are_known() -> None:
    made = [_of_another_world(number) for number in range(5)]
    memory = taught(made[:2])
    for text in made[2:]:
        assert memory.report(text, a_verification()) == in_full(text) is not None


def _of_another_world(number: int) -> bytes:
    random = Random(number)
    profile, signer = an_issuer(random)
    achievement = an_achievement(number)
    award = an_award(random, achievement, number)
    return issue(achievement, profile, award, signer=signer, created=NOW)


def test_spaces_are_part_of_a_form() -> None:
    texts = [json.dumps(json.loads(text), indent=3).encode() for text in credentials(*KINDS[0])]
    memory = taught(texts[:2])
    assert memory.report(texts[2], a_verification()) == in_full(texts[2]) is not None
    assert memory.report(credentials(*KINDS[0])[2], a_verification()) is None


def test_texts_of_any_language_and_escapes_that_all_share_are_known() -> None:
    random = Random(6)
    profile, signer = an_issuer(random)
    achievement = replace(an_achievement(), name='Werkstück „5“\n"gut"')
    awards = [an_award(random, achievement, number) for number in range(3)]
    awards = [
        replace(award, evidence=(replace(award.evidence[0], name="Präsenz – 学习 🎓"),))
        for award in awards
    ]
    texts = [
        text
        for text in issue_many(achievement, profile, awards, signer=signer, created=NOW)
        if isinstance(text, bytes)
    ]
    memory = taught(texts[:2])
    assert memory.report(texts[2], a_verification()) == in_full(texts[2]) is not None


# -- what is asked anew -------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "securing"), KINDS)
@pytest.mark.parametrize("days", [-100, -1, 800, 1_005, 3_000])
def test_the_moment_is_asked_anew(kind: KeyKind, securing: Securing, days: int) -> None:
    texts = credentials(kind, securing)
    memory = taught(list(texts[:2]))
    asked = a_verification(NOW + timedelta(days=days))
    full = in_full(texts[2], asked)
    known = memory.report(texts[2], asked)
    assert known is None or known == full
    assert (known is not None) is (full is not None and full.verdict is Verdict.VALID)


def test_whom_to_trust_and_whom_to_expect_is_asked_anew() -> None:
    texts = credentials(*KINDS[0])
    memory = taught(list(texts[:2]))
    issuer = json.loads(texts[0])["issuer"]["id"]
    for policy in (
        VerificationPolicy(trusted_issuers=frozenset({issuer})),
        VerificationPolicy(expected_email="learner2@example.org"),
        VerificationPolicy(expected_email="nobody@example.org"),
        VerificationPolicy(expected_id="did:example:nobody"),
        VerificationPolicy(domain="verifier.example", challenge="1"),
    ):
        asked = a_verification(policy=policy)
        assert memory.report(texts[2], asked) == in_full(texts[2], asked) is not None


def test_a_status_is_asked_anew() -> None:
    issuer = Issuer.by_did_web()
    url = "https://school.example/status/1"
    status = new_entry(url, 7)
    random = Random(7)
    achievement = an_achievement()
    profile, _ = an_issuer(random)
    profile = replace(profile, id=issuer.id)
    awards = [
        replace(an_award(random, achievement, number), credential_status=(status,))
        for number in range(3)
    ]
    texts = [
        text
        for text in issue_many(achievement, profile, awards, signer=issuer.signer(), created=NOW)
        if isinstance(text, bytes)
    ]
    memory = Memory()
    for set_bits in ((), (7,)):
        issuer.publish_list(url, revoked=set_bits)
        for text in texts[:2]:
            report = in_full(text, a_verification(resolver=issuer.web))
            assert report is not None
            if report.verdict is Verdict.VALID:
                memory.learn(text, report, a_verification(resolver=issuer.web))
        asked = a_verification(resolver=issuer.web)
        known = memory.report(texts[2], asked)
        assert known == in_full(texts[2], asked)
        assert known is not None
        assert known.verdict is (Verdict.INVALID if set_bits else Verdict.VALID)


# -- what is never taken for good -----------------------------------------------------------------


@pytest.mark.parametrize(("kind", "securing"), KINDS[:4])
def test_one_byte_changed_anywhere_is_never_known(kind: KeyKind, securing: Securing) -> None:
    texts = credentials(kind, securing)
    memory = taught(list(texts[:2]))
    whole, asked = texts[2], a_verification()
    assert memory.report(whole, asked) is not None
    for place, byte in enumerate(whole):
        for change in (0x01, 0x20, 0x80):
            text = whole[:place] + bytes([byte ^ change]) + whole[place + 1 :]
            assert memory.report(text, asked) is None
        assert memory.report(whole[:place] + whole[place + 1 :], asked) is None
        assert memory.report(whole[:place] + b"\\" + whole[place:], asked) is None


ODD = (
    "", " ", "a b", "a", "_:b0", "_:c14n0", "@id", "@type", "type", "urn:", "urn:a", "urn:a b",
    "URN:A", "did:example:a", "https://", "https:///a", "https://a", "http://a/{b}", "mailto:a@b",
    "https://a/\N{NO-BREAK SPACE}b", "https://a/é", "xsd:string", "cred:a", "ob:Achievement",
    "2026-01-01T00:00:00Z", "2026-01-01", "2099-01-01T00:00:00Z", "2026-01-01T24:00:00+01:00",
    "2026-13-01T00:00:00Z", "\x7f", "\x85", "\N{LINE SEPARATOR}", "é", "学习", "\N{GRINNING FACE}",
    "emailAddress", "Percent", "ext:odd", "sha256$" + "0" * 64, "MD5$", "%b", "%s", "{}", "<a>",
    "endorsement", "verifiableCredential", "https://www.w3.org/2018/credentials#issuer",
)  # fmt: skip
"""Strings that mean something, or nothing, in one place or another."""


class Bench:
    """A form, and documents of it that are signed over what the form takes for their bytes."""

    def __init__(self, document: dict[str, Any], issuer: Issuer, *, is_wide: bool) -> None:
        self.issuer = issuer
        text = json.dumps(issuer.sign(document), ensure_ascii=False).encode()
        report = in_full(text)
        assert report is not None
        specimen = Specimen(text, json.loads(text), report)
        is_varying = is_varying_anywhere if is_wide else is_of_award
        self.form, self.varying = signed_form(specimen, is_varying, bundled())
        self.fixed = fixed_parts(text, self.varying)
        self.values = [text[piece.start : piece.end] for piece in self.varying]

    def text(self, values: list[bytes]) -> bytes:
        parts = [self.fixed[0]]
        for value, fixed in zip(values, self.fixed[1:], strict=True):
            parts += [value, fixed]
        return b"".join(parts)

    def forged(self, values: list[bytes]) -> list[bytes]:
        """Sign what the form would compare with, whatever a full verification would."""
        values = list(values)
        with suppress(NotPlanned):
            data = self.form.data([*values, *self.form.constants])
            (signature,) = self.issuer.signer().sign_many([data], None)
            values[self.form.proof_value] = f"z{base58btc_encode(signature)}".encode()
        return values


@cache
def bench(seed: int, *, is_wide: bool) -> Bench:
    issuer = Issuer.by_did_key()
    return Bench(issuer.rich(name=f"Robot safety {seed}"), issuer, is_wide=is_wide)


def odd_texts(others: list[bytes]) -> st.SearchStrategy[bytes]:
    return st.one_of(
        st.sampled_from(ODD).map(str.encode),
        st.sampled_from(others),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters='"\\')).map(str.encode),
        st.binary(max_size=6).filter(lambda found: b'"' not in found and b"\\" not in found),
    )


@given(st.data(), st.booleans())
@settings(max_examples=400)
def test_whatever_stands_in_a_form_its_answer_is_that_in_full_or_none(
    data: st.DataObject, is_wide: bool
) -> None:
    one = bench(1, is_wide=is_wide)
    values = list(one.values)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(values) - 1))
        values[place] = data.draw(odd_texts(one.values))
    values = one.forged(values)
    known = one.form.report(list(values), a_verification(), lambda: json.loads(one.text(values)))
    if known is not None:
        assert known == in_full(one.text(values))


@pytest.mark.parametrize("is_wide", [False, True])
def test_every_odd_string_in_every_place_is_answered_as_in_full_or_not_at_all(
    is_wide: bool,
) -> None:
    one, answered = bench(1, is_wide=is_wide), 0
    for place in range(len(one.values)):
        for odd in ODD:
            values = list(one.values)
            values[place] = odd.encode()
            values = one.forged(values)
            known = one.form.report(list(values), a_verification(), dict)
            if known is not None:
                answered += 1
                assert known == in_full(one.text(values))
    assert answered > len(one.values)


@pytest.mark.parametrize("seed", range(60))
def test_credentials_of_any_structure_are_answered_as_in_full_or_not_at_all(seed: int) -> None:
    random = Random(seed)
    issuer = Issuer.by_did_key()
    document = a_credential(random) | {"issuer": issuer.profile}
    document.pop("proof", None)
    try:
        signed = issuer.sign(document)
    except LaureaError:
        return
    text = json.dumps(signed).encode()
    memory, report = Memory(), in_full(text)
    if report is not None and report.verdict is Verdict.VALID:
        memory.learn(text, report, a_verification())
        memory.learn(text, report, a_verification())
    known = memory.report(text, a_verification())
    assert known is None or known == report


def evidence(identifier: str) -> dict[str, Any]:
    one = {"id": identifier, "type": ["Evidence"], "name": "a", "narrative": "b"}
    return {"evidence": [one]}


def tokens_with(changes: dict[str, Any]) -> Iterator[bytes]:
    """A token whose payload says something else, signed all the same."""
    random = Random(5)
    _, signer = an_issuer(random)
    head, body, _ = credentials(KeyKind.ED25519, "vc-jwt")[2].split(b".")
    payload = json.loads(base64url_decode(body.decode(), max_chars=20_000))
    text = orjson.dumps(payload | changes)
    signed = head + b"." + base64url_encode(text).encode()
    (signature,) = signer.sign_many([signed], None)
    yield signed + b"." + base64url_encode(signature).encode()


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"jti": "urn:uuid:another"},
        {"jti": "urn:x", "id": "urn:x"},
        {"jti": "urn:x y", "id": "urn:x y"},
        {"nbf": 1},
        {"exp": 1},
        {"iat": 0},
        {"iat": 4_000_000_000},
        {"iat": 10**12},
        {"validFrom": "2030-01-01T00:00:00Z", "nbf": 1_893_456_000},
        {"validUntil": "2020-01-01T00:00:00Z", "exp": 1_577_836_800},
        {"validFrom": "2026-01-01T00:00:00.5Z", "nbf": 1_767_225_600},
        {"evidence": []},
        evidence("urn:uuid:1"),
        evidence("https://halden-works.example/achievements/robotics-0"),
        evidence("a b"),
        evidence("_:b"),
        {"id": "urn:x", "jti": "urn:x"} | evidence("urn:x"),
    ],
)
def test_a_token_that_says_two_things_is_answered_as_in_full(changes: dict[str, Any]) -> None:
    memory = taught(list(credentials(KeyKind.ED25519, "vc-jwt")[:2]))
    for text in tokens_with(changes):
        known = memory.report(text, a_verification())
        full = in_full(text)
        assert known is None or known == full
        if changes in ({}, {"jti": "urn:x", "id": "urn:x"}, evidence("urn:uuid:1")):
            assert known is not None


def test_a_token_in_another_spelling_of_base64_is_not_known() -> None:
    texts = credentials(KeyKind.ED25519, "vc-jwt")
    memory = taught(list(texts[:2]))
    for odd in (b"=", b"==", b"\n", b" ", b"A", b".", b"~"):
        assert memory.report(texts[2] + odd, a_verification()) is None
        assert memory.report(odd + texts[2], a_verification()) is None


# -- bounds -----------------------------------------------------------------------------------


def test_what_is_kept_is_bounded() -> None:
    memory = Memory()
    text = credentials(*KINDS[0])[0]
    report = in_full(text)
    assert report is not None
    for number in range(40):
        spaced = text.replace(b",", b"," + b" " * number, 1)
        for _ in range(2):
            memory.learn(spaced, report, a_verification())
    known = memory.report(spaced, a_verification())
    assert known == report


def test_nothing_is_learnt_from_one_document_alone_nor_from_a_long_one() -> None:
    text = credentials(*KINDS[0])[0]
    memory = taught([text])
    assert memory.report(text, a_verification()) is None
    long = text + b" " * 200_000
    report = in_full(long)
    assert report is not None
    for _ in range(3):
        memory.learn(long, report, a_verification())
    assert memory.report(long, a_verification()) is None
