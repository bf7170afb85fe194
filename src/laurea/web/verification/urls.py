"""The addresses of the room `verification`."""

from __future__ import annotations

from django.urls import path

from laurea.web.verification.pages import verify_page

urlpatterns = [
    path("verify", verify_page, name="verify"),
]
