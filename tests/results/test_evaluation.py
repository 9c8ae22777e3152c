"""Evaluation of a run small enough to check by eye: ten test images, three classes. (Over 300 lines: each value that prose may say.)"""

from __future__ import annotations

import weakref
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mnist_report.core.errors import ContentError
from mnist_report.results.evaluation import Evaluation
from mnist_report.results.facts import ClassCount, Confusion, Epoch, Layer, Measure, Prediction
from mnist_report.results.seed_facts import SeedResult
from mnist_report.training import bootstrap, metrics
from mnist_report.training.run import Loading, Spread, Vocabulary, spread_of
from tests.support.pets import HISTORY, INTERVALS, LABELS, NAMES, PROBABILITIES, SPREAD, Recipe, evaluation
from tests.support.spreads import a_spread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOG = """\
Epoch 1/3
5/5 - accuracy: 0.9204 - loss: 0.2711
    - val_accuracy: 0.9587 - val_loss: 0.1421
Epoch 2/3
5/5 - accuracy: 0.9615 - loss: 0.1301
    - val_accuracy: 0.9675 - val_loss: 0.1062
Epoch 3/3
5/5 - accuracy: 0.9800 - loss: 0.0900
    - val_accuracy: 0.9680 - val_loss: 0.1062"""


@pytest.fixture(scope="module")
def run() -> Evaluation:
    return evaluation()


# What was trained


def test_sizes(run: Evaluation) -> None:
    assert (run.given_size, run.train_size, run.validation_size, run.test_size) == (60, 48, 12, 10)
    assert (run.image_side, run.pixels, run.classes, run.class_names) == (5, 25, 3, NAMES)
    assert run.steps_per_epoch == 5
    assert run.summary == "Model: sequential"
    assert run.recipe.optimizer == "adam"
    assert run.given_counts == {"cat": 30, "dog": 20, "owl": 10}


@pytest.mark.parametrize(
    ("counts", "equal", "rarest", "commonest"),
    [
        ((30, 20, 10), False, ("owl", 10), ("cat", 30)),
        ((10, 20, 10), False, ("cat", 10), ("dog", 20)),
        ((20, 20, 20), True, ("cat", 20), ("cat", 20)),
    ],
)
def test_training_images_of_each_class(
    counts: tuple[int, ...], equal: bool, rarest: tuple[str, int], commonest: tuple[str, int]
) -> None:
    run = evaluation(train_counts=counts)
    assert run.balance.is_equal is equal
    assert (run.balance.rarest, run.balance.commonest) == (ClassCount(*rarest), ClassCount(*commonest))


@pytest.mark.parametrize(
    ("counts", "place"), [((20, 20, 20), 0), ((20, 20, 19), 1), ((19, 10, 19), 1), ((20, 10, 20), 2), ((30, 20, 10), 2)]
)
def test_how_equal_the_classes_are_can_be_asked(counts: tuple[int, ...], place: int) -> None:
    guess = evaluation(train_counts=counts).balance.guess
    assert guess.choices.index(guess.answer) == place
    assert [reply.split()[:2] for reply in guess.replies] == [["The", "numbers"], ["They", "are" if place == 0 else "differ"], ["They", "differ"]]


@pytest.mark.parametrize(
    ("given", "split", "trained"),
    # What Keras' train_validation_split gives; 100 * (1.0 - 0.9) is a little under 10.
    [(60000, 0.2, 48000), (60000, 0.1, 54000), (7, 0.5, 3), (101, 0.15, 85), (100, 0.9, 9)],
)
def test_split_is_where_keras_splits(given: int, split: float, trained: int) -> None:
    run = evaluation(train_size=given, recipe=Recipe(validation_split=split))
    assert (run.train_size, run.validation_size) == (trained, given - trained)


def test_steps_count_the_smaller_last_batch() -> None:
    steps = [evaluation(recipe=Recipe(batch_size=size)).steps_per_epoch for size in (1, 32, 47, 48, 49)]
    assert steps == [48, 2, 2, 1, 1]


