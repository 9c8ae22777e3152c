"""Accessibility: what schema.org is told of who can read a page and how, in words that the tests hold true.

The words are those of https://www.w3.org/2021/a11y-discov-vocab/latest/. What moves or is drawn in the browser is said
to need eyes, and nobody has measured whether it flashes.
"""

from __future__ import annotations

import re
from typing import Any, Final

from .blocks import LivePart, Widget
from .page import Page

PICTURE: Final = re.compile(r"!\[|<(?:img|svg|canvas)\b")
FORMULA: Final = re.compile(r"(?m)^[ \t>]*(?:`{3,}|~{3,})math\b")
SUMMARY: Final = (
    "Each figure has an alternative text, a longer description and, where it plots numbers, a table of them; formulas "
    "are MathML. Tests hold every page to the rules of axe-core, in light and dark, on a desktop and a phone."
)
QUIET: Final = ["none"]
LIVE: Final = ["noSoundHazard", "unknownFlashingHazard", "unknownMotionSimulationHazard"]


def accessibility(*pages: Page) -> dict[str, Any]:
    """Return what a node of JSON-LD says of pages read together, with what any of them has."""
    is_live = any(isinstance(block, LivePart | Widget) for page in pages for block in page.parts.values())
    figures = any(page.figures for page in pages)
    is_seen = is_live or figures or any(PICTURE.search(page.body) for page in pages)
    features = {
        "structuralNavigation": any(len(page.sections) > 1 for page in pages),
        "alternativeText": figures,
        "longDescription": figures,
        "MathML": any(FORMULA.search(page.body) for page in pages),
    }
    modes = ["textual", "visual"] if is_seen else ["textual"]
    return {
        "accessMode": modes,
        "accessModeSufficient": {"@type": "ItemList", "itemListElement": modes if is_live else ["textual"]},
        "accessibilityFeature": [name for name, has in features.items() if has],
        "accessibilityHazard": LIVE if is_live else QUIET,
    }
