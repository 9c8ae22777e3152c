"""What the texts of figures share beyond the filters of the page language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .figure import ALT_LIMIT

if TYPE_CHECKING:
    from collections.abc import Sequence


def fitting(*texts: str) -> str:
    """The first of `texts`, from long to short, that is no longer than an alternative text may be; else the last."""
    return next((text for text in texts if len(text) <= ALT_LIMIT), texts[-1])


def noun(class_names: Sequence[str]) -> str:
    """What one class is called: "digit" when every name is one, else "class"."""
    return "digit" if all(len(name) == 1 and name.isdecimal() for name in class_names) else "class"


def shortened(name: str, length: int = 14) -> str:
    """A class name as a picture has room for it, at most `length` characters."""
    return name if len(name) <= length else f"{name[: length - 1].rstrip()}…"
