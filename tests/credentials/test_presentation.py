from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.proofs.envelopes import as_enveloped
from laurea.credentials.proofs.token_writing import sign_credential_token, sign_presentation_token
from laurea.credentials.report import IssuerTrust, Outcome, Verdict, VerificationReport
from laurea.credentials.verify import verify
from tests.simulator.documents import V2
from tests.simulator.issuer import NOW, SIGNED, Issuer

ISSUER, HOLDER, STRANGER = (Issuer.by_did_key(seed) for seed in ("academy", "mira", "eve"))
ASKED = VerificationPolicy(
    challenge="c-1", domain="desk.example", trusted_issuers=frozenset({ISSUER.id})
)


def a_credential(subject: str = HOLDER.id, **changes: Any) -> dict[str, Any]:
    document = ISSUER.unsigned(**changes)
    document["credentialSubject"]["id"] = subject
    return ISSUER.sign(document)


def unsigned(inside: Sequence[Any] | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "holder": HOLDER.id,
        "verifiableCredential": [a_credential()] if inside is None else list(inside),
    } | changes


def presented(by: Issuer = HOLDER, **options: Any) -> dict[str, Any]:
    """The presentation with a proof inside; `document` and members of the proof may be given."""
    document = options.pop("document", None) or unsigned()
    return by.sign(
        document,
        **{
            "proofPurpose": "authentication",
            "challenge": "c-1",
            "domain": "desk.example",
            **options,
        },
    )


def report(document: str | Mapping[str, Any], **how: Any) -> VerificationReport:
    return verify(document, at=NOW, **{"policy": ASKED, **how})


def slugs(found: VerificationReport) -> set[str]:
    return {problem.type.slug for problem in found.problems()}


def test_a_presentation_by_the_recipient_is_valid_and_reports_what_it_shows() -> None:
    found = report(presented())
    assert (found.format, found.verdict) == ("presentation", Verdict.VALID)
    assert found.issuer.id == HOLDER.id
    assert found.issuer_trust is IssuerTrust.TRUSTED
    assert [each.format for each in found.nested] == ["ob3-achievement"]


def a_token(by: Issuer = HOLDER, **how: Any) -> str:
    return sign_presentation_token(
        how.pop("document", None) or unsigned(),
        **{
            "signer": by.signer(),
            "created": SIGNED,
            "challenge": "c-1",
            "domain": "desk.example",
            **how,
        },
    )


def test_a_presentation_as_a_token_holds_credentials_of_every_kind() -> None:
    document = ISSUER.unsigned()
    document["credentialSubject"]["id"] = HOLDER.id
    inner = sign_credential_token(document, signer=ISSUER.signer(), created=SIGNED)
    found = report(a_token(document=unsigned([a_credential(), as_enveloped(inner)])))
    assert found.verdict is Verdict.VALID
    assert len(found.nested) == 2


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"challenge": "c-0"}, "challenge-mismatch"),
        ({"challenge": None}, "challenge-mismatch"),
        ({"domain": "other.example"}, "domain-mismatch"),
        ({"domain": None}, "domain-mismatch"),
    ],
)
def test_a_presentation_for_another_occasion_fails(changes: dict[str, Any], slug: str) -> None:
    for document in (presented(**changes), a_token(**changes)):
        found = report(document)
        assert (found.verdict, slugs(found)) == (Verdict.INVALID, {slug})


def test_a_proof_made_to_assert_does_not_present() -> None:
    assert "proof-purpose" in slugs(report(presented(proofPurpose="assertionMethod")))


def test_somebody_elses_credential_cannot_be_presented() -> None:
    stolen = unsigned(holder=STRANGER.id)
    for document in (presented(STRANGER, document=stolen), a_token(STRANGER, document=stolen)):
        found = report(document)
        assert (found.verdict, slugs(found)) == (Verdict.INVALID, {"holder-mismatch"})
        anybody = VerificationPolicy(
            challenge="c-1", domain="desk.example", holder_is_subject=False
        )
        assert report(document, policy=anybody).verdict is Verdict.VALID


def test_a_stranger_cannot_sign_as_the_holder() -> None:
    found = report(presented(STRANGER))
    assert (found.verdict, found.issuer_trust) == (Verdict.INVALID, IssuerTrust.UNPROVEN)


def test_a_changed_credential_inside_fails_even_under_a_new_signature() -> None:
    changed = a_credential()
    changed["name"] = "Nuclear safety"
    found = report(presented(document=unsigned([changed])))
    assert found.verdict is Verdict.INVALID
    assert "nested-invalid" in slugs(found)


def test_an_unsigned_presentation_or_credential_proves_nothing() -> None:
    assert report(unsigned()).verdict is Verdict.INVALID
    bare = {name: value for name, value in a_credential().items() if name != "proof"}
    assert report(presented(document=unsigned([bare]))).verdict is Verdict.INVALID
    own = HOLDER.unsigned()
    own["credentialSubject"]["id"] = HOLDER.id
    assert report(presented(document=unsigned([own]))).verdict is Verdict.INVALID


def test_who_receives_a_credential_without_an_id_is_told_by_the_address_or_not_at_all() -> None:
    document = ISSUER.unsigned()
    document["credentialSubject"] |= {
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": "mira@example.org",
                "identityType": "emailAddress",
            }
        ]
    }
    del document["credentialSubject"]["id"]
    shown = presented(document=unsigned([ISSUER.sign(document)]))
    assert report(shown).verdict is Verdict.INDETERMINATE
    expected = VerificationPolicy(
        challenge="c-1", domain="desk.example", expected_email="mira@example.org"
    )
    assert report(shown, policy=expected).verdict is Verdict.VALID


def test_who_presents_without_a_name_is_whoever_signs() -> None:
    nameless = {name: value for name, value in unsigned().items() if name != "holder"}
    assert report(presented(document=nameless)).issuer.id == HOLDER.id
    assert report(presented(STRANGER, document=nameless)).verdict is Verdict.INVALID


def test_a_presentation_inside_a_presentation_is_no_credential() -> None:
    token = a_token()
    for inside in (as_enveloped(token, is_presentation=True), as_enveloped(token), presented()):
        found = report(a_token(document=unsigned([inside])))
        assert found.verdict is Verdict.INVALID


@pytest.mark.parametrize("changes", [{"holder": "mira"}, {"holder": {"name": "Mira"}}, {"type": 7}])
def test_a_presentation_is_built_as_asked(changes: dict[str, Any]) -> None:
    found = report(a_token(document=unsigned(), signer=HOLDER.signer()))
    assert found.verdict is Verdict.VALID
    spoiled = verify(unsigned(**changes), at=NOW)
    structure = next(check for check in spoiled.checks if check.name == "structure")
    assert structure.outcome is Outcome.FAILED
