"""The learning curve, by its artists."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from mnist_report.figures.amounts import images_and_mistakes
from tests.support.drawing import draw
from tests.support.experiments import a_trial, an_experiment

RUN = SimpleNamespace(train_size=2000, recipe=SimpleNamespace(validation_split=0.2))


def figure(course=(0.98, 0.96), few=(0.5, 0.6), longer=(0.7, 0.8), middle=(0.88, 0.92)):
    """Of all 1,600 images, of 100 and of 400; given out of order."""
    full = a_trial(*course, losses=[0.1] * len(course))
    return images_and_mistakes(
        RUN, an_experiment("data", a_trial(0.8, 0.85, train_images=400), full, a_trial(*few, train_images=100)),
        an_experiment("data_at_equal_steps", full, a_trial(*longer, train_images=100), a_trial(*middle, train_images=400)))


def points(axes, marker):
    return [pytest.approx(xy) for line in axes.lines if line.get_marker() == marker for xy in line.get_xydata().tolist()]


def test_every_training_is_a_point_that_tells_how_long_it_was_trained():
    axes, = draw(figure()).axes
    assert points(axes, "o") == [[100, 0.3], [100, 0.2], [400, 0.12], [400, 0.08]]
    assert points(axes, "s") == [[100, 0.5], [100, 0.4], [400, 0.2], [400, 0.15]]
    assert points(axes, "D") == [[1600, 0.02], [1600, 0.04]]
    assert figure().table.rows[0] == (100, "as many steps", 0, 0.3, 0.3567)
    assert figure().table.rows[-1] == (1600, "all images", 1, 0.04, 0.1)
    assert len(figure().table.rows) == 10
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [
        "as many steps", "as many epochs", "all images", "power law, exponent 0.76"]


def test_lines_join_the_means_and_the_power_law_goes_on_to_ten_times_as_many():
    """The means are 1/4, 1/10 and 3/100: their logarithms fall by 0.921 over two equal steps of log 4 = 0.602."""
    axes, = draw(figure()).axes
    steps, epochs, law = (next(line for line in axes.lines if line.get_linestyle() == style) for style in ("-", "--", ":"))
    assert steps.get_xydata().ravel() == pytest.approx([100, 0.25, 400, 0.1, 1600, 0.03])
    assert epochs.get_xydata().ravel() == pytest.approx([100, 0.45, 400, 0.175, 1600, 0.03])
    (first, start), (last, end) = law.get_xydata()
    assert (first, last) == (100, 16_000)
    assert end / start == pytest.approx(160 ** -0.7648, rel=1e-3)
    assert axes.get_xscale() == axes.get_yscale() == "log"


def test_no_mistake_at_all_is_drawn_as_half_of_one():
    axes, = draw(figure(course=(1.0, 1.0))).axes
    assert points(axes, "D") == [[1600, 0.0005]] * 2


def test_the_texts_say_what_is_seen():
    assert figure().alt == ("Mistakes, logarithmic: 25.0\xa0% with 100 images for as many steps, 45.0\xa0% for as many epochs; "
                            "3.0\xa0% with all 1,600.")
    assert "For as many steps as all images take, 25.0\xa0% with 100, 10.0\xa0% with 400, 3.0\xa0% with 1,600 on average." in figure().description
    assert figure().caption.endswith("with the exponent 0.76; beyond the diamonds it is a guess.")
