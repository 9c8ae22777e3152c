"""What a picture says of itself wherever it is copied to: title, description, authors, rights, and where it is from.

The terms are those of Dublin Core, in RDF: in an SVG its <metadata>, in a PDF a packet of XMP (ISO 16684-1).
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Final
from xml.etree import ElementTree

from .xml import Element, element

NAMESPACES: Final = {
    "xmlns__rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "xmlns__dc": "http://purl.org/dc/elements/1.1/",
    "xmlns__cc": "http://creativecommons.org/ns#",
}
OPENING: Final = re.compile(rb"(?s)(<svg\b[^>]*>)\s*(?:<metadata>.*?</metadata>\s*)?")
"""The beginning of an SVG, with what Matplotlib says in it."""
CATALOG: Final = re.compile(rb"(?s)\n1 0 obj\n<< (.*?) >>\nendobj")
"""The object by which a PDF of Matplotlib's is read."""
TRAILER: Final = re.compile(rb"trailer\n<< /Size (\d+) /Root 1 0 R /Info (\d+) 0 R >>\nstartxref\n(\d+)\n%%EOF\n\Z")
"""Its end: the number of its objects, that of the one about it, and the place of the table."""
LISTS: Final = {"title": "Alt", "description": "Alt", "rights": "Alt", "creator": "Seq"}
"""The list of RDF that XMP has around the value of a term."""
PACKET: Final = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n%s\n<?xpacket end="r"?>'


@dataclass(frozen=True)
class Metadata:
    """Terms of Dublin Core; empty ones are left out."""

    title: str
    """Title of the figure."""
    description: str
    """What there is to see."""
    creator: str = ""
    """Its authors as one name."""
    rights: str = ""
    """Licences of the figure and of what it shows."""
    source: str = ""
    """The permanent address of the figure."""
    licence: str = ""
    """Address of its licence."""

    @property
    def terms(self) -> dict[str, str]:
        """The terms that are not empty, but for the licence, which is no text."""
        return {name: text for name, text in asdict(self).items() if text and name != "licence"}


def in_svg(svg: bytes, about: Metadata) -> bytes:
    """Return an SVG with its title, its description and its metadata, in place of any that it has."""
    terms = [element(f"dc:{name}", text) for name, text in about.terms.items()]
    kind = element("dc:type", rdf__resource="http://purl.org/dc/dcmitype/StillImage")
    work = element("cc:Work", *terms, element("dc:format", "image/svg+xml"), kind, *_licence(about), rdf__about="")
    parts = (element("title", about.title), element("desc", about.description), element("metadata", _rdf(work)))
    written = b"\n".join(_written(part).encode() for part in parts)
    return OPENING.sub(lambda found: found[1] + b"\n" + written + b"\n", svg, count=1)


def in_pdf(pdf: bytes, about: Metadata) -> bytes:
    """Return a PDF by Matplotlib with its metadata, appended as an incremental update (ISO 32000-1, 7.5.6)."""
    (root,), ((size, info, table),) = CATALOG.findall(pdf[:1000]), TRAILER.findall(pdf[-200:])
    packet = PACKET.encode() % _xmp(about).encode()
    objects = {
        1: b"<< %s /Lang (en) /Metadata %s 0 R >>" % (root, size),
        int(info): _information(about),
        int(size): b"<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%s\nendstream" % (len(packet), packet),
    }
    end, places = pdf, [b"0 1\n0000000000 65535 f \n"]
    for number, content in objects.items():
        places.append(b"%d 1\n%010d 00000 n \n" % (number, len(end)))
        end += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info %s 0 R /Prev %s >>" % (int(size) + 1, info, table)
    return end + b"xref\n%s%s\nstartxref\n%d\n%%%%EOF\n" % (b"".join(places), trailer, len(end))


def _xmp(about: Metadata) -> str:
    terms = [element(f"dc:{name}", _listed(name, text)) for name, text in about.terms.items()]
    kind = element("dc:format", "application/pdf")
    described = element("rdf:Description", *terms, kind, *_licence(about), rdf__about="")
    return _written(element("x:xmpmeta", _rdf(described), xmlns__x="adobe:ns:meta/"))


def _listed(name: str, text: str) -> Element | str:
    """Return the value of a term as XMP has it: texts by language, authors in order, all else as it is."""
    if name not in LISTS:
        return text
    language = {"xml__lang": "x-default"} if LISTS[name] == "Alt" else {}
    return element(f"rdf:{LISTS[name]}", element("rdf:li", text, **language))


def _licence(about: Metadata) -> list[Element]:
    return [element("cc:license", rdf__resource=about.licence)] if about.licence else []


def _rdf(description: Element) -> Element:
    return element("rdf:RDF", description, **NAMESPACES)


def _written(part: Element) -> str:
    return ElementTree.tostring(part, encoding="unicode")


def _information(about: Metadata) -> bytes:
    """Return what readers of PDF show as the properties of a document."""
    texts = {"Title": about.title, "Subject": about.description, "Author": about.creator, "Keywords": about.source}
    return b"<< %s >>" % b" ".join(b"/%s <feff%s>" % (name.encode(), text.encode("utf-16-be").hex().encode())
                                   for name, text in texts.items() if text)
