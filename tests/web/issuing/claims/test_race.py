from __future__ import annotations

import pytest

from tests.web.installation import Installation
from tests.web.issuing.claims.race import race

ROUNDS, CLIENTS = 2, 20


@pytest.mark.django_db
@pytest.mark.enable_socket
def test_of_all_who_take_one_link_at_once_exactly_one_gets_it(installation: Installation) -> None:
    """The script beside this file runs the race at full length."""
    processes = 2 if installation.database_url else 1
    outcome = race(installation, rounds=ROUNDS, clients=CLIENTS, processes=processes)
    assert outcome.winners == [1] * ROUNDS
    assert set(outcome.statuses) <= {302, 409, 410}
    assert outcome.stored == (ROUNDS, ROUNDS, ROUNDS)
