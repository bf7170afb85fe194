"""The credentials inside a document, each beside what checking said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from laurea.credentials import VerificationReport
from laurea.credentials.embedded import Embedded, embedded_credentials
from laurea.credentials.errors import LaureaError
from laurea.credentials.proofs.envelopes import is_enveloped, open_token, token_of


def with_reports(
    document: Mapping[str, Any], report: VerificationReport
) -> Iterator[tuple[Embedded, VerificationReport | None]]:
    """Yield each credential directly inside, and its report; None where it was not read."""
    found = list(embedded_credentials(document))
    reports = iter(report.nested)
    is_each_read = len(found) == len(report.nested)
    for one in found:
        is_read = is_each_read or isinstance(one.value, Mapping)
        yield one, next(reports, None) if is_read else None


def content_of(one: Embedded) -> Mapping[str, Any]:
    """Return what a credential inside says, taken out of its token; empty where it cannot be."""
    value = one.value
    with suppress(LaureaError):
        if isinstance(value, Mapping) and is_enveloped(value):
            value = token_of(value)
        if isinstance(value, str):
            return open_token(value).document
        if isinstance(value, Mapping):
            return value
    return {}
