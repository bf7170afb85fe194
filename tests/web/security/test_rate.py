from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import thread_time

import pytest

from laurea.web.security.rate import Rate, Work

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_nobody_voids_what_is_counted_by_being_counted_under_many_names() -> None:
    rate = Rate("test", times=1, window_s=60)
    assert rate.retry_after_s("mallory", at=NOON) == 0
    assert {rate.retry_after_s(f"other-{n}", at=NOON) for n in range(400)} == {0}
    assert rate.retry_after_s("mallory", at=NOON) == 60


@pytest.mark.django_db
def test_work_is_counted_in_seconds_of_computing_also_where_it_fails() -> None:
    work = Work("test", most_s=1, window_s=60)
    assert work.retry_after_s("mallory", at=NOON) == 0

    def fail_after_a_second() -> None:
        with work.counted("mallory", at=NOON):
            end_s = thread_time() + 1.01
            while thread_time() < end_s:
                pass
            raise ValueError("done")

    with pytest.raises(ValueError, match="done"):
        fail_after_a_second()
    assert work.retry_after_s("mallory", at=NOON) == 60
    assert work.retry_after_s("ada", at=NOON) == 0
    assert work.retry_after_s("mallory", at=NOON + timedelta(seconds=60)) == 0
