"""The picture of a convolution, by its artists and by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mnist_report.figures.convolution import convolution_by_hand
from tests.support.drawing import draw, images, lookup, make_run, texts
from tests.support.shifts import some_shifts

UP = [[1, 1, 1], [0, 0, 0], [-1, -1, -1]]
"""A kernel that answers to what is bright above and dark below."""


def example():
    """A run whose test image has one bright row, the second of four, and shifts with a flat kernel and the one above."""
    run = make_run()
    run.dataset.x_test[run.example] = 0
    run.dataset.x_test[run.example][1, :3] = [51, 255, 102]
    kernels = np.stack([np.full((3, 3), 0.5), UP], axis=-1).astype(np.float32)
    return run, replace(some_shifts(), kernels=kernels, biases=np.array([9, 0.25], np.float32))


def test_the_kernel_is_the_one_whose_weights_differ_most_and_lies_where_it_puts_out_most():
    figure = convolution_by_hand(*example())
    assert lookup(figure.table.rows, 3) == [weight for row in UP for weight in row]
    assert lookup(figure.table.rows, 2) == [0.2, 1, 0.4, 0, 0, 0, 0, 0, 0]
    assert [row[:2] for row in (figure.table.rows[0], figure.table.rows[-1])] == [(1, 0), (3, 2)]
    assert sum(lookup(figure.table.rows, 4)) == pytest.approx(1.6)
    assert "weights differ most, number 1. Their products" in figure.caption and "add up to 1.60; with the bias and `relu` that makes 1.85" in figure.caption


def test_the_map_is_the_kernel_at_every_place_with_0_beyond_the_edge():
    _, _, _, shown, _, pooled = images(draw(convolution_by_hand(*example())))
    row = np.array([1.2, 1.6, 1.4, 0.4])  # the sums of three pixels of the bright row, side by side
    expected = np.maximum(np.array([-row, 0 * row, row, 0 * row]) + 0.25, 0)
    assert shown == pytest.approx(expected, abs=1e-6)
    assert pooled == pytest.approx(np.array([[0.25, 0.25], [1.85, 1.65]]), abs=1e-6)


def test_the_numbers_stand_in_their_cells_and_the_steps_beside_them():
    axes, = draw(convolution_by_hand(*example())).axes
    assert {"= 1.60", "+ 0.25 bias", "relu:", "1.85", "−1.00", "1.45", "×", "Kernel 1", "After pooling"} <= texts(axes)


@pytest.mark.parametrize("side", [4, 5, 7, 8, 64])
def test_pooling_halves_every_side_and_drops_a_last_row_that_no_window_holds(side):
    run, shifts = example()
    run.dataset.x_test = np.random.default_rng(0).integers(0, 256, (8, side, side), dtype=np.uint8)
    pooled = images(draw(convolution_by_hand(run, shifts)))[-1]
    assert pooled.shape == (side // 2, side // 2)


@pytest.mark.parametrize(("bias", "said"), [(-0.3, "− 0.30 bias"), (-0.004, "+ 0.00 bias"), (0, "+ 0.00 bias")])
def test_a_bias_is_added_with_its_sign_and_zero_has_none(bias, said):
    run, shifts = example()
    axes, = draw(convolution_by_hand(run, replace(shifts, biases=np.array([0, bias], np.float32)))).axes
    assert said in texts(axes)


def test_another_activation_is_followed():
    run, shifts = example()
    run.recipe.activation = "tanh"
    assert f"`tanh` that makes {np.tanh(1.85):.2f}" in convolution_by_hand(run, shifts).caption
