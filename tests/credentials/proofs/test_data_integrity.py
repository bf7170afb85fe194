"""Proof sets, proof chains, and the keys, times and purposes of proofs, under attack."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from laurea.credentials.errors import LimitExceeded
from laurea.credentials.limits import DEFAULT_LIMITS
from laurea.credentials.policy import DEFAULT_POLICY, VerificationPolicy
from laurea.credentials.report import Check, IssuerTrust, Outcome, Verdict, VerificationReport
from laurea.credentials.verify import verify
from tests.simulator.issuer import NOW, SIGNED, Issuer, Key, a_private_key, stamp

SUITE_OF_TOMORROW = {"type": "DataIntegrityProof", "cryptosuite": "mldsa44-rdfc-2024"}
WELL_KNOWN = "https://{}.example/.well-known/did.json"
SUITE_OF_NOBODY = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2099"}


@pytest.fixture
def academy() -> Issuer:
    return Issuer.by_did_key("academy")


@pytest.fixture
def eve() -> Issuer:
    return Issuer.by_did_key("eve")


@pytest.fixture
def school() -> Issuer:
    return Issuer.by_did_web("school.example")


def report(
    document: Mapping[str, Any],
    issuer: Issuer | None = None,
    policy: VerificationPolicy = DEFAULT_POLICY,
    at: datetime = NOW,
) -> VerificationReport:
    return verify(document, at=at, resolver=issuer.web if issuer else None, policy=policy)


def proof_check(document: Mapping[str, Any], issuer: Issuer | None = None, **more: Any) -> Check:
    (check,) = (c for c in report(document, issuer, **more).checks if c.name == "proof")
    return check


def slugs(check: Check) -> list[str]:
    return [problem.type.slug for problem in check.problems]


def alike(proof: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """A proof like another one, of a kind or with members that differ."""
    return {name: v for name, v in {**proof, **changes}.items() if v is not None}


# -- proof sets ------------------------------------------------------------------------------


def test_a_single_proof_may_stand_alone_or_in_an_array(academy: Issuer) -> None:
    signed = academy.signed()
    assert report(signed).verdict is Verdict.VALID
    assert report({**signed, "proof": [signed["proof"]]}).verdict is Verdict.VALID


def test_two_proofs_by_the_issuer_are_both_checked(school: Issuer) -> None:
    first = school.proof(school.unsigned())
    school.rotate("key-2")
    document = school.unsigned() | {"proof": [first, school.proof(school.unsigned())]}
    assert report(document, school).verdict is Verdict.VALID
    document["proof"][1]["created"] = "2026-06-14T09:00:01Z"
    found = proof_check(document, school)
    assert (found.outcome, slugs(found)) == (Outcome.FAILED, ["proof-invalid"])
    assert found.problems[0].pointer == "/proof/1"


@pytest.mark.parametrize("order", [0, 1])
def test_a_proof_by_somebody_else_spoils_the_set_wherever_it_stands(
    academy: Issuer, eve: Issuer, order: int
) -> None:
    unsigned = academy.unsigned()
    proofs = [academy.proof(unsigned), eve.proof(unsigned)]
    found = proof_check(unsigned | {"proof": [proofs[order], proofs[1 - order]]})
    assert found.outcome is Outcome.FAILED
    assert slugs(found) == ["key-unauthorized"]


@pytest.mark.parametrize("order", [0, 1])
def test_a_good_proof_by_the_attacker_does_not_heal_the_issuers_broken_one(
    academy: Issuer, eve: Issuer, order: int
) -> None:
    document = academy.signed()
    document["name"] = "Robot mastery"
    forged = [document.pop("proof"), eve.proof(document)]
    found = report(document | {"proof": [forged[order], forged[1 - order]]})
    assert found.verdict is Verdict.INVALID
    assert found.issuer_trust is IssuerTrust.UNPROVEN


OTHERS = VerificationPolicy(other_signers=True)


@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("kind", [{}, SUITE_OF_NOBODY, {"type": "Of nobody", "cryptosuite": None}])
def test_proofs_of_others_count_for_nothing_where_the_policy_lets_them_stand(
    academy: Issuer, eve: Issuer, order: int, kind: Mapping[str, Any]
) -> None:
    unsigned = academy.unsigned()
    proofs = [academy.proof(unsigned), alike(eve.proof(unsigned), proofValue="zz", **kind)]
    document = unsigned | {"proof": [proofs[order], proofs[1 - order]]}
    found = report(document, policy=OTHERS)
    assert (found.verdict, found.issuer_trust) == (Verdict.VALID, IssuerTrust.UNLISTED)
    (warning,) = found.warnings
    place = f"/proof/{1 - order}/verificationMethod"
    assert (warning.type.slug, warning.pointer) == ("proof-of-another", place)


@pytest.mark.parametrize("order", [0, 1])
def test_proofs_of_others_never_stand_for_the_issuers(
    academy: Issuer, eve: Issuer, order: int
) -> None:
    unsigned = academy.unsigned()
    broken = academy.proof(academy.unsigned(name="Another"))
    first, second = eve.proof(unsigned), eve.proof(unsigned, created="2026-06-14T09:00:01Z")
    for proofs in ([first, broken], [first, second], [first], [alike(first, **SUITE_OF_NOBODY)]):
        document = unsigned | {"proof": proofs[:: 1 - 2 * order]}
        found = report(document, policy=OTHERS)
        assert (found.verdict, found.issuer_trust) == (Verdict.INVALID, IssuerTrust.UNPROVEN)
    unchecked = alike(academy.proof(unsigned), **SUITE_OF_TOMORROW)
    found = report(unsigned | {"proof": [first, unchecked]}, policy=OTHERS)
    assert found.verdict is Verdict.INDETERMINATE


def test_the_issuers_own_key_that_may_not_assert_is_nobody_elses(school: Issuer) -> None:
    first = school.proof(school.unsigned())
    school.rotate("key-2").purposes = ("authentication",)
    school.publish_keys()
    document = school.unsigned() | {"proof": [first, school.proof(school.unsigned())]}
    assert report(document, school, policy=OTHERS).verdict is Verdict.INVALID


@pytest.mark.parametrize("order", [0, 1])
def test_a_broken_proof_beside_a_good_one_of_the_same_issuer_fails(
    academy: Issuer, order: int
) -> None:
    signed = academy.signed()
    broken = academy.proof(academy.unsigned(name="Another"))
    proofs = [signed["proof"], broken]
    found = proof_check({**signed, "proof": [proofs[order], proofs[1 - order]]})
    assert (found.outcome, slugs(found)) == (Outcome.FAILED, ["proof-invalid"])


@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("kind", [SUITE_OF_TOMORROW, SUITE_OF_NOBODY])
def test_a_proof_of_an_unchecked_suite_beside_a_good_one_leaves_the_question_open(
    academy: Issuer, kind: Mapping[str, Any], order: int
) -> None:
    signed = academy.signed()
    proofs = [alike(signed["proof"], **{"cryptosuite": None, **kind}), signed["proof"]]
    found = report({**signed, "proof": [proofs[order], proofs[1 - order]]})
    assert (found.verdict, found.issuer_trust) == (Verdict.INDETERMINATE, IssuerTrust.UNPROVEN)
    (check,) = (one for one in found.checks if one.name == "proof")
    assert (check.outcome, slugs(check)) == (Outcome.UNKNOWN, ["proof-suite-unsupported"])
    assert check.problems[0].pointer == f"/proof/{order}"


UNCHECKED = VerificationPolicy(unchecked_proofs=True)


def test_a_verifier_may_let_a_known_suite_stand_unchecked_beside_a_good_proof(
    academy: Issuer,
) -> None:
    signed = academy.signed()
    for kind in (SUITE_OF_TOMORROW, {"cryptosuite": "bbs-2023"}):
        other = alike(signed["proof"], **kind)
        found = report({**signed, "proof": [other, signed["proof"]]}, policy=UNCHECKED)
        assert (found.verdict, found.issuer_trust) == (Verdict.VALID, IssuerTrust.UNLISTED)
        assert [problem.type.slug for problem in found.warnings] == ["proof-suite-unsupported"]
        assert report({**signed, "proof": [other]}, policy=UNCHECKED).verdict is not Verdict.VALID


def test_a_suite_of_nobody_is_never_let_stand(academy: Issuer) -> None:
    signed = academy.signed()
    for name in ("eddsa-rdbc-2022", "eddsa-rdfc-2099", ""):
        other = alike(signed["proof"], cryptosuite=name)
        found = report({**signed, "proof": [signed["proof"], other]}, policy=UNCHECKED)
        assert found.verdict is Verdict.INDETERMINATE


def test_a_proof_of_a_type_that_no_context_defines_fails_beside_a_good_one(
    academy: Issuer,
) -> None:
    signed = academy.signed()
    other = alike(signed["proof"], cryptosuite=None, type="Ed25519Signature2018")
    found = proof_check({**signed, "proof": [signed["proof"], other]})
    assert (found.outcome, slugs(found)) == (Outcome.FAILED, ["undefined-term"])


def test_a_proof_of_a_registered_kind_alone_proves_nothing_and_refutes_nothing(
    academy: Issuer,
) -> None:
    signed = academy.signed()
    other = alike(signed["proof"], **SUITE_OF_TOMORROW)
    for proof in (other, [other], [other, other]):
        found = report({**signed, "proof": proof})
        assert found.verdict is Verdict.INDETERMINATE
        assert found.issuer_trust is IssuerTrust.UNPROVEN


@pytest.mark.parametrize(
    "kind",
    [
        {"cryptosuite": None},
        {"cryptosuite": ["eddsa-rdfc-2022"]},
        {"cryptosuite": {"@value": "eddsa-rdfc-2022"}},
        {"cryptosuite": 7},
        {"type": "dataIntegrityProof"},
        {"type": ["DataIntegrityProof"]},
        {"type": {"id": "DataIntegrityProof"}},
        {"type": None},
        {"type": "None"},
    ],
)
def test_what_names_no_kind_of_proof_fails_and_never_breaks_the_verifier(
    academy: Issuer, kind: Mapping[str, Any]
) -> None:
    signed = academy.signed()
    other = alike(signed["proof"], **kind)
    for proof in (other, [other], [signed["proof"], other]):
        found = proof_check({**signed, "proof": proof})
        assert found.outcome is Outcome.FAILED
        assert {"proof-suite-unsupported", "undefined-term"} & set(slugs(found))


@pytest.mark.parametrize("name", ["eddsa-rdfc-2023", "EdDSA-RDFC-2022", "", "none"])
def test_a_suite_that_no_specification_names_fails_alone(academy: Issuer, name: str) -> None:
    signed = academy.signed()
    other = alike(signed["proof"], cryptosuite=name)
    for proof in (other, [other], [other, other]):
        found = proof_check({**signed, "proof": proof})
        assert found.outcome is Outcome.FAILED
        assert set(slugs(found)) == {"proof-suite-unsupported"}


@pytest.mark.parametrize("proof", [None, [], {}, "z3FX", 7, True, [[]], [None], ["z"], [{}]])
def test_whatever_stands_for_a_proof_it_is_none(academy: Issuer, proof: Any) -> None:
    assert report({**academy.signed(), "proof": proof}).verdict is Verdict.INVALID


def test_a_document_without_proof_is_not_valid(academy: Issuer) -> None:
    found = proof_check(academy.unsigned())
    assert (found.outcome, slugs(found)) == (Outcome.FAILED, ["proof-missing"])


def test_no_more_proofs_are_read_than_the_limit_says(academy: Issuer) -> None:
    signed = academy.signed()
    most = DEFAULT_LIMITS.proofs
    assert report({**signed, "proof": [signed["proof"]] * most}).verdict is Verdict.VALID
    with pytest.raises(LimitExceeded):
        report({**signed, "proof": [signed["proof"]] * (most + 1)})


# -- the signature itself ----------------------------------------------------------------------


def test_signatures_cannot_be_swapped_between_documents(academy: Issuer) -> None:
    one, other = academy.signed(), academy.signed(id="urn:uuid:another")
    for document, foreign in ((one, other), (other, one)):
        for proof in (foreign["proof"], alike(document["proof"], **foreign["proof"])):
            found = proof_check({**document, "proof": proof})
            assert (found.outcome, slugs(found)) == (Outcome.FAILED, ["proof-invalid"])


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value[:-1],
        lambda value: value + "1",
        lambda value: "z1" + value[1:],
        lambda value: value[1:],
        lambda value: "u" + value[1:],
        lambda value: "Z" + value[1:],
        lambda value: value[:9] + "0" + value[10:],
        lambda value: value + " ",
        lambda value: [value],
        lambda value: {"@value": value},
    ],
)
def test_a_proof_value_that_is_not_the_signature_fails(academy: Issuer, change: Any) -> None:
    signed = academy.signed()
    proof = {**signed["proof"], "proofValue": change(signed["proof"]["proofValue"])}
    found = proof_check({**signed, "proof": proof})
    assert found.outcome is Outcome.FAILED
    assert set(slugs(found)) <= {"proof-invalid", "malformed-value"}


@pytest.mark.parametrize("value", ["", "z", None, 64, [], {}])
def test_what_is_no_signature_at_all_fails(academy: Issuer, value: Any) -> None:
    signed = academy.signed()
    signed["proof"] = {**signed["proof"], "proofValue": value}
    found = proof_check(signed)
    assert (found.outcome, slugs(found)) == (Outcome.FAILED, ["proof-invalid"])


def test_every_member_of_a_proof_is_signed_but_its_value(academy: Issuer) -> None:
    unsigned = academy.unsigned()
    proof = academy.proof(
        unsigned,
        id="urn:proof:1",
        expires="2027-01-01T00:00:00Z",
        domain="verifier.example",
        challenge="7f3a",
        nonce="uAAECAw",
    )
    assert report(unsigned | {"proof": proof}).verdict is Verdict.VALID
    changes: dict[str, Any] = {
        "id": "urn:proof:2",
        "created": "2026-06-14T09:00:01Z",
        "expires": "2028-01-01T00:00:00Z",
        "domain": "other.example",
        "challenge": "7f3b",
        "nonce": "uAAECBA",
    }
    for name, value in changes.items():
        for changed in (value, None):
            tampered = alike(proof, **{name: changed})
            found = proof_check(unsigned | {"proof": tampered})
            assert (found.outcome, slugs(found)) == (Outcome.FAILED, ["proof-invalid"]), name


@pytest.mark.parametrize(
    "addition",
    [
        {"note": "x"},
        {"name": "x"},
        {"@id": "urn:x"},
        {"nonce": None},
        {"domain": None},
        {"https://schema.org/name": "x"},
        {"@context": "urn:x"},
    ],
)
def test_nothing_can_be_added_to_a_proof(academy: Issuer, addition: Mapping[str, Any]) -> None:
    signed = academy.signed()
    signed["proof"] = {**signed["proof"], **addition}
    assert report(signed).verdict is Verdict.INVALID


@pytest.mark.parametrize(
    "purpose", ["authentication", "capabilityInvocation", "", None, ["assertionMethod"], {}]
)
def test_a_proof_for_another_purpose_is_refused_though_its_signature_holds(
    academy: Issuer, purpose: Any
) -> None:
    if isinstance(purpose, str) and purpose:
        document = academy.sign(academy.unsigned(), proofPurpose=purpose)
    else:
        document = academy.signed()
        document["proof"] = alike(document["proof"], proofPurpose=purpose)
    found = proof_check(document)
    assert (found.outcome, slugs(found)) == (Outcome.FAILED, ["proof-purpose"])


# -- times --------------------------------------------------------------------------------------


def test_a_proof_dated_in_the_future_is_refused(academy: Issuer) -> None:
    ahead = NOW + timedelta(seconds=DEFAULT_LIMITS.clock_skew_s)
    assert proof_check(academy.sign(academy.unsigned(), created=stamp(ahead))).outcome is (
        Outcome.PASSED
    )
    found = proof_check(
        academy.sign(academy.unsigned(), created=stamp(ahead + timedelta(seconds=1)))
    )
    assert (found.outcome, slugs(found)) == (Outcome.FAILED, ["not-yet-valid"])
    assert found.problems[0].pointer == "/proof/created"


def test_a_moment_before_the_signature_is_no_fault_of_the_signature(academy: Issuer) -> None:
    before = datetime(2026, 6, 1, tzinfo=UTC)
    found = proof_check(academy.signed(), at=before)
    assert found.sentence == "It was not signed yet at the moment asked about."
    assert found.problems[0].detail == (
        "It was signed on 14 June 2026, 09:00 UTC, after the moment asked about."
    )


def test_the_sentence_blames_the_signature_only_where_it_is_at_fault(academy: Issuer) -> None:
    ended = academy.sign(academy.unsigned(), expires="2026-07-01T00:00:00Z")
    assert proof_check(ended).sentence == "The proof cannot be relied on."
    changed = academy.signed() | {"name": "Robot mastery"}
    assert proof_check(changed).sentence == "The signature does not hold."
    passed = "The document says exactly what the holder of the key signed."
    assert proof_check(academy.signed()).sentence == passed


def test_a_proof_that_ran_out_is_refused(academy: Issuer) -> None:
    document = academy.sign(academy.unsigned(), expires="2026-10-31T23:00:00Z")
    assert proof_check(document, at=datetime(2026, 10, 31, 23, tzinfo=UTC)).outcome is (
        Outcome.PASSED
    )
    found = proof_check(document)
    assert (found.outcome, slugs(found)) == (Outcome.FAILED, ["expired"])


def test_a_proof_may_leave_out_its_date(academy: Issuer) -> None:
    assert proof_check(academy.sign(academy.unsigned(), created=None)).outcome is Outcome.PASSED


@pytest.mark.parametrize("created", ["yesterday", "2026-06-14", "2026-02-30T00:00:00Z"])
def test_a_date_that_cannot_be_read_fails_though_it_is_signed(
    academy: Issuer, created: str
) -> None:
    assert proof_check(academy.sign(academy.unsigned(), created=created)).outcome is Outcome.FAILED


# -- domain and challenge -----------------------------------------------------------------------


@pytest.mark.parametrize(("name", "slug"), [("domain", "domain"), ("challenge", "challenge")])
def test_a_proof_for_another_domain_or_challenge_is_refused(
    academy: Issuer, name: str, slug: str
) -> None:
    other: dict[str, Any] = {name: "other.example"}
    ours: dict[str, Any] = {name: "verifier.example"}
    document = academy.sign(academy.unsigned(), **other)
    expected = replace(DEFAULT_POLICY, **ours)
    found = proof_check(document, policy=expected)
    assert (found.outcome, slugs(found)) == (Outcome.FAILED, [f"{slug}-mismatch"])
    fitting = academy.sign(academy.unsigned(), **ours)
    assert proof_check(fitting, policy=expected).outcome is Outcome.PASSED
    # a credential's own proof usually names none: it was not made for this verifier
    assert proof_check(academy.signed(), policy=expected).outcome is Outcome.PASSED


def test_one_of_several_domains_is_enough(academy: Issuer) -> None:
    document = academy.sign(academy.unsigned(), domain=["a.example", "verifier.example"])
    expected = replace(DEFAULT_POLICY, domain="verifier.example")
    assert proof_check(document, policy=expected).outcome is Outcome.PASSED


# -- chains -------------------------------------------------------------------------------------


def chained(issuer: Issuer) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """An unsigned document, a first proof, and a second that is made over both."""
    unsigned = issuer.unsigned()
    first = issuer.proof(unsigned, id="urn:proof:1")
    second = issuer.proof(unsigned, id="urn:proof:2", previous=[first], previousProof="urn:proof:1")
    return unsigned, first, second


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_chain_holds_in_whatever_order_its_proofs_stand(
    academy: Issuer, order: tuple[int, ...]
) -> None:
    unsigned, *proofs = chained(academy)
    document = unsigned | {"proof": [proofs[number] for number in order]}
    assert report(document).verdict is Verdict.VALID


def test_a_chain_whose_first_proof_was_stripped_fails(academy: Issuer) -> None:
    unsigned, _, second = chained(academy)
    for proof in (second, [second]):
        found = proof_check(unsigned | {"proof": proof})
        assert (found.outcome, slugs(found)) == (Outcome.FAILED, ["proof-invalid"])
        assert found.problems[0].pointer.endswith("/previousProof")


def test_a_chain_whose_link_was_cut_fails(academy: Issuer) -> None:
    unsigned, first, second = chained(academy)
    loose = alike(second, previousProof=None)
    assert proof_check(unsigned | {"proof": [first, loose]}).outcome is Outcome.FAILED


def test_a_chain_whose_first_proof_was_made_anew_fails(academy: Issuer) -> None:
    unsigned, first, second = chained(academy)
    renewed = academy.proof(unsigned, id="urn:proof:1", created="2026-06-15T09:00:00Z")
    assert renewed["proofValue"] != first["proofValue"]
    assert proof_check(unsigned | {"proof": [renewed, second]}).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    "named",
    [
        "urn:proof:9",
        "urn:proof:2",
        ["urn:proof:1", "urn:proof:9"],
        ["urn:proof:1", "urn:proof:1", {}],
        {},
        [[]],
        7,
        "",
    ],
)
def test_a_link_to_a_proof_that_is_not_there_fails(academy: Issuer, named: Any) -> None:
    unsigned, first, second = chained(academy)
    dangling = alike(second, previousProof=named)
    assert proof_check(unsigned | {"proof": [first, dangling]}).outcome is Outcome.FAILED


def test_a_link_is_refused_where_two_proofs_have_the_same_id(academy: Issuer) -> None:
    unsigned, first, second = chained(academy)
    assert proof_check(unsigned | {"proof": [first, first, second]}).outcome is Outcome.FAILED


def test_an_attackers_proof_in_front_of_the_chain_fails(academy: Issuer, eve: Issuer) -> None:
    unsigned = academy.unsigned()
    first = eve.proof(unsigned, id="urn:proof:1")
    second = academy.proof(unsigned, previous=[first], previousProof="urn:proof:1")
    found = proof_check(unsigned | {"proof": [first, second]})
    assert (found.outcome, slugs(found)) == (Outcome.FAILED, ["key-unauthorized"])


def test_a_proof_may_be_chained_to_two_at_once(academy: Issuer) -> None:
    unsigned = academy.unsigned()
    earlier = [academy.proof(unsigned, id=f"urn:proof:{number}") for number in (1, 2)]
    last = academy.proof(unsigned, previous=earlier, previousProof=["urn:proof:1", "urn:proof:2"])
    document = unsigned | {"proof": [*earlier, last]}
    assert report(document).verdict is Verdict.VALID
    document["proof"][0]["created"] = "2026-06-15T09:00:00Z"
    assert report(document).verdict is Verdict.INVALID


# -- keys ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("named", [None, {}, [], 7, "", "#", "key-1", "did:key:z", "https://x"])
def test_a_verification_method_that_names_no_key_of_the_issuer_fails(
    academy: Issuer, named: Any
) -> None:
    signed = academy.signed()
    signed["proof"] = alike(signed["proof"], verificationMethod=named)
    assert proof_check(signed).outcome is Outcome.FAILED


def test_a_verification_method_that_brings_its_own_key_fails(academy: Issuer, eve: Issuer) -> None:
    unsigned = academy.unsigned()
    method = {
        "id": academy.method(academy.key),
        "type": "Multikey",
        "controller": academy.id,
        "publicKeyMultibase": eve.key.multikey,
    }
    document = unsigned | {"proof": eve.proof(unsigned) | {"verificationMethod": method}}
    assert report(document).verdict is Verdict.INVALID


def test_who_signs_in_anothers_name_is_refused(academy: Issuer, eve: Issuer) -> None:
    unsigned = academy.unsigned()
    for method in (eve.method(eve.key), academy.method(academy.key)):
        document = eve.sign(unsigned, verificationMethod=method)
        found = report(document)
        assert found.verdict is Verdict.INVALID
        assert found.issuer_trust is IssuerTrust.UNPROVEN


def test_the_present_and_the_former_key_of_a_did_web_both_verify(school: Issuer) -> None:
    before = school.signed()
    school.rotate("key-2")
    for document in (before, school.signed()):
        found = report(document, school)
        assert (found.verdict, found.issuer_trust) == (Verdict.VALID, IssuerTrust.UNLISTED)


def test_a_key_that_the_issuer_no_longer_lists_fails(school: Issuer) -> None:
    document = school.signed()
    former = school.key
    school.rotate("key-2")
    former.is_listed = False
    school.publish_keys()
    found = proof_check(document, school)
    assert (found.outcome, slugs(found)) == (Outcome.FAILED, ["key-unauthorized"])


@pytest.mark.parametrize(
    "change", [{"purposes": ("authentication",)}, {"controller": "did:web:other.example"}]
)
def test_a_key_that_may_not_assert_or_belongs_to_another_fails(
    school: Issuer, change: dict[str, Any]
) -> None:
    document = school.signed()
    for name, value in change.items():
        setattr(school.key, name, value)
    school.publish_keys()
    found = proof_check(document, school)
    assert (found.outcome, slugs(found)) == (Outcome.FAILED, ["key-unauthorized"])


def test_a_key_listed_under_the_name_of_another_does_not_verify(school: Issuer) -> None:
    document = school.signed()
    school.keys = [Key("key-1", a_private_key("another key under the same name"))]
    school.publish_keys()
    found = proof_check(document, school)
    assert (found.outcome, slugs(found)) == (Outcome.FAILED, ["proof-invalid"])


def test_what_was_signed_after_the_key_was_withdrawn_fails(school: Issuer) -> None:
    school.key.revoked = SIGNED
    school.publish_keys()
    for created in (stamp(SIGNED), stamp(SIGNED + timedelta(days=1)), None):
        document = school.sign(school.unsigned(), created=created)
        found = proof_check(document, school)
        assert (found.outcome, slugs(found)) == (Outcome.FAILED, ["key-revoked"])


def test_what_is_dated_before_the_key_was_withdrawn_is_unknown_and_never_valid(
    school: Issuer,
) -> None:
    school.key.revoked = SIGNED
    school.publish_keys()
    document = school.sign(school.unsigned(), created=stamp(SIGNED - timedelta(days=1)))
    found = report(document, school)
    assert found.verdict is Verdict.INDETERMINATE
    assert found.issuer_trust is IssuerTrust.UNPROVEN


def test_a_key_that_will_be_withdrawn_later_verifies_until_then(school: Issuer) -> None:
    school.key.revoked = NOW + timedelta(days=1)
    school.publish_keys()
    document = school.signed()
    assert report(document, school).verdict is Verdict.VALID
    later = report(document, school, at=NOW + timedelta(days=2))
    assert later.verdict is Verdict.INDETERMINATE


def test_a_key_past_its_time_verifies_what_was_signed_in_its_time_only(school: Issuer) -> None:
    school.key.expires = SIGNED
    school.publish_keys()
    assert proof_check(school.signed(), school).outcome is Outcome.PASSED
    for created in (stamp(SIGNED + timedelta(seconds=1)), None):
        found = proof_check(school.sign(school.unsigned(), created=created), school)
        assert (found.outcome, slugs(found)) == (Outcome.FAILED, ["key-invalid"])


def test_a_did_web_that_does_not_answer_leaves_the_proof_unknown(school: Issuer) -> None:
    document = school.signed()
    url = WELL_KNOWN.format("school")
    school.web.lag(url)
    found = report(document, school)
    assert found.verdict is Verdict.INDETERMINATE
    assert found.issuer_trust is IssuerTrust.UNPROVEN
    school.web.redirect(url, "https://school.example/elsewhere")
    assert report(document, school).verdict is Verdict.INDETERMINATE
    assert report(document).verdict is Verdict.INDETERMINATE  # nothing is fetched


def test_a_did_web_that_is_known_not_to_exist_fails(school: Issuer) -> None:
    nobody = Issuer.by_did_key()
    found = proof_check(school.signed(), nobody)
    assert (found.outcome, slugs(found)) == (Outcome.FAILED, ["did-invalid"])


def test_the_document_of_another_did_does_not_speak_for_this_one(school: Issuer) -> None:
    Issuer.by_did_web("other.example", web=school.web)
    document = school.signed()
    school.web.lie(WELL_KNOWN.format("school"), about=WELL_KNOWN.format("other"))
    found = proof_check(document, school)
    assert (found.outcome, slugs(found)) == (Outcome.FAILED, ["did-invalid"])


def test_a_key_in_the_fragment_of_an_address_vouches_for_itself_only() -> None:
    issuer = Issuer.by_address("https://school.example/issuer")
    document = issuer.signed()
    trusting = VerificationPolicy(trusted_issuers=frozenset({issuer.id}))
    for resolver in (None, issuer.web):
        found = verify(document, at=NOW, resolver=resolver, policy=trusting)
        assert found.verdict is Verdict.VALID
        assert found.issuer_trust is IssuerTrust.UNPROVEN


def test_a_key_in_a_fragment_fails_once_the_address_lists_others() -> None:
    issuer = Issuer.by_address("https://school.example/issuer")
    document = issuer.signed()
    issuer.rotate("key-2")
    trusting = VerificationPolicy(trusted_issuers=frozenset({issuer.id}))
    listed = report(issuer.signed(), issuer, policy=trusting)
    assert (listed.verdict, listed.issuer_trust) == (Verdict.VALID, IssuerTrust.TRUSTED)
    issuer.keys[0].is_listed = False
    issuer.publish_keys()
    found = report(document, issuer, policy=trusting)
    assert (found.verdict, found.issuer_trust) == (Verdict.INVALID, IssuerTrust.UNPROVEN)


def test_trust_is_given_by_id_and_never_by_name(academy: Issuer, eve: Issuer) -> None:
    trusting = VerificationPolicy(trusted_issuers=frozenset({academy.id, academy.name}))
    assert report(academy.signed(), policy=trusting).issuer_trust is IssuerTrust.TRUSTED
    disguised = copy.deepcopy(eve.profile) | {"name": academy.name, "url": "https://a.example/"}
    found = report(eve.signed(issuer=disguised), policy=trusting)
    assert (found.verdict, found.issuer_trust) == (Verdict.VALID, IssuerTrust.UNLISTED)


def test_a_key_that_ended_since_gives_a_warning(school: Issuer) -> None:
    key = school.key
    document = school.sign(school.unsigned())
    key.expires = SIGNED + timedelta(days=10)
    school.publish_keys()
    check = proof_check(document, school)
    assert check.outcome is Outcome.PASSED
    assert slugs(check) == ["key-invalid"]
    assert "signature alone" in check.problems[0].detail
    key.expires = NOW + timedelta(days=1)
    school.publish_keys()
    assert slugs(proof_check(document, school)) == []


def test_a_chain_over_a_large_document_costs_no_more_than_its_budget(academy: Issuer) -> None:
    evidence = [{"id": f"urn:e:{n}", "type": ["Evidence"], "name": f"{n}"} for n in range(12_000)]
    document = academy.unsigned(evidence=evidence)
    proofs = [academy.proof(document, id="urn:proof:0")]
    for number in range(1, 10):
        proof = {**proofs[0], "id": f"urn:proof:{number}"}
        proofs.append(proof | {"previousProof": f"urn:proof:{number - 1}"})
    with pytest.raises(LimitExceeded, match="work"):
        report({**document, "proof": proofs})
    small = academy.unsigned()
    first = academy.proof(small, id="urn:proof:0")
    second = academy.proof(small, previous=[first], previousProof="urn:proof:0")
    assert proof_check({**small, "proof": [first, second]}).outcome is Outcome.PASSED
