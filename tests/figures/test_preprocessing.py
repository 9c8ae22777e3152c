"""The figures of the first three steps, by their artists."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.colors import to_hex

from mnist_report.figures.distances import pixel_distance
from mnist_report.figures.imports import imported_names
from mnist_report.figures.labels import labels_as_rows
from mnist_report.figures.legibility import contrast
from mnist_report.figures.pixels import image_as_numbers
from tests.support.drawing import LONG_NAMES, draw, images, make_run, texts

DOT, RING = "full", "none"


@pytest.fixture
def run():
    return make_run()


# imported_names


def marks(axes, fill):
    """(row, column) of every dot, or of every ring, in inches."""
    lines = [line for line in axes.lines if line.get_marker() == "o" and line.get_fillstyle() == fill]
    return {(round(float(y), 2), round(float(x), 2)) for line in lines for x, y in line.get_xydata()}


def test_a_dot_stands_where_the_code_of_a_step_has_the_imported_name(run):
    axes, = draw(imported_names(run)).axes
    names = {text.get_text(): round(text.get_position()[1], 2) for text in axes.texts if text.get_weight() == "bold"}
    heads = [text for text in axes.texts if text.get_text().isdigit()]
    columns = dict(zip([f"{module}.{step}" for module, steps in ((1, range(2, 8)), (2, range(1, 4))) for step in steps],
                       [round(head.get_position()[0], 2) for head in heads], strict=True))
    assert [head.get_text() for head in heads] == ["2", "3", "4", "5", "6", "7", "1", "2", "3"]
    assert list(names) == ["tf", "Sequential", "Dense", "Flatten", "mnist", "to_categorical", "plt", "model"]
    used = {"Sequential": ["1.4"], "Dense": ["1.4"], "Flatten": ["1.4"], "mnist": ["1.2"], "to_categorical": ["1.2"],
            "plt": ["1.3", "2.1", "2.2", "2.3"]}
    assert marks(axes, DOT) == {(names[name], columns[step]) for name, steps in used.items() for step in steps}
    assert marks(axes, RING) == {(names["model"], columns[step]) for step in columns if step not in {"1.2", "1.3"}}


def test_the_table_says_where_each_name_comes_from(run):
    rows = {name: rest for name, *rest in imported_names(run).table.rows}
    assert rows["tf"] == ["tensorflow", "no step"]
    assert rows["Dense"] == ["tensorflow.keras.layers", "step 4 of Module 1"]
    assert rows["plt"] == ["matplotlib.pyplot", "step 3 of Module 1 and steps 1, 2 and 3 of Module 2"]
    assert rows["model"] == ["step 4", "steps 4, 5, 6 and 7 of Module 1 and steps 1, 2 and 3 of Module 2"]
    assert imported_names(run).caption.endswith("Steps without an imported name: steps 5, 6 and 7 of Module 1.")


def test_the_loader_of_other_images_is_the_name_that_is_imported(run):
    run.loading = replace(run.loading, imported="from mnist_report.training.dataset import load_npz", loader='load_npz("a.npz")')
    rows = {name: rest for name, *rest in imported_names(run).table.rows}
    assert rows["load_npz"] == ["mnist_report.training.dataset", "step 2 of Module 1"]
    assert "mnist" not in rows


# image_as_numbers


def test_the_square_is_written_out_before_and_after_the_division(run):
    figure = image_as_numbers(run)
    axes, = draw(figure).axes
    image = run.dataset.x_train[0]
    assert [np.array_equal(shown, image / 255) for shown in images(draw(figure))] == [True] * 3  # 4 × 4 are all of it
    written = [text.get_text() for text in axes.texts][:32]
    assert written == [*(str(value) for value in image.flat), *(f"{value / 255:.2f}" for value in image.flat)]
    assert figure.table.rows[5] == (1, 1, image[1, 1], image[1, 1] / 255)
    assert "`x_train[0, 0:4, 0:4]`" in figure.caption
    assert figure.alt.endswith(f"as numbers: up to {image.max()}, and up to {image.max() / 255:.2f} after the division by 255.")


def test_the_square_is_where_the_values_differ_most(run):
    image = np.zeros((64, 64), np.uint8)
    image[40:45, 50:55] = np.arange(100, 125).reshape(5, 5)
    run.dataset.x_train, run.image_shape = image[None], (64, 64)
    figure = image_as_numbers(run)
    whole, stored, scaled = images(draw(figure))
    assert whole.shape == (64, 64)
    assert np.array_equal(stored, image[40:45, 50:55] / 255)
    assert np.array_equal(stored, scaled)
    assert "`x_train[0, 40:45, 50:55]`" in figure.caption
    square = next(line for line in draw(figure).axes[0].lines if len(line.get_xdata()) == 5)
    left, right, top, bottom = draw(figure).axes[0].images[0].get_extent()
    pixel = (right - left) / 64
    assert square.get_xdata()[:2] == pytest.approx([left + 50 * pixel, left + 55 * pixel])
    assert square.get_ydata()[1:3] == pytest.approx([min(top, bottom) + 40 * pixel, min(top, bottom) + 45 * pixel])


def test_every_number_can_be_read_on_its_pixel(run):
    run.dataset.x_train = np.arange(0, 256, 17, np.uint8).reshape(1, 4, 4)
    axes, = draw(image_as_numbers(run)).axes
    for text, value in zip(axes.texts, [*run.dataset.x_train.flat] * 2, strict=False):
        assert contrast(text.get_color(), str(value / 255)) >= 4.5


# labels_as_rows


def cells(axes):
    """The text of the cells, line by line."""
    from matplotlib.patches import Rectangle

    boxes = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    middles = [tuple(np.round(box.get_center(), 6)) for box in boxes]
    written = {tuple(np.round(text.get_position(), 6)): text.get_text() for text in axes.texts}
    lines = {}
    for box, middle in zip(boxes, middles, strict=True):
        lines.setdefault(middle[1], []).append((written[middle], to_hex(box.get_facecolor())))
    return list(lines.values())


def test_a_label_becomes_a_row_with_one_filled_cell(run):
    run.dataset.y_train = np.array([2, 2, 0, 1, 2], np.uint8)
    run.dataset.x_train = run.dataset.x_train[:5]
    figure = labels_as_rows(run)
    picture = draw(figure)
    rows = cells(picture.axes[0])
    assert ["".join(text for text, _ in row) for row in rows] == ["001", "100", "010"]
    filled = {colour for row in rows for text, colour in row if text == "1"}
    assert len(filled) == 1
    assert filled.isdisjoint(colour for row in rows for text, colour in row if text == "0")
    assert np.array_equal(images(picture), run.dataset.x_train[[0, 2, 3]] / 255)
    assert [text.get_text() for text in picture.axes[0].texts if "→" in text.get_text()] == ["→ 2", "→ 0", "→ 1"]
    assert figure.table.rows[1] == (2, "0", 0, "1 0 0", 0)
    assert figure.alt == "The labels 2, 0 and 1 as rows of 3 cells: a 1 at place 2, 0 and 1, 0 in all other cells."


def test_two_classes_have_two_rows_and_names_stand_under_their_labels():
    run = make_run(names=LONG_NAMES[:2])
    figure = labels_as_rows(run)
    axes, = draw(figure).axes
    assert [len(row) for row in cells(axes)] == [2, 2]
    assert "1\nB class,…" in [text.get_text() for text in axes.texts]
    assert figure.caption.startswith("Two labels, ")
    assert f"Training image 1 has the label 1, {LONG_NAMES[1]}: the 1 stands at place 1" in figure.description


def test_the_places_of_many_classes_do_not_run_into_each_other():
    axes, = draw(labels_as_rows(make_run(names=tuple(map(str, range(26)))))).axes
    assert [text.get_text() for text in axes.texts[3:16]] == [str(place) for place in range(0, 26, 2)]


# pixel_distance


def with_pixels(run, *pixels, labels):
    """The run with training images that are black but for their first pixel."""
    run.dataset.x_train = np.zeros((len(pixels), 4, 4), np.uint8)
    run.dataset.x_train[:, 0, 0] = pixels
    run.dataset.y_train = np.array(labels, np.uint8)
    return run


def test_an_image_that_resembles_another_class_more_than_its_own_stands_between_both(run):
    figure = pixel_distance(with_pixels(run, 10, 50, 0, 255, labels=[0, 0, 1, 1]))
    picture = draw(figure)
    first, difference, middle, other_difference, last = (image[0, 0] * 255 for image in images(picture))
    assert (first, middle, last) == pytest.approx((255, 0, 10))
    assert (difference, other_difference) == pytest.approx((255, 10))
    assert texts(picture.axes[0]) == {"Image 3\nlabel 1", "Image 2\nlabel 1", "Image 0\nlabel 0", "difference\n65,025",
                                      "difference\n100"}
    assert figure.table.rows == ((2, "1", 3, "1", 255 ** 2), (2, "1", 0, "0", 10 ** 2))
    assert figure.caption.endswith("add up to 65,025 and 100: pixel by pixel, the image is closer to the other class.")


def test_an_image_that_resembles_its_own_class_most_is_said_to(run):
    figure = pixel_distance(with_pixels(run, 10, 20, 200, labels=[0, 0, 1]))
    assert figure.table.rows[1][-1] == 180 ** 2
    assert figure.caption.endswith("the image is closer to the same class.")


@pytest.mark.parametrize("labels", [[0, 1, 2], [1, 1, 1]])
def test_without_two_classes_one_of_which_has_two_images_there_is_nothing_to_compare(run, labels):
    figure = pixel_distance(with_pixels(run, 10, 20, 200, labels=labels))
    assert not images(draw(figure))
    assert figure.table.rows == ()
    assert figure.alt == "The first 10 training images have no two of one class beside one of another."
