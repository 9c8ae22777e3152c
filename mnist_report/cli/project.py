"""Project: the folder that a command works on."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec

import click

from ..core.errors import ConfigurationError
from ..core.progress import SILENT, Progress
from ..core.settings import Settings, has_settings, load_settings
from ..core.stderr import recording
from ..core.store import Entry
from ..pages import navigation
from ..pages.editions import Editions
from ..pages.navigation import Navigation
from ..publishing import destination
from ..publishing.rendered import RenderedTree

if TYPE_CHECKING:
    from ..pages.course import Course
    from ..results.artifacts import Artifacts


Given = ParamSpec("Given")


class NoProjectError(ConfigurationError):
    """There is no project where one was looked for."""


@dataclass(frozen=True)
class Project:
    """A folder with pyproject.toml, mkdocs.yml and docs/, each of which may be missing."""

    folder: Path
    """Path of the folder."""
    progress: Progress = SILENT
    """Shows how far the work is."""

    @cached_property
    def settings(self) -> Settings:
        """The settings in `[tool.mnist-report]`. Raise ConfigurationError for one that is wrong."""
        return load_settings(self.folder / "pyproject.toml")

    @cached_property
    def artifacts(self) -> Artifacts:
        """The runs and figures of the course."""
        from ..results.artifacts import Artifacts
        from ..training.engine import engine

        return Artifacts(self.settings, self.progress, engine())

    @cached_property
    def own(self) -> list[Path]:
        """Files and folders that no output may replace. Raise ConfigurationError for wrong settings."""
        return destination.own(self.folder, self.settings)

    @property
    def docs(self) -> Path:
        """Folder of the pages: that of the project, or else that in the package."""
        return self.tree.docs

    @property
    def texts(self) -> tuple[Path, ...]:
        """Folders of what its authors wrote: the pages, and the editions that lie over them."""
        return (self.docs, *Editions(self.docs, self.settings).layers)

    @cached_property
    def tree(self) -> RenderedTree:
        """What the project is rendered to, if that is stored."""
        return RenderedTree(self.folder)

    @property
    def mkdocs_yml(self) -> Path:
        """Path of the mkdocs.yml beside the pages, which may not exist."""
        return self.docs.parent / navigation.NAME

    @cached_property
    def course(self) -> Course:
        """The pages, with the navigation if there is a mkdocs.yml. Raise ConfigurationError for a wrong one."""
        from ..pages.course import Course

        navigation = Navigation.read(self.mkdocs_yml) if self.mkdocs_yml.is_file() else Navigation()
        return Course(self.artifacts, self.docs, navigation.named(self.settings.site))

    def generated(self, digest: str = "") -> dict[str, bytes]:
        """Return every generated file of the course, by its path in the site's sources. Raise any error of rendering.

        `digest` is that of the rendered tree, taken before anything of the project was read, for the tree to be kept.
        It is not, if something was said that each build must say.
        """
        with recording() as recorder, contextlib.redirect_stdout(sys.stderr):
            from ..pages.bodies import Bodies
            from ..publishing import sources

            course = replace(self.course, bodies=Bodies(self.tree.bodies(digest)))
            files = dict(sources.generated(course))
        if not recorder.said and not self.artifacts.history.passed_over:
            records = {path: course.bodies.record(course.page(path), course.templates.text(path), self.artifacts.run)
                       for path in course.pages}
            self.tree.keep(digest, files, records)
        return files

    def trim(self, limit: int | None = None, digest: str = "") -> Iterator[Entry]:
        """Remove from the store what the course does not use, as `Artifacts.trim` does, but not its rendered tree.

        `digest` is that of the tree, if it is known.
        """
        return self.artifacts.trim(limit, self.tree.entries(digest or self.tree.digest()).items())


def find(folder: Path) -> Path:
    """Return the nearest folder, from `folder` upwards, whose pyproject.toml has a `[tool.mnist-report]`.

    Raise NoProjectError where there is none.
    """
    for place in (folder, *folder.absolute().parents):
        if has_settings(place / "pyproject.toml"):
            return place
    raise NoProjectError(f"no project in {folder.absolute()} or above, where a pyproject.toml should have "
                         "[tool.mnist-report]; name one with --project FOLDER")


def pass_project(command: Callable[Concatenate[Project, Given], None]) -> Callable[Given, None]:
    """Pass the project to a command as its first argument; it is looked for only now, as other commands need none."""

    @click.pass_obj
    def with_project(project: Callable[[], Project], /, *given: Given.args, **named: Given.kwargs) -> None:
        command(project(), *given, **named)

    return update_wrapper(with_project, command)
