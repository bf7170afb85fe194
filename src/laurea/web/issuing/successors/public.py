"""What everybody is told of what took the place of what: where both may be seen, and by the same.

The page of a credential that was corrected for somebody else leads nowhere: whoever knows the one
was not shown the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from laurea.web.issuing.access import Credential, CredentialState, Publicity
from laurea.web.issuing.addresses import path_of
from laurea.web.issuing.models import Replacement
from laurea.web.issuing.successors.access import predecessor_of, successor_of
from laurea.web.issuing.successors.settle import is_same_recipient


@dataclass(frozen=True, slots=True)
class PublicLink:
    """Another credential in the place of one: its path, when it began, whether it renews."""

    path: str
    since: datetime
    is_renewal: bool


@dataclass(frozen=True, slots=True)
class PublicLinks:
    """What a credential took the place of, and what took its place, as far as it is shown."""

    before: PublicLink | None = None
    after: PublicLink | None = None


def public_links(credential: Credential) -> PublicLinks:
    """Return what the page of a credential leads to."""
    before, after = predecessor_of(credential), successor_of(credential)
    return PublicLinks(
        _link(credential, before, how=credential.replacement) if before else None,
        _link(credential, after, how=after.replacement) if after else None,
    )


def _link(credential: Credential, other: Credential, *, how: str) -> PublicLink | None:
    is_shown = other.publicity == Publicity.OPEN and other.state != CredentialState.RESERVED
    if not is_shown or not is_same_recipient(credential, other):
        return None
    return PublicLink(path_of(other), other.valid_from, how == Replacement.RENEWED)
