"""What the texts of figures share beyond the filters of the page language."""

from __future__ import annotations

from .figure import ALT_LIMIT


def fitting(*texts: str) -> str:
    """The first of `texts`, from long to short, that is no longer than an alternative text may be; else the last."""
    return next((text for text in texts if len(text) <= ALT_LIMIT), texts[-1])


def shortened(name: str, length: int = 14) -> str:
    """A class name as a picture has room for it, at most `length` characters."""
    return name if len(name) <= length else f"{name[: length - 1].rstrip()}…"