def test_layers(run: Evaluation) -> None:
    assert run.layers == (
        Layer("flatten", 25, 25, None, 0),
        Layer("dense", 25, 8, "relu", 208),
        Layer("dense", 8, 4, "relu", 36),
        Layer("dense", 4, 3, "softmax", 15),
    )
    assert run.parameters == 259


def test_layers_of_the_course() -> None:
    settings = Recipe(first_units=128, second_units=64)
    run = evaluation(recipe=settings, image_shape=(28, 28), class_names=tuple("0123456789"), train_size=60000)
    assert [layer.parameters for layer in run.layers] == [0, 100480, 8256, 650]
    assert run.parameters == 109386


# How the training went


def test_epochs(run: Evaluation) -> None:
    assert run.first_epoch == Epoch(1, loss=0.27114, accuracy=0.92041, val_loss=0.14213, val_accuracy=0.9587)
    assert run.last_epoch == run.epochs[2] == Epoch(3, 0.09, 0.98, 0.1062, 0.968)
    assert run.best_epoch.number == 2  # the first of two equal ones


def test_log(run: Evaluation) -> None:
    assert run.log == LOG


def test_log_of_one_epoch_has_no_number_and_small_values_an_exponent() -> None:
    history = dict.fromkeys(HISTORY, (0.00052,))
    expected = "5/5 - accuracy: 5.2000e-04 - loss: 5.2000e-04\n    - val_accuracy: 5.2000e-04 - val_loss: 5.2000e-04"
    assert evaluation(history=history).log == expected


# How the network does


def test_result(run: Evaluation) -> None:
    assert run.test_accuracy == 0.7
    assert run.test_errors == 3
    assert run.test_loss == 0.5123456789123
    assert run.test_interval == metrics.wilson_interval(7, 10)


@pytest.mark.parametrize(("accuracy", "line"), [(0.97, "0.97"), (0.9749, "0.97"), (0.976, "0.98"), (1.0, "1.00")])
def test_line_is_what_the_course_prints(accuracy: float, line: str) -> None:
    assert evaluation(test_accuracy=accuracy).test_line == f"Test Accuracy: {line}"


def test_measures_are_those_of_the_probabilities(run: Evaluation) -> None:
    given = run.run.probabilities, run.run.labels
    assert run.log_loss == metrics.log_loss(*given)
    assert run.brier_score == metrics.brier_score(*given)
    assert run.calibration_error == metrics.expected_calibration_error(*given)
    assert run.reliability == metrics.reliability_bins(*given)


def test_each_measure_has_its_interval_and_says_how_it_was_made(run: Evaluation) -> None:
    assert list(run.measures) == ["accuracy", "log_loss", "brier_score", "calibration_error"]
    accuracy, *others = run.measures.values()
    assert (accuracy.value, accuracy.interval) == (0.7, metrics.wilson_interval(7, 10))
    assert accuracy.method == "Wilson score interval, 95 %"
    assert [each.value for each in others] == [run.log_loss, run.brier_score, run.calibration_error]
    assert [each.interval for each in others] == list(INTERVALS.values())
    assert {each.method for each in others} == {"percentile bootstrap, 95 %, 1000 resamples of the test images"}
    assert len({each.definition for each in run.measures.values()}) == 4
    assert isinstance(accuracy, Measure)


def test_what_was_stored_is_opened_at_first_use_and_once() -> None:
    opened: list[str] = []
    run = Evaluation(
        evaluation().run,
        lambda: opened.append("spread") or SPREAD,  # type: ignore[func-returns-value]
        lambda: opened.append("intervals") or INTERVALS,  # type: ignore[func-returns-value]
    )
    assert (run.test_errors, opened) == (3, [])
    assert (run.spread, run.measures) == (run.spread, run.measures)
    assert opened == ["spread", "intervals"]


def test_intervals_that_nobody_stored_are_worked_out(run: Evaluation) -> None:
    worked_out = Evaluation(run.run, run.open_spread).measures
    expected = bootstrap.intervals(run.run.probabilities, run.run.labels, seed=run.recipe.seed)
    assert {name: worked_out[name].interval for name in expected} == expected


# How much the seed matters


