"""Fetch: what stands at an address on the web, within one limit of time and one of size, or in a file."""

from __future__ import annotations

import re
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Final
from urllib import request
from urllib.error import HTTPError

ADDRESS: Final = re.compile(r"https?://", re.IGNORECASE)
"""How an address on the web begins."""
PATIENCE: Final = 20
"""Seconds that a whole fetch may take."""


class Redirects(request.HTTPRedirectHandler):
    """Leaves out the content of a redirect, which may be endless."""

    def http_error_302(self, req: request.Request, fp: Any, code: int, msg: str, headers: HTTPMessage) -> Any:
        fp.close()
        return super().http_error_302(req, fp, code, msg, headers)

    def redirect_request(self, req: request.Request, *answer: Any) -> request.Request | None:
        """Follow no redirect from https to http, where anybody on the way could change what comes."""
        if req.type == "https" and not answer[-1].lower().startswith("https://"):
            raise ValueError(f"it leads on to {answer[-1]!r}; it should stay on https")
        return super().redirect_request(req, *answer)

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


HANDLERS: Final = (
    request.ProxyHandler, request.HTTPHandler, request.HTTPSHandler, request.HTTPDefaultErrorHandler, Redirects,
    request.HTTPErrorProcessor, request.UnknownHandler,
)
"""What urllib may do; its readers of files, of FTP and of `data:` are left out, so that no redirect leads there."""


def fetch(address: str, most: int, patience: float = PATIENCE) -> bytes:
    """Return the content at an http or https address, redirects followed: `most` bytes at most.

    `patience`, in seconds, is for all of it: the look-up of the name, every redirect, header and content. Raise
    OSError when the host cannot be reached, says no or takes longer, and ValueError for another kind of address and
    for an answer that is no HTTP, ends too early or is larger.
    """
    answers: SimpleQueue[bytes | Exception] = SimpleQueue()
    # In a thread, because a look-up of a name knows no limit, and the one of a socket starts anew with each byte.
    Thread(target=lambda: answers.put(_answer(address, most, patience)), daemon=True).start()
    try:
        answer = answers.get(timeout=patience)
    except Empty:
        raise TimeoutError(f"its host sent no whole answer in {patience} seconds") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def content(source: str, most: int) -> bytes:
    """Return what stands at an http or https address, as `fetch` does, or in the file at a path: `most` bytes at most.

    Raise OSError and ValueError as `fetch` does.
    """
    if ADDRESS.match(source):
        return fetch(source, most)
    with Path(source).open("rb") as file:
        return _bounded(file.read(most + 1), most)


def _answer(address: str, most: int, patience: float) -> bytes | Exception:
    try:
        return _read(address, most, patience)
    except HTTPException as error:
        return ValueError(f"its host does not speak HTTP as it should ({type(error).__name__}: {error})")
    except HTTPError as error:
        error.close()
        return error
    except Exception as error:
        return error


def _read(address: str, most: int, patience: float) -> bytes:
    if not ADDRESS.match(address):
        raise ValueError(f"{address!r} should begin with http:// or https://")
    opener = request.OpenerDirector()
    for handler in HANDLERS:
        opener.add_handler(handler())
    with opener.open(address, timeout=2 * patience) as answer:  # for the thread, when nobody waits for it any more
        said = _bounded(bytes(answer.read(most + 1)), most)
        if answer.length:
            raise ValueError(f"it ends {answer.length} bytes too early")
    return said


def _bounded(said: bytes, most: int) -> bytes:
    if len(said) > most:
        raise ValueError(f"it should have {most} bytes at most")
    return said
