"""`laurea verify`: is each credential true, and who says so?"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from typing import Annotated, Any, Final

import orjson
import typer

from laurea.cli import console, exits, verdicts
from laurea.cli.options import JsonFlag
from laurea.cli.progress import progress
from laurea.credentials.addresses import address_refusal
from laurea.credentials.errors import LaureaError, MalformedDocument, Unavailable
from laurea.credentials.limits import DEFAULT_LIMITS
from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.ports import Resolver
from laurea.credentials.problems import FILE_UNREADABLE, Problem
from laurea.credentials.received import read_received
from laurea.credentials.report import Check, Outcome
from laurea.credentials.timestamps import read_timestamp, write_timestamp
from laurea.credentials.verify import verify as verify_document
from laurea.credentials.wire.recipient_name import read_recipient_name
from laurea.integrations.document_map import DocumentMap
from laurea.integrations.files import STANDARD_INPUT, read_file
from laurea.integrations.http.resolver import HttpsResolver
from laurea.integrations.remembered import Remembered
from laurea.integrations.swapped import expecting
from laurea.integrations.trust_registry import read_trust_registry

INVALID: Final = 1
"""At least one credential is not valid."""
INDETERMINATE: Final = 2
"""At least one could not be decided."""
UNREADABLE: Final = 3
"""At least one could not be read as a credential."""

_CODES: Final = {"valid": exits.DONE, "invalid": INVALID, "indeterminate": INDETERMINATE}
_WORST_FIRST: Final = (INVALID, UNREADABLE, INDETERMINATE, exits.DONE)
_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_ACCEPT: Final = (
    "application/vc, application/ld+json, application/json, application/vc+jwt, "
    "application/vp+jwt, application/jwt, image/png, image/svg+xml"
)  # fmt: skip
_MANY: Final = 10
"""From so many inputs on, progress is shown."""
_YEARS: Final = range(1900, 9_000)


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked of every input."""

    at: datetime
    resolver: Resolver
    is_offline: bool
    policy: VerificationPolicy
    registry: Mapping[str, str | None]


