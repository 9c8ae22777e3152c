"""Plans: the experiments of the course, for any data set, as small as what they should show allows.

Each training costs about two seconds of a processor for the images that the package ships, as does each program that is
compiled: for another number of neurons, another optimizer, a penalty, dropout, moved images, another network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..core.plan import Plan
from ..core.recipe import MOST_EPOCHS, WIDEST
from .run import learned_from

if TYPE_CHECKING:
    from ..core.plan import Difference
    from ..core.recipe import Recipe

FEW: Final = 1000
"""Images that a network learns from too well, where there are many more."""
WIDTHS: Final = (2, 8, 32)
"""Numbers of neurons of the first layer that are tried, besides that of the course and twice as many."""
SIZES: Final = (100, 1000, 10_000)
"""Numbers of images on the learning curve, besides all."""
PASSES: Final = 4
"""How many times as many epochs a network learns from few images until it has learned from them too well."""
HELD: Final[tuple[Difference, ...]] = ({}, {"l2": 1e-3}, {"dropout": 0.5}, {"labels": "random"})
"""What is tried on few images for as many steps as all images take: nothing, two ways to hold back, and no pattern."""
BOUNDED: Final = ("tanh", "sigmoid")
"""Activations with bounded values, whose networks cannot multiply their scores from step to step."""
MOTION: Final = "motion"
"""The name of the experiment whose networks read moved images."""
NAMES: Final = ("width", "data", "data_at_equal_steps", "rate", "descent", "restraint", MOTION)
"""The names of the experiments of the course."""
SIDES_A_SHIFT: Final = 7
"""How many times longer the side of an image is than the farthest that it is moved."""


def course_plans(recipe: Recipe, images: int, side: int, *, shipped: bool = True) -> tuple[Plan, ...]:
    """Return the experiments of the course with this recipe, for so many training images of so many pixels a side.

    `shipped` says whether these are the images of the package, on which larger rates have been tried than elsewhere.
    """
    learned = learned_from(images, recipe.validation_split)
    steps = learned // recipe.batch_size
    sizes = smaller_sizes(learned)
    few = max(size for size in sizes if size <= FEW) if min(sizes) <= FEW else min(sizes)
    twice = min(2 * recipe.first_units, WIDEST)
    passes = min(2 * recipe.epochs, MOST_EPOCHS)  # to measure twice as often
    plain = plain_rates(recipe.activation, shipped=shipped)
    rates: tuple[float | None, ...] = (1e-5, 1e-4, None, 1e-2, 1e-1)
    if recipe.optimizer == "sgd":
        rates = tuple(rate for rate in rates if rate is None or rate <= plain[-1])
    halves = {"epochs": passes, "steps_per_epoch": max(1, recipe.epochs * steps // passes)}
    return (
        Plan("width", tuple({"first_units": units} if units != recipe.first_units else {}
                            for units in sorted({*WIDTHS, recipe.first_units, twice}))),
        Plan("data", (*({"train_images": size} for size in sizes), {})),
        Plan("data_at_equal_steps", (*({"train_images": size} | halves for size in sizes), {})),
        Plan("rate", tuple({} if rate is None else {"learning_rate": rate} for rate in rates),
             baseline={"epochs": 1}),
        Plan("descent", tuple({"optimizer": "sgd", "learning_rate": rate} for rate in plain),
             baseline={"epochs": 1}),
        Plan("restraint", ({}, {"epochs": min(PASSES * recipe.epochs, MOST_EPOCHS)}, *(halves | held for held in HELD)),
             baseline={"train_images": few}),  # from all seeds, as it takes no time
        Plan(MOTION, ({}, {"shift": farthest_shift(side)}, {"network": "convolutional", "epochs": 3})),
    )


def plain_rates(activation: str, *, shipped: bool) -> tuple[float, ...]:
    """Return three rates for plain gradient descent, rising, with which the loss of one epoch stays finite.

    Measured on bright, patterned and random images of 28 and 64 pixels a side: at 1.0 elu, gelu and linear diverge, at
    0.1 linear does, and elu on large images comes near it, as relu does at 1.0 on all images but those of the package.
    """
    largest = 1.0 if activation in BOUNDED or (activation == "relu" and shipped) else 1e-1
    if activation in {"elu", "linear"}:
        largest = 1e-2
    return tuple(rate for rate in (1e-4, 1e-3, 1e-2, 1e-1, 1.0) if rate <= largest)[-3:]


def smaller_sizes(learned: int) -> tuple[int, ...]:
    """Return the numbers of images on the learning curve, rising, besides all, of so many to learn from; at least one.
    """
    return tuple(size for size in SIZES if size <= learned / 2) or (max(10, learned // 4),)


def farthest_shift(side: int) -> int:
    """Return by how many pixels images of so many a side are moved at most: 4 for 28."""
    return min(8, max(1, side // SIDES_A_SHIFT))
