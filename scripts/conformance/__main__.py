"""Judge the published vectors, each kind by what its publisher asks, and write down how that went.

    LAUREA_VECTORS=FOLDER python -m scripts.conformance docs/reference/conformance.md

The clock stands at 1 November 2026. Nothing is fetched: what hosted documents say comes from the
folder. The head of the report names every option that is used and everything that is filled in; the
report says as well what comes of the same files without. The exit status is 1 where a document was
accepted that its publisher calls invalid.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Final

from laurea.integrations.document_map import DocumentMap
from scripts.conformance.judge import by_options, judge
from scripts.conformance.report import report_of, share_right
from scripts.conformance.vectors import KNOWN_EMPTY, Beside, Vectors

_NO_CREDENTIALS: Final = (
    *("json-schema", "context", "openapi", "shacl", "did-web-document", "ctdl-sample"),
    *("blockcerts-support", "jsonld-compact", "jsonld-expand", "jsonld-flatten"),
    *("jsonld-fromRdf", "jsonld-toRdf", "blockcerts-schema-example"),
    *("did-key-vectors", "multibase-vectors"),
    *("vc-jose-issue", "vc-sdjwt-issue"),
)
"""Kinds whose files are no documents to be judged, or are judged by tests of their own."""


def main(target: str) -> int:
    """Judge all cases, write the report to `target`; return the exit status."""
    place = os.environ.get("LAUREA_VECTORS")
    if not place:
        print("LAUREA_VECTORS must name the folder of the published vectors.", file=sys.stderr)
        return 64
    folder = Path(place) / "conformance"
    remote = DocumentMap.from_file(folder / "remote.json")
    vectors = Vectors(folder, Beside(remote, dict.fromkeys(KNOWN_EMPTY)))
    cases = json.loads((folder / "manifest.json").read_bytes())
    asked = [
        case
        for case in cases
        if case["expected"] is not None and case["kind"] not in _NO_CREDENTIALS
    ]
    judged = [judge(case, vectors) for case in asked]
    bare = [judge(case, vectors.without_options()) for case in asked]
    text = report_of(judged, bare, by_options(judged, vectors))
    Path(target).write_text(text, encoding="utf-8")
    counts = Counter(one.column for one in judged)
    summary = ", ".join(f"{count} {column}" for column, count in counts.most_common())
    summary += f"; right are {share_right(counts):.1%} of those that the files can decide"
    print(f"{len(judged)} cases: {summary}. {target} names those that differ.")
    return 1 if any(one.column == "wrong accepts" for one in (*judged, *bare)) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
