"""Every metric against an implementation that is not ours: scikit-learn, SciPy, or a loop that spells it out. (Over 300 lines: each metric beside another implementation.)"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

import numpy as np
import pytest
import scipy.stats
import sklearn.metrics

from mnist_report.training import bootstrap, metrics, significance
from mnist_report.training.metrics import ClassScore, ConfusionCell, Interval

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

Case = tuple["NDArray[np.float64]", "NDArray[np.int64]"]

TERMS = {
    metrics.accuracy: metrics.hits,
    metrics.log_loss: metrics.log_losses,
    metrics.brier_score: metrics.brier_losses,
    metrics.expected_calibration_error: metrics.calibration_gaps,
}


def random_case(seed: int, classes: int, images: int = 400) -> Case:
    """Peaked probabilities, at least 1e-6, and labels that follow them about two times in three."""
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet(np.full(classes, 0.3), size=images) + 1e-6
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    noise = rng.integers(classes, size=images)
    labels = np.where(rng.random(images) < 2 / 3, probabilities.argmax(axis=1), noise)
    return probabilities, labels


def one_hot(labels: list[int], classes: int) -> NDArray[np.float64]:
    return np.eye(classes)[labels]


@pytest.fixture(params=[(seed, classes) for seed in range(4) for classes in (2, 3, 10, 47)], ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    return random_case(*request.param)


# Against scikit-learn


def test_accuracy(case: Case) -> None:
    probabilities, labels = case
    expected = sklearn.metrics.accuracy_score(labels, probabilities.argmax(axis=1))
    assert metrics.accuracy(probabilities, labels) == pytest.approx(expected, rel=1e-12)


def test_log_loss(case: Case) -> None:
    probabilities, labels = case
    expected = sklearn.metrics.log_loss(labels, probabilities, labels=np.arange(probabilities.shape[1]))
    assert metrics.log_loss(probabilities, labels) == pytest.approx(expected, rel=1e-12)


def test_brier_score(case: Case) -> None:
    probabilities, labels = case
    truth = one_hot(labels.tolist(), probabilities.shape[1])
    expected = sklearn.metrics.mean_squared_error(truth, probabilities) * probabilities.shape[1]
    assert metrics.brier_score(probabilities, labels) == pytest.approx(expected, rel=1e-12)


def test_confusion_matrix(case: Case) -> None:
    probabilities, labels = case
    classes = probabilities.shape[1]
    expected = sklearn.metrics.confusion_matrix(labels, probabilities.argmax(axis=1), labels=range(classes))
    np.testing.assert_array_equal(metrics.confusion_matrix(probabilities, labels), expected)


def test_class_scores(case: Case) -> None:
    probabilities, labels = case
    scores = metrics.class_scores(metrics.confusion_matrix(probabilities, labels))
    expected = sklearn.metrics.precision_recall_fscore_support(
        labels, probabilities.argmax(axis=1), labels=range(probabilities.shape[1]), zero_division=0.0
    )
    ours = np.array([(score.precision, score.recall, score.f1, score.support) for score in scores])
    np.testing.assert_allclose(ours, np.transpose(expected), rtol=1e-12)


# Against a loop


def naive_bins(probabilities: NDArray[np.float64], labels: NDArray[np.int64]) -> list[list[tuple[float, bool]]]:
    """(confidence, whether right) of the images of each of 15 bins, each with its upper edge."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(15)]
    for row, label in zip(probabilities.tolist(), labels.tolist(), strict=True):
        confidence = max(row)
        inside = [number for number in range(15) if number / 15 < confidence <= (number + 1) / 15]
        bins[inside[0]].append((confidence, row.index(confidence) == label))
    return bins


def test_reliability_bins(case: Case) -> None:
    bins, expected = metrics.reliability_bins(*case), naive_bins(*case)
    assert [each.count for each in bins] == [len(images) for images in expected]
    for index, (each, images) in enumerate(zip(bins, expected, strict=True)):
        assert (each.lower, each.upper) == pytest.approx((index / 15, (index + 1) / 15))
        assert each.confidence == pytest.approx(sum(c for c, _ in images) / max(len(images), 1))
        assert each.accuracy == pytest.approx(sum(right for _, right in images) / max(len(images), 1))


