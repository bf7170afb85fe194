from __future__ import annotations

from datetime import UTC, datetime

import pytest

from laurea.web.security.rate import Rate

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_nobody_voids_what_is_counted_by_being_counted_under_many_names() -> None:
    rate = Rate("test", times=1, window_s=60)
    assert rate.retry_after_s("mallory", at=NOON) == 0
    assert {rate.retry_after_s(f"other-{n}", at=NOON) for n in range(400)} == {0}
    assert rate.retry_after_s("mallory", at=NOON) == 60
