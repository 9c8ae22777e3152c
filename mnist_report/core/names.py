"""Names: text from the settings, such as the name of a class, which no page may take for markup.

Jinja's autoescape is not enough: it knows the markup of HTML and not that of Markdown, and it would escape what authors
write themselves in an expression.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, SupportsIndex

MARKS = r"""[&<>"'|*_\\`\[\]{}~$#]"""
"""Characters that Markdown, HTML or the formulas of a notebook take for markup anywhere in a line."""
OPENING = r"\A(?:[-+=:?!\s]|\d+[.)])|(?<=\s)\s|\s\Z"
"""What Markdown takes for markup at the beginning of a line, and spaces that it would drop."""
WITHIN = re.compile(MARKS)
ANYWHERE = re.compile(rf"{MARKS}|{OPENING}")


class Name(str):
    """Plain text of one line. Adding to it, cutting it or applying a filter of the pages gives a Name again."""

    __slots__ = ()

    def __add__(self, other: str, /) -> Name:
        return Name(super().__add__(other))

    def __radd__(self, other: str, /) -> Name:
        return Name(other + str(self))

    def __getitem__(self, place: SupportsIndex | slice, /) -> Name:
        return Name(super().__getitem__(place))


def shown(value: Any) -> Any:
    """Return a Name as text that Markdown, HTML and its attributes all show as it is, any other value unchanged."""
    return _as_entities(ANYWHERE, value) if isinstance(value, Name) else value


def within(text: str) -> str:
    """Return plain text escaped for the middle of a line of Markdown, such as a page's title in a heading or a link."""
    return _as_entities(WITHIN, text)


def concatenated(parts: tuple[object, ...]) -> str:
    """Return the parts as one text, a Name if one of them is."""
    text = "".join(map(str, parts))
    return Name(text) if any(map(_has_name, parts)) else text


def keeping(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter of the pages that makes a Name of Names. What it marks as HTML stays as it is."""

    @wraps(function)
    def kept(*given: Any, **named: Any) -> Any:
        arguments = tuple(list(value) if isinstance(value, Iterator) else value for value in given)
        result = function(*arguments, **named)
        return Name(result) if type(result) is str and any(map(_has_name, (*arguments, *named.values()))) else result

    return kept


def _has_name(value: object) -> bool:
    return any(isinstance(item, Name) for item in (value if isinstance(value, list | tuple) else (value,)))


def _as_entities(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: "".join(f"&#{ord(character)};" for character in found[0]), text)
