"""Fetching: the content at a web address, within one limit of time and one of size, or of a file."""

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
"""The beginning of a web address."""
PATIENCE: Final = 20
"""Seconds that a whole fetch may take."""


class Redirects(request.HTTPRedirectHandler):
    """Follows redirects without reading their content, which may be endless."""

    def http_error_302(self, req: request.Request, fp: Any, code: int, msg: str, headers: HTTPMessage) -> Any:
        fp.close()
        return super().http_error_302(req, fp, code, msg, headers)

    def redirect_request(self, req: request.Request, *answer: Any) -> request.Request | None:
        """Return the redirected request. Raise ValueError if it leaves https: others could change the content then."""
        if req.type == "https" and not answer[-1].lower().startswith("https://"):
            raise ValueError(f"it leads on to {answer[-1]!r}; it should stay on https")
        return super().redirect_request(req, *answer)

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


HANDLERS: Final = (
    request.ProxyHandler, request.HTTPHandler, request.HTTPSHandler, request.HTTPDefaultErrorHandler, Redirects,
    request.HTTPErrorProcessor, request.UnknownHandler,
)
"""What urllib may do. Its handlers of files, FTP and `data:` are left out, so that no redirect leads there."""


def fetch(address: str, most: int, patience: float = PATIENCE) -> bytes:
    """Return the content at an http or https address, after redirects: at most `most` bytes.

    `patience`, in seconds, is for everything: the look-up of the host, all redirects, headers and content. Raise
    OSError when the host cannot be reached, refuses or takes longer, and ValueError for another kind of address and
    for an answer that is not HTTP, ends too early or is larger.
    """
    answers: SimpleQueue[bytes | Exception] = SimpleQueue()
    # In a thread, because a look-up of a host has no time limit, and that of a socket starts again with each byte.
    Thread(target=lambda: answers.put(_content_or_error(address, most, patience)), daemon=True).start()
    try:
        answer = answers.get(timeout=patience)
    except Empty:
        raise TimeoutError(f"its host sent no whole answer in {patience} seconds") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def content(source: str, most: int) -> bytes:
    """Return the content at an http or https address, as `fetch` does, or of the file at a path: at most `most` bytes.

    Raise OSError and ValueError as `fetch` does.
    """
    if ADDRESS.match(source):
        return fetch(source, most)
    with Path(source).open("rb") as file:
        return _bounded(file.read(most + 1), most)


def _content_or_error(address: str, most: int, patience: float) -> bytes | Exception:
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
    with opener.open(address, timeout=2 * patience) as answer:  # ends the thread when nobody waits for it any more
        body = _bounded(bytes(answer.read(most + 1)), most)
        if answer.length:
            raise ValueError(f"it ends {answer.length} bytes too early")
    return body


def _bounded(body: bytes, most: int) -> bytes:
    if len(body) > most:
        raise ValueError(f"it should have {most} bytes at most")
    return body
