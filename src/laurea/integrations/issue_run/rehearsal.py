"""A rehearsal of a run: one credential for nobody, signed with a key that is thrown away.

What is wrong with the achievement or with the issuer's profile is wrong with every credential.
It is found here, before the issuer's key signs anything.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.issue import Securing, issue
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.model import Achievement, Profile
from laurea.credentials.model.award import Award
from laurea.credentials.ports import Signer
from laurea.credentials.problems import Problem
from laurea.integrations.files import in_file
from laurea.integrations.issue_run.awards import hashed_email
from laurea.integrations.issue_run.inspection import faults_of
from laurea.integrations.issue_run.material import Definitions
from laurea.integrations.keystore.key_file import create_key
from laurea.integrations.keystore.private_key import signer_for

_SPECIMEN: Final = "urn:uuid:00000000-0000-4000-8000-000000000000"
_NOBODY: Final = "did:example:nobody"
_NOBODYS_EMAIL: Final = "nobody@example.org"
_NO_SALT: Final = "0" * 32


def throw_away_signer(random: Callable[[int], bytes] = os.urandom) -> Signer:
    """Return a signer with a key of its own, which nobody keeps."""
    key = create_key(KeyKind.ED25519, name="Rehearsal", random=random)
    return signer_for(key.private, key.verification_method.id)


def with_key_of(definitions: Definitions, signer: Signer) -> Definitions:
    """Return the definitions as if the signer's key were the issuer's."""
    stand_in = signer.verification_method.partition("#")[0]
    return replace(definitions, issuer=replace(definitions.issuer, id=stand_in))


def rehearse(
    definitions: Definitions, *, at: datetime, signer: Signer, securing: Securing = "vc-ld"
) -> None:
    """Issue one credential for nobody and verify it.

    Args:
        definitions: what will be awarded, and by whom.
        at: the present moment, timezone-aware.
        signer: a throw-away signer.
        securing: how the credentials will be secured.

    Raises:
        LaureaError: no such credential can be issued, or it would not be valid; the pointer
            leads into the file that the detail names.
    """
    try:
        rehearse_achievement(
            definitions.achievement, definitions.issuer, at=at, signer=signer, securing=securing
        )
    except LaureaError as error:
        raise type(error)(_in_its_file(error.problem, definitions.files)) from None


def rehearse_achievement(
    achievement: Achievement,
    issuer: Profile,
    *,
    at: datetime,
    signer: Signer,
    securing: Securing = "vc-ld",
) -> None:
    """Issue one credential of an achievement for nobody and verify it.

    Args:
        achievement: what will be awarded.
        issuer: by whom; its identifier is replaced by that of the signer.
        at: the present moment, timezone-aware.
        signer: a throw-away signer.
        securing: how the credentials will be secured.

    Raises:
        LaureaError: no such credential can be issued, or it would not be valid; the pointer
            leads into the credential.
    """
    stand_in = replace(issuer, id=signer.verification_method.partition("#")[0])
    award = Award(
        id=_SPECIMEN,
        valid_from=at,
        recipient_id=_NOBODY,
        identifier=(hashed_email(_NOBODYS_EMAIL, _NO_SALT),),
    )
    signed = issue(achievement, stand_in, award, signer=signer, created=at, securing=securing)
    faults = faults_of(signed, at=at, email=_NOBODYS_EMAIL)
    if faults:
        raise MalformedDocument(faults[0])


def _in_its_file(problem: Problem, files: Mapping[str, str]) -> Problem:
    """Return the problem with the name of its file, and a pointer into that file."""
    for place, file in files.items():
        if problem.pointer == place or problem.pointer.startswith(f"{place}/"):
            pointer = problem.pointer.removeprefix(place)
            return replace(in_file(problem, file), pointer=pointer)
    return problem
