"""Each field of a recipe does what it says, by programs that are shared by what shapes them. (Over 300 lines: each field, beside a reference.)"""

from __future__ import annotations

import os

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mnist_report.core.errors import TrainingError
from mnist_report.core.recipe import Recipe
from mnist_report.training import steps
from mnist_report.training.dataset import Dataset
from mnist_report.training.forward import probabilities_of
from mnist_report.training.order import order_of
from mnist_report.training.run import Training, epoch_of
from tests.support.project import tiny_arrays

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BASE = Recipe(epochs=2, first_units=5, second_units=4)
"""On 240 images of bars, of which 192 are learned from in six whole batches."""
BARS = Dataset(**tiny_arrays(), class_names=("a", "b", "c"))


@pytest.fixture(scope="module")
def trained() -> Callable[..., Training]:
    """Gives the training of `BASE` with other fields, made once each."""
    made: dict[Recipe, Training] = {}

    def training(**changes: Any) -> Training:
        recipe = replace(BASE, **changes)
        return made.setdefault(recipe, made.get(recipe) or steps.train(recipe, BARS))

    return training


@pytest.fixture
def traced(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The models that are traced, to be compiled, while a test runs."""
    import keras
    import tensorflow as tf

    models: list[Any] = []
    compute_loss = keras.Model.compute_loss

    def noted(model: Any, *arguments: Any, **options: Any) -> Any:
        if not tf.executing_eagerly():
            models.append(model)
        return compute_loss(model, *arguments, **options)

    monkeypatch.setattr(keras.Model, "compute_loss", noted)
    return models


def weights(training: Training) -> bytes:
    return b"".join(array.tobytes() for array in training.weights)


UNSHAPED: tuple[dict[str, Any], ...] = (
    {"learning_rate": 0.01}, {"train_images": 50}, {"labels": "random"}, {"steps_per_epoch": 4}, {"epochs": 1}, {"seed": 3},
    {"train_images": 20, "steps_per_epoch": 6, "labels": "random"}, {"train_images": 10},
)


def test_what_shapes_no_program_needs_no_new_one(trained: Callable[..., Training], traced: list[Any]) -> None:
    base = steps.train(BASE, BARS)
    traced.clear()
    others = [steps.train(replace(BASE, **change), BARS) for change in UNSHAPED]
    assert not traced
    assert len({weights(training) for training in (base, *others)}) == len(UNSHAPED) + 1
    assert weights(base) == weights(trained())


@pytest.mark.parametrize(("field", "values"), [("l2", (0.1, 0.01)), ("dropout", (0.5, 0.2)), ("shift", (1, 2))])
def test_two_values_share_a_program_which_is_not_that_of_none(
    trained: Callable[..., Training], traced: list[Any], field: str, values: tuple[float, float]
) -> None:
    trained()
    one = steps.train(replace(BASE, **{field: values[0]}), BARS)
    assert len(set(map(id, traced))) == 1
    traced.clear()
    other = steps.train(replace(BASE, **{field: values[1], "seed": 1}), BARS)
    assert not traced
    alone = steps.train(replace(BASE, **{field: values[1], "seed": 1}), replace(BARS))  # which is compiled anew
    assert weights(other) == weights(alone) != weights(one)
    assert other.history == alone.history


def test_programs_are_kept_of_few_kinds_and_those_of_a_recipe_are_told(traced: list[Any]) -> None:
    for units in (6, 7, 8, 6):
        steps.train(replace(BASE, epochs=1, first_units=units), BARS)
    assert len(set(map(id, traced))) == 4  # as the first of them was freed
    programs = {steps.program_of(replace(BASE, **change)) for change in UNSHAPED}
    assert programs == {steps.program_of(BASE)}
    shaped = ({"l2": 0.1}, {"dropout": 0.1}, {"shift": 3}, {"activation": "linear"}, {"network": "convolutional"}, {"batch_size": 8})
    assert len({steps.program_of(replace(BASE, **change)) for change in shaped}) == len(shaped)
    assert steps.program_of(replace(BASE, l2=0.1)) == steps.program_of(replace(BASE, l2=0.2))


def keras_epochs(recipe: Recipe, orders: list[Any], regularizer: Any = None) -> list[Any]:
    """The weights after Keras' own steps on batches of these orders, from the start of the recipe."""
    import keras

    begun = steps.start(recipe, BARS)
    layers, dense = keras.layers, partial(keras.layers.Dense, kernel_initializer="zeros")
    model = keras.Sequential([
        layers.Input((6, 6)), layers.Flatten(), dense(recipe.first_units, "relu", kernel_regularizer=regularizer),
        dense(recipe.second_units, "relu", kernel_regularizer=regularizer), dense(3, "softmax"),
    ])
    model.set_weights(begun.weights)
    model.compile(recipe.optimizer, recipe.loss)
    if recipe.learning_rate:
        model.optimizer.learning_rate = recipe.learning_rate
    x, y = (BARS.x_train / 255).astype(np.float32), np.eye(3, dtype=np.float32)[BARS.y_train]
    for order in orders:
        for batch in np.split(order, range(recipe.batch_size, len(order), recipe.batch_size)):
            model.train_on_batch(x[batch], y[batch])
    return list(model.get_weights())


def orders(recipe: Recipe) -> list[Any]:
    random = np.random.default_rng(steps.start(recipe, BARS).seed)
    order = order_of(192, recipe.batch_size, recipe.train_images, recipe.steps_per_epoch, random)
    return [order.next_epoch()[: order.taken] for _ in range(recipe.epochs)]


@pytest.mark.parametrize("change", [
    {"learning_rate": 0.2}, {"l2": 0.05}, {"train_images": 50}, {"train_images": 20, "steps_per_epoch": 5},
    {"steps_per_epoch": 9}, {"batch_size": 50, "train_images": 60},
], ids=str)
def test_the_weights_are_those_of_keras_on_the_same_batches(trained: Callable[..., Training], change: dict[str, Any]) -> None:
    """By gradient descent, which makes nothing of the rounding of zero."""
    import keras

    training = trained(optimizer="sgd", **change)
    regularizer = keras.regularizers.L2(change["l2"]) if "l2" in change else None
    expected = keras_epochs(training.recipe, orders(training.recipe), regularizer)
    for mine, other in zip(training.weights, expected, strict=True):
        np.testing.assert_allclose(mine, other, atol=1e-5)
    if change:
        assert weights(training) != weights(trained(optimizer="sgd"))


def test_a_stream_goes_through_its_images_again_and_again_in_whole_batches() -> None:
    order = order_of(192, 32, 50, 4, np.random.default_rng(0))
    epochs = [order.next_epoch() for _ in range(25)]
    assert (order.steps, order.taken, order.room) == (4, 128, 192)
    assert {len(epoch) for epoch in epochs} == {192}
    taken = np.concatenate([epoch[:128] for epoch in epochs])
    for start in range(0, len(taken), 50):
        assert sorted(taken[start : start + 50]) == list(range(50))
    assert len({tuple(taken[start : start + 50]) for start in range(0, 3200, 50)}) == 64
    unmixed = order_of(10, 4, None, 2, None)
    assert [unmixed.next_epoch().tolist() for _ in range(2)] == [[0, 1, 2, 3, 4, 5, 6, 7], [8, 9, 0, 1, 2, 3, 4, 5]]


def test_an_epoch_of_all_images_is_a_pass_with_a_smaller_last_batch() -> None:
    order = order_of(100, 32, 100, None, np.random.default_rng(0))
    assert (order.steps, order.taken, order.room) == (4, 100, 100)
    assert sorted(order.next_epoch()) == list(range(100))


@pytest.mark.parametrize(("change", "steps_and_images"), [
    ({}, (6, 192)), ({"train_images": 50}, (2, 64)), ({"train_images": 192}, (6, 192)), ({"steps_per_epoch": 4}, (4, 128)),
    ({"steps_per_epoch": 6}, (6, 192)), ({"batch_size": 100}, (2, 192)), ({"batch_size": 100, "train_images": 191}, (2, 200)),
])
def test_moments_count_the_steps_and_images_of_an_epoch(change: dict[str, Any], steps_and_images: tuple[int, int]) -> None:
    assert epoch_of(replace(BASE, **change), 240) == steps_and_images


def test_the_moments_of_a_stream_are_what_shorter_trainings_leave(trained: Callable[..., Training]) -> None:
    long = trained(train_images=50, steps_per_epoch=6, epochs=2)
    assert [(moment.step, moment.images) for moment in long.moments] == [(0, 0), (1, 32), (3, 96), (6, 192), (12, 384)]
    short = trained(train_images=50, steps_per_epoch=3, epochs=1)
    assert np.concatenate([array.ravel() for array in short.weights]).tobytes() == long.early[1].tobytes()
    for name in ("accuracy", "loss"):
        assert long.early_history[name][1] == pytest.approx(short.history[name][0], rel=1e-6)


def test_random_labels_are_those_of_the_seed_and_only_of_what_is_learned(trained: Callable[..., Training]) -> None:
    again = steps.train(replace(BASE, labels="random"), BARS)
    assert weights(trained(labels="random")) == weights(again) != weights(trained())
    many = {"train_images": 20, "steps_per_epoch": 100, "learning_rate": 0.01, "epochs": 4, "first_units": 60}
    true, random = trained(**many), trained(labels="random", **many)
    assert random.history["accuracy"][-1] > 0.9  # they are learned by heart
    assert random.test_accuracy < 0.7 < true.test_accuracy
    assert random.history["val_accuracy"][-1] < 0.7


def test_losses_are_those_of_the_data_without_the_penalty(trained: Callable[..., Training]) -> None:
    training = trained(l2=0.5)
    true = training.probabilities[np.arange(60), BARS.y_test]
    assert training.test_loss == pytest.approx(-np.log(true).mean(), abs=1e-5)
    hidden = [abs(trained(l2=l2).weights[0]).sum() for l2 in (0.5, 0.0)]
    assert hidden[0] < hidden[1]
    assert max(training.history["loss"]) < 2  # the penalty alone is more


def test_nothing_is_dropped_and_no_image_moved_where_the_network_is_measured(trained: Callable[..., Training]) -> None:
    for change in ({"dropout": 0.5}, {"shift": 2}, {"activation": "linear"}, {"activation": "linear", "network": "convolutional"}):
        training = trained(**change)
        expected = probabilities_of(training, BARS.x_test)
        np.testing.assert_allclose(training.probabilities, expected, atol=1e-5)
        right = expected.argmax(axis=1) == BARS.y_test
        assert training.test_accuracy == pytest.approx(right.mean())


def compiled(function: Any, *inputs: Any) -> Any:
    import tensorflow as tf

    return tf.function(function, jit_compile=True)(*inputs).numpy()


def test_dropout_drops_its_share_and_lifts_the_rest() -> None:
    import tensorflow as tf

    from mnist_report.training.draws import dropped

    def drop(step: int, place: int = 1) -> Any:
        return compiled(dropped, tf.ones((100, 100)), tf.constant(0.2), tf.constant(5, tf.int64), tf.constant(step), place)

    values = drop(0)
    assert sorted(set(values.ravel())) == [0, 1.25]
    assert (values == 0).mean() == pytest.approx(0.2, abs=0.02)
    assert (drop(0) == values).all()
    for other in (drop(1), drop(0, 2)):
        assert 0.5 < (other == values).mean() < 0.8  # as of masks that have nothing to do with each other


def test_images_are_moved_as_a_reference_moves_them() -> None:
    """Each is found among all 25 shifts that there are, made by slices; all of these occur, as do different ones."""
    import tensorflow as tf

    from mnist_report.training.draws import shifted

    images = np.random.default_rng(1).uniform(0.1, 1, (9, 6, 7)).astype(np.float32)
    chosen, seen = np.arange(400) % 9, set()
    moved = compiled(shifted, tf.constant(images), tf.constant(chosen, tf.int32), tf.constant(2), tf.constant(5, tf.int64), tf.constant(0))
    around = np.pad(images, ((0, 0), (2, 2), (2, 2)))
    for image, result in zip(chosen, moved, strict=True):
        matches = [(y, x) for y in range(5) for x in range(5) if (around[image, y : y + 6, x : x + 7] == result).all()]
        assert len(matches) == 1
        seen.add(matches[0])
    assert len(seen) == 25


@pytest.mark.parametrize("side", [4, 5, 6, 9, 64])
def test_the_convolutional_network_is_keras_own(side: int) -> None:
    """In a program, where it is computed in another way."""
    import keras
    import tensorflow as tf

    images = tf.random.stateless_uniform((3, side, side), (1, 2))
    with pytest.warns(UserWarning, match="Do not pass an `input_shape`"):
        ours = steps.build_convolutional_model(side, "tanh", 5)
    layers = keras.layers
    theirs = keras.Sequential([
        layers.Input((side, side)), layers.Reshape((side, side, 1)), layers.Conv2D(4, 3, padding="same", activation="tanh"),
        layers.MaxPooling2D(2), layers.Conv2D(12, 3, padding="same", activation="tanh"), layers.MaxPooling2D(2),
        layers.Flatten(), layers.Dense(5, activation="softmax"),
    ])
    theirs.set_weights(ours.get_weights())
    np.testing.assert_allclose(compiled(ours, images), theirs(images), atol=1e-6)
    np.testing.assert_allclose(ours(images), theirs(images), atol=1e-6)
    slopes = []
    for model in (ours, theirs):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.square((tf.function(model, autograph=False) if model is ours else model)(images)))
        slopes.append(tape.gradient(loss, model.trainable_variables))
    for mine, other in zip(*slopes, strict=True):
        np.testing.assert_allclose(mine, other, atol=1e-5)


