"""Whose assertion it is: from the achievement to the profile of its issuer, and what it allows.

The issuer is known by the address its profile was read from, whatever the profile calls itself. A
profile that has no address vouches for nobody.

Spec: https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#VerificationObject
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from laurea.credentials.assertions.comparison import first_difference
from laurea.credentials.assertions.published import Published, Unconfirmed, is_address
from laurea.credentials.problems import (
    HOSTED_ELSEWHERE,
    HOSTED_MISMATCH,
    MALFORMED_VALUE,
    PUBLISHED_ID,
    Problem,
    Severity,
)
from laurea.credentials.properties import strings_of
from laurea.credentials.report import Outcome
from laurea.credentials.wire.ob2 import plain
from laurea.credentials.wire.ob2_structure import check_ob2_structure


@dataclass(frozen=True, slots=True)
class FoundIssuer:
    """The issuer of an achievement, as it was found.

    Attributes:
        address: where its profile was read, or None where it stands in the document only.
        told: the profile in plain words.
        problems: what is wrong with the documents on the way, warnings among them.
    """

    address: str | None
    told: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()

    @property
    def id(self) -> str:
        """The id to know the issuer by: the address, or what the profile calls itself."""
        named = self.told.get("id")
        return self.address or (named if isinstance(named, str) else "")

    @property
    def name(self) -> str | None:
        """The name that the issuer gives itself."""
        name = self.told.get("name")
        return name if isinstance(name, str) else None


def find_issuer(told: Mapping[str, Any], shown: Mapping[str, Any], at: Published) -> FoundIssuer:
    """Return the issuer of an assertion's achievement.

    Args:
        told: the assertion that counts, in plain words.
        shown: the one that was handed over. What it embeds must agree with what it links.
        at: reads what is linked.

    Raises:
        Unconfirmed: the achievement or the profile could not be read, or is none.
    """
    badge, linked = told.get("badge"), None
    found: list[Problem] = []
    if isinstance(badge, str):
        linked = badge
        raw = at.object_at(linked, "/badge")
        found += _mistakes(raw, "BadgeClass", linked, "/badge", at)
        badge = plain(raw)
        embedded = shown.get("badge")
        if isinstance(embedded, Mapping):
            found += _other_words(embedded, badge, "/badge")
    if not isinstance(badge, Mapping):
        raise _unreadable("There is no achievement to read.", "/badge")
    return _profile(badge.get("issuer"), tuple(found), at)


def issuer_of_class(told: Mapping[str, Any], at: Published) -> FoundIssuer:
    """Return the issuer that an achievement names.

    Raises:
        Unconfirmed: the profile could not be read, or is none.
    """
    return _profile(told.get("issuer"), (), at, "/issuer")


def _profile(
    issuer: Any, before: tuple[Problem, ...], at: Published, where: str = "/badge/issuer"
) -> FoundIssuer:
    embedded = issuer if isinstance(issuer, Mapping) else None
    address = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    if not is_address(address):
        if embedded is None:
            raise _unreadable("The achievement names no issuer that can be read.", where)
        return FoundIssuer(None, embedded, before)
    raw, final = at.found_at(address, where)
    found = [*before, *_mistakes(raw, "Issuer", address, where, at)]
    told = plain(raw)
    if embedded is not None and embedded.get("name") not in (None, told.get("name")):
        detail = "The issuer gives itself another name at its address."
        found.append(Problem(HOSTED_MISMATCH, detail, f"{where}/name", Severity.WARNING))
    # Who can make a server lead elsewhere does not become the one whose server it is.
    known = address if _host(final) == _host(address) else final
    return FoundIssuer(known, told, tuple(found))


def _mistakes(
    raw: Mapping[str, Any], class_name: str, address: str, where: str, at: Published
) -> list[Problem]:
    """Return what is wrong with a linked document, with pointers to where the link stands."""
    found = [
        Problem(one.type, f"At {address[:120]}: {one.detail}", where, one.severity)
        for one in check_ob2_structure(raw, class_name, limits=at.limits)
    ]
    named = plain(raw).get("id")
    if isinstance(named, str) and named != address:
        detail = f"What stands at {address[:120]} calls itself {named[:120]}. The address counts."
        found.append(Problem(PUBLISHED_ID, detail, where, Severity.WARNING))
    return found


def _other_words(
    embedded: Mapping[str, Any], published: Mapping[str, Any], where: str
) -> list[Problem]:
    place = first_difference(embedded, published, where)
    if place is None:
        return []
    detail = "The achievement inside says something that the published one does not say."
    return [Problem(HOSTED_MISMATCH, detail, place)]


def hosting_refusal(address: str, final: str, issuer: FoundIssuer) -> Problem | None:
    """Return why the issuer does not speak at an address, or None where it may.

    Args:
        address: where an assertion says that it is published.
        final: the address that gave it in the end, where the first one led on. Its host counts:
            a server that leads on to anywhere does not thereby speak for its owner.
        issuer: the issuer that the achievement leads to.

    A profile may say where its assertions begin (`startsWith`) and on which hosts they lie
    (`allowedOrigins`). Where it says neither, they lie on the host of the profile. A beginning ends
    before the host does in no case: `https://a.example` does not allow `https://a.example.org`.
    """
    if issuer.address is None:
        return None
    rule = issuer.told.get("verification")
    rule = rule if isinstance(rule, Mapping) else {}
    starts, origins = strings_of(rule.get("startsWith")), strings_of(rule.get("allowedOrigins"))
    place = urlsplit(address)
    if starts and not any(_begins(address, place, start) for start in starts):
        return _not_there(address)
    hosts = [_host(origin) for origin in origins] or [_host(issuer.address)]
    if origins or not starts:
        return None if _host(final) in hosts else _not_there(final)
    elsewhere = _host(final) not in (place.netloc.lower(), _host(issuer.address))
    return _not_there(final) if elsewhere else None


def _begins(address: str, place: SplitResult, start: str) -> bool:
    return address.startswith(start) and urlsplit(start).netloc == place.netloc


def _host(origin: str) -> str:
    return (urlsplit(origin).netloc if "//" in origin else origin).lower()


def _not_there(address: str) -> Problem:
    detail = f"The issuer's profile does not allow assertions at {address[:120]}."
    return Problem(HOSTED_ELSEWHERE, detail, "/id")


def _unreadable(detail: str, where: str) -> Unconfirmed:
    return Unconfirmed(Outcome.FAILED, Problem(MALFORMED_VALUE, detail, where))
