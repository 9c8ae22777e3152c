"""Whether a build said something that it must say again: all that is written to standard error, but no progress."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

import click
import pytest

from mnist_report.core.progress import progress_on
from mnist_report.core.stderr import recording, unrecorded

if TYPE_CHECKING:
    from collections.abc import Callable

SAID = {
    "print": lambda: print("a word", file=sys.stderr),
    "click": lambda: click.echo("a word", err=True),
    "logging": lambda: logging.getLogger("nobody listens to").warning("a word"),
}


@pytest.mark.parametrize("say", SAID.values(), ids=SAID)
def test_what_is_said_is_noted_and_passed_on(say: Callable[[], None], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("nobody listens to"), "propagate", False)
    with recording() as recorder:
        assert not recorder.said
        say()
    assert recorder.said
    assert capsys.readouterr().err == "a word\n"


def test_progress_is_not_noted(capsys: pytest.CaptureFixture[str]) -> None:
    progress = progress_on(sys.stderr)
    with recording() as recorder:
        progress.begin("training", 1)
        progress.advance("training")
        print("waiting", file=unrecorded())
        print(end="", file=sys.stderr)
    assert not recorder.said
    assert capsys.readouterr().err.splitlines()[1:] == ["waiting"]
