"""The structural check: what is well built passes, and every fault is named at its place."""

from __future__ import annotations

import copy
import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.document import read_object
from laurea.credentials.errors import LaureaError, LimitExceeded
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.model import OB3_CONTEXT, VC2_CONTEXT
from laurea.credentials.problems import Severity
from laurea.credentials.wire.detect import VC1_CONTEXT
from laurea.credentials.wire.structure import check_object, check_structure

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def a_credential(**changes: Any) -> dict[str, Any]:
    credential = {
        "@context": [VC2_CONTEXT, OB3_CONTEXT],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "did:example:guild", "type": ["Profile"], "name": "Guild of Weavers"},
        "validFrom": "2026-01-15T09:00:00Z",
        "credentialSubject": {
            "id": "did:example:ada",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:example:weaving",
                "type": ["Achievement"],
                "name": "Weaving",
                "description": "Weaves linen.",
                "criteria": {"narrative": "Weave an ell."},
            },
        },
    }
    return credential | changes


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return a good credential in which the value at `path` is another one, or is taken out."""
    credential = copy.deepcopy(a_credential())
    *parents, last = path.split("/")[1:]
    place: Any = credential
    for part in parents:
        place = place.setdefault(part, {})
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return credential


def found(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (problem.type.slug, problem.pointer)
        for problem in check_structure(document)
        if problem.severity is ERROR
    ]


def test_a_small_credential_has_no_problem() -> None:
    assert check_structure(a_credential()) == ()


def test_single_values_may_stand_without_array() -> None:
    subject = a_credential()["credentialSubject"] | {"type": "AchievementSubject", "result": []}
    assert check_structure(a_credential(credentialSubject=subject)) == ()
    alignment = {"type": "Alignment", "targetName": "a", "targetUrl": "urn:a"}
    document = changed("/credentialSubject/achievement/alignment", alignment)
    assert check_structure(document) == ()


@pytest.mark.parametrize(
    "path",
    [
        "/@context",
        "/id",
        "/type",
        "/issuer",
        "/validFrom",
        "/credentialSubject",
        "/issuer/id",
        "/issuer/type",
        "/credentialSubject/type",
        "/credentialSubject/achievement",
        "/credentialSubject/achievement/id",
        "/credentialSubject/achievement/type",
        "/credentialSubject/achievement/name",
        "/credentialSubject/achievement/description",
        "/credentialSubject/achievement/criteria",
    ],
)
def test_what_is_required_and_missing_is_named(path: str) -> None:
    document = changed(path, ...)
    if path == "/type":
        assert found(document) == [("format-unknown", "")]
        return
    parent, _, name = path.rpartition("/")
    problem = next(problem for problem in check_structure(document) if problem.severity is ERROR)
    assert (problem.type.slug, problem.pointer) == ("missing-value", parent)
    assert f'"{name}"' in problem.detail


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/id", "not-absolute"),
        ("/id", None),
        ("/id", ["urn:a", "urn:b"]),
        ("/name", 5),
        ("/name", None),
        ("/name", ["Weaver", {"@value": "Tisserande", "@language": "no tag"}]),
        ("/issuer", "guild"),
        ("/issuer", None),
        ("/issuer", ["did:example:guild"]),
        ("/issuer/url", "guild.example"),
        ("/issuer/dateOfBirth", "2001-02-30"),
        ("/issuer/address", "Guild Street 1"),
        ("/validFrom", "2026-01-15"),
        ("/validFrom", "2026-01-15T09:00:00"),
        ("/validUntil", "2027-02-30T00:00:00Z"),
        ("/validUntil", ["2027-01-01T00:00:00Z", "2036-01-01T00:00:00Z"]),
        ("/awardedDate", 20260115),
        ("/credentialSubject", [{}, {}]),
        ("/credentialSubject", "did:example:ada"),
        ("/credentialSubject/id", "ada"),
        ("/credentialSubject/creditsEarned", "3"),
        ("/credentialSubject/creditsEarned", True),
        ("/credentialSubject/achievement", []),
        ("/credentialSubject/achievement/criteria", "Weave an ell."),
        ("/credentialSubject/achievement/type", ["Course"]),
        ("/credentialSubject/achievement/type", 2),
        ("/credentialSubject/achievement/inLanguage", "Deutsch (AT)"),
        ("/credentialSubject/achievement/image", "picture.png"),
        ("/credentialSubject/achievement/image", {"id": "urn:a", "type": "Picture"}),
    ],
)
def test_what_is_of_the_wrong_kind_is_named(path: str, value: Any) -> None:
    pointer = path + "/type" if isinstance(value, dict) else path
    assert found(changed(path, value)) == [("malformed-value", pointer)]


@pytest.mark.parametrize(
    ("path", "value", "pointer"),
    [
        ("/credentialSubject/achievement/tag", ["a", 1], "/1"),
        ("/credentialSubject/achievement/endorsementJwt", ["a.b.c", "a.b"], "/1"),
        ("/credentialSubject/achievement/alignment", ["urn:a"], "/0"),
        (
            "/credentialSubject/achievement/alignment",
            [{"type": "Alignment", "targetName": "a", "targetUrl": "a"}],
            "/0/targetUrl",
        ),
        (
            "/credentialSubject/achievement/alignment",
            {"type": "Alignment", "targetName": "a", "targetUrl": "urn:a", "targetType": "Thing"},
            "/targetType",
        ),
        (
            "/credentialSubject/result",
            [{"type": "Result", "status": "Done"}],
            "/0/status",
        ),
        (
            "/credentialSubject/identifier",
            [{"type": "IdentityObject", "hashed": 1, "identityHash": "a", "identityType": "name"}],
            "/0/hashed",
        ),
        ("/evidence", [{"type": ["Evidence"]}, {"type": ["Proof"]}], "/1/type"),
        ("/@context", [VC2_CONTEXT, OB3_CONTEXT, "relative"], "/2"),
    ],
)
def test_faults_inside_are_named_at_their_place(path: str, value: Any, pointer: str) -> None:
    assert found(changed(path, value)) == [("malformed-value", path + pointer)]


@pytest.mark.parametrize("types", [[], "", [""], ["VerifiableCredential", 1], {}, None])
def test_types_are_strings(types: Any) -> None:
    document = changed("/credentialSubject/type", types)
    assert [pointer for _, pointer in found(document)] == ["/credentialSubject/type"]


def test_a_badge_is_a_verifiable_credential_too() -> None:
    assert found(a_credential(type=["OpenBadgeCredential"])) == [("malformed-value", "/type")]


@pytest.mark.parametrize("proof", ["", "proof", [], None, 5])
def test_a_proof_that_is_none_is_missing(proof: Any) -> None:
    assert found(a_credential(proof=proof)) == [("proof-missing", "/proof")]


def test_an_absent_proof_is_the_affair_of_another_check() -> None:
    assert "proof" not in a_credential()
    assert check_structure(a_credential()) == ()


@pytest.mark.parametrize(
    ("proof", "pointer"),
    [
        ({"proofValue": "z1"}, "/proof"),
        ([{"type": "DataIntegrityProof"}, "z1"], "/proof/1"),
        (
            {"type": "DataIntegrityProof", "verificationMethod": {"id": "urn:a"}},
            "/proof/verificationMethod",
        ),
        (
            {"type": "DataIntegrityProof", "verificationMethod": "key-1"},
            "/proof/verificationMethod",
        ),
        ({"type": "DataIntegrityProof", "created": "yesterday"}, "/proof/created"),
    ],
)
def test_a_proof_is_built_as_proofs_are(proof: Any, pointer: str) -> None:
    assert [place for _, place in found(a_credential(proof=proof))] == [pointer]


def test_more_proofs_than_the_limit_are_not_read() -> None:
    proofs = [{"type": "DataIntegrityProof"}] * 11
    with pytest.raises(LimitExceeded, match="11 proofs"):
        check_structure(a_credential(proof=proofs))


def an_endorsement(**changes: Any) -> dict[str, Any]:
    return {
        "@context": [VC2_CONTEXT, OB3_CONTEXT],
        "id": "urn:uuid:2",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": "did:example:town",
        "validFrom": "2026-01-15T09:00:00Z",
        "credentialSubject": {"id": "did:example:guild", "type": ["EndorsementSubject"]},
    } | changes


def test_an_endorsement_is_a_credential_of_its_own() -> None:
    assert check_structure(an_endorsement()) == ()
    assert found(an_endorsement(credentialSubject={"id": "urn:a"})) == [
        ("missing-value", "/credentialSubject")
    ]


def test_endorsements_inside_are_checked_by_the_data_model_they_name() -> None:
    old = an_endorsement(**{"@context": [VC1_CONTEXT, OB3_CONTEXT]})
    old["issuanceDate"] = old.pop("validFrom")
    assert found(a_credential(endorsement=[an_endorsement(), old])) == []
    del old["issuanceDate"]
    assert found(a_credential(endorsement=[old])) == [("missing-value", "/endorsement/0")]


def test_endorsements_of_endorsers_are_counted_and_measured() -> None:
    issuer: Any = "did:example:town"
    for _ in range(4):
        profile = {"id": "urn:a", "type": "Profile", "endorsement": an_endorsement(issuer=issuer)}
        issuer = profile
    assert check_structure(a_credential(issuer=issuer)) == ()
    issuer = {"id": "urn:a", "type": "Profile", "endorsement": an_endorsement(issuer=issuer)}
    with pytest.raises(LimitExceeded, match="nested deeper"):
        check_structure(a_credential(issuer=issuer))
    many = [an_endorsement()] * 3
    with pytest.raises(LimitExceeded, match="more than 2 credentials"):
        check_structure(a_credential(endorsement=many), limits=Limits(nested_credentials=2))


def test_organisations_nested_without_end_are_a_limit_and_not_a_crash() -> None:
    profile: dict[str, Any] = {"id": "urn:a", "type": "Profile"}
    for _ in range(100_000):
        profile = {"id": "urn:a", "type": "Profile", "parentOrg": profile}
    with pytest.raises(LimitExceeded):
        check_structure(a_credential(issuer=profile))
    while "parentOrg" in profile:  # a chain as long as this one cannot be freed by recursion
        profile = profile.pop("parentOrg")


def test_old_and_loose_forms_are_warned_of() -> None:
    document = changed("/issuer/image", "https://guild.example/logo.png")
    document["credentialSubject"].pop("id")
    document["credentialSubject"]["achievement"] |= {"criteria": {}, "achievementType": "Nano"}
    problems = check_structure(document)
    assert {problem.severity for problem in problems} == {WARNING}
    assert {problem.pointer for problem in problems} == {
        "/issuer/image",
        "/credentialSubject",
        "/credentialSubject/achievement/criteria",
        "/credentialSubject/achievement/achievementType",
    }


def test_criteria_with_a_type_are_read() -> None:
    document = changed("/credentialSubject/achievement/criteria/type", "Criteria")
    assert check_structure(document) == ()


def test_credentials_of_the_older_data_model_are_read() -> None:
    old = a_credential(**{"@context": [VC1_CONTEXT, OB3_CONTEXT]})
    assert found(old) == [("missing-value", "")]
    old["issuanceDate"] = old.pop("validFrom")
    assert found(old) == []
    old["expirationDate"] = "2025-01-01T00:00:00Z"
    assert found(old) == [("range", "/expirationDate")]


@pytest.mark.parametrize("document", [{}, {"type": "Assertion"}, {"@graph": [a_credential()]}])
def test_what_is_no_credential_is_of_unknown_format(document: dict[str, Any]) -> None:
    assert found(document) == [("format-unknown", "")]


def test_a_plain_credential_has_a_subject_or_several() -> None:
    plain = {
        "@context": [VC2_CONTEXT],
        "type": ["VerifiableCredential"],
        "issuer": {"id": "did:example:town", "name": {"@value": "Town", "@language": "en"}},
    }
    assert found(plain | {"credentialSubject": [{"id": "urn:a"}, {"id": "urn:b"}]}) == []
    assert found(plain | {"credentialSubject": []}) == [("missing-value", "/credentialSubject")]


def test_a_set_of_states_or_services_is_not_empty() -> None:
    for name in ("credentialStatus", "refreshService"):
        assert found(a_credential(**{name: []})) == [("missing-value", f"/{name}")]


def test_one_object_is_checked_by_the_name_of_its_class() -> None:
    achievement = a_credential()["credentialSubject"]["achievement"]
    assert check_object(achievement, "Achievement") == ()
    assert [problem.pointer for problem in check_object(achievement, "Profile")] == ["/type"]
    with pytest.raises(KeyError):
        check_object({}, "Badge")


@given(st.data())
def test_whatever_a_value_is_replaced_by_is_answered(data: st.DataObject) -> None:
    anything = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["id", "type", "@context", "a"]), inner)
        ),
        max_leaves=5,
    )
    paths = ["/@context", "/id", "/type", "/issuer", "/issuer/type", "/validFrom", "/proof"]
    paths += ["/credentialStatus", "/credentialSubject", "/credentialSubject/achievement"]
    paths += ["/credentialSubject/achievement/criteria", "/credentialSubject/identifier"]
    document = changed(data.draw(st.sampled_from(paths)), data.draw(anything))
    try:
        problems = check_structure(document)
    except LimitExceeded:
        return
    assert all(problem.detail.endswith(".") for problem in problems)


def test_the_order_of_properties_does_not_matter() -> None:
    document = changed("/validUntil", "2020-01-01T00:00:00Z") | {"name": 5}
    backwards = dict(reversed(document.items()))
    assert set(check_structure(backwards)) == set(check_structure(document))


# ------------------------------------------------------------------ vectors of others

CREDENTIALS = {
    "ob3-signed",
    "ob3-unsigned-example",
    "ob3-endorsement",
    "vc-signed",
    "status-list-credential",
}
# Of the invalid ones, those whose structure is at fault.
MISBUILT = {
    "simple-err-context.json",
    "simple-err-credential-subject-achievement-result-description-type.json",
    "simple-err-credential-subject-result-type.json",
    "simple-err-evidence-type.json",
    "simple-err-issuer-otheridentifier-type.json",
    "simple-err-issuer-type.json",
    "simple-err-proof-method-no-scheme.json",
}
# Wrong by their contexts, which JSON-LD's safe mode finds.
WRONG_CONTEXTS = {"credential-type-mapped-nonurl-fail.json", "credential-type-unmapped-fail.json"}


def errors_of(document: dict[str, Any], limits: Limits = DEFAULT_LIMITS) -> list[str]:
    return [
        f"{problem.pointer}: {problem.detail}"
        for problem in check_structure(document, limits=limits)
        if problem.severity is ERROR
    ]


def conformance(vectors: Path) -> list[tuple[dict[str, Any], Path]]:
    folder = vectors / "conformance"
    manifest = json.loads((folder / "manifest.json").read_bytes())
    return [(case, folder / case["path"]) for case in manifest]


def test_no_valid_conformance_document_has_an_error(vectors: Path) -> None:
    judged = Counter[str]()
    for case, path in conformance(vectors):
        if case["kind"] in CREDENTIALS and case["expected"] == "valid":
            assert errors_of(read_object(path.read_bytes())) == [], case["path"]
            judged[case["kind"]] += 1
    assert set(judged) == CREDENTIALS


def test_misbuilt_conformance_documents_have_an_error(vectors: Path) -> None:
    judged = 0
    for case, path in conformance(vectors):
        if case["kind"] in CREDENTIALS and path.name in MISBUILT:
            assert errors_of(read_object(path.read_bytes())), case["path"]
            judged += 1
    assert judged == len(MISBUILT)


def test_the_w3c_data_model_suite_is_judged_right(vectors: Path) -> None:
    dates = {"PAST DATE": "2020-01-01T00:00:00Z", "FUTURE DATE": "2040-01-01T00:00:00Z"}
    wrong = set()
    for case, path in conformance(vectors):
        if case["kind"] != "vcdm2-credential" or case["expected"] is None:
            continue
        document = read_object(path.read_bytes())
        # The suite's documents are templates: it fills in the issuer and the dates.
        document |= {key: dates[v] for key, v in document.items() if str(v) in dates}
        issuer = document.setdefault("issuer", "did:example:issuer")
        if isinstance(issuer, dict):
            issuer.setdefault("id", "did:example:issuer")
        if bool(errors_of(document)) != (case["expected"] == "invalid"):
            wrong.add(path.name)
    assert wrong == WRONG_CONTEXTS


def test_the_corpus_is_judged_by_structure_as_far_as_structure_goes(vectors: Path) -> None:
    corpus = vectors / "corpus"
    for case in json.loads((corpus / "manifest.json").read_bytes())["cases"]:
        if case["kind"] != "vc-json":
            continue
        raw = (corpus / case["path"]).read_bytes()
        raw = gzip.decompress(raw) if case.get("stored") == "gzip" else raw
        try:
            errors = errors_of(read_object(raw))
        except LaureaError:
            errors = ["refused"]
        if errors:
            assert {"invalid", "error"} & set(case["expect"]["accept"]), case["id"]
        if case["expect"]["errors"] == ["SCHEMA"] and "valid" not in case["expect"]["accept"]:
            assert errors, case["id"]


def test_a_chained_proof_of_blockcerts_repeats_the_one_before_it() -> None:
    document = a_credential()
    first = {"type": "DataIntegrityProof", "verificationMethod": "did:key:z6Mk#z6Mk"}
    for kind, pointers in (("ChainedProof2021", []), ("Other", ["/proof/1/previousProof"])):
        second = {"type": kind, "previousProof": first}
        problems = check_structure({**document, "proof": [first, second]})
        assert [problem.pointer for problem in problems] == pointers
