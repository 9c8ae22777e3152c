"""The forward pass of networks of any kind, against loops that follow the definition."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from mnist_report.training import forward
from mnist_report.training.forward import answers_of, probabilities_of


def convolutional(side: int = 6, activation: str = "relu") -> Any:
    """Two convolutions of 3 by 3, each with pooling, and a dense layer for 3 classes."""
    rng = np.random.default_rng(4)
    shapes = [(3, 3, 1, 2), (2,), (3, 3, 2, 3), (3,), ((side // 4) ** 2 * 3, 3), (3,)]
    weights = [rng.normal(size=shape).astype(np.float32) for shape in shapes]
    return SimpleNamespace(weights=weights, recipe=SimpleNamespace(activation=activation))


def some_images(count: int, side: int) -> Any:
    return np.random.default_rng(5).integers(0, 256, (count, side, side), dtype=np.uint8)


def by_loops(network: Any, image: Any) -> Any:
    """The logits of one image: each cell of a map is the sum over its neighbourhood; each cell of a pooled one the largest of four."""
    maps, bend = image[:, :, None] / 255, forward.ACTIVATIONS[network.recipe.activation]
    for kernel, bias in zip(network.weights[:4:2], network.weights[1:4:2], strict=True):
        height, width, _ = maps.shape
        around = np.zeros((height + 2, width + 2, maps.shape[2]))
        around[1:-1, 1:-1] = maps
        made = np.array([[[(around[row : row + 3, column : column + 3] * kernel[..., each]).sum() + bias[each] for each in range(bias.size)]
                          for column in range(width)] for row in range(height)])
        made = bend(made)
        maps = np.array([[made[2 * row : 2 * row + 2, 2 * column : 2 * column + 2].max(axis=(0, 1)) for column in range(width // 2)]
                         for row in range(height // 2)])
    return maps.ravel() @ network.weights[4] + network.weights[5]


@pytest.mark.parametrize(("side", "activation"), [(4, "relu"), (6, "gelu"), (7, "tanh"), (8, "relu")])
def test_a_convolutional_network_is_what_its_definition_says(side: int, activation: str) -> None:
    network, images = convolutional(side, activation), some_images(5, side)
    expected = forward.softmax(np.array([by_loops(network, image) for image in images]))
    assert probabilities_of(network, images) == pytest.approx(expected, abs=1e-9)
    assert answers_of(network, images).tolist() == expected.argmax(axis=1).tolist()


def test_a_dense_network_is_the_chain_of_its_layers() -> None:
    rng = np.random.default_rng(6)
    weights = [rng.normal(size=shape).astype(np.float32) for shape in [(16, 5), (5,), (5, 4), (4,), (4, 3), (3,)]]
    network, images = SimpleNamespace(weights=weights, recipe=SimpleNamespace(activation="elu")), some_images(250, 4)
    assert probabilities_of(network, images) == pytest.approx(forward.forward(images.reshape(250, -1) / 255, weights, "elu"), abs=1e-12)  # type: ignore[arg-type]


def test_answers_between_which_rounding_might_choose_are_computed_exactly() -> None:
    """The second class leads by a millionth on a score of a hundred, which float32 does not see."""
    identity = [np.eye(4), np.zeros(4)]
    last = np.zeros((4, 2))
    network = SimpleNamespace(weights=[*identity, *identity, last, np.array([100, 100 + 1e-6])], recipe=SimpleNamespace(activation="relu"))
    assert answers_of(network, some_images(3, 2)).tolist() == [1, 1, 1]  # type: ignore[arg-type]


def test_no_image_has_no_answer() -> None:
    assert answers_of(convolutional(), some_images(0, 6)).tolist() == []