def test_many_images_are_measured_in_parts(monkeypatch: pytest.MonkeyPatch, trained: Callable[..., Training]) -> None:
    whole = trained(network="convolutional")
    monkeypatch.setattr("mnist_report.training.sequential.AT_ONCE", 1000)  # six images of 6 by 6 in 4 channels
    parts = steps.train(whole.recipe, BARS)
    np.testing.assert_allclose(parts.probabilities, whole.probabilities, atol=1e-6)
    assert (parts.test_accuracy, parts.test_loss) == pytest.approx((whole.test_accuracy, whole.test_loss))
    assert parts.history["val_loss"] == pytest.approx(whole.history["val_loss"])


def test_a_lean_training_has_no_path_and_says_so(trained: Callable[..., Training], tmp_path: Path) -> None:
    trained().lean().save(tmp_path)
    lean = Training.load({path.name: path.read_bytes() for path in tmp_path.iterdir()})
    assert (lean.snapshots.shape, lean.early.shape) == ((0, 224), (0, 224))
    assert weights(lean) == weights(trained())
    assert (lean.early_history, lean.early_steps) == (trained().early_history, trained().early_steps)
    message = ("the training from seed 0 was kept without its path: it has the weights of its end, but not those on the way "
               "there")
    for ask in (lambda: lean.moments, lambda: lean.weights_after(0)):
        with pytest.raises(LookupError, match=f"^{re.escape(message)}$"):
            ask()


def test_more_images_than_there_are_to_learn_from() -> None:
    with pytest.raises(TrainingError, match=r"^train_images is 193, but must be at most 192: of 240 training images, those that "
                                            r"validation_split 0\.2 leaves to learn from$"):
        steps.train(replace(BASE, train_images=193), BARS)


def test_a_learning_rate_at_which_the_loss_is_no_number() -> None:
    with pytest.raises(TrainingError, match=r"^the loss of epoch \d is nan, .*learning_rate=1000.* diverged; choose a "
                                            r"learning_rate below 1000$"):
        steps.train(replace(BASE, optimizer="sgd", learning_rate=1000.0, activation="linear", epochs=9), BARS)
