"""What a run works with, read and checked before anything is written."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson

from laurea import __version__
from laurea.credentials.document import read_object
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.issue import Securing
from laurea.credentials.limits import DEFAULT_LIMITS
from laurea.credentials.model import Achievement, Profile
from laurea.credentials.model.contexts import OB3_CONTEXTS
from laurea.credentials.problems import KEY_INVALID, KEY_UNAUTHORIZED, Problem
from laurea.credentials.wire.ob3 import read_achievement, read_profile
from laurea.integrations.files import STANDARD_INPUT, naming, read_file
from laurea.integrations.issue_run.picture import drawn_picture, given_picture
from laurea.integrations.issue_run.request import IssueRequest
from laurea.integrations.keystore.key_file import KeyFile
from laurea.integrations.roster import DEFAULT_ROSTER_LIMITS, Roster, open_roster
from laurea.integrations.roster.source import as_file
from laurea.integrations.swapped import expecting

_ALGORITHMS: Final = ("EdDSA", "ES256", "ES384")
_CONTEXT: Final = "@context"

Prints = dict[str, str]
"""Parts of the input, by names for people, each with a fingerprint."""


@dataclass(frozen=True, slots=True)
class Definitions:
    """What is awarded, and by whom.

    `files` names the file of each, by its place in a credential; `prints` are fingerprints.
    """

    achievement: Achievement
    issuer: Profile
    files: Mapping[str, str]
    prints: Prints


def require_signing_key(key: KeyFile, securing: Securing = "vc-ld") -> None:
    """Raise `MalformedDocument` where a key cannot sign credentials that are secured so."""
    if securing == "vc-ld" and key.signer.algorithm not in _ALGORITHMS:
        detail = (
            f"The key is of the kind {key.public_key.kind.value}. Credentials are signed with one "
            "of the kind ed25519, p256 or p384: `laurea keys new` makes it. With this key, issue "
            "them as tokens: --format vc-jwt."
        )
        raise MalformedDocument(Problem(KEY_INVALID, detail))


def read_definitions(request: IssueRequest) -> Definitions:
    """Return the achievement and the issuer's profile of a run.

    Raises:
        LaureaError: one of them cannot be read, or is not what it must be; or the profile is
            not that of the key's owner.
    """
    content = read_file(request.achievement, max_bytes=DEFAULT_LIMITS.document_bytes)
    with expecting("the achievement", content, request.achievement), naming(request.achievement):
        achievement = read_achievement(_value(content))
    if request.issuer is None:
        issuer_file = "The key file"
        profile_content = orjson.dumps(request.key.profile, option=orjson.OPT_SORT_KEYS)
    else:
        issuer_file = request.issuer
        profile_content = read_file(issuer_file, max_bytes=DEFAULT_LIMITS.document_bytes)
    with expecting("the issuer's profile", profile_content, issuer_file), naming(issuer_file):
        issuer = read_profile(_value(profile_content))
    if issuer.id != request.key.did:
        detail = (
            f"{issuer_file}: The profile is that of {issuer.id}, and the key belongs to "
            f"{request.key.did}. Nobody could verify what it signs."
        )
        raise MalformedDocument(Problem(KEY_UNAUTHORIZED, detail, "/id"))
    return Definitions(
        achievement,
        issuer,
        files={"/credentialSubject/achievement": request.achievement, "/issuer": issuer_file},
        prints={
            "the achievement": _digest(content),
            "the issuer's profile": _digest(profile_content),
        },
    )


def read_picture(request: IssueRequest, definitions: Definitions) -> tuple[bytes | None, Prints]:
    """Return the picture that credentials are baked into, and its fingerprint.

    Raises:
        LaureaError: the picture that was brought cannot be read or baked into.
    """
    if request.bake is None:
        return None, {}
    if request.image is None:
        return drawn_picture(definitions.achievement, definitions.issuer, request.bake), {}
    picture = given_picture(request.image, request.bake)
    return picture, {"the picture": _digest(picture)}


def read_roster(request: IssueRequest, at: datetime, until: ExitStack) -> tuple[Roster, Prints]:
    """Return the roster of a run, opened until the stack is closed, and its fingerprint.

    Raises:
        LaureaError: it cannot be read, or is refused as a whole.
    """
    is_stream = request.roster == STANDARD_INPUT
    source = sys.stdin.buffer if is_stream else Path(request.roster)
    path = as_file(source, max_bytes=DEFAULT_ROSTER_LIMITS.file_bytes, until=until)
    reading = request.reading
    roster = open_roster(
        path,
        at=at,
        filename="standard input" if is_stream else Path(request.roster).name,
        mapping=reading.mapping,
        date_order=reading.date_order,
        timezone=reading.timezone,
        read_as=reading.read_as,
        allow_duplicates=reading.allow_duplicates,
    )
    until.enter_context(roster)
    with path.open("rb") as file:
        return roster, {"the roster": hashlib.file_digest(file, "sha256").hexdigest()}


def prints_of_options(request: IssueRequest) -> Prints:
    """Return what was asked for, as far as it changes what is issued."""
    reading = request.reading
    asked = {
        "--map": dict(sorted(reading.mapping.items())),
        "--date-order": reading.date_order,
        "--timezone": reading.timezone,
        "--encoding": reading.read_as.encoding,
        "--delimiter": reading.read_as.delimiter,
        "--sheet": reading.read_as.sheet,
        "--allow-duplicates": reading.allow_duplicates,
        "--include-name": request.include_name,
        "--status": request.status_url,
        "--bake": request.bake,
        "--format": None if request.securing == "vc-ld" else request.securing,
    }
    key = request.key.signer.verification_method
    return {
        **{name: str(value) for name, value in asked.items() if value},
        "the key": key,
        "the version of Laurea": __version__,
    }


def _value(content: bytes) -> dict[str, Any]:
    """Return the JSON object in a file, without contexts that its credentials name anyway."""
    value = read_object(content)
    contexts = value.get(_CONTEXT)
    named = contexts if isinstance(contexts, list) else [contexts]
    if contexts is not None and all(each in OB3_CONTEXTS for each in named):
        del value[_CONTEXT]
    return value


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
