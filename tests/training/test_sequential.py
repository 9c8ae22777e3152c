"""Our `fit` begins as Keras' `fit`: the same weights for the same batch order over the first steps. (Over 300 lines: each promise of `fit` beside Keras.)

It gives the same bits each time, and readers of the course call it as they would call Keras' own.
"""

from __future__ import annotations

import os
import pickle
import random
import re
import subprocess
import sys

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mnist_report.core.errors import TrainingError
from mnist_report.core.filters import epoch_line
from mnist_report.core.recipe import Recipe
from mnist_report.core.settings import Settings
from mnist_report.training import dataset as data
from mnist_report.training import steps
from mnist_report.training.run import Training
from mnist_report.training.steps import build_model, compile_model, train
from tests.support.project import tiny_arrays


@pytest.fixture(scope="module")
def mnist() -> data.Dataset:
    return data.load(Settings())


@pytest.fixture(scope="module")
def part(mnist: data.Dataset) -> data.Dataset:
    """As many images of MNIST as make layers of the size at which threads would share the work."""
    return data.Dataset(mnist.x_train[:4000], mnist.y_train[:4000], mnist.x_test[:100], mnist.y_test[:100], mnist.class_names)


def bars() -> data.Dataset:
    return data.Dataset(**tiny_arrays(), class_names=("a", "b", "c"))


def compiled(shape: tuple[int, int] = (28, 28), classes: int = 10, optimizer: str = "adam", seed: int = 7):
    import keras

    keras.utils.set_random_seed(seed)
    with pytest.warns(UserWarning, match="Do not pass an `input_shape`"):
        model = build_model(shape, 128, 64, "relu", classes)
    compile_model(model, optimizer, "categorical_crossentropy")
    return model


def keras_own(model):
    """A network of Keras' own class with the layers and weights of `model`."""
    import keras

    twin = keras.Sequential.from_config(model.get_config())
    twin.set_weights(model.get_weights())
    twin.compile(optimizer=type(model.optimizer)(), loss="categorical_crossentropy", metrics=["accuracy"], jit_compile=False)
    return twin


@pytest.fixture(scope="module")
def again() -> Callable[[], Any]:
    """Gives what `compiled((6, 6), 3)` gives, with programs that are compiled once: that they may serve all is held by
    `test_a_model_that_shares_programs_trains_as_a_new_one`.
    """
    first = compiled((6, 6), 3)
    first.fit(*few(), verbose=0)

    def fresh() -> Any:
        model = compiled((6, 6), 3)
        model.share_programs_of(first)
        return model

    return fresh


def farthest(ours, theirs) -> float:
    """The largest difference of a weight."""
    return max(abs(mine - other).max() for mine, other in zip(ours.get_weights(), theirs.get_weights(), strict=True))


PAIRS = ((0, 0), (1, 1), (2, 0))
"""Of a seed and an order of the images."""


@pytest.mark.no_cover  # of what the next test trains with too, but for its steps
@pytest.mark.parametrize(("optimizer", "pairs", "far"), [("adam", PAIRS, 1), ("sgd", PAIRS[:2], 0)], ids=["adam", "sgd"])
def test_200_steps_on_mnist_give_the_weights_of_keras(
    mnist: data.Dataset, optimizer: str, pairs: tuple[tuple[int, int], ...], far: int
) -> None:
    """Where a gradient is nothing but the rounding of zero, Adam makes a whole step of it: of 16 pairs of seed and
    order, one parted in the first steps, the second of those here. SGD makes nothing of it.
    """
    from keras.utils import to_categorical

    ours = compiled(optimizer=optimizer)
    theirs = keras_own(ours)
    ours.optimizer.build(ours.trainable_variables)
    theirs.optimizer.build(theirs.trainable_variables)
    fresh = [variable.numpy() for variable in ours.optimizer.variables]
    differences = []
    for seed, order in pairs:
        first = np.random.default_rng(order).permutation(60_000)[:6400]
        x, y = (mnist.x_train[first] / 255.0).astype(np.float32), to_categorical(mnist.y_train[first])
        weights = compiled(seed=seed).get_weights()
        for model in (ours, theirs):
            model.set_weights(weights)
            for variable, value in zip(model.optimizer.variables, fresh, strict=True):
                variable.assign(value)
        history, expected = (model.fit(x, y, shuffle=False, verbose=0).history for model in (ours, theirs))
        differences.append(farthest(ours, theirs))
        if differences[-1] < 1e-5:
            assert history == {name: pytest.approx(values, abs=1e-5) for name, values in expected.items()}
            assert ours.evaluate(x, y) == pytest.approx(theirs.evaluate(x, y, 6400, verbose=0), abs=1e-5)
            np.testing.assert_allclose(ours.predict(x), theirs.predict(x, 6400, verbose=0), atol=1e-4)
    assert sum(difference >= 1e-5 for difference in differences) <= far, differences


