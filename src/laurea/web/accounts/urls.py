"""The addresses of the room `accounts`; those of allauth stand below the same path."""

from __future__ import annotations

from django.urls import path, re_path

from laurea.web.accounts.appearance_pages import appearance_page
from laurea.web.accounts.let_in_pages import confirm_address_page, let_in_page
from laurea.web.accounts.pages import name_page, second_factor_page
from laurea.web.accounts.sessions_pages import sessions_page
from laurea.web.accounts.signed_in import administrators_only
from laurea.web.design.pages import style_artwork, style_page

urlpatterns = [
    path("appearance", appearance_page, name="appearance"),
    path("style/", administrators_only(style_page), name="style"),
    re_path(
        r"^style/artwork/(?P<name>\w+)-(?P<size>large|small)\.svg$",
        administrators_only(style_artwork),
        name="style-artwork",
    ),
    path("accounts/name/", name_page, name="account-name"),
    # In the place of allauth's page, under its name.
    path("accounts/sessions/", sessions_page, name="usersessions_list"),
    path("accounts/let-in/", let_in_page, name="account-let-in"),
    path(
        "accounts/confirm-address/<str:token>/",
        confirm_address_page,
        name="account-confirm-address",
    ),
    path("accounts/second-factor/", second_factor_page, name="account-second-factor"),
]
