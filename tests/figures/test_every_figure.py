"""Every figure, by its artists, on a run small enough to check by eye: 3 classes, images of 4 by 4 pixels. (Over 300 lines: each figure by its artists.)"""

from __future__ import annotations

import textwrap
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from mnist_report.core import source
from mnist_report.core.errors import ContentError, TrainingError
from mnist_report.figures import confidence, confusion, curves, legibility, mistakes, network, samples, weights
from mnist_report.figures.rendering import drawn
from tests.support.drawing import FIGURES, LABELS, UNUSUAL, draw, images, make, make_run, texts, titles


@pytest.fixture
def run():
    return make_run()


def test_the_folder_holds_the_figures_of_the_course():
    assert set(FIGURES) >= {"sample_images", "network", "training_curves", "learned_weights", "weights_on_one_scale",
                            "weight_changes", "neuron_responses", "model_confidence", "noise_answers",
                            "temperature_scaling", "accept_or_refer", "misclassifications", "confusion_matrix", "seed_spread", "reliability_diagram",
                            "confidence_histogram", "weight_map", "all_neurons", "confident_mistakes",
                            "frequent_confusions", "mistakes_of_the_data", "accuracy_trend"}


# Every figure


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_knows_its_name_and_draws_without_a_warning(run, name):
    figure = make(name, run)
    assert figure.name == name
    picture = draw(figure)
    assert picture.axes or picture.texts


@pytest.mark.no_cover  # of what the tests of each figure draw too
@pytest.mark.parametrize(
    ("name", "unusual"),
    [(name, unusual) for name in FIGURES for unusual in UNUSUAL if name != "misclassifications" or "error" not in unusual],
)
def test_a_figure_survives_any_run(name, unusual):
    figure = make(name, UNUSUAL[unusual])  # making it checks its texts and its table
    assert draw(figure).get_size_inches().min() >= 1


@pytest.mark.no_cover  # of what the tests of each figure draw too
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_has_one_geometry_in_light_and_dark(run, name):
    figure = make(name, run)
    assert geometry(draw(figure, "light")) == geometry(draw(figure, "dark"))


def geometry(picture):
    """Where everything is, whatever its colour."""
    artists = [axes.get_position().bounds for axes in picture.axes]
    for axes in picture.axes:
        artists += [(text.get_text(), text.get_position(), text.get_size()) for text in (*axes.texts, axes.title)]
        artists += [(line.get_xydata().tolist(), line.get_linestyle(), line.get_marker()) for line in axes.lines]
        artists += [(patch.get_path().vertices.tolist(), patch.get_linewidth()) for patch in axes.patches]
        artists += [image.get_extent() for image in axes.images]
        labels = axes.get_xticklabels() + axes.get_yticklabels()
        artists += [(label.get_text(), label.get_position()) for label in labels]
    return tuple(picture.get_size_inches()), artists


@pytest.mark.parametrize("name", ["sample_images", "model_confidence", "misclassifications", "learned_weights",
                                  "weight_map", "all_neurons", "confident_mistakes", "frequent_confusions", "shared_and_own_mistakes", "images_that_no_network_reads",
                                  "one_image_read_by_all",
                                  "forward_pass", "image_as_numbers", "labels_as_rows", "pixel_distance",
                                  "weights_on_one_scale", "weight_changes", "neuron_responses", "noise_answers", "image_nudged"])
def test_images_are_never_inverted(run, name):
    colours = []
    for theme in ("light", "dark"):
        with drawn(make(name, run), theme) as picture:
            shown = [image for axes in picture.axes for image in axes.images]
            colours.append([image.to_rgba(image.get_array()).tolist() for image in shown])
    assert colours[0] == colours[1]
    assert colours[0]


@pytest.mark.parametrize("name", ["sample_images", "learned_weights", "weights_on_one_scale", "misclassifications"])
def test_letters_are_as_large_on_the_page_however_wide_the_picture(run, name):
    picture = draw(make(name, run))
    scale = picture.get_figwidth() / legibility.COLUMN
    sizes = {axes.title.get_size() for axes in picture.axes if axes.get_title()}
    sizes |= {label.get_size() for axes in picture.axes if not axes.images for label in axes.get_yticklabels()}
    assert [size / scale for size in sizes] == [pytest.approx(11.5)]


# sample_images


def test_sample_images_shows_the_first_ten_under_their_labels(run):
    picture = draw(samples.sample_images(run))
    assert titles(picture) == [f"Label: {label}" for label in run.dataset.y_train[:10]]
    assert np.array_equal(images(picture), run.dataset.x_train[:10] / 255)


