"""The four arrays of a data set, read from a .npz file (`read_npz`) or a folder of IDX files (`read_idx`).

The size that a file unpacks to is read from its directory or headers and compared with `LIMIT` before anything is
unpacked, and no more is unpacked than they announce; so a small file cannot fill the memory. Nothing is ever unpickled.
"""

from __future__ import annotations

import gzip
import math
import struct
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.lib.format import read_array

from ..core.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

ARRAYS: Final = ("x_train", "y_train", "x_test", "y_test")
"""The names of the arrays in a .npz file, which are also the fields of a `Dataset`."""
LIMIT: Final = 2 * 2**30
"""Bytes that the four arrays may unpack to together, the headers of .npy files included, at most: 2 GiB."""
IDX_FILES: Final = {
    "x_train": "train-images-idx3-ubyte",
    "y_train": "train-labels-idx1-ubyte",
    "x_test": "t10k-images-idx3-ubyte",
    "y_test": "t10k-labels-idx1-ubyte",
}
"""The file of each array in an IDX folder."""


@contextmanager
def reading(place: object) -> Iterator[None]:
    """Turn any error in reading a file into a DataError of one line."""
    try:
        yield
    except DataError:
        raise
    # Damaged files make zipfile, zlib and NumPy's parser of headers raise nearly anything, TokenError and MemoryError
    # included; so the body of this block should call nothing else.
    except Exception as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split()) or type(error).__name__
        raise DataError(f"{place}: cannot be read ({reason}); is it whole, and of the right format?") from error


def read_npz(path: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays of a .npz file by their names, whatever their shapes and types.

    Raise DataError unless they are exactly the `ARRAYS`, stored or deflated, complete and within the limit.
    """
    with reading(path):
        _check_not_empty(path)
        archive = zipfile.ZipFile(path)
    with archive:
        _check_members(path, archive)
        return {name: _npz_array(f"{path}: {name}", archive, name) for name in ARRAYS}


def _check_members(path: Path, archive: zipfile.ZipFile) -> None:
    names = [name.removesuffix(".npy") for name in archive.namelist()]
    if sorted(archive.namelist()) != sorted(f"{name}.npy" for name in ARRAYS):
        unnamed = all(name.startswith("arr_") for name in names)
        remedy = "; these were saved without names: save them with theirs" if names and unnamed else ""
        raise DataError(f"{path}: holds {_listed(names)}, but must hold exactly {_listed(ARRAYS)}{remedy}")
    for member in archive.infolist():
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            name, method = member.filename.removesuffix(".npy"), member.compress_type
            raise DataError(f"{path}: {name} is packed by method {method}, but must be stored (0) or deflated (8)")
    _check_size(path, sum(member.file_size for member in archive.infolist()))


def _npz_array(place: str, archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    with reading(place), archive.open(f"{name}.npy") as stream:
        array: NDArray[Any] = read_array(stream, allow_pickle=False)
        if stream.read(1):
            raise DataError(f"{place} has trailing bytes, behind what makes it {array.shape} of {array.dtype}")
    return array


def _listed(names: Iterable[str]) -> str:
    """Return the first few names on one line, whatever characters they contain."""
    names = [repr(name)[1:-1] for name in names]
    return ", ".join(names[:6] + ["..."] * (len(names) > 6)) or "nothing"


def read_idx(folder: Path) -> dict[str, NDArray[np.uint8]]:
    """Return the `ARRAYS` of a folder of IDX files by their names: images with three dimensions, labels with one.

    Raise DataError unless all are there, complete and within the limit.
    """
    files = {name: find_idx(folder, name) for name in ARRAYS}
    shapes = {name: _idx_shape(file, name) for name, file in files.items()}
    _check_size(folder, sum(map(math.prod, shapes.values())))
    return {name: _idx_array(files[name], shapes[name]) for name in ARRAYS}


def find_idx(folder: Path, name: str) -> Path:
    """Return the file of an array in a folder, in the first form that is there. Raise DataError where there is none."""
    plain = IDX_FILES[name]
    dotted = plain.replace("-idx", ".idx")
    with reading(folder):
        for candidate in (plain, dotted, f"{plain}.gz", f"{dotted}.gz"):
            if (folder / candidate).is_file():
                return folder / candidate
    raise DataError(f"{folder}: holds no {plain} or {plain}.gz, but must hold {', '.join(IDX_FILES.values())}")


def _idx_shape(path: Path, name: str) -> tuple[int, ...]:
    """Return the shape that the header of an IDX file announces."""
    # Two zeros, 8 for unsigned bytes, the number of dimensions.
    dimensions = 3 if name.startswith("x") else 1
    magic, length = bytes([0, 0, 8, dimensions]), 4 + 4 * dimensions
    with reading(path):
        _check_not_empty(path)
        header = _idx_bytes(path, length)
    if header[:4] != magic:
        raise DataError(f"{path}: starts with 0x{header[:4].hex()}, but {name} must start with 0x{magic.hex()}")
    if len(header) < length:
        raise DataError(f"{path}: ends within its header, after {len(header)} of {length} bytes; copy it again")
    return struct.unpack(f">{dimensions}I", header[4:])


def _idx_array(path: Path, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    offset = 4 + 4 * len(shape)
    expected = offset + math.prod(shape)
    with reading(path):
        data = _idx_bytes(path, expected + 1)  # one more than announced, to see that there is none
    if len(data) != expected:
        problem = "is truncated" if len(data) < expected else "has trailing bytes"
        raise DataError(f"{path} {problem}: it has {len(data)} bytes, but must have {expected}, to be {shape} of uint8")
    return np.frombuffer(data, np.uint8, offset=offset).reshape(shape)


def _idx_bytes(path: Path, count: int) -> bytes:
    """Return the first bytes of a file, unpacked if it is in gzip format, whatever its name: browsers unpack some."""
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"  # https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1
    with gzip.open(path) if packed else path.open("rb") as stream:
        return stream.read(count)


def _check_not_empty(path: Path) -> None:
    if not path.stat().st_size:
        raise DataError(f"{path}: is empty; copy it again")


def _check_size(source: Path, total: int) -> None:
    if total > LIMIT:
        raise DataError(f"{source}: unpacks to {total} bytes, but must not exceed {LIMIT}")
