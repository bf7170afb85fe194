"""Work in processes gives the answers of work in this one, in their order."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from random import Random

import pytest

from laurea.bench.world import NOW, an_achievement, an_award, an_issuer
from laurea.credentials import Verdict, issue_many, verify, verify_many
from laurea.credentials.issue import Securing
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.model.award import Award
from laurea.credentials.problems import Problem
from laurea.integrations.compiled_contexts import compile_contexts
from laurea.integrations.processes import Processes


@pytest.mark.parametrize(
    ("kind", "securing"),
    [(KeyKind.ED25519, "vc-ld"), (KeyKind.P256, "vc-ld"), (KeyKind.RSA, "vc-jwt")],
)
def test_credentials_are_issued_and_verified_in_processes(
    kind: KeyKind, securing: Securing
) -> None:
    random = Random(1)
    profile, signer = an_issuer(random, kind)
    achievement = an_achievement()
    awards = [an_award(random, achievement, number) for number in range(25)]
    awards.insert(3, Award(id="no iri", valid_from=NOW))
    with Processes(2) as processes:
        made = list(
            issue_many(
                achievement,
                profile,
                awards,
                signer=signer,
                created=NOW,
                batch=4,
                securing=securing,
                executor=processes,
            )
        )
        texts = [text for text in made if isinstance(text, bytes)]
        reports = list(verify_many([*texts, b"{"], at=NOW, executor=processes))
    assert [isinstance(one, Problem) for one in made] == [n == 3 for n in range(26)]
    assert isinstance(reports.pop(), Problem)
    assert reports == [verify(text, at=NOW) for text in texts]
    assert all(
        not isinstance(report, Problem) and report.verdict is Verdict.VALID for report in reports
    )
    if securing == "vc-ld":
        said = [json.loads(text)["id"] for text in texts]
        assert said == [award.id for award in awards if award.id != "no iri"]


def test_tasks_are_taken_as_they_are_needed() -> None:
    taken = []

    def tasks() -> Iterator[int]:
        for number in range(1_000):
            taken.append(number)
            yield number

    with Processes(1) as processes:
        answers = processes.map(abs, tasks())
        assert [next(answers) for _ in range(3)] == [0, 1, 2]
        assert len(taken) < 20


def test_what_goes_wrong_in_a_process_is_raised_here() -> None:
    with Processes(1) as processes, pytest.raises(ZeroDivisionError):
        list(processes.map((1).__truediv__, [1, 0]))


def test_no_process_at_all_is_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Processes(0)


@pytest.mark.parametrize("kind", [KeyKind.ED25519, KeyKind.P256, KeyKind.P384, KeyKind.RSA])
def test_a_signer_sent_elsewhere_signs_with_the_same_key(kind: KeyKind) -> None:
    _, signer = an_issuer(Random(4), kind)
    sent = pickle.loads(pickle.dumps(signer))  # noqa: S301 - made in this line
    assert (sent.verification_method, sent.algorithm) == (
        signer.verification_method,
        signer.algorithm,
    )
    assert "secret" not in repr(sent)
    if kind in (KeyKind.ED25519, KeyKind.RSA):  # the others sign with randomness
        assert sent.sign_many([b"a"], None) == signer.sign_many([b"a"], None)


def test_contexts_can_be_compiled_before_anything_is_read() -> None:
    compile_contexts()
