"""Signing many credentials that differ only in what they say of the recipient.

A `SigningPlan` holds a template: everything that one achievement's credentials have in common.
Each award adds an overlay: its id, dates, recipient, results, evidence, status entry. Overlays
of the same shape share one canonical plan and one JSON skeleton, so that issuing comes down to
filling in strings, hashing and signing. Whatever a plan cannot do exactly is done in full, and
a sample is compared with the full algorithm before anything is signed.

- What the overlay says wins over the template, key by key, at the top and in the subject.
- A row that cannot be signed becomes a problem; the others are signed.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

import orjson

from laurea.credentials.canon import Canonicalizer, bundled
from laurea.credentials.canon.pieces import Take, several
from laurea.credentials.canon.plan import CanonicalPlan, NotPlanned
from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.model.award import Award
from laurea.credentials.ports import Signer
from laurea.credentials.problems import Problem, Severity
from laurea.credentials.proofs import ecdsa_rdfc_2019, eddsa_rdfc_2022
from laurea.credentials.proofs.cryptosuite import (
    ALGORITHMS,
    HASHES,
    Cryptosuite,
    by_rdfc,
    write_proof_value,
)
from laurea.credentials.timestamps import write_timestamp
from laurea.credentials.wire.award import Shape, slots_of, write_award
from laurea.credentials.wire.structure import check_structure

_SUITES: Final = {
    KeyKind.ED25519: eddsa_rdfc_2022.SUITE,
    KeyKind.P256: ecdsa_rdfc_2019.SUITE,
    KeyKind.P384: ecdsa_rdfc_2019.SUITE,
}
"""By which suite a key of each kind signs, where none is asked for."""
_KINDS: Final = {ALGORITHMS[kind]: kind for kind in _SUITES}
_ORDER: Final = (
    "@context",
    "id",
    "type",
    "name",
    "description",
    "image",
    "issuer",
    "validFrom",
    "validUntil",
    "awardedDate",
    "credentialSubject",
    "evidence",
    "credentialStatus",
)
_MARKER: Final = "urn:laurea-slot:{digest}:{number}:"
_SAMPLE: Final = 512
"""One award in so many is compared with the full algorithm, and the first of each shape."""

_END: Final = b'"}}'
"""What follows a proof value, which is the last thing that a credential says."""

_MakeOverlay = Callable[[], Mapping[str, Any]]
_Slotted = tuple[Shape, list[str], _MakeOverlay, bool]
"""An award ready for a plan: its shape, its strings, how to write its overlay in full, and
whether each string is known to be of the kind asked for where it stands."""


@dataclass(frozen=True, slots=True)
class _Form:
    """What is prepared for overlays of one shape.

    `plan` is None where nothing can be. `pattern` is the JSON text up to the proof value, with
    `%b` for each slot; `get` takes what fills them from the values.
    """

    plan: CanonicalPlan | None
    pattern: bytes
    get: Take


def laid_over(template: Mapping[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a template and an overlay say together, in the order of the specification."""
    merged = {**template, **overlay}
    merged["credentialSubject"] = {
        **overlay.get("credentialSubject", {}),
        **template.get("credentialSubject", {}),
    }
    ordered = {key: merged.pop(key) for key in _ORDER if key in merged}
    return ordered | merged


