"""Whether a credential was awarded to the person expected, told from hashed identifiers.

An `IdentityObject` names its recipient in clear, or by a hash of identifier and salt. To compare,
one must know the identifier already; the hash alone tells little. How little depends on the salt:
without one, whoever has a list of addresses can try them all.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Final

from laurea.credentials.document import pointer
from laurea.credentials.model import IdentityObject
from laurea.credentials.problems import (
    HASH_UNSALTED,
    HASH_WEAK,
    RECIPIENT_MISMATCH,
    Problem,
    Severity,
)
from laurea.credentials.report import Check, Outcome

NAME: Final = "recipient"
NOBODY_EXPECTED: Final = Check(
    NAME, Outcome.UNKNOWN, "Nobody was named to compare the recipient with.", required=False
)
"""The check where the verifier names nobody."""
_HASHES: Final = {"md5": 32, "sha256": 64}
_MAILTO: Final = "mailto:"
_OTHER_ADDRESS: Final = (
    "This address is not the one it was awarded to. "
    "The person may have used another address; ask which one the issuer used."
)


class Match(Enum):
    """How an identifier compares with an `IdentityObject`.

    `WEAK`: they are equal, but only by MD5, for which a second identifier with the same hash can
    be made.
    """

    EQUAL = "equal"
    WEAK = "weak"
    DIFFERENT = "different"


def hash_identity(identifier: str, salt: str, algorithm: str = "sha256") -> str:
    """Return the `identityHash` of an identifier: algorithm, `$`, hexadecimal hash.

    Args:
        identifier: the identifier, such as an e-mail address, exactly as it will be compared.
        salt: appended to the identifier. At least 128 random bits, new for each credential.
        algorithm: `sha256`; or `md5`, to compare with old credentials.

    Raises:
        ValueError: another algorithm (a bug of the caller).

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#identityobject

    >>> hash_identity("a@example.com", "Kosher")
    'sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399'
    """
    if algorithm not in _HASHES:
        raise ValueError(f"no algorithm of Open Badges: {algorithm}")
    # A lone surrogate cannot come from a document; from elsewhere it equals nothing.
    salted = (identifier + salt).encode(errors="surrogatepass")
    digest = hashlib.new(algorithm, salted, usedforsecurity=algorithm != "md5")
    return f"{algorithm}${digest.hexdigest()}"


def matches(identity: IdentityObject, *, identifier: str, identity_type: str) -> Match:
    """Say whether `identity` names `identifier`.

    The types are compared first: an account name that looks like an e-mail address is none.
    E-mail addresses are compared as given and in lower case, the hash in either case.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#identityobject

    >>> account = IdentityObject(
    ...     hashed=False, identity_hash="ada@example.org", identity_type="userName"
    ... )
    >>> matches(account, identifier="ada@example.org", identity_type="emailAddress")
    <Match.DIFFERENT: 'different'>
    """
    if identity.identity_type != identity_type:
        return Match.DIFFERENT
    spellings = {identifier, _lowered(identifier)} if _is_email(identity_type) else {identifier}
    if not identity.hashed:
        held = identity.identity_hash
        held_spellings = {held, _lowered(held)} if _is_email(identity_type) else {held}
        return Match.DIFFERENT if spellings.isdisjoint(held_spellings) else Match.EQUAL
    algorithm, _, digest = identity.identity_hash.partition("$")
    if _HASHES.get(algorithm) != len(digest) or not digest.isascii():
        return Match.DIFFERENT
    for spelling in spellings:
        expected = hash_identity(spelling, identity.salt or "", algorithm)
        if hmac.compare_digest(expected, f"{algorithm}${digest.lower()}"):
            return Match.WEAK if algorithm == "md5" else Match.EQUAL
    return Match.DIFFERENT


def check_recipient(
    document: Mapping[str, Any],
    *,
    expected_email: str | None = None,
    expected_id: str | None = None,
) -> Check:
    """Say whether a credential was awarded to the person with this address, or this identifier.

    An address is compared with all identifiers of the subject, and with a subject whose `id` is a
    `mailto:` address. One that matches by MD5, or whose hash has no salt, passes with a warning.
    An identifier is compared with the `id` of the subject, letter for letter.

    Args:
        document: a credential as parsed JSON.
        expected_email: the address of the person who shows the credential.
        expected_id: the identifier of that person, most often a DID. Where both are given, both
            must fit.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#verification

    >>> check = check_recipient(
    ...     {"credentialSubject": {"id": "mailto:ada@example.org"}},
    ...     expected_email="eve@example.org",
    ... )
    >>> check.outcome, check.problems[0].pointer
    (<Outcome.FAILED: 'failed'>, '/credentialSubject')
    """
    subject = document.get("credentialSubject")
    if not isinstance(subject, Mapping):
        return _mismatch("No identifier of the subject can be read.")
    if expected_id is not None and subject.get("id") != expected_id:
        return _mismatch(
            "This identifier is not the one it was awarded to. "
            "The person may have used another; ask which one the issuer used."
        )
    if expected_email is None:
        return Check(NAME, Outcome.PASSED, "It was awarded to the one with this identifier.")
    return _check_email(subject, expected_email)


def check_identity(
    identity: IdentityObject | None,
    *,
    where: str,
    expected_email: str | None = None,
    expected_id: str | None = None,
) -> Check:
    """Say whether one identity is that of the person with this address, or this identifier.

    Args:
        identity: whom a credential names, or None where it names nobody that can be read.
        where: the JSON Pointer to it.
        expected_email: the address of the person who shows the credential.
        expected_id: the identifier of that person. Where both are given, both must fit.
    """
    if identity is None:
        return _mismatch("No identifier of the recipient can be read.", where)
    asked = [("emailAddress", expected_email), (identity.identity_type, expected_id)]
    found: tuple[Problem, ...] = ()
    for identity_type, identifier in asked:
        if identifier is None:
            continue
        match = matches(identity, identifier=identifier, identity_type=identity_type)
        if match is Match.DIFFERENT:
            return _mismatch(_OTHER_ADDRESS, where)
        found += tuple(_weaknesses(identity, match, where))
    sentence = "It was awarded to the person with this address or identifier."
    return Check(NAME, Outcome.PASSED, sentence, tuple(dict.fromkeys(found)))


def _check_email(subject: Mapping[str, Any], expected_email: str) -> Check:
    best: tuple[Problem, ...] | None = None
    for where, identity in _identities(subject):
        match = matches(identity, identifier=expected_email, identity_type="emailAddress")
        if match is not Match.DIFFERENT:
            warnings = tuple(_weaknesses(identity, match, where))
            best = warnings if best is None or len(warnings) < len(best) else best
    if best is None:
        return _mismatch(_OTHER_ADDRESS)
    return Check(NAME, Outcome.PASSED, "It was awarded to the person with this address.", best)


def _identities(subject: Mapping[str, Any]) -> Iterator[tuple[str, IdentityObject]]:
    """Yield the subject's identifiers that are well-formed, each with its JSON Pointer."""
    subject_id = subject.get("id")
    if isinstance(subject_id, str) and subject_id.lower().startswith(_MAILTO):
        yield (
            pointer("credentialSubject", "id"),
            IdentityObject(
                hashed=False,
                identity_hash=subject_id[len(_MAILTO) :],
                identity_type="emailAddress",
            ),
        )
    entries = subject.get("identifier")
    for index, entry in enumerate(entries if isinstance(entries, list) else [entries]):
        if isinstance(entry, Mapping) and (identity := _identity(entry)) is not None:
            parts = ("identifier", index) if isinstance(entries, list) else ("identifier",)
            yield pointer("credentialSubject", *parts), identity


