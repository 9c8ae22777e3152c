"""The published mistakes: every one, each with its image, counted as the confusion matrix counts."""

from __future__ import annotations

import json
import zlib

import numpy as np
import pytest

from mnist_report.core.filters import percent
from mnist_report.results.browser import png
from mnist_report.results.browser.errors import COLUMNS, files
from mnist_report.training.metrics import confusion_matrix
from tests.support.drawing import UNUSUAL, make_run
from tests.support.exploring import tiles


def published(run):
    """The record, the bytes of the sprite, and its tiles (tiles, s, s)."""
    contents = dict(files(run))
    record, sprite = json.loads(contents["explore/errors.json"]), contents["explore/errors.png"]
    return record, sprite, tiles(sprite, run.image_shape[0])


def test_every_misread_image_is_there_in_test_order():
    run = make_run()
    record, _, images = published(run)
    indices = [error["index"] for error in record["errors"]]
    assert indices == [2, 5, 6]
    assert np.array_equal(images[:3], run.dataset.x_test[indices])
    assert not images[3:].any()


def test_each_has_its_classes_and_probabilities():
    run = make_run()
    for error in published(run)[0]["errors"]:
        assert error["true"] == run.labels[error["index"]]
        assert error["predicted"] == run.probabilities[error["index"]].argmax()
        assert error["probabilities"] == pytest.approx(run.probabilities[error["index"]].tolist(), rel=1e-3)


@pytest.mark.parametrize(("given", "kept"), [((1e-9, 1e-12, 0.99999), [1e-9, 1e-12, 0.99999]), ((0, 0, 1), [0, 0, 1])])
def test_nearly_none_is_not_none_and_nearly_all_is_not_all(given, kept):
    run = make_run(wrong=())
    run.probabilities[0] = given
    assert published(run)[0]["errors"][0]["probabilities"] == pytest.approx(kept, rel=1e-6, abs=0)


@pytest.mark.parametrize("confidence", [0.99949, 0.99999996, 0.94949999, 0.51230001, 1.0])
def test_all_pages_write_a_confidence_alike(confidence):
    run = make_run(wrong=())
    run.probabilities[0] = (1 - confidence, 0, confidence)
    told = published(run)[0]["errors"][0]["probabilities"]
    assert [percent(each) for each in told] == [percent(each) for each in run.probabilities[0]]
    assert told[2] == pytest.approx(confidence, abs=1e-4)


def test_the_sprite_can_be_checked():
    record, sprite, images = published(make_run())
    assert record["sprite"] == {"columns": COLUMNS, "bytes": len(sprite), "crc32": f"{zlib.crc32(sprite):08x}"}
    assert len(images) == COLUMNS


def test_many_images_of_any_kind_are_one_chunk_without_a_filter():
    """As the pages read them: Pillow would filter what is smooth, and divide more than 64 KiB."""
    smooth = np.add.outer(np.arange(28), np.arange(28)).astype(np.uint8)
    noise = np.random.default_rng(0).integers(0, 256, (200, 28, 28), dtype=np.uint8)
    images = np.concatenate([np.repeat(smooth[None], 40, axis=0), noise])
    file = png.grey(png.sprite(images, COLUMNS))
    length = int.from_bytes(file[33:37])
    assert length > 2**16
    assert (file[37:41], file[-8:-4]) == (b"IDAT", b"IEND")
    assert len(file) == 33 + 12 + length + 12
    rows = np.frombuffer(zlib.decompress(file[41 : 41 + length]), np.uint8).reshape(-1, 28 * COLUMNS + 1)
    assert not rows[:, 0].any()
    assert np.array_equal(tiles(file, 28), images)


@pytest.mark.parametrize("name", UNUSUAL)
def test_the_counts_are_those_of_the_confusion_matrix(name):
    run = UNUSUAL[name]
    record, _, _ = published(run)
    counted = np.zeros((len(run.class_names),) * 2, dtype=int)
    for error in record["errors"]:
        counted[error["true"], error["predicted"]] += 1
    matrix = confusion_matrix(run.probabilities, run.labels)
    assert record["matrix"] == matrix.tolist()
    assert np.array_equal(counted, matrix - np.diag(matrix.diagonal()))


def test_without_mistakes_there_is_one_black_tile_row():
    record, _, images = published(UNUSUAL["no error"])
    assert record["errors"] == []
    assert images.shape[0] == COLUMNS
    assert not images.any()


def test_the_same_run_gives_the_same_bytes():
    assert dict(files(make_run())) == dict(files(make_run()))
