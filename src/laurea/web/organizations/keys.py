"""An organization's keys: made into key files, opened for signing, never in the database."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
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
from laurea.web.operations.public_address import demand_settled_address
from laurea.web.organizations.access import demand_role
from laurea.web.organizations.identifier import issuer_did, verification_method
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
    key = make_key_file(organization, passphrase, at=at)
    with transaction.atomic():
        key.save(force_insert=True)
        method = verification_method(organization, key)
        audit("key.add", method, actor=str(actor.pk), at=at, organization=organization.pk)
    return key


def make_key_file(organization: Organization, passphrase: str | None, *, at: datetime) -> IssuerKey:
    """Write a new key file, and return the row that is to name it.

    Raises:
        Unavailable: the file cannot be written.
    """
    new = create_key(KeyKind.ED25519, name=organization.legal_name, url=organization.url or None)
    key = IssuerKey(
        organization=organization,
        public_key_multibase=to_multikey(new.verification_method.public_key),
        valid_from=at,
    )
    key.key_file = f"{key.pk}.key.json"
    folder = settings.KEY_FOLDER
    folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
    write_key_file(folder / key.key_file, new, passphrase)
    return key


def issuer_profile(organization: Organization) -> Profile:
    """Return the organization as credentials name their issuer."""
    return Profile(
        id=issuer_did(organization), name=organization.legal_name, url=organization.url or None
    )


@dataclass(frozen=True, slots=True)
class OrganizationSigner:
    """Signs with the key of a key file, under the identifier of the organization.

    The file calls its key by a did:key; verifiers find it in the organization's document.
    """

    verification_method: str
    held: Signer = field(repr=False)

    @property
    def algorithm(self) -> str:
        """The JOSE name of the signature algorithm."""
        return self.held.algorithm

    def sign_many(self, messages: Sequence[bytes], reservation: str | None) -> list[bytes]:
        """Return one signature for each message, in order."""
        return self.held.sign_many(messages, reservation)


def signer_of(organization: Organization, key: IssuerKey) -> Signer:
    """Return the signer that holds a key, its file opened once for this process.

    Raises:
        NotFound, Unavailable, MalformedDocument: the file cannot be read or opened.
        Unavailable: this process has another address than the one that is signed.
    """
    demand_settled_address()
    held = _opened(settings.KEY_FOLDER / key.key_file)
    return OrganizationSigner(verification_method(organization, key), held)


@lru_cache(maxsize=256)
def _opened(path: Path) -> Signer:
    return read_key_file(path, _passphrase).signer


def _passphrase() -> str:
    passphrase = os.environ.get("LAUREA_PASSPHRASE", "")
    if not passphrase:
        detail = "The key is encrypted. Start the server with LAUREA_PASSPHRASE."
        raise Unavailable(Problem(PASSPHRASE_MISSING, detail))
    return passphrase
