"""An organization's keys: made into key files, opened for signing, never in the database."""

from __future__ import annotations

import os
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction

from laurea.credentials.errors import Unavailable
from laurea.credentials.keys.multikey import to_multikey
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.model import Profile
from laurea.credentials.ports import Signer
from laurea.credentials.problems import PASSPHRASE_MISSING, Problem
from laurea.integrations.keystore.key_file import create_key, read_key_file, write_key_file
from laurea.web.accounts.access import Account
from laurea.web.operations.audit import audit
from laurea.web.organizations.access import demand_role
from laurea.web.organizations.models import IssuerKey, Organization, Role

_OWNER_ONLY = 0o700


def add_issuer_key(
    *, actor: Account, organization: Organization, passphrase: str | None, at: datetime
) -> IssuerKey:
    """Make a key that signs for the organization from now on.

    The file is on the disk before the row is in the database: a row never names a key that is
    lost. A file without a row signs nothing.

    Args:
        actor: an owner.
        organization: whose key it is.
        passphrase: what the file is encrypted under; `None` writes it in the open.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the actor is no owner.
        Unavailable: the file cannot be written.
    """
    demand_role(actor, organization.pk, Role.OWNER)
    new = create_key(KeyKind.ED25519, name=organization.legal_name, url=organization.url or None)
    method = new.verification_method
    key = IssuerKey(
        organization=organization,
        verification_method=method.id,
        public_key_multibase=to_multikey(method.public_key),
        valid_from=at,
    )
    key.key_file = f"{key.pk}.key.json"
    folder = settings.KEY_FOLDER
    folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
    write_key_file(folder / key.key_file, new, passphrase)
    with transaction.atomic():
        key.save(force_insert=True)
        audit("key.add", key.verification_method, actor=str(actor.pk), at=at)
    return key


def issuer_profile(organization: Organization, key: IssuerKey) -> Profile:
    """Return the organization as issuer of what the key signs."""
    return Profile(id=key.did, name=organization.legal_name, url=organization.url or None)


def signer_of(key: IssuerKey) -> Signer:
    """Return the signer that holds a key, its file opened once for this process.

    Raises:
        NotFound, Unavailable, MalformedDocument: the file cannot be read or opened.
    """
    return _opened(settings.KEY_FOLDER / key.key_file)


@lru_cache(maxsize=256)
def _opened(path: Path) -> Signer:
    return read_key_file(path, _passphrase).signer


def _passphrase() -> str:
    passphrase = os.environ.get("LAUREA_PASSPHRASE", "")
    if not passphrase:
        detail = "The key is encrypted. Start the server with LAUREA_PASSPHRASE."
        raise Unavailable(Problem(PASSPHRASE_MISSING, detail))
    return passphrase
