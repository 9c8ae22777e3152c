"""A figure that an author wrote, in a copy of the package that a project runs instead of ours."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from tests.support.project import COMPILED, QUIET, ROOT, Project

if TYPE_CHECKING:
    from pathlib import Path

AVERAGES = '''"""The average image of each class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..training.run import Run
from .figure import Figure, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Picture


def average_images(run: Run) -> Figure:
    """Return the figure of the average test image of each class."""
    names = run.class_names

    def draw() -> Picture:
        import matplotlib.pyplot as plt

        plt.figure(figsize=(3, 2))
        plt.bar(range(len(names)), range(len(names)))
        return plt.gcf()

    return Figure(caption="Averages.", alt="A bar for each class.", description="Bars.", draw=draw, table=Table(("class",), ()))
'''
FIGURE = "mnist_report/figures/averages.py"
ENVIRONMENT = QUIET | {"PYTHONDONTWRITEBYTECODE": "1"}


def with_averages(project: Project) -> dict[str, str]:
    """Copies the package, with the figure, into the project, whose home page shows it; returns the environment to run it in."""
    shutil.copytree(ROOT / "mnist_report", project.folder / "mnist_report", ignore=COMPILED)
    write(project, AVERAGES)
    project.page('# Home { #home }\n\n<< figure("average_images") >>\n')
    return ENVIRONMENT | {"PYTHONPATH": os.fspath(project.folder)}


def write(project: Project, text: str) -> Path:
    """Makes `text` the module of the figure."""
    file = project.folder / FIGURE
    file.write_text(text, encoding="utf-8")
    return file
