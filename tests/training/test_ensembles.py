"""What networks answer together, on probabilities small enough to add up by hand, and against all choices made anew."""

from __future__ import annotations

import shutil
from dataclasses import replace
from itertools import combinations
from math import comb
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mnist_report.core.recipe import Recipe
from mnist_report.results.artifacts import Artifacts
from mnist_report.training import ensembles, metrics
from mnist_report.training.engine import Threads
from mnist_report.training.ensembles import Agreement, Duel, Ensembles, Size, Unread
from mnist_report.training.forward import forward
from mnist_report.training.significance import mcnemar
from tests.support import trainer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.project import Project

IMAGES = 4
"""Test images of the three networks below, of three classes."""
LABELS = [0, 1, 2, 0]
SURE_OF_0, SURE_OF_1 = [0.8, 0.1, 0.1], [0.1, 0.8, 0.1]
BARELY_0, BARELY_1 = [0.4, 0.35, 0.25], [0.35, 0.4, 0.25]


def weights(seed: int, side: int = 2, classes: int = 3) -> tuple[Any, ...]:
    random = np.random.default_rng(seed)
    return tuple(random.normal(size=shape).astype(np.float32) for shape in ((side * side, 5), (5,), (5, classes), (classes,)))


def images(count: int) -> Any:
    return np.random.default_rng(9).integers(0, 256, (count, 2, 2), dtype=np.uint8)


def measured(probabilities: Any, labels: Any, seeds: Any = None) -> Ensembles:
    rows = [np.array(each, np.float32) for each in probabilities]
    seeds = seeds or range(len(rows))
    trainings = (SimpleNamespace(recipe=Recipe(seed=seed), probabilities=each, labels=np.array(labels, np.uint8),
                                 weights=weights(seed, classes=each.shape[1])) for seed, each in zip(seeds, rows, strict=True))
    return ensembles.measure(trainings, images(len(labels)))  # type: ignore[arg-type]


def by_hand() -> Ensembles:
    """All read the first image; one of three reads the second, and is surer than the others; none reads the third; two of
    three read the fourth, the third being surer.
    """
    return measured([
        [SURE_OF_0, BARELY_0, SURE_OF_0, BARELY_0],
        [SURE_OF_0, BARELY_0, SURE_OF_0, BARELY_0],
        [BARELY_0, SURE_OF_1, BARELY_1, SURE_OF_1],
    ], LABELS)


def test_the_mean_of_the_probabilities_decides() -> None:
    """Of the last two images of the choices, a pair with the sure one follows it."""
    assert [size.right for size in by_hand().sizes] == [(2, 2, 2), (2, 2, 2), (2,)]
    assert by_hand().sizes[0].confidences == pytest.approx((0.6, 0.6, (0.4 + 0.8 + 0.4 + 0.8) / 4))
    assert by_hand().sizes[2].confidences == pytest.approx(((2 / 3 * 0.8 + 0.4 / 3 + 1.5 / 3 + 1.95 / 3 + 1.5 / 3) / 4,))


def test_images_are_counted_by_how_many_agree_and_by_whether_they_are_right() -> None:
    assert by_hand().agreements == (Agreement(3, 1, 1), Agreement(2, 3, 1))
    assert [each.share for each in by_hand().agreements] == [1, 1 / 3]


def test_an_image_that_no_network_reads_has_their_answers() -> None:
    unread, = by_hand().unread
    assert unread == Unread(2, (0, 0, 1))
    assert (unread.first, unread.is_unanimous, by_hand().unanimous_unread) == ((0, 2), False, 0)
    same = measured([[SURE_OF_1], [BARELY_1]], [0])
    assert (same.unread, same.unanimous_unread) == ((Unread(0, (1, 1)),), 1)


def test_all_together_meet_the_best_single_one_image_by_image() -> None:
    """The first network reads three of four, two of them against the third; together they answer as that one."""
    found = measured([
        [SURE_OF_0, BARELY_0, BARELY_0, SURE_OF_1],
        [SURE_OF_0, SURE_OF_1, SURE_OF_1, BARELY_0],
    ], [0, 0, 0, 0], seeds=(4, 5))
    assert found.duel == Duel(best=4, only_together=0, only_best=2)
    assert found.duel.p == mcnemar(2, 0) == 0.5
    assert measured([[SURE_OF_0], [SURE_OF_0]], [0], seeds=(4, 5)).duel == Duel(4, 0, 0)


def test_pairs_that_beat_both_of_their_networks_are_counted() -> None:
    apart = [[SURE_OF_1, BARELY_0, BARELY_0], [BARELY_0, SURE_OF_1, BARELY_0], [BARELY_0, BARELY_0, SURE_OF_1]]
    assert (measured(apart, [0, 0, 0]).pairs_ahead, measured(apart, [1, 1, 1]).pairs_ahead) == (0, 3)


def random_networks(networks: int = 4, count: int = 300, classes: int = 3) -> tuple[Any, Any]:
    random = np.random.default_rng(5)
    labels = random.integers(0, classes, count)
    scores = 2.5 * np.eye(classes)[labels] + random.normal(size=(count, classes)) + 0.8 * random.normal(size=(networks, count, classes))
    powers = np.exp(scores)
    return (powers / powers.sum(axis=2, keepdims=True)).astype(np.float32), labels


