"""Notebooks and scripts: they hold what the pages say, run by themselves, and give the page's numbers and figures. (Over 300 lines: what notebooks hold and what they give when run.)"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import nbformat
import numpy as np
import pytest
from lxml import etree
from nbclient import NotebookClient

from mnist_report.core.errors import ContentError
from mnist_report.core.names import within
from mnist_report.exports import notebooks
from mnist_report.exports.grading import Grading
from mnist_report.exports.notebook_format import Cell, notebook, script
from mnist_report.exports.plain_markdown import Plain, unlinked
from mnist_report.figures.confidence import model_confidence
from mnist_report.figures.mistakes import misclassifications
from mnist_report.figures.samples import sample_images
from mnist_report.figures.weights import learned_weights
from mnist_report.pages import markup
from mnist_report.pages.blocks import Code, FigureBlock, Prose
from mnist_report.pages.course import Course
from mnist_report.pages.navigation import Navigation, Part
from mnist_report.pages.page import Page
from mnist_report.results.artifacts import Artifacts
from mnist_report.training.run import Run
from tests.support.project import ROOT, SETTINGS, Project, this_navigation, tiny_arrays
from tests.support.recording import collected, shown

ADDRESS = "https://example.org/course/"
RECORDED = {"MPLBACKEND": "module://tests.support.recording", "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
DUMP = """
import json, numpy
from pathlib import Path
kept = {name: globals()[name] for name in ('loss', 'accuracy', 'preds', 'prediction') if name in globals()}
numpy.savez('kept.npz', **kept, kernel=model.layers[1].get_weights()[0])
"""


@pytest.fixture(scope="module")
def course(artifacts: Artifacts) -> Course:
    return Course(artifacts, ROOT / "docs", replace(this_navigation(), address=ADDRESS))


@pytest.fixture(scope="module")
def made(course: Course) -> dict[str, bytes]:
    return dict(notebooks.files(course))


def cells(made: dict[str, bytes], name: str) -> list[Any]:
    return nbformat.reads(made[f"downloads/{name}.ipynb"].decode(), as_version=4).cells


def code(made: dict[str, bytes], name: str) -> list[str]:
    return [cell.source for cell in cells(made, name) if cell.cell_type == "code"]


def text(made: dict[str, bytes], name: str) -> str:
    return html.unescape("\n\n".join(cell.source for cell in cells(made, name) if cell.cell_type == "markdown"))


# What they hold


def test_each_module_and_each_lesson_has_both(made: dict[str, bytes], course: Course, site: Path) -> None:
    pages = [page for module in course.outline.modules for page in (module.page, *module.lessons)]
    assert sorted(made) == sorted(f"downloads/{page.name}{end}" for page in pages for end in notebooks.SUFFIXES)
    for page in pages:
        shown = (site / page.address / "index.html").read_text(encoding="utf-8")
        for kind in ("ipynb", "py"):
            assert f'downloads/{page.name}.{kind}">' in shown
        for end in notebooks.SUFFIXES:
            assert (site / "downloads" / f"{page.name}{end}").is_file()


def test_notebooks_are_valid_and_were_never_run(made: dict[str, bytes]) -> None:
    for name, content in made.items():
        if name.endswith(".ipynb"):
            read = nbformat.reads(content.decode(), as_version=nbformat.NO_CONVERT)
            nbformat.validate(read)
            assert (read.nbformat, read.nbformat_minor, read.metadata.kernelspec.name) == (4, 5, "python3")
            assert all(cell.outputs == [] and cell.execution_count is None for cell in read.cells if cell.cell_type == "code")
            assert all(cell.source.strip() or is_answer(cell) for cell in read.cells)
            assert read.metadata.language_info.keys() >= {"name", "mimetype", "file_extension", "pygments_lexer"}
            assert len({cell.id for cell in read.cells}) == len(read.cells)


def test_scripts_hold_the_cells_of_the_notebooks(made: dict[str, bytes]) -> None:
    for name, content in made.items():
        if name.endswith(".py"):
            parts = re.split(r"(?m)^# %%", content.decode())[1:]
            of_notebook = [cell for cell in cells(made, f"{Path(name).stem}-solutions") if cell.source]
            is_read = [cell.cell_type == "markdown" or "nbgrader" in cell.metadata or "tags" in cell.metadata for cell in of_notebook]
            assert [part.startswith(" [markdown]") for part in parts] == is_read
            for part, cell in zip(parts, of_notebook, strict=True):
                if part.startswith(" [markdown]"):
                    drawn = re.sub(r"(?m)^!\[.*\]\(https://example.*\)$|On the page", "", html.unescape(cell.source))
                    said = re.sub(r"\W", "", re.sub(r"\]\(https://example[^)]*\)", "]", drawn))
                    assert re.sub(r"\W", "", part.removeprefix(" [markdown]")).removeprefix("python") == said
                    assert all(line.startswith("#") for line in part.partition("\n")[2].strip().splitlines())
                else:
                    assert part.strip() == cell.source.strip()
            compile(content, name, "exec")


def test_the_code_is_that_of_the_pages(made: dict[str, bytes], course: Course) -> None:
    for module in course.outline.modules:
        for lesson in module.lessons:
            on_the_page = re.findall(r"(?ms)^```python\n(.*?)\n```$", markup.body(lesson))
            assert on_the_page
            for own in code(made, f"{lesson.name}-solutions")[1:], code(made, f"{module.name}-solutions"):
                for source in on_the_page:
                    assert any(each.endswith(source) for each in own), (lesson.name, source)


def test_the_text_is_that_of_the_pages(made: dict[str, bytes], course: Course) -> None:
    for lesson in course.outline.lessons:
        for section in lesson.sections:
            title = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", section.title)
            assert re.search(rf"(?m)^{'#' * section.level} {re.escape(title)}$", text(made, lesson.name)), section
        for question in lesson.questions:
            assert f"**{question.text}**" in text(made, lesson.name).replace("\\", "")
            assert all(f"\n- {choice}\n" in text(made, lesson.name).replace("\\", "") for choice in question.choices)



def test_no_mark_of_the_generator_is_left(made: dict[str, bytes]) -> None:
    left = re.compile(r"\{ ?[#.:]|markdown=|!!!|\?\?\?|#only-|<div|</div|<figure|<p |\.md[)#]|\]\((?!https?://)")
    for name in made:
        if name.endswith(".ipynb"):
            prose = re.sub(r"(?s)```.*?```|`[^`]*`", "", text(made, Path(name).stem))
            assert not left.search(prose), (name, left.search(prose))


def test_links_lead_to_the_site_or_are_text(made: dict[str, bytes], course: Course, site: Path) -> None:
    addresses = {found for name in made for found in re.findall(r"\]\((https://example\.org[^)]*)\)", made[name].decode())}
    assert any(address.startswith(f"{ADDRESS}module-1/") for address in addresses)
    assert any("/#fig-" in address for address in addresses)
    pictures = {address for address in addresses if address.endswith(".png")}
    assert len(pictures) == len({figure for lesson in course.outline.lessons for figure in lesson.figures})
    assert all((site / picture.removeprefix(ADDRESS)).is_file() for picture in pictures)
    for address in addresses - pictures:
        path, _, fragment = address.removeprefix(ADDRESS).partition("#")
        page = (site / path / "index.html").read_text(encoding="utf-8")
        assert not fragment or f'id="{fragment}"' in page, address
    nowhere = replace(course, navigation=replace(course.navigation, address=""))
    without = dict(notebooks.files(nowhere))
    assert "example.org" not in "".join(content.decode() for content in without.values())
    assert not re.search(r"\]\((?!https?://)", re.sub(r"(?s)```.*?```|`[^`]*`", "", text(without, "module-1")))


def test_they_say_where_they_come_from(made: dict[str, bytes], course: Course) -> None:
    lesson = course.outline.lessons[-1]
    for name in ("module-1", lesson.name):
        for said in (f"Run {course.evaluation.key}", "CC BY 4.0", course.navigation.name, "to the last digit"):
            assert said in text(made, name)
    assert f"<{ADDRESS}{lesson.address}>" in text(made, lesson.name)


def test_the_same_course_gives_the_same_bytes(made: dict[str, bytes], course: Course) -> None:
    assert dict(notebooks.files(replace(course))) == made


# What an instructor does with them


def is_answer(cell: Any) -> bool:
    return cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution", False)


def converted(content: bytes, **chosen: Any) -> Any:
    """What nbconvert leaves of a notebook whose tagged cells it removes."""
    nbconvert = pytest.importorskip("nbconvert")
    remover = nbconvert.preprocessors.TagRemovePreprocessor(enabled=True, **chosen)
    return remover.preprocess(nbformat.reads(content.decode(), as_version=4), {})[0]


@pytest.mark.parametrize("tag", ["solution", "remove_cell"])
def test_the_notebook_with_solutions_is_the_other_once_they_are_removed(made: dict[str, bytes], course: Course, tag: str) -> None:
    for lesson in course.outline.lessons:
        assert converted(made[f"downloads/{lesson.name}-solutions.ipynb"], remove_cell_tags={tag}).cells == cells(made, lesson.name)


def test_each_exercise_has_a_task_and_an_empty_cell_and_its_solution_is_in_the_twin(made: dict[str, bytes], course: Course) -> None:
    for lesson in course.outline.lessons:
        asked, solved = cells(made, lesson.name), cells(made, f"{lesson.name}-solutions")
        places = [place for place, cell in enumerate(asked) if is_answer(cell)]
        assert [asked[place].source for place in places] == [""] * len(lesson.exercises)
        for place, exercise in zip(places, lesson.exercises, strict=True):
            assert asked[place - 1].source.startswith("#" * exercise.section.level + " Exercise")
            answer = next(at for at, cell in enumerate(solved) if cell.id == asked[place].id)
            assert solved[answer + 1].source == "**Solution**"
            shown = re.findall(r"(?ms)^```python\n(.*?)\n```$", exercise.solution)
            following = "\n".join(cell.source for cell in solved[answer + 1 : answer + 9] if cell.cell_type == "code")
            assert all(block in following for block in shown)


def test_what_nbgrader_reads_is_by_its_rules(made: dict[str, bytes]) -> None:
    """Those of nbgrader/nbgraderformat/v3.json and v3.py, version 0.9.6."""
    for name in (name for name in made if name.endswith(".ipynb")):
        graded = [cell for cell in cells(made, Path(name).stem) if "nbgrader" in cell.metadata]
        said = [cell.metadata.nbgrader for cell in graded]
        assert all(cell.cell_type == "code" for cell in graded)
        assert len({each.grade_id for each in said}) == len(said)
        for each in said:
            assert each.keys() - {"points"} == {"schema_version", "grade_id", "grade", "solution", "locked", "task"}
            assert (each.schema_version, each.task, each.locked) == (3, False, not each.solution)
            assert re.fullmatch(r"[a-zA-Z0-9_-]+", each.grade_id)
            assert ("points" in each) == each.grade
        answers = {each.grade_id for each in said if each.solution and not each.grade}
        assert {f"{answer}-check" for answer in answers} == {each.grade_id for each in said if not each.solution}


def test_a_lesson_makes_a_deck(made: dict[str, bytes], course: Course) -> None:
    """As reveal.js counts: 8 to 15 sections side by side, each with something on it; words for the speaker are notes."""
    nbconvert = pytest.importorskip("nbconvert")
    exporter = nbconvert.SlidesExporter()
    for lesson in course.outline.lessons:
        deck = etree.HTML(exporter.from_notebook_node(nbformat.reads(made[f"downloads/{lesson.name}.ipynb"].decode(), as_version=4))[0])
        across = deck.xpath("//div[@class='slides']/section")
        assert 8 <= len(across) <= 15, (lesson.name, len(across))
        for slide in deck.xpath("//div[@class='slides']/section/section"):
            spoken = "".join("".join(note.itertext()) for note in slide.xpath(".//aside"))
            assert len("".join(slide.itertext()).replace(spoken, "").split()) >= 3
        shown = {figure for figure in lesson.figures if deck.xpath(f"//section[.//img[contains(@src, 'figures/{figure}.png')]]")}
        assert shown == set(lesson.figures)


HOSTILE = ("<b>\"Tom & 'Jerry'\"</b>", "a|b*c*", "_x_ ~y~ $z$ $w$", "`code`", "[l](javascript:alert(1))", "a]b", "![x](y)", "back\\slash]",
           "</script><img src=x onerror=alert(1)>", "שלום مرحبا")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_picture_has_its_alternative_text_whatever_names_are_in_it(name: str) -> None:
    nbconvert = pytest.importorskip("nbconvert")
    figure = FigureBlock("bars", within(name), f"Bars of {name}.", "Bars.", None, 720, 300)
    written = Plain(Page("m/a.md", {}, "# A\n"), ADDRESS).text([figure])
    images = list(etree.HTML(f"<div>{nbconvert.filters.markdown2html(written)}</div>").iter("img"))
    assert [(image.get("src"), image.get("alt")) for image in images] == [(f"{ADDRESS}figures/bars.png", f"Bars of {name}.")]
    assert unlinked(written, ADDRESS).startswith("> **Figure.** ")


# What they do


FROM_KERAS = """
import numpy
from tensorflow.keras import datasets
with numpy.load({npz!r}) as images:
    loaded = (images['x_train'], images['y_train']), (images['x_test'], images['y_test'])
