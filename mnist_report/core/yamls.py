"""YAML that is data and nothing else: no tag runs code, and no few lines stand for millions of values.

    load("title: A page")       {"title": "A page"}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST: Final = 100_000
"""Characters of a document, at most."""

LARGEST: Final = 100_000
"""Values in a document, at most, each counted wherever an alias repeats it."""

LONGEST_NUMBER: Final = 1000
"""Bits of a whole number, at most."""

SHORT: Final = 4000
"""Characters that the parser in C may have: it nests as deep as the text does, and at some 100,000 levels crashes."""


class Loader(yaml.SafeLoader):
    """PyYAML's safe one, whose merge keys (`<<`) cannot multiply."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        _flatten(super(), node)


class _FastLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # ten times as fast, if built
    """The same, where PyYAML was built with its parser in C."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        _flatten(super(), node)


def load(text: str, loader: type[yaml.SafeLoader] | None = None) -> Any:
    """What a YAML document says; `loader` is a subclass of `Loader` that knows more tags.

    Raises yaml.YAMLError for anything that cannot be read, and for what is nested too deeply or is too large.
    """
    if len(text) > LONGEST:
        raise yaml.YAMLError(f"it has more than {LONGEST} characters")
    chosen = loader or (_FastLoader if len(text) <= SHORT else Loader)
    try:
        said = yaml.load(text, chosen)
    except RecursionError as error:
        raise yaml.YAMLError("it is nested too deeply") from error
    # PyYAML's constructors let through what Python says of "2024-13-45", of "!!int x" and of an int of 5000 digits.
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise yaml.YAMLError(f"a value in it is not what it is said to be: {error}") from error
    _check_size(said)
    return said


def _flatten(parent: Any, node: yaml.MappingNode) -> None:
    parent.flatten_mapping(node)
    if len(node.value) > LARGEST:
        raise yaml.YAMLError(f"it has a mapping of more than {LARGEST} values")


def _check_size(said: object) -> None:
    """That no alias repeats itself, or others too often, and that no number is too long for Python to write it."""
    waiting, count = [said], 0
    while waiting:
        count += 1
        if count > LARGEST:
            raise yaml.YAMLError(f"it has more than {LARGEST} values; does an alias repeat itself?")
        value = waiting.pop()
        if isinstance(value, int) and value.bit_length() > LONGEST_NUMBER:
            raise yaml.YAMLError(f"it has a whole number of more than {LONGEST_NUMBER} bits")
        waiting.extend(_inside(value))


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list | tuple | set) else ()
