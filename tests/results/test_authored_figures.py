"""A slip in the code of a figure is one line with its place, whichever process meets it; no traceback is in it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.authored import AVERAGES, with_averages, write
from tests.support.project import Project

BEGIN, RUN, FIRST, DRAW, TABLE = 'from ..training.run', "(run: Run)", "    names = run.class_names", "        plt.bar(", 'Table(("class",), ())'


def changed(old: str, new: str) -> str:
    assert old in AVERAGES
    return AVERAGES.replace(old, new)


FROM_MATPLOTLIB = "ValueError: x and y must have same first dimension, but have shapes (2,) and (3,)"
SLIPS = {
    "syntax": (changed("names = run", "names = = run"), "figures/averages.py:16: SyntaxError: invalid syntax"),
    "a bracket": (changed("range(len(names)))", "range(len(names))"), "figures/averages.py:22: SyntaxError: '(' was never closed"),
    "indentation": (changed(FIRST, " " + FIRST), "figures/averages.py:16: IndentationError: unexpected indent"),
    "a text without its end": (changed('"Averages."', '"Averages.'), "figures/averages.py:25: SyntaxError: unterminated string literal (detected at line 25)"),
    "an import": (changed("from .figure import Figure, Table", "from .figure import Figure, Tabel as Table"),
                  "figure average_images: ImportError: cannot import name 'Tabel' from 'mnist_report.figures.figure' "),
    "a module": (changed(BEGIN, f"import nunpy\n{BEGIN}"), "figure average_images: ModuleNotFoundError: No module named 'nunpy' (figures/averages.py:7)"),
    "a name, as it is imported": (changed("\n\ndef", "\n\nSIZE = SIZES[0]\n\n\ndef"), "figure average_images: NameError: name 'SIZES' is not defined (figures/averages.py:14)"),
    "a division": (changed(FIRST, "    names = run.class_names[1 / 0]"),
                   "figure average_images: ZeroDivisionError: division by zero (figures/averages.py:16)"),
    "an attribute": (changed("run.class_names", "run.class_name"), "figure average_images: AttributeError: 'Run' object has no attribute 'class_name'"),
    "a name": (changed("range(len(names)), ", "range(len(nmes)), "), "figure average_images: NameError: "),
    "in Matplotlib": (changed("plt.bar(range(len(names)), range(len(names)))", "plt.plot([1, 2], [1, 2, 3])"),
                      f"figure average_images: {FROM_MATPLOTLIB} (figures/averages.py:22)"),
    "a file": (changed(FIRST, "    names = open('nowhere').read()"),
               "figure average_images: FileNotFoundError: [Errno 2] No such file or directory: 'nowhere' (figures/averages.py:16)"),
    "an end": (changed(FIRST, "    raise SystemExit"), "figure average_images: SystemExit (figures/averages.py:16)"),
    "no result": (changed("    return Figure(", "    Figure("), "figure average_images is None; the function should return a Figure"),
    "another result": (changed("    return Figure(", "    return dict("), "figure average_images is {'caption': 'Averages.', "),
    "no picture": (changed("return plt.gcf()", "plt.gcf()"), "figure average_images draws None; the function that draws should return the picture, plt.gcf()"),
    "no text": (changed('"Averages."', "None"), "figure average_images: AttributeError: 'NoneType' object has no attribute 'strip' (figures/averages.py:25)"),
    "a word too many": (changed('"Averages."', '"Averages.", title="A"'),
                        "figure average_images: TypeError: Figure.__init__() got an unexpected keyword argument 'title' (figures/averages.py:25)"),
    "no table": (changed(TABLE, "((1, 2), (3, 4))"), "figure average_images: AttributeError: 'tuple' object has no attribute 'columns' (figures/averages.py:25)"),
    "a number that is none of Python's": (changed(TABLE, 'Table(("class",), ((run.probabilities[0, 0],),))'), "figure average_images has np.float32("),
    "another parameter": (changed(RUN, "(run: Run, runs: int)"), "figure average_images has the parameter 'runs'; a figure is made of run, spread, history"),
    "a parameter by position": (changed(RUN, "(run: Run, /)"), "figure average_images: TypeError: average_images() got some positional-only arguments"),
}


def said(project: Project, *command: str, environment: dict[str, str]) -> tuple[int, list[str]]:
    """The exit code of a command, and what it says but for the progress."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=project.folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    return done.returncode, [line for line in done.stderr.splitlines() if not line.startswith(("figures: ", "removed ", "training: "))]


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_one_line(project: Project, slip: str) -> None:
    environment = with_averages(project)
    text, message = SLIPS[slip]
    write(project, text)
    code, lines = said(project, "mnist_report", "render", "out", environment=environment)
    assert (code, len(lines)) == (6, 1), lines
    assert lines[0].startswith(f"mnist-report: content: {message}")
    assert not (project.folder / "out").exists()


