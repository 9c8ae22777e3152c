"""Rule: every address that the site's own lock lists exists, or redirects to one that exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.errors import PermalinkError
from ...pages.addresses import HOME, NAME, split
from ...pages.permalinks import Lock
from ..urls import Target
from .fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .site import Site


def lost_addresses(site: Site) -> Iterator[Fault]:
    """Yield a fault for each line of permalinks.txt that the site breaks; none without that file."""
    if NAME not in site.files:
        return
    try:
        lock = Lock.parse(site.text(NAME))
        for line in lock.lines:
            if missing := next((part for part in _required(lock, line.address) if site.missing(_target(part))), None):
                via = f", where {line.address!r} leads" if missing != line.address else ""
                yield Fault(NAME, line.number, f"there is no {missing!r}{via}; it should be there, or lead on")
    except PermalinkError as error:
        yield Fault(NAME, 1, str(error))


def _target(address: str) -> Target:
    """Return the target of a line, in which the path is not percent-encoded."""
    place, part = split(address)
    return Target(place.removeprefix(HOME), part)


def _required(lock: Lock, address: str) -> Iterator[str]:
    """Yield the addresses that must exist for a link to work: the page or its redirect, and the final target."""
    place, part = split(address)
    yield place
    if part and place not in lock.redirects:
        yield address
    yield lock.end(address)
