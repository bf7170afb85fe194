"""Whether letters leave this machine."""

from __future__ import annotations

import pytest
from django.conf import LazySettings

from laurea.web.operations.mail import MailRoute, mail_route, sends_letters

_BACKENDS = "django.core.mail.backends"


@pytest.mark.parametrize(
    ("backend", "has_mail", "route"),
    [
        ("smtp", True, MailRoute.SENT),
        ("console", True, MailRoute.PRINTED),
        ("dummy", False, MailRoute.NONE),
    ],
)
def test_only_a_mail_server_lets_letters_leave(
    settings: LazySettings, backend: str, has_mail: bool, route: MailRoute
) -> None:
    settings.EMAIL_BACKEND = f"{_BACKENDS}.{backend}.EmailBackend"
    settings.HAS_MAIL = has_mail
    assert mail_route() is route
    assert sends_letters() is (route is MailRoute.SENT)
