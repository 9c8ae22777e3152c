"""The history of the results: a line a commit, only ever added to; whatever is wrong with it stops nothing. (Over 300 lines: one file, from what is read to what is drawn.)"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.cli import project as projects
from mnist_report.cli import record as recording
from mnist_report.core.digests import digests
from mnist_report.core.errors import StoreError
from mnist_report.figures.trend import SHOWN, accuracy_trend
from mnist_report.pages import permalinks
from mnist_report.pages.course import Course
from mnist_report.publishing import sources
from mnist_report.results import summary
from mnist_report.results.evaluation import Evaluation
from mnist_report.results.model_card import ModelCard
from mnist_report.training import history
from mnist_report.training.commit import Commit
from mnist_report.training.history import History, Record, append
from tests.support import cards
from tests.support.browser import served
from tests.support.drawing import HISTORY, a_record, draw
from tests.support.project import QUIET, Project, mnist_report

if TYPE_CHECKING:
    from collections.abc import Iterator

# The file


def test_a_record_is_a_line_that_reads_back(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    assert [append(file, record) for record in HISTORY.records] == [1, 1, 1]
    assert History.read(file) == HISTORY
    assert [json.loads(line)["commit"][-1] for line in file.read_text().splitlines()] == ["1", "2", "3"]


def test_a_commit_has_one_line(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    append(file, a_record(1))
    before = file.read_bytes()
    assert not append(file, a_record(1, accuracy=0.5))
    assert file.read_bytes() == before
    file.write_bytes(before + f"{a_record(2)}\n{a_record(1, accuracy=0.5)}\n".encode())
    assert History.read(file) == History((a_record(1), a_record(2)))


def test_two_histories_are_one_that_only_grows(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    assert append(file, a_record(1), a_record(2), a_record(7)) == 3
    before = file.read_bytes()
    assert append(file, a_record(1), a_record(2, accuracy=0.5), a_record(3), a_record(4)) == 2
    assert History.read(file) == History(tuple(map(a_record, (1, 2, 7, 3, 4))))
    assert file.read_bytes() == before + history.lines([a_record(3), a_record(4)])


DAMAGES = {
    "half a line": b'{"commit": "12345',
    "no JSON": b"<<<<<<< HEAD",
    "no UTF-8": b"\xff\xfe\0",
    "another thing": b"[1, 2]",
    "a number": b"7",
    "deep": b"[" * 100_000,
    "a key too few": str(a_record(9)).replace('"loss"', '"lost"').encode(),
    "NaN": str(a_record(9)).replace("0.97", "NaN").encode(),
    "a boolean": str(a_record(9)).replace("0.97", "true").encode(),
    "a text for a number": str(a_record(9)).replace("0.97", '"0.97"').encode(),
    "too large a share": str(a_record(9)).replace("0.97", "97.0").encode(),
    "a huge number": str(a_record(9)).replace("0.97", "9" * 5000).encode(),
    "a loss below zero": str(a_record(9)).replace("0.09", "-0.09").encode(),
    "no seed": str(a_record(9)).replace('"seeds": 3', '"seeds": 0').encode(),
    "HTML for a commit": str(a_record(9)).replace(f"{9:040x}", "<script>").encode(),
    "a commit that is none": str(a_record(9)).replace(f'"{9:040x}"', "null").encode(),
    "HTML for a date": str(a_record(9)).replace("2026-01-10T00:00:00Z", "<b>").encode(),
    "HTML for a run": str(a_record(9)).replace(f"{0:064x}", "|").encode(),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_line_that_is_no_record_is_passed_over_and_kept(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "history.jsonl"
    before = f"{a_record(1)}\n\n".encode() + DAMAGES[damage] + b"\r\n" + f"{a_record(2)}\n".encode() + DAMAGES[damage]
    file.write_bytes(before)
    assert History.read(file) == History((a_record(1), a_record(2)), passed_over=2)
    assert append(file, a_record(3))
    assert file.read_bytes() == before + b"\n" + f"{a_record(3)}\n".encode()


def test_a_later_version_may_say_more() -> None:
    line = json.dumps(json.loads(str(a_record(1))) | {"more": [1]})
    assert Record.parse(line.encode()) == a_record(1)


def test_what_is_no_file_is_no_history(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")  # whoever opened it would wait for ever
    for place in ("nothing", "folder", "pipe"):
        assert History.read(tmp_path / place) == History()
    with pytest.raises(StoreError, match=r"cannot write .*folder: Is a directory; free space"):
        append(tmp_path / "folder", a_record(1))
    with pytest.raises(StoreError, match=r"cannot write .*pipe: "):
        append(tmp_path / "pipe", a_record(1))
    padded = (json.dumps(json.loads(str(a_record(number))) | {"more": "x" * 3_000_000}) for number in range(9))
    (tmp_path / "large").write_text("\n".join(padded))
    assert len(History.read(tmp_path / "large").records) == 3  # of 10 MB


# The commit


def git(folder: Path, *arguments: str, **environment: str) -> str:
    names = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for role in ("AUTHOR", "COMMITTER"):
        names |= {f"GIT_{role}_NAME": "A", f"GIT_{role}_EMAIL": "a@example.org"}
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], env=os.environ | names | environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def commit(folder: Path, date: str) -> str:
    git(folder, "init", "-q")
    git(folder, "commit", "-q", "--allow-empty", "-m", "A", GIT_AUTHOR_DATE=date, GIT_COMMITTER_DATE=date)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture(autouse=True)
def no_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the machine that runs the tests says of its own commit."""
    for name in ("COMMIT", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)