@pytest.mark.parametrize(("batch_size", "optimizer"), [(33, "adam"), (500, "adam"), (36, "sgd"), (36, "rmsprop"),
                                                        (36, "adamw"), (36, "nadam")])
def test_batches_of_any_size_give_the_weights_of_keras(batch_size: int, optimizer: str) -> None:
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


def few() -> tuple[np.ndarray, np.ndarray]:
    """Images and one-hot labels of three classes, 240 of them."""
    dataset = bars()
    return (dataset.x_train / 255.0).astype(np.float32), np.eye(3, dtype=np.float32)[dataset.y_train]


def test_without_validation_there_is_no_validation_history(again: Callable[[], Any]) -> None:
    model = again()
    history = model.fit(*few())
    assert sorted(history.history) == ["accuracy", "loss"]
    assert model.history is history


@pytest.mark.parametrize("verbose", ["auto", 1, 2])
def test_fit_prints_the_lines_that_the_lesson_shows(
    again: Callable[[], Any], capsys: pytest.CaptureFixture[str], verbose: int | str
) -> None:
    history = again().fit(*few(), epochs=2, validation_split=0.25, verbose=verbose).history
    lines = [epoch_line(6, {name: values[epoch] for name, values in history.items()}) for epoch in (0, 1)]
    assert capsys.readouterr().out == f"Epoch 1/2\n{lines[0]}\nEpoch 2/2\n{lines[1]}\n"
    assert lines[0].startswith("6/6 - accuracy: 0.")
    again().fit(*few(), verbose=verbose)
    assert capsys.readouterr().out.startswith("8/8 - accuracy: 0.")  # a single epoch has no number, as in Keras


def test_fit_prints_nothing_where_that_is_asked(again: Callable[[], Any], capsys: pytest.CaptureFixture[str]) -> None:
    model = again()
    model.fit(*few(), epochs=2, verbose=0)
    model.evaluate(*few(), verbose=1)
    model.predict(few()[0], batch_size=32, verbose=1)
    model.on_epoch = lambda epoch, logs: None
    model.fit(*few(), epochs=2)
    assert capsys.readouterr().out == ""


def test_the_lines_are_those_of_keras(again: Callable[[], Any], capsys: pytest.CaptureFixture[str]) -> None:
    """But for its bars and durations."""
    import keras

    ours = again()
    theirs = keras_own(ours)
    keras.utils.enable_interactive_logging()  # which a training of the course in this process has switched off
    ours.fit(*few(), epochs=2, validation_split=0.25, shuffle=False)
    mine = capsys.readouterr().out
    theirs.fit(*few(), epochs=2, validation_split=0.25, shuffle=False, verbose=2)
    expected = re.sub(r" - \d+m?s - \d+m?s/step", "", capsys.readouterr().out)
    assert mine == expected


def test_validation_data_are_measured_in_place_of_a_split(again: Callable[[], Any]) -> None:
    x, y = few()
    options = {"epochs": 2, "shuffle": False, "verbose": 0}
    split, given, both = (
        again().fit(x, y, validation_split=0.25, **options).history,
        again().fit(x[:180], y[:180], validation_data=(x[180:], y[180:]), **options).history,
        again().fit(x[:180], y[:180], 32, 2, 0, None, 0.5, (x[180:], y[180:]), False).history,
    )
    assert split == given == both


