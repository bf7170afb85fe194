"""The public addresses of a credential: its page, and its forms for programs and wallets.

- The row is read for every request, so that a revocation shows at once. What was checked and
  drawn is kept for half a minute, and the page says when it was checked.
- What is kept is the same for everybody. Who is signed in gets the same page in a frame of
  their own, which is not kept.
- A credential that was revoked stays where it is and says so. One that nobody was given yet, or
  that its holder hides, is answered as one that does not exist.
- Of one that was declined the address says that, and hands nothing out in any form.
- Whether it is shown at all is read before anything that is kept: nothing is served from memory
  that its holder has taken back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, wraps
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header, quote_etag
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from laurea.credentials.document import read_object
from laurea.credentials.problems import NOT_FOUND
from laurea.credentials.wire.ob3 import read_credential
from laurea.web.accounts.appearance_pages import theme
from laurea.web.catalog.access import achievement_by_id
from laurea.web.design.contexts import CredentialPage
from laurea.web.design.error_pages import error_page
from laurea.web.design.pages import show
from laurea.web.issuing.access import Credential, Publicity, handed_out_credential
from laurea.web.issuing.addresses import credential_address
from laurea.web.issuing.successors.public import PublicLinks, public_links
from laurea.web.organizations.access import absent, organization_by_id
from laurea.web.organizations.identifier import issuer_path
from laurea.web.security.negotiation import preferred_type
from laurea.web.security.refusals import refuse_as
from laurea.web.verification.artwork import alt_text_of, baked_png, baked_svg, preview
from laurea.web.verification.certificate import certificate_pdf
from laurea.web.verification.checking import as_it_stands, check, new_resolver
from laurea.web.verification.kept import Kept
from laurea.web.verification.shown import FORMS, Standing, page_about

PAGE_TYPE: Final = "text/html"
JSON_TYPES: Final = (
    "application/vc+ld+json",
    "application/vc",
    "application/ld+json",
    "application/json",
)
PNG_TYPE: Final = "image/png"
SVG_TYPE: Final = "image/svg+xml"
PDF_TYPE: Final = "application/pdf"
OFFERED: Final = (PAGE_TYPE, *JSON_TYPES, PNG_TYPE, SVG_TYPE, PDF_TYPE)
"""The media types of a credential's address, the one first that is given without a wish."""

FRESH: Final = timedelta(seconds=30)
"""How long what was checked and drawn is kept."""
_PICTURE_POLICY: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox"


@dataclass(frozen=True, slots=True)
class _Kept:
    """A page as it is for everybody: its parts, and ready for whoever is not signed in."""

    page: CredentialPage
    body: bytes
    etag: str


_pages: Final[Kept[_Kept]] = Kept(FRESH, most=1_000)
_pictures: Final[Kept[bytes]] = Kept(FRESH, most=200)


_Answer = Callable[[HttpRequest, Credential], HttpResponse]


def _of_what_is_shown(answer: _Answer) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """Return a view that answers with a credential whose holder lets its address show it."""

    @wraps(answer)
    def view(request: HttpRequest, credential_id: UUID) -> HttpResponse:
        credential = handed_out_credential(credential_id)
        if credential.publicity == Publicity.DECLINED:
            return _declined(request)
        if credential.publicity != Publicity.OPEN:
            raise absent()
        return answer(request, credential)

    return view


@require_safe
@_of_what_is_shown
def credential_page(request: HttpRequest, credential: Credential) -> HttpResponse:
    """Show a credential in the form that the client prefers."""
    wanted = preferred_type(request.headers.get("Accept", ""), OFFERED)
    if wanted is None:
        response = _not_acceptable(request)
    elif wanted == PAGE_TYPE:
        response = _page(request, credential, at=timezone.now())
    elif wanted in JSON_TYPES:
        response = _json(request, credential, wanted)
    elif wanted == PDF_TYPE:
        response = _certificate(request, credential)
    else:
        response = _picture(request, credential, wanted)
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
@_of_what_is_shown
def credential_json(request: HttpRequest, credential: Credential) -> HttpResponse:
    """Answer with the signed bytes, exactly as they were issued."""
    return _json(request, credential, JSON_TYPES[0])


@require_safe
@_of_what_is_shown
def credential_png(request: HttpRequest, credential: Credential) -> HttpResponse:
    """Answer with the badge artwork as PNG, the credential baked in."""
    return _picture(request, credential, PNG_TYPE)


@require_safe
@_of_what_is_shown
def credential_svg(request: HttpRequest, credential: Credential) -> HttpResponse:
    """Answer with the badge artwork as SVG, the credential baked in."""
    return _picture(request, credential, SVG_TYPE)


@require_safe
@_of_what_is_shown
def credential_pdf(request: HttpRequest, credential: Credential) -> HttpResponse:
    """Answer with the certificate as PDF, the credential attached."""
    return _certificate(request, credential)


@require_safe
@_of_what_is_shown
def credential_picture(request: HttpRequest, credential: Credential) -> HttpResponse:
    """Answer with the large picture that previews of links show; it carries no credential."""
    return _for_programs(request, credential, preview(credential), PNG_TYPE)


def _page(request: HttpRequest, credential: Credential, *, at: datetime) -> HttpResponse:
    replaced = public_links(credential)
    said = (
        replaced,
        *(credential.state, credential.revocation_reason),
        *(credential.suspended_at, credential.suspension_reason),
        _recipient(credential),
    )
    key = (credential.pk, *said, get_language(), theme(request))
    kept = _pages.get(key, lambda: _made(request, credential, replaced, at), at=at)
    if request.user.is_authenticated:
        response = show(request, kept.page)
    else:
        response = _conditional(request, HttpResponse(kept.body), kept.etag)
        response.headers["Cache-Control"] = "no-cache"
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
    response.headers["Link"] = _links(credential)
    return response


