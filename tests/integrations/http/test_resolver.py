from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from laurea.credentials.errors import Gone, LaureaError, NotFound, Unavailable
from laurea.credentials.ports import Redirected
from laurea.integrations.http.resolver import HttpsResolver, LookUp, look_up
from tests.integrations.http.conftest import HOST, Server, answer


def leads_to(*addresses: str) -> LookUp:
    def look_up(host: str, port: int) -> Sequence[str]:
        return addresses

    return look_up


def a_resolver(server: Server, **options: Any) -> HttpsResolver:
    defaults = {
        "allowed": {(HOST, server.port)},
        "look_up": leads_to("127.0.0.1"),
        "tls": server.client_tls,
        "timeout_s": 5.0,
    }
    return HttpsResolver(**{**defaults, **options})


def fetch(server: Server, *, max_bytes: int = 1_000, **options: Any) -> bytes:
    resolver = a_resolver(server, **options)
    return resolver.fetch(server.url, accept="application/json", max_bytes=max_bytes)


def refusal(server: Server, *, max_bytes: int = 1_000, **options: Any) -> tuple[str, str]:
    with pytest.raises(Unavailable) as caught:
        fetch(server, max_bytes=max_bytes, **options)
    return caught.value.problem.type.slug, caught.value.problem.detail


def test_a_document_is_read_whole_from_the_host_that_was_asked(server: Server) -> None:
    server.behaviour = answer(b'{"a": 1}' * 100)
    assert fetch(server) == b'{"a": 1}' * 100
    request = server.requests[0].decode()
    assert request.startswith("GET /status/1 HTTP/1.1\r\n")
    assert f"\r\nHost: {HOST}:{server.port}\r\n" in request
    assert "\r\nAccept: application/json\r\n" in request
    assert "\r\nUser-Agent: laurea/" in request
    assert "Cookie" not in request


def test_a_query_is_sent_and_an_empty_path_is_the_root(server: Server) -> None:
    resolver = a_resolver(server)
    for tail, target in (("", "/"), ("?a=b%20c", "/?a=b%20c"), ("/x/?y", "/x/?y")):
        url = f"https://{HOST}:{server.port}{tail}"
        resolver.fetch(url, accept="*/*", max_bytes=10)
        assert server.requests[-1].startswith(f"GET {target} HTTP".encode())


def test_chunked_and_compressed_content_is_put_together(server: Server) -> None:
    body = gzip.compress(b'{"a": 1}' * 1000)
    chunks = b"".join(
        b"%x\r\n%s\r\n" % (len(piece), piece)
        for piece in (body[start : start + 7] for start in range(0, len(body), 7))
    )
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
    server.behaviour = lambda stream, _: stream.sendall(head + chunks + b"0\r\n\r\n")
    assert fetch(server, max_bytes=8_000) == b'{"a": 1}' * 1000


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
def test_an_answer_that_there_is_nothing_is_told_apart(server: Server, status: str) -> None:
    server.behaviour = answer(b"gone", status)
    with pytest.raises(NotFound):
        fetch(server)


@pytest.mark.parametrize("status", ["204 No Content", "401 No", "500 Oops", "503 Busy"])
def test_any_other_status_is_no_document(server: Server, status: str) -> None:
    server.behaviour = answer(b"", status)
    assert refusal(server)[0] == "fetch-failed"


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 There", "308 Now"])
def test_redirects_are_named_and_not_followed(server: Server, status: str) -> None:
    server.behaviour = answer(b"", status, Location="http://169.254.169.254/latest/\t\x1b[2J")
    slug, detail = refusal(server)
    assert slug == "fetch-forbidden"
    assert "redirects to http://169.254.169.254/latest/" in detail
    assert detail.isprintable()
    assert server.connections == 1


def led(server: Server, redirects: int = 3, **options: Any) -> Redirected:
    return a_resolver(server, **options).fetch_redirected(
        server.url, accept="*/*", max_bytes=100, redirects=redirects
    )


def leads_on(server: Server, times: int, target: str = "/status/{}") -> None:
    """Lead on so often, each time to another address, and then give a document."""

    def behaviour(stream: Any, request: bytes) -> None:
        number = int(request.split(b" ")[1].rpartition(b"/")[2])
        found = answer(b'{"a": 1}')
        if number <= times:
            found = answer(b"", "302 Found", Location=target.format(number + 1))
        found(stream, request)

    server.behaviour = behaviour


def test_hosted_badges_may_be_led_on_three_times_and_the_last_address_is_told(
    server: Server,
) -> None:
    leads_on(server, 3)
    found = led(server)
    assert (found.content, found.address) == (b'{"a": 1}', server.url.replace("/1", "/4"))
    leads_on(server, 4)
    with pytest.raises(Unavailable, match="redirects to"):
        led(server)


