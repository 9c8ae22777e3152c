"""What a run and a site must reach before they are published; a gate that cannot be judged is not met."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..core.errors import QualityError, ReportError
from ..core.settings import Gates
from ..results.comparison import compare
from ..results.model_card import ModelCard
from ..training.forward import forward
from ..training.metrics import predictions
from ..training.run import Run
from .checks import Site
from .checks.references import references
from .checks.urls import file_at

LOADED: Final = frozenset({"img", "script", "source", "iframe", "link"})
"""Elements that load what they name."""
BATCH: Final = 1000
"""Images that pass through the network at a time, for the sake of memory."""
CLOSE: Final = 1e-4
"""Difference of two probabilities that another order of adding can turn round; measured are up to 2e-6."""


@dataclass(frozen=True)
class GateResult:
    """What became of a gate."""

    gate: str
    """Its key in `[tool.mnist-report.gates]`."""
    met: bool
    """Whether the site may be published, as far as this gate is concerned."""
    said: str
    """What was measured and what is asked, or why it could not be judged."""

    def __str__(self) -> str:
        return f"{self.gate}: {'met' if self.met else 'NOT MET'}: {self.said}"


def judge_run(gates: Gates, card: ModelCard) -> list[GateResult]:
    """The gates that a run must pass."""
    floor, worst, results = gates.min_test_accuracy, card.worst_class, card.spread.results
    below = sum(each.accuracy < floor for each in results)
    said = f"{below} of {len(results)} seeds are below {floor}, at most {gates.max_seeds_below} is asked"
    recall = f"recall of the worst class, {worst.name},"
    return [
        GateResult("min_test_accuracy", *_at_least(card.test.accuracy.value, floor, "test accuracy")),
        GateResult("min_class_recall", *_at_least(worst.recall, gates.min_class_recall, recall)),
        GateResult("max_calibration_error",
                *_at_most(card.test.calibration_error.value, gates.max_calibration_error, "calibration error")),
        GateResult("max_seeds_below", below <= gates.max_seeds_below, said),
        *([_judged("baseline", lambda: _not_worse(card, gates.baseline))] if gates.baseline else []),
    ]


def hold_accuracy(run: Run, metrics: Path) -> None:
    """Raise QualityError unless a published metrics.json has the test accuracy that the weights of `run` give.

    Images whose two highest probabilities are closer than `CLOSE` may be read either way.
    """
    labels, said = run.dataset.y_test, ModelCard.read(str(metrics)).test.accuracy.value
    answers = _answers(run)
    right = int((predictions(answers) == labels).sum())
    first, second = np.sort(answers, axis=1)[:, :-3:-1].T
    if abs(round(said * len(labels)) - right) > int((first - second < CLOSE).sum()):
        raise QualityError(f"{metrics.name} has the test accuracy {said}, but the weights in the store give "
                           f"{right / len(labels)}; remove the store and build again")


def _answers(run: Run) -> NDArray[np.float32]:
    images = run.dataset.x_test.reshape(len(run.dataset.x_test), -1)
    scaled = (images[start : start + BATCH].astype(np.float32) / np.float32(255)
              for start in range(0, len(images), BATCH))
    return np.concatenate([forward(batch, list(run.weights), run.recipe.activation) for batch in scaled])


def judge_site(gates: Gates, folder: Path) -> list[GateResult]:
    """The gates that a built site must pass."""
    return [
        _judged("max_page_kilobytes", lambda: _heaviest(Site.read(folder), gates.max_page_kilobytes)),
        _judged("max_site_megabytes", lambda: _site_size(folder, gates.max_site_megabytes)),
    ]


Outcome = tuple[bool, str]


def _judged(gate: str, judge: Callable[[], Outcome]) -> GateResult:
    try:
        return GateResult(gate, *judge())
    except (OSError, ReportError) as error:
        return GateResult(gate, False, f"it cannot be judged: {type(error).__name__}: {' '.join(str(error).split())}")


def _at_least(value: float, limit: float, what: str) -> Outcome:
    return value >= limit, f"{what} is {value:.4f}, at least {limit} is asked"


def _at_most(value: float, limit: float, what: str) -> Outcome:
    return value <= limit, f"{what} is {value:.4g}, at most {limit} is asked"


def _not_worse(card: ModelCard, baseline: str) -> Outcome:
    worse = [str(change) for change in compare(ModelCard.read(baseline), card) if change.regressed]
    return not worse, "; ".join(worse) or f"nothing is worse than in {baseline} beyond what chance explains"


def _heaviest(site: Site, limit: int) -> Outcome:
    weights = {page.path: sum((site.root / path).stat().st_size for path in _loaded(site, page.path))
               for page in site.pages}
    page = max(weights, key=lambda path: weights[path])
    return _at_most(weights[page] / 1000, limit, f"the heaviest page, {page}, in kB")


def _loaded(site: Site, page: str) -> set[str]:
    """The page at a path, the files of the site that it loads by itself, and what the pages in its frames load."""
    loaded, waiting = {page}, [page]
    while waiting:
        new = {*_named(site, waiting.pop())} - loaded
        loaded |= new
        waiting += new & site.by_path.keys()
    return loaded


def _named(site: Site, path: str) -> Iterator[str]:
    """What the elements of a page load, its dark pictures apart, which replace light ones."""
    for element in site.by_path[path].elements:
        for reference in references(element) if element.tag in LOADED else ():
            target = site.target(reference.address, path)
            file = file_at(target.path, site.files) if target and target.part != "only-dark" else None
            if file and (element.tag == "iframe" or file not in site.by_path):
                yield file


def _site_size(folder: Path, limit: int) -> Outcome:
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return _at_most(size / 1_000_000, limit, "the site, in MB,")
