"""Open Badges 1 and 2: what their documents say, whatever version and spelling they use.

Such documents are JSON-LD that nobody canonicalises: what signs or publishes them covers the bytes.
So the words must mean here what everybody reads in them. A context is either one that was published
for Open Badges, or an object that gives the same meanings.

`plain` brings a document to the words of Open Badges 2.0; everything else reads what it returns.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from laurea.credentials.canon.contexts import load_context
from laurea.credentials.model import IdentityObject
from laurea.credentials.properties import strings_of

OB2_CONTEXT: Final = "https://w3id.org/openbadges/v2"
"""The context of Open Badges 2.0."""
OB1_CONTEXT: Final = "https://w3id.org/openbadges/v1"
"""The context of Open Badges 1.1."""
HOSTED: Final = "hosted"
SIGNED: Final = "signed"

_CONTEXTS: Final = frozenset(
    {
        OB2_CONTEXT,
        OB1_CONTEXT,
        "https://openbadgespec.org/v2/context.json",
        "https://openbadgespec.org/v1/context.json",
        "https://openbadges.org/v2/context.json",
    }
)
_NAMESPACE: Final = "https://w3id.org/openbadges#"
_PREFIXES: Final = ("obi:", "ob:", _NAMESPACE)
_OLD_NAMES: Final = {"@id": "id", "@type": "type", "verify": "verification"}
_VERIFICATIONS: Final = {
    "hosted": HOSTED,
    "HostedBadge": HOSTED,
    "signed": SIGNED,
    "SignedBadge": SIGNED,
}
_CLASSES: Final = {
    "Assertion": "Assertion",
    "BadgeClass": "BadgeClass",
    "Issuer": "Issuer",
    "Profile": "Issuer",
    "AlignmentObject": "AlignmentObject",
}
_IDENTITY_TYPES: Final = {"email": "emailAddress", "url": "url", "telephone": "telephone"}
_SETTINGS: Final = frozenset({"@version", "@language"})


def is_ob2_context(context: object) -> bool:
    """Say whether a `@context` is, names or repeats a context of Open Badges 1 or 2."""
    every = context if isinstance(context, list) else [context]
    return any(
        one in _CONTEXTS if isinstance(one, str) else repeats(one)
        for one in every
        if isinstance(one, (str, dict))
    )


def ob2_class(document: Mapping[str, Any]) -> str | None:
    """Return which class of Open Badges 1 or 2 a document is of, or None.

    Returns:
        `Assertion`, `BadgeClass`, `Issuer` or `AlignmentObject`; `unknown` where the contexts are
        those of Open Badges and no type is known; `reference` for an assertion that gives nothing
        but its address.

    >>> ob2_class({"uid": "1", "badge": "http://a.example/b", "verify": {"type": "hosted"}})
    'Assertion'
    """
    if "@context" not in document and not {"type", "@type"} & document.keys():
        return "Assertion" if {"recipient", "badge", "verify"} & document.keys() >= {
            "badge",
            "verify",
        } else None  # fmt: skip
    types = [local_name(name) for name in types_in(document)]
    known = next((_CLASSES[name] for name in types if name in _CLASSES), None)
    if known == "Assertion":
        if not {"recipient", "badge", "issuedOn"} & document.keys() and reference_of(document):
            return "reference"
        return "Assertion"
    return (known or "unknown") if is_ob2_context(document.get("@context")) else None


def reference(address: str) -> dict[str, Any]:
    """Return an assertion that gives nothing but the address it is published at.

    >>> ob2_class(reference("https://school.example/assertions/1"))
    'reference'
    """
    return {"@context": OB2_CONTEXT, "type": "Assertion", "id": address}


def reference_of(document: Mapping[str, Any]) -> str | None:
    """Return the address of a document made by `reference`, or None for any other."""
    address = document.get("id")
    return address if isinstance(address, str) and document == reference(address) else None


def plain(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document in the words of Open Badges 2.0, its own contexts left out.

    >>> plain({"@type": ["obi:Assertion"], "verify": {"type": "hosted", "url": "http://a.example"}})
    {'type': 'Assertion', 'verification': {'type': 'hosted', 'url': 'http://a.example'}}
    """
    found: dict[str, Any] = {}
    for key, value in document.items():
        name = plain_name(key)
        if name != "@context" or _is_extension(document):
            found.setdefault(name, _plain_value(name, value))
    return found


def plain_name(key: str) -> str:
    """Return the name that a property has in Open Badges 2.0.

    >>> plain_name("@id"), plain_name("verify"), plain_name("obi:badge")
    ('id', 'verification', 'badge')
    """
    return local_name(_OLD_NAMES.get(key, key))


