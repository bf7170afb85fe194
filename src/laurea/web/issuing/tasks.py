"""What the worker does for this room."""

from __future__ import annotations

from laurea.web.issuing.bulk import ISSUE_CHUNK, issue_chunk
from laurea.web.issuing.publish import PUBLISH_DUE, PUBLISH_LIST, publish_due, publish_requested
from laurea.web.operations.registry import STATUS, task

task(ISSUE_CHUNK, in_transaction=False, lease_s=120)(issue_chunk)
task(PUBLISH_LIST, in_transaction=False, lease_s=20, lane=STATUS)(publish_requested)
task(
    PUBLISH_DUE,
    listens_to="key.compromised",
    every_s=20,
    in_transaction=False,
    lease_s=20,
    lane=STATUS,
)(publish_due)
