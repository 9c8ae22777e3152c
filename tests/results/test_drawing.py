"""Other processes draw: the same pictures, no error less, and none of them is left, whatever happens."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from mnist_report.core.digests import digests
from mnist_report.core.errors import ContentError, StoreError
from mnist_report.core.store import Store
from mnist_report.results import drawing
from mnist_report.results.artifacts import Artifacts
from tests.support.project import QUIET, ROOT, Project, mnist_report

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process; those that a test starts have what the machine has."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})


def stored_figures(store: Store) -> dict[str, bytes]:
    """The files of all figures in a store, with the keys in their paths."""
    files = (path for path in (store.root / "figures").rglob("*") if path.is_file())
    return {path.relative_to(store.root).as_posix(): path.read_bytes() for path in files}


FIGURES = ["confusion_matrix", "network", "sample_images", "seed_spread"]
"""As many as others draw."""


def drawn_by_others(artifacts: Artifacts) -> dict[str, bytes]:
    """What is in the store when figures have been drawn, and none has been asked for."""
    for _ in drawing.as_drawn(artifacts, FIGURES):
        pass
    return stored_figures(artifacts.store)


def test_others_draw_the_same_figures(trained_project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = trained_project.folder / "pyproject.toml"
    edition = trained_project.folder / "gen" / "editions" / "named"
    edition.mkdir(parents=True)
    (edition / "edition.toml").write_text('[site]\nname = "Named"\n[site.titles]\n"Home" = "Start"\n')
    own = 'edition = "named"\nexample = 4\nclass_names = ["é", "_b_", "c d"]'
    settings.write_text(settings.read_text().replace("example = 3", own))
    others = drawn_by_others(trained_project.artifacts)
    assert len(others) >= 6 * len(FIGURES) / 2  # once, on a busy machine, it was not all of them; who asks draws the rest
    settings.write_text(settings.read_text().replace("seeds = 2", 'seeds = 2\nstore = "another"'))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    artifacts = trained_project.artifacts
    assert drawn_by_others(artifacts) == {}
    for name in FIGURES:
        artifacts.figure(name)
    assert others.items() <= stored_figures(artifacts.store).items()


def test_others_make_what_else_takes_long(trained_project: Project) -> None:
    drawn_by_others(trained_project.artifacts)
    parts = {entry.name.partition("/")[0] for entry in trained_project.artifacts.store.entries()}
    assert parts == {"runs", "spread", "code", "figures", "probes", "baselines", "intervals", "browser"}


def test_those_of_the_spread_come_last(trained_project: Project) -> None:
    artifacts = trained_project.artifacts
    assert list(drawing.as_drawn(artifacts, ["seed_spread", "network"])) == ["network", "seed_spread"]


@pytest.mark.parametrize("why", ["one processor", "few figures", "a store to read only"])
def test_this_process_draws_alone_where_others_would_not_help(
    why: str, trained_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = trained_project.artifacts.figure_names
    if why == "one processor":
        monkeypatch.setattr(os, "sched_getaffinity", lambda _: {1})
    elif why == "few figures":
        names = names[: drawing.FEW]
    else:
        monkeypatch.setattr(os, "access", lambda *_: False)
    with drawing.others(trained_project.artifacts, names) as pool:
        assert pool.idle.empty()
        pool.make(names)
        pool.wait(names[0])
    assert not stored_figures(trained_project.artifacts.store)


def test_a_figure_that_others_could_not_draw_fails_where_it_is_asked_for(
    trained_project: Project, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = trained_project.folder / "pyproject.toml"
    settings.write_text(settings.read_text().replace("seeds = 2", 'seeds = 2\nkind = "零"'))
    artifacts = trained_project.artifacts
    assert drawn_by_others(artifacts) == {}
    with pytest.raises(ContentError, match=r"^kind has '零': "):
        artifacts.figure("network")
    assert capfd.readouterr().err == ""


def test_what_others_say_is_seen(
    trained_project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MPLCONFIGDIR", str(trained_project.folder / "pyproject.toml" / "impossible"))
    drawn_by_others(trained_project.artifacts)
    assert "Matplotlib created a temporary cache directory" in capsys.readouterr().err


def test_others_never_train(cold_project: Project) -> None:
    artifacts = cold_project.artifacts
    with drawing.others(artifacts, artifacts.figure_names) as pool:
        pool.make(["network"])
        pool.wait("network")
    assert {entry.name.partition("/")[0] for entry in artifacts.store.entries()} == {"code"}


def test_when_another_is_killed_this_process_draws(trained_project: Project) -> None:
    artifacts = trained_project.artifacts
    with drawing.others(artifacts, artifacts.figure_names) as pool:
        processes = [pool.idle.get() for _ in range(pool.idle.qsize())]
        for process in processes:
            process.kill()
            process.wait()
            pool.idle.put(process)
        pool.make(artifacts.figure_names)
        for name in artifacts.figure_names:
            pool.wait(name)
    assert len(processes) == 2
    assert artifacts.figure("network").pictures


def test_none_is_left_after_an_error(trained_project: Project) -> None:
    artifacts = trained_project.artifacts
    with pytest.raises(ZeroDivisionError), drawing.others(artifacts, artifacts.figure_names) as pool:
        processes = [pool.idle.get() for _ in range(pool.idle.qsize())]
        for process in processes:
            pool.idle.put(process)
        pool.make(artifacts.figure_names)
        pool.wait(artifacts.figure_names[0])
        _ = 1 / 0
    assert [process.returncode for process in processes] == [0, 0]
    assert not [path for path in artifacts.store.root.rglob(".*") if path.is_dir()], "a figure half drawn"


KILLED = """
import os, signal, sys
from pathlib import Path
from mnist_report.core.settings import load_settings
from mnist_report.results import drawing
from mnist_report.results.artifacts import Artifacts
os.sched_getaffinity = lambda _: {0, 1}
artifacts = Artifacts(load_settings(Path("pyproject.toml")))
with drawing.others(artifacts, artifacts.figure_names) as pool:
    processes = [pool.idle.get() for _ in range(pool.idle.qsize())]
    print(*(process.pid for process in processes), flush=True)
    for process in processes:
        pool.idle.put(process)
    pool.make(artifacts.figure_names)
    sys.stdin.read(1)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="the end of a process that is no child is an event on Linux only")
