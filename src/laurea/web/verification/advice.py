"""What can be done about a document that is not valid, or that could not be decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from laurea.credentials import VerificationReport, problems
from laurea.credentials.problems import Severity
from laurea.credentials.report import Check, Outcome, Verdict
from laurea.web.design.parts import Text

_ASK_ISSUER_WHETHER: Final = _(
    "Do not rely on it. Ask the issuer whether it made this credential, at an address that you"
    " have from elsewhere."
)
_BY_PROBLEM: Final[Mapping[str, tuple[Text, ...]]] = {
    problems.REVOKED.slug: (
        _(
            "Do not rely on it. The issuer can say why it was revoked, and whether another"
            " replaced it."
        ),
    ),
    problems.SUSPENDED.slug: (
        _("Do not rely on it for now. Ask the issuer, or check it again later."),
    ),
    problems.EXPIRED.slug: (
        _("It was what it says until it ended. Ask the person whether it was renewed."),
        _("A renewed credential is a new one, with a file or a link of its own."),
    ),
    problems.NOT_YET_VALID.slug: (_("Check it again when it has begun."),),
    problems.RECIPIENT_MISMATCH.slug: (
        _("It may be somebody else's, or name another address of the same person."),
        _("Ask the person which address the issuer used, and check it again with that one."),
    ),
    problems.PROOF_MISSING.slug: (
        _("Do not rely on it. Ask the person for the file as the issuer made it."),
    ),
    problems.KEY_UNAUTHORIZED.slug: (_ASK_ISSUER_WHETHER,),
    problems.KEY_INVALID.slug: (_ASK_ISSUER_WHETHER,),
    problems.DID_INVALID.slug: (_ASK_ISSUER_WHETHER,),
    problems.KEY_REVOKED.slug: (_("Ask the issuer to sign it again with a key that is in use."),),
    problems.PROOF_SUITE_UNSUPPORTED.slug: (
        _("Use a verifier that knows this kind of signature."),
    ),
    problems.STATUS_UNSUPPORTED.slug: (
        _(
            "Ask the issuer whether it is in force, or use a verifier that knows this kind of"
            " status."
        ),
    ),
    problems.SCHEMA_UNAVAILABLE.slug: (
        _("Everything else was checked. The issuer can say whether its schema is met."),
    ),
    problems.FETCH_FORBIDDEN.slug: (
        _("Check it on the issuer's own site: addresses like this one are not asked from here."),
    ),
}
_BY_FAILED_CHECK: Final[Mapping[str, tuple[Text, ...]]] = {
    "structure": (_("Do not rely on it. The issuer should know what is wrong with it."),),
    "status": (_("Do not rely on it until the issuer has mended its list."),),
    "schema": (_("Do not rely on it. The issuer should know that it breaks its own rules."),),
    "credentials": (
        _(
            "Do not rely on it as a whole. What became of each credential inside stands on its"
            " line."
        ),
    ),
    "endorsements": (_("Ask the issuer for a copy without the endorsement that is not valid."),),
}
_ALTERED: Final[tuple[Text, ...]] = (
    _("Ask the person for the original file, or for the link from their own wallet."),
    _("Copies are often damaged on the way, so do not assume bad will."),
)
_LATER: Final[tuple[Text, ...]] = (_("Try again later: what did not answer now may answer then."),)
_GRAVEST_FIRST: Final = (
    *("proof", "terms", "status", "structure", "validity", "schema"),
    *("credentials", "endorsements", "recipient"),
)


def advice_on(report: VerificationReport) -> tuple[Text, ...]:
    """Return what can be done now, the gravest of the checks that decided it first.

    Nothing is to be done about what is valid.
    """
    if report.verdict is Verdict.VALID:
        return ()
    is_invalid = report.verdict is Verdict.INVALID
    for check in sorted(_decisive(report, is_invalid=is_invalid), key=_gravity):
        for problem in check.problems:
            if problem.severity is Severity.ERROR and problem.type.slug in _BY_PROBLEM:
                return _BY_PROBLEM[problem.type.slug]
        if is_invalid:
            return _BY_FAILED_CHECK.get(check.name, _ALTERED)
    return _LATER


def _decisive(report: VerificationReport, *, is_invalid: bool) -> Iterator[Check]:
    for check in report.checks:
        if is_invalid and check.outcome is Outcome.FAILED:
            yield check
        if not is_invalid and check.outcome is Outcome.UNKNOWN and check.required:
            yield check


def _gravity(check: Check) -> int:
    known = check.name in _GRAVEST_FIRST
    return _GRAVEST_FIRST.index(check.name) if known else len(_GRAVEST_FIRST)
