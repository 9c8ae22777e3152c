"""The figures of shared mistakes, of the hardest class, and of one image as all read it, by their artists."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from matplotlib.colors import to_hex

from mnist_report.figures import legibility
from mnist_report.figures.hardest import recall_by_network
from mnist_report.figures.readings import one_image_read_by_all
from mnist_report.figures.rendering import drawn
from mnist_report.figures.shared import mistakes_by_network, shared_and_own_mistakes
from mnist_report.training.run import Spread
from tests.support.drawing import LABELS, draw, images, make_run, texts

FOUR = (mistakes_by_network, shared_and_own_mistakes, recall_by_network, one_image_read_by_all)

ANSWERS = np.tile(LABELS, (3, 1))  # 0 1 2 0 1 2 0 1
ANSWERS[:, 2] = 1, 1, 0  # all are wrong
ANSWERS[0, 3] = 1  # the first alone is
ANSWERS[2, 4] = 2  # the last alone is
ANSWERS[:2, 7] = 0, 0  # two are
CONFIDENCES = np.full((3, 8), 0.9, np.float32)
CONFIDENCES[:, 7] = 0.4, 0.5, 0.6


def spread(seeds=(8, 7, 5), answers=ANSWERS, confidences=CONFIDENCES):
    """Three networks, of which the site's, seed 8, misreads the images 2, 3 and 7."""
    count = len(seeds)
    return Spread(seeds, (0.5,) * count, (1.0,) * count, (1,) * count, answers[:count], confidences[:count])


def many(count):
    """As many networks, with the answers of three in turn."""
    return spread(tuple(range(count)), np.resize(ANSWERS, (count, 8)), np.resize(CONFIDENCES, (count, 8)))


def widths(axes, rows):
    """The lengths of the parts of each bar, by its row."""
    return [[bar.get_width() for part in axes.containers for bar in [part[row]]] for row in range(rows)]


# mistakes_by_network


def test_each_bar_has_the_parts_of_its_row():
    figure = mistakes_by_network(make_run(), spread())
    axes, = draw(figure).axes
    assert figure.table.rows == (("5", 2, 1, 0, 1), ("7", 2, 1, 1, 0), ("8", 3, 1, 1, 1), ("vote of all", 2, 1, 1, 0))
    assert widths(axes, 4) == [list(row[2:]) for row in figure.table.rows]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["5", "7", "◆ 8", "vote of all"]
    assert Counter(text.get_text() for text in axes.texts) == Counter(["2", "2", "3", "2", "1", "1"])


def test_the_parts_of_a_bar_are_told_apart_without_colour():
    axes, = draw(mistakes_by_network(make_run(), spread())).axes
    looks = {(part[0].get_hatch(), to_hex(part[0].get_facecolor(), keep_alpha=True)[-2:]) for part in axes.containers}
    assert looks == {("", "ff"), ("////", "00"), ("", "00")}
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["by all", "by several", "by one network alone"]


def test_it_says_what_the_vote_misreads():
    figure = mistakes_by_network(make_run(), spread())
    assert figure.alt == "Bars of misread test images: 2 to 3 for each of 3 networks, 2 for their vote; all misread 1."
    assert "seed 8, misreads 3: besides those that all misread, 1 with some of the others and 1 alone." in figure.description


# shared_and_own_mistakes


def test_a_line_of_images_for_shared_and_one_for_own_mistakes():
    run = make_run()
    figure = shared_and_own_mistakes(run, spread())
    picture = draw(figure)
    assert np.array_equal(images(picture), run.dataset.x_test[[2, 3]] / 255)
    assert texts(picture.axes[0]) == {"All 3 networks misread 1 image:", "Pred: 1, 0\nTruth: 2",
                                      "The network of this site alone misreads 1 image:", "Pred: 1, Truth: 0"}
    assert figure.table.rows == ((2, "2", "two say 1 and one says 0", "All 3 networks misread 1 image"),
                                 (3, "0", "two say 0 and one says 1", "The network of this site alone misreads 1 image"))


def test_a_group_without_images_says_so():
    agreed = spread(answers=np.tile(ANSWERS[1], (3, 1)))
    picture = draw(shared_and_own_mistakes(make_run(), agreed))
    assert "The network of this site alone misreads 0 images." in texts(picture.axes[0])
    assert len(images(picture)) == 2


def test_two_networks_are_both():
    assert shared_and_own_mistakes(make_run(), spread(seeds=(8, 7))).caption.startswith("Both networks misread 2 images.")


