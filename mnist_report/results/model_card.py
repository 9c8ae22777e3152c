"""The model card: everything that the report page says of a run, for programs, as /metrics.json; and its schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from ..core.constraints import Constraint, Count, PositiveInt, Sha256, Text, decoded
from ..core.errors import ContentError
from .facts import Epoch, Layer
from .measurements import DIFFERENT, SOME, ClassResult, Confusion, Method, Mistake, Scores, Spread

NAME: Final = "metrics.json"
"""Where a site publishes the card, relative to the site."""
SCHEMA: Final = Path(__file__).with_name("metrics.schema.json")
"""The JSON Schema (draft 2020-12) of /metrics.json, published beside it; tests/support/schema.py writes it."""
SCHEMA_VERSION: Final = 1
"""Version of the form of /metrics.json; it rises when a key changes its meaning or goes, not when one is added."""
LISTED_MISTAKES: Final = 10
"""Number of most confident mistakes in /metrics.json, as many as their figure draws."""
SIGNIFICANT_DIGITS: Final = 9
"""Significant digits of the floats in /metrics.json: all that a float32 has."""
LARGEST: Final = 10_000_000
"""Bytes of a metrics.json that are read, at most."""

Fraction = Annotated[float, Constraint("a number above 0 and below 1", {"exclusiveMinimum": 0, "exclusiveMaximum": 1})]
SEVERAL: Final = Constraint("a list of at least two", {"minItems": 2})
SURE: Final = Constraint(f"a list of {LISTED_MISTAKES} at most", {"maxItems": LISTED_MISTAKES})
OF_CLASSES: Final = Constraint("an object with each class", {"minProperties": 2})


@dataclass(frozen=True)
class Reproduction:
    """How to repeat the run."""

    command: Text
    """To be run in the folder of the project, with the versions below."""
    run_key: Sha256
    """SHA-256 of all that goes into the run: recipe, data, code, versions."""


@dataclass(frozen=True)
class Recipe:
    """How the network was built and trained. What is not here has the default of Keras."""

    seed: Count
    """Seed of every random generator."""
    epochs: PositiveInt
    """Passes over the training images."""
    batch_size: PositiveInt
    """Images a step."""
    validation_split: Fraction
    """Share of the given images, the last ones, kept for validation."""
    first_units: PositiveInt
    """Neurons of the first hidden layer."""
    second_units: PositiveInt
    """Neurons of the second hidden layer."""
    activation: Text
    """Activation of both hidden layers, as Keras names it."""
    optimizer: Text
    """Optimizer, as Keras names it."""
    loss: Text
    """Loss, as Keras names it."""


@dataclass(frozen=True)
class Data:
    """The data set."""

    name: Text
    """What it is called."""
    sha256: Sha256
    """SHA-256 of all its images and labels."""
    attribution: Text
    """Whom it is from."""
    licence: Text
    """What it may be used for."""
    image_side: PositiveInt
    """Height and width of an image in pixels."""
    class_names: Annotated[tuple[Text, ...], SEVERAL, DIFFERENT]
    """In the order of the network's outputs; rows and columns of `confusion_matrix`."""
    given_images: PositiveInt
    """Images given for training: those learned from and those kept for validation."""
    training_images: PositiveInt
    """Images learned from."""
    validation_images: PositiveInt
    """Images kept for validation."""
    test_images: PositiveInt
    """Images that the results are measured on."""
    given_images_per_class: Annotated[Mapping[str, Count], OF_CLASSES]
    """Of `given_images`, by class name."""
    test_images_per_class: Annotated[Mapping[str, Count], OF_CLASSES]
    """Of `test_images`, by class name."""


@dataclass(frozen=True)
class IntervalMethods:
    """How the intervals of `classes` were made."""

    precision: Method
    """Those of `precision_interval`."""
    recall: Method
    """Those of `recall_interval`."""
    f1: Method
    """Those of `f1_interval`."""


@dataclass(frozen=True, kw_only=True)
class ModelCard:
    """What /metrics.json holds: everything that the report page says of the run. Shares are from 0 to 1, losses in
    nats; floats have nine significant digits. `schema_version` rises when a key changes its meaning or goes, not when
    one is added.
    """

    schema_version: Literal[1]
    """Of this form."""
    run: Annotated[str, Constraint("12 hexadecimal digits", {"pattern": "^[0-9a-f]{12}$"})]
    """The key of the run, as every page shows it: the beginning of `reproduction.run_key`."""
    intended_use: Text
    """What the network is for, and what it is not for."""
    limits: Annotated[tuple[Text, ...], SOME]
    """What the results do not say."""
    reproduction: Reproduction
    """How to repeat the run."""
    recipe: Recipe
    """How the network was built and trained."""
    data: Data
    """The data set."""
    versions: Annotated[Mapping[str, Text], Constraint("an object with at least one package", {"minProperties": 1})]
    """Version of each package that the run depends on."""
    parameters: PositiveInt
    """Numbers that training adjusts."""
    layers: Annotated[tuple[Layer, ...], SOME]
    """First to last."""
    history: Annotated[tuple[Epoch, ...], SOME]
    """The epochs, first to last."""
    test: Scores
    """Results on the test images."""
    spread: Spread
    """The test accuracy of the same recipe from several seeds."""
    classes: Annotated[tuple[ClassResult, ...], SEVERAL]
    """In the order of `data.class_names`."""
    class_interval_methods: IntervalMethods
    """How the intervals of `classes` were made."""
    confusion_matrix: Annotated[tuple[Annotated[tuple[Count, ...], SEVERAL], ...], SEVERAL]
    """A row for each true class, a column for each answer: counts of test images."""
    confusions: tuple[Confusion, ...]
    """Every kind that occurred, the most frequent first."""
    confident_mistakes: Annotated[tuple[Mistake, ...], SURE]
    """The wrong answers of which the network is surest, the surest first."""

    def __post_init__(self) -> None:
        if not any(result.support for result in self.classes):
            raise ValueError("no class has test images; one should, or nothing was measured")

    @property
    def worst_class(self) -> ClassResult:
        """The class with the lowest recall, the first of equal ones, among those with test images."""
        return min((result for result in self.classes if result.support), key=lambda result: result.recall)

    def json(self) -> bytes:
        """Return the content of /metrics.json."""
        document = {"$schema": SCHEMA.name, **_rounded(asdict(self))}
        return (json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()

    @classmethod
    def parse(cls, document: bytes) -> ModelCard:
        """Return the card in a /metrics.json, which may be an older one of the same version.

        Raise ValueError, with the place of what does not fit, its value and what would be right.
        """
        card: ModelCard = decoded(cls, json.loads(document))
        return card

    @classmethod
    def read(cls, source: str) -> ModelCard:
        """Return the card at a path or an http address. Raise ContentError when there is none."""
        from ..core.fetch import content

        try:
            return cls.parse(content(source, LARGEST))
        except (OSError, ValueError, RecursionError) as error:
            reason = " ".join(str(error).split())
            raise ContentError(f"{source} cannot be read as a metrics.json: {reason}") from error


def _rounded(value: Any) -> Any:
    """Return the value with rounded floats and with lists for tuples, at every level."""
    if isinstance(value, Mapping):
        return {name: _rounded(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [_rounded(item) for item in value]
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}") if isinstance(value, float) else value
