"""Claims about issuing from the model."""

from __future__ import annotations

import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from laurea.bench.world import an_achievement, an_award, an_issuer
from laurea.credentials import canonical_nquads, issue, issue_many, verify, verify_many
from laurea.credentials.canon.plan import CanonicalPlan
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.did_key import dereference_did_key
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.keys.signature import verify_signature
from laurea.credentials.model import Alignment, CredentialStatus, Evidence, Profile, Result
from laurea.credentials.model.award import Award
from laurea.credentials.problems import Problem
from laurea.credentials.proofs.cryptosuite import read_proof_value
from laurea.credentials.report import Verdict
from laurea.credentials.wire.award import alike_awards, slots_of, write_award
from laurea.credentials.wire.ob3 import read_credential
from tests.simulator import documents

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
GOOD_EVIDENCE = {"name": "A video", "id": "https://portfolio.example/1"}
_CHUNKS = 8
_PER_CHUNK = 1_250 if os.environ.get("CI") or os.environ.get("LAUREA_THOROUGH") else 250


def test_what_is_issued_verifies_and_reads_back_as_the_award() -> None:
    random = Random(1)
    profile, signer = an_issuer(random)
    achievement = an_achievement()
    award = an_award(random, achievement, 5)
    signed = issue(achievement, profile, award, signer=signer, created=NOW)
    assert verify(signed, at=NOW).verdict is Verdict.VALID
    credential = read_credential(json.loads(signed))
    assert credential.id == award.id
    assert credential.issuer == profile
    assert credential.valid_from == award.valid_from
    assert credential.valid_until == award.valid_until
    assert credential.credential_subject.achievement == achievement
    assert credential.credential_subject.identifier == award.identifier
    assert credential.credential_subject.result == award.result
    assert credential.evidence == award.evidence


def test_many_are_issued_in_order_across_batches() -> None:
    random = Random(2)
    profile, signer = an_issuer(random)
    achievement = an_achievement()
    awards = [an_award(random, achievement, number) for number in range(57)]
    answers = list(issue_many(achievement, profile, awards, signer=signer, created=NOW, batch=10))
    signed = [answer for answer in answers if isinstance(answer, bytes)]
    assert [json.loads(credential)["id"] for credential in signed] == [one.id for one in awards]
    with ThreadPoolExecutor(2) as executor:
        for report in verify_many(signed, at=NOW, executor=executor):
            assert not isinstance(report, Problem)
            assert report.verdict is Verdict.VALID


def test_a_key_that_is_not_the_issuers_signs_nothing() -> None:
    random = Random(3)
    _, signer = an_issuer(random)
    stranger, _ = an_issuer(random)
    achievement = an_achievement()
    with pytest.raises(MalformedDocument, match="belongs to did:key"):
        issue(achievement, stranger, an_award(random, achievement, 1), signer=signer, created=NOW)


def test_an_award_that_cannot_be_signed_is_an_error_alone_and_a_problem_among_many() -> None:
    random = Random(4)
    profile, signer = an_issuer(random)
    achievement = an_achievement()
    good = an_award(random, achievement, 1)
    bad = replace(good, valid_until=good.valid_from - timedelta(days=1))
    with pytest.raises(MalformedDocument):
        issue(achievement, profile, bad, signer=signer, created=NOW)
    awards = [good] * 3 + [bad] + [good] * 3
    answers = list(issue_many(achievement, profile, awards, signer=signer, created=NOW))
    assert [isinstance(answer, Problem) for answer in answers] == [False] * 3 + [True] + [False] * 3


@pytest.mark.parametrize("batch", [2, 500])
def test_an_achievement_that_is_wrong_refuses_every_award(batch: int) -> None:
    """Whatever of its awards is prepared by plan: the plan was never compared with a good one."""
    random = Random(13)
    profile, signer = an_issuer(random)
    achievement = an_achievement()
    wrong = replace(achievement.alignment[0], target_type="Nonsense")
    achievement = replace(achievement, alignment=(wrong,))
    awards = [an_award(random, achievement, number) for number in range(20)]
    answers = issue_many(achievement, profile, awards, signer=signer, created=NOW, batch=batch)
    for answer in answers:
        assert isinstance(answer, Problem)
        assert answer.pointer == "/credentialSubject/achievement/alignment/0/targetType"


