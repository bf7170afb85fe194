"""What the tests of imports share: bringing an export, and having it imported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from laurea.web.issuing.import_models import AwardElsewhere, Import
from laurea.web.issuing.imports.choose import choose_achievements
from laurea.web.issuing.imports.start import start_import
from laurea.web.issuing.imports.upload import upload_export
from laurea.web.operations.worker import work_all
from tests.simulator.other_platforms import as_json
from tests.web.conftest import NOON, World


def bring(world: World, export: Any, *, key: str = "1-set-key") -> Import:
    """An export that was brought by the owner."""
    content = export.encode() if isinstance(export, str) else as_json(export)
    return upload_export(
        actor=world.owner,
        organization=world.organization,
        content=content,
        file_name="export.csv",
        key=key,
        at=NOON,
    )


def choose(world: World, brought: Import, chosen: Mapping[str, str], order: str = "") -> Import:
    """The same import, with what was said of its achievements."""
    return choose_achievements(
        actor=world.owner, import_id=brought.pk, chosen=chosen, date_order=order, at=NOON
    )


def carry_out(world: World, brought: Import, *, at: datetime = NOON) -> Import:
    """The same import, done by the worker."""
    seen = Import.objects.get(pk=brought.pk).changes
    start_import(actor=world.owner, import_id=brought.pk, changes=seen, at=at)
    work_all(clock=lambda: at)
    return Import.objects.get(pk=brought.pk)


def imported(world: World, export: Any, *, key: str = "1-set-key") -> Import:
    """An export that was brought and imported as it is suggested."""
    return carry_out(world, bring(world, export, key=key))


def elsewhere() -> dict[str, AwardElsewhere]:
    """All awards made elsewhere, by their original ids."""
    return {one.original_id: one for one in AwardElsewhere.objects.all()}
