"""The settings: what a project may choose, including the `Recipe` of its network.

They are frozen and refuse impossible values when they are made, so that nothing needs to check them again.

    [tool.mnist-report]              # every key is optional, and is the name of a field: words joined by underscores
    example = 7
    seeds = 3                        # paths, where there are any, are relative to the folder of pyproject.toml

    [tool.mnist-report.recipe]
    epochs = 10
"""

from __future__ import annotations

import os
import unicodedata
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar, cast

from . import edition
from .edition import Site
from .errors import ConfigurationError
from .plan import Plan, parsed
from .recipe import LARGEST, Recipe
from .rules import Rule, check, is_name, is_number, shown, whole
from .suggestions import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TABLE: Final = "tool.mnist-report"
"""The table of the settings in pyproject.toml."""
STORE: Final = "MNIST_REPORT_STORE"
"""The environment variable that names the store; it overrides `store` in pyproject.toml."""
SCHEDULER: Final = "DASK_SCHEDULER_ADDRESS"
"""The environment variable with the address of a Dask cluster's scheduler, which Dask itself reads too."""
MOST_CLASSES: Final = 64
"""The most classes; the figures have no room for the names of more."""
EXPERIMENTAL: Final = ("learning_rate", "train_images", "labels", "steps_per_epoch", "l2", "dropout", "shift",
                       "network")
"""The fields of a recipe that only experiments change."""
CREDITS: Final = ("dataset_name", "attribution", "licence", "item")
"""The settings that another data set requires: the defaults would credit it to the makers of MNIST."""


def _are_class_names(value: object) -> bool:
    """Return whether these can be names of classes: None, or 2 to MOST_CLASSES that all look different.

    An "é" of one character looks like an "é" of two.
    """
    if not isinstance(value, tuple):
        return value is None
    seen = {" ".join(unicodedata.normalize("NFC", name).split()) for name in value if is_name(name)}
    return 2 <= len(value) == len(seen) <= MOST_CLASSES


_SHARE = Rule("a number from 0 to 1", lambda value: is_number(value) and 0 <= cast("float", value) <= 1)
_BASELINE = Rule("the path or the http address of a metrics.json", lambda value: isinstance(value, str))
_CREDIT = Rule("a name of one printable line", is_name)
_WORD = Rule("a word or a few on one printable line", is_name)
_KERAS_SET = Rule("'mnist' or 'fashion_mnist'", lambda value: value in (None, "mnist", "fashion_mnist"))
_CLASS_NAMES = Rule(f"a list of 2 to {MOST_CLASSES} names of one printable line that look different", _are_class_names)
_PATH = Rule("a path", lambda value: isinstance(value, Path))
_FILE_OR_FOLDER = Rule("the path of a .npz file or of a folder", lambda value: value is None or isinstance(value, Path))


@dataclass(frozen=True)
class Gates:
    """What a run and a site must reach before they are published. Raise ConfigurationError for an impossible value."""

    min_test_accuracy: Annotated[float, _SHARE] = 0.965
    """Share of the test images classified rightly, 0 to 1, at least."""
    min_class_recall: Annotated[float, _SHARE] = 0.92
    """Recall of the class that the network finds worst, 0 to 1, at least."""
    max_calibration_error: Annotated[float, _SHARE] = 0.03
    """Expected calibration error, 0 to 1, at most."""
    max_seeds_below: Annotated[int, whole(0, 1000)] = 1
    """Trainings, of those from all seeds, whose test accuracy may lie below `min_test_accuracy`, at most."""
    max_page_kilobytes: Annotated[int, whole(1, LARGEST)] = 3500
    """Weight of a page with all that it loads at once, in units of 1000 bytes, uncompressed, at most."""
    max_site_megabytes: Annotated[int, whole(1, LARGEST)] = 60
    """Weight of the whole site, in units of 1,000,000 bytes, at most."""
    baseline: Annotated[str, _BASELINE] = ""
    """Path or http address of an earlier metrics.json; no measure of the run may be worse than there unless chance is
    known to explain it. Empty for none.
    """

    def __post_init__(self) -> None:
        check(self)


_GATES = Rule("a Gates", lambda value: isinstance(value, Gates))
_RECIPE = Rule("a Recipe", lambda value: isinstance(value, Recipe))
_SITE = Rule("a Site", lambda value: isinstance(value, Site))
_EXPERIMENTS = Rule("true, false, or tables of experiments", lambda value: isinstance(value, bool))
_PLANS = Rule("a list of plans", lambda value: isinstance(value, tuple))
_EDITION = Rule("the name of a folder in gen/editions, other than 'neutral'",
                lambda value: isinstance(value, str) and value != edition.NEUTRAL)


