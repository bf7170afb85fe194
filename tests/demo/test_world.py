"""The demo world verifies as it was planned, and making it again changes nothing."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from laurea.credentials import verify
from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.report import Outcome, VerificationReport
from laurea.demo.folder import DemoFolder
from laurea.demo.histories import cohorts
from laurea.demo.issuers import credential_of
from laurea.demo.learners import MIRA, learners
from laurea.demo.northfield import NORTHFIELD
from laurea.demo.revocations import REVOCATIONS
from laurea.demo.world import ORGANIZATIONS
from laurea.integrations.trust_registry import read_trust_registry
from laurea.web.issuing.access import Credential, CredentialState
from laurea.web.issuing.own_documents import OwnDocuments, own_origins
from laurea.web.operations.audit import check_chain
from tests.demo.conftest import BEGUN_AT, SMALL, make


class Nothing:
    """A resolver for what is not the server's own: the demo needs none."""

    def fetch(self, url: str, *, accept: str, max_bytes: int) -> bytes:
        raise AssertionError(url)


def report_on(credential: Credential, folder: DemoFolder) -> VerificationReport:
    registry = frozenset(read_trust_registry(folder.registry))
    return verify(
        bytes(credential.document or b""),
        at=BEGUN_AT,
        resolver=OwnDocuments(Nothing()),
        policy=VerificationPolicy(trusted_issuers=registry, own_origins=own_origins()),
    )


def failed(report: VerificationReport) -> set[str]:
    return {check.name for check in report.checks if check.outcome is Outcome.FAILED}


def rows() -> dict[str, Any]:
    """Every row of every table of ours, as the database has them."""
    with connection.cursor() as cursor:
        tables = {}
        for model in apps.get_models():
            name = model._meta.db_table
            cursor.execute(f'SELECT * FROM "{name}"')  # noqa: S608
            tables[name] = Counter(map(repr, cursor.fetchall()))
    return tables


def test_every_credential_verifies_as_planned(small_world: DemoFolder) -> None:
    credentials = list(Credential.objects.all())
    assert len(credentials) == sum(
        len(cohort.members) for cohort in cohorts(learners(SMALL), begun_at=BEGUN_AT)
    )
    seen = Counter[str]()
    for credential in credentials:
        expected = set()
        if credential.valid_until is not None and credential.valid_until < BEGUN_AT:
            expected.add("validity")
        if credential.state == CredentialState.REVOKED:
            expected.add("status")
        report = report_on(credential, small_world)
        assert failed(report) == expected
        recognised = credential.organization.slug in {"northfield", "lindenhof"}
        assert report.issuer_trust.value == ("trusted" if recognised else "unlisted")
        seen.update(expected or {"in force"})
    assert seen["in force"] > seen["validity"] > 0
    assert seen["status"] == len(REVOCATIONS)


def test_making_it_again_changes_no_row_and_no_file(small_world: DemoFolder) -> None:
    before, files = rows(), sorted(small_world.path.rglob("*"))
    registry = small_world.registry.read_bytes()
    make(small_world)
    assert rows() == before
    assert sorted(small_world.path.rglob("*")) == files
    assert small_world.registry.read_bytes() == registry


def test_what_is_missing_is_mended(small_world: DemoFolder) -> None:
    small_world.registry.unlink()
    make(small_world)
    assert len(read_trust_registry(small_world.registry)) == 2


def test_the_audit_trail_tells_it_in_the_order_of_its_days(small_world: DemoFolder) -> None:
    assert check_chain().bad_position is None
    moments = list(
        apps.get_model("operations", "AuditRow").objects.order_by("position").values_list("at")
    )
    late = [one for one, other in pairwise(moments) if one > other]
    assert late == []


def test_mira_holds_one_that_is_in_force_and_one_that_has_expired(
    small_world: DemoFolder,
) -> None:
    histories = cohorts(learners(SMALL), begun_at=BEGUN_AT)
    for code, expected in (("DM-101", set()), ("DM-104", {"validity"})):
        cohort = next(one for one in histories if one.code == code and MIRA in one.members)
        credential = credential_of(NORTHFIELD, cohort, MIRA)
        assert failed(report_on(credential, small_world)) == expected


@pytest.mark.parametrize("organization", ORGANIZATIONS, ids=lambda one: one.slug)
def test_nobody_and_nothing_in_it_is_real(organization: Any) -> None:
    assert organization.url.endswith(".example/")
    for person in (organization.owner, organization.designer, organization.issuer):
        assert person.email.endswith(".example")
