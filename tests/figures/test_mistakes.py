"""The figures of the mistakes beyond the lesson's own, by their artists."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from mnist_report.figures.confusion import frequent_confusions
from mnist_report.figures.grids import labelled, row_of
from mnist_report.figures.mistakes import confident_mistakes
from mnist_report.figures.neighbours import mistakes_of_the_data
from mnist_report.figures.rendering import drawn
from mnist_report.training.run import Vocabulary
from tests.support.drawing import LONG_NAMES, UNUSUAL, draw, images, lookup, make_run

FIGURES = [confident_mistakes, frequent_confusions, mistakes_of_the_data]


def make_set(labels, predicted, confidence, names=("0", "1", "2")):
    """A run on one test image for each label, taken for `predicted` with that confidence."""
    random, n, k = np.random.default_rng(1), len(labels), len(names)
    probabilities = np.tile(((1 - np.array(confidence)) / (k - 1))[:, None], k).astype(np.float32)
    probabilities[np.arange(n), predicted] = confidence
    dataset = SimpleNamespace(
        x_train=random.integers(0, 256, (40, 4, 4), dtype=np.uint8),
        y_train=np.arange(40, dtype=np.uint8) % k,
        x_test=random.integers(0, 256, (n, 4, 4), dtype=np.uint8),
        y_test=np.array(labels, np.uint8),
    )
    return SimpleNamespace(class_names=names, labels=dataset.y_test, probabilities=probabilities, dataset=dataset,
                           examples=5, words=Vocabulary())


def written(picture):
    """The texts of the one pair of axes, from top to bottom and left to right."""
    axes, = picture.axes
    return [text.get_text() for text in sorted(axes.texts, key=lambda text: text.get_position()[::-1])]


@pytest.mark.parametrize("make", FIGURES)
def test_a_network_without_fault_has_nothing_to_show(make):
    figure = make(UNUSUAL["no error"])
    assert figure.table.columns[:4] == ("Index in the test set", "True label", "Predicted label", "Confidence")
    assert figure.table.rows == ()
    assert figure.caption == figure.alt == figure.description
    picture = draw(figure)
    assert not picture.axes
    assert len(picture.texts) == 1


@pytest.mark.parametrize("make", FIGURES)
def test_each_image_has_a_row_in_the_order_of_the_picture(make):
    run = make_twins()
    figure = make(run)
    indices = lookup(figure.table.rows, 0)
    assert figure.table.columns[:4] == ("Index in the test set", "True label", "Predicted label", "Confidence")
    assert indices
    assert np.array_equal(images(draw(figure)), run.dataset.x_test[indices] / 255)
    assert all(row[:4] == row_of(run, row[0]) for row in figure.table.rows)


# confident_mistakes


def test_confident_mistakes_come_the_surest_first():
    run = make_set([0] * 14, [1] * 12 + [0, 0], [*np.linspace(0.5, 0.94, 12), 0.99, 0.4])
    figure = confident_mistakes(run)
    assert lookup(figure.table.rows, 0) == [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]
    assert "The 10 mistakes of which the network is surest, out of 12, each" in figure.caption
    assert written(draw(figure))[0] == "Pred: 1, Truth: 0\n94.0\xa0%"


@pytest.mark.parametrize(
    ("mistakes", "which"),
    [(1, "The only mistake of the network, each"), (10, "All 10 mistakes of the network, the surest first, each"),
     (11, "The 10 mistakes of which the network is surest, out of 11, each")],
)
def test_the_caption_says_whether_there_are_more_mistakes(mistakes, which):
    assert confident_mistakes(make_set([0] * mistakes, [1] * mistakes, [0.9] * mistakes)).caption.startswith(which)


@pytest.mark.parametrize(
    ("predicted", "which"),
    [([1, 1], "The only confusion and"), ([1, 2], "The 2 confusions and"), ([1, 2, 3, 4, 5, 6], "The 5 most frequent confusions and")],
)
def test_the_caption_says_whether_there_are_more_confusions(predicted, which):
    run = make_set([0] * len(predicted), predicted, [0.9] * len(predicted), names=tuple("0123456"))
    assert frequent_confusions(run).caption.startswith(which)


def test_equally_confident_mistakes_come_in_test_order():
    assert lookup(confident_mistakes(make_run(wrong=(6, 2, 5))).table.rows, 0) == [2, 5, 6]


def test_long_names_stand_one_below_the_other():
    assert labelled((3, "Ankle boot", "Sneaker", 0.9), "90 %") == "Pred: Sneaker\nTruth: Ankle boot\n90 %"
    assert labelled((3, "4", "9", 0.9), "90 %") == "Pred: 9, Truth: 4\n90 %"


# frequent_confusions


def test_frequent_confusions_has_a_row_for_each_pair_with_its_count():
    labels, predicted = [0] * 6 + [1] * 2 + [2] * 4, [1] * 6 + [2] * 2 + [0, 0, 0, 2]
    figure = frequent_confusions(make_set(labels, predicted, [0.8] * 12))
    assert written(draw(figure)) == ["0 taken for 1 (6 times)", "2 taken for 0 (3 times)", "1 taken for 2 (2 times)"]
    assert lookup(figure.table.rows, 0) == [0, 1, 2, 3, 8, 9, 10, 6, 7]
    assert "0 taken for 1, test images 0, 1, 2 and 3; 2 taken for 0, test images 8, 9 and 10" in figure.description


def test_frequent_confusions_shows_no_more_than_five_pairs():
    names = tuple("012345678")
    figure = frequent_confusions(make_set(range(8), range(1, 9), [0.8] * 8, names))
    assert written(draw(figure))[-1] == "4 taken for 5 (1 time)"
    assert len(figure.table.rows) == 5


def test_the_label_of_a_row_never_runs_into_its_images():
    with drawn(frequent_confusions(make_run(names=LONG_NAMES)), "light") as picture:
        axes, = picture.axes
        left = min(image.get_extent()[0] for image in axes.images)
        for text in axes.texts:
            end = text.get_window_extent(picture.canvas.get_renderer()).x1
            assert axes.transData.inverted().transform((end, 0))[0] < left


# mistakes_of_the_data


def make_twins():
    """The first training images, of class 1, look all but like test images of class 0 that are taken for 1."""
    run = make_set([0] * 5, [1, 1, 1, 2, 0], [0.99, 0.97, 0.8, 0.99, 0.99])
    run.dataset.x_train[:20] = run.dataset.x_test[0] ^ 1
    run.dataset.x_test[1] = run.dataset.x_test[2] = run.dataset.x_test[3] = run.dataset.x_test[0]
    run.dataset.y_train[:20] = 1
    return run


def test_a_mistake_follows_the_data_where_true_label_and_neighbours_both_speak_for_it():
    """Of the five images the third has too likely a true label, the fourth other neighbours, the fifth is right."""
    figure = mistakes_of_the_data(make_twins())
    assert figure.table.columns[-1] == "Neighbours with the predicted label"
    assert lookup(figure.table.rows, 0) == [0, 1]
    assert lookup(figure.table.rows, 4) == [10, 10]
    assert written(draw(figure)) == ["Pred: 1, Truth: 0\n10 of 10"] * 2
    assert figure.description.startswith("2 mistakes of the network follow the data in this sense:")


def test_the_neighbours_are_the_nearest_of_all():
    run = make_set([0] * 30, [1] * 30, np.linspace(0.95, 0.99, 30))
    run.dataset.y_train[:] = np.random.default_rng(3).choice([0, 1], 40, p=[0.3, 0.7])
    known, asked = (array.reshape(len(array), -1).astype(float) for array in (run.dataset.x_train, run.dataset.x_test))
    distances = np.linalg.norm(known[None] - asked[:, None], axis=2)
    votes = (run.dataset.y_train[distances.argsort(axis=1)[:, :10]] == 1).sum(axis=1)
    order = sorted((index for index in range(30) if votes[index] > 5), key=lambda index: (-votes[index], -index))
    figure = mistakes_of_the_data(run)
    assert [(row[0], row[4]) for row in figure.table.rows] == [(index, votes[index]) for index in order[:10]]


@pytest.mark.parametrize("place", [0, 249_995, 300_000])
def test_the_neighbours_are_sought_among_all_training_images_however_they_are_divided(place):
    """The nearest stand at the beginning, where the first block of 250,000 ends, or at the end of all."""
    run = make_twins()
    far = np.random.default_rng(2).integers(0, 2, (300_000, 4, 4), dtype=np.uint8)
    run.dataset.x_train = np.concatenate([far[:place], run.dataset.x_train[:10], far[place:]])
    run.dataset.y_train = np.zeros(300_010, np.uint8)
    run.dataset.y_train[place : place + 10] = 1
    whole = mistakes_of_the_data(run)
    assert lookup(whole.table.rows, 4) == [10, 10]
    assert "of the 10 nearest of 300,010 training images" in whole.caption
    assert "of all 300,010, carry the predicted label" in whole.description


@pytest.mark.parametrize(("votes", "counts"), [(5, False), (6, True)])
def test_half_of_the_neighbours_is_not_most_of_them(votes, counts):
    run = make_twins()
    run.dataset.y_train[:20] = 0
    run.dataset.y_train[:votes] = 1
    run.dataset.x_train[10:] = 255 - run.dataset.x_test[0]
    figure = mistakes_of_the_data(run)
    assert bool(figure.table.rows) == counts


def test_of_equally_near_images_the_first_are_the_neighbours():
    """Twenty are equally near: the first ten say 1, the others 0."""
    run = make_twins()
    run.dataset.y_train[10:20] = 0
    assert lookup(mistakes_of_the_data(run).table.rows, 4) == [10, 10]
    run.dataset.y_train[:20] = run.dataset.y_train[:20][::-1].copy()
    assert not mistakes_of_the_data(run).table.rows


def test_a_right_answer_is_no_mistake_however_unlikely_it_was():
    """Of 47 classes the likeliest may have less than 5 %."""
    run = make_set([1] * 3, [1] * 3, [0.03] * 3, names=tuple(map(str, range(47))))
    run.dataset.y_train[:] = 1
    assert not mistakes_of_the_data(run).table.rows


def test_fewer_training_images_than_neighbours_are_enough():
    run = make_twins()
    run.dataset.x_train, run.dataset.y_train = run.dataset.x_train[:3], run.dataset.y_train[:3]
    assert written(draw(mistakes_of_the_data(run))) == ["Pred: 1, Truth: 0\n3 of 3"] * 2


def test_it_claims_nothing_about_people():
    assert mistakes_of_the_data(make_twins()).caption.startswith(
        "Images whose nearest training images also carry the wrong label"
    )
