"""The notebook of each lesson runs: a name that nothing binds is an error with the line of the page, before anyone downloads it."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from mnist_report.core.errors import ContentError
from mnist_report.exports import notebooks
from mnist_report.pages.course import Course
from mnist_report.pages.navigation import Navigation
from tests.support.authored import ENVIRONMENT
from tests.support.project import COMPILED, ROOT, Project, mkdocs

NAV = "nav:\n  - index.md\n  - One: [one/index.md, one/first.md, one/second.md]\n  - Two: [two/index.md, two/third.md]\n"
LESSON = "---\ntitle: {number}. {name}\ndescription: Do it.\n---\n# {number}. {name} {{ #{name} }}\n\n"
PAGES = {
    "index.md": "# Home { #home }\n", "one/index.md": "# One { #one }\n", "two/index.md": "# Two { #two }\n",
    "one/first.md": '<< source("training.steps.import_libraries", imports=True) >>\n\n<< source("training.steps.load_and_preprocess") >>\n',
    "one/second.md": '<< source("training.steps.build_model") >>\n\n```python\nsize = len(x_train)\n```\n\n'
                     "```python\nshare = 1 / size\nplt.plot([share])\nplt.show()\n```\n",
    "two/third.md": "Text.\n\n```python\ntwice = 2 * size\n```\n",
}


def course_of(project: Project, **changed: str) -> Course:
    """Two modules of three lessons; `changed` are other pages, by the name of their file."""
    (project.folder / "mkdocs.yml").write_text((project.folder / "mkdocs.yml").read_text() + NAV)
    names = {"first": 1, "second": 2, "third": 3}
    for path, text in PAGES.items():
        file = project.folder / "docs" / path
        file.parent.mkdir(exist_ok=True)
        start = LESSON.format(number=names[file.stem], name=file.stem) if file.stem in names else ""
        file.write_text(start + changed.get(file.stem, text), encoding="utf-8")
    return Course(project.artifacts, project.folder / "docs", Navigation.read(project.folder / "mkdocs.yml"))


def fault(course: Course) -> str:
    with pytest.raises(ContentError) as caught:
        list(notebooks.files(course))
    return str(caught.value)


def test_a_course_whose_notebooks_run(project: Project) -> None:
    assert "downloads/third.py" in dict(notebooks.files(course_of(project)))


def test_what_a_drawing_imports_is_there_in_later_lessons_without_the_drawing(project: Project) -> None:
    second = PAGES["one/second.md"].replace("share =", "import numpy as np\n\nshare =")
    made = dict(notebooks.files(course_of(project, second=second, third="Text.\n\n```python\nnp.zeros(size)\n```\n")))
    script = made["downloads/third.py"].decode()
    assert "\nimport numpy as np\n" in script
    assert "plt.show()" not in script


SHOW = "show the code that does above it, with << source(…) >> or in a ```python block"
FAULTS = {
    "a name": ("third", "Text.\n\n```python\na = 1\n\nb = wanted\n```\n", f"docs/two/third.md:12: the notebook third.ipynb uses 'wanted', which "
                                                                       f"nothing binds before; {SHOW}"),
    "one like another": ("third", "```python\nsizes + 1\n```\n", "docs/two/third.md:8: the notebook third.ipynb uses 'sizes', which nothing binds "
                                                                  "before; did you mean 'size'?"),
    "one that a later lesson binds": ("second", "```python\ntwice\n```\n", "docs/one/second.md:8: the notebook second.ipynb uses 'twice', "),
    "one of what draws": ("third", "```python\nshare\n```\n", "docs/two/third.md:8: the notebook third.ipynb uses 'share', which nothing binds before; "
                                                               "the code that does ends in `plt.show()`, and a later lesson's notebook leaves out "
                                                               "what draws; bind it in a block of its own"),
    "of a solution": ("third", '??? success "Solution"\n    ```python\n    answer = 42\n    ```\n\n```python\nanswer\n```\n',
                      f"docs/two/third.md:13: the notebook third.ipynb uses 'answer', which nothing binds before; {SHOW}"),
    "the code of a function": ("third", 'Text.\n\n<< source("figures.mistakes.find_errors") >>\n', "docs/two/third.md:9: the notebook third.ipynb uses "
                                                                                               "'np', which nothing binds before; "),
    "of the page of a module": ("one", "# One { #one }\n\n```python\nx_train\n```\n", "docs/one/index.md:4: the notebook one.ipynb uses 'x_train', "),
    "what the seed needs": ("first", "```python\nfrom keras import Sequential\n\nmodel = Sequential()\n```\n",
                            "docs/one/first.md:8: the notebook first.ipynb uses 'tf', which nothing binds before; "),
    "after a value": ("third", "<% for n in range(3) %>\nText << n >>.\n\n<% endfor %>\n```python\na = << run.classes >>\nwanted\n```\n",
                      "docs/two/third.md:13: the notebook third.ipynb uses 'wanted', "),
    "a magic": ("third", "```python\nimport os\n%matplotlib inline\n```\n", "docs/two/third.md:9: '%matplotlib inline' is no Python that the page's "
                "script could run (invalid syntax); mend it, or open the block with ```text, so that no notebook holds it"),
    "a prompt": ("third", "```python\n>>> a = 1\n```\n", "docs/two/third.md:8: '>>> a = 1' is no Python that the page's script could run (invalid syntax); "),
    "a return": ("third", "```python\nreturn 1\n```\n", "docs/two/third.md:8: 'return 1' is no Python that the page's script could run "
                                                         "('return' outside function); "),
    "an open bracket": ("third", "```python\na = (1,\n\n```\n", "docs/two/third.md:8: 'a = (1,' is no Python that the page's script could run "
                                                                "('(' was never closed); "),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_notebook_that_would_not_run(project: Project, case: str) -> None:
    name, text, message = FAULTS[case]
    pages = {name: text}
    if name == "one":  # the page that opens the module
        course = course_of(project)
        (project.folder / "docs" / "one" / "index.md").write_text(text, encoding="utf-8")
    else:
        course = course_of(project, **pages)
    assert fault(course).startswith(message)


def test_code_of_a_solution_is_for_reading(project: Project) -> None:
    course = course_of(project, third='```python\na = 1\n```\n\n??? success "Solution"\n    ```python\n    %timeit wanted\n    ```\n')
    assert dict(notebooks.files(course))


CASE = '''def draw_average_images(means, names):
    """Draw one average image a class."""
    import matplotlib.pyplot as plt
    for i in range(len(names)):
        plt.subplot(2, 5, i + 1)
        plt.imshow(means[i], cmap='gray')
        plt.title(names[i])


def mean_images(images, labels, classes):
    """The average image of each class, (classes, side, side)."""
    import numpy as np
    return np.stack([images[labels == label].mean(axis=0) for label in range(classes)])
'''
DRAWN = "docs/two/third.md:7: the notebook third.ipynb uses 'names', which nothing binds before; "
LOST = ("docs/two/third.md:7: source('figures.averages.mean_images'): `return np.stack([images[labels == label].mean(axis=0) for …` in line 13 "
        "computes what a script would lose; bind it to a name first: `result = …`, then `return result`")


@pytest.mark.parametrize(("shown", "message"), {"draw_average_images": DRAWN, "mean_images": LOST}.items())
@pytest.mark.parametrize("program", ["render", "mkdocs"])
def test_each_way_in_says_so(project: Project, shown: str, message: str, program: str) -> None:
    course_of(project, third=f'<< source("figures.averages.{shown}") >>\n')
    shutil.copytree(ROOT / "mnist_report", project.folder / "mnist_report", ignore=COMPILED)
    (project.folder / "mnist_report" / "figures" / "averages.py").write_text(CASE, encoding="utf-8")
    environment = ENVIRONMENT | {"PYTHONPATH": str(project.folder)}
    if program == "mkdocs":
        done = mkdocs("build", "--strict", folder=project.folder, env=environment)
    else:
        command = [sys.executable, "-m", "mnist_report", "render", "out"]
        done = subprocess.run(command, cwd=project.folder, env=environment, capture_output=True, encoding="utf-8", check=False)
        assert done.stderr.count("\n") == 1
    assert done.returncode == 6
    assert f"mnist-report: content: {message}" in done.stderr
    assert "Traceback" not in done.stderr