def test_expected_calibration_error(case: Case) -> None:
    error = 0.0
    for images in naive_bins(*case):
        if images:
            accuracy = sum(right for _, right in images) / len(images)
            confidence = sum(c for c, _ in images) / len(images)
            error += len(images) / len(case[1]) * abs(accuracy - confidence)
    assert metrics.expected_calibration_error(*case) == pytest.approx(error, rel=1e-12)
    confidence, right = case[0].max(axis=1), case[0].argmax(axis=1) == case[1]
    assert metrics.calibration_error(confidence, right) == metrics.expected_calibration_error(*case)


def test_top_confusions(case: Case) -> None:
    matrix = metrics.confusion_matrix(*case)
    size = len(matrix)
    wrong = [(-matrix[i, j], i, j) for i in range(size) for j in range(size) if i != j and matrix[i, j]]
    expected = [ConfusionCell(i, j, -count) for count, i, j in sorted(wrong)]
    assert list(metrics.top_confusions(matrix, size**2)) == expected
    assert list(metrics.top_confusions(matrix, 3)) == expected[:3]
    assert metrics.top_confusions(matrix, 0) == ()


# Against SciPy


@pytest.mark.parametrize("n", [1, 2, 17, 1000, 10000])
def test_wilson_interval(n: int) -> None:
    for successes in sorted({0, 1, n // 3, n // 2, n - 1, n}):
        expected = scipy.stats.binomtest(successes, n).proportion_ci(method="wilson")
        interval = metrics.wilson_interval(successes, n)
        assert (interval.low, interval.high) == pytest.approx((expected.low, expected.high), rel=1e-9, abs=1e-15)
        assert 0 <= interval.low <= successes / n <= interval.high <= 1


def test_wilson_interval_of_another_coverage() -> None:
    expected = scipy.stats.binomtest(40, 50).proportion_ci(confidence_level=0.99, method="wilson")
    interval = metrics.wilson_interval(40, 50, z=scipy.stats.norm.ppf(0.995))
    assert (interval.low, interval.high) == pytest.approx((expected.low, expected.high))


def test_wilson_interval_reaches_the_ends_exactly_and_knows_nothing_of_nothing() -> None:
    for n in [*range(1, 300), 1000, 1032, 9999, 10_000, 60_000]:
        assert metrics.wilson_interval(0, n).low == 0
        assert metrics.wilson_interval(n, n).high == 1
    assert metrics.wilson_interval(0, 0) == Interval(0.0, 1.0)


@pytest.mark.parametrize("statistic", TERMS, ids=lambda function: function.__name__)
def test_bootstrap_interval(statistic: Callable[..., float]) -> None:
    probabilities, labels = random_case(5, 10, images=300)
    ours = bootstrap.interval(TERMS[statistic], probabilities, labels, seed=1)
    scipys = scipy.stats.bootstrap(
        (np.arange(300),),
        lambda drawn: statistic(probabilities[drawn], labels[drawn]),
        n_resamples=1000,
        method="percentile",
        vectorized=False,
        rng=np.random.default_rng(2),
    ).confidence_interval
    # Two runs of 1000 resamples, each with ends that are off by a few percent of the width.
    assert (ours.low, ours.high) == pytest.approx((scipys.low, scipys.high), abs=(scipys.high - scipys.low) / 8)


@pytest.mark.parametrize("statistic", TERMS, ids=lambda function: function.__name__)
def test_bootstrap_resamples_the_statistic_itself(statistic: Callable[..., float]) -> None:
    probabilities, labels = random_case(6, 3, images=50)
    rng = np.random.default_rng(7)
    draws = [rng.integers(50, size=50) for _ in range(40)]
    expected = np.percentile([statistic(probabilities[drawn], labels[drawn]) for drawn in draws], [2.5, 97.5])
    interval = bootstrap.interval(TERMS[statistic], probabilities, labels, seed=7, resamples=40)
    assert (interval.low, interval.high) == pytest.approx(tuple(expected))


def test_bootstrap_interval_depends_on_the_seed_alone() -> None:
    probabilities, labels = random_case(8, 10)
    intervals = [bootstrap.interval(metrics.log_losses, probabilities, labels, seed, 50) for seed in (3, 3, 4)]
    assert intervals[0] == intervals[1] != intervals[2]


# By hand, at the edges


@pytest.mark.parametrize("statistic", TERMS, ids=lambda function: function.__name__)
def test_float32_and_uint8_give_what_float64_and_int64_give(statistic: Callable[..., float]) -> None:
    # 47 classes: the cell number of a confusion matrix passes 255.
    probabilities, labels = random_case(9, 47)
    small, small_labels = probabilities.astype(np.float32), labels.astype(np.uint8)
    assert statistic(small, small_labels) == statistic(small.astype(np.float64), labels)
    assert isinstance(statistic(small, small_labels), float)
    np.testing.assert_array_equal(
        metrics.confusion_matrix(small, small_labels), metrics.confusion_matrix(small.astype(np.float64), labels)
    )


def test_no_metric_changes_what_it_is_given() -> None:
    probabilities, labels = random_case(10, 4)
    probabilities.setflags(write=False)
    labels.setflags(write=False)
    matrix = metrics.confusion_matrix(probabilities, labels)
    matrix.setflags(write=False)
    assert [statistic(probabilities, labels) for statistic in TERMS]
    assert metrics.top_confusions(matrix, 4)


def test_perfect_predictor() -> None:
    labels = [0, 1, 2, 2]
    probabilities = one_hot(labels, 3)
    assert metrics.accuracy(probabilities, np.array(labels)) == 1
    assert metrics.log_loss(probabilities, np.array(labels)) == pytest.approx(1e-7, rel=1e-6)
    assert metrics.brier_score(probabilities, np.array(labels)) == 0
    assert metrics.expected_calibration_error(probabilities, np.array(labels)) == 0
    matrix = metrics.confusion_matrix(probabilities, np.array(labels))
    assert matrix.tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 2]]
    assert metrics.top_confusions(matrix, 10) == ()
    assert bootstrap.interval(metrics.hits, probabilities, np.array(labels), 0, 20) == Interval(1.0, 1.0)


