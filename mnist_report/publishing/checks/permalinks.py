"""Every address that the site's own lock lists is there, or is redirected to what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.errors import PermalinkError
from ...pages.addresses import HOME, NAME, split
from ...pages.permalinks import Lock
from .fault import Fault
from .urls import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .site import Site


def lost_addresses(site: Site) -> Iterator[Fault]:
    """A fault for each line of permalinks.txt that the site breaks; a site without that file locks nothing."""
    if NAME not in site.files:
        return
    try:
        lock = Lock.parse(site.text(NAME))
        for line in lock.lines:
            if missing := next((each for each in _stations(lock, line.address) if site.missing(_target(each))), None):
                led = f", where {line.address!r} leads" if missing != line.address else ""
                yield Fault(NAME, line.number, f"there is no {missing!r}{led}; it should be there, or lead on")
    except PermalinkError as error:
        yield Fault(NAME, 1, str(error))


def _target(address: str) -> Target:
    """Where a line leads; it holds the path as it is, not as an address encodes it."""
    place, part = split(address)
    return Target(place.removeprefix(HOME), part)


def _stations(lock: Lock, address: str) -> Iterator[str]:
    """What must be there for a reader to arrive: what leads on from the address, and what it leads to."""
    place, part = split(address)
    yield place
    if part and place not in lock.redirects:
        yield address
    yield lock.end(address)