def test_spread(run: Evaluation) -> None:
    spread = run.spread
    assert [each[:3] for each in spread.results] == [(2, 0.8, 0.4), (4, 0.6, 0.8), (7, 0.7, 0.5), (9, 0.6, 0.9)]
    assert spread.results[0] == SeedResult(
        2, 0.8, 0.4, worst_recall=pytest.approx(1 / 3), calibration_error=pytest.approx(1 / 6), best_epoch=1,
        hardest_class="cat", confused=("cat", "dog"),
    )
    assert (spread.count, spread.seeds, spread.shown) == (4, (2, 4, 7, 9), 7)
    assert (spread.lowest, spread.lowest_seed) == (0.6, 4)  # the lower of two equal ones
    assert (spread.highest, spread.highest_seed) == (0.8, 2)
    assert spread.accuracies == (0.8, 0.6, 0.7, 0.6)
    assert spread.mean == pytest.approx(0.675)
    assert spread.deviation == pytest.approx(np.std([0.8, 0.6, 0.7, 0.6], ddof=1))
    assert spread.rank == 2
    assert (spread.has_several, spread.is_tied, spread.varies) == (True, False, True)


def test_accuracies_of_the_spread_are_shares_of_the_test_images(run: Evaluation) -> None:
    assert SPREAD.accuracies[0] != 0.7
    assert run.spread.results[2].accuracy == run.test_accuracy == 0.7


@pytest.mark.parametrize(("accuracies", "rank"), [((0.9, 0.8, 0.7), 1), ((0.7, 0.8, 0.9), 3), ((0.8, 0.8, 0.9), 2)])
def test_rank_of_the_shown_seed(accuracies: tuple[float, ...], rank: int) -> None:
    assert evaluation(a_spread((0, 1, 2), accuracies, accuracies, LABELS)).spread.rank == rank


def test_of_equal_seeds_the_lowest_is_named() -> None:
    spread = evaluation(a_spread((3, 1, 2), (0.8, 0.8, 0.8), (0.1, 0.1, 0.1), LABELS)).spread
    assert (spread.lowest_seed, spread.highest_seed, spread.deviation, spread.rank) == (1, 1, 0, 1)
    assert (spread.has_several, spread.is_tied, spread.varies) == (True, True, False)


def test_one_seed_has_no_deviation() -> None:
    spread = evaluation(a_spread((3,), (0.8,), (0.1,), LABELS)).spread
    assert (spread.count, spread.lowest, spread.highest, spread.mean, spread.rank) == (1, 0.8, 0.8, 0.8, 1)
    assert not spread.has_several
    with pytest.raises(ContentError) as caught:
        _ = spread.deviation
    assert str(caught.value) == (
        "spread.deviation does not exist: there is one seed; a page must mention it under a condition on spread.count"
    )


def test_a_spread_comes_back_as_it_was_saved_and_cannot_be_changed(tmp_path: Path) -> None:
    SPREAD.save(tmp_path)
    read = Spread.load({path.name: path.read_bytes() for path in tmp_path.iterdir()})
    assert (read.seeds, read.accuracies, read.losses) == (SPREAD.seeds, SPREAD.accuracies, SPREAD.losses)
    assert read.best_epochs == SPREAD.best_epochs
    for name in ("answers", "confidences"):
        stored, original = getattr(read, name), getattr(SPREAD, name)
        np.testing.assert_array_equal(stored, original)
        assert (stored.dtype, stored.flags.writeable) == (original.dtype, False)


def test_a_spread_keeps_what_each_network_says_of_each_image() -> None:
    second = np.array(PROBABILITIES, dtype=np.float32)[::-1]
    runs: list[Any] = [evaluation().run, evaluation(probabilities=second, recipe=Recipe(seed=1), test_loss=0.25).run]
    spread = spread_of(runs)
    assert (spread.seeds, spread.losses, spread.best_epochs) == ((0, 1), (0.5123456789123, 0.25), (2, 2))
    assert spread.answers.tolist() == [[0, 1, 0, 1, 1, 1, 1, 0, 1, 2], [2, 1, 0, 1, 1, 1, 1, 0, 1, 0]]
    assert (spread.answers.dtype, spread.confidences.dtype) == (np.uint8, np.float32)
    assert spread.confidences[:, 0].tolist() == pytest.approx([0.7, 0.5])


