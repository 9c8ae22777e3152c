"""Mistakes: what the wrong answers say."""

from __future__ import annotations

from ...core.filters import plural
from ...core.formats import Number
from ..facts import Confusion, Guess
from .finding import Finding

CHOICES = 4
"""Most confusions that a question offers."""
SURE = 0.9
"""Confidence above which a wrong answer is a confident one."""


class Mistakes(Finding):
    """What the wrong answers say; there are two or more."""

    @property
    def top(self) -> Confusion:
        """The most frequent confusion, the first of equal ones in class order."""
        return self.run.confusions[0]

    @property
    def top_reversed(self) -> Number:
        """Number of test images of the most frequent confusion the other way round; may be 0."""
        pair = (self.top.predicted, self.top.true)
        return sum(each.count for each in self.run.confusions if (each.true, each.predicted) == pair)

    @property
    def confusions_differ(self) -> bool:
        """Whether some confusion is rarer than the most frequent one, so that a reader can be asked which that is."""
        return bool(self._rarer)

    @property
    def next_rarer(self) -> Confusion:
        """The most frequent of the confusions that are rarer than `top`; exists where `confusions_differ`."""
        return self._rarer[0]

    @property
    def guess(self) -> Guess:
        """Which confusion is the most frequent, among those that are rarer, three at most, in the order of names."""
        offered = (self.top, *self._rarer)[:CHOICES]
        counts = {each.name: plural(each.count, "time") for each in sorted(offered, key=lambda each: each.name)}
        replies = (f"It happened {times}; another of these is more frequent." for times in counts.values())
        return Guess(tuple(counts), self.top.name, tuple(replies))

    @property
    def fall_unevenly(self) -> bool:
        """Whether the network recognises a smaller share of one class than of another."""
        return self.run.hardest_class.recall < self.run.easiest_class.recall

    @property
    def can_be_far_misses(self) -> bool:
        """Whether the true class of a wrong answer can be less probable than the second: with more than two classes."""
        return self.run.classes > 2

    @property
    def near_misses(self) -> Number:
        """Number of wrong answers whose second most probable class is the true one."""
        return sum(error.runner_up == error.true for error in self.run.errors)

    @property
    def are_mostly_near_misses(self) -> bool:
        """Whether more than half of the wrong answers are near misses."""
        return 2 * self.near_misses > self.run.test_errors

    @property
    def include_a_confident_one(self) -> bool:
        """Whether the surest wrong answer has a confidence above 0.9."""
        return self.run.confident_errors[0].confidence > SURE

    @property
    def in_first_half(self) -> Number:
        """Number of wrong answers to the first half of the test images; one in the middle is in the second half."""
        return sum(error.index < self.run.test_size // 2 for error in self.run.errors)

    @property
    def in_second_half(self) -> Number:
        """Number of the other wrong answers."""
        return self.run.test_errors - self.in_first_half

    @property
    def are_more_in_first_half(self) -> bool:
        """Whether more wrong answers are in the first half of the test images than in the second."""
        return self.in_first_half > self.in_second_half

    @property
    def _rarer(self) -> list[Confusion]:
        return [each for each in self.run.confusions if each.count < self.top.count]
