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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

import orjson

from laurea.credentials.canon import Canonicalizer, bundled
from laurea.credentials.canon.blocks import NotPlanned
from laurea.credentials.canon.pieces import Take, several
from laurea.credentials.canon.plan import CanonicalPlan
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
    write_proof_values,
)
from laurea.credentials.timestamps import write_timestamp
from laurea.credentials.wire.award import AlikeAwards, Shape, alike_awards, slots_of, write_award
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
_Prepared = tuple[bytes, tuple[bytes, ...], bytes]
"""A credential with `%b` for some values and at last the proof value, those values without the
last one, and the hash to be signed."""
_ALL_WRITTEN: Final = b"%b%b" + _END
"""The former where everything up to the proof value is one value."""
_MakeOverlay = Callable[[], Mapping[str, Any]]
_Slotted = tuple[Shape, list[str], _MakeOverlay, bool]
"""An award ready for a plan: its shape, its strings, how to write its overlay in full, and
whether each string is known to be of the kind asked for where it stands."""


@dataclass(frozen=True, slots=True)
class _Form:
    """What is prepared for overlays of one shape.

    `plan` is None where nothing can be. `pattern` is the JSON text with `%b` for each slot and
    the proof value; `get` takes what fills the slots from the values.
    """

    plan: CanonicalPlan | None
    pattern: bytes
    get: Take


def demand_same_key(one: Signer, other: Signer) -> None:
    """Do nothing if two signers sign with one key by one algorithm.

    Raises:
        ValueError: they do not.
    """
    if (one.verification_method, one.algorithm) != (other.verification_method, other.algorithm):
        raise ValueError("a plan is for one key")


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
        self._compared: set[Shape] = set()
        self._prepared = 0
        self._digest = hashlib.sha256(
            orjson.dumps(template, option=orjson.OPT_SORT_KEYS)
        ).hexdigest()[:16]

    def of_signer(self, signer: Signer) -> SigningPlan:
        """Return the plan with another signer of the same key; what was learnt is shared.

        Raises:
            ValueError: the signer has another key.
        """
        demand_same_key(self._signer, signer)
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
        prepared = [self._prepared_or_problem(_overlay_award(overlay)) for overlay in overlays]
        return list(self._sign(prepared, reservation))

    def sign_awards(
        self, awards: Sequence[Award], *, reservation: str | None = None
    ) -> Iterator[bytes | Problem]:
        """Sign one credential for each award; as `sign`, without writing the overlays out.

        All are signed when this returns. Each is written when it is asked for, so that a reader
        who keeps none needs room for one.
        """
        prepared: list[_Prepared | Problem | None] = [None] * len(awards)
        for alike in alike_awards(awards):
            for number, one in self._prepare_alike(awards, alike):
                prepared[number] = one
        return self._sign(
            [
                self._prepared_or_problem(_slotted_award(award)) if one is None else one
                for award, one in zip(awards, prepared, strict=True)
            ],
            reservation,
        )

    def _sign(
        self, prepared: Sequence[_Prepared | Problem], reservation: str | None
    ) -> Iterator[bytes | Problem]:
        data = [self._options_digest + one[2] for one in prepared if isinstance(one, tuple)]
        values = iter(write_proof_values(self._signer.sign_many(data, reservation)))
        return (
            one[0] % (*one[1], next(values)) if isinstance(one, tuple) else one for one in prepared
        )

    def _prepare_alike(
        self, awards: Sequence[Award], alike: AlikeAwards
    ) -> Iterator[tuple[int, _Prepared | Problem]]:
        """Yield what is prepared side by side, for some of the awards or for none."""
        first = 0
        while alike.shape not in self._forms and first < len(alike.numbers):
            number = alike.numbers[first]
            yield number, self._prepared_or_problem(_slotted_award(awards[number]))
            first += 1
        form = self._forms.get(alike.shape)
        if form is None or form.plan is None:
            return
        try:
            prepared = _side_by_side(form, form.plan, [texts[first:] for texts in alike.columns])
        except NotPlanned:
            return
        sampled = set(range(-self._prepared % _SAMPLE, len(prepared), _SAMPLE))
        if alike.shape not in self._compared:
            self._compared.add(alike.shape)
            sampled.add(0)
        self._prepared += len(prepared)
        for place, (number, one) in enumerate(zip(alike.numbers[first:], prepared, strict=True)):
            if one is not None:
                yield number, self._compare(awards[number], one) if place in sampled else one

    def _compare(self, award: Award, prepared: _Prepared) -> _Prepared | Problem:
        """Return what was prepared, after comparing it with the full algorithm."""
        try:
            full = self._in_full(write_award(award))
        except LaureaError as error:
            return error.problem
        _require_agreement(prepared, full)
        return prepared

    def _prepared_or_problem(self, award: _Slotted) -> _Prepared | Problem:
        try:
            return self._prepare(award)
        except LaureaError as error:
            return error.problem

    def _prepare(self, award: _Slotted) -> _Prepared:
        """Return what is prepared for one award."""
        shape, values, overlay, is_sound = award
        self._prepared += 1
        form = self._forms.get(shape)
        if form is None:
            return self._prepare_first(shape, values, overlay())
        prepared = _by_plan(form, values)
        if prepared is None:
            return self._in_full(overlay())
        if self._prepared % _SAMPLE == 0:
            _require_agreement(prepared, self._in_full(overlay()))
        if not is_sound:
            self._check_structure(self.document(overlay()))
        return prepared

    def _prepare_first(
        self, shape: Shape, values: list[str], overlay: Mapping[str, Any]
    ) -> _Prepared:
        """Prepare one of the first two awards of a shape.

        What is wrong with all of them, as with the achievement, shows in full only: a shape of
        which none was prepared in full is never learnt.
        """
        full = self._in_full(overlay)
        if shape not in self._seen:  # a plan does not pay for a single credential
            self._seen.add(shape)
            return full
        form = self._learn(overlay)
        prepared = _by_plan(form, values)
        if prepared is not None:
            _require_agreement(prepared, full)
        self._forms[shape] = form
        return full

    def _in_full(self, overlay: Mapping[str, Any]) -> _Prepared:
        """Do without a plan what `_prepare` does, and check the structure as well."""
        document = self.document(overlay)
        self._check_structure(document)
        digest = self._suite.digest(document, self._kind, self._canonicalizer)
        return _ALL_WRITTEN, (self._text(document),), digest

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
            b"%b".join(part.replace(b"%", b"%%") for part in skeleton[::2]) + b"%b" + _END,
            several([numbers[part] for part in skeleton[1::2]]),
        )


