"""The status lists of a run: where each is published, and the signed list itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from laurea.credentials.errors import LaureaError
from laurea.credentials.issue import Securing, sign_status_list
from laurea.credentials.model import CredentialStatus
from laurea.credentials.ports import Signer
from laurea.credentials.received import read_received
from laurea.credentials.status.entry import new_entry
from laurea.credentials.status.new_list import new_status_list
from laurea.integrations.issue_run.inspection import faults_of

_PURPOSE: Final = "revocation"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusLists:
    """The status lists that a run makes.

    Attributes:
        address: under what they will be published; ends without a slash.
        run: the run's name, which keeps its lists apart from those of other runs.
        issuer: the issuer's id.
        signer: holds the issuer's key.
        at: from when the lists are in force.
        securing: how the lists are secured.
    """

    address: str
    run: str
    issuer: str
    signer: Signer = field(repr=False)
    at: datetime
    securing: Securing = "vc-ld"

    def file_name(self, number: int) -> str:
        """Return what the file of a list is called, in its folder and on the web."""
        return f"{self.run}-{number}.{'jwt' if self.securing == 'vc-jwt' else 'json'}"

    def url(self, number: int) -> str:
        """Return where a list will be published; its `id`."""
        return f"{self.address}/{self.file_name(number)}"

    def entry(self, number: int, index: int) -> CredentialStatus:
        """Return the entry of a credential whose status stands at `index` of a list."""
        return new_entry(self.url(number), index, purpose=_PURPOSE)

    def signed(self, number: int) -> bytes:
        """Return a list that says that nothing is revoked: UTF-8 JSON, or a token.

        Raises:
            MalformedDocument: it cannot be signed.
        """
        unsigned = new_status_list(
            self.url(number), issuer=self.issuer, valid_from=self.at, purpose=_PURPOSE
        )
        return sign_status_list(
            unsigned,
            signer=self.signer,
            created=self.at,
            reservation=self.run,
            securing=self.securing,
        )

    def is_whole(self, number: int, content: bytes, *, at: datetime) -> bool:
        """Say whether a file holds this list, as it was made or as it was changed since.

        Args:
            number: the number of the list.
            content: what the file holds.
            at: the present moment, timezone-aware.
        """
        try:
            found = read_received(content).credential()
            return found.get("id") == self.url(number) and not faults_of(content, at=at)
        except LaureaError:
            return False
