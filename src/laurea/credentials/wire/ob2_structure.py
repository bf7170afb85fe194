"""Whether a document of Open Badges 1 or 2 is built as its version asks, in words of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from laurea.credentials.document import pointer
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.problems import (
    CONTEXT_INVALID,
    CONTEXT_UNKNOWN,
    MALFORMED_VALUE,
    MISSING_VALUE,
    RANGE,
    Problem,
)
from laurea.credentials.properties import strings_of
from laurea.credentials.wire.kinds import is_absolute_iri
from laurea.credentials.wire.ob2 import (
    OB1_CONTEXT,
    is_ob2_context,
    local_name,
    only_adds,
    plain,
    plain_name,
    repeats,
    terms_of_ob2,
    types_in,
)
from laurea.credentials.wire.ob2_tables import moment_of_award
from laurea.credentials.wire.structure import check_open_badges_2


def check_ob2_structure(
    document: Mapping[str, Any], class_name: str, *, limits: Limits = DEFAULT_LIMITS
) -> tuple[Problem, ...]:
    """Return what is wrong with the structure of a document of Open Badges 1 or 2.

    Args:
        document: as it was received.
        class_name: what it must be, as `ob2_class` says; `unknown` always has a problem.
        limits: the limits in force.

    Returns:
        `missing-value`, `malformed-value`, `range`, `context-unknown` or `context-invalid`.
    """
    found = [*_context_problems(document), *_doubled(document, "")]
    told = plain(document)
    if class_name == "unknown":
        found += _type_problems(document)
        if not found:
            detail = "No type of Open Badges is named that is read here."
            found.append(Problem(MALFORMED_VALUE, detail, "/type"))
        return tuple(found)
    is_old = "@context" not in document or OB1_CONTEXT in strings_of(document["@context"])
    found += check_open_badges_2(told, class_name, is_old=is_old, limits=limits)
    if not is_old:
        found += _type_problems(document)
    issued, expires = moment_of_award(told.get("issuedOn")), moment_of_award(told.get("expires"))
    if issued is not None and expires is not None and expires < issued:
        detail = "It would have expired before it was issued."
        found.append(Problem(RANGE, detail, "/expires"))
    return (*found, *_extension_problems(told, "", limits))


def _doubled(value: Any, place: str) -> Iterator[Problem]:
    """Yield a problem for each property that stands twice, under two spellings of its name."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _doubled(item, f"{place}/{number}")
    elif isinstance(value, Mapping):
        seen = [plain_name(key) for key in value if key != "@context"]
        for key, item in value.items():
            here = place + pointer(key)
            if seen.count(plain_name(key)) > 1:
                yield Problem(MALFORMED_VALUE, "This stands twice, under two names.", here)
            if key != "@context":
                yield from _doubled(item, here)


def _type_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield a problem for each type that no context of the document defines."""
    terms = terms_of_ob2()
    types = types_in(document)
    if not types:
        yield Problem(MISSING_VALUE, "The document names no type.", "/type")
    for name in types:
        local = local_name(name)
        defined = isinstance(terms.get(local), str) and local[:1].isupper()
        if not defined and not is_absolute_iri(name):
            yield Problem(MALFORMED_VALUE, f"No context defines the type {name!r:.80}.", "/type")


def _extension_problems(value: Any, place: str, limits: Limits) -> Iterator[Problem]:
    """Yield what is wrong with the extensions inside, each of which brings its own context."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _extension_problems(item, f"{place}/{number}", limits)
    if not isinstance(value, Mapping):
        return
    for name, item in value.items():
        here = place + pointer(name)
        if name.startswith("extensions:"):
            for one in item if isinstance(item, list) else [item]:
                if not isinstance(one, Mapping):
                    yield Problem(MALFORMED_VALUE, "An extension is an object.", here)
                else:
                    for problem in check_open_badges_2(one, "Extension", limits=limits):
                        yield Problem(problem.type, problem.detail, here + problem.pointer)
        else:
            yield from _extension_problems(item, here, limits)


def _context_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    if "@context" not in document:
        return  # Open Badges 1.0
    context = document["@context"]
    if not is_ob2_context(context):
        detail = "No context of Open Badges 1 or 2 is named, so the words may mean anything."
        yield Problem(CONTEXT_UNKNOWN, detail, "/@context")
        return
    for one in context if isinstance(context, list) else [context]:
        if isinstance(one, Mapping) and not repeats(one) and not only_adds(one):
            detail = "A context of its own gives words of Open Badges another meaning."
            yield Problem(CONTEXT_INVALID, detail, "/@context")
        elif not isinstance(one, (str, Mapping)):
            yield Problem(CONTEXT_INVALID, "A context is an address or an object.", "/@context")
