"""downloads/<name>.ipynb and .py: each lesson and each module to run, with text and code, without output."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from ..core.errors import ContentError
from ..core.names import within
from ..pages.blocks import Code, Prose
from ..pages.course import Course, File
from ..pages.page import Module, Page
from ..pages.syntax import sunk
from .course_package import rights
from .notebook_format import Cell, notebook, script
from .plain_markdown import Plain, unlinked
from .runnable import Step, require_bound_names, require_python

DRAWING = "plt.show()"
"""What code has that draws, of which a later lesson's notebook has only the imports."""
HEAD = """\
# The processor alone, because a graphics card rounds differently; and fewer messages
import os

os.environ.setdefault('CUDA_VISIBLE_DEVICES', '-1')
os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')"""

PACKAGE = """\
# The images and the order of the batches as in the run of the page, if its package is here
try:
{imports}
except ImportError:
    print('Without the package mnist-report: Keras alone, and so slightly other numbers')"""

SEED = """\
# The seed of the page's run
tf.keras.utils.set_random_seed({seed})

"""

NUMBERS = (
    "The page shows one run. To get its numbers, the code keeps to the processor and starts from the same seed, "
    "{seed}. It also uses the package of the course, `mnist-report`, where that is installed: its `Sequential` takes "
    "the images in the order in which the run took them. With the same versions on the same kind of machine, your "
    "numbers are then those of the page to the last digit. Without the package Keras does the work alone, and they "
    "differ as they would with another seed."
)
BEFORE = "The next cell holds the code of the earlier steps, less their pictures, so that this file runs by itself."
TRAINS = " It trains the network, which takes up to a minute."
OWN_DATA = (
    "The images are read by `{loader}`, a function of `mnist-report`. Install it, and start this in the folder that "
    "holds the file."
)


def files(course: Course) -> Iterator[File]:
    """Yield notebook and script of each module and each lesson. Raise ContentError when two have the same name, and
    when the code of one is no Python or uses a name before it is bound.
    """
    notebooks = _Notebooks(course)
    _require_different_names(course)
    notebooks.require_runnable()
    for module in course.outline.modules:
        yield from _notebook_and_script(module.page, notebooks.module(module), course.navigation.address)
        for lesson in module.lessons:
            yield from _notebook_and_script(lesson, notebooks.lesson(lesson), course.navigation.address)


def _notebook_and_script(page: Page, cells: list[Cell], address: str) -> Iterator[File]:
    yield f"downloads/{page.name}.ipynb", notebook(cells)
    readable = (Prose(unlinked(cell.text, address)) if isinstance(cell, Prose) else cell for cell in cells)
    yield f"downloads/{page.name}.py", script(readable)


def _undrawn(code: str) -> str:
    """Return code that does not draw as it is, and of other code the lines that import."""
    if DRAWING not in code:
        return code
    statements = ast.parse(code).body
    return "\n".join(ast.unparse(each) for each in statements if isinstance(each, ast.Import | ast.ImportFrom))


def _require_different_names(course: Course) -> None:
    named: dict[str, str] = {}
    for module in course.outline.modules:
        for page in (module.page, *module.lessons):
            if named.setdefault(page.name, page.path) != page.path:
                raise ContentError(f"{named[page.name]} and {page.path} would both be downloaded as {page.name}.ipynb; "
                                   "give one of them another file name")


