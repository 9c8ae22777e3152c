"""Constraints: what a value of JSON must be, in the words of JSON Schema, in the annotation of its field.

    @dataclass(frozen=True)
    class Epoch:
        number: PositiveInt
        accuracy: Share

    decoded(Epoch, {"number": 0, "accuracy": 0.9})    ValueError: number is 0; it should be a whole number from 1
"""

from __future__ import annotations

import re
import reprlib
import sys
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import lru_cache, partial
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from .filters import fixed, number, percent, significant, spelled
from .formats import Format

Schema = Mapping[str, Any]

HOLDS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "minimum": lambda value, limit: value >= limit,
    "maximum": lambda value, limit: value <= limit,
    "exclusiveMinimum": lambda value, limit: value > limit,
    "exclusiveMaximum": lambda value, limit: value < limit,
    "minLength": lambda value, limit: len(value) >= limit,
    "minItems": lambda value, limit: len(value) >= limit,
    "maxItems": lambda value, limit: len(value) <= limit,
    "minProperties": lambda value, limit: len(value) >= limit,
    "uniqueItems": lambda value, _: len(set(value)) == len(value),
    "pattern": lambda value, pattern: bool(re.search(pattern, value)),
}
"""Whether a value satisfies each keyword of JSON Schema that is used here, given the keyword's own value."""
EXACT: Final = 2**53
"""The largest whole number that every reader of JSON reads exactly (RFC 8259, section 6)."""
KINDS: Final[Mapping[Any, tuple[str, Callable[[Any], bool]]]] = {
    str: ("text of one printable line", lambda value: isinstance(value, str) and value.isprintable()),
    int: ("a whole number", lambda value: type(value) is int and abs(value) <= EXACT),
    float: ("a finite number", lambda value: type(value) in {int, float} and abs(value) <= sys.float_info.max),
    Mapping: ("an object", lambda value: isinstance(value, dict)),
    tuple: ("a list", lambda value: isinstance(value, list)),
}
"""The name of each type of a field, and whether a value of JSON is of that type."""


@dataclass(frozen=True, eq=False)
class Constraint:
    """What must be true of a value in addition to its type."""

    expected: str
    """What would be right, to complete "it should be ..."."""
    keywords: Mapping[str, Any]
    """The same in JSON Schema: {"minimum": 0, "maximum": 1}."""

    def holds(self, value: Any) -> bool:
        """Return whether a value of the right type satisfies the constraint."""
        return all(HOLDS[keyword](value, limit) for keyword, limit in self.keywords.items())

    def __get_pydantic_json_schema__(self, core_schema: Any, handler: Callable[[Any], Schema]) -> Schema:
        """Return the JSON schema of the field to pydantic, with which tests/support/schema.py writes the schema."""
        return {**handler(core_schema), **self.keywords}


class AddedLater:
    """Marks a field that files of the same version may lack, where it is None; every file written now has it."""

    def __get_pydantic_json_schema__(self, core_schema: Any, handler: Callable[[Any], Schema]) -> Schema:
        """Return the JSON schema of the field without null, since every file written now has a value."""
        return next(schema for schema in handler(core_schema)["anyOf"] if schema != {"type": "null"})


Count = Annotated[int, Constraint("a whole number from 0", {"minimum": 0}), Format(number)]
PositiveInt = Annotated[int, Constraint("a whole number from 1", {"minimum": 1}), Format(number)]
Spelled = Annotated[int, Constraint("a whole number from 0", {"minimum": 0}), Format(spelled)]
"""A count that prose writes in words."""
NonNegative = Annotated[float, Constraint("a finite number of 0 or more", {"minimum": 0})]
Nats = Annotated[float, Constraint("a finite number of 0 or more", {"minimum": 0}), Format(partial(fixed, decimals=3))]
"""A loss in nats."""
Share = Annotated[float, Constraint("a number from 0 to 1", {"minimum": 0, "maximum": 1}), Format(percent)]
"""Pages show it in percent, with one decimal."""
PValue = Annotated[float, Constraint("a number from 0 to 1", {"minimum": 0, "maximum": 1}), Format(significant)]
"""A chance that may be close to 0: 0.000085."""
Text = Annotated[str, Constraint("text of one printable line", {"minLength": 1})]
Sha256 = Annotated[str, Constraint("64 hexadecimal digits", {"pattern": "^[0-9a-f]{64}$"})]


def decoded(kind: Any, value: Any, name: str = "", expected: str = "") -> Any:
    """Return a value of JSON as `kind`: a dataclass, one of `KINDS`, a literal, or any of these or None.

    Ignore keys that are no fields of a dataclass. Raise ValueError where something does not fit, with its place in the
    value ("a.b[0]"; `name` is the place of the value itself), what is there and what would be right.
    """
    origin, inner = get_origin(kind) or kind, get_args(kind)
    if origin is Annotated:
        return _constrained(inner, value, name)
    if origin in {Union, UnionType}:
        return None if value is None else decoded(inner[0], value, name, expected)
    if origin is Literal:
        return _checked(value, name, " or ".join(map(repr, inner)), type(value) in {str, int} and value in inner)
    return _object(origin, value, name) if is_dataclass(origin) else _plain(origin, inner, value, name, expected)


def _constrained(inner: tuple[Any, ...], value: Any, name: str) -> Any:
    constraints = [constraint for constraint in inner[1:] if isinstance(constraint, Constraint)]
    expected = " and ".join(constraint.expected for constraint in constraints)
    result = decoded(inner[0], value, name, expected)
    _checked(value, name, expected, all(constraint.holds(result) for constraint in constraints))
    return result


def _plain(kind: Any, inner: tuple[Any, ...], value: Any, name: str, expected: str) -> Any:
    name_of_kind, is_of_kind = KINDS[kind]
    _checked(value, name, expected or name_of_kind, is_of_kind(value))
    if kind is tuple:
        return tuple(decoded(inner[0], item, f"{name}[{place}]") for place, item in enumerate(value))
    if kind is Mapping:
        return {decoded(str, key, name): decoded(inner[1], value[key], f"{name}.{key}") for key in value}
    return kind(value)


def _checked(value: Any, name: str, expected: str, fits: bool) -> Any:
    if not fits:
        raise ValueError(f"{name or 'all of it'} is {reprlib.repr(value)}; it should be {expected}")
    return value


def _object(kind: Any, value: Any, name: str) -> Any:
    """Return the dataclass `kind` made of the keys of an object that are its fields."""
    _checked(value, name, "an object", isinstance(value, dict))
    given = {}
    for field in fields(kind):
        place = f"{name}.{field.name}".lstrip(".")
        if field.name in value:
            given[field.name] = decoded(_hints(kind)[field.name], value[field.name], place)
        elif field.default is MISSING:
            raise ValueError(f"{place} is missing; it should be there")
    try:
        return kind(**given)
    except ValueError as error:
        raise ValueError(f"{name}: {error}".removeprefix(": ")) from error


@lru_cache
def _hints(kind: Any) -> Mapping[str, Any]:
    return get_type_hints(kind, include_extras=True)
