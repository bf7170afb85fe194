"""Blockcerts 1.2: an award of Open Badges 1.1 in parts, with the receipt of its Merkle tree.

Its context leaves `language` without a meaning, and the programs that signed passed over it: it is
the one word that nothing covers, and nobody reads it here. Every other word must be one that the
format has, stand where the format has it, and be of one kind, so that what was hashed can be read
in one way only (docs/adr/0030).

Spec: https://github.com/blockchain-certificates/cert-schema, version 1.2
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from laurea.credentials.document import json_kind, pointer
from laurea.credentials.problems import (
    CONTEXT_UNKNOWN,
    MALFORMED_VALUE,
    MISSING_VALUE,
    UNDEFINED_TERM,
    Problem,
    Severity,
)
from laurea.credentials.properties import types_of
from laurea.credentials.wire.ob2_tables import moment_of_award

CONTEXT: Final = "https://w3id.org/blockcerts/v1"
UNSIGNED: Final = "language"
"""The word of a certificate that its context does not define."""
_RECEIPT_CONTEXT: Final = "https://w3id.org/chainpoint/v2"
_TYPE: Final = "BlockchainCertificate"
_LANGUAGE: Final = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
_IDENTITY_TYPE: Final = re.compile(r"[A-Za-z]+")
_NETWORKS: Final = {"1": "mainnet", "m": "testnet", "n": "testnet"}

_Rule = tuple[str, Callable[[Any], bool]]
"""What is asked of a value, in words, and whether it holds."""


def is_blockcert_1(document: Mapping[str, Any]) -> bool:
    """Say whether a document is a whole Blockcert of version 1.2.

    >>> is_blockcert_1({"type": "BlockchainCertificate", "document": {}, "receipt": {}})
    True
    """
    return _TYPE in types_of(document) and {"document", "receipt"} <= document.keys()


def as_assertion(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a Blockcert 1 in the words of Open Badges 2.0; damaged parts are left out.

    >>> as_assertion({"document": {"assertion": {"uid": "7"}}})["uid"]
    '7'
    """
    inside = _part(document, "document")
    award, certificate = _part(inside, "assertion"), _part(inside, "certificate")
    badge = {name: value for name, value in certificate.items() if name != UNSIGNED}
    recipient = _part(inside, "recipient")
    identity = {name: recipient[name] for name in _IDENTITY if name in recipient}
    told = {name: award[name] for name in _OF_AWARD if name in award}
    return {**told, "type": "Assertion", "recipient": identity, "badge": {**badge, **_CLASS}}


_IDENTITY: Final = ("type", "identity", "hashed", "salt")
_OF_AWARD: Final = ("id", "uid", "issuedOn", "expires", "evidence")
_CLASS: Final = {"type": "BadgeClass"}


def revocation_addresses(document: Mapping[str, Any], profile: Mapping[str, Any]) -> frozenset[str]:
    """Return the addresses that revoke a Blockcert 1 once what was sent to them is spent.

    Args:
        document: as it was received.
        profile: the issuer's, as it was read at its address.
    """
    recipient = _part(_part(document, "document"), "recipient")
    listed = profile.get("revocationKeys")
    every = listed if isinstance(listed, list) else [listed]
    keys = [one.get("key") for one in every if isinstance(one, Mapping)]
    named = [*keys, recipient.get("revocationKey")]
    found = frozenset(one for one in named if isinstance(one, str))
    own = recipient.get("publicKey")
    return found | {own} if found and isinstance(own, str) else found


def network_of(document: Mapping[str, Any]) -> str | None:
    """Return which Bitcoin ledger a Blockcert 1 is in, or None where it does not say.

    The receipt does not name it; the address of the recipient, which is signed, is of one ledger.
    """
    address = _part(_part(document, "document"), "recipient").get("publicKey")
    return _NETWORKS.get(address[:1]) if isinstance(address, str) else None


