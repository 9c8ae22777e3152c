"""Syntax is read from several threads at once."""

from __future__ import annotations

import ast
import gc
import time
from threading import Thread

TEXT = "[[[[name]]]]\n" * 50


def _parse(frames: int, faults: list[str]) -> None:
    if frames:
        return _parse(frames - 1, faults)
    try:
        for _ in range(10):
            ast.parse(TEXT)
            ast.literal_eval("{'descr': '<f4', 'shape': (3, 4)}")
    except SystemError as error:
        faults.append(str(error))
    return None


def _let_another_thread_run(*_: object) -> None:
    time.sleep(0)


def test_threads_that_parse_at_different_depths_meet_no_system_error() -> None:
    often = gc.get_threshold()
    gc.callbacks.append(_let_another_thread_run)  # in the midst of parsing
    gc.set_threshold(50)
    faults: list[str] = []
    threads = [Thread(target=_parse, args=(3 * number, faults)) for number in range(4)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        gc.set_threshold(*often)
        gc.callbacks.remove(_let_another_thread_run)
    assert faults == []
