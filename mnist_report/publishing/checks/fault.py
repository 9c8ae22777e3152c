"""Fault: one thing wrong in a built site, or in the pages it is built from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """What a rule yields; faults sort by file, then by line. `str(fault)` is `path:line: message`."""

    path: str
    """The file, relative to the site (of a page: to the project), with forward slashes."""

    line: int
    """The line in it, from 1."""

    message: str
    """What is wrong and what would be right, on one line."""

    rule: str = ""
    """The name of the rule that found it: "broken_links"."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"
