"""Where a form of an achievement stands: what was written, what it began with, what was seen."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy

from laurea.integrations.artwork import Design, draw_design
from laurea.web.catalog.access import Achievement, Draft
from laurea.web.catalog.artwork import Brought, Image, drawing_of
from laurea.web.catalog.define import fingerprint, stored_document
from laurea.web.catalog.design_fields import design_in, fields_of
from laurea.web.catalog.forms import AchievementForm, typed_in
from laurea.web.catalog.save_draft import mark
from laurea.web.catalog.written import Written, read_written, says_something, written_of
from laurea.web.design.parts import Text
from laurea.web.organizations.access import Organization

_ALIGNMENTS: Final[Text] = gettext_lazy("Skills and standards")
_RESULTS: Final[Text] = gettext_lazy("Results")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormState:
    """A form of an achievement: all that a page needs to show it, and a sending to act on it.

    Attributes:
        organization: whose achievement it is.
        key: the id that a new achievement gets, and the draft; sent twice, it is one.
        revises: the newest version of the achievement that is revised; None for a new one.
        seen: the fingerprint of the version that the person saw.
        draft_seen: the mark of the draft that the person saw.
        written: what was typed.
    """

    organization: Organization
    key: uuid.UUID
    revises: Achievement | None = None
    seen: str = ""
    draft_seen: str = ""
    written: Written

    @property
    def base(self) -> Mapping[str, Any]:
        """The document that the form began with; empty for a new achievement."""
        return stored_document(self.revises) if self.revises else {}

    @property
    def picture_id(self) -> uuid.UUID | None:
        """The picture of one's own that was brought, whether or not it is chosen."""
        return _uuid(self.written.fields.get("picture", ""))

    @property
    def image(self) -> Image | None:
        """How the achievement is to look; None where a picture is chosen and none was brought."""
        if self.written.fields.get("image") == "picture":
            picture = self.picture_id
            return Brought(picture, self.drawing.alt) if picture else None
        return self.drawing

    @property
    def drawing(self) -> Design:
        """How the image is drawn, if it is."""
        return design_in(self.written.fields, self.organization.ink)

    @property
    def valid_months(self) -> int | None:
        """For how many months it is valid; None if it does not end, or if no number was typed."""
        typed = self.written.fields.get("valid_months", "").strip()
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else None

    def svg(self, *, at: datetime) -> str:
        """Return the image as it would be drawn now."""
        standing = self.revises
        return draw_design(
            self.drawing,
            title=self.written.fields.get("name", "").strip() or "?",
            issuer=self.organization.short_name,
            year=at.year,
            seed=str(standing.series if standing else self.key),
        )

    def with_fields(self, **fields: str) -> FormState:
        """Return the state with other things typed into some fields."""
        written = replace(self.written, fields={**self.written.fields, **fields})
        return replace(self, written=written)

    def with_row(self, kind: str) -> FormState:
        """Return the state with one more row for an alignment or a result."""
        written = self.written
        if kind == "alignment":
            written = replace(written, alignments=(*written.alignments, {}))
        else:
            written = replace(written, results=(*written.results, {}))
        return replace(self, written=written)


def new_state(organization: Organization) -> FormState:
    """Return an empty form."""
    fields = {"image": "drawn", "kind": "roundel", "ink": organization.ink}
    return FormState(organization=organization, key=uuid.uuid4(), written=Written(fields))


def state_of(achievement: Achievement) -> FormState:
    """Return the form that shows an achievement, to revise it."""
    return FormState(
        organization=achievement.organization,
        key=uuid.uuid4(),
        revises=achievement,
        seen=fingerprint(achievement),
        written=shown_in_form(achievement),
    )


def shown_in_form(achievement: Achievement) -> Written:
    """Return what the form shows of an achievement."""
    written = written_of(stored_document(achievement))
    beside = {
        **fields_of(drawing_of(achievement)),
        "image": "picture" if achievement.picture_id else "drawn",
        "picture": str(achievement.picture_id or ""),
        "valid_months": str(achievement.valid_months or ""),
    }
    return replace(written, fields={**written.fields, **beside})


def state_of_draft(
    draft: Draft, organization: Organization, newest: Achievement | None
) -> FormState:
    """Return the form as it was saved in a draft; `newest` is what it revises, as it is now."""
    written = read_written(draft.written)
    return FormState(
        organization=organization,
        key=draft.pk,
        revises=newest,
        seen=written.fields.get("seen", ""),
        draft_seen=mark(draft),
        written=written,
    )


def sent_state(
    organization: Organization, post: Mapping[str, str], newest: Achievement | None
) -> FormState:
    """Return the form as it was sent; `newest` is what it revises, as it is now."""
    written = typed_in(post)
    return FormState(
        organization=organization,
        key=_uuid(post.get("key", "")) or uuid.uuid4(),
        revises=newest,
        seen=written.fields["seen"],
        draft_seen=post.get("draft_seen", ""),
        written=written,
    )


def differences(mine: Written, theirs: Written) -> Iterator[Text]:
    """Yield the labels of what two forms say differently."""
    for name, field in AchievementForm.base_fields.items():
        if mine.fields.get(name, "").split() != theirs.fields.get(name, "").split():
            yield field.label or name
    if _rows(mine.alignments) != _rows(theirs.alignments):
        yield _ALIGNMENTS
    if _rows(mine.results) != _rows(theirs.results):
        yield _RESULTS


def _rows(rows: tuple[dict[str, str], ...]) -> list[list[str]]:
    kept = (row for row in rows if says_something(row))
    return [[v.strip() for k, v in sorted(row.items()) if k != "id"] for row in kept]


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
