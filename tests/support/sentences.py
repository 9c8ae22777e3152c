"""Sentences of rendered pages, and the rules by which one is awkward whatever its subject."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from mnist_report.core.filters import SPELLED

if TYPE_CHECKING:
    from collections.abc import Iterator

Pages = dict[str, list[str]]

NO_PROSE = re.compile(
    r"""(?msx)
    <!--.*?--> | ^[ ]*(?P<fence>`{3,})[^\n]*\n.*?^[ ]*(?P=fence)[ ]*$ | <script.*?</script> | <svg.*?</svg>
    | ^[ ]*(?:\?\?\?|!!!)[^\n]*$ | \{[:\ ]*[\#.][^}\n]*\} | \{\ loading[^}\n]*\}
    """
)
CELLS = re.compile(r"(?ms)^ *\|[^\n]*$|<table.*?</table>")


def paragraphs(text: str) -> Iterator[str]:
    """The words of a page: each paragraph, item, heading, caption and alternative text on a line of its own."""
    text = NO_PROSE.sub("\n\n", CELLS.sub("\n\n", text))
    text = re.sub(r'<[^<>]*?\b(?:alt|aria-label)="([^"]*)"[^<>]*>', r"\n\n\1\n\n", text)
    text = re.sub(r"!\[([^]]*)\]\([^)]*\)", r"\n\n\1\n\n", text)
    text = re.sub(r"</?(?:p|li|h\d|figcaption|figure|div|section|summary|details|label|button|dt|dd|fieldset)\b[^<>]*>", "\n\n", text)
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", re.sub(r"<[^<>\n]+>", "", text))
    text = re.sub(r"(`+)[^`].*?\1", "`code`", text).replace("\\", "")
    parts = re.split(r"\n\s*\n|\n(?=\s*(?:[-*>]|\d+\.)\s)", html.unescape(text))
    yield from filter(None, (" ".join(part.split()) for part in parts))


MANY = f"(?:{'|'.join(SPELLED[2:])})"
SINGULAR = (r"(?:image|mistake|neuron|epoch|step|digit|class|letter|seed|training|network|layer|pixel|time|bin|parameter"
            r"|confusion|weight|input|probability|pair|minute|picture|bar|shape|ray|point|megabyte|lesson|module|way)")
PLURAL = SINGULAR.replace("class|", "classes|").replace("probability", "probabilitie").replace("|", "s|").replace("classess", "classes")[:-1] + "s)"
COUNT = r"(?<![\d.,:=×/-])(?<!\bat )"

RULES = {
    "one of many": rf"(?i){COUNT}\b(?:1|one) {PLURAL}\b",
    "many of one": rf"(?i){COUNT}\b(?:\d*[02-9]|\d+1|{MANY}) (?!training\b){SINGULAR}\b(?![- ](?:or|images?|pixels?)\b)",
    "are one": r"(?i)\b(?:there are|are the) (?:1|one)\b(?! of|[-,.\d])|\b(?:1|one) (?:mistake|image|neuron|seed|epoch) (?:are|were|have)\b",
    "the first one of one": r"(?i)\bfirst (?:one|1) (?:is|are|of)\b|\b(?:one|1) of (?:1|one)\b|\ball (?:1|one|2|two)\b(?! of|[,.\d])|\bthe 1 (?:most|first|best)\b",
    "none": r"(?i)\b0 (?:times|neurons)\b|\b(?:0|none) of (?:them|these) never\b|\bno .{0,40}\bof 0\b",
    "the same twice": r"(?i)\b(?:from|between) (\d[\d.,]*(?: %)?) (?:to|and) \1(?!\d|[.,]\d)",
    "article": r"\b[Aa]n (?:[2-79]|1\d)(?!\d)|\b[Aa] (?:8|11|18)(?!\d)|\ba (?:image|item|epoch|answer|alpha)\b|\ban (?:class|digit|letter|shape)\b",
    "no value": r"\b(?:nan|inf|None(?! of|\.)|undefined)\b|<<|>>|<%|%>|-0\.0+(?!\d)",
    "an empty list": r"\(\s*\)| ,|,,|(?<!\.)\.\.(?!\.)|\b(?:of|the|a|an)[.,;:](?!\w)|\b(?:and|than)[.;:]",
    "doubled word": r"(?i)\b([a-z]+) \1\b(?<!that that)(?<!had had)",
    "small beginning": r"(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)[.?!] [a-z]",
    "hardly a number": r"\b0\.0 (?:megabytes|minutes|hours)",
}
"""What no sentence may have, whatever the settings."""


def hits(pages: Pages, pattern: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Each place where a pattern is found, as a message, with what was found."""
    for path, texts in pages.items():
        for text in texts:
            yield from ((f"{path}: …{text[max(0, hit.start() - 50) : hit.end() + 40]}…", hit) for hit in re.finditer(pattern, text))