def test_predictor_that_is_always_sure_and_wrong() -> None:
    probabilities, labels = one_hot([0, 1], 2), np.array([1, 0])
    assert metrics.accuracy(probabilities, labels) == 0
    assert metrics.log_loss(probabilities, labels) == pytest.approx(-log(1e-7))
    assert metrics.brier_score(probabilities, labels) == 2
    assert metrics.expected_calibration_error(probabilities, labels) == 1


def test_constant_predictor_is_taken_for_the_first_class() -> None:
    probabilities, labels = np.full((4, 4), 0.25), np.arange(4)
    assert metrics.predictions(probabilities).tolist() == [0, 0, 0, 0]
    assert metrics.confidences(probabilities).tolist() == [0.25] * 4
    assert metrics.accuracy(probabilities, labels) == 0.25
    assert metrics.log_loss(probabilities, labels) == pytest.approx(log(4))
    assert metrics.brier_score(probabilities, labels) == pytest.approx(0.75)
    assert metrics.expected_calibration_error(probabilities, labels) == 0


def test_tied_probabilities_go_to_the_lower_class() -> None:
    probabilities = np.array([[0.1, 0.45, 0.45], [0.4, 0.2, 0.4]])
    assert metrics.predictions(probabilities).tolist() == [1, 0]


def test_class_never_predicted_and_class_without_images() -> None:
    scores = metrics.class_scores(np.array([[3, 1, 0], [2, 0, 0], [0, 0, 0]]))
    assert scores == (ClassScore(4, 5, 3), ClassScore(2, 1, 0), ClassScore(0, 0, 0))
    assert (scores[0].precision, scores[0].recall, scores[0].f1) == pytest.approx((3 / 5, 3 / 4, 2 / 3))
    assert [(score.precision, score.recall, score.f1) for score in scores[1:]] == [(0.0, 0.0, 0.0)] * 2
    assert scores[0].precision_interval == metrics.wilson_interval(3, 5)
    assert scores[0].recall_interval == metrics.wilson_interval(3, 4)
    assert scores[2].precision_interval == scores[2].recall_interval == Interval(0.0, 1.0)


