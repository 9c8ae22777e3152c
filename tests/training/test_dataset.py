"""The data set: what comes back, and the whole message of everything that is refused. (Over 300 lines: each refusal with its whole message.)"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import pickle
import re
import shutil
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mnist_report.core.errors import DataError
from mnist_report.core.settings import Settings
from mnist_report.training import dataset as data
from mnist_report.training.arrays import ARRAYS, IDX_FILES
from mnist_report.training.dataset import Dataset, digest, load, load_idx, load_npz, shipped
from tests.support.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Arrays = dict[str, Any]
DAMAGED = "is it whole, and of the right format?"


@pytest.fixture
def arrays() -> Arrays:
    """Three classes; 6 training and 3 test images of 4 by 4 pixels, all different."""
    pixels = np.arange(9 * 16, dtype=np.uint8).reshape(9, 4, 4)
    labels = np.array([0, 1, 2, 2, 1, 0, 2, 0, 1], np.uint8)
    return {"x_train": pixels[:6], "y_train": labels[:6], "x_test": pixels[6:], "y_test": labels[6:]}


@pytest.fixture
def npz(tmp_path: Path) -> Path:
    return tmp_path / "images.npz"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "idx").mkdir()
    return tmp_path / "idx"


def idx(array: Any) -> bytes:
    values: bytes = array.tobytes()
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + values


def write_idx(folder: Path, arrays: Arrays) -> None:
    for name, array in arrays.items():
        (folder / IDX_FILES[name]).write_bytes(idx(array))


def write_npz_bytes(npz: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(npz, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)


def npy(array: Any, version: tuple[int, int] | None = None) -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, version)
    return stream.getvalue()


def message(read: Callable[[], object]) -> str:
    with pytest.raises(DataError) as caught:
        read()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def assert_same(dataset: Dataset, arrays: Arrays) -> None:
    for name in ARRAYS:
        array = getattr(dataset, name)
        assert array.dtype == np.uint8
        assert not array.flags.writeable
        assert array.flags.c_contiguous
        np.testing.assert_array_equal(array, arrays[name])


# What comes back


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_npz(npz: Path, arrays: Arrays, save: Callable[..., None]) -> None:
    save(npz, **arrays)
    dataset = load_npz(npz)
    assert_same(dataset, arrays)
    assert dataset.class_names == ("0", "1", "2")


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int32", "int64", ">i4", "uint64"])
def test_labels_of_any_integer_type(npz: Path, arrays: Arrays, dtype: str) -> None:
    np.savez(npz, **arrays | {name: arrays[name].astype(dtype) for name in ("y_train", "y_test")})
    assert_same(load_npz(npz), arrays)


def test_fortran_order(npz: Path, arrays: Arrays) -> None:
    fortran: Arrays = {name: np.asfortranarray(array) for name, array in arrays.items()}
    np.savez(npz, **fortran)
    assert_same(load_npz(npz), arrays)


@pytest.mark.parametrize("separator", ["-", "."])
@pytest.mark.parametrize("packed", [False, True])
def test_idx_of_every_spelling_round_trips(
    npz: Path, folder: Path, arrays: Arrays, separator: str, packed: bool
) -> None:
    np.savez(npz, **arrays)
    dataset = load_npz(npz)
    for name in ARRAYS:
        content, file = idx(getattr(dataset, name)), folder / IDX_FILES[name].replace("-idx", f"{separator}idx")
        if packed:
            file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(content))
        else:
            file.write_bytes(content)
    assert_same(load_idx(folder), arrays)
    assert load_idx(folder, ("a", "b", "c")).class_names == ("a", "b", "c")


def test_a_plain_file_counts_before_a_packed_one(folder: Path, arrays: Arrays) -> None:
    write_idx(folder, arrays)
    (folder / f"{IDX_FILES['x_train']}.gz").write_bytes(b"not read")
    assert_same(load_idx(folder), arrays)


def test_load_data_is_that_of_keras(npz: Path, arrays: Arrays) -> None:
    np.savez(npz, **arrays)
    dataset = load_npz(npz)
    (x_train, y_train), (x_test, y_test) = dataset.load_data()
    assert x_train is dataset.x_train
    assert y_train is dataset.y_train
    assert x_test is dataset.x_test
    assert y_test is dataset.y_test


def test_load_takes_a_file_or_a_folder(npz: Path, folder: Path, arrays: Arrays) -> None:
    np.savez(npz, **arrays)
    write_idx(folder, arrays)
    for path in (npz, folder):
        dataset = load(Settings(dataset=path, class_names=("a", "b", "c"), example=2))
        assert_same(dataset, arrays)
        assert dataset.class_names == ("a", "b", "c")


def test_the_shipped_data_are_mnist() -> None:
    dataset = load(Settings())
    assert dataset.x_train.shape == (60000, 28, 28)
    assert dataset.x_test.shape == (10000, 28, 28)
    # The counts that Keras, PyTorch and the MNIST literature list for each digit.
    assert np.bincount(dataset.y_train).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(dataset.y_test).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert dataset.class_names == tuple("0123456789")
    # The MD5 sums that are published for the original files, uncompressed.
    assert [hashlib.md5(idx(getattr(dataset, name)), usedforsecurity=False).hexdigest() for name in ARRAYS] == [
        "6bbc9ace898e44ae57da46a324031adb",
        "a25bea736e30d166cdddb491f175f624",
        "2646ac647ad5339dbf082846283269ea",
        "27ae3e4e09519cfbb04c329615203637",
    ]


# Digests


def test_digest_of_the_shipped_file() -> None:
    assert digest(Settings()) == data.SHIPPED_SHA256


def test_digest_of_a_file(npz: Path) -> None:
    npz.write_bytes(b"abc")
    assert digest(Settings(dataset=npz)) == hashlib.sha256(b"abc").hexdigest()


def test_digest_of_a_folder_changes_with_contents_and_names(folder: Path, arrays: Arrays) -> None:
    write_idx(folder, arrays)
    settings = Settings(dataset=folder)
    first = digest(settings)
    lines = [f"{hashlib.sha256(idx(arrays[n])).hexdigest()}  {IDX_FILES[n]}\n" for n in ARRAYS]
    assert first == hashlib.sha256("".join(lines).encode()).hexdigest()
    (folder / "unrelated").write_bytes(b"x")
    assert digest(settings) == first
    (folder / IDX_FILES["y_test"]).rename(folder / "t10k-labels.idx1-ubyte")
    renamed = digest(settings)
    (folder / "t10k-labels.idx1-ubyte").write_bytes(b"x")
    assert len({first, renamed, digest(settings)}) == 3


# Refused: files


@pytest.mark.parametrize("use", [load, digest])
def test_missing_file(tmp_path: Path, use: Callable[[Settings], object]) -> None:
    path = tmp_path / "none.npz"
    expected = f"{path}: does not exist; dataset must be a .npz file or a folder"
    assert message(lambda: use(Settings(dataset=path))) == expected


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes among its files")
@pytest.mark.parametrize("use", [load, digest])
def test_neither_file_nor_folder(tmp_path: Path, use: Callable[[Settings], object]) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    expected = f"{path}: is neither a file nor a folder; dataset must be a .npz file or a folder"
    assert message(lambda: use(Settings(dataset=path))) == expected


def test_load_npz_and_load_idx_of_missing_paths(tmp_path: Path) -> None:
    path = tmp_path / "none"
    assert message(lambda: load_npz(path)) == f"{path}: cannot be read (No such file or directory); {DAMAGED}"
    assert message(lambda: load_idx(path)).startswith(f"{path}: holds no train-images-idx3-ubyte or")


LOADS = "from mnist_report.core.settings import Settings; from mnist_report.training.dataset import load; load(Settings())"


def test_shipped_file_missing_or_damaged(tmp_path: Path, arrays: Arrays) -> None:
    """In a copy of the package that lacks it."""
    shutil.copytree(ROOT / "mnist_report", tmp_path / "mnist_report", ignore=shutil.ignore_patterns("*.npz", "__pycache__"))

    def said() -> str:
        return subprocess.run([sys.executable, "-c", LOADS], cwd=tmp_path, capture_output=True, text=True, check=False).stderr

    npz = tmp_path / "mnist_report" / "training" / "mnist.npz"
    assert f"DataError: {npz}: does not exist; reinstall mnist-report\n" in said()
    np.savez(npz, **arrays)
    found = hashlib.sha256(npz.read_bytes()).hexdigest()[:12]
    expected = f"{npz}: is damaged: its SHA-256 is {found}..., but must be 06af5dfe73b7...; reinstall mnist-report"
    assert f"DataError: {expected}\n" in said()


def test_shipped_lies_in_the_package() -> None:
    assert shipped() == Path(data.__file__).parent / "mnist.npz"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty; copy it again"),
        (b"<html>not found</html>", f"cannot be read (File is not a zip file); {DAMAGED}"),
        (npy(np.zeros(3)), f"cannot be read (File is not a zip file); {DAMAGED}"),
        (pickle.dumps({"x_train": 1}), f"cannot be read (File is not a zip file); {DAMAGED}"),
    ],
)
def test_no_npz(npz: Path, content: bytes, problem: str) -> None:
    npz.write_bytes(content)
    assert message(lambda: load_npz(npz)) == f"{npz}: {problem}"


def test_truncated_npz(npz: Path, arrays: Arrays) -> None:
    np.savez(npz, **arrays)
    npz.write_bytes(npz.read_bytes()[:-100])
    assert message(lambda: load_npz(npz)) == f"{npz}: cannot be read (File is not a zip file); {DAMAGED}"


def test_flipped_byte_in_npz(npz: Path, arrays: Arrays) -> None:
    np.savez(npz, **arrays)
    content = npz.read_bytes()
    pixels = arrays["x_train"].tobytes()
    npz.write_bytes(content.replace(pixels, pixels[:-1] + b"!"))
    expected = f"{npz}: x_train: cannot be read (Bad CRC-32 for file 'x_train.npy'); {DAMAGED}"
    assert message(lambda: load_npz(npz)) == expected


def test_damaged_deflate_stream(npz: Path, arrays: Arrays) -> None:
    np.savez_compressed(npz, **arrays)
    content = bytearray(npz.read_bytes())
    start = content.index(b"x_train.npy") + len("x_train.npy") + int.from_bytes(content[28:30], "little")
    content[start] = 0xFF
    npz.write_bytes(content)
    assert message(lambda: load_npz(npz)).startswith(f"{npz}: x_train: cannot be read (Error -3 while decompressing")


def test_encrypted_npz(npz: Path, arrays: Arrays) -> None:
    np.savez(npz, **arrays)
    content = bytearray(npz.read_bytes())
    for signature, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(signature) + flags] |= 1
    npz.write_bytes(content)
    assert "password required for extraction" in message(lambda: load_npz(npz))


ALL = "x_train, y_train, x_test, y_test"


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ([], "nothing"),
        (["x_train", "y_train", "x_test"], "x_train, y_train, x_test"),
        ([*ARRAYS, "extra"], f"{ALL}, extra"),
        (["train_x", "y_train", "x_test", "y_test"], "train_x, y_train, x_test, y_test"),
        ([*ARRAYS, "a\nb"], f"{ALL}, a\\nb"),
        ([*ARRAYS, "a", "b", "c", "d"], f"{ALL}, a, b, ..."),
    ],
)
def test_keys(npz: Path, keys: list[str], found: str) -> None:
    write_npz_bytes(npz, dict.fromkeys(keys, b""))
    assert message(lambda: load_npz(npz)) == f"{npz}: holds {found}, but must hold exactly {ALL}"


def test_arrays_without_names(npz: Path, arrays: Arrays) -> None:
    np.savez(npz, *arrays.values())
    found = "arr_0, arr_1, arr_2, arr_3"
    mend = "these were saved without names: save them with theirs"
    assert message(lambda: load_npz(npz)) == f"{npz}: holds {found}, but must hold exactly {ALL}; {mend}"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_key_twice(npz: Path, arrays: Arrays) -> None:
    np.savez(npz, **arrays)
    with zipfile.ZipFile(npz, "a") as archive:
        archive.writestr("x_train.npy", npy(arrays["x_train"]))
    assert message(lambda: load_npz(npz)) == f"{npz}: holds {ALL}, x_train, but must hold exactly {ALL}"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compression(npz: Path, arrays: Arrays, method: int) -> None:
    write_npz_bytes(npz, {name: npy(array) for name, array in arrays.items()}, method)
    expected = f"{npz}: x_train is packed by method {method}, but must be stored (0) or deflated (8)"
    assert message(lambda: load_npz(npz)) == expected


class Trap:
    """Fails the test that unpickles it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return pytest.fail, ("unpickled",)


