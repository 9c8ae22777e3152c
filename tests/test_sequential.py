"""Our `fit` is Keras' `fit`: the same weights for the same batch order, and the same bits each time."""

from __future__ import annotations

import os
import subprocess
import sys

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from mnist_report import data
from mnist_report.config import Course, Recipe
from mnist_report.errors import TrainingError
from mnist_report.training import build_model, compile_model, train
from tests.conftest import tiny_arrays


@pytest.fixture(scope="module")
def mnist() -> data.Dataset:
    return data.load(Course())


def bars(train_size: int = 240) -> data.Dataset:
    arrays = tiny_arrays()
    arrays |= {name: arrays[name][:train_size] for name in ("x_train", "y_train")}
    return data.Dataset(**arrays, class_names=("a", "b", "c"))


def compiled(shape: tuple[int, int] = (28, 28), classes: int = 10, optimizer: str = "adam"):
    import keras

    keras.utils.set_random_seed(7)
    with pytest.warns(UserWarning, match="Do not pass an `input_shape`"):
        model = build_model(shape, 128, 64, "relu", classes)
    compile_model(model, optimizer, "categorical_crossentropy")
    return model


def keras_own(model):
    """A network of Keras' own class with the layers and weights of `model`."""
    import keras

    twin = keras.Sequential.from_config(model.get_config())
    twin.set_weights(model.get_weights())
    twin.compile(optimizer=type(model.optimizer)(), loss="categorical_crossentropy", metrics=["accuracy"])
    return twin


def test_an_epoch_of_mnist_gives_the_weights_of_keras(mnist: data.Dataset) -> None:
    from keras.utils import to_categorical

    x, y = (mnist.x_train / 255.0).astype(np.float32), to_categorical(mnist.y_train)
    order = np.random.default_rng(1).permutation(48_000)
    x[:48_000], y[:48_000] = x[order], y[order]
    ours = compiled()
    theirs = keras_own(ours)
    history = ours.fit(x, y, epochs=1, validation_split=0.2, shuffle=False)
    expected = theirs.fit(x, y, epochs=1, validation_split=0.2, shuffle=False, verbose=0)
    for mine, expected_weights in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(mine, expected_weights, atol=1e-4, rtol=0)
    probabilities = ours.predict(x[48_000:]), theirs.predict(x[48_000:], verbose=0)
    labels = [each.argmax(axis=1) for each in probabilities]
    assert ours.evaluate(x[48_000:], y[48_000:]) == pytest.approx(theirs.evaluate(x[48_000:], y[48_000:], verbose=0), abs=1e-4)
    assert np.mean(labels[0] == labels[1]) >= 0.9999
    assert history.history.keys() == expected.history.keys()
    for name, values in expected.history.items():
        assert history.history[name] == pytest.approx(values, abs=2e-4), name


@pytest.mark.parametrize(("batch_size", "optimizer"), [(33, "adam"), (500, "adam"), (32, "sgd"), (32, "rmsprop"),
                                                        (32, "adamw"), (32, "nadam")])
def test_batches_that_do_not_divide_the_images(batch_size: int, optimizer: str) -> None:
    from keras.utils import to_categorical

    dataset = bars()
    x, y = (dataset.x_train / 255.0).astype(np.float32), to_categorical(dataset.y_train)
    ours = compiled((6, 6), 3, optimizer)
    theirs = keras_own(ours)
    options = {"epochs": 2, "batch_size": batch_size, "validation_split": 0.25, "shuffle": False}
    history, expected = ours.fit(x, y, **options), theirs.fit(x, y, verbose=0, **options)
    for mine, expected_weights in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(mine, expected_weights, atol=1e-4, rtol=0)
    for name, values in expected.history.items():
        assert history.history[name] == pytest.approx(values, abs=1e-4), name


def test_without_validation_there_is_no_validation_history() -> None:
    dataset = bars()
    model = compiled((6, 6), 3)
    history = model.fit(dataset.x_train / 255.0, np.eye(3)[dataset.y_train])
    assert sorted(history.history) == ["accuracy", "loss"]
    assert model.history is history


def test_one_recipe_gives_the_same_bits_and_another_seed_others(mnist: data.Dataset) -> None:
    recipe = Recipe(epochs=1)
    first, second, other = train(recipe, mnist), train(recipe, mnist), train(Recipe(epochs=1, seed=1), mnist)
    assert [w.tobytes() for w in first.weights] == [w.tobytes() for w in second.weights]
    assert first.probabilities.tobytes() == second.probabilities.tobytes()
    assert first.history == second.history
    assert [w.tobytes() for w in first.weights] != [w.tobytes() for w in other.weights]


