"""The command line: a mistake is one line and a documented exit code, and nothing that was there is lost."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from mnist_report.cli.project import find
from tests.support.project import ROOT, Project, Rendering, here, mkdocs, mnist_report


def digest(folder: Path) -> dict[str, str]:
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_file()}


def break_data(project: Project) -> None:
    (project.folder / "tiny.npz").write_bytes(b"PK\x03\x04 but not for long")


def break_settings(project: Project) -> None:
    project.settings("epoch = 3")


def break_page(project: Project) -> None:
    project.page("# Home { #home }\n\n<< run.acuracy >>\n")


def break_training(project: Project) -> None:
    settings = project.folder / "pyproject.toml"
    settings.write_text(re.sub(r"(?m)^examples = .*$", "examples = 10", settings.read_text()))
    project.page('# Home { #home }\n\n<< figure("misclassifications") >>\n')


def break_store(project: Project) -> None:
    (project.folder / ".cache").write_text("a file where the store should be")
    settings = project.folder / "pyproject.toml"
    settings.write_text(re.sub('store = .*', 'store = ".cache/mnist-report"', settings.read_text()))


MISTAKES = {
    break_settings: (3, "configuration: ", "'epoch' is not a key; did you mean 'epochs'?"),
    break_data: (4, "data: ", "tiny.npz"),
    break_training: (5, "training: ", "of the 60 test images wrong, but Module 2 draws 10 such images"),
    break_page: (6, "content: docs/index.md:3: ", "run has no 'acuracy'; did you mean "),
    break_store: (7, "store: ", ".cache/mnist-report cannot be used: "),
}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.__name__)
def test_a_mistake_is_one_line_and_a_code(project: Project, mistake, tmp_path: Path) -> None:
    code, kind, words = MISTAKES[mistake]
    mistake(project)
    before = digest(project.folder)
    done = mnist_report("render", tmp_path / "out", folder=project.folder)
    lines = [line for line in done.stderr.splitlines() if ": epoch " not in line]
    assert done.returncode == code, done.stderr
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith(f"mnist-report: {kind}")
    assert words in lines[0]
    assert not (tmp_path / "out").exists()
    after = digest(project.folder)
    assert {path: after[path] for path in before} == before


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.__name__)
def test_mkdocs_fails_with_the_same_line(project: Project, mistake) -> None:
    _, kind, words = MISTAKES[mistake]
    mistake(project)
    (project.folder / "site").mkdir()
    done = mkdocs("build", "--strict", folder=project.folder)
    assert done.returncode != 0
    assert f"mnist-report: {kind}" in done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_tree_that_cannot_be_written(project: Project, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = mnist_report("render", tmp_path / "file" / "out", folder=project.folder)
    assert done.returncode == 7
    assert "mnist-report: store: cannot write" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["rendr"], ["render"], ["--project", "nowhere", "explain"], ["render", "--fast", "x"]])
def test_usage(project: Project, arguments: list[str]) -> None:
    done = mnist_report(*arguments, folder=project.folder)
    assert done.returncode == 2
    assert done.stderr.startswith("Usage: ")
    assert "Traceback" not in done.stderr


def test_help_lists_the_exit_codes(project: Project) -> None:
    done = mnist_report("--help", folder=project.folder)
    assert done.returncode == 0
    text = " ".join(done.stdout.split())
    assert "Exit codes: 0 all well, 2 usage, 3 configuration, 4 data, 5 training, 6 content, 7 store" in text


def test_a_training_shows_its_epochs_and_no_chatter(rendering: Rendering) -> None:
    stdout, stderr = rendering.said
    lines = stderr.splitlines()
    epochs = [re.fullmatch(r"training: (\d) of 4 epochs, \d+\.\d s(?:, about \d+ s left)?: (seed \d, epoch \d of 2): accuracy .*", line) for line in lines[:4]]
    assert [epoch and epoch[1] for epoch in epochs] == ["1", "2", "3", "4"], stderr
    assert sorted(epoch[2] for epoch in epochs if epoch) == [f"seed {seed}, epoch {n} of 2" for seed in (0, 1) for n in (1, 2)]
    assert [line.partition(",")[0] for line in lines[4:-1]] == ["figures: 1 of 2", "figures: 2 of 2"]
    assert stdout == ""


def test_explain(rendering: Rendering, cold_project: Project, tmp_path: Path) -> None:
    project = cold_project
    project.page('# Home { #home }\n\n<< figure("sample_images") >>\n\n<< thumbnail("network") >>\n')
    assert "runs/seed-0: to be made, none stored yet" in mnist_report("explain", folder=project.folder).stdout
    shutil.rmtree(project.folder / ".cache")
    shutil.copytree(rendering.project.folder / ".cache", project.folder / ".cache")
    mnist_report("render", tmp_path / "out", folder=project.folder)
    stored = mnist_report("explain", folder=project.folder).stdout.splitlines()
    assert {line.split(": ")[1] for line in stored} == {"stored"}
    assert {"runs/seed-1: stored", "browser/weights: stored"} <= set(stored)
    assert [line for line in stored if line.startswith("figures/")] == ["figures/network: stored", "figures/sample-images: stored"]
    project.settings("batch_size = 16")
    changed = mnist_report("explain", folder=project.folder).stdout.splitlines()
    assert changed[:2] == [f"runs/seed-{seed}: to be made, changed: recipe.batch_size" for seed in (0, 1)]
    assert "figures/sample-images: to be made, changed: run" in changed


COMMANDS = ["build", "clean", "explain", "key", "pack .", "permalinks", "render out"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_in_no_project_is_left_as_it_is(tmp_path: Path, command: str) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.other]\n")
    (tmp_path / "mkdocs.yml").write_text("site_name: Another\n")
    (tmp_path / "docs").mkdir()
    before = sorted(tmp_path.rglob("*"))
    done = here(*command.split(), folder=tmp_path)
    assert (done.returncode, done.stderr) == (3, (
        f"mnist-report: configuration: no project in {tmp_path} or above, where a pyproject.toml should have [tool.mnist-report]; name one "
        "with --project FOLDER\n"))
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("text", ["[tool.mnist-report]\n", "[tool]\nmnist-report = {}\n", "[tool.mnist-report.recipe]\nseed = 1\n"])
def test_the_project_is_looked_for_upwards(tmp_path: Path, text: str) -> None:
    inner = tmp_path / "docs" / "module-1"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(text)
    (inner.parent / "pyproject.toml").write_text("[tool.other]\n")
    assert find(inner) == find(tmp_path) == tmp_path


def test_settings_that_cannot_be_read_are_said_and_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.mnist-report]\nseeds = = 2\n")
    (tmp_path / "docs").mkdir()
    done = here("key", folder=tmp_path / "docs")
    assert done.returncode == 3
    assert f"configuration: {tmp_path}/pyproject.toml: must be valid TOML in UTF-8, but: " in done.stderr


def test_a_command_works_in_a_folder_of_the_project(project: Project) -> None:
    assert here("key", folder=project.folder / "docs" / "report").stdout == here("key", folder=project.folder).stdout != ""


def test_check_names_each_fault(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text('<!doctype html><html lang="en"><title>t</title><a href="gone.html">x</a></html>')
    done = mnist_report("check", tmp_path)
    assert done.returncode == 9
    assert "gone.html" in done.stdout
    assert "1 fault" in done.stderr


INTERRUPTED = """
import threading
from mnist_report.cli.main import cli, main
def endless():
    threading.Event().wait()
@cli.command("wait")
def wait():
    threading.Thread(target=endless).start()
    raise KeyboardInterrupt
main()
"""


def test_ctrl_c_waits_for_no_training() -> None:
    command = [sys.executable, "-c", INTERRUPTED, "wait"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 130
    assert done.stderr == "\nmnist-report: interrupted; the store keeps the trainings and figures that were finished\n"


def test_the_version_is_that_of_the_package() -> None:
    assert here("--version").stdout == f"mnist-report {version('mnist-report')}\n"
