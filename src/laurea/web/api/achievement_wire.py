"""Achievements and drafts of them, on the wire."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StrictBool, StrictInt

from laurea.web.api.wire import Pages, Wire
from laurea.web.catalog.validity import MOST_MONTHS


class AchievementState(StrEnum):
    """Whether it can be awarded."""

    DRAFT = "draft"
    PUBLISHED = "published"


class AchievementShown(Wire):
    """An achievement of the organization: a draft, or one version of what is published."""

    id: UUID = Field(description="Names this version.")
    state: AchievementState
    series: UUID | None = Field(description="What all versions have in common; none for a draft.")
    version: int | None = Field(description="Counts from 1; none for a draft.")
    url: str | None = Field(description="Its public address, which credentials name; if published.")
    name: str
    valid_months: int | None = Field(
        description="For how many months a credential is valid unless the award says otherwise."
    )
    is_listed: bool = Field(description="Whether anybody finds it in the catalogue.")
    is_archived: bool = Field(description="Whether it is awarded no more.")
    changed_at: datetime = Field(description="When the version was published, or the draft saved.")
    achievement: dict[str, Any] = Field(description="The Achievement of Open Badges 3.0.")


class AchievementFilters(Pages):
    """Which achievements are listed."""

    state: AchievementState = Field(
        AchievementState.PUBLISHED, description="What is published, or the drafts."
    )


class AchievementList(Wire):
    """A page of achievements, the latest first."""

    items: list[AchievementShown]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


Months = Annotated[StrictInt, Field(ge=1, le=MOST_MONTHS)]


class AchievementWanted(Wire):
    """An achievement to be kept as a draft, or to be published at once."""

    achievement: dict[str, Any] = Field(
        description="An Achievement of Open Badges 3.0; its `id` is set here. Wanted are `name`,"
        " `description` and `criteria`."
    )
    valid_months: Months | None = Field(
        None, description="For how many months credentials are valid; null if they do not end."
    )
    publish: StrictBool = Field(
        default=False, description="Whether to publish it at once; else it is a draft."
    )
