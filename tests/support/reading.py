"""What a page of the built site says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def text_of(html: str) -> str:
    """The words of a page, code and scripts apart."""
    bare = re.sub(r"<(script|style|pre)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", "", bare).split())


def read(site: Path, page: str) -> str:
    """Its HTML."""
    return (site / page / "index.html").read_text(encoding="utf-8")
