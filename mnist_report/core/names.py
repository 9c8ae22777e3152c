"""Name: text from the settings, such as the name of a class, which no page may take for markup.

Jinja's autoescape does not serve here: it knows the marks of HTML and not those of Markdown, and it would escape what
authors write themselves in an expression.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, SupportsIndex

MARKS = r"""[&<>"'|*_\\`\[\]{}~$#]"""
"""What Markdown, HTML or the formulas of a notebook take for more than itself, wherever it stands."""
OPENING = r"\A(?:[-+=:?!\s]|\d+[.)])|(?<=\s)\s|\s\Z"
"""What Markdown takes for more than itself at the beginning of a line, and spaces that it would drop."""
WITHIN = re.compile(MARKS)
ANYWHERE = re.compile(rf"{MARKS}|{OPENING}")


class Name(str):
    """Plain text of one line. What is made of it by adding, cutting or a filter of the pages is a Name again."""

    __slots__ = ()

    def __add__(self, other: str, /) -> Name:
        return Name(super().__add__(other))

    def __radd__(self, other: str, /) -> Name:
        return Name(other + str(self))

    def __getitem__(self, place: SupportsIndex | slice, /) -> Name:
        return Name(super().__getitem__(place))


def shown(value: Any) -> Any:
    """A Name as text that Markdown, HTML and its attributes all show as it is; any other value unchanged."""
    return _as_entities(ANYWHERE, value) if isinstance(value, Name) else value


def within(text: str) -> str:
    """Plain text for the middle of a line of Markdown, such as the title of a page in a heading or a link."""
    return _as_entities(WITHIN, text)


def concatenated(parts: tuple[object, ...]) -> str:
    """The parts as one text: plain text, thus a Name, as soon as one of them is."""
    text = "".join(map(str, parts))
    return Name(text) if any(map(_is_named, parts)) else text


def keeping(function: Callable[..., Any]) -> Callable[..., Any]:
    """The filter of the pages, which makes a Name of Names. What it marks as HTML stays as it is."""

    @wraps(function)
    def kept(*given: Any, **more: Any) -> Any:
        read = tuple(list(each) if isinstance(each, Iterator) else each for each in given)
        made = function(*read, **more)
        return Name(made) if type(made) is str and any(map(_is_named, (*read, *more.values()))) else made

    return kept


def _is_named(value: object) -> bool:
    return any(isinstance(each, Name) for each in (value if isinstance(value, list | tuple) else (value,)))


def _as_entities(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: "".join(f"&#{ord(character)};" for character in found[0]), text)
