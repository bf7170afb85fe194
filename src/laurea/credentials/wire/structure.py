"""The structural check: does a document have the shape that its specification's tables ask for.

- What is missing, of the wrong kind or out of range is reported, each with a JSON Pointer.
  Properties that the tables do not know are the affair of JSON-LD's safe mode.
- JSON-LD lets a single value stand for an array of one, so that is accepted. The reverse is not:
  where one value is allowed, an array is refused.
- Where verifiers at large accept what the letter of the tables forbids, the problem is a warning.

The tables are compiled once: each property to one call, each class to one loop.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from laurea.credentials.errors import LimitExceeded
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.problems import (
    FORMAT_UNKNOWN,
    LIMIT,
    MISSING_VALUE,
    PROOF_MISSING,
    Problem,
    Severity,
)
from laurea.credentials.properties import is_compact_jws
from laurea.credentials.wire import ob3_tables, vc_tables
from laurea.credentials.wire.cross_checks import CROSS_CHECKS
from laurea.credentials.wire.detect import detect_format, is_version_1
from laurea.credentials.wire.findings import Findings, Path
from laurea.credentials.wire.kinds import TYPE, Scalar, is_absolute_iri
from laurea.credentials.wire.ob2_tables import OB2_CLASSES, OB2_DOCUMENTS
from laurea.credentials.wire.table import ClassTable, Of, Property

_Check: TypeAlias = Callable[[Any, Path, Findings], None]


def check_structure(
    document: Mapping[str, Any], *, limits: Limits = DEFAULT_LIMITS
) -> tuple[Problem, ...]:
    """Return what is wrong with the structure of a credential, in the order of the document.

    Args:
        document: a credential as `read_object` returns it, of Open Badges 3.0 or of the
            Verifiable Credentials Data Model 2.0 or 1.1. A CLR is checked as a credential only.
        limits: `proofs`, `nested_credentials` and `nested_depth` count here.

    Returns:
        The problems, `missing-value`, `malformed-value`, `range`, `proof-missing` or
        `format-unknown`; warnings among them. A missing `proof` is none: the check of proofs
        says so.

    Raises:
        LimitExceeded: more proofs or credentials inside than the limits allow.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#data-models

    >>> [
    ...     problem.pointer
    ...     for problem in check_structure(
    ...         {
    ...             "@context": "https://www.w3.org/ns/credentials/v2",
    ...             "type": "VerifiableCredential",
    ...             "issuer": "did:example:a",
    ...             "credentialSubject": {"id": "b"},
    ...         }
    ...     )
    ... ]
    ['/credentialSubject/id']
    """
    rules = _DOCUMENTS.get((detect_format(document), is_version_1(document)))
    if rules is None:
        return (
            Problem(
                FORMAT_UNKNOWN,
                'The "type" names no credential of Open Badges 3.0 or of the W3C.',
            ),
        )
    return _findings_of(rules, document, limits)


def table_of(document: Mapping[str, Any]) -> ClassTable | None:
    """Return the table of the format that a document claims to be of; None if it has none."""
    rules = _DOCUMENTS.get((detect_format(document), is_version_1(document)))
    return None if rules is None else rules.table


def check_object(
    value: Mapping[str, Any], class_name: str, *, limits: Limits = DEFAULT_LIMITS
) -> tuple[Problem, ...]:
    """Return what is wrong with the structure of one object of a class, such as an `Achievement`.

    Raises:
        LimitExceeded: as `check_structure`.
        KeyError: there is no such class.

    >>> [problem.detail for problem in check_object({"type": "Profile"}, "Profile")]
    ['The property "id" is missing here.']
    """
    return _findings_of(_RULES[class_name], value, limits)


def check_open_badges_2(
    value: Mapping[str, Any],
    class_name: str,
    *,
    is_old: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[Problem, ...]:
    """Return what is wrong with the structure of an object of Open Badges 1 or 2.

    Args:
        value: the object in the words of 2.0, as `ob2.plain` returns it.
        class_name: the class it must be of.
        is_old: whether it is older than 2.0, which asks for less.
        limits: the limits in force.

    Raises:
        LimitExceeded: as `check_structure`.
        KeyError: there is no such class.
    """
    rules = _OB2_DOCUMENTS.get((class_name, is_old)) or _OB2_RULES[class_name]
    return _findings_of(rules, value, limits)


def _findings_of(rules: _Rules, value: Mapping[str, Any], limits: Limits) -> tuple[Problem, ...]:
    findings = Findings(limits)
    try:
        rules.check(value, None, findings)
    except RecursionError:
        # Deeper than any document that `read_json` lets through.
        raise LimitExceeded(Problem(LIMIT, "The document is nested too deep.")) from None
    return tuple(findings.problems)


class _Rules:
    """One table compiled: what is asked of each property, by its name."""

    def __init__(self, table: ClassTable) -> None:
        self.table = table
        self.scalars: dict[str, Callable[[Any], Any]] = {}
        self.checks: dict[str, _Check] = {}
        self.required = frozenset(row.name for row in table.properties if row.is_required)
        self.kinds = {row.name: row.kind for row in table.properties}
        self.cross_check = CROSS_CHECKS.get(table.name)

    def compile(self, classes: Mapping[str, _Rules]) -> None:
        for row in self.table.properties:
            if row.name == "proof":
                self.checks[row.name] = _check_of_proofs(
                    classes["Proof"], classes["ChainedProof2021"]
                )
            elif isinstance(row.kind, Of):
                self.checks[row.name] = _check_of_objects(row, row.kind, classes)
            elif row.kind is TYPE:
                self.checks[row.name] = _check_of_types(self.table.types)
            elif row.is_many:
                self.checks[row.name] = _check_of_values(row, row.kind)
            else:
                self.scalars[row.name] = row.kind.holds

    def check(self, value: Any, path: Path, findings: Findings) -> None:
        if not isinstance(value, dict):
            self._refuse(value, path, findings)
            return
        scalars, checks = self.scalars, self.checks
        for name, item in value.items():
            holds = scalars.get(name)
            if holds is not None:
                if not holds(item):
                    _add_malformed(self.kinds[name], item, (path, name), findings)
            elif name in checks:
                checks[name](item, (path, name), findings)
            elif item is None or (isinstance(item, list) and _says_nothing(item)):
                # JSON-LD drops it: whoever reads it here, no signature covers it.
                findings.add_malformed(item, "something that can be signed", (path, name))
        if not self.required <= value.keys():
            for name in sorted(self.required - value.keys()):
                findings.add_missing(name, path)
        if self.cross_check is not None:
            self.cross_check(value, path, findings)

    def _refuse(self, value: Any, path: Path, findings: Findings) -> None:
        name = self.table.name
        if isinstance(value, list):
            findings.add_malformed(value, f"one object of class {name}", path)
        else:
            findings.add_malformed(value, f"an object of class {name}", path)


def _says_nothing(values: list[Any]) -> bool:
    return any(value is None or isinstance(value, list) for value in values)


def _add_malformed(kind: Any, value: Any, path: Path, findings: Findings) -> None:
    alone = "one value, " if isinstance(value, list) else ""
    findings.add_malformed(value, alone + kind.expected, path, kind.severity)


def _check_of_values(row: Property, kind: Scalar) -> _Check:
    """Return the check of a property that may have several single values."""
    holds = kind.holds

    def check(value: Any, path: Path, findings: Findings) -> None:
        if not isinstance(value, list):
            if not holds(value):
                findings.add_malformed(value, kind.expected, path, kind.severity)
            return
        if not value and not row.may_be_empty:
            findings.add(MISSING_VALUE, "The array is empty.", path)
        for index, item in enumerate(value):
            if not holds(item):
                findings.add_malformed(item, kind.expected, (path, index), kind.severity)

    return check


def _check_of_types(types: tuple[frozenset[str], ...]) -> _Check:
    """Return the check of `type`: strings, with at least one of each set in `types`."""

    def check(value: Any, path: Path, findings: Findings) -> None:
        names = value if isinstance(value, list) else [value]
        if not names:
            findings.add(MISSING_VALUE, "The array is empty.", path)
        elif not all(isinstance(name, str) and name for name in names):
            findings.add_malformed(value, "a string, or an array of strings", path)
        else:
            for alternatives in types:
                if alternatives.isdisjoint(names):
                    wanted = " or ".join(f'"{name}"' for name in sorted(alternatives))
                    findings.add_malformed(
                        names[0] if len(names) == 1 else value, f"or contain {wanted}", path
                    )

    return check


def _check_of_objects(row: Property, kind: Of, classes: Mapping[str, _Rules]) -> _Check:
    """Return the check of a property whose values are objects of a class."""
    check_one = _check_of_one(kind, classes)
    if not row.is_many:
        return check_one

    def check_each(value: Any, path: Path, findings: Findings) -> None:
        if not isinstance(value, list):
            check_one(value, path, findings)
            return
        if not value and not row.may_be_empty:
            findings.add(MISSING_VALUE, "The array is empty.", path)
        for index, item in enumerate(value):
            check_one(item, (path, index), findings)

    return check_each


def _check_of_one(kind: Of, classes: Mapping[str, _Rules]) -> _Check:
    check_object = classes[kind.class_name].check
    if kind.class_name == "EndorsementCredential":
        return _check_nested_endorsement
    if kind.class_name == "PresentedCredential":
        return _check_presented
    if not kind.or_iri and not kind.lenient:
        return check_object

    def check(value: Any, path: Path, findings: Findings) -> None:
        if not isinstance(value, str):
            check_object(value, path, findings)
        elif not is_absolute_iri(value):
            findings.add_malformed(value, f"an absolute IRI, or a {kind.class_name}", path)
        elif kind.lenient:
            findings.add_malformed(
                value, f"an object of class {kind.class_name}", path, Severity.WARNING
            )

    return check


def _check_nested_endorsement(value: Any, path: Path, findings: Findings) -> None:
    findings.enter_credential(path)
    is_old = isinstance(value, dict) and is_version_1(value)
    _DOCUMENTS["ob3-endorsement", is_old].check(value, path, findings)
    findings.leave_credential()


def _check_presented(value: Any, path: Path, findings: Findings) -> None:
    if isinstance(value, str) and is_compact_jws(value.partition("~")[0]):
        return
    if not isinstance(value, dict):
        findings.add_malformed(value, "a credential", path)
        return
    kind = detect_format(value)
    if kind == "enveloped":
        return
    rules = _DOCUMENTS.get((kind, is_version_1(value)))
    if rules is None or kind == "presentation":
        findings.add_malformed(value, "a credential of a known format", path)
        return
    findings.enter_credential(path)
    rules.check(value, path, findings)
    findings.leave_credential()


def _check_of_proofs(plain: _Rules, chained: _Rules) -> _Check:
    def check_one(value: Any, path: Path, findings: Findings) -> None:
        is_chained = isinstance(value, dict) and value.get("type") == chained.table.name
        (chained if is_chained else plain).check(value, path, findings)

    def check(value: Any, path: Path, findings: Findings) -> None:
        if isinstance(value, dict):
            check_one(value, path, findings)
        elif not isinstance(value, list) or not value:
            findings.add(PROOF_MISSING, "This must be a proof, or an array of proofs.", path)
        else:
            findings.count_proofs(len(value), path)
            for index, item in enumerate(value):
                check_one(item, (path, index), findings)

    return check


def _compiled(tables: Mapping[Any, ClassTable], classes: Mapping[str, _Rules]) -> dict[Any, _Rules]:
    rules = {name: _Rules(table) for name, table in tables.items()}
    for each in rules.values():
        each.compile(classes or rules)
    return rules


_RULES: Final[dict[str, _Rules]] = _compiled(ob3_tables.CLASSES, {})
_DOCUMENTS: Final[dict[tuple[str, bool], _Rules]] = _compiled(
    {
        ("ob3-achievement", False): ob3_tables.ACHIEVEMENT_CREDENTIAL,
        ("ob3-achievement", True): ob3_tables.ACHIEVEMENT_CREDENTIAL_V1,
        ("ob3-endorsement", False): ob3_tables.ENDORSEMENT_CREDENTIAL,
        ("ob3-endorsement", True): ob3_tables.ENDORSEMENT_CREDENTIAL_V1,
        ("clr2", False): vc_tables.VERIFIABLE_CREDENTIAL,
        ("clr2", True): vc_tables.VERIFIABLE_CREDENTIAL_V1,
        ("vc2", False): vc_tables.VERIFIABLE_CREDENTIAL,
        ("vc1", True): vc_tables.VERIFIABLE_CREDENTIAL_V1,
        ("presentation", False): vc_tables.VERIFIABLE_PRESENTATION,
        ("presentation", True): vc_tables.VERIFIABLE_PRESENTATION,
        ("status-list", False): vc_tables.STATUS_LIST_CREDENTIAL,
        ("status-list", True): vc_tables.STATUS_LIST_CREDENTIAL_V1,
    },
    _RULES,
)
_OB2_RULES: Final[dict[str, _Rules]] = _compiled(OB2_CLASSES, {})
_OB2_DOCUMENTS: Final[dict[tuple[str, bool], _Rules]] = _compiled(OB2_DOCUMENTS, _OB2_RULES)
