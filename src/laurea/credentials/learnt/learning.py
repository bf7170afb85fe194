"""Making a form out of one document that was verified in full and found good.

Which strings may vary is decided by where they stand. Each is replaced by a marker, the marked
document is canonicalised once, and what the markers become is where later strings are filled in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from laurea.credentials.canon import Canonicalizer
from laurea.credentials.canon.blocks import NotPlanned
from laurea.credentials.canon.pieces import several
from laurea.credentials.canon.plan import CanonicalPlan
from laurea.credentials.embedded import CREDENTIALS
from laurea.credentials.errors import LaureaError
from laurea.credentials.learnt.form import Lexical, Reporting, Roles, SignedForm
from laurea.credentials.learnt.text import JsonPath, Piece, pieces_of
from laurea.credentials.proofs import ecdsa_rdfc_2019, eddsa_rdfc_2022
from laurea.credentials.proofs.suites import suite_of
from laurea.credentials.report import Outcome, Verdict, VerificationReport
from laurea.credentials.wire.detect import is_version_1
from laurea.credentials.wire.kinds import DATE_TIME, TIMESTAMP, is_absolute_iri
from laurea.credentials.wire.text_kinds import Holds, NoTable, holds_at

_MARKER: Final = "urn:laurea-slot:{digest}:{number}:"
FORMATS: Final = frozenset({"ob3-achievement", "vc2"})
"""The formats of documents that forms are made of."""
_SUITES: Final = (eddsa_rdfc_2022.SUITE, ecdsa_rdfc_2019.SUITE)
_NOT_LEARNT: Final = frozenset(CREDENTIALS) | {"issuanceDate", "expirationDate", "refreshService"}
"""Properties that ask for more than a form does."""
_PROOF: Final = frozenset(
    "type id created verificationMethod cryptosuite proofPurpose proofValue".split()
)
"""What a proof of a form may say; anything else asks for more than a form does."""
_IN_FORCE: Final = ("credentialStatus", "credentialSchema", "relatedResource")
_FIXED_IN_PROOF: Final = frozenset({"type", "cryptosuite", "proofPurpose"})
_OF_THE_AWARD: Final = frozenset(
    "id validFrom validUntil awardedDate evidence credentialStatus jti sub nbf exp iat".split()
)
_FIXED_IN_AWARD: Final = frozenset({"identityType", "resultDescription"})
"""What awards of one achievement hardly ever differ in."""
_KEPT_BLOCKS: Final = 128
_PROOF_VALUE: Final = ("proof", "proofValue")
_FIRST: Final = ["structure", "terms", "proof", "validity", "status", "schema"]

IsVarying = Callable[[JsonPath], bool]


class NotLearnt(Exception):
    """Nothing is learnt from this document."""


@dataclass(frozen=True, slots=True)
class Specimen:
    """A document that was verified in full: its text, its JSON, what was found."""

    text: bytes
    document: Mapping[str, Any]
    report: VerificationReport


def is_varying_anywhere(path: JsonPath) -> bool:
    """Say whether the string at a place may be another in a document of the same structure."""
    if any(isinstance(part, str) and (part == "type" or part[:1] == "@") for part in path):
        return False
    return path[0] != "proof" or path[-1] not in _FIXED_IN_PROOF


def is_of_award(path: JsonPath) -> bool:
    """Say whether the string at a place varies between credentials of one achievement.

    >>> is_of_award(("credentialSubject", "result", 0, "value")), is_of_award(("issuer", "name"))
    (True, False)
    """
    if not is_varying_anywhere(path):
        return False
    if path[0] == "proof":
        return path[-1] in ("created", "proofValue")
    if path[0] == "credentialSubject":
        return path[1:2] != ("achievement",) and path[-1] not in _FIXED_IN_AWARD
    return path[0] in _OF_THE_AWARD


@dataclass(frozen=True, slots=True)
class Slots:
    """The pieces of a text that vary, with what has a role although it does not.

    A role is the position of a value among the varying ones and the constants behind them.
    """

    document: Mapping[str, Any]
    varying: Sequence[Piece]
    constants: list[bytes]

    def role(self, *path: str) -> int | None:
        """Return the position of a string by its path, or None if there is none."""
        value: Any = self.document
        for part in path:
            if not isinstance(value, Mapping) or part not in value:
                return None
            value = value[part]
        if not isinstance(value, str):
            return None
        for number, piece in enumerate(self.varying):
            if piece.path == path:
                return number
        self.constants.append(value.encode())
        return len(self.varying) + len(self.constants) - 1

    def required(self, *path: str) -> int:
        """Return the position of a string that must be there."""
        found = self.role(*path)
        if found is None:
            raise NotLearnt
        return found


def signed_form(
    specimen: Specimen, is_varying: IsVarying, canonicalizer: Canonicalizer
) -> tuple[SignedForm, list[Piece]]:
    """Return the form of a document with a proof inside, and the pieces that vary in it.

    Raises:
        NotLearnt: it is of a kind that no form can be made of.
    """
    document, proof = specimen.document, specimen.document.get("proof")
    require_plain(specimen)
    if not isinstance(proof, dict) or not proof.keys() <= _PROOF:
        raise NotLearnt
    suite = suite_of(proof)
    if suite is None or suite not in _SUITES:
        raise NotLearnt
    varying = varying_in(specimen.text, is_varying)
    slots = Slots(document, varying, [])
    marked = Marked(document, varying, canonicalizer)
    of_proof = [n for n, piece in enumerate(varying) if piece.path[0] == "proof" != piece.path[-1]]
    of_options = [n for n in of_proof if varying[n].path != _PROOF_VALUE]
    of_document = [n for n in range(len(varying)) if n not in of_proof]
    options = {**marked.document.pop("proof"), "@context": document["@context"]}
    del options["proofValue"]
    document_plan = marked.plan(marked.document, of_document)
    options_plan = marked.plan(options, of_options)
    iris = {*iris_of(document_plan, of_document), *iris_of(options_plan, of_options)}
    form = SignedForm(
        suite=suite,
        reporting=reporting_of(specimen, slots),
        lexical=lexical_of(document, varying, iris),
        document=several(of_document),
        document_plan=document_plan,
        options=several(of_options),
        options_plan=options_plan,
        created=slots.role("proof", "created"),
        method=slots.required("proof", "verificationMethod"),
        proof_value=slots.required(*_PROOF_VALUE),
        constants=tuple(slots.constants),
    )
    return form, varying


def require_plain(specimen: Specimen) -> None:
    """Raise `NotLearnt` where a document was not found good in every way, or asks for more."""
    document, report = specimen.document, specimen.report
    if (
        report.verdict is not Verdict.VALID
        or any(report.problems())
        or report.nested
        or report.format not in FORMATS
        or is_version_1(document)
        or not isinstance(document.get("credentialSubject"), dict)
        or [check.name for check in report.checks[: len(_FIRST)]] != _FIRST
        or any(check.outcome is not Outcome.PASSED for check in report.checks[:3])
    ):
        raise NotLearnt


def varying_in(
    text: bytes, is_varying: IsVarying, numbers: Collection[JsonPath] = ()
) -> list[Piece]:
    """Return the strings of a text that vary, and the numbers at some places.

    Raises:
        NotLearnt: the text says something that asks for more than a form does.
    """
    pieces = pieces_of(text)
    if any(piece.is_key and piece.path[-1] in _NOT_LEARNT for piece in pieces):
        raise NotLearnt
    return [
        piece
        for piece in pieces
        if not piece.is_key
        and (is_varying(piece.path) if piece.is_string else piece.path in numbers)
    ]


class Marked:
    """A document with a marker in place of each varying string.

    Pieces that stand in no part of the document, as the claims of a token do, have markers too.
    """

    def __init__(
        self, document: Mapping[str, Any], varying: Sequence[Piece], canonicalizer: Canonicalizer
    ) -> None:
        digest = hashlib.sha256(repr(document).encode(errors="replace")).hexdigest()[:16]
        self._markers = [
            _MARKER.format(digest=digest, number=number) for number in range(len(varying))
        ]
        by_path = {piece.path: marker for piece, marker in zip(varying, self._markers, strict=True)}
        self._canonicalizer = canonicalizer
        self.document: dict[str, Any] = _with_markers(dict(document), (), by_path)

    def plan(self, part: Mapping[str, Any], numbers: Sequence[int]) -> CanonicalPlan:
        """Return the canonical form of a part of the document, in which these strings vary.

        Raises:
            NotLearnt: it has none that can be filled in.
        """
        try:
            dataset = self._canonicalizer.dataset(part)
            markers = [self._markers[number] for number in numbers]
            return CanonicalPlan(dataset, markers, most_kept=_KEPT_BLOCKS)
        except (LaureaError, NotPlanned):
            raise NotLearnt from None


def _with_markers(value: Any, path: JsonPath, by_path: Mapping[JsonPath, str]) -> Any:
    if isinstance(value, dict):
        return {key: _with_markers(one, (*path, key), by_path) for key, one in value.items()}
    if isinstance(value, list):
        return [_with_markers(one, (*path, n), by_path) for n, one in enumerate(value)]
    return by_path.get(path, value)


def iris_of(plan: CanonicalPlan, numbers: Sequence[int]) -> list[int]:
    """Return which of some strings become IRIs in a plan's canonical bytes."""
    return [number for number, is_iri in zip(numbers, plan.slot_is_iri, strict=True) if is_iri]


