"""Whether the house is sound: the database answers, jobs are done, nothing is dead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from laurea.web.operations.jobs import dead_count, oldest_wait_s, waiting_count

_LONGEST_WAIT_S: Final = 300.0


@dataclass(frozen=True, slots=True)
class Health:
    """What was found. `is_sound` is false where a person must do something."""

    database: bool
    jobs_waiting: int = 0
    jobs_dead: int = 0
    oldest_wait_s: float = 0.0

    @property
    def is_sound(self) -> bool:
        """Whether the server can do its work. Dead jobs stop nobody else's."""
        return self.database and self.oldest_wait_s < _LONGEST_WAIT_S

    def to_json(self) -> dict[str, Any]:
        """Return what a monitor reads."""
        return {
            "status": "ok" if self.is_sound else "failing",
            "database": self.database,
            "jobs_waiting": self.jobs_waiting,
            "jobs_dead": self.jobs_dead,
            "oldest_wait_s": round(self.oldest_wait_s, 1),
        }


def examine_health(*, at: datetime) -> Health:
    """Look at the database and at the jobs in it."""
    try:
        return Health(
            database=True,
            jobs_waiting=waiting_count(),
            jobs_dead=dead_count(),
            oldest_wait_s=oldest_wait_s(at=at),
        )
    except DatabaseError:
        connection.close()
        return Health(database=False)


def missing_migrations() -> list[str]:
    """Return the names of the steps that the database still lacks for this version."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
