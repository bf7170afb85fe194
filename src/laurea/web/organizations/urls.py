"""The addresses of the room `organizations`."""

from __future__ import annotations

from django.urls import path

from laurea.web.organizations import key_pages, member_pages, profile_pages, setup_pages
from laurea.web.organizations.did_pages import did_json
from laurea.web.organizations.invitation_pages import invitation_page

urlpatterns = [
    path("setup", setup_pages.setup_page, name="setup"),
    path("setup/address", setup_pages.address_page, name="setup-address"),
    path("setup/second-factor", setup_pages.second_factor_page, name="setup-second-factor"),
    path("setup/organization", setup_pages.organization_page, name="setup-organization"),
    path("setup/key", setup_pages.key_page, name="setup-key"),
    path("setup/mail", setup_pages.mail_page, name="setup-mail"),
    path("setup/done", setup_pages.done_page, name="setup-done"),
    path("invitations/<str:token>", invitation_page, name="invitation"),
    path("i/<slug:slug>/did.json", did_json, name="organization-did"),
    path("i/<slug:slug>/logo.png", profile_pages.logo_png, name="organization-logo"),
    path("o/new", profile_pages.found_page, name="organization-new"),
    path("o/<slug:slug>/profile", profile_pages.profile_page, name="organization-profile"),
    path("o/<slug:slug>/members", member_pages.members_page, name="organization-members"),
    path("o/<slug:slug>/members/leave", member_pages.leave_page, name="organization-leave"),
    path(
        "o/<slug:slug>/members/<uuid:account_id>",
        member_pages.member_page,
        name="organization-member",
    ),
    path(
        "o/<slug:slug>/invitations/<uuid:invitation_id>/withdraw",
        member_pages.withdraw_page,
        name="organization-invitation-withdraw",
    ),
    path("o/<slug:slug>/keys", key_pages.keys_page, name="organization-keys"),
    path("o/<slug:slug>/keys/add", key_pages.add_page, name="organization-key-add"),
    path(
        "o/<slug:slug>/keys/<uuid:key_id>/rotate",
        key_pages.rotate_page,
        name="organization-key-rotate",
    ),
    path(
        "o/<slug:slug>/keys/requests/<uuid:request_id>",
        key_pages.answer_page,
        name="organization-key-answer",
    ),
    path(
        "o/<slug:slug>/keys/<uuid:key_id>/compromised",
        key_pages.compromise_page,
        name="organization-key-compromised",
    ),
]