def _made(
    request: HttpRequest, credential: Credential, replaced: PublicLinks, at: datetime
) -> _Kept:
    page = page_about(_standing(credential, replaced, at), credential_address(credential))
    text = render_to_string(page.template, {"page": page}, request=_request_of_nobody(request))
    body = text.encode()
    return _Kept(page, body, _etag(body))


def _standing(credential: Credential, replaced: PublicLinks, at: datetime) -> Standing:
    stored = bytes(credential.document or b"")
    document = read_object(stored)
    report = check(document, at=at, resolver=new_resolver())
    organization = organization_by_id(credential.organization_id)
    return Standing(
        credential=read_credential(document),
        document=document,
        report=as_it_stands(report, credential),
        checked_at=at,
        revoked_at=credential.revoked_at,
        suspended_at=credential.suspended_at,
        reason=credential.revocation_reason or credential.suspension_reason,
        replaced=replaced,
        recipient=_recipient(credential),
        issuer_page=issuer_path(organization),
        artwork_alt=alt_text_of(credential),
    )


def _recipient(credential: Credential) -> str | None:
    """Return the recipient's name, where the holder lets the page say it."""
    return (credential.recipient_name or None) if credential.holder_shows_name else None


def _request_of_nobody(request: HttpRequest) -> HttpRequest:
    """Return a request for the same address that knows of who asks only light or dark."""
    nobody = HttpRequest()
    nobody.method = "GET"
    nobody.path = nobody.path_info = request.path
    nobody.resolver_match = request.resolver_match
    nobody.user = AnonymousUser()
    nobody.COOKIES = {settings.THEME_COOKIE_NAME: theme(request)}
    return nobody


def _json(request: HttpRequest, credential: Credential, media_type: str) -> HttpResponse:
    document = bytes(credential.document or b"")
    return _for_programs(request, credential, document, media_type)


def _picture(request: HttpRequest, credential: Credential, media_type: str) -> HttpResponse:
    bake: Callable[[Credential], bytes] = baked_png if media_type == PNG_TYPE else baked_svg
    picture = _pictures.get(
        (credential.pk, media_type), lambda: bake(credential), at=timezone.now()
    )
    response = _for_programs(request, credential, picture, media_type)
    response.headers["Content-Security-Policy"] = _PICTURE_POLICY
    return response


def _certificate(request: HttpRequest, credential: Credential) -> HttpResponse:
    recipient = _recipient(credential)
    said = (recipient, credential.state, credential.suspended_at, get_language())
    key = (credential.pk, PDF_TYPE, *said)
    content = _pictures.get(key, lambda: certificate_pdf(credential, recipient), at=timezone.now())
    response = _for_programs(request, credential, content, PDF_TYPE)
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _for_programs(
    request: HttpRequest, credential: Credential, content: bytes, media_type: str
) -> HttpResponse:
    """Return a form that programs of any origin may read."""
    response = _conditional(
        request, HttpResponse(content, content_type=media_type), _etag(content, media_type)
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "Content-Disposition, ETag, Link"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Link"] = _links(credential)
    response.headers["Content-Disposition"] = _disposition(credential, media_type)
    return response


def _conditional(request: HttpRequest, response: HttpResponse, etag: str) -> HttpResponse:
    """Return the response, or 304 where the client has it already."""
    response.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def _etag(content: bytes, media_type: str = PAGE_TYPE) -> str:
    return quote_etag(hashlib.sha256(media_type.encode() + b"\n" + content).hexdigest()[:32])


def _disposition(credential: Credential, media_type: str) -> str:
    ending = {PNG_TYPE: "png", SVG_TYPE: "svg", PDF_TYPE: "pdf"}.get(media_type, "json")
    stem = _stem(credential.achievement_id)
    given = content_disposition_header(media_type == PDF_TYPE, filename=f"{stem}.{ending}")
    return given or "inline"


@lru_cache(maxsize=1_000)
def _stem(achievement_id: UUID) -> str:
    """Return the name of an achievement as a name of files; what was awarded keeps its name."""
    name = achievement_by_id(achievement_id).name
    return slugify(name, allow_unicode=True)[:80] or "credential"


def _links(credential: Credential) -> str:
    """Return where the other forms are, as a `Link` header (RFC 8288)."""
    address = credential_address(credential)
    forms = [(f"{address}.{name.rpartition('-')[2]}", kind) for name, kind in FORMS]
    links = [f'<{where}>; rel="alternate"; type="{kind}"' for where, kind in forms]
    return ", ".join([f'<{address}>; rel="canonical"', *links])


def _declined(request: HttpRequest) -> HttpResponse:
    """Answer that somebody declined it, and nothing else of it."""
    title = _("This was declined")
    sentence = _(
        "Somebody who could answer for it said: This is not for me. Nothing of it is shown"
        " or handed out here. If you were given it as a file, that can still be checked."
    )
    return refuse_as(request, NOT_FOUND, 410, title=title, sentence=sentence)


def _not_acceptable(request: HttpRequest) -> HttpResponse:
    sentence = _(
        "A credential comes as a page, as JSON, and as PNG, SVG or PDF with the credential inside."
    )
    title = _("This form is not made here")
    page = error_page(406, title=title, sentence=sentence)
    return show(request, page, status=406)