def test_pictures_name_the_classes_where_the_code_of_the_lesson_numbers_them(run):
    run.class_names = ("Coat", "Ankle boot", "Bag")
    assert titles(draw(samples.sample_images(run)))[:3] == ["Coat", "Ankle boot", "Bag"]
    assert titles(draw(mistakes.misclassifications(run)))[0] == "Pred: Coat\nTruth: Bag"
    assert draw(confidence.model_confidence(run)).axes[1].get_title() == "True Label: Bag"
    run.class_names = ("Coat", "Boot", "Bag")
    assert titles(draw(samples.sample_images(run)))[:3] == ["Label: Coat", "Label: Boot", "Label: Bag"]


def test_sample_images_speaks_of_handwriting_for_mnist_alone(run):
    assert samples.sample_images(run).alt.startswith("Ten handwritten digits, light on black")
    run.words = replace(run.words, is_mnist=False)
    assert samples.sample_images(run).alt.startswith("Ten training images, in shades of grey")


def test_sample_images_has_a_row_for_each_image(run):
    run.class_names = ("zero", "one", "two")
    assert samples.sample_images(run).table.rows[:4] == ((0, "zero"), (1, "one"), (2, "two"), (3, "zero"))


def test_sample_images_says_how_many_images_it_needs(run):
    run.dataset.x_train = run.dataset.x_train[:6]
    with pytest.raises(ContentError) as caught:
        samples.sample_images(run)
    assert str(caught.value) == "figure sample_images shows 10 training images, but the data set has 6"


# network


def test_network_counts_parameters_from_the_weights(run):
    figure = network.network(run)
    assert figure.table.rows == (
        ("Flatten", "", "16", 0),
        ("Dense", "relu", "12", 16 * 12 + 12),
        ("Dense", "relu", "4", 12 * 4 + 4),
        ("Dense", "softmax", "3", 4 * 3 + 3),
    )
    assert {"4 × 4", "16", "204", "52", "15", "271"} <= texts(draw(figure).axes[0])
    assert "271 parameters" in figure.caption


def test_network_of_the_course_has_109386_parameters(run):
    shapes = [(784, 128), (128,), (128, 64), (64,), (64, 10), (10,)]
    run.weights = tuple(np.zeros(shape, np.float32) for shape in shapes)
    run.class_names, run.image_shape = tuple("0123456789"), (28, 28)
    figure = network.network(run)
    assert "109,386 parameters" in figure.caption
    assert {"784", "100,480", "8,256", "650", "109,386", *"0123456789"} <= texts(draw(figure).axes[0])


def test_network_draws_every_unit_of_a_small_layer_and_the_ends_of_a_large_one(run):
    columns = [len(line.get_xdata()) for line in draw(network.network(run)).axes[0].lines if line.get_markersize() > 5]
    assert columns == [8, 8, 4, 3]


# training_curves


def test_training_curves_plots_its_table(run):
    figure = curves.training_curves(run)
    plotted = [line.get_ydata() for axes in draw(figure).axes for line in axes.lines]
    epochs, *series = zip(*figure.table.rows, strict=True)
    assert epochs == (1, 2, 3)
    assert np.array_equal(plotted, series)
    assert np.array_equal(series[1], run.history["val_loss"])


def test_training_values_stand_in_the_middle_of_the_epoch_over_which_they_are_means(run):
    figure = curves.training_curves(run)
    for axes in draw(figure).axes:
        training, validation = axes.lines
        assert training.get_xdata().tolist() == [0.5, 1.5, 2.5]
        assert validation.get_xdata().tolist() == [1, 2, 3]
    assert figure.table.columns[1:3] == ("Training loss, mean over it", "Validation loss, after it")
    assert "means over an epoch, drawn at its middle; the validation values are measured at its end" in figure.caption


def test_training_curves_of_one_epoch_go_nowhere():
    figure = curves.training_curves(UNUSUAL["one epoch"])
    assert figure.alt == ("Points for a single epoch: training loss 0.900, validation loss 1.000; validation accuracy "
                          "40.0\xa0%.")
    assert " to " not in figure.caption + figure.description
    assert figure.caption.endswith("There is one epoch, and so one point of each.")


def test_training_curves_are_told_apart_without_colour(run):
    for axes in draw(curves.training_curves(run)).axes:
        training, validation = axes.lines
        assert training.get_linestyle() != validation.get_linestyle()
        assert training.get_marker() != validation.get_marker()
        assert [text.get_text() for text in axes.texts] == ["Training", "Validation"]
        assert [text.get_color() for text in axes.texts] == [training.get_color(), validation.get_color()]
        assert [text.xy[1] for text in axes.texts] == [line.get_ydata()[-1] for line in axes.lines]


# learned_weights


