"""Data Integrity proofs: reading them, checking each one, and what they come to together.

- A proof counts only if its key belongs to the issuer of the document and may assert.
- Of several proofs, every one of a kind that is known here must verify, and at least one must.
- A proof of another kind leaves the question open: whatever stands in it was not checked. Only
  where the policy allows it, and a specification names the kind, does it stand beside a good one
  with a warning. Alone, a kind that no specification names fails, as does in any place a proof
  with words that the contexts do not define.
- `previousProof` names proofs that are signed over as well; each must be there.

Spec: https://www.w3.org/TR/vc-data-integrity/#verify-proof
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from laurea.credentials import problems
from laurea.credentials.canon import Canonicalizer
from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.keys.resolution import KeyRefusal, ResolvedKey
from laurea.credentials.limits import Limits
from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.problems import Problem, Severity
from laurea.credentials.proofs.anchor import AnchorFinding
from laurea.credentials.proofs.cryptosuite import HASHES, Cryptosuite
from laurea.credentials.proofs.key_window import refuse_out_of_use, remarks_on_window
from laurea.credentials.proofs.merkle_proof import (
    MerkleProof,
    is_merkle_proof,
    read_merkle_proof_2019,
)
from laurea.credentials.proofs.suites import suite_of
from laurea.credentials.report import Check, Outcome
from laurea.credentials.timestamps import date_time_of, in_words, read_timestamp
from laurea.credentials.wire.detect import is_version_1

NAME: Final = "proof"
_REGISTERED: Final = frozenset(
    "bbs-2023 ecdsa-xi-2023 "
    "mldsa44-rdfc-2024 mldsa44-jcs-2024 slhdsa128-rdfc-2024 slhdsa128-jcs-2024 "
    "falcon512-rdfc-2024 falcon512-jcs-2024".split()
)
"""Cryptosuites that a specification names and that are not checked here."""
_OLD_TYPES: Final = frozenset(
    "Ed25519Signature2018 RsaSignature2018 "
    "EcdsaSecp256k1Signature2019 EcdsaSecp256r1Signature2019 BbsBlsSignature2020 "
    "MerkleProof2019 MerkleProof2017 ChainedProof2021".split()
)
"""Proof types from before Data Integrity that are not checked here."""
_NOT_THE_SIGNATURE: Final = frozenset(
    {
        problems.NOT_YET_VALID,
        problems.EXPIRED,
        problems.PROOF_PURPOSE,
        problems.DOMAIN_MISMATCH,
        problems.CHALLENGE_MISMATCH,
        problems.KEY_INVALID,
        problems.KEY_UNAUTHORIZED,
        problems.KEY_REVOKED,
        problems.DID_INVALID,
    }
)
"""Why a proof can fail before its signature is compared with anything."""

FindAnchor = Callable[[MerkleProof], AnchorFinding]
"""Says whether the root of a Merkle proof stands in a ledger on the issuer's behalf."""

ResolveKey = Callable[[object, str], ResolvedKey]
"""Takes a `verificationMethod` and a proof purpose; raises `KeyRefusal` where there is no key."""


@dataclass(frozen=True, slots=True)
class ProofFinding:
    """What became of one proof: not declared where it is of a kind that is not checked here.

    `key` is set where the signature fits. `is_specified` says of an unchecked kind whether some
    specification names it. `is_of_another` says that it counts for nothing whatever stands in it.
    """

    outcome: Outcome
    problems: tuple[Problem, ...] = ()
    key: ResolvedKey | None = None
    is_specified: bool = True
    is_of_another: bool = False


_OF_ANOTHER: Final = ProofFinding(
    Outcome.NOT_DECLARED,
    (
        Problem(
            problems.PROOF_OF_ANOTHER,
            "This proof names a key of somebody else than the issuer. It counts for nothing.",
            "/verificationMethod",
        ),
    ),
    is_of_another=True,
)