datasets.{name}.load_data = lambda: loaded
"""
"""Gives the images of this edition where Keras would ask a network for them."""


def data_at_hand(artifacts: Artifacts, folder: Path) -> list[Any]:
    """Puts the images of this edition where its notebooks look for them, and gives the cells that this takes."""
    if SETTINGS.dataset is None:
        return []
    if SETTINGS.keras_dataset is None:
        copy = shutil.copytree if SETTINGS.dataset.is_dir() else shutil.copyfile
        copy(SETTINGS.dataset, folder / SETTINGS.dataset.name)
        return []
    dataset, npz = artifacts.run.dataset, folder / "images.npz"
    np.savez(npz, x_train=dataset.x_train, y_train=dataset.y_train, x_test=dataset.x_test, y_test=dataset.y_test)
    return [nbformat.v4.new_code_cell(FROM_KERAS.format(npz=str(npz), name=SETTINGS.keras_dataset))]


def executed(
    made: dict[str, bytes], artifacts: Artifacts, name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Any, Any]:
    """The notebook, run in a fresh kernel as it is; and what its variables were at the end."""
    own = ("JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR")
    for variable, value in (RECORDED | {"RECORDING": str(folder / "shown.json")} | dict.fromkeys(own, str(folder))).items():
        monkeypatch.setenv(variable, value)
    book = nbformat.reads(made[f"downloads/{name}.ipynb"].decode(), as_version=4)
    book.cells = [*data_at_hand(artifacts, folder), *book.cells, nbformat.v4.new_code_cell(DUMP)]
    NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
    with np.load(folder / "kept.npz") as kept:
        return book, dict(kept)


def printed(book: Any, stream: str = "stdout") -> str:
    return "".join(each.text for cell in book.cells if cell.cell_type == "code" for each in cell.outputs
                   if each.output_type == "stream" and each.name == stream)


def drawn(figure: Any) -> list[dict[str, Any]]:
    """What a figure of the page holds."""
    import matplotlib.pyplot as plt

    picture = figure.draw()
    try:
        return json.loads(json.dumps(collected(picture)))
    finally:
        plt.close(picture)


def by_label(figures: list[list[dict[str, Any]]]) -> set[str]:
    """Figures to be compared: without titles where the page names classes, which the code calls by their labels."""
    left_out = {"title"} if SETTINGS.class_names else set()
    return {json.dumps([{key: axes[key] for key in axes.keys() - left_out} for axes in each], sort_keys=True) for each in figures}


def test_module_1_gives_the_numbers_and_the_figures_of_the_page(
    made: dict[str, bytes], artifacts: Artifacts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, kept = executed(made, artifacts, "module-1", tmp_path, monkeypatch)
    assert artifacts.run.printed in printed(book)
    assert printed(book, "stderr") == ""
    assert (kept["loss"], kept["accuracy"]) == (artifacts.run.test_loss, artifacts.run.test_accuracy)
    assert by_label([drawn(sample_images(artifacts.run))]) <= by_label(shown(tmp_path / "shown.json"))


def test_module_2_gives_the_numbers_and_the_figures_of_the_page(
    made: dict[str, bytes], artifacts: Artifacts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, kept = executed(made, artifacts, "module-2", tmp_path, monkeypatch)
    run = artifacts.run
    np.testing.assert_array_equal(kept["kernel"], run.weights[0])
    np.testing.assert_array_equal(kept["preds"], run.probabilities)
    # One image alone is multiplied in another order than with all others.
    np.testing.assert_allclose(kept["prediction"], run.probabilities[run.example], atol=1e-6)
    figures, (confidences, *image) = shown(tmp_path / "shown.json"), drawn(model_confidence(run))
    assert by_label([drawn(learned_weights(run)), drawn(misclassifications(run)), image]) <= by_label(figures)
    (bars,) = [axes["bars"] for figure in figures for axes in figure if axes["title"] == confidences["title"]]
    np.testing.assert_allclose(bars, confidences["bars"], atol=1e-6)


RUN_ALL = """
import json, runpy, sys
from pathlib import Path

