"""How much the images are."""

from __future__ import annotations

import pytest

from mnist_report.core.formats import formatted
from tests.support.pets import evaluation


def test_memory_is_a_byte_a_pixel_and_eight_once_it_is_divided() -> None:
    data = evaluation().data  # 60 images of 5 by 5 pixels
    assert (data.images, data.training_numbers, data.megabytes, data.scaled_megabytes) == (70, 1500, 0.0015, 0.012)
    assert [str(formatted(getattr(data, name), type(data), name)) for name in ("megabytes", "scaled_megabytes")] == ["0.0015", "0.012"]
    mnist = evaluation(train_size=60_000, image_shape=(28, 28)).data
    assert [str(formatted(getattr(mnist, name), type(mnist), name)) for name in ("megabytes", "scaled_megabytes")] == ["47", "376"]


@pytest.mark.parametrize(("images", "place"), [(3599, 0), (3600, 1), (86_400, 1), (86_401, 2)])
def test_how_long_a_look_at_each_image_takes(images: int, place: int) -> None:
    assert evaluation(train_size=images).data.time_to_look == place
