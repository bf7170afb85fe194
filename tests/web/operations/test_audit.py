from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from laurea.web.operations.audit import (
    SYSTEM,
    audit,
    audited,
    check_chain,
    last_chain_check,
    note_chain_check,
)
from laurea.web.operations.models import AuditHead, AuditRow

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _First:
    row: AuditHead

    def first(self) -> AuditHead:
        return self.row


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


def test_a_row_added_while_the_chain_is_read_is_no_fault(
    chain: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads = [AuditHead(pk=1, position=3, digest=AuditRow.objects.get(position=3).digest)]
    first = AuditHead.objects.filter

    def stale(**fields: Any) -> Any:
        return _First(heads.pop()) if heads else first(**fields)

    monkeypatch.setattr(AuditHead.objects, "filter", stale)
    assert check_chain().bad_position is None


def test_rows_beyond_the_head_of_now_are_noticed(chain: None) -> None:
    third = AuditRow.objects.get(position=3)
    AuditHead.objects.update(position=3, digest=third.digest)
    assert check_chain().bad_position == 6


def test_what_the_last_reading_came_to_is_kept(chain: None) -> None:
    assert last_chain_check() is None
    AuditRow.objects.filter(position=4).update(actor="somebody")
    note_chain_check(check_chain(), at=NOON)
    note_chain_check(check_chain(), at=NOON + timedelta(hours=1))
    kept = last_chain_check()
    assert kept is not None
    assert (kept.at, kept.rows, kept.bad_position) == (NOON + timedelta(hours=1), 3, 4)


def test_what_was_done_to_a_subject_is_told_in_order(chain: None) -> None:
    assert [row.subject for row in audited("oak 3", "oak 1")] == ["oak 1", "oak 3"]
