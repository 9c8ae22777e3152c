"""The namespaces and types of a version of the Common Cartridge, in which alone its versions differ here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Version:
    """A version of the standard, with the names that contain its number."""

    number: str
    """Version number, as in the manifest: "1.3.0"."""

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
        """Return the address of an XML schema, such as "imscp_v1p2_v1p0"."""
        folder, _, file = f"/{name}".rpartition("/")
        return f"http://www.imsglobal.org/profile/cc/ccv{self._short}{folder}/ccv{self._short}_{file}.xsd"