def lexical_of(
    document: Mapping[str, Any], varying: Sequence[Piece], iris: Collection[int]
) -> Lexical:
    """Return what the varying strings must be.

    Args:
        document: the document whose format asks for it.
        varying: the pieces; those that stand outside of the document must be no more than JSON.
        iris: which of them become IRIs.
    """
    asked: list[Holds | None] = []
    for piece in varying:
        try:
            is_inside = piece.path[0] in document
            asked.append(holds_at(document, piece.path) if is_inside else None)
        except NoTable:
            raise NotLearnt from None
    moments = (TIMESTAMP.holds, DATE_TIME.holds)  # what has no zone is left to the long way
    return Lexical(
        iris=several([n for n, holds in enumerate(asked) if n in iris or holds is is_absolute_iri]),
        others=tuple(
            (n, holds)
            for n, holds in enumerate(asked)
            if holds is not None and holds is not is_absolute_iri and holds not in moments
        ),
        moments=tuple(n for n, holds in enumerate(asked) if holds in moments),
    )


def reporting_of(specimen: Specimen, slots: Slots) -> Reporting:
    """Return what the report says of every document of the form."""
    document, checks = specimen.document, specimen.report.checks
    issuer = ("issuer", "id") if isinstance(document.get("issuer"), dict) else ("issuer",)
    name = slots.role("issuer", "name")
    roles = Roles(
        issuer_id=slots.required(*issuer),
        issuer_name=slots.role("issuer", "name", "@value") if name is None else name,
        valid_from=_dated(slots, "validFrom"),
        valid_until=_dated(slots, "validUntil"),
    )
    is_more = any(name in document for name in _IN_FORCE)
    return Reporting(
        format=specimen.report.format,
        roles=roles,
        first=checks[:3],
        in_force=None if is_more else checks[4:6],
    )


def _dated(slots: Slots, name: str) -> int | None:
    return slots.required(name) if name in slots.document else None
