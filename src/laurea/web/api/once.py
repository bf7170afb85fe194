"""Answering the same request once, however often it is sent: Idempotency-Key.

1. One transaction notes under the key what is asked, and who is at it.
2. It is done. What it writes is keyed by the same key, so that being stopped here and done again
   comes to one.
3. The answer is stored; whoever asks again is sent the same bytes.

What was refused is forgotten: nothing was done, and it may be asked again once it is mended.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import orjson
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from laurea.credentials.errors import Conflict
from laurea.credentials.problems import KEY_REUSED, REQUEST_UNDER_WAY, Problem
from laurea.web.api.access import (
    Answer,
    begin_answer,
    drop_answer,
    forget_answers,
    store_answer,
    take_answer_over,
)
from laurea.web.api.caller import Caller
from laurea.web.api.wire import JSON, Wire, answered
from laurea.web.operations.registry import Work

LONGEST_KEY: Final = 100
KEPT_FOR: Final = timedelta(hours=48)
RETRY_AFTER_S: Final = 2
_LEASE: Final = timedelta(minutes=2)


class UnderWay(Conflict):
    """The same request is being answered right now; asked again a little later, it is over."""

    def __init__(self) -> None:
        detail = "This request is being answered. Send it again in a moment."
        super().__init__(Problem(REQUEST_UNDER_WAY, detail))


@dataclass(frozen=True, slots=True)
class Asked:
    """One request under an Idempotency-Key; without a key it is simply done."""

    caller: Caller
    key: str
    digest: bytes
    at: datetime


def asked(
    request: HttpRequest, caller: Caller, key: str | None, body: Wire | None, *, at: datetime
) -> Asked:
    """Return what is asked: two requests are the same if method, address and body are."""
    said = [request.method, request.path, body and body.model_dump(mode="json", by_alias=True)]
    text = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
    return Asked(caller, key or "", hashlib.sha256(text).digest(), at)


def once(one: Asked, do: Callable[[], tuple[int, Wire]]) -> HttpResponse:
    """Return the answer to a request, doing it if nobody has done it yet.

    Args:
        one: the request.
        do: does it, and returns the status and what to say.

    Raises:
        Conflict: the key stands for another request.
        UnderWay: somebody is at it.
    """
    if not one.key:
        status, body = do()
        return answered(body, status)
    lease = secrets.token_hex(16)
    standing = _begun(one, lease)
    if standing.status is not None:
        return _again(standing)
    organization = one.caller.organization.pk
    try:
        status, body = do()
    except BaseException:
        drop_answer(organization, one.key, lease)
        raise
    answer = answered(body, status)
    store_answer(organization, one.key, lease, status, answer.content)
    return answer


def forget_old_answers(work: Work) -> None:
    """Forget answers that nobody waits for any more; a task."""
    forget_answers(before=work.at - KEPT_FOR)


def _begun(one: Asked, lease: str) -> Answer:
    with transaction.atomic():
        answer = begin_answer(one.caller.organization.pk, one.key, one.digest, lease, at=one.at)
        if bytes(answer.asked) != one.digest:
            detail = f"Something else was asked under the key {one.key}. Choose another key."
            raise Conflict(Problem(KEY_REUSED, detail))
        if answer.status is None and answer.lease != lease:
            if one.at - answer.begun_at < _LEASE:
                raise UnderWay
            take_answer_over(answer, lease, at=one.at)
    return answer


def _again(standing: Answer) -> HttpResponse:
    answer = HttpResponse(
        bytes(standing.content), status=standing.status, content_type=f"{JSON}; charset=utf-8"
    )
    answer.headers["Idempotent-Replayed"] = "true"
    return answer