import numpy as np
sys.path.insert(0, sys.argv[1])
import tensorflow as tf
from tensorflow.keras.datasets import fashion_mnist, mnist

with np.load(sys.argv[2]) as arrays:
    images = {name: arrays[name] for name in arrays}
mnist.load_data = fashion_mnist.load_data = lambda: ((images['x_train'], images['y_train']), (images['x_test'], images['y_test']))
if sys.argv[3] == 'without':
    sys.modules['mnist_report'] = None
else:
    import mnist_report.training.dataset as data
    few = data.Dataset(**images, class_names=tuple(map(str, range(images['y_train'].max() + 1))))
    data.load = data.load_npz = data.load_idx = lambda path: few
results = {}
for file in sorted(Path('.').glob('*.py')):
    left = runpy.run_path(str(file))
    results[file.name] = [left['Sequential'].__module__, float(left['accuracy']) if 'accuracy' in left else None]
Path('results.json').write_text(json.dumps(results))
"""


def tiny_images(run: Run) -> dict[str, np.ndarray]:
    """A few images of the size and classes of the course, mistakes among them, the one that Module 2 looks at included."""
    few = tiny_arrays(len(run.class_names), run.image_shape[0])
    few |= {name: np.resize(few[name], (max(60, run.example + 1), *few[name].shape[1:])) for name in ("x_test", "y_test")}
    few["y_test"][:6] = (few["y_test"][:6] + 1) % len(run.class_names)
    return few


def run_all(scripts: dict[str, bytes], package: str, run: Run, tmp_path: Path) -> tuple[dict[str, Any], list[str], str]:
    """Runs scripts on a few images, one after the other in one interpreter, each with names of its own.

    {script: (module of its `Sequential`, accuracy)}, the titles of the figures, and what was printed.
    """
    for name, content in scripts.items():
        (tmp_path / f"{name}.py").write_bytes(content)
    few = tiny_images(run)
    np.savez(tmp_path / "few.npz", **few)
    environment = os.environ | RECORDED | {"RECORDING": str(tmp_path / "shown.json")}
    command = [sys.executable, "-c", RUN_ALL, str(ROOT), "few.npz", package]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    results = json.loads((tmp_path / "results.json").read_text())
    titles = [axes["title"] for figure in shown(tmp_path / "shown.json") for axes in figure]
    return results, titles, done.stdout


def test_every_lesson_runs_by_itself_and_a_solution_passes_its_check(
    made: dict[str, bytes], course: Course, artifacts: Artifacts, tmp_path: Path
) -> None:
    """Solutions without a check run in tests/edition/test_pasted_code.py."""
    names = [lesson.name for lesson in course.outline.lessons]
    checked = {name for name in names if any("raises-exception" in cell.metadata.get("tags", ()) for cell in cells(made, name))}
    assert checked
    scripts = {name: made[f"downloads/{name}.py"] for name in names}
    scripts |= {name: "\n\n".join(code(made, f"{name}-solutions")).encode() for name in checked}
    results, titles, _ = run_all(scripts, "with", artifacts.run, tmp_path)
    assert sorted(results) == sorted(f"{name}.py" for name in names)
    assert results.pop(f"{names[0]}.py") == ["keras.src.models.sequential", None]  # it imports Keras alone
    assert {module for module, _ in results.values()} == {"mnist_report.training.sequential"}
    accuracies = [accuracy for _, accuracy in results.values() if accuracy is not None]
    assert len(set(accuracies)) == 1, "the seed makes every script train the same network"
    assert [titles.count(title) for title in ("Label: 0", "Neuron 9", "Model Confidence Scores")] == [1, 2, 1]  # on two scales


@pytest.mark.skipif(not SETTINGS.keras_dataset, reason="Keras does not have the images of this edition: the package reads them")
def test_modules_run_without_the_package(made: dict[str, bytes], artifacts: Artifacts, tmp_path: Path) -> None:
    scripts = {name: made[f"downloads/{name}.py"] for name in ("module-1", "module-2")}
    results, titles, said = run_all(scripts, "without", artifacts.run, tmp_path)
    assert {module for module, _ in results.values()} == {"keras.src.models.sequential"}
    assert [titles.count(title) for title in ("Label: 0", "Neuron 9", "Model Confidence Scores")] == [1, 2, 1]  # on two scales
    assert said.count("Without the package mnist-report: Keras alone") == 2


# Other courses


LESSON = "---\ntitle: {number}. {title}\ndescription: Do it.\n---\n# {number}. {title} {{ #it }}\n\nText.\n\n{code}\n"


def settings(project: Project, **pages: str) -> Course:
    for name, content in pages.items():
        file = project.folder / "docs" / f"{name}.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text(content, encoding="utf-8")
    nav = (Part("One", ("one/index.md", *(f"{name}.md" for name in pages if name != "one/index"))),)
    return Course(project.artifacts, project.folder / "docs", Navigation(nav=nav))


def test_another_data_set_is_read_by_the_package(project: Project) -> None:
    sources = '<< source("training.steps.import_libraries", imports=True) >>', '<< source("training.steps.load_and_preprocess") >>'
    course = settings(project, **{
        "one/index": "---\ntitle: One\n---\n# One { #one }\n",
        "one/first": LESSON.format(number=1, title="First", code=sources[0]),
        "one/second": LESSON.format(number=2, title="Second", code=sources[1]),
    })
    made = dict(notebooks.files(course))
    assert "The images are read by `load_npz('tiny.npz')`" in text(made, "one")
    own = code(made, "second")
    assert "from mnist_report.training.dataset import load_npz" in own[0]
    assert "Course()" not in own[0]
    assert "load_npz('tiny.npz').load_data()" in own[1]
    assert ".keras/datasets" not in text(made, "one")


def test_it_is_said_how_the_package_is_installed(project: Project) -> None:
    course = settings(project, **{"one/index": "# One { #one }\n", "one/a": LESSON.format(number=1, title="A", code="")})
    known = replace(course, navigation=replace(course.navigation, repository="https://github.com/me/course"))
    assert "`pip install .` in the folder of its sources." in text(dict(notebooks.files(course)), "a")
    assert "`pip install git+https://github.com/me/course`." in text(dict(notebooks.files(known)), "a")


def test_it_is_said_where_the_images_come_from_without_a_network(made: dict[str, bytes], course: Course) -> None:
    said = text(made, course.outline.lessons[1].name)
    assert ("copy the folder `.keras/datasets`" in said) == course.evaluation.from_keras
    assert ("install the package from a disk: the images are in it" in said) == (SETTINGS.dataset is None)


def test_two_pages_of_one_name_are_refused(project: Project) -> None:
    lesson = LESSON.format(number=1, title="First", code="")
    course = settings(project, **{"one/index": "# One { #one }\n", "one/same": lesson, "two/same": lesson})
    with pytest.raises(ContentError, match=r"one/same\.md and two/same\.md would both be downloaded as same\.ipynb; give one"):
        dict(notebooks.files(course))


def test_a_page_named_as_the_solutions_of_another_is_refused(project: Project) -> None:
    course = settings(project, **{"one/index": "# One { #one }\n", "one/a": LESSON.format(number=1, title="A", code=""),
                                  "one/a-solutions": LESSON.format(number=2, title="B", code="")})
    with pytest.raises(ContentError, match=r"one/a\.md and one/a-solutions\.md would both be downloaded as a-solutions\.ipynb; give one"):
        dict(notebooks.files(course))


def test_a_course_without_lessons_has_none(project: Project) -> None:
    assert dict(notebooks.files(Course(project.artifacts, project.folder / "docs", Navigation()))) == {}


# Colab


def test_colab_opens_the_notebook_of_the_commit() -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    expected = f"https://colab.research.google.com/github/me/course/blob/{commit}/downloads/a.ipynb"
    for repository in ("https://github.com/me/course", "https://github.com/me/course.git"):
        assert Navigation(repository=repository, commit=commit).colab("downloads/a.ipynb") == expected
    assert Navigation(repository="https://github.com/me/course").colab("a") == ""
    assert Navigation(commit=commit).colab("a") == ""
    assert Navigation(repository="https://example.org/me/course", commit=commit).colab("a") == ""


def test_open_in_colab_appears_when_the_repository_is_known(course: Course) -> None:
    known = replace(course.navigation, repository="https://github.com/me/course", commit="0" * 40)
    page = course.outline.lessons[-1]
    assert "Open in Colab" not in course.downloads(page)
    address = f"https://colab.research.google.com/github/me/course/blob/{'0' * 40}/downloads/{page.name}.ipynb"
    assert replace(course, navigation=known).downloads(page)["Open in Colab"] == address
    assert replace(course, navigation=known).downloads(course.page("index.md")) == {}


# Text and code as cells


def test_prose_in_a_script_is_as_it_stands_on_the_page() -> None:
    source = f"# T\n\n{'word ' * 30}.\n\n- one\n  two  \n\n| a |\n\n```text\n  x\n```"
    text = "".join(f"# {line}".rstrip() + "\n" for line in source.splitlines())
    assert script([Cell(Prose(source)), Cell(Code("x = 1"))]).decode() == f"# %% [markdown]\n{text}\n# %%\nx = 1\n"


def test_ids_of_cells_follow_what_they_hold() -> None:
    a, code, answer = Cell(Prose("a")), Cell(Code("b\nc")), Cell(Code(""), grading=Grading("one", is_answer=True, is_graded=True))
    made = json.loads(notebook([a, code, a, answer]))["cells"]
    assert made[1]["source"] == ["b\n", "c"]
    assert made[2]["id"] == f"{made[0]['id']}-2"
    assert [cell["id"] for cell in json.loads(notebook([answer, Cell(Prose("new")), code, a]))["cells"]] == [
        made[3]["id"], ANY, made[1]["id"], made[0]["id"]]
