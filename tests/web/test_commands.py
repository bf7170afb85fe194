"""The commands of the server, each as a process of its own."""

from __future__ import annotations

import json
import signal
import socket
import stat
import urllib.request
from pathlib import Path

import pytest

from tests.web.installation import Installation, until

PASSWORD = "four plainly invented words"


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "data")


def findings(installation: Installation, code: int) -> dict[str, str]:
    lines = installation.run("doctor", "--json", code=code).stdout.splitlines()
    return {found["name"]: found["soundness"] for found in map(json.loads, lines)}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_init_makes_what_doctor_misses_and_keeps_it_the_second_time(
    installation: Installation,
) -> None:
    assert findings(installation, code=1)["data folder"] == "fault"
    refused = installation.run("worker", code=5)
    assert "laurea init" in refused.stderr
    words = ("init", "--email", "rosa@example.org", "--name", "Rosa")
    installation.run(*words, LAUREA_ADMIN_PASSWORD=PASSWORD)
    secret = (installation.folder / "secret.key").read_text("ascii")
    assert len(secret) > 64
    assert mode(installation.folder) == 0o700
    assert mode(installation.folder / "secret.key") == 0o600
    found = findings(installation, code=0)
    assert "fault" not in found.values()
    assert found["administrator"] == found["database"] == "sound"
    again = installation.run("init", "--json")
    assert json.loads(again.stdout)["secret_key_made"] is False
    assert (installation.folder / "secret.key").read_text("ascii") == secret


def test_an_administrator_with_a_common_password_is_refused_in_words(
    installation: Installation,
) -> None:
    words = ("init", "--email", "rosa@example.org")
    refused = installation.run(*words, code=5, LAUREA_ADMIN_PASSWORD="password1234")
    assert "too common" in refused.stderr


def test_only_half_of_tls_is_wrong_usage(installation: Installation) -> None:
    refused = installation.run("serve", "--tls-cert", "chain.pem", code=64)
    assert "--tls-key" in refused.stderr


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.mark.enable_socket
def test_the_server_answers_does_jobs_and_stops_when_told(installation: Installation) -> None:
    installation.run("init", "--no-administrator")
    port = free_port()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def answers() -> bool:
        try:
            with opener.open(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
                return bool(json.load(response)["status"] == "ok")
        except OSError:
            return False

    with installation.process("serve", "--port", str(port)) as server:
        until(answers)
        with opener.open(f"http://127.0.0.1:{port}/verify", timeout=10) as page:
            assert "Content-Security-Policy" in page.headers
            assert b"Verify" in page.read()
        assert list((installation.folder / "workers").glob("*.lock"))
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=60) == 0
    assert not list((installation.folder / "workers").glob("*.lock"))


def test_commands_for_credentials_do_not_load_django(installation: Installation) -> None:
    code = (
        "import sys, laurea.credentials, laurea.cli.keys, laurea.cli.bench, laurea.examine.adapter;"
        "sys.exit('django' in sys.modules)"
    )
    assert installation.plain(code) == 0


@pytest.mark.enable_socket
def test_a_server_that_cannot_listen_says_so_in_a_sentence_and_begins_nothing(
    installation: Installation,
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        taken = installation.run("serve", "--port", port, code=5)
    foreign = installation.run("serve", "--host", "198.51.100.7", code=5)
    absent = installation.run("serve", "--tls-cert", "no.pem", "--tls-key", "no.pem", code=5)
    for run, said in (
        (taken, f"Port {port} of 127.0.0.1 is taken"),
        (foreign, "198.51.100.7 is no address of this machine"),
        (absent, "no.pem cannot be read"),
    ):
        assert said in run.stderr
        assert "Traceback" not in run.stderr
    assert not installation.folder.exists()
