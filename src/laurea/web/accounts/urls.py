"""The addresses of the room `accounts`; those of allauth stand below the same path."""

from __future__ import annotations

from django.urls import path

from laurea.web.accounts.pages import name_page, second_factor_page

urlpatterns = [
    path("accounts/name/", name_page, name="account-name"),
    path("accounts/second-factor/", second_factor_page, name="account-second-factor"),
]
