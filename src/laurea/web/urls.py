"""Every address of the server, by room."""

from __future__ import annotations

from django.urls import include, path

from laurea.web.operations.pages import health

urlpatterns = [
    path("", include("laurea.web.api.urls")),
    path("", include("laurea.web.registry.urls")),
    path("", include("laurea.web.wallet.urls")),
    path("", include("laurea.web.verification.urls")),
    path("", include("laurea.web.issuing.urls")),
    path("", include("laurea.web.catalog.urls")),
    path("", include("laurea.web.organizations.urls")),
    path("", include("laurea.web.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("healthz", health, name="health"),
]
handler400 = "laurea.web.security.refusals.bad_request"
handler403 = "laurea.web.security.refusals.permission_denied"
handler404 = "laurea.web.security.refusals.page_not_found"
handler500 = "laurea.web.security.refusals.server_error"