def test_one_image() -> None:
    probabilities, labels = np.array([[0.7, 0.3]]), np.array([1])
    assert metrics.accuracy(probabilities, labels) == 0
    assert metrics.log_loss(probabilities, labels) == pytest.approx(-log(0.3))
    assert metrics.brier_score(probabilities, labels) == pytest.approx(0.98)
    assert metrics.expected_calibration_error(probabilities, labels) == pytest.approx(0.7)
    interval = bootstrap.interval(metrics.brier_losses, probabilities, labels, 0, 10)
    assert (interval.low, interval.high) == pytest.approx((0.98, 0.98))


def test_a_bin_has_its_upper_edge() -> None:
    at_edges = np.array([[0.6, 0.4], [np.nextafter(0.6, 1), 0.4]])
    bins = metrics.reliability_bins(at_edges, np.array([0, 0]))
    assert [each.count for each in bins[8:10]] == [1, 1]


def test_a_confidence_that_rounding_took_over_one_is_in_the_last_bin() -> None:
    over = np.array([[np.nextafter(np.float32(1), np.float32(2)), 0]], dtype=np.float32)
    assert metrics.reliability_bins(over, np.array([0]))[-1].count == 1


# Intervals of F1, of a bin, and those to store


def test_f1_interval_is_that_of_the_jaccard_index(case: Case) -> None:
    probabilities, labels = case
    expected = sklearn.metrics.jaccard_score(
        labels, probabilities.argmax(axis=1), labels=range(probabilities.shape[1]), average=None, zero_division=0.0
    )
    for score, jaccard in zip(metrics.class_scores(metrics.confusion_matrix(*case)), expected, strict=True):
        union = score.support + score.predicted - score.correct
        ends = scipy.stats.binomtest(score.correct, union).proportion_ci(method="wilson") if union else (0.0, 1.0)
        assert score.f1 == pytest.approx(2 * jaccard / (1 + jaccard))
        assert (score.f1_interval.low, score.f1_interval.high) == pytest.approx([2 * end / (1 + end) for end in ends])
        assert score.f1_interval.low <= score.f1 <= score.f1_interval.high


def test_f1_interval_is_about_that_of_the_bootstrap() -> None:
    probabilities, labels = random_case(3, classes=4, images=4000)
    rng, predicted = np.random.default_rng(0), probabilities.argmax(axis=1)
    drawn = [rng.integers(len(labels), size=len(labels)) for _ in range(1000)]
    f1s = [sklearn.metrics.f1_score(labels[each], predicted[each], average=None) for each in drawn]
    expected = np.percentile(f1s, (2.5, 97.5), axis=0).T
    scores = metrics.class_scores(metrics.confusion_matrix(probabilities, labels))
    ours = np.array([(score.f1_interval.low, score.f1_interval.high) for score in scores])
    width = (expected[:, 1] - expected[:, 0])[:, None]
    assert np.abs((ours - expected) / width).max() < 0.15


@pytest.mark.parametrize(
    ("score", "low", "high"),
    [
        (ClassScore(support=0, predicted=0, correct=0), 0, 1),  # nothing is known of it
        (ClassScore(support=5, predicted=0, correct=0), 0, 0.606),  # never predicted
        (ClassScore(support=5, predicted=5, correct=5), 0.722, 1),  # perfect
    ],
)
def test_f1_interval_at_the_edges(score: ClassScore, low: float, high: float) -> None:
    assert (score.f1_interval.low, score.f1_interval.high) == pytest.approx((low, high), abs=1e-3)


def test_a_bin_counts_right_and_wrong(case: Case) -> None:
    for each, images in zip(metrics.reliability_bins(*case), naive_bins(*case), strict=True):
        right = sum(hit for _, hit in images)
        assert (each.right, each.wrong) == (right, len(images) - right)
        assert each.accuracy_interval == metrics.wilson_interval(right, len(images))


def test_bootstrap_intervals_are_those_of_each_statistic() -> None:
    probabilities, labels = random_case(0, classes=3)
    intervals = bootstrap.intervals(probabilities, labels, seed=5)
    assert intervals == {
        "log_loss": bootstrap.interval(metrics.log_losses, probabilities, labels, seed=5),
        "brier_score": bootstrap.interval(metrics.brier_losses, probabilities, labels, seed=5),
        "calibration_error": bootstrap.interval(metrics.calibration_gaps, probabilities, labels, seed=5),
    }
    assert intervals == bootstrap.intervals(probabilities, labels, seed=5)
    assert intervals != bootstrap.intervals(probabilities, labels, seed=6)