@dataclass(slots=True)
class ProofChecker:
    """Checks the proofs of one document.

    `canonicalizers` are tried in order: where an address was published with two contents, a
    signature over either is good. `digest` is the SHA-256 of the canonical N-Quads of the
    document without its proofs under the first of them, which the caller has computed already.
    """

    document: Mapping[str, Any]
    digest: bytes
    canonicalizers: Sequence[Canonicalizer]
    resolve_key: ResolveKey
    at: datetime
    policy: VerificationPolicy
    limits: Limits
    statements: int = 0
    """How many statements the document makes: what it costs to read it once more."""
    purpose: str = "assertionMethod"
    """What the proofs must have been made for."""
    signer: str | None = None
    """The id of whoever must have signed, where proofs by others may stand beside."""
    in_ledger: FindAnchor | None = None
    """Looks for the root of a Merkle proof; None: such proofs are of a kind not checked."""
    _digests: dict[tuple[str, int, tuple[int, ...]], bytes] = field(
        default_factory=dict, init=False
    )
    """By the name of the hash, the number of the canonicaliser, and the earlier proofs."""

    def __post_init__(self) -> None:
        """Keep the digest that is known already."""
        self._digests["sha256", 0, ()] = self.digest

    def check(self) -> tuple[Check, ResolvedKey | None]:
        """Return the check of all proofs, and the key of the first good one.

        Raises:
            LimitExceeded: there are more proofs than allowed.
        """
        proofs = self.document.get("proof")
        if isinstance(proofs, Mapping):
            proofs = [proofs]
        if not isinstance(proofs, list) or not proofs:
            return nobody_signed(), None
        if len(proofs) > self.limits.proofs:
            raise LimitExceeded(
                Problem(
                    problems.LIMIT,
                    f"There are {len(proofs):,} proofs; {self.limits.proofs} are read.",
                    "/proof",
                )
            )
        single = isinstance(self.document["proof"], Mapping)
        others = self._of_others(proofs)
        findings = [
            _placed(
                _OF_ANOTHER if number in others else self._one(proofs, number),
                "/proof" if single else f"/proof/{number}",
            )
            for number in range(len(proofs))
        ]
        return _together(findings, may_be_unchecked=self.policy.unchecked_proofs)

    def _of_others(self, proofs: list[Any]) -> frozenset[int]:
        """Return the positions of the proofs that count for nothing, if any may stand there.

        Where nobody but others signed, each is looked at, and refused for that.
        """
        if not self.policy.other_signers or self.signer is None:
            return frozenset()
        found = frozenset(n for n, proof in enumerate(proofs) if _names_another(proof, self.signer))
        return found if len(found) < len(proofs) else frozenset()

    def _one(self, proofs: list[Any], number: int) -> ProofFinding:
        proof = proofs[number]
        if not isinstance(proof, Mapping):
            return _failed(problems.MALFORMED_VALUE, "A proof is not an object.")
        if self.in_ledger is not None and is_merkle_proof(proof):
            return self._anchored(proofs, number, self.in_ledger)
        suite = suite_of(proof)
        if suite is None:
            return self._unsupported(proof)
        try:
            self._check_claims(proof)
            previous = _previous(proofs, number)
            key = self.resolve_key(proof.get("verificationMethod"), self.purpose)
            self._check_key(proof, suite, key)
            if self._fits(proof, suite, previous, key):
                remarks = (*_remarks(suite), *self._remarks_on_key(proof, key))
                return ProofFinding(Outcome.PASSED, remarks, key=key)
        except KeyRefusal as refusal:
            return ProofFinding(refusal.outcome, (refusal.problem,))
        except MalformedDocument as error:
            return ProofFinding(Outcome.FAILED, (error.problem,))
        return _failed(
            problems.PROOF_INVALID,
            "This is not what the holder of the key signed. "
            "It was changed afterwards, or signed with another key.",
        )

    def _anchored(self, proofs: list[Any], number: int, in_ledger: FindAnchor) -> ProofFinding:
        proof = proofs[number]
        try:
            merkle = read_merkle_proof_2019(proof.get("proofValue"))
            if not self._stands_in(merkle, proofs[:number]):
                detail = "This is not what stands in the tree: it was changed, or is not of it."
                return _failed(problems.PROOF_INVALID, detail)
            self._check_claims(self._dated(proof))
            key = self.resolve_key(proof.get("verificationMethod"), self.purpose)
            if key.revoked is not None and key.revoked <= self.at:
                detail = f"The issuer withdrew this key on {in_words(key.revoked)}."
                return _failed(problems.KEY_REVOKED, detail)
        except KeyRefusal as refusal:
            return ProofFinding(refusal.outcome, (refusal.problem,))
        except MalformedDocument as error:
            return ProofFinding(Outcome.FAILED, (error.problem,))
        found = in_ledger(merkle)
        return ProofFinding(found.outcome, found.problems, key if found.is_proven else None)

    def _dated(self, proof: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a Merkle proof whose date, where VC 1.1 left the zone open, is in UTC.

        Nothing signs that date: when the root was written down is what the ledger says.
        """
        created = proof.get("created")
        if is_version_1(self.document) and isinstance(created, str) and _has_no_zone(created):
            return {**proof, "created": f"{created}Z"}
        return proof

    def _stands_in(self, merkle: MerkleProof, before: list[Any]) -> bool:
        """Say whether a tree holds the document, alone or with the proofs made before."""
        if merkle.leads_from(self.digest):
            return True
        if not before:
            return False
        document = {**self.document, "proof": before}
        nquads = self.canonicalizers[0].nquads(document)
        return merkle.leads_from(hashlib.sha256(nquads).digest())

    def _unsupported(self, proof: Mapping[str, Any]) -> ProofFinding:
        kind, name = proof.get("type"), proof.get("cryptosuite")
        if not isinstance(kind, str):
            return _failed(problems.PROOF_SUITE_UNSUPPORTED, "The proof names no type.")
        if kind == "DataIntegrityProof" and not isinstance(name, str):
            return _failed(problems.PROOF_SUITE_UNSUPPORTED, "The proof names no cryptosuite.")
        try:
            self.canonicalizers[0].dataset({**proof, "@context": self.document.get("@context")})
        except MalformedDocument as error:
            return ProofFinding(Outcome.FAILED, (error.problem,))
        is_specified = name in _REGISTERED if kind == "DataIntegrityProof" else kind in _OLD_TYPES
        detail = (
            f"Proofs of the kind {name or kind} are not checked here yet."
            if is_specified
            else f"No specification known here defines proofs of the kind {name or kind!r:.80}."
        )
        problem = Problem(problems.PROOF_SUITE_UNSUPPORTED, detail)
        return ProofFinding(Outcome.NOT_DECLARED, (problem,), is_specified=is_specified)

    def _check_claims(self, proof: Mapping[str, Any]) -> None:
        """Check what the proof says of itself: purpose, times, domain, challenge."""
        if proof.get("proofPurpose") != self.purpose:
            raise _refused(
                problems.PROOF_PURPOSE,
                f"The proof's purpose is {proof.get('proofPurpose')!r:.80}; "
                f"such a document is signed for {self.purpose}.",
                "/proofPurpose",
            )
        skew = timedelta(seconds=self.limits.clock_skew_s)
        if "created" in proof and (created := _time(proof, "created")) > self.at + skew:
            detail = f"It was signed on {in_words(created)}, after the moment asked about."
            raise _refused(problems.NOT_YET_VALID, detail, "/created")
        if "expires" in proof and _time(proof, "expires") < self.at - skew:
            raise _refused(problems.EXPIRED, "The proof has expired.", "/expires")
        self._check_bound(proof, "domain", self.policy.domain, problems.DOMAIN_MISMATCH)
        self._check_bound(proof, "challenge", self.policy.challenge, problems.CHALLENGE_MISMATCH)

    def _check_bound(
        self, proof: Mapping[str, Any], name: str, expected: str | None, kind: problems.ProblemType
    ) -> None:
        named = proof.get(name)
        if expected is None or (named is None and self.purpose == "assertionMethod"):
            return
        if expected not in (named if isinstance(named, list) else [named]):
            other = "no" if named is None else "another"
            raise _refused(kind, f"The proof names {other} {name}.", f"/{name}")

    def _check_key(self, proof: Mapping[str, Any], suite: Cryptosuite, key: ResolvedKey) -> None:
        is_koblitz = key.public_key.kind is KeyKind.SECP256K1 and self.policy.secp256k1
        if key.public_key.kind not in suite.keys and not (suite.koblitz and is_koblitz):
            raise _refused(
                problems.KEY_INVALID,
                f"{suite.name} does not work with a key of kind {key.public_key.kind.value}.",
                "/verificationMethod",
            )
        created = _time(proof, "created") if "created" in proof else None
        refuse_out_of_use(key, created=created, at=self.at, where="/verificationMethod")

    def _remarks_on_key(self, proof: Mapping[str, Any], key: ResolvedKey) -> tuple[Problem, ...]:
        created = _time(proof, "created") if "created" in proof else None
        return remarks_on_window(key, created=created, at=self.at, where="/verificationMethod")

    def _fits(
        self,
        proof: Mapping[str, Any],
        suite: Cryptosuite,
        previous: tuple[int, ...],
        key: ResolvedKey,
    ) -> bool:
        options = {name: value for name, value in proof.items() if name != suite.value}
        unsecured = self._unsecured(previous)
        if suite.injects_context:
            if "@context" in options:
                detail = "The proof brings a context of its own."
                raise _refused(problems.CONTEXT_UNKNOWN, detail, "/@context")
            options["@context"] = self.document.get("@context")
        elif "@context" in options:
            unsecured["@context"] = self._first_contexts(options["@context"])
        kind, value = key.public_key.kind, proof.get(suite.value)
        for number, canonicalizer in enumerate(self.canonicalizers):
            try:
                if suite.is_derived is not None:
                    if suite.is_derived(unsecured, options, value, key.public_key, canonicalizer):
                        return True
                    continue
                # VC-DI-EDDSA, section 3.2.4: the options come before the document
                data = suite.digest(options, kind, canonicalizer) + self._document_digest(
                    unsecured, suite, kind, number, previous
                )
            except MalformedDocument:
                if number == 0:
                    raise
                continue
            if suite.is_signed_by(key.public_key, value, data):
                return True
            if not suite.injects_context:
                return False  # contexts mean nothing to these suites
        return False

    def _unsecured(self, previous: tuple[int, ...]) -> dict[str, Any]:
        unsecured = {name: value for name, value in self.document.items() if name != "proof"}
        if previous:
            unsecured["proof"] = [self.document["proof"][number] for number in previous]
        return unsecured

    def _first_contexts(self, named: Any) -> Any:
        """Return the contexts that a JCS proof names, if the document begins with them.

        Spec: https://www.w3.org/TR/vc-di-eddsa/#verify-proof-eddsa-jcs-2022
        """
        contexts = self.document.get("@context")
        first = named if isinstance(named, list) else [named]
        every = contexts if isinstance(contexts, list) else [contexts]
        if every[: len(first)] != first:
            detail = "The document does not begin with the contexts that the proof names."
            raise _refused(problems.PROOF_INVALID, detail, "/@context")
        return named

    def _document_digest(
        self,
        unsecured: Mapping[str, Any],
        suite: Cryptosuite,
        kind: KeyKind,
        number: int,
        previous: tuple[int, ...],
    ) -> bytes:
        if not suite.injects_context:
            return suite.digest(unsecured, kind, self.canonicalizers[number])
        place = (HASHES[kind], number, previous)
        digest = self._digests.get(place)
        if digest is None:
            if place != ("sha256", 0, ()):
                self.canonicalizers[number].spend(self.statements)
            digest = suite.digest(unsecured, kind, self.canonicalizers[number])
            self._digests[place] = digest
        return digest


def _names_another(proof: Any, signer: str) -> bool:
    method = proof.get("verificationMethod") if isinstance(proof, Mapping) else None
    return isinstance(method, str) and method.partition("#")[0] != signer


def _remarks(suite: Cryptosuite) -> tuple[Problem, ...]:
    """Return what deserves attention although the proof fits."""
    if suite.is_derived is None:
        return ()
    detail = (
        "The holder shows a part of what the issuer signed. What the issuer did not make "
        "mandatory may be left out, a status or an end among it."
    )
    return (Problem(problems.PROOF_PARTIAL, detail, severity=Severity.WARNING),)


def _previous(proofs: list[Any], number: int) -> tuple[int, ...]:
    """Return the positions of the proofs that a proof names as made before it."""
    named = proofs[number].get("previousProof")
    if named is None:
        return ()
    wanted = named if isinstance(named, list) else [named]
    positions = []
    for name in wanted:
        found = [
            position
            for position, proof in enumerate(proofs)
            if position != number and isinstance(proof, Mapping) and proof.get("id") == name
        ]
        if not isinstance(name, str) or len(found) != 1:
            raise _refused(
                problems.PROOF_INVALID,
                "The proof builds on an earlier proof that is not there.",
                "/previousProof",
            )
        positions += found
    return tuple(positions)


def _has_no_zone(text: str) -> bool:
    moment = date_time_of(text)
    return moment is not None and moment.tzinfo is None


def _time(proof: Mapping[str, Any], name: str) -> datetime:
    return read_timestamp(proof[name], where=f"/{name}")


def _refused(kind: problems.ProblemType, detail: str, where: str) -> MalformedDocument:
    return MalformedDocument(Problem(kind, detail, where))


def _failed(kind: problems.ProblemType, detail: str) -> ProofFinding:
    return ProofFinding(Outcome.FAILED, (Problem(kind, detail),))


def _placed(finding: ProofFinding, place: str) -> ProofFinding:
    """Return a finding whose pointers start at the document instead of at the proof."""
    moved = (replace(problem, pointer=place + problem.pointer) for problem in finding.problems)
    return replace(finding, problems=tuple(moved))


def _failure(findings: list[ProofFinding]) -> str:
    """Return the sentence of a failed check: the signature is blamed only where it is at fault."""
    kinds = {
        problem.type
        for finding in findings
        if finding.outcome is Outcome.FAILED
        for problem in finding.problems
    }
    if kinds == {problems.NOT_YET_VALID}:
        return "It was not signed yet at the moment asked about."
    if kinds and kinds <= _NOT_THE_SIGNATURE:
        return "The proof cannot be relied on."
    return "The signature does not hold."


def nobody_signed() -> Check:
    """Return the check of proofs for a document that carries none."""
    problem = Problem(
        problems.PROOF_MISSING, "There is no proof at the top of the document.", "/proof"
    )
    return Check(NAME, Outcome.FAILED, "Nobody signed this document.", (problem,))


def _together(
    findings: list[ProofFinding], *, may_be_unchecked: bool
) -> tuple[Check, ResolvedKey | None]:
    good = [finding for finding in findings if finding.outcome is Outcome.PASSED]
    unchecked = [finding for finding in findings if finding.outcome is Outcome.NOT_DECLARED]
    found = tuple(problem for finding in findings for problem in finding.problems)
    is_unheard_of = not good and any(not finding.is_specified for finding in unchecked)
    if is_unheard_of or any(finding.outcome is Outcome.FAILED for finding in findings):
        return Check(NAME, Outcome.FAILED, _failure(findings), found), None
    if any(finding.outcome is Outcome.UNKNOWN for finding in findings) or not good:
        return Check(NAME, Outcome.UNKNOWN, "The signature could not be checked.", found), None
    if not all(_may_stand(one, may_be_unchecked=may_be_unchecked) for one in unchecked):
        sentence = "One signature holds. Another proof beside it could not be checked."
        return Check(NAME, Outcome.UNKNOWN, sentence, found), None
    if unchecked:
        found = tuple(replace(problem, severity=Severity.WARNING) for problem in found)
    sentence = "The document says exactly what the holder of the key signed."
    return Check(NAME, Outcome.PASSED, sentence, found), good[0].key


def _may_stand(unchecked: ProofFinding, *, may_be_unchecked: bool) -> bool:
    """Say whether a proof that was not checked takes nothing away from one that holds."""
    return unchecked.is_of_another or (unchecked.is_specified and may_be_unchecked)