def test_the_commit_is_that_of_git_with_its_own_date_in_utc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = commit(tmp_path, "2026-01-02T03:04:05+09:00")
    second = commit(tmp_path, "2026-01-03T03:04:05-05:00")
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    assert Commit.of(tmp_path) == Commit(second, "2026-01-03T08:04:05Z")
    monkeypatch.setenv("COMMIT", first.upper())
    assert Commit.of(tmp_path) == Commit(first, "2026-01-01T18:04:05Z")


def test_a_pipeline_has_one_commit_and_says_its_name_where_git_may_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(tmp_path, "2026-01-02T03:04:05Z")
    last = commit(tmp_path, "2026-01-03T03:04:05Z")
    git(tmp_path, "clone", "-q", "--depth", "1", tmp_path.as_uri(), "clone")
    clone = tmp_path / "clone"
    assert git(clone, "rev-list", "--count", "HEAD") == "1"
    assert Commit.of(clone) == Commit(last, "2026-01-03T03:04:05Z")
    assert Commit(last, "").edited(clone) == []
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)  # with no word on whom git trusts
    assert Commit.of(clone) is None
    monkeypatch.setenv("COMMIT", last)
    assert Commit.of(clone) == Commit(last, "")


def test_a_commit_that_git_does_not_know_is_taken_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Commit.of(tmp_path) is None
    monkeypatch.setenv("COMMIT", "0123abc")
    assert Commit.of(tmp_path) == Commit("0123abc", "")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert Commit.of(tmp_path) == Commit("0123abc", "2023-11-14T22:13:20Z")
    monkeypatch.setenv("PATH", "")  # no git
    assert Commit.of(tmp_path) == Commit("0123abc", "2023-11-14T22:13:20Z")
    for date in ("tomorrow", "-1", "9" * 30, "²"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", date)
        assert Commit.of(tmp_path) == Commit("0123abc", "")
    for name in ("main", "--help", "123abc;ls", "../x"):
        monkeypatch.setenv("COMMIT", name)
        assert Commit.of(tmp_path) is None


# The figure


def test_the_trend_plots_its_table() -> None:
    figure = accuracy_trend(HISTORY)
    axes, = draw(figure).axes
    table = {title: [row[place] for row in figure.table.rows] for place, title in enumerate(figure.table.columns)}
    mean, shown = axes.lines
    assert shown.get_ydata().tolist() == table["Test accuracy"] == [0.97, 0.96, 0.975]
    assert mean.get_ydata().tolist() == table["Mean over seeds"]
    assert (shown.get_linestyle(), mean.get_linestyle()) == ("-", "--")
    band = axes.collections[0].get_paths()[0].vertices
    assert {y for x, y in band if x == 1} == {table["Lowest of the seeds"][1], table["Highest of the seeds"][1]}
    assert [label.get_text() for label in axes.get_xticklabels()] == ["0000000"] * 3
    assert [text.get_text() for text in axes.texts] == ["run of the site", "mean over seeds", "best seed", "worst seed"]
    assert table["Date"] == ["2026-01-02", "2026-01-03", "2026-01-04"]


def test_the_trend_says_what_changed() -> None:
    figure = accuracy_trend(HISTORY)
    assert figure.alt == ("Line chart of test accuracy over 3 commits, from 97.00\xa0% to 97.50\xa0%, on a band of all seeds. "
                          "The run changed 1 time.")
    assert "3 commits, 2026-01-02 to 2026-01-04." in figure.caption
    assert "lies between 96.00\xa0% and 97.50\xa0%." in figure.description
    same = accuracy_trend(History((a_record(1, date=""), a_record(2, date=""))))
    assert same.caption.endswith("by commit: 2 commits. The band reaches from the lowest to the highest of all seeds, the "
                                 "dashed line is their mean. It is the same run throughout.")


def test_the_trend_of_a_long_history_is_its_end() -> None:
    figure = accuracy_trend(History(tuple(map(a_record, range(SHOWN + 5)))))
    assert [row[0] for row in figure.table.rows] == [f"{number:040x}"[:12] for number in range(5, SHOWN + 5)]
    assert f"the latest {SHOWN} commits of {SHOWN + 5}, " in figure.caption
    axes, = draw(figure).axes
    assert np.array_equal(axes.lines[1].get_xdata(), range(SHOWN))


# The course

SHOWS = "# Home { #home }\n\n<% if history.is_trend %>\n<< figure('accuracy_trend') >>\n<% endif %>\n"


def written(project: Project, *records: Record) -> None:
    (project.folder / "history.jsonl").write_text("".join(f"{record}\n" for record in records))


def rendered(project: Project) -> dict[str, bytes]:
    return dict(sources.generated(Course(project.artifacts, project.folder / "docs")))


def test_there_is_no_such_figure_before_there_is_a_trend(project: Project) -> None:
    project.page(SHOWS)
    for records in ((), (a_record(1),)):
        written(project, *records)
        assert "accuracy_trend" not in project.artifacts.figure_names
        files = rendered(project)
        assert "fig-accuracy-trend" not in files["index.md"].decode()
        assert not [name for name in files if "trend" in name]


def test_two_records_are_a_trend(project: Project) -> None:
    project.page(SHOWS)
    written(project, a_record(1), a_record(2))
    files = rendered(project)
    assert '<figure class="figure" id="fig-accuracy-trend"' in files["index.md"].decode()
    assert {f"figures/accuracy-trend{ending}" for ending in (".svg", "-dark.svg", ".png", "-dark.png", ".csv")} <= set(files)
    written(project, a_record(1), a_record(2), a_record(3))
    again = rendered(project)
    changed = {name for name in files if files[name] != again[name]}
    assert changed == {"index.md", "history.jsonl", *(name for name in files if "accuracy-trend" in name)}


def test_a_trend_once_published_may_be_gone_again(project: Project) -> None:
    project.page(SHOWS)
    written(project, a_record(1), a_record(2))
    course = Course(project.artifacts, project.folder / "docs")
    lock = permalinks.Lock().adding(sources.addresses(course, rendered(project)))
    assert "figures/accuracy-trend.svg" in str(lock)
    (project.folder / "docs" / "permalinks.txt").write_text(str(lock))
    (project.folder / "history.jsonl").unlink()
    assert b"accuracy-trend" not in rendered(project)["permalinks.txt"]


def test_a_damaged_history_is_told_and_stops_nothing(project: Project, tmp_path: Path) -> None:
    damaged = f"{a_record(1)}\nhalf\n".encode()
    (project.folder / "history.jsonl").write_bytes(damaged)
    done = mnist_report("render", tmp_path / "out", folder=project.folder)
    assert done.returncode == 0, done.stderr
    assert "history.jsonl: 1 line is no record and is passed over\n" in done.stderr
    assert (project.folder / "history.jsonl").read_bytes() == damaged


# The published one


def test_a_history_is_published_where_there_is_one(project: Project) -> None:
    assert "history.jsonl" not in rendered(project)
    (project.folder / "history.jsonl").write_bytes(history.lines([a_record(1)]) + b"a secret\n")
    assert rendered(project)["history.jsonl"] == history.lines([a_record(1)])
    written(project, a_record(1), a_record(2))
    assert rendered(project)["history.jsonl"] == history.lines([a_record(1), a_record(2)])


@pytest.fixture
def web(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder and the address at which it is published."""
    folder = tmp_path / "web"
    folder.mkdir()
    with served(folder) as address:
        yield folder, address


@contextmanager
def answering(code: int, asked: list[str]) -> Iterator[str]:
    """The address of a host that answers everything with a code, and writes down what it was asked for."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(code, "A reason")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def started(project: Project, monkeypatch: pytest.MonkeyPatch, address: str, source: str | None = None) -> tuple[Record, ...]:
    """What the history holds once it started from what is published at an address."""
    monkeypatch.setenv("SITE_URL", address)
    with (project.folder / "mkdocs.yml").open("a") as settings:
        settings.write('site_url: !ENV [SITE_URL, ""]\n')
    recording.start(projects.Project(project.folder), source)
    return History.read(project.folder / "history.jsonl").records


def test_it_starts_from_what_the_site_published(project: Project, web: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    folder, address = web
    (folder / "history.jsonl").write_bytes(history.lines([a_record(1), a_record(2)]) + b"<html>\n")
    assert started(project, monkeypatch, address) == (a_record(1), a_record(2))
    assert capsys.readouterr().err == (
        f"{address}history.jsonl: 1 line is no record and is passed over\n"
        f"{project.folder / 'history.jsonl'}: 2 lines taken over from {address}history.jsonl\n"
    )
    assert started(project, monkeypatch, address) == (a_record(1), a_record(2))
    assert "0 lines taken over" in capsys.readouterr().err


def test_it_starts_from_what_it_is_told(project: Project, web: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, address = web
    (folder / "history.jsonl").write_bytes(history.lines([a_record(1)]))
    (folder / "other.jsonl").write_bytes(history.lines([a_record(2)]))
    (tmp_path / "file.jsonl").write_bytes(history.lines([a_record(3)]))
    assert started(project, monkeypatch, address, f"{address}other.jsonl") == (a_record(2),)
    assert started(project, monkeypatch, address, str(tmp_path / "file.jsonl")) == (a_record(2), a_record(3))
    assert started(project, monkeypatch, "") == (a_record(2), a_record(3))


def test_no_cache_on_the_way_is_believed(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    with answering(404, asked) as address:
        for source in (None, None, f"{address}a?b=c"):
            started(project, monkeypatch, address, source)
    assert asked.pop() == "/a?b=c"
    assert len(set(asked)) == 2
    assert all(re.fullmatch(r"/history\.jsonl\?\d+", path) for path in asked)


@pytest.mark.parametrize("page", [None, "<html>\n<p>Log in</p>\n", "[]\n"])
def test_where_nothing_is_published_it_begins(project: Project, web: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], page: str | None) -> None:
    folder, address = web
    if page is not None:
        (folder / "history.jsonl").write_text(page)
    assert started(project, monkeypatch, address) == ()
    reason = "no line of it is a record" if page else "HTTP Error 404: File not found"
    assert capsys.readouterr().err == f"{address}history.jsonl: no history to start from ({reason})\n"


@pytest.mark.parametrize(("code", "stops"), [(401, False), (403, False), (404, False), (410, False), (400, True), (429, True), (500, True), (503, True)])
def test_only_a_host_that_has_none_is_believed(project: Project, monkeypatch: pytest.MonkeyPatch, code: int, stops: bool) -> None:
    with answering(code, []) as address:
        if not stops:
            assert started(project, monkeypatch, address) == ()
            return
        with pytest.raises(StoreError) as stopped:
            started(project, monkeypatch, address)
    assert str(stopped.value) == (
        f"{address}history.jsonl cannot be read: HTTP Error {code}: A reason; a site without its lines would "
        "take its place: try again later, or name a file that holds them with --history"
    )


@pytest.mark.parametrize(("address", "reason"), [
    ("http://example.org/", "it should be an https address, whose answer nobody on the way can change"),
    ("http://localhost.example.org/", "it should be an https address"),
    ("http://127.0.0.1:1/", "<urlopen error [Errno 111] Connection refused>"),
])
def test_a_published_history_that_cannot_be_read_is_not_replaced(project: Project, monkeypatch: pytest.MonkeyPatch, address: str, reason: str) -> None:
    written(project, a_record(1))
    with pytest.raises(StoreError, match=re.escape(f"{address}history.jsonl cannot be read: {reason}")):
        started(project, monkeypatch, address)
    assert History.read(project.folder / "history.jsonl").records == (a_record(1),)


def test_lines_that_cannot_be_kept_are_not_lost(project: Project, web: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, address = web
    (folder / "history.jsonl").write_bytes(history.lines([a_record(1)]))
    (project.folder / "history.jsonl").mkdir()
    with pytest.raises(StoreError, match=r"cannot write .*history.jsonl: Is a directory"):
        started(project, monkeypatch, address)


# The build


@pytest.fixture
def recorded(project: Project) -> Project:
    """A project with gates that its tiny network passes, and one commit in its history."""
    project.settings("[tool.mnist-report.gates]\nmin_test_accuracy = 0.0\nmin_class_recall = 0.0\nmax_calibration_error = 1.0")
    project.page(SHOWS)
    written(project, a_record(1))
    return project


def build(project: Project, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mnist_report", "build", "--record"]
    return subprocess.run(
        command, cwd=project.folder, env=QUIET | environment, capture_output=True, text=True, check=False
    )


def test_a_build_adds_its_line_and_draws_it(recorded: Project) -> None:
    done = build(recorded, COMMIT="0123abc")
    assert done.returncode == 0, done.stderr
    assert "history.jsonl: commit 0123abc added" in done.stderr
    first, second = History.read(recorded.folder / "history.jsonl").records
    measured = ModelCard.parse((recorded.folder / "site" / "metrics.json").read_bytes())
    assert first == a_record(1)
    assert second == recording.line(Commit("0123abc", "2023-11-14T22:13:20Z"), measured)
    assert second.accuracy == pytest.approx(recorded.artifacts.run.test_accuracy)
    assert second.lowest <= second.mean <= second.highest
    assert "0123abc" in (recorded.folder / "site" / "figures" / "accuracy-trend.csv").read_text()
    before = (recorded.folder / "history.jsonl").read_bytes()
    assert (recorded.folder / "site" / "history.jsonl").read_bytes() == before
    assert "commit 0123abc is there already" in build(recorded, COMMIT="0123abc").stderr
    assert (recorded.folder / "history.jsonl").read_bytes() == before


def test_a_class_without_test_images_is_not_the_worst() -> None:
    """It has a recall of 0, and once the history said so."""
    said = cards.a_record([0.97]) | {"classes": [cards.a_class("x", 0.0, support=0), cards.a_class("y", 0.9)]}
    assert recording.line(Commit("0123abc", ""), cards.read(said)).worst_recall == 0.9


def test_a_build_goes_on_from_the_published_site(recorded: Project, web: tuple[Path, str]) -> None:
    folder, address = web
    (folder / "history.jsonl").write_bytes(history.lines([a_record(1), a_record(2)]))
    (recorded.folder / "history.jsonl").unlink()
    with (recorded.folder / "mkdocs.yml").open("a") as settings:
        settings.write('site_url: !ENV [SITE_URL, ""]\n')
    done = build(recorded, COMMIT="0123abc", SITE_URL=address)
    assert done.returncode == 0, done.stderr
    published = History.read(recorded.folder / "site" / "history.jsonl").records
    assert [record.commit for record in published] == [a_record(1).commit, a_record(2).commit, "0123abc"]
    before = digests(recorded.folder / "site")
    failed = build(recorded, COMMIT="0123abd", SITE_URL="http://127.0.0.1:1/")
    assert (failed.returncode, failed.stderr.count("\n")) == (7, 1), failed.stderr
    assert digests(recorded.folder / "site") == before


def test_a_history_to_start_from_is_for_a_build_that_records(project: Project) -> None:
    done = mnist_report("build", "--history", "history.jsonl", folder=project.folder)
    assert (done.returncode, "--history goes with --record" in done.stderr) == (2, True)


def test_a_history_that_cannot_be_written_stops_no_build(recorded: Project) -> None:
    (recorded.folder / "history.jsonl").unlink()
    (recorded.folder / "history.jsonl").mkdir()
    done = build(recorded, COMMIT="0123abc")
    assert done.returncode == 0, done.stderr
    assert "history.jsonl gets no line: cannot write " in done.stderr
    assert ": Is a directory; free space" in done.stderr


def test_without_a_commit_there_is_no_line(recorded: Project) -> None:
    before = (recorded.folder / "history.jsonl").read_bytes()
    done = build(recorded, COMMIT="main")
    assert done.returncode == 0, done.stderr
    assert "gets no line: no commit is known; build in a git repository, or set COMMIT to 7 to 64 hex" in done.stderr
    assert (recorded.folder / "history.jsonl").read_bytes() == before


def test_what_is_not_committed_is_not_recorded(recorded: Project, capsys: pytest.CaptureFixture[str]) -> None:
    run, spread, intervals = recorded.artifacts.run, recorded.artifacts.spread, recorded.artifacts.intervals
    measured = summary.model_card(Evaluation(run, lambda: spread, lambda: intervals))

    def told() -> str:
        recording.record(projects.Project(recorded.folder), measured)
        return capsys.readouterr().err

    git(recorded.folder, "init", "-q")
    git(recorded.folder, "add", "docs", "gen", "mkdocs.yml", "pyproject.toml", "history.jsonl")
    made = commit(recorded.folder, "2026-11-22T14:26:07Z")
    before = (recorded.folder / "history.jsonl").read_bytes()
    recorded.page(f"{SHOWS}\n\nOne word more.\n")
    assert f"history.jsonl gets no line: docs/index.md differs from commit {made[:12]}; commit the changes first" in told()
    assert (recorded.folder / "history.jsonl").read_bytes() == before
    recorded.settings("# One setting more.")
    assert "docs/index.md and 1 more differ from commit" in told()
    git(recorded.folder, "checkout", "-q", "pyproject.toml")
    recorded.page(SHOWS)
    written(recorded, a_record(1), a_record(2))
    assert f"history.jsonl: commit {made[:12]} added" in told()


def test_a_run_that_misses_a_gate_is_not_recorded(recorded: Project) -> None:
    settings = recorded.folder / "pyproject.toml"
    settings.write_text(settings.read_text().replace("max_calibration_error = 1.0", "max_calibration_error = 0.0"))
    before = (recorded.folder / "history.jsonl").read_bytes()
    assert build(recorded, COMMIT="0123abc").returncode == 8
    assert (recorded.folder / "history.jsonl").read_bytes() == before
