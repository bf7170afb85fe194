"""Shows a verification report: outcomes, verdict and issuer trust as parts, failed checks first."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from laurea.credentials import report as core
from laurea.web.design.parts import (
    Button,
    CheckLine,
    CheckList,
    Link,
    Outcome,
    Text,
    Verdict,
    VerdictKind,
    Vouches,
    VouchKind,
)

OUTCOMES: Final[dict[core.Outcome, Outcome]] = {
    core.Outcome.PASSED: "passed",
    core.Outcome.FAILED: "failed",
    core.Outcome.UNKNOWN: "unknown",
    core.Outcome.NOT_DECLARED: "silent",
}
VERDICTS: Final[dict[core.Verdict, VerdictKind]] = {
    core.Verdict.VALID: "valid",
    core.Verdict.INVALID: "invalid",
    core.Verdict.INDETERMINATE: "indeterminate",
}
VOUCHES: Final[dict[core.IssuerTrust, VouchKind]] = {
    core.IssuerTrust.TRUSTED: "trusted",
    core.IssuerTrust.UNLISTED: "known",
    core.IssuerTrust.UNPROVEN: "unproven",
}
CHECK_NAMES: Final[dict[str, Text]] = {
    "structure": _("Form"),
    "terms": _("Words"),
    "proof": _("Signature"),
    "validity": _("Dates"),
    "status": _("Not revoked"),
    "schema": _("Schema"),
    "recipient": _("Recipient"),
    "endorsement": _("Endorsements"),
}
"""What each check is called on pages; others are called by their own names."""

SENTENCES: Final[dict[VerdictKind, Text]] = {
    "valid": _("Every required check passed."),
    "invalid": _("At least one check failed. The reason stands below."),
    "indeterminate": _("Nothing failed, but a required check had no answer. It may well be valid."),
    "no-credential": _("There is nothing signed inside."),
}

_ORDER: Final = ("failed", "unknown", "passed", "silent")


def check_list(
    checks: tuple[core.Check, ...], *, is_paired: bool = False, links: dict[str, Link] | None = None
) -> CheckList:
    """Return checks as lines: failed first, then those without an answer, then the others.

    Args:
        checks: the checks of a report.
        is_paired: lay them in two columns where there is room.
        links: a link to go with a check, by its name.
    """
    lines = [
        CheckLine(
            OUTCOMES[check.outcome],
            CHECK_NAMES.get(check.name, check.name.replace("-", " ").capitalize()),
            check.sentence,
            (links or {}).get(check.name),
        )
        for check in checks
    ]
    lines.sort(key=lambda line: _ORDER.index(line.outcome))
    return CheckList(tuple(lines), is_paired)


def verdict(
    report: core.VerificationReport,
    *,
    checked: Text,
    vouch_sentence: Text = "",
    vouch_link: Link | None = None,
    sentence: Text = "",
    actions: tuple[Button, ...] = (),
) -> Verdict:
    """Return the verdict of a report with who vouches for it.

    Nobody vouches for a document that is not valid, whatever it says of its issuer.

    Args:
        report: what verifying answered.
        checked: when it was checked, as a sentence with the time and its zone.
        vouch_sentence: which register the issuer is in, or where its key is published.
        vouch_link: where one can see that.
        sentence: what the checks say, if it is known better than by the verdict alone.
        actions: what can be done now; wanted when nothing was decided.
    """
    kind = VERDICTS[report.verdict]
    return Verdict(
        kind=kind,
        sentence=sentence or deciding_sentence(report) or SENTENCES[kind],
        vouches=Vouches(vouch_kind(report), vouch_sentence, vouch_link),
        checked=checked,
        actions=actions,
    )


def vouch_kind(report: core.VerificationReport) -> VouchKind:
    """Return who vouches for a document: nobody, if it is not valid."""
    if report.verdict is core.Verdict.INVALID:
        return "nobody"
    return VOUCHES[report.issuer_trust]


def deciding_sentence(report: core.VerificationReport) -> str:
    """Return the sentence of the first check that failed or, if none did, had no answer."""
    for outcome in (core.Outcome.FAILED, core.Outcome.UNKNOWN):
        for check in report.checks:
            if check.outcome is outcome and (check.required or outcome is core.Outcome.FAILED):
                return check.sentence
    return ""
