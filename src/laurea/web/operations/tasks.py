"""What the worker does for this room."""

from __future__ import annotations

from laurea.web.operations.audit import check_chain, note_chain_check
from laurea.web.operations.registry import Work, task


@task("check-audit-chain", every_s=3600, in_transaction=False, lease_s=1800)
def check_audit_chain(work: Work) -> None:
    """Read the whole audit chain, and keep what came of it."""
    note_chain_check(check_chain(), at=work.at)
