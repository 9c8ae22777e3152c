"""The pages of a built site, and what their heads say to programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mnist_report.pages.page import address_of
from mnist_report.publishing.checks.page import Page as Html

if TYPE_CHECKING:
    from pathlib import Path


def html(site: Path, path: str) -> Html:
    file = f"{address_of(path)}index.html"
    return Html.parse(file, (site / file).read_text(encoding="utf-8"))


def said(page: Html) -> Any:
    """The one data block of a page."""
    (block,) = [each for each in page.elements if each.attributes.get("type") == "application/ld+json"]
    assert block.tag == "script" and "head" in [each.tag for each in block.ancestors]
    return json.loads(block.text)
