"""A course grows as its author would have it: a lesson, a figure, two more modules; a page moves. All else follows."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from html import unescape
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbclient import NotebookClient

from mnist_report.core.filters import spelled
from mnist_report.pages.manuscript import Manuscript
from tests.support.garments import NAMES, SETTINGS, Edition, prepare
from tests.support.project import ADDRESS, COMPILED, QUIET, ROOT
from tests.support.reading import read, text_of

if TYPE_CHECKING:
    from pathlib import Path

FIGURE = '''"""The average of the test images of each class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .figure import Figure, Table
from .grids import one_hot

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.run import Run


def average_digits(run: Run) -> Figure:
    """Return the figure of the average test image of the first three classes."""
    images, labels = run.dataset.x_test / 255.0, one_hot(run.labels, len(run.class_names))
    return Figure(
        caption="The average test image of three classes.",
        alt="Three blurred images, one for each class.",
        description="Three images side by side, each the mean of all test images of a class.",
        draw=lambda: draw_average_digits(images, labels),
        table=Table(("Class", "Mean grey"), tuple(
            (run.class_names[i], round(float(images[labels[:, i] == 1].mean()), 3)) for i in range(3)
        )),
    )


def draw_average_digits(x_test: NDArray[np.float64], y_test: NDArray[np.float64]) -> Picture:
    """Draw the mean of (n, side, side) images for each of the first three classes, given as one-hot rows."""
    import matplotlib.pyplot as plt

    plt.figure(figsize=(10, 4))
    for i in range(3):
        plt.subplot(1, 3, i+1)
        plt.imshow(x_test[y_test.argmax(axis=1) == i].mean(axis=0), cmap='gray')
        plt.axis('off')
    plt.tight_layout()
    plt.show()
    return plt.gcf()
