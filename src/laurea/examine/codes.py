"""The reason codes of the corpus, for the problem types of Laurea."""

from __future__ import annotations

from typing import Final

from laurea.credentials.problems import Problem

_CODES: Final = {
    "parsing": "PARSE",
    "duplicate-key": "DUPLICATE_KEY",
    "malformed-value": "SCHEMA",
    "missing-value": "SCHEMA",
    "range": "SCHEMA",
    "format-unknown": "SCHEMA",
    "schema-unavailable": "SCHEMA",
    "did-unavailable": "DID_INVALID",
    "fetch-failed": "NOT_FOUND",
    "status-list-length": "STATUS_INVALID",
    "status-unsupported": "STATUS_INVALID",
    "status-note": "STATUS_INVALID",
    "hosted-elsewhere": "ISSUER_MISMATCH",
    "published-id": "ID_MISMATCH",
    "not-an-award": "SCHEMA",
    "extension-unchecked": "SCHEMA",
    "hash-unsalted": "PRIVACY_UNSALTED",
}
"""Where the code is not simply the slug in capitals."""


def code_of(problem: Problem) -> str:
    """Return the corpus' code for a problem.

    >>> from laurea.credentials.problems import KEY_WEAK
    >>> code_of(Problem(KEY_WEAK, "1,024 bits."))
    'KEY_WEAK'
    """
    slug = problem.type.slug
    return _CODES.get(slug) or slug.upper().replace("-", "_")
