"""Credentials over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from laurea.credentials.errors import Conflict
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.api.award_for_program import name_of
from laurea.web.api.bearer import caller_of, demand_known, now, route
from laurea.web.api.credential_wire import (
    CredentialFilters,
    CredentialList,
    CredentialShown,
    ReasonWanted,
    RecipientShown,
)
from laurea.web.api.cursors import page_of
from laurea.web.api.find_credentials import Search, find_credentials
from laurea.web.api.inside import credential_inside
from laurea.web.api.keys import OptionalKey
from laurea.web.api.once import asked, once
from laurea.web.api.scopes import Scope
from laurea.web.issuing.access import Credential, CredentialState
from laurea.web.issuing.addresses import credential_address
from laurea.web.issuing.revoke import revoke
from laurea.web.issuing.suspend import reinstate, suspend

router: Final = Router(tags=["Credentials"])

_DOCUMENT: Final = "application/vc+ld+json"
_SAID: Final = {
    "responses": {
        200: {
            "description": "The credential as it was signed",
            "content": {_DOCUMENT: {"schema": {"type": "object"}}},
        }
    }
}


@router.get(
    "/credentials",
    operation_id="list_credentials",
    summary="List credentials",
    **route(Scope.READ, answer=CredentialList),
)
def list_credentials(request: HttpRequest, filters: Query[CredentialFilters]) -> CredentialList:
    """Return what was awarded: all of it, or what the filters leave."""
    demand_known(request, CredentialFilters)
    search = Search(
        achievement=filters.achievement,
        run=filters.run,
        state=filters.state,
        recipient=filters.recipient,
        issued_from=filters.issued_from,
        issued_until=filters.issued_until,
    )
    found = find_credentials(caller=caller_of(request), search=search)
    page = page_of(found, by="reserved_at", pages=filters)
    return CredentialList(items=[shown_credential(one) for one in page.rows], next=page.next)


@router.get(
    "/credentials/{uuid:credential_id}",
    operation_id="get_credential",
    summary="Get a credential",
    **route(Scope.READ, answer=CredentialShown),
)
def get_credential(request: HttpRequest, credential_id: UUID) -> CredentialShown:
    """Return what is known of a credential."""
    return shown_credential(credential_inside(caller_of(request), credential_id))


@router.get(
    "/credentials/{uuid:credential_id}/document",
    operation_id="get_document",
    summary="Get the signed document",
    **{**route(Scope.READ, answer=None), "openapi_extra": {**_SAID, "x-laurea-scopes": ["read"]}},
)
def get_document(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """Return the credential of Open Badges 3.0: the bytes as they were signed."""
    credential = credential_inside(caller_of(request), credential_id)
    if credential.document is None:
        detail = "It is being issued, and not signed yet. Ask again in a moment."
        raise Conflict(Problem(MALFORMED_VALUE, detail))
    return HttpResponse(bytes(credential.document), content_type=_DOCUMENT)


@router.post(
    "/credentials/{uuid:credential_id}/revoke",
    operation_id="revoke_credential",
    summary="Revoke a credential",
    **route(Scope.REVOKE, answer=CredentialShown),
)
def revoke_credential(
    request: HttpRequest,
    credential_id: UUID,
    wanted: ReasonWanted,
    idempotency_key: OptionalKey = None,
) -> HttpResponse:
    """Revoke a credential for good, and tell its recipient. For the same reason twice is once."""
    return _changed(request, credential_id, wanted, idempotency_key, revoke)


@router.post(
    "/credentials/{uuid:credential_id}/suspend",
    operation_id="suspend_credential",
    summary="Suspend a credential",
    **route(Scope.REVOKE, answer=CredentialShown),
)
def suspend_credential(
    request: HttpRequest,
    credential_id: UUID,
    wanted: ReasonWanted,
    idempotency_key: OptionalKey = None,
) -> HttpResponse:
    """Suspend a credential: it counts for nothing until it is reinstated."""
    return _changed(request, credential_id, wanted, idempotency_key, suspend)


@router.post(
    "/credentials/{uuid:credential_id}/reinstate",
    operation_id="reinstate_credential",
    summary="Reinstate a credential",
    **route(Scope.REVOKE, answer=CredentialShown),
)
def reinstate_credential(
    request: HttpRequest,
    credential_id: UUID,
    wanted: ReasonWanted,
    idempotency_key: OptionalKey = None,
) -> HttpResponse:
    """Reinstate a credential that was suspended. What was not stays as it is."""
    return _changed(request, credential_id, wanted, idempotency_key, reinstate)


class _Change(Protocol):
    """A use case that changes one credential, for a reason."""

    def __call__(
        self, *, actor: Account, credential_id: UUID, reason: str, at: datetime
    ) -> Credential:
        """Change it."""


def _changed(
    request: HttpRequest,
    credential_id: UUID,
    wanted: ReasonWanted,
    key: str | None,
    change: _Change,
) -> HttpResponse:
    caller, at = caller_of(request), now()

    def do() -> tuple[int, CredentialShown]:
        one = credential_inside(caller, credential_id)
        made = change(actor=caller.account, credential_id=one.pk, reason=wanted.reason, at=at)
        return 200, shown_credential(made)

    return once(asked(request, caller, key, wanted, at=at), do)


def shown_credential(one: Credential) -> CredentialShown:
    """Return a credential as programs see it."""
    run, key = name_of(one)
    return CredentialShown(
        id=one.pk,
        url=credential_address(one),
        state=CredentialState(one.state),
        achievement=one.achievement_id,
        run=run,
        key=key,
        recipient=RecipientShown(
            email=one.recipient_email, did=one.recipient_did, name=one.recipient_name
        ),
        valid_from=one.valid_from,
        valid_until=one.valid_until,
        issued_at=one.issued_at,
        revoked_at=one.revoked_at,
        revocation_reason=one.revocation_reason,
        suspended_at=one.suspended_at,
        suspension_reason=one.suspension_reason,
    )
