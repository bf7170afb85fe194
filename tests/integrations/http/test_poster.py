from __future__ import annotations

import socket
from collections.abc import Sequence

import pytest

from laurea.credentials.errors import Unavailable
from laurea.integrations.http.dialling import Dialling
from laurea.integrations.http.poster import HttpsPoster
from tests.integrations.http.conftest import HOST, Server, answer


def leading_to(*addresses: str, server: Server | None = None) -> HttpsPoster:
    def look_up(host: str, port: int) -> Sequence[str]:
        return addresses

    if server is None:
        return HttpsPoster(5.0, Dialling(look_up=look_up))
    allowed = {(HOST, server.port)}
    return HttpsPoster(5.0, Dialling(allowed, look_up, server.client_tls))


@pytest.mark.parametrize("status", [200, 204, 302, 410, 500])
def test_the_status_is_all_that_is_told_of_the_answer(server: Server, status: int) -> None:
    server.behaviour = answer(b"a secret of an inner network", f"{status} Said")
    poster = leading_to("127.0.0.1", server=server)
    assert poster.post(server.url, b'{"a": 1}', {"webhook-id": "msg_1"}) == status
    request = server.requests[0].decode()
    assert request.startswith("POST /status/1 HTTP/1.1\r\n")
    assert "\r\nwebhook-id: msg_1\r\n" in request
    assert "\r\nContent-Length: 8\r\n" in request
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fd00::1"]
)
def test_no_host_is_told_that_leads_into_an_inner_network(
    socket_enabled: None, address: str
) -> None:
    with pytest.raises(Unavailable) as caught:
        leading_to("93.184.216.34", address).post("https://hook.school.example/", b"{}", {})
    assert caught.value.problem.type.slug == "fetch-forbidden"


@pytest.mark.parametrize(
    "url",
    [
        "http://hook.school.example/",
        "https://127.0.0.1/",
        "https://0x7f.1/",
        "https://hook.school.example:8443/",
        "https://somebody@hook.school.example/",
        "https://localhost/",
        "https://hook.school.example/#part",
    ],
)
def test_an_address_is_judged_before_anybody_is_asked(url: str) -> None:
    def never(host: str, port: int) -> Sequence[str]:
        raise AssertionError

    with pytest.raises(Unavailable) as caught:
        HttpsPoster(5.0, Dialling(look_up=never)).post(url, b"{}", {})
    assert caught.value.problem.type.slug == "fetch-forbidden"


def test_a_host_that_says_nothing_is_left_in_time(server: Server) -> None:
    def hold(stream: socket.socket, request: bytes) -> None:
        stream.recv(4096)

    server.behaviour = hold
    allowed = {(HOST, server.port)}

    def look_up(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    poster = HttpsPoster(0.3, Dialling(allowed, look_up, server.client_tls))
    with pytest.raises(Unavailable) as caught:
        poster.post(server.url, b"", {})
    assert "in time" in caught.value.problem.detail or "within" in caught.value.problem.detail