@pytest.mark.parametrize(
    "target",
    [
        "http://{}/", "https://127.0.0.1/{}", "https://169.254.169.254/latest/{}", "file:///{}",
        "https://user@school.example/{}", "//localhost/{}", "https://[::1", "https://a.example:22/",
    ],
)  # fmt: skip
def test_each_address_on_the_way_is_judged_like_the_first(server: Server, target: str) -> None:
    leads_on(server, 1, target)
    with pytest.raises(Unavailable) as caught:
        led(server)
    assert caught.value.problem.type.slug == "fetch-forbidden"
    assert server.connections == 1


def test_each_host_on_the_way_is_looked_up_and_must_be_public(server: Server) -> None:
    leads_on(server, 1, "https://inner.example/{}")
    with pytest.raises(Unavailable, match="not on the public Internet"):
        led(server, look_up=leads_to("127.0.0.1"))


def test_the_whole_way_takes_no_longer_than_one_document_may(server: Server) -> None:
    leads_on(server, 2)
    quick = server.behaviour

    def slow(stream: Any, request: bytes) -> None:
        time.sleep(0.4)
        quick(stream, request)

    server.behaviour = slow
    with pytest.raises(Unavailable, match="did not answer"):
        led(server, timeout_s=0.9)


def test_what_was_taken_away_is_told_from_what_never_was(server: Server) -> None:
    server.behaviour = answer(b"", "410 Gone")
    with pytest.raises(Gone):
        fetch(server)
    server.behaviour = answer(b"", "404 Not Found")
    with pytest.raises(NotFound) as caught:
        fetch(server)
    assert not isinstance(caught.value, Gone)


# ------------------------------------------------------------------------ where it leads


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"], ["10.0.0.1"], ["169.254.169.254"], ["::1"], ["::ffff:93.184.216.34"],
        ["93.184.216.34", "127.0.0.1"], ["fd00::1", "93.184.216.34"], ["64:ff9b::a00:1"],
    ],
)  # fmt: skip
def test_a_host_any_of_whose_addresses_is_not_public_is_not_asked(addresses: list[str]) -> None:
    resolver = HttpsResolver(look_up=leads_to(*addresses))
    with pytest.raises(Unavailable) as caught:
        resolver.fetch("https://rebind.example/status", accept="*/*", max_bytes=10)
    assert caught.value.problem.type.slug == "fetch-forbidden"


def test_the_name_is_looked_up_once_and_the_connection_is_pinned(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    asked, connected = [], []

    def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return next(answers)

    def refuse(self: socket.socket, address: tuple[str, int]) -> None:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    resolver = HttpsResolver(look_up=rebinding)
    with pytest.raises(Unavailable):
        resolver.fetch("https://rebind.example/status", accept="*/*", max_bytes=10)
    assert (asked, connected) == (["rebind.example"], ["93.184.216.34"])


def test_the_next_address_is_tried_where_one_does_not_listen(server: Server) -> None:
    with socket.create_server(("127.0.0.2", 0)) as taken:
        deaf = taken.getsockname()[0]
    assert fetch(server, look_up=leads_to(deaf, "127.0.0.1")) == b"{}"


def test_another_port_is_asked_only_of_the_host_it_is_allowed_for(server: Server) -> None:
    asked = []

    def noted(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["93.184.216.34"]

    resolver = a_resolver(server, look_up=noted)
    for url in (f"https://other.example:{server.port}/", f"https://{HOST}:22/"):
        with pytest.raises(Unavailable) as caught:
            resolver.fetch(url, accept="*/*", max_bytes=10)
        assert caught.value.problem.type.slug == "fetch-forbidden"
    assert asked == []


@pytest.mark.parametrize(
    "url", ["http://school.example/", "https://127.0.0.1/", "file:///etc/passwd", "x", "https://["]
)
def test_an_address_that_must_not_be_asked_is_not_even_looked_up(url: str) -> None:
    def never(host: str, port: int) -> Sequence[str]:
        raise AssertionError(host)

    with pytest.raises(Unavailable) as caught:
        HttpsResolver(look_up=never).fetch(url, accept="*/*", max_bytes=10)
    assert caught.value.problem.type.slug == "fetch-forbidden"


def test_an_unknown_host_and_a_host_without_addresses_are_no_answer(server: Server) -> None:
    def unknown(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(-2, "Name or service not known")

    assert refusal(server, look_up=unknown)[0] == "fetch-failed"
    assert refusal(server, look_up=leads_to())[0] == "fetch-failed"


def test_the_machines_own_look_up_gives_each_address_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("93.184.216.34", 443))]
    asked: list[Any] = []

    def getaddrinfo(*arguments: Any, **options: Any) -> Any:
        asked.append(arguments)
        return found

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert look_up("school.example", 443) == ["93.184.216.34"]
    assert asked == [(b"school.example", 443)]


# ---------------------------------------------------------------------------- whose it is


def test_a_certificate_of_another_host_is_not_accepted(
    server: Server, certificates: dict[str, tuple[Path, Path]]
) -> None:
    certificate, key = certificates["evil.example"]
    server.tls.load_cert_chain(certificate, key)
    trusting = ssl.create_default_context(cafile=str(certificate))
    slug, detail = refusal(server, tls=trusting)
    assert (slug, "certificate" in detail) == ("fetch-failed", True)
    assert server.requests == []


def test_a_certificate_that_nobody_trusts_is_not_accepted(server: Server) -> None:
    assert refusal(server, tls=ssl.create_default_context())[0] == "fetch-failed"
    assert server.requests == []


# --------------------------------------------------------------------- how much, how long


def test_an_announced_length_beyond_the_limit_is_not_read(server: Server) -> None:
    server.behaviour = answer(b"x" * 2_000)
    assert refusal(server, max_bytes=1_999)[0] == "limit-exceeded"
    assert fetch(server, max_bytes=2_000) == b"x" * 2_000


def pour(piece: bytes, count: int, pause_s: float = 0.0) -> Callable[[socket.socket, bytes], None]:
    """Send a piece again and again, without announcing a length."""

    def behaviour(stream: socket.socket, _: bytes) -> None:
        stream.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _number in range(count):
            stream.sendall(piece)
            time.sleep(pause_s)

    return behaviour


def test_two_hundred_megabytes_are_cut_off_at_the_limit(server: Server) -> None:
    server.behaviour = pour(b"x" * 100_000, 2_000)
    start = time.monotonic()
    assert refusal(server, max_bytes=3_000_000)[0] == "limit-exceeded"
    assert time.monotonic() - start < 3


def test_a_bomb_is_stopped_while_it_expands(server: Server) -> None:
    bomb = gzip.compress(bytes(20_000_000))
    server.behaviour = answer(bomb, Content_Encoding="gzip")
    assert len(bomb) < 100_000
    assert refusal(server, max_bytes=100_000)[0] == "limit-exceeded"


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "deflate"])
def test_an_encoding_that_was_not_asked_for_is_refused(server: Server, encoding: str) -> None:
    server.behaviour = answer(b"{}", Content_Encoding=encoding)
    assert refusal(server)[0] == "fetch-failed"


