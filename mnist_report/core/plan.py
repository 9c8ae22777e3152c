"""Plan: an experiment before it is made: a baseline recipe and the differences to try.

    Plan("width", ({"first_units": 8}, {}, {"first_units": 256}))        in code
    [tool.mnist-report.experiments.batch]                                 in pyproject.toml
    batch_size = [8, 128]                                                 every combination, where there are several
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, fields, replace
from itertools import product
from typing import TYPE_CHECKING, Annotated, Any, Final

from .errors import ConfigurationError
from .recipe import Recipe
from .rules import Rule, check, shown, whole
from .suggestions import suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

Difference = dict[str, Any]
"""Fields of a recipe with other values."""
NAME: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
FIELDS: Final = [each.name for each in fields(Recipe) if each.name not in {"seed", "loss"}]
"""The fields of a recipe that an experiment can change."""
MOST: Final = 10_000
"""The most recipes of an experiment."""


def _are_differences(value: object) -> bool:
    """Return whether these are differences, each another one."""
    if not isinstance(value, tuple) or not 1 <= len(value) <= MOST:
        return False
    texts = {json.dumps(each, sort_keys=True, default=str) for each in value if isinstance(each, dict)}
    return len(texts) == len(value)


_NAME = Rule("a name of small letters, digits and single underscores that begins with a letter",
             lambda value: isinstance(value, str) and NAME.fullmatch(value) is not None)
_DIFFERENCES = Rule(f"1 to {MOST} different tables of fields of a recipe", _are_differences)
_DIFFERENCE = Rule("a table of fields of a recipe", lambda value: isinstance(value, dict))


@dataclass(frozen=True)
class Plan:
    """An experiment before it is made. Raise ConfigurationError for an impossible value."""

    name: Annotated[str, _NAME]
    """What figures and pages call it: "width"."""
    differences: Annotated[tuple[Difference, ...], _DIFFERENCES]
    """The differences from the baseline, in the order in which figures show them; one may be empty, which puts the
    baseline at that place; else it comes first.
    """
    baseline: Annotated[Difference, _DIFFERENCE] = field(default_factory=dict)
    """How the baseline differs from the recipe of the course."""
    seeds: Annotated[int, whole(1, 1000)] = 2
    """Trainings of each recipe but the baseline, with the seed of the course and those that follow."""

    def __post_init__(self) -> None:
        check(self)
        for difference in (self.baseline, *self.differences):
            for name in difference:
                if name not in FIELDS:
                    known = f"these are {', '.join(FIELDS)}"
                    raise ConfigurationError(f"{shown(name)} is no field of a recipe that an experiment can change; "
                                             f"{suggestion(name, FIELDS, known)}")
            replace(Recipe(), **self.baseline | difference)  # which refuses impossible values

    def trials(self, recipe: Recipe, seeds: int) -> tuple[tuple[Difference, tuple[Recipe, ...]], ...]:
        """Return each difference with its recipes, one a seed, for a course with this recipe.

        The baseline has all `seeds` of the course, or more if the plan has more, as with fewer hardly anything differs
        from it clearly; so has what is the recipe of the course itself.
        """
        baseline = replace(recipe, **self.baseline)
        differences = self.differences if {} in self.differences else ({}, *self.differences)
        changed = [replace(baseline, **difference) for difference in differences]
        counts = [max(seeds, self.seeds) if each in {recipe, baseline} else self.seeds for each in changed]
        return tuple(zip(differences, map(_from_seeds, changed, counts), strict=True))


def _from_seeds(recipe: Recipe, count: int) -> tuple[Recipe, ...]:
    return tuple(replace(recipe, seed=recipe.seed + offset) for offset in range(count))


def parsed(name: str, table: Mapping[str, Any]) -> Plan:
    """Return the plan in a table of the settings: `seeds`, `baseline`, and lists of values of fields of a recipe.

    Several lists are tried in every combination. Raise ConfigurationError for any other content.
    """
    own = {key: value for key, value in table.items() if key in {"seeds", "baseline"}}
    lists = {key: value for key, value in table.items() if key not in own}
    for key, values in lists.items():
        if not isinstance(values, list) or not values:
            raise ConfigurationError(f"{key} is {shown(values)}, but must be a list of values to try")
    differences = tuple(dict(zip(lists, values, strict=True)) for values in product(*lists.values()))
    return Plan(name, differences if lists else (), **own)
