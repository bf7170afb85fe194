"""Measures the public page of a credential with a real server and wrk, beside bare routes.

    python bench/credential_page.py [--seconds 10] [--connections 8] [--rounds 3]

A server is set up in a folder of its own, one credential is awarded, and `laurea serve` answers on
loopback. Beside it the same server program answers "hello" from a function of three lines. Each
round asks every address in turn; the median counts. Wanted: wrk (Debian: wrk).
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

AWARD = """
import laurea.web.application
from datetime import UTC, datetime
from laurea.web.accounts.access import Account
from laurea.web.catalog.define import define_achievement
from laurea.web.issuing.award import Wanted, award
from laurea.web.organizations.found import found_organization
from laurea.web.organizations.keys import add_issuer_key

now = datetime.now(UTC)
owner = Account(email="ottilie@example.org", name="Ottilie")
owner.set_unusable_password()
owner.save(force_insert=True)
guild = found_organization(actor=owner, slug="guild", legal_name="Guild of Weavers", at=now)
add_issuer_key(actor=owner, organization=guild, passphrase=None, at=now)
weaving = {
    "name": "Weaving",
    "description": "Weaves linen on a floor loom.",
    "criteria": {"narrative": "Weave an ell of linen."},
}
achievement = define_achievement(actor=owner, organization=guild, document=weaving, at=now)
wanted = Wanted(key="1", email="ada@example.org", valid_from=now)
print(award(actor=owner, achievement_id=achievement.pk, wanted=wanted, at=now).pk)
"""
HELLO = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]
"""
THREADS = 4
PATIENCE_S = 60


@dataclass(frozen=True, slots=True)
class Round:
    """What wrk saw of one address: answers a second, and the slowest of a hundred in ms."""

    per_second: float
    p99_ms: float


def main() -> None:
    """Set up, measure, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("Install wrk (Debian: wrk) to measure the page.")
    with tempfile.TemporaryDirectory(prefix="laurea-bench-") as name:
        folder = Path(name)
        port, bare = free_port(), free_port()
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("LAUREA_")},
            "LAUREA_DATA": str(folder / "data"),
            "LAUREA_PUBLIC_URL": f"http://localhost:{port}",
        }
        laurea = [sys.executable, "-m", "laurea"]
        run([*laurea, "init", "--no-administrator"], environment)
        credential = run([sys.executable, "-c", AWARD], environment).split()[-1]
        (folder / "hello.py").write_text(HELLO)
        hello = [*(sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(bare))]
        hello += ["--blocking-threads", str(THREADS), "--no-ws", "hello:application"]
        serve = [*laurea, "serve", "--port", str(port), "--threads", str(THREADS)]
        addresses = {
            "page of a credential": f"http://localhost:{port}/c/{credential}",
            "its JSON": f"http://localhost:{port}/c/{credential}.json",
            "/healthz": f"http://localhost:{port}/healthz",
            "hello": f"http://127.0.0.1:{bare}/",
        }
        with serving(serve, environment, folder), serving(hello, environment, folder):
            for address in addresses.values():
                wait_for(address)
            report(addresses, asked.rounds, asked.connections, asked.seconds)


def report(addresses: dict[str, str], rounds: int, connections: int, seconds: int) -> None:
    """Ask each address in turn, and print the medians."""
    seen: dict[str, list[Round]] = {name: [] for name in addresses}
    for _ in range(rounds):
        for name, address in addresses.items():
            seen[name].append(measure(address, connections, seconds))
    page = median(one.per_second for one in seen["page of a credential"])
    print("| address | answers a second | p99 in ms | the page to it |")
    print("| --- | ---: | ---: | ---: |")
    for name, found in seen.items():
        rate = median(one.per_second for one in found)
        slowest = median(one.p99_ms for one in found)
        print(f"| {name} | {rate:,.0f} | {slowest:.0f} | {page / rate:.2f} |")


def measure(address: str, connections: int, seconds: int) -> Round:
    """Return what wrk says of an address; any answer but 200 ends the program."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", address]
    said = run(command, dict(os.environ))
    if "Non-2xx" in said or "Socket errors" in said:
        sys.exit(f"{address} did not always answer:\n{said}")
    rate, slowest = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"99%\s+(\S+)", said)
    if rate is None or slowest is None:
        sys.exit(f"wrk was not understood:\n{said}")
    return Round(float(rate[1]), milliseconds(slowest[1]))


def milliseconds(text: str) -> float:
    """Return a time as wrk writes it in milliseconds."""
    factors = {"us": 0.001, "ms": 1.0, "s": 1000.0}
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()  # type: ignore[union-attr]
    return float(number) * factors[unit]


def run(command: list[str], environment: dict[str, str]) -> str:
    """Run a command to its end and return what it printed."""
    return subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, text=True, check=True
    ).stdout


@contextmanager
def serving(command: list[str], environment: dict[str, str], folder: Path) -> Iterator[None]:
    """Run a server for the length of a block."""
    with subprocess.Popen(
        command, env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield
        finally:
            process.terminate()


def wait_for(address: str) -> None:
    """Wait until an address answers."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            if time.monotonic() > deadline:
                sys.exit(f"{address} does not answer.")
            time.sleep(0.1)


def free_port() -> int:
    """Return a port of loopback on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


if __name__ == "__main__":
    main()
