"""Whether a signed assertion was signed with a key that its issuer lists.

The key must be named by the assertion, be listed in the issuer's profile, and name that issuer as
its owner: whoever publishes a key may write any owner into it.

Spec: https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#SignedBadge
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from laurea.credentials.assertions.issuer import FoundIssuer
from laurea.credentials.assertions.published import Published, Unconfirmed, is_address
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.pem import from_pem
from laurea.credentials.keys.signature import verify_signature
from laurea.credentials.problems import (
    JWT_ALG,
    KEY_INVALID,
    KEY_REVOKED,
    KEY_UNAUTHORIZED,
    PROOF_INVALID,
    Problem,
    ProblemType,
)
from laurea.credentials.proofs.compact_jws import CompactJws
from laurea.credentials.report import Outcome
from laurea.credentials.timestamps import in_words
from laurea.credentials.wire.ob2 import key_address_of
from laurea.credentials.wire.ob2_tables import moment_of_award

_PLACE = "/verification/creator"


def check_signature(
    token: CompactJws, told: Mapping[str, Any], issuer: FoundIssuer, at: Published, now: datetime
) -> None:
    """Return where a token was signed with a key of its issuer; raise where it was not.

    Args:
        token: the token taken apart.
        told: its payload in plain words.
        issuer: the issuer that the achievement leads to.
        at: reads the key.
        now: the moment asked about.

    Raises:
        Unconfirmed: `key-unauthorized`, `key-invalid`, `key-weak`, `key-revoked`, `jwt-alg` or
            `proof-invalid` where the answer is no; otherwise the key could not be read.
    """
    if issuer.address is None:
        raise _refused(
            KEY_UNAUTHORIZED,
            "The issuer has no address, so nobody says which keys are the issuer's.",
        )
    key = _key(told, issuer, at)
    _check_in_use(key, now)
    pem = key.get("publicKeyPem")
    if not isinstance(pem, str):
        raise _refused(KEY_INVALID, "The issuer's key holds no publicKeyPem.")
    try:
        public_key = from_pem(pem)
    except MalformedDocument as error:
        raise _refused(error.problem.type, error.problem.detail) from error
    if token.header.algorithm != public_key.algorithm:
        raise _refused(JWT_ALG, "The algorithm does not go with the issuer's key.")
    if not verify_signature(public_key, token.signature, token.signed, public_key.algorithm):
        raise Unconfirmed(
            Outcome.FAILED,
            Problem(
                PROOF_INVALID,
                "This is not what the holder of the key signed. "
                "It was changed afterwards, or signed with another key.",
            ),
        )


def _key(told: Mapping[str, Any], issuer: FoundIssuer, at: Published) -> Mapping[str, Any]:
    listed = list(_listed(issuer.told.get("publicKey")))
    address = key_address_of(told)
    if address is None:
        if len(listed) != 1:
            raise _refused(KEY_UNAUTHORIZED, "The assertion names no key, and the issuer not one.")
        address, key = listed[0]
    elif address in (names := dict(listed)):
        key = names[address]
    elif not listed and "type" not in told and _same_origin(address, issuer):
        key = None  # Open Badges 1.0: a key on the issuer's own server is the issuer's
    else:
        detail = f"The issuer does not list the key {address[:120]}."
        raise _refused(KEY_UNAUTHORIZED, detail)
    if key is None or "publicKeyPem" not in key:
        if not is_address(address):
            raise _refused(KEY_UNAUTHORIZED, "The issuer's key has no address to read it at.")
        key = at.key_at(address or "", _PLACE)
    if key.get("id", address) != address:
        raise _refused(KEY_UNAUTHORIZED, "At the address of the key stands another key.")
    if key.get("owner", issuer.address) != issuer.address:
        raise _refused(KEY_UNAUTHORIZED, "The key names another owner than the issuer.")
    return key


def _listed(value: Any) -> Iterator[tuple[str | None, Mapping[str, Any] | None]]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one, None
        elif isinstance(one, Mapping):
            named = one.get("id")
            yield (named if isinstance(named, str) else None), one


def _same_origin(address: str, issuer: FoundIssuer) -> bool:
    one, other = urlsplit(address), urlsplit(issuer.address or "")
    return (one.scheme, one.netloc) == (other.scheme, other.netloc)


def _check_in_use(key: Mapping[str, Any], now: datetime) -> None:
    """Refuse a key that was withdrawn: whoever holds one can write any date into a token."""
    revoked, expires = moment_of_award(key.get("revoked")), moment_of_award(key.get("expires"))
    if key.get("revoked") is True or (revoked is not None and revoked <= now):
        raise _refused(KEY_REVOKED, "The issuer withdrew this key.")
    if expires is not None and expires < now:
        raise _refused(KEY_INVALID, f"The key was in use until {in_words(expires)} only.")


def _refused(kind: ProblemType, detail: str) -> Unconfirmed:
    return Unconfirmed(Outcome.FAILED, Problem(kind, detail, _PLACE))
