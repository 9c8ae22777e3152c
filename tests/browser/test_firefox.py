"""Every page, and what a reader does on those to explore, in Firefox: the other engine that most readers have."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.browser import do_without, served
from tests.support.npm import FOLDER, require_packages
from tests.support.project import EVERY_PAGE
from tests.support.shipped import pages
from tests.support.strokes import arc

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mnist_report.results.artifacts import Artifacts

NAMES = ("firefox-esr", "firefox")

Step = dict[str, Any]
"""One of STEPS in tests/js/firefox.mjs, and what it is given."""


@dataclass(frozen=True)
class Seen:
    """What one visit brought."""

    read: Sequence[Any]
    """What the steps `read` gave, in order."""

    troubles: Sequence[str]
    """Errors and warnings of the console, errors of scripts, refused and foreign requests, and the step that failed."""


ALL_PARTS_BEGIN: list[Step] = [
    {"wait": """[...document.querySelectorAll("[data-explore-part]:not([data-begun])")].every((part) => void part.scrollIntoView())"""},
    {"read": """[...document.querySelectorAll("img")].every((image) => image.loading === "lazy" || image.naturalWidth)"""},
]


def text(part: str) -> str:
    """A script: the text of a part of an explore page."""
    return f"document.querySelector('[data-part={part}]').innerText"


def ready(path: str, *steps: Step) -> tuple[str, list[Step]]:
    """The page of that name, and what is done there once it is ready."""
    return f"explore/{path}", [{"wait": "!document.querySelector('[data-part=ready]').hidden"}, *steps]


ZERO = arc(0.5, 0.5, 0.2, 0.3, -90, 270)

EXPLORED = dict([
    ("explore/draw-a-digit/", [
        {"draw": ["[data-part=paper]", ZERO]}, {"wait": text("prediction")}, {"read": text("prediction")},
        {"click": "[data-part=undo]"}, {"wait": f"!{text('prediction')}"}, {"read": text("confidences")},
    ]),
    ready("error-explorer/", {"read": text("title")}, {"click": "[data-part=next]"}, {"read": text("title")}),
    ready(
        "inside-the-network/", {"read": text("neuron-title")}, {"focus": "[data-part=layer-1] button"}, {"press": "End"},
        {"press": "Enter"}, {"read": text("neuron-title")},
    ),
    ready(
        "train-it-here/", {"click": "[data-part=train]"}, {"wait": f"{text('where')}.startsWith('Pass 2,')"},
        {"click": "[data-part=train]"}, {"read": text("train")}, {"read": text("verdict")},
    ),
    ready("training-time-machine/", {"focus": "[data-part=slider]"}, {"press": "Home"}, {"read": text("where")}),
])
"""What is done on pages to explore, by their addresses."""


@pytest.fixture(scope="module")
def seen(site: Path) -> dict[str, Seen]:
    """All visits by one Firefox, by the address of the page."""
    firefox = next(filter(None, map(shutil.which, NAMES)), None) or do_without("no Firefox on the PATH: install firefox-esr")
    require_packages()
    visits = {f"{path}/".lstrip("/"): ALL_PARTS_BEGIN for path in EVERY_PAGE} | EXPLORED
    with served(site, searchable=False) as host:
        asked = {"firefox": firefox, "host": host, "visits": [{"path": path, "steps": steps} for path, steps in visits.items()]}
        done = subprocess.run(
            ["node", FOLDER / "firefox.mjs"], input=json.dumps(asked), capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
    return {path: Seen(**each) for path, each in zip(visits, json.loads(done.stdout), strict=True)}


def explored(seen: dict[str, Seen], name: str) -> Sequence[Any]:
    """What was read on an explore page, unless the edition does without it."""
    if f"explore/{name}/index.md" not in pages():
        pytest.skip(f"nav in mkdocs.yml has no explore/{name}/index.md")
    return seen[f"explore/{name}/"].read


@pytest.mark.parametrize("path", EVERY_PAGE, ids=lambda path: path or "home")
def test_no_page_has_trouble(seen: dict[str, Seen], path: str) -> None:
    visit = seen[f"{path}/".lstrip("/")]
    assert visit.troubles == []
    if f"{path}/" not in EXPLORED:
        assert visit.read == [True]


def test_a_drawing_is_read_and_taken_back(seen: dict[str, Seen], artifacts: Artifacts) -> None:
    prediction, after = explored(seen, "draw-a-digit")
    assert prediction in artifacts.run.class_names
    assert "%" not in after


def test_the_next_mistake_follows(seen: dict[str, Seen]) -> None:
    first, second = explored(seen, "error-explorer")
    assert first != second


def test_a_neuron_is_chosen_by_keys(seen: dict[str, Seen], artifacts: Artifacts) -> None:
    first, last = explored(seen, "inside-the-network")
    assert first != last == f"Neuron {artifacts.run.recipe.first_units - 1} of layer 1"


def test_training_goes_back_to_its_start(seen: dict[str, Seen]) -> None:
    assert explored(seen, "training-time-machine") == ["Before training"]


def test_a_network_is_trained(seen: dict[str, Seen]) -> None:
    button, verdict = explored(seen, "train-it-here")
    assert button == "Train on"
    assert "right on" in verdict.lower()
