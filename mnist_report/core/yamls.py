"""YAML that is data and nothing else: no tag runs code, and a few lines never stand for millions of values.

    load("title: A page")       {"title": "A page"}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import yaml

LONGEST: Final = 100_000
"""Characters of a document, at most."""
LARGEST: Final = 100_000
"""Values in a document, at most, each counted wherever an alias repeats it."""
DEEPEST: Final = 100
"""Levels of lists and mappings, at most: PyYAML's parser in C would crash on very many."""
LONGEST_NUMBER: Final = 300
"""Characters of a whole number, at most: Python refuses to write very long ones."""


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # ten times as fast, if built
    """PyYAML's safe loader with a limit for whole numbers."""

    def construct_yaml_int(self, node: yaml.ScalarNode) -> Any:
        if len(node.value) > LONGEST_NUMBER:
            raise yaml.YAMLError(f"it has a whole number of more than {LONGEST_NUMBER} characters")
        return super().construct_yaml_int(node)


Loader.add_constructor("tag:yaml.org,2002:int", Loader.construct_yaml_int)


class Entry(NamedTuple):
    """What stands at a key of a mapping."""

    value: str
    """The text of the value; empty where it is a list or a mapping."""
    line: int
    """Number of the line of the key, from 1."""


Entries = Mapping[tuple[str | int, ...], Entry]
"""What stands at each key, by the keys and the places in lists that lead to it."""


def load(text: str, loader: type[Loader] = Loader) -> Any:
    """Return the value of a YAML document; `loader` is a subclass of `Loader` that knows more tags.

    Raise yaml.YAMLError for a document that cannot be read, is nested too deeply or is too large.
    """
    if len(text) > LONGEST:
        raise yaml.YAMLError(f"it has more than {LONGEST} characters")
    _check_extent(text)
    try:
        return yaml.load(text, loader)
    # PyYAML's constructors let through Python's own errors for "2024-13-45", "!!int x" and an int of 5000 digits.
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise yaml.YAMLError(f"a value in it is not what it is said to be: {error}") from error


def entries(text: str) -> Entries:
    """Return every entry of the mappings in a YAML document. Raise yaml.YAMLError as `load` does."""
    if len(text) > LONGEST:
        raise yaml.YAMLError(f"it has more than {LONGEST} characters")
    _check_extent(text)
    return dict(_entries(yaml.compose(text, Loader), ()))


def inline(value: object) -> str:
    """Return a text, or a list of texts, as YAML has it on one line, also in a list in brackets."""
    return str(yaml.safe_dump([value], default_flow_style=True, allow_unicode=True, width=LONGEST)).strip()[1:-1]


def _entries(node: yaml.Node | None, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Entry]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*path, str(key.value))
            yield inner, Entry(value.value if isinstance(value, yaml.ScalarNode) else "", key.start_mark.line + 1)
            yield from _entries(value, inner)
    elif isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value):
            yield from _entries(item, (*path, place))


def _check_extent(text: str) -> None:
    """Raise yaml.YAMLError for a document that is nested too deeply, or whose aliases stand for too many values."""
    sizes: dict[str | None, int] = {}
    opened: list[tuple[str | None, int]] = [(None, 0)]
    for event in yaml.parse(text, Loader):
        anchor, size = getattr(event, "anchor", None), int(isinstance(event, yaml.ScalarEvent))
        if isinstance(event, yaml.CollectionStartEvent):
            sizes[anchor] = LARGEST  # until it ends, so that an alias to it within itself is refused
            opened.append((anchor, 1))
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, size = opened.pop()
        elif isinstance(event, yaml.AliasEvent):
            size = sizes.get(anchor, 1)
        if size:
            sizes[anchor] = size
            opened[-1] = opened[-1][0], opened[-1][1] + size
        if len(opened) > DEEPEST:
            raise yaml.YAMLError("it is nested too deeply")
        if opened[-1][1] > LARGEST:
            raise yaml.YAMLError(f"it has more than {LARGEST} values; does an alias repeat itself?")
