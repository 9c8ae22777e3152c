"""A fetch ends: one limit of time and one of size hold for all that a host may do."""

from __future__ import annotations

import json
import re
import socket
import threading
import urllib.request
from contextlib import contextmanager
from http.client import HTTPMessage
from typing import TYPE_CHECKING

import pytest

from mnist_report.core import fetch as module
from mnist_report.core.errors import ContentError
from mnist_report.core.fetch import fetch
from mnist_report.results.model_card import ModelCard
from tests.support.cards import a_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OK = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"


@contextmanager
def host(answer: Callable[[int], Iterator[bytes]], pause: float = 0.0) -> Iterator[str]:
    """A server on this machine that sends to each who asks what `answer(port)` yields, a piece after each pause."""
    over = threading.Event()

    def serve(asking: socket.socket) -> None:
        with asking:
            asking.recv(65536)
            try:
                for piece in answer(port):
                    asking.sendall(piece)
                    if over.wait(pause):
                        return
            except OSError:
                return  # whoever asked has gone

    def accept() -> None:
        while True:
            try:
                asking, _ = listening.accept()
            except OSError:
                return
            serving.append(threading.Thread(target=serve, args=[asking]))
            serving[-1].start()

    serving: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield f"http://127.0.0.1:{port}/metrics.json"
        finally:
            over.set()
            listening.shutdown(socket.SHUT_RDWR)
            accepting.join()
    for thread in serving:
        thread.join()


def once(*pieces: bytes) -> Callable[[int], Iterator[bytes]]:
    return lambda port: (piece.replace(b"PORT", str(port).encode()) for piece in pieces)


def forever(first: bytes, again: bytes) -> Callable[[int], Iterator[bytes]]:
    def answer(port: int) -> Iterator[bytes]:
        yield first
        while True:
            yield again

    return answer


ENDLESS = {
    "nothing at all": forever(b"", b""),
    "a status line": forever(b"HTTP/1.1 2", b"0"),
    "a header": forever(b"HTTP/1.1 200 OK\r\nX: ", b"a"),
    "interim answers": forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "content": forever(OK % 1000, b"a"),
    "content without a length": forever(b"HTTP/1.1 200 OK\r\n\r\n", b"a"),
    "chunks": forever(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    "the size of a chunk": forever(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
    "redirects": once(b"HTTP/1.1 302 Found\r\n", *[b"X: a\r\n"] * 50, b"Location: /\r\n\r\n"),
}


@pytest.mark.parametrize("what", ENDLESS)
def test_a_host_that_drips_is_left(what: str) -> None:
    with host(ENDLESS[what], pause=0.01) as address, pytest.raises(TimeoutError, match=r"sent no whole answer in 0\.2 seconds"):
        fetch(address, 1000, patience=0.2)


def test_no_redirect_leads_from_https_to_http() -> None:
    asked = urllib.request.Request("https://a.example/metrics.json")
    redirects = module.Redirects()
    assert redirects.redirect_request(asked, None, 302, "", HTTPMessage(), "https://b.example/x").full_url == "https://b.example/x"
    with pytest.raises(ValueError, match=r"it leads on to 'http://b\.example/x'; it should stay on https"):
        redirects.redirect_request(asked, None, 302, "", HTTPMessage(), "http://b.example/x")


def test_a_name_that_is_looked_up_for_ever_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def look_up(*_: object, **__: object) -> list[object]:
        over.wait()
        return []

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(TimeoutError, match="no whole answer"):
        fetch("http://host.example/", 1000, patience=0.2)
    over.set()


REFUSED = {
    "too much": (once(OK % 1001, b"a" * 1001), ValueError, "it should have 1000 bytes at most"),
    "too little": (once(OK % 1000, b"a" * 999), ValueError, "it ends 1 bytes too early"),
    "half a chunk": (once(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\na"), ValueError, "IncompleteRead"),
    "no HTTP": (once(b"SSH-2.0\r\n"), ValueError, "does not speak HTTP as it should (BadStatusLine: SSH-2.0"),
    "nothing": (once(), ValueError, "closed connection without response"),
    "a redirect with endless content": (forever(b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", b"a" * 1000), OSError, "infinite loop"),
    "a long header": (once(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000), ValueError, "LineTooLong"),
    "many headers": (once(b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 200 + b"\r\n"), ValueError, "got more than 100 headers"),
    "no page": (once(b"HTTP/1.1 404 Not Found\r\n\r\n"), OSError, "HTTP Error 404: Not Found"),
    "a circle": (once(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:PORT/\r\n\r\n"), OSError, "infinite loop"),
    "a file": (once(b"HTTP/1.1 302 Found\r\nLocation: file:///etc/hostname\r\n\r\n"), OSError, "is not allowed"),
    "FTP": (once(b"HTTP/1.1 302 Found\r\nLocation: ftp://127.0.0.1:PORT/\r\n\r\n"), OSError, "unknown url type: ftp"),
    "data": (once(b"HTTP/1.1 302 Found\r\nLocation: data:,{}\r\n\r\n"), OSError, "is not allowed"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_a_host_should_not_answer(what: str) -> None:
    answer, kind, message = REFUSED[what]
    with host(answer) as address, pytest.raises(kind, match=re.escape(message)):
        fetch(address, 1000)


@pytest.mark.parametrize("address", ["file:///etc/hostname", "ftp://127.0.0.1/", "data:,{}", "metrics.json", "", "https:/a", " http://127.0.0.1/"])
def test_what_is_no_address_on_the_web(address: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"{address!r} should begin with http:// or https://")):
        fetch(address, 1000)


def test_the_content_comes_as_it_is() -> None:
    packed = b"\x1f\x8b\x08" + bytes(997)
    with host(once(OK.replace(b"OK", b"OK\r\nContent-Encoding: gzip") % 1000, packed)) as address:
        assert fetch(address, 1000) == packed
        assert fetch(address.replace("http", "HTTP"), 1000) == packed


def test_a_redirect_is_followed() -> None:
    with host(once(OK % 2, b"{}")) as there, host(once(b"HTTP/1.1 307 Moved\r\nLocation: " + there.encode() + b"\r\n\r\n")) as address:
        assert fetch(address, 2) == b"{}"


def test_a_card_is_read_from_an_address_in_capitals() -> None:
    said = json.dumps(a_record([0.97])).encode()
    with host(once(OK % len(said), said)) as address:
        assert ModelCard.read(address.replace("http", "HtTp")) == ModelCard.parse(said)
    with host(once(OK % (len(said) + 1), said)) as address:
        message = f"{address} cannot be read as a metrics.json: it ends 1 bytes too early"
        with pytest.raises(ContentError, match=re.escape(message)):
            ModelCard.read(address)
