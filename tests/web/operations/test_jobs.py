from __future__ import annotations

from datetime import UTC, datetime

import pytest

from laurea.web.operations.jobs import add_job, dead_among, retry_dead, take_job, withdraw_jobs
from laurea.web.operations.models import Job, JobState

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_only_jobs_that_nobody_works_on_are_withdrawn() -> None:
    for key in ("begun", "unbegun", "failed", "other"):
        add_job("fell-tree", key, at=NOON)
    add_job("plant-tree", "unbegun", at=NOON)
    begun = take_job(at=NOON)
    assert begun is not None
    assert begun.key == "begun"
    Job.objects.filter(key="failed").update(attempts=1, last_error="The axe broke.")
    withdrawn = withdraw_jobs("fell-tree", ["begun", "unbegun", "failed"], at=NOON)
    assert withdrawn == {"unbegun": False}
    left = Job.objects.exclude(state=JobState.DONE).order_by("pk").values_list("task", "key")
    assert list(left) == [
        ("fell-tree", "begun"),
        ("fell-tree", "failed"),
        ("fell-tree", "other"),
        ("plant-tree", "unbegun"),
    ]


def test_a_dead_job_is_found_by_its_key_and_withdrawn_as_begun() -> None:
    add_job("fell-tree", "oak", at=NOON)
    Job.objects.update(state=JobState.DEAD, attempts=8, last_error="The axe broke.")
    (dead,) = dead_among("fell-tree", ["oak", "elm"])
    assert dead_among("plant-tree", ["oak"]) == []
    assert retry_dead(dead.pk, at=NOON)
    assert withdraw_jobs("fell-tree", ["oak"], at=NOON) == {"oak": True}
    assert dead_among("fell-tree", ["oak"]) == []
