"""Signing many credentials of one achievement as tokens (VC-JWT).

What `SigningPlan` is for proofs inside a document, a `TokenPlan` is for tokens: a template, to
which each award adds an overlay. The header is written once. An award of a shape that was signed
before, and whose strings are each of the kind asked for, is not checked as a whole again.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from laurea.credentials.canon import Canonicalizer, bundled
from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.keys.multibase import base64url_encode
from laurea.credentials.model.award import Award
from laurea.credentials.ports import Signer
from laurea.credentials.problems import Problem, Severity
from laurea.credentials.proofs.compact_jws import ALGORITHMS
from laurea.credentials.proofs.token_writing import (
    registered_claims,
    type_of_token,
    write_header,
    write_token,
)
from laurea.credentials.signing import demand_same_key, laid_over
from laurea.credentials.wire.award import Shape, slots_of, write_award
from laurea.credentials.wire.structure import check_structure


class TokenPlan:
    """Signs credentials of one template as tokens, with whatever key the signer holds.

    Args:
        template: what all credentials have in common, as for `SigningPlan`.
        signer: holds the key, for EdDSA, ES256, ES384 or RS256.
        created: the moment written as `iat`, timezone-aware.
        canonicalizer: the contexts in force, by which words are defined.

    Raises:
        ValueError: `created` is naive, or the signer's algorithm is not used for tokens.
    """

    def __init__(
        self,
        template: Mapping[str, Any],
        *,
        signer: Signer,
        created: datetime,
        canonicalizer: Canonicalizer | None = None,
    ) -> None:
        if created.tzinfo is None:
            raise ValueError("`created` must carry a time zone")
        if signer.algorithm not in ALGORITHMS:
            raise ValueError(f"no token is signed with {signer.algorithm}")
        self._template = template
        self._signer = signer
        self._created = created
        self._canonicalizer = canonicalizer or bundled()
        self._header = write_header(signer, type_of_token(template))
        self._sound: set[Shape] = set()

    def of_signer(self, signer: Signer) -> TokenPlan:
        """Return the plan with another signer of the same key; what was learnt is shared.

        Raises:
            ValueError: the signer has another key.
        """
        demand_same_key(self._signer, signer)
        plan = copy.copy(self)
        plan._signer = signer  # noqa: SLF001 - its own
        return plan

    def sign_awards(
        self, awards: Sequence[Award], *, reservation: str | None = None
    ) -> list[bytes | Problem]:
        """Sign one credential for each award.

        Args:
            awards: what each credential says beyond the template.
            reservation: the token under which the awards were reserved, for the signer.

        Returns:
            For each award, in order, the compact JWS in ASCII, or the problem why it was not
            signed.
        """
        answers: list[bytes | Problem] = []
        prepared: list[tuple[int, bytes]] = []
        for number, award in enumerate(awards):
            try:
                prepared.append((number, write_token(self._header, self._payload(award))))
                answers.append(b"")
            except LaureaError as error:
                answers.append(error.problem)
        signatures = self._signer.sign_many([signed for _, signed in prepared], reservation)
        for (number, signed), signature in zip(prepared, signatures, strict=True):
            answers[number] = signed + b"." + base64url_encode(signature).encode()
        return answers

    def _payload(self, award: Award) -> bytes:
        document = laid_over(self._template, write_award(award))
        slots = slots_of(award)
        if slots is None or slots[0] not in self._sound:
            self._check(document)
            if slots is not None:
                self._sound.add(slots[0])
        return orjson.dumps(document | registered_claims(document, self._created))

    def _check(self, document: Mapping[str, Any]) -> None:
        for problem in check_structure({**document, "proof": {"type": "JsonWebSignature"}}):
            if problem.severity is Severity.ERROR:
                raise MalformedDocument(problem)
        self._canonicalizer.dataset(document)
