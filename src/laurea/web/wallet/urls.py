"""The addresses of the room `wallet`."""

from __future__ import annotations

from django.urls import URLPattern, path

from laurea.web.wallet.credential_pages import held_answer, held_credential, held_name
from laurea.web.wallet.pages import wallet, wallet_everything, wallet_keep

urlpatterns: list[URLPattern] = [
    path("wallet", wallet, name="wallet"),
    path("wallet/keep", wallet_keep, name="wallet-keep"),
    path("wallet/everything.zip", wallet_everything, name="wallet-everything"),
    path("wallet/<uuid:credential_id>", held_credential, name="wallet-credential"),
    path("wallet/<uuid:credential_id>/answer", held_answer, name="wallet-answer"),
    path("wallet/<uuid:credential_id>/name", held_name, name="wallet-name"),
]
