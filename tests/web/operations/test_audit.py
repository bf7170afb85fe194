from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from laurea.web.operations.audit import SYSTEM, audit, check_chain
from laurea.web.operations.models import AuditHead, AuditRow

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def chain() -> None:
    zone = timezone(timedelta(hours=5, minutes=45))
    for number in range(5):
        at = (NOON + timedelta(seconds=number, microseconds=7)).astimezone(zone)
        audit("tree.fell", f"oak {number}", actor=SYSTEM, at=at, body={"ü": [1, None, 0.5]})


def test_an_empty_trail_is_whole() -> None:
    assert check_chain().bad_position is None


def test_an_untouched_trail_is_whole_and_has_no_gaps(chain: None) -> None:
    report = check_chain()
    assert (report.rows, report.bad_position) == (5, None)
    assert list(AuditRow.objects.values_list("position", flat=True).order_by("position")) == [
        *range(1, 6)
    ]


@pytest.mark.parametrize(
    "change",
    [{"actor": "somebody"}, {"body": {}}, {"at": NOON}, {"digest": bytes(32)}, {"subject": "elm"}],
)
def test_the_first_row_that_was_changed_is_named(chain: None, change: dict[str, object]) -> None:
    AuditRow.objects.filter(position=3).update(**change)
    assert check_chain().bad_position == 3


def test_a_row_taken_out_is_named(chain: None) -> None:
    AuditRow.objects.filter(position=2).delete()
    assert check_chain().bad_position == 2


def test_a_trail_cut_short_is_noticed(chain: None) -> None:
    AuditRow.objects.filter(position=5).delete()
    assert check_chain().bad_position == 5


def test_a_head_that_was_turned_back_is_noticed(chain: None) -> None:
    AuditHead.objects.update(position=4)
    assert check_chain().bad_position == 6


@pytest.mark.django_db(transaction=True)
def test_an_act_outside_a_transaction_is_a_bug() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        audit("tree.fell", "oak", actor=SYSTEM, at=NOON)
