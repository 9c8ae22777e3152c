"""IMS Common Cartridge: folders of web links and quizzes in one file that learning management systems import.

The standard is 1EdTech's (https://www.imsglobal.org/cc/index.html).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from ..core.zips import zipped
from .cartridge_version import Version
from .qti import Item, assessment
from .xml import Element, document, element

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


def packed(package: Package, version: Version) -> bytes:
    """Return the file of a package; the same package gives the same bytes."""
    files = {"imsmanifest.xml": _manifest(package, version)}
    for entry in _entries(package):
        if isinstance(entry, Link):
            files[_path(entry)] = _link(entry, version)
        else:
            files[_path(entry)] = assessment(entry.id, entry.title, entry.items, version.schema("qtiasiv1p2p1_v1p0"))
    return zipped(files)


def _entries(package: Package) -> Iterator[Link | Quiz]:
    for folder in package.folders:
        yield from folder.entries


def _path(entry: Link | Quiz) -> str:
    return f"{'links' if isinstance(entry, Link) else 'quizzes'}/{entry.id}.xml"


def _link(link: Link, version: Version) -> bytes:
    return document(element(
        "webLink",
        element("title", link.title),
        element("url", href=link.address, target="_blank"),
        xmlns=version.link,
        xmlns__xsi=XSI,
        xsi__schemaLocation=f"{version.link} {version.schema(version.link.rpartition('/')[2])}",
    ))


def _manifest(package: Package, version: Version) -> bytes:
    schemas = {version.manifest: "imscp_v1p2_v1p0", version.metadata: "LOM/lommanifest_v1p0"}
    return document(element(
        "manifest",
        element("metadata", element("schema", "IMS Common Cartridge"), element("schemaversion", version.number),
                _metadata(package)),
        element("organizations", _organization(package)),
        element("resources", *(_resource(entry, version) for entry in _entries(package))),
        xmlns=version.manifest,  # first, because Moodle looks for it in the first 500 characters only
        identifier=_id("course", package.address),
        xmlns__lomimscc=version.metadata,
        xmlns__xsi=XSI,
        xsi__schemaLocation=" ".join(f"{name} {version.schema(file)}" for name, file in schemas.items()),
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


def _resource(entry: Link | Quiz, version: Version) -> Element:
    kind = version.link_type if isinstance(entry, Link) else version.quiz_type
    return element("resource", element("file", href=_path(entry)), identifier=entry.id, type=kind)


def _id(kind: str, text: str) -> str:
    """Return a valid XML id made from the digest of any text."""
    return f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"

