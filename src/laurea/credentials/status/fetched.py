"""A status list as it came from its address: what it holds, and what became of its proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from laurea.credentials.document import read_object
from laurea.credentials.errors import LaureaError
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.ports import Resolver
from laurea.credentials.problems import PROOF_MISSING, Problem
from laurea.credentials.proofs.envelope import Envelope
from laurea.credentials.proofs.envelopes import is_token, open_token
from laurea.credentials.report import Outcome
from laurea.credentials.status.bitstring import StatusList
from laurea.credentials.status.revocation_list import RevocationList, is_revocation_list

STATUS_LIST_ACCEPT: Final = (
    "application/vc, application/vc+jwt, application/jwt, application/ld+json, application/json"
)


@dataclass(frozen=True, slots=True)
class ListVerdict:
    """A fetched list, read once, and what became of its proof.

    A value may be kept and asked about many credentials, for no longer than the list's `ttl_ms`.

    Attributes:
        content: the list; `None` where the document is no list or a damaged one.
        proof: `PASSED` where the proof is good and its key is the list issuer's own;
            `NOT_DECLARED` where there is none; `UNKNOWN` where the key could not be read.
        problems: why `content` is missing or `proof` is not passed; pointers are into the list.
    """

    content: StatusList | RevocationList | None
    proof: Outcome
    problems: tuple[Problem, ...] = ()


FetchList = Callable[[str], ListVerdict]
"""Returns the list published at an address, or raises a `LaureaError` where there is none."""

VerifyProof = Callable[[Mapping[str, Any], Envelope | None], tuple[Outcome, tuple[Problem, ...]]]
"""Says what becomes of the proofs of a document, keys included, and which problems they have.

The second argument is the envelope that the document came in, where it had one. Nothing but the
proofs is asked: not the validity period, and never the status of the list.
"""


def judge_list(
    document: Mapping[str, Any],
    *,
    proof: Outcome,
    problems: tuple[Problem, ...] = (),
    limits: Limits = DEFAULT_LIMITS,
) -> ListVerdict:
    """Return what a list says, beside the given outcome of its proof.

    Args:
        document: the list as parsed JSON, taken out of its envelope where it had one.
        proof: what became of its proof; `NOT_DECLARED` where it carries none.
        problems: what is wrong with its proof.
        limits: `status_bitstring_bytes` caps the expanded bitstring.
    """
    try:
        content = (
            RevocationList.from_document(document)
            if is_revocation_list(document)
            else StatusList.from_credential(document, limits=limits)
        )
    except LaureaError as error:
        return ListVerdict(None, proof, (*problems, error.problem))
    return ListVerdict(content, proof, problems)


def fetch_status_list(
    url: str,
    *,
    resolver: Resolver,
    verify_proof: VerifyProof,
    limits: Limits = DEFAULT_LIMITS,
) -> ListVerdict:
    """Fetch the list published at `url`, read it, and have its proof verified.

    A list may be JSON, or a token.

    Raises:
        NotFound: there is nothing at the address.
        Unavailable: the address gave no answer, or is not asked.
        MalformedDocument: the answer is neither a JSON object nor a token.
        LimitExceeded: the answer is larger or deeper than the limits allow.
    """
    raw = resolver.fetch(url, accept=STATUS_LIST_ACCEPT, max_bytes=limits.status_list_bytes)
    limits = replace(limits, document_bytes=limits.status_list_bytes)
    text = raw.strip()
    if text.startswith(b"ey") and text.isascii() and is_token(text.decode("ascii")):
        envelope = open_token(text.decode("ascii"), limits=limits)
        proof, problems = verify_proof(envelope.document, envelope)
        return judge_list(envelope.document, proof=proof, problems=problems, limits=limits)
    document = read_object(raw, limits=limits)
    if is_revocation_list(document):
        return judge_list(document, proof=Outcome.NOT_DECLARED, limits=limits)
    if "proof" not in document:
        missing = Problem(PROOF_MISSING, "The status list carries no proof.", "/proof")
        return judge_list(document, proof=Outcome.NOT_DECLARED, problems=(missing,), limits=limits)
    proof, problems = verify_proof(document, None)
    return judge_list(document, proof=proof, problems=problems, limits=limits)
