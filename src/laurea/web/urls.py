"""Every address of the server, by room."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView

from laurea.web.operations.pages import health
from laurea.web.verification.pages import verify_page

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="verify"), name="home"),
    path("verify", verify_page, name="verify"),
    path("accounts/", include("allauth.urls")),
    path("healthz", health, name="health"),
]
handler400 = "laurea.web.security.refusals.bad_request"
handler403 = "laurea.web.security.refusals.permission_denied"
handler404 = "laurea.web.security.refusals.page_not_found"
handler500 = "laurea.web.security.refusals.server_error"