def test_callbacks_are_called_as_keras_calls_them(again: Callable[[], Any]) -> None:
    import keras

    class Diary(keras.callbacks.Callback):
        def __init__(self) -> None:
            super().__init__()
            self.said: list[tuple[object, ...]] = []

        def on_train_begin(self, logs=None) -> None:
            self.said.append(("training begins", self.params["epochs"], self.params["steps"]))

        def on_epoch_begin(self, epoch, logs=None) -> None:
            self.said.append(("epoch begins", epoch))

        def on_epoch_end(self, epoch, logs=None) -> None:
            self.said.append(("epoch ends", epoch, *sorted(logs)))
            self.model.stop_training = epoch == 3

        def on_train_end(self, logs=None) -> None:
            self.said.append(("training ends", *sorted(logs)))

    ours, diaries = again(), (Diary(), Diary())
    theirs = keras_own(ours)
    for model, diary in zip((ours, theirs), diaries, strict=True):
        model.fit(*few(), epochs=9, initial_epoch=2, validation_split=0.25, callbacks=[diary], verbose=0)
    assert diaries[0].said == diaries[1].said
    assert len(diaries[0].said) == 6  # the second of seven epochs was the last


@pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")  # Keras'
def test_keras_own_callbacks_do_their_work(again: Callable[[], Any], tmp_path: Path) -> None:
    import keras

    once = compiled((6, 6), 3)
    once.optimizer.build(once.trainable_variables)
    once.set_weights(again().fit(*few(), verbose=0).model.get_weights())
    model = again()
    start = model.get_weights()
    best = keras.callbacks.EarlyStopping(monitor="loss", mode="max", patience=1, restore_best_weights=True)
    history = model.fit(*few(), epochs=9, callbacks=best, verbose=0).history  # the largest loss is the best: the first
    assert len(history["loss"]) == 2
    assert farthest(model, once) == 0
    assert any((one != other).any() for one, other in zip(start, model.get_weights(), strict=True))
    model.fit(*few(), epochs=2, verbose=0, callbacks=[
        keras.callbacks.LearningRateScheduler(lambda epoch: 0.0), keras.callbacks.CSVLogger(tmp_path / "log.csv"),
        keras.callbacks.ModelCheckpoint(tmp_path / "best.weights.h5", monitor="loss", save_weights_only=True),
    ])
    assert farthest(model, once) == 0  # a rate of zero learns nothing
    assert len((tmp_path / "log.csv").read_text().splitlines()) == 3
    once.load_weights(tmp_path / "best.weights.h5")
    assert farthest(model, once) == 0


def watching(name: str):
    import keras

    known = {
        "TerminateOnNaN": keras.callbacks.TerminateOnNaN,
        "LambdaCallback": lambda: keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: None),
        "ModelCheckpoint": lambda: keras.callbacks.ModelCheckpoint("a.keras", save_freq=10),
    }
    return known[name]()


@pytest.mark.parametrize("name", ["TerminateOnNaN", "LambdaCallback", "ModelCheckpoint"])
def test_a_callback_that_watches_batches_is_refused(name: str) -> None:
    message = (f"the callback {name} watches single batches, but here those of an epoch are one program; leave it out of "
               "callbacks, or make the model with tf.keras.Sequential, which is Keras alone")
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        compiled((6, 6), 3).fit(*few(), callbacks=[watching(name)])


@pytest.mark.parametrize(("method", "name"), [("fit", name) for name in (
    "class_weight", "sample_weight", "steps_per_epoch", "validation_steps", "validation_batch_size", "validation_freq", "epoch",
)] + [("evaluate", "sample_weight"), ("evaluate", "return_dict"), ("predict", "steps")])
def test_another_argument_is_refused_by_name(again: Callable[[], Any], method: str, name: str) -> None:
    model, (x, y) = again(), few()
    arguments = {"x": x} if method == "predict" else {"x": x, "y": y}
    message = (f"{method} of mnist-report takes no {name}; leave it out, or make the model with tf.keras.Sequential, which "
               "is Keras alone")
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        getattr(model, method)(**arguments, **{name: 1})
    assert getattr(model, method)(**arguments, **{name: None}) is not None


