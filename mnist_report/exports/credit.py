"""Credit: what is said of a thing of the course wherever it is shown: where it is from, and under which licence."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from ..pages.course import Course
from ..pages.links import ELSEWHERE, link_text
from ..pages.versions import pinned
from . import latex


@dataclass(frozen=True)
class Credit:
    """Whom a thing of the course is from, to be told in any format."""

    course: str
    """Name of the course, plain text."""
    run: str
    """Short key of the run."""
    site: str = ""
    """Address of the site; empty where it is not known."""
    authors: str = ""
    """Authors of text and figures as one name; empty without a CITATION.cff, as all of the licence is."""
    licence: str = ""
    """Usual name of the licence of text and figures: "CC BY 4.0"."""
    licence_address: str = ""
    """Address of that licence on the web."""
    data: str = ""
    """Authors and licence of the images of the data set, which some figures show."""
    pinned: str = ""
    """Prefix of the addresses that stay with this edition, relative to the site; empty where versions are not kept."""

    @classmethod
    def of(cls, course: Course) -> Credit:
        """Return the credit of a course. Raise ConfigurationError when its CITATION.cff is incomplete."""
        made = course.evaluation
        data = f"Images of {made.dataset_name}, where shown: {made.attribution}, {made.licence}."
        known = cls(course.navigation.name, made.key, course.navigation.address, data=data, pinned=pinned(course))
        if not course.editions.citation_file.is_file():
            return known
        text = course.cite().text
        return cls(known.course, known.run, known.site, text.credit, text.licence_name, text.licence_address,
                   known.data, known.pinned)

    @property
    def rights(self) -> str:
        """Authors and licence of a figure, and of the images in it, as plain text."""
        licence = f"{self.authors}, {self.licence} ({self.licence_address}). " if self.licence else ""
        return f"{licence}{self.data}"

    def address(self, path: str) -> str:
        """Return the full address of a thing; where that of the site is not known, it begins with ELSEWHERE."""
        return f"{self.site or ELSEWHERE}{path}"

    def plain(self, address: str = "") -> str:
        """Return the credit as plain text: "From “Course” (https://…), run 3e0133dfb79d, CC BY 4.0."."""
        return self._line(f"“{self.course}”{f' ({address})' * bool(address)}", self.licence)

    def markdown(self, address: str) -> str:
        """Return the credit as Markdown, the course linked to an address, the licence to its own."""
        licence = f"[{link_text(self.licence)}]({self.licence_address})" if self.licence else ""
        return self._line(f"[*{link_text(self.course)}*]({address})", licence)

    def html(self, address: str) -> str:
        """Return the credit as HTML, linked in the same way."""
        licence = f'<a href="{escape(self.licence_address)}">{escape(self.licence)}</a>' if self.licence else ""
        return self._line(f'<a href="{escape(address)}"><cite>{escape(self.course)}</cite></a>', licence)

    def latex(self, address: str) -> str:
        """Return the credit as LaTeX, linked in the same way, for which a document needs hyperref."""
        licence = latex.link(self.licence_address, latex.escaped(self.licence)) if self.licence else ""
        return self._line(latex.link(address, rf"\emph{{{latex.escaped(self.course)}}}"), licence)

    def _line(self, course: str, licence: str) -> str:
        return ", ".join(filter(None, [f"From {course}", f"run {self.run}", licence])) + "."
