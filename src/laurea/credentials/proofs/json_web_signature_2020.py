"""The proof type `JsonWebSignature2020`: a detached JWS over the hashes of options and document.

Read only; nothing is signed with it any more. The signature is a JWS whose payload is not
encoded and stands elsewhere (RFC 7797): `jws` has a header, nothing, and the signature.

Spec: https://www.w3.org/community/reports/credentials/CG-FINAL-lds-jws2020-20220721/
"""

from __future__ import annotations

from typing import Final

from laurea.credentials.document import read_object
from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.keys.multibase import base64url_decode
from laurea.credentials.keys.public_key import KeyKind, PublicKey
from laurea.credentials.keys.signature import verify_signature
from laurea.credentials.problems import PROOF_INVALID, Problem
from laurea.credentials.proofs.cryptosuite import ALGORITHMS, Cryptosuite, by_rdfc

_DETACHED: Final = {"b64": False, "crit": ["b64"]}


def is_signed_by(key: PublicKey, value: object, data: bytes) -> bool:
    """Say whether a detached JWS is the signature of `key` over `data`.

    The header says that the payload is not encoded, names the one algorithm of the key, and
    nothing else.

    Raises:
        MalformedDocument: `proof-invalid`: it is no such text.

    Spec: https://www.rfc-editor.org/rfc/rfc7797
    """
    if not isinstance(value, str) or value.count(".") != 2 or ".." not in value:
        raise _malformed("The jws is no detached JWS: a header, two dots, a signature.")
    protected, _, text = value.partition("..")
    try:
        header = read_object(base64url_decode(protected))
        signature = base64url_decode(text)
    except LaureaError as error:
        raise _malformed(f"The jws cannot be read: {error.problem.detail}") from None
    algorithm = ALGORITHMS[key.kind]
    if header != {"alg": algorithm, **_DETACHED}:
        detail = f"The header of the jws must name {algorithm} and a payload that is not encoded."
        raise _malformed(detail)
    return verify_signature(key, signature, protected.encode() + b"." + data, algorithm)


def _malformed(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(PROOF_INVALID, detail, "/jws"))


SUITE: Final = Cryptosuite(
    name="JsonWebSignature2020",
    keys=frozenset({KeyKind.ED25519, KeyKind.P256, KeyKind.P384}),
    transform=by_rdfc,
    injects_context=True,
    value="jws",
    is_signed_by=is_signed_by,
)
