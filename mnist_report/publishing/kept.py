"""Kept: what a build made of a page or a site, by the key of all that it was made from, for the next build."""

from __future__ import annotations

import hashlib
import json
import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ..core import texts
from ..core.errors import StoreError
from ..core.store import Store

NAME: Final = "pages"
"""The name of the entry in the store."""
FILE: Final = "pages.json"
CODE: Final = ("kept.py", "sharing.py", "conversions.py", "templates.py")
"""The files of this folder that make what is kept."""

Key = str | None
"""The SHA-256 of what a value is made from; None for a value that cannot be kept."""


@dataclass
class Kept:
    """Values of JSON, by their keys."""

    store: Store
    """Where they are kept."""
    found: Mapping[str, Any]
    """Those of the latest build."""
    converters: str
    """The versions of all that converts pages."""
    used: dict[str, Any] = field(default_factory=dict)
    """Those of this build."""
    shared: Mapping[str, Any] = field(default_factory=dict)
    """Those that a second process has made for this build."""

    @classmethod
    def read(cls, store: Store) -> Kept:
        """Return those of the latest build; none where the store has none or they are damaged."""
        return cls(store, json.loads(store.newest(NAME).get(FILE, b"{}")), _converters())

    def key(self, *parts: Any) -> Key:
        """Return the key of plain data; None for other data, such as a function."""
        try:
            json.dumps(parts)
        except (TypeError, ValueError, RecursionError):
            return None
        text = repr((self.converters, parts))  # not the JSON, in which 1 and "1" are one name
        return hashlib.sha256(text.encode()).hexdigest()

    def value(self, key: Key, make: Callable[[], Any]) -> Any:
        """Return the value of a key, or what `make` returns, which is kept if it is not None and nothing was logged."""
        for known in (self.found, self.shared):
            if key and key in known:
                self.used[key] = known[key]
                return known[key]
        with noting_records() as logged:
            value = make()
        if key and value is not None and not logged:
            self.used[key] = value
        return value

    def write(self, config: object) -> None:
        """Keep those of this build, if any of them is new and the store can be written."""
        if self.used.keys() <= self.found.keys():
            return
        content = json.dumps(self.used).encode()
        parts = {"pages": hashlib.sha256(content).hexdigest()}
        with suppress(StoreError):
            self.store.entry(NAME, parts, lambda folder: (folder / FILE).write_bytes(content))
            self.store.prune(NAME, 1)


def _converters() -> str:
    """Return the versions of Python and of every installed distribution, as its folder is named, and this code."""
    installed = {path.name for place in sys.path for path in Path(place).glob("*.*-info")}
    code = [texts.read(Path(__file__).with_name(name)) for name in CODE]
    return repr((sys.version, sorted(installed), code))


@contextmanager
def noting_records() -> Iterator[list[object]]:
    """Yield the list of what is logged in the body, by whichever logger."""
    logged: list[object] = []
    make = logging.getLogRecordFactory()

    def noted(*arguments: Any, **named: Any) -> logging.LogRecord:
        logged.append(arguments)
        return make(*arguments, **named)

    logging.setLogRecordFactory(noted)
    try:
        yield logged
    finally:
        logging.setLogRecordFactory(make)
