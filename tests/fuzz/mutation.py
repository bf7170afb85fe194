"""Documents changed as JSON: still readable, and no longer what anybody would write.

A changed byte mostly makes a text that is no JSON. These changes reach what stands behind the
reader: values of another kind, parts moved and repeated, words of a standard where they mean
something else, depth, numbers at the edge, letters that are none.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

EDGES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    -0.0,
    1e308,
    5e-324,
    2**53 - 1,
    2**53,
    2**63,
    -(2**64),
    10**30,
    "",
    " ",
    "\x00",
    "\ud800",
    "\ufeff",
    "\ufffe",
    "\U0010ffff",
    "e\u0301",
    "_:b0",
    "_:c14n0",
    "@id",
    "@none",
    "#",
    "/",
    "~2",
    "-1",
    "١٢",
    "9" * 400,
    "a" * 70_000,
    "did:",
    "did:key:",
    "did:key:z6Mk",
    "did:web:a%3A99999999",
    "did:web:%00",
    "did:jwk:e30",
    "https://",
    "https://[",
    "https://[::1]:x/",
    "https://school.example:70000/",
    "http://xn--/",
    "urn:uuid:",
    "data:,",
    "z",
    "u",
    "uH4sI",
    "eyJhbGciOiJub25lIn0.e30.",
    "0000-00-00T00:00:00Z",
    "9999-12-31T23:59:59.999999999999999+23:59",
    "0001-01-01T00:00:00+23:59",
    "2026-02-30T00:00:00Z",
    "2026-06-14T09:00:60Z",
    "2026-06-14",
    "sha256$",
    "(a*)*b",
    [],
    {},
    [[]],
    [{}],
    [None],
    {"": ""},
    {"@id": "_:b0"},
    {"@value": 1, "@type": "@json"},
    {"@list": [{"@list": []}]},
    {"id": "urn:a", "type": ["VerifiableCredential"]},
)
"""Values at which readers of JSON, dates, numbers and addresses have gone wrong before."""

WORDS: tuple[str, ...] = tuple(
    """@context @id @type @value @language @direction @graph @list @set @index @json @vocab @base
    @included @nest @reverse @version @protected @import @propagate id type issuer validFrom
    validUntil issuanceDate expirationDate credentialSubject credentialStatus credentialSchema proof
    proofValue cryptosuite verificationMethod proofPurpose created expires previousProof domain
    challenge nonce jws holder verifiableCredential evidence endorsement endorsementJwt
    termsOfUse refreshService relatedResource digestSRI digestMultibase statusListIndex
    statusListCredential statusPurpose statusSize statusMessage encodedList ttl achievement
    identifier identityHash hashed salt result resultDescription alignment criteria image name
    badge recipient verification signature anchors merkleRoot targetHash iss sub jti nbf exp iat
    aud vc vp kid alg typ cty crit b64 jwk cnf _sd _sd_alg ... _sd_hash $schema $ref $id $defs
    $dynamicRef $anchor allOf anyOf oneOf not if then else items prefixItems contains pattern
    patternProperties properties additionalProperties unevaluatedProperties propertyNames
    dependentSchemas multipleOf minimum format enum const required uniqueItems controller
    publicKeyMultibase publicKeyJwk assertionMethod authentication keys kty crv x y n e d revoked
    type:x https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement __proto__ \x00 ̈""".split()
)
"""Words of the standards, each of which may turn up anywhere."""

_Change = Callable[[Random, Any, tuple[str | int, ...], Any], None]


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path to each value inside, the outermost first."""
    yield path
    inner: Any = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    for part, item in inner:
        yield from places(item, (*path, part))


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    """Return the value to which a path leads."""
    for part in path:
        value = value[part]
    return value


def mutated(random: Random, document: Any, other: Any = None) -> Any:
    """Return a copy of a document with one to three changes; parts may come from another."""
    top = [copy.deepcopy(document)]
    for _ in range(random.randint(1, 3)):
        inside = list(places(top[0], (0,)))
        path = random.choice(inside)
        random.choice(_CHANGES)(random, top, path, other if other is not None else document)
    return top[0]


def _replace(random: Random, top: Any, path: tuple[str | int, ...], _: Any) -> None:
    at(top, path[:-1])[path[-1]] = copy.deepcopy(random.choice(EDGES))


def _take_over(random: Random, top: Any, path: tuple[str | int, ...], other: Any) -> None:
    part = at(other, random.choice(list(places(other))))
    at(top, path[:-1])[path[-1]] = copy.deepcopy(part)


def _wrap(random: Random, top: Any, path: tuple[str | int, ...], _: Any) -> None:
    holder, value = at(top, path[:-1]), at(top, path)
    depth = random.choice((1, 1, 2, 40, 62, 70))
    for _level in range(depth):
        value = [value] if random.random() < 0.5 else {random.choice(WORDS): value}
    holder[path[-1]] = value


def _repeat(random: Random, top: Any, path: tuple[str | int, ...], _: Any) -> None:
    value = at(top, path)
    count = random.choice((2, 2, 3, 12, 300))
    at(top, path[:-1])[path[-1]] = [copy.deepcopy(value) for _ in range(count)]


def _add(random: Random, top: Any, path: tuple[str | int, ...], other: Any) -> None:
    holder = at(top, path)
    value = random.choice((random.choice(EDGES), at(other, random.choice(list(places(other))))))
    if isinstance(holder, dict):
        holder[random.choice(WORDS)] = copy.deepcopy(value)
    elif isinstance(holder, list):
        holder.insert(random.randint(0, len(holder)), copy.deepcopy(value))


def _remove(_: Random, top: Any, path: tuple[str | int, ...], __: Any) -> None:
    if len(path) > 1:
        del at(top, path[:-1])[path[-1]]


def _rename(random: Random, top: Any, path: tuple[str | int, ...], _: Any) -> None:
    holder = at(top, path[:-1])
    if isinstance(holder, dict):
        holder[random.choice(WORDS)] = holder.pop(path[-1])


def _respell(random: Random, top: Any, path: tuple[str | int, ...], _: Any) -> None:
    text = at(top, path)
    if isinstance(text, str):
        place = random.randint(0, len(text))
        letter = random.choice(("", " ", "\x00", "A", "1", "é", "\ud800", "#", "%", "."))
        at(top, path[:-1])[path[-1]] = text[:place] + letter + text[place + 1 :]


_CHANGES: tuple[_Change, ...] = (
    _replace,
    _replace,
    _take_over,
    _wrap,
    _repeat,
    _add,
    _add,
    _remove,
    _rename,
    _respell,
)


def written(random: Random, value: Any) -> bytes:
    """Return JSON text; now and then with a mark before it, spaces, escapes, a key twice, NaN."""
    is_escaped = random.random() < 0.5
    text = json.dumps(value, ensure_ascii=is_escaped, separators=(",", ":"))
    kind = random.random()
    if kind < 0.03:
        text = "\ufeff" + text
    elif kind < 0.06:
        text = text.replace("{", '{"id":1,', 1)
    elif kind < 0.09:
        text = text.replace("1", "NaN", 1)
    elif kind < 0.12:
        text = text.replace(":", " :\r\n\t", 5)
    elif kind < 0.15:
        text = text.replace("e", "\\u0065", 3)
    return text.encode("utf-8", "surrogatepass")
