"""The versions of the Common Cartridge, which differ here in their names only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Version:
    """A version of the standard, and the names that hold it."""

    number: str
    """As the manifest says it: "1.3.0"."""

    @property
    def _short(self) -> str:
        major, minor, _ = self.number.split(".")
        return f"{major}p{minor}"

    @property
    def manifest(self) -> str:
        """Namespace of the manifest."""
        return f"http://www.imsglobal.org/xsd/imsccv{self._short}/imscp_v1p1"

    @property
    def metadata(self) -> str:
        """Namespace of the manifest's metadata."""
        return f"http://ltsc.ieee.org/xsd/imsccv{self._short}/LOM/manifest"

    @property
    def link(self) -> str:
        """Namespace of a web link."""
        return f"http://www.imsglobal.org/xsd/imsccv{self._short}/imswl_v{self._short}"

    @property
    def link_type(self) -> str:
        """Type of a web link among the resources."""
        return f"imswl_xmlv{self._short}"

    @property
    def quiz_type(self) -> str:
        """Type of a quiz among the resources."""
        return f"imsqti_xmlv1p2/imscc_xmlv{self._short}/assessment"

    def schema(self, name: str) -> str:
        """Address of one of the XML schemas: "imscp_v1p2_v1p0"."""
        folder, _, file = f"/{name}".rpartition("/")
        return f"http://www.imsglobal.org/profile/cc/ccv{self._short}{folder}/ccv{self._short}_{file}.xsd"
