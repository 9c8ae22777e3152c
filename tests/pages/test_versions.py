"""The address of a version: the day of its commit and its run; none where versions are off or no date is known."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from mnist_report.pages.course import Course
from mnist_report.pages.versions import NAME, pinned

if TYPE_CHECKING:
    from tests.support.project import Project


@pytest.fixture(autouse=True)
def nobody_says_a_date(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COMMIT", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)


def prefix(project: Project) -> str:
    return pinned(Course(project.artifacts, project.folder / "docs"))


def keeping(project: Project, count: int = 1) -> Project:
    settings = project.folder / "pyproject.toml"
    settings.write_text(settings.read_text().replace("seeds = 2", f"seeds = 2\nkeep_versions = {count}"))
    return project


def committed(project: Project, date: str) -> None:
    """The project, committed at a moment."""
    environment = {"GIT_COMMITTER_DATE": date, "GIT_AUTHOR_DATE": date, "GIT_CONFIG_GLOBAL": "/dev/null", "HOME": str(project.folder)}
    for command in (["init", "--quiet"], ["add", "."], ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "x"]):
        subprocess.run(["git", *command], cwd=project.folder, env=environment, check=True)


def test_it_names_the_day_of_the_commit_in_utc_and_the_run(project: Project) -> None:
    committed(keeping(project), "2026-11-27T00:30:00+02:00")
    key = Course(project.artifacts, project.folder / "docs").evaluation.key
    assert prefix(project) == f"versions/2026-11-26-{key}/"
    assert NAME.fullmatch(f"2026-11-26-{key}")


def test_without_git_it_names_the_date_of_the_sources(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert prefix(keeping(project)).startswith("versions/2023-11-14-")
    monkeypatch.setenv("COMMIT", "0123456")
    assert prefix(project).startswith("versions/2023-11-14-")


def test_there_is_none_without_a_date_or_where_versions_are_off(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    assert prefix(keeping(project)) == ""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "tomorrow")
    assert prefix(project) == ""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert prefix(project) != ""
    settings = project.folder / "pyproject.toml"
    settings.write_text(settings.read_text().replace("keep_versions = 1", "keep_versions = 0"))
    assert prefix(project) == ""
