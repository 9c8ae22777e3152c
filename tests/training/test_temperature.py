"""Temperature: found where a search through all temperatures finds it, and it changes no answer."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import log_softmax

from mnist_report.training.forward import softmax
from mnist_report.training.temperature import fitted, tempered


def sample(steepness: float, images: int = 400, classes: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Logits that are `steepness` times as steep as the chances by which the labels were drawn."""
    random = np.random.default_rng(5)
    true = random.normal(0, 1.5, (images, classes))
    labels = np.array([random.choice(classes, p=row) for row in softmax(true)], np.uint8)
    return steepness * true, labels


def searched(logits: np.ndarray, labels: np.ndarray) -> float:
    places = np.arange(10, 1001) / 100
    losses = [-log_softmax(logits / place, axis=1)[np.arange(len(labels)), labels].mean() for place in places]
    return float(places[np.argmin(losses)])


@pytest.mark.parametrize("steepness", [0.3, 0.8, 1, 1.35, 4])
def test_it_is_the_one_with_the_lowest_loss(steepness: float) -> None:
    found = fitted(*sample(steepness))
    assert found == searched(*sample(steepness))
    assert found == pytest.approx(steepness, rel=0.2)


def test_a_network_that_is_always_right_has_the_lowest_and_one_that_is_always_wrong_the_highest() -> None:
    logits = 3 * np.eye(3)[[0, 1, 2]]
    assert fitted(logits, np.array([0, 1, 2])) == 0.1
    assert fitted(logits, np.array([1, 2, 0])) == 10


def test_it_divides_the_logits_from_which_the_probabilities_came() -> None:
    logits, _ = sample(2)
    assert tempered(softmax(logits), 1.5) == pytest.approx(softmax(logits / 1.5))
    assert tempered(softmax(logits), 1) == pytest.approx(softmax(logits))


@pytest.mark.parametrize("temperature", [0.1, 0.7, 3, 10])
def test_it_changes_no_answer_and_leaves_probabilities(temperature: float) -> None:
    probabilities = softmax(sample(8)[0]).astype(np.float32)
    changed = tempered(probabilities, temperature)
    assert np.array_equal(changed.argmax(axis=1), probabilities.argmax(axis=1))
    assert changed.sum(axis=1) == pytest.approx(1)


def test_a_probability_of_zero_stays_zero() -> None:
    assert tempered(np.array([[1, 0], [0.5, 0.5]], np.float32), 2).tolist() == [[1, 0], [0.5, 0.5]]
