"""The addresses of the room `wallet`."""

from __future__ import annotations

from django.urls import URLPattern, path

from laurea.web.wallet.account_pages import yours, yours_everything
from laurea.web.wallet.credential_pages import (
    held_answer,
    held_credential,
    held_example,
    held_file,
    held_name,
    held_page,
    held_wish,
)
from laurea.web.wallet.pages import wallet, wallet_everything, wallet_keep

urlpatterns: list[URLPattern] = [
    path("wallet", wallet, name="wallet"),
    path("wallet/keep", wallet_keep, name="wallet-keep"),
    path("wallet/everything.zip", wallet_everything, name="wallet-everything"),
    path("wallet/<uuid:credential_id>", held_credential, name="wallet-credential"),
    path("wallet/<uuid:credential_id>/answer", held_answer, name="wallet-answer"),
    path("wallet/<uuid:credential_id>/name", held_name, name="wallet-name"),
    path("wallet/<uuid:credential_id>/page", held_page, name="wallet-page"),
    path("wallet/<uuid:credential_id>/example", held_example, name="wallet-example"),
    path("wallet/<uuid:credential_id>/wish", held_wish, name="wallet-wish"),
    path("wallet/<uuid:credential_id>/credential.<str:form>", held_file, name="wallet-file"),
    path("accounts/yours/", yours, name="account-yours"),
    path("accounts/yours/everything.zip", yours_everything, name="account-everything"),
]
