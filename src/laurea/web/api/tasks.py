"""What the worker does for this room."""

from __future__ import annotations

from functools import partial

from laurea.web.api.once import forget_old_answers
from laurea.web.api.webhooks.announce import announce
from laurea.web.api.webhooks.deliver import DELIVER, DELIVERING, forget_old_deliveries
from laurea.web.api.webhooks.events import EventKind
from laurea.web.operations.registry import STATUS, WEBHOOK, task, task_in_steps

for kind in EventKind:
    task(f"announce-{kind.value}", listens_to=kind.value, lane=STATUS, gathers=True)(
        partial(announce, kind)
    )
task_in_steps(DELIVER, DELIVERING, lease_s=60, lane=WEBHOOK)
task("forget-old-answers", every_s=3600)(forget_old_answers)
task("forget-old-deliveries", every_s=24 * 3600)(forget_old_deliveries)
