"""Finding credentials for a program: by achievement, recipient, state, run and moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Lower

from laurea.web.api.caller import Caller
from laurea.web.api.inside import achievement_inside, run_inside
from laurea.web.issuing.access import Credential, CredentialState, credentials_in
from laurea.web.issuing.run_key import row_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What to look for; what is left empty restricts nothing.

    Attributes:
        achievement: any version of an achievement; those of all its versions are found.
        run: the run they were issued in.
        state: reserved, issued, revoked.
        recipient: an e-mail address, in whatever case, or a DID.
        issued_from: the first moment of issuing.
        issued_until: the moment before which they were issued.
    """

    achievement: UUID | None = None
    run: UUID | None = None
    state: CredentialState | None = None
    recipient: str = ""
    issued_from: datetime | None = None
    issued_until: datetime | None = None


def find_credentials(*, caller: Caller, search: Search) -> QuerySet[Credential]:
    """Return the credentials of the organization that a search finds.

    Raises:
        NotFound: there is no such achievement or run here.
    """
    found = credentials_in(caller.organization.pk)
    if search.achievement is not None:
        series = achievement_inside(caller, search.achievement).series
        found = found.filter(achievement__series=series)
    if search.run is not None:
        # The keys of a run's credentials begin with its id; so an index finds them.
        begin = row_keys(run_inside(caller, search.run).pk)
        found = found.filter(key__gt=begin, key__lt=f"{begin[:-1]};")
    if search.state is not None:
        found = found.filter(state=search.state)
    if search.recipient.startswith("did:"):
        found = found.filter(recipient_did=search.recipient)
    elif search.recipient:
        by_address = found.alias(address=Lower("recipient_email"))
        found = by_address.filter(address=search.recipient.lower())
    if search.issued_from is not None:
        found = found.filter(issued_at__gte=search.issued_from)
    if search.issued_until is not None:
        found = found.filter(issued_at__lt=search.issued_until)
    return found