def test_learned_weights_shows_ten_kernels_each_on_a_scale_of_its_own(run):
    picture = draw(weights.learned_weights(run))
    kernels = run.weights[0][:, :10].T.reshape(10, 4, 4)
    assert titles(picture) == [f"Neuron {i}" for i in range(10)]
    assert np.array_equal(images(picture), kernels)
    scales = [image.get_clim() for axes in picture.axes for image in axes.images]
    assert scales == [(kernel.min(), kernel.max()) for kernel in kernels]
    assert {image.get_cmap().name for axes in picture.axes for image in axes.images} == {"viridis"}
    assert len(picture.axes) == 10  # and no colour bar, as there is no common scale


def test_learned_weights_has_a_row_for_each_neuron_with_the_ends_of_its_scale(run):
    figure, kernel = weights.learned_weights(run), run.weights[0]
    assert figure.table.rows[3] == (3, kernel[:, 3].min(), kernel[:, 3].max(), kernel[:, 3].mean())
    assert len(figure.table.rows) == 10


def test_learned_weights_shows_fewer_neurons_where_there_are_fewer(run):
    figure = weights.learned_weights(UNUSUAL["two neurons"])
    assert titles(draw(figure)) == ["Neuron 0", "Neuron 1"]
    assert figure.caption.startswith("What the 2 neurons multiply each pixel by. ")
    assert weights.learned_weights(run).caption.startswith("What the first 10 neurons of 12 multiply each pixel by. ")


# weights_on_one_scale


def test_weights_on_one_scale_are_the_same_kernels_on_one_scale_symmetric_about_zero(run):
    figure = weights.weights_on_one_scale(run)
    picture, kernel = draw(figure), run.weights[0][:, :10]
    assert titles(picture) == [f"Neuron {i}" for i in range(10)]
    assert np.array_equal(images(picture), kernel.T.reshape(10, 4, 4))
    limit = abs(kernel).max()
    assert {image.get_clim() for axes in picture.axes for image in axes.images} == {(-limit, limit)}
    assert picture.axes[-1].get_ylabel() == "Weight"
    assert figure.table == weights.learned_weights(run).table


def test_weights_on_one_scale_names_the_two_neurons_whose_ranges_differ_most(run):
    kernel = np.zeros((16, 12), np.float32)
    kernel[0] = 0.2
    kernel[0, 7], kernel[1, 7] = 0.5, -0.75
    kernel[0, 2] = 0.125
    run.weights = (kernel, *run.weights[1:])
    assert weights.weights_on_one_scale(run).caption.endswith(
        "stood for −0.75 to 0.50 in neuron 7, whose weights differ most, and for 0.00 to 0.12 in neuron 2, whose weights "
        "differ least."
    )


# model_confidence


def test_model_confidence_draws_the_probabilities_of_its_table(run):
    figure = confidence.model_confidence(run)
    bars, image = draw(figure).axes
    heights = [bar.get_height() for bar in bars.patches]
    assert figure.table.columns == ("Digit", "Probability")
    assert figure.table.rows == tuple(zip("012", heights, strict=True))
    assert heights == run.probabilities[5].tolist()
    assert image.get_title() == "True Label: 2"
    assert np.array_equal(image.images[0].get_array(), run.dataset.x_test[5] / 255)


def test_model_confidence_says_when_the_network_is_wrong(run):
    figure = confidence.model_confidence(run)
    assert figure.alt == "Bar chart: the network takes a test image for 0 with 80.0\xa0%; the true label is 2."
    assert "80\xa0%" in texts(draw(figure).axes[0])


def test_model_confidence_names_classes_that_are_no_digits(run):
    run.class_names, run.words = ("cat", "dog", "elephant"), replace(run.words, kind="kind of animal")
    figure = confidence.model_confidence(run)
    bars = draw(figure).axes[0]
    assert figure.table.columns[0] == bars.get_xlabel() == "Kind of animal"
    assert [label.get_text() for label in bars.get_xticklabels()] == ["cat", "dog", "elephant"]


# misclassifications


def test_misclassifications_shows_the_first_five_with_both_labels():
    run = make_run(wrong=(1, 2, 4, 5, 6, 7))
    run.examples = 5
    figure = mistakes.misclassifications(run)
    picture = draw(figure)
    assert titles(picture) == ["Pred: 2, Truth: 1", "Pred: 0, Truth: 2", "Pred: 2, Truth: 1", "Pred: 0, Truth: 2",
                               "Pred: 1, Truth: 0"]
    assert np.array_equal(images(picture), run.dataset.x_test[[1, 2, 4, 5, 6]] / 255)
    assert figure.table.rows[0] == (1, "1", "2", float(run.probabilities[1, 2]))
    assert "first 5 of the 6 test images, out of 8," in figure.caption


def test_misclassifications_shows_as_many_as_the_course_asks_for():
    run = make_run(wrong=(1, 2, 4, 5, 6, 7))
    run.examples = 2
    figure = mistakes.misclassifications(run)
    assert titles(draw(figure)) == ["Pred: 2, Truth: 1", "Pred: 0, Truth: 2"]
    assert figure.alt.startswith("2 misclassified test images")