def test_a_model_whose_programs_serve_again_trains_as_a_new_one() -> None:
    first = [train(Recipe(epochs=1, seed=seed), bars()) for seed in (0, 1)]  # each data set object compiles anew
    dataset = bars()
    again = [train(Recipe(epochs=1, seed=seed), dataset) for seed in (1, 0)]
    for one, other in zip(first, reversed(again), strict=True):
        assert [w.tobytes() for w in one.weights] == [w.tobytes() for w in other.weights]


def test_threads_that_train_at_once_do_not_disturb_each_other() -> None:
    dataset, recipes = bars(), [Recipe(epochs=2, seed=seed) for seed in range(4)]
    alone = [train(recipe, dataset) for recipe in recipes]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda recipe: train(recipe, dataset), recipes))
    for one, other in zip(alone, together, strict=True):
        assert [w.tobytes() for w in one.weights] == [w.tobytes() for w in other.weights]
        assert (one.printed, one.summary, one.history) == (other.printed, other.summary, other.history)


TRAINED_ALONE = """
import hashlib, os, sys
from mnist_report import data
from mnist_report.config import Course, Recipe
from mnist_report.training import train
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(sys.argv[1])])
whole = data.load(Course())
images = data.Dataset(whole.x_train[:4000], whole.y_train[:4000], whole.x_test[:100], whole.y_test[:100], whole.class_names)
print(hashlib.sha256(train(Recipe(epochs=1), images).snapshots.tobytes()).hexdigest())
"""


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="only Linux can lend a process fewer processors")
def test_the_network_does_not_depend_on_the_number_of_processors() -> None:
    """Without `keep_to_one_thread` the two differ, from the first layers on."""
    found = set()
    for processors, threads in (("1", "0"), ("2", "0"), ("2", "4")):
        environment = os.environ | {"TF_NUM_INTRAOP_THREADS": threads}
        command = [sys.executable, "-c", TRAINED_ALONE, processors]
        found.add(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert len(found) == 1


def test_what_a_training_leaves_behind() -> None:
    epochs: list[tuple[int, list[str]]] = []
    training = train(Recipe(epochs=3, first_units=5, second_units=4), bars(),
                     lambda epoch, logs: epochs.append((epoch, sorted(logs))))
    assert [array.shape for array in training.weights] == [(36, 5), (5,), (5, 4), (4,), (4, 3), (3,)]
    assert {array.dtype for array in training.weights} == {np.dtype(np.float32)}
    assert training.probabilities.shape == (60, 3)
    assert training.probabilities.dtype == np.float32
    np.testing.assert_allclose(training.probabilities.sum(axis=1), 1, atol=1e-6)
    assert epochs == [(number, ["accuracy", "loss", "val_accuracy", "val_loss"]) for number in (1, 2, 3)]
    assert {len(values) for values in training.history.values()} == {3}
    right = training.probabilities.argmax(axis=1) == training.labels
    assert training.test_accuracy == pytest.approx(right.mean(), abs=1e-6)
    assert training.printed == f"Test Accuracy: {training.test_accuracy:.2f}"
    assert training.snapshots.shape == (4, 224)
    np.testing.assert_array_equal(training.snapshots[-1], np.concatenate([w.ravel() for w in training.weights]))
    assert len({snapshot.tobytes() for snapshot in training.snapshots}) == 4
    assert training.train_counts == (80, 80, 80)
    assert "Total params: 224" in training.summary  # 36×5+5 + 5×4+4 + 4×3+3


def test_a_loss_that_is_not_finite() -> None:
    recipe = Recipe(epochs=1, first_units=3, second_units=3)
    dataset = bars()
    broken = data.Dataset(dataset.x_train * np.float32(np.nan), dataset.y_train, dataset.x_test, dataset.y_test, ("a", "b", "c"))
    with pytest.raises(TrainingError, match=r"the loss of epoch 1 is nan, not a finite number: the training from Recipe\("
                                            r"seed=0, .*diverged; choose another optimizer or fewer units"):
        train(recipe, broken)


def test_a_validation_split_that_leaves_no_image_to_train_on() -> None:
    with pytest.raises(TrainingError, match=r"validation_split is 0\.999, which leaves 0 images of 240 to train on and 240 "
                                            "to validate on; both must be at least 1"):
        train(Recipe(validation_split=0.999), bars())
