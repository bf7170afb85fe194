"""Whether what a credential refers to is what its issuer referred to: the check `resources`.

`relatedResource` pins contexts, pictures and other documents by their digests. Contexts are at
hand and always compared. Anything else would have to be fetched, which tells its server that
somebody looks at the credential: that is done only where the verifier's policy asks for it.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, Final

from laurea.credentials.addresses import address_refusal
from laurea.credentials.canon.contexts import context_copies
from laurea.credentials.digests import fits_digests, is_pinned
from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.problems import DIGEST_MISMATCH, MALFORMED_VALUE, Problem, Severity
from laurea.credentials.report import Check, Outcome

NAME: Final = "resources"
_PLACE: Final = "/relatedResource"
_MOST: Final = 50

Fetch = Callable[[str], bytes]
"""Returns the content at an address, or raises a `LaureaError` where there is none."""


def check_resources(
    document: Mapping[str, Any],
    *,
    fetch: Fetch | None = None,
    own_origins: Collection[str] = (),
) -> tuple[Check, ...]:
    """Return the check of the resources that a credential pins; nothing where it pins none.

    Args:
        document: the credential as parsed JSON.
        fetch: gives the content at an address; None: only what is at hand is compared.
        own_origins: origins whose documents `fetch` has at hand.

    Returns:
        Failed where a resource is another than the one pinned, or is not pinned as it must be;
        unknown, which decides nothing, where one was not compared; else passed.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources
    """
    entries = document.get("relatedResource")
    if not entries:
        return ()
    many = entries if isinstance(entries, list) else [entries]
    findings = [
        _judged(entry, f"{_PLACE}/{number}" if many is entries else _PLACE, fetch, own_origins)
        for number, entry in enumerate(many[:_MOST])
    ]
    found = tuple(problem for _, problem in findings if problem is not None)
    if any(outcome is Outcome.FAILED for outcome, _ in findings):
        sentence = "Something that the credential refers to is not what its issuer pinned."
        return (Check(NAME, Outcome.FAILED, sentence, found),)
    if found or len(many) > _MOST:
        sentence = "Not all that the credential refers to was compared with its digests."
        return (Check(NAME, Outcome.UNKNOWN, sentence, found, required=False),)
    return (Check(NAME, Outcome.PASSED, "What the credential refers to is unchanged."),)


_Finding = tuple[Outcome, Problem | None]


def _judged(entry: Any, where: str, fetch: Fetch | None, own_origins: Collection[str]) -> _Finding:
    url = entry.get("id") if isinstance(entry, Mapping) else None
    if not isinstance(url, str) or not is_pinned(entry):
        detail = "A related resource must have an id and a digest."
        return Outcome.FAILED, Problem(MALFORMED_VALUE, detail, where)
    try:
        copies = context_copies(url) or _fetched(url, where, fetch, own_origins)
        if any(fits_digests(entry, content) for content in copies):
            return Outcome.PASSED, None
    except MalformedDocument as error:
        return Outcome.FAILED, replace(error.problem, pointer=where)
    except LaureaError as error:
        return Outcome.UNKNOWN, replace(error.problem, pointer=where, severity=Severity.WARNING)
    if not copies:
        detail = f"{url} was not fetched, so its digest was not compared."
        return Outcome.UNKNOWN, Problem(DIGEST_MISMATCH, detail, where, Severity.WARNING)
    detail = f"{url} is not what the issuer pinned by its digest."
    return Outcome.FAILED, Problem(DIGEST_MISMATCH, detail, where)


def _fetched(
    url: str, where: str, fetch: Fetch | None, own_origins: Collection[str]
) -> tuple[bytes, ...]:
    if fetch is None or address_refusal(url, where=where, own_origins=own_origins) is not None:
        return ()
    return (fetch(url),)
