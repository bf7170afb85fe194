"""The classes of the Verifiable Credentials Data Model and of its status lists.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#basic-concepts and
https://www.w3.org/TR/vc-bitstring-status-list/#data-model
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from laurea.credentials import model
from laurea.credentials.model.credential_status import LIST_CREDENTIAL_TYPES
from laurea.credentials.wire.kinds import (
    CONTEXT,
    DATE_TIME,
    INDEX,
    NUMBER,
    STRING,
    STRINGS,
    TEXT,
    TIMESTAMP,
    TYPE,
    URI,
)
from laurea.credentials.wire.table import Cardinality, ClassTable, Of, Row, table

CREDENTIAL_SCHEMA: Final = table(
    "CredentialSchema",
    model.CredentialSchema,
    ("id", URI, "1"),
    ("type", TYPE, "1"),
    types=(),
)

CREDENTIAL_STATUS: Final = table(
    "CredentialStatus",
    model.CredentialStatus,
    ("id", URI, "0..1"),
    ("type", TYPE, "1"),
    ("statusPurpose", STRING, "0..1"),
    ("statusListIndex", INDEX, "0..1"),
    ("statusListCredential", URI, "0..1"),
    types=(),
)

REFRESH_SERVICE: Final = table(
    "RefreshService",
    model.RefreshService,
    ("id", URI, "0..1"),
    ("type", TYPE, "1"),
    types=(),
)

TERMS_OF_USE: Final = table(
    "TermsOfUse",
    model.TermsOfUse,
    ("id", URI, "0..1"),
    ("type", TYPE, "1"),
    types=(),
)

RELATED_RESOURCE: Final = table(
    "RelatedResource",
    model.RelatedResource,
    ("id", URI, "1"),
    ("mediaType", STRING, "0..1"),
    ("digestSRI", STRING, "0..1"),
    ("digestMultibase", STRING, "0..1"),
    types=(),
    fields={"digestSRI": "digest_sri"},
)

PROOF: Final = table(
    "Proof",
    None,
    ("type", TYPE, "1"),
    ("id", URI, "0..1"),
    ("cryptosuite", STRING, "0..1"),
    ("created", DATE_TIME, "0..1"),
    ("expires", TIMESTAMP, "0..1"),
    ("verificationMethod", URI, "0..1"),
    ("proofPurpose", STRING, "0..1"),
    ("previousProof", STRINGS, "0..1"),
    ("domain", STRINGS, "0..1"),
    ("challenge", STRING, "0..1"),
    ("nonce", STRING, "0..1"),
    ("proofValue", STRING, "0..1"),
    types=(),
)

CHAINED_PROOF: Final = replace(
    PROOF,
    name="ChainedProof2021",
    properties=tuple(row for row in PROOF.properties if row.name != "previousProof"),
)
"""A proof of Blockcerts that repeats the one before it where others name it. It is not checked."""

SERVICES: Final[tuple[Row, ...]] = (
    ("credentialSchema", Of("CredentialSchema"), "0..*"),
    ("credentialStatus", Of("CredentialStatus"), "0..1/*"),
    ("refreshService", Of("RefreshService"), "0..1/*"),
    ("termsOfUse", Of("TermsOfUse"), "0..*"),
)
END: Final[tuple[Row, ...]] = (
    ("relatedResource", Of("RelatedResource"), "0..*"),
    ("proof", Of("Proof"), "0..*"),
)
VALIDITY: Final[tuple[Row, ...]] = (
    ("validFrom", TIMESTAMP, "1"),
    ("validUntil", TIMESTAMP, "0..1"),
)
# In VC 1.1 the same moments have other names. Such credentials are read, never written.
VALIDITY_V1: Final[tuple[Row, ...]] = (
    ("issuanceDate", TIMESTAMP, "1"),
    ("expirationDate", TIMESTAMP, "0..1"),
)
FIELDS_V1: Final = {"issuanceDate": "valid_from", "expirationDate": "valid_until"}
VERIFIABLE: Final = frozenset({"VerifiableCredential"})


def _verifiable_credential(
    name: str, *validity: Row, subject: Of, subjects: Cardinality, types: frozenset[str] | None
) -> ClassTable:
    return table(
        name,
        None,
        ("@context", CONTEXT, "1..*"),
        ("id", URI, "0..1"),
        ("type", TYPE, "1..*"),
        ("issuer", Of("Issuer", or_iri=True), "1"),
        *validity,
        ("name", TEXT, "0..1"),
        ("description", TEXT, "0..1"),
        ("credentialSubject", subject, subjects),
        *SERVICES,
        ("evidence", Of("TypedObject"), "0..*"),
        *END,
        types=(VERIFIABLE,) if types is None else (VERIFIABLE, types),
    )


# Plain credentials of the W3C, and the lists of statuses that are such credentials.
_OPTIONAL_VALIDITY: Final[tuple[Row, ...]] = (
    ("validFrom", TIMESTAMP, "0..1"),
    ("validUntil", TIMESTAMP, "0..1"),
)
VERIFIABLE_CREDENTIAL: Final = _verifiable_credential(
    "VerifiableCredential",
    *_OPTIONAL_VALIDITY,
    subject=Of("CredentialSubject"),
    subjects="1..*",
    types=None,
)
VERIFIABLE_CREDENTIAL_V1: Final = _verifiable_credential(
    "VerifiableCredential",
    *VALIDITY_V1,
    subject=Of("CredentialSubject"),
    subjects="1..*",
    types=None,
)
STATUS_LIST_CREDENTIAL: Final = _verifiable_credential(
    "BitstringStatusListCredential",
    *_OPTIONAL_VALIDITY,
    subject=Of("BitstringStatusList"),
    subjects="1",
    types=LIST_CREDENTIAL_TYPES,
)
STATUS_LIST_CREDENTIAL_V1: Final = _verifiable_credential(
    "BitstringStatusListCredential",
    *VALIDITY_V1,
    subject=Of("BitstringStatusList"),
    subjects="1",
    types=LIST_CREDENTIAL_TYPES,
)

VERIFIABLE_PRESENTATION: Final = table(
    "VerifiablePresentation",
    None,
    ("@context", CONTEXT, "1..*"),
    ("id", URI, "0..1"),
    ("type", TYPE, "1..*"),
    ("holder", Of("Issuer", or_iri=True), "0..1"),
    ("verifiableCredential", Of("PresentedCredential"), "0..*"),
    *END,
)
PRESENTED_CREDENTIAL: Final = table("PresentedCredential", None, types=())
"""Whatever credential is presented: its own type says by which table it is checked."""

ISSUER: Final = table(
    "Issuer",
    None,
    ("id", URI, "1"),
    ("name", TEXT, "0..1"),
    ("description", TEXT, "0..1"),
    types=(),
)
CREDENTIAL_SUBJECT: Final = table("CredentialSubject", None, ("id", URI, "0..1"), types=())
TYPED_OBJECT: Final = table(
    "TypedObject", None, ("id", URI, "0..1"), ("type", TYPE, "1..*"), types=()
)
BITSTRING_STATUS_LIST: Final = table(
    "BitstringStatusList",
    None,
    ("id", URI, "0..1"),
    ("type", TYPE, "1"),
    ("statusPurpose", STRINGS, "1"),
    ("encodedList", STRING, "1"),
    ("ttl", NUMBER, "0..1"),
    types=(frozenset({"BitstringStatusList", "StatusList2021"}),),
)

VC_CLASSES: Final[dict[str, ClassTable]] = {
    row.name: row
    for row in (
        BITSTRING_STATUS_LIST,
        CREDENTIAL_SCHEMA,
        CREDENTIAL_STATUS,
        CREDENTIAL_SUBJECT,
        ISSUER,
        PRESENTED_CREDENTIAL,
        PROOF,
        CHAINED_PROOF,
        REFRESH_SERVICE,
        RELATED_RESOURCE,
        TERMS_OF_USE,
        TYPED_OBJECT,
        VERIFIABLE_CREDENTIAL,
    )
}
"""The classes of the W3C that an object in a credential can be of, by their names."""
