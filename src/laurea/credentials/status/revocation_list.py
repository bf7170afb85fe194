"""1EdTech revocation lists: plain JSON that names the credentials an issuer has revoked.

Nothing signs such a list. It says what its address says, and the address stands in the signed
credential: that is all it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import STATUS_INVALID, Problem
from laurea.credentials.properties import named_issuer

# The property is `revokedCredential` in the data model and `revokedCredentials` in its prose.
_LIST_NAMES: Final = ("revokedCredential", "revokedCredentials")


@dataclass(frozen=True, slots=True)
class RevocationList:
    """The content of a 1EdTech revocation list.

    Attributes:
        id: the list's own address; `None` where it does not say.
        issuer: the IRI of the issuer; `None` where it does not say.
        revoked: the ids of the revoked credentials, as `names` compares them.
    """

    id: str | None
    issuer: str | None
    revoked: frozenset[str] = field(repr=False)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> RevocationList:
        """Read a revocation list.

        Raises:
            MalformedDocument: the document is no revocation list.

        Spec: https://www.imsglobal.org/spec/vcrl/v1p0/
        """
        if not is_revocation_list(document):
            raise _unreliable("The document is no 1EdTech revocation list.", "")
        revoked: set[str] = set()
        for name in _LIST_NAMES:
            items = document.get(name, [])
            for number, item in enumerate(items if isinstance(items, list) else [items]):
                revoked |= _revoked(item, f"/{name}/{number}")
        return cls(
            id=_optional_text(document.get("id"), "/id"),
            issuer=_optional_text(named_issuer(document), "/issuer"),
            revoked=frozenset(revoked),
        )

    def names(self, credential_id: str) -> bool:
        """Say whether the list revokes the credential of this id.

        Ids are compared trimmed and percent-decoded, as Open Badges compares them.

        Spec: https://www.imsglobal.org/spec/ob/v3p0/#credential-equality-and-comparison

        >>> badges = {"revokedCredential": [{"id": "https://school.example/a%20b"}]}
        >>> RevocationList.from_document(badges).names(" https://school.example/a b")
        True
        """
        return _comparable(credential_id) in self.revoked


def is_revocation_list(document: Mapping[str, Any]) -> bool:
    """Say whether a JSON object has the form of a 1EdTech revocation list."""
    return any(name in document for name in _LIST_NAMES) and "credentialSubject" not in document


def _revoked(item: Any, where: str) -> set[str]:
    if isinstance(item, str):
        return {_comparable(item)}
    if not isinstance(item, dict) or not isinstance(item.get("id"), str):
        raise _unreliable("A revoked credential has no id.", where)
    revoked = item.get("revoked", True)
    if not isinstance(revoked, bool):
        raise _unreliable("revoked is neither true nor false.", f"{where}/revoked")
    return {_comparable(item["id"])} if revoked else set()


def _comparable(credential_id: str) -> str:
    return unquote(credential_id.strip())


def _optional_text(value: Any, where: str) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise _unreliable("The value is not a text.", where)


def _unreliable(detail: str, where: str) -> MalformedDocument:
    return MalformedDocument(Problem(STATUS_INVALID, detail, where))
