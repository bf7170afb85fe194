"""Claims about safe mode and about the statements a document makes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.canon import bundled, canonical_nquads
from laurea.credentials.errors import LaureaError, LimitExceeded, MalformedDocument
from tests.simulator.documents import OB, V1, V2


def a_document(**changes: Any) -> dict[str, Any]:
    document = {
        "@context": [V2, OB],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "did:example:guild", "type": ["Profile"], "name": "Guild"},
        "credentialSubject": {
            "id": "did:example:ada",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:example:weaving",
                "type": ["Achievement"],
                "name": "Weaving",
                "criteria": {"narrative": "Weave an ell."},
            },
        },
    }
    return document | changes


def refusal(document: dict[str, Any]) -> tuple[str, str]:
    with pytest.raises(MalformedDocument) as caught:
        canonical_nquads(document)
    return caught.value.problem.type.slug, caught.value.problem.pointer


def test_a_plain_document_passes() -> None:
    assert b"<did:example:ada>" in canonical_nquads(a_document())


@pytest.mark.parametrize(
    "key",
    [
        "grade",
        "@grade",
        "\u0456ssuer",
        "https://schema.org/name",
        "ob:x",
        "__proto__",
        "",
        "@id ",
        "name ",
    ],
)
def test_a_key_that_no_context_defines_is_refused(key: str) -> None:
    document = a_document()
    document["credentialSubject"]["achievement"][key] = "A+"
    slug, pointer = refusal(document)
    assert slug == "undefined-term"
    assert pointer == f"/credentialSubject/achievement/{key.replace('~', '~0').replace('/', '~1')}"


@pytest.mark.parametrize(
    "key",
    ["@graph", "@included", "@reverse", "@nest", "@index", "@base", "@vocab", "@list", "@json"],
)
def test_keywords_that_credentials_do_not_use_are_refused(key: str) -> None:
    assert refusal(a_document(**{key: {}}))[0] == "undefined-term"


@pytest.mark.parametrize("name", ["HonoursDegree", "@id", "id", "_:b0", "a b", 5, None, ""])
def test_a_type_that_no_context_defines_is_refused(name: Any) -> None:
    document = a_document()
    document["issuer"]["type"] = ["Profile", name]
    assert refusal(document)[0] == "undefined-term"


def test_a_type_that_is_an_absolute_iri_is_part_of_what_is_signed() -> None:
    document = a_document()
    document["issuer"]["type"] = ["Profile", "https://example.org/Guild"]
    assert b"<https://example.org/Guild>" in canonical_nquads(document)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "evidence/1",
        "#1",
        "a b:c",
        "urn:x y",
        'urn:"',
        "urn:<x>",
        "urn:a\\b",
        5,
        None,
        [],
        {},
        "@type",
    ],
)
def test_an_id_that_is_no_absolute_iri_is_refused(value: Any) -> None:
    document = a_document(evidence=[{"id": value, "type": ["Evidence"]}])
    slug, pointer = refusal(document)
    assert (slug, pointer) == ("undefined-term", "/evidence/0")


@pytest.mark.parametrize(
    "context",
    [
        [V2, OB, {"grade": "urn:grade"}],
        [V2, OB, {"@vocab": "https://evil.example/"}],
        [V2, OB, {"@import": "https://evil.example/"}],
        [V2, OB, None],
        [V2, "http://169.254.169.254/"],
        [V2 + "#", OB],
        {"@base": "urn:x"},
        [],
        None,
        5,
        [[V2]],
    ],
)
def test_a_context_that_is_not_published_is_refused(context: Any) -> None:
    assert refusal(a_document(**{"@context": context}))[0] == "context-unknown"


def test_contexts_that_contradict_one_another_are_refused() -> None:
    old = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"
    assert refusal(a_document(**{"@context": [V2, old]}))[0] == "context-invalid"


def test_a_context_inside_is_read_for_whole_credentials_only() -> None:
    endorsement = {
        "@context": [V2, OB],
        "id": "urn:e",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "credentialSubject": {"id": "urn:uuid:1", "type": ["EndorsementSubject"]},
    }
    assert b"EndorsementCredential" in canonical_nquads(a_document(endorsement=[endorsement]))
    endorsement["type"] = ["EndorsementCredential"]
    assert refusal(a_document(endorsement=[endorsement]))[0] == "context-unknown"
    document = a_document()
    document["issuer"]["@context"] = [V1]
    assert refusal(document) == ("context-unknown", "/issuer")


@pytest.mark.parametrize(
    "value",
    [
        {"@value": None},
        {"@value": {"a": 1}},
        {"@value": "x", "@language": "not a tag"},
        {"@value": "x", "@language": None, "@type": "urn:t"},
        {"@value": 5, "@language": "en"},
        {"@value": "x", "@direction": "rtl"},
        {"@value": "x", "@index": "hidden"},
        {"@value": "x", "@type": "relative"},
        {"@value": "x", "@type": ["urn:t"]},
        {"@value": "x", "extra": 1},
    ],
)
def test_a_value_that_would_lose_something_is_refused(value: Any) -> None:
    assert refusal(a_document(name=value)) == ("undefined-term", "/name")


@pytest.mark.parametrize(
    ("value", "literal"),
    [
        (3, '"3"^^<https://www.w3.org/2001/XMLSchema#float>'),
        (3.0, '"3"^^<https://www.w3.org/2001/XMLSchema#float>'),
        (2.5, '"2.5E0"^^<https://www.w3.org/2001/XMLSchema#float>'),
        (0.1, '"1.0E-1"^^<https://www.w3.org/2001/XMLSchema#float>'),
        (1e21, '"1.0E21"^^<https://www.w3.org/2001/XMLSchema#float>'),
        (-0.0, '"0"^^<https://www.w3.org/2001/XMLSchema#float>'),
        (True, '"true"^^<https://www.w3.org/2001/XMLSchema#float>'),
        ("3", '"3"^^<https://www.w3.org/2001/XMLSchema#float>'),
    ],
)
def test_numbers_become_the_literals_of_the_standard(value: Any, literal: str) -> None:
    document = a_document()
    document["credentialSubject"]["achievement"]["creditsAvailable"] = value
    assert f"#creditsAvailable> {literal} ." in canonical_nquads(document).decode()


def test_null_and_empty_arrays_say_nothing() -> None:
    plain = canonical_nquads(a_document())
    assert canonical_nquads(a_document(evidence=[], validUntil=None, name=[None, []])) == plain


def test_the_copy_of_3_0_3_decides_whether_a_late_term_is_known() -> None:
    late = a_document(endorsementJwt=["a.b.c"])
    assert b"a.b.c" in bundled(0).nquads(late)
    with pytest.raises(MalformedDocument):
        bundled(1).nquads(late)


def test_deep_nesting_is_refused_and_does_not_exhaust_the_stack() -> None:
    node: Any = {"id": "urn:x", "type": ["Profile"], "name": "x"}
    for _ in range(400):
        node = {"type": ["Profile"], "parentOrg": node}
    with pytest.raises(LimitExceeded):
        canonical_nquads(a_document(issuer=node))
    names: Any = "x"
    for _ in range(400):
        names = [names]
    with pytest.raises(LimitExceeded):
        canonical_nquads(a_document(name=names))


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["urn:x", "_:b", "Achievement", "@id", V2]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "id type name @id @type @value @list @set @language @context proof evidence issuer "
                "image credentialSubject achievement rubricCriterionLevel endorsement".split()
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(
        st.sampled_from(
            "id type name issuer credentialSubject evidence proof endorsement name".split()
        ),
        json_values,
    )
)
def test_nothing_but_our_errors_escapes(changes: dict[str, Any]) -> None:
    try:
        canonical_nquads(a_document(**changes))
    except LaureaError as error:
        assert error.problem.detail


def carriers() -> list[dict[str, Any]]:
    """Objects of a credential that may, by the standard, have the credential's own id."""
    moved = {
        "id": "urn:uuid:1",
        "credentialStatus": {
            "id": "urn:status:1",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "5",
            "statusListCredential": "https://example.org/status/1",
        },
        "validUntil": "2020-01-01T00:00:00Z",
    }
    subject = a_document()["credentialSubject"]
    achievement = subject["achievement"]
    endorsement = {
        "id": "urn:e",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "credentialSubject": {
            **moved,
            "type": ["EndorsementSubject", "VerifiableCredential"],
            "endorsementComment": "Good.",
        },
    }
    return [
        {"endorsement": [endorsement]},
        {"evidence": [{**moved, "type": ["Evidence", "VerifiableCredential"]}]},
        {
            "credentialSubject": {
                **subject,
                **moved,
                "type": ["AchievementSubject", "VerifiableCredential"],
            }
        },
        {
            "credentialSubject": {
                **subject,
                "achievement": {
                    **achievement,
                    **moved,
                    "type": ["Achievement", "VerifiableCredential"],
                },
            }
        },
    ]


