"""What was sent with a form, between its sending and its being shown again.

A sending is always answered with a redirect, so that a browser that goes back never asks whether
to send again. What was sent waits meanwhile in the session, under a name of its own in the
address; the last few are kept, so that going back finds them.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from laurea.web.design.parts import Link, Notice

_KEPT: Final = "kept_forms"
_MOST: Final = 5
_LONGEST: Final = 3_000_000
"""So many characters are kept in all; a form that the server takes has fewer."""
_NAME_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Kept:
    """A form as it was sent, and why it was refused beyond what its fields say.

    Attributes:
        sent: what was typed.
        notice: what stands above the form, if anything does.
        status: the status of the answer.
    """

    sent: QueryDict
    notice: Notice | None
    status: int


def show_again(
    request: HttpRequest,
    sent: QueryDict | None = None,
    *,
    notice: Notice | None = None,
    status: int = 422,
    **said: str,
) -> HttpResponse:
    """Keep what was sent, and lead to where it is shown.

    Args:
        request: the sending.
        sent: what is kept; what was sent, unless it is said.
        notice: what is to stand above the form.
        status: the status of the answer that shows it.
        said: what else the address says.
    """
    kept = (request.POST if sent is None else sent).copy()
    kept.pop("csrfmiddlewaretoken", None)
    written = kept.urlencode()
    name = secrets.token_urlsafe(_NAME_BYTES)
    entry = {"at": request.path, "sent": written, "status": status, "notice": _written(notice)}
    others = list(_all(request).items())[1 - _MOST :]
    while others and len(written) + sum(len(each["sent"]) for _, each in others) > _LONGEST:
        del others[0]
    request.session[_KEPT] = dict([*others, (name, entry)])
    return HttpResponseRedirect(f"{request.path}?{urlencode({**said, 'form': name})}")


def kept_form(request: HttpRequest) -> Kept | None:
    """Return what was sent to this address under the name that the address says, if it is kept."""
    found = _all(request).get(request.GET.get("form", ""))
    if found is None or found["at"] != request.path:
        return None
    return Kept(QueryDict(found["sent"]), _read(found["notice"]), found["status"])


def _all(request: HttpRequest) -> dict[str, Any]:
    kept = request.session.get(_KEPT, {})
    return kept if isinstance(kept, dict) else {}


def _written(notice: Notice | None) -> dict[str, Any] | None:
    if notice is None:
        return None
    link = notice.link
    return {
        "sentence": str(notice.sentence),
        "title": str(notice.title),
        "kind": notice.kind,
        "link": [str(link.text), link.href] if link else None,
    }


def _read(written: dict[str, Any] | None) -> Notice | None:
    if written is None:
        return None
    link = Link(*written["link"]) if written["link"] else None
    return Notice(
        sentence=written["sentence"], title=written["title"], kind=written["kind"], link=link
    )
