"""Contexts that stand inside a document, for the one format whose issuers write them: Blockcerts.

Such a context may add words and nothing else. A word that a published context of the same document
has, a keyword, another name for either, a context within the context: each is refused, so that the
words which programs read mean what everybody reads in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from laurea.credentials.canon import Canonicalizer
from laurea.credentials.canon.contexts import known_contexts, load_context
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import CONTEXT_INVALID, Problem

_ADDRESS: Final = "urn:laurea:context-within:"
_MEMBERS: Final = frozenset({"@id", "@type"})
_TYPES: Final = ("@id", "@vocab")


def named_contexts(
    document: Mapping[str, Any],
) -> tuple[dict[str, Any], dict[str, Mapping[str, Any]]]:
    """Return a document whose inner contexts have addresses, and those contexts by address.

    Raises:
        MalformedDocument: `context-invalid`: such a context does more than to add words.

    >>> named, found = named_contexts({"@context": [{"nonce": "https://schema.example/nonce"}]})
    >>> named["@context"] == list(found)
    True
    """
    contexts = document.get("@context")
    every = contexts if isinstance(contexts, list) else [contexts]
    taken = frozenset(_words(every))
    found: dict[str, Mapping[str, Any]] = {}
    named: list[Any] = []
    for number, one in enumerate(every):
        if isinstance(one, Mapping):
            _refuse_other_uses(one, taken, f"/@context/{number}")
            address = f"{_ADDRESS}{number}"
            found[address] = {"@context": one}
            named.append(address)
        elif isinstance(one, str) and one.startswith(_ADDRESS):
            raise _refused("A context of this name stands inside no document.", "/@context")
        else:
            named.append(one)
    return {**document, "@context": named}, found


def _words(contexts: Sequence[Any]) -> Iterator[str]:
    for one in contexts:
        if isinstance(one, str) and one in known_contexts():
            yield from _defined(load_context(one)["@context"])


def _defined(context: Any) -> Iterator[str]:
    """Yield the words of a context, and of those that hold inside some of its words."""
    for part in context if isinstance(context, list) else [context]:
        if isinstance(part, Mapping):
            for name, meaning in part.items():
                yield name
                if isinstance(meaning, Mapping) and "@context" in meaning:
                    yield from _defined(meaning["@context"])


def _refuse_other_uses(context: Mapping[str, Any], taken: frozenset[str], where: str) -> None:
    for name, meaning in context.items():
        if name.startswith("@") or name in taken:
            raise _refused(f"The context gives {name[:60]!r} another meaning.", where)
        target: object = meaning
        kind: object = "@vocab"
        if isinstance(meaning, Mapping):
            if not meaning.keys() <= _MEMBERS:
                raise _refused(f"The meaning of {name[:60]!r} is more than a word's.", where)
            target, kind = meaning.get("@id"), meaning.get("@type", kind)
        known = isinstance(kind, str) and (kind in _TYPES or ":" in kind)
        if not isinstance(target, str) or ":" not in target or not known:
            raise _refused(f"The meaning of {name[:60]!r} is not an address.", where)


def _refused(detail: str, where: str) -> MalformedDocument:
    return MalformedDocument(Problem(CONTEXT_INVALID, detail, where))


def with_inner_contexts(
    document: Mapping[str, Any], canonicalizers: Sequence[Canonicalizer]
) -> tuple[Mapping[str, Any], tuple[Canonicalizer, ...]]:
    """Return a document whose inner contexts have addresses, and what canonicalises it.

    Raises:
        MalformedDocument: as `named_contexts`.
    """
    named, found = named_contexts(document)
    return named, tuple(one.with_contexts(found) for one in canonicalizers)
