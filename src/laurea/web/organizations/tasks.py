"""What the worker does for this room."""

from __future__ import annotations

from laurea.web.operations.registry import task
from laurea.web.organizations.invite import SEND_INVITATION, send_invitation

task(SEND_INVITATION, in_transaction=False)(send_invitation)
