"""Credentials as values: complete with little, equal by content, and never changed."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest

from laurea.credentials import model


def a_credential(**changes: object) -> model.AchievementCredential:
    achievement = model.Achievement(
        id="urn:example:weaving",
        name="Weaving",
        description="Weaves linen.",
        criteria=model.Criteria(narrative="Weave an ell."),
    )
    credential = model.AchievementCredential(
        id="urn:example:1",
        issuer="did:example:guild",
        valid_from=datetime(2026, 1, 15, tzinfo=UTC),
        credential_subject=model.AchievementSubject(achievement=achievement),
    )
    return dataclasses.replace(credential, **changes)  # type: ignore[arg-type]


def test_contexts_and_types_are_given() -> None:
    credential = a_credential()
    assert credential.context == (model.VC2_CONTEXT, model.OB3_CONTEXT)
    assert credential.type == ("VerifiableCredential", "OpenBadgeCredential")
    assert credential.credential_subject.type == ("AchievementSubject",)


def test_equal_content_is_equal_and_hashes_alike() -> None:
    assert a_credential() == a_credential()
    assert hash(a_credential()) == hash(a_credential(extensions={"a": []}))
    assert a_credential() != a_credential(extensions={"a": []})


def test_a_credential_is_not_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        a_credential().id = "urn:example:2"  # type: ignore[misc]
