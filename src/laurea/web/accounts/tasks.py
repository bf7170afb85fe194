"""What the worker does for this room."""

from __future__ import annotations

from laurea.web.accounts.forget_sessions import forget_ended_sessions
from laurea.web.operations.registry import task

task("forget-ended-sessions", every_s=24 * 3600)(forget_ended_sessions)
