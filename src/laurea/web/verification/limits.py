"""Limits on what is sent to the verify page in one go, in one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class SubmissionLimits:
    """Limits on one submission, beside those on each document in it."""

    submission_files: int = 20
    """Most files in one submission."""
    submission_bytes: int = 48 * 1024 * 1024
    """Largest submission, all files together."""
    submission_fetches: int = 60
    """Most addresses that are asked for one submission."""
    submission_fetch_s: int = 15
    """How long after a submission arrived other servers are still asked, in seconds."""


SUBMISSION_LIMITS: Final = SubmissionLimits()