def verify(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="FILE|URL…", help="JSON, tokens, PNG or SVG pictures; - for input."),
    ],
    at: Annotated[
        str | None,
        typer.Option(metavar="RFC3339", help="The moment asked about, instead of now."),
    ] = None,
    documents: Annotated[
        str | None,
        typer.Option(
            metavar="MAP.json", help="From URL or DID to file: nothing is fetched from elsewhere."
        ),
    ] = None,
    trust: Annotated[
        list[str] | None,
        typer.Option(metavar="REGISTRY.json", help="The issuers you trust; may be repeated."),
    ] = None,
    recipient: Annotated[
        str | None,
        typer.Option(metavar="ID", help="The e-mail address or DID of the one who shows it."),
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Verify credentials: whether each is true, and who says so.

    A credential is a JSON file or a signed token (JWT), or a PNG or SVG picture that carries
    one. A presentation is verified with every credential in it. Whether it is valid and
    who vouches for it are two answers: anybody can sign, so name the issuers you trust.

    Keys and status lists are fetched over https from public hosts only; with --documents they
    come from your files and nothing is fetched at all.

    REGISTRY.json is {"issuers": [{"id": "did:web:school.example", "name": "School"}]}.
    MAP.json is {"did:web:school.example": "did.json", "https://school.example/status/1": null};
    null says that there is known to be nothing.

    Exit code 0: all are valid. 1: some are not valid. 3: some could not be read. 2: some could
    not be decided. The first of these that holds is taken. 5: nothing was verified. 64: wrong
    usage.

    \b
    Example:
      laurea verify diploma.json badge.png
      laurea verify --json --trust issuers.json --recipient mira@example.org badges/*.json
    """
    question = _question(at, documents, trust or [], recipient)
    counts: Counter[int] = Counter()
    with _progress(len(inputs)) as advance:
        for name in inputs:
            counts[_verify_one(name, question, json=json)] += 1
            advance(1)
    if not json and len(inputs) > 1:
        console.note(_summary(counts))
    raise typer.Exit(next(code for code in _WORST_FIRST if counts[code]))


def _progress(total: int) -> AbstractContextManager[Callable[[int], None]]:
    # On one terminal, a bar would stand between the lines of the answers.
    if total < _MANY or sys.stdout.isatty():
        return nullcontext(lambda _: None)
    return progress("Verifying", total)


def _question(
    at: str | None, documents: str | None, trust: Sequence[str], recipient: str | None
) -> _Question:
    registry = {key: name for path in trust for key, name in read_trust_registry(path).items()}
    email, identifier = _recipient(recipient)
    resolver: Resolver = (
        Remembered(HttpsResolver())
        if documents is None
        else DocumentMap.from_file(Path(documents))
    )  # fmt: skip
    return _Question(
        at=_moment(at),
        resolver=resolver,
        is_offline=documents is not None,
        policy=VerificationPolicy(
            trusted_issuers=frozenset(registry), expected_email=email, expected_id=identifier
        ),
        registry=registry,
    )


def _moment(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        moment = read_timestamp(text, where="")
    except MalformedDocument as error:
        raise typer.BadParameter(error.problem.detail, param_hint="--at") from None
    if moment.year not in _YEARS:
        raise typer.BadParameter("No credential is that old, or lasts so long.", param_hint="--at")
    return moment


def _recipient(text: str | None) -> tuple[str | None, str | None]:
    """Return the e-mail address or the identifier that was named, and None for the other."""
    if text is None:
        return None, None
    try:
        return read_recipient_name(text)
    except MalformedDocument as error:
        raise typer.BadParameter(error.problem.detail, param_hint="--recipient") from None


def _verify_one(name: str, question: _Question, *, json: bool) -> int:
    shown = console.printable_path(name)
    try:
        content = _content(name, question)
        with expecting("a credential", content):
            received = read_received(content)
        report = verify_document(
            received.document, at=question.at, resolver=question.resolver, policy=question.policy
        )
    except LaureaError as error:
        if json:
            _write_line(_unreadable(shown, error.problem, question))
        else:
            verdicts.print_unreadable(_in_words(shown), error.problem)
        return UNREADABLE
    if json:
        _write_line({"file": shown, **report.to_json(), **_checked_at(question)})
    else:
        verdicts.print_report(_in_words(shown), report, at=question.at, registry=question.registry)
    return _CODES[report.verdict.value]


def _in_words(name: str) -> str:
    return "standard input" if name == STANDARD_INPUT else name


def _content(name: str, question: _Question) -> bytes:
    if not _ADDRESS.match(name):
        if os.path.isdir(name):  # noqa: PTH112 - Path.is_dir raises where it may not look
            detail = f"{name} is a folder. Name the files in it: {quote(name.rstrip('/'))}/*.json"
            raise MalformedDocument(Problem(FILE_UNREADABLE, detail))
        return read_file(name, max_bytes=DEFAULT_LIMITS.image_bytes)
    refusal = None if question.is_offline else address_refusal(name)
    if refusal is not None:
        raise Unavailable(refusal)
    return question.resolver.fetch(name, accept=_ACCEPT, max_bytes=DEFAULT_LIMITS.image_bytes)


def _write_line(line: dict[str, Any]) -> None:
    try:
        console.write_json(line)
    except orjson.JSONEncodeError:
        # A sentence names a file whose name is not Unicode.
        console.write_json(_all_printable(line))


def _all_printable(value: Any) -> Any:
    if isinstance(value, str):
        return console.printable(value)
    if isinstance(value, list):
        return [_all_printable(item) for item in value]
    if isinstance(value, dict):
        return {key: _all_printable(item) for key, item in value.items()}
    return value


def _checked_at(question: _Question) -> dict[str, str]:
    return {"checked_at": write_timestamp(question.at)}


def _unreadable(name: str, problem: Problem, question: _Question) -> dict[str, Any]:
    """Return the line of an input that was not verified; its one check says why."""
    reading = Check("reading", Outcome.FAILED, "It was not read as a credential.", (problem,))
    return {
        "file": name,
        "format": "unknown",
        "verdict": "unreadable",
        "issuer": {"id": "", "name": None},
        "issuer_trust": "unproven",
        "checks": [reading.to_json()],
        **_checked_at(question),
    }


def _summary(counts: Mapping[int, int]) -> str:
    words = {
        exits.DONE: "valid",
        INVALID: "not valid",
        INDETERMINATE: "could not be decided",
        UNREADABLE: "could not be read",
    }
    parts = [f"{counts[code]:,} {word}" for code, word in words.items() if counts[code]]
    return f"{sum(counts.values()):,} looked at: {', '.join(parts)}."
