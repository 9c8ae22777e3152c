"""The kept tree of the whole course: its key has all that a child reads, and after any edit no site is stale."""

from __future__ import annotations

import json
import os
import re
import shutil
import site
import subprocess
import sys
import sysconfig
from importlib.metadata import packages_distributions, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mnist_report.core.digests import digests
from mnist_report.core.paths import PACKAGE
from mnist_report.core.settings import STORE, load_settings
from mnist_report.core.store import Store
from mnist_report.pages.navigation import variables
from mnist_report.publishing.rendered import VARIABLES, RenderedTree, distributions, unpacked
from tests.support.project import ADDRESS, QUIET, ROOT, Project, mkdocs

if TYPE_CHECKING:
    from collections.abc import Callable

WATCHED = """
import json, os, sys
files, variables, listening = set(), set(), True

def hear(event, arguments):
    if listening and event == "open" and isinstance(arguments[0], (str, bytes, os.PathLike)):
        files.add(os.path.abspath(os.fsdecode(arguments[0])))
    if listening and event == "subprocess.Popen":
        files.add(f"process {arguments[0]}")

class Environment(type(os.environ)):
    def __getitem__(self, name):
        frame = sys._getframe(1)
        while frame.f_globals["__name__"] in ("os", "_collections_abc"):
            frame = frame.f_back
        if frame.f_globals["__name__"].startswith(("mnist_report", "yaml_env_tag")):
            variables.add(name)
        return super().__getitem__(name)

os.environ.__class__ = Environment
sys.addaudithook(hear)
sys.argv[0] = "mnist-report"
from mnist_report.cli.main import main
try:
    main()
finally:
    listening = False
    modules = {name: getattr(module, "__file__", None) for name, module in sys.modules.items()}
    found = {"files": sorted(files), "variables": sorted(variables), "modules": modules}
    open(os.environ["FOUND"], "w").write(json.dumps(found))
"""
"""Runs `mnist-report` and writes down what it opens, which variables our code asks for, and what it imports."""


