"""TensorFlow and Keras, imported without their messages and without what they use only where it is installed."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

OPTIONAL = frozenset({"IPython", "matplotlib", "pandas", "scipy", "sklearn"})
"""Packages that TensorFlow and Keras import where they are installed, for what no training does: 1.4 s and 100 MB."""


def quiet_keras() -> Any:
    """Return Keras, without the messages of TensorFlow and without Keras' progress bars."""
    keras = _imported()
    keras.utils.clear_session(free_memory=False)  # names of layers count from the start again
    keras.utils.disable_interactive_logging()
    return keras


@cache
def _imported() -> Any:
    # What fails to be imported keeps the frames of all that called for it, and so the images that these hold.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_import_keras).result()


def _import_keras() -> Any:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")  # a GPU would give other bits
    os.environ["KERAS_BACKEND"] = "tensorflow"
    with _process_stderr_discarded(), without(OPTIONAL), _nothing_collected():
        import keras
        import tensorflow as tf

        from .programs import keep_to_one_thread

        keep_to_one_thread()
        tf.constant(0)
    return keras


class _NotInstalled:
    """A finder of modules that finds no module of some packages, for the thread that makes it."""

    def __init__(self, packages: frozenset[str]) -> None:
        self._packages, self._thread = packages, threading.get_ident()

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        """Raise ModuleNotFoundError for a module of the packages; leave others to the finders that follow."""
        if threading.get_ident() == self._thread and name.partition(".")[0] in self._packages:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


@contextlib.contextmanager
def without(packages: frozenset[str]) -> Iterator[None]:
    """Let this thread import no module of the packages anew, as if they were not installed."""
    finder = _NotInstalled(packages)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


@contextlib.contextmanager
def _nothing_collected() -> Iterator[None]:
    """Keep the garbage collector from the objects that the body makes: a million that stay, to go through often."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


@contextlib.contextmanager
def _process_stderr_discarded() -> Iterator[None]:
    """Discard what TensorFlow's C++ libraries write to file descriptor 2 before they read their log level."""
    saved = os.dup(2)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
