"""The filters of the page language, which turn a value into the words on a page. Pure functions of plain values."""

from __future__ import annotations

import re
from math import floor, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SPELLED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
LIKE_AN = re.compile(r"(?i)(?!eu|ewe|one(?![a-z])|once|u[bfhjkrst][aeiou]|uni(?!n))[aeiou]|hono|hour|heir|honest")
LEAST = 1e-6
"""The smallest number above 0 that `significant` writes in digits."""
MINUS = "\N{MINUS SIGN}"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def percent(value: float, decimals: int = 1) -> str:
    """Return a share from 0 to 1 in percent: 0.97412 -> `97.4 %`, with a no-break space.

    Rounding never turns nearly all into all, or hardly any into none: 0.99996 -> `over 99.9 %`, 0.00004 -> `under
    0.1 %`; only 1 is `100.0 %` and only 0 is `0.0 %`. In words, because a line that starts with `>` is a quotation in
    Markdown. Raise ValueError unless `decimals` is 0 to 20.
    """
    step = 10.0 ** -_checked_decimals(decimals)
    rounded = f"{100 * value:.{decimals}f}"
    if value < 1 and float(rounded) >= 100:
        rounded = f"over {100 - step:.{decimals}f}"
    elif value > 0 and float(rounded) <= 0:
        rounded = f"under {step:.{decimals}f}"
    return f"{rounded}{NO_BREAK_SPACE}%"


def faint(value: float) -> str:
    """Return a share from 0 to 1 in percent, as `percent` does, with two digits where it is close to 0: 0.27812 ->
    `27.8 %`, 0.0000144 -> `0.0014 %`. A share below a millionth of a percent is `under 0.000001 %`.
    """
    small = 0 < value < 0.001
    return percent(value, min(1 - floor(log10(100 * value)), 6) if small else 1)


def points(value: float) -> str:
    """Return a difference of shares, or their spread, from 0 to 1: 0.0081 -> `0.81 percentage points`."""
    return f"{fixed(100 * value, 2)} percentage points"


def number(value: int) -> str:
    """Return a whole number with commas between thousands: 10000 -> `10,000`."""
    return f"{value:,}"


def plain(value: int) -> str:
    """Return a whole number as code writes it: 10000 -> `10000`."""
    return f"{value:d}"


def fixed(value: float, decimals: int) -> str:
    """Return a number with so many decimals: 0.08412|fixed(3) -> `0.084`; zero never has a sign.

    Raise ValueError unless `decimals` is 0 to 20.
    """
    return f"{value:z.{_checked_decimals(decimals)}f}"


def signed(value: float, decimals: int) -> str:
    """Return a change with so many decimals and a minus sign as prose writes it: -0.00081|signed(4) -> `−0.0008`."""
    return fixed(value, decimals).replace("-", MINUS)


def significant(value: float, digits: int = 2) -> str:
    """Return a small number, 0 or more, with so many significant digits: 0.0000852 -> `0.000085`.

    A number below a millionth is `under 0.000001`.
    """
    if 0 < value < LEAST:
        return f"under {LEAST:.6f}"
    return f"{value:.{_checked_decimals(max(digits - 1 - floor(log10(value or 1)), 0))}f}"


def of(part: int, total: int) -> str:
    """Return a part of a total: 258|of(10000) -> `258 of 10,000`."""
    return f"{number(part)} of {number(total)}"


def joined(items: Iterable[object]) -> str:
    """Return a list in prose: `a`, `a and b`, `a, b and c`; an empty text for an empty list."""
    words = [str(item) for item in items]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def plural(count: int, noun: str, plural: str | None = None) -> str:
    """Return a count and its noun: 1|plural("image") -> `1 image`, 12 -> `12 images`; or `plural`, where given."""
    return f"{number(count)} {noun if count == 1 else plural or noun + 's'}"


def capital(words: str) -> str:
    """Return the words as a sentence begins: `digit` -> `Digit`, `MRI scan` -> `MRI scan`."""
    return words[:1].upper() + words[1:]


def article(words: str) -> str:
    """Return the words with their article, as they are most likely pronounced: `a digit`, `an animal`, `a unit`."""
    return f"{'an' if LIKE_AN.match(words) else 'a'} {words}"


def spelled(value: int) -> str:
    """Return a count as prose writes it: 8 -> `eight`, in words up to twelve, 26 -> `26`."""
    return SPELLED[value] if 0 <= value < len(SPELLED) else number(value)


def epoch_line(steps: int, measured: Mapping[str, float]) -> str:
    """Return what Keras' `fit` prints of an epoch of so many steps, without its bar and durations."""
    return " - ".join([f"{steps}/{steps}", *(f"{name}: {_metric(value)}" for name, value in sorted(measured.items()))])


def _metric(value: float) -> str:
    """Return a metric as Keras' progress bar prints it."""
    return f"{value:.4f}" if value > 1e-3 else f"{value:.4e}"


def _checked_decimals(decimals: int) -> int:
    """Return the number of decimals. Raise ValueError unless it is 0 to 20: a slip could make a text of gigabytes."""
    if not 0 <= decimals <= 20:
        raise ValueError(f"{decimals} decimals; they should be 0 to 20")
    return decimals
