"""The page on which anybody checks credentials. Nothing that is sent is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from laurea.credentials.errors import (
    LaureaError,
    LimitExceeded,
    NotFound,
    Unavailable,
)
from laurea.credentials.ports import Resolver
from laurea.credentials.problems import LIMIT, MALFORMED_VALUE, Problem
from laurea.web.design.contexts import Head, VerifyPage
from laurea.web.design.pages import show
from laurea.web.design.parts import Fact, Facts, Notice, Text
from laurea.web.issuing.addresses import own_credential
from laurea.web.security.client import client_network
from laurea.web.security.headers import page_policy
from laurea.web.security.rate import Rate, Work
from laurea.web.security.refusals import refuse_as, too_many_requests, wants_json
from laurea.web.security.turns import Turns
from laurea.web.verification.checking import new_resolver
from laurea.web.verification.forms import VerifyForm
from laurea.web.verification.judging import Question, judge
from laurea.web.verification.limits import SUBMISSION_LIMITS
from laurea.web.verification.results import Judged, result_page
from laurea.web.verification.submitted import Submitted, from_file, from_text
from laurea.web.verification.unreadable import title_of, with_next_step

RATE: Final = Rate("verify", settings.LAUREA_VERIFY_PER_MINUTE, 60)
WORK: Final = Work("verify", settings.LAUREA_VERIFY_SECONDS_PER_MINUTE, 60)
TURNS: Final = Turns(
    settings.LAUREA_VERIFY_AT_ONCE,
    # Where there are several, one client leaves one to the others.
    of_one=min(2, max(1, settings.LAUREA_VERIFY_AT_ONCE - 1)),
    waiting=1,
    wait_s=1.0,
)
_BUSY_S: Final = 5
_DOCUMENT_TYPES: Final = (
    *("application/json", "application/ld+json", "application/vc+ld+json"),
    *("application/vc", "application/vp", "application/vc+jwt", "application/vp+jwt"),
    *("application/jwt", "application/vc+sd-jwt", "application/pdf", "image/png", "image/svg+xml"),
)
"""What is sent as it is, and not in a form."""
_LOOKED_AT: Final[tuple[tuple[Text, Text], ...]] = (
    (gettext_lazy("Signature"), gettext_lazy("Is it exactly what the issuer signed?")),
    (gettext_lazy("Not revoked"), gettext_lazy("Does the issuer's list say that it is in force?")),
    (gettext_lazy("Dates"), gettext_lazy("Does today lie between its first and its last day?")),
    (
        gettext_lazy("Who vouches"),
        gettext_lazy("Is the issuer in the register of this site? A second, separate answer."),
    ),
    (
        gettext_lazy("Recipient"),
        gettext_lazy("Was it awarded to the person you name? Asked only if you name somebody."),
    ),
)


# The page tells nobody where its reader came from, and browsers then send no usable Origin with
# a form. Checking changes nothing and knows nobody, so there is nothing to forge.
@csrf_exempt
@page_policy(referrer="no-referrer", camera=True)
@require_http_methods(["GET", "HEAD", "POST"])
def verify_page(request: HttpRequest) -> HttpResponse:
    """Show the form, or check what was sent and say what came of it."""
    if request.method != "POST":
        return show(request, _form_page(VerifyForm(initial=_asked_for(request))))
    now, client = timezone.now(), client_network(request)
    wait_s = RATE.retry_after_s(client, at=now) or WORK.retry_after_s(client, at=now)
    if wait_s:
        return too_many_requests(request, wait_s)
    try:
        form = _form(request)
    except LaureaError as error:
        return _refused(request, VerifyForm(), error, status=413)
    files = _files(form)
    for _further in files[1:]:
        wait_s = RATE.retry_after_s(client, at=now)
        if wait_s:
            return too_many_requests(request, wait_s)
    if form.errors:
        return _unnamed(request, form)
    question = Question(now, new_resolver(), form.cleaned_data.get("recipient") or (None, None))
    with TURNS.taken(client) as has_turn:
        if not has_turn:
            return _busy(request)
        wait_s = WORK.retry_after_s(client, at=now)  # it may have been used up meanwhile
        if wait_s:
            return too_many_requests(request, wait_s)
        response = (
            _several(request, files, question)
            if len(files) > 1
            else _one(request, form, files, question)
        )
    # The browser may keep the answer, so that Back shows it and asks nothing anew.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _busy(request: HttpRequest) -> HttpResponse:
    """Answer that others are being checked just now."""
    response = refuse_as(
        request,
        LIMIT,
        503,
        title=_("Others are being checked just now"),
        sentence=_("Send it again in a few seconds. Nothing is wrong with what you sent."),
    )
    response.headers["Retry-After"] = str(_BUSY_S)
    return response


def _asked_for(request: HttpRequest) -> dict[str, str]:
    """Return what a link to this page fills in: the address of a credential of this server."""
    text = request.GET.get("text", "")
    return {"text": text} if own_credential(text) else {}


def _form(request: HttpRequest) -> VerifyForm:
    """Return the form with what was sent.

    Raises:
        LimitExceeded: more was sent than is taken at once.
        MalformedDocument: what was sent is no form.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > SUBMISSION_LIMITS.submission_bytes:
        mebibytes = SUBMISSION_LIMITS.submission_bytes // 2**20
        detail = f"Send at most {mebibytes} MB at once: fewer files, or smaller ones."
        raise LimitExceeded(Problem(LIMIT, detail))
    if request.content_type in _DOCUMENT_TYPES:
        empty = VerifyForm({})
        empty.is_valid()
        return empty
    try:
        form = VerifyForm(request.POST, request.FILES)
    except TooManyFilesSent as error:
        detail = (
            f"Send at most {SUBMISSION_LIMITS.submission_files} files at once. None was checked."
        )
        raise LimitExceeded(Problem(LIMIT, detail)) from error
    except RequestDataTooBig as error:
        detail = "The text is too long for the field. Send it as a file."
        raise LimitExceeded(Problem(LIMIT, detail)) from error
    form.is_valid()
    return form


