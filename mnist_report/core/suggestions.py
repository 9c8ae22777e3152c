"""Suggestions: what an unknown name was probably meant to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import SequenceMatcher
from typing import Final

ALIKE: Final = 0.6
"""Ratio from which names are alike, as in difflib."""
CLOSE: Final = 0.05
"""How much less alike than the nearest name another may be."""


def suggestion(name: str, known: Iterable[str], otherwise: str = "", by: Callable[[str], str] = str.lower) -> str:
    """Return a question for the nearest of the known names, up to three as near; `otherwise` if none is near.

    Names are compared by what `by` returns of each.
    """
    ratios = {each: SequenceMatcher(None, by(each), by(name)).ratio() for each in known}
    most = max(ratios.values(), default=0)
    nearest = [each for each, ratio in ratios.items() if ratio >= max(ALIKE, most - CLOSE)]
    return f"did you mean {' or '.join(map(repr, nearest[:3]))}?" if nearest else otherwise
