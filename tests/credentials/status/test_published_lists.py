"""Status lists that others have published, their proofs taken as good."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from laurea.credentials.policy import StatusPolicy
from laurea.credentials.report import Outcome
from laurea.credentials.status.bitstring import StatusList, issuer_of
from laurea.credentials.status.check import check_status
from laurea.credentials.status.fetched import ListVerdict, judge_list

AT = datetime(2026, 11, 1, tzinfo=UTC)
Fetch = Callable[[str], ListVerdict]
PUBLISHERS = ("1edtech-public-validator/", "dcc-")
Case = tuple[str, dict[str, Any], str]


@pytest.fixture(scope="module")
def fetch(vectors: Path) -> Fetch:
    folder = vectors / "conformance"
    files = json.loads((folder / "remote.json").read_bytes())

    def fetch_list(url: str) -> ListVerdict:
        return judge_list(json.loads((folder / files[url]).read_bytes()), proof=Outcome.PASSED)

    return fetch_list


@pytest.fixture(scope="module")
def cases(vectors: Path) -> list[Case]:
    folder = vectors / "conformance"
    known = json.loads((folder / "remote.json").read_bytes())
    found = []
    for entry in json.loads((folder / "manifest.json").read_bytes()):
        is_signed = entry["kind"] in ("ob3-signed", "vc-signed")
        if not is_signed or not entry["path"].startswith(PUBLISHERS):
            continue
        raw = (folder / entry["path"]).read_bytes()
        if not raw.lstrip().startswith(b"{"):
            continue
        document = json.loads(raw)
        status = document.get("credentialStatus") or {}
        if isinstance(status, dict) and status.get("statusListCredential") in known:
            found.append((entry["path"], document, entry["why"]))
    return found


def test_every_published_revocation_is_seen(cases: list[Case], fetch: Fetch) -> None:
    revoked = [case for case in cases if "revoked" in case[2]]
    assert len(revoked) >= 20
    for path, document, _ in revoked:
        check = check_status(document, fetch_list=fetch, at=AT)
        assert (path, check.outcome) == (path, Outcome.FAILED)


def test_credentials_in_good_standing_pass_where_the_lists_issuer_is_relied_on(
    cases: list[Case], fetch: Fetch
) -> None:
    standing = [case for case in cases if "ValidStatus" in case[0] or "validStatus" in case[0]]
    assert len(standing) >= 10
    for path, document, _ in standing:
        url = document["credentialStatus"]["statusListCredential"]
        content = fetch(url).content
        assert isinstance(content, StatusList)
        relying = StatusPolicy(list_issuers=frozenset({content.issuer}))
        check = check_status(document, fetch_list=fetch, at=AT, policy=relying)
        assert (path, check.outcome) == (path, Outcome.PASSED)
        is_own = content.issuer == issuer_of(document)
        strict = check_status(document, fetch_list=fetch, at=AT)
        assert (path, strict.outcome) == (path, Outcome.PASSED if is_own else Outcome.UNKNOWN)


def test_lists_out_of_force_or_of_the_wrong_type_leave_the_status_unknown(
    cases: list[Case], fetch: Fetch
) -> None:
    doubtful = [case for case in cases if "status list credential" in case[2]]
    assert len(doubtful) >= 3
    for path, document, _ in doubtful:
        check = check_status(document, fetch_list=fetch, at=AT)
        assert (path, check.outcome) == (path, Outcome.UNKNOWN)