def test_a_spread_is_made_with_one_run_in_memory_at_a_time() -> None:
    seen: list[weakref.ref[Any]] = []

    def runs() -> Iterator[Any]:
        for seed in range(3):
            probabilities = np.array(PROBABILITIES, dtype=np.float32)
            seen.append(weakref.ref(probabilities))
            yield SimpleNamespace(**vars(evaluation(recipe=Recipe(seed=seed)).run) | {"probabilities": probabilities})
            del probabilities
            assert [each() for each in seen[:-1]] == [None] * seed  # all but the one just looked at

    assert spread_of(runs()).seeds == (0, 1, 2)


def test_what_each_seed_finds_hard() -> None:
    """Seed 7 misreads the first three images, all cats, as dogs; one that misreads nothing confuses nothing."""
    assert [each.hardest_class for each in evaluation().spread.results] == ["cat"] * 4
    perfect = evaluation(a_spread((1, 2), (1, 0.9), (0, 0.1), LABELS)).spread.results
    assert [each.confused for each in perfect] == [None, ("cat", "dog")]


def test_networks_are_compared_on_the_same_images() -> None:
    """Of ten images seeds 2, 4, 7, 9 misread the first 2, 4, 3 and 4: they differ on the third and the fourth."""
    comparison = evaluation().spread.comparison
    assert comparison is not None
    # R is 1 and 3 of 4 on the two images: sum R (k - R) is 3 + 4 (on image 3: seed 2 alone; on image 4: seeds 2 and 7).
    expected = (1 * 3 + 2 * 2) / (4 * 3) / 10**2
    seen = np.var([0.8, 0.6, 0.7, 0.6], ddof=1)
    assert comparison.chance_deviation == pytest.approx(expected**0.5)
    assert comparison.test.statistic == pytest.approx(3 * seen / expected)
    assert (comparison.test.degrees, comparison.pairs) == (3, 6)
    assert (comparison.best, comparison.worst, comparison.only_best, comparison.only_worst) == (2, 9, 2, 0)
    assert (comparison.pair_p, comparison.picked_p, comparison.differ) == (0.5, 1, False)


def test_networks_that_differ_beyond_chance() -> None:
    labels = [0] * 100
    run = evaluation(a_spread((5, 3), (0.9, 0.5), (0.1, 0.2), labels), labels=np.zeros(100, np.uint8))
    comparison = run.spread.comparison
    assert comparison is not None
    assert (comparison.best, comparison.worst, comparison.only_best, comparison.only_worst) == (5, 3, 40, 0)
    assert comparison.differ
    assert comparison.picked_p == comparison.pair_p == pytest.approx(2 * 0.5**40)


def test_equally_good_networks_are_still_two_and_one_is_compared_with_none() -> None:
    alike = evaluation(a_spread((3, 1, 2), (0.8, 0.8, 0.8), (0.1, 0.1, 0.1), LABELS)).spread.comparison
    assert alike is not None
    assert (alike.best, alike.worst, alike.test.p, alike.pair_p, alike.differ) == (1, 3, 1, 1, False)
    assert evaluation(a_spread((3,), (0.8,), (0.1,), LABELS)).spread.comparison is None


def test_what_all_seeds_say_of_an_image(run: Evaluation) -> None:
    third = run.over_seeds(2)
    assert third.answers == ("cat", "dog", "dog", "dog")  # seeds 2, 4, 7, 9, of which the first misreads two images
    assert (third.lowest_confidence, third.highest_confidence) == pytest.approx((0.5, 0.9))
    with pytest.raises(ContentError, match="test image 10 does not exist: the 10 test images count from 0"):
        run.over_seeds(10)


# Which classes are hard


def test_per_class(run: Evaluation) -> None:
    assert run.confusion_matrix.tolist() == [[2, 1, 0], [0, 4, 0], [1, 1, 1]]
    assert [(each.name, each.support, each.predicted, each.correct) for each in run.per_class] == [
        ("cat", 3, 3, 2),
        ("dog", 4, 6, 4),
        ("owl", 3, 1, 1),
    ]
    assert (run.hardest_class.name, run.easiest_class.name) == ("owl", "dog")
    assert run.hardest_class.recall == pytest.approx(1 / 3)
    assert run.hardest_class.precision == 1


