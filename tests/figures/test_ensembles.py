"""The pictures of what networks answer together, by their artists."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from mnist_report.core.filters import spelled
from mnist_report.figures.agreement import agreement, images_that_no_network_reads
from mnist_report.figures.ensembles import ensemble_accuracy, ensemble_confidence, ways_to_join
from mnist_report.training.metrics import wilson_interval
from tests.support.drawing import LABELS, draw, images, make_run, texts
from tests.support.sentences import RULES, hits
from tests.support.together import ensembles_of

TRUTH = LABELS.tolist()
APART = [[1, 1, 2, 0, 1, 2, 0, 1], [0, 2, 2, 0, 1, 2, 0, 1], [0, 1, 2, 2, 1, 2, 0, 1]]
"""Three networks, each of which misreads another image of eight."""
ALIKE = [[1, 1, 2, 0, 1, 2, 0, 1]] * 2
"""Two that misread the same one."""


def test_every_ensemble_is_a_dot_at_its_accuracy():
    found = ensembles_of(APART, TRUTH)
    axes, = draw(ensemble_accuracy(found)).axes
    best, *columns, means = axes.lines
    dots = [(column.get_xdata(), column.get_ydata()) for column in columns]
    assert [len(across) for across, _ in dots] == [3, 3, 1]
    for networks, (across, up) in enumerate(dots, start=1):
        assert across.mean() == pytest.approx(networks)
        assert len(set(across.tolist())) == len(across)  # of equal accuracy, and so side by side
        assert up.tolist() == [{1: 7 / 8, 2: 1.0, 3: 1.0}[networks]] * len(up)
    assert set(best.get_ydata()) == {7 / 8}
    assert means.get_ydata().tolist() == [7 / 8, 1, 1]


def test_dots_of_equal_accuracy_keep_to_their_column():
    found = ensembles_of([TRUTH] * 8, TRUTH)
    axes, = draw(ensemble_accuracy(found)).axes
    assert all(abs(x - round(x)) < 0.45 for line in axes.lines[1:] for x in line.get_xdata())
    assert len(axes.lines[4].get_xdata()) == 70


def test_the_texts_name_the_ends_and_the_table_has_a_row_for_each_size():
    figure = ensemble_accuracy(ensembles_of(APART, TRUTH))
    assert figure.alt == "Columns of dots: test accuracy 87.50\xa0% for a single network, 100.00\xa0% for 3 together."
    assert "each of the 7 ensembles that can be made of three networks" in figure.caption
    assert figure.table.rows == ((1, 3, 0.875, 0.875, 0.875), (2, 3, 1, 1, 1), (3, 1, 1, 1, 1))


def test_a_single_network_is_not_called_an_ensemble():
    figure = ensemble_accuracy(ensembles_of(APART[:1], TRUTH))
    assert figure.caption == "One network, with a test accuracy of 87.50\xa0%; there is no other to join it with."
    assert len(draw(figure).axes[0].lines) == 3


def test_confidence_and_accuracy_are_means_over_the_ensembles_of_a_size():
    found = ensembles_of(APART, TRUTH, sure=0.7)
    shares, losses = draw(ensemble_confidence(found)).axes
    accuracy, confidence = shares.lines
    assert accuracy.get_ydata().tolist() == [7 / 8, 1, 1]
    pair = (6 * 0.7 + 2 * (0.7 + 0.15) / 2) / 8
    assert confidence.get_ydata()[:2] == pytest.approx([0.7, pair])
    assert [text.get_text() for text in shares.texts] == ["Accuracy", "Confidence"]
    assert losses.lines[0].get_ydata() == pytest.approx([size.loss for size in found.sizes])
    band = losses.collections[0].get_paths()[0].vertices
    assert band[:, 1].max() == pytest.approx(max(found.sizes[0].losses))


def test_the_texts_say_how_sure_one_and_all_are():
    figure = ensemble_confidence(ensembles_of(APART, TRUTH, sure=0.7))
    assert "One network is 70.00\xa0% sure on average, and right in 87.50\xa0%. Three together are " in figure.caption
    assert figure.table.rows[0][:3] == (1, 0.875, 0.7)
    alone = ensemble_confidence(ensembles_of(APART[:1], TRUTH))
    assert "together are" not in alone.caption


def test_each_way_to_join_has_a_bar_with_its_numbers():
    found = ensembles_of(APART, TRUTH)
    figure = ways_to_join(found)
    axes, = draw(figure).axes
    assert [bar.get_width() for bar in axes.patches] == [row[1] for row in figure.table.rows]
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == ["Best single network", "Mean of the probabilities", "Mean of the scores", "Vote", "Mean of the weights of two",
                     "Mean of the weights of all"]
    assert figure.table.rows[0][1] == 7 / 8
    assert "100.00\xa0%" in texts(axes)  # the vote, without a loss
    assert len([text for text in texts(axes) if ", loss 0." in text or ", loss 1." in text or ", loss 2." in text]) == 5
    assert len(draw(ways_to_join(ensembles_of(ALIKE, TRUTH))).axes[0].patches) == 5


def test_agreement_has_a_row_for_each_number_of_networks_that_agree():
    found = ensembles_of([*APART, [0, 1, 2, 0, 1, 2, 0, 2]], TRUTH)
    figure = agreement(found)
    axes, = draw(figure).axes
    assert figure.table.rows == ((4, 4, 4, 1), (3, 4, 4, 1))
    assert [line.get_xdata().tolist() for line in axes.lines] == [[1], [1]]
    interval = wilson_interval(4, 4)
    assert axes.collections[0].get_segments()[0].tolist() == [[interval.low, 0], [interval.high, 0]]
    assert texts(axes) == {"4 of 4"}
    assert [label.get_text() for label in axes.get_yticklabels()] == ["4", "3"]
    assert figure.caption.endswith("Where four agree, it is right on 4 of 4 images (100.0\xa0%). Where three agree, it is right on 4 of 4 "
                                   "images (100.0\xa0%).")


@pytest.mark.parametrize(("answers", "said"), [
    ([[0], [1]], "Where no two agree, it is right on the only such image."),
    ([[1], [1]], "Where two agree, it is wrong on the only such image."),
    ([[0]], "Where one answers, it is right on the only such image."),
])
def test_a_single_image_is_spoken_of_as_one(answers, said):
    assert agreement(ensembles_of(answers, [0])).caption.endswith(said)


def unread(answers, **changes):
    run = make_run()
    vars(run).update(changes)
    return images_that_no_network_reads(run, ensembles_of(answers, TRUTH)), run


def test_images_that_no_network_reads_are_shown_those_first_on_which_most_agree():
    figure, run = unread([[1, 2, 2, 0, 1, 2, 0, 1], [2, 2, 2, 0, 1, 2, 0, 1], [2, 2, 2, 0, 1, 2, 0, 1]])
    picture = draw(figure)
    assert np.array_equal(images(picture), run.dataset.x_test[[1, 0]] / 255)
    assert [text.get_text() for text in picture.axes[0].texts] == ["Pred: 2, Truth: 1\n3 of 3", "Pred: 2, Truth: 0\n2 of 3"]
    assert figure.table.rows == ((1, "1", "2", 3, "three say 2"), (0, "0", "2", 2, "two say 2 and one says 1"))
    assert figure.caption.startswith("2 test images that no network reads right. On 1 of them all give the same answer.")
    assert "Test image 0 is 0: two say 2 and one says 1." in figure.description


def test_twenty_images_are_shown_at_most():
    labels = [0] * 30
    run = SimpleNamespace(class_names=("a", "b", "c"), labels=np.array(labels), words=make_run().words,
                          dataset=SimpleNamespace(x_test=np.zeros((30, 4, 4), np.uint8)))
    figure = images_that_no_network_reads(run, ensembles_of([[1] * 30, [1] * 25 + [2] * 5], labels))
    assert len(images(draw(figure))) == len(figure.table.rows) == 20
    assert "The first 20, those on which most agree" in figure.caption


def test_where_each_image_is_read_by_some_network_that_is_said():
    figure, _ = unread(APART)
    assert figure.caption == "Each test image is read right by a network at least."
    assert not images(draw(figure))


@pytest.mark.parametrize("answers", [APART, APART[:1], APART[:2], ALIKE, [[1] * 8, [2] * 8], [TRUTH] * 4, [[1, 2, 0, 1, 2, 0, 1, 2]] * 10])
def test_no_text_is_awkward_however_many_networks_there_are(answers):
    found = ensembles_of(answers, TRUTH)
    figures = [ensemble_accuracy(found), ensemble_confidence(found), ways_to_join(found), agreement(found),
               images_that_no_network_reads(make_run(), found)]
    pages = {figure.name: [figure.caption, figure.alt, figure.description] for figure in figures}
    assert [place for pattern in RULES.values() for place, _ in hits(pages, pattern)] == []
    counted = r"(?i)\b(\d+|two|three|four|five|six|seven|eight|nine|ten) networks\b"
    assert {hit[1].lower() for _, hit in hits(pages, counted)} <= {str(len(answers)), spelled(len(answers))}
