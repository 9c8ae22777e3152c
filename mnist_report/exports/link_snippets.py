"""Snippets: the texts to copy for a thing of the course, one for each place in which somebody teaches with it."""

from __future__ import annotations

from html import escape
from typing import Final

from ..pages.blocks import FigureBlock
from ..pages.links import NAMES, Link, link_text
from . import latex
from .credit import Credit

KIT: Final = "figures"
"""The folder that the archive of all figures unpacks to."""
FIGURE: Final = r"""%% needs \usepackage{graphicx} and \usepackage{hyperref}; the picture is in figures.zip
\begin{figure}
  \centering
  \includegraphics[width=\linewidth, alt={%(alt)s}]{%(file)s}
  \caption[{%(title)s}]{%(caption)s %(credit)s}
  \label{fig:%(name)s}
\end{figure}"""


def snippets(link: Link, credit: Credit) -> dict[str, str]:
    """Return the texts to copy for a thing, by kind; those of a figure name whom it is from."""
    texts = link.snippets(credit.site)
    if credit.pinned:
        texts["pinned"] = credit.address(f"{credit.pinned}{link.path}")
    if link.kind == "figure" and link.figure:
        texts |= _of_figure(link, link.figure, credit)
    return {kind: texts[kind] for kind in NAMES if kind in texts}


def _of_figure(link: Link, figure: FigureBlock, credit: Credit) -> dict[str, str]:
    address, svg, png = (credit.address(path) for path in (link.path, link.pictures["svg"], link.pictures["png"]))
    size = f'width="{figure.width}" height="{figure.height}"'
    image = f'<a href="{address}"><img src="{svg}" alt="{escape(figure.alt)}" {size}></a>'
    alt, line = link_text(figure.alt), credit.markdown(address)
    return {
        "markdown": f"[![{alt}]({svg})]({address})\n\n{line}",
        "html": f"<figure>{image}<figcaption>{credit.html(address)}</figcaption></figure>",
        "markdown_png": f"[![{alt}]({png})]({address})\n\n{line}",
        "latex": FIGURE % {
            "alt": latex.unprinted(figure.alt), "file": f"{KIT}/{figure.name}.pdf", "title": latex.escaped(link.title),
            "caption": latex.of_markdown(figure.caption), "credit": credit.latex(address), "name": figure.name,
        },
        "png": png,
    }