def _files(form: VerifyForm) -> list[UploadedFile[Any]]:
    found: list[UploadedFile[Any]] = []
    for name in ("file", "photo"):
        found.extend(form.cleaned_data.get(name) or [] if form.is_bound and form.is_valid() else [])
    return found


def _one(
    request: HttpRequest, form: VerifyForm, files: list[UploadedFile[Any]], question: Question
) -> HttpResponse:
    with WORK.counted(client_network(request), at=question.at):
        try:
            judged = judge(_submitted(request, form, files, question.resolver), question)
        except LaureaError as error:
            return _refused(request, form, error)
        if wants_json(request) and judged.report is not None:
            return JsonResponse({**judged.report.to_json(), "checked_at": _stamp(question.at)})
        return show(request, result_page([judged], at=question.at))


def _several(
    request: HttpRequest, files: list[UploadedFile[Any]], question: Question
) -> HttpResponse:
    client = client_network(request)
    judged = [_judged_or_not(file, question, client) for file in files]
    if wants_json(request):
        found = [one.to_json() for one in judged]
        return JsonResponse({"results": found, "checked_at": _stamp(question.at)})
    with WORK.counted(client, at=question.at):
        return show(request, result_page(judged, at=question.at))


def _judged_or_not(file: UploadedFile[Any], question: Question, client: str) -> Judged:
    name = file.name or ""
    wait_s = WORK.retry_after_s(client, at=question.at)
    if wait_s:
        detail = _(
            "It was not looked at: the files before it took as long as is allowed in a minute."
            " Send it again in %(number)d seconds."
        ) % {"number": wait_s}
        return Judged(name, problem=Problem(LIMIT, detail))
    with WORK.counted(client, at=question.at):
        try:
            return judge(from_file(name, file.read(), resolver=question.resolver), question)
        except LaureaError as error:
            return Judged(name, problem=with_next_step(error.problem))


def _submitted(
    request: HttpRequest, form: VerifyForm, files: list[UploadedFile[Any]], resolver: Resolver
) -> Submitted:
    if request.content_type in _DOCUMENT_TYPES:
        try:
            return Submitted("", request.body)
        except RequestDataTooBig as error:
            detail = "The document is larger than what is read. Send it as a file."
            raise LimitExceeded(Problem(LIMIT, detail)) from error
    for file in files:
        return from_file(file.name or "", file.read(), resolver=resolver)
    return from_text(form.cleaned_data.get("text", ""), resolver=resolver)


def _unnamed(request: HttpRequest, form: VerifyForm) -> HttpResponse:
    """Answer that the recipient to compare with was named in a way that cannot be compared."""
    if wants_json(request):
        problem = Problem(MALFORMED_VALUE, str(form.errors["recipient"][0]))
        body = {**problem.to_json(), "status": 422, "verdict": "unreadable"}
        return JsonResponse(body, status=422, content_type="application/problem+json")
    page = _form_page(form)
    if request.FILES:
        again = _("Choose the files again: a form that is shown again does not hold them.")
        page = replace(page, notice=Notice(sentence=again))
    return show(request, page, status=422)


def _refused(
    request: HttpRequest, form: VerifyForm, error: LaureaError, *, status: int = 422
) -> HttpResponse:
    """Answer what could not be read at all, in JSON or on the form with what was typed in it."""
    if isinstance(error, (Unavailable, NotFound)):
        status = 424  # somebody else's server did not give it
    problem = with_next_step(error.problem)
    if wants_json(request):
        body = {**problem.to_json(), "status": status, "verdict": "unreadable"}
        return JsonResponse(body, status=status, content_type="application/problem+json")
    return show(request, _form_page(form, problem), status=status)


def _form_page(form: VerifyForm, problem: Problem | None = None) -> VerifyPage:
    notice = None
    if problem is not None:
        notice = Notice(title=title_of(problem), sentence=problem.detail, kind="failed")
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
        looked_at=Facts(tuple(Fact(term, sentence) for term, sentence in _LOOKED_AT)),
        scripts=(static("verification/verify.js"),),
        camera=static("verification/camera.js"),
    )


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
