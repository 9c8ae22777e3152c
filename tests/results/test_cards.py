"""The cards of the lessons: each shows in its pixels what the run measured, whatever the images and the classes are."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from mnist_report.results.browser import cards
from tests.support.drawing import UNUSUAL, make_run

if TYPE_CHECKING:
    from mnist_report.results.artifacts import Artifacts
    from mnist_report.training.run import Run


@pytest.fixture(scope="module")
def run(artifacts: Artifacts) -> Run:
    return artifacts.run


def resized(run, side):
    """The run with images of another size; its weights of the first layer are of that size, too."""
    rng = np.random.default_rng(3)
    data = vars(run.dataset) | {name: rng.integers(0, 256, (len(getattr(run.dataset, name)), side, side), dtype=np.uint8) for name in ("x_train", "x_test")}
    kernel = rng.normal(size=(side * side, run.weights[0].shape[1])).astype(np.float32)
    return SimpleNamespace(**vars(run) | {"dataset": SimpleNamespace(**data), "weights": (kernel, *run.weights[1:]), "image_shape": (side, side)})


def small() -> dict[str, SimpleNamespace]:
    alphabet = make_run(names=tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return UNUSUAL | {"26 classes": alphabet, "26 classes of 64 × 64": resized(alphabet, 64), "8 × 8": resized(make_run(), 8)}


@pytest.mark.parametrize("name", small())
def test_every_run_has_every_card_as_a_square_that_fills_its_place(name: str) -> None:
    made = {path: Image.open(io.BytesIO(content)) for path, content in cards.files(small()[name])}
    assert set(made) == {f"cards/{card}.png" for card in (*cards.CARDS, "example", "shared")}
    assert made.pop("cards/shared.png").size == (1200, 630)
    made.pop("cards/example.png")
    for path, picture in made.items():
        assert picture.width == picture.height and 224 <= picture.width <= cards.SIZE, path
        assert picture.convert("L").getextrema()[1] > 0, path


def test_the_files_are_small_and_the_same_again(run: Run) -> None:
    made = dict(cards.files(run))
    assert made == dict(cards.files(run))
    assert sum(len(content) for path, content in made.items() if path != "cards/shared.png") < 40_000
    assert len(made["cards/shared.png"]) < 60_000


def test_the_matrix_has_light_where_the_run_confused_classes(run: Run) -> None:
    picture, counts = cards.matrix(run).astype(int), np.zeros((10, 10), int)
    np.add.at(counts, (run.labels, run.probabilities.argmax(axis=1)), 1)
    assert {tuple(colour) for colour in picture[np.eye(10, dtype=bool)]} == {cards.RIGHT}
    off = ~np.eye(10, dtype=bool)
    assert np.array_equal(picture[off].sum(axis=1) > sum(cards.DIM), counts[off] > 0)
    assert tuple(picture[off][counts[off].argmax()]) == cards.WRONG


def test_the_label_is_the_lit_pixel_under_its_image(run: Run) -> None:
    picture = cards.label(run)
    (row, column), = np.argwhere((picture == cards.VALIDATION).all(axis=-1))
    classes = np.flatnonzero((picture[row] != 0).any(axis=-1))
    assert (row, len(classes), column - classes[0]) == (len(picture) - 2, 10, run.dataset.y_train[0])
    assert picture[:28, 1:29, 0].tolist() == run.dataset.x_train[0].tolist()


def test_the_bars_are_the_probabilities_of_the_image_that_is_least_sure(run: Run) -> None:
    one = run.probabilities[run.probabilities.max(axis=1).argmin()]
    picture = cards.confidence(run)
    bars = [tuple(map(int, (picture[row] != cards.DIM).any(axis=-1) & picture[row].any(axis=-1))) for row in range(4, 24, 2)]
    assert [sum(bar) for bar in bars] == [round(28 * float(value / one.max())) for value in one]


def test_the_last_card_shows_the_surest_mistake(run: Run) -> None:
    wrong = np.flatnonzero(run.probabilities.argmax(axis=1) != run.labels)
    surest = wrong[run.probabilities[wrong].max(axis=1).argmax()]
    assert cards.mistake(run)[2:-2, 2:-2, 0].tolist() == run.dataset.x_test[surest].tolist()


def test_training_and_validation_fall_as_they_did(run: Run) -> None:
    picture = cards.learning(run)
    for name, colour in (("val_loss", cards.VALIDATION), ("loss", cards.TRAIN)):
        rows = [np.flatnonzero((picture[:, column] == colour).all(axis=-1)) for column in (0, -1)]
        first, last = run.history[name][0], run.history[name][-1]
        assert (rows[0][0] < rows[1][0]) == (first > last)


def test_the_curve_of_the_loss_is_marked_where_the_example_is(run: Run) -> None:
    true = run.probabilities[run.example, run.labels[run.example]]
    (_, column), = np.argwhere((cards.loss(run) == cards.VALIDATION).all(axis=-1))
    assert column == min(int(true * 28), 27)


def test_the_weights_are_those_of_the_strongest_neuron(run: Run) -> None:
    kernel = run.weights[0]
    strongest = kernel[:, (kernel**2).sum(axis=0).argmax()].reshape(28, 28)
    picture = cards.weights(run).astype(int)
    assert (picture[strongest > 0.1, 0] > picture[strongest > 0.1, 2]).all()
    assert (picture[strongest < -0.1, 0] < picture[strongest < -0.1, 2]).all()


def test_the_layers_light_up_where_the_example_does(run: Run) -> None:
    picture = cards.layers(run).astype(int)
    last = np.flatnonzero(picture.any(axis=(0, 2)))[-1]
    classes = picture[picture[:, last].any(axis=-1), last].sum(axis=-1)
    assert (len(classes), classes.argmax()) == (10, run.probabilities[run.example].argmax())


def test_a_shared_link_shows_the_example_made_of_its_class(run: Run) -> None:
    image = np.zeros((4, 4), np.uint8)
    image[1:3, 1] = 255, 51
    made = cards.mosaic(image, np.full((3, 2, 2), 200, np.uint8))
    assert made.shape == cards.SHARED
    inked = made > cards.LINE
    rows = np.flatnonzero(inked.any(axis=1))
    cell = cards.SHARED[0] // 4
    assert (made[rows[0], inked.any(axis=0)] == 200).all() and (made[rows[-1], inked.any(axis=0)] == 40).all()
    assert len(rows) == 2 * (cell - 1)
