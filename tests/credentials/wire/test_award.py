from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import permutations

from laurea.credentials.model.award import Award
from laurea.credentials.wire.award import alike_awards, slots_of, write_award

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
ZONES = {
    "2026-11-01T12:00:00Z": UTC,
    "2026-11-01T13:00:00+01:00": timezone(timedelta(hours=1)),
    "2026-11-01T08:30:00-03:30": timezone(timedelta(hours=-3, minutes=-30)),
}


def an_award(zone: timezone, at: datetime = NOON) -> Award:
    moment = at.astimezone(zone)
    return Award(id="urn:uuid:1", valid_from=moment, awarded_date=moment, recipient_id="did:x:1")


def test_a_moment_is_written_in_its_zone_whatever_was_written_before() -> None:
    for day, order in enumerate(permutations(ZONES.items()), start=1):
        at = NOON + timedelta(days=30 * day)
        for text, zone in order:
            expected = text.replace("2026-11-01", f"{at:%Y-%m-%d}")
            award = an_award(zone, at)
            assert write_award(award)["validFrom"] == expected
            assert write_award(award)["awardedDate"] == expected
            slots = slots_of(award)
            assert slots is not None
            assert slots[1][1:3] == [expected, expected]


def test_columns_keep_the_zone_of_each_award() -> None:
    awards = [an_award(zone) for zone in ZONES.values()] * 2
    (alike,) = alike_awards(awards)
    assert list(alike.columns[1]) == list(ZONES) * 2
    assert list(alike.columns[2]) == list(ZONES) * 2
