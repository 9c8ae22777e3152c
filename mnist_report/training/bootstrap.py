"""Bootstrap intervals of the statistics that are not proportions, for which there is no formula."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .metrics import Floats, Interval, Labels, Probabilities, brier_losses, calibration_gaps, log_losses

Terms = Callable[[Probabilities, Labels], Floats]
RESAMPLES = 1000
"""Bootstrap resamples; with so many, the ends of an interval vary from seed to seed by some 2 % of its width."""
METHOD = f"percentile bootstrap, 95 %, {RESAMPLES} resamples of the test images"
"""The method of `interval`, in words for readers."""
RESAMPLED: dict[str, Terms] = {
    "log_loss": log_losses, "brier_score": brier_losses, "calibration_error": calibration_gaps,
}
"""The statistics that are not proportions, and the terms of each."""


def interval(
    terms: Terms, probabilities: Probabilities, labels: Labels, seed: int, resamples: int = RESAMPLES
) -> Interval:
    """Return the 95 % percentile bootstrap interval, over the images, of the statistic made of `terms` (Efron 1979).

    `terms` is `hits`, `log_losses`, `brier_losses` or `calibration_gaps`. One seed draws the same resamples for each of
    them. Resampling adds noise to every bin, and the calibration error counts noise of either sign as error: its
    interval lies high, and for a well calibrated network it can lie wholly above the estimate.
    """
    rng, n = np.random.default_rng(seed), len(labels)
    columns = terms(probabilities, labels).reshape(n, -1)
    # A resample is only how often each image was drawn, so that no image is copied.
    totals = [np.bincount(rng.integers(n, size=n), minlength=n) @ columns for _ in range(resamples)]
    low, high = np.percentile(np.abs(totals).sum(axis=1) / n, (2.5, 97.5)).tolist()
    return Interval(low, high)


def intervals(probabilities: Probabilities, labels: Labels, seed: int) -> dict[str, Interval]:
    """Return the interval of each of RESAMPLED; it takes a quarter of a second for 10,000 images, so it is stored."""
    return {name: interval(terms, probabilities, labels, seed) for name, terms in RESAMPLED.items()}
