from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from laurea.credentials.problems import EXPIRED, REVOKED, Problem
from laurea.credentials.report import Check, IssuerName, IssuerTrust, Outcome, VerificationReport
from laurea.web.verification.vouching import vouching_sentence

GUILD = "did:web:guild.example"
OVER = Check("validity", Outcome.FAILED, "", (Problem(EXPIRED, ""),))
REVOKED_SINCE = Check("status", Outcome.FAILED, "", (Problem(REVOKED, ""),))


def said_of(
    trust: IssuerTrust, *checks: Check, proof: Outcome = Outcome.PASSED, name: str | None = "Guild"
) -> str:
    every = (Check("proof", proof, ""), *checks)
    return vouching_sentence(
        VerificationReport("ob3-achievement", IssuerName(GUILD, name), trust, every)
    )


@pytest.fixture(autouse=True)
def registry(settings: Any, tmp_path: Path) -> None:
    path = tmp_path / "registry.json"
    path.write_text(json.dumps({"issuers": [{"id": "did:web:listed.example", "name": "Listed"}]}))
    settings.LAUREA_TRUST_REGISTRY = path


def test_a_trusted_issuer_stays_one_where_the_credential_has_ended() -> None:
    known = "Guild is in the register that this site's owner chose."
    assert said_of(IssuerTrust.TRUSTED) == known
    assert said_of(IssuerTrust.TRUSTED, OVER) == f"{known} {said_end('for a time that is over.')}"
    both = said_of(IssuerTrust.TRUSTED, OVER, REVOKED_SINCE)
    assert both == f"{known} It signed this credential, and has revoked it since."


def said_end(words: str) -> str:
    return f"It signed this credential {words}"


def test_a_key_without_a_registry_is_told_by_its_identifier() -> None:
    said = said_of(IssuerTrust.UNLISTED)
    assert said.startswith(f"It is signed with the key of {GUILD}, which calls itself Guild.")
    assert "calls itself" not in said_of(IssuerTrust.UNLISTED, name=None)


@pytest.mark.parametrize(
    ("proof", "said"),
    [
        (Outcome.PASSED, "Nothing but the document itself ties the key to that name."),
        (Outcome.UNKNOWN, "Whether Guild signed it could not be checked."),
        (Outcome.FAILED, "Anybody can write that name."),
    ],
)
def test_a_name_that_no_signature_proves_is_said_to_be_only_a_name(
    proof: Outcome, said: str
) -> None:
    for more in ((), (REVOKED_SINCE,)):
        found = said_of(IssuerTrust.UNPROVEN, *more, proof=proof)
        assert found == f"It names Guild. {said}"


def test_a_document_that_names_nobody_has_nobody_to_speak_of() -> None:
    nobody = VerificationReport("vc2", IssuerName(""), IssuerTrust.UNPROVEN, ())
    assert vouching_sentence(nobody) == ""
