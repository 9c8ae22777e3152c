"""MathML: formulas that every browser draws and every screen reader reads, from the LaTeX that authors write.

    mathml(r"L = -\\ln p")  ->  <math display="block"><mrow><mi>L</mi><mo>=</mo><mo>−</mo><mi>ln</mi><mo>⁡</mo>…

latex2mathml lays a formula out. What it leaves to the reader is made explicit here: which letters are the name of a
function, where a function is applied and where two factors are multiplied (MathML Core, section 3.2.4, and Unicode
Technical Report 25). What it lets pass, such as a misspelled command, is an error here.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from typing import Final
from xml.etree.ElementTree import Element, tostring

from ..core.errors import ContentError

APPLIED, TIMES = "\N{FUNCTION APPLICATION}", "\N{INVISIBLE TIMES}"
ENVIRONMENT: Final = re.compile(r"(\\(?:begin|end)\{align)(?:ed|\*)?\}")
"""What GitHub and KaTeX call `aligned` is `align*` for latex2mathml; without the star it would number the lines."""
OPERANDS: Final = frozenset({"mi", "mn", "msub", "msup", "msubsup", "mfrac", "msqrt", "mroot", "mover", "munder"})
SCRIPTED: Final = frozenset({"msub", "msup", "msubsup", "munder", "mover", "munderover"})
CHILDREN: Final = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
REASONS: Final = {
    "NoAvailableTokensError": "it is empty, or ends where a command still needs something in braces",
    "MissingSuperScriptOrSubscriptError": "nothing follows its last ^ or _",
    "DoubleSubscriptsError": "it has two subscripts in a row; put the first with its letter in braces",
    "DoubleSuperscriptsError": "it has two exponents in a row; put the first with its letter in braces",
    "ExtraLeftOrMissingRightError": r"each \left needs its \right",
    "StopIteration": r"\left and \right each need a bracket after them",
    "MissingEndError": r"each \begin needs its \end",
}
"""What the exceptions of latex2mathml, which carry no message, mean."""
MARKDOWN: Final = re.compile(r"[*_`\\\[\]{}~!#|^$]")


def mathml(latex: str) -> str:
    """Return LaTeX as a block of MathML: one line, with nothing in it that Markdown would take for its own.

    Raise ContentError for what is no LaTeX, and for a command or a character that latex2mathml does not know.
    """
    if fault := _unbalanced(latex):
        raise _error(latex, fault)
    tree = _laid_out(latex)
    for element in tree.iter():
        element.text = unescape(element.text or "")
        if fault := _fault(element):
            raise _error(latex, fault)
    for element in reversed(list(tree.iter())):
        _name_functions(element)
    for element in list(tree.iter()):
        _make_explicit(element)
    written = tostring(tree, encoding="unicode", short_empty_elements=False)
    return MARKDOWN.sub(lambda found: f"&#{ord(found[0])};", written)


def _laid_out(latex: str) -> Element:
    from latex2mathml.converter import convert_to_element

    try:
        tree = convert_to_element(ENVIRONMENT.sub(r"\1*}", latex), display="block")
    except Exception as error:  # its exceptions have no class in common
        kind = type(error).__name__
        raise _error(latex, REASONS.get(kind, f"latex2mathml raises {kind}")) from error
    tree.attrib.pop("xmlns", None)
    return tree


def _error(latex: str, reason: str) -> ContentError:
    return ContentError(f"the formula “{textwrap.shorten(latex, 60, placeholder=' …')}” is no LaTeX: {reason}")


def _unbalanced(latex: str) -> str:
    """Return what is wrong with the braces of LaTeX; "" where each has its other."""
    depth = 0
    for brace in re.findall(r"[{}]", re.sub(r"(?s)\\.", "", latex)):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return "it closes a brace that it has not opened"
    return "a brace is not closed" if depth else ""


def _fault(element: Element) -> str:
    """Return what latex2mathml has let pass in an element; "" where all is well."""
    text = element.text or ""
    if text.startswith("\\") and text[1:]:
        return rf"{text} is a command that it does not know; it should be one such as \frac, \sqrt or \text{{…}}"
    if element.tag == "mi" and text in {"\\", "&", "#", "$"}:
        return f"{text!r} has no meaning there; a formula has no dollar signs around it, and & stands in aligned lines"
    if element.tag == "mspace" and element.get("linebreak"):
        return r"\\ begins a new line only between \begin{aligned} and \end{aligned}"
    if len(element) != CHILDREN.get(element.tag, len(element)):
        return "a command lacks one of its parts in braces"
    return ""


def _name_functions(parent: Element) -> None:
    r"""Join the upright letters of \mathrm into one name, and tell names and operators apart where latex2mathml errs.

    A group of one is taken out of its braces.
    """
    for place, element in enumerate(parent):
        if element.tag == "mrow" and len(element) == 1:
            parent[place] = element[0]
    for before, element in reversed(list(pairwise(parent))):
        if before.get("mathvariant") == element.get("mathvariant") == "normal" and "mi" == before.tag == element.tag:
            before.text = f"{before.text}{element.text}"
            parent.remove(element)
    for element in parent:
        text = element.text or ""
        if element.tag == "mi" and len(text) > 1:
            element.attrib.pop("mathvariant", None)  # a longer name is upright by itself
        if element.tag == "mo" and len(text) > 1 and text.isalpha():
            element.tag = "mi"
        elif element.tag == "mi" and len(text) == 1 and unicodedata.category(text) == "Sm":
            element.tag = "mo"


def _make_explicit(parent: Element) -> None:
    """Put the operator that is not written between a function and what it is applied to, and between factors."""
    if parent.tag in CHILDREN:
        return
    for place, sign in reversed(list(_unwritten(parent))):
        operator = Element("mo")
        operator.text = sign
        if sign == APPLIED and not _is_bracketed(parent[place]):
            parent.insert(place, Element("mspace", width="0.167em"))
        parent.insert(place, operator)


def _is_bracketed(element: Element) -> bool:
    return (element[0] if len(element) else element).text == "("


def _unwritten(parent: Element) -> Iterator[tuple[int, str]]:
    """Yield the place among the children and the operator of each that is not written."""
    for place, (before, after) in enumerate(pairwise(parent), start=1):
        if _is_function(before) and (after.tag in {*OPERANDS, "mrow"} or after.text == "("):
            yield place, APPLIED
        elif _is_operand(before) and (_is_operand(after) or (before.tag == "mn" and after.text == "(")):
            yield place, TIMES


def _is_function(element: Element) -> bool:
    named = element[0] if element.tag in SCRIPTED else element
    return named.tag == "mi" and len(named.text or "") > 1


def _is_operand(element: Element) -> bool:
    """Return whether an element is a factor; a percent sign and a sum, with its limits, are none."""
    if element.tag in SCRIPTED:
        return element[0].tag == "mrow" or _is_operand(element[0])
    return element.tag in OPERANDS and not (element.tag == "mi" and not (element.text or "").isalpha())
