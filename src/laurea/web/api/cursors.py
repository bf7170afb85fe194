"""Lists in pages, the latest first, each page found from the end of the one before."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.api.wire import Pages

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list; `next` leads to those after them, if there are any."""

    rows: list[Row]
    next: str | None


def page_of(rows: QuerySet[Row], *, by: str, pages: Pages) -> Page[Row]:
    """Return a page of rows, the latest first.

    Rows that are added meanwhile come before the first page, so that none is seen twice.

    Args:
        rows: all of them; their ids are UUIDs.
        by: the field that holds the moment they are ordered by.
        pages: where the page before ended, and how many rows the page has at most.

    Raises:
        MalformedDocument: the cursor was not made here.
    """
    limit = pages.limit
    if pages.cursor:
        moment, pk = _read(pages.cursor)
        later = Q(**{f"{by}__lt": moment}) | Q(**{by: moment, "pk__lt": pk})
        rows = rows.filter(later, **{f"{by}__lte": moment})
    found = list(rows.order_by(f"-{by}", "-pk")[: limit + 1])
    if len(found) <= limit:
        return Page(found, None)
    last = found[limit - 1]
    return Page(found[:limit], _written(getattr(last, by), last.pk))


def _written(moment: datetime, pk: UUID) -> str:
    text = f"{moment.isoformat()}|{pk}".encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode("ascii")


def _read(cursor: str) -> tuple[datetime, UUID]:
    """Return where a page ended.

    >>> moment = datetime.fromisoformat("2026-11-23T12:00:00+00:00")
    >>> _read(_written(moment, UUID(int=7))) == (moment, UUID(int=7))
    True
    """
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        moment, _, pk = text.partition("|")
        found = datetime.fromisoformat(moment), UUID(pk)
    except (ValueError, binascii.Error, OverflowError):
        found = None
    if found is None or found[0].tzinfo is None:
        detail = "This cursor leads nowhere. Take `next` of the page before as it is."
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail))
    return found