def _plain_value(name: str, value: Any) -> Any:
    if isinstance(value, list):
        items = [_plain_value(name, item) for item in value]
        return items[0] if len(items) == 1 else items
    if isinstance(value, Mapping):
        return plain(value)
    return local_name(value) if name == "type" and isinstance(value, str) else value


def local_name(name: str) -> str:
    """Return a name without the prefix or namespace of Open Badges.

    >>> local_name("obi:Assertion"), local_name("extensions:ApplyLink")
    ('Assertion', 'extensions:ApplyLink')
    """
    for prefix in _PREFIXES:
        if name.startswith(prefix) and name[len(prefix) :].isalnum():
            return name[len(prefix) :]
    return name


def types_in(document: Mapping[str, Any]) -> list[str]:
    """Return the types that a document names, as it writes them."""
    return [name for key in ("type", "@type") for name in strings_of(document.get(key))]


def _is_extension(document: Mapping[str, Any]) -> bool:
    return "Extension" in map(local_name, types_in(document))


def has_extensions(document: Mapping[str, Any]) -> bool:
    """Say whether a document, or an object inside it, carries extensions."""
    return any(
        name.startswith("extensions:")
        or any(
            has_extensions(one)
            for one in (value if isinstance(value, list) else [value])
            if isinstance(one, Mapping)
        )
        for name, value in document.items()
    )


@cache
def terms_of_ob2() -> Mapping[str, Any]:
    """Return the words of Open Badges 2.0 and what each is short for."""
    terms: Mapping[str, Any] = load_context(OB2_CONTEXT)["@context"]
    return terms


def repeats(context: Mapping[str, Any]) -> bool:
    """Say whether a context object gives every word of Open Badges 2.0 its own meaning."""
    terms = terms_of_ob2()
    return all(context.get(name) == meaning for name, meaning in terms.items()) and only_adds(
        {name: meaning for name, meaning in context.items() if name not in terms}
    )


def only_adds(context: Mapping[str, Any]) -> bool:
    """Say whether a context object defines only words that Open Badges 2.0 does not have."""
    terms = terms_of_ob2()
    for name, meaning in context.items():
        if name.startswith("@"):
            if name not in _SETTINGS:
                return False
        elif name in terms:
            if meaning != terms[name]:
                return False
        elif name in _OLD_NAMES or _renames(meaning):
            return False
    return True


def _renames(meaning: Any) -> bool:
    """Say whether a definition makes its word another name of a keyword or of a known word."""
    target = meaning.get("@id") if isinstance(meaning, Mapping) else meaning
    if isinstance(meaning, Mapping) and "@context" in meaning:
        return True
    return not isinstance(target, str) or target.startswith("@") or target in terms_of_ob2()


def verification_of(told: Mapping[str, Any]) -> str | None:
    """Return how a plain assertion is to be verified: `hosted`, `signed`, or None for neither."""
    verification = told.get("verification")
    types = strings_of(verification.get("type")) if isinstance(verification, Mapping) else []
    return next((_VERIFICATIONS[name] for name in types if name in _VERIFICATIONS), None)


def address_of(told: Mapping[str, Any]) -> str | None:
    """Return where a plain assertion says that it is published, or None.

    In Open Badges 1 `verify` names the address; from 2.0 on it is the `id`.
    """
    verification = told.get("verification")
    named = verification.get("url") if isinstance(verification, Mapping) else None
    address = told.get("id") if "id" in told else named
    return address if isinstance(address, str) else None


def key_address_of(told: Mapping[str, Any]) -> str | None:
    """Return the address of the key that a plain, signed assertion names, or None."""
    verification = told.get("verification")
    if not isinstance(verification, Mapping):
        return None
    address = verification.get("creator", verification.get("url"))
    return address if isinstance(address, str) else None


def identity_of(told: Mapping[str, Any]) -> IdentityObject | None:
    """Return whom a plain assertion was awarded to, as an identity of Open Badges 3, or None.

    >>> told = {"recipient": {"type": "email", "identity": "ada@example.org", "hashed": False}}
    >>> identity_of(told).identity_type
    'emailAddress'
    """
    recipient = told.get("recipient")
    if not isinstance(recipient, Mapping):
        return None
    kind, identity, salt = (recipient.get(name) for name in ("type", "identity", "salt"))
    hashed = recipient.get("hashed")
    if not isinstance(kind, str) or not isinstance(identity, str) or not isinstance(hashed, bool):
        return None
    return IdentityObject(
        hashed=hashed,
        identity_hash=identity,
        identity_type=_IDENTITY_TYPES.get(kind, kind),
        salt=salt if isinstance(salt, str) else None,
    )
