"""The pages that say what came of checking: one result for each thing that was sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laurea.credentials import VerificationReport
from laurea.credentials.problems import Problem
from laurea.credentials.report import Outcome
from laurea.web.design import parts, verdicts
from laurea.web.design.contexts import (
    AwardSaid,
    Head,
    VerificationResult,
    VerificationResultPage,
)
from laurea.web.design.parts import (
    Button,
    CheckLine,
    CheckList,
    Fact,
    Facts,
    Link,
    Notice,
    Text,
    Verdict,
    VerdictKind,
)
from laurea.web.verification.advice import advice_on
from laurea.web.verification.inside import content_of, with_reports
from laurea.web.verification.said import (
    Said,
    picture_in,
    recipient_in,
    results_in,
    said_in,
    short_in,
)
from laurea.web.verification.shown import day, spoken
from laurea.web.verification.unreadable import title_of
from laurea.web.verification.vouching import vouching_sentence

_FORMATS: Final[dict[str, Text]] = {
    "ob3-achievement": "Open Badges 3.0",
    "ob3-endorsement": gettext_lazy("Endorsement of Open Badges 3.0"),
    "clr2": "Comprehensive Learner Record 2.0",
    "ob2-assertion": "Open Badges 2.0",
    "ob2-badgeclass": gettext_lazy("Definition of Open Badges 2.0"),
    "ob2-profile": gettext_lazy("Profile of Open Badges 2.0"),
    "ob2-object": gettext_lazy("Document of Open Badges 2.0"),
    "blockcerts1": gettext_lazy("Blockcert of version 1"),
    "enveloped": gettext_lazy("Signed token"),
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


_RECIPIENT: Final = "recipient"


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of one thing that was sent: a report, or the problem why there is none.

    Attributes:
        name: what it is called: a file, an address, or nothing.
        report: what checking said.
        problem: why it could not be read.
        page: the path of its page, for a credential of this server.
        document: what was read, as parsed JSON.
        recipient: whose it is, where its holder or whoever sent it says so.
        named: the person whom whoever sent it named, to be compared.
    """

    name: str
    report: VerificationReport | None = None
    problem: Problem | None = None
    page: str = ""
    document: Mapping[str, Any] = field(default_factory=dict)
    recipient: Text = ""
    named: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it as programs read it."""
        if self.report is not None:
            return {"name": self.name, **self.report.to_json()}
        found = self.problem.to_json() if self.problem else {}
        return {"name": self.name, "verdict": "unreadable", "problem": found}


def result_page(judged: Sequence[Judged], *, at: datetime) -> VerificationResultPage:
    """Return the page that says what came of everything that was sent, worst first."""
    results = sorted(
        (_result(one, at, number, is_alone=len(judged) == 1) for number, one in enumerate(judged)),
        key=lambda one: _WORST_FIRST.index(one.verdict.kind),
    )
    if len(results) > 1:
        return _page_of_several(results)
    first = results[0]
    title = f"{first.verdict.word}: {first.name}"
    if first.notice is not None:
        title = f"{title}. {first.notice.title}"
    return VerificationResultPage(
        head=Head(title=title),
        results=(first,),
        again=Link(_("Verify another"), reverse("verify")),
    )


def _page_of_several(results: Sequence[VerificationResult]) -> VerificationResultPage:
    counts = Counter(one.verdict.kind for one in results)
    said = ", ".join(
        f"{counts[kind]} {str(parts.VERDICT_WORDS[kind]).lower()}"
        for kind in _WORST_FIRST
        if counts[kind]
    )
    title = _("%(number)d files were checked") % {"number": len(results)}
    return VerificationResultPage(
        head=Head(title=f"{title}: {said}"),
        title=title,
        counts=said,
        results=tuple(results),
        again=Link(_("Verify another"), reverse("verify")),
    )


def _result(judged: Judged, at: datetime, number: int, *, is_alone: bool) -> VerificationResult:
    checked = _("Checked on %(time)s.") % {"time": spoken(at)}
    whole = judged.report
    if whole is None or whole.format == "unknown":
        return _no_credential(judged, checked)
    report, notice = _apart_from_the_person(judged, whole)
    said = said_in(judged.document)
    return VerificationResult(
        name=said.name or report.issuer.name or _("The credential you sent"),
        source=judged.name,
        format=_FORMATS.get(report.format, report.format),
        checked=checked,
        verdict=_verdict(judged, report, checked),
        notice=notice,
        award=_award(judged, report, said, number, is_alone=is_alone),
        inside=_inside(judged.document, report),
        checks=verdicts.check_list(whole.checks, links=_links(judged)),
        advice=advice_on(report) + (advice_on(_only_recipient(whole)) if notice else ()),
        actions=tuple(_actions(judged)),
        technical=_technical([problem.to_json() for problem in report.problems()]),
    )


def _verdict(judged: Judged, report: VerificationReport, checked: str) -> Verdict:
    """Return the verdict, and beside it that a result is below what was asked."""
    found = verdicts.verdict(report, checked=checked, vouch_sentence=vouching_sentence(report))
    short = short_in(judged.document)
    return replace(found, sentence=f"{found.sentence} {short}") if short else found


def _apart_from_the_person(
    judged: Judged, report: VerificationReport
) -> tuple[VerificationReport, Notice | None]:
    """Return what there is to say of the credential itself, and whether somebody else was named.

    Whether it is true does not depend on who asks. Whose it is is a second answer.
    """
    if not judged.named or not advice_on(_only_recipient(report)):
        return report, None
    others = tuple(check for check in report.checks if check.name != _RECIPIENT)
    sentence = _("You named %(person)s. It was awarded to another address or identifier.")
    notice = Notice(
        title=_("Not the person you named"), sentence=sentence % {"person": judged.named}
    )
    return replace(report, checks=others), notice


def _only_recipient(report: VerificationReport) -> VerificationReport:
    failed = tuple(
        check
        for check in report.checks
        if check.name == _RECIPIENT and check.outcome is Outcome.FAILED
    )
    return replace(report, checks=failed)


def _award(
    judged: Judged, report: VerificationReport, said: Said, number: int, *, is_alone: bool
) -> AwardSaid:
    """Return what a document says; a picture of it only where the issuer signed it."""
    is_signed = _is_signed(report)
    return AwardSaid(
        artwork=picture_in(said) if is_signed and is_alone else None,
        facts=_facts(judged, report, said),
        remark=_remark(report),
        results=results_in(judged.document, name=f"results-{number + 1}"),
    )


def _is_signed(report: VerificationReport) -> bool:
    return any(check.name == "proof" and check.outcome is Outcome.PASSED for check in report.checks)


def _remark(report: VerificationReport) -> str:
    """Return what to keep in mind of what a document says, where no signature was found good."""
    if _is_signed(report):
        return ""
    if verdicts.vouch_kind(report) == "unchecked":
        return _("The document says this. Whether its issuer signed it could not be checked.")
    return _("The document says this, and no signature stands behind it.")


def _facts(judged: Judged, report: VerificationReport, said: Said) -> Facts:
    until = said.until
    return Facts(
        (
            Fact(_("Awarded to"), judged.recipient or recipient_in(said)),
            Fact(_("Awarded by"), report.issuer.name),
            Fact(_("Awarded on"), day(said.awarded) if said.awarded else None),
            Fact(_("Valid until"), day(until) if until else _("No end date")),
            Fact(_("The issuer's identifier"), report.issuer.id or None),
        )
    )


def _inside(document: Mapping[str, Any], report: VerificationReport) -> CheckList | None:
    """Return the credentials inside, a line for each with its own verdict; no endorsements."""
    lines = tuple(
        _line_inside(content_of(one), found)
        for one, found in with_reports(document, report)
        if not one.is_endorsement
    )
    return CheckList(lines) if lines else None


def _line_inside(document: Mapping[str, Any], report: VerificationReport | None) -> CheckLine:
    said = said_in(document)
    name = said.name or _("A credential")
    if report is None:
        sentence = _("It could not be read.")
        return CheckLine("unknown", name, sentence, None, parts.VERDICT_WORDS["indeterminate"])
    kind = verdicts.VERDICTS[report.verdict]
    by = report.issuer.name or report.issuer.id or _("somebody who is not named")
    sentence = _("Awarded by %(issuer)s.") % {"issuer": by}
    if said.awarded:
        about = {"issuer": by, "day": day(said.awarded)}
        sentence = _("Awarded by %(issuer)s on %(day)s.") % about
    reason = verdicts.deciding_sentence(report)
    return CheckLine(
        parts.VERDICT_MARKS[kind],
        name,
        " ".join(filter(None, [sentence, str(reason)])),
        None,
        parts.VERDICT_WORDS[kind],
    )


def _links(judged: Judged) -> dict[str, Link]:
    """Return where the recipient of a credential with a page here can be named, if nobody was."""
    if not judged.page or judged.report is None or not _is_signed(judged.report):
        return {}
    if not any(verdicts.is_unasked(check) for check in judged.report.checks):
        return {}
    query = urlencode({"text": settings.LAUREA_PUBLIC_URL + judged.page})
    asks = Link(_("Name the person to compare"), f"{reverse('verify')}?{query}")
    return {"recipient": asks}


def _no_credential(judged: Judged, checked: str) -> VerificationResult:
    sentence: Text = verdicts.SENTENCES["no-credential"]
    found: list[Mapping[str, Any]] = []
    if judged.problem is not None:
        sentence = f"{title_of(judged.problem)}. {judged.problem.detail}"
        found = [judged.problem.to_json()]
    return VerificationResult(
        name=judged.name or _("What you sent"),
        format=_("Not a credential"),
        checked=checked,
        verdict=Verdict(kind="no-credential", sentence=sentence, vouches=None, checked=checked),
        checks=CheckList(()),
        technical=_technical(found),
    )


def _actions(judged: Judged) -> list[Button]:
    if not judged.page:
        return []
    text = _("See its page here")
    if judged.report is None or not _is_signed(judged.report):
        text = _("See the page of the original")
    return [Button(text=text, href=judged.page, kind="quiet", icon="arrow")]


def _technical(found: Sequence[Mapping[str, Any]]) -> str:
    return orjson.dumps(list(found), option=orjson.OPT_INDENT_2).decode() if found else ""
