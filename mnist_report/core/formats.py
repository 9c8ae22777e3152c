"""Formats: how a page shows a number, in the annotation of the field, property or method that it comes from.

    @property
    def test_accuracy(self) -> Share: ...           << run.test_accuracy >>     97.3 %
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Annotated, Any, Final, get_args, get_type_hints

from .filters import faint, fixed, number, percent, points, signed


@dataclass(frozen=True)
class Format:
    """How pages show a number."""

    write: Callable[[Any], str]
    """Return the text for a number."""


class FormattedInt(int):
    """A whole number that a page shows as its text."""

    text: str

    def __str__(self) -> str:
        return self.text


class FormattedFloat(float):
    """A number that a page shows as its text."""

    text: str

    def __str__(self) -> str:
        return self.text


KINDS: Final = {int: FormattedInt, float: FormattedFloat}


def formatted(value: Any, owner: type, attribute: str) -> Any:
    """Return the number that an attribute of `owner` has, in the format of its annotation; any other value as it is."""
    kind = KINDS.get(type(value))
    found = _format(owner, attribute) if kind else None
    if not kind or not found:
        return value
    result = kind(value)
    result.text = found.write(value)
    return result


def annotation(owner: type, attribute: str) -> Any:
    """Return the annotation of a field, or of what a property or method returns; None where it cannot be resolved."""
    member = getattr(owner, attribute, None)
    function = member.fget if isinstance(member, property) else getattr(member, "func", member)
    place, name = (function, "return") if callable(function) else (owner, attribute)
    try:
        return get_type_hints(place, include_extras=True).get(name)
    except NameError:  # imported for the type checker alone
        return None


Number = Annotated[int, Format(number)]
"""A count: 10,000."""
Percent = Annotated[float, Format(percent)]
"""A share from 0 to 1: 97.3 %."""
Percent2 = Annotated[float, Format(partial(percent, decimals=2))]
"""A share from 0 to 1 that is compared with one near it: 97.31 %."""
Faint = Annotated[float, Format(faint)]
"""A share from 0 to 1 that may be close to 0: 27.8 %, 0.0014 %."""
Points = Annotated[float, Format(points)]
"""A difference of shares, or their spread, from 0 to 1: 0.81 percentage points."""
Fixed2 = Annotated[float, Format(partial(fixed, decimals=2))]
"""A level of confidence from 0 to 1: 0.87."""
Percent3 = Annotated[float, Format(partial(percent, decimals=3))]
"""A share from 0 to 1 that may be close to 1: 99.996 %."""
WholePercent = Annotated[float, Format(partial(percent, decimals=0))]
"""A share from 0 to 1 of which only the size counts: 92 %."""
Decimal = Annotated[float, Format(partial(fixed, decimals=1))]
"""A length or another number of one decimal: 2.6."""
Fixed = Annotated[float, Format(partial(fixed, decimals=3))]
"""A loss in nats or another number without a unit: 0.085."""
Fixed4 = Annotated[float, Format(partial(fixed, decimals=4))]
"""A small difference of losses in nats, or its error: 0.0038."""
Signed = Annotated[float, Format(partial(signed, decimals=4))]
"""A change of a loss in nats, with a minus sign where it fell: −0.0008."""


@cache
def _format(owner: type, attribute: str) -> Format | None:
    hint = annotation(owner, attribute)
    return next((part for part in get_args(hint) if isinstance(part, Format)), None)
