"""The rendered tree in the store: what it is made of, each of which makes another, and when it is not kept. (Over 300 lines: each of its many inputs is changed once.)"""

from __future__ import annotations

import os
import platform
import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mkdocs.config import load_config

from mnist_report.cli.project import Project as Commanded
from mnist_report.core.progress import progress_on
from mnist_report.core.store import Store
from mnist_report.publishing.events import rendered
from mnist_report.publishing.rendered import KEPT, NAME, RenderedTree, packed, unpacked
from mnist_report.training.engine import Threads
from tests.support import trainer
from tests.support.project import Project, Rendering, tiny_project

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = {
    "project/CITATION.cff": "title: Tiny\n",
    "project/docs/assets/site.css": "p {}\n",
    "project/gen/editions/other/index.md": "# Other\n",
    "project/history.jsonl": "{}\n",
    "package/figures/bars.py": "WIDTH = 1\n",
    "package/figures/base.mplstyle": "axes.grid: True\n",
    "package/results/metrics.schema.json": "{}\n",
    "package/publishing/disk.js": "run();\n",
    "package/training/mnist.npz": "images",
    "installed/numpy-2.3.5.dist-info/METADATA": "Version: 2.3.5\n",
    "idx/train-labels-idx1-ubyte": "labels",
}


@dataclass(frozen=True)
class Place:
    """Files of each kind that a tree is made of."""

    folder: Path
    """Holds the project, a package, a data set of many files and what is installed."""

    @property
    def tree(self) -> RenderedTree:
        return RenderedTree(self.folder / "project", self.folder / "package")

    def edit(self, name: str, old: str, new: str) -> None:
        file = self.folder / name
        assert old in file.read_text()
        file.write_text(file.read_text().replace(old, new))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    tiny_project(tmp_path / "project")
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    with (tmp_path / "project" / "mkdocs.yml").open("a") as file:
        file.write('site_url: !ENV [SITE_URL, ""]\nextra: {repository: !ENV OTHER_REPOSITORY, years: [{"a": !ENV [A-B, THEN.ELSE, 3]}]}\n')
    monkeypatch.syspath_prepend(tmp_path / "installed")
    return Place(tmp_path)


def elsewhere(place: Place) -> None:
    (place.folder / "elsewhere.jsonl").write_text("{}\n{}\n")
    place.edit("project/pyproject.toml", "seeds = 2", 'seeds = 2\nhistory = "../elsewhere.jsonl"')


CHANGES: dict[str, Callable[[Place], object]] = {
    "a page": lambda place: place.edit("project/docs/index.md", "Accuracy", "Precision"),
    "a new page": lambda place: (place.folder / "project/docs/new.md").touch(),
    "a page that is gone": lambda place: (place.folder / "project/docs/report/index.md").unlink(),
    "a page with another name": lambda place: (place.folder / "project/docs/index.md").rename(place.folder / "project/docs/start.md"),
    "a folder of pages": lambda place: (place.folder / "project/docs/new").mkdir(),
    "no pages": lambda place: shutil.rmtree(place.folder / "project/docs"),
    "a static asset": lambda place: place.edit("project/docs/assets/site.css", "p", "q"),
    "a link in the place of an asset": lambda place: linked(place.folder / "project/docs/assets/site.css"),
    "an edition": lambda place: place.edit("project/gen/editions/other/index.md", "Other", "Another"),
    "code of a figure": lambda place: place.edit("package/figures/bars.py", "1", "2"),
    "new code": lambda place: (place.folder / "package/figures/new.py").touch(),
    "a style": lambda place: place.edit("package/figures/base.mplstyle", "True", "False"),
    "a schema": lambda place: place.edit("package/results/metrics.schema.json", "{}", "[]"),
    "a script": lambda place: place.edit("package/publishing/disk.js", "run", "walk"),
    "the data set of the package": lambda place: place.edit("package/training/mnist.npz", "images", "imagos"),
    "the data set of the project": lambda place: append(place.folder / "project/tiny.npz"),
    "a setting": lambda place: place.edit("project/pyproject.toml", "example = 3", "example = 4"),
    "no settings": lambda place: (place.folder / "project/pyproject.toml").unlink(),
    "mkdocs.yml": lambda place: place.edit("project/mkdocs.yml", "Tiny", "Small"),
    "CITATION.cff": lambda place: place.edit("project/CITATION.cff", "Tiny", "Small"),
    "the history": lambda place: place.edit("project/history.jsonl", "{}", "{}\n{}"),
    "a history that lies elsewhere": elsewhere,
    "no history": lambda place: (place.folder / "project/history.jsonl").unlink(),
    "a version": lambda place: (place.folder / "installed/numpy-2.3.5.dist-info").rename(place.folder / "installed/numpy-2.3.6.dist-info"),
    "something else that is installed": lambda place: (place.folder / "installed/jinja2-3.dist-info").mkdir(),
}


