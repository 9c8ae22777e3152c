"""Texts that people wrote, on whatever system: UTF-8, with or without a byte order mark, with any line ending."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def read(file: Path) -> str:
    """Return the text of a file, without its byte order mark, each line ended by a line feed alone.

    Raise OSError when it cannot be read, and UnicodeError, which says what to do, when it is not UTF-8.
    """
    return decoded(file.read_bytes())


def decoded(content: bytes) -> str:
    """Return the text in the bytes of a file, as `read` does."""
    if b"\0" in content:
        raise UnicodeError("it is in UTF-16, or no text; save it as UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte, line = content[error.start], content.count(b"\n", 0, error.start) + 1
        raise UnicodeError(f"byte 0x{byte:02x} in line {line} is not UTF-8; save it as UTF-8") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def as_before(content: bytes, text: str) -> bytes:
    """Return the bytes of a text with the byte order mark and the line ends of the file whose content it replaces."""
    written = text.replace("\n", "\r\n" if b"\r\n" in content else "\n").encode()
    return (codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b"") + written
