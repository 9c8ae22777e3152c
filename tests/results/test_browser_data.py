"""What the site gives its programs, and that the network in the browser says what Keras said."""

from __future__ import annotations

import io
import json
import math
import zlib
from base64 import b64decode, b64encode
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mnist_report.core.filters import percent
from mnist_report.results.browser import clusters, epochs, errors, examples, png, weights
from mnist_report.training import steps
from mnist_report.training.forward import forward
from mnist_report.training.run import learned_from
from tests.support.browser import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from mnist_report.results.artifacts import Artifacts
    from mnist_report.training.run import Run

READ_ALL = """async (count) => {
  const { loadNetwork } = await import("./assets/explore/shared/network.js");
  const network = await loadNetwork("./model/");
  const bytes = new Uint8Array(await (await fetch("./images.bin")).arrayBuffer());
  const size = bytes.length / count;
  const images = Array.from({ length: count }, (_, i) => Float32Array.from(bytes.subarray(i * size, (i + 1) * size), (p) => p / 255));
  return images.flatMap((image) => [...network.run(image).probabilities]);
}"""
DECODE = """async (bits) => {
  const { fromFloat16 } = await import("./assets/explore/shared/float16.js");
  const numbers = fromFloat16(Uint8Array.from(atob(bits), (character) => character.charCodeAt(0)).buffer);
  return btoa(Array.from(new Uint8Array(numbers.buffer), (byte) => String.fromCharCode(byte)).join(""));
}"""
ACTIVATE = """async ([name, inputs]) => {
  const { networkOf } = await import("./assets/explore/shared/network.js");
  const content = Float32Array.of(1, 0, 1, 0);
  const layer = { inputs: 1, units: 1, kernel: { shape: [1, 1], offset: 0 }, bias: { shape: [1], offset: 4 } };
  const output = { ...layer, activation: "softmax" };
  const network = networkOf({ class_names: ["a"], image_shape: [1, 1], layers: [{ ...layer, activation: name }, output] }, content);
  return inputs.map((x) => network.run(Float32Array.of(x)).layers[1][0]);
}"""


@pytest.fixture(scope="session")
def run(artifacts: Artifacts) -> Run:
    """The run of the site."""
    return artifacts.run


@pytest.fixture
def bare(browser: Browser, site: Path, run: Run, tmp_path: Path) -> Iterator[Page]:
    """An empty page beside the site's model and modules, with all test images as /images.bin."""
    for name in ("assets", "model"):
        (tmp_path / name).symlink_to(site / name)
    (tmp_path / "index.html").write_text("<!doctype html><title>Bare</title>", encoding="utf-8")
    (tmp_path / "images.bin").write_bytes(run.dataset.x_test.tobytes())
    with served(tmp_path) as address:
        page = browser.new_page()
        page.goto(address)
        yield page
        page.close()


def test_the_weights_are_the_run_s_kernel_and_bias_layer_by_layer(run: Run) -> None:
    content = weights.weights(run, weights.FLOAT32)
    place = 0
    for layer, (kernel, bias) in zip(weights.manifest(run)["layers"], _pairs(run), strict=True):
        for entry, array in ((layer["kernel"], kernel), (layer["bias"], bias)):
            assert entry == {"shape": list(array.shape), "offset": place}
            stored = np.frombuffer(content, "<f4", array.size, place).reshape(array.shape)
            np.testing.assert_array_equal(stored, array)
            place += array.nbytes
        assert (layer["inputs"], layer["units"]) == kernel.shape
    assert place == len(content)


def _pairs(run: Run) -> Iterator[tuple[Any, Any]]:
    return zip(run.weights[::2], run.weights[1::2], strict=True)


def test_the_manifest_says_what_the_weights_are_and_how_to_check_them(run: Run) -> None:
    files, manifest = dict(weights.files(run)), weights.manifest(run)
    for entry in (manifest, manifest["float16"]):
        content = files[f"model/{entry['file']}"]
        assert entry["bytes"] == len(content)
        assert entry["crc32"] == f"{zlib.crc32(content):08x}"
    assert manifest["class_names"] == list(run.class_names)
    assert [layer["activation"] for layer in manifest["layers"]] == [run.recipe.activation] * 2 + ["softmax"]


def test_what_pages_fetch_of_the_model_is_small_enough(site: Path) -> None:
    assert sum((site / "model" / name).stat().st_size for name in ("manifest.json", "weights.float16.bin")) <= 225_000


def test_the_copy_of_the_pages_is_the_weights_in_float16_and_changes_no_answer(run: Run) -> None:
    """None of 10,000 where the README's table was measured; another kind of processor trains another network."""
    rounded = [array.astype(np.float16) for array in run.weights]
    assert b"".join(array.tobytes() for array in rounded) == dict(weights.files(run))["model/weights.float16.bin"]
    probabilities = forward(run.dataset.x_test.reshape(len(run.labels), -1) / 255, rounded, run.recipe.activation)
    changed = np.flatnonzero(probabilities.argmax(axis=1) != run.probabilities.argmax(axis=1))
    print(f"float16 changes {len(changed)} of {len(run.labels)} answers: {changed}")
    assert len(changed) <= 2
    assert np.abs(probabilities - run.probabilities).max() <= 2e-3


