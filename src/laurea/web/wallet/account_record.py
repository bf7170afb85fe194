"""Everything that is kept here of somebody with an account, as they may take it along."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from django.conf import settings

from laurea.web.accounts.access import Account, record_of
from laurea.web.issuing.access import Credential
from laurea.web.issuing.addresses import credential_address
from laurea.web.issuing.claims.access import Claim, claims_by_credential
from laurea.web.operations.audit import audited_by
from laurea.web.organizations.access import roles_held
from laurea.web.wallet.access import Holding, holdings_of
from laurea.web.wallet.take_along import name_of

FILE_NAME = "account.json"


def account_record(account: Account) -> bytes:
    """Return what is kept of somebody beside the credentials themselves, as JSON.

    Args:
        account: whose it is.
    """
    held = list(holdings_of(account))
    claims = claims_by_credential([one.credential_id for one in held])
    record: dict[str, Any] = {
        "kept_by": settings.LAUREA_OPERATOR_NAME or settings.LAUREA_PUBLIC_URL,
        "account": record_of(account),
        "roles": [
            {"organization": one.organization.legal_name, "role": one.role, "since": one.since}
            for one in roles_held(account)
        ],
        "credentials": [_credential(one, claims.get(one.credential_id)) for one in held],
        "what_you_did": list(_deeds(account)),
    }
    return orjson.dumps(record, option=orjson.OPT_INDENT_2)


def _credential(holding: Holding, claim: Claim | None) -> dict[str, Any]:
    credential: Credential = holding.credential
    return {
        "files": name_of(credential),
        "address": credential_address(credential),
        "achievement": credential.achievement.name,
        "issuer": credential.organization.legal_name,
        "your_name_as_entered": credential.recipient_name,
        "your_address_as_entered": credential.recipient_email,
        "your_did_as_entered": credential.recipient_did,
        "awarded": credential.valid_from,
        "valid_until": credential.valid_until,
        "state": credential.state,
        "revoked_at": credential.revoked_at,
        "revocation_reason": credential.revocation_reason,
        "page": credential.publicity,
        "page_names_you": credential.holder_shows_name,
        "front_page_may_show_it": holding.is_example,
        "in_wallet_since": holding.since,
        "your_answer": claim.state if claim else "waiting",
        "answered_at": claim.answered_at if claim else None,
        "name_you_asked_for": claim.name_wanted if claim else "",
    }


def _deeds(account: Account) -> Iterator[dict[str, Any]]:
    for row in audited_by(str(account.pk)):
        yield {"at": row.at, "what": row.action, "about": row.subject}
