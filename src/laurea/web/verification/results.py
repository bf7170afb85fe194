"""The pages that say what came of checking: one result for each thing that was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laurea.credentials import VerificationReport
from laurea.credentials.problems import Problem
from laurea.credentials.report import Check
from laurea.credentials.report import Verdict as CoreVerdict
from laurea.web.design import verdicts
from laurea.web.design.contexts import Head, VerificationResult, VerificationResultPage
from laurea.web.design.parts import (
    Button,
    CheckLine,
    CheckList,
    Fact,
    Facts,
    Link,
    Text,
    Verdict,
    VerdictKind,
)
from laurea.web.verification.shown import spoken
from laurea.web.verification.trust import trusted_issuers

_FORMATS: Final[dict[str, Text]] = {
    "ob3-achievement": "Open Badges 3.0",
    "ob3-endorsement": gettext_lazy("Endorsement of Open Badges 3.0"),
    "clr2": "Comprehensive Learner Record 2.0",
    "ob2-assertion": "Open Badges 2.0",
    "ob2-badgeclass": gettext_lazy("Definition of Open Badges 2.0"),
    "ob2-profile": gettext_lazy("Profile of Open Badges 2.0"),
    "ob2-object": gettext_lazy("Document of Open Badges 2.0"),
    "blockcerts1": gettext_lazy("Blockcert of version 1"),
    "presentation": gettext_lazy("Presentation of credentials"),
    "status-list": gettext_lazy("Status list"),
    "vc2": "Verifiable Credential 2.0",
    "vc1": "Verifiable Credential 1.1",
}
_WORST_FIRST: Final[tuple[VerdictKind, ...]] = (
    "invalid",
    "no-credential",
    "indeterminate",
    "valid",
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of one thing that was sent: a report, or the problem why there is none.

    Attributes:
        name: what it is called: a file, an address, or nothing.
        report: what checking said.
        problem: why it could not be read.
        page: the path of its page, for a credential of this server.
    """

    name: str
    report: VerificationReport | None = None
    problem: Problem | None = None
    page: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it as programs read it."""
        if self.report is not None:
            return {"name": self.name, **self.report.to_json()}
        found = self.problem.to_json() if self.problem else {}
        return {"name": self.name, "verdict": "unreadable", "problem": found}


def result_page(judged: Sequence[Judged], *, at: datetime) -> VerificationResultPage:
    """Return the page that says what came of everything that was sent, worst first."""
    results = sorted(
        (_result(one, at) for one in judged), key=lambda one: _WORST_FIRST.index(one.verdict.kind)
    )
    first = results[0]
    title = f"{first.verdict.word}: {first.name}"
    if len(results) > 1:
        title = _("%(number)d files were checked") % {"number": len(results)}
    return VerificationResultPage(
        head=Head(title=title),
        results=tuple(results),
        again=Link(_("Verify another"), reverse("verify")),
    )


def _result(judged: Judged, at: datetime) -> VerificationResult:
    checked = _("Checked on %(time)s.") % {"time": spoken(at)}
    report = judged.report
    if report is None or report.format == "unknown":
        return _no_credential(judged, checked)
    return VerificationResult(
        name=judged.name or report.issuer.name or _("The credential you sent"),
        format=_FORMATS.get(report.format, report.format),
        checked=checked,
        verdict=_verdict(report, checked),
        checks=checks(report),
        advice=_advice(report),
        actions=tuple(_actions(judged)),
        facts=_facts(report, at),
        technical=_technical([problem.to_json() for problem in report.problems()]),
    )


def _no_credential(judged: Judged, checked: str) -> VerificationResult:
    sentence: Text = verdicts.SENTENCES["no-credential"]
    found: list[Mapping[str, Any]] = []
    if judged.problem is not None:
        sentence = f"{judged.problem.title}. {judged.problem.detail}"
        found = [judged.problem.to_json()]
    return VerificationResult(
        name=judged.name or _("What you sent"),
        format=_("Not a credential"),
        checked=checked,
        verdict=Verdict(kind="no-credential", sentence=sentence, vouches=None, checked=checked),
        checks=CheckList(()),
        technical=_technical(found),
    )


def _verdict(report: VerificationReport, checked: str) -> Verdict:
    sentence = ""
    if report.issuer.id:
        said = _("It names %(issuer)s as its issuer.")
        if verdicts.vouch_kind(report) == "trusted":
            said = _("%(issuer)s is in the register that this site's owner chose.")
        name = trusted_issuers().get(report.issuer.id) or report.issuer.name
        sentence = said % {"issuer": name or report.issuer.id}
    return verdicts.verdict(report, checked=checked, vouch_sentence=sentence)


def checks(report: VerificationReport) -> CheckList:
    """Return the checks, each with the sentences of what was found, errors first."""
    shown = verdicts.check_list(report.checks)
    found = {check.sentence: check for check in report.checks}
    lines = tuple(_line(line, found[str(line.sentence)]) for line in shown.lines)
    return CheckList(lines, shown.is_paired)


def _line(line: CheckLine, check: Check) -> CheckLine:
    details = dict.fromkeys(problem.detail for problem in check.problems)
    sentence = " ".join([str(line.sentence), *details])
    return CheckLine(line.outcome, line.name, sentence, line.link)


def _advice(report: VerificationReport) -> tuple[str, ...]:
    if report.verdict is CoreVerdict.INVALID:
        return (
            _("Ask the person for the original file, or for the link from their own wallet."),
            _("Copies are often damaged on the way, so do not assume bad will."),
        )
    if report.verdict is CoreVerdict.INDETERMINATE:
        return (_("Try again later: what did not answer now may answer then."),)
    return ()


def _actions(judged: Judged) -> list[Button]:
    if not judged.page:
        return []
    return [Button(text=_("See its page here"), href=judged.page, kind="quiet", icon="arrow")]


def _facts(report: VerificationReport, at: datetime) -> Facts:
    return Facts(
        (
            Fact(_("Issuer"), report.issuer.name),
            Fact(_("Issuer's identifier"), report.issuer.id or None),
            Fact(_("Checked"), spoken(at)),
        )
    )


def _technical(found: Sequence[Mapping[str, Any]]) -> str:
    return orjson.dumps(list(found), option=orjson.OPT_INDENT_2).decode() if found else ""