def test_at_most_five_of_each_are_shown():
    answers = np.tile((LABELS + 1) % 3, (2, 1))
    assert len(images(draw(shared_and_own_mistakes(make_run(), spread((8, 7), answers))))) == 5


# recall_by_network


def test_each_cell_has_its_recall_and_each_row_a_frame():
    figure = recall_by_network(make_run(), spread())
    axes, = draw(figure).axes
    assert figure.table.columns == ("Seed", "0", "1", "2")
    names, *columns = zip(*figure.table.rows, strict=True)
    assert names == ("5", "7", "8", "mean")
    assert [list(column) for column in columns] == [pytest.approx([1, 1, 2 / 3, 8 / 9]), pytest.approx([2 / 3] * 4), [0.5] * 4]
    written = {tuple(map(int, text.get_position()[::-1])): text.get_text() for text in axes.texts}
    assert written == {place: f"{100 * recall:.1f}" for place, recall in np.ndenumerate(np.array(columns).T)}
    framed = [(patch.get_x() + 0.5, patch.get_y() + 0.5) for patch in axes.patches]
    assert framed == [(2, 0), (2, 1), (2, 2), (2, 3)]
    assert [text.get_position() for text in axes.texts if text.get_weight() == "bold"] == framed


def test_the_hardest_are_named_by_seed():
    answers = ANSWERS.copy()
    answers[0, [0, 3, 6]] = 1
    figure = recall_by_network(make_run(), spread(answers=answers))
    assert figure.alt == "Grid of recall, 3 networks by 3 digits. Hardest digit of each, by seed: 2, 2 and 0."
    assert "The hardest digit is 2 for seed 5, 2 for seed 7 and 0 for seed 8. On average it is 2, with 50.0\xa0%" in figure.description


def test_a_class_without_test_images_has_no_column():
    run = make_run(names=("0", "1", "2", "3"))
    assert recall_by_network(run, spread()).table.columns == ("Seed", "0", "1", "2")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_recall_can_be_read_on_its_cell(theme):
    with drawn(recall_by_network(make_run(), spread()), theme) as picture:
        cells = picture.axes[0].collections[0]
        colours = cells.to_rgba(cells.get_array())
        for text in picture.axes[0].texts:
            column, row = map(int, text.get_position())
            assert legibility.contrast(text.get_color(), tuple(colours[row, column])) >= 4.5


# one_image_read_by_all


def test_it_shows_the_least_sure_mistake_of_the_site_with_all_answers():
    run = make_run()
    figure = one_image_read_by_all(run, spread())
    image, bars = draw(figure).axes
    assert np.array_equal(image.images[0].get_array(), run.dataset.x_test[7] / 255)
    assert figure.table.rows == tuple((seed, answer, pytest.approx(sure)) for seed, answer, sure in
                                      [(5, "1", 0.6), (7, "0", 0.5), (8, "0", 0.4)])
    assert [patch.get_width() for patch in bars.patches] == pytest.approx([0.6, 0.5, 0.4])
    assert [text.get_text() for text in bars.texts] == ["1 with 60\xa0%", "0 with 50\xa0%", "0 with 40\xa0%"]
    assert [patch.get_facecolor()[3] for patch in bars.patches] == [1, 0, 0]  # hollow where it is wrong
    assert figure.alt == "Test image 7, true label 1, as 3 networks read it: 1, 0 and 0."
    assert "1 of 3 name the true label, 1." in figure.description


def test_without_a_mistake_it_shows_the_least_sure_answer():
    figure = one_image_read_by_all(make_run(), spread(answers=np.tile(LABELS, (3, 1))))
    assert "It is the answer of which the network of this site" in figure.caption
    assert figure.alt.startswith("Test image 7")


# All four


@pytest.mark.parametrize("figure", FOUR)
@pytest.mark.parametrize("count", [1, 2, 30, 1000])
def test_any_number_of_networks_can_be_drawn(figure, count):
    made = figure(make_run(), many(count))
    assert draw(made).get_figheight() <= 8
    assert ("10 networks" in made.caption) is False


@pytest.mark.parametrize("figure", FOUR)
def test_one_network_is_not_several(figure):
    made = figure(make_run(), many(1))
    said = f"{made.caption} {made.alt} {made.description}"
    assert not [word for word in ("1 networks", "as one network read it", "All 1") if word in said]