def awards_of_every_shape() -> list[Award]:
    random = Random(5)
    achievement = an_achievement()
    plain = an_award(random, achievement, 1)
    bare = Award(id="urn:uuid:1", valid_from=NOW, recipient_id="did:example:ada")
    return [
        plain,
        bare,
        replace(plain, recipient_id="did:example:ada", valid_until=None),
        replace(plain, awarded_date=NOW, evidence=()),
        replace(plain, identifier=(replace(plain.identifier[0], hashed=False, salt=None),)),
        replace(plain, identifier=plain.identifier * 2, result=()),
        replace(plain, evidence=(Evidence(name="a"), Evidence(narrative="b", genre="c"))),
        replace(plain, result=(Result(status="Completed"), Result(value="1"))),
    ]


@pytest.mark.parametrize("award", awards_of_every_shape())
def test_the_slots_of_an_award_are_the_strings_of_its_overlay_in_order(award: Award) -> None:
    slots = slots_of(award)
    assert slots is not None
    assert slots[1] == strings(write_award(award))


def test_awards_together_have_the_shapes_and_strings_of_each_alone() -> None:
    random = Random(11)
    awards = [an_odd_award(random, number) for number in range(300)]
    awards += awards_of_every_shape() * 5
    awards.insert(40, replace(awards[0], id="no IRI"))
    random.shuffle(awards)
    together: dict[int, tuple[Any, list[str]]] = {}
    for alike in alike_awards(awards):
        for place, number in enumerate(alike.numbers):
            assert number not in together
            together[number] = alike.shape, [column[place] for column in alike.columns]
    assert len(together) > 250
    for number, slots in together.items():
        assert slots_of(awards[number]) == slots


def test_awards_of_equal_shape_have_overlays_that_differ_in_strings_only() -> None:
    shapes = {}
    for award in awards_of_every_shape():
        slots = slots_of(award)
        assert slots is not None
        shapes[slots[0]] = award
    assert len(shapes) == len(awards_of_every_shape())


def test_a_part_that_carries_more_than_strings_has_no_slots() -> None:
    plain = awards_of_every_shape()[0]
    alignment = Alignment(target_name="a", target_url="https://example.org/a")
    for award in (
        replace(plain, result=(Result(alignment=(alignment,)),)),
        replace(plain, evidence=(Evidence(extensions={"x": 1}),)),
        replace(plain, evidence=(Evidence(type=("Evidence", "https://example.org/Film")),)),
    ):
        assert slots_of(award) is None
        random = Random(6)
        profile, signer = an_issuer(random)
        signed = (
            issue(an_achievement(), profile, award, signer=signer, created=NOW)
            if (not award.evidence or not award.evidence[0].extensions)
            else None
        )
        assert signed is None or verify(signed, at=NOW).verdict is Verdict.VALID


def an_odd_award(random: Random, number: int) -> Award:
    """An award in which anything that may vary does, in many scripts and shapes."""
    award = an_award(random, an_achievement(), number)
    texts = [documents.a_text(random) for _ in range(6)]
    if random.random() < 0.4:
        award = replace(award, recipient_id=documents.an_iri(random))
    if random.random() < 0.3:
        award = replace(award, identifier=(replace(award.identifier[0], salt=texts[0]),))
    if random.random() < 0.3:
        award = replace(award, valid_until=None, awarded_date=NOW)
    if random.random() < 0.5:
        results = (Result(value=texts[1]), Result(result_description=documents.an_iri(random)))
        award = replace(award, result=results[: random.randint(0, 2)])
    if random.random() < 0.5:
        award = replace(award, evidence=(Evidence(name=texts[2], narrative=texts[3]),) * 2)
    if random.random() < 0.3:
        status = CredentialStatus(
            id=f"urn:status:{random.getrandbits(80):x}",
            status_purpose="revocation",
            status_list_index=str(random.randint(0, 131071)),
            status_list_credential="https://halden-works.example/status/1",
        )
        award = replace(award, credential_status=(status,))
    return replace(award, id=f"https://пример.example/award/{random.getrandbits(80):x}?a&b")


@pytest.mark.parametrize("chunk", range(_CHUNKS))
def test_what_is_signed_by_plan_has_the_bytes_of_the_full_algorithm(chunk: int) -> None:
    """The signature is held against canonical bytes that the plan had no part in."""
    random = Random(chunk)
    profile, signer = an_issuer(random)
    key = dereference_did_key(signer.verification_method).public_key
    achievement = an_achievement(chunk)
    awards = [an_odd_award(random, number) for number in range(_PER_CHUNK)]
    answers = issue_many(achievement, profile, awards, signer=signer, created=NOW)
    for award, answer in zip(awards, answers, strict=True):
        assert isinstance(answer, bytes), answer
        document = json.loads(answer)
        proof = document.pop("proof")
        assert document["id"] == award.id
        signature = read_proof_value(proof.pop("proofValue"), KeyKind.ED25519)
        options = {**proof, "@context": document["@context"]}
        data = b"".join(
            hashlib.sha256(canonical_nquads(part)).digest() for part in (options, document)
        )
        assert verify_signature(key, signature, data, "EdDSA")


