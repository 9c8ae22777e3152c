"""The figures that ask what neurons look for: what training added, and what they respond to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mnist_report.figures.changes import neighbour_correlation, weight_changes
from mnist_report.figures.responses import neuron_responses
from tests.support.drawing import UNUSUAL, draw, images, lookup, make_run, texts


@pytest.fixture
def run():
    return make_run()


# weight_changes


def test_the_weights_are_what_they_were_and_what_training_added(run):
    before, change, after = np.array(images(draw(weight_changes(run)))).reshape(3, 5, 4, 4)
    assert np.array_equal(before, run.weights_after(0)[0][:, :5].T.reshape(5, 4, 4))
    assert np.array_equal(after, run.weights[0][:, :5].T.reshape(5, 4, 4))
    assert before + change == pytest.approx(after)


def test_all_rows_share_one_scale_and_are_named(run):
    picture = draw(weight_changes(run))
    assert len({image.get_clim() for image in picture.axes[0].images}) == 1
    assert texts(picture.axes[0]) == {"Before", "Change", "After", *(f"Neuron {place}" for place in range(5))}
    assert weight_changes(UNUSUAL["two neurons"]).caption.startswith("Two neurons before training")


def test_smoothness_is_the_correlation_of_neighbours(run):
    image = run.weights[0][:, 0].reshape(4, 4)
    expected = np.corrcoef(image[:, :-1].ravel(), image[:, 1:].ravel())[0, 1]
    assert neighbour_correlation(image[None]) == pytest.approx([expected])
    assert weight_changes(run).table.rows[0][3] == pytest.approx(expected)
    ramp = np.tile(np.arange(4), (4, 1))
    assert neighbour_correlation(np.stack([ramp, np.ones((4, 4)), ramp % 2])).tolist() == [1, 0, -1]


def test_the_caption_has_the_means_of_the_whole_layer(run):
    kernels = run.weights[0].T.reshape(-1, 4, 4)
    mean = f"{neighbour_correlation(kernels).mean():.2f}"
    pixels = f"{neighbour_correlation(run.dataset.x_test).mean():.2f}"
    assert f"{mean} after; of pixels of test images it is {pixels}." in weight_changes(run).caption


def test_the_caption_says_how_much_weight_lies_where_hardly_any_image_has_light(run):
    assert "lit in fewer" not in weight_changes(run).caption  # as every pixel is lit in some image
    run.dataset.x_train[:, :2] = 0
    run.weights[0][:] = 1
    run.weights[0][:8] = 2
    assert weight_changes(run).caption.endswith(
        " Of the sum of all squared weights, 80.0\xa0% lies on the 50.0\xa0% of the pixels that are lit in fewer than 1\xa0% "
        "of the images learned from."
    )


# neuron_responses


def outputs(run):
    kernel, bias = run.weights[:2]
    return np.maximum(run.dataset.x_test.reshape(8, -1) / 255 @ kernel.astype(float) + bias, 0)


def test_responses_are_means_over_the_images_of_a_class(run):
    figure = neuron_responses(run)
    expected = [outputs(run)[run.labels == label].mean(axis=0)[:10] for label in range(3)]
    assert figure.table.columns == ("Neuron", "0", "1", "2")
    assert np.array([lookup(figure.table.rows, column) for column in (1, 2, 3)]) == pytest.approx(np.array(expected))


def test_responses_are_drawn_and_those_of_at_least_half_the_largest_written(run):
    figure = neuron_responses(run)
    axes = draw(figure).axes[0]
    assert np.asarray(axes.images[0].get_array()) == pytest.approx(np.array([row[1:] for row in figure.table.rows]))
    written = {tuple(map(int, text.get_position()[::-1])): text.get_text() for text in axes.texts}
    assert written == {(row[0], place): f"{mean:.2f}" for row in figure.table.rows
                       for place, mean in enumerate(row[1:]) if mean >= max(row[1:]) / 2 > 0}
    assert texts(draw(neuron_responses(UNUSUAL["many classes"])).axes[0]) == set()


def choosy(run):
    """Neuron 3 is active for the images 1 and 4, of class 1, and hardly for image 0, of class 0; neuron 5 for all."""
    kernel, bias = np.zeros((16, 12), np.float32), np.zeros(12, np.float32)
    run.dataset.x_test[:] = 0
    run.dataset.x_test[[0, 1, 4], 0, 0] = (51, 255, 255)
    kernel[0, 3], bias[5] = 1, 1
    run.weights = (kernel, bias, *run.weights[2:])
    return run


def test_the_choosiest_neuron_is_named_with_what_it_misses_and_what_else_excites_it(run):
    assert neuron_responses(choosy(run)).caption.endswith(
        "Of the 12 neurons of the layer, 1 put out at least twice as much for one digit as for any other. Of those shown, "
        "neuron 3 is the choosiest: it is active for 66.7\xa0% of the images of 1. Yet of all images for which it is active, "
        "33.3\xa0% show something else."
    )


def test_nothing_is_called_active_that_is_not_a_relu_or_never_responds(run):
    run.recipe.activation = "tanh"
    assert "active" not in neuron_responses(run).caption
    run.recipe.activation = "relu"
    run.weights = tuple(np.zeros_like(array) for array in run.weights)
    assert neuron_responses(run).caption.endswith("at least half of the neuron's largest.")


def test_a_class_without_test_images_has_no_response():
    assert lookup(neuron_responses(UNUSUAL["many classes"]).table.rows, 40) == [0] * 10


def test_responses_speak_of_classes_by_their_name(run):
    run.words, run.class_names = replace(run.words, kind="species"), ("cat", "dog", "owl")
    figure = neuron_responses(run)
    assert "each species of the test images" in figure.caption
    assert draw(figure).axes[0].get_xlabel() == "Species"
    assert "neuron 0 to " in figure.description
