"""A mail server of their own for the tests of letters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from laurea.web.issuing.letters import post
from tests.simulator.mail_server import MailServer, mail_server


@pytest.fixture
def mail(
    settings: Settings, socket_enabled: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MailServer]:
    """A mail server that runs, and that Laurea is told to use; nobody rests."""
    monkeypatch.setattr(post, "_REST_S", 0.0)
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = server.port
        settings.EMAIL_TIMEOUT = 1
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        post.post_office().hang_up()
        yield server
        post.post_office().hang_up()
