"""The page on which anybody checks a credential. Nothing that is sent is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import orjson
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from laurea.credentials import VerificationReport, verify
from laurea.credentials.asked_once import AskedOnce
from laurea.credentials.errors import LaureaError, NotFound, Unavailable
from laurea.credentials.ports import Resolver
from laurea.credentials.problems import Problem
from laurea.credentials.report import Verdict as CoreVerdict
from laurea.integrations.http.resolver import HttpsResolver
from laurea.web.design import verdicts
from laurea.web.design.contexts import Head, VerificationResult, VerificationResultPage, VerifyPage
from laurea.web.design.pages import show
from laurea.web.design.parts import CheckLine, CheckList, Fact, Facts, Link, Notice, Text, Verdict
from laurea.web.security.client import client_network
from laurea.web.security.headers import page_policy
from laurea.web.security.rate import Rate
from laurea.web.security.refusals import too_many_requests, wants_json
from laurea.web.verification.forms import VerifyForm
from laurea.web.verification.submitted import Submitted, credential_in, from_file, from_text

RATE: Final = Rate("verify", settings.LAUREA_VERIFY_PER_MINUTE, 60)
_RESOLVER: Final = HttpsResolver()
_JSON_TYPES: Final = ("application/json", "application/ld+json", "application/vc+ld+json")
_FORMATS: Final[dict[str, Text]] = {
    "ob3-achievement": "Open Badges 3.0",
    "ob3-endorsement": gettext_lazy("Endorsement of Open Badges 3.0"),
    "clr2": "Comprehensive Learner Record 2.0",
    "ob2-assertion": "Open Badges 2.0",
    "status-list": gettext_lazy("Status list"),
    "vc2": "Verifiable Credential 2.0",
    "vc1": "Verifiable Credential 1.1",
}


# The page tells nobody where its reader came from, and browsers then send no usable Origin with
# a form. Checking changes nothing and knows nobody, so there is nothing to forge.
@csrf_exempt
@page_policy(referrer="no-referrer", camera=True)
@require_http_methods(["GET", "HEAD", "POST"])
def verify_page(request: HttpRequest) -> HttpResponse:
    """Show the form, or check what was sent and say what came of it."""
    if request.method != "POST":
        return show(request, _form_page(VerifyForm()))
    now = timezone.now()
    wait_s = RATE.retry_after_s(client_network(request), at=now)
    if wait_s:
        return too_many_requests(request, wait_s)
    resolver = AskedOnce(_RESOLVER)
    form = VerifyForm(request.POST, request.FILES)
    try:
        submitted = _submitted(request, form, resolver)
        report = verify(credential_in(submitted), at=now, resolver=resolver)
    except LaureaError as error:
        return _refused(request, form, error)
    if wants_json(request):
        return JsonResponse({**report.to_json(), "checked_at": _stamp(now)})
    return show(request, _result_page(submitted.name, report, now))


def _submitted(request: HttpRequest, form: VerifyForm, resolver: Resolver) -> Submitted:
    if request.content_type in _JSON_TYPES:
        return Submitted("", request.body)
    form.is_valid()
    file = form.cleaned_data.get("file")
    if isinstance(file, UploadedFile):
        return from_file(file.name or "", file.read())
    return from_text(form.cleaned_data.get("text", ""), resolver=resolver)


def _refused(request: HttpRequest, form: VerifyForm, error: LaureaError) -> HttpResponse:
    """Answer what could not be read at all, in JSON or on the form with what was typed in it."""
    status = 422
    if isinstance(error, (Unavailable, NotFound)):
        status = 424  # somebody else's server did not give it
    if wants_json(request):
        body = {**error.problem.to_json(), "status": status, "verdict": "unreadable"}
        return JsonResponse(body, status=status, content_type="application/problem+json")
    return show(request, _form_page(form, error.problem), status=status)


def _form_page(form: VerifyForm, problem: Problem | None = None) -> VerifyPage:
    notice = None
    if problem is not None:
        notice = Notice(title=problem.title, sentence=problem.detail, kind="failed")
    return VerifyPage(
        head=Head(
            title=_("Verify a credential"),
            description=_("Check a digital credential of any issuer, without an account."),
            canonical=settings.LAUREA_PUBLIC_URL + reverse("verify"),
            is_indexed=True,
        ),
        form=form,
        action=reverse("verify"),
        notice=notice,
    )


def _result_page(name: str, report: VerificationReport, now: datetime) -> VerificationResultPage:
    checked = _("Checked on %(time)s.") % {"time": _spoken(now)}
    format_name = _FORMATS.get(report.format, report.format)
    is_credential = report.format != "unknown"
    result = VerificationResult(
        name=name or report.issuer.name or _("The credential you sent"),
        format=format_name if is_credential else _("Not a credential"),
        checked=checked,
        verdict=_verdict(report, checked) if is_credential else _no_credential(checked),
        checks=_checks(report) if is_credential else CheckList(()),
        advice=_advice(report) if is_credential else (),
        facts=_facts(report, now) if is_credential else None,
        technical=_technical(report),
    )
    return VerificationResultPage(
        head=Head(title=f"{result.verdict.word}: {result.name}"),
        results=(result,),
        again=Link(_("Verify another"), reverse("verify")),
    )


def _verdict(report: VerificationReport, checked: str) -> Verdict:
    sentence = ""
    if report.issuer.id:
        sentence = _("It names %(issuer)s as its issuer.") % {
            "issuer": report.issuer.name or report.issuer.id
        }
    return verdicts.verdict(report, checked=checked, vouch_sentence=sentence)


def _no_credential(checked: str) -> Verdict:
    sentence = verdicts.SENTENCES["no-credential"]
    return Verdict(kind="no-credential", sentence=sentence, vouches=None, checked=checked)


def _checks(report: VerificationReport) -> CheckList:
    """Return the checks, each with the sentences of what was found, errors first."""
    shown = verdicts.check_list(report.checks)
    found = {check.sentence: check.problems for check in report.checks}
    lines = []
    for line in shown.lines:
        details = dict.fromkeys(p.detail for p in found.get(str(line.sentence), ()))
        sentence = " ".join([str(line.sentence), *details])
        lines.append(CheckLine(line.outcome, line.name, sentence, line.link))
    return CheckList(tuple(lines), shown.is_paired)


def _advice(report: VerificationReport) -> tuple[str, ...]:
    if report.verdict is CoreVerdict.INVALID:
        return (
            _("Ask the person for the original file, or for the link from their own wallet."),
            _("Copies are often damaged on the way, so do not assume bad will."),
        )
    if report.verdict is CoreVerdict.INDETERMINATE:
        return (_("Try again later: what did not answer now may answer then."),)
    return ()


def _facts(report: VerificationReport, now: datetime) -> Facts:
    return Facts(
        (
            Fact(_("Issuer"), report.issuer.name),
            Fact(_("Issuer's identifier"), report.issuer.id or None),
            Fact(_("Checked"), _spoken(now)),
        )
    )


def _technical(report: VerificationReport) -> str:
    found: list[dict[str, Any]] = [problem.to_json() for problem in report.problems()]
    return orjson.dumps(found, option=orjson.OPT_INDENT_2).decode() if found else ""


def _spoken(moment: datetime) -> str:
    """Return a moment as the pages write it: 14 June 2026, 17:02 UTC."""
    return f"{moment.astimezone(UTC):%-d %B %Y, %H:%M} UTC"


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