def test_class_without_test_images_is_neither_hard_nor_easy() -> None:
    run = evaluation(labels=np.array([0, 0, 0, 1, 1, 1, 1, 1, 1, 1], dtype=np.uint8))
    assert run.per_class[2].support == 0
    assert (run.hardest_class.name, run.easiest_class.name) == ("cat", "dog")


def test_hard_and_easy_go_by_recall_not_by_f1() -> None:
    labels, predicted = np.repeat([0, 1], [10, 1]).astype(np.uint8), [0] * 9 + [1] * 2
    run = evaluation(labels=labels, probabilities=np.eye(2, dtype=np.float32)[predicted], class_names=("cat", "dog"))
    cat, dog = run.per_class
    assert (run.hardest_class, run.easiest_class) == (cat, dog)
    assert cat.f1 > dog.f1


def test_of_equally_hard_classes_the_first() -> None:
    run = evaluation(probabilities=np.eye(3, dtype=np.float32)[LABELS])
    assert (run.hardest_class.name, run.easiest_class.name) == ("cat", "cat")


def test_confusions(run: Evaluation) -> None:
    assert run.confusions == (
        Confusion("cat", "dog", (1,), "true-0-predicted-1"),
        Confusion("owl", "cat", (7,), "true-2-predicted-0"),
        Confusion("owl", "dog", (8,), "true-2-predicted-1"),
    )
    twice = evaluation(labels=np.array([2, 0, 0, 1, 1, 1, 1, 2, 2, 2], dtype=np.uint8))
    assert twice.confusions[0] == Confusion("owl", "cat", (0, 7), "true-2-predicted-0")
    assert twice.confusions[0].count == 2


def test_the_images_of_all_confusions_are_all_errors(run: Evaluation) -> None:
    images = [index for confusion in run.confusions for index in confusion.images]
    assert sorted(images) == [error.index for error in run.errors]
    counts = {(each.true, each.predicted): each.count for each in run.confusions}
    matrix = run.confusion_matrix
    assert all(matrix[NAMES.index(true), NAMES.index(taken)] == count for (true, taken), count in counts.items())


# What the network says of single images


def test_prediction(run: Evaluation) -> None:
    assert run.prediction(7) == Prediction(
        index=7,
        true="owl",
        predicted="cat",
        confidence=pytest.approx(0.6),
        runner_up="owl",
        runner_up_confidence=pytest.approx(0.3),
        correct=False,
    )
    assert run.test_image == run.prediction(9)
    assert run.test_image.correct is True


def test_tied_runner_up_is_the_lower_class(run: Evaluation) -> None:
    assert [run.prediction(index).runner_up for index in (1, 6)] == ["cat", "cat"]
    tied = evaluation(probabilities=np.full((10, 3), 1 / 3, dtype=np.float32)).prediction(0)
    assert (tied.predicted, tied.runner_up) == ("cat", "dog")
    certain = evaluation(probabilities=np.eye(3, dtype=np.float32)[LABELS]).prediction(0)
    assert (certain.predicted, certain.runner_up, certain.runner_up_confidence) == ("cat", "dog", 0.0)


@pytest.mark.parametrize("index", [-1, 10])
def test_prediction_of_an_image_that_is_not_there(run: Evaluation, index: int) -> None:
    with pytest.raises(ContentError) as caught:
        run.prediction(index)
    assert str(caught.value) == f"test image {index} does not exist: the 10 test images count from 0"


def test_errors(run: Evaluation) -> None:
    assert [error.index for error in run.errors] == [1, 7, 8]
    assert [error.index for error in run.confident_errors] == [1, 8, 7]  # equal ones in test order


def test_words(run: Evaluation) -> None:
    assert (run.item, run.items, run.kind, run.kinds, run.is_mnist) == ("pet", "pets", "species", "species", False)
    assert (run.light, evaluation(words=Vocabulary()).light) == ("light", "ink")