def append(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\0")


def linked(file: Path) -> None:
    """Puts in the place of a file a link to another one with the same content."""
    other = file.with_name("other.css")
    file.rename(other)
    file.symlink_to(other.name)
    shutil.copy(other, file.with_name("copy.css"))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_each_thing_that_a_tree_is_made_of_makes_another(place: Place, change: Callable[[Place], object]) -> None:
    before = place.tree.digest()
    assert before == place.tree.digest() != ""
    change(place)
    assert place.tree.digest() not in {before, ""}


@pytest.mark.parametrize("name", ["SITE_URL", "OTHER_REPOSITORY", "A-B", "THEN.ELSE", "COMMIT", "SOURCE_DATE_EPOCH"])
def test_each_environment_variable_that_mkdocs_yml_names_makes_another(place: Place, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv(name, raising=False)
    digests = [place.tree.digest()]
    for value in ("", "https://example.org/", "https://example.com/", "\udcff"):
        monkeypatch.setenv(name, value)
        digests.append(place.tree.digest())
    assert len(set(digests)) == 5


def test_another_python_makes_another(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    before = place.tree.digest()
    monkeypatch.setattr(platform, "python_version", lambda: "3.99.0")
    assert place.tree.digest() not in {before, ""}


@pytest.mark.parametrize("file", ["idx/train-labels-idx1-ubyte", "idx/t10k-labels-idx1-ubyte"])
def test_each_file_of_a_data_set_makes_another(place: Place, file: str) -> None:
    place.edit("project/pyproject.toml", "tiny.npz", "../idx")
    before = place.tree.digest()
    (place.folder / file).write_text("other labels")
    assert place.tree.digest() not in {before, ""}


def test_nothing_else_makes_another(place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = place.tree.digest()
    os.utime(place.folder / "project/docs/index.md", (1, 1))
    for name in ("package/__pycache__/a.pyc", "project/gen/__pycache__/a.pyc", "project/site/index.html", "project/README.md"):
        (place.folder / name).parent.mkdir(exist_ok=True)
        (place.folder / name).write_text("new")
    monkeypatch.setenv("NO_SUCH_NAME", "1")
    assert place.tree.digest() == before
    shutil.copytree(place.folder / "project", tmp_path / "copy")
    assert RenderedTree(tmp_path / "copy", place.folder / "package").digest() == before


HIDDEN: dict[str, Callable[[Place], object]] = {
    "a setting that is wrong": lambda place: place.edit("project/pyproject.toml", "seeds = 2", "seeds = 0"),
    "a link to a folder": lambda place: (place.folder / "package/more").symlink_to(place.folder / "project"),
}


@pytest.mark.parametrize("hide", HIDDEN.values(), ids=HIDDEN)
def test_what_cannot_be_read_has_no_tree(place: Place, hide: Callable[[Place], object]) -> None:
    hide(place)
    assert place.tree.digest() == ""
    place.tree.keep("", {"index.md": b""}, {})
    assert place.tree.read("") is None


# What is kept


FOUND = {"b.md": b"second", "a.md": b"first \xff", "deep/c.md": b""}


def test_a_tree_is_read_as_it_was_kept(place: Place) -> None:
    digest = place.tree.digest()
    assert place.tree.read(digest) is None
    place.tree.keep(digest, FOUND, {})
    again = place.tree.read(digest)
    assert again is not None
    assert list(again.items()) == list(FOUND.items())  # in their order too
    assert unpacked(packed({})) == {}


def test_a_tree_of_what_has_changed_meanwhile_is_not_kept(place: Place) -> None:
    digest = place.tree.digest()
    place.edit("project/docs/index.md", "Accuracy", "Precision")
    place.tree.keep(digest, FOUND, {})
    assert place.tree.read(digest) is None
    assert place.tree.read(place.tree.digest()) is None


def test_only_the_newest_trees_are_kept(place: Place) -> None:
    digests = []
    for number in range(KEPT + 2):
        place.edit("project/docs/assets/site.css", "p", f"p{number} p")
        digests.append(place.tree.digest())
        place.tree.keep(digests[-1], {"index.md": str(number).encode()}, {})
        for entry in Store(place.folder / "project/.cache/mnist-report").entries():
            os.utime(entry.folder / "entry.json", (entry.made - 1000, entry.made - 1000))
    assert [place.tree.read(digest) for digest in digests] == [None, None, *({"index.md": str(number).encode()} for number in (2, 3, 4))]


@pytest.mark.parametrize("name", ["../index.md", "/index.md", "a\\b.md"])
def test_a_stored_path_that_leads_out_is_no_tree(place: Place, name: str) -> None:
    digest = place.tree.digest()
    place.tree.keep(digest, {"index.md": b"", name: b""}, {})
    assert place.tree.read(digest) is None


@pytest.mark.parametrize("content", [b"", b"no archive", packed(FOUND)[:700]])
def test_a_stored_file_that_is_no_archive_is_no_tree(place: Place, content: bytes) -> None:
    digest, store = place.tree.digest(), Store(place.folder / "project/.cache/mnist-report")
    store.entry(NAME, place.tree.entries(digest)[NAME], lambda folder: (folder / "tree.tar").write_bytes(content))
    assert place.tree.read(digest) in (None, {})


# What a build keeps


def site(project: Project) -> dict[str, bytes]:
    """What MkDocs gets."""
    return rendered(load_config(str(project.folder / "mkdocs.yml")))


def stored(project: Project) -> dict[str, bytes] | None:
    tree = RenderedTree(project.folder)
    return tree.read(tree.digest())


def no_child(*_: object, **__: object) -> None:
    raise AssertionError("a child was started")


def test_a_build_with_nothing_changed_starts_no_child(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.page("# Home { #home }\n\nUnchanged.\n")
    first = site(project)
    assert next(iter(first)) == "metrics.schema.json"
    monkeypatch.setattr("subprocess.Popen", no_child)
    assert list(site(project).items()) == list(first.items())
    project.page("# Home { #home }\n\nChanged.\n")
    with pytest.raises(AssertionError, match="a child was started"):
        site(project)


def test_nothing_is_used_or_kept_while_serving(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.page("# Home { #home }\n\nServed.\n")
    with monkeypatch.context() as serving:
        serving.setattr("sys.argv", ["mkdocs", "serve"])
        served = site(project)
        assert stored(project) is None
    assert site(project) == served == stored(project)
    monkeypatch.setattr("sys.argv", ["mkdocs", "serve"])
    monkeypatch.setattr("subprocess.Popen", no_child)
    with pytest.raises(AssertionError, match="a child was started"):
        site(project)


def test_a_damaged_tree_is_made_again(project: Project) -> None:
    project.page("# Home { #home }\n\nDamaged.\n")
    first = site(project)
    tree = RenderedTree(project.folder)
    file = project.artifacts.store.folder(NAME, tree.entries(tree.digest())[NAME]) / "tree.tar"
    for damaged in (file.read_bytes()[:5000], bytes(len(file.read_bytes()))):
        file.write_bytes(damaged)
        assert stored(project) is None
        assert site(project) == first == stored(project)


def test_what_a_build_must_say_is_said_by_each(project: Project, capfd: pytest.CaptureFixture[str]) -> None:
    (project.folder / "history.jsonl").write_text("no record\n")
    for _ in range(2):
        site(project)
        assert "history.jsonl: 1 line is no record and is passed over" in capfd.readouterr().err
    assert stored(project) is None


def test_a_tree_that_was_rendered_with_progress_is_kept(trained_project: Project, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(trained_project.folder / ".cache")
    tree, commanded = RenderedTree(trained_project.folder), Commanded(trained_project.folder, progress_on(sys.stderr))
    commanded.__dict__["artifacts"] = replace(commanded.artifacts, engine=Threads(trainer.train))
    files = commanded.generated(tree.digest())
    assert capfd.readouterr().err.count("epoch 2 of 2") == 2
    assert tree.read(tree.digest()) == files


def test_a_training_of_tensorflow_says_nothing_that_each_build_must_say(rendering: Rendering) -> None:
    files = stored(rendering.project)
    assert files
    assert all((rendering.out / name).read_bytes() == content for name, content in files.items())


def test_clean_keeps_the_tree_of_the_project_and_removes_others(trained_project: Project, capfd: pytest.CaptureFixture[str]) -> None:
    old = site(trained_project)
    trained_project.page("# Home { #home }\n\nNew.\n")
    new = site(trained_project)
    assert old != new
    removed = [entry.name for entry in Commanded(trained_project.folder).trim(0)]
    assert removed.count(NAME) == 1
    assert stored(trained_project) == new