class SigningPlan:
    """Signs credentials of one template, with one cryptosuite.

    Args:
        template: what all credentials have in common, as parsed JSON: `@context`, `type`,
            `issuer`, and `credentialSubject` with `type` and `achievement`.
        signer: holds the key; its algorithm is EdDSA, ES256 or ES384.
        created: the moment written into the proofs, timezone-aware.
        canonicalizer: the contexts in force.
        suite: one of `proofs.suites.SUITES`; by itself, the key's own one over N-Quads.

    Raises:
        ValueError: `created` is naive, or the suite does not work with the signer's key.
    """

    def __init__(
        self,
        template: Mapping[str, Any],
        *,
        signer: Signer,
        created: datetime,
        canonicalizer: Canonicalizer | None = None,
        suite: Cryptosuite | None = None,
    ) -> None:
        if created.tzinfo is None:
            raise ValueError("`created` must carry a time zone")
        kind = _KINDS.get(signer.algorithm)
        if kind is None or (suite is not None and kind not in suite.keys):
            raise ValueError(f"a key for {signer.algorithm} signs nothing by this cryptosuite")
        self._kind, self._suite = kind, suite or _SUITES[kind]
        # What is learnt is told apart by SHA-256, and in N-Quads.
        self._is_planned = self._suite.transform is by_rdfc and HASHES[kind] == "sha256"
        self._template = template
        self._signer = signer
        self._canonicalizer = canonicalizer or bundled()
        self._options = {
            "type": "DataIntegrityProof",
            "cryptosuite": self._suite.name,
            "created": write_timestamp(created.replace(microsecond=0)),
            "verificationMethod": signer.verification_method,
            "proofPurpose": "assertionMethod",
        }
        hashed = {**self._options, "@context": template["@context"]}
        if not self._suite.injects_context:
            self._options = hashed
        self._options_digest = self._suite.digest(hashed, kind, self._canonicalizer)
        self._forms: dict[Shape, _Form] = {}
        self._seen: set[Shape] = set()
        self._prepared = 0
        self._digest = hashlib.sha256(
            orjson.dumps(template, option=orjson.OPT_SORT_KEYS)
        ).hexdigest()[:16]

    def of_signer(self, signer: Signer) -> SigningPlan:
        """Return the plan with another signer of the same key; what was learnt is shared.

        Raises:
            ValueError: the signer has another key.
        """
        if (signer.verification_method, signer.algorithm) != (
            self._signer.verification_method,
            self._signer.algorithm,
        ):
            raise ValueError("a plan is for one key")
        plan = copy.copy(self)
        plan._signer = signer  # noqa: SLF001 - its own
        return plan

    def document(self, overlay: Mapping[str, Any]) -> dict[str, Any]:
        """Return the unsigned credential: the template with an overlay laid over it."""
        return laid_over(self._template, overlay)

    def canonical_nquads(self, overlay: Mapping[str, Any]) -> bytes:
        """Return the canonical N-Quads of one unsigned credential, by plan where there is one.

        Raises:
            MalformedDocument: the credential says something that a signature would not cover.
            LimitExceeded: the credential is too large.
        """
        shape, values = _flatten(overlay)
        form = self._forms.get(shape)
        if form is None:
            form = self._forms[shape] = self._learn(overlay)
        if form.plan is not None:
            try:
                return form.plan.canonical(values)
            except NotPlanned:
                pass
        return self._canonicalizer.nquads(self.document(overlay))

    def sign(
        self, overlays: Sequence[Mapping[str, Any]], *, reservation: str | None = None
    ) -> list[bytes | Problem]:
        """Sign one credential for each overlay.

        Args:
            overlays: what each credential says beyond the template, as parsed JSON.
            reservation: the token under which the awards were reserved, for the signer.

        Returns:
            For each overlay, in order, the signed credential as UTF-8 JSON, or the problem why
            it was not signed.
        """
        return self._sign(map(_overlay_award, overlays), reservation)

    def sign_awards(
        self, awards: Sequence[Award], *, reservation: str | None = None
    ) -> list[bytes | Problem]:
        """Sign one credential for each award; as `sign`, without writing the overlays out."""
        return self._sign(map(_slotted_award, awards), reservation)

    def _sign(self, awards: Iterable[_Slotted], reservation: str | None) -> list[bytes | Problem]:
        answers: list[bytes | Problem] = []
        data: list[bytes] = []
        for award in awards:
            try:
                text, digest = self._prepare(award)
            except LaureaError as error:
                answers.append(error.problem)
                continue
            answers.append(text)
            data.append(self._options_digest + digest)
        signatures = iter(self._signer.sign_many(data, reservation))
        return [
            b"%b%b%b" % (answer, write_proof_value(next(signatures)).encode(), _END)
            if isinstance(answer, bytes)
            else answer
            for answer in answers
        ]

    def _prepare(self, award: _Slotted) -> tuple[bytes, bytes]:
        """Return a credential up to its proof value, and the hash to be signed."""
        shape, values, overlay, is_sound = award
        self._prepared += 1
        is_sampled = self._prepared % _SAMPLE == 0
        form = self._forms.get(shape)
        if form is None:
            if shape not in self._seen:  # a plan does not pay for a single credential
                self._seen.add(shape)
                return self._in_full(overlay())
            form = self._forms[shape] = self._learn(overlay())
            is_sampled = True
        if form.plan is None:
            return self._in_full(overlay())
        try:
            written, is_plain = form.plan.written(values)
            digest = form.plan.digest_of(written)
        except NotPlanned:
            return self._in_full(overlay())
        if not is_plain:  # what an N-Quads literal need not escape, JSON need not either
            written = [orjson.dumps(value)[1:-1] for value in values]
        text = form.pattern % form.get(written)
        if is_sampled and (text, digest) != self._in_full(overlay()):
            raise AssertionError("the signing plan and the full algorithm disagree")
        if not is_sound:
            self._check_structure(self.document(overlay()))
        return text, digest

    def _in_full(self, overlay: Mapping[str, Any]) -> tuple[bytes, bytes]:
        """Do without a plan what `_prepare` does, and check the structure as well."""
        document = self.document(overlay)
        self._check_structure(document)
        digest = self._suite.digest(document, self._kind, self._canonicalizer)
        return self._text(document), digest

    def _text(self, document: Mapping[str, Any]) -> bytes:
        """Return a credential as JSON up to its proof value."""
        unsecured = {name: value for name, value in document.items() if name != "proof"}
        text = orjson.dumps({**unsecured, "proof": {**self._options, "proofValue": ""}})
        return text.removesuffix(_END)

    def _check_structure(self, document: Mapping[str, Any]) -> None:
        for problem in check_structure({**document, "proof": self._options}):
            if problem.severity is Severity.ERROR:
                raise MalformedDocument(problem)

    def _learn(self, overlay: Mapping[str, Any]) -> _Form:
        markers: list[str] = []
        marked = self.document(_mark(overlay, self._digest, markers))
        plan: CanonicalPlan | None
        try:
            dataset = self._canonicalizer.dataset(marked) if self._is_planned else None
            plan = None if dataset is None else CanonicalPlan(dataset, markers)
        except (NotPlanned, MalformedDocument):
            plan = None  # the full algorithm says what is wrong with the real document, if anything
        pattern = "|".join(f'(?<="){re.escape(marker)}(?=")' for marker in markers) or "(?!)"
        skeleton = re.split(f"({pattern})".encode(), self._text(marked))
        numbers = {marker.encode(): number for number, marker in enumerate(markers)}
        return _Form(
            plan,
            b"%b".join(part.replace(b"%", b"%%") for part in skeleton[::2]),
            several([numbers[part] for part in skeleton[1::2]]),
        )