def test_misclassifications_of_which_there_are_just_as_many_are_not_the_first_ones():
    assert mistakes.misclassifications(make_run(wrong=(2, 5, 6))).caption.startswith("The 3 test images, out of 8, that")


@pytest.mark.parametrize("wrong", [(), (6,), (2, 5)])
def test_a_network_with_fewer_mistakes_than_the_course_draws_is_refused(wrong):
    with pytest.raises(TrainingError) as caught:
        mistakes.misclassifications(make_run(wrong=wrong))
    assert str(caught.value) == (
        f"the network got {len(wrong)} of the 8 test images wrong, but Module 2 draws 3 such images (examples in "
        "[tool.mnist-report], at least 3); test it with more images, or train it for fewer epochs"
    )


def test_a_network_that_gets_nothing_right_is_refused():
    with pytest.raises(TrainingError) as caught:
        mistakes.misclassifications(make_run(wrong=range(8)))
    assert str(caught.value) == ("the network got none of the 8 test images right; it needs another recipe, or labels "
                                 "that fit the images")



def test_find_errors_gives_both_labels_and_where_they_differ(run):
    predicted, true, errors = mistakes.find_errors(mistakes.Model(run.probabilities), run.dataset.x_test, np.eye(3)[LABELS])
    assert true.tolist() == LABELS.tolist()
    assert predicted.tolist() == [0, 1, 0, 0, 1, 0, 1, 1]
    assert errors.tolist() == [2, 5, 6]


# confusion_matrix


def test_confusion_matrix_writes_its_table_into_the_cells(run):
    figure = confusion.confusion_matrix(run)
    axes = draw(figure).axes[0]
    written = {tuple(map(int, text.get_position()[::-1])): text.get_text() for text in axes.texts}
    counts = [[2, 1, 0], [0, 3, 0], [2, 0, 0]]
    assert figure.table.columns == ("True label", "Predicted 0", "Predicted 1", "Predicted 2")
    assert figure.table.rows == tuple((name, *row) for name, row in zip("012", counts, strict=True))
    assert written == {place: str(count) for place, count in np.ndenumerate(np.array(counts))}


def test_confusion_matrix_tints_the_errors_by_their_share_of_the_row_and_the_right_answers_alike(run):
    with drawn(confusion.confusion_matrix(run), "light") as picture:
        tints = np.asarray(picture.axes[0].collections[0].get_array())
        none, all_wrong, right = to_rgb("wash"), legibility.mixed("wrong", "wash", 0.5), legibility.mixed("right", "wash", 0.22)
    expected = [[right, all_wrong, none], [none, right, none], [all_wrong, none, right]]
    assert np.allclose(tints, expected)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_confusion_matrix_can_be_read_in_every_cell(run, theme):
    with drawn(confusion.confusion_matrix(run), theme) as picture:
        axes = picture.axes[0]
        colours = axes.collections[0].to_rgba(axes.collections[0].get_array())
        for text in axes.texts:
            predicted, true = map(int, text.get_position())
            assert legibility.contrast(text.get_color(), tuple(colours[true, predicted])) >= 4.5


def test_confusion_matrix_names_the_most_frequent_error(run):
    figure = confusion.confusion_matrix(run)
    assert figure.alt.startswith("3 by 3 cells: 5 of 8 test images on the diagonal.")
    assert figure.alt.endswith("Most frequent error: 2 taken for 0, 2 times.")
    assert "There is no error." in confusion.confusion_matrix(UNUSUAL["no error"]).alt


# The code that the lessons show


SHOWN = {
    "figures.weights.draw_weights_on_one_scale": """
        weights = model.layers[1].get_weights()[0]  # First Dense layer weights
        limit = abs(weights[:, :10]).max()  # One colour scale for all

        # Display weights for first 10 neurons
        plt.figure(figsize=(12, 6))
        for i in range(10):
            plt.subplot(2, 5, i+1)
            plt.imshow(weights[:, i].reshape(28, 28), cmap='viridis',
                       vmin=-limit, vmax=limit)
            plt.title(f"Neuron {i}")
            plt.axis('off')
        plt.tight_layout()
        plt.colorbar(ax=plt.gcf().axes, fraction=0.1, pad=0.03, label='Weight')
        plt.show()
        """,
}


@pytest.mark.parametrize("name", SHOWN)
def test_the_code_shown_beside_that_of_the_outline(name):  # which test_source.py holds
    shown = source.source(name, {"classes": 10, "side": 28, "neurons": 10})
    assert shown == textwrap.dedent(SHOWN[name]).strip()


def test_the_stand_in_gives_the_weights_that_keras_would(run):
    layers = weights.model_of(run).layers
    assert layers[0].get_weights() == []
    assert [array.shape for layer in layers[1:] for array in layer.get_weights()] == [w.shape for w in run.weights]
