"""The pictures of what networks read of moved images, by their artists."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_report.figures.shifts import accuracy_by_shift, image_at_every_place, moved_image
from mnist_report.training.shifts import moved
from tests.support.drawing import LABELS, SHIFTS, draw, images, lookup, make_run, require_room, texts, titles
from tests.support.shifts import PLAIN, some_shifts


def test_each_network_has_a_mark_at_each_distance_and_a_line_joins_the_means():
    axes, = draw(accuracy_by_shift(SHIFTS)).axes
    lines = [line for line in axes.lines if line.get_linestyle() != "None"]
    assert [line.get_ydata()[-1] for line in lines] == pytest.approx([np.mean([row[-1] for row in PLAIN]), 0.89, 0.475])
    marks = [line.get_ydata().tolist() for line in axes.lines if line.get_linestyle() == "None"]
    assert marks[: len(PLAIN)] == [list(row) for row in PLAIN]
    assert len(marks) == len(PLAIN) + 4
    assert "none" not in {line.get_markerfacecolor() for line in axes.lines}, "hollow is what does not differ clearly"
    assert len({(line.get_color(), line.get_linestyle()) for line in lines}) == 3


def test_each_line_is_named_at_its_end():
    picture = draw(accuracy_by_shift(SHIFTS))
    assert texts(picture.axes[0]) == {"as in the course", "moved in training", "with convolutions"}
    require_room(picture)


def test_the_caption_counts_what_is_lost_and_the_table_has_every_network():
    figure = accuracy_by_shift(SHIFTS)
    assert "Test accuracy of 12 networks" in figure.caption
    assert "At 2 pixels the edge cuts something off 20 images: 0.20\xa0% of all that is bright" in figure.caption
    assert "Clearly apart from the course's at the right end: moved in training and with convolutions." in figure.caption
    assert len(figure.table.rows) == 12 * 3
    assert figure.table.rows[0] == ("as in the course", 0, 1, 0.97)
    assert "moved in training 96.5\xa0%, 95.5\xa0% and 89.0\xa0%;" in figure.description
    assert figure.alt.startswith("Test accuracy by shift") and "moved in training" in figure.alt and "89.0\xa0%" in figure.alt


def test_what_is_not_clear_is_not_called_so():
    few = accuracy_by_shift(some_shifts(PLAIN[:2]))
    one = accuracy_by_shift(some_shifts(convolutional=((0.9, 0.8, 0.36), (0.9, 0.8, 0.7))))
    assert "at the right end: none." in few.caption
    assert "at the right end: moved in training." in one.caption


def test_one_image_goes_the_way_on_which_the_network_of_the_course_is_wrong_most_often():
    run, shifts = make_run(), some_shifts(label=LABELS[5])
    figure = moved_image(run, shifts)
    image = run.dataset.x_test[run.example] / 255
    shown = images(draw(figure))
    assert [one.tolist() for one in shown] == [moved(image[None], -step, -step)[0].tolist() for step in range(3)]
    assert "moved to the left and up by up to 2 pixels" in figure.caption
    assert lookup(figure.table.rows, 2) == ["2", "1", "1", "2", "2", "2", "2", "2", "2"]


def test_a_wrong_answer_has_a_cross_and_another_colour():
    picture = draw(moved_image(make_run(), some_shifts(label=2)))
    answers = [text for text in picture.axes[0].texts if text.get_weight() == "bold"]
    assert [text.get_text() for text in answers].count("1 ✗") == 2
    assert {text.get_color() for text in answers if "✗" in text.get_text()} == {"wrong"}
    assert {text.get_color() for text in answers if "✗" not in text.get_text()} == {"right"}


def test_every_place_is_a_cell_tinted_where_it_is_wrong():
    figure = image_at_every_place(make_run(), some_shifts(label=2))
    picture = draw(figure)
    assert titles(picture) == ["as in the course", "moved in training", "with convolutions"]
    first, second, third = images(picture)
    assert np.array_equal(second, third)
    tinted = (first != second).any(axis=-1)
    assert tinted[:2, :2].all() and tinted.sum() == 4
    assert [text.get_text() for text in picture.axes[0].texts[:3]] == ["1", "1", "2"]
    assert "It is right at 21 (as in the course), 25 (moved in training) and 25 (with convolutions) of them" in figure.caption
    assert figure.table.rows[0] == ("as in the course", -2, "1", "1", "2", "2", "2")
    assert figure.table.columns[2] == "Answer at −2 to the right"


def test_long_names_are_not_written_into_cells():
    run = make_run(names=("a long name", "another", "a third"))
    assert not draw(image_at_every_place(run, some_shifts(label=2))).axes[0].texts
