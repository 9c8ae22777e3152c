"""Luck: what other seeds would have changed."""

from __future__ import annotations

from ...core.formats import Number
from ...training.significance import SIGNIFICANT
from ..seed_facts import ClassMean
from .finding import Finding


class Luck(Finding):
    """What other seeds would have changed; the networks of all seeds answered the same test images."""

    @property
    def networks_differ(self) -> bool:
        """Whether networks differ by more than chance explains, by Cochran's Q; two networks by McNemar's exact test as
        well.
        """
        found = self.run.spread.comparison
        return found is not None and found.differ and (found.pairs > 1 or found.pair_p < SIGNIFICANT)

    @property
    def surpassed_by(self) -> Number:
        """Number of networks with a higher test accuracy than the one that the site shows."""
        return self.run.spread.rank - 1

    @property
    def within_interval(self) -> Number:
        """Number of networks whose test accuracy lies within `test_interval`, that of the shown network; at least 1."""
        interval = self.run.test_interval
        return sum(interval.low <= accuracy <= interval.high for accuracy in self.run.spread.accuracies)

    @property
    def sharing_top_confusion(self) -> Number:
        """Number of networks whose most frequent confusion is that of the network that the site shows; at least 1."""
        results = self.run.spread.results
        own = next(result.confused for result in results if result.seed == self.run.spread.shown)
        return sum(result.confused == own for result in results)

    @property
    def vote_helps(self) -> bool:
        """Whether the vote of all networks misreads fewer test images than a network does on average."""
        agreement = self.run.spread.agreement
        return agreement.vote_errors < agreement.mean_errors

    @property
    def lowest_mean(self) -> ClassMean:
        """The class with the lowest recall on average over all networks."""
        return self.run.spread.class_means[0]
