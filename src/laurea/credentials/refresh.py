"""A newer version of a credential from its issuer: `refreshService`, asked once.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#verification (step 3)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, Final

from laurea.credentials.addresses import address_refusal
from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.problems import REFRESH_UNAVAILABLE, Problem, Severity
from laurea.credentials.properties import is_same_credential, types_of
from laurea.credentials.report import Check, Outcome, VerificationReport
from laurea.credentials.timestamps import read_timestamp

NAME: Final = "refresh"
REFRESH_ACCEPT: Final = "application/vc, application/ld+json, application/json, text/plain"
_KIND: Final = "1EdTechCredentialRefresh"
_PLACE: Final = "/refreshService"

Judge = Callable[[bytes], tuple[Mapping[str, Any], VerificationReport]]
"""Reads a credential as it was fetched; gives its JSON, and the report about it."""


def with_newest(
    report: VerificationReport,
    original: Mapping[str, Any],
    *,
    fetch: Callable[[str], bytes] | None,
    judge: Judge,
    own_origins: Collection[str] = (),
) -> VerificationReport:
    """Return the report about a credential's newest version, or the one about what was shown.

    Args:
        report: about the credential as it was shown.
        original: that credential as parsed JSON.
        fetch: gives what is at an address; None: no newer version is asked for.
        judge: reads what was fetched and reports on it; it may raise any `LaureaError`.
        own_origins: origins whose documents `fetch` has at hand.

    Returns:
        The report as it is, where the credential declares no `refreshService`. Otherwise a report
        with one more check, `refresh`: passed, and the report is about the newer version; or
        unknown, which decides nothing.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#verification
    """
    if not original.get("refreshService"):
        return report
    found, check = _asked(report, original, fetch, judge, own_origins)
    return replace(found, checks=(*found.checks, check))


def _asked(
    report: VerificationReport,
    original: Mapping[str, Any],
    fetch: Callable[[str], bytes] | None,
    judge: Judge,
    own_origins: Collection[str],
) -> tuple[VerificationReport, Check]:
    try:
        address = _address(original, own_origins)
        if fetch is None:
            return report, _not_refreshed(f"{address} was not asked for a newer version.")
        if not _is_signed(report):
            detail = "The signature does not hold, so no newer version was asked for."
            return report, _not_refreshed(detail)
        newer, found = judge(fetch(address))
        _refuse_other(newer, original)
    except LaureaError as error:
        return report, _not_refreshed(error.problem.detail)
    if not _is_signed(found):
        return report, _not_refreshed("The newer version is not built or signed as it must be.")
    sentence = "The issuer gave a newer version; it is the one that is judged here."
    return found, Check(NAME, Outcome.PASSED, sentence)


def _address(document: Mapping[str, Any], own_origins: Collection[str]) -> str:
    service = document["refreshService"]
    if isinstance(service, list) and len(service) == 1:
        service = service[0]
    url = service.get("id") if isinstance(service, Mapping) else None
    if not isinstance(url, str) or _KIND not in types_of(service):
        raise _no_newer("The newer version is offered in a way that is not followed here.")
    refusal = address_refusal(url, where=_PLACE, own_origins=own_origins)
    if refusal is not None:
        raise MalformedDocument(refusal)
    return url


def _is_signed(report: VerificationReport) -> bool:
    """Say whether a document is built and signed as it must be, whatever else is to be said."""
    passed = {check.name for check in report.checks if check.outcome is Outcome.PASSED}
    return {"structure", "terms", "proof"} <= passed


def _refuse_other(newer: Mapping[str, Any], original: Mapping[str, Any]) -> None:
    """Raise where a document is no newer version of a credential: another, or an older one.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#credential-equality-and-comparison
    """
    if not is_same_credential(newer, original):
        raise _no_newer("What the issuer gives there is another credential.")
    moments = [
        read_timestamp(document.get("validFrom", document.get("issuanceDate")), where="/validFrom")
        for document in (newer, original)
    ]
    if moments[0] < moments[1]:
        raise _no_newer("What the issuer gives there is older.")


def _not_refreshed(detail: str) -> Check:
    problem = Problem(REFRESH_UNAVAILABLE, detail, _PLACE, Severity.WARNING)
    sentence = "The credential was judged as it was shown."
    return Check(NAME, Outcome.UNKNOWN, sentence, (problem,), required=False)


def _no_newer(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(REFRESH_UNAVAILABLE, detail, _PLACE))
