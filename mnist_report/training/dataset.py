"""The data set: images and labels that a network learns from, checked before anything is trained on them.

    load(settings)                   the data set that the settings name
    ├── load_npz(path)               one .npz file, in the layout of Keras
    └── load_idx(folder)             four IDX files, in the layout of the MNIST database

To read another format, write a function that ends in `_checked`, as these two do.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from ..core.errors import DataError
from .arrays import ARRAYS, find_idx, read_idx, read_npz
from .arrays import reading as reading_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..core.settings import Settings

SHIPPED_SHA256: Final = "06af5dfe73b70e3bc1c36439982b18a8d76803db9b544f6fdf838a37fbb01b64"
"""SHA-256 of the mnist.npz that the package ships."""
LONGEST_SIDE: Final = 1024
"""The largest image side, in pixels."""

Labelled = tuple[NDArray[np.uint8], NDArray[np.uint8]]
"""Images (n, side, side) and their labels (n,), both uint8."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """Grey images in classes, split as their makers split them; the arrays of a loaded one are read-only."""
    x_train: NDArray[np.uint8]
    """Training images, (n, side, side) uint8, 0 (background) to 255 (ink), side 1 to 1024; MNIST: (60000, 28, 28)."""
    y_train: NDArray[np.uint8]
    """Their classes, (n,) uint8, 0 to classes - 1, each at least once."""
    x_test: NDArray[np.uint8]
    """Test images, (m, side, side) uint8, 0 to 255; MNIST: (10000, 28, 28)."""
    y_test: NDArray[np.uint8]
    """Their classes, (m,) uint8, 0 to classes - 1, each at least once."""
    class_names: tuple[str, ...]
    """Name of each class, in the order of the labels, at least 2."""

    def load_data(self) -> tuple[Labelled, Labelled]:
        """Return ((x_train, y_train), (x_test, y_test)), as `keras.datasets.mnist.load_data` does."""
        return (self.x_train, self.y_train), (self.x_test, self.y_test)


def load(settings: Settings) -> Dataset:
    """Return the data set that the settings name.

    Raise DataError if it is missing, damaged or of another form than `Dataset` documents.
    """
    path = _path(settings)
    if settings.dataset is None:
        _check_shipped(path)
    return (load_idx if path.is_dir() else load_npz)(path, settings.class_names)


def digest(settings: Settings) -> str:
    """Return the SHA-256 of the data files, 64 hexadecimal digits, without a check of what they contain.

    For a .npz file it is the sum that `sha256sum` prints; for an IDX folder, the sum of what it prints for the four
    files, so that the names count as well. Raise DataError if a file cannot be read.
    """
    path = _path(settings)
    if not path.is_dir():
        return _sha256(path)
    files = (find_idx(path, name) for name in ARRAYS)
    return hashlib.sha256("".join(f"{_sha256(file)}  {file.name}\n" for file in files).encode()).hexdigest()


def shipped() -> Path:
    """Return the path of the mnist.npz inside the package."""
    return Path(__file__).with_name("mnist.npz")


def reading(settings: Settings) -> tuple[str, str]:
    """Return code that loads the data set: the line that imports the loader, and the loader, which has `load_data()`.

    The loader is Keras' module where the settings name one, else what a function of this file returns. Raise DataError
    if the data set is not there.
    """
    if settings.keras_dataset:
        return f"from tensorflow.keras.datasets import {settings.keras_dataset}", settings.keras_dataset
    path = _path(settings)
    function = load_idx if path.is_dir() else load_npz
    return f"from mnist_report.training.dataset import {function.__name__}", f"{function.__name__}({path.name!r})"


def load_npz(path: Path | str, class_names: tuple[str, ...] | None = None) -> Dataset:
    """Return the data set in a .npz file, as `numpy.savez_compressed` writes: x_train, y_train, x_test and y_test.

    Images are (n, side, side) uint8; labels are (n,) of any integer type, with values 0 to 255. Without `class_names`
    the classes are called "0", "1", ... Raise DataError if the file is missing, damaged or of another form.
    """
    return _checked(path, read_npz(Path(path)), class_names)


def load_idx(folder: Path | str, class_names: tuple[str, ...] | None = None) -> Dataset:
    """Return the data set in a folder of the four `IDX_FILES`, with or without .gz, with `-` or `.` before `idx`.

    If a file is there in more than one of these forms, the first in this order counts: plain, dotted, plain.gz,
    dotted.gz. Its first bytes tell whether it is packed, not its name. The format is described at
    http://yann.lecun.com/exdb/mnist/. Without `class_names` the classes are called "0", "1", ... Raise DataError if a
    file is missing, damaged or of another form.
    """
    return _checked(folder, read_idx(Path(folder)), class_names)


# Finding and opening files


def _path(settings: Settings) -> Path:
    path = settings.dataset or shipped()
    with reading_file(path):
        if path.is_file() or path.is_dir():
            return path
        problem = "is neither a file nor a folder" if path.exists() else "does not exist"
    remedy = "reinstall mnist-report" if settings.dataset is None else "dataset must be a .npz file or a folder"
    raise DataError(f"{path}: {problem}; {remedy}")


def _check_shipped(path: Path) -> None:
    if (found := _sha256(path)) != SHIPPED_SHA256:
        raise DataError(
            f"{path}: is damaged: its SHA-256 is {found[:12]}..., but must be {SHIPPED_SHA256[:12]}...; "
            "reinstall mnist-report"
        )


def _sha256(path: Path) -> str:
    with reading_file(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# What must be true of every data set, whatever it was read from


def _checked(source: Path | str, arrays: dict[str, NDArray[Any]], class_names: tuple[str, ...] | None) -> Dataset:
    for name, array in arrays.items():
        _check_form(f"{source}: {name}", name, array)
    _check_together(source, arrays)
    for name in ("y_train", "y_test"):
        arrays[name] = _labels(f"{source}: {name}", arrays[name])
    class_names = _class_names(source, arrays, class_names)
    for name, array in arrays.items():
        arrays[name] = np.ascontiguousarray(array)
        arrays[name].flags.writeable = False
    return Dataset(**arrays, class_names=class_names)


def _check_form(place: str, name: str, array: NDArray[Any]) -> None:
    """Raise DataError unless the type and the shape of an array are right."""
    images, shape = name.startswith("x"), array.shape
    if len(shape) != (3 if images else 1):
        expected = "(images, side, side)" if images else "(images,)"
        raise DataError(f"{place} has the shape {shape}, but must be {expected}{_remedy_of_shape(name, shape)}")
    if array.dtype.kind not in "iu" or (images and array.dtype != np.uint8):
        expected = "uint8" if images else "integers"
        raise DataError(f"{place} is of type {array.dtype}, but must be {expected}"
                        f"{_remedy_of_type(name, array.dtype.kind)}")
    if not len(array):
        raise DataError(f"{place} has the shape {shape}, but must have at least 1 entry")
    if images and not 1 <= shape[1] == shape[2] <= LONGEST_SIDE:
        raise DataError(f"{place} has the shape {shape}, but must be square, 1 to {LONGEST_SIDE} a side")


def _remedy_of_shape(name: str, shape: tuple[int, ...]) -> str:
    """Return how to correct images or labels of another usual shape, to end an error message; empty for others."""
    images = name.startswith("x")
    if images and len(shape) == 4 and shape[3] == 1:
        return f"; drop the last axis: {name}[..., 0]"
    if len(shape) == (4 if images else 2) and shape[1] == 1:
        return f"; drop the second axis: {name}[:, 0]"
    if not images and len(shape) == 2:
        return f"; if they are one-hot, take {name}.argmax(axis=1)"
    if len(shape) == 2 and (side := math.isqrt(shape[1])) ** 2 == shape[1]:
        return f"; lay each row out as an image: {name}.reshape(-1, {side}, {side})"
    return ""


def _remedy_of_type(name: str, kind: str) -> str:
    """Return the same for another usual type, whose letter in NumPy is `kind`."""
    if name.startswith("x") and kind == "f":
        return f"; if they go from 0 to 1, take ({name} * 255).round().astype('uint8')"
    if kind in "iuf":
        return f"; if they are whole numbers from 0 to 255, take {name}.astype('uint8')"
    return ""


def _check_together(source: Path | str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Raise DataError unless the arrays fit each other."""
    for part in ("train", "test"):
        images, labels = len(arrays[f"x_{part}"]), len(arrays[f"y_{part}"])
        if images != labels:
            raise DataError(f"{source}: x_{part} has {images} images, but y_{part} has {labels} labels; must be equal")
    if (train := arrays["x_train"].shape[1:]) != (test := arrays["x_test"].shape[1:]):
        raise DataError(f"{source}: x_train has images of {train}, but x_test of {test}; must be equal")


