"""The address under which this installation signs: settled once, with its first organization.

The identifiers of issuers, credentials and status lists begin with it, and are signed. Nothing
is signed under another address until somebody who runs the server says that it changes for good.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from laurea.credentials.errors import Unavailable
from laurea.credentials.problems import PUBLIC_ADDRESS, Problem
from laurea.web.operations.audit import SYSTEM, audit
from laurea.web.operations.models import PublicAddress

_ONE: Final = 1


def settled_address() -> str:
    """Return the address under which this installation signs, or nothing before it is settled."""
    standing = PublicAddress.objects.filter(pk=_ONE).first()
    return standing.address if standing else ""


def settle_address(*, at: datetime) -> None:
    """Keep the present address as the one that everything signed carries, if none is kept yet.

    Raises:
        Unavailable: another one is kept.
    """
    present = {"address": settings.LAUREA_PUBLIC_URL, "since": at}
    standing, _is_new = PublicAddress.objects.get_or_create(pk=_ONE, defaults=present)
    _demand(standing.address)


def demand_settled_address() -> None:
    """Do nothing where this process has the address under which the installation signs.

    Raises:
        Unavailable: it has another; the problem names both and says what to do.
    """
    _demand(settled_address())


def change_address(address: str, *, at: datetime) -> str:
    """Let the installation sign under another address from now on.

    What was signed keeps the former one, and can be checked only while that leads here.

    Args:
        address: as `LAUREA_PUBLIC_URL` has it.
        at: the moment, timezone-aware.

    Returns:
        The former address, or nothing where none was settled.
    """
    with transaction.atomic():
        standing = PublicAddress.objects.select_for_update().filter(pk=_ONE).first()
        former = standing.address if standing else ""
        if former != address:
            PublicAddress.objects.update_or_create(
                pk=_ONE, defaults={"address": address, "since": at}
            )
            body = {"former": former}
            audit("installation.change-address", address, actor=SYSTEM, at=at, body=body)
    return former


def _demand(settled: str) -> None:
    present = settings.LAUREA_PUBLIC_URL
    if not settled or settled == present:
        return
    detail = _(
        "This installation signs as %(settled)s, and this process runs as %(present)s. Set "
        "LAUREA_PUBLIC_URL=%(settled)s and start again. If the address changes for good, run "
        "laurea address --change %(present)s first; its help says what that costs."
    ) % {"settled": settled, "present": present}
    raise Unavailable(Problem(PUBLIC_ADDRESS, detail))