@pytest.mark.parametrize("command", ["explain", "key", "permalinks", "build", "render out", "mkdocs"])
def test_every_command_says_so(project: Project, command: str) -> None:
    environment = with_averages(project)
    write(project, SLIPS["syntax"][0])
    program = ("mkdocs", "build", "--strict") if command == "mkdocs" else ("mnist_report", *command.split())
    code, lines = said(project, *program, environment=environment)
    assert code == 6
    assert f"mnist-report: content: {SLIPS['syntax'][1]}" in lines
    assert not [line for line in lines if "Traceback" in line]


@pytest.mark.parametrize("command", ["build", "mkdocs"])
def test_a_build_says_what_an_exception_was(project: Project, command: str) -> None:
    environment = with_averages(project)
    write(project, SLIPS["a division"][0])
    program = ("mkdocs", "build", "--strict") if command == "mkdocs" else ("mnist_report", command)
    code, lines = said(project, *program, environment=environment)
    assert code == 6
    assert f"mnist-report: content: {SLIPS['a division'][1]}" in lines
    assert not [line for line in lines if "Traceback" in line]


@pytest.mark.parametrize("slip", ["a division", "in Matplotlib", "an end", "a module"])
def test_it_is_said_once_where_another_process_draws_too(project: Project, slip: str) -> None:
    environment = with_averages(project)
    write(project, SLIPS[slip][0])
    names = ("average_images", "network", "sample_images", "seed_spread")
    project.page("# Home { #home }\n\n" + "\n\n".join(f'<< figure("{name}") >>' for name in names))
    code, lines = said(project, "mnist_report", "render", "out", environment=environment)
    assert (code, lines) == (6, [f"mnist-report: content: {SLIPS[slip][1]}"])


@pytest.mark.parametrize(("module", "line"), [("figures/figure.py", 1), ("figures/grids.py", 1), ("training/steps.py", 1), ("results/facts.py", 1)])
def test_a_slip_in_what_figures_are_made_with(project: Project, module: str, line: int) -> None:
    environment = with_averages(project)
    file = project.folder / "mnist_report" / module
    file.write_text("def = 1\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    code, lines = said(project, "mnist_report", "render", "out", environment=environment)
    assert (code, len(lines)) == (6, 1), lines
    assert lines[0].startswith("mnist-report: content: ")
    assert "SyntaxError: invalid syntax" in lines[0]
    assert f"{module}:{line}" in lines[0]


def test_code_shown_from_such_a_module(project: Project) -> None:
    environment = with_averages(project)
    (project.folder / "mnist_report" / "figures" / "averages.py").unlink()
    (project.folder / "mnist_report" / "extra.py").write_text("def shown():\n    x = = 1\n")
    project.page('# Home { #home }\n\n<< source("extra.shown") >>\n')
    code, lines = said(project, "mnist_report", "render", "out", environment=environment)
    assert (code, lines) == (6, ["mnist-report: content: docs/index.md:3: extra.py:2: SyntaxError: invalid syntax"])


def test_a_figure_without_a_row_has_its_table(project: Project) -> None:
    environment = with_averages(project)
    code, lines = said(project, "mnist_report", "render", "out", environment=environment)
    assert code == 0, lines
    assert (project.folder / "out" / "figures" / "average-images.csv").read_bytes() == b"class\r\n"
    assert "](figures/average-images.csv)" in (project.folder / "out" / "index.md").read_text(encoding="utf-8")
