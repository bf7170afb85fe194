"""What is wrong with an installation, and what to do about it: the findings of `laurea doctor`."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection

from laurea.credentials.errors import LaureaError
from laurea.credentials.keys.multikey import to_multikey
from laurea.integrations.keystore.key_file import read_public_part
from laurea.integrations.trust_registry import read_trust_registry
from laurea.web.accounts.access import has_administrator
from laurea.web.operations.audit import check_chain
from laurea.web.operations.health import examine_health, missing_migrations
from laurea.web.operations.mail import MailRoute, mail_route
from laurea.web.operations.public_address import settled_address
from laurea.web.organizations.access import keys_in_use, setup_of_installation
from laurea.web.registry.operator import PAGES, text_file

_LITTLE_SPACE_BYTES: Final = 1024**3
_SHORTEST_SECRET: Final = 32
_OVERDUE_S: Final = 60.0


class Soundness(Enum):
    """How much a finding matters: nothing to do, worth knowing, or the work cannot go on."""

    SOUND = "sound"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and one sentence that says what was seen and what to do."""

    name: str
    soundness: Soundness
    sentence: str


def examine(*, at: datetime) -> Iterator[Finding]:
    """Yield what is found, from the ground up; what stands on a fault is not looked at."""
    ground = [_data_folder(), _secret_key(), _public_address()]
    yield from ground
    if any(finding.soundness is Soundness.FAULT for finding in ground[:1]):
        return
    yield _space()
    database = _database()
    yield database
    if database.soundness is Soundness.SOUND:
        looks: tuple[Callable[[datetime], Finding], ...] = (
            _signed_address,
            _jobs,
            _keys,
            _audit,
            _people,
        )
        for look in looks:
            yield look(at)
    yield _registry()
    yield _mail()
    yield _operator()


def _sound(name: str, sentence: str) -> Finding:
    return Finding(name, Soundness.SOUND, sentence)


def _warning(name: str, sentence: str) -> Finding:
    return Finding(name, Soundness.WARNING, sentence)


def _fault(name: str, sentence: str) -> Finding:
    return Finding(name, Soundness.FAULT, sentence)


def _data_folder() -> Finding:
    folder = settings.LAUREA_DATA
    if not folder.is_dir():
        return _fault("data folder", f"There is no folder {folder}. Run laurea init.")
    if not os.access(folder, os.W_OK | os.X_OK):
        return _fault("data folder", f"{folder} cannot be written. Give it to this user.")
    if _is_open_to_others(folder):
        return _warning("data folder", f"Others can look into {folder}. Run chmod 700 on it.")
    return _sound("data folder", f"{folder} is there and this user's alone.")


def _secret_key() -> Finding:
    path = settings.LAUREA_SECRET_KEY_FILE
    if not settings.HAS_SECRET_KEY:
        return _fault("secret key", f"There is no secret key in {path}. Run laurea init.")
    if len(settings.SECRET_KEY) < _SHORTEST_SECRET:
        return _fault("secret key", f"{path} holds fewer than {_SHORTEST_SECRET} characters.")
    if _is_open_to_others(path):
        return _warning("secret key", f"Others can read {path}. Run chmod 600 on it.")
    return _sound("secret key", f"{path} is there and this user's alone.")


def _public_address() -> Finding:
    url = settings.LAUREA_PUBLIC_URL
    if not os.environ.get("LAUREA_PUBLIC_URL", "").strip():
        return _warning(
            "public address",
            "LAUREA_PUBLIC_URL is not set: laurea serve takes localhost and its port, which is "
            "good for trying out, on this machine alone.",
        )
    if settings.IS_SECURE:
        return _sound("public address", f"{url}, with TLS.")
    if urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1"):
        return _warning("public address", f"{url} is good for trying out, on this machine alone.")
    return _fault(
        "public address",
        f"{url} is without TLS: passwords and cookies would travel in the clear. "
        "Set LAUREA_PUBLIC_URL to an address with https.",
    )


def _space() -> Finding:
    free = shutil.disk_usage(settings.LAUREA_DATA).free
    said = f"{free / 1024**3:.1f} GiB are free where the data are."
    return (
        _warning("space", f"{said} Make room.")
        if free < _LITTLE_SPACE_BYTES
        else _sound("space", said)
    )


def _database() -> Finding:
    kind = "SQLite" if settings.IS_ON_SQLITE else "PostgreSQL"
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        missing = missing_migrations()
    except DatabaseError as error:
        connection.close()
        return _fault("database", f"{kind} does not answer: {str(error).strip()}")
    if missing:
        steps = f"{len(missing)} steps are missing, the first {missing[0]}."
        return _fault("database", f"{kind} answers. {steps} Run laurea init.")
    return _sound("database", f"{kind} answers and is up to date.")


