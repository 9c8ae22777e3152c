"""The picture of what a nudge and noise leave of the right answers, by its artists."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from mnist_report.core.colours import signed
from mnist_report.figures.robustness import CELL, image_nudged, nudge_and_noise, over_ink
from mnist_report.training.backward import lead_gradient
from mnist_report.training.forward import forward
from mnist_report.training.robustness import EPSILONS, Change, Robustness
from tests.support.drawing import ROBUSTNESS, draw, images, make_run, titles


def counted(nudged, noised):
    """1,000 images of which these many are left."""
    return Robustness(1000, tuple(map(Change, EPSILONS, nudged, noised)))


def test_two_lines_hold_the_shares_of_all_images():
    axes, = draw(nudge_and_noise(ROBUSTNESS)).axes
    nudged, noised = axes.lines
    assert nudged.get_xydata().tolist() == [[0, 0.75], [0.02, 0.625], [0.05, 0.5], [0.1, 0.25], [0.15, 0.125], [0.2, 0]]
    assert noised.get_ydata().tolist() == [0.75, 0.75, 0.75, 0.625, 0.5, 0.5]
    assert nudged.get_linestyle() != noised.get_linestyle() and nudged.get_marker() != noised.get_marker()


def test_each_line_is_named_at_its_end_in_its_colour():
    axes, = draw(nudge_and_noise(ROBUSTNESS)).axes
    assert axes.get_legend() is None
    for line, label, name in zip(axes.lines, axes.texts, ("after a nudge", "after noise"), strict=True):
        assert (label.get_text(), label.get_color()) == (name, line.get_color())
        assert label.xy == pytest.approx((1, line.get_ydata()[-1]))


def test_the_texts_and_the_table_have_the_counts():
    figure = nudge_and_noise(counted((970, 885, 494, 108, 14, 2), (970, 966, 952, 913, 812, 681)))
    assert figure.caption == (
        "Of the first 1,000 test images the network reads 970 right. A change of each pixel by 0.1 of its range leaves 108 after a nudge "
        "and 913 after noise. So the nudge turns most of the right answers into wrong ones, and as much noise turns few.")
    assert "970 without, at 0.1 108 after a nudge and 913 after noise." in figure.alt
    assert "885 at 0.02, 494 at 0.05, 108 at 0.10, 14 at 0.15, 2 at 0.20" in figure.description
    assert figure.table.rows[3] == (0.1, 108, 913)


@pytest.mark.parametrize(("nudged", "noised", "said"), [
    (499, 900, "turns most of the right answers into wrong ones, and as much noise turns few."),
    (500, 900, "turns more of the right answers into wrong ones than as much noise does."),
    (499, 899, "turns more of the right answers into wrong ones than as much noise does."),
    (800, 800, "after a nudge and 800 after noise."),
    (801, 800, "after a nudge and 800 after noise."),
])
def test_the_verdict_is_that_of_the_counts(nudged, noised, said):
    left = [1000, 1000, 1000, nudged, 0, 0], [1000, 1000, 1000, noised, 0, 0]
    assert nudge_and_noise(counted(*left)).caption.endswith(said)


def test_an_image_is_shown_as_it_is_nudged_and_with_noise_under_what_the_network_says():
    run = make_run()
    picture = draw(image_nudged(run, ROBUSTNESS))
    _, as_it_is, nudged, noised = images(picture)
    image = run.dataset.x_test[run.example] / 255
    order = np.argsort(-forward(image.reshape(1, -1), run.weights, "relu")[0])
    slopes = lead_gradient(image.reshape(1, -1), order[:1], order[1:2], run.weights, "relu").reshape(4, 4)
    assert np.array_equal(as_it_is, image)
    assert nudged == pytest.approx(np.clip(image - 0.1 * np.sign(slopes), 0, 1))
    assert (np.isclose(noised, np.minimum(image + 0.1, 1)) | np.isclose(noised, np.maximum(image - 0.1, 0))).all()
    why, *said = titles(picture)
    assert why == f"Why {order[0]}\nand not {order[1]}?"
    for title, shown in zip(said, (as_it_is, nudged, noised), strict=True):
        answer, confidence = title.split("\n")
        probabilities = forward(shown.reshape(1, -1), run.weights, "relu")[0]
        assert int(answer) == probabilities.argmax()
        assert title.split("\n") in [list(row[1:]) for row in image_nudged(run, ROBUSTNESS).table.rows]
        assert float(confidence.strip("over %\xa0")) == pytest.approx(100 * probabilities.max(), abs=0.11)


def test_the_gradient_is_coloured_by_its_sign_and_the_ink_is_dots():
    shown = over_ink(np.array([[1.0, -1.0, 0.0, 0.5]]), np.array([[0.0, 0.0, 0.0, 1.0]]))
    assert shown.shape == (CELL, 4 * CELL, 3)
    up, down, nothing, inked = (shown[:, place * CELL : (place + 1) * CELL] for place in range(4))
    assert np.allclose([up[0, 0], nothing[0, 0], down[0, 0]], [to_rgb(signed()[place]) for place in (-1, 2, 0)], atol=0.02)
    assert 0.7 < (inked == 0).all(axis=-1).mean() < 0.85  # a circle in its square
    assert not any((cell == 0).all(axis=-1).any() for cell in (up, down, nothing))
    assert np.isfinite(over_ink(np.zeros((2, 2)), np.zeros((2, 2)))).all()
