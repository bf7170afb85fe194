from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.identity import Match, matches
from laurea.credentials.model import IdentityObject
from laurea.integrations.issue_run.awards import AwardTerms, award_of
from laurea.integrations.issue_run.draws import Draws
from laurea.integrations.roster import RosterEvidence, RosterRow

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def terms(**changes: Any) -> AwardTerms:
    usual: dict[str, Any] = {"at": AT, "draws": Draws(bytes(32)), "results": {}, "lists": None}
    return AwardTerms(**(usual | changes))


def row(**changes: Any) -> RosterRow:
    blank: dict[str, Any] = {
        "number": 7,
        "email": "Alva.Lind@example.org",
        "name": "Alva Lind",
        "did": None,
        "awarded": None,
        "valid_until": None,
        "results": (),
        "evidence": (),
    }
    return RosterRow(**(blank | changes))


@pytest.mark.parametrize("typed", ["alva.lind@example.org", "Alva.Lind@example.org"])
def test_a_recipient_is_found_by_the_address_in_whatever_case(typed: str) -> None:
    (identity,) = award_of(row(), terms()).identifier
    assert matches(identity, identifier=typed, identity_type="emailAddress") is Match.EQUAL
    assert len(identity.salt or "") == 32


def test_the_same_address_has_another_hash_in_every_row() -> None:
    (one,) = award_of(row(), terms()).identifier
    (other,) = award_of(row(number=8), terms()).identifier
    assert one.identity_hash != other.identity_hash
    assert one.salt != other.salt


def test_nobodys_name_is_written_unless_it_is_asked_for() -> None:
    assert "Alva Lind" not in repr(award_of(row(), terms()))
    *_, name = award_of(row(), terms(include_name=True)).identifier
    assert name == IdentityObject(hashed=False, identity_hash="Alva Lind", identity_type="name")


def test_a_name_that_is_missing_is_not_written() -> None:
    assert len(award_of(row(name=None), terms(include_name=True)).identifier) == 1


def test_a_did_names_the_recipient_alone_or_beside_the_address() -> None:
    alone = award_of(row(email=None, did="did:example:alva"), terms())
    both = award_of(row(did="did:example:alva"), terms())
    assert (alone.recipient_id, alone.identifier) == ("did:example:alva", ())
    assert both.recipient_id == "did:example:alva"
    assert len(both.identifier) == 1


def test_an_award_without_a_date_begins_with_the_run() -> None:
    awarded = datetime(2026, 6, 14, tzinfo=UTC)
    assert award_of(row(), terms()).valid_from == AT
    assert award_of(row(awarded=awarded), terms()).valid_from == awarded


@pytest.mark.parametrize("until", [AT, datetime(2026, 11, 19, 23, 59, 59, tzinfo=UTC)])
def test_a_credential_that_would_end_before_it_begins_is_refused(until: datetime) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        award_of(row(valid_until=until), terms())
    assert refusal.value.problem.type.slug == "row-date"
    assert refusal.value.problem.pointer == "/7/valid-until"


def test_evidence_is_taken_over_with_its_words() -> None:
    shown = RosterEvidence("https://portfolio.example.org/7", "Seam", "Welded in May.")
    (evidence,) = award_of(row(evidence=(shown,)), terms()).evidence
    assert (evidence.id, evidence.name, evidence.narrative) == (shown.url, "Seam", "Welded in May.")


def test_without_status_lists_no_credential_refers_to_one() -> None:
    assert award_of(row(), terms()).credential_status == ()