@pytest.mark.parametrize(("change", "message"), [
    ({"y": np.zeros(240)}, "x, y should be images (n, …) and as many one-hot labels (n, classes), such as to_categorical makes, "
                           "not of shape (240, 6, 6), (240,); or make the model with tf.keras.Sequential"),
    ({"y": np.zeros((239, 3))}, "not of shape (240, 6, 6), (239, 3)"),
    ({"y": None}, "not of shape (240, 6, 6), ()"),
    ({"validation_data": (np.zeros((4, 6, 6)), np.zeros((4, 3)), np.ones(4))}, "validation_data should be images"),
    ({"validation_split": 1.0}, "validation_split is 1.0, which leaves 0 of 240 images to train on; it must be at least 0"),
    ({"validation_split": -0.5}, "validation_split is -0.5, which leaves 360 of 240 images to train on"),
])
def test_what_are_no_images_with_labels_is_refused(change: dict[str, object], message: str) -> None:
    x, y = few()
    with pytest.raises(ValueError, match=re.escape(message)):
        compiled((6, 6), 3).fit(**{"x": x, "y": y} | change)


@pytest.mark.parametrize("method", ["fit", "evaluate"])
def test_before_compile_the_error_is_that_of_keras(method: str) -> None:
    import keras

    ours, images, labels = compiled((6, 6), 3), np.zeros((4, 6, 6)), np.eye(3)[[0, 1, 2, 0]]
    with pytest.raises(ValueError, match="compile") as theirs:
        getattr(keras.Sequential.from_config(ours.get_config()), method)(images, labels)
    with pytest.raises(ValueError, match=re.escape(str(theirs.value))):
        getattr(type(ours).from_config(ours.get_config()), method)(images, labels)


def test_the_same_images_with_other_labels_are_another_training(again: Callable[[], Any]) -> None:
    """Once the tensors of the images last trained on were kept, with their labels."""
    x, y = few()
    first = again().fit(x, y, verbose=0).history
    second = again().fit(x, y[::-1].copy(), verbose=0).history
    assert abs(first["loss"][0] - second["loss"][0]) > 1e-4
    x *= 0.5
    third = again().fit(x, y, verbose=0).history
    assert abs(first["loss"][0] - third["loss"][0]) > 1e-4


def bits(training: Training) -> list[bytes]:
    return [array.tobytes() for array in (*training.weights, training.snapshots, training.early, training.probabilities)]


def test_one_recipe_gives_the_same_bits_and_another_seed_others(part: data.Dataset) -> None:
    recipe = Recipe(epochs=1)
    first, second, other = train(recipe, part), train(recipe, part), train(Recipe(epochs=1, seed=1), part)
    assert bits(first) == bits(second)
    assert first.history == second.history
    assert [w.tobytes() for w in first.weights] != [w.tobytes() for w in other.weights]


RECIPES = [Recipe(epochs=2, seed=seed, first_units=5, second_units=4) for seed in range(4)]


@pytest.fixture(scope="module")
def alone() -> tuple[data.Dataset, list[Training]]:
    """Images, and what comes of each recipe when they are trained one after the other: the programs of the first serve all."""
    dataset = bars()
    return dataset, [train(recipe, dataset) for recipe in RECIPES]


def test_a_model_that_shares_programs_trains_as_a_new_one(alone: tuple[data.Dataset, list[Training]]) -> None:
    new = train(RECIPES[3], bars())  # each data set object compiles anew
    assert bits(new) == bits(alone[1][3])


def in_threads(dataset: data.Dataset) -> list[Training]:
    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(lambda recipe: train(recipe, dataset), RECIPES))


