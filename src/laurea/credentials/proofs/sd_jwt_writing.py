"""Writing SD-JWT: a credential or presentation whose holder may keep parts of it back.

Spec: https://www.rfc-editor.org/rfc/rfc9901#section-4, https://www.w3.org/TR/vc-jose-cose/#secure-with-sd-jwt
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import orjson

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.jwk import to_jwk
from laurea.credentials.keys.multibase import base64url_encode
from laurea.credentials.keys.public_key import PublicKey
from laurea.credentials.ports import Signer
from laurea.credentials.problems import DISCLOSURE_INVALID, KEY_UNAUTHORIZED, Problem
from laurea.credentials.proofs.sd_jwt import disclosure_digest
from laurea.credentials.proofs.token_writing import registered_claims, write_header, write_token
from laurea.credentials.properties import named_issuer, types_of

_HASH: Final = "sha256"
_SALT_BYTES: Final = 16
_DIGEST_BYTES: Final = 32
_ALWAYS_SHOWN: Final = frozenset({"@context", "type", "issuer", "validFrom", "validUntil"})
"""What a verifier must see: it decides what a credential is, who made it and until when."""
_ALWAYS_SHOWN_OBJECTS: Final = frozenset({"credentialStatus", "credentialSchema", "holder"})


def sign_selective_token(
    document: Mapping[str, Any],
    *,
    disclosable: Collection[str],
    signer: Signer,
    created: datetime,
    random: Callable[[int], bytes],
    holder_key: PublicKey | None = None,
    decoys: int = 0,
    reservation: str | None = None,
) -> str:
    """Return a credential or presentation as an SD-JWT with all its disclosures.

    Args:
        document: what is signed.
        disclosable: JSON Pointers to the properties and array elements that the holder may keep
            back; one may lie inside another.
        signer: holds the issuer's key.
        created: the moment written as `iat`, timezone-aware.
        random: returns so many unpredictable bytes.
        holder_key: the key with which the holder will bind it, written as `cnf`.
        decoys: how many hashes of nothing stand beside those of each object.
        reservation: for the signer, where it asks for one.

    Raises:
        MalformedDocument: a pointer leads nowhere, or to what a verifier must see; or the key is
            not the issuer's.
        ValueError: `created` is naive.

    Spec: https://www.rfc-editor.org/rfc/rfc9901#section-4.2
    """
    if created.tzinfo is None:
        raise ValueError("`created` must carry a time zone")
    is_presentation = "VerifiablePresentation" in types_of(document)
    owner = _owner(document, is_presentation=is_presentation)
    if signer.verification_method.partition("#")[0] != owner:
        raise MalformedDocument(
            Problem(KEY_UNAUTHORIZED, f"The key is not that of {str(owner)[:120]}.")
        )
    payload = copy.deepcopy(dict(document))
    salted = _Salted(random)
    # Inner parts first, so that an outer disclosure holds the hashes of those inside.
    for place in sorted(disclosable, key=lambda each: (-each.count("/"), each)):
        salted.keep_back(payload, place)
    salted.finish(decoys)
    claims = (
        {"iss": owner, "iat": int(created.timestamp())}
        if is_presentation
        else registered_claims(document, created)
    )
    bound = {} if holder_key is None else {"cnf": {"jwk": to_jwk(holder_key)}}
    payload |= {**claims, **bound, "_sd_alg": "sha-256"}
    header = write_header(signer, "vp+sd-jwt" if is_presentation else "vc+sd-jwt")
    signed = write_token(header, orjson.dumps(payload))
    (signature,) = signer.sign_many([signed], reservation)
    token = f"{signed.decode()}.{base64url_encode(signature)}"
    return "~".join([token, *salted.disclosures, ""])


def bind_selective_token(
    token: str, *, signer: Signer, created: datetime, challenge: str, domain: str
) -> str:
    """Return an SD-JWT with the holder's key binding, made for one verifier and one occasion.

    Args:
        token: the SD-JWT with the disclosures that shall be shown; it ends with `~`.
        signer: holds the holder's key, the one that `cnf` names.
        created: the moment written as `iat`, timezone-aware.
        challenge: what the verifier gave out.
        domain: the verifier's.

    Raises:
        ValueError: `created` is naive, or the token carries a key binding already.

    Spec: https://www.rfc-editor.org/rfc/rfc9901#section-4.3
    """
    if created.tzinfo is None or not token.endswith("~"):
        raise ValueError("`created` must carry a time zone, and the token must end with ~")
    header = base64url_encode(orjson.dumps({"alg": signer.algorithm, "typ": "kb+jwt"})).encode()
    claims = {
        "iat": int(created.timestamp()),
        "aud": domain,
        "nonce": challenge,
        "sd_hash": disclosure_digest(token, _HASH),
    }
    signed = write_token(header, orjson.dumps(claims))
    (signature,) = signer.sign_many([signed], None)
    return f"{token}{signed.decode()}.{base64url_encode(signature)}"


class _Salted:
    """The disclosures made so far, and the objects that hold hashes."""

    def __init__(self, random: Callable[[int], bytes]) -> None:
        self.random = random
        self.disclosures: list[str] = []
        self.hashes: list[list[str]] = []

    def keep_back(self, payload: dict[str, Any], place: str) -> None:
        *path, last = _parts(place)
        holder = _at(payload, path, place)
        is_top = holder is payload
        if isinstance(holder, dict) and last in holder and last not in ("_sd", "..."):
            if last in _ALWAYS_SHOWN or (is_top and last in _ALWAYS_SHOWN_OBJECTS):
                raise _refused(f"{place} cannot be kept back: a verifier must see it.", place)
            digest = self.disclose([last, holder.pop(last)])
            if "_sd" not in holder:
                self.hashes.append(holder.setdefault("_sd", []))
            holder["_sd"].append(digest)
        elif isinstance(holder, list) and last.isdecimal() and int(last) < len(holder):
            holder[int(last)] = {"...": self.disclose([holder[int(last)]])}
        else:
            raise _refused(f"{place} leads nowhere.", place)

    def disclose(self, said: Sequence[Any]) -> str:
        salt = base64url_encode(self.random(_SALT_BYTES))
        text = base64url_encode(orjson.dumps([salt, *said]))
        self.disclosures.append(text)
        return disclosure_digest(text, _HASH)

    def finish(self, decoys: int) -> None:
        """Add decoys, and sort, so that the order of the hashes tells nothing."""
        for hashes in self.hashes:
            hashes += [base64url_encode(self.random(_DIGEST_BYTES)) for _ in range(decoys)]
            hashes.sort()


def _owner(document: Mapping[str, Any], *, is_presentation: bool) -> Any:
    if not is_presentation:
        return named_issuer(document)
    holder = document.get("holder")
    return holder.get("id") if isinstance(holder, Mapping) else holder


def _parts(place: str) -> list[str]:
    if not place.startswith("/"):
        raise _refused(f"{place!r} is no JSON Pointer to a part of the document.", place)
    return [part.replace("~1", "/").replace("~0", "~") for part in place[1:].split("/")]


def _at(value: Any, path: Sequence[str], place: str) -> Any:
    for part in path:
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            raise _refused(f"{place} leads nowhere.", place)
    return value


def _refused(detail: str, place: str) -> MalformedDocument:
    return MalformedDocument(Problem(DISCLOSURE_INVALID, detail, place))
