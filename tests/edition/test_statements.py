"""What the lessons say of a run follows the run: each sentence that another run would make false, under such a run."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mnist_report.core.errors import ContentError
from mnist_report.pages import markup
from mnist_report.pages.course import Course
from mnist_report.results.artifacts import Artifacts, RenderedFigure
from mnist_report.results.baselines import Baselines
from mnist_report.results.probes import LossChange
from mnist_report.training.ensembles import Duel
from tests.support.project import ROOT
from tests.support.spreads import a_spread
from tests.support.together import ensembles_of

if TYPE_CHECKING:
    from mnist_report.training.run import Run, Spread
    from tests.support.project import Project

TRAINING, EVALUATION, COMPILING = (f"module-1/{name}.md" for name in ("train-the-model", "evaluate-performance", "compile-the-model"))
TOGETHER = "module-3/ten-networks.md"
CONFIDENCE, MISTAKES = "module-2/model-confidence.md", "module-2/misclassifications.md"


@pytest.fixture
def artifacts(project: Project) -> Artifacts:
    """A report on tiny images; a test puts into it what another run would have given."""
    return project.artifacts


def changed(artifacts: Artifacts, *, run: Run | None = None, spread: Spread | None = None, **probes: Any) -> Artifacts:
    """The report as it would be if this had come out."""
    artifacts.__dict__["probes"] = replace(artifacts.probes, **probes)
    if run:
        artifacts.__dict__["run"] = run
    if spread:
        known: Future[Spread] = Future()
        known.set_result(spread)
        artifacts.trainings.__dict__["_spread"] = known
    return artifacts


class Unillustrated(Course):
    """Pages with the same picture everywhere: none is drawn of what did not happen, and none of it gets into a store."""

    def drawing(self, name: str) -> RenderedFigure:
        """A figure without a picture."""
        return RenderedFigure(name, "", "", "", None, 1, 1, {"png": b""}, (2, 2), b"")


def words(artifacts: Artifacts, page: str) -> str:
    """What a page of the course says, on one line."""
    return " ".join(markup.body(Unillustrated(artifacts, ROOT / "docs").page(page)).split())


# The last epoch

VERDICTS = ("no clear change in the validation loss", "more training had not begun to hurt", "the beginning of overfitting",
            "not overfitting but unsteady learning")


@pytest.mark.parametrize(
    ("change", "loss", "verdict", "answer"),
    [
        (LossChange(-0.0008, 0.0038), 0.04, 0, "It changes no more than chance can explain"),
        (LossChange(0.0008, 0.0038), 0.04, 0, "It changes no more than chance can explain"),
        (LossChange(0.0008, float("inf")), 0.04, 0, "It changes no more than chance can explain"),
        (LossChange(-0.05, 0.01), 0.04, 1, "It falls"),
        (LossChange(0.05, 0.01), 0.04, 2, "It rises"),
        (LossChange(0.05, 0.01), 0.06, 3, "It rises"),
    ],
)
def test_there_is_one_verdict_on_the_last_epoch(
    artifacts: Artifacts, change: LossChange, loss: float, verdict: int, answer: str
) -> None:
    history = {**artifacts.run.history, "loss": (2.0, 0.05, loss), "val_loss": (0.3, 0.1, 0.1 + change.mean)}
    history |= {name: (0.5, *artifacts.run.history[name]) for name in ("accuracy", "val_accuracy")}
    run = replace(artifacts.run, history=history, recipe=replace(artifacts.run.recipe, epochs=3))
    said = words(changed(artifacts, run=run, last_change=change), TRAINING)
    assert [each for each in VERDICTS if each in said] == [VERDICTS[verdict]]
    assert f'value="{answer}" data-right' in said


def test_one_epoch_is_compared_with_no_other(artifacts: Artifacts) -> None:
    run = artifacts.run
    short = replace(run, history={name: values[:1] for name, values in run.history.items()}, recipe=replace(run.recipe, epochs=1))
    said = words(changed(artifacts, run=short), TRAINING)
    assert "In the first epoch the network answered" in said
    assert not [each for each in ("In the last epoch the two", "from the first epoch to the last", "was lowest after epoch") if each in said]


def test_a_training_loss_that_rose_is_refused(artifacts: Artifacts) -> None:
    run = replace(artifacts.run, history={**artifacts.run.history, "loss": (0.3, 0.4)})
    with pytest.raises(ContentError, match="this run makes a sentence false: 'The training loss fell from the first epoch to the last"):
        words(changed(artifacts, run=run), TRAINING)


def test_the_losses_that_are_compared_are_those_of_one_moment(artifacts: Artifacts) -> None:
    text = words(changed(artifacts, train_loss=0.03, val_loss=0.097), TRAINING)
    assert "its loss is 0.030 on the images that it learned from and 0.097 on those held out." in text


# The optimizer


@pytest.mark.parametrize("optimizer", ["adam", "sgd", "rmsprop", "adamw", "nadam"])
def test_the_optimizer_that_is_set_is_the_one_that_is_explained(artifacts: Artifacts, optimizer: str) -> None:
    run = replace(artifacts.run, recipe=replace(artifacts.run.recipe, optimizer=optimizer))
    said = words(changed(artifacts, run=run), COMPILING)
    assert f"model.compile(optimizer='{optimizer}'" in said
    assert f"The network of this site is trained with `'{optimizer}'`." in said
    assert f"Compile a new model with `optimizer='{'adam' if optimizer == 'sgd' else 'sgd'}'`" in said
    assert f"other.compile( optimizer='{'adam' if optimizer == 'sgd' else 'sgd'}'" in said
    assert f"optimizer='{optimizer}'" in words(artifacts, TRAINING)


# The ten networks


def seen(artifacts: Artifacts, accuracies: tuple[float, ...]) -> str:
    labels = artifacts.run.labels.tolist()
    seeds = tuple(range(len(accuracies)))
    return words(changed(artifacts, spread=a_spread(seeds, accuracies, (0.1,) * len(seeds), labels)), EVALUATION)


@pytest.mark.parametrize(
    ("accuracies", "said", "unsaid"),
    [
        ((0.9,), ["A single point cannot show it."], ["Cochran", "McNemar", "standard deviation"]),
        ((0.9, 0.9), ["enclose 2 of the accuracies", "do not show that any of the networks is better"], ["McNemar", "A single point"]),
        ((0.95, 0.9), ["do not show that any of the networks is better", "Cochran"], ["McNemar", "some seeds did give"]),
        ((0.5, 0.9), ["some seeds did give better networks", "On 24 images only the first is right, on 0 only the second"],
         ["do not show"]),
        ((0.5, 0.9, 0.9), ["some seeds did give better networks", "the most accurate, seed 1, and the least accurate, seed 0.",
                           "*Bonferroni's correction*"], ["do not show"]),
    ],
)
def test_the_networks_are_compared_as_their_answers_say(
    artifacts: Artifacts, accuracies: tuple[float, ...], said: list[str], unsaid: list[str]
) -> None:
    text = seen(artifacts, accuracies)
    assert [each for each in said if each not in text] == []
    assert [each for each in unsaid if each in text] == []


def test_trainings_with_the_same_most_frequent_mistake_are_counted(artifacts: Artifacts) -> None:
    spread = a_spread((0, 1, 2), (1.0, 0.9, 1.0), (0.1,) * 3, artifacts.run.labels.tolist())
    assert "comes first in 2 of the networks" in words(changed(artifacts, spread=spread), EVALUATION)


def test_the_network_is_compared_with_simpler_rules(artifacts: Artifacts) -> None:
    artifacts.__dict__["baselines"] = Baselines(nearest_mean=0.2, no_hidden_layer=0.3, nearest_image=0.4, searched=240,
                                                  few=100, nearest_mean_of_few=0.2, nearest_image_of_few=0.3)
    said = words(artifacts, EVALUATION)
    assert "whose mean training image is nearest | 20.0 % |" in said
    assert "without hidden layers, trained with Adam | 30.0 % |" in said
    assert "the most similar of 240 training images | 40.0 % |" in said


def test_a_vote_is_said_to_help_where_it_does(artifacts: Artifacts) -> None:
    labels = artifacts.run.labels
    apart = np.tile(labels, (3, 1))
    for network in range(3):
        apart[network, 4 * network : 4 * network + 4] = (labels[4 * network : 4 * network + 4] + 1) % 3
    spread = a_spread((0, 1, 2), (1.0,) * 3, (0.1,) * 3, labels.tolist())
    said = words(changed(artifacts, spread=replace(spread, answers=apart)), EVALUATION)
    assert "The vote misreads 0 images, and a single network 4.0 on average. Why does a vote help?" in said
    together = words(changed(artifacts, spread=a_spread((0, 1, 2), (0.9,) * 3, (0.1,) * 3, labels.tolist())), EVALUATION)
    assert "This time a vote is no help." in together
    assert "Why does a vote help?" not in together
    alone = words(changed(artifacts, spread=a_spread((0,), (0.9,), (0.1,), labels.tolist())), EVALUATION)
    assert "The vote misreads" not in alone


def test_mistakes_are_shared_only_where_there_are_several_networks(artifacts: Artifacts) -> None:
    labels = artifacts.run.labels.tolist()
    for seeds, is_said in (((0, 1), True), ((0,), False)):
        spread = a_spread(seeds, (0.9,) * len(seeds), (0.1,) * len(seeds), labels)
        said = words(changed(artifacts, spread=spread), MISTAKES)
        assert ("what could have led every network astray" in said) is is_said


# Several networks together


@pytest.fixture
def tried(project: Project) -> Artifacts:
    """A report on the same images with the lessons on experiments, of which a test puts in what it asks for."""
    return Artifacts(replace(project.artifacts.settings, experiments=True), engine=project.artifacts.engine)


@pytest.mark.parametrize(
    ("duel", "said", "unsaid"),
    [
        (Duel(0, 30, 10), ["So all together are better", "would have a probability of 0.0022, by"], ["can you tell which is better?"]),
        (Duel(0, 12, 10), ["can you tell which is better? The caption counts"], ["So all together are better"]),
        (Duel(0, 0, 30), ["can you tell which is better? The caption counts"], ["So all together are better"]),
    ],
)
def test_networks_together_are_called_better_only_beyond_chance(
    tried: Artifacts, duel: Duel, said: list[str], unsaid: list[str]
) -> None:
    tried.__dict__["ensembles"] = replace(ensembles_of([[1, 0, 0], [0, 1, 0]], [0, 0, 0]), duel=duel)
    text = words(tried, TOGETHER)
    assert [each for each in said if each not in text] == []
    assert [each for each in unsaid if each in text] == []


@pytest.mark.parametrize(
    ("answers", "labels", "said"),
    [
        ([[0, 0]], [0, 0], []),
        ([[1, 0], [0, 1]], [0, 0], []),
        ([[1, 0, 0, 0, 0], [1, 0, 0, 0, 0]], [0] * 5, ["shares"]),
        ([[int(image // 10 == network) for image in range(100)] for network in range(10)], [0] * 100, ["modest"]),
    ],
)
def test_what_networks_have_in_common_is_said_where_it_is_so(
    tried: Artifacts, answers: list[list[int]], labels: list[int], said: list[str]
) -> None:
    tried.__dict__["ensembles"] = ensembles_of(answers, labels, 0.98)
    text = words(tried, TOGETHER)
    sentences = {"shares": "How much do they have in common? On average over all pairs, both networks get 1.0 test images wrong.",
                 "modest": "has turned into modesty"}
    assert [name for name, sentence in sentences.items() if sentence in text] == said
    assert ("can you tell which is better?" in text) is (len(answers) == 2)


def test_the_mean_of_the_weights_is_called_a_disaster_where_it_is_one(tried: Artifacts) -> None:
    found = ensembles_of([[0] * 60] * 3, [0] * 60)
    for right, is_said in ((20, True), (59, False)):
        ways = (*found.ways[:3], *(replace(way, right=right) for way in found.ways[3:]))
        tried.__dict__["ensembles"] = replace(found, ways=ways)
        assert ("The mean of the weights is a disaster." in words(tried, TOGETHER)) is is_said


# Single images


def test_doubt_is_told_as_that_of_one_network(artifacts: Artifacts) -> None:
    probabilities = artifacts.run.probabilities.copy()
    wrong = (artifacts.run.example + 1) % 60
    probabilities[wrong] = np.roll(np.array([0.4, 0.35, 0.25], np.float32), artifacts.run.labels[wrong] + 1)
    labels = artifacts.run.labels.tolist()
    run = replace(artifacts.run, probabilities=probabilities)
    several = changed(artifacts, run=run, spread=a_spread((0, 1), (0.9, 0.5), (0.1, 0.1), labels))
    assert "Trained from 2 seeds, the same recipe answers" in words(several, CONFIDENCE)
    assert "the lowest confidence is 50.0 %, the highest 90.0 %" in words(several, CONFIDENCE)
    one = changed(artifacts, run=run, spread=a_spread((0,), (0.9,), (0.1,), labels))
    assert "Trained from" not in words(one, CONFIDENCE)


@pytest.mark.parametrize(("sure", "said"), [(0.4, "would have separated right from wrong"), (0.999, "no [threshold]")])
def test_whether_a_threshold_separates_is_looked_up(artifacts: Artifacts, sure: float, said: str) -> None:
    probabilities = np.where(np.eye(3)[artifacts.run.labels], 0.9, 0.05).astype(np.float32)
    probabilities[0] = np.roll([sure, (1 - sure) / 2, (1 - sure) / 2], artifacts.run.labels[0] + 1)
    assert said in words(changed(artifacts, run=replace(artifacts.run, probabilities=probabilities)), CONFIDENCE)


def test_what_noise_is_read_as_is_said_by_name(artifacts: Artifacts) -> None:
    noise = replace(artifacts.probes.noise, answer=2, count=993, sure=940)
    said = words(changed(artifacts, noise=noise, run=replace(artifacts.run, class_names=("left", "middle", "right"))), CONFIDENCE)
    assert "The most frequent answer was right, given to 993 of them. For 940 of the 1,000, the confidence was above 0.9" in said
