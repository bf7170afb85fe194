"""Each platform's exports, as a table and as JSON, come to the same achievements and awards."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.integrations.importers import (
    ImportedAchievement,
    ImportedAward,
    ImportedEvidence,
    ImportLimits,
    Platform,
    RefusedRecord,
    Survey,
    open_export,
    survey,
)
from tests.simulator import other_platforms as exports

WOVEN = "https://works.example.org/1"
JUNE_14 = datetime(2026, 6, 14, tzinfo=UTC)
BOTH = {
    Platform.CREDLY: (exports.CREDLY_CSV, exports.CREDLY_JSON),
    Platform.BADGR: (exports.BADGR_CSV, exports.BADGR_JSON),
    Platform.ACCREDIBLE: (exports.ACCREDIBLE_CSV, exports.ACCREDIBLE_JSON),
    Platform.OPEN_BADGE_FACTORY: (exports.FACTORY_CSV, exports.FACTORY_LINES),
    Platform.MOODLE: (exports.MOODLE_CSV, exports.MOODLE_JSON),
    Platform.OPEN_BADGES_2: (None, exports.ASSERTIONS),
}


def content(export: Any) -> bytes:
    return export.encode() if isinstance(export, str) else exports.as_json(export)


def read(export: Any, **options: Any) -> list[Any]:
    raw = export if isinstance(export, bytes) else content(export)
    with open_export(raw, **options) as opened:
        return list(opened.records())


def awards(export: Any, **options: Any) -> list[ImportedAward]:
    return [one for one in read(export, **options) if isinstance(one, ImportedAward)]


def refused(export: Any, **options: Any) -> list[RefusedRecord]:
    return [one for one in read(export, **options) if isinstance(one, RefusedRecord)]


def surveyed(export: Any, **options: Any) -> Survey:
    with open_export(content(export), **options) as opened:
        return survey(opened)


@pytest.mark.parametrize("platform", Platform)
def test_the_platform_is_found_out_and_the_first_award_is_whole(platform: Platform) -> None:
    for export in filter(None, BOTH[platform]):
        with open_export(content(export)) as opened:
            assert opened.platform is platform
        first = awards(export)[0]
        assert first.email == "mira@college.example"
        assert first.awarded.date() == JUNE_14.date()
        assert first.original_id
        assert not first.is_revoked
        found = surveyed(export).achievements[0]
        assert found.achievement.name == "Weaving"
        assert found.awards > 0
        assert {one.achievement_id for one in awards(export)} <= {
            each.achievement.original_id for each in surveyed(export).achievements
        }


@pytest.mark.parametrize(
    "export",
    [
        *(exports.CREDLY_CSV, exports.BADGR_CSV, exports.BADGR_JSON),
        *(exports.FACTORY_CSV, exports.FACTORY_LINES, exports.ASSERTIONS),
    ],
)
def test_what_was_taken_back_is_known_as_revoked(export: Any) -> None:
    assert [one.is_revoked for one in awards(export)] == [False, True]


def test_a_credly_table_keeps_ids_addresses_evidence_and_the_end() -> None:
    assert awards(exports.CREDLY_CSV)[0] == ImportedAward(
        number=2,
        original_id="b-1",
        achievement_id="t-1",
        achievement_name="Weaving",
        url="https://badges.example.org/b-1",
        email="mira@college.example",
        name="Mira Okonjo",
        awarded=JUNE_14,
        expires=datetime(2029, 6, 14, 23, 59, 59, tzinfo=UTC),
        evidence=(ImportedEvidence(url=WOVEN, name="Sample"),),
    )


def test_bad_rows_are_named_by_number_with_what_to_do() -> None:
    address, date = refused(exports.CREDLY_CSV)
    assert (address.number, date.number) == (4, 5)
    assert "not an address" in address.reason
    assert date.reason.startswith("It does not say when it was awarded. Write the day")


def test_a_badgr_issuer_keeps_what_its_badges_say() -> None:
    assert read(exports.BADGR_JSON)[0] == ImportedAchievement(
        original_id="c-1",
        name="Weaving",
        url="https://api.badges.example.org/public/badges/c-1",
        description="Weaves linen.",
        criteria="Weave an ell of linen.",
        criteria_url="https://guild.example.org/weaving",
        image_url="https://api.badges.example.org/public/badges/c-1/image",
        tags=("loom", "linen"),
    )
    first, second = awards(exports.BADGR_JSON)
    assert first.narrative == "Wove an ell."
    assert first.evidence == (ImportedEvidence(url=WOVEN, narrative="The ell itself."),)
    assert second.revocation_reason == "Issued by mistake"


def test_who_has_no_address_is_kept_by_what_else_names_them() -> None:
    assert awards(exports.BADGR_CSV)[1].identity == "tel:+15550100"
    hashed = awards(exports.ASSERTIONS)[1]
    assert (hashed.email, hashed.identity) == (None, "sha256$5e0b")


def test_an_event_of_open_badge_factory_is_an_award_for_each_recipient() -> None:
    first, second = awards(exports.FACTORY_LINES)
    assert (first.original_id, second.original_id) == (
        "e-1:mira@college.example",
        "e-1:ivo@college.example",
    )
    assert first.awarded == datetime(2026, 6, 14, 12, tzinfo=UTC)
    assert first.expires == datetime.fromtimestamp(1876046400, UTC)


def test_an_award_without_an_id_has_the_same_one_each_time_and_in_each_row() -> None:
    lines = exports.FACTORY_CSV.splitlines()
    turned = "\n".join([lines[0], *reversed(lines[1:])])
    assert {one.original_id for one in awards(exports.FACTORY_CSV)} == {
        one.original_id for one in awards(turned)
    }
    assert awards(exports.FACTORY_CSV)[0].original_id.startswith("made:")


def test_moodle_writes_days_in_words() -> None:
    assert [one.awarded.isoformat() for one in awards(exports.MOODLE_CSV)] == [
        "2026-06-14T14:30:00+00:00",
        "2026-06-15T09:00:00+00:00",
    ]


def test_a_survey_counts_what_stands_there_twice_once() -> None:
    lines = exports.ACCREDIBLE_CSV.splitlines()
    found = surveyed("\n".join([*lines, lines[1]]))
    assert (found.records, found.awards, found.doubles) == (3, 2, 1)
    assert found.ending == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_messy_tables_are_read(encoding: str, delimiter: str) -> None:
    table = (
        "Report of the guild\n\n Recipient_Email ,badge_template_id,Issued At,Issued To\n"
        "mira@college.example,t-1,2026-06-14,Mirá Okonjö\n"
    )
    found = awards(table.replace(",", delimiter).encode(encoding))
    assert [(one.number, one.name) for one in found] == [(4, "Mirá Okonjö")]


def test_dates_that_can_be_read_in_two_ways_are_refused_until_somebody_says() -> None:
    table = exports.ACCREDIBLE_CSV.replace("2026-06-14", "06/07/2026").replace("2029-06-14", "")
    with open_export(table.encode()) as opened:
        assert opened.open_dates == 1
    assert "two ways" in refused(table)[0].reason
    assert awards(table, date_order="dmy")[0].awarded == datetime(2026, 7, 6, tzinfo=UTC)


def test_dates_of_which_one_shows_the_order_are_read_in_it() -> None:
    table = exports.ACCREDIBLE_CSV.replace("2026-06-14", "06/07/2026")
    table = table.replace("2026-06-15", "25/07/2026").replace("2029-06-14", "")
    assert awards(table)[0].awarded == datetime(2026, 7, 6, tzinfo=UTC)


def test_what_was_neutralised_is_read_as_it_was() -> None:
    table = exports.ACCREDIBLE_CSV.replace("Mira Okonjo", "'=HYPERLINK(1)")
    assert awards(table)[0].name == "=HYPERLINK(1)"


@pytest.mark.parametrize(
    "raw",
    [
        *(b"", b"name,e-mail\nMira,mira@college.example\n", b"%PDF-1.7", b"{}", b"[]", b'{"a": 1}'),
        *(b'{"a"', b"\x00\x01\x02", b"PK\x03\x04 nothing", b"null", b"[[[[", b'{"data": 7}'),
        b'{"badge_id": "1", "recipient": ["a"]}\nnot json',
    ],
)
def test_what_is_no_export_is_refused_as_a_whole(raw: bytes) -> None:
    with pytest.raises(MalformedDocument), open_export(raw) as opened:
        survey(opened)


@pytest.mark.parametrize(
    "odd",
    [
        {"badge_template": 7, "issued_at": {"a": 1}},
        {"badge_id": [], "recipient": [None, 7, {"email": {}}, []]},
        {"entityType": "Issuer", "badgeClasses": [1, {"assertions": {"recipient": []}}]},
        {"type": ["Assertion", 7], "recipient": "x", "evidence": [1, None]},
        {"uniquehash": True, "dateissued": -5},
        {"entityType": {"a": 1}, "badgeclassOpenBadgeId": [1]},
        {"badge_id": 7, "criteria_html": [], "name": {}, "recipient": "x"},
        {"issued_on": 10**15, "recipient": {"email": "\u202e@x"}},
        {"type": "Assertion", "badge": {"tags": {"a": 1}}, "revoked": {"a": 1}},
    ],
)
def test_odd_values_refuse_their_award_and_nothing_else(odd: Any) -> None:
    assert all(not isinstance(one, ImportedAward) for one in read([odd]))


def test_what_is_beyond_the_limits_is_refused() -> None:
    few = ImportLimits(export_awards=1)
    with pytest.raises(LimitExceeded):
        read(exports.ACCREDIBLE_CSV, limits=few)
    with pytest.raises(LimitExceeded):
        read(exports.ACCREDIBLE_JSON, limits=ImportLimits(export_bytes=10))
    with pytest.raises(LimitExceeded):
        read(json.dumps(exports.ASSERTIONS), limits=ImportLimits(export_depth=2))
    with (
        pytest.raises(LimitExceeded),
        open_export(content(exports.BADGR_JSON), limits=few) as opened,
    ):
        survey(opened, limits=ImportLimits(export_achievements=0))
    many = [{**exports.ASSERTIONS[1], "evidence": [{"id": WOVEN}] * 30}]
    assert "More than 20" in refused(many)[0].reason
