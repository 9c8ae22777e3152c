"""LaTeX from plain text and from Markdown of one line, for any engine: pdfTeX knows few characters beyond letters."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from ..pages.citation import LATEX
from .markdown_html import html

SYMBOLS: Final = {
    "−": "-", "×": r"\times", "÷": r"\div", "·": r"\cdot", "±": r"\pm", "≤": r"\leq", "≥": r"\geq", "≠": r"\neq",
    "≈": r"\approx", "∞": r"\infty", "→": r"\to", "←": r"\leftarrow", "√": r"\surd", "∂": r"\partial", "∑": r"\sum",
    "²": "^2", "³": "^3", "⁻": "^-", "₀": "_0", "₁": "_1", "₂": "_2",
    **{letter: rf"\{name}" for letter, name in {
        "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta", "η": "eta",
        "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "µ": "mu", "ν": "nu", "ξ": "xi", "π": "pi",
        "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega",
        "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Φ": "Phi",
        "Ψ": "Psi", "Ω": "Omega",
    }.items()},
}
"""What is mathematics in LaTeX."""
SPACES: Final = {"\N{NO-BREAK SPACE}": "~", "\N{NARROW NO-BREAK SPACE}": r"\,", "\N{THIN SPACE}": r"\,"}
CHARACTERS: Final = LATEX | SPACES | {mark: rf"\ensuremath{{{command}}}" for mark, command in SYMBOLS.items()}
COMMANDS: Final = {"em": "emph", "strong": "textbf", "code": "texttt", "sub": "textsubscript", "sup": "textsuperscript"}
"""The command for each element of HTML that a line of Markdown can become."""


def escaped(text: str) -> str:
    """Return plain text as LaTeX; letters of all scripts stay as they are."""
    return "".join(CHARACTERS.get(character, character) for character in text)


def unprinted(text: str) -> str:
    """Return plain text as LaTeX that is read and not set, such as an alternative text."""
    return "".join(LATEX.get(character, character) for character in text)


def link(address: str, text: str) -> str:
    """Return LaTeX that leads to an address, also within a caption; hyperref knows the escapes."""
    return rf"\href{{{re.sub('[%#&]', lambda found: chr(92) + found[0], address)}}}{{{text}}}"


def of_markdown(line: str) -> str:
    """Return a line of Markdown as LaTeX; of a link its text."""
    writer = _Writer()
    writer.feed(html(line))
    writer.close()
    return " ".join("".join(writer.written).split())


class _Writer(HTMLParser):
    """Writes the elements of a line of HTML as commands of LaTeX."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a command."""
        if tag in COMMANDS:
            self.written.append(rf"\{COMMANDS[tag]}{{")

    def handle_endtag(self, tag: str) -> None:
        """End a command."""
        if tag in COMMANDS:
            self.written.append("}")

    def handle_data(self, data: str) -> None:
        """Escape what stands between tags."""
        self.written.append(escaped(data))
