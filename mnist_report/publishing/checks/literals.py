"""Rule: no page contains a result typed by hand: a number that a run could change comes from the run.

It checks the sources of the pages, with their front matter, before values are filled in. It ignores verbs (but not the
strings in them, nor a verb that is only a number), fenced code, comments, tags and addresses.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

ALLOWED: Final = {
    r"95\s%(?=\s+(?:[\w-]+\s+){0,2}\[?intervals?\b)": "the level of an interval is chosen before anything is measured",
    r"0\.99 to the power of": "an assumed share of sound labels, to show how fast its powers fall",
    r"0\.693(?!\d)": "-ln 0.5: mathematics",
    r"about 9[279]\s%": "what is known of other methods on MNIST, which this project does not measure",
}
"""Regular expressions of text that a page may contain, and why."""

COMMENT: Final = r"(?s)<#.*?#>|<!--.*?-->"
IGNORED: Final = (
    r"(?ms)^[ \t]*(?P<fence>`{3,}|~{3,}).*?^[ \t]*(?P=fence)",
    r"(?<!<)</?[A-Za-z][^<>]*>",
    r"(?<=\])\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)|https?://[^\s)>]+",
)
"""Text without sentences: fenced code, tags, addresses."""

VERB: Final = re.compile(r"(?s)<<(?P<value>.*?)>>|<%.*?%>")
TYPED_VALUE: Final = re.compile(r"\s*\d*\.?\d+\s*(\|.*)?", re.DOTALL)
STRING: Final = re.compile(r"\"[^\"]*\"|'[^']*'")
HOLE: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Replaces each character of a verb: as a value is no word, a count beside it is still found."""

NUMBER: Final = r"(?<![\w.,-])\d+(?:,\d{3})*(?:\.\d+)?"
GAP: Final = r"(?:\s|&nbsp;|\\)*"
BETWEEN: Final = r"(?:\s+(?:test|images?|digits?|answers?|predictions?|of|the|all|them|in|are|were|was|confident))*\s+"
WRONG: Final = r"(?:errors?|mistakes?|misread|mistaken|misclassifi\w+|wrong(?:ly)?|incorrect(?:ly)?|confusions?)"
RIGHT: Final = r"(?:right(?:ly)?|correct(?:ly)?)"
# A confidence with one decimal is a level that an author sets, not a measured one.
MEASURE: Final = r"(?:accurac(?:y|ies)|loss|recall|precision|F1|score|likelihood|error rate|calibration error)"
LINK: Final = r"(?:\s+(?:of|is|was|at|about|only|nearly|over|under|almost|exactly|reache[ds]|to))+\s+|\s*[:=]\s*"
SHARE: Final = r"(?<![\w.,])0?\.[5-9]\d+(?![\w.]\d)"

RESULTS: Final = {
    "a percentage": rf"{NUMBER}{GAP}(?:%|&\#37;|per\s?cent\b|percentage\s+points?\b)",
    "an accuracy": rf"{SHARE}|(?i:\b{MEASURE})(?:{LINK})\d*\.\d+(?!\w)|(?i:\bconfidence)(?:{LINK})0?\.\d\d+",
    "a count of mistakes": rf"{NUMBER}{BETWEEN}(?i:{WRONG})\b|\b(?i:{WRONG})\s*[:=]\s*\d[\d,]*",
    "a count of right answers": rf"{NUMBER}{BETWEEN}(?i:{RIGHT})\b",
    "a count of a total": rf"{NUMBER}\s+(?:out\s+)?of\s+(?:the\s+|its\s+)?(?:{HOLE}+|\d[\d,]+\d)",
}
"""Patterns of results typed by hand, by their description."""


def literals(docs: Path) -> Iterator[Fault]:
    """Yield a fault, with its line, for each result typed by hand in the pages (`**/*.md`) of a folder.

    The path of a fault begins with the name of the folder: "docs", or that of the edition.
    """
    for path in sorted(docs.rglob("*.md")):
        page = f"{docs.name}/{path.relative_to(docs).as_posix()}"
        yield from sorted(_faults_of(page, path.read_text(encoding="utf-8", errors="replace")))


def _faults_of(page: str, source: str) -> Iterator[Fault]:
    text = _without(source, (*ALLOWED, COMMENT))
    for match in VERB.finditer(text):
        if match["value"] and TYPED_VALUE.fullmatch(match["value"]):
            yield _fault(page, text, match, "a value")
    prose = VERB.sub(_hollow, _without(text, IGNORED))
    for kind, pattern in RESULTS.items():
        for match in re.finditer(pattern, prose):
            yield _fault(page, prose, match, kind)


def _without(text: str, patterns: Iterable[str]) -> str:
    """Return the text with matches of the patterns replaced by spaces, so that every line keeps its number."""
    for pattern in patterns:
        text = re.sub(pattern, lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    return text


def _hollow(verb: re.Match[str]) -> str:
    """Return the verb as holes, except the strings in it, which can become part of the page."""
    kept = {place for string in STRING.finditer(verb[0]) for place in range(string.start() + 1, string.end() - 1)}
    return "".join(char if char == "\n" or place in kept else HOLE for place, char in enumerate(verb[0]))


def _fault(page: str, text: str, match: re.Match[str], kind: str) -> Fault:
    typed = " ".join(match[0].replace(HOLE, "").split())
    line = text.count("\n", 0, match.start()) + 1
    return Fault(page, line, f"{typed!r} is {kind} typed by hand; it should be a value of the run, or be explained in "
                             "ALLOWED of mnist_report/publishing/checks/literals.py")
