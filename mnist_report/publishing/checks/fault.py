"""Fault: one thing wrong in a built site, or in the pages it is built from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """A fault that a rule found; sorts by file, then by line. `str(fault)` is `path:line: message`."""

    path: str
    """Path of the file, relative to the site (for a source of a page: to the project), with forward slashes."""

    line: int
    """Line in the file, from 1."""

    message: str
    """One line: what is wrong and what would be right."""

    rule: str = ""
    """Name of the rule that found it: "broken_links"."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"
