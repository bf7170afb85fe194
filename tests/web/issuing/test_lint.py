"""What is wrong with an achievement is found before the organization's key signs anything."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import Problem
from laurea.integrations.issue_run.rehearsal import rehearse_achievement
from laurea.web.catalog.access import Achievement
from laurea.web.issuing import award as awarding
from laurea.web.issuing import lint as linting
from laurea.web.issuing.access import Credential, CredentialState
from laurea.web.issuing.award import reserve, sign_and_store
from laurea.web.issuing.bulk import start_run
from laurea.web.issuing.lint import lint
from laurea.web.issuing.models import BulkRun, Lint
from laurea.web.organizations.keys import signer_of
from tests.web.conftest import NOON, World
from tests.web.issuing.test_award import issue, wanted

pytestmark = pytest.mark.django_db

Fault = Callable[[dict[str, Any]], object]
_RESULT = {"id": "urn:example:r", "type": ["ResultDescription"], "name": "R", "resultType": "Score"}
_ALIGNED = {"type": ["Alignment"], "targetName": "T", "targetUrl": "https://t.example/1"}
_LEVEL = {"id": "urn:example:l", "type": ["RubricCriterionLevel"], "name": "L"}


def has(**changes: Any) -> Fault:
    """The fault of saying something in particular."""
    return lambda document: document.update(changes)


def lacks(name: str) -> Fault:
    return lambda document: document.pop(name)


def result(*without: str, **changes: Any) -> Fault:
    described = {k: v for k, v in {**_RESULT, **changes}.items() if k not in without}
    return has(resultDescription=[described])


def aligned(*without: str, **changes: Any) -> Fault:
    return has(alignment=[{k: v for k, v in {**_ALIGNED, **changes}.items() if k not in without}])


FAULTS: dict[str, Fault] = {
    "no id": lacks("id"),
    "no type": lacks("type"),
    "no name": lacks("name"),
    "no description": lacks("description"),
    "no criteria": lacks("criteria"),
    "an id that is a number": has(id=7),
    "an id that is relative": has(id="a/1"),
    "an id that is a blank node": has(id="_:b0"),
    "another type": has(type=["Badge"]),
    "a type that is a number": has(type=7),
    "a name that is a number": has(name=7),
    "a name that is null": has(name=None),
    "a name that is a list": has(name=["Weaving"]),
    "a description that is a number": has(description=7),
    "a description that is an object": has(description={"en": "Weaves."}),
    "criteria that are a number": has(criteria=7),
    "criteria with a relative id": has(criteria={"id": "criteria.html"}),
    "criteria with a narrative of another kind": has(criteria={"narrative": 7}),
    "a word that nobody defines": has(foo="bar"),
    "a word inside that nobody defines": has(criteria={"narrative": "N.", "foo": "bar"}),
    "a word that is an address": has(**{"https://words.example/foo": "bar"}),
    "a context of its own": has(**{"@context": {"foo": "https://words.example/foo"}}),
    "a second id": has(**{"@id": "urn:example:other"}),
    "an image that is a number": has(image=7),
    "an image without id": has(image={"type": "Image"}),
    "an image with a relative id": has(image={"id": "i.png", "type": "Image"}),
    "a creator without id": has(creator={"type": ["Profile"]}),
    "a creator with a relative id": has(creator={"id": "me", "type": ["Profile"]}),
    "an alignment that is a text": has(alignment=["https://t.example/1"]),
    "an alignment without type": aligned("type"),
    "an alignment without target name": aligned("targetName"),
    "an alignment without target": aligned("targetUrl"),
    "an alignment to no address": aligned(targetUrl="t 1"),
    "an alignment to a number": aligned(targetUrl=7),
    "a result without id": result("id"),
    "a result without type": result("type"),
    "a result without name": result("name"),
    "a result without kind": result("resultType"),
    "a result of an unknown kind": result(resultType="Feeling"),
    "a result with a relative id": result(id="r"),
    "allowed values that are numbers": result(allowedValue=[1, 2]),
    "a bound that is a number": result(valueMin=0),
    "a rubric level without id": result(
        rubricCriterionLevel=[{"type": ["RubricCriterionLevel"], "name": "L"}]
    ),
    "a rubric level without name": result(
        rubricCriterionLevel=[{"id": "urn:example:l", "type": ["RubricCriterionLevel"]}]
    ),
    "a rubric level with a relative id": result(rubricCriterionLevel=[{**_LEVEL, "id": "l"}]),
    "a tag that is a number": has(tag=[7]),
    "credits that are a text": has(creditsAvailable="three"),
    "a related one without id": has(related=[{"type": ["Related"]}]),
    "an identifier without kind": has(
        otherIdentifier=[{"type": "IdentifierEntry", "identifier": "1"}]
    ),
    "an endorsement that nobody signed": has(
        endorsement=[{"type": ["VerifiableCredential", "EndorsementCredential"]}]
    ),
    "an endorsement that is a text": has(endorsement="good"),
    "an endorsement token that is a number": has(endorsementJwt=[7]),
    "a field of study that is a number": has(fieldOfStudy=7),
    "a version that is a number": has(version=7),
}


@pytest.fixture
def signed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What the organization's key was asked to sign, from now on."""
    messages: list[bytes] = []

    def spied(*arguments: Any) -> Any:
        signer = signer_of(*arguments)

        class Spy:
            verification_method = signer.verification_method
            algorithm = signer.algorithm

            def sign_many(self, data: Sequence[bytes], reservation: str | None) -> list[bytes]:
                messages.extend(data)
                return signer.sign_many(data, reservation)

        return Spy()

    monkeypatch.setattr(awarding, "signer_of", spied)
    return messages


