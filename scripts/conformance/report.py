"""The report: a table by kind, every case that differs, and what an option alone decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from scripts.conformance.judge import ByOption
from scripts.conformance.judged import COLUMNS, Judged

# Where the published verdict and this program differ on purpose, and why.
_REASONS: Final = {
    "presentation-context-combo2-ok": (
        "It presents a credential that nobody secured. Such a one is the holder's own claim and "
        "must name the holder as its issuer (Data Model 2.0, section 4.13.1); this one does not. "
        "The same suite calls others invalid for that."
    ),
    "clr20/simple_v1": (
        "A credential inside is signed with a key that is not its issuer's. Each credential inside "
        "is verified on its own."
    ),
    "mainnet-valid-2.0": "The profile of its issuer is not among the vectors.",
    "v2didWeb": "The did:web document is not among the vectors, so nothing is decided.",
    "lds-ed25519-2020-vp0": (
        "The holder is did:ex:12345, and the presentation is signed with a key of somebody else."
    ),
}


def report_of(
    judged: list[Judged], bare: Iterable[Judged] = (), optional: Iterable[ByOption] = ()
) -> str:
    """Return the report as Markdown: a table by kind, then every case that differs.

    `bare` is what came of the cases without any option, `optional` what an option alone made right.
    """
    counts: dict[str, Counter[str]] = {}
    for one in judged:
        counts.setdefault(one.case["kind"], Counter())[one.column] += 1
    lines = [_HEAD, "| kind | cases | " + " | ".join(COLUMNS) + " |", "| --- |" + " ---: |" * 6]
    for kind, count in sorted(counts.items()):
        cells = [str(count[column]) for column in COLUMNS]
        lines.append(f"| {kind} | {count.total()} | {' | '.join(cells)} |")
    total = sum(counts.values(), Counter[str]())
    cells = [str(total[column]) for column in COLUMNS]
    lines.append(f"| **all** | {total.total()} | {' | '.join(cells)} |")
    lines += ["", f"Right are {share_right(total):.1%} of those that the files can decide."]
    lines += ["", _without_options(Counter(one.column for one in bare))]
    lines += ["", "## The cases that differ", ""]
    differing = [one for one in judged if one.column != "right"]
    for one in sorted(differing, key=lambda one: (one.case["kind"], one.case["path"])):
        lines += _paragraph(one)
    lines += ["", "## Right only by an option", ""]
    for found in optional:
        place = f"- `{found.case['path']}`: `{found.option}`."
        lines += [f"{place} {_without(found.otherwise)}"]
    return "\n".join(lines) + "\n"


def _without_options(counts: Counter[str]) -> str:
    cells = ", ".join(f"{counts[column]} {column}" for column in COLUMNS[1:])
    return (
        f"With no option: {counts['right']} of {counts.total()} right ({cells}). "
        "These are the same files and the same clock, with the policy and the limits that `laurea "
        "verify` has by default, and with nothing filled in. European credentials that are sealed "
        "and the two Blockcerts are judged as a whole there; where the data model, a proof, a "
        "token with its key, a schema or canonical bytes are judged alone, so they are there."
    )


def _without(one: Judged) -> str:
    because = _plain(one.because or "Nothing was said against it.")
    return f"Without it the answer is {one.verdict}. {because}"


def share_right(counts: Mapping[str, int]) -> float:
    """Return how many are judged right of the cases that the files can decide, in [0, 1]."""
    decidable = sum(counts.values()) - counts["beyond the files"]
    return counts["right"] / decidable if decidable else 1.0


def _paragraph(one: Judged) -> list[str]:
    named = next((why for part, why in _REASONS.items() if part in one.case["path"]), None)
    because = named or one.because or "Nothing was said against it."
    published = f"{one.expected} ({one.case['why']})" if one.case.get("why") else one.expected
    place = f"- `{one.case['path']}` ({one.case['kind']})"
    return [f"{place}: published as {_plain(published)}; here {one.verdict}. {_plain(because)}"]


def _plain(text: str) -> str:
    """Return `text` without what Markdown would read as markup."""
    return text.replace("<", "&lt;").replace("*", "\\*").replace("\n", " ").replace("|", "\\|")


_HEAD: Final = """# Conformance

What this program makes of the vectors that standards bodies and other projects publish. The file
is written by `make conformance`; the clock stands at 1 November 2026 and nothing is fetched.

- *Right*: the published verdict, or a document published as invalid that cannot even be read.
- *Beyond the files*: undecided, and the publisher's files alone cannot decide it: a transaction in
  a ledger or a document at an address would be needed.
- *Open*: undecided although the files suffice, or of a format that is not read.
- *Wrong*: decided the other way.

These figures are not those of `laurea verify` as it comes: the publishers' tests assume settings
and parts, and this run takes them over. Below the table stands what comes of the same files with
no option. What is used:

- All documents: files of up to 8 MiB are read. The verifier relies on one issuer of status lists
  beside each credential's own (`status.list_issuers`), and lets a list that cannot be relied on
  count against the credential (`status.doubtful_lists=False`).
- Open Badges 1 and 2, and Blockcerts: the documents are served at their own addresses, and no
  ledger is read. The options are those for who tests: `definitions`, `pretended_ledgers`, and
  `own_origins` for three hosts without https; and those for the customs of Blockcerts beyond the
  letter of the standards: `subject_schemas`, `other_signers`, `unsigned_directions` and
  `secp256k1`. What is right by one of these four alone stands in the last list. Of two Blockcerts
  of version 1, which got their end after they were anchored, only the period is judged, as the
  publisher asks.
- The W3C's data model: how a document is built is judged, not who signed it, and contexts inside
  the document are read, which `laurea verify` refuses. The suite adds an issuer to each document
  before it hands it out, and so does this run: where there is none and the case is not about the
  issuer, and, among the names and descriptions, where the issuer has no id. Its placeholders for
  a day past and a day to come are filled in.
- Vectors of proofs: the proof is judged alone, whoever the issuer is, with the contexts and keys
  of the vectors. A base proof is judged by what its holder derives from it.
- Tokens published with a key: they are judged with that key, at the time they were made where
  they were good for a day.
- Schemas: the schema of the case is compared, and nothing else.
- European credentials: the seal is judged and how they are built, not their profiles in SHACL.
  What is handed in to be sealed gets the context, issuer, date and proof that sealing adds.
- Canonical forms: the bytes are compared.
"""
