"""Ensembles: what the networks of several seeds answer together, on the same test images.

    trainings of all seeds ──► measure ──► store ──► a figure with the parameter `ensembles`, run.ensembles in a page

An ensemble answers with the mean of the probabilities of its networks. There is one for each choice of networks.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from statistics import fmean
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..core.constraints import PValue, Spelled
from ..core.formats import Fixed, Number, Percent, Percent2
from .forward import batches, forward, softmax
from .metrics import calibration_error, log_loss, predictions
from .significance import mcnemar
from .votes import vote

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from .run import Training

    Floats = NDArray[np.float64]
    Answers = NDArray[np.intp]
    Weights = tuple[NDArray[np.float32], ...]

FILE: Final = "ensembles.json"
MOST: Final = 10
"""Networks, those of the first seeds, at most: 1,023 ensembles."""
FAINTEST: Final = float(np.finfo(np.float32).tiny)
"""The least probability whose logarithm is taken."""
PROBABILITIES, SCORES, VOTE = "mean of the probabilities", "mean of the scores", "vote"
WEIGHTS_OF_TWO, WEIGHTS = "mean of the weights of two", "mean of the weights of all"


@dataclass(frozen=True)
class Size:
    """All ensembles of so many networks; each list has a value for each of them, in the order of `combinations`."""

    networks: Number
    """Networks of an ensemble, at least 1."""
    right: tuple[int, ...]
    """Number of test images that each reads right."""
    confidences: tuple[float, ...]
    """Mean confidence of each in its answers, 0 to 1."""
    losses: tuple[float, ...]
    """Mean cross-entropy of each on the test images, in nats, see `metrics.log_loss`."""
    calibration_errors: tuple[float, ...]
    """Expected calibration error of each, 0 to 1."""

    @property
    def confidence(self) -> Percent2:
        """The mean of `confidences`."""
        return fmean(self.confidences)

    @property
    def loss(self) -> Fixed:
        """The mean of `losses`."""
        return fmean(self.losses)


@dataclass(frozen=True)
class Agreement:
    """The test images on which the most frequent answer is that of so many networks."""

    networks: Number
    """Networks that give the most frequent answer, at least 1."""
    images: Number
    """Number of these images, at least 1."""
    right: Number
    """On how many of them this answer is right; of equally frequent ones it is that of `votes.vote`."""

    @property
    def share(self) -> Percent:
        """Share of these images on which the answer is right, 0 to 1."""
        return self.right / self.images


@dataclass(frozen=True)
class Unread:
    """A test image that no network reads right."""

    index: int
    """Index of the image in the test set, from 0."""
    answers: tuple[int, ...]
    """The class that each network predicts, by rising seed."""

    @property
    def first(self) -> tuple[int, int]:
        """The most frequent answer, the first given of equally frequent ones, and how many networks give it."""
        return Counter(self.answers).most_common(1)[0]

    @property
    def is_unanimous(self) -> bool:
        """Whether all networks give the same answer."""
        return len(set(self.answers)) == 1


@dataclass(frozen=True)
class Duel:
    """All networks together against the best single one, which was picked on these images: image by image."""

    best: int
    """The seed with the highest test accuracy, the lowest of equal ones."""
    only_together: Number
    """Test images that only all together read right."""
    only_best: Number
    """Test images that only the best single network reads right."""

    @property
    def p(self) -> PValue:
        """McNemar's exact p-value, 0 to 1."""
        return mcnemar(self.only_best, self.only_together)


@dataclass(frozen=True)
class Way:
    """One way to make one answer of the answers of all networks, or one network of several."""

    name: str
    """What is made one: "mean of the probabilities"."""
    right: Number
    """Number of test images read right."""
    loss: Fixed | None
    """Mean cross-entropy on the test images, in nats; None for a vote, which gives no probabilities."""


