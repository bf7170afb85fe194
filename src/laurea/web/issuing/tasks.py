"""What the worker does for this room."""

from __future__ import annotations

from laurea.web.issuing.bulk import ISSUE_CHUNK, issue_chunk
from laurea.web.operations.registry import task

task(ISSUE_CHUNK, in_transaction=False, lease_s=120)(issue_chunk)
