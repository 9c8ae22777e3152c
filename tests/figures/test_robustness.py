"""The picture of what a nudge and noise leave of the right answers, by its artists."""

from __future__ import annotations

import pytest

from mnist_report.figures.robustness import APART, nudge_and_noise
from mnist_report.training.robustness import EPSILONS, Change, Robustness
from tests.support.drawing import ROBUSTNESS, draw


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
        assert label.xy == pytest.approx(line.get_xydata()[-1])


@pytest.mark.parametrize(("nudged", "noised"), [(500, 500), (500, 530), (530, 500), (0, 0), (0, 10)])
def test_names_of_lines_that_end_close_to_each_other_stand_apart(nudged, noised):
    axes, = draw(nudge_and_noise(counted([900] * 5 + [nudged], [900] * 5 + [noised]))).axes
    below, above = sorted(label.xy[1] for label in axes.texts)
    assert above - below == pytest.approx(APART)
    assert (above + below) / 2 == pytest.approx((nudged + noised) / 2000)


def test_the_texts_and_the_table_have_the_counts():
    figure = nudge_and_noise(counted((970, 885, 494, 108, 14, 2), (970, 966, 952, 913, 812, 681)))
    assert figure.caption == ("Of the first 1,000 test images the network reads 970 right. A change of each pixel by 0.1 of its range "
                              "leaves 108 after a nudge and 913 after noise. So the nudge turns most of the right answers into wrong ones, and as "
                              "much noise turns few.")
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