@pytest.fixture(scope="module")
def child(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a child reads that renders the course, everything else of which is stored."""
    found = tmp_path_factory.mktemp("watched") / "found.json"
    arguments = ["--project", str(ROOT), "render", "--generated-only", "--keep", RenderedTree(ROOT).digest(), "-"]
    environment = QUIET | {"FOUND": str(found), "SITE_URL": ADDRESS}
    done = subprocess.run([sys.executable, "-c", WATCHED, *arguments], cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(found.read_text())


def test_the_key_has_each_file_that_the_child_reads(child: dict[str, Any]) -> None:
    known = {str(path.absolute()) for _, path in RenderedTree(ROOT).files()}
    store = str(load_settings(ROOT / "pyproject.toml").store)
    installed = {sys.prefix, sys.base_prefix, *sysconfig.get_paths().values(), *site.getsitepackages()} - {str(ROOT)}
    outside = [file for file in child["files"] if not file.startswith(tuple(f"{folder}{os.sep}" for folder in (store, *installed)))]
    assert {source_of(file) for file in outside} <= known
    assert {str(ROOT / name) for name in ("docs/index.md", "mkdocs.yml", "pyproject.toml", "CITATION.cff")} <= set(outside)


def source_of(file: str) -> str:
    """The module from which Python compiled a file; any other file is its own source."""
    compiled = re.fullmatch(r"(.*)/__pycache__/(\w+)\.cpython-\d+\.pyc(\.\d+)?", file)
    return f"{compiled[1]}/{compiled[2]}.py" if compiled else file


FASTER = "OPENBLAS_NUM_THREADS"
"""With any number of threads NumPy gives the same site: tests/site/test_reproducible.py."""


def test_the_key_has_each_variable_that_the_child_asks_for(child: dict[str, Any]) -> None:
    named = variables(ROOT / "mkdocs.yml")
    assert named >= {"SITE_URL", "REPOSITORY", "NOTEBOOKS_COMMIT"}
    assert {"SITE_URL"} <= set(child["variables"]) <= {*VARIABLES, *named, STORE, FASTER}


def test_the_key_has_each_distribution_that_the_child_imports(child: dict[str, Any]) -> None:
    owners = packages_distributions()
    tops = {name.partition(".")[0] for name, file in child["modules"].items() if file and not file.startswith(str(PACKAGE))}
    used = {owner for top in tops for owner in owners.get(top, [])}
    assert {"numpy", "Jinja2", "Markdown", "PyYAML", "click"} <= {name.replace("jinja2", "Jinja2") for name in used}
    known = {name.lower().replace("-", "_") for name in distributions()}
    assert {f"{name}-{version(name)}.dist-info".lower().replace("-", "_") for name in used} <= known
    outside = {name for name in tops - sys.stdlib_module_names - owners.keys() if not name.startswith("_")}
    assert outside <= {"mnist_report", "sitecustomize", "htmlparser"}  # the last is Python's own, loaded by Markdown once more


# After an edit


PAGES = {
    "index.md": '---\ntitle: Home\n---\n# Home { #home }\n\nAccuracy << run.test_accuracy | percent >>.\n\n<< figure("confusion_matrix") >>\n',
    "module-1/index.md": "---\ntitle: Module 1\n---\n# Module 1 { #top }\n\nThe module.\n",
    "module-1/one.md": '---\ntitle: Lesson 1. First\ndescription: Do it.\n---\n# First { #top }\n\n<< source("training.steps.import_libraries", imports=True) >>\n\n<< source("training.steps.build_model") >>\n',
}


@pytest.fixture
def course(trained_project: Project) -> Path:
    """A tiny project with the package in it, its trainings stored."""
    folder = trained_project.folder
    shutil.copytree(PACKAGE, folder / "mnist_report", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "CITATION.cff", folder)
    for name, text in PAGES.items():
        (folder / "docs" / name).parent.mkdir(exist_ok=True)
        (folder / "docs" / name).write_text(text)
    with (folder / "mkdocs.yml").open("a") as file:
        file.write('INHERIT: theme.yml\nsite_url: !ENV [SITE_URL, ""]\nextra: {more: !ENV [NOTHING_YET, ""]}\nnav: [index.md, Module: [module-1/index.md, module-1/one.md], Report: report/index.md]\n')
    (folder / "theme.yml").write_text("theme: {custom_dir: gen/theme}\n")
    run(folder, "-m", "mnist_report", "permalinks")
    return folder


def environment(folder: Path) -> dict[str, str]:
    known = json.loads((folder / "environment.json").read_text()) if (folder / "environment.json").exists() else {}
    return {**QUIET, "PYTHONPATH": os.pathsep.join([str(folder), str(folder / "installed")]), **known}


def run(folder: Path, *command: str) -> bytes:
    """What a Python prints in the folder, with the package that lies there."""
    done = subprocess.run([sys.executable, *command], cwd=folder, env=environment(folder), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


AS_MKDOCS = """
import sys
from mkdocs.config import load_config
from mnist_report.publishing.events import rendered
from mnist_report.publishing.rendered import packed
sys.stdout.buffer.write(packed(rendered(load_config(sys.argv[1]))))
"""


def as_mkdocs(folder: Path) -> dict[str, bytes]:
    """The tree that MkDocs gets, which may be stored."""
    return unpacked(run(folder, "-c", AS_MKDOCS, str(folder / "mkdocs.yml")))


def from_nothing(folder: Path) -> dict[str, bytes]:
    """The tree as it is rendered, whatever is stored."""
    return unpacked(run(folder, "-m", "mnist_report", "render", "--generated-only", "-"))


def built(folder: Path) -> dict[str, str]:
    """The digests of the site, which is built in its folder."""
    run(folder, "-m", "mkdocs", "build", "--strict")
    return digests(folder / "site")


def built_from_nothing(folder: Path) -> dict[str, str]:
    """The same of the site of a copy of which nothing but trainings is stored."""
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("site"))
    for stored in (copy / ".cache" / "mnist-report").iterdir():
        if stored.name not in {"runs", "spread"}:
            shutil.rmtree(stored)
    return built(copy)


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text()
    assert old in text, name
    (folder / name).write_text(text.replace(old, new))


def moved(folder: Path) -> None:
    edit(folder, "docs/module-1/one.md", "# First { #top }", "# First { #top }\n\n## Part { #part }")
    run(folder, "-m", "mnist_report", "permalinks")
    edit(folder, "docs/permalinks.txt", "module-1/one/#part", "module-1/one/#part\nmodule-1/one/#old -> module-1/one/#part")


def wider(folder: Path) -> None:
    import numpy as np

    arrays = dict(np.load(folder / "tiny.npz"))
    np.savez_compressed(folder / "tiny.npz", **arrays | {"x_test": arrays["x_test"] // 2})
    Project(folder).train()


EDITS: dict[str, Callable[[Path], object]] = {
    "page": lambda folder: edit(folder, "docs/index.md", "Accuracy", "The accuracy is"),
    "title": lambda folder: edit(folder, "docs/module-1/one.md", "Lesson 1. First", "Lesson 1. The first"),
    "figure code": lambda folder: edit(folder, "mnist_report/figures/confusion.py", "True against predicted label of", "The truth against what was predicted of"),
    "colours": lambda folder: edit(folder, "mnist_report/core/colours.toml", 'wrong = "#b8430f"', 'wrong = "#a52a2a"'),
    "setting": lambda folder: edit(folder, "pyproject.toml", "Bars", "Poles"),
    "data": wider,
    "theme file": lambda folder: edit(folder, "gen/theme/404.html", "<h1", "<!-- new --><h1"),
    "environment variable": lambda folder: (folder / "environment.json").write_text(json.dumps({"SITE_URL": "https://example.com/"})),
    "version": lambda folder: (folder / "installed" / "jinja2-99.dist-info").mkdir(parents=True),
    "permalink": moved,
}


def test_after_each_edit_the_site_is_the_one_built_from_nothing(course: Path) -> None:
    before = as_mkdocs(course)
    site = built(course)
    for kind, make in EDITS.items():
        make(course)
        after = as_mkdocs(course)
        assert after == from_nothing(course) == as_mkdocs(course), kind
        assert (after == before) == (kind in {"version", "theme file"}), kind
        before = after
    assert site != built(course) == built_from_nothing(course)


def test_an_edit_of_a_figure_has_one_module_read_again(course: Path) -> None:
    def code() -> dict[str, int]:
        names = [entry.name for entry in Store(course / ".cache" / "mnist-report").entries()]
        return {name: names.count(name) for name in names if name.startswith("code")}

    from_nothing(course)
    before = code()
    assert before["code/figures.confusion"] == before["code/training.steps"] == 1
    EDITS["figure code"](course)
    from_nothing(course)
    assert code() == before | {"code": 2, "code/figures.confusion": 2}


def test_a_warning_is_said_by_each_build(course: Path) -> None:
    edit(course, "mnist_report/exports/robots.py", "def files(", "import warnings\n\nwarnings.warn('a word')\n\n\ndef files(")
    for _ in range(2):
        done = mkdocs("build", "--strict", folder=course, env=environment(course))
        assert (done.returncode, done.stderr.count("UserWarning: a word")) == (0, 1), done.stderr
