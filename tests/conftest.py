"""What all tests share: the conformance vectors and the profiles of hypothesis."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "usual",
    deadline=None,
    max_examples=50,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("thorough", settings.get_profile("usual"), max_examples=2_000)
settings.load_profile("thorough" if os.environ.get("LAUREA_THOROUGH") else "usual")


# A run that was started in the background is deaf to Ctrl-C, and so would be all that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def vectors() -> Path:
    """The folder of conformance vectors, which is not part of this repository."""
    folder = os.environ.get("LAUREA_VECTORS")
    if not folder:
        pytest.skip("Set LAUREA_VECTORS to a folder with the conformance vectors to run this test.")
    return Path(folder)