def _overlay_award(overlay: Mapping[str, Any]) -> _Slotted:
    shape, values = _flatten(overlay)
    return shape, values, lambda: overlay, False


def _slotted_award(award: Award) -> _Slotted:
    slots = slots_of(award)
    if slots is None:
        return _overlay_award(write_award(award))
    shape, values = slots
    return shape, values, partial(write_award, award), True


def _is_fixed(key: str) -> bool:
    """Say whether the strings under a key shape the document instead of filling it."""
    return key == "type" or key.startswith("@")


def _flatten(value: Mapping[str, Any]) -> tuple[Shape, list[str]]:
    """Return the shape of an overlay, and the strings that fill it."""
    shape: list[Any] = []
    values: list[str] = []
    _gather(value, shape, values)
    return tuple(shape), values


def _gather(value: Any, shape: list[Any], values: list[str]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            shape.append(key)
            if type(inner) is str and key != "type" and key[:1] != "@":
                values.append(inner)
            elif _is_fixed(key):
                shape.append(orjson.dumps(inner))
            else:
                shape.append(1)
                _gather(inner, shape, values)
        shape.append(0)
    elif isinstance(value, list):
        shape.append(2)
        for inner in value:
            _gather(inner, shape, values)
        shape.append(3)
    elif isinstance(value, str):
        shape.append(4)
        values.append(value)
    else:
        shape.append(orjson.dumps(value))


def _mark(value: Any, digest: str, markers: list[str]) -> Any:
    """Return an overlay with a marker in place of each string that fills it."""
    if isinstance(value, dict):
        return {
            key: inner if _is_fixed(key) else _mark(inner, digest, markers)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_mark(inner, digest, markers) for inner in value]
    if isinstance(value, str):
        marker = _MARKER.format(digest=digest, number=len(markers))
        markers.append(marker)
        return marker
    return value