def check_blockcert_1(document: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Return what is wrong with the structure of a Blockcert 1.

    Returns:
        `missing-value`, `malformed-value`, `context-unknown`, `undefined-term`; the last is a
        warning where it is about `language`.
    """
    found = list(_misfits(document, "whole", ""))
    ids = [_part(document, "document")]
    ids = [_part(ids[0], "certificate"), _part(ids[0], "assertion")]
    ids.append(_part(ids[0], "issuer"))
    named = [str(one["id"]) for one in ids if "id" in one]
    if len(set(named)) < len(named):
        detail = "Two parts have one id. No hash tells which of them says what."
        found.append(Problem(MALFORMED_VALUE, detail, "/document"))
    if UNSIGNED in ids[0]:
        detail = "The certificate says its language. Nothing covers that, and it is not read."
        place = f"/document/certificate/{UNSIGNED}"
        found.append(Problem(UNDEFINED_TERM, detail, place, Severity.WARNING))
    return tuple(found)


def _misfits(value: Mapping[str, Any], part: str, place: str) -> Iterator[Problem]:
    required, optional = _PARTS[part]
    for name in required:
        if name not in value:
            yield Problem(MISSING_VALUE, f'The property "{name}" is missing here.', place)
    for name, inner in value.items():
        where = place + pointer(name)
        rule = required.get(name) or optional.get(name)
        if rule is None:
            detail = f"Blockcerts 1.2 have no {name[:60]!r} here, so no hash need cover it."
            yield Problem(UNDEFINED_TERM, detail, where)
        elif isinstance(rule, str):
            yield from _misfits_of_parts(inner, rule, where)
        elif not rule[1](inner):
            kind = CONTEXT_UNKNOWN if name == "@context" else MALFORMED_VALUE
            detail = f"This must be {rule[0]}, not {_shortly(inner)}."
            yield Problem(kind, detail, where)


def _misfits_of_parts(value: Any, rule: str, where: str) -> Iterator[Problem]:
    part, is_many, text = rule.partition("*")
    if isinstance(value, Mapping) and not is_many:
        yield from _misfits(value, part, where)
    elif is_many and isinstance(value, list) and all(isinstance(one, Mapping) for one in value):
        for number, one in enumerate(value):
            yield from _misfits(one, part, f"{where}/{number}")
    elif not (text and isinstance(value, str)):
        wanted = "a list of objects" if is_many else "an object"
        yield Problem(MALFORMED_VALUE, f"This must be {wanted}, not {_shortly(value)}.", where)


def _part(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = document.get(name)
    return found if isinstance(found, Mapping) else {}


def _shortly(value: Any) -> str:
    return f"{value[:60]!r}" if isinstance(value, str) else json_kind(value)


def _exactly(text: str) -> _Rule:
    return f'"{text}"', lambda value: value == text


def _is_web_address(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("https://", "http://"))


_TEXT: Final[_Rule] = ("a text", lambda value: isinstance(value, str))
_TEXTS: Final[_Rule] = (
    "a list of texts",
    lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value),
)
_YES_OR_NO: Final[_Rule] = ("true or false", lambda value: isinstance(value, bool))
_ADDRESS: Final[_Rule] = ("a web address", _is_web_address)
_PICTURE: Final[_Rule] = (
    "a picture as a data: address, or its web address",
    lambda value: _is_web_address(value) or (isinstance(value, str) and value[:5] == "data:"),
)
_MOMENT: Final[_Rule] = (
    "a date",
    lambda value: isinstance(value, str) and moment_of_award(value) is not None,
)
_LANGUAGE_TAG: Final[_Rule] = (
    "a language, such as en-US",
    lambda value: isinstance(value, str) and _LANGUAGE.fullmatch(value) is not None,
)
_KIND_OF_IDENTITY: Final[_Rule] = (
    "a kind of identity, such as email",
    lambda value: isinstance(value, str) and _IDENTITY_TYPE.fullmatch(value) is not None,
)
_LIST: Final[_Rule] = ("a list", lambda value: isinstance(value, list))

_Members = Mapping[str, _Rule | str]
_PARTS: Final[dict[str, tuple[_Members, _Members]]] = {
    "whole": (
        {
            "@context": _exactly(CONTEXT),
            "type": _exactly(_TYPE),
            "document": "document",
            "receipt": "receipt",
        },
        {},
    ),
    "document": (
        {
            "@context": _exactly(CONTEXT),
            "type": _exactly("CertificateDocument"),
            "signature": _TEXT,
            "certificate": "certificate",
            "assertion": "assertion",
            "recipient": "recipient",
            "verify": "verify",
        },
        {},
    ),
    "certificate": (
        {
            "type": _exactly("Certificate"),
            "name": _TEXT,
            "description": _TEXT,
            "image": _PICTURE,
            "issuer": "issuer",
        },
        {
            "id": _ADDRESS,
            "criteria": _ADDRESS,
            "subtitle": _TEXT,
            "tags": _TEXTS,
            "alignment": "alignment*",
            UNSIGNED: _LANGUAGE_TAG,
        },
    ),
    "alignment": ({"name": _TEXT, "url": _ADDRESS}, {"description": _TEXT}),
    "issuer": (
        {"id": _ADDRESS, "type": _exactly("Issuer"), "name": _TEXT, "url": _ADDRESS},
        {
            "email": _TEXT,
            "image": _PICTURE,
            "description": _TEXT,
            "revocationList": _ADDRESS,
        },
    ),
    "assertion": (
        {"id": _ADDRESS, "type": _exactly("Assertion"), "uid": _TEXT, "issuedOn": _MOMENT},
        {"expires": _MOMENT, "evidence": _ADDRESS, "image:signature": "written*?"},
    ),
    "written": ({"image": _PICTURE}, {"jobTitle": _TEXT}),
    "recipient": (
        {
            "type": _KIND_OF_IDENTITY,
            "identity": _TEXT,
            "hashed": _YES_OR_NO,
            "familyName": _TEXT,
            "givenName": _TEXT,
            "publicKey": _TEXT,
        },
        {"salt": _TEXT, "revocationKey": _TEXT},
    ),
    "verify": (
        {"type": _exactly("ECDSA(secp256k1)"), "attribute-signed": _exactly("uid")},
        {"signer": _ADDRESS},
    ),
    "receipt": (
        {
            "@context": _exactly(_RECEIPT_CONTEXT),
            "type": _exactly("ChainpointSHA256v2"),
            "targetHash": _TEXT,
            "merkleRoot": _TEXT,
            "proof": _LIST,
            "anchors": _LIST,
        },
        {},
    ),
}
"""The parts of a Blockcert 1: what each must say, and what it may. The name of a part stands for
an object of it, `*` for a list of them, and `*?` also for a text."""
