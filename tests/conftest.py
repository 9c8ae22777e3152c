"""What the tests share: the site of the whole data set, and a tiny course that trains in seconds."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from filelock import FileLock

from mnist_report.core.settings import load_settings
from mnist_report.publishing.rendered import RenderedTree
from mnist_report.results.artifacts import Artifacts
from tests.support.browser import chromium, served
from tests.support.project import (
    ADDRESS,
    ROOT,
    Project,
    Rendering,
    built,
    mnist_report,
    tiny_project,
)
from tests.support.shipped import difference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

TESTS = Path(__file__).parent
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


LONGEST = (
    "browser/test_pages", "training/test_sequential", "site/test_new_editions", "site/test_settings", "site/test_reproducible",
    "site/test_fuzz", "pages/test_escaping", "site/test_growing_course", "browser/test_parts", "browser/test_firefox", "exports/test_notebooks",
    "publishing/test_unlucky", "figures/test_every_figure", "results/test_authored_figures", "site/test_kept_tree",
    "publishing/test_policy", "site/test_other_edition", "publishing/test_killed", "exports/test_prints", "browser/test_draw_a_digit",
    "browser/test_loading",
)
"""The first builds the site, for which the next two do not wait."""


UNCOUNTED = ("browser/", "edition/", "site/")
"""Tests of more than a room, in which counting the branches takes a third of their time and finds little new."""


SHIPPED = ("edition/", "site/test_other_edition")
"""Tests of what the pages of the shipped edition say, also of other images."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this edition, and begin with the files that take longest, so that no worker ends alone with one."""
    another = difference()
    places = [item.path.relative_to(TESTS).with_suffix("").as_posix() for item in items]
    for item, place in zip(items, places, strict=True):
        if place.startswith(SHIPPED):
            item.add_marker("edition")
        if another and item.get_closest_marker("edition"):
            item.add_marker(pytest.mark.skip(f"this is not the shipped edition: {another}"))
        if place.startswith(UNCOUNTED):
            item.add_marker("no_cover")
    order = {place: number for number, place in enumerate(LONGEST)}
    ordered = sorted(zip(places, items, strict=True), key=lambda pair: order.get(pair[0], len(LONGEST)))
    items[:] = [item for _, item in ordered]


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


@pytest.fixture(scope="session")
def trainings(made_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A store with the trainings of the tiny project, made by the tests' own trainer; tests change nothing of it."""

    def make(store: Path) -> None:
        project = tiny_project(store.with_name("trained"))
        project.train()
        project.artifacts.store.root.replace(store)

    return made_once("trainings", make)


@pytest.fixture(scope="session")
def rendering(made_once: Callable[[str, Callable[[Path], None]], Path]) -> Rendering:
    """The one training of TensorFlow for all tests that need not see it with their own eyes."""

    def make(folder: Path) -> None:
        project = tiny_project(folder / "project")
        project.page('# Home { #home }\n\n<< figure("network") >>\n\n<< figure("sample_images") >>\n')
        begun = time.monotonic()
        digest = RenderedTree(project.folder).digest()
        done = mnist_report("render", "--keep", digest, folder / "out", folder=project.folder)
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


