"""Imports: where the steps of the course use the names that the first step imports."""

from __future__ import annotations

import ast
from collections.abc import Callable
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from ..core import source
from ..core.filters import joined
from ..training import steps
from ..training.run import Loading
from . import confidence, mistakes, samples, weights
from .figure import Figure, Table
from .grids import WIDTH, canvas

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

    from ..training.run import Run

    Step = tuple[int, int]

CODE: Final[dict[tuple[int, int], tuple[Callable[..., Any], ...]]] = {
    (1, 2): (steps.load_and_preprocess,),
    (1, 3): (samples.draw_sample_images,),
    (1, 4): (steps.build_model,),
    (1, 5): (steps.compile_model,),
    (1, 6): (steps.fit_model,),
    (1, 7): (steps.evaluate_model,),
    (2, 1): (weights.draw_learned_weights,),
    (2, 2): (steps.predict_example, confidence.draw_model_confidence, confidence.draw_test_image),
    (2, 3): (mistakes.find_errors, mistakes.draw_misclassifications),
}
"""The code of each step after the first, by module and step."""
MADE: Final = "model"
"""The name that step 4 makes, and that the later steps use."""
LEFT, ORIGIN, FIRST, LAST = 0.08, 1.45, 4.05, WIDTH - 0.2  # inches: names, modules, first and last column of dots
TOP, PITCH = 0.78, 0.29  # inches: the first row, and from one row to the next
DOT: Final[dict[str, Any]] = {"color": "accent", "marker": "o", "linestyle": "", "markersize": 9}
RING: Final[dict[str, Any]] = {**DOT, "color": "ink-soft", "fillstyle": "none"}


def imported_names(run: Run) -> Figure:
    """Return the figure of which step's code uses which imported name, and which uses `model`, that step 4 makes."""
    origins = _imported(run)
    used = {step: _names(functions, run) for step, functions in CODE.items()}
    rows = {name: tuple(step for step in CODE if name in used[step]) for name in (*origins, MADE)}
    without = _in_words(step for step in CODE if used[step].isdisjoint(origins))
    table = tuple((name, origins.get(name, "step 4"), _in_words(rows[name])) for name in rows)

    def draw() -> Picture:
        return _draw_grid(rows, origins)

    return Figure(
        caption=f"Which step uses which of the {len(origins)} imported names: a dot where its code has the name, and a "
                f"ring where it has `{MADE}`, which step 4 makes. Steps without an imported name: {without}.",
        alt=f"Grid of {len(origins)} imported names and {len(CODE)} steps, a dot where the code has the name; no dot: "
            f"{without}.",
        description=(
            f"A column for each step after the first, a row for each name, with the module that it comes from, and a "
            f"dot where the code of the step has the name: {'; '.join(f'{row[0]}, {row[2]}' for row in table[:-1])}. "
            f"In a last row rings show where the code has {MADE}, which step 4 makes: {table[-1][2]}."
        ),
        draw=draw,
        table=Table(("Name", "Comes from", "Used in"), table),
    )


def _imported(run: Run) -> dict[str, str]:
    """Return the module that each name of the first step comes from, by the name that the code uses for it."""
    code = _code(steps.import_libraries, {Loading().imported: run.loading.imported})
    imports = (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Import | ast.ImportFrom))
    return {alias.asname or alias.name: getattr(line, "module", alias.name) for line in imports for alias in line.names}


def _names(functions: Iterable[Callable[..., Any]], run: Run) -> set[str]:
    """Return the names in the code of a step; the parameter `mnist` has the name that loads the images of the run."""
    nodes = (node for function in functions for node in ast.walk(ast.parse(_code(function, {}))))
    loader = {"mnist": run.loading.imported.split()[-1]}
    return {loader.get(node.id, node.id) for node in nodes if isinstance(node, ast.Name)}


def _code(function: Callable[..., Any], values: Mapping[str, str]) -> str:
    return source.source(f"{function.__module__.partition('.')[2]}.{function.__name__}", values)


def _in_words(using: Iterable[Step]) -> str:
    """Return steps in words, module by module: "steps 5 and 6 of Module 1"."""
    modules = [(module, [step for _, step in group]) for module, group in groupby(using, key=lambda step: step[0])]
    return joined(f"{'step' if len(numbers) == 1 else 'steps'} {joined(numbers)} of Module {module}"
                  for module, numbers in modules) or "no step"


def _draw_grid(rows: Mapping[str, tuple[Step, ...]], origins: Mapping[str, str]) -> Picture:
    """Draw a row of dots for each imported name, and a last one of rings, under a column for each step."""
    import matplotlib.pyplot as plt

    places = {step: FIRST + (LAST - FIRST) * place / (len(CODE) - 1) for place, step in enumerate(CODE)}
    axes = canvas(TOP + PITCH * (len(rows) - 0.3))
    _write_heads(axes, places)
    for row, (name, using) in enumerate(rows.items()):
        height, look = TOP + PITCH * row, DOT if name in origins else RING
        axes.plot([LEFT, LAST + 0.15], [height + PITCH / 2] * 2, color="line", linewidth=0.6)
        axes.text(LEFT, height, name, weight="bold", va="center")
        axes.text(ORIGIN, height, origins.get(name, "made in step 4"), va="center")
        axes.plot([places[step] for step in using], [height] * len(using), **look)
    return plt.gcf()


def _write_heads(axes: Axes, places: Mapping[Step, float]) -> None:
    """Write the number of each step over its column, and the modules over these."""
    axes.text(LEFT, 0.47, "Step", va="center")
    for (module, number), place in places.items():
        axes.text(place, 0.47, str(number), ha="center", va="center")
        if number == min(step for other, step in places if other == module):
            axes.text(place - 0.05, 0.2, f"Module {module}", va="center")