def with_header(text: str) -> bytes:
    """A .npy file with any text for its header."""
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(text)) + text.encode()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (with_header("{'descr': '|u1', "), r": cannot be read \(.*EOF in multi-line statement.*\); "),
        (with_header("-" * 9000 + "1"), r": cannot be read \(.+\); "),
        (with_header("{[]: 1}"), r": cannot be read \(unhashable type: 'list'\); "),
        (
            with_header("{'descr': (), 'fortran_order': True, 'shape': ()}"),
            r": cannot be read \(tuple index out .*\); ",
        ),
        (b"", r": cannot be read \(EOF: reading magic string, expected 8 bytes got 0\); "),
        (b"x" * 200, r": cannot be read \(the magic string is not correct; .*\); "),
        (npy(np.zeros((6, 4, 4), np.uint8))[:60], r": cannot be read \(EOF: reading array header, .*\); "),
        (npy(np.zeros((6, 4, 4), np.uint8))[:-1], r": cannot be read \(EOF: reading array data, expected 96 bytes got 95\); "),
        (npy(np.zeros((6, 4, 4), np.uint8)) + b"!", r" has trailing bytes, behind what makes it \(6, 4, 4\) of uint8$"),
        (npy(np.full((6, 4, 4), Trap(), object)), r": cannot be read \(Object arrays cannot be loaded when allow_pickle=False\); "),
    ],
)
def test_damaged_array(npz: Path, arrays: Arrays, content: bytes, problem: str) -> None:
    write_npz_bytes(npz, {name: npy(array) for name, array in arrays.items()} | {"x_train": content})
    with pytest.raises(DataError, match=f"images.npz: x_train{problem}"):
        load_npz(npz)


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
def test_every_version_of_the_format(npz: Path, arrays: Arrays, version: tuple[int, int]) -> None:
    write_npz_bytes(npz, {name: npy(array, version) for name, array in arrays.items()})
    assert_same(load_npz(npz), arrays)