def test_damaged_or_cut_content_is_no_document(server: Server) -> None:
    whole = gzip.compress(b"{}" * 50)
    for body in (b"no gzip", whole[:-4], b""):
        server.behaviour = answer(body, Content_Encoding="gzip")
        assert refusal(server)[0] == "fetch-failed"
    server.behaviour = answer(b"{}", Content_Length="99")
    assert refusal(server)[0] == "fetch-failed"


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\r\n", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nA: " + b"x" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 999999 OK\r\n\r\n", b"HTTP/1.1 abc OK\r\n\r\n", bytes(range(256)),
    ],
)  # fmt: skip
def test_a_server_that_does_not_speak_http_gives_no_document(server: Server, raw: bytes) -> None:
    server.behaviour = lambda stream, _: stream.sendall(raw)
    assert refusal(server)[0] == "fetch-failed"


def drip_body(stream: socket.socket, _: bytes) -> None:
    pour(b"x", 1_000, 0.05)(stream, _)


def drip_header(stream: socket.socket, _: bytes) -> None:
    stream.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    for _number in range(1_000):
        stream.sendall(b"x")
        time.sleep(0.05)


def say_nothing(stream: socket.socket, _: bytes) -> None:
    time.sleep(5)


@pytest.mark.parametrize("behaviour", [drip_body, drip_header, say_nothing])
def test_one_deadline_covers_everything(
    server: Server, behaviour: Callable[[socket.socket, bytes], None]
) -> None:
    server.behaviour = behaviour
    start = time.monotonic()
    slug, detail = refusal(server, max_bytes=10_000, timeout_s=0.4)
    assert (slug, "answer" in detail or "broke" in detail) == ("fetch-failed", True)
    assert time.monotonic() - start < 1.5


def test_the_deadline_covers_the_look_up_and_the_handshake(server: Server) -> None:
    woken = threading.Event()

    def slow(host: str, port: int) -> Sequence[str]:
        woken.wait(5)
        return ["127.0.0.1"]

    start = time.monotonic()
    assert refusal(server, look_up=slow, timeout_s=0.2)[0] == "fetch-failed"
    woken.set()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        resolver = a_resolver(server, allowed={(HOST, port)}, timeout_s=0.3)
        with pytest.raises(Unavailable):
            resolver.fetch(f"https://{HOST}:{port}/", accept="*/*", max_bytes=10)
    assert time.monotonic() - start < 1.5


def test_nothing_is_asked_after_the_time_is_up(server: Server) -> None:
    released = threading.Event()

    def slow(host: str, port: int) -> Sequence[str]:
        released.wait(5)
        return ["127.0.0.1"]

    assert refusal(server, look_up=slow, timeout_s=0.1)[0] == "fetch-failed"
    released.set()
    time.sleep(0.2)
    assert server.connections == 0


def test_several_threads_may_ask_at_once(server: Server) -> None:
    server.behaviour = answer(b"{}" * 100)
    resolver = a_resolver(server)
    answers: list[bytes | LaureaError] = []

    def ask() -> None:
        answers.append(resolver.fetch(server.url, accept="*/*", max_bytes=1_000))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert answers == [b"{}" * 100] * 8
