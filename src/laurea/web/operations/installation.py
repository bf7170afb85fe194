"""The places an installation lives in: its folders, its secret key, its database."""

from __future__ import annotations

import secrets
from typing import Final

from django.conf import settings
from django.core.management import call_command

from laurea.integrations.files import write_file

_OWNER_ONLY_FOLDER: Final = 0o700
_OWNER_ONLY_FILE: Final = 0o600
_SECRET_BYTES: Final = 64


def make_folders() -> None:
    """Make the data folder and the folder of keys, for this user alone."""
    for folder in (settings.LAUREA_DATA, settings.KEY_FOLDER):
        folder.mkdir(mode=_OWNER_ONLY_FOLDER, parents=True, exist_ok=True)


def make_secret_key() -> bool:
    """Make the secret key where there is none, and use it; return whether one was made.

    Raises:
        NotFound, Unavailable: the file cannot be written.
    """
    if settings.HAS_SECRET_KEY:
        return False
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    path = settings.LAUREA_SECRET_KEY_FILE
    path.parent.mkdir(mode=_OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    write_file(path, f"{secret}\n".encode("ascii"), mode=_OWNER_ONLY_FILE)
    settings.SECRET_KEY = secret
    return True


def bring_database_up_to_date() -> None:
    """Make the tables that are missing and change those that are of an older version."""
    call_command("migrate", interactive=False, verbosity=0)
    if not settings.IS_ON_SQLITE:
        call_command("createcachetable", verbosity=0)
