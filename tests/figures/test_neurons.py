"""The figures of the first dense layer beyond the lesson's own, by their artists."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import erf, expit

from mnist_report.core.errors import ConfigurationError
from mnist_report.core.recipe import Recipe
from mnist_report.figures.neurons import ablation, all_neurons
from mnist_report.figures.rendering import drawn, render
from mnist_report.figures.weights import colour_limit, learned_weights, weight_map
from mnist_report.training.forward import ACTIVATIONS
from tests.support.drawing import UNUSUAL, draw, images, lookup, make_run, texts


@pytest.fixture
def run():
    return make_run()


# weight_map


def test_weight_map_shows_ten_kernels_on_one_scale_symmetric_about_zero(run):
    picture = draw(weight_map(run))
    kernel = run.weights[0][:, :10]
    assert np.array_equal(images(picture), kernel.T.reshape(10, 4, 4))
    assert texts(picture.axes[0]) == {f"Neuron {i}" for i in range(10)}
    limit = np.quantile(abs(kernel), 0.995)
    assert {image.get_clim() for image in picture.axes[0].images} == {(-limit, limit)}
    assert picture.axes[-1].get_ylabel() == "Weight"


def test_weight_map_has_the_table_of_the_lesson(run):
    assert weight_map(run).table == learned_weights(run).table


def test_weight_map_says_where_its_colours_end(run):
    limit = f"{colour_limit(run.weights[0][:, :10]):.2f}"
    figure = weight_map(run)
    assert f"ends at {limit}, and the 0.5\xa0% of the weights that lie farther out" in figure.caption
    assert figure.alt.endswith(f"from blue for -{limit} over white for 0 to red for {limit}.")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_zero_is_off_white(run, theme):
    with drawn(weight_map(run), theme) as picture:
        assert min(picture.axes[0].images[0].to_rgba(np.zeros((1, 1)))[0, 0]) > 0.93


def test_weights_that_are_all_zero_have_a_scale(run):
    run.weights = tuple(np.zeros_like(array) for array in run.weights)
    assert draw(weight_map(run)).axes[0].images[0].get_clim() == (-1, 1)
    assert set(lookup(all_neurons(run).table.rows, 2)) == {0}


def test_two_neurons_have_a_map_and_a_mosaic():
    run = UNUSUAL["two neurons"]
    assert len(images(draw(weight_map(run)))) == 2
    assert texts(draw(all_neurons(run)).axes[0]) == {"1–2"}
    assert weight_map(run).caption.startswith("Which pixels speak for the 2 neurons (red)")
    assert all_neurons(run).alt.startswith("Mosaic of the weights of both neurons, ")


# all_neurons


def brute_force(run):
    """The ablation by the book: the whole network again for each neuron, with its outgoing weights set to zero."""

    def logits(following):
        k1, b1, _, b2, k3, b3 = map(np.float64, run.weights)
        hidden = np.maximum(run.dataset.x_test.reshape(-1, 16) / 255 @ k1 + b1, 0)
        return np.maximum(hidden @ following + b2, 0) @ k3 + b3

    whole = run.weights[2].astype(np.float64)
    predicted = logits(whole).argmax(axis=1)
    without = [np.where(np.arange(len(whole))[:, None] == neuron, 0, whole) for neuron in range(len(whole))]
    images_ = np.arange(len(predicted))
    return [abs(logits(whole) - logits(each))[images_, predicted].mean() for each in without]


def test_ablation_is_what_the_network_does_without_the_neuron(run):
    assert ablation(run) == pytest.approx(brute_force(run), rel=1e-4, abs=1e-6)


def test_ablation_is_the_same_in_batches(run):
    whole = ablation(run)
    run.dataset.x_test = np.tile(run.dataset.x_test, (1 + 1200 // len(run.dataset.x_test), 1, 1))
    assert ablation(run) == pytest.approx(whole)


def test_ablation_of_a_neuron_that_goes_nowhere_is_zero(run):
    run.weights[2][3] = 0
    assert ablation(run)[3] == 0
    figure = all_neurons(run)
    idle = [neuron for _, neuron, change in figure.table.rows if change == 0]
    assert 3 in idle
    assert figure.description.endswith(f"{len(idle)} neurons changed nothing at all.")


def test_all_neurons_ranks_every_neuron_once(run):
    rows = all_neurons(run).table.rows
    changes = ablation(run)
    assert lookup(rows, 0) == list(range(1, 13))
    assert sorted(lookup(rows, 1)) == list(range(12))
    assert lookup(rows, 2) == sorted(changes, reverse=True)
    assert all(changes[neuron] == change for _, neuron, change in rows)


def test_all_neurons_is_one_image_of_their_kernels_by_rank(run):
    figure = all_neurons(run)
    mosaic, = images(draw(figure))
    pitch, columns = 5, 8
    for rank, neuron, _ in figure.table.rows:
        row, column = divmod(rank - 1, columns)
        tile = mosaic[pitch * row:pitch * row + 4, pitch * column:pitch * column + 4]
        assert np.array_equal(tile, run.weights[0][:, neuron].reshape(4, 4))
    assert np.count_nonzero(~np.isnan(np.ma.filled(mosaic, np.nan))) == 12 * 16
    assert texts(draw(figure).axes[0]) == {"1–8", "9–12"}


def test_all_neurons_shows_the_128_that_matter_most():
    run = make_run(units=300)
    figure = all_neurons(run)
    assert lookup(figure.table.rows, 2) == sorted(ablation(run), reverse=True)[:128]
    assert "the 128 most important of 300 neurons" in figure.caption
    assert "113–128" in texts(draw(figure).axes[0])


def test_all_neurons_of_the_course_stay_small(run):
    """Weights that are noise, which no compression makes smaller: the worst case."""
    run.weights = make_weights()
    run.image_shape, run.dataset.x_test = (28, 28), np.zeros((8, 28, 28), np.uint8)
    files = render(all_neurons(run))
    assert len(files["svg"]) < 200_000
    assert len(files["dark.svg"]) < 200_000


def make_weights():
    random = np.random.default_rng(0)
    shapes = [(784, 128), (128,), (128, 64), (64,), (64, 3), (3,)]
    return tuple(random.normal(0, 0.1, shape).astype(np.float32) for shape in shapes)


# Activations


EXACT = {
    "relu": lambda x: np.maximum(x, 0),
    "tanh": np.tanh,
    "sigmoid": expit,
    "gelu": lambda x: x * (1 + erf(x / np.sqrt(2))) / 2,
    "elu": lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
}


@pytest.mark.parametrize("name", EXACT)
def test_an_activation_is_that_of_keras_to_what_a_float32_holds(name):
    x = np.linspace(-9, 9, 2001, dtype=np.float32)
    given = ACTIVATIONS[name](x)
    assert given.dtype == np.float32
    assert given == pytest.approx(EXACT[name](x.astype(np.float64)), abs=2e-6)


def test_every_activation_that_a_recipe_may_have_is_known(run):
    for name in ACTIVATIONS:
        run.recipe.activation = Recipe(activation=name).activation
        assert ablation(run).shape == (12,)
    with pytest.raises(ConfigurationError, match="' or '".join(ACTIVATIONS)):
        Recipe(activation="softmax")
