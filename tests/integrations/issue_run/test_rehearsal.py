from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from laurea.credentials.errors import LaureaError
from laurea.credentials.model import Profile
from laurea.credentials.wire.ob3 import read_achievement, read_profile
from laurea.integrations.issue_run.material import Definitions
from laurea.integrations.issue_run.rehearsal import rehearse, throw_away_signer, with_key_of
from tests.simulator.office import ACHIEVEMENT

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
FILES = {"/credentialSubject/achievement": "welding.json", "/issuer": "academy.json"}
ACADEMY = Profile(id="did:example:academy", name="Halden Works Academy")


def definitions(issuer: Profile = ACADEMY, **changes: Any) -> Definitions:
    return Definitions(read_achievement(ACHIEVEMENT | changes), issuer, FILES, {})


def refusal_of(tried: Definitions) -> tuple[str, str, str]:
    with pytest.raises(LaureaError) as refusal:
        rehearse(tried, at=AT, signer=throw_away_signer())
    problem = refusal.value.problem
    return problem.type.slug, problem.pointer, problem.detail


def test_what_can_be_issued_passes() -> None:
    rehearse(definitions(), at=AT, signer=throw_away_signer())


def test_every_signer_is_thrown_away_after_one_rehearsal() -> None:
    assert throw_away_signer().verification_method != throw_away_signer().verification_method


def test_the_stand_in_changes_nothing_but_the_issuers_id() -> None:
    signer = throw_away_signer()
    issuer = with_key_of(definitions(), signer).issuer
    assert signer.verification_method.startswith(f"{issuer.id}#")
    assert issuer.name == ACADEMY.name


def test_a_word_without_a_meaning_is_named_in_its_file() -> None:
    slug, pointer, detail = refusal_of(definitions(colour="blue"))
    assert (slug, pointer) == ("undefined-term", "/colour")
    assert detail.startswith("welding.json: ")


def test_a_fault_of_the_profile_is_named_in_its_file() -> None:
    profile = {"id": "did:example:academy", "type": ["Profile"], "motto": "Labora"}
    slug, pointer, detail = refusal_of(definitions(read_profile(profile)))
    assert (slug, pointer) == ("undefined-term", "/motto")
    assert detail.startswith("academy.json: ")


def test_a_context_of_ones_own_is_refused() -> None:
    slug, _, detail = refusal_of(
        definitions(ACADEMY, **{"@context": "https://evil.example.org/context"})
    )
    assert slug == "context-unknown"
    assert detail.startswith("welding.json: ")


def test_an_endorsement_that_is_not_valid_is_refused() -> None:
    endorsement = {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:example:endorsement",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": "did:example:guild",
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2026-02-01T00:00:00Z",
        "credentialSubject": {"id": ACHIEVEMENT["id"], "type": ["EndorsementSubject"]},
        "proof": {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "verificationMethod": "did:example:guild#key",
            "proofPurpose": "assertionMethod",
            "proofValue": "z11",
        },
    }
    slug, pointer, _ = refusal_of(definitions(endorsement=[endorsement]))
    assert (slug, pointer) == ("endorsement-invalid", "/endorsement/0")
