"""What the tests share: the site of the whole data set, and a tiny course that trains in seconds."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import numpy as np
import pytest
from filelock import FileLock

from mnist_report.core.settings import STORE, load_settings
from mnist_report.results.artifacts import Artifacts
from tests import trainer
from tests.browser import SUB_PATH, chromium, served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
os.environ.pop(STORE, None)  # each test says where its store is
QUIET = os.environ | {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", "SOURCE_DATE_EPOCH": "1700000000"}


ADDRESS = f"https://example.org{SUB_PATH}"


def mkdocs(
    *arguments: str | Path, folder: Path = ROOT, address: str = "", **more: Any
) -> subprocess.CompletedProcess[str]:
    """Runs `mkdocs` in a folder, for a site that will be published at an address."""
    command = [sys.executable, "-m", "mkdocs", *map(str, arguments)]
    more = {"env": QUIET | ({"SITE_URL": address} if address else {})} | more
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **more)


def mnist_report(*arguments: str | Path, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Runs `mnist-report` in a folder."""
    command = [sys.executable, "-m", "mnist_report", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def here(*arguments: str | Path, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs `mnist-report` in a folder as `mnist_report` does, but in this process: for what shows in its words and its code."""
    from mnist_report.cli.main import main

    command = ["mnist-report", *map(str, arguments)]
    stdout, stderr = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with (
        mock.patch.dict(os.environ, environment), mock.patch.object(sys, "argv", command), contextlib.chdir(folder),
        contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr), pytest.raises(SystemExit) as left,
    ):
        main()
    return subprocess.CompletedProcess(command, int(left.value.code or 0), *(
        stream.buffer.getvalue().decode() for stream in (stdout, stderr)  # type: ignore[attr-defined]
    ))


SAID = pytest.StashKey[list[str]]()
"""What tests counted, to be told at the end."""


@pytest.fixture(scope="session")
def say(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Tells a line at the end of all tests, whichever process they run in."""
    return request.config.stash.setdefault(SAID, []).append


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of xdist's hands over what its tests said."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["said"] = session.config.stash.get(SAID, [])


LONGEST = ("test_browser", "test_sequential", "test_explore_draw", "test_unlucky", "test_explore_errors", "test_notebooks",
           "test_reproducible", "test_killed", "test_policy")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest come first, so that at the end no worker is alone with one of them."""
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: tests wait for pens, pages and locks as much as they compute."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """The process that began the tests collects it."""
    node.config.stash.setdefault(SAID, []).extend(getattr(node, "workeroutput", {}).get("said", []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """And tells it."""
    for line in sorted(config.stash.get(SAID, [])):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """`made_once(name, make)`: a folder for the tests of all workers, filled by `make` in the one that asks first."""
    workers = "PYTEST_XDIST_WORKER" in os.environ
    root = tmp_path_factory.getbasetemp().parent if workers else tmp_path_factory.getbasetemp()

    def once(name: str, make: Callable[[Path], None]) -> Path:
        folder, done = root / "shared" / name, root / "shared" / f"{name}.made"
        folder.parent.mkdir(exist_ok=True)
        with FileLock(f"{folder}.lock"):
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                make(folder)
                done.touch()
        return folder

    return once


@pytest.fixture(scope="session")
def site(made_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The site as `mkdocs build --strict` makes it, from the whole data set; tests change nothing of it."""
    return made_once("site", built())


@pytest.fixture(scope="session")
def published(site: Path, made_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """`site` as it is built when it is known that it will be published at ADDRESS."""
    return made_once("published", built(ADDRESS))


def built(address: str = "", project: Path = ROOT) -> Callable[[Path], None]:
    """Builds the strict site of a project into a folder."""

    def build(folder: Path) -> None:
        done = mkdocs("build", "--strict", "--site-dir", folder, folder=project, address=address)
        assert done.returncode == 0, done.stderr

    return build


@pytest.fixture(scope="session")
def artifacts(site: Path) -> Artifacts:
    """The report behind `site`; everything in it is stored."""
    return Artifacts(load_settings(ROOT / "pyproject.toml"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def host(site: Path) -> Iterator[str]:
    """The address of the built site, whose search finds nothing."""
    with served(site, searchable=False) as address:
        yield address


@dataclass(frozen=True)
class Project:
    """A project of one page on tiny images."""

    folder: Path
    """Holds pyproject.toml, tiny.npz, docs/, gen/ and mkdocs.yml."""

    def page(self, text: str) -> None:
        """Makes `text` the home page."""
        (self.folder / "docs" / "index.md").write_text(text, encoding="utf-8")

    def settings(self, text: str) -> None:
        """Appends to `[tool.mnist-report.recipe]`, the last table of pyproject.toml."""
        with (self.folder / "pyproject.toml").open("a", encoding="utf-8") as file:
            file.write(text + "\n")

    @property
    def artifacts(self) -> Artifacts:
        """A new report of the project as it stands; what its store lacks the tests' own trainer trains."""
        return Artifacts(load_settings(self.folder / "pyproject.toml"), train=trainer.train)

    def train(self) -> None:
        """Has the tests' own trainer train what its store lacks, so that a process need not."""
        artifacts = self.artifacts
        artifacts.begin()
        assert artifacts.spread


def tiny_arrays(classes: int = 3, side: int = 6) -> dict[str, np.ndarray]:
    """Images of bright bars, one place for each class, with noise: easy to learn in seconds."""
    random = np.random.default_rng(0)
    arrays = {}
    for split, count in {"train": 240, "test": 60}.items():
        labels = np.arange(count, dtype=np.uint8) % classes
        images = random.integers(0, 90, (count, side, side), dtype=np.uint8)
        images[np.arange(count), labels % side] += 150
        arrays |= {f"x_{split}": images, f"y_{split}": labels}
    return arrays


PYPROJECT = """
[tool.mnist-report]
dataset = "tiny.npz"
dataset_name = "Bars"
attribution = "The makers of the tests"
licence = "CC0"
item = "bar"
example = 3
seeds = 2

[tool.mnist-report.recipe]
epochs = 2
first_units = 12
second_units = 6
"""
MKDOCS = "site_name: Tiny\ntheme: {name: material, font: false}\nplugins: [{gen-files: {scripts: [gen/pages.py]}}]\n"


@pytest.fixture(scope="session")
def trainings(made_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A store with the trainings of the tiny project, made by the tests' own trainer; tests change nothing of it."""

    def make(store: Path) -> None:
        project = tiny_project(store.with_name("trained"))
        project.train()
        project.artifacts.store.root.replace(store)

    return made_once("trainings", make)


@dataclass(frozen=True)
class Rendering:
    """A tiny project that TensorFlow has trained from nothing, drawn and rendered; tests change nothing of it."""

    folder: Path
    """Holds what the properties name."""

    @property
    def project(self) -> Project:
        """What was rendered, its store within it."""
        return Project(self.folder / "project")

    @property
    def out(self) -> Path:
        """Where it was rendered to."""
        return self.folder / "out"

    @property
    def said(self) -> tuple[str, str]:
        """What it wrote to the standard output and error."""
        return (self.folder / "stdout").read_text(), (self.folder / "stderr").read_text()

    @property
    def seconds(self) -> float:
        """How long it took."""
        return float((self.folder / "seconds").read_text())


@pytest.fixture(scope="session")
def rendering(made_once: Callable[[str, Callable[[Path], None]], Path]) -> Rendering:
    """The one training of TensorFlow for all tests that need not see it with their own eyes."""

    def make(folder: Path) -> None:
        project = tiny_project(folder / "project")
        project.page('# Home { #home }\n\n<< figure("network") >>\n\n<< figure("sample_images") >>\n')
        begun = time.monotonic()
        done = mnist_report("render", folder / "out", folder=project.folder)
        assert done.returncode == 0, done.stderr
        for name, text in {"stdout": done.stdout, "stderr": done.stderr, "seconds": f"{time.monotonic() - begun}"}.items():
            (folder / name).write_text(text)

    return Rendering(made_once("rendering", make))


@pytest.fixture(scope="session")
def shared_store(made_once: Callable[[str, Callable[[Path], None]], Path], trainings: Path) -> Path:
    """A store for all projects, of all workers, whose test does not ask for one of its own."""
    return made_once("store", lambda folder: shutil.copytree(trainings, folder) and None)


@pytest.fixture
def project(cold_project: Project, shared_store: Path) -> Project:
    """A tiny project that trains and draws only what no other test has."""
    settings = cold_project.folder / "pyproject.toml"
    settings.write_text(settings.read_text().replace("seeds = 2", f'seeds = 2\nstore = "{shared_store.as_posix()}"'))
    return cold_project


@pytest.fixture
def trained_project(cold_project: Project, trainings: Path) -> Project:
    """A tiny project with its trainings, and nothing else, in a store of its own."""
    shutil.copytree(trainings, cold_project.folder / ".cache" / "mnist-report")
    return cold_project


@pytest.fixture
def cold_project(tmp_path: Path) -> Project:
    """A tiny project with nothing in its store."""
    return tiny_project(tmp_path / "project")


def tiny_project(folder: Path) -> Project:
    """Makes a project of one page on tiny images, which must not be there yet."""
    (folder / "docs" / "report").mkdir(parents=True)
    np.savez_compressed(folder / "tiny.npz", **tiny_arrays())
    (folder / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    (folder / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    (folder / "docs" / "report" / "index.md").write_text("# Report { #report }\n", encoding="utf-8")
    shutil.copytree(ROOT / "gen", folder / "gen")
    made = Project(folder)
    made.page("---\ntitle: Home\n---\n# Home { #home }\n\nAccuracy << run.test_accuracy | percent >>.\n")
    return made
