"""FigureCall: which function draws a figure, and what it is handed.

The parameter of a function is the name of what it shows: `run`, `spread`, the name of an experiment. A function with
the parameter `experiment` draws a figure of each experiment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ..core.errors import ContentError

ANY: Final = "experiment"
"""The parameter that stands for each experiment."""


@dataclass(frozen=True)
class FigureCall:
    """The function that draws a figure, and what it is handed."""

    function: str
    """Name of the function: "accuracies"."""
    arguments: Mapping[str, str]
    """What each parameter is: {"experiment": "width"}."""


def figure_calls(
    parameters: Mapping[str, Iterable[str]], known: Iterable[str], experiments: Collection[str],
    absent: Collection[str],
) -> dict[str, FigureCall]:
    """Return the call of every figure, by its name: that of its function, or "width_accuracies" where one has several.

    `parameters` has those of each function; `known` is what a figure can be made of, with `experiments`; a figure of
    what is `absent` is left out. Raise ContentError for any other parameter.
    """
    calls: dict[str, FigureCall] = {}
    for function, names in parameters.items():
        arguments = {name: name for name in names}
        if any(name in absent for name in arguments):
            continue
        if unknown := [name for name in arguments if name not in {*known, *experiments, ANY}]:
            raise ContentError(f"figure {function} has the parameter {unknown[0]!r}; a figure is made of "
                               f"{', '.join([*known, *experiments])}")
        if ANY in arguments:
            calls |= {f"{each}_{function}": FigureCall(function, arguments | {ANY: each}) for each in experiments}
        else:
            calls[function] = FigureCall(function, arguments)
    return calls
