"""The filters of the page language: a value in, the words that a page says out. Pure functions of plain values."""

from __future__ import annotations

import re
from math import floor, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SPELLED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
LIKE_AN = re.compile(r"(?i)(?!eu|ewe|one(?![a-z])|once|u[bfhjkrst][aeiou]|uni(?!n))[aeiou]|hono|hour|heir|honest")
LEAST = 1e-6
"""The least number that is told in decimals."""
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def percent(value: float, decimals: int = 1) -> str:
    """A share from 0 to 1 in percent: 0.97412 -> `97.4 %`, with a no-break space.

    Rounding never makes all out of nearly all, or none out of hardly any: 0.99996 -> `over 99.9 %`, 0.00004 -> `under
    0.1 %`; only 1 is `100.0 %` and only 0 is `0.0 %`. In words, because a line that starts with `>` is a quotation in
    Markdown.
    """
    step = 10.0 ** -_few(decimals)
    rounded = f"{100 * value:.{decimals}f}"
    if value < 1 and float(rounded) >= 100:
        rounded = f"over {100 - step:.{decimals}f}"
    elif value > 0 and float(rounded) <= 0:
        rounded = f"under {step:.{decimals}f}"
    return f"{rounded}{NO_BREAK_SPACE}%"


def number(value: int) -> str:
    """A whole number with commas between thousands: 10000 -> `10,000`."""
    return f"{value:,}"


def fixed(value: float, decimals: int) -> str:
    """A number with that many decimals (>= 0): 0.08412|fixed(3) -> `0.084`; zero never has a sign."""
    return f"{value:z.{_few(decimals)}f}"


def significant(value: float, digits: int = 2) -> str:
    """A small number from 0 with that many significant digits: 0.0000852 -> `0.000085`; below a millionth `under
    0.000001`.
    """
    if 0 < value < LEAST:
        return f"under {LEAST:.6f}"
    return f"{value:.{_few(max(digits - 1 - floor(log10(value or 1)), 0))}f}"


def of(part: int, total: int) -> str:
    """A part of a total: 258|of(10000) -> `258 of 10,000`."""
    return f"{number(part)} of {number(total)}"


def joined(items: Iterable[object]) -> str:
    """A list in prose: `a`, `a and b`, `a, b and c`; nothing for an empty one."""
    words = [str(item) for item in items]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def plural(count: int, noun: str, plural: str | None = None) -> str:
    """A count and its noun: 1|plural("image") -> `1 image`, 12 -> `12 images`; `plural` where an `s` will not do."""
    return f"{number(count)} {noun if count == 1 else plural or noun + 's'}"


def capital(words: str) -> str:
    """The words as a sentence begins: `digit` -> `Digit`, `MRI scan` -> `MRI scan`."""
    return words[:1].upper() + words[1:]


def article(words: str) -> str:
    """The words with their article, by how they are most likely said: `a digit`, `an animal`, `a unit`, `an hour`."""
    return f"{'an' if LIKE_AN.match(words) else 'a'} {words}"


def spelled(value: int) -> str:
    """A count as prose has it: 8 -> `eight`, in words up to twelve, 26 -> `26`."""
    return SPELLED[value] if 0 <= value < len(SPELLED) else number(value)


def epoch_line(steps: int, measured: Mapping[str, float]) -> str:
    """Return what Keras' `fit` prints of an epoch of so many steps, its bar and durations left out."""
    return " - ".join([f"{steps}/{steps}", *(f"{name}: {_logged(value)}" for name, value in sorted(measured.items()))])


def _logged(value: float) -> str:
    """A metric as Keras' progress bar prints it."""
    return f"{value:.4f}" if value > 1e-3 else f"{value:.4e}"


def _few(decimals: int) -> int:
    """A number of decimals that is one; a slip of the keyboard makes no text of gigabytes."""
    if not 0 <= decimals <= 20:
        raise ValueError(f"{decimals} decimals; they should be 0 to 20")
    return decimals
