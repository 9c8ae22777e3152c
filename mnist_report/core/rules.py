"""Rules: what the fields of the settings accept, each the second half of an annotation."""

from __future__ import annotations

import reprlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, get_type_hints

from .errors import ConfigurationError


@dataclass(frozen=True)
class Rule:
    """What a field accepts; the second half of its annotation."""

    expected: str
    """What would be right, to complete "must be ..."."""
    holds: Callable[[object], bool]
    """Whether a value, of any type, is right."""


def whole(low: int, high: int) -> Rule:
    """Return the rule for a whole number from `low` to `high`; `True` is none, though Python counts it as 1."""
    return Rule(
        f"a whole number from {low} to {high}",
        lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high,
    )


def one_of(*names: str) -> Rule:
    """Return the rule for one of a few strings, spelled as Keras spells them."""
    return Rule(" or ".join(map(repr, names)), lambda value: isinstance(value, str) and value in names)


def is_name(value: object) -> bool:
    """Return whether a page and a figure can show the value on one line."""
    return isinstance(value, str) and value.isprintable() and value.strip() != ""


def is_number(value: object) -> bool:
    """Return whether the value is a number; `True` is none, though Python counts it as 1."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def check(settings: Any) -> None:
    """Raise ConfigurationError for the first field whose value breaks the rule in its annotation."""
    for name, rule in _rules(settings.__class__).items():
        if not rule.holds(value := getattr(settings, name)):
            raise ConfigurationError(f"{name} is {shown(value)}, but must be {rule.expected}")


@cache
def _rules(kind: type) -> dict[str, Rule]:
    """Return the rule of each field; kept, as Python reads all annotations of the class for it."""
    return {name: hint.__metadata__[0] for name, hint in get_type_hints(kind, include_extras=True).items()}


def shown(value: object) -> str:
    """Return a value as a person wrote it in TOML, on one line, shortened if it is long."""
    if isinstance(value, bool):
        return str(value).lower()
    try:
        return reprlib.repr(list(value) if isinstance(value, tuple) else value)
    except ValueError:  # Python writes no number of more than 4300 digits
        return "a number of thousands of digits"
