"""Setup: what a page may say of a run before anything is trained: its data and its network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from keyword import iskeyword
from math import ceil, log, prod

from ..core.constraints import Count, Nats, Spelled
from ..core.names import Name
from ..core.recipe import Recipe
from ..training.run import Loading, learned_from
from .facts import Balance, ClassCount, Layer
from .origin import Origin


@dataclass(frozen=True, eq=False, repr=False)
class Setup(Origin):
    """The data and the network of a run. Shapes: n test images, k classes."""

    @property
    def recipe(self) -> Recipe:
        """How the network was built and trained."""
        return self.run.recipe

    @cached_property
    def class_names(self) -> tuple[Name, ...]:
        """What the k classes are called, in the order of the network's outputs."""
        return tuple(map(Name, self.run.class_names))

    @property
    def classes(self) -> Count:
        """Number of classes, k."""
        return len(self.class_names)

    @property
    def light(self) -> str:
        """What a bright pixel is called: "ink" or "light"."""
        return self.run.words.light

    @property
    def is_mnist(self) -> bool:
        """Whether the data set is the MNIST of the package, so that a page may tell of its makers and writers."""
        return self.run.words.is_mnist

    @property
    def item(self) -> Name:
        """What one image shows: "digit"."""
        return Name(self.run.words.item)

    @property
    def items(self) -> Name:
        """The plural of `item`."""
        return Name(self.run.words.items)

    @property
    def kind(self) -> Name:
        """What a class is called: "digit" where each is one, "class" where no other word fits."""
        return Name(self.run.words.kind)

    @property
    def kinds(self) -> Name:
        """The plural of `kind`."""
        return Name(self.run.words.kinds)

    @property
    def loading(self) -> Loading:
        """How the shown code loads the images."""
        return self.run.loading

    @property
    def variable(self) -> str:
        """The variable in code for the number of a class: the word for a class if Python allows it, else `label`."""
        word = self.kind.replace(" ", "_")
        return word if word.isidentifier() and not iskeyword(word) else "label"

    @property
    def from_keras(self) -> bool:
        """Whether the shown code loads the images with a module of Keras, which downloads them at first use."""
        return self.run.loading.imported.startswith("from tensorflow.")

    @property
    def imported_loader(self) -> str:
        """What the shown code imports to load the images: `mnist`, or `load_npz` where Keras does not have them."""
        return self.run.loading.imported.split()[-1]

    @property
    def sample_label(self) -> int:
        """A label to explain labels with: 3, or the last one where there are fewer."""
        return min(3, self.classes - 1)

    def one_hot(self, label: int) -> list[int]:
        """Return a label as one-hot numbers: k of them, 1 at its place and 0 elsewhere."""
        return [int(place == label) for place in range(self.classes)]

    @property
    def sample_place(self) -> str:
        """The place of the 1 in the one-hot `sample_label`, in words, counted from the first."""
        return ("second", "third", "fourth")[self.sample_label - 1]

    @property
    def examples(self) -> Spelled:
        """Number of misclassified images that the course draws."""
        return self.run.examples

    @property
    def ignorance(self) -> Nats:
        """Cross-entropy of an answer that gives each class the same probability, ln k, in nats."""
        return log(self.classes)

    @property
    def given_size(self) -> Count:
        """Number of training images given, before the validation split."""
        return self.run.train_size

    @property
    def train_size(self) -> Count:
        """Number of training images learned from: the first of the given ones, split where Keras splits."""
        return learned_from(self.given_size, self.recipe.validation_split)

    @property
    def validation_size(self) -> Count:
        """Number of training images held out for validation."""
        return self.given_size - self.train_size

    @cached_property
    def given_counts(self) -> Mapping[str, int]:
        """Number of training images given of each class, before the validation split."""
        return dict(zip(self.class_names, self.run.train_counts, strict=True))

    @cached_property
    def balance(self) -> Balance:
        """How many of the training images given each class has."""
        return Balance(tuple(ClassCount(name, count) for name, count in self.given_counts.items()))

    @property
    def test_size(self) -> Count:
        """Number of test images, n."""
        return len(self.run.labels)

    @property
    def steps_per_epoch(self) -> Count:
        """Number of batches in an epoch; the last may be smaller."""
        return ceil(self.train_size / self.recipe.batch_size)

    @property
    def steps(self) -> Count:
        """Number of batches in all epochs: how often training changed the network."""
        return self.steps_per_epoch * self.recipe.epochs

    @property
    def image_side(self) -> int:
        """Height of an image, and its width, in pixels."""
        return self.run.image_shape[0]

    @property
    def pixels(self) -> Count:
        """Number of pixels of an image."""
        return prod(self.run.image_shape)

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The layers, first to last: the flatten layer, then the dense ones."""
        sizes = (self.pixels, self.recipe.first_units, self.recipe.second_units, self.classes)
        activations = (self.recipe.activation, self.recipe.activation, "softmax")
        return (
            Layer("flatten", self.pixels, self.pixels, None, 0),
            *(Layer("dense", inputs, units, activation, parameters=(inputs + 1) * units)
              for inputs, units, activation in zip(sizes[:-1], sizes[1:], activations, strict=True)),
        )

    @property
    def parameters(self) -> Count:
        """Number of trainable parameters in all layers."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def summary(self) -> str:
        """What `model.summary()` printed."""
        return self.run.summary
