"""The lowest room: events, jobs and the worker that does them, the audit trail, health."""