def _labels(place: str, values: NDArray[Any]) -> NDArray[np.uint8]:
    for extreme in (values.min(), values.max()):
        if not 0 <= extreme <= 255:
            raise DataError(f"{place} has the label {extreme}, but labels must be from 0 to 255")
    return values.astype(np.uint8)


def _class_names(
    source: Path | str, arrays: Mapping[str, NDArray[np.uint8]], names: tuple[str, ...] | None
) -> tuple[str, ...]:
    """Return the given names, or the default ones.

    Raise DataError unless there are 2 classes or more, each with images, and as many names as classes.
    """
    classes = int(arrays["y_train"].max()) + 1
    if classes < 2:
        raise DataError(f"{source}: y_train has the label 0 only, but there must be at least 2 classes")
    for name in ("y_train", "y_test"):
        counts, last = np.bincount(arrays[name], minlength=classes), classes - 1
        if len(counts) > classes:
            raise DataError(f"{source}: {name} has the label {len(counts) - 1}, but the training labels end at {last}")
        if not counts.all():
            raise DataError(f"{source}: {name} lacks the label {counts.argmin()}, but must have each from 0 to {last}")
    if names is not None and len(names) != classes:
        raise DataError(f"class_names has {len(names)} names, but must have {classes}, one a class of the data set")
    return names or tuple(map(str, range(classes)))