def _signed_address(at: datetime) -> Finding:  # noqa: ARG001
    settled, url = settled_address(), settings.LAUREA_PUBLIC_URL
    if not settled:
        return _sound("signed address", "Not settled yet. It is with the first organization.")
    if settled == url:
        return _sound("signed address", f"What is signed carries {settled}.")
    advice = f"What is signed carries {settled}. Set LAUREA_PUBLIC_URL={settled}"
    if not os.environ.get("LAUREA_PUBLIC_URL", "").strip():
        return _warning("signed address", f"{advice}, so that every command knows it.")
    detail = f"{advice}, not {url}. To change it for good, see laurea address --help."
    return _fault("signed address", detail)


def _jobs(at: datetime) -> Finding:
    health = examine_health(at=at)
    if health.jobs_dead:
        return _warning(
            "jobs", f"{health.jobs_dead} jobs failed for good and wait for somebody to look."
        )
    if health.oldest_wait_s > _OVERDUE_S:
        waited = round(health.oldest_wait_s)
        return _warning("jobs", f"A job waits since {waited} s. Is laurea worker running?")
    return _sound("jobs", f"{health.jobs_waiting} waiting, none overdue.")


def _keys(at: datetime) -> Finding:
    keys = keys_in_use(at=at)
    for key in keys:
        path = settings.KEY_FOLDER / key.key_file
        try:
            public = read_public_part(path)
        except LaureaError as error:
            return _fault("keys", f"{error.problem.detail} Put it back from your copy.")
        if to_multikey(public.public_key) != key.public_key_multibase:
            return _fault("keys", f"{path} holds another key than {key.public_key_multibase}.")
        if public.is_encrypted and not os.environ.get("LAUREA_PASSPHRASE"):
            return _fault("keys", f"{path} is encrypted. Set LAUREA_PASSPHRASE.")
        if not public.is_encrypted:
            return _warning("keys", f"{path} is not encrypted. Whoever reads it can sign.")
    return _sound("keys", f"{len(keys)} in use, and each file is there.")


def _audit(at: datetime) -> Finding:  # noqa: ARG001
    report = check_chain()
    if report.bad_position is not None:
        return _fault("audit trail", f"Row {report.bad_position} was changed or is missing.")
    return _sound("audit trail", f"{report.rows} rows, and none was changed.")


def _people(at: datetime) -> Finding:  # noqa: ARG001
    setup = setup_of_installation()
    if setup is not None and setup.finished_at is None:
        address = f"{settings.LAUREA_PUBLIC_URL}/setup"
        return _warning("administrator", f"The set-up is not finished. Go on at {address}")
    if has_administrator():
        return _sound("administrator", "There is one.")
    detail = "There is none yet. Run laurea init, or open the address that laurea serve prints."
    return _warning("administrator", detail)


def _registry() -> Finding:
    path = settings.LAUREA_TRUST_REGISTRY
    if path is None:
        return _sound("trusted issuers", "No registry is named, so every issuer is unlisted.")
    try:
        found = read_trust_registry(path)
    except LaureaError as error:
        return _fault("trusted issuers", f"{error.problem.detail} Nobody is trusted until then.")
    return _sound("trusted issuers", f"{len(found)} stand in {path}.")


def _mail() -> Finding:
    route = mail_route()
    if route is MailRoute.NONE:
        return _sound("mail", "No letters are sent; people hand on links themselves.")
    if route is MailRoute.PRINTED:
        return _warning("mail", "Letters are printed, not sent. Set LAUREA_EMAIL_URL.")
    return _sound("mail", f"Letters go to {settings.EMAIL_HOST}.")


def _operator() -> Finding:
    """Say whether the pages that the law asks for name somebody."""
    for page in PAGES:
        try:
            text_file(page)
        except (OSError, UnicodeDecodeError) as error:
            path = settings.LAUREA_OPERATOR_TEXTS / f"{page}.md"
            return _warning("operator", f"{path} cannot be read: {error}. The page goes without.")
    if not settings.LAUREA_OPERATOR_NAME or not settings.LAUREA_OPERATOR_CONTACT:
        return _warning(
            "operator",
            "Imprint, privacy and contact page name nobody. Set LAUREA_OPERATOR_NAME and "
            "LAUREA_OPERATOR_CONTACT.",
        )
    return _sound("operator", f"{settings.LAUREA_OPERATOR_NAME} stands on the public pages.")


def _is_open_to_others(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO))
