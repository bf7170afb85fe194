"""What the worker does for this room."""

from __future__ import annotations

from laurea.web.operations.registry import STATUS, task
from laurea.web.wallet.gather import hold_accepted

task("hold-accepted", listens_to="credential.accepted", lane=STATUS)(hold_accepted)
