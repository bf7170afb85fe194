"""Put every suite and format before every peer that reads it, and the reverse; write the page.

    scripts/interop.py docs/interop.md

Each answer must be the one expected: yes, or a "no" whose reason `tests/interop/refusals.py`
gives. Each yes is asked for together with a copy that somebody changed, which must be refused.
Where an answer differs, nothing is written, and the answer is 1.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from laurea.credentials.errors import LaureaError  # noqa: E402 - the path is set above
from laurea.credentials.received import read_received  # noqa: E402
from laurea.credentials.report import Verdict  # noqa: E402
from laurea.credentials.verify import verify  # noqa: E402
from tests.interop.conftest import install  # noqa: E402
from tests.interop.formats import made  # noqa: E402
from tests.interop.issuers import ISSUERS, OFFERED  # noqa: E402
from tests.interop.peers import SCHEMA, Web, WebResolver, stop_node  # noqa: E402
from tests.interop.readers import CLAIMED, READERS  # noqa: E402
from tests.interop.refusals import HERE, REFUSALS, THERE  # noqa: E402

ANY_OBJECT = {"$schema": "https://json-schema.org/draft/2019-09/schema", "type": "object"}
"""Stands for the schema of 1EdTech that a peer names; what it asks is checked here anyway."""
PURPOSES = {
    "@digitalcredentials/verifier-core": "the verifier of the Digital Credentials Consortium",
    "@digitalbazaar/vc": "with the cryptosuites and the status lists of Digital Bazaar",
    "openvc-core": "Verifiable Credentials in Python",
    "openbadgeslib": "Open Badges in Python",
    "jose": "JSON Web Signatures in JavaScript; it looks at signatures only",
    "joserfc": "JSON Web Signatures in Python; it looks at signatures only",
    "sd-jwt": "SD-JWT in Python, by the Open Wallet Foundation; it looks at signatures only",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One cell: who answered about which row in which direction; None is a yes."""

    peer: str
    row: str
    direction: str
    against: str | None


def main() -> int:
    """Ask, compare, write."""
    install()
    answers = [*_read_there(), *_read_here()]
    stop_node()
    wrong = list(_unexpected(answers))
    for line in wrong:
        print(line, file=sys.stderr)
    if not wrong:
        target = Path(sys.argv[1])
        target.write_text(page(answers, datetime.now(UTC).date().isoformat()), "utf-8")
        yes = sum(each.against is None for each in answers)
        print(f"{yes} yes and {len(answers) - yes} no, as expected: {target}")
    return int(bool(wrong))


def _read_there() -> Iterator[Answer]:
    for row in made():
        for peer, read in READERS.items():
            if row.name in CLAIMED[peer]:
                good, changed = read(row, [row.content, row.changed])
                yield Answer(peer, row.name, THERE, good or _taken(changed is None))


def _read_here() -> Iterator[Answer]:
    for row in made():
        for peer, issue in ISSUERS.items():
            if row.name in OFFERED[peer]:
                good, changed, web = issue(row)
                found = _judged_here(good, web)
                is_taken = _judged_here(changed, web) is None
                yield Answer(peer, row.name, HERE, found or _taken(is_taken))


def _taken(is_taken: bool) -> str | None:  # noqa: FBT001 - says what the name says
    return "a changed copy was taken for true" if is_taken else None


def _judged_here(content: bytes, web: Web) -> str | None:
    resolver = WebResolver({**web, SCHEMA: ANY_OBJECT}, [])
    try:
        received = read_received(content)
        report = verify(received.document, at=datetime.now(UTC), resolver=resolver)
    except LaureaError as error:
        return f"{error.problem.type.slug}: {error.problem.detail}"
    if report.verdict is Verdict.VALID:
        return None
    return "; ".join(f"{each.type.slug}: {each.detail}" for each in report.problems())


def _unexpected(answers: list[Answer]) -> Iterator[str]:
    expected = {(each.peer, each.row, each.direction): each for each in REFUSALS}
    for each in answers:
        refusal = expected.pop((each.peer, each.row, each.direction), None)
        what = f"{each.peer} on {each.row}, {each.direction}"
        if refusal is None and each.against is not None:
            yield f"{what}: {each.against}"
        elif refusal is not None and each.against is None:
            yield f"{what}: fits now; take it out of the refusals"
        elif refusal is not None and refusal.says not in str(each.against):
            yield f"{what}: another reason than the one given: {each.against}"
    for peer, row, direction in expected:
        yield f"{peer} on {row}, {direction}: a refusal about something that is not asked"


# the page ---------------------------------------------------------------------------------------

_INTRODUCTION = """\
# Who reads what

Laurea beside other people's software: every suite and format that Laurea creates, put before every
peer that reads it, and the reverse. The page is written by `make interop`, from the answers of the
programs themselves, none of which has a network.

A **yes** stands where the peer takes a credential for true and refuses a copy in which one letter
was changed; in the rows of status lists, where it takes one that is held and refuses one that was
withdrawn. A **no** has its reason below. A dash stands where the peer does not offer the format.
Issuers are known by `did:key`; `openbadgeslib`, `jose`, `joserfc` and `sd-jwt` are given the key of
a token. The schema of 1EdTech that `openbadgeslib` names is not fetched: one that any object fits
stands in its place.
"""


def page(answers: list[Answer], day: str) -> str:
    """Return the page in Markdown."""
    reasons: list[str] = []
    tables = "\n".join(
        f"## {direction[0].upper()}{direction[1:]}\n\n{_table(answers, direction, reasons)}"
        for direction in (THERE, HERE)
    )
    notes = "\n".join(f"{number}. {reason}." for number, reason in enumerate(reasons, 1))
    return (
        f"{_INTRODUCTION}\n{tables}\n## The reasons\n\n{notes}\n\n"
        f"## The peers\n\nAsked on {day}, with Laurea {version('laurea')}.\n\n{_versions()}\n"
    )


def _table(answers: list[Answer], direction: str, reasons: list[str]) -> str:
    found = {(each.row, each.peer): each for each in answers if each.direction == direction}
    peers = [peer for peer in READERS if any(peer == name for _, name in found)]
    lines = [
        f"| | {' | '.join(f'`{peer}`' for peer in peers)} |",
        "| --- " * (len(peers) + 1) + "|",
    ]
    for row in made():
        if any(name == row.name for name, _ in found):
            cells = (_cell(found.get((row.name, peer)), reasons) for peer in peers)
            lines.append(f"| {row.name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(answer: Answer | None, reasons: list[str]) -> str:
    if answer is None:
        return "\N{EN DASH}"
    if answer.against is None:
        return "yes"
    (reason,) = {
        f"`{each.peer}` {each.reason}"
        for each in REFUSALS
        if (each.peer, each.row, each.direction) == (answer.peer, answer.row, answer.direction)
    }
    if reason not in reasons:
        reasons.append(reason)
    return f"no ({reasons.index(reason) + 1})"


def versions() -> dict[str, str]:
    """Return the version of each peer: of packages for Node from their lock."""
    lock = json.loads((ROOT / "tests/interop/package-lock.json").read_text("utf-8"))["packages"]
    return {
        peer: lock.get(f"node_modules/{peer}", {}).get("version") or version(peer)
        for peer in READERS
    }


def _versions() -> str:
    lines = ["| Peer | Version | What it is |", "| --- | --- | --- |"]
    lines += [f"| `{peer}` | {it} | {PURPOSES[peer]} |" for peer, it in versions().items()]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