@dataclass(frozen=True)
class Settings:
    """The settings of one site. Raise ConfigurationError for an impossible value."""

    edition: Annotated[str, _EDITION] = ""
    """Name of the folder in gen/editions that holds what this edition says otherwise; empty for none."""
    site: Annotated[Site, _SITE] = field(default_factory=Site)
    """What the edition calls the site."""
    dataset: Annotated[Path | None, _FILE_OR_FOLDER] = None
    """A .npz file or a folder of IDX files (see training/dataset.py); None is the MNIST that the package ships."""
    class_names: Annotated[tuple[str, ...] | None, _CLASS_NAMES] = None
    """Name of each class, in the order of the labels, 2 to 64 different ones; None is "0", "1", ..."""
    example: Annotated[int, whole(0, LARGEST)] = 42
    """Index, from 0, of the test image that Module 2 looks at."""
    examples: Annotated[int, whole(3, 10)] = 5
    """Misclassified test images that Module 2 draws, 3 to 10; a network that makes fewer mistakes is refused."""
    seeds: Annotated[int, whole(1, 1000)] = 10
    """Trainings that show how far the result depends on the seed, 1 to 1000."""
    recipe: Annotated[Recipe, _RECIPE] = field(default_factory=Recipe)
    """The recipe of the run that the site shows, in which what only experiments change has its default."""
    experiments: Annotated[bool, _EXPERIMENTS] = True
    """Whether the course has Module 3, with its experiments."""
    own_experiments: Annotated[tuple[Plan, ...], _PLANS] = ()
    """Experiments besides those of the course; in pyproject.toml the tables `experiments.NAME`."""
    gates: Annotated[Gates, _GATES] = field(default_factory=Gates)
    """What the run and the site must reach before they are published."""
    store: Annotated[Path, _PATH] = Path(".cache/mnist-report")
    """Folder of the runs and figures already made, or what MNIST_REPORT_STORE names. It may be emptied, so it must not
    contain the project.
    """
    history: Annotated[Path, _PATH] = Path("history.jsonl")
    """File of what each commit measured, one line each; without it no trend is drawn."""
    store_megabytes: Annotated[int, whole(100, LARGEST)] = 2000
    """How large the store may grow, in units of 1,000,000 bytes; what the course uses itself is never removed."""
    keep_versions: Annotated[int, whole(0, 100)] = 0
    """How many of the sites that it replaces `mnist-report build` keeps, each at an address of its own; 0 for none."""
    dataset_name: Annotated[str, _WORD] = "MNIST"
    """What the pages call the data set."""
    attribution: Annotated[str, _CREDIT] = "Yann LeCun, Corinna Cortes and Christopher J. C. Burges"
    """Who made the data set, in the words that its licence asks for."""
    licence: Annotated[str, _CREDIT] = "Creative Commons Attribution-ShareAlike 3.0"
    """The licence of the data set."""
    item: Annotated[str, _WORD] = "digit"
    """What one image shows, as in a sentence: "digit", "garment"."""
    items: Annotated[str, _WORD] = "digits"
    """The plural of `item`."""
    kind: Annotated[str, _WORD] = "digit"
    """What a class is called: "digit" or "letter" where each class is one, "class" where no other word fits."""
    kinds: Annotated[str, _WORD] = "digits"
    """The plural of `kind`."""
    keras_dataset: Annotated[str | None, _KERAS_SET] = "mnist"
    """The module of `keras.datasets` that loads the same images, which the shown code names; None if there is none."""

    def __post_init__(self) -> None:
        check(self)
        for name in EXPERIMENTAL:
            if (value := getattr(self.recipe, name)) != getattr(Recipe, name):
                raise ConfigurationError(f"{name} is {shown(value)}, but must be left out of the recipe of the course, "
                                         f"whose lessons explain another network; try it in an experiment: "
                                         f"[{TABLE}.experiments.NAME] {name} = [{shown(value)}]")


def load_settings(pyproject: Path) -> Settings:
    """Return the settings in a pyproject.toml; the default ones without the file, or without the table in it.

    The settings of the edition that it names come before its own. Relative paths count from the folder of the file and
    are returned absolute; MNIST_REPORT_STORE overrides `store`. Raise ConfigurationError, naming the file, for one that
    cannot be read, invalid TOML, an edition that does not exist, an unknown key or an impossible value.
    """
    with _naming(f"{pyproject}"):
        table = _table(pyproject)
        name = table.get("edition")
        folder = edition.folder_of(pyproject.parent, name) if isinstance(name, str) and name else None
    site, own = edition.read(folder) if folder else (Site(), {})
    with _naming(f"{pyproject} with {folder / edition.FILE}" if folder else f"{pyproject}"):
        return _settings(_in_edition(table, own) | ({"site": site} if folder else {}), pyproject.absolute().parent)