def spoil(world: World, fault: Fault) -> None:
    """Write a fault past the use cases, as a defect of ours might."""
    document = json.loads(bytes(world.achievement.document))
    fault(document)
    Achievement.objects.filter(pk=world.achievement.pk).update(
        document=json.dumps(document).encode()
    )
    world.achievement.refresh_from_db()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_and_the_key_signs_nothing(
    world: World, signed: list[bytes], fault: str
) -> None:
    spoil(world, FAULTS[fault])
    with pytest.raises(MalformedDocument) as refusal:
        issue(world)
    problem = refusal.value.problem
    assert problem.detail.endswith(".")
    assert not signed
    assert not Credential.objects.exists()
    assert not Lint.objects.exists()


def test_a_run_of_what_is_faulty_does_not_begin(world: World) -> None:
    spoil(world, FAULTS["a word that nobody defines"])
    with pytest.raises(MalformedDocument):
        start_run(
            actor=world.owner,
            achievement_id=world.achievement.pk,
            rows=[wanted()],
            key="run",
            at=NOON,
        )
    assert not BulkRun.objects.exists()


def test_what_became_faulty_after_it_was_reserved_is_not_signed(
    world: World, signed: list[bytes]
) -> None:
    reserved = reserve(world.achievement, [wanted("1"), wanted("2")], at=NOON)
    spoil(world, FAULTS["no name"])
    answers = sign_and_store(reserved, actor="one", at=NOON)
    assert all(isinstance(answer, Problem) for answer in answers)
    assert not signed
    assert not Credential.objects.exclude(state=CredentialState.RESERVED).exists()


def test_what_was_rehearsed_is_not_rehearsed_again_until_it_changes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    rehearsals = []

    def counted(*arguments: Any, **named: Any) -> None:
        rehearsals.append(arguments)
        rehearse_achievement(*arguments, **named)

    monkeypatch.setattr(linting, "rehearse_achievement", counted)
    for number in range(3):
        issue(world, wanted(str(number)))
    assert len(rehearsals) == 1
    assert Lint.objects.get().linted_at == NOON
    spoil(world, has(description="Weaves linen."))
    lint(world.achievement, at=NOON + timedelta(hours=1))
    assert len(rehearsals) == 2
    assert Lint.objects.get().linted_at == NOON + timedelta(hours=1)
    world.organization.legal_name = "Guild of Weavers and Dyers"
    world.organization.save()
    lint(world.achievement, at=NOON)
    assert len(rehearsals) == 3


def test_what_the_rehearsal_signs_is_not_signed_with_the_organizations_key(
    world: World, signed: list[bytes]
) -> None:
    lint(world.achievement, at=NOON)
    assert not signed
    issue(world)
    assert len(signed) == 1