@dataclass(frozen=True)
class Ensembles:
    """What the networks of several seeds answer together."""

    seeds: tuple[int, ...]
    """The seeds, rising; one or more, and at most ten."""
    images: Number
    """Number of test images."""
    sizes: tuple[Size, ...]
    """The ensembles of one network, of two, and so on, up to the one of all."""
    agreements: tuple[Agreement, ...]
    """Where how many networks agree, the most first; without the numbers that do not occur."""
    both_wrong: tuple[int, ...]
    """Number of test images that both networks of each pair get wrong, in the order of `combinations`."""
    unread: tuple[Unread, ...]
    """The test images that no network reads right, in their order."""
    duel: Duel
    """All networks together against the best single one."""
    ways: tuple[Way, ...]
    """Mean of the probabilities of all networks, mean of their scores, vote, mean of the weights of the first two, if
    there are more, and of all.
    """

    @property
    def count(self) -> Spelled:
        """Number of networks, 1 to 10, in words."""
        return len(self.seeds)

    @property
    def has_several(self) -> bool:
        """Whether there are several networks."""
        return self.count > 1

    @property
    def together(self) -> Way:
        """All of them, by the mean of their probabilities."""
        return self.ways[0]

    @property
    def pairs_ahead(self) -> Number:
        """Number of pairs that get more test images right than either of their networks; there are two or more."""
        singles, pairs = (size.right for size in self.sizes[:2])
        return sum(pair > max(alone) for pair, alone in zip(pairs, combinations(singles, 2), strict=True))

    @property
    def unanimous_unread(self) -> Number:
        """Number of the images of `unread` on which all networks give the same answer."""
        return sum(image.is_unanimous for image in self.unread)


def measure(trainings: Iterable[Training], images: NDArray[np.uint8]) -> Ensembles:
    """Return what the networks of trainings from rising seeds, at least one, make of the test images (n, side, side).

    Of each training only its probabilities and its weights are held.
    """
    seeds, probabilities, weights, labels, activations = zip(*map(_kept, trainings), strict=True)
    stacked, truth = np.stack(probabilities), labels[0]
    answers = stacked.argmax(axis=2)
    voted = vote(answers, stacked.max(axis=2), stacked.shape[2])
    sizes = _sizes(stacked, truth)
    return Ensembles(
        seeds, len(truth), sizes, _agreements(answers, voted, truth),
        tuple(int((one & other).sum()) for one, other in combinations(answers != truth, 2)), _unread(answers, truth),
        _duel(seeds, answers == truth, predictions(stacked.mean(axis=0, dtype=np.float64)) == truth),
        (
            Way(PROBABILITIES, sizes[-1].right[0], sizes[-1].losses[0]),
            _way(SCORES, softmax(np.log(stacked.clip(FAINTEST)).mean(axis=0, dtype=np.float64)), truth),
            Way(VOTE, int((voted == truth).sum()), None),
            *(_way(name, _read(images, some, activations[0]), truth)
              for name, some in ((WEIGHTS_OF_TWO, weights[:2]), (WEIGHTS, weights))[len(weights) < 3 :]),
        ),
    )


def save(ensembles: Ensembles, folder: Path) -> None:
    """Write the ensembles into `folder`, which exists."""
    (folder / FILE).write_text(json.dumps(asdict(ensembles)), encoding="utf-8")


def load(files: Mapping[str, bytes]) -> Ensembles:
    """Return the ensembles that `save` wrote, given as its files by their names."""
    record: dict[str, Any] = json.loads(files[FILE])
    return Ensembles(
        tuple(record["seeds"]), record["images"],
        tuple(Size(networks, *map(tuple, columns)) for networks, *columns in map(dict.values, record["sizes"])),
        tuple(Agreement(**agreement) for agreement in record["agreements"]), tuple(record["both_wrong"]),
        tuple(Unread(image["index"], tuple(image["answers"])) for image in record["unread"]),
        Duel(**record["duel"]), tuple(Way(**way) for way in record["ways"]),
    )


