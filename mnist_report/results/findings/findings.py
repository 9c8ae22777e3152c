"""Findings: what a run turned out to be, by subject, as pages call it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

from .amount import Amount
from .code import Code
from .data import Data
from .descent import Descent
from .doubt import Doubt
from .drawing import Drawing
from .learning import Learning
from .luck import Luck
from .matrix import Matrix
from .mistakes import Mistakes
from .motion import Motion
from .network import Network
from .neurons import Neurons
from .rates import Rates
from .restraint import Restraint
from .scaling import Scaling
from .together import Together
from .width import Width

if TYPE_CHECKING:
    from ..evaluation import Evaluation


class Findings:
    """The findings of an evaluation, which is a subclass."""

    @cached_property
    def learning(self) -> Learning:
        """How the training went."""
        return Learning(self._run)

    @cached_property
    def data(self) -> Data:
        """How much the images are."""
        return Data(self._run)

    @cached_property
    def network(self) -> Network:
        """What the layers of the network are."""
        return Network(self._run)

    @cached_property
    def scaling(self) -> Scaling:
        """What the network makes of images that were scaled in another way."""
        return Scaling(self._run)

    @cached_property
    def code(self) -> Code:
        """The recipe as solutions of exercises write it."""
        return Code(self._run)

    @cached_property
    def descent(self) -> Descent:
        """How the optimizer made the loss smaller."""
        return Descent(self._run)

    @cached_property
    def matrix(self) -> Matrix:
        """What the confusion matrix and the comparison with simple rules say."""
        return Matrix(self._run)

    @cached_property
    def drawing(self) -> Drawing:
        """How a drawing is prepared for the network."""
        return Drawing(self._run)

    @cached_property
    def luck(self) -> Luck:
        """What other seeds would have changed."""
        return Luck(self._run)

    @cached_property
    def together(self) -> Together:
        """What the networks of several seeds are worth together."""
        return Together(self._run)

    @cached_property
    def doubt(self) -> Doubt:
        """What the confidences say."""
        return Doubt(self._run)

    @cached_property
    def mistakes(self) -> Mistakes:
        """What the wrong answers say."""
        return Mistakes(self._run)

    @cached_property
    def motion(self) -> Motion:
        """What networks read of moved images, where the course has experiments."""
        return Motion(self._run)

    @cached_property
    def neurons(self) -> Neurons:
        """What the learned weights say."""
        return Neurons(self._run)

    @cached_property
    def width(self) -> Width:
        """What the number of neurons of the first hidden layer changes."""
        return Width(self._run)

    @cached_property
    def rates(self) -> Rates:
        """What the learning rate changes within one epoch."""
        return Rates(self._run)

    @cached_property
    def restraint(self) -> Restraint:
        """What becomes of a network that learns from few images for long, and what holds it back."""
        return Restraint(self._run)

    @cached_property
    def amount(self) -> Amount:
        """What more or fewer images to learn from change."""
        return Amount(self._run)

    @property
    def _run(self) -> Evaluation:
        return cast("Evaluation", self)
