"""What the worker does for this room."""

from __future__ import annotations

from laurea.web.catalog.artwork import DRAW_IMAGE, draw_ahead
from laurea.web.operations.registry import task

task(DRAW_IMAGE, in_transaction=False)(draw_ahead)
