from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from laurea.bench.world import NOW, an_achievement, an_award, an_issuer
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.issue import issue, issue_many, plan_tokens
from laurea.credentials.keys.multibase import base64url_decode
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.problems import Problem
from laurea.credentials.report import Verdict
from laurea.credentials.verify import verify

RANDOM = Random(1)
PROFILE, SIGNER = an_issuer(RANDOM, KeyKind.P256)
ACHIEVEMENT = an_achievement()
AWARDS = [an_award(RANDOM, ACHIEVEMENT, number) for number in range(6)]


def test_every_award_becomes_a_valid_token_that_says_the_same_as_its_claims() -> None:
    found = list(
        issue_many(ACHIEVEMENT, PROFILE, AWARDS, signer=SIGNER, created=NOW, securing="vc-jwt")
    )
    heads = set()
    for award, token in zip(AWARDS, found, strict=True):
        assert isinstance(token, bytes)
        report = verify(token, at=NOW)
        assert (report.verdict, report.warnings) == (Verdict.VALID, ())
        head, payload, _ = token.decode().split(".")
        heads.add(head)
        said = json.loads(base64url_decode(payload, max_chars=20_000))
        assert said["iss"] == said["issuer"]["id"] == PROFILE.id
        assert said["jti"] == said["id"] == award.id
        assert said["nbf"] == int(award.valid_from.timestamp())
    assert len(heads) == 1


@pytest.mark.parametrize("odd", ["no iri", "urn:two urn:words", "urn:two\nurn:lines", ""])
def test_an_award_that_cannot_be_signed_does_not_stop_the_others(odd: str) -> None:
    bad = replace(AWARDS[1], id=odd)
    backwards = replace(AWARDS[2], valid_until=NOW - timedelta(days=5_000))
    awards = [AWARDS[0], bad, AWARDS[3], backwards, AWARDS[4]]
    found = list(
        issue_many(ACHIEVEMENT, PROFILE, awards, signer=SIGNER, created=NOW, securing="vc-jwt")
    )
    assert [isinstance(each, Problem) for each in found] == [False, True, False, True, False]


def test_a_word_that_nothing_defines_is_not_signed() -> None:
    achievement = replace(ACHIEVEMENT, extensions={"shoeSize": 42})
    with pytest.raises(MalformedDocument) as refusal:
        issue(achievement, PROFILE, AWARDS[0], signer=SIGNER, created=NOW, securing="vc-jwt")
    assert refusal.value.problem.type.slug == "undefined-term"


def test_another_issuers_key_and_a_moment_without_a_zone_are_refused() -> None:
    other, _ = an_issuer(Random(2))
    with pytest.raises(MalformedDocument):
        plan_tokens(ACHIEVEMENT, other, signer=SIGNER, created=NOW)
    with pytest.raises(ValueError, match="time zone"):
        plan_tokens(ACHIEVEMENT, PROFILE, signer=SIGNER, created=NOW.replace(tzinfo=None))
