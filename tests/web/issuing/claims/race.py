"""Many people open one claim link at once, round after round: exactly one may take it.

    python tests/web/issuing/claims/race.py --rounds 50 --clients 100

Starts `laurea serve` with a database of its own (DATABASE_URL, else SQLite), and prints what came
of it. Each client is a browser of its own behind a trusted proxy, so that nobody is counted for
the others.
"""

from __future__ import annotations

import argparse
import http.client
import re
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[4]))

from tests.web.installation import Installation, until

PREPARE = """
from datetime import UTC, datetime
from laurea.web.accounts.models import Account
from laurea.web.catalog.define import define_achievement
from laurea.web.issuing.award import Wanted, award
from laurea.web.issuing.claims.access import open_claim
from laurea.web.issuing.claims.links import draw_link
from laurea.web.organizations.found import found_organization
from laurea.web.organizations.keys import add_issuer_key
at = datetime.now(UTC)
owner = Account.objects.create_user("ottilie@example.org")
guild = found_organization(actor=owner, slug="guild", legal_name="Guild of Weavers", at=at)
add_issuer_key(actor=owner, organization=guild, passphrase=None, at=at)
weaving = define_achievement(actor=owner, organization=guild, at=at, document={{
    "name": "Weaving", "description": "Weaves linen.", "criteria": {{"narrative": "An ell."}}}})
for number in range({rounds}):
    wanted = Wanted(key=str(number), email=f"p{{number}}@example.org", valid_from=at)
    credential = award(actor=owner, achievement_id=weaving.pk, wanted=wanted, at=at)
    print(draw_link(open_claim(credential.pk, at=at).pk, at=at).address)
"""
COUNT = """
from laurea.web.issuing.models import Claim
from laurea.web.operations.models import AuditRow, Event
print(Claim.objects.filter(state="accepted").count(),
      Event.objects.filter(name="credential.accepted").count(),
      AuditRow.objects.filter(action="credential.accept").count())
"""
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass
class Outcome:
    """What came of all rounds.

    Attributes:
        winners: how many won in each round.
        statuses: how often each HTTP status was answered to a claim.
        times_s: how long each answer took, in seconds.
        stored: claims accepted, events and audit rows in the database at the end.
    """

    winners: list[int] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    times_s: list[float] = field(default_factory=list)
    stored: tuple[int, ...] = ()

    def time_s(self, share: float) -> float:
        """Return the time that a share of the answers did not exceed."""
        return sorted(self.times_s)[min(int(share * len(self.times_s)), len(self.times_s) - 1)]


class Browser:
    """One client: a connection of its own, its cookies, the token of the form."""

    def __init__(self, port: int, number: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {
            "Host": f"127.0.0.1:{port}",
            "X-Forwarded-For": f"198.51.{number // 250}.{number % 250 + 1}",
        }
        self._token = ""

    def look(self, path: str) -> int:
        """Open the page, as everybody does before pressing the button."""
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        found = _TOKEN.search(answer.read().decode())
        self._token = found[1] if found else ""
        cookie = answer.headers.get("Set-Cookie", "")
        if cookie:
            self._headers["Cookie"] = cookie.partition(";")[0]
        return answer.status

    def take(self, path: str) -> int:
        """Press the button."""
        body = urlencode({"answer": "accept", "csrfmiddlewaretoken": self._token})
        headers = {
            **self._headers,
            "Origin": "null",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self._connection.request("POST", path, body, headers)
        answer = self._connection.getresponse()
        answer.read()
        return answer.status

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def race(installation: Installation, *, rounds: int, clients: int, processes: int = 1) -> Outcome:
    """Let so many clients claim one link at once, in so many rounds, and return what came of it."""
    port = free_port()
    settings = {
        "LAUREA_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "LAUREA_TRUSTED_PROXIES": "127.0.0.1",
        "LAUREA_EMAIL_URL": "none:",
    }
    said = installation.python(PREPARE.format(rounds=rounds), **settings)
    paths = ["/claim/" + line.rpartition("/")[2] for line in said.split()]
    outcome = Outcome()
    words = ("serve", "--port", str(port), "--processes", str(processes))
    with installation.process(*words, **settings) as server:
        until(lambda: _answers(port))
        for path in paths:
            _round(port, path, clients, outcome)
        server.terminate()
        server.wait(timeout=60)
    outcome.stored = tuple(int(number) for number in installation.python(COUNT).split())
    return outcome


def _round(port: int, path: str, clients: int, outcome: Outcome) -> None:
    browsers = [Browser(port, number) for number in range(clients)]
    for browser in browsers:
        assert browser.look(path) == 200
    start = threading.Barrier(clients)
    answers: list[tuple[int, float]] = []

    def press(browser: Browser) -> None:
        start.wait()
        began = time.monotonic()
        status = browser.take(path)
        answers.append((status, time.monotonic() - began))

    threads = [threading.Thread(target=press, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for browser in browsers:
        browser.close()
    assert len(answers) == clients
    outcome.winners.append(sum(status == 302 for status, _ in answers))
    outcome.statuses.update(status for status, _ in answers)
    outcome.times_s += [took for _, took in answers]


def _answers(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/healthz")
        is_up = connection.getresponse().status == 200
        connection.close()
    except OSError:
        return False
    return is_up


def main(words: Sequence[str] | None = None) -> int:
    """Run the race and print what came of it; 0 where exactly one won each round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--database", default="")
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(Path(folder), asked.database)
        installation.run("init", "--no-administrator")
        outcome = race(
            installation, rounds=asked.rounds, clients=asked.clients, processes=asked.processes
        )
    one_each = outcome.winners == [1] * asked.rounds
    sys.stdout.write(
        f"{asked.rounds} rounds of {asked.clients} clients, {asked.processes} process(es)\n"
        f"winners in each round: {sorted(set(outcome.winners))}\n"
        f"answers: {dict(sorted(outcome.statuses.items()))}\n"
        f"p50 {outcome.time_s(0.5):.3f} s, p99 {outcome.time_s(0.99):.3f} s, "
        f"longest {outcome.time_s(1):.3f} s\n"
        f"stored (claims, events, audit rows): {outcome.stored}\n"
    )
    return 0 if one_each and max(outcome.statuses) < 500 else 1


if __name__ == "__main__":
    sys.exit(main())