def _by_plan(form: _Form, values: list[str]) -> _Prepared | None:
    """Return what is prepared for one award by plan; None where only the full algorithm can."""
    if form.plan is None:
        return None
    try:
        written, is_plain = form.plan.written(values)
        digest = form.plan.digest_of(written)
    except NotPlanned:
        return None
    if not is_plain:  # what an N-Quads literal need not escape, JSON need not either
        written = [orjson.dumps(value)[1:-1] for value in values]
    return form.pattern, form.get(written), digest


def _side_by_side(
    form: _Form, plan: CanonicalPlan, columns: Sequence[Sequence[str]]
) -> list[_Prepared | None]:
    """Return what is prepared for each row of the columns; None where only one by one can tell.

    Raises:
        NotPlanned: only one by one can tell.
    """
    written, are_plain = plan.written_columns(columns)
    rows = list(zip(*written, strict=True))
    digests = plan.digests(rows)
    if not all(are_plain):  # what an N-Quads literal need not escape, JSON need not either
        said = zip(written, are_plain, columns, strict=True)
        rows = list(
            zip(
                *(
                    values if is_plain else [orjson.dumps(text)[1:-1] for text in texts]
                    for values, is_plain, texts in said
                ),
                strict=True,
            )
        )
    return [
        None if digest is None else (form.pattern, values, digest)
        for values, digest in zip(map(form.get, rows), digests, strict=True)
    ]


def _require_agreement(prepared: _Prepared, full: _Prepared) -> None:
    """Raise an error where the plan says anything else than the full algorithm."""
    (pattern, values, digest), (full_pattern, full_values, full_digest) = prepared, full
    text, full_text = pattern % (*values, b""), full_pattern % (*full_values, b"")
    if (text, digest) != (full_text, full_digest):
        raise AssertionError("the signing plan and the full algorithm disagree")


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
