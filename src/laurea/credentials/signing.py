"""Signing many credentials that differ only in what they say of the recipient.

A `SigningPlan` holds a template: everything that one achievement's credentials have in common.
Each award adds an overlay: its id, dates, recipient, results, evidence, status entry. Overlays
of the same shape share one canonical plan and one JSON skeleton, so that issuing comes down to
filling in strings, hashing and signing. Whatever a plan cannot do exactly is done in full, and
of each batch a sample is compared with the full algorithm before anything is signed.

- What the overlay says wins over the template, key by key, at the top and in the subject.
- A row that cannot be signed becomes a problem; the others are signed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from laurea.credentials.canon import Canonicalizer, bundled
from laurea.credentials.canon.plan import CanonicalPlan, NotPlanned
from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.ports import Signer
from laurea.credentials.problems import Problem, Severity
from laurea.credentials.proofs import eddsa_rdfc_2022
from laurea.credentials.wire.structure import check_structure

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
_PROOF_SLOT: Final = "urn:laurea-slot:proof:"
_SAMPLE: Final = 256
"""One award in so many is compared with the full algorithm, and the first of each batch."""

Shape = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Form:
    """What is prepared for overlays of one shape; `plan` is None where nothing can be."""

    plan: CanonicalPlan | None
    skeleton: tuple[bytes, ...]
    slots: tuple[int, ...]


class SigningPlan:
    """Signs credentials of one template with `eddsa-rdfc-2022`.

    Args:
        template: what all credentials have in common, as parsed JSON: `@context`, `type`,
            `issuer`, and `credentialSubject` with `type` and `achievement`.
        signer: holds the key; its algorithm must be EdDSA.
        created: the moment written into the proofs, timezone-aware.
        canonicalizer: the contexts in force.

    Raises:
        ValueError: `created` is naive, or the signer's key is not for EdDSA.
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
        if signer.algorithm != eddsa_rdfc_2022.ALGORITHM:
            raise ValueError(f"{eddsa_rdfc_2022.NAME} needs a key for EdDSA")
        self._template = template
        self._signer = signer
        self._canonicalizer = canonicalizer or bundled()
        self._options = {
            "type": "DataIntegrityProof",
            "cryptosuite": eddsa_rdfc_2022.NAME,
            "created": created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "verificationMethod": signer.verification_method,
            "proofPurpose": "assertionMethod",
        }
        self._options_digest = eddsa_rdfc_2022.options_digest(
            {**self._options, "@context": template["@context"]}, self._canonicalizer
        )
        self._forms: dict[Shape, _Form] = {}
        self._digest = hashlib.sha256(
            orjson.dumps(template, option=orjson.OPT_SORT_KEYS)
        ).hexdigest()[:16]

    def document(self, overlay: Mapping[str, Any]) -> dict[str, Any]:
        """Return the unsigned credential: the template with an overlay laid over it."""
        merged = {**self._template, **overlay}
        merged["credentialSubject"] = {
            **overlay.get("credentialSubject", {}),
            **self._template.get("credentialSubject", {}),
        }
        ordered = {key: merged.pop(key) for key in _ORDER if key in merged}
        return ordered | merged

    def canonical_nquads(self, overlay: Mapping[str, Any]) -> bytes:
        """Return the canonical N-Quads of one unsigned credential, by plan where there is one.

        Raises:
            MalformedDocument: the credential says something that a signature would not cover.
            LimitExceeded: the credential is too large.
        """
        shape, values = _flatten(overlay)
        form = self._form(shape, overlay)
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
        answers: list[bytes | Problem] = []
        prepared: list[tuple[int, _Form, list[str]]] = []
        data: list[bytes] = []
        for number, overlay in enumerate(overlays):
            try:
                form, values, digest = self._prepare(overlay, sampled=number % _SAMPLE == 0)
            except LaureaError as error:
                answers.append(error.problem)
                continue
            prepared.append((number, form, values))
            data.append(self._options_digest + digest)
            answers.append(b"")
        signatures = self._signer.sign_many(data, reservation)
        for (number, form, values), signature in zip(prepared, signatures, strict=True):
            values.append(eddsa_rdfc_2022.write_proof_value(signature))
            answers[number] = _filled(form, values)
        return answers

    def _prepare(
        self, overlay: Mapping[str, Any], *, sampled: bool
    ) -> tuple[_Form, list[str], bytes]:
        shape, values = _flatten(overlay)
        form = self._forms.get(shape)
        if form is None:
            form, sampled = self._form(shape, overlay), True
        if form.plan is not None:
            try:
                digest = form.plan.digest(values)
            except NotPlanned:
                return form, values, self._full_digest(overlay)
            if sampled and digest != self._full_digest(overlay):
                raise AssertionError("the signing plan and the full algorithm disagree")
            return form, values, digest
        return form, values, self._full_digest(overlay)

    def _full_digest(self, overlay: Mapping[str, Any]) -> bytes:
        document = self.document(overlay)
        for problem in check_structure({**document, "proof": self._options}):
            if problem.severity is Severity.ERROR:
                raise MalformedDocument(problem)
        return eddsa_rdfc_2022.document_digest(document, self._canonicalizer)

    def _form(self, shape: Shape, overlay: Mapping[str, Any]) -> _Form:
        form = self._forms.get(shape)
        if form is None:
            form = self._forms[shape] = self._learn(overlay)
        return form

    def _learn(self, overlay: Mapping[str, Any]) -> _Form:
        markers: list[str] = []
        marked = self.document(_mark(overlay, self._digest, markers))
        plan: CanonicalPlan | None
        try:
            plan = CanonicalPlan(self._canonicalizer.dataset(marked), markers)
        except (NotPlanned, MalformedDocument):
            plan = None  # the full algorithm says what is wrong with the real document, if anything
        signed = {**marked, "proof": {**self._options, "proofValue": _PROOF_SLOT}}
        every = [*markers, _PROOF_SLOT]
        pattern = "|".join(f'"{re.escape(marker)}"' for marker in every)
        parts = re.split(f"({pattern})".encode(), orjson.dumps(signed))
        numbers = {f'"{marker}"'.encode(): number for number, marker in enumerate(every)}
        return _Form(plan, tuple(parts[::2]), tuple(numbers[part] for part in parts[1::2]))


def _filled(form: _Form, values: list[str]) -> bytes:
    texts = [orjson.dumps(value) for value in values]
    parts = [form.skeleton[0]]
    for slot, text in zip(form.slots, form.skeleton[1:], strict=True):
        parts.append(texts[slot])
        parts.append(text)
    return b"".join(parts)


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
