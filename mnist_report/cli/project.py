"""Project: what a command works on."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import click

from ..core.settings import Settings, load_settings
from ..core.source import PACKAGE
from ..pages import navigation
from ..pages.course import Course
from ..pages.navigation import Navigation
from ..publishing import destination
from ..results.artifacts import Artifacts


@dataclass(frozen=True)
class Project:
    """A folder with pyproject.toml, mkdocs.yml and docs/, as far as it has them."""

    folder: Path
    """Where they are."""

    @cached_property
    def settings(self) -> Settings:
        """What `[tool.mnist-report]` says. Raises ConfigurationError."""
        return load_settings(self.folder / "pyproject.toml")

    @cached_property
    def artifacts(self) -> Artifacts:
        """The course's runs and figures; trainings tell of themselves on standard error."""
        return Artifacts(self.settings, _progress)

    @cached_property
    def own(self) -> list[Path]:
        """What no output may be written over. Raises ConfigurationError."""
        return destination.own(self.folder, self.settings)

    @property
    def docs(self) -> Path:
        """The pages: those of the project, or else those that the package carries."""
        own = self.folder / "docs"
        return own if own.is_dir() else PACKAGE / "docs"

    @property
    def mkdocs_yml(self) -> Path:
        """The mkdocs.yml beside the pages, whether it is there or not."""
        return self.docs.parent / navigation.NAME

    @cached_property
    def course(self) -> Course:
        """The pages with what is said of their publication. Raises ConfigurationError."""
        known = self.mkdocs_yml.is_file()
        return Course(self.artifacts, self.docs, Navigation.read(self.mkdocs_yml) if known else Navigation())


pass_project = click.make_pass_decorator(Project)


def _progress(name: str, epoch: int, epochs: int, metrics: dict[str, float]) -> None:
    """A bar that moves in a terminal, a line per epoch in a log."""
    numbers = ", ".join(f"{metric} {value:.4f}" for metric, value in sorted(metrics.items()))
    line = f"{name}: epoch {epoch}/{epochs}: {numbers}"
    terminal = sys.stderr is not None and sys.stderr.isatty()
    if terminal:
        filled = 20 * epoch // epochs
        line = f"\r[{'#' * filled}{'-' * (20 - filled)}] {line}"
    click.echo(line, err=True, nl=not terminal or epoch == epochs)
