"""What a webhook can be told of, by the names of the events in this house."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    """One kind of thing that happens."""

    ISSUED = "credential.issued", _("Credential issued")
    REVOKED = "credential.revoked", _("Credential revoked")
    SUSPENDED = "credential.suspended", _("Credential suspended")
    REINSTATED = "credential.reinstated", _("Credential reinstated")
    ACCEPTED = "credential.accepted", _("Credential accepted")
    DECLINED = "credential.declined", _("Credential declined")
    RUN_ENDED = "run.ended", _("Run ended")


TEST = "webhook.test"
"""What somebody sends to see whether a message arrives."""


def in_order(kinds: Iterable[str]) -> list[EventKind]:
    """Return kinds in the order in which they are shown; what is none is passed over."""
    held = set(kinds)
    return [kind for kind in EventKind if kind.value in held]
