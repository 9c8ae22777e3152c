"""The images and labels a network learns from, checked before anything is trained on them.

    load(course)                     the data set a course names
    ├── load_npz(path)               one .npz file, in the layout of Keras
    └── load_idx(folder)             four IDX files, in the layout of the MNIST database

Each reader first reads headers only. What they announce (types, shapes, sizes) is checked while nothing is unpacked,
and no more is ever unpacked than they announce; so a small file cannot fill the memory. Nothing is ever unpickled.

To read another format, write a function that returns a `Stored` for each of the `ARRAYS`, and call it like these two.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import math
import struct
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from ..core.errors import ConfigurationError, DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ..core.settings import Course

SHIPPED_SHA256: Final = "06af5dfe73b70e3bc1c36439982b18a8d76803db9b544f6fdf838a37fbb01b64"
"""SHA-256 of the mnist.npz that the package ships."""

ARRAYS: Final = ("x_train", "y_train", "x_test", "y_test")
"""The names of the arrays in a .npz file, which are also the fields of a `Dataset`."""

LIMIT: Final = 2 * 2**30
"""The most that the four arrays may take together, in bytes: 2 GiB."""

LONGEST_SIDE: Final = 1024
"""The largest image side, in pixels."""

LONGEST_NPY_HEADER: Final = 10 + 65535
"""Bytes of the longest header in version 1.0 of the .npy format: magic, version, length, then as many as that says."""

IDX_FILES: Final = {
    "x_train": "train-images-idx3-ubyte",
    "y_train": "train-labels-idx1-ubyte",
    "x_test": "t10k-images-idx3-ubyte",
    "y_test": "t10k-labels-idx1-ubyte",
}
"""The file of each array in an IDX folder."""

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
        """((x_train, y_train), (x_test, y_test)), as `keras.datasets.mnist.load_data` returns them."""
        return (self.x_train, self.y_train), (self.x_test, self.y_test)


@dataclass(frozen=True)
class Stored:
    """An array as it lies in a file: its header read, its data not yet."""

    place: str
    """The file, and the name of the array in it, to begin an error message with."""

    shape: tuple[int, ...]
    """The shape that the header announces."""

    dtype: np.dtype[Any]
    """The type that the header announces."""

    offset: int
    """Length of the header, in bytes."""

    length: int | None
    """Length of header and data together, in bytes; None if only unpacking can tell."""

    first_bytes: Callable[[int], bytes]
    """Unpacks that many bytes of header and data, or as many as there are."""

    order: Literal["C", "F"] = "C"
    """Order of the values: "C" last index fastest, "F" first index fastest."""

    @property
    def size(self) -> int:
        """Bytes of the data that the header announces."""
        return math.prod(self.shape) * self.dtype.itemsize


def load(course: Course) -> Dataset:
    """The data set of a course.

    Raises DataError if it is missing, damaged or of another form than `Dataset` documents, and ConfigurationError if
    it has no test image with the number that the course gives as its example.
    """
    path = _path(course)
    if course.dataset is None:
        _check_shipped(path)
    dataset = (load_idx if path.is_dir() else load_npz)(path, course.class_names)
    if course.example >= (count := len(dataset.x_test)):
        raise ConfigurationError(
            f"example is {course.example}, but must be from 0 to {count - 1}, as {path} has {count} test images"
        )
    return dataset


def digest(course: Course) -> str:
    """SHA-256 of the data files, 64 hexadecimal digits; a fingerprint, which checks nothing but that they are there.

    For a .npz file it is the sum that `sha256sum` prints; for an IDX folder, the sum of what it prints for the four
    files, so the names count as well. Raises DataError if a file cannot be read.
    """
    path = _path(course)
    if not path.is_dir():
        return _sha256(path)
    files = (_idx_file(path, name) for name in ARRAYS)
    return hashlib.sha256("".join(f"{_sha256(file)}  {file.name}\n" for file in files).encode()).hexdigest()


def shipped() -> Path:
    """The mnist.npz inside the package."""
    return Path(__file__).with_name("mnist.npz")


def reading(course: Course) -> tuple[str, str]:
    """The code that reads the data set of a course: the line that imports what does, and what has the `load_data()`.

    It is Keras' own module where the course names one, else the function of this package. Raises DataError if the data
    set is not there.
    """
    if course.keras_dataset:
        return f"from tensorflow.keras.datasets import {course.keras_dataset}", course.keras_dataset
    path = _path(course)
    function = load_idx if path.is_dir() else load_npz
    return f"from mnist_report.training.dataset import {function.__name__}", f"{function.__name__}({path.name!r})"


def load_npz(path: Path | str, class_names: tuple[str, ...] | None = None) -> Dataset:
    """The data set in a .npz file of exactly x_train, y_train, x_test and y_test, as `numpy.savez_compressed` writes.

    Images are (n, side, side) uint8; labels are (n,) of any integer type, with values 0 to 255. Without `class_names`
    the classes are called "0", "1", ... Raises DataError if the file is missing, damaged or of another form.
    """
    path = Path(path)
    with _reading(path):
        _check_not_empty(path)
        archive = zipfile.ZipFile(path)
    with archive:
        return _dataset(path, _npz_arrays(path, archive), class_names)


def load_idx(folder: Path | str, class_names: tuple[str, ...] | None = None) -> Dataset:
    """The data set in a folder of the four `IDX_FILES`, each as it is or with .gz, with `-` or `.` before `idx`.

    If a file is there in more than one of these forms, the first in this order counts: plain, dotted, plain.gz,
    dotted.gz. Whether it is packed is read in it, not in its name. The format is described at
    http://yann.lecun.com/exdb/mnist/. Without `class_names` the classes are called "0", "1", ... Raises DataError if a
    file is missing, damaged or of another form.
    """
    folder = Path(folder)
    stored = {name: _idx_array(_idx_file(folder, name), name) for name in ARRAYS}
    return _dataset(folder, stored, class_names)


# Finding and opening files


def _path(course: Course) -> Path:
    path = course.dataset or shipped()
    with _reading(path):
        if path.is_file() or path.is_dir():
            return path
        problem = "is neither a file nor a folder" if path.exists() else "does not exist"
    mend = "reinstall mnist-report" if course.dataset is None else "dataset must be a .npz file or a folder"
    raise DataError(f"{path}: {problem}; {mend}")


def _check_shipped(path: Path) -> None:
    if (found := _sha256(path)) != SHIPPED_SHA256:
        raise DataError(
            f"{path}: is damaged: its SHA-256 is {found[:12]}..., but must be {SHIPPED_SHA256[:12]}...; "
            "reinstall mnist-report"
        )


def _sha256(path: Path) -> str:
    with _reading(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_not_empty(path: Path) -> int:
    """Size of a file in bytes, which is not 0."""
    if size := path.stat().st_size:
        return size
    raise DataError(f"{path}: is empty; copy it again")


@contextmanager
def _reading(place: object) -> Iterator[None]:
    """Turns whatever goes wrong in reading a file into a DataError of one line."""
    try:
        yield
    except DataError:
        raise
    # Damaged files make zipfile, zlib and NumPy's parser of headers raise nearly anything, TokenError and MemoryError
    # among it; so nothing but calls of theirs may stand under this.
    except Exception as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split()) or type(error).__name__
        raise DataError(f"{place}: cannot be read ({reason}); is it whole, and of the right format?") from error


# .npz: a zip archive of .npy files


def _npz_arrays(path: Path, archive: zipfile.ZipFile) -> dict[str, Stored]:
    members = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
    if sorted(archive.namelist()) != sorted(f"{name}.npy" for name in ARRAYS):
        unnamed = all(name.startswith("arr_") for name in members)
        mend = "; these were saved without names: save them with theirs" if members and unnamed else ""
        raise DataError(f"{path}: holds {_listed(archive.namelist())}, but must hold exactly {_listed(ARRAYS)}{mend}")
    return {name: _npz_array(f"{path}: {name}", archive, members[name]) for name in ARRAYS}


def _npz_array(place: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Stored:
    # zipfile bounds what it unpacks in one go for these two methods only.
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DataError(f"{place} is packed by method {member.compress_type}, but must be stored (0) or deflated (8)")
    first_bytes = partial(_npz_bytes, archive, member)
    with _reading(place):
        header = io.BytesIO(first_bytes(LONGEST_NPY_HEADER))
        # The other versions are for longer headers, which no plain array needs.
        if (version := npy.read_magic(header)) != (1, 0):
            raise DataError(f"{place} is in version {version[0]}.{version[1]} of the .npy format, but must be in 1.0")
        shape, fortran, dtype = npy.read_array_header_1_0(header)
    return Stored(place, shape, dtype, header.tell(), member.file_size, first_bytes, "F" if fortran else "C")


def _npz_bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo, count: int) -> bytes:
    with archive.open(member) as stream:
        return stream.read(count)


def _listed(names: Iterable[str]) -> str:
    """The first few names, on one line whatever they contain."""
    names = [repr(name.removesuffix(".npy"))[1:-1] for name in names]
    return ", ".join(names[:6] + ["..."] * (len(names) > 6)) or "nothing"


# IDX: a magic number, the length of each dimension, then the values, all big-endian


def _idx_file(folder: Path, name: str) -> Path:
    plain = IDX_FILES[name]
    dotted = plain.replace("-idx", ".idx")
    with _reading(folder):
        for candidate in (plain, dotted, f"{plain}.gz", f"{dotted}.gz"):
            if (folder / candidate).is_file():
                return folder / candidate
    raise DataError(f"{folder}: holds no {plain} or {plain}.gz, but must hold {', '.join(IDX_FILES.values())}")


def _idx_array(path: Path, name: str) -> Stored:
    dimensions = _dimensions(name)
    # Two zeros, 8 for unsigned bytes, the number of dimensions.
    magic, offset = bytes([0, 0, 8, dimensions]), 4 + 4 * dimensions
    with _reading(path):
        size, packed = _check_not_empty(path), _is_packed(path)
        header = _idx_bytes(path, offset)
    if header[:4] != magic:
        raise DataError(f"{path}: starts with {_hex(header[:4])}, but {name} must start with {_hex(magic)}")
    if len(header) < offset:
        raise DataError(f"{path}: ends within its header, after {len(header)} of {offset} bytes; copy it again")
    shape = struct.unpack(f">{dimensions}I", header[4:])
    length = None if packed else size
    return Stored(str(path), shape, np.dtype(np.uint8), offset, length, partial(_idx_bytes, path))


def _idx_bytes(path: Path, count: int) -> bytes:
    with gzip.open(path) if _is_packed(path) else path.open("rb") as stream:
        return stream.read(count)


def _is_packed(path: Path) -> bool:
    """Whether a file is packed by gzip, whatever its name says: browsers unpack some, other programs cut names."""
    with path.open("rb") as stream:
        return stream.read(2) == b"\x1f\x8b"  # https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1


def _hex(value: bytes) -> str:
    return f"0x{value.hex()}"


# What every data set must fulfil, whatever it was read from


def _dataset(source: Path, stored: Mapping[str, Stored], class_names: tuple[str, ...] | None) -> Dataset:
    """The checked data set of four stored arrays; headers first, so that nothing impossible is unpacked."""
    for name in ARRAYS:
        _check_header(name, stored[name])
    _check_together(source, stored)
    for array in stored.values():
        _check_length(array, array.length)
    arrays = {name: _read(stored[name]) for name in ARRAYS}
    for name in ("y_train", "y_test"):
        arrays[name] = _labels(stored[name].place, arrays[name])
    return Dataset(**arrays, class_names=_class_names(stored, arrays, class_names))


def _dimensions(name: str) -> int:
    return 3 if name.startswith("x") else 1


def _check_header(name: str, array: Stored) -> None:
    """Type and shape of one array."""
    images = name.startswith("x")
    if len(array.shape) != _dimensions(name):
        wanted = "(images, side, side)" if images else "(images,)"
        remedy = _remedy_of_shape(name, array.shape)
        raise DataError(f"{array.place} has the shape {array.shape}, but must be {wanted}{remedy}")
    if array.dtype.kind not in "iu" or (images and array.dtype != np.uint8):
        wanted = "uint8" if images else "integers"
        remedy = _remedy_of_type(name, array.dtype.kind)
        raise DataError(f"{array.place} is of type {array.dtype}, but must be {wanted}{remedy}")
    if array.shape[0] < 1:
        raise DataError(f"{array.place} has the shape {array.shape}, but must have at least 1 entry")
    if images and not 1 <= array.shape[1] == array.shape[2] <= LONGEST_SIDE:
        raise DataError(f"{array.place} has the shape {array.shape}, but must be square, 1 to {LONGEST_SIDE} a side")


def _remedy_of_shape(name: str, shape: tuple[int, ...]) -> str:
    """What makes images or labels in another usual shape right, to end an error message with; empty for others."""
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
    """The same for another usual type, of which `kind` is NumPy's letter."""
    if name.startswith("x") and kind == "f":
        return f"; if they go from 0 to 1, take ({name} * 255).round().astype('uint8')"
    if kind in "iuf":
        return f"; if they are whole numbers from 0 to 255, take {name}.astype('uint8')"
    return ""


