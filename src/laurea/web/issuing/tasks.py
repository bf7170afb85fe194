"""What the worker does for this room."""

from __future__ import annotations

from laurea.web.issuing.bulk import ISSUE_CHUNK, issue_chunk
from laurea.web.issuing.imports.discard import forget_old_imports
from laurea.web.issuing.imports.start import IMPORT_AWARDS
from laurea.web.issuing.imports.store_awards import store_awards
from laurea.web.issuing.letters.send import SENDING
from laurea.web.issuing.letters.write import (
    SEND_LETTER,
    write_claim_letters,
    write_reinstatement_letters,
    write_revocation_letters,
    write_suspension_letters,
)
from laurea.web.issuing.publish import PUBLISH_DUE, PUBLISH_LIST, publish_due, publish_requested
from laurea.web.issuing.reminders.remind import EVERY_S, remind_of_ends
from laurea.web.issuing.rosters.settle import forget_old_rosters, settle_roster
from laurea.web.issuing.run_revocations.revoke_run import REVOKE_CHUNK, revoke_chunk
from laurea.web.operations.registry import MAIL, STATUS, task, task_in_steps

task(ISSUE_CHUNK, in_transaction=False, lease_s=120)(issue_chunk)
task("write-claim-letters", listens_to="credential.issued", lane=STATUS, gathers=True)(
    write_claim_letters
)
task("write-revocation-letters", listens_to="credential.revoked", lane=STATUS, gathers=True)(
    write_revocation_letters
)
task("write-suspension-letters", listens_to="credential.suspended", lane=STATUS, gathers=True)(
    write_suspension_letters
)
task("write-reinstatement-letters", listens_to="credential.reinstated", lane=STATUS, gathers=True)(
    write_reinstatement_letters
)
task_in_steps(SEND_LETTER, SENDING, lease_s=300, lane=MAIL, first_wait_s=60)
task(PUBLISH_LIST, in_transaction=False, lease_s=20, lane=STATUS)(publish_requested)
task(
    PUBLISH_DUE,
    listens_to="key.compromised",
    every_s=20,
    in_transaction=False,
    lease_s=20,
    lane=STATUS,
)(publish_due)
task("remind-of-ends", every_s=EVERY_S, in_transaction=False, lease_s=300)(remind_of_ends)
task(REVOKE_CHUNK, lease_s=120, lane=STATUS)(revoke_chunk)
task("settle-roster", listens_to="run.ended", in_transaction=False, lease_s=120)(settle_roster)
task("forget-old-rosters", every_s=24 * 3600, in_transaction=False)(forget_old_rosters)
task(IMPORT_AWARDS, in_transaction=False, lease_s=120)(store_awards)
task("forget-old-imports", every_s=24 * 3600, in_transaction=False)(forget_old_imports)
