"""Which images each epoch learns from, in which order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Order:
    """The images of each epoch, all epochs of the same length."""

    batch_size: int
    """Images a step."""
    taken: int
    """Images that an epoch takes, one that it takes twice counted twice."""
    room: int
    """Indices that `next_epoch` returns: those of `taken` images, and 0 to fill up."""
    orders: Iterator[NDArray[np.int64]]
    """The indices of `taken` images for each epoch."""

    @property
    def steps(self) -> int:
        """Steps of an epoch."""
        return -(-self.taken // self.batch_size)

    def next_epoch(self) -> NDArray[np.int32]:
        """Return the indices of the images of the next epoch, (room,)."""
        return np.pad(next(self.orders), (0, self.room - self.taken)).astype(np.int32)


def order_of(
    images: int, batch_size: int, learned: int | None, steps: int | None, random: np.random.Generator | None
) -> Order:
    """Return the order of a training on the first `learned` of so many images, or all; without `random` as they are.

    Without `learned` and `steps` an epoch is a pass. With one of them it is so many steps, or those that a pass needs,
    on whole batches of passes that go on from epoch to epoch; its indices then have room for a pass over all images,
    so that the same program can take fewer.
    """
    if steps is None and learned in {None, images}:
        return Order(batch_size, images, images, _passes(images, random))
    learned = learned or images
    taken = batch_size * (steps or -(-learned // batch_size))
    return Order(batch_size, taken, max(taken, images - images % batch_size), _stream(learned, taken, random))


def _passes(images: int, random: np.random.Generator | None) -> Iterator[NDArray[np.int64]]:
    while True:
        yield np.arange(images) if random is None else random.permutation(images)


def _stream(images: int, taken: int, random: np.random.Generator | None) -> Iterator[NDArray[np.int64]]:
    order, rest = _passes(images, random), np.arange(0)
    while True:
        passes = -(-(taken - len(rest)) // images)
        rest = np.concatenate([rest, *(next(order) for _ in range(passes))])
        yield rest[:taken]
        rest = rest[taken:]