def _identity(entry: Mapping[str, Any]) -> IdentityObject | None:
    hashed, salt = entry.get("hashed"), entry.get("salt")
    identity_hash, identity_type = entry.get("identityHash"), entry.get("identityType")
    if not isinstance(hashed, bool) or not isinstance(salt, str | None):
        return None
    if not isinstance(identity_hash, str) or not isinstance(identity_type, str):
        return None
    return IdentityObject(
        hashed=hashed, identity_hash=identity_hash, identity_type=identity_type, salt=salt
    )


def _weaknesses(identity: IdentityObject, match: Match, where: str) -> Iterator[Problem]:
    if match is Match.WEAK:
        detail = "The recipient is hashed by MD5, which can be forged."
        yield Problem(HASH_WEAK, detail, where, Severity.WARNING)
    if identity.hashed and not identity.salt:
        detail = "The recipient is hashed without salt. Who has a list of addresses can try them."
        yield Problem(HASH_UNSALTED, detail, where, Severity.WARNING)


def _mismatch(detail: str, where: str = "/credentialSubject") -> Check:
    problem = Problem(RECIPIENT_MISMATCH, detail, where)
    return Check(NAME, Outcome.FAILED, "It was awarded to another identifier.", (problem,))


def _is_email(identity_type: str) -> bool:
    return identity_type == "emailAddress"


def _lowered(text: str) -> str:
    r"""Return a text in lower case, less the letters that more than one capital comes down to.

    >>> _lowered("ÄDA@x.org"), _lowered("ada\N{KELVIN SIGN}@x.org") == "adak@x.org"
    ('äda@x.org', False)
    """
    return "".join(
        lower if (lower := letter.lower()).upper() == letter else letter for letter in text
    )
