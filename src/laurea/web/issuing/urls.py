"""The addresses of the room `issuing`."""

from __future__ import annotations

from django.urls import URLPattern, path

from laurea.web.issuing.award_pages import award_begin, award_page
from laurea.web.issuing.claim_link_pages import claim_of_credential
from laurea.web.issuing.claim_pages import claim, claim_again
from laurea.web.issuing.credential_list_pages import credential_export, credential_list
from laurea.web.issuing.credential_pages import (
    credential_declined,
    credential_finish,
    credential_name,
    credential_page,
)
from laurea.web.issuing.desk_pages import desk, today
from laurea.web.issuing.imports.choice_pages import (
    import_achievements_page,
    import_preview_page,
)
from laurea.web.issuing.imports.elsewhere_pages import elsewhere_award, elsewhere_list
from laurea.web.issuing.imports.import_pages import (
    import_page,
    import_progress,
    import_report_csv,
    import_retry,
    import_sign,
)
from laurea.web.issuing.imports.pages import import_discard, imports_page
from laurea.web.issuing.letter_pages import letter_again, letter_list, letters_again
from laurea.web.issuing.reminders.pages import reminders_page
from laurea.web.issuing.replacements.pages import correct_page, renew_page
from laurea.web.issuing.revoke_pages import revoke_page
from laurea.web.issuing.rosters.columns_pages import roster_columns_page, roster_reading
from laurea.web.issuing.rosters.pages import (
    roster_discard,
    roster_template,
    roster_upload_page,
    rosters_page,
)
from laurea.web.issuing.rosters.rows_pages import roster_left, roster_rows_page
from laurea.web.issuing.rosters.start_pages import roster_start_page
from laurea.web.issuing.run_approvals.pages import run_approve, run_send_back
from laurea.web.issuing.run_link_pages import run_links
from laurea.web.issuing.run_pages import (
    run_cancel,
    run_page,
    run_pause,
    run_progress,
    run_report,
    run_rest,
    run_resume,
    run_retry,
)
from laurea.web.issuing.run_revocations.pages import (
    run_revocation_progress,
    run_revocation_retry,
    run_revoke,
)
from laurea.web.issuing.status_pages import status_list
from laurea.web.issuing.suspension_pages import reinstate_page, suspend_page
from laurea.web.issuing.trail.pages import trail_export, trail_page

urlpatterns: list[URLPattern] = [
    path("o/", desk, name="desk"),
    path("o/<slug:slug>/", today, name="organization-today"),
    path("o/<slug:slug>/award", award_begin, name="issuing-award-begin"),
    path(
        "o/<slug:slug>/achievements/<uuid:achievement_id>/award", award_page, name="issuing-award"
    ),
    path("o/<slug:slug>/credentials", credential_list, name="issuing-credentials"),
    path("o/<slug:slug>/credentials/export", credential_export, name="issuing-credentials-export"),
    path(
        "o/<slug:slug>/credentials/<uuid:credential_id>", credential_page, name="issuing-credential"
    ),
    path(
        "o/<slug:slug>/credentials/<uuid:credential_id>/finish",
        credential_finish,
        name="issuing-credential-finish",
    ),
    path(
        "o/<slug:slug>/credentials/<uuid:credential_id>/name",
        credential_name,
        name="issuing-credential-name",
    ),
    path(
        "o/<slug:slug>/credentials/<uuid:credential_id>/revoke", revoke_page, name="issuing-revoke"
    ),
    *(
        path(f"o/<slug:slug>/credentials/<uuid:credential_id>/{name}", view, name=f"issuing-{name}")
        for name, view in (
            ("suspend", suspend_page),
            ("reinstate", reinstate_page),
            ("correct", correct_page),
            ("renew", renew_page),
        )
    ),
    path("o/<slug:slug>/audit", trail_page, name="organization-audit"),
    path("o/<slug:slug>/audit/export", trail_export, name="organization-audit-export"),
    path("claim/<str:token>", claim, name="claim"),
    path("claim/<str:token>/again", claim_again, name="claim-again"),
    path("o/<slug:slug>/letters", letter_list, name="organization-letters"),
    path("o/<slug:slug>/letters/reminders", reminders_page, name="organization-letters-reminders"),
    path("o/<slug:slug>/letters/again", letters_again, name="organization-letters-again"),
    path("o/<slug:slug>/letters/<uuid:letter_id>/again", letter_again, name="organization-letter"),
    path(
        "o/<slug:slug>/credentials/<uuid:credential_id>/claim",
        claim_of_credential,
        name="organization-claim",
    ),
    path(
        "o/<slug:slug>/credentials/<uuid:credential_id>/declined",
        credential_declined,
        name="organization-declined",
    ),
    path("status/<uuid:list_id>", status_list, name="status-list"),
    path("o/<slug:slug>/rosters", rosters_page, name="issuing-rosters"),
    path(
        "o/<slug:slug>/achievements/<uuid:achievement_id>/roster",
        roster_upload_page,
        name="issuing-roster-upload",
    ),
    path(
        "o/<slug:slug>/achievements/<uuid:achievement_id>/roster.csv",
        roster_template,
        name="issuing-roster-template",
    ),
    *(
        path(f"o/<slug:slug>/rosters/<uuid:roster_id>/{part}", view, name=f"issuing-roster-{part}")
        for part, view in (
            ("columns", roster_columns_page),
            ("reading", roster_reading),
            ("rows", roster_rows_page),
            ("left", roster_left),
            ("start", roster_start_page),
            ("discard", roster_discard),
        )
    ),
    path("o/<slug:slug>/runs/<uuid:run_id>", run_page, name="issuing-run"),
    *(
        path(f"o/<slug:slug>/runs/<uuid:run_id>/{part}", view, name=f"issuing-run-{part}")
        for part, view in (
            ("progress", run_progress),
            ("cancel", run_cancel),
            ("retry", run_retry),
            ("report", run_report),
            ("rest", run_rest),
            ("revoke", run_revoke),
            ("links", run_links),
            ("approve", run_approve),
            ("pause", run_pause),
            ("resume", run_resume),
            ("send-back", run_send_back),
        )
    ),
    path(
        "o/<slug:slug>/runs/<uuid:run_id>/revoke/progress",
        run_revocation_progress,
        name="issuing-run-revoke-progress",
    ),
    path(
        "o/<slug:slug>/runs/<uuid:run_id>/revoke/again",
        run_revocation_retry,
        name="issuing-run-revoke-again",
    ),
    path("o/<slug:slug>/import", imports_page, name="issuing-imports"),
    path("o/<slug:slug>/import/<uuid:import_id>", import_page, name="issuing-import"),
    *(
        path(f"o/<slug:slug>/import/<uuid:import_id>/{part}", view, name=f"issuing-import-{part}")
        for part, view in (
            ("achievements", import_achievements_page),
            ("preview", import_preview_page),
            ("progress", import_progress),
            ("retry", import_retry),
            ("sign", import_sign),
            ("report", import_report_csv),
            ("discard", import_discard),
        )
    ),
    path("o/<slug:slug>/elsewhere", elsewhere_list, name="issuing-elsewhere"),
    path(
        "o/<slug:slug>/elsewhere/<uuid:award_id>", elsewhere_award, name="issuing-elsewhere-award"
    ),
]
