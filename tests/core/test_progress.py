"""What a terminal and a log show of a build, and that nothing printed meanwhile is lost."""

from __future__ import annotations

import io
import os
import re
import sys
import threading
from typing import TYPE_CHECKING, TextIO

import pytest

from mnist_report.core.progress import SILENT, Lines, duration, progress_on
from mnist_report.core.stderr import recording

if TYPE_CHECKING:
    from collections.abc import Callable

CONTROL = re.compile(r"\x1b\[[0-9;?]*([a-zA-Z])|(.)", re.DOTALL)
LONG = "a message longer than a line " * 5


def screen(written: str) -> list[str]:
    """The lines of a terminal, which knows the few controls that move a cursor up and clear a line."""
    lines, row, column = [""], 0, 0
    for control, character in CONTROL.findall(written):
        if control == "A":
            row -= 1
        elif control == "K":
            lines[row] = ""
        elif character == "\r":
            column = 0
        elif character == "\n":
            row += 1
            lines += [""] * (row == len(lines))
        elif character:
            lines[row] = lines[row][:column].ljust(column) + character + lines[row][column + 1 :]
            column += 1
    return [line.rstrip() for line in lines]


def in_a_terminal(show: Callable[[TextIO], None]) -> list[str]:
    """What stands in a terminal when `show`, whose standard error it is, has ended."""
    import pty

    master, slave = pty.openpty()
    written: list[bytes] = []

    def read() -> None:
        try:
            while chunk := os.read(master, 10_000):
                written.append(chunk)
        except OSError:  # the other end is closed
            pass

    reader = threading.Thread(target=read)
    reader.start()
    with pytest.MonkeyPatch.context() as patch, os.fdopen(slave, "w") as stream:
        patch.setenv("TERM", "xterm")
        patch.setenv("COLUMNS", "100")
        patch.setattr(sys, "stderr", stream)
        show(stream)
        stream.flush()
    reader.join()
    os.close(master)
    return screen(b"".join(written).decode())


def test_a_terminal_has_a_bar_for_each_stage_and_every_message_above_them() -> None:
    def show(stream: TextIO) -> None:
        with progress_on(stream) as progress:
            progress.begin("training", 2, "epochs")
            progress.advance("training", "seed 0, epoch 1 of 2: accuracy 0.5")
            progress.begin("figures", 1)
            print(LONG, file=sys.stderr)
            print("a [bold]second[/bold] one", file=sys.stderr)
            progress.advance("figures", "weights")
            progress.advance("training", "seed 0, epoch 2 of 2: accuracy 0.6")
            progress.end("figures")
            progress.end("training")
            print("the site is built", file=sys.stderr)

    lines = in_a_terminal(show)
    assert lines[:2] == [LONG.rstrip(), "a [bold]second[/bold] one"]
    shown = [line for line in lines if "/" in line and line.startswith(("training", "figures"))]
    assert [re.sub(r"[━╸╺ ]+", " ", line).rpartition(" ")[0] for line in shown] == ["training 2/2 epochs", "figures 1/1"]
    assert [line for line in lines if line][-1] == "the site is built"


def test_what_a_stage_does_stands_at_its_bar_cut_at_the_edge() -> None:
    def show(stream: TextIO) -> None:
        with progress_on(stream) as progress:
            progress.begin("training", 5, "epochs")
            progress.advance("training", "seed 0")
            progress.advance("training", f"seed 0, {LONG}")

    (line,) = filter(None, in_a_terminal(show))
    assert re.fullmatch(r"training [━╸╺]+ 2/5 epochs 0:00:0\d about 0 s left seed 0, a mess.*", " ".join(line.split()))
    assert len(line) <= 100


def test_what_is_said_above_the_bars_is_taken_note_of() -> None:
    recorders = []

    def show(stream: TextIO) -> None:
        for message in ("", "a message"):
            with recording() as recorder, progress_on(stream) as progress:
                progress.begin("figures", 2)
                progress.advance("figures")
                if message:
                    print(message, file=sys.stderr)
                progress.advance("figures")
                progress.end("figures")
            recorders.append(recorder)

    assert "a message" in "\n".join(in_a_terminal(show))
    assert [recorder.said for recorder in recorders] == [False, True]