def test_others_end_with_the_process_that_is_killed(trained_project: Project) -> None:
    command = [sys.executable, "-c", KILLED]
    with subprocess.Popen(
        command, cwd=trained_project.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=QUIET | {"PYTHONPATH": str(ROOT)},
    ) as killed:
        assert killed.stdout
        assert killed.stdin
        ends = [os.pidfd_open(int(number)) for number in killed.stdout.readline().split()]
        assert not select.select(ends, [], [], 0)[0]
        killed.stdin.write(b"!")
    assert killed.returncode == -signal.SIGKILL
    assert len(ends) == 2
    for end in ends:
        assert select.select([end], [], [], 60)[0]
        os.close(end)


HEEDING = """
import signal
from mnist_report.cli.main import main
signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""
"""The command, which heeds Ctrl-C even where the tests run in the background of a shell, whose jobs ignore it."""


def start(project: Project) -> subprocess.Popen[str]:
    """A rendering of which one figure is drawn."""
    project.page("# Home { #home }\n\n" + "\n\n".join(f'<< figure("{name}") >>' for name in FIGURES))
    command = [sys.executable, "-c", HEEDING, "render", "out"]
    process = subprocess.Popen(
        command, cwd=project.folder, env=QUIET, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True
    )
    assert process.stderr
    assert process.stderr.readline().startswith("figures: 1 of 4")
    return process


def test_ctrl_c_is_one_line(trained_project: Project) -> None:
    """As a terminal sends it, to all processes, one of which waits here for a figure that this process is at."""
    store, keys = trained_project.artifacts.store, trained_project.artifacts.keys
    drawing, interrupted = threading.Event(), threading.Event()

    def fail(folder: Path) -> None:
        drawing.set()
        interrupted.wait()
        raise OSError

    def draw() -> None:
        with suppress(StoreError):
            store.entry("figures/seed-spread", keys.figure("seed_spread"), fail)

    busy = threading.Thread(target=draw)
    busy.start()
    drawing.wait()
    try:
        with start(trained_project) as process:
            os.killpg(process.pid, signal.SIGINT)
            interrupted.set()  # now the other process draws it, and this one ends
            said = [line for line in process.stderr or () if not line.startswith(("figures: ", "waiting for "))]
    finally:
        interrupted.set()
        busy.join()
    assert said == ["\n", "mnist-report: interrupted; the store keeps the trainings and figures that were finished\n"]
    assert process.returncode == 130


def test_a_killed_rendering_leaves_what_the_next_completes(trained_project: Project, trainings: Path) -> None:
    with start(trained_project) as process:
        process.kill()
    assert mnist_report("render", "out", folder=trained_project.folder).returncode == 0
    completed = digests(trained_project.folder / "out")
    shutil.rmtree(trained_project.folder / "out")
    shutil.rmtree(trained_project.artifacts.store.root)
    shutil.copytree(trainings, trained_project.artifacts.store.root)
    assert mnist_report("render", "out", folder=trained_project.folder).returncode == 0
    assert digests(trained_project.folder / "out") == completed