@dataclass(frozen=True)
class _Notebooks:
    """The cells of the notebooks of one course."""

    course: Course
    """The course, rendered."""

    def module(self, module: Module) -> list[Cell]:
        """Return the cells of a module, after the code of the modules before it."""
        earlier = self._earlier(module.lessons[0])
        cells = [*self._cells(module.page), Prose(self._about(module.page, earlier)), self._set_up(earlier)]
        for lesson in module.lessons:
            cells += [Prose(sunk(cell.text)) if isinstance(cell, Prose) else cell for cell in self._cells(lesson)]
            cells += [Code(self._package)] if lesson == self._lessons[0] else []
        return cells

    def lesson(self, lesson: Page) -> list[Cell]:
        """Return the cells of a lesson, after the code of all lessons before it."""
        earlier = self._earlier(lesson)
        first, *rest = self._cells(lesson)
        title, _, opening = first.text.partition("\n")
        about = Prose(f"{title}\n\n{within(lesson.description)}\n\n{self._about(lesson, earlier)}")
        return [about, self._set_up(earlier), Prose(opening.strip("\n")), *rest]

    def require_runnable(self) -> None:
        """Raise ContentError, with the page's line, where code is no Python or uses a name before it is bound."""
        for page in (page for module in self.course.outline.modules for page in (module.page, *module.lessons)):
            require_python(self.course, page)
        for module in self.course.outline.modules:
            for lesson in module.lessons:
                earlier = self._earlier(lesson)
                left_out = (step.text for step in self._steps(*earlier) if DRAWING in step.text)
                steps = [*self._steps(*earlier, drawing=False), *self._steps(lesson)]
                require_bound_names(self.course, lesson.name, steps, left_out)
            before = [*self._steps(module.page), *self._steps(*self._earlier(module.lessons[0]), drawing=False)]
            require_bound_names(self.course, module.name, [*before, *self._steps(*module.lessons)])

    def _steps(self, *pages: Page, drawing: bool = True) -> list[Step]:
        """Return the code of pages as steps of a notebook, with or without what draws; its imports are always there."""
        steps = (Step(page, code, self._seeded(code.text if drawing else _undrawn(code.text)))
                 for page in pages for code in page.blocks if isinstance(code, Code))
        return [step for step in steps if step.text]

    @cached_property
    def _lessons(self) -> tuple[Page, ...]:
        return self.course.outline.lessons

    def _earlier(self, lesson: Page) -> tuple[Page, ...]:
        return self._lessons[: self._lessons.index(lesson)]

    def _cells(self, page: Page) -> list[Cell]:
        """Return the text and the code of a page as cells, made at most once."""
        if page.path not in self._cells_of:
            self._cells_of[page.path] = list(self._split(page))
        return self._cells_of[page.path]

    @cached_property
    def _cells_of(self) -> dict[str, list[Cell]]:
        return {}

    def _split(self, page: Page) -> Iterator[Cell]:
        plain = Plain(page, self.course.navigation.address)
        for is_code, group in groupby(page.blocks, key=lambda block: isinstance(block, Code)):
            if is_code:
                yield from (Code(self._seeded(block.text)) for block in group if isinstance(block, Code))
            elif text := plain.text(group):
                yield Prose(text)

    def _seeded(self, code: str) -> str:
        """Return the code, after the seed if it makes the model, so that no earlier cell can change the results."""
        targets = [target for node in ast.parse(code).body if isinstance(node, ast.Assign) for target in node.targets]
        makes_model = any(isinstance(target, ast.Name) and target.id == "model" for target in targets)
        return SEED.format(seed=self.course.evaluation.recipe.seed) + code if makes_model else code

    def _set_up(self, earlier: tuple[Page, ...]) -> Code:
        parts = [HEAD]
        for lesson in earlier:
            parts += [step.text for step in self._steps(lesson, drawing=False)]
            parts += [self._package] if lesson == self._lessons[0] else []
        return Code("\n\n".join(parts))

    @property
    def _package(self) -> str:
        """Code that imports from the package, if it is installed, so that the results are those of the page."""
        lines = ["from mnist_report.training.sequential import Sequential"]
        if self.course.artifacts.settings.dataset is None:
            lines += ["from mnist_report.core.settings import Settings",
                      "from mnist_report.training.dataset import load",
                      "", f"{self.course.evaluation.loading.loader} = load(Settings())"]
        return PACKAGE.format(imports="\n".join(f"    {line}".rstrip() for line in lines))

    def _about(self, page: Page, earlier: tuple[Page, ...]) -> str:
        """Return the text on the source of the notebook, its first cell, and the results to expect."""
        navigation, evaluation = self.course.navigation, self.course.evaluation
        address = f", <{navigation.address}{page.address}>" if navigation.address else ""
        versions = ", ".join(f"{name} {number}" for name, number in evaluation.versions.items())
        run = f"Run {evaluation.key}: {versions}."
        parts = [f"From the course *{within(navigation.name)}*{address}. {run} {within(rights(self.course))}"]
        if earlier:
            parts.append(BEFORE + (TRAINS if "model.fit(" in self._set_up(earlier).text else ""))
        parts.append(NUMBERS.format(seed=evaluation.recipe.seed))
        if not evaluation.from_keras:
            parts.append(OWN_DATA.format(loader=evaluation.loading.loader))
        return "\n\n".join(parts)
