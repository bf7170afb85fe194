from __future__ import annotations

from datetime import timedelta

import pytest

from laurea.web.issuing.credential_list_pages import standing_word
from laurea.web.issuing.models import Credential, CredentialState
from laurea.web.issuing.standing import Standing, standing_of
from laurea.web.wallet.pages import mark_of
from tests.web.conftest import NOON

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("state", "begins", "ends", "standing", "word", "mark"),
    [
        ("issued", -DAY, None, Standing.IN_FORCE, "In force", "In force"),
        ("issued", -DAY, DAY, Standing.IN_FORCE, "In force", "In force until 24 November 2026"),
        ("issued", DAY, None, Standing.AHEAD, "Not in force yet", "Valid from 24 November 2026"),
        ("issued", DAY, 2 * DAY, Standing.AHEAD, "Not in force yet", "Valid from 24 November 2026"),
        ("issued", -2 * DAY, -DAY, Standing.ENDED, "Ended", "Expired on 22 November 2026"),
        ("revoked", -DAY, -DAY, Standing.REVOKED, "Revoked", "Revoked on 23 November 2026"),
        ("suspended", -DAY, -DAY, Standing.SUSPENDED, "Suspended", "Suspended on 23 November 2026"),
    ],
)
def test_issuer_and_holder_are_told_alike_how_a_credential_stands(
    state: str,
    begins: timedelta,
    ends: timedelta | None,
    standing: Standing,
    word: str,
    mark: str,
) -> None:
    credential = Credential(
        state=CredentialState("issued" if state == "suspended" else state),
        valid_from=NOON + begins,
        valid_until=None if ends is None else NOON + ends,
        revoked_at=NOON if state == "revoked" else None,
        suspended_at=NOON if state == "suspended" else None,
    )
    assert standing_of(credential, NOON) is standing
    assert str(standing_word(credential, NOON)) == word
    assert str(mark_of(credential, NOON).words) == mark


def test_what_is_not_signed_is_only_begun() -> None:
    credential = Credential(state=CredentialState.RESERVED, valid_from=NOON)
    assert str(standing_word(credential, NOON)) == "Begun, not signed"
