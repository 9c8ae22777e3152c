"""Tables: the verbs that return what a run measured as a table in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from math import log
from typing import TYPE_CHECKING, Any, Final

from ..core.filters import capital, fixed, number, percent
from ..core.names import shown
from ..results.probes import Outcome
from ..training.metrics import log_losses, wilson_interval

if TYPE_CHECKING:
    from ..results.evaluation import Evaluation
    from ..training.metrics import Interval

    Write = Callable[[float], str]

MEASURES: Final[dict[str, tuple[str, Write]]] = {
    "accuracy": ("Accuracy", partial(percent, decimals=2)),
    "log_loss": ("Negative log-likelihood, in nats", partial(fixed, decimals=4)),
    "brier_score": ("Brier score", partial(fixed, decimals=4)),
    "calibration_error": ("Expected calibration error", partial(percent, decimals=2)),
}
"""What readers call each of `Evaluation.measures`, in the order of these, and how its value is written."""
MOST: Final = 10
"""The most confusions that `confusions_table` lists."""


@dataclass(frozen=True)
class Tables:
    """The verbs that return a table in Markdown."""

    evaluation: Evaluation
    """The results of the run."""

    def by_name(self) -> dict[str, Any]:
        """Return the verbs, by the names that a page uses."""
        verbs = (self.measures_table, self.epochs_table, self.classes_table, self.confusions_table, self.layers_table,
                 self.parameters_table, self.counts_table, self.versions_table, self.scaling_table, self.losses_table,
                 self.baselines_table, self.confidence_table,
                 self.recipe_table)
        return {verb.__name__: verb for verb in verbs}

    def measures_table(self) -> str:
        """Return how good the network is: a row for each measure, with its 95 % interval and the method of that."""
        return _table(["Measure", "Value", "Interval", "Method of the interval"], (
            [title, write(measure.value), _ends(measure.interval, write), measure.method]
            for (title, write), measure in zip(MEASURES.values(), self.evaluation.measures.values(), strict=True)
        ))

    def epochs_table(self, early: bool = False) -> str:
        """Return loss and accuracy on the training and the validation images: a row for each epoch.

        With `early`, those of the first steps of the training come before, which have no values of validation images.
        """
        run = self.evaluation.run
        steps = zip(run.early_steps, run.early_history["loss"], run.early_history["accuracy"], strict=True)
        return _table(["After", "Training loss", "Training accuracy", "Validation loss", "Validation accuracy"], [
            *([f"step {step:,}", fixed(loss, 4), percent(right, 2), "–", "–"] for step, loss, right in steps if early),
            *([f"epoch {epoch.number}", fixed(epoch.loss, 4), percent(epoch.accuracy, 2), fixed(epoch.val_loss, 4),
               percent(epoch.val_accuracy, 2)] for epoch in self.evaluation.epochs),
        ])

    def classes_table(self) -> str:
        """Return precision, recall and F1 score with their 95 % intervals: a row for each class."""
        rounded = partial(fixed, decimals=3)
        return _table([capital(self.evaluation.kind), "Test images", "Precision", "Recall", "F1 score"], (
            [score.name, number(score.support), _bracketed(score.precision, score.precision_interval, percent),
             _bracketed(score.recall, score.recall_interval, percent), _bracketed(score.f1, score.f1_interval, rounded)]
            for score in self.evaluation.per_class
        ))

    def confusions_table(self, explorer: str) -> str:
        """Return the most frequent confusions, ten at most.

        The count of each links to its images on the page at `explorer`, "../explore/error-explorer/index.md".
        """
        return _table(["True " + self.evaluation.kind, "Answer", "Images"], (
            [confusion.true, confusion.predicted, f"[{number(confusion.count)}]({explorer}#{confusion.anchor})"]
            for confusion in self.evaluation.confusions[:MOST]
        ))

    def layers_table(self) -> str:
        """Return the layers of the network, with their sizes and parameters, and the sum of these."""
        return _table(["Layer", "Kind", "Inputs", "Outputs", "Activation", "Parameters"], [
            *([place, layer.name, number(layer.inputs), number(layer.units), layer.activation or "none",
               number(layer.parameters)] for place, layer in enumerate(self.evaluation.layers, start=1)),
            ["**All**", "", "", "", "", f"**{number(self.evaluation.parameters)}**"],
        ])

    def parameters_table(self) -> str:
        """Return how the parameters of the dense layers are counted: a row for each layer."""
        return _table(["Layer", "Inputs × neurons", "Biases", "Parameters"], (
            [f"Dense {place}", layer.weight_product, number(layer.units), number(layer.parameters)]
            for place, layer in enumerate(self.evaluation.network.dense_layers, start=1)
        ))

    def counts_table(self) -> str:
        """Return how many images of each class were given for training and for testing."""
        return _table([capital(self.evaluation.kind), "Images given for training", "Images for testing"], (
            [score.name, number(given), number(score.support)]
            for score, given in zip(self.evaluation.per_class, self.evaluation.given_counts.values(), strict=True)
        ))

    def scaling_table(self) -> str:
        """Return what the network answers to test images divided by 255 once, as in training, not at all, and twice."""
        measured, probes = self.evaluation, self.evaluation.probes
        once = Outcome(measured.test_accuracy, measured.mean_confidence, measured.test_loss)
        return _table(["Test images", "Right answers", "Mean confidence", "Loss"], (
            [how, percent(outcome.accuracy, 2), percent(outcome.confidence, 3), fixed(outcome.loss, 2)]
            for how, outcome in (("divided by 255, as in training", once), ("not divided", probes.unscaled),
                                 ("divided by 255 twice", probes.scaled_twice))
        ))

    def baselines_table(self) -> str:
        """Return how many test images simple rules name right, and the network: a row each, with its 95 % interval."""
        run, kind = self.evaluation, self.evaluation.kind
        measured = {
            f"Always name the most frequent {kind}": run.matrix.largest_class,
            f"Name the {kind} whose mean training image is nearest": run.baselines.nearest_mean,
            "A network without hidden layers, trained with Adam": run.baselines.no_hidden_layer,
            f"Copy the label of the most similar of {number(run.baselines.searched)} training images":
                run.baselines.nearest_image,
            "This network": run.test_accuracy,
        }
        return _table(["Rule", "Right", "Interval"], [
            ["Guess", percent(run.matrix.guessing), "on average"],
            *([rule, percent(share), _ends(wilson_interval(round(share * run.test_size), run.test_size), percent)]
              for rule, share in measured.items()),
        ])

    def versions_table(self) -> str:
        """Return the version of each package that the run depends on."""
        return _table(["Software", "Version"], sorted(self.evaluation.versions.items()))

    def losses_table(self) -> str:
        """Return what an answer costs by the probability of the right class, and how many test images cost more."""
        run = self.evaluation.run
        losses = log_losses(run.probabilities, run.labels)
        return _table(["Probability given to the right answer", "Loss, −ln(*p*)", "Test images that cost more"], [
            [1, 0, ""],
            *([p, fixed(-log(p), 3), number(int((losses > -log(p)).sum()))] for p in (0.9, 0.5, 0.1, 0.01)),
        ])

    def confidence_table(self) -> str:
        """Return how sure the network was of right and of wrong answers."""
        run, surest = self.evaluation, self.evaluation.confident_errors[0]
        return _table(["Measure", "Value"], [
            ["Mean confidence of right answers", percent(run.mean_confidence_right)],
            ["Mean confidence of wrong answers", percent(run.mean_confidence_wrong)],
            *([f"Mistakes with a confidence above {limit}", number(run.doubt.mistakes_above(limit))]
              for limit in (0.5, 0.9, 0.99)),
            ["Most confident mistake", f"{percent(surest.confidence, 2)}, test image {surest.index}"],
        ])

    def recipe_table(self) -> str:
        """Return the settings of the training: a row for each that the course sets."""
        recipe = self.evaluation.recipe
        return _table(["Setting", "Value"], [
            ["Random seed", recipe.seed],
            ["Epochs", recipe.epochs],
            ["Batch size", recipe.batch_size],
            ["Validation split", f"{percent(recipe.validation_split, 0)} of the training images"],
            ["Units of the hidden layers", f"{recipe.first_units} and {recipe.second_units}"],
            ["Activation of the hidden layers", f"`{recipe.activation}`"],
            ["Optimizer", f"`{recipe.optimizer}`"],
            ["Loss", f"`{recipe.loss}`"],
        ])


def _table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown; a Name in a cell is text, whatever characters it has."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(shown(cell)) for cell in line)} |" for line in lines)


def _ends(interval: Interval, write: Write) -> str:
    return f"{write(interval.low)} to {write(interval.high)}"


def _bracketed(value: float, interval: Interval, write: Write) -> str:
    return f"{write(value)} ({_ends(interval, write)})"