@pytest.fixture
def traced(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The models that are traced, to be compiled, while a test runs; each as often as its loss occurs in programs."""
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


def states() -> tuple[object, ...]:
    """Of the random generators of the process."""
    return random.getstate(), np.random.get_state()[1].tobytes()


def test_with_its_start_from_elsewhere_a_training_draws_nothing_and_gives_the_same_bits(
    alone: tuple[data.Dataset, list[Training]]
) -> None:
    dataset, before = alone
    begun = steps.start(RECIPES[2], dataset)
    random.seed(99)
    np.random.seed(99)
    drawn = states()
    training = train(RECIPES[2], dataset, start=pickle.loads(pickle.dumps(begun)))
    assert states() == drawn
    assert bits(training) == bits(before[2])
    assert (training.summary, training.history) == (before[2].summary, before[2].history)


def test_a_start_is_that_of_its_seed_and_its_digest_tells_it_from_others(alone: tuple[data.Dataset, list[Training]]) -> None:
    dataset, before = alone
    starts = [steps.start(recipe, dataset) for recipe in (*RECIPES, RECIPES[0])]
    assert len({start.digest for start in starts}) == 4 == len({start.seed for start in starts})
    assert starts[-1].digest == starts[0].digest
    assert replace(starts[0], seed=starts[1].seed).digest != starts[0].digest
    for start, training in zip(starts, before, strict=False):
        for array, expected in zip(start.weights, training.weights_after(0), strict=True):
            assert array.tobytes() == expected.tobytes()


def test_threads_that_train_at_once_do_not_disturb_each_other_and_share_one_program(
    alone: tuple[data.Dataset, list[Training]], traced: list[Any]
) -> None:
    train(RECIPES[0], bars())
    of_one = len(traced)
    for one, other in zip(alone[1], in_threads(bars()), strict=True):
        assert bits(one) == bits(other)
        assert (one.printed, one.summary, one.history) == (other.printed, other.summary, other.history)
    assert len(traced) == 2 * of_one


@pytest.mark.parametrize(("batch_size", "moments"), [(33, (1, 7)), (500, ())])
def test_moments_change_no_bit_and_are_what_trainings_that_end_there_leave(batch_size: int, moments: tuple[int, ...]) -> None:
    """Of 240 images in batches of 33 the last is a smaller one; the second seed trains by the programs of the first."""
    (x, y), seen, options = few(), [], {"epochs": 2, "batch_size": batch_size, "shuffle": False, "verbose": 0}
    first = compiled((6, 6), 3)
    for seed in (7, 8):
        watched, plain = first if seed == 7 else compiled((6, 6), 3, seed=seed), compiled((6, 6), 3, seed=seed)
        if seed == 8:
            watched.share_programs_of(first)
        watched.moments, watched.on_moment = moments, lambda *moment: seen.append(moment)
        assert watched.fit(x, y, **options).history == plain.fit(x, y, **options).history
        assert farthest(watched, plain) == 0
    assert [step for step, *_ in seen] == [*moments, *moments]
    for step, logs, weights in seen[: len(moments)]:
        short = compiled((6, 6), 3)
        history = short.fit(x[: step * batch_size], y[: step * batch_size], **options | {"epochs": 1}).history
        assert np.concatenate([array.ravel() for array in short.get_weights()]).tobytes() == weights.tobytes()
        assert logs == {name: pytest.approx(values[0]) for name, values in history.items()}


class Unable:
    """Stands for the part of TensorFlow that runs a program on given variables, in a version where it cannot."""

    def call_flat(self, *_: Any) -> None:
        raise ValueError("not in this version")


@pytest.mark.parametrize("change", [lambda patch, of: patch.delattr(of, "inference_fn"), lambda patch, of: patch.setattr(of, "inference_fn", None),
                                    lambda patch, of: patch.setattr(of, "inference_fn", Unable())], ids=["absent", "another", "unable"])
def test_where_tensorflow_cannot_share_a_program_each_model_compiles_its_own(
    alone: tuple[data.Dataset, list[Training]], traced: list[Any], monkeypatch: pytest.MonkeyPatch, change: Callable[[Any, type], None]
) -> None:
    from tensorflow.python.eager.polymorphic_function.concrete_function import ConcreteFunction

    change(monkeypatch, ConcreteFunction)
    dataset, before = alone  # the first of which has its program
    assert bits(train(RECIPES[1], dataset)) == bits(before[1])
    assert len(set(map(id, traced))) == 1


def test_a_model_compiled_anew_trains_with_its_new_optimizer_and_what_is_still_to_be_trained() -> None:
    import keras

    model = compiled((6, 6), 3)
    model.fit(*few(), verbose=0)
    model.layers[-1].trainable = False
    optimizer = keras.optimizers.SGD(0.5)
    model.compile(optimizer, "categorical_crossentropy", metrics=["accuracy"])
    twin = keras_own(model)
    twin.compile(keras.optimizers.SGD(0.5), "categorical_crossentropy", metrics=["accuracy"], jit_compile=False)
    for one in (model, twin):
        one.fit(*few(), shuffle=False, verbose=0)
    assert int(optimizer.iterations) == 8
    assert farthest(model, twin) < 1e-5


@pytest.mark.parametrize("sharing", [False, True], ids=["alone", "sharing"])
def test_a_loss_is_that_of_the_last_compile_even_with_the_same_optimizer(sharing: bool) -> None:
    model, other = compiled((6, 6), 3, "sgd"), compiled((6, 6), 3, "sgd")
    if sharing:
        model.optimizer.build(model.trainable_variables)
        model.share_programs_of(first := compiled((6, 6), 3, "sgd"))
        first.fit(*few(), verbose=0)
    optimizer, start = model.optimizer, model.get_weights()
    model.fit(*few(), shuffle=False, verbose=0)
    model.set_weights(start)
    for one, its in ((model, optimizer), (other, other.optimizer)):
        one.compile(its, "mean_squared_error", metrics=["accuracy"])
        one.fit(*few(), shuffle=False, verbose=0)
    assert farthest(model, other) == 0


def test_a_model_does_not_hold_the_one_whose_programs_it_shares(again: Callable[[], Any]) -> None:
    model = again()
    model.fit(*few(), verbose=0)
    assert len(model.weights) == 6
    assert [type(layer).__name__ for layer in model.layers] == ["Flatten", "Dense", "Dense", "Dense"]


def test_images_go_through_the_code_of_the_lesson_in_blocks(part: data.Dataset) -> None:
    """Their bits are those of all at once, made float32 as Keras makes them."""
    at_once, came_out = steps.load_and_preprocess(part), []

    def watch(frame: Any, event: str, value: Any) -> None:
        if event == "return" and frame.f_code is steps.load_and_preprocess.__code__:
            came_out.append(value)

    sys.setprofile(watch)
    in_blocks = steps.preprocessed(part)
    sys.setprofile(None)
    assert len(came_out) > 2
    for index, (whole, made) in enumerate(zip(at_once, in_blocks, strict=True)):
        assert made.tobytes() == whole.astype(np.float32).tobytes()
        blocks = [arrays[index] for arrays in came_out]
        assert {block.dtype for block in blocks} == {np.dtype(np.float64)}
        assert (np.concatenate(blocks) if index in {0, 2} else blocks[-1]).tobytes() == whole.tobytes()


TRAINED_ALONE = """
import hashlib, os, sys
from mnist_report.training import dataset as data
from mnist_report.core.recipe import Recipe
from mnist_report.core.settings import Settings
from mnist_report.training.steps import train
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1])
whole = data.load(Settings())
images = data.Dataset(whole.x_train[:4000], whole.y_train[:4000], whole.x_test[:100], whole.y_test[:100], whole.class_names)
print(hashlib.sha256(train(Recipe(epochs=1), images).snapshots.tobytes()).hexdigest())
"""


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="only Linux can lend a process fewer processors")
def test_the_network_does_not_depend_on_the_number_of_processors(part: data.Dataset) -> None:
    """Without `keep_to_one_thread` they differ, from the first layers on."""
    here = hashlib.sha256(train(Recipe(epochs=1), part).snapshots.tobytes()).hexdigest()
    threads = "0" if len(os.sched_getaffinity(0)) > 1 else "2"  # one there and several here, or the other way round
    other = os.environ | {"TF_NUM_INTRAOP_THREADS": threads}
    done = subprocess.run([sys.executable, "-c", TRAINED_ALONE], env=other, capture_output=True, text=True, check=True)
    assert done.stdout == f"{here}\n"


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
    assert (training.early_steps, training.early.shape) == ((1, 3), (2, 224))  # of six steps an epoch
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