def _check_together(source: Path, stored: Mapping[str, Stored]) -> None:
    """That the arrays fit each other, and all of them the memory."""
    shape = {name: array.shape for name, array in stored.items()}
    for part in ("train", "test"):
        images, labels = shape[f"x_{part}"][0], shape[f"y_{part}"][0]
        if images != labels:
            raise DataError(f"{source}: x_{part} has {images} images, but y_{part} has {labels} labels; must be equal")
    if (train := shape["x_train"][1:]) != (test := shape["x_test"][1:]):
        raise DataError(f"{source}: x_train has images of {train}, but x_test of {test}; must be equal")
    if (total := sum(array.size for array in stored.values())) > LIMIT:
        raise DataError(f"{source}: unpacks to {total} bytes, but must not exceed {LIMIT}")


def _check_length(array: Stored, length: int | None) -> None:
    """That an array holds as much as its header announces; `length` is its length in bytes, if known."""
    wanted = array.offset + array.size
    if length is not None and length != wanted:
        problem = "is truncated" if length < wanted else "has trailing bytes"
        form = f"{array.shape} of {array.dtype}"
        raise DataError(f"{array.place} {problem}: it has {length} bytes, but must have {wanted}, to be {form}")


def _read(array: Stored) -> NDArray[Any]:
    """The values of an array, read-only; one byte more than announced is asked for, to see that there is none."""
    with _reading(array.place):
        data = array.first_bytes(array.offset + array.size + 1)
    _check_length(array, len(data))
    flat = np.frombuffer(data, array.dtype, offset=array.offset)
    values = np.ascontiguousarray(flat.reshape(array.shape, order=array.order))
    values.flags.writeable = False
    return values


