"""Checks: the rules for a built site, one a file, whichever generator built it.

A rule is a function `(Site) -> Iterator[Fault]`. To add one, write its file and name it in RULES. `literals` checks the
sources of the pages, because in the built site a typed number looks like a measured one.

    for fault in check(Path("site")):
        print(fault)                    # module-1/index.html:12: <a> leads to 'x/': there is no file 'module-1/x/'
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from .alternatives import missing_alternatives
from .fault import Fault
from .formats import FORMATS
from .ids import duplicate_ids
from .inline import inline_scripts
from .lessons import unfinished_lessons
from .links import broken_links
from .literals import literals
from .pairs import single_pictures
from .permalinks import lost_addresses
from .requests import third_party_requests
from .site import Site
from .unrendered import unrendered_sources
from .validity import invalid_html

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["FORMATS", "RULES", "Fault", "Site", "check", "found", "literals"]

RULES: Final = (
    broken_links, duplicate_ids, third_party_requests, missing_alternatives, single_pictures, invalid_html,
    lost_addresses, inline_scripts, unrendered_sources, unfinished_lessons,
)
"""Every rule, in no particular order."""


def found(site: Path, *folders: Path) -> dict[str, list[Fault]]:
    """Return the faults of the site built in a folder, and of its pages in some folders, by the name of the rule.

    Raise ContentError when the folder contains no page.
    """
    built = Site.read(site)
    by_rule = {rule.__name__: list(rule(built)) for rule in RULES}
    by_rule |= {"literals": [fault for folder in folders for fault in literals(folder)]} if folders else {}
    return {name: [replace(fault, rule=name) for fault in faults] for name, faults in by_rule.items()}


def check(site: Path) -> list[Fault]:
    """Return the faults of the site built in a folder, by file and line. Raise ContentError when it has no page."""
    return sorted(fault for faults in found(site).values() for fault in faults)
