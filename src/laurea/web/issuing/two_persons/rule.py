"""The two-person rule: more than so many credentials at once are prepared by one, approved by one.

Whoever approves is another owner or issuer of the organization who has a second factor, and was
here when the run was prepared. Where there is nobody else, the rule holds nobody up: the run
begins, and the audit trail says that one person decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from laurea.web.accounts.access import Account
from laurea.web.accounts.second_factor import lacks_second_factor
from laurea.web.issuing.roles import ISSUERS
from laurea.web.organizations.access import held_since


@dataclass(frozen=True, slots=True)
class SecondPersons:
    """Whether a run takes a second person, and who may be it.

    Attributes:
        above: above how many credentials the rule asks.
        is_asked: whether it asks of this run.
        others: who may approve it, by name; nobody where the rule does not ask.
    """

    above: int
    is_asked: bool
    others: tuple[Account, ...]

    @property
    def waits(self) -> bool:
        """Whether the run waits for one of them."""
        return bool(self.others)

    @property
    def is_alone(self) -> bool:
        """Whether the rule asks, and there is nobody to ask."""
        return self.is_asked and not self.others


def second_persons(organization_id: UUID, actor: Account, rows: int) -> SecondPersons:
    """Say whether a run of so many credentials takes a second person, and who may be it.

    Args:
        organization_id: who awards.
        actor: who prepares the run.
        rows: how many credentials it is to issue.
    """
    above: int = settings.LAUREA_TWO_PERSONS_ABOVE
    if not 0 < above < rows:
        return SecondPersons(above, is_asked=False, others=())
    held = held_since(organization_id, ISSUERS)
    others = (one for one in held if one.pk != actor.pk and not lacks_second_factor(one))
    by_name = sorted(others, key=lambda one: str(one).casefold())
    return SecondPersons(above, is_asked=True, others=tuple(by_name))
