"""Documents that anybody's program may read: keys, status lists. As stored, and kept for a while.

They are asked for often and change seldom, so they carry a validator and an age up to which
copies are good; a reader who has the present one is told so in a line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, quote_etag

from laurea.web.security.negotiation import preferred_type


def public_document(
    request: HttpRequest,
    content: bytes,
    *,
    types: Sequence[str],
    max_age_s: int,
    modified_at: datetime | None = None,
) -> HttpResponse:
    """Return the answer that hands a document to any program, from whatever origin.

    Args:
        request: what is answered.
        content: the document, always the same bytes until it changes.
        types: its media types, the one first that is given where the client has no wish.
        max_age_s: for how long a copy is good, in seconds.
        modified_at: since when the document is what it is, if that is known.

    Returns:
        200, or 304 where the client has it already.
    """
    media_type = preferred_type(request.headers.get("Accept", ""), types) or types[0]
    etag = quote_etag(hashlib.sha256(media_type.encode() + b"\n" + content).hexdigest()[:32])
    response = HttpResponse(content, content_type=media_type)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={max_age_s}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_vary_headers(response, ["Accept"])
    modified_s = None
    if modified_at is not None:
        modified_s = int(modified_at.timestamp())
        response.headers["Last-Modified"] = http_date(modified_s)
    found = get_conditional_response(
        request, etag=etag, last_modified=modified_s, response=response
    )
    answer = response if found is None else found
    for name in ("Access-Control-Allow-Origin", "Cross-Origin-Resource-Policy"):
        answer.headers[name] = response.headers[name]
    return answer