def test_the_browser_reads_every_float16_as_numpy_does(bare: Page) -> None:
    every = np.arange(2**16, dtype="<u2")
    decoded = np.frombuffer(b64decode(bare.evaluate(DECODE, b64encode(every.tobytes()).decode())), "<f4")
    with np.errstate(invalid="ignore"):  # a signalling NaN becomes a quiet one
        expected = every.view("<f2").astype("<f4")
    np.testing.assert_array_equal(decoded, expected)  # holds NaN for equal to NaN
    np.testing.assert_array_equal(np.signbit(decoded[expected == 0]), np.signbit(expected[expected == 0]))


def test_the_same_run_gives_the_same_bytes(run: Run) -> None:
    again = replace(run)
    for module in (clusters, epochs, errors, examples, weights):
        assert dict(module.files(run)) == dict(module.files(again))


@pytest.mark.filterwarnings("ignore:Do not pass an .input_shape:UserWarning")  # the course's own way to say it
def test_the_hill_is_the_loss_that_keras_measures(run: Run, artifacts: Artifacts) -> None:
    """At the moments of the training, and at points of the grid."""
    seen = asdict(artifacts.hill)
    _, first, *_, end = np.float64(run.snapshots - run.snapshots[0])
    axes = np.linalg.qr(np.stack([first, end], axis=1))[0].T
    axes *= np.sign([[axes[0] @ first], [axes[1] @ end]])
    model = steps.build_model(run.image_shape, run.recipe.first_units, run.recipe.second_units, run.recipe.activation, len(run.class_names))
    steps.compile_model(model, run.recipe.optimizer, run.recipe.loss)
    images = slice(learned_from(run.train_size, run.recipe.validation_split), None)
    x, y = (array[images][: seen["images"]] for array in (run.dataset.x_train / np.float32(255), np.eye(len(run.class_names))[run.dataset.y_train]))
    ends = np.cumsum([array.size for array in run.weights])[:-1]

    def measured(flat: Any) -> float:
        model.set_weights([part.reshape(array.shape) for part, array in zip(np.split(flat, ends), run.weights, strict=True)])
        return float(model.evaluate(x, y, batch_size=len(x), verbose=0)[0])

    for station in seen["path"]:
        assert station["loss"] == pytest.approx(measured(run.snapshots[station["epoch"]]), rel=1e-3)
    for row, column in ((0, 0), (24, 24), (12, 6), (15, 17)):
        place = seen["left"] + seen["cell"] * column, seen["bottom"] + seen["cell"] * row
        assert seen["losses"][row][column] == pytest.approx(measured(run.snapshots[0] + place @ axes), rel=1e-3)


def test_a_sprite_and_its_png_keep_every_pixel() -> None:
    from PIL import Image

    tiles = np.random.default_rng(0).integers(0, 256, (5, 4, 3), dtype=np.uint8)
    sprite = png.sprite(tiles, columns=2)
    assert sprite.shape == (12, 6)
    np.testing.assert_array_equal(sprite[4:8, 3:6], tiles[3])
    assert not sprite[8:, 3:].any()
    with Image.open(io.BytesIO(png.grey(sprite))) as image:
        assert image.mode == "L"
        np.testing.assert_array_equal(np.asarray(image), sprite)


def test_the_examples_are_of_every_class_right_and_wrong_with_the_course_s_own(run: Run) -> None:
    listing = json.loads(dict(examples.files(run))["explore/examples.json"])
    predicted = run.probabilities.argmax(axis=1)
    assert run.example in {image["index"] for image in listing["images"]}
    assert {(image["true"]) for image in listing["images"]} == set(range(len(run.class_names)))
    assert any(image["true"] != image["predicted"] for image in listing["images"])
    for image in listing["images"]:
        assert image["true"] == run.labels[image["index"]]
        assert image["predicted"] == predicted[image["index"]]
        assert list(map(percent, image["probabilities"])) == list(map(percent, run.probabilities[image["index"]]))
        assert b64decode(image["pixels"]) == run.dataset.x_test[image["index"]].tobytes()


def test_the_browser_reads_every_test_image_as_keras_did(bare: Page, run: Run) -> None:
    probabilities = np.array(bare.evaluate(READ_ALL, len(run.labels))).reshape(run.probabilities.shape)
    np.testing.assert_array_equal(probabilities.argmax(axis=1), run.probabilities.argmax(axis=1))
    rounded = [array.astype(np.float16) for array in run.weights]
    images = run.dataset.x_test.reshape(len(run.labels), -1) / 255
    assert np.abs(probabilities - forward(images, rounded, run.recipe.activation)).max() <= 1e-5


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("relu", lambda x: max(x, 0)),
        ("tanh", math.tanh),
        ("sigmoid", lambda x: 1 / (1 + math.exp(-x))),
        ("elu", lambda x: x if x > 0 else math.expm1(x)),
        ("gelu", lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2),
    ],
)
def test_every_activation_of_a_recipe_is_keras_own(bare: Page, name: str, function: Any) -> None:
    inputs = np.linspace(-6, 6, 49).tolist()
    assert bare.evaluate(ACTIVATE, [name, inputs]) == pytest.approx([function(x) for x in inputs], abs=1e-6)