def _kept(training: Training) -> tuple[int, NDArray[np.float32], Weights, NDArray[np.uint8], str]:
    return (training.recipe.seed, training.probabilities, training.weights, training.labels,
            training.recipe.activation)


def _sizes(probabilities: NDArray[np.float32], labels: NDArray[np.uint8]) -> tuple[Size, ...]:
    """Return the ensembles of networks with these probabilities, (networks, images, classes), by their size.

    Where all networks agree, so does each ensemble, and its confidence is the mean of theirs: no other class counts.
    """
    answers = probabilities.argmax(axis=2)
    agreed, is_right = (answers == answers[0]).all(axis=0), answers[0] == labels
    true, sure = probabilities[:, np.arange(len(labels)), labels], probabilities[:, agreed].max(axis=2)
    disputed = probabilities[:, ~agreed]

    def scored(mean: Floats) -> tuple[int, float, float, float]:
        of_true, of_sure, rest = np.split(mean, np.cumsum([len(labels), agreed.sum()]))
        others = rest.reshape(disputed.shape[1:])
        right = np.concatenate([is_right[agreed], predictions(others) == labels[~agreed]])
        confidence, loss = np.concatenate([of_sure, others.max(axis=1)]), log_loss(of_true[:, None], 0 * labels)
        return int(right.sum()), float(confidence.mean()), loss, calibration_error(confidence, right)

    scores: list[list[tuple[int, float, float, float]]] = [[] for _ in probabilities]
    for networks, total in _sums(np.hstack([true, sure, disputed.reshape(len(disputed), -1)])):
        scores[networks - 1].append(scored(total / networks))
    return tuple(Size(networks, *zip(*found, strict=True)) for networks, found in enumerate(scores, start=1))


def _sums(rows: NDArray[np.float32]) -> Iterator[tuple[int, Floats]]:
    """Yield how many rows and their sum, for each choice of rows; choices of equally many in the order of
    `itertools.combinations`. Each is one addition more than an earlier one.
    """
    def with_more(total: Floats, chosen: int, first: int) -> Iterator[tuple[int, Floats]]:
        for place in range(first, len(rows)):
            more = total + rows[place]
            yield chosen + 1, more
            yield from with_more(more, chosen + 1, place + 1)

    return with_more(np.zeros(rows.shape[1]), 0, 0)


def _agreements(answers: Answers, voted: Answers, labels: NDArray[np.uint8]) -> tuple[Agreement, ...]:
    agreeing = (answers == voted).sum(axis=0)
    return tuple(
        Agreement(networks, int((agreeing == networks).sum()), int(((agreeing == networks) & (voted == labels)).sum()))
        for networks in range(len(answers), 0, -1) if (agreeing == networks).any()
    )


def _unread(answers: Answers, labels: NDArray[np.uint8]) -> tuple[Unread, ...]:
    found = np.flatnonzero((answers != labels).all(axis=0)).tolist()
    return tuple(Unread(index, tuple(answers[:, index].tolist())) for index in found)


def _duel(seeds: tuple[int, ...], hits: NDArray[np.bool_], together: NDArray[np.bool_]) -> Duel:
    place = int(hits.sum(axis=1).argmax())
    best = hits[place]
    return Duel(seeds[place], int((together & ~best).sum()), int((best & ~together).sum()))


def _way(name: str, probabilities: Floats, labels: NDArray[np.uint8]) -> Way:
    return Way(name, int((predictions(probabilities) == labels).sum()), log_loss(probabilities, labels))


def _read(images: NDArray[np.uint8], weights: Sequence[Weights], activation: str) -> Floats:
    """Return the probabilities, (n, classes), that the network with the mean of weights gives for images."""
    mean = [np.stack(arrays).mean(axis=0, dtype=np.float64) for arrays in zip(*weights, strict=True)]
    return np.concatenate([forward(batch.reshape(len(batch), -1) / 255, mean, activation) for batch in batches(images)])