@contextmanager
def _naming(files: str) -> Iterator[None]:
    try:
        yield
    except ConfigurationError as error:
        raise ConfigurationError(f"{files}: {error}") from error


def has_settings(pyproject: Path) -> bool:
    """Return whether there is such a file with the table of the settings, or one that cannot be read and names it."""
    try:
        return "mnist-report" in edition.load(pyproject).get("tool", {})
    except ConfigurationError:
        with suppress(OSError):
            return TABLE.encode() in pyproject.read_bytes()
        return False


def _table(pyproject: Path) -> Mapping[str, Any]:
    """Return the table of the settings in a pyproject.toml; empty if there is none."""
    return edition.subtable(edition.subtable(edition.load(pyproject), "tool"), TABLE.removeprefix("tool."))


def _in_edition(table: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the table with the settings of an edition before its own."""
    parts = {key: {**edition.subtable(table, key), **edition.subtable(own, key)} for key in ("recipe", "gates")}
    return {**table, **own, **parts}


def _settings(table: Mapping[str, Any], folder: Path) -> Settings:
    recipe = _build(Recipe, edition.subtable(table, "recipe"), f"{TABLE}.recipe")
    gates = _build(Gates, edition.subtable(table, "gates"), f"{TABLE}.gates")
    # Values of another type stay as they are, for the rule of their field to refuse.
    paths = {key: folder / path for key in ("dataset", "store", "history")
             if isinstance(path := table.get(key), str) and path and "\0" not in path}
    if store := os.environ.get(STORE):
        paths["store"] = Path(store).absolute()
    names = {"class_names": tuple(names)} if isinstance(names := table.get("class_names"), list) else {}
    places = {"store": folder / Settings.store, "history": folder / Settings.history}
    values = {**places, **_words(table, paths), **table, **paths, **names, **_experiments(table), "recipe": recipe,
              "gates": gates}
    settings = _build(Settings, values, TABLE)
    _check_store(settings.store, folder)
    return settings


def _experiments(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields on experiments that the table sets; it gives either true or false, or tables of experiments."""
    if not isinstance(table.get("experiments"), dict):
        return {}
    plans = []
    for name in table["experiments"]:
        try:
            plans.append(parsed(name, edition.subtable(table["experiments"], name)))
        except ConfigurationError as error:
            raise ConfigurationError(f"[{TABLE}.experiments.{name}] {error}") from error
    return {"experiments": True, "own_experiments": tuple(plans)}


def _check_store(store: Path, folder: Path) -> None:
    found = f"{STORE if os.environ.get(STORE) else f'[{TABLE}] store'} is '{store}'"
    try:
        contains_project = folder.resolve().is_relative_to(store.resolve())
    except (OSError, RuntimeError) as error:  # links in a circle
        raise ConfigurationError(f"{found}, but must be a folder that can be reached") from error
    if contains_project:
        raise ConfigurationError(f"{found}, but must be a folder without the project in it")


def _words(table: Mapping[str, Any], paths: Mapping[str, Path]) -> dict[str, Any]:
    """Return the words for another data set that its table leaves out. Raise ConfigurationError where CREDITS are."""
    if "dataset" not in paths:
        return {}
    if missing := [key for key in CREDITS if key not in table]:
        raise ConfigurationError(
            f"[{TABLE}] dataset is {shown(table['dataset'])}, but {', '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} not set; the defaults are those of MNIST, so say whose images "
            "these are and what one of them shows (item = 'garment')"
        )
    kind = table.get("kind", "class")
    plurals = {"items": f"{table['item']}s", "kinds": "classes" if kind == "class" else f"{kind}s"}
    return {"kind": "class", "keras_dataset": None} | plurals


Built = TypeVar("Built", Recipe, Gates, Settings)


def _build(kind: type[Built], values: Mapping[str, Any], table: str) -> Built:
    try:
        _check_keys(values, kind)
        return kind(**values)
    except ConfigurationError as error:
        raise ConfigurationError(f"[{table}] {error}") from error


def _check_keys(values: Mapping[str, Any], kind: type[Recipe | Gates | Settings]) -> None:
    known = [field.name for field in fields(kind)]
    for key in values:
        if key not in known:
            raise ConfigurationError(f"{shown(key)} is not a key; {_advice(key, known)}")


def _advice(key: str, known: list[str]) -> str:
    """Return advice on an unknown key: the table where it belongs, the key that was probably meant, or all keys."""
    homes = {f"{TABLE}.recipe": Recipe, f"{TABLE}.gates": Gates, TABLE: Settings}
    for table, kind in homes.items():
        if key in (field.name for field in fields(kind)):
            return f"it belongs in [{table}]"
    return suggestion(key, known, f"the keys are {', '.join(known)}")
