"""Problems as RFC 9457 objects: a type, a title, a sentence for this case, a JSON Pointer.

Types that a specification names keep that specification's address; the others are URNs of
Laurea. Each type appears once, in `PROBLEM_TYPES`, and is documented in
`docs/reference/problems.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

_VCDM: Final = "https://www.w3.org/TR/vc-data-model#"
_SECURITY: Final = "https://w3id.org/security#"
_STATUS: Final = "https://www.w3.org/ns/credentials/status-list#"
_LAUREA: Final = "urn:laurea:problem:"


class Severity(Enum):
    """Whether a problem decides a check or only deserves a reader's attention."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of problem: `slug` is its short name, `uri` its RFC 9457 `type`."""

    slug: str
    uri: str
    title: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of one document.

    `pointer` is a JSON Pointer (RFC 6901) into the document, `""` for the whole of it.
    """

    type: ProblemType
    detail: str
    pointer: str = ""
    severity: Severity = Severity.ERROR

    @property
    def title(self) -> str:
        """The title of the problem's type."""
        return self.type.title

    def to_json(self) -> dict[str, str]:
        """Return the problem as an RFC 9457 object with `pointer` and `severity` beside it."""
        return {
            "type": self.type.uri,
            "title": self.title,
            "detail": self.detail,
            "pointer": self.pointer,
            "severity": self.severity.value,
        }


PROBLEM_TYPES: Final[dict[str, ProblemType]] = {}


def _problem_type(slug: str, uri: str, title: str) -> ProblemType:
    kind = ProblemType(slug, uri, title)
    PROBLEM_TYPES[slug] = kind
    return kind


