from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from laurea.web import environment
from tests.web.installation import Installation

SHOW = """
from django.conf import settings as s
print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.ALLOWED_HOSTS[0])
"""


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    (tmp_path / "secret.key").write_text("s" * 50, "ascii")
    return Installation(tmp_path)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://badges.example.org", "__Host-session __Host-csrf True badges.example.org"),
        ("http://localhost:8000", "session csrf False localhost"),
    ],
)
def test_the_public_address_decides_the_cookies(
    installation: Installation, address: str, shown: str
) -> None:
    found = installation.python(SHOW, LAUREA_PUBLIC_URL=address)
    assert found.strip() == shown


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://Badges.School.Example/", "https://badges.school.example"),
        ("HTTPS://badges.school.example:443", "https://badges.school.example"),
        ("http://localhost:80", "http://localhost"),
        ("https://badges.school.example:8443", "https://badges.school.example:8443"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_the_public_address_is_written_in_one_way(
    monkeypatch: pytest.MonkeyPatch, written: str, meant: str
) -> None:
    monkeypatch.setenv("LAUREA_PUBLIC_URL", written)
    assert environment.origin("LAUREA_PUBLIC_URL", "") == meant


def test_an_address_of_postgresql_is_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "postgresql://ann:p%40ss@db.example.org:6543/badges?sslmode=require"
    monkeypatch.setenv("DATABASE_URL", address)
    found = environment.database("DATABASE_URL", default_file=Path("x"))
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("badges", "ann", "p@ss")
    assert (found["HOST"], found["PORT"]) == ("db.example.org", "6543")
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_a_socket_may_stand_in_the_query(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://laurea@/badges?host=/run/pg")
    found = environment.database("DATABASE_URL", default_file=Path("x"))
    assert (found["HOST"], found["NAME"], found["OPTIONS"]) == ("/run/pg", "badges", {})


def test_sqlite_may_be_named_by_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////srv/badges.sqlite3")
    assert environment.database("DATABASE_URL", default_file=Path("x"))["NAME"] == (
        "/srv/badges.sqlite3"
    )


@pytest.mark.parametrize("address", ["mysql://a/b", "postgresql://host", "nonsense"])
def test_another_database_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(ImproperlyConfigured, match="postgresql://"):
        environment.database("DATABASE_URL", default_file=Path("x"))


@pytest.mark.parametrize("value", ["ftp://a", "https://", "https://a/b", "a", "https://a?b"])
def test_a_public_address_is_scheme_and_host(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("LAUREA_PUBLIC_URL", value)
    with pytest.raises(ImproperlyConfigured, match="scheme and host"):
        environment.origin("LAUREA_PUBLIC_URL", "http://localhost:8000")


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5"])
def test_a_number_is_a_whole_one(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("LAUREA_VERIFY_PER_MINUTE", value)
    with pytest.raises(ImproperlyConfigured, match="whole number"):
        environment.whole_number("LAUREA_VERIFY_PER_MINUTE", 60)


@pytest.mark.parametrize(
    ("address", "port", "ssl", "tls"),
    [
        ("smtps://u:p@mail.example.org", 465, True, False),
        ("smtp://mail.example.org", 587, False, True),
        ("smtp://localhost:1025", 1025, False, False),
    ],
)
def test_mail_goes_by_tls_except_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, address: str, port: int, *, ssl: bool, tls: bool
) -> None:
    monkeypatch.setenv("LAUREA_EMAIL_URL", address)
    found = environment.mail("LAUREA_EMAIL_URL")
    assert (found["EMAIL_PORT"], found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == (port, ssl, tls)


@pytest.fixture
def root_of_web() -> Path:
    return Path(environment.__file__).parent


def test_settings_are_no_longer_than_300_lines(root_of_web: Path) -> None:
    assert len((root_of_web / "settings.py").read_text("utf-8").splitlines()) <= 300


def test_only_the_environment_is_read(root_of_web: Path) -> None:
    text = (root_of_web / "settings.py").read_text("utf-8")
    assert not re.search(r"^(import os|from os|open\()", text, re.MULTILINE)
    assert "local_settings" not in text
