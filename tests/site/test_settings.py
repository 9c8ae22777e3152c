"""Settings × sentences: whatever the settings and the outcome, no page has a sentence that they make wrong or awkward.

Every page is rendered, with the texts of every figure, and judged by rules. Combinations of settings are few: each pair
of neighbours in CASES differs in nearly all of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mnist_report.core.filters import SPELLED
from mnist_report.core.recipe import Recipe
from mnist_report.core.settings import Settings
from mnist_report.pages import markup
from mnist_report.pages.course import Course
from mnist_report.pages.navigation import Navigation
from mnist_report.results.artifacts import Artifacts, RenderedFigure
from mnist_report.results.probes import LossChange
from mnist_report.training.dataset import Dataset, load
from mnist_report.training.engine import Threads
from tests.support import trainer
from tests.support.drawing import FIGURES
from tests.support.outcomes import OUTCOMES
from tests.support.project import ROOT, here
from tests.support.sentences import RULES, hits, paragraphs

if TYPE_CHECKING:
    from tests.support.project import Project
    from tests.support.sentences import Pages

LETTERS = {"item": "letter", "items": "letters", "kind": "letter", "kinds": "letters",
           "class_names": tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
DIGITS = {"item": "digit", "items": "digits", "kind": "digit", "kinds": "digits"}


@dataclass(frozen=True)
class Case:
    """Settings, the data set that they are of, and what comes out."""

    name: str
    classes: int = 0
    """Number of classes; 0 for MNIST, whose first images are taken."""
    side: int = 28
    outcome: str = "as trained"
    recipe: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


WITHOUT = {"experiments": False}
"""Half of the cases leave Module 3 out."""

CASES = [
    Case("as it is", settings={"seeds": 10}),
    Case("one epoch, one seed", recipe={"epochs": 1, "optimizer": "sgd", "activation": "tanh", "validation_split": 0.02},
         settings={"seeds": 1, "examples": 3}),
    Case("two neurons, poor", outcome="poor", settings={"seeds": 2, "examples": 10},
         recipe={"epochs": 30, "optimizer": "adamw", "activation": "gelu", "first_units": 2, "second_units": 2}),
    Case("1024 neurons, nearly perfect", outcome="nearly perfect", settings={"seeds": 2, "examples": 3, **WITHOUT},
         recipe={"optimizer": "nadam", "activation": "elu", "first_units": 1024, "second_units": 32}),
    Case("overfitting", outcome="overfitting", recipe={"optimizer": "rmsprop", "activation": "sigmoid"},
         settings={"seeds": 2, **WITHOUT}),
    Case("torn, little to learn from", outcome="torn", recipe={"validation_split": 0.9, "batch_size": 16}, settings={"seeds": 3}),
    Case("two classes, one epoch", 2, 8, recipe={"epochs": 1, "optimizer": "sgd"}, settings={"seeds": 2, **WITHOUT}),
    Case("two classes, nearly perfect", 2, 8, "nearly perfect", {"epochs": 30}, {"seeds": 1, "examples": 3}),
    Case("three classes", 3, 20, "overfitting", {"optimizer": "adamw", "activation": "tanh"}, {"seeds": 3, "examples": 3, **WITHOUT}),
    Case("four named classes", 4, 6, "poor", {"optimizer": "rmsprop", "activation": "gelu"},
         {"seeds": 2, "class_names": ("alpha ray", "beta ray", "Γ ray", "x-ray"), "item": "ray", "items": "rays"}),
    Case("small digits", 10, 8, recipe={"optimizer": "nadam", "activation": "sigmoid"}, settings={"seeds": 10, **DIGITS, **WITHOUT}),
    Case("eleven classes", 11, 8, recipe={"first_units": 11, "second_units": 2}, settings={"seeds": 2, "examples": 4, **WITHOUT}),
    Case("26 letters", 26, 12, recipe={"epochs": 1, "activation": "elu"}, settings={"seeds": 2, "examples": 10, **LETTERS}),
    Case("torn between eight", 8, 16, "torn", settings={"seeds": 2, **WITHOUT}),
]


class Illustrated(Course):
    """The course with the texts of its figures, but without their pictures."""

    def rendered_figure(self, name: str) -> RenderedFigure:
        """A figure as it is, but for the picture; made once, as the course makes it."""
        if name not in self.rendered_figures:
            call = self.artifacts.keys.figure_calls[name]
            made = FIGURES[call.function](**self.artifacts.arguments(call))
            self.rendered_figures[name] = RenderedFigure(
                name.replace("_", "-"), made.caption, made.alt, made.description, made.table, 1, 1, {"png": b""}, (2, 2), b"")
        return self.rendered_figures[name]


def images(classes: int, side: int) -> dict[str, np.ndarray]:
    """Blurred patterns in noise, hard enough that some are misread."""
    random = np.random.default_rng(3)
    patterns = np.kron(170 * random.integers(0, 2, (classes, 4, 4)), np.ones((1, -(-side // 4), -(-side // 4))))[:, :side, :side]
    arrays = {}
    for split, count in {"train": 600, "test": 300}.items():
        labels = random.permutation(np.arange(count) % classes).astype(np.uint8)
        noisy = patterns[labels] * random.random((count, 1, 1)) + random.normal(60, 55, (count, side, side))
        arrays |= {f"x_{split}": noisy.clip(0, 255).astype(np.uint8), f"y_{split}": labels}
    return arrays


@pytest.fixture(scope="module")
def mnist() -> Dataset:
    """The first images of MNIST."""
    whole = load(Settings())
    return Dataset(whole.x_train[:1500], whole.y_train[:1500], whole.x_test[:400], whole.y_test[:400], whole.class_names)


@pytest.fixture(scope="module", params=CASES, ids=str)
def course(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, mnist: Dataset) -> Course:
    """The course under the settings of a case."""
    case, root = request.param, tmp_path_factory.getbasetemp() / "settings"
    folder = root / re.sub(r"\W+", "-", case.name)
    folder.mkdir(parents=True)
    own: dict[str, Any] = {}
    if case.classes:
        np.savez_compressed(folder / "data.npz", **images(case.classes, case.side))  # type: ignore[arg-type]
        own = {"dataset": folder / "data.npz", "dataset_name": "Shapes", "attribution": "Ada", "licence": "CC0", "item": "shape",
               "items": "shapes", "kind": "class", "kinds": "classes", "keras_dataset": None}
    recipe = Recipe(**{"first_units": 16, "second_units": 8} | case.recipe)
    settings = Settings(**{"example": 4, "store": root / case.outcome, "recipe": recipe} | own | case.settings)
    outcome = OUTCOMES[case.outcome]
    artifacts = Artifacts(settings, engine=Threads(lambda *asked: outcome(trainer.train(*asked))))
    if not case.classes:
        artifacts.images = mnist
    if case.outcome in {"overfitting", "nearly perfect"}:  # whose losses are no measured ones
        before, after = artifacts.run.history["val_loss"][-2:]
        changed = LossChange(after - before, error=0.001)
        artifacts.probes = replace(artifacts.probes, last_change=changed)
    return Illustrated(artifacts, ROOT / "docs", Navigation.read(ROOT / "mkdocs.yml"))


# What is said


@pytest.fixture(scope="module")
def pages(course: Course) -> Pages:
    """The paragraphs of each page, but of the one that repeats what lessons say."""
    others = [path for path in course.pages if path != "instructors/answers.md"]
    return {path: list(paragraphs(markup.body(course.page(path)))) for path in others}


def test_no_sentence_is_awkward(pages: Pages) -> None:
    found = {f"{rule}: {place}" for rule, pattern in RULES.items() for place, _ in hits(pages, pattern)}
    assert "\n".join(sorted(found)) == ""



# What is said of the settings


def number(word: str) -> int:
    """The number of digits with commas, or of a word."""
    return SPELLED.index(word.lower()) if word.lower() in SPELLED else int(word.replace(",", ""))


NAMED_TEN = "Ten networks, one recipe"
"""The name of a lesson, which says itself how many there are."""


def counted(course: Course) -> dict[str, set[int]]:
    """How many there may be of what settings decide, by a pattern of its name."""
    run, recipe = course.evaluation, course.evaluation.recipe
    several = {run.spread.count, run.spread.count - 1, 2}
    return {
        r"(?:other )?(?:classes|probabilities|outputs|confidences)": {run.classes, run.classes - 1, 2},
        r"(?:other )?(?:seeds|trainings|networks)": several,
        r"epochs": {recipe.epochs, 20},  # in which an exercise trains
    }


OF_EXPERIMENTS = ("module-3/", "figures/", "instructors/")
"""Pages that count the networks of experiments, too."""


def test_counts_are_those_of_the_settings(course: Course, pages: Pages) -> None:
    pages = {path: [text.replace(NAMED_TEN, "") for text in texts] for path, texts in pages.items() if not path.startswith(OF_EXPERIMENTS)}
    found = {place for noun, right in counted(course).items()
             for place, hit in hits(pages, rf"(?i)(?<![\d.,])\b(\d[\d,]*|{'|'.join(SPELLED)}) {noun}\b") if number(hit[1]) not in right}
    assert "\n".join(sorted(found)) == ""


OF_RELU = r"\bReLU (?:then|makes)|max\(0, z\)|negative sum into 0|drops negative|adds and drops|\bcalled \*?dead\b"
"""What is true of the neurons under one activation alone."""


def test_relu_is_the_networks_own_only_where_it_is_set(course: Course, pages: Pages) -> None:
    found = [place for place, _ in hits(pages, OF_RELU) if not place.startswith("glossary")]
    assert bool(found) == (course.evaluation.recipe.activation == "relu"), "\n".join(found)


def test_the_optimizer_is_named_where_the_code_names_it(course: Course) -> None:
    code = markup.body(course.page("module-1/compile-the-model.md"))
    assert f"model.compile(optimizer='{course.evaluation.recipe.optimizer}'" in code


# What cannot be said together

ALTERNATIVES = {
    "module-1/train-the-model.md": [
        ("there is no clear change in the validation loss", "more training had not begun to hurt",
         "the beginning of overfitting looks like", "not overfitting but unsteady learning"),
    ],
    "module-1/evaluate-performance.md": [
        ("some seeds did give better networks than others", "do not show that any of the networks is better"),
        ("Why does a vote help?", "This time a vote is no help."),
    ],
    "module-2/model-confidence.md": [
        ("claims more than it delivers", "claims less than it delivers", "so close that chance may explain the difference"),
        ("would have separated right from wrong", "separates right from wrong"),
    ],
    "module-2/misclassifications.md": [
        ("the right answer is mostly one of its first two", "most mistakes are not near misses"),
        ("warned of the first of these", "Even the first of these was no clear case"),
    ],
    "report/index.md": [
        ("hardly explains how far they spread", "may explain how far they spread", "cannot say how much the seed matters"),
        ("All of them reached the same test accuracy", "The lowest test accuracy was"),
    ],
}
"""Sentences of a page of which at most one can be true."""


def test_no_two_sentences_of_a_page_contradict_each_other(pages: Pages) -> None:
    for path, groups in ALTERNATIVES.items():
        words = " ".join(pages[path])
        for group in groups:
            assert len([sentence for sentence in group if sentence in words]) <= 1, group


def test_the_sentences_are_still_said() -> None:
    for path, groups in ALTERNATIVES.items():
        words = " ".join((ROOT / "docs" / path).read_text(encoding="utf-8").split())
        plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", words)
        assert [sentence for group in groups for sentence in group if sentence not in plain] == []


def test_pages_agree_with_one_another(course: Course, pages: Pages) -> None:
    run, words = course.evaluation, {path: " ".join(texts) for path, texts in pages.items()}
    better = "some seeds did give better networks" in words["module-1/evaluate-performance.md"]
    assert better == ("hardly explains how far they spread" in words["report/index.md"])
    if "the beginning of overfitting looks like" in words["module-1/train-the-model.md"]:
        assert not re.search(rf"after epoch {run.recipe.epochs}\b", words["module-1/train-the-model.md"])


# What no course has


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("examples = 3", "examples = 2", 3, "examples is 2, but must be a whole number from 3 to 10"),
        ("first_units = 12", "first_units = 1", 3, "first_units is 1, but must be a whole number from 2 to 65536"),
        ("epochs = 2", "batch_size = 60000", 3, "batch_size is 60000, but must be from 1 to 47: "),
        ("epochs = 2", "validation_split = 0.001", 3, "validation_split is 0.001, but must leave at least 10 images "),
        ("epochs = 2", "validation_split = 0.999", 3, "validation_split is 0.999, but must leave at least 10 images "),
        ("example = 3", "example = 60", 3, "example is 60, but must be from 0 to 59, "),
        ("examples = 3", "examples = 10", 5, "of the 60 test images wrong, but Module 2 draws 10 such images "),
    ],
)
def test_it_is_refused_in_one_line(trained_project: Project, old: str, new: str, code: int, said: str) -> None:
    settings = trained_project.folder / "pyproject.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    trained_project.page('# Home { #home }\n\n<< figure("misclassifications") >>\n')
    done = here("render", trained_project.folder / "out", folder=trained_project.folder)
    assert (done.returncode, done.stderr.count("\n")) == (code, 1), done.stderr
    assert said in done.stderr
    assert not (trained_project.folder / "out").exists()
