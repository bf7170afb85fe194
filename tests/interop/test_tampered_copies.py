"""Copies that somebody changed after they were issued here: refused by us and by all peers."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest

from tests.interop.conftest import Issued
from tests.interop.peers import EVERYBODY, Document, judge

pytestmark = pytest.mark.interop


def with_a_letter_changed(copied: Document, _: Document) -> None:
    achievement = copied["credentialSubject"]["achievement"]
    achievement["name"] = "G" + achievement["name"][1:]


def with_another_criterion(copied: Document, _: Document) -> None:
    copied["credentialSubject"]["achievement"]["criteria"]["narrative"] += "\n"


def with_another_end(copied: Document, _: Document) -> None:
    copied["validUntil"] = "2098-12-31T23:59:59Z"


def without_an_end(copied: Document, other: Document) -> None:
    if copied.pop("validUntil", None) is None:
        copied["validUntil"] = other["validUntil"]


def with_another_beginning(copied: Document, _: Document) -> None:
    copied["validFrom"] = "2020-01-01T00:00:00Z"


def with_a_known_term_added(copied: Document, _: Document) -> None:
    copied["credentialSubject"]["achievement"]["humanCode"] = "EH 1"


def with_an_unknown_term_added(copied: Document, _: Document) -> None:
    copied["credentialSubject"]["achievement"]["mark"] = "excellent"


def with_a_type_added(copied: Document, _: Document) -> None:
    copied["type"].append("EndorsementCredential")


def with_a_context_that_defines_more(copied: Document, _: Document) -> None:
    copied["@context"].append({"mark": "https://schema.example.org/mark"})
    copied["credentialSubject"]["mark"] = "excellent"


def with_another_recipient(copied: Document, other: Document) -> None:
    copied["credentialSubject"]["identifier"] = other["credentialSubject"]["identifier"]


def with_another_name_of_the_issuer(copied: Document, _: Document) -> None:
    copied["issuer"]["name"] = "Another school"


def with_another_place_in_the_status_list(copied: Document, other: Document) -> None:
    copied["credentialStatus"] = other["credentialStatus"]


def without_a_status(copied: Document, _: Document) -> None:
    del copied["credentialStatus"]


def with_the_proof_of_another(copied: Document, other: Document) -> None:
    copied["proof"] = other["proof"]


def with_a_younger_proof(copied: Document, _: Document) -> None:
    copied["proof"]["created"] = "2020-01-01T00:00:00Z"


def with_a_letter_of_the_signature_changed(copied: Document, _: Document) -> None:
    value = copied["proof"]["proofValue"]
    copied["proof"]["proofValue"] = value[:-1] + ("1" if value[-1] != "1" else "2")


def without_a_proof(copied: Document, _: Document) -> None:
    del copied["proof"]


TAMPERINGS: tuple[Callable[[Document, Document], None], ...] = (
    with_a_letter_changed,
    with_another_criterion,
    with_another_end,
    without_an_end,
    with_another_beginning,
    with_a_known_term_added,
    with_an_unknown_term_added,
    with_a_type_added,
    with_a_context_that_defines_more,
    with_another_recipient,
    with_another_name_of_the_issuer,
    with_another_place_in_the_status_list,
    without_a_status,
    with_the_proof_of_another,
    with_a_younger_proof,
    with_a_letter_of_the_signature_changed,
    without_a_proof,
)


@pytest.mark.parametrize("verifier", EVERYBODY)
def test_every_tampered_copy_is_refused(issued: Issued, verifier: str) -> None:
    original, other = _two_unlike(issued)
    copies = []
    for tamper in TAMPERINGS:
        copied = copy.deepcopy(original)
        tamper(copied, copy.deepcopy(other))
        assert copied != original
        copies.append(copied)
    judgements = judge(verifier, [original, *copies], issued.web)
    assert judgements[0].verified, judgements[0].error
    taken = [
        tamper.__name__
        for tamper, judgement in zip(TAMPERINGS, judgements[1:], strict=True)
        if judgement.verified
    ]
    assert taken == []


def _two_unlike(issued: Issued) -> tuple[Document, Document]:
    """Two credentials of which the second certainly has an end."""
    ending = [each for each in issued.sample if "validUntil" in each]
    return ending[0], ending[1]
