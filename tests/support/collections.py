"""Collections of images that no author of the course has seen: 8 × 8 digits, three shapes of 20 × 20, 26 letters of 16 × 16."""

from __future__ import annotations

import gzip
import json
import shutil
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mnist_report.core.settings import load_settings
from mnist_report.results.artifacts import Artifacts
from mnist_report.training.engine import Threads
from tests.support import trainer
from tests.support.outcomes import learning
from tests.support.project import COMPILED, ROOT, here

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    Images = NDArray[np.uint8]
    Sets = tuple[Images, Images, Images, Images]


@dataclass(frozen=True)
class Collection:
    """A data set and what its edition calls it."""

    title: str
    """What the data set is called."""
    make: Callable[[], Sets]
    """Return training images and labels, test images and labels."""
    item: str
    """What one image shows."""
    kind: str = ""
    """What a class is called, if not "class"."""
    names: tuple[str, ...] = field(default=())
    """Names of the classes, if not the labels."""


def small_digits() -> Sets:
    """The digits of scikit-learn: 1,797 images of 8 × 8."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    order = np.random.default_rng(5).permutation(len(digits.images))
    images, labels = (digits.images * 255 / 16).round().astype(np.uint8)[order], digits.target.astype(np.uint8)[order]
    return images[:1400], labels[:1400], images[1400:], labels[1400:]


def shapes() -> Sets:
    """Circles, squares and crosses in noise."""
    random = np.random.default_rng(6)
    rows, columns = np.mgrid[0:20, 0:20]

    def made(count: int) -> tuple[Images, Images]:
        labels, images = random.permutation(np.arange(count) % 3).astype(np.uint8), np.empty((count, 20, 20))
        for place, label in enumerate(labels):
            y, x, size = abs(rows - random.uniform(8, 11)), abs(columns - random.uniform(8, 11)), random.uniform(4, 7)
            square = np.maximum(x, y) < 0.85 * size
            shape = [np.hypot(x, y) < size, square, square & (np.minimum(x, y) < 2)][label]
            images[place] = shape * random.uniform(60, 200) + random.normal(70, 75, (20, 20))
        return images.clip(0, 255).astype(np.uint8), labels

    return (*made(900), *made(450))


def letters() -> Sets:
    """Capital letters of a font, turned and in noise."""
    from PIL import Image, ImageDraw, ImageFont

    random = np.random.default_rng(7)
    fonts = [ImageFont.load_default(size=size) for size in (12, 13, 14)]

    def made(count: int) -> tuple[Images, Images]:
        labels, images = random.permutation(np.arange(count) % 26).astype(np.uint8), np.empty((count, 16, 16))
        for place, label in enumerate(labels):
            picture = Image.new("L", (16, 16))
            ImageDraw.Draw(picture).text((random.integers(1, 5), random.integers(-2, 2)), chr(65 + int(label)), fill=255, font=fonts[random.integers(3)])
            turned = picture.rotate(float(random.uniform(-14, 14)), resample=Image.Resampling.BILINEAR)
            images[place] = np.asarray(turned, float) * random.uniform(0.5, 1) + random.normal(0, 38, (16, 16))
        return images.clip(0, 255).astype(np.uint8), labels

    return (*made(2080), *made(1040))


COLLECTIONS = {
    "small-digits": Collection("Optical Digits", small_digits, "digit", "digit"),
    "shapes": Collection("Noisy Shapes", shapes, "shape", names=("Circle", "Square", "Cross")),
    "letters": Collection("Printed Letters", letters, "letter", "letter", tuple(map(chr, range(65, 91)))),
}


def begin(folder: Path, name: str, store: Path) -> None:
    """Copies the project with an edition of a collection, as `edition new` begins it and its author completes it; trains it."""
    collection = COLLECTIONS[name]
    for part in ("docs", "gen"):
        shutil.copytree(ROOT / part, folder / part, ignore=COMPILED)
    for part in ("mkdocs.yml", "CITATION.cff"):
        shutil.copy(ROOT / part, folder)
    (folder / "mnist_report").symlink_to(ROOT / "mnist_report")
    (folder / "pyproject.toml").write_text(f'[tool.mnist-report]\nstore = "{store.as_posix()}"\n', encoding="utf-8")
    done = here("edition", "new", name, "--title", collection.title, "--data", f"data/{name}", folder=folder)
    assert done.returncode == 0, done.stderr
    write_packed_idx(folder / "data" / name, collection.make())
    toml = folder / "gen" / "editions" / name / "edition.toml"
    own = {"attribution": "The makers of a test", "licence": "CC0", "item": collection.item}
    text = toml.read_text(encoding="utf-8").replace('item = "image"', 'item = ""')
    for key, value in own.items():
        text = text.replace(f'{key} = ""', f"{key} = {json.dumps(value)}")
    more = {"kind": collection.kind, "class_names": list(collection.names), "seeds": 2}
    settings = "".join(f"{key} = {json.dumps(value)}\n" for key, value in more.items() if value)
    toml.write_text(text.replace("[settings]\n", f"[settings]\n{settings}"), encoding="utf-8")
    artifacts = Artifacts(load_settings(folder / "pyproject.toml"), engine=Threads(lambda *asked: learning(trainer.train(*asked))))
    artifacts.begin()
    assert artifacts.spread


def write_packed_idx(folder: Path, sets: Sets) -> None:
    """IDX files, each packed as .gz."""
    folder.mkdir(parents=True)
    for name, array in zip(("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"), sets, strict=True):
        head = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
        (folder / f"{name}-ubyte.gz").write_bytes(gzip.compress(head + array.tobytes(), compresslevel=1))