@pytest.mark.parametrize(("kind", "variable"), [("digit", "digit"), ("kind of pet", "kind_of_pet"), ("class", "label"), ("T-shirt", "label")])
def test_the_word_for_a_class_as_python_can_take_it(kind: str, variable: str) -> None:
    assert evaluation(words=Vocabulary(kind=kind)).variable == variable


@pytest.mark.parametrize(
    ("names", "label", "place", "row"),
    [(tuple("01"), 1, "second", [0, 1]), (NAMES, 2, "third", [0, 0, 1]), (tuple("01234"), 3, "fourth", [0, 0, 0, 1, 0])],
)
def test_a_label_to_explain_labels_with(names: tuple[str, ...], label: int, place: str, row: list[int]) -> None:
    run = evaluation(class_names=names)
    assert (run.sample_label, run.sample_place, run.one_hot(run.sample_label)) == (label, place, row)


def test_ignorance_is_the_loss_of_equal_probabilities(run: Evaluation) -> None:
    assert run.ignorance == pytest.approx(-np.log(1 / 3))


def test_how_the_code_comes_by_the_images(run: Evaluation) -> None:
    assert run.from_keras
    assert not evaluation(loading=Loading("from mnist_report.training.dataset import load_idx", "load_idx('pets')")).from_keras


def test_mean_confidences(run: Evaluation) -> None:
    assert run.mean_confidence == pytest.approx((0.7 + 0.8 + 0.9 + 0.7 + 0.9 + 0.5 + 1.0 + 0.6 + 0.8 + 0.5) / 10)
    assert run.mean_confidence_right == pytest.approx((0.7 + 0.9 + 0.7 + 0.9 + 0.5 + 1.0 + 0.5) / 7)
    assert run.mean_confidence_wrong == pytest.approx((0.8 + 0.6 + 0.8) / 3)


@pytest.mark.parametrize(
    ("labels", "separating"),
    [
        (LABELS, None),  # wrong with 0.8, right with 0.5
        ([0, 1, 0, 1, 1, 2, 1, 0, 1, 0], 0.5),  # wrong twice with 0.5, right with 0.6 and more
        ([0, 1, 0, 1, 1, 2, 1, 0, 1, 2], None),  # wrong with 0.5, right with 0.5
        ([0, 1, 0, 1, 1, 1, 1, 0, 1, 2], None),  # never wrong
        ([1, 0, 1, 0, 0, 0, 0, 1, 0, 0], None),  # never right
    ],
)
def test_whether_a_threshold_separates_wrong_from_right(labels: list[int], separating: float | None) -> None:
    assert evaluation(labels=np.array(labels, dtype=np.uint8)).separating_confidence == separating


def test_mean_confidence_of_nothing() -> None:
    perfect = evaluation(probabilities=np.eye(3, dtype=np.float32)[LABELS])
    assert (perfect.errors, perfect.confusions, perfect.test_errors) == ((), (), 0)
    assert perfect.mean_confidence_right == 1
    with pytest.raises(ContentError) as caught:
        _ = perfect.mean_confidence_wrong
    assert str(caught.value) == (
        "mean_confidence_wrong does not exist: no prediction of this run is wrong; "
        "a page must mention it under a condition on test_errors"
    )


# Where it comes from, and what it is for


def test_provenance(run: Evaluation) -> None:
    assert (run.key, run.full_key) == ("0123456789ab", "0123456789abcdef" * 4)
    assert run.versions == {"numpy": "2.0.0", "keras": "3.15.1"}
    assert (run.data_digest, run.dataset_name) == ("d" * 64, "Pets")
    assert (run.attribution, run.licence) == ("A. Nonymous", "CC0")
    assert run.command == "mkdocs build --strict"


def test_limits_are_those_of_this_run(run: Evaluation) -> None:
    assert "how a small image classifier is built" in run.intended_use
    assert "It knows 3 classes." in run.limits[0]
    assert "5 by 5 pixels, prepared as those of Pets" in run.limits[1]
    assert "the test images of Pets" in run.limits[2]


def test_findings_are_computed_once() -> None:
    run = evaluation()
    first = run.per_class, run.errors, run.epochs, run.test_accuracy
    again = run.per_class, run.errors, run.epochs, run.test_accuracy
    assert all(one is other for one, other in zip(first, again, strict=True))