@pytest.mark.parametrize(
    "change",
    [
        {"id": "urn:uuid:{a}"},
        {"id": "https:///nowhere"},
        {"id": "urn:two words"},
        {"id": "urn:two urn:words"},
        {"id": "urn:two\nurn:lines"},
        {"id": ""},
        {"id": "urn:\ud800"},
        {"recipient_id": "did:ex{a}mple:1"},
        {"recipient_id": "relative"},
        {"evidence": (Evidence(name="half \ud800"),)},
        {"evidence": (Evidence(id="not an address"),)},
        {"evidence": (Evidence(id="urn:two\turn:words"),)},
        {"result": (Result(status="NoSuchStatus"),)},
    ],
)
@pytest.mark.parametrize(
    ("place", "batch"), [*((place, 2) for place in range(5)), *((place, 500) for place in range(9))]
)
def test_a_bad_award_is_refused_wherever_it_stands(
    change: dict[str, Any], place: int, batch: int
) -> None:
    """Also where awards are prepared side by side, after a first batch or in it."""
    random = Random(9)
    profile, signer = an_issuer(random)
    achievement = an_achievement()
    good = an_award(random, achievement, 1)
    alike: dict[str, dict[str, Any]] = {
        "recipient_id": {"recipient_id": "did:example:ada"},
        "evidence": {"evidence": (replace(change["evidence"][0], **GOOD_EVIDENCE),)}
        if "evidence" in change
        else {},
        "result": {"result": (Result(status="Completed"),)},
    }
    usual = replace(good, **{name: v for part in change for name, v in alike.get(part, {}).items()})
    awards = [usual] * 9
    awards[place] = replace(usual, **change)
    answers = list(
        issue_many(achievement, profile, awards, signer=signer, created=NOW, batch=batch)
    )
    assert [isinstance(answer, Problem) for answer in answers] == [n == place for n in range(9)]


@pytest.mark.parametrize(
    "text", ['A "quoted" word', "two\nlines", "back\\slash", "\x7f", "100 %b", "Größe €", ""]
)
def test_what_has_to_be_escaped_is_signed_as_it_is(text: str) -> None:
    random = Random(12)
    profile, signer = an_issuer(random)
    achievement = an_achievement()
    awards = [an_award(random, achievement, number) for number in range(12)]
    awards = [
        replace(one, evidence=(replace(one.evidence[0], narrative=f"{text} {number % 5}"),))
        for number, one in enumerate(awards)
    ]
    answers = issue_many(achievement, profile, awards, signer=signer, created=NOW)
    for award, answer in zip(awards, answers, strict=True):
        assert isinstance(answer, bytes)
        assert json.loads(answer)["evidence"][0]["narrative"] == award.evidence[0].narrative
        assert verify(answer, at=NOW).verdict is Verdict.VALID


def test_a_plan_that_disagrees_with_the_full_algorithm_signs_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random = Random(10)
    profile, signer = an_issuer(random)
    achievement = an_achievement()
    awards = [an_award(random, achievement, number) for number in range(5)]
    monkeypatch.setattr(CanonicalPlan, "digest_of", lambda _plan, _values: bytes(32))
    with pytest.raises(AssertionError, match="disagree"):
        list(issue_many(achievement, profile, awards, signer=signer, created=NOW))


def test_a_plan_that_disagrees_side_by_side_signs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(10)
    profile, signer = an_issuer(random)
    achievement = an_achievement()
    awards = [an_award(random, achievement, number) for number in range(12)]
    monkeypatch.setattr(CanonicalPlan, "digests", lambda _plan, rows: [bytes(32)] * len(rows))
    with pytest.raises(AssertionError, match="disagree"):
        list(issue_many(achievement, profile, awards, signer=signer, created=NOW))


def test_an_issuer_profile_may_say_more_than_its_key_file() -> None:
    random = Random(8)
    profile, signer = an_issuer(random)
    fuller = replace(profile, email="office@halden-works.example", name="Halden Works")
    achievement = an_achievement()
    signed = issue(
        achievement, fuller, an_award(random, achievement, 1), signer=signer, created=NOW
    )
    issuer = read_credential(json.loads(signed)).issuer
    assert isinstance(issuer, Profile)
    assert issuer.email == "office@halden-works.example"


def strings(value: object) -> list[str]:
    """The strings of an overlay that may vary, in order."""
    if isinstance(value, dict):
        return [text for key, inner in value.items() if key != "type" for text in strings(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in strings(inner)]
    return [value] if isinstance(value, str) else []
