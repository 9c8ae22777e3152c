"""What a project may choose: the `Course`, and in it the `Recipe` of its network.

Both are frozen values that cannot hold anything impossible: whoever has one need not check it again. An experiment is
`dataclasses.replace(recipe, epochs=10)`; `dataclasses.asdict(recipe)` is ready for JSON.

    [tool.mnist-report]              # every key is optional, and is the name of a field: words joined by underscores
    dataset = "data/fashion.npz"     # paths are relative to the folder of pyproject.toml
    example = 7

    [tool.mnist-report.recipe]
    epochs = 10
"""

from __future__ import annotations

import reprlib
import tomllib
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar, get_type_hints

from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TABLE: Final = "tool.mnist-report"
"""Where the settings stand in pyproject.toml."""

LARGEST: Final = 2**31 - 1
"""The most images that fit the size limit of a data set, at one byte an image."""


@dataclass(frozen=True)
class Rule:
    """What a field accepts; the second half of its annotation."""

    expected: str
    """What would be right, to complete "must be ..."."""

    holds: Callable[[object], bool]
    """Whether a value, of any type, is right."""


def _whole(low: int, high: int) -> Rule:
    """A whole number; `True` is none, though Python counts it as 1."""
    return Rule(
        f"a whole number from {low} to {high}",
        lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high,
    )


def _one_of(*names: str) -> Rule:
    """One of a few strings, spelled as Keras spells them."""
    return Rule(" or ".join(map(repr, names)), lambda value: isinstance(value, str) and value in names)


def _is_name(value: object) -> bool:
    """Whether a page and a figure can show the value on one line."""
    return isinstance(value, str) and value.isprintable() and value.strip() != ""


def _are_class_names(value: object) -> bool:
    """Whether the value names classes: more than 256 would not fit uint8 labels, equal ones could not be told apart."""
    return isinstance(value, tuple) and 2 <= len(value) <= 256 and all(map(_is_name, value)) and _differ(value)


def _differ(values: tuple[object, ...]) -> bool:
    return len(set(values)) == len(values)


_FRACTION = Rule("a number above 0 and below 1", lambda value: isinstance(value, float) and 0 < value < 1)
_NAME = Rule("a name of one printable line", _is_name)
_CLASS_NAMES = Rule("a list of 2 to 256 different names", lambda value: value is None or _are_class_names(value))
_PATH = Rule("a path", lambda value: isinstance(value, Path))
_FILE_OR_FOLDER = Rule("the path of a .npz file or of a folder", lambda value: value is None or isinstance(value, Path))


@dataclass(frozen=True)
class Recipe:
    """How the network is built and trained. Raises ConfigurationError for an impossible value."""

    seed: Annotated[int, _whole(0, 2**32 - 1)] = 0
    """Seed of every random generator, 0 to 2**32 - 1 (the range that `keras.utils.set_random_seed` takes)."""

    epochs: Annotated[int, _whole(1, 1000)] = 5
    """Passes over the training images, 1 to 1000."""

    batch_size: Annotated[int, _whole(1, LARGEST)] = 32
    """Images a step, at least 1."""

    validation_split: Annotated[float, _FRACTION] = 0.2
    """Share of the training images, the last ones, kept for validation; above 0, below 1."""

    first_units: Annotated[int, _whole(1, 65536)] = 128
    """Neurons of the first hidden layer, 1 to 65536."""

    second_units: Annotated[int, _whole(1, 65536)] = 64
    """Neurons of the second hidden layer, 1 to 65536."""

    activation: Annotated[str, _one_of("relu", "tanh", "sigmoid", "gelu", "elu")] = "relu"
    """Activation of both hidden layers, as Keras names it."""

    optimizer: Annotated[str, _one_of("adam", "sgd", "rmsprop", "adamw", "nadam")] = "adam"
    """Optimizer, as Keras names it, with its default learning rate."""

    loss: Annotated[str, _one_of("categorical_crossentropy")] = "categorical_crossentropy"
    """Loss, as Keras names it; the labels are one-hot, so there is one choice."""

    def __post_init__(self) -> None:
        _check(self)


_RECIPE = Rule("a Recipe", lambda value: isinstance(value, Recipe))


