"""Significance tests: whether networks that answered the same images differ by more than chance explains."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import erfc, exp, fsum, lgamma, log, sqrt
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from ..core.constraints import NonNegative, PositiveInt, PValue
from ..core.filters import fixed
from ..core.formats import Format

SIGNIFICANT = 0.05
"""The chance below which a difference counts as more than chance explains."""


@dataclass(frozen=True)
class CochranTest:
    """Whether several networks that answered the same images can be equally often right."""

    statistic: Annotated[NonNegative, Format(partial(fixed, decimals=1))]
    """Cochran's Q, 0 or more."""
    degrees: PositiveInt
    """Degrees of freedom: networks - 1."""
    p: PValue
    """Chance of a Q at least as large between equally good networks, 0 to 1, for many images."""


def cochran_q(hits: NDArray[Any]) -> CochranTest:
    """Return Cochran's Q of `hits`, (networks >= 2, images): whether network i is right on image j, bool or 0 and 1.

    Q = (k - 1) (k sum C^2 - N^2) / (k N - sum R^2), where of N hits of k networks each network has C and each image R
    (Cochran 1950). It is 0, with p = 1, where the networks agree on every image.
    """
    networks, total = len(hits), int(hits.sum(dtype=np.int64))
    by_network, by_image = (int(np.square(hits.sum(axis=axis, dtype=np.int64)).sum()) for axis in (1, 0))
    statistic = (networks - 1) * (networks * by_network - total**2) / (networks * total - by_image or 1)
    return CochranTest(statistic, networks - 1, chi_square_tail(statistic, networks - 1))


def chance_deviation(hits: NDArray[Any]) -> float:
    """Return the standard deviation that the accuracies of equally good networks would have on these images, 0 to 1.

    `hits` is that of `cochran_q`, k networks and n images. If the R networks that are right on an image are any R of
    them alike, a sample variance of the accuracies is expected of sum R (k - R) / (k (k - 1) n^2). Cochran's Q is k - 1
    times the variance seen over the variance expected.
    """
    networks, images = hits.shape
    right = hits.sum(axis=0, dtype=np.int64)
    return sqrt(int((right * (networks - right)).sum()) / (networks * (networks - 1))) / int(images)


def mcnemar(only_old: int, only_new: int) -> float:
    """Return the exact two-sided p-value of McNemar's test, 0 to 1.

    It is the chance of counts at least as uneven as these between two equally good networks that answered the same
    images. Of the images on which only one of the two is right, the old one has `only_old` >= 0, the new one `only_new`
    >= 0; the other images do not count. Each goes to either with probability 1/2 (McNemar 1947; the exact form is the
    sign test).
    """
    images = only_old + only_new
    whole = lgamma(images + 1) - images * log(2)
    # In logarithms: of a million images the whole numbers would have a million binary digits each.
    tail = fsum(exp(whole - lgamma(k + 1) - lgamma(images - k + 1)) for k in range(min(only_old, only_new) + 1))
    return min(1.0, 2 * tail)


def chi_square_tail(statistic: float, degrees: int) -> float:
    """Return the chance that a chi-square variable with `degrees` >= 1 exceeds `statistic` >= 0.

    Q(a, x) with a = degrees / 2, x = statistic / 2, from Q(1/2, x) = erfc(sqrt x) or Q(1, x) = exp(-x) upwards by
    Q(a + 1, x) = Q(a, x) + x^a exp(-x) / Gamma(a + 1) (NIST Digital Library of Mathematical Functions, 8.8.6).
    """
    x, odd = statistic / 2, degrees % 2
    if x == 0:
        return 1.0
    tail, a = (erfc(sqrt(x)), 0.5) if odd else (exp(-x), 1.0)
    while a < degrees / 2:
        tail += exp(a * log(x) - x - lgamma(a + 1))
        a += 1
    return tail
