"""IMS Common Cartridge 1.1: folders of web links and quizzes in one file that learning management systems import.

The standard is 1EdTech's (https://www.imsglobal.org/cc/index.html). Version 1.1 is the latest that Moodle reads and
that Instructure's viewer knows the entries of; every other system reads it, too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from ..core.zips import zipped
from .qti import Item, assessment
from .xml import Element, document, element

VERSION = "1.1.0"
MANIFEST = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
METADATA = "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest"
LINK = "http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1"
LINK_TYPE = "imswl_xmlv1p1"
QUIZ_TYPE = "imsqti_xmlv1p2/imscc_xmlv1p1/assessment"
SCHEMAS = "http://www.imsglobal.org/profile/cc/ccv1p1"
"""Address of the folder of the XML schemas."""
XSI = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True)
class Link:
    """A link to a page."""

    title: str
    """Plain text."""
    address: str
    """Absolute address of the page."""

    @property
    def id(self) -> str:
        """Id that is the same in each edition, so that a second import replaces the first."""
        return _id("link", self.address)


@dataclass(frozen=True)
class Quiz:
    """Questions that are asked together."""

    title: str
    """Plain text."""
    description: str
    """Plain text."""
    address: str
    """Absolute address of the page to which it belongs."""
    items: tuple[Item, ...]
    """One or more."""

    @property
    def id(self) -> str:
        """Id that is the same in each edition, so that a second import replaces the first."""
        return _id("quiz", self.address)


@dataclass(frozen=True)
class Folder:
    """A folder, which becomes a module of the course that imports it."""

    title: str
    """Plain text."""
    entries: tuple[Link | Quiz, ...]
    """Links and quizzes, in order; no two in a package have the same address."""


@dataclass(frozen=True)
class Package:
    """A course to import."""

    title: str
    """Plain text."""
    description: str
    """Plain text."""
    rights: str
    """Plain text: copyright and licences."""
    address: str
    """Absolute address of the course."""
    edition: str
    """Plain text that identifies this edition."""
    folders: tuple[Folder, ...]
    """Folders, in order."""


    @property
    def entries(self) -> Iterator[Link | Quiz]:
        """Yield the entries of all folders, in order."""
        for folder in self.folders:
            yield from folder.entries


def packed(package: Package) -> bytes:
    """Return the file of a package; the same package gives the same bytes."""
    files = {"imsmanifest.xml": _manifest(package)}
    for entry in package.entries:
        if isinstance(entry, Link):
            files[_path(entry)] = _link(entry)
        else:
            files[_path(entry)] = assessment(entry.id, entry.title, entry.description, entry.items)
    return zipped(files)


def _path(entry: Link | Quiz) -> str:
    return f"{'links' if isinstance(entry, Link) else 'quizzes'}/{entry.id}.xml"


def _link(link: Link) -> bytes:
    return document(element(
        "webLink",
        element("title", link.title),
        element("url", href=link.address, target="_blank"),
        xmlns=LINK,
        xmlns__xsi=XSI,
        xsi__schemaLocation=f"{LINK} {SCHEMAS}/ccv1p1_imswl_v1p1.xsd",
    ))


def _manifest(package: Package) -> bytes:
    schemas = {MANIFEST: "ccv1p1_imscp_v1p2_v1p0.xsd", METADATA: "LOM/ccv1p1_lommanifest_v1p0.xsd"}
    return document(element(
        "manifest",
        element("metadata", element("schema", "IMS Common Cartridge"), element("schemaversion", VERSION),
                _metadata(package)),
        element("organizations", _organization(package)),
        element("resources", *map(_resource, package.entries)),
        xmlns=MANIFEST,  # first, because Moodle looks for it in the first 500 characters only
        identifier=_id("course", package.address),
        xmlns__lomimscc=METADATA,
        xmlns__xsi=XSI,
        xsi__schemaLocation=" ".join(f"{name} {SCHEMAS}/{file}" for name, file in schemas.items()),
    ))


def _metadata(package: Package) -> Element:
    edition = element("lomimscc:catalog", "edition"), element("lomimscc:entry", package.edition)
    return element(
        "lomimscc:lom",
        element(
            "lomimscc:general",
            element("lomimscc:identifier", *edition),
            element("lomimscc:title", _language_string(package.title)),
            element("lomimscc:language", "en"),
            element("lomimscc:description", _language_string(package.description)),
        ),
        element(
            "lomimscc:rights",
            element("lomimscc:copyrightAndOtherRestrictions", element("lomimscc:value", "yes")),
            element("lomimscc:description", _language_string(package.rights)),
        ),
    )


def _language_string(text: str) -> Element:
    return element("lomimscc:string", text, language="en")


def _organization(package: Package) -> Element:
    folders = (_folder(folder, place) for place, folder in enumerate(package.folders, start=1))
    root = element("item", *folders, identifier="root")
    return element("organization", root, identifier="organization", structure="rooted-hierarchy")


def _folder(folder: Folder, place: int) -> Element:
    entries = (
        element("item", element("title", entry.title), identifier=f"item-{entry.id}", identifierref=entry.id)
        for entry in folder.entries
    )
    return element("item", element("title", folder.title), *entries, identifier=f"folder-{place}")


def _resource(entry: Link | Quiz) -> Element:
    kind = LINK_TYPE if isinstance(entry, Link) else QUIZ_TYPE
    return element("resource", element("file", href=_path(entry)), identifier=entry.id, type=kind)


def _id(kind: str, text: str) -> str:
    """Return a valid XML id made from the digest of any text."""
    return f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"