@dataclass(frozen=True)
class Course:
    """What one site teaches from. Raises ConfigurationError for an impossible value."""

    dataset: Annotated[Path | None, _FILE_OR_FOLDER] = None
    """A .npz file or a folder of IDX files (see `mnist_report.data`); None is the MNIST that the package ships."""

    class_names: Annotated[tuple[str, ...] | None, _CLASS_NAMES] = None
    """Name of each class, in the order of the labels, 2 to 256 different ones; None is "0", "1", ..."""

    example: Annotated[int, _whole(0, LARGEST)] = 42
    """Index, from 0, of the test image that Module 2 looks at."""

    seeds: Annotated[int, _whole(1, 1000)] = 10
    """Trainings that show how far the result depends on the seed, 1 to 1000."""

    recipe: Annotated[Recipe, _RECIPE] = field(default_factory=Recipe)
    """The recipe of the run that the site shows."""

    store: Annotated[Path, _PATH] = Path(".cache/mnist-report")
    """Folder of the runs and figures already made. It may be emptied, so it must not hold the project."""

    dataset_name: Annotated[str, _NAME] = "MNIST"
    """What the pages call the data set."""

    attribution: Annotated[str, _NAME] = "Yann LeCun, Corinna Cortes and Christopher J. C. Burges"
    """Who made the data set, as its licence asks to be said."""

    licence: Annotated[str, _NAME] = "Creative Commons Attribution-ShareAlike 3.0"
    """The licence of the data set."""

    def __post_init__(self) -> None:
        _check(self)


def load_course(pyproject: Path) -> Course:
    """The course that a pyproject.toml describes; without the file, or without the table in it, the default one.

    Relative paths count from the folder of the file, and come back absolute. Raises ConfigurationError, naming the
    file, for a file that cannot be read, invalid TOML, an unknown key or an impossible value.
    """
    try:
        return _course(_settings(pyproject), pyproject.absolute().parent)
    except ConfigurationError as error:
        raise ConfigurationError(f"{pyproject}: {error}") from error


def _settings(pyproject: Path) -> Mapping[str, Any]:
    """Our table of a pyproject.toml; empty if there is none."""
    try:
        document = tomllib.loads(pyproject.read_bytes().decode())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigurationError(f"cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"must be valid TOML in UTF-8, but: {error}") from error
    return _subtable(_subtable(document, "tool"), TABLE.removeprefix("tool."))


def _course(table: Mapping[str, Any], folder: Path) -> Course:
    recipe = _build(Recipe, _subtable(table, "recipe"), f"{TABLE}.recipe")
    paths = {key: _placed(table[key], folder) for key in ("dataset", "store") if key in table}
    names = {"class_names": _frozen(table["class_names"])} if "class_names" in table else {}
    course = _build(Course, {"store": folder / Course.store, **table, **paths, **names, "recipe": recipe}, TABLE)
    if folder.resolve().is_relative_to(course.store.resolve()):
        raise ConfigurationError(f"[{TABLE}] store is '{course.store}', but must be a folder without the project in it")
    return course


def _subtable(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = table.get(key, {})
    if not isinstance(found, dict):
        raise ConfigurationError(f"{key} is {_shown(found)}, but must be a table")
    return found


def _placed(value: object, folder: Path) -> object:
    """A path from its text; what cannot be one stays as it is, for the rule of its field to refuse."""
    return folder / value if isinstance(value, str) and value and "\0" not in value else value


def _frozen(value: object) -> object:
    """A tuple from a list; anything else stays as it is, for the rule of its field to refuse."""
    return tuple(value) if isinstance(value, list) else value


Settings = TypeVar("Settings", Recipe, Course)


def _build(kind: type[Settings], values: Mapping[str, Any], table: str) -> Settings:
    try:
        _check_keys(values, kind)
        return kind(**values)
    except ConfigurationError as error:
        raise ConfigurationError(f"[{table}] {error}") from error


def _check_keys(values: Mapping[str, Any], kind: type[Recipe] | type[Course]) -> None:
    known = [field.name for field in fields(kind)]
    for key in values:
        if key not in known:
            raise ConfigurationError(f"{_shown(key)} is not a key; {_advice(key, known)}")


def _advice(key: str, known: list[str]) -> str:
    """The key that was probably meant, or where the key would have been right, or all keys."""
    homes = {f"{TABLE}.recipe": Recipe, TABLE: Course}
    for table, kind in homes.items():
        if key in (field.name for field in fields(kind)):
            return f"it belongs in [{table}]"
    nearest = get_close_matches(key, known, n=1)
    return f"did you mean '{nearest[0]}'?" if nearest else f"the keys are {', '.join(known)}"


def _check(settings: Recipe | Course) -> None:
    """Hold every field against the rule in its annotation."""
    for name, hint in get_type_hints(type(settings), include_extras=True).items():
        value, (rule,) = getattr(settings, name), hint.__metadata__
        if not rule.holds(value):
            raise ConfigurationError(f"{name} is {_shown(value)}, but must be {rule.expected}")


def _shown(value: object) -> str:
    """A value as a person wrote it in TOML, on one line, shortened if it is long."""
    if isinstance(value, bool):
        return str(value).lower()
    return reprlib.repr(list(value) if isinstance(value, tuple) else value)
