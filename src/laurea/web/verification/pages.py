"""The page on which anybody checks credentials. Nothing that is sent is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

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

from laurea.credentials import VerificationReport
from laurea.credentials.document import read_object
from laurea.credentials.errors import (
    LaureaError,
    LimitExceeded,
    NotFound,
    Unavailable,
)
from laurea.credentials.ports import Resolver
from laurea.credentials.problems import LIMIT, MALFORMED_VALUE, Problem
from laurea.credentials.report import Outcome
from laurea.web.design.contexts import Head, VerifyPage
from laurea.web.design.pages import show
from laurea.web.design.parts import Fact, Facts, Notice, Text
from laurea.web.issuing.access import Credential, Publicity, handed_out_credential
from laurea.web.issuing.addresses import own_credential, path_of
from laurea.web.security.client import client_network
from laurea.web.security.headers import page_policy
from laurea.web.security.rate import Rate
from laurea.web.security.refusals import too_many_requests, wants_json
from laurea.web.verification.checking import as_it_stands, check, new_resolver
from laurea.web.verification.forms import VerifyForm
from laurea.web.verification.limits import SUBMISSION_LIMITS
from laurea.web.verification.results import Judged, result_page
from laurea.web.verification.submitted import Submitted, credential_in, from_file, from_text
from laurea.web.verification.unreadable import title_of, with_next_step

RATE: Final = Rate("verify", settings.LAUREA_VERIFY_PER_MINUTE, 60)
_JSON_TYPES: Final = ("application/json", "application/ld+json", "application/vc+ld+json")
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


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked of everything in one submission: as of when, through whom, about whom."""

    at: datetime
    resolver: Resolver
    recipient: tuple[str | None, str | None]


# The page tells nobody where its reader came from, and browsers then send no usable Origin with
# a form. Checking changes nothing and knows nobody, so there is nothing to forge.
@csrf_exempt
@page_policy(referrer="no-referrer", camera=True)
@require_http_methods(["GET", "HEAD", "POST"])
def verify_page(request: HttpRequest) -> HttpResponse:
    """Show the form, or check what was sent and say what came of it."""
    if request.method != "POST":
        return show(request, _form_page(VerifyForm(initial=_asked_for(request))))
    now = timezone.now()
    wait_s = RATE.retry_after_s(client_network(request), at=now)
    if wait_s:
        return too_many_requests(request, wait_s)
    try:
        form = _form(request)
    except LaureaError as error:
        return _refused(request, VerifyForm(), error, status=413)
    files = _files(form)
    for _further in files[1:]:
        wait_s = RATE.retry_after_s(client_network(request), at=now)
        if wait_s:
            return too_many_requests(request, wait_s)
    if form.errors:
        return _unnamed(request, form)
    question = _Question(now, new_resolver(), form.cleaned_data.get("recipient") or (None, None))
    if len(files) > 1:
        return _several(request, files, question)
    return _one(request, form, files, question)


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
    if request.content_type in _JSON_TYPES:
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
    request: HttpRequest, form: VerifyForm, files: list[UploadedFile[Any]], question: _Question
) -> HttpResponse:
    try:
        judged = _judge(_submitted(request, form, files, question.resolver), question)
    except LaureaError as error:
        return _refused(request, form, error)
    if wants_json(request) and judged.report is not None:
        return JsonResponse({**judged.report.to_json(), "checked_at": _stamp(question.at)})
    return show(request, result_page([judged], at=question.at))


def _several(
    request: HttpRequest, files: list[UploadedFile[Any]], question: _Question
) -> HttpResponse:
    judged = [_judged_or_not(file, question) for file in files]
    if wants_json(request):
        found = [one.to_json() for one in judged]
        return JsonResponse({"results": found, "checked_at": _stamp(question.at)})
    return show(request, result_page(judged, at=question.at))


def _judged_or_not(file: UploadedFile[Any], question: _Question) -> Judged:
    name = file.name or ""
    try:
        return _judge(from_file(name, file.read(), resolver=question.resolver), question)
    except LaureaError as error:
        return Judged(name, problem=with_next_step(error.problem))


def _submitted(
    request: HttpRequest, form: VerifyForm, files: list[UploadedFile[Any]], resolver: Resolver
) -> Submitted:
    if request.content_type in _JSON_TYPES:
        try:
            return Submitted("", request.body)
        except RequestDataTooBig as error:
            detail = "The document is larger than what is read. Send it as a file."
            raise LimitExceeded(Problem(LIMIT, detail)) from error
    for file in files:
        return from_file(file.name or "", file.read(), resolver=resolver)
    return from_text(form.cleaned_data.get("text", ""), resolver=resolver)


def _judge(submitted: Submitted, question: _Question) -> Judged:
    """Return what checking says; of a document of this server, as its row says this moment."""
    document = read_object(credential_in(submitted))
    report = check(
        document, at=question.at, resolver=question.resolver, recipient=question.recipient
    )
    named = _named(report, question)
    credential = _ours(document)
    if credential is None:
        return Judged(submitted.name, report, document=document, recipient=named)
    # Who was given the file may check it, whatever its holder shows on its page.
    has_page = credential.publicity == Publicity.OPEN
    return Judged(
        submitted.name,
        as_it_stands(report, credential),
        page=path_of(credential) if has_page else "",
        document=document,
        recipient=named or (_shown_name(credential) if has_page else ""),
    )


def _named(report: VerificationReport, question: _Question) -> str:
    """Return the person who was named, where the document was awarded to them."""
    is_theirs = any(
        check.name == "recipient" and check.outcome is Outcome.PASSED for check in report.checks
    )
    return next(filter(None, question.recipient), "") if is_theirs else ""


def _shown_name(credential: Credential) -> str:
    """Return the name that a holder shows with a credential."""
    return str(credential.recipient_name) if credential.holder_shows_name else ""


def _ours(document: dict[str, Any]) -> Credential | None:
    """Return the row of a document that this server signed, its proof and all.

    An identifier alone, which anybody can write, opens no row: what a row says of a credential is
    for those who were given it.
    """
    identifier = document.get("id")
    found: UUID | None = own_credential(identifier) if isinstance(identifier, str) else None
    try:
        credential = handed_out_credential(found) if found else None
    except NotFound:
        return None
    if credential is None or not credential.document:
        return None
    return credential if read_object(bytes(credential.document)) == document else None


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