def test_every_choice_of_networks_is_there_once_in_order() -> None:
    """Each as the metrics have it of the mean of its probabilities."""
    probabilities, labels = random_networks()
    for size in measured(probabilities, labels).sizes:
        means = [probabilities[list(chosen)].astype(np.float64).mean(axis=0) for chosen in combinations(range(4), size.networks)]
        assert size.right == tuple(round(metrics.accuracy(mean, labels) * len(labels)) for mean in means)
        assert size.confidences == pytest.approx([mean.max(axis=1).mean() for mean in means])
        assert size.losses == pytest.approx([metrics.log_loss(mean, labels) for mean in means])
        assert size.calibration_errors == pytest.approx([metrics.expected_calibration_error(mean, labels) for mean in means])
        assert (size.loss, size.confidence) == pytest.approx((np.mean(size.losses), np.mean(size.confidences)))


def test_a_mean_of_probabilities_never_has_a_higher_loss_than_its_networks_have_on_average() -> None:
    """Jensen's inequality, which the lesson explains."""
    sizes = measured(*random_networks()).sizes
    for chosen, loss in zip(combinations(range(4), 3), sizes[2].losses, strict=True):
        assert loss < np.mean([sizes[0].losses[place] for place in chosen])


def test_there_are_other_ways_to_make_one_answer() -> None:
    probabilities, labels = random_networks()
    found = measured(probabilities, labels)
    mean, scores, vote, two, everyone = found.ways
    assert mean == found.together
    assert (mean.right, mean.loss) == (found.sizes[-1].right[0], found.sizes[-1].losses[0])
    geometric = np.exp(np.log(probabilities.astype(np.float64)).mean(axis=0))
    geometric /= geometric.sum(axis=1, keepdims=True)
    assert (scores.right, scores.loss) == (round(metrics.accuracy(geometric, labels) * 300), pytest.approx(metrics.log_loss(geometric, labels)))
    assert (vote.right, vote.loss) == (sum(each.right for each in found.agreements), None)
    pixels = images(300).reshape(300, -1) / 255
    for way, count in ((two, 2), (everyone, 4)):
        mixed = [np.mean(arrays, axis=0) for arrays in zip(*map(weights, range(count)), strict=True)]
        expected = forward(pixels, mixed, "relu")
        assert (way.right, way.loss) == ((expected.argmax(axis=1) == labels).sum(), pytest.approx(metrics.log_loss(expected, labels), rel=1e-5))


def test_a_class_that_a_network_rules_out_has_a_score_all_the_same() -> None:
    found = measured([[[1.0, 0.0]], [[0.0, 1.0]]], [0])
    assert found.ways[1].loss == pytest.approx(np.log(2))


@pytest.mark.parametrize(("networks", "ways"), [(1, 4), (2, 4), (3, 5)])
def test_few_networks_are_ensembles_too(networks: int, ways: int) -> None:
    found = measured(*random_networks(networks))
    assert [size.networks for size in found.sizes] == list(range(1, networks + 1))
    assert (len(found.ways), found.has_several, found.count) == (ways, networks > 1, networks)
    if networks == 1:
        assert {way.right for way in found.ways[:3]} == {found.sizes[0].right[0]}
        assert (found.duel.only_together, found.duel.only_best, found.duel.p) == (0, 0, 1)


def test_sums_of_equally_sure_networks_name_the_lowest_class_as_a_single_one_does() -> None:
    found = measured([[[0.5, 0.5]], [[0.5, 0.5]]], [1])
    assert [size.right for size in found.sizes] == [(0, 0), (0,)]


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    found = by_hand()
    ensembles.save(found, tmp_path)
    loaded = ensembles.load({path.name: path.read_bytes() for path in tmp_path.iterdir()})
    assert loaded == found
    assert isinstance(loaded.sizes[0], Size)


# In the store


def test_the_store_keeps_them_of_the_first_ten_seeds(project: Project) -> None:
    artifacts = Artifacts(replace(project.artifacts.settings, seeds=12, experiments=True), engine=Threads(trainer.train))
    assert artifacts.ensembles.seeds == tuple(range(10))
    assert [len(size.right) for size in artifacts.ensembles.sizes] == [comb(10, networks) for networks in range(1, 11)]
    assert len(artifacts.spread.seeds) == 12
    assert artifacts.store.has("ensembles", artifacts.keys.ensembles)
    assert "ensembles" in dict(artifacts.keys.needed())


def test_networks_that_the_store_lost_are_trained_again_for_them(project: Project, tmp_path: Path) -> None:
    """Several at a time, and with the others that are missing, although the spread over seeds is stored."""
    artifacts = Artifacts(replace(project.artifacts.settings, seeds=2, experiments=True, store=tmp_path), engine=Threads(trainer.train))
    assert len(artifacts.spread.seeds) == 2
    for folder in ("seed-0", "seed-1"):
        shutil.rmtree(tmp_path / "runs" / folder)
    again = Artifacts(artifacts.settings, engine=Threads(trainer.train))
    assert [recipe.seed for recipe in again.trainings.missing][:2] == [0, 1]
    assert again.trainings.missing[1] == replace(artifacts.settings.recipe, seed=1)


def test_a_course_without_experiments_has_none(project: Project) -> None:
    keys = Artifacts(replace(project.artifacts.settings, experiments=False)).keys
    assert "ensembles" not in dict(keys.needed())
    assert not [name for name, call in keys.figure_calls.items() if "ensembles" in call.arguments.values()]