@pytest.mark.parametrize("carrier", carriers())
def test_what_decides_of_a_credential_must_stand_in_one_object(carrier: dict[str, Any]) -> None:
    """Else its holder could move status or end into another object with the same id."""
    slug, _ = refusal(a_document(issuanceDate=None, validFrom="2019-01-01T00:00:00Z", **carrier))
    assert slug == "undefined-term"


def test_two_status_entries_with_one_id_are_refused() -> None:
    entry = {
        "id": "urn:status:1",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "5",
        "statusListCredential": "https://example.org/status/1",
    }
    swapped = {**entry, "statusListIndex": "9"}
    assert refusal(a_document(credentialStatus=[entry, swapped]))[0] == "undefined-term"


def test_an_endorsement_may_name_the_credential_that_it_endorses() -> None:
    endorsement = {
        "id": "urn:e",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "credentialSubject": {
            "id": "urn:uuid:1",
            "type": ["EndorsementSubject"],
            "endorsementComment": "Good.",
        },
    }
    assert b"Good." in canonical_nquads(a_document(endorsement=[endorsement]))


def test_the_same_profile_may_stand_twice() -> None:
    document = a_document()
    document["credentialSubject"]["achievement"]["creator"] = document["issuer"]
    assert canonical_nquads(document).count(b'"Guild"') == 1


@pytest.mark.parametrize(
    ("key", "alias", "value"),
    [("@id", "id", "did:example:eve"), ("@type", "type", ["Profile"])],
)
def test_an_id_or_type_that_stands_twice_is_refused(key: str, alias: str, value: Any) -> None:
    document = a_document()
    assert alias in document["issuer"]
    document["issuer"][key] = value
    assert refusal(document) == ("undefined-term", "/issuer")


def test_too_many_values_are_refused_while_walking() -> None:
    document = a_document()
    document["credentialSubject"]["achievement"]["tag"] = ["x"] * 100_001
    with pytest.raises(LimitExceeded):
        canonical_nquads(document)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf"), 10**400])
def test_a_number_beyond_json_is_refused(number: float) -> None:
    document = a_document()
    document["credentialSubject"]["achievement"]["creditsAvailable"] = number
    assert refusal(document)[0] == "undefined-term"