PARSING: Final = _problem_type("parsing", _VCDM + "PARSING_ERROR", "The document cannot be read")
DUPLICATE_KEY: Final = _problem_type(
    "duplicate-key", _LAUREA + "duplicate-key", "A key stands twice in one object"
)
LIMIT: Final = _problem_type(
    "limit-exceeded", _LAUREA + "limit-exceeded", "The document goes beyond a limit"
)
MALFORMED_VALUE: Final = _problem_type(
    "malformed-value", _VCDM + "MALFORMED_VALUE_ERROR", "A value is not of the kind asked for"
)
RANGE: Final = _problem_type(
    "range", _VCDM + "RANGE_ERROR", "A value lies outside the range allowed"
)
MISSING_VALUE: Final = _problem_type(
    "missing-value", _LAUREA + "missing-value", "A required property is missing"
)
FORMAT_UNKNOWN: Final = _problem_type(
    "format-unknown", _LAUREA + "format-unknown", "This is not a credential of a known format"
)
CONTEXT_UNKNOWN: Final = _problem_type(
    "context-unknown", _LAUREA + "context-unknown", "A JSON-LD context is not known here"
)
CONTEXT_INVALID: Final = _problem_type(
    "context-invalid", _LAUREA + "context-invalid", "The JSON-LD contexts do not fit together"
)
UNDEFINED_TERM: Final = _problem_type(
    "undefined-term",
    _LAUREA + "undefined-term",
    "The document says something its signature cannot cover",
)
PROOF_MISSING: Final = _problem_type(
    "proof-missing", _LAUREA + "proof-missing", "The document carries no proof"
)
PROOF_INVALID: Final = _problem_type(
    "proof-invalid",
    _SECURITY + "PROOF_VERIFICATION_ERROR",
    "The signature does not fit the document",
)
PROOF_PURPOSE: Final = _problem_type(
    "proof-purpose",
    _SECURITY + "INVALID_PROOF_PURPOSE_FOR_VERIFICATION_METHOD",
    "The proof was made for another purpose",
)
PROOF_SUITE_UNSUPPORTED: Final = _problem_type(
    "proof-suite-unsupported",
    _LAUREA + "proof-suite-unsupported",
    "The proof is of a kind that cannot be checked here",
)
PROOF_PARTIAL: Final = _problem_type(
    "proof-partial", _LAUREA + "proof-partial", "Only a part of what was signed is shown"
)
PROOF_OF_ANOTHER: Final = _problem_type(
    "proof-of-another", _LAUREA + "proof-of-another", "Somebody else made one of the proofs"
)
TEXT_DIRECTION: Final = _problem_type(
    "text-direction", _LAUREA + "text-direction", "The direction of a text is not signed"
)
KEY_INVALID: Final = _problem_type(
    "key-invalid", _SECURITY + "INVALID_VERIFICATION_METHOD", "The key cannot be used"
)
KEY_UNAUTHORIZED: Final = _problem_type(
    "key-unauthorized",
    _SECURITY + "INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD",
    "The key does not belong to the issuer",
)
KEY_REVOKED: Final = _problem_type("key-revoked", _LAUREA + "key-revoked", "The key was withdrawn")
KEY_WEAK: Final = _problem_type("key-weak", _LAUREA + "key-weak", "The key is too weak")
DID_INVALID: Final = _problem_type(
    "did-invalid",
    _SECURITY + "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID",
    "The issuer's identifier cannot be resolved",
)
DID_UNAVAILABLE: Final = _problem_type(
    "did-unavailable",
    _LAUREA + "did-unavailable",
    "The issuer's key document could not be read",
)
DOMAIN_MISMATCH: Final = _problem_type(
    "domain-mismatch", _SECURITY + "INVALID_DOMAIN_ERROR", "The proof was made for another domain"
)
CHALLENGE_MISMATCH: Final = _problem_type(
    "challenge-mismatch",
    _SECURITY + "INVALID_CHALLENGE_ERROR",
    "The proof answers another challenge",
)
JWT_HEADER: Final = _problem_type(
    "jwt-header", _LAUREA + "jwt-header", "The token's header cannot be relied on"
)
JWT_ALG: Final = _problem_type(
    "jwt-alg", _LAUREA + "jwt-alg", "The token is not signed with an algorithm of its key"
)
ISSUER_MISMATCH: Final = _problem_type(
    "issuer-mismatch", _LAUREA + "issuer-mismatch", "The token names two issuers"
)
SUBJECT_MISMATCH: Final = _problem_type(
    "subject-mismatch", _LAUREA + "subject-mismatch", "The token names two subjects"
)
ID_MISMATCH: Final = _problem_type(
    "id-mismatch", _LAUREA + "id-mismatch", "The token names two identifiers"
)
DISCLOSURE_INVALID: Final = _problem_type(
    "disclosure-invalid",
    _LAUREA + "disclosure-invalid",
    "A disclosure does not belong to the token",
)
HOLDER_MISMATCH: Final = _problem_type(
    "holder-mismatch",
    _LAUREA + "holder-mismatch",
    "The credential is presented by somebody else",
)
NOT_YET_VALID: Final = _problem_type(
    "not-yet-valid", _LAUREA + "not-yet-valid", "The credential is not valid yet"
)
EXPIRED: Final = _problem_type("expired", _LAUREA + "expired", "The credential has expired")
REVOKED: Final = _problem_type("revoked", _LAUREA + "revoked", "The issuer revoked the credential")
SUSPENDED: Final = _problem_type(
    "suspended", _LAUREA + "suspended", "The issuer suspended the credential"
)
STATUS_UNAVAILABLE: Final = _problem_type(
    "status-unavailable",
    _STATUS + "STATUS_RETRIEVAL_ERROR",
    "The status list could not be read",
)
STATUS_INVALID: Final = _problem_type(
    "status-invalid",
    _STATUS + "STATUS_VERIFICATION_ERROR",
    "The status list cannot be relied on",
)
STATUS_LIST_LENGTH: Final = _problem_type(
    "status-list-length",
    _STATUS + "STATUS_LIST_LENGTH_ERROR",
    "The status list is shorter than the standard asks",
)
STATUS_STALE: Final = _problem_type(
    "status-stale", _LAUREA + "status-stale", "The status list is not in force"
)
STATUS_UNSUPPORTED: Final = _problem_type(
    "status-unsupported",
    _LAUREA + "status-unsupported",
    "The status is of a kind that cannot be checked here",
)
STATUS_NOTE: Final = _problem_type(
    "status-note", _LAUREA + "status-note", "The issuer added a note to the status"
)
SCHEMA_UNAVAILABLE: Final = _problem_type(
    "schema-unavailable", _LAUREA + "schema-unavailable", "The declared schema was not checked"
)
SCHEMA_MISMATCH: Final = _problem_type(
    "schema-mismatch", _LAUREA + "schema-mismatch", "The document does not fit the declared schema"
)
DIGEST_MISMATCH: Final = _problem_type(
    "digest-mismatch",
    _LAUREA + "digest-mismatch",
    "What a document refers to is not what its issuer referred to",
)
REFRESH_UNAVAILABLE: Final = _problem_type(
    "refresh-unavailable", _LAUREA + "refresh-unavailable", "The newer version was not taken"
)
RECIPIENT_MISMATCH: Final = _problem_type(
    "recipient-mismatch",
    _LAUREA + "recipient-mismatch",
    "The credential was awarded to another identifier",
)
HASH_WEAK: Final = _problem_type("hash-weak", _LAUREA + "hash-weak", "The recipient's hash is weak")
HASH_UNSALTED: Final = _problem_type(
    "hash-unsalted", _LAUREA + "hash-unsalted", "The recipient's hash has no salt"
)
ISSUER_UNTRUSTED: Final = _problem_type(
    "issuer-untrusted", _LAUREA + "issuer-untrusted", "The issuer is in no registry you chose"
)
NESTED_INVALID: Final = _problem_type(
    "nested-invalid", _LAUREA + "nested-invalid", "A credential inside is not valid"
)
ENDORSEMENT_INVALID: Final = _problem_type(
    "endorsement-invalid", _LAUREA + "endorsement-invalid", "An endorsement is not valid"
)
HOSTED_ELSEWHERE: Final = _problem_type(
    "hosted-elsewhere", _LAUREA + "hosted-elsewhere", "It lies where its issuer does not speak"
)
PUBLISHED_ID: Final = _problem_type(
    "published-id", _LAUREA + "published-id", "The document calls itself by another address"
)
HOSTED_MISMATCH: Final = _problem_type(
    "hosted-mismatch",
    _LAUREA + "hosted-mismatch",
    "The issuer publishes something else",
)
NOT_AN_AWARD: Final = _problem_type(
    "not-an-award", _LAUREA + "not-an-award", "Nobody was awarded anything by this document"
)
EXTENSION_UNCHECKED: Final = _problem_type(
    "extension-unchecked",
    _LAUREA + "extension-unchecked",
    "An extension was not checked against its schema",
)
ANCHOR_INVALID: Final = _problem_type(
    "anchor-invalid", _LAUREA + "anchor-invalid", "The ledger does not hold what the proof says"
)
ANCHOR_UNAVAILABLE: Final = _problem_type(
    "anchor-unavailable", _LAUREA + "anchor-unavailable", "The ledger was not read"
)
ANCHOR_PRETENDED: Final = _problem_type(
    "anchor-pretended", _LAUREA + "anchor-pretended", "The anchor is in no real ledger"
)
MEDIA_INVALID: Final = _problem_type(
    "media-invalid", _LAUREA + "media-invalid", "The file is damaged or not what it claims to be"
)
NO_CREDENTIAL: Final = _problem_type(
    "no-credential", _LAUREA + "no-credential", "There is no credential inside"
)
FETCH_FORBIDDEN: Final = _problem_type(
    "fetch-forbidden", _LAUREA + "fetch-forbidden", "This address is not fetched"
)
FETCH_FAILED: Final = _problem_type(
    "fetch-failed", _LAUREA + "fetch-failed", "The address did not give the document"
)
NOT_FOUND: Final = _problem_type("not-found", _LAUREA + "not-found", "There is nothing here")
ROLE_LACKING: Final = _problem_type(
    "role-lacking", _LAUREA + "role-lacking", "This takes another role"
)
FILE_UNREADABLE: Final = _problem_type(
    "file-unreadable", _LAUREA + "file-unreadable", "The file cannot be read"
)
FILE_UNWRITABLE: Final = _problem_type(
    "file-unwritable", _LAUREA + "file-unwritable", "The file cannot be written"
)
FILE_EXISTS: Final = _problem_type(
    "file-exists", _LAUREA + "file-exists", "There is a file of this name already"
)
FILE_SWAPPED: Final = _problem_type(
    "file-swapped", _LAUREA + "file-swapped", "Another file belongs here"
)
KEY_FILE: Final = _problem_type("key-file", _LAUREA + "key-file", "The key file cannot be used")
KEY_FILE_EXPOSED: Final = _problem_type(
    "key-file-exposed", _LAUREA + "key-file-exposed", "Others can read the private key"
)
PASSPHRASE_MISSING: Final = _problem_type(
    "passphrase-missing", _LAUREA + "passphrase-missing", "A passphrase is needed"
)
PASSPHRASE_WRONG: Final = _problem_type(
    "passphrase-wrong", _LAUREA + "passphrase-wrong", "The passphrase does not open the key file"
)
SERVER_NOT_READY: Final = _problem_type(
    "server-not-ready", _LAUREA + "server-not-ready", "The server is not set up"
)
SERVER_ADDRESS: Final = _problem_type(
    "server-address", _LAUREA + "server-address", "The server cannot listen there"
)
PUBLIC_ADDRESS: Final = _problem_type(
    "public-address", _LAUREA + "public-address", "The server's public address has changed"
)
SERVER_CERTIFICATE: Final = _problem_type(
    "server-certificate", _LAUREA + "server-certificate", "The certificate cannot be used"
)
ROSTER_HEADER: Final = _problem_type(
    "roster-header", _LAUREA + "roster-header", "The columns of the roster are not clear"
)
ROSTER_MAPPING: Final = _problem_type(
    "roster-mapping", _LAUREA + "roster-mapping", "A column cannot be used as you asked"
)
ROSTER_EMPTY: Final = _problem_type(
    "roster-empty", _LAUREA + "roster-empty", "The roster names nobody"
)
ROSTER_ENCODING: Final = _problem_type(
    "roster-encoding", _LAUREA + "roster-encoding", "The encoding of the roster is not certain"
)
ROSTER_LEFT_OUT: Final = _problem_type(
    "roster-left-out", _LAUREA + "roster-left-out", "A part of the roster was not read"
)
ROSTER_READING: Final = _problem_type(
    "roster-reading", _LAUREA + "roster-reading", "A column was read in one of several ways"
)
ROW_EMAIL: Final = _problem_type(
    "row-email", _LAUREA + "row-email", "The e-mail address cannot be used"
)
ROW_DID: Final = _problem_type("row-did", _LAUREA + "row-did", "The DID cannot be used")
ROW_DUPLICATE: Final = _problem_type(
    "row-duplicate", _LAUREA + "row-duplicate", "Two rows of the roster name the same learner"
)
ROW_HELD: Final = _problem_type(
    "row-held", _LAUREA + "row-held", "The learner holds the achievement already"
)
ROW_URL: Final = _problem_type(
    "row-url", _LAUREA + "row-url", "The address of the evidence cannot be used"
)
ROW_DATE: Final = _problem_type("row-date", _LAUREA + "row-date", "The date cannot be used")
ROW_DATE_AMBIGUOUS: Final = _problem_type(
    "row-date-ambiguous", _LAUREA + "row-date-ambiguous", "The date can be read in two ways"
)
ROW_TEXT: Final = _problem_type(
    "row-text", _LAUREA + "row-text", "A cell holds characters that cannot be shown"
)
ROW_CELLS: Final = _problem_type(
    "row-cells", _LAUREA + "row-cells", "The row does not fit the columns"
)
ROW_RESULT: Final = _problem_type(
    "row-result", _LAUREA + "row-result", "The result is not one that the achievement allows"
)
RESULT_SHORT: Final = _problem_type(
    "result-short",
    _LAUREA + "result-short",
    "A result falls short of what the achievement requires",
)
RUN_RESUME: Final = _problem_type(
    "run-resume", _LAUREA + "run-resume", "The run cannot be taken up again"
)
TOKEN_INVALID: Final = _problem_type(
    "token-invalid", _LAUREA + "token-invalid", "The token does not count"
)
SCOPE_LACKING: Final = _problem_type(
    "scope-lacking", _LAUREA + "scope-lacking", "The token may not do this"
)
KEY_REUSED: Final = _problem_type(
    "key-reused", _LAUREA + "key-reused", "The Idempotency-Key stands for another request"
)
REQUEST_UNDER_WAY: Final = _problem_type(
    "request-under-way", _LAUREA + "request-under-way", "The same request is being answered"
)