'''
LESSON, NAME = "module-2/average-digits.md", "average-digits"


def run(folder: Path, program: str, *arguments: str, **environment: str) -> str:
    """What a command says, run with the package of the folder; it must end well."""
    done = subprocess.run(
        [sys.executable, "-m", program, *arguments], cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8",
        env=QUIET | {"PYTHONPATH": str(folder)} | environment,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def built(folder: Path) -> Edition:
    """The strict site, whose addresses are all listed, and in which no check finds a fault."""
    run(folder, "mkdocs", "build", "--strict", SITE_URL=ADDRESS)
    run(folder, "mnist_report", "permalinks", "--check")
    run(folder, "mnist_report", "check", "site")
    return Edition(folder)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, shared_store: Path) -> Edition:
    """The project with other images, its addresses listed; its package is a copy, in which figures can be added."""
    folder = tmp_path_factory.mktemp("course")
    prepare(folder, SETTINGS, shared_store)
    (folder / "mnist_report").unlink()
    shutil.copytree(ROOT / "mnist_report", folder / "mnist_report", ignore=COMPILED)
    run(folder, "mnist_report", "permalinks")
    return Edition(folder)


@pytest.fixture(scope="module")
def counts(before: Edition) -> tuple[int, int]:
    """Modules and lessons that the course has of itself."""
    manuscript = Manuscript(before.folder)
    return len(manuscript.modules), sum(len(manuscript.lessons(part)) for part in manuscript.modules.values())


@pytest.fixture(scope="module")
def grown(before: Edition, counts: tuple[int, int]) -> Edition:
    """The course with one lesson more and one module more, built; every command that this took is here."""
    folder = before.folder
    run(folder, "mnist_report", "new", "lesson", LESSON)
    (folder / "mnist_report" / "figures" / "averages.py").write_text(FIGURE, encoding="utf-8")
    page = folder / "docs" / LESSON
    sentence = 'Each shows << run.pixels >> means.\n\n<< source("figures.averages.draw_average_digits") >>\n\n<< figure("average_digits") >>\n'
    page.write_text(re.sub(r"<# (?s:.*?) #>\n", sentence, page.read_text(encoding="utf-8")), encoding="utf-8")
    run(folder, "mnist_report", "new", "module", "module-4", "--title", "Sums & more", "--lesson", "sums")
    run(folder, "mnist_report", "permalinks")
    return built(folder)


def test_the_home_page_counts_and_shows_what_was_added(grown: Edition, counts: tuple[int, int]) -> None:
    home = read(grown.site, "")
    assert f"{spelled(counts[0] + 1)} modules and {spelled(counts[1] + 2)} lessons" in text_of(home)
    assert f'href="module-2/{NAME}/"' in home
    assert "figures/average-digits.svg" in home
    assert 'href="module-4/sums/"' in home
    assert "Sums & more" in text_of(home)


def test_the_page_of_the_module_lists_its_lessons(grown: Edition) -> None:
    assert 'href="sums/"' in read(grown.site, "module-4/")
    assert f'href="{NAME}/"' in read(grown.site, "module-2/").split("<article")[1]


def test_the_figure_stands_in_the_lesson_and_in_the_gallery(grown: Edition) -> None:
    lesson = read(grown.site, f"module-2/{NAME}/")
    assert 'id="fig-average-digits"' in lesson
    assert "plt.imshow(x_test[y_test.argmax(axis=1) == i].mean(axis=0), cmap='gray')" in unescape(re.sub("<[^>]*>", "", lesson))
    assert "Each shows 400 means." in text_of(lesson)
    assert f'href="../module-2/{NAME}/' in read(grown.site, "figures/")
    assert (grown.site / "figures" / "average-digits.csv").read_text(encoding="utf-8").splitlines()[1].startswith(NAMES[0])


def test_the_prints_the_answers_and_the_links_follow(grown: Edition) -> None:
    assert "1 lesson, about" in text_of(read(grown.site, "module-4/print/"))
    number = len(Manuscript(grown.folder).lessons(Manuscript(grown.folder).modules["module-2"]))
    assert f"{number} lessons, about" in text_of(read(grown.site, "module-2/print/"))
    assert f"{number}. Average digits" in text_of(read(grown.site, "module-2/print/"))
    assert f"{number}. Average digits, " in text_of(read(grown.site, "module-2/slides/"))
    answers = read(grown.site, "instructors/answers/")
    assert f'id="module-2-{NAME}"' in answers
    assert 'id="module-4-sums"' in answers
    linked = {link["path"]: link for link in json.loads((grown.site / "instructors" / "links.json").read_text(encoding="utf-8"))["links"]}
    assert linked[f"module-2/{NAME}/"]["kind"] == "lesson"
    assert linked[f"module-2/{NAME}/#exercise-1"]["kind"] == "exercise"
    assert linked["module-4/"]["kind"] == "module"


def test_the_course_package_has_both(grown: Edition) -> None:
    with zipfile.ZipFile(grown.site / "downloads" / "course.imscc") as package:
        manifest = package.read("imsmanifest.xml").decode()
        everything = "".join(package.read(name).decode(errors="replace") for name in package.namelist())
    assert "Average digits" in manifest
    assert "Sums &amp; more" in manifest
    assert f"{ADDRESS}module-2/{NAME}/" in everything


def test_the_notebook_of_the_lesson_runs(grown: Edition, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in ("JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(variable, str(tmp_path))
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setenv("PYTHONPATH", str(grown.folder))
    book: Any = nbformat.read(grown.site / "downloads" / f"{NAME}.ipynb", as_version=4)
    book.cells.append(nbformat.v4.new_code_cell("print(len(plt.gcf().axes), plt.gcf().axes[0].images[0].get_array().shape)"))
    NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(grown.folder / "data")}}).execute()
    assert book.cells[-1].outputs[0].text == "3 (20, 20)\n"


def test_plans_are_of_all_lessons(grown: Edition) -> None:
    plans = read(grown.site, "instructors/")
    for plan in ("one-meeting", "three-meetings"):
        table = re.search(rf'(?s)id="{plan}".*?<tbody>(.*?)</tbody>', plans)
        assert table
        assert len(re.findall("<a ", table[1])) == len(re.findall('"kind": "lesson"', read_links(grown)))


def read_links(edition: Edition) -> str:
    return (edition.site / "instructors" / "links.json").read_text(encoding="utf-8")


def test_a_page_that_moves_takes_everything_with_it(grown: Edition) -> None:
    """Strict build and checks find nothing; each old address leads on."""
    run(grown.folder, "mnist_report", "move", LESSON, "module-4/averages.md")
    run(grown.folder, "mnist_report", "move", "glossary.md", "words/glossary.md")
    site = built(grown.folder).site
    assert "../../module-4/averages/" in read(site, f"module-2/{NAME}/")
    assert "../words/glossary/" in read(site, "glossary/")
    assert (site / "downloads" / f"{NAME}.ipynb").read_bytes() == (site / "downloads" / "averages.ipynb").read_bytes()
    assert "2. Average digits" in text_of(read(site, "module-4/averages/"))


@pytest.mark.parametrize(("modules", "lessons"), [(1, 1), (1, 30), (5, 2)])
def test_any_number_of_modules_and_lessons_builds(before: Edition, grown: Edition, tmp_path: Path, modules: int, lessons: int) -> None:
    """A course of such an extent, with the pages of ours that are no lessons and speak of all."""
    folder = tmp_path / "course"
    shutil.copytree(before.folder, folder, ignore=shutil.ignore_patterns("__pycache__", "site", "module-*", "permalinks.txt", "editions"))
    for page in (folder / "docs").rglob("*.md"):  # no lesson of ours is there
        page.write_text(re.sub(r"\[([^\]]+)\]\((?:\.\./)*module-[^)]+\)", r"\1", page.read_text(encoding="utf-8")), encoding="utf-8")
    parts = []
    for module in range(1, modules + 1):
        pages = [f"module-{module}/index.md", *(f"module-{module}/l{module}-{number}.md" for number in range(1, lessons + 1))]
        for number, path in enumerate(pages):
            (folder / "docs" / path).parent.mkdir(exist_ok=True)
            title = f"{number}. Lesson" if number else f"Part {module}"
            text = f"---\ntitle: {title}\ndescription: Do it.\n---\n\n# {title} {{ #top }}\n\nWords.\n"
            (folder / "docs" / path).write_text(text, encoding="utf-8")
        parts.append(f"  - Module {module}. M:\n" + "".join(f"      - {path}\n" for path in pages))
    (folder / "docs" / "index.md").write_text("---\ntitle: Home\n---\n\n# Home { #home }\n\nIt has << contents.extent >>.\n\n<< module_cards() >>\n")
    nav = ("nav:\n  - Home: index.md\n" + "".join(parts) + "  - T:\n      - instructors/index.md\n      - instructors/answers.md\n")
    config = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(re.sub(r"(?ms)^nav:\n.*?(?=^\S)", nav, config), encoding="utf-8")
    run(folder, "mnist_report", "render", str(tmp_path / "out"))
    page = (tmp_path / "out" / "instructors" / "index.md").read_text(encoding="utf-8")
    plan = page.split("#three-meetings")[1].split("| When ")[1].split("\n\n")[0]
    assert plan.count("](../module-") == modules * lessons
    assert plan.count("\n|") - 1 == min(3, modules * lessons)
    home = (tmp_path / "out" / "index.md").read_text(encoding="utf-8")
    assert f"It has {spelled(modules)} module{'s' * (modules > 1)} and {spelled(modules * lessons)} lesson" in home
