"""What a notebook begins with: where it comes from, what its numbers depend on, and the code that it needs first."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from ..core.names import within
from ..pages.blocks import Code, Prose
from ..pages.course import Course
from ..pages.page import Page
from .course_package import rights
from .needed import needed
from .notebook_format import Cell
from .notebook_pieces import Piece
from .runnable import Step

DRAWING = "plt.show()"
"""What code has that draws, of which a later lesson's notebook has only the imports."""
HEAD = """\
# The processor alone, because a graphics card rounds differently
import os
import warnings

os.environ.setdefault('CUDA_VISIBLE_DEVICES', '-1')

# Without messages; those of the import go past Python, into the file behind its error stream
os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
warnings.filterwarnings('ignore', module='keras')
kept = os.dup(2)
os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
try:
    import tensorflow
finally:
    os.dup2(kept, 2)
tensorflow.get_logger().setLevel('ERROR')"""

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

QUIET = """\
tf.keras.utils.disable_interactive_logging()

{steps}

tf.keras.utils.enable_interactive_logging()"""

NUMBERS = (
    "The page shows one run. To get its numbers, the code keeps to the processor and starts from the same seed, "
    "{seed}. It also uses the package of the course, `mnist-report`, where that is installed: its `Sequential` takes "
    "the images in the order in which the run took them. With the same versions on the same kind of machine, your "
    "numbers are then those of the page to the last digit. Without the package Keras does the work alone, and they "
    "differ as they would with another seed."
)
INSTALL = "To install the package, type `pip install {source}`{where}."
BEFORE = "The next cell holds the code of the earlier steps that is needed here, so that this file runs by itself."
TRAINS = " It trains the network, which takes up to a minute."
HELD = "Without a network, install the package from a disk: the images are in it. Or let"
DOWNLOADED = (
    "{held} Keras find them where it keeps what it has once downloaded: copy the folder `.keras/datasets` from the "
    "home folder of a computer that has run this into yours."
)
OWN_DATA = (
    "The images are read by `{loader}`, a function of `mnist-report`. Install it, and start this in the folder that "
    "holds the file."
)


@dataclass(frozen=True)
class Steps:
    """The code of pages as steps of a notebook."""

    seed: int
    """The seed of the run."""

    def of(self, *pages: Page, drawing: bool = True) -> list[Step]:
        """Return the steps of pages, with or without what draws; its imports are always there."""
        steps = (Step(page, code, self.seeded(code.text if drawing else _undrawn(code.text)))
                 for page in pages for code in page.blocks if isinstance(code, Code))
        return [step for step in steps if step.text]

    def seeded(self, code: str) -> str:
        """Return the code, after the seed if it makes or trains the model, so that no earlier cell can change the
        results.
        """
        return SEED.format(seed=self.seed) + code if _makes_or_trains_model(code) else code


@dataclass(frozen=True)
class Start:
    """The first cells of the notebooks of a course."""

    course: Course
    """The course, rendered."""
    steps: Steps
    """The steps of its pages."""

    def cells(self, page: Page, earlier: Sequence[Page], later: Iterable[Piece]) -> list[Cell]:
        """Return the text and the folded code before the pieces `later` of a page, which follow `earlier` lessons."""
        code = self._code(earlier, later)
        return [Cell(Prose(self._about(page, earlier, code)), "skip"), Cell(Code(code), "skip", is_folded=True)]

    def _code(self, earlier: Sequence[Page], later: Iterable[Piece]) -> str:
        if not earlier:
            return HEAD
        codes = (piece.content.text for piece in later if isinstance(piece.content, Code))
        steps = needed(self._joined(earlier[1:]), [code for code in codes if _statements(code)])
        if ".fit(" in steps:
            steps = QUIET.format(steps=steps)
        return "\n\n".join(filter(None, [HEAD, self._joined(earlier[:1]), self.package, steps]))

    def _joined(self, lessons: Sequence[Page]) -> str:
        return "\n\n".join(step.text for step in self.steps.of(*lessons, drawing=False))

    @property
    def package(self) -> str:
        """Code that imports from the package, if it is installed, so that the results are those of the page."""
        lines = ["from mnist_report.training.sequential import Sequential"]
        if self.course.artifacts.settings.dataset is None:
            lines += ["from mnist_report.core.settings import Settings",
                      "from mnist_report.training.dataset import load",
                      "", f"{self.course.evaluation.loading.loader} = load(Settings())"]
        return PACKAGE.format(imports="\n".join(f"    {line}".rstrip() for line in lines))

    def _about(self, page: Page, earlier: Sequence[Page], code: str) -> str:
        """Return the text on the source of the notebook, its first code, and the results to expect."""
        navigation, evaluation = self.course.navigation, self.course.evaluation
        address = f", <{navigation.address}{page.address}>" if navigation.address else ""
        versions = ", ".join(f"{name} {number}" for name, number in evaluation.versions.items())
        run = f"Run {evaluation.key}: {versions}."
        parts = [f"From the course *{within(navigation.name)}*{address}. {run} {within(rights(self.course))}"]
        if earlier:
            parts.append(BEFORE + (TRAINS if "model.fit(" in code else ""))
        parts += [NUMBERS.format(seed=evaluation.recipe.seed), " ".join(self._installing())]
        return "\n\n".join(parts)

    def _installing(self) -> Iterator[str]:
        """Yield the sentences on the package and on the images."""
        repository, settings = self.course.navigation.repository, self.course.artifacts.settings
        source, where = (f"git+{repository}", "") if repository else (".", " in the folder of its sources")
        yield INSTALL.format(source=source, where=where)
        if self.course.evaluation.from_keras:
            yield DOWNLOADED.format(held="Without a network, let" if settings.dataset else HELD)
        else:
            yield OWN_DATA.format(loader=self.course.evaluation.loading.loader)


def _undrawn(code: str) -> str:
    """Return code that does not draw as it is, and of other code the lines that import."""
    if DRAWING not in code:
        return code
    imports = (each for each in ast.parse(code).body if isinstance(each, ast.Import | ast.ImportFrom))
    return "\n".join(map(ast.unparse, imports))


def _statements(code: str) -> list[ast.stmt]:
    """Return the statements of code; none of a solution that only a notebook could run, as with a magic."""
    with suppress(SyntaxError):
        return ast.parse(code).body
    return []


@cache
def _makes_or_trains_model(code: str) -> bool:
    statements = (each for each in _statements(code) if not isinstance(each, ast.FunctionDef | ast.ClassDef))
    return any(_is_of_model(node) for each in statements for node in ast.walk(each))


def _is_of_model(node: ast.AST) -> bool:
    match node:
        case ast.Name(id="model", ctx=ast.Store()) | ast.Attribute(value=ast.Name(id="model"), attr="fit"):
            return True
        case _:
            return False