def test_the_named_methods_are_those_used() -> None:
    assert pytest.approx(scipy.stats.norm.ppf(0.975)) == metrics.Z_95
    assert str(bootstrap.RESAMPLES) in bootstrap.METHOD
    assert all("95 %" in method for method in (metrics.WILSON, metrics.WILSON_JACCARD, bootstrap.METHOD))


# Networks that answered the same images


def naive_q(hits: NDArray[np.bool_]) -> float:
    """(k - 1) times the spread of the networks' totals over the images on which they differ, one image at a time."""
    networks = len(hits)
    mean = hits.sum() / networks
    numerator = sum((int(row.sum()) - mean) ** 2 for row in hits)
    each_image = [int(column.sum()) / networks for column in hits.T]
    return float(networks * (networks - 1) * numerator / sum(networks**2 * p * (1 - p) for p in each_image))


@pytest.mark.parametrize("networks", [2, 3, 10])
@pytest.mark.parametrize("seed", range(4))
def test_cochran_q(networks: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    hits = rng.random((networks, 500)) < rng.random(500)
    test = significance.cochran_q(hits)
    assert test.statistic == pytest.approx(naive_q(hits))
    assert test.degrees == networks - 1
    assert test.p == pytest.approx(scipy.stats.chi2.sf(test.statistic, networks - 1))
    assert test == significance.cochran_q(hits.astype(np.uint8)) == significance.cochran_q(hits.astype(float))


def test_cochran_q_of_two_networks_is_mcnemars_chi_square() -> None:
    only_one, only_other = 30, 12
    hits = np.array([[1] * 50 + [1] * only_one + [0] * only_other + [0] * 8, [1] * 50 + [0] * only_one + [1] * only_other + [0] * 8])
    assert significance.cochran_q(hits).statistic == pytest.approx((only_one - only_other) ** 2 / (only_one + only_other))


@pytest.mark.parametrize("networks", [2, 5])
def test_the_deviation_by_chance_is_what_networks_alike_in_skill_have(networks: int) -> None:
    """On each image the hits are dealt anew to the networks; the variances of many such deals have this mean."""
    rng = np.random.default_rng(3)
    hits = rng.random((networks, 60)) < rng.random(60)
    deals = [rng.permuted(hits, axis=0).mean(axis=1).var(ddof=1) for _ in range(4000)]
    assert significance.chance_deviation(hits) == pytest.approx(np.mean(deals) ** 0.5, rel=0.05)
    seen = hits.mean(axis=1).var(ddof=1)
    expected_q = (networks - 1) * seen / significance.chance_deviation(hits) ** 2
    assert significance.cochran_q(hits).statistic == pytest.approx(expected_q)


def test_cochran_q_where_all_agree_or_are_equally_often_right() -> None:
    assert significance.cochran_q(np.array([[1, 0, 1]] * 3)) == significance.CochranTest(0, 2, 1)
    assert significance.cochran_q(np.eye(3, dtype=bool)) == significance.CochranTest(0, 2, 1)


@pytest.mark.parametrize("degrees", [1, 2, 3, 8, 9, 46])
@pytest.mark.parametrize("statistic", [0, 1e-9, 0.5, 3.84, 9, 34.1, 200, 1e4])
def test_chi_square_tail(statistic: float, degrees: int) -> None:
    expected = scipy.stats.chi2.sf(statistic, degrees)
    assert significance.chi_square_tail(statistic, degrees) == pytest.approx(expected, rel=1e-10, abs=1e-300)


@pytest.mark.parametrize(("only_old", "only_new"), [(0, 5), (5, 0), (1, 1), (3, 9), (98, 172), (0, 1), (250, 250), (4000, 3800), (0, 10_000)])
def test_mcnemar(only_old: int, only_new: int) -> None:
    expected = scipy.stats.binomtest(only_old, only_old + only_new).pvalue
    assert significance.mcnemar(only_old, only_new) == pytest.approx(expected, rel=1e-9, abs=1e-300)
    assert significance.mcnemar(only_old, only_new) == significance.mcnemar(only_new, only_old) <= 1


def test_mcnemar_of_networks_that_never_differ() -> None:
    assert significance.mcnemar(0, 0) == 1