# Refused: sizes. Whatever is refused here must be refused before anything is unpacked.


def reading(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes are asked of packed files from now on, each time."""
    counts: list[int] = []
    for kind in (zipfile.ZipExtFile, gzip.GzipFile):
        monkeypatch.setattr(kind, "read", lambda file, n=-1, read=kind.read: (counts.append(n), read(file, n))[1])
    return counts


@pytest.fixture
def headers_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    counts = reading(monkeypatch)
    yield
    assert set(counts) <= {8, 16}, "unpacked"


def header(shape: tuple[int, ...]) -> bytes:
    """The start of a .npy file of uint8, without its values."""
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, {"descr": "|u1", "fortran_order": False, "shape": shape})
    return stream.getvalue()


def lying(npz: Path, arrays: Arrays, size: int) -> Path:
    """The archive whose directory says of x_train that all four unpack to so many bytes."""
    np.savez_compressed(npz, **arrays)
    true, rest = 128 + 6 * 16, 3 * 128 + 6 + 3 * 16 + 3
    npz.write_bytes(npz.read_bytes().replace(struct.pack("<I", true), struct.pack("<I", size - rest)))
    return npz


@pytest.mark.usefixtures("headers_only")
def test_npz_that_unpacks_to_too_much(npz: Path, arrays: Arrays) -> None:
    said = message(lambda: load_npz(lying(npz, arrays, 2**31 + 1)))
    assert said == f"{npz}: unpacks to {2**31 + 1} bytes, but must not exceed {2**31}"


def test_npz_that_unpacks_to_as_much_as_may_be(npz: Path, arrays: Arrays) -> None:
    assert_same(load_npz(lying(npz, arrays, 2**31)), arrays)


def test_npz_whose_header_announces_gigabytes(npz: Path, arrays: Arrays) -> None:
    members = {name: npy(array) for name, array in arrays.items()}
    write_npz_bytes(npz, members | {"x_test": header((4000, 1024, 1024))})
    assert message(lambda: load_npz(npz)).startswith(f"{npz}: x_test: cannot be read (")


def test_npz_whose_directory_lies_about_a_length(npz: Path, arrays: Arrays) -> None:
    members = {name: npy(array) for name, array in arrays.items()}
    write_npz_bytes(npz, members | {"x_train": header((6, 4, 4)) + bytes(10**6)})
    true, told = (struct.pack("<I", 128 + count) for count in (10**6, 6 * 16))
    npz.write_bytes(npz.read_bytes().replace(true, told))
    expected = f"{npz}: x_train: cannot be read (Bad CRC-32 for file 'x_train.npy'); {DAMAGED}"
    assert message(lambda: load_npz(npz)) == expected


@pytest.mark.usefixtures("headers_only")
def test_idx_that_unpacks_to_too_much(folder: Path, arrays: Arrays) -> None:
    write_idx(folder, arrays)
    for name, count in {"x_train": 6, "x_test": 3000}.items():
        (folder / IDX_FILES[name]).unlink()
        packed = gzip.compress(bytes([0, 0, 8, 3]) + struct.pack(">3I", count, 1024, 1024))
        (folder / f"{IDX_FILES[name]}.gz").write_bytes(packed)
    (folder / IDX_FILES["y_test"]).write_bytes(idx(np.zeros(3000, np.uint8)))
    expected = f"{folder}: unpacks to {3006 * 2**20 + 3006} bytes, but must not exceed {2**31}"
    assert message(lambda: load_idx(folder)) == expected


def test_a_packed_idx_is_read_no_further_than_announced(
    folder: Path, arrays: Arrays, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_idx(folder, arrays)
    file = folder / IDX_FILES["x_train"]
    file.unlink()
    packed = folder / f"{file.name}.gz"
    packed.write_bytes(gzip.compress(idx(arrays["x_train"]) + bytes(10**6)))
    expected = f"{packed} has trailing bytes: it has 113 bytes, but must have 112, to be (6, 4, 4) of uint8"
    counts = reading(monkeypatch)
    assert message(lambda: load_idx(folder)) == expected
    assert max(counts) == 113


# Refused: IDX files


@pytest.mark.parametrize(
    ("name", "change", "problem"),
    [
        ("x_train", lambda _: b"", ": is empty; copy it again"),
        ("x_train", lambda _: b"\0\0", ": starts with 0x0000, but x_train must start with 0x00000803"),
        (
            "x_train",
            lambda b: b"\0\0\x08\x01" + b[4:],
            ": starts with 0x00000801, but x_train must start with 0x00000803",
        ),
        (
            "y_test",
            lambda b: b"\0\0\x0d\x01" + b[4:],
            ": starts with 0x00000d01, but y_test must start with 0x00000801",
        ),
        ("x_train", lambda b: b[:10], ": ends within its header, after 10 of 16 bytes; copy it again"),
        ("y_test", lambda b: b[:6], ": ends within its header, after 6 of 8 bytes; copy it again"),
        ("x_train", lambda b: b[:-1], " is truncated: it has 111 bytes, but must have 112, to be (6, 4, 4) of uint8"),
        ("y_test", lambda b: b + b"!", " has trailing bytes: it has 12 bytes, but must have 11, to be (3,) of uint8"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_damaged_idx(  # noqa: PLR0917 - one case needs them all
    folder: Path, arrays: Arrays, name: str, change: Callable[[bytes], bytes], problem: str, packed: bool
) -> None:
    write_idx(folder, arrays)
    file = folder / IDX_FILES[name]
    content = change(file.read_bytes())
    if packed:
        file.unlink()
        file = file.with_name(f"{file.name}.gz")
        content = gzip.compress(content) if content else b""
    file.write_bytes(content)
    assert message(lambda: load_idx(folder)) == f"{file}{problem}"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda b: b[:-20], "Compressed file ended before the end-of-stream marker was reached"),
        (lambda b: b[:-8] + b"\0\0\0\0" + b[-4:], "CRC check failed 0x0 != "),
    ],
)
def test_damaged_gzip(folder: Path, arrays: Arrays, change: Callable[[bytes], bytes], reason: str) -> None:
    write_idx(folder, arrays)
    file = folder / IDX_FILES["x_test"]
    packed = folder / f"{file.name}.gz"
    packed.write_bytes(change(gzip.compress(file.read_bytes())))
    file.unlink()
    found = message(lambda: load_idx(folder))
    assert found.startswith(f"{packed}: cannot be read ({reason}")
    assert found.endswith(f"); {DAMAGED}")


@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize("pack", [gzip.compress, bytes], ids=["packed", "plain"])
def test_whether_a_file_is_packed_is_read_in_it_and_not_in_its_name(folder: Path, arrays: Arrays, pack: Callable[[bytes], bytes], suffix: str) -> None:
    for name, array in arrays.items():
        (folder / f"{IDX_FILES[name]}{suffix}").write_bytes(pack(idx(array)))
    assert_same(load_idx(folder), arrays)


@pytest.mark.parametrize("use", [load, digest])
@pytest.mark.parametrize("name", ARRAYS)
def test_missing_idx_file(folder: Path, arrays: Arrays, name: str, use: Callable[[Settings], object]) -> None:
    write_idx(folder, arrays)
    (folder / IDX_FILES[name]).unlink()
    wanted = "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte"
    expected = f"{folder}: holds no {IDX_FILES[name]} or {IDX_FILES[name]}.gz, but must hold {wanted}"
    assert message(lambda: use(Settings(dataset=folder))) == expected


# Refused: what the arrays are


def images(*shape: int) -> Any:
    return np.zeros(shape, np.uint8)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"x_train": images(6, 4, 4).astype(float)}, ": x_train is of type float64, but must be uint8; if they go from 0 to 1, take (x_train * 255).round().astype('uint8')"),
        ({"x_test": images(3, 4, 4).astype(np.int16)}, ": x_test is of type int16, but must be uint8; if they are whole numbers from 0 to 255, take x_test.astype('uint8')"),
        ({"y_train": np.eye(6)[0]}, ": y_train is of type float64, but must be integers; if they are whole numbers from 0 to 255, take y_train.astype('uint8')"),
        ({"y_test": np.array([True, False, True])}, ": y_test is of type bool, but must be integers"),
        ({"y_test": np.array(["0", "1", "2"])}, ": y_test is of type <U1, but must be integers"),
        ({"x_train": images(6, 16)}, ": x_train has the shape (6, 16), but must be (images, side, side); lay each row out as an image: x_train.reshape(-1, 4, 4)"),
        ({"x_train": images(6, 4, 4, 1)}, ": x_train has the shape (6, 4, 4, 1), but must be (images, side, side); drop the last axis: x_train[..., 0]"),
        ({"x_train": images(6, 1, 4, 4)}, ": x_train has the shape (6, 1, 4, 4), but must be (images, side, side); drop the second axis: x_train[:, 0]"),
        ({"x_train": images(6, 4, 4, 3)}, ": x_train has the shape (6, 4, 4, 3), but must be (images, side, side)"),
        ({"x_train": images(6, 15)}, ": x_train has the shape (6, 15), but must be (images, side, side)"),
        ({"y_train": images(6, 1)}, ": y_train has the shape (6, 1), but must be (images,); drop the second axis: y_train[:, 0]"),
        ({"y_train": np.eye(6)}, ": y_train has the shape (6, 6), but must be (images,); if they are one-hot, take y_train.argmax(axis=1)"),
        ({"y_train": images(6, 3)}, ": y_train has the shape (6, 3), but must be (images,); if they are one-hot, take y_train.argmax(axis=1)"),
        ({"y_test": np.array(3)}, ": y_test has the shape (), but must be (images,)"),
        ({"x_train": images(0, 4, 4)}, ": x_train has the shape (0, 4, 4), but must have at least 1 entry"),
        ({"y_test": images(0)}, ": y_test has the shape (0,), but must have at least 1 entry"),
        ({"x_train": images(6, 4, 5)}, ": x_train has the shape (6, 4, 5), but must be square, 1 to 1024 a side"),
        ({"x_test": images(3, 0, 0)}, ": x_test has the shape (3, 0, 0), but must be square, 1 to 1024 a side"),
        (
            {"x_test": images(3, 1025, 1025)},
            ": x_test has the shape (3, 1025, 1025), but must be square, 1 to 1024 a side",
        ),
        ({"x_train": images(5, 4, 4)}, ": x_train has 5 images, but y_train has 6 labels; must be equal"),
        ({"y_test": np.array([0, 1, 2, 0])}, ": x_test has 3 images, but y_test has 4 labels; must be equal"),
        ({"x_test": images(3, 5, 5)}, ": x_train has images of (4, 4), but x_test of (5, 5); must be equal"),
        ({"y_train": np.array([0, 1, 2, 2, 1, -1])}, ": y_train has the label -1, but labels must be from 0 to 255"),
        ({"y_test": np.array([0, 1, 256])}, ": y_test has the label 256, but labels must be from 0 to 255"),
        ({"y_train": images(6)}, ": y_train has the label 0 only, but there must be at least 2 classes"),
        ({"y_train": np.array([0, 1, 3, 3, 1, 0])}, ": y_train lacks the label 2, but must have each from 0 to 3"),
        ({"y_test": np.array([0, 1, 1])}, ": y_test lacks the label 2, but must have each from 0 to 2"),
        ({"y_test": np.array([0, 2, 3])}, ": y_test has the label 3, but the training labels end at 2"),
    ],
)
def test_form(npz: Path, arrays: Arrays, changes: Arrays, problem: str) -> None:
    np.savez_compressed(npz, **arrays | changes)
    assert message(lambda: load_npz(npz)) == f"{npz}{problem}"


def test_form_of_idx(folder: Path, arrays: Arrays) -> None:
    write_idx(folder, arrays | {"x_test": images(3, 4, 5)})
    assert message(lambda: load_idx(folder)) == f"{folder}: x_test has the shape (3, 4, 5), but must be square, 1 to 1024 a side"


@pytest.mark.parametrize("side", [1, 1024])
def test_smallest_and_largest_side(npz: Path, side: int) -> None:
    labels = np.array([0, 1])
    np.savez_compressed(npz, x_train=images(2, side, side), y_train=labels, x_test=images(2, side, side), y_test=labels)
    assert load_npz(npz).x_test.shape == (2, side, side)


@pytest.mark.parametrize("names", [("a", "b"), ("a", "b", "c", "d")])
def test_class_names_of_another_number(npz: Path, arrays: Arrays, names: tuple[str, ...]) -> None:
    np.savez(npz, **arrays)
    expected = f"class_names has {len(names)} names, but must have 3, one a class of the data set"
    assert message(lambda: load_npz(npz, names)) == expected


# What the page "Your own edition" says of data from elsewhere

FOUND: dict[str, Callable[[Any, Any], tuple[Any, Any]]] = {
    "an axis too many": lambda x, y: (x[..., None], y),
    "lie on their sides": lambda x, y: (x.transpose(0, 2, 1), y),
    "from 0 to 1": lambda x, y: ((x / 255).astype("float32"), y),
    "one-hot": lambda x, y: (x, np.eye(3, dtype="uint8")[y]),
}
"""What data in the wild look like, by what the page calls it."""


def recipe(what: str) -> str:
    """The line of Python that the page has for it."""
    page = (ROOT / "docs" / "your-own-edition.md").read_text(encoding="utf-8")
    (line,) = re.findall(rf"(?m)^\| [^|\n]*{what}[^|\n]* \| `([^`]+)` \|$", page)
    return str(line)


def mended(what: str, x: Any, y: Any) -> tuple[Any, Any]:
    names: dict[str, Any] = {"np": np, "gzip": gzip, "x": x, "y": y}
    exec(recipe(what), names)
    return names["x"], names["y"]


def sets_of(side: int) -> Arrays:
    random = np.random.default_rng(0)
    sets: Arrays = {}
    for part, count in {"train": 6, "test": 3}.items():
        sets |= {f"x_{part}": random.integers(0, 256, (count, side, side), "uint8"), f"y_{part}": np.arange(count, dtype="uint8") % 3}
    return sets


def save(npz: Path, sets: Arrays) -> None:
    """As the page says it."""
    page = (ROOT / "docs" / "your-own-edition.md").read_text(encoding="utf-8")
    command = " ".join(re.findall(r"`(np\.savez_compressed\([^`]*\))`", page)[0].split())
    exec(command.replace("data/mine.npz", npz.as_posix()), {"np": np, **sets})


@pytest.mark.parametrize("what", FOUND)
def test_the_recipes_of_the_page_make_it_right(what: str, npz: Path) -> None:
    right = sets_of(7)
    found = {part: FOUND[what](right[f"x_{part}"], right[f"y_{part}"]) for part in ("train", "test")}
    parts = {part: mended(what, *each) for part, each in found.items()}
    save(npz, {f"{name}_{part}": array for part, pair in parts.items() for name, array in zip("xy", pair, strict=True)})
    assert_same(load_npz(npz), right)


def test_the_recipe_for_channels_first(npz: Path) -> None:
    right = sets_of(7)
    first = {name: mended("an axis too many", array[:, None], None)[0] if name[0] == "x" else array for name, array in right.items()}
    save(npz, first)
    assert_same(load_npz(npz), right)


def test_the_recipe_for_arrays_without_names(npz: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = sets_of(7)
    monkeypatch.chdir(npz.parent)
    np.savez_compressed("found.npz", *right.values())
    names: dict[str, Any] = {"np": np}
    exec(recipe("have no names"), names)
    save(npz, {name: names[name] for name in ARRAYS})
    assert_same(load_npz(npz), right)


def test_the_recipe_for_packed_idx_files(npz: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right, made = sets_of(28), {}
    monkeypatch.chdir(npz.parent)
    line = recipe("packed IDX images")
    for name, array in right.items():
        Path("found").write_bytes(gzip.compress(idx(array)))
        names: dict[str, Any] = {"np": np, "gzip": gzip}
        exec(line if name[0] == "x" else line.replace("16", "8").removesuffix(".reshape(-1, 28, 28)"), names)
        made[name] = names["x"]
    save(npz, made)
    assert_same(load_npz(npz), right)
