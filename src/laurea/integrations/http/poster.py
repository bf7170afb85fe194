"""Telling other servers something over https: one POST, of whose answer only the status counts.

Nothing of the answer's content is read, so that whoever names an address learns nothing of what
lies there beyond whether it took the message.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from urllib3.connection import HTTPSConnection

from laurea.integrations.http.dialling import USER_AGENT, Dialling, Request

_HEADERS: Final = {
    "Accept-Encoding": "identity",
    "Connection": "close",
    "Content-Type": "application/json",
    "User-Agent": f"{USER_AGENT} (webhooks)",
}


@dataclass(frozen=True, slots=True)
class HttpsPoster:
    """Posts JSON to public hosts over https. Safe to use from several threads.

    Attributes:
        timeout_s: the most that one message may take, in seconds, whatever happens.
        dialling: whom one may connect to.
    """

    timeout_s: float = 10.0
    dialling: Dialling = field(default_factory=Dialling)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Post a JSON text and return the status of the answer. Redirects are not followed.

        Raises:
            Unavailable: `fetch-forbidden`: the address or where it leads is refused;
                `fetch-failed`: nobody answered, or not in time.
        """
        talk = partial(_status, body=body, headers=headers)
        return self.dialling.ask(url, timeout_s=self.timeout_s, talk=talk)


def _status(
    connection: HTTPSConnection, request: Request, *, body: bytes, headers: Mapping[str, str]
) -> int:
    said = {**_HEADERS, **headers, "Host": request.authority}
    connection.request("POST", request.target, body=body, headers=said, preload_content=False)
    with closing(connection.getresponse()) as response:
        return int(response.status)
