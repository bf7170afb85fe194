"""The environment of the process, read with types: what `settings` is made of."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_SQLITE_ON_CONNECT: Final = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
_LOCK_WAIT_S: Final = 30
_LONGEST_SECRET: Final = 4_096
_ORIGIN: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(?P<port>[1-9][0-9]{0,4}))?"
)
_HOST: Final = re.compile(r"[a-z0-9.-]+")
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_LAST_PORT: Final = 65_535


def text(name: str, default: str = "") -> str:
    """Return a variable without the white space around it; `default` where it is not set."""
    return os.environ.get(name, "").strip() or default


def whole_number(name: str, default: int, *, least: int = 1) -> int:
    """Return a variable that is a whole number, and not less than the least.

    Raises:
        ImproperlyConfigured: it is something else.
    """
    value = text(name, str(default))
    if not value.isdecimal() or int(value) < least:
        raise ImproperlyConfigured(f"{name} is {value!r}. Write a whole number from {least} on.")
    return int(value)


def yes_or_no(name: str, default: str) -> bool:
    """Return a variable that is yes or no.

    Raises:
        ImproperlyConfigured: it is something else.
    """
    value = text(name, default).lower()
    if value not in ("yes", "no"):
        raise ImproperlyConfigured(f"{name} is {value!r}. Write yes or no.")
    return value == "yes"


def words(name: str) -> list[str]:
    """Return the parts of a variable that is a list with commas."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def hosts(name: str) -> frozenset[tuple[str, int]]:
    """Return the hosts with their ports in a variable that is a list with commas.

    Raises:
        ImproperlyConfigured: a part of it names no host.
    """
    found = set()
    for part in words(name):
        host, _, port = part.lower().partition(":")
        number = int(port) if port.isdecimal() and len(port) <= len(str(_LAST_PORT)) else 0
        if not _HOST.fullmatch(host) or not (port == "" or 0 < number <= _LAST_PORT):
            raise ImproperlyConfigured(
                f"{name} has the part {part!r}. Write a host, as in hooks.school.example:8443"
            )
        found.add((host, number or _DEFAULT_PORTS["https"]))
    return frozenset(found)


def folder(name: str, default: str) -> Path:
    """Return a folder as an absolute path; it need not exist."""
    return Path(text(name, default)).expanduser().absolute()


def file(name: str) -> Path | None:
    """Return a file as an absolute path, which need not exist; None where the variable is unset."""
    value = text(name)
    return Path(value).expanduser().absolute() if value else None


def origin(name: str, default: str) -> str:
    """Return a variable that is a web address without path, such as `https://school.example`.

    It becomes part of identifiers, so it is written in one way: in lower case, and without the
    port that goes without saying.

    Raises:
        ImproperlyConfigured: it is something else.
    """
    return as_origin(name, text(name, default))


def as_origin(name: str, value: str) -> str:
    """Return a web address without path in the one way in which it is written.

    Args:
        name: what it is called where it is refused.
        value: what was written.

    Raises:
        ImproperlyConfigured: it is something else.
    """
    value = value.strip().rstrip("/")
    found = _ORIGIN.fullmatch(value.lower())
    if found is None or int(found["port"] or 0) > _LAST_PORT:
        raise ImproperlyConfigured(
            f"{name} is {value!r}. Write scheme and host, as in https://badges.school.example"
        )
    port = found["port"]
    has_own_port = port is not None and int(port) != _DEFAULT_PORTS[found["scheme"]]
    return f"{found['scheme']}://{found['host']}" + (f":{port}" if has_own_port else "")


def contact(name: str) -> str:
    """Return a variable that says where to write to; nothing where it is not set.

    Raises:
        ImproperlyConfigured: it is no address of mail or of a page.
    """
    value = text(name)
    if value and (not value.startswith(("mailto:", "https://")) or not value.isprintable()):
        raise ImproperlyConfigured(
            f"{name} is {value!r}. Write mailto:security@school.example or an https:// address."
        )
    return value


def secret(path: Path) -> str:
    """Return the secret in a file, or nothing where there is no file yet.

    Django refuses to sign anything with an empty secret, and `laurea init` makes one.
    """
    try:
        with path.open("r", encoding="ascii") as file:
            return file.read(_LONGEST_SECRET).strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"The secret key in {path} cannot be read: {error}") from error


def database(name: str, *, default_file: Path) -> dict[str, Any]:
    """Return Django's settings of the database that an address stands for.

    SQLite writes ahead and syncs each commit, so that what was acknowledged survives a power
    cut; each transaction takes the write lock at once, so that none fails halfway.

    Raises:
        ImproperlyConfigured: the address is of another database, or incomplete.
    """
    address = text(name)
    if not address:
        return _sqlite(str(default_file))
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path).removeprefix("/") or str(default_file))
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            f"{name} is not understood. Write postgresql://user:password@host/database "
            "or sqlite:///file"
        )
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": query.pop("port", str(parts.port or "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


def _sqlite(file: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        # Opening the file costs as much as a page; each thread keeps it open for a while.
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": _LOCK_WAIT_S,
            "init_command": _SQLITE_ON_CONNECT,
        },
    }


def mail(name: str) -> dict[str, Any]:
    """Return Django's settings of the mail server that an address stands for.

    `smtp://user:password@host:587` begins in the clear and turns to TLS, `smtps://` begins
    with TLS, `console:` prints letters on standard output, `none:` sends none at all.

    Raises:
        ImproperlyConfigured: the address is of another kind.
    """
    address = text(name, "console:")
    parts = urlsplit(address)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "none":
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ImproperlyConfigured(
            f"{name} is not understood. Write smtps://user:password@host, or console:"
        )
    is_local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    begins_with_tls = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if begins_with_tls else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": begins_with_tls,
        "EMAIL_USE_TLS": not begins_with_tls and not is_local,
        "EMAIL_TIMEOUT": 20,
    }
