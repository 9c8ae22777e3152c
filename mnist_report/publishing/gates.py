"""Gates: limits that a run and a site must meet to be published; a gate that cannot be judged is not met."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..core.errors import QualityError, ReportError
from ..core.settings import Gates
from ..pages.versions import KEPT
from ..results.comparison import compare
from ..results.model_card import ModelCard
from ..training.forward import forward
from ..training.metrics import predictions
from ..training.run import Run
from .checks import Site
from .checks.references import references
from .urls import file_at

LOADED: Final = frozenset({"img", "script", "source", "iframe", "link"})
"""Elements with an address that a browser loads by itself."""
BATCH: Final = 1000
"""Images in one forward pass, to limit memory."""
CLOSE: Final = 1e-4
"""Difference of two probabilities whose order rounding may change; up to 2e-6 is measured."""


@dataclass(frozen=True)
class GateResult:
    """The result of a gate."""

    gate: str
    """Its key in `[tool.mnist-report.gates]`."""
    met: bool
    """Whether this gate lets the site be published."""
    reason: str
    """The measured value and its limit, or why the gate could not be judged."""

    def __str__(self) -> str:
        return f"{self.gate}: {'met' if self.met else 'NOT MET'}: {self.reason}"


def judge_run(gates: Gates, card: ModelCard) -> list[GateResult]:
    """Return the results of the gates for a run."""
    floor, worst, results = gates.min_test_accuracy, card.worst_class, card.spread.results
    below = sum(result.accuracy < floor for result in results)
    summary = f"{below} of {len(results)} seeds are below {floor}, at most {gates.max_seeds_below} is asked"
    recall = f"recall of the worst class, {worst.name},"
    return [
        GateResult("min_test_accuracy", *_at_least(card.test.accuracy.value, floor, "test accuracy")),
        GateResult("min_class_recall", *_at_least(worst.recall, gates.min_class_recall, recall)),
        GateResult("max_calibration_error",
                *_at_most(card.test.calibration_error.value, gates.max_calibration_error, "calibration error")),
        GateResult("max_seeds_below", below <= gates.max_seeds_below, summary),
        *([_judged("baseline", lambda: _not_worse(card, gates.baseline))] if gates.baseline else []),
    ]


def hold_accuracy(run: Run, metrics: Path) -> None:
    """Raise QualityError unless a published metrics.json has the test accuracy of the weights of `run`.

    An image with two highest probabilities closer than `CLOSE` may count as right or wrong.
    """
    labels, published = run.dataset.y_test, ModelCard.read(str(metrics)).test.accuracy.value
    probabilities = _probabilities(run)
    right = int((predictions(probabilities) == labels).sum())
    first, second = np.sort(probabilities, axis=1)[:, :-3:-1].T
    if abs(round(published * len(labels)) - right) > int((first - second < CLOSE).sum()):
        raise QualityError(f"{metrics.name} has the test accuracy {published}, but the weights in the store give "
                           f"{right / len(labels)}; remove the store and build again")


def _probabilities(run: Run) -> NDArray[np.float32]:
    """Return the probabilities of the test images, by the NumPy forward pass; (n, k)."""
    images = run.dataset.x_test.reshape(len(run.dataset.x_test), -1)
    scaled = (images[start : start + BATCH].astype(np.float32) / np.float32(255)
              for start in range(0, len(images), BATCH))
    return np.concatenate([forward(batch, list(run.weights), run.recipe.activation) for batch in scaled])


def judge_site(gates: Gates, folder: Path) -> list[GateResult]:
    """Return the results of the gates for a built site."""
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
    """Return the paths of a page, of the files of the site that it loads, and of what the pages in its frames load."""
    loaded, waiting = {page}, [page]
    while waiting:
        new = {*_files_of(site, waiting.pop())} - loaded
        loaded |= new
        waiting += new & site.by_path.keys()
    return loaded


def _files_of(site: Site, path: str) -> Iterator[str]:
    """Yield the files that the elements of a page load, without dark pictures, which replace light ones."""
    for element in site.by_path[path].elements:
        for reference in references(element) if element.tag in LOADED else ():
            target = site.target(reference.address, path)
            file = file_at(target.path, site.files) if target and target.part != "only-dark" else None
            if file and (element.tag == "iframe" or file not in site.by_path):
                yield file


def _site_size(folder: Path, limit: int) -> Outcome:
    paths = (path for path in folder.rglob("*") if path.is_file())
    size = sum(path.stat().st_size for path in paths if not KEPT.match(path.relative_to(folder).as_posix()))
    return _at_most(size / 1_000_000, limit, "the site, in MB,")
