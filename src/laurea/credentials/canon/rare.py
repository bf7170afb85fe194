"""The features of JSON-LD that are left to pyld, once safe mode has passed the document.

Only `@json` values and reverse properties come here (`jsonld`). pyld reads the contexts from
the same bundled copies and reaches nothing else. It is imported when first needed, because it
is large and hardly any document needs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from laurea.credentials import problems
from laurea.credentials.canon.nquads import RDF, XSD, Dataset, escape_literal
from laurea.credentials.canon.terms import ContextSource
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import Problem


def expand_with_pyld(document: Mapping[str, Any], source: ContextSource) -> Dataset:
    """Return the statements of a document that safe mode has passed.

    Raises:
        MalformedDocument: pyld refuses the document.
    """
    from pyld import jsonld  # noqa: PLC0415 - large, and hardly any document needs it

    def load(url: str, _options: object) -> dict[str, Any]:
        found = source.load(url)
        if found is None:
            raise jsonld.JsonLdError(f"unknown context {url}", "jsonld.LoadDocumentError")
        return {"contextUrl": None, "documentUrl": url, "document": found, "contentType": None}

    try:
        graphs = jsonld.to_rdf(document, {"documentLoader": load})
    except jsonld.JsonLdError as error:
        raise MalformedDocument(
            Problem(problems.CONTEXT_INVALID, f"The document is not JSON-LD: {error.type}.")
        ) from None
    dataset = Dataset()
    for name, triples in graphs.items():
        graph = "" if name == "@default" else _resource(name)
        for triple in triples:
            dataset.add(
                _resource(triple["subject"]["value"]),
                f" <{triple['predicate']['value']}> ",
                _object(triple["object"]),
                graph,
            )
    return dataset


def _resource(value: str) -> str:
    return value if value.startswith("_:") else f"<{value}>"


def _object(term: Mapping[str, Any]) -> str:
    if term["type"] != "literal":
        return _resource(term["value"])
    text = f'"{escape_literal(term["value"])}"'
    if "language" in term:
        return f"{text}@{term['language']}"
    datatype = term["datatype"]
    return text if datatype in {f"{XSD}string", f"{RDF}langString"} else f"{text}^^<{datatype}>"