def _labels(place: str, values: NDArray[Any]) -> NDArray[np.uint8]:
    for extreme in (values.min(), values.max()):
        if not 0 <= extreme <= 255:
            raise DataError(f"{place} has the label {extreme}, but labels must be from 0 to 255")
    labels = values.astype(np.uint8)
    labels.flags.writeable = False
    return labels


def _class_names(
    stored: Mapping[str, Stored], arrays: Mapping[str, NDArray[np.uint8]], names: tuple[str, ...] | None
) -> tuple[str, ...]:
    """The given names or the default ones, once the labels are known to be those of 2 classes or more, all present."""
    classes = int(arrays["y_train"].max()) + 1
    if classes < 2:
        raise DataError(f"{stored['y_train'].place} has the label 0 only, but there must be at least 2 classes")
    for name in ("y_train", "y_test"):
        _check_classes(stored[name].place, arrays[name], classes)
    if names is not None and len(names) != classes:
        raise DataError(f"class_names has {len(names)} names, but must have {classes}, one a class of the data set")
    return names or tuple(map(str, range(classes)))


def _check_classes(place: str, labels: NDArray[np.uint8], classes: int) -> None:
    counts = np.bincount(labels, minlength=classes)
    if len(counts) > classes:
        raise DataError(f"{place} has the label {len(counts) - 1}, but the training labels end at {classes - 1}")
    if not counts.all():
        raise DataError(f"{place} lacks the label {counts.argmin()}, but must have each from 0 to {classes - 1}")
