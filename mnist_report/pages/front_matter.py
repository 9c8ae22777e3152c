"""Front matter: the lines of YAML at the start of a page, between two of `---`."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from ..core import yamls
from ..core.errors import ContentError


def read(page: str, text: str) -> dict[str, Any]:
    """Return the front matter of a page as it is written. Raise ContentError, naming the page, for a mistake."""
    try:
        return parsed(split(text)[0])
    except yaml.YAMLError as error:
        raise ContentError(f"{page}: {type(error).__name__}: {' '.join(str(error).split())}") from error


def split(text: str) -> tuple[str, str]:
    """Return the front matter of a page, as it is written, and its Markdown."""
    if not text.startswith("---\n"):
        return "", text
    front, _, body = text[4:].partition("\n---\n")
    return front, body


@cache
def parsed(front: str) -> dict[str, Any]:
    """Return the keys of a front matter. Raise YAMLError for a mistake."""
    keys: dict[str, Any] = yamls.load(front) or {}
    return keys
