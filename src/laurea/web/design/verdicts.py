"""Shows a verification report: outcomes, verdict and issuer trust as parts.

What failed stands first, then what a required check could not find out, then what holds. What was
not declared or not asked stands last.
"""

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
    "structure": _("Built to the standard"),
    "terms": _("What the signature covers"),
    "proof": _("Signature"),
    "validity": _("Dates"),
    "status": _("Not revoked"),
    "schema": _("The issuer's own schema"),
    "recipient": _("Recipient"),
    "endorsements": _("Endorsements"),
    "credentials": _("Credentials inside"),
    "holder": _("Who presents it"),
}
"""What each check is called on pages; others are called by their own names."""

SENTENCES: Final[dict[VerdictKind, Text]] = {
    "valid": _("Every required check passed."),
    "invalid": _("At least one check failed. The reason stands below."),
    "indeterminate": _("Nothing failed, but a required check had no answer. It may well be valid."),
    "no-credential": _("There is nothing signed inside."),
}

NOT_ASKED: Final[Text] = _("Not asked")
"""The answer of a check that was not made, because nobody said what to compare with."""

_OF_SEVERAL: Final[dict[tuple[str, core.Outcome], Text]] = {
    ("credentials", core.Outcome.FAILED): _("Not every credential inside it is valid."),
    ("credentials", core.Outcome.UNKNOWN): _("Not every credential inside it could be decided."),
    ("endorsements", core.Outcome.FAILED): _("Not every endorsement in it is valid."),
}
"""What a check of several things together comes to; its own sentence only counts them."""
_PROOF: Final = "proof"
_RECIPIENT: Final = "recipient"
_RANK: Final = {
    core.Outcome.FAILED: 0,
    core.Outcome.UNKNOWN: 1,
    core.Outcome.PASSED: 2,
    core.Outcome.NOT_DECLARED: 4,
}
_UNKNOWN_BUT_NOT_REQUIRED: Final = 3
_UNASKED: Final = 5


def check_list(
    checks: tuple[core.Check, ...], *, is_paired: bool = False, links: dict[str, Link] | None = None
) -> CheckList:
    """Return checks as lines, in the order of the module, each with what was found.

    Args:
        checks: the checks of a report.
        is_paired: lay them in two columns where there is room.
        links: a link to go with a check, by its name.
    """
    lines = tuple(
        _line(check, (links or {}).get(check.name)) for check in sorted(checks, key=_rank)
    )
    return CheckList(lines, is_paired)


def is_unasked(check: core.Check) -> bool:
    """Say whether a check was not made, because nobody named the person to compare with."""
    return check.name == _RECIPIENT and check.outcome is core.Outcome.UNKNOWN


def _rank(check: core.Check) -> int:
    if is_unasked(check):
        return _UNASKED
    if check.outcome is core.Outcome.UNKNOWN and not check.required:
        return _UNKNOWN_BUT_NOT_REQUIRED
    return _RANK[check.outcome]


def _line(check: core.Check, link: Link | None) -> CheckLine:
    name = CHECK_NAMES.get(check.name, check.name.replace("-", " ").capitalize())
    if is_unasked(check):
        return CheckLine("silent", name, check.sentence, link, NOT_ASKED)
    found = dict.fromkeys(problem.detail for problem in check.problems)
    return CheckLine(OUTCOMES[check.outcome], name, " ".join([check.sentence, *found]), link)


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
    """Return who vouches for a document, whatever else was found of it.

    A key that fits is the issuer's also where the credential has ended or was revoked since.
    """
    if report.issuer_trust is not core.IssuerTrust.UNPROVEN:
        return VOUCHES[report.issuer_trust]
    proof = next((check.outcome for check in report.checks if check.name == _PROOF), None)
    if proof is core.Outcome.PASSED:
        return "unproven"
    return "unchecked" if proof is core.Outcome.UNKNOWN else "nobody"


def deciding_sentence(report: core.VerificationReport) -> Text:
    """Return the sentence of the first check that failed or, if none did, had no answer."""
    for outcome in (core.Outcome.FAILED, core.Outcome.UNKNOWN):
        for check in report.checks:
            if check.outcome is outcome and (check.required or outcome is core.Outcome.FAILED):
                return _OF_SEVERAL.get((check.name, outcome), check.sentence)
    return ""
