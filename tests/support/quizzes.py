"""A small package to import, for what the course itself does not have."""

from __future__ import annotations

from mnist_report.exports.common_cartridge import Folder, Link, Package, Quiz
from mnist_report.exports.qti import Item
from mnist_report.pages.blocks import Question

ADDRESS = "https://example.org/course/"
NASTY = "a < b & \"c\" 'd' ]]> \N{RIGHT-TO-LEFT MARK}\N{HEBREW LETTER ALEF} <script>x</script>"
"""Plain text that looks like markup."""


def small(*choices: str, answer: str, text: str = "What?", explanation: str = "<p>So.</p>", replies: tuple[str, ...] = ()) -> Package:
    """A package of a link and a quiz of one question."""
    item = Item("one", "Title", Question("one", text, choices, answer, "", replies), explanation)
    quiz = Quiz("Quiz & more", "About <the> quiz", f"{ADDRESS}quiz/", (item,))
    folder = Folder("Folder <1>", (Link("Page", f"{ADDRESS}?a=1&b=2"), quiz))
    return Package("Course", "About", "Rights", ADDRESS, "run 1", (folder,))
