"""What the pages say of MNIST itself, in words and numbers that stand in them, is so in the images of the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.core.settings import load_settings
from mnist_report.training import dataset
from tests.support.project import ROOT

if TYPE_CHECKING:
    from mnist_report.training.dataset import Dataset

SAMPLES = " ".join((ROOT / "docs" / "module-1" / "visualize-sample-images.md").read_text(encoding="utf-8").split())


@pytest.fixture(scope="module")
def mnist() -> Dataset:
    return dataset.load(load_settings(ROOT / "pyproject.toml"))


def test_each_upright_one_is_closer_to_the_nine_than_to_the_leaning_one(mnist: Dataset) -> None:
    assert mnist.y_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    leaning, nine, *upright = (mnist.x_train[place].astype(int) for place in (3, 4, 6, 8))
    to_nine, to_leaning = ([np.square(one - other).sum() for one in upright] for other in (nine, leaning))
    assert [near < far for near, far in zip(to_nine, to_leaning, strict=True)] == [True, True]
    for index, nine_sum, leaning_sum in zip((6, 8), to_nine, to_leaning, strict=True):
        assert f"from the upright 1 with index {index} | {nine_sum:,} | {leaning_sum:,} |" in SAMPLES


def test_the_digits_are_not_equally_frequent(mnist: Dataset) -> None:
    counts = np.bincount(mnist.y_train)
    rarest, commonest = counts.argmin(), counts.argmax()
    assert f"{counts[commonest]:,} images of {commonest} and {counts[rarest]:,} images of {rarest}" in SAMPLES
    assert counts[commonest] < 2 * counts[rarest]  # "none is twice as frequent as another"
    assert len(set(counts.tolist())) == 10  # "the other digits lie between"
    assert f"a small sample of {len(mnist.y_train):,}" in SAMPLES


def test_there_are_ten_fours_to_draw(mnist: Dataset) -> None:
    assert (mnist.y_train[:1000] == 4).sum() >= 10