def test_an_error_leaves_the_terminal_free() -> None:
    def show(stream: TextIO) -> None:
        with pytest.raises(KeyError), progress_on(stream) as progress:
            progress.begin("training", 5)
            raise KeyError
        print("what is printed next", file=sys.stderr)

    assert [line for line in in_a_terminal(show) if line][-1] == "what is printed next"


def test_a_log_has_a_line_at_each_fifth() -> None:
    lines: list[str] = []
    progress = Lines(lines.append)
    progress.begin("training", 50, "epochs")
    for epoch in range(50):
        progress.advance("training", f"epoch {epoch + 1}")
    without_times = [re.sub(r"\d+\.\d s(, about 0 s left)?", "T s", line) for line in lines]
    assert without_times == [
        "training: 50 epochs to do", *(f"training: {n} of 50 epochs, T s: epoch {n}" for n in (10, 20, 30, 40, 50))]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets the clock to a number of seconds."""
    now = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    return lambda seconds: now.__setitem__(0, 1000 + seconds)


def test_the_time_that_is_left_is_told_by_the_pace_since_the_first_unit(clock: Callable[[float], None]) -> None:
    """What comes before its end, such as imports and programs to be compiled, is done once."""
    lines: list[str] = []
    progress = Lines(lines.append, most=4)
    progress.begin("training", 4)
    for seconds in (10, 12, 15, 16):
        clock(seconds)
        progress.advance("training")
    assert lines == [
        "training: 1 of 4, 10.0 s", "training: 2 of 4, 12.0 s, about 4 s left", "training: 3 of 4, 15.0 s, about 2 s left",
        "training: 4 of 4, 16.0 s"]


@pytest.mark.parametrize(("seconds", "words"), [
    (0.2, "0 s"), (99.4, "99 s"), (100, "2 min"), (5999, "100 min"), (6000, "1.7 h"), (100_000, "27.8 h")])
def test_a_duration_has_the_unit_that_suits_it(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_a_log_is_not_silent_for_long(clock: Callable[[float], None]) -> None:
    """A line at each fifth of a thousand trainings would be one an hour."""
    lines: list[str] = []
    progress = Lines(lines.append)
    progress.begin("training", 1000)
    for unit in range(1, 12):
        clock(unit * 30)
        progress.advance("training")
    assert [line.partition(",")[0] for line in lines] == ["training: 1000 to do", *(f"training: {n} of 1000" for n in (3, 6, 9))]
    assert lines[1] == "training: 3 of 1000, 90.0 s, about 8.3 h left"


@pytest.mark.parametrize(("total", "reported"), [(1, [1]), (2, [1, 2]), (5, [1, 2, 3, 4, 5])])
def test_a_short_stage_has_a_line_for_each_unit(total: int, reported: list[int]) -> None:
    lines: list[str] = []
    progress = Lines(lines.append)
    progress.begin("figures", total)
    for _ in range(total):
        progress.advance("figures")
    assert [line.partition(",")[0] for line in lines] == [f"figures: {n} of {total}" for n in reported]


def test_threads_count_together() -> None:
    lines: list[str] = []
    progress = Lines(lines.append)
    progress.begin("training", 4000)
    threads = [threading.Thread(target=lambda: [progress.advance("training") for _ in range(1000)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [int(line.split()[1]) for line in lines] == [4000, 800, 1600, 2400, 3200, 4000]


def test_a_stage_that_goes_on_is_not_begun_again_and_one_that_ended_is_not_counted() -> None:
    lines: list[str] = []
    progress = Lines(lines.append)
    progress.begin("training", 10)
    progress.begin("training", 5)
    for _ in range(2):
        progress.advance("training")
    progress.end("training")
    progress.advance("training")
    progress.end("training")
    assert [line.partition(",")[0] for line in lines] == ["training: 10 to do", "training: 2 of 10"]


@pytest.mark.parametrize("terminal", ["dumb", "unknown"])
def test_a_terminal_that_cannot_move_its_cursor_gets_lines(terminal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", terminal)
    assert isinstance(progress_on(Terminal()), Lines)


def test_without_a_stream_there_is_no_progress() -> None:
    with progress_on(None) as progress:
        assert progress is SILENT
        progress.begin("training", 1)
        progress.advance("training")
        progress.end("training")
